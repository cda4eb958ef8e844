//! Mails and other items of Outlook ([MS-OXMSG]): who, when, what about, the texts, what hangs on it.

mod lzfu;
mod store;

use std::borrow::Cow;
use std::collections::HashSet;

use item::{Declared, Key, Layer, PartialReason, Place, Segment, UnreadableReason};

use crate::shared::alternatives::SeenWords;
use crate::shared::decode;
use crate::shared::html::{Page, push_margins};
use crate::shared::legacy_text::push_text;
use crate::shared::ole::{Compound, rewritten};
use crate::{Child, Content, Error, Flow, Input, Sink, rtf};
use store::{Store, Value};

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
        self.push_header(sink);
        if self.push_bodies(input, sink) == Flow::Stop || self.push_rest(sink) == Flow::Stop {
            return Flow::Stop;
        }
        self.push_attachments(sink)
    }

    fn push_header(&self, sink: &mut dyn Sink) {
        let texts = [
            (0x0037, Key::SUBJECT),
            (0x1035, Key::MESSAGE_ID),
            (0x1042, Key::IN_REPLY_TO),
            (0x3ffa, Key::LAST_AUTHOR),
            (0x001a, Key::MESSAGE_CLASS),
            (0x0070, Key::THREAD_TOPIC),
        ];
        for (id, key) in texts {
            if let Some(text) = self.store.text(id) {
                sink.metadata(key, text.trim());
            }
        }
        let moments = [
            (0x0039, Key::SENT),
            (0x0e06, Key::RECEIVED),
            (0x3007, Key::CREATED),
            (0x3008, Key::MODIFIED),
        ];
        for (id, key) in moments {
            if let Some(moment) = self.store.moment(id) {
                sink.metadata(key, &moment);
            }
        }
        self.push_senders(sink);
        self.push_recipients(sink);
    }

    /// Reports who sent it, and on whose behalf.
    fn push_senders(&self, sink: &mut dyn Sink) {
        let sender = self.person(&[0x0c1a], &[0x5d01, 0x0c1f]);
        let behalf = self.person(&[0x0042], &[0x5d02, 0x0065]);
        let from = if behalf.is_empty() { &sender } else { &behalf };
        sink.metadata(Key::FROM, from);
        if sender != *from {
            sink.metadata(Key::SENDER, &sender);
        }
    }

    fn person(&self, names: &[u16], addresses: &[u16]) -> String {
        named(self.store, names, addresses)
    }

    fn push_recipients(&self, sink: &mut dyn Sink) {
        let recipients = self.storages("__recip_version1.0");
        let mut kinds_seen = HashSet::new();
        for id in recipients {
            let recipient = Store::read(self.file, &self.file.children(id), Some(self.store));
            let kind = recipient.number(0x0c15).unwrap_or(1) & 0xf;
            kinds_seen.insert(kind);
            let key = match kind {
                2 => Key::CC,
                3 => Key::BCC,
                _ => Key::TO,
            };
            sink.metadata(key, &named(&recipient, &[0x3001, 0x5ff6], &[0x39fe, 0x3003]));
        }
        for (kind, id, key) in [(1, 0x0e04, Key::TO), (2, 0x0e03, Key::CC), (3, 0x0e02, Key::BCC)] {
            let text = self.store.text(id).unwrap_or_default();
            for name in text.split(';').map(str::trim).filter(|_| !kinds_seen.contains(&kind)) {
                sink.metadata(key.clone(), name);
            }
        }
    }

    fn storages(&self, start: &str) -> Vec<usize> {
        let is_one = |id: &usize| {
            let name = self.file.name(*id);
            self.file.is_storage(*id)
                && name.get(..start.len()).is_some_and(|name| name.eq_ignore_ascii_case(start))
        };
        self.root.iter().copied().filter(is_one).collect()
    }

    /// Pushes the plain text, and the forms of it in HTML and Rich Text where they say more.
    fn push_bodies(&self, input: &Input, sink: &mut dyn Sink) -> Flow {
        let plain = self.store.text(0x1000).unwrap_or_default();
        let plain = plain.replace("\r\n", "\n");
        let mut said = SeenWords::of([plain.as_str()]);
        if push_text(&Place::Whole, Layer::Body, &plain, sink) == Flow::Stop {
            return Flow::Stop;
        }
        if let Some(html) = self.html() {
            let page = Page::read(&html);
            if push_novel(&page.body, "html body", &mut said, sink) == Flow::Stop
                || push_text(&part("html body"), Layer::Hidden, &page.hidden, sink) == Flow::Stop
                || push_margins(&page, sink) == Flow::Stop
            {
                return Flow::Stop;
            }
        }
        self.push_rich(input, said, sink)
    }

    fn html(&self) -> Option<String> {
        match self.store.value(0x1013)? {
            Value::Text(text) => Some(text.clone()),
            Value::Binary(bytes) => {
                let stated = self
                    .store
                    .number(0x3fde)
                    .map(|number| crate::shared::legacy_text::CodePage::by_number(number).name());
                let choice = decode::choose_markup(bytes, stated);
                Some(choice.charset.decode(&bytes[choice.bom..]).0)
            }
            _ => None,
        }
    }

    fn push_rich(&self, input: &Input, mut said: SeenWords, sink: &mut dyn Sink) -> Flow {
        let Some(Value::Binary(packed)) = self.store.value(0x1009) else { return Flow::Continue };
        let most = usize::try_from(input.limits.inflated_bytes).unwrap_or(usize::MAX);
        let unpacked = lzfu::unpack(packed, most);
        if unpacked.is_damaged {
            sink.partial(PartialReason::Damaged);
        }
        let most = usize::try_from(input.limits.text_bytes).unwrap_or(usize::MAX);
        let Some(document) = rtf::read(&unpacked.bytes, most) else { return Flow::Continue };
        let text = document.body.seen();
        if push_novel(text, "rich text body", &mut said, sink) == Flow::Stop {
            return Flow::Stop;
        }
        for (at, object) in document.objects.iter().enumerate() {
            if object.push(at + 1, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Pushes the header of the mail as it travelled, and what the item holds besides: an address, a place, categories.
    fn push_rest(&self, sink: &mut dyn Sink) -> Flow {
        if let Some(header) = self.store.text(0x007d) {
            let header = header.replace("\r\n", "\n");
            if push_text(&part("header"), Layer::Metadata, &header, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        let more = self.store.more();
        let segment = Segment::new(part("properties"), Layer::Metadata, more);
        if segment.has_text() { sink.text(segment) } else { Flow::Continue }
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

fn part(name: &str) -> Place {
    Place::Part(name.to_owned())
}

/// Returns `Name <address>` with what there is of it.
fn named(store: &Store, names: &[u16], addresses: &[u16]) -> String {
    let first = |ids: &[u16]| {
        let mut texts =
            ids.iter().filter_map(|id| store.text(*id)).map(|text| text.trim().to_owned());
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    };
    let (name, address) = (first(names), first(addresses));
    match (name.trim_matches('\''), address.as_str()) {
        (name, "") => name.to_owned(),
        ("", address) => address.to_owned(),
        (name, address) if name.eq_ignore_ascii_case(address) => address.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}

/// Pushes what a form of the text says more than those before it.
fn push_novel(text: &str, name: &str, said: &mut SeenWords, sink: &mut dyn Sink) -> Flow {
    let place = if said.is_empty() { Place::Whole } else { part(name) };
    let more = said.more_in(text);
    said.add(text);
    push_text(&place, Layer::Body, &more, sink)
}
