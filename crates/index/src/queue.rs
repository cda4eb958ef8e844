//! How documents wait for tantivy's threads: as few bytes of them as keep the threads at work.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use tantivy::TantivyDocument;
use tantivy::schema::Field;
use tantivy::schema::document::Document;

/// How many bytes may wait. tantivy itself lets ten thousand documents wait, however long they are.
const MOST_BYTES: usize = 16 << 20;

/// A document that is being put together.
#[derive(Default)]
pub(crate) struct Draft {
    inner: TantivyDocument,
    bytes: usize,
}

impl Draft {
    pub(crate) fn add_text(&mut self, field: Field, text: &str) {
        self.inner.add_text(field, text);
        self.bytes += text.len();
    }

    pub(crate) fn add_number(&mut self, field: Field, number: impl Into<u64>) {
        self.inner.add_u64(field, number.into());
    }
}

/// Where documents wait.
#[derive(Clone, Default)]
pub(crate) struct Queue(Arc<Waiting>);

#[derive(Default)]
struct Waiting {
    bytes: Mutex<usize>,
    fewer: Condvar,
}

impl Queue {
    /// Waits until there is room for a document, as there always is where no other waits.
    pub(crate) fn admit(&self, draft: Draft) -> Queued {
        let Draft { inner, bytes } = draft;
        let is_full = |waiting: &mut usize| *waiting > 0 && *waiting + bytes > MOST_BYTES;
        let waiting = self.0.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = self.0.fewer.wait_while(waiting, is_full);
        *waiting.unwrap_or_else(PoisonError::into_inner) += bytes;
        Queued { inner, bytes, queue: self.clone() }
    }
}

/// A document that waits, until tantivy drops it.
pub(crate) struct Queued {
    inner: TantivyDocument,
    bytes: usize,
    queue: Queue,
}

impl Drop for Queued {
    fn drop(&mut self) {
        let Waiting { bytes, fewer } = &*self.queue.0;
        *bytes.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        fewer.notify_one();
    }
}

impl Document for Queued {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.inner.iter_fields_and_values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::time::Duration;

    fn draft(bytes: usize) -> Draft {
        Draft { bytes, ..Draft::default() }
    }

    #[test]
    fn a_document_waits_until_there_is_room() {
        let queue = Queue::default();
        let first = queue.admit(draft(MOST_BYTES));
        let (sender, admitted) = channel();
        std::thread::scope(|threads| {
            threads.spawn(|| sender.send(queue.admit(draft(1)).bytes));
            assert!(admitted.recv_timeout(Duration::from_millis(50)).is_err());
            drop(first);
            assert_eq!(admitted.recv(), Ok(1));
        });
    }

    #[test]
    fn a_document_larger_than_the_room_goes_alone() {
        let queue = Queue::default();
        drop(queue.admit(draft(3 * MOST_BYTES)));
        assert_eq!(queue.admit(draft(1)).bytes, 1);
    }
}
