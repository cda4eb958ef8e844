//! Who reads the dossier: a bounded number of readers, each with ledger and store open on its own; the index they share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use answers::Dossier;
use axum::http::StatusCode;
use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::site::Open;

/// How long a question waits for a reader.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long an answer may take; the reader goes on to its end, and is not free before.
const LONGEST: Duration = Duration::from_mins(1);

/// Readers of one dossier.
pub(crate) struct Readers {
    open: Open,
    permits: Arc<Semaphore>,
    /// The one of the newest state that the others are opened from.
    first: Mutex<Option<Reader>>,
    idle: Mutex<Vec<Reader>>,
    /// Whether a thread makes what answers over a large dossier are made from.
    is_preparing: AtomicBool,
}

struct Reader {
    dossier: Dossier,
    /// The revision of the dossier when it was opened.
    revision: u64,
}

impl Reader {
    /// Tells whether the dossier is still as it was when it was opened.
    fn is_current(&self) -> Result<bool, Failure> {
        Ok(self.dossier.revision()? == self.revision)
    }

    fn reopen(&self) -> Result<Self, Failure> {
        Ok(Self { dossier: self.dossier.reopen()?, revision: self.revision })
    }
}

impl Readers {
    pub(crate) fn new(open: Open, permits: usize) -> Self {
        let permits = Arc::new(Semaphore::new(permits.clamp(1, 64)));
        Self {
            open,
            permits,
            first: Mutex::default(),
            idle: Mutex::default(),
            is_preparing: AtomicBool::new(false),
        }
    }

    /// Puts a question to the dossier, as soon as a reader is free.
    pub(crate) async fn ask<T: Send + 'static>(
        self: Arc<Self>,
        question: impl FnOnce(&Dossier) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let permit = tokio::time::timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned());
        let Ok(Ok(permit)) = permit.await else {
            return Err(busy("too many questions at once; ask again"));
        };
        let reading = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let reader = self.reader()?;
            let answer = question(&reader.dossier);
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
            answer
        });
        match tokio::time::timeout(LONGEST, reading).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(broken)) => Err(Failure::broken(&broken)),
            Err(_) => Err(busy("the answer takes too long; ask for less")),
        }
    }

    /// Returns a reader that sees the dossier as it is now.
    fn reader(self: &Arc<Self>) -> Result<Reader, Failure> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(reader) = idle
            && reader.is_current()?
        {
            return Ok(reader);
        }
        let mut first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = &*first
            && first.is_current()?
        {
            return first.reopen();
        }
        let dossier = (self.open)().map_err(|error| Failure::broken(&*error))?;
        let revision = dossier.revision()?;
        let dossier = match &*first {
            Some(former) => dossier.after(&former.dossier),
            None => dossier,
        };
        let reader = first.insert(Reader { dossier, revision }).reopen();
        self.prepare();
        reader
    }

    /// Makes the persons of the dossier beside what is asked, which may take minutes in a large one.
    fn prepare(self: &Arc<Self>) {
        if !self.is_preparing.swap(true, Ordering::SeqCst) {
            let readers = Arc::clone(self);
            std::thread::spawn(move || {
                let mut prepared = None;
                while let Some(newest) = readers.newer_than(prepared) {
                    // What fails here fails again where it is asked for, and is reported there.
                    let _fails_again = newest.dossier.prepare_persons();
                    prepared = Some(newest.revision);
                }
                readers.is_preparing.store(false, Ordering::SeqCst);
            });
        }
    }

    /// Opens the newest state once more, where it is another than that of a revision.
    fn newer_than(&self, revision: Option<u64>) -> Option<Reader> {
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = first.as_ref().filter(|newest| Some(newest.revision) != revision)?;
        newest.reopen().ok()
    }
}

fn busy(message: &str) -> Failure {
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, message)
}
