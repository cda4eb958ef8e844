//! What an item of Outlook yields, whatever file holds its properties.

use std::collections::HashSet;

use item::{Key, Layer, PartialReason, Place, Segment};

use super::lzfu;
use super::store::{Store, Value};
use crate::eml::header;
use crate::shared::alternatives::SeenWords;
use crate::shared::decode;
use crate::shared::html::{Page, push_margins};
use crate::shared::legacy_text::{CodePage, push_text};
use crate::{Flow, Input, Sink, rtf};

/// How the classes of items begin that are filled in like forms.
const FORMS: [&str; 6] = [
    "ipm.activity",
    "ipm.appointment",
    "ipm.contact",
    "ipm.distlist",
    "ipm.stickynote",
    "ipm.task",
];

/// A mail, an appointment, a contact, a task, a note.
pub(crate) struct Item<'a> {
    /// Its properties.
    pub(crate) store: &'a Store,
    /// The properties of those whom it was sent to.
    pub(crate) recipients: &'a [Store],
}

impl Item<'_> {
    /// Pushes the header as properties, the texts, and what else users filled in; not the attachments.
    pub(crate) fn push(&self, input: &Input, sink: &mut dyn Sink) -> Flow {
        self.push_header(sink);
        if self.push_bodies(input, sink) == Flow::Stop {
            return Flow::Stop;
        }
        self.push_rest(sink)
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
                sink.metadata(key, without_prefix_length(text).trim());
            }
        }
        let references = self.store.text(0x1039).unwrap_or_default().split_whitespace();
        references.for_each(|id| sink.metadata(Key::REFERENCES, id));
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
        self.push_travelled(sink);
    }

    /// Reads who sent it and when off the header that it travelled with, where no property says so.
    fn push_travelled(&self, sink: &mut dyn Sink) {
        let Some(travelled) = self.store.text(0x007d) else { return };
        let has_sender = [0x0c1a, 0x0c1f, 0x0042, 0x0065, 0x5d01, 0x5d02];
        let has_sender = has_sender.iter().any(|id| self.store.text(*id).is_some());
        let has_recipient = !self.recipients.is_empty() || self.store.text(0x0e04).is_some();
        let missing = [
            (Key::FROM, !has_sender),
            (Key::TO, !has_recipient),
            (Key::CC, !has_recipient),
            (Key::SENT, self.store.moment(0x0039).is_none()),
            (Key::MESSAGE_ID, self.store.text(0x1035).is_none()),
            (Key::ORIGINATING_IP, true),
        ];
        for (key, value) in header::properties_of(travelled) {
            if missing.contains(&(key.clone(), true)) {
                sink.metadata(key, &value);
            }
        }
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
        let mut kinds_seen = HashSet::new();
        for recipient in self.recipients {
            let kind = recipient.number(0x0c15).unwrap_or(1) & 0xf;
            kinds_seen.insert(kind);
            let key = match kind {
                2 => Key::CC,
                3 => Key::BCC,
                _ => Key::TO,
            };
            sink.metadata(key, &named(recipient, &[0x3001, 0x5ff6], &[0x39fe, 0x3003]));
        }
        for (kind, id, key) in [(1, 0x0e04, Key::TO), (2, 0x0e03, Key::CC), (3, 0x0e02, Key::BCC)] {
            let text = self.store.text(id).unwrap_or_default();
            for name in text.split(';').map(str::trim).filter(|_| !kinds_seen.contains(&kind)) {
                sink.metadata(key.clone(), name);
            }
        }
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
                let stated =
                    self.store.number(0x3fde).map(|number| CodePage::by_number(number).name());
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
        let layer = if self.is_form() { Layer::Body } else { Layer::Metadata };
        // Why a mail did not arrive: as a whole, and for each of those whom it was sent to.
        let reports = std::iter::once(self.store.text(0x1001))
            .chain(self.recipients.iter().flat_map(|it| [it.text(0x1001), it.text(0x0c1b)]));
        let reports: Vec<&str> = reports.flatten().map(str::trim).collect();
        if push_text(&part("report"), Layer::Body, &reports.join("\n"), sink) == Flow::Stop {
            return Flow::Stop;
        }
        let segment = Segment::new(part("properties"), layer, self.store.more());
        if segment.has_text() { sink.text(segment) } else { Flow::Continue }
    }

    /// Tells whether its fields are what it is made for: those of a contact are its text, those of a mail go with it.
    fn is_form(&self) -> bool {
        let class = self.store.text(0x001a).unwrap_or_default().to_ascii_lowercase();
        FORMS.iter().any(|form| class.starts_with(form))
    }
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

/// Returns a subject without what tells how long its prefix (`RE: `) is: a sign of value 1 and one of that length.
fn without_prefix_length(subject: &str) -> &str {
    let mut signs = subject.chars();
    if signs.next() != Some('\u{1}') {
        return subject;
    }
    signs.next();
    signs.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_read_without_the_length_of_its_prefix() {
        assert_eq!(without_prefix_length("\u{1}\u{5}RE: Circular"), "RE: Circular");
        assert_eq!(without_prefix_length("\u{1}"), "");
        assert_eq!(without_prefix_length("Circular"), "Circular");
    }
}
