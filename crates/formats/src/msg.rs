//! Mails and other items of Outlook ([MS-OXMSG]): who, when, what about, the texts, what hangs on it.

mod item;
mod lzfu;
mod names;
mod store;
mod tnef;

use std::borrow::Cow;

use ::item::{Declared, Key, PartialReason, UnreadableReason, Warning, WarningCode};

use self::item::Item;
use self::store::{Store, Value};
use crate::shared::ole::{Compound, rewritten};
use crate::{Child, Content, Error, Flow, Input, Sink};

pub(crate) use self::tnef::extract as extract_tnef;

/// An attachment that is a message of its own, or an object ([MS-OXCMSG] §2.2.2.9).
const EMBEDDED_MESSAGE: u32 = 5;

/// Pushes the header as properties, the texts, and attachments as children.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file = Compound::open(&input.bytes)
        .ok_or_else(|| Error::Malformed("it does not begin as a Compound File".into()))?;
    let root = file.root();
    let message = Store::read(&file, &root, None);
    if message.is_empty() {
        return Err(Error::Malformed("no property of a message is in it".into()));
    }
    let flow = Message { file: &file, root: &root, store: &message }.push(input, sink);
    if file.is_damaged() && flow == Flow::Continue {
        sink.partial(PartialReason::Damaged);
    }
    Ok(())
}

struct Message<'a> {
    file: &'a Compound<'a>,
    root: &'a [usize],
    store: &'a Store,
}

impl Message<'_> {
    fn push(&self, input: &Input, sink: &mut dyn Sink) -> Flow {
        let recipients = self.storages("__recip_version1.0").into_iter();
        let read = |id| Store::read(self.file, &self.file.children(id), Some(self.store));
        let recipients: Vec<Store> = recipients.map(read).collect();
        if (Item { store: self.store, recipients: &recipients }).push(input, sink) == Flow::Stop {
            return Flow::Stop;
        }
        self.push_attachments(sink)
    }

    fn storages(&self, start: &str) -> Vec<usize> {
        let is_one = |id: &usize| {
            let name = self.file.name(*id);
            self.file.is_storage(*id)
                && name.get(..start.len()).is_some_and(|name| name.eq_ignore_ascii_case(start))
        };
        self.root.iter().copied().filter(is_one).collect()
    }

    fn push_attachments(&self, sink: &mut dyn Sink) -> Flow {
        for (at, id) in self.storages("__attach_version1.0").into_iter().enumerate() {
            let children = self.file.children(id);
            let store = Store::read(self.file, &children, Some(self.store));
            let attachment = Attachment { message: self, store, children, number: at + 1 };
            if attachment.push(sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }
}

struct Attachment<'a> {
    message: &'a Message<'a>,
    store: Store,
    children: Vec<usize>,
    number: usize,
}

impl Attachment<'_> {
    fn push(&self, sink: &mut dyn Sink) -> Flow {
        let file = self.message.file;
        let inner =
            file.find(&self.children, "__substg1.0_3701000D").filter(|id| file.is_storage(*id));
        match (inner, self.store.value(0x3701)) {
            (Some(storage), _) if self.store.number(0x3705) == Some(EMBEDDED_MESSAGE) => {
                self.push_message(storage, sink)
            }
            (Some(storage), _) => {
                crate::shared::ole::push_storage(file, storage, self.number, sink)
            }
            (None, Some(Value::Binary(bytes))) => {
                self.push_child(self.name("bin"), None, Content::Stream(&mut &bytes[..]), sink)
            }
            _ => {
                // It is kept elsewhere ([MS-OXCMSG] §2.2.2.14).
                if let Some(path) = self.store.text(0x370d).or_else(|| self.store.text(0x3708)) {
                    sink.warn(Warning::new(WarningCode::LinkTarget, path));
                    sink.metadata(Key::LINK, path);
                }
                let content = Content::Unreadable(UnreadableReason::ReadError);
                self.push_child(self.name("bin"), None, content, sink)
            }
        }
    }

    /// Pushes a message in a message as a file of its own, together with the names that only the outermost holds.
    fn push_message(&self, storage: usize, sink: &mut dyn Sink) -> Flow {
        let file = self.message.file;
        let names = file.find(self.message.root, "__nameid_version1.0");
        let bytes = rewritten(file, storage, names, |name, content| {
            if name.eq_ignore_ascii_case(store::PROPERTIES) { outermost(content) } else { content }
        });
        let name = format!("{}.msg", self.number);
        self.push_child(name, Some("msg"), Content::Stream(&mut &bytes[..]), sink)
    }

    fn push_child(
        &self,
        name: String,
        format: Option<&'static str>,
        content: Content<'_>,
        sink: &mut dyn Sink,
    ) -> Flow {
        let media_type = self.store.text(0x370e).map(|text| text.trim().to_owned());
        let declared = Declared {
            media_type: media_type.filter(|text| !text.is_empty()),
            charset: None,
            format: format.map(Cow::Borrowed),
        };
        let modified = self.store.moment(0x3008);
        sink.child(Child { name: name.into_bytes(), declared, modified }, content)
    }

    fn name(&self, extension: &str) -> String {
        let names = [0x3707, 0x3704, 0x3001].into_iter().filter_map(|id| self.store.text(id));
        let mut names = names.map(|name| name.trim().replace(['/', '\0'], "_"));
        let name = names.find(|name| !name.is_empty());
        name.unwrap_or_else(|| format!("attachment-{}.{extension}", self.number))
    }
}

/// Gives the properties of a message within another the longer head that they have in a file of their own.
fn outermost(mut properties: Vec<u8>) -> Vec<u8> {
    if properties.len() >= 24 {
        properties.splice(24..24, [0; 8]);
    }
    properties
}
