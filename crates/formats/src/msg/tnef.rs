//! Items of Outlook as they travel in other programs' mails ([MS-OXTNEF]): `winmail.dat`.

use std::borrow::Cow;

use ::item::{Declared, Key, PartialReason, Warning, WarningCode};

use super::item::Item;
use super::names::Name;
use super::store::{Store, Value};
use crate::shared::bytes::{u16_at, u32_at};
use crate::shared::legacy_text::CodePage;
use crate::{Child, Content, Error, Flow, Input, Sink};

const SIGNATURE: &[u8] = &[0x78, 0x9f, 0x3e, 0x22];
/// What stands before the attributes: the signature and a key.
const HEAD: usize = 6;
/// What stands before the data of an attribute: level, id, length.
const ATTRIBUTE_HEAD: usize = 9;

/// The types of properties that the readers of values need to know ([MS-OXCDATA] §2.11.1).
const STRING_8: u16 = 0x001e;
const UNICODE: u16 = 0x001f;
const OBJECT: u16 = 0x000d;
const BINARY: u16 = 0x0102;
/// Added to the type of a property with several values.
const SEVERAL: u16 = 0x1000;

/// The interface of an embedded message, before which its own stream stands (`IMessage`).
const MESSAGE: &[u8] = &[7, 3, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];

/// The property that holds the bytes or the message of an attachment.
const ATTACHED: u16 = 0x3701;

/// Pushes what an item of Outlook yields, and its attachments as children.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    if !input.bytes.starts_with(SIGNATURE) {
        return Err(Error::Malformed("it does not begin as TNEF".into()));
    }
    let mut message = Message::default();
    let mut attributes =
        Attributes { rest: input.bytes.get(HEAD..).unwrap_or_default(), is_cut: false };
    for attribute in attributes.by_ref() {
        message.take(&attribute);
    }
    if attributes.is_cut {
        sink.partial(PartialReason::Truncated);
    }
    if message.is_damaged {
        sink.warn(Warning::bare(WarningCode::DamagedPart));
        sink.partial(PartialReason::Damaged);
    }
    if let Some(sent) = message.sent.as_deref().filter(|_| message.store.moment(0x0039).is_none()) {
        sink.metadata(Key::SENT, sent);
    }
    let item = Item { store: &message.store, recipients: &message.recipients };
    if item.push(input, sink) == Flow::Continue {
        push_attachments(&message.attachments, sink);
    }
    Ok(())
}

/// An attribute of the stream.
struct Attribute<'a> {
    id: u16,
    data: &'a [u8],
}

/// Yields attributes up to the first that does not fit; of one that is cut, what there is.
struct Attributes<'a> {
    rest: &'a [u8],
    is_cut: bool,
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    fn next(&mut self) -> Option<Attribute<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let head = self.rest.get(..ATTRIBUTE_HEAD);
        let stated = head.and_then(|head| Some((u16_at(head, 1)?, u32_at(head, 5)?)));
        let Some((id, length)) = stated else {
            self.is_cut = true;
            self.rest = &[];
            return None;
        };
        let body = &self.rest[ATTRIBUTE_HEAD..];
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        self.is_cut |= length > body.len();
        let (data, after) = body.split_at(length.min(body.len()));
        // A checksum of two bytes follows, which is no reason to lose what it is about.
        self.rest = after.get(2..).unwrap_or_default();
        Some(Attribute { id, data })
    }
}

/// What the attributes said so far.
#[derive(Default)]
struct Message {
    store: Store,
    recipients: Vec<Store>,
    attachments: Vec<Attachment>,
    /// When it was sent, without a zone.
    sent: Option<String>,
    code_page: Option<CodePage>,
    is_damaged: bool,
}

/// An attachment in the making.
#[derive(Default)]
struct Attachment {
    title: String,
    modified: Option<String>,
    bytes: Vec<u8>,
    store: Store,
    /// The stream of a message within the message.
    message: Option<Vec<u8>>,
}

impl Message {
    fn take(&mut self, attribute: &Attribute<'_>) {
        let data = attribute.data;
        match attribute.id {
            0x9007 => {
                self.code_page = u32_at(data, 0).map(CodePage::by_number);
                self.store = Store::new(self.code_page);
            }
            0x8004 => self.text(0x0037, data),
            0x8008 => self.text(0x001a, data),
            0x800c => self.text(0x1000, data),
            0x8000 => self.sender(data),
            0x8005 => self.sent = moment(data),
            0x9003 => {
                let properties = Properties::new(data);
                self.is_damaged |= put_all(properties, &mut self.store).is_damaged;
            }
            0x9004 => self.take_recipients(data),
            0x9002 => self
                .attachments
                .push(Attachment { store: Store::new(self.code_page), ..Attachment::default() }),
            0x8010 | 0x800f | 0x8013 | 0x9005 => self.take_attached(attribute),
            _ => {}
        }
    }

    fn text(&mut self, id: u16, data: &[u8]) {
        self.store.put(id, STRING_8, without_end(data).to_vec());
    }

    /// Reads who sent it (a "triple", [MS-OXTNEF] §2.1.3.3.3): two lengths, a name and an address.
    fn sender(&mut self, data: &[u8]) {
        let Some((name, address)) = u16_at(data, 4).zip(u16_at(data, 6)) else { return };
        let rest = data.get(8..).unwrap_or_default();
        let (name, rest) = rest.split_at(usize::from(name).min(rest.len()));
        let address = &rest[..usize::from(address).min(rest.len())];
        let colon = memchr::memchr(b':', address).map_or(0, |colon| colon + 1);
        self.text(0x0c1a, name);
        self.text(0x0c1f, &address[colon..]);
    }

    fn take_recipients(&mut self, data: &[u8]) {
        let rows = u32_at(data, 0).unwrap_or_default();
        let mut rest = data.get(4..).unwrap_or_default();
        for _ in 0..rows {
            if rest.is_empty() {
                break;
            }
            let mut store = Store::new(self.code_page);
            let read = put_all(Properties::new(rest), &mut store);
            self.recipients.push(store);
            self.is_damaged |= read.is_damaged;
            rest = read.rest;
        }
    }

    fn take_attached(&mut self, attribute: &Attribute<'_>) {
        let code_page = self.code_page.unwrap_or_default();
        if self.attachments.is_empty() {
            self.attachments.push(Attachment::default());
        }
        let Some(attachment) = self.attachments.last_mut() else { return };
        let data = attribute.data;
        match attribute.id {
            0x8010 => attachment.title = code_page.decode(without_end(data)),
            0x800f => attachment.bytes = data.to_vec(),
            0x8013 => attachment.modified = moment(data),
            _ => {
                let read = put_all(Properties::new(data), &mut attachment.store);
                attachment.message = read.message;
                self.is_damaged |= read.is_damaged;
            }
        }
    }
}

fn push_attachments(attachments: &[Attachment], sink: &mut dyn Sink) {
    for (number, attachment) in (1..).zip(attachments) {
        if attachment.push(number, sink) == Flow::Stop {
            return;
        }
    }
}

impl Attachment {
    fn push(&self, number: usize, sink: &mut dyn Sink) -> Flow {
        let (name, format, mut bytes): (_, _, &[u8]) = match &self.message {
            Some(message) => (format!("{number}.tnef"), Some(Cow::Borrowed("tnef")), message),
            None => (self.name(number), None, self.content()),
        };
        let media_type = self.store.text(0x370e).map(|text| text.trim().to_owned());
        let declared = Declared {
            media_type: media_type.filter(|text| !text.is_empty()),
            charset: None,
            format,
        };
        let modified = self.store.moment(0x3008).or_else(|| self.modified.clone());
        sink.child(
            Child { name: name.into_bytes(), declared, modified },
            Content::Stream(&mut bytes),
        )
    }

    fn content(&self) -> &[u8] {
        match self.store.value(ATTACHED) {
            Some(Value::Binary(bytes)) if self.bytes.is_empty() => bytes,
            _ => &self.bytes,
        }
    }

    fn name(&self, number: usize) -> String {
        let names = [0x3707, 0x3704, 0x3001].into_iter().filter_map(|id| self.store.text(id));
        let mut names = names.chain([self.title.as_str()]);
        let name = names.find(|name| !name.trim().is_empty());
        let name = name.map(|name| name.trim().replace(['/', '\0'], "_"));
        name.unwrap_or_else(|| format!("attachment-{number}.bin"))
    }
}

/// What came out of a list of properties.
struct ReadProperties<'a> {
    message: Option<Vec<u8>>,
    rest: &'a [u8],
    is_damaged: bool,
}

fn put_all<'a>(mut properties: Properties<'a>, store: &mut Store) -> ReadProperties<'a> {
    let mut message = None;
    for mut property in properties.by_ref() {
        if let Some(name) = property.name.take() {
            store.set_name(property.id, name);
        }
        match property {
            Property { kind: OBJECT, id: ATTACHED, bytes, .. } => match bytes.strip_prefix(MESSAGE)
            {
                Some(stream) => message = Some(stream.to_vec()),
                // The interface of an object has as many bytes.
                None => {
                    store.put(
                        ATTACHED,
                        BINARY,
                        bytes.get(MESSAGE.len()..).unwrap_or_default().to_vec(),
                    );
                }
            },
            Property { kind: STRING_8, id, bytes, .. } => {
                store.put(id, STRING_8, without_end(bytes).to_vec());
            }
            Property { kind, id, bytes, .. } => store.put(id, kind, bytes.to_vec()),
        }
    }
    ReadProperties { message, rest: properties.rest, is_damaged: properties.is_damaged }
}

/// A property with one of its values.
struct Property<'a> {
    id: u16,
    kind: u16,
    bytes: &'a [u8],
    /// The name that those above 0x7FFF have, with the first of their values.
    name: Option<Name>,
}

/// Reads a list of properties ([MS-OXTNEF] §2.1.3.4), a value at a time.
struct Properties<'a> {
    rest: &'a [u8],
    /// How many properties are to come.
    count: u32,
    /// The property whose values are being read, and how many are to come.
    current: (u16, u16, u32),
    name: Option<Name>,
    is_damaged: bool,
}

impl<'a> Properties<'a> {
    fn new(data: &'a [u8]) -> Self {
        let count = u32_at(data, 0).unwrap_or_default();
        let rest = data.get(4..).unwrap_or_default();
        Self { rest, count, current: (0, 0, 0), name: None, is_damaged: false }
    }

    /// Reads type and id, the name that those above 0x7FFF have, and the number of values.
    fn head(&mut self) -> Option<(u16, u16, u32)> {
        let (kind, id) = (u16_at(self.rest, 0)?, u16_at(self.rest, 2)?);
        self.rest = self.rest.get(4..)?;
        self.name = if id >= 0x8000 { Some(self.read_name()?) } else { None };
        let has_count = kind & SEVERAL != 0 || is_variable(kind);
        let count = if has_count { self.number()? } else { 1 };
        Some((id, kind, count))
    }

    /// Reads the name behind its namespace: a number, or words of so many bytes.
    fn read_name(&mut self) -> Option<Name> {
        self.rest = self.rest.get(16..)?;
        if self.number()? != 1 {
            return self.number().map(Name::Number);
        }
        let length = self.number()?;
        let words = self.rest.get(..usize::try_from(length).ok()?)?;
        self.rest = self.rest.get(padded(length)..)?;
        Some(Name::Words(CodePage::Utf16.decode(words)))
    }

    fn number(&mut self) -> Option<u32> {
        let number = u32_at(self.rest, 0)?;
        self.rest = self.rest.get(4..)?;
        Some(number)
    }

    fn value(&mut self, kind: u16) -> Option<&'a [u8]> {
        let length = match kind & !SEVERAL {
            kind if is_variable(kind) => self.number()?,
            0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => 8,
            0x0048 => 16,
            _ => 4,
        };
        let stated = usize::try_from(length).unwrap_or(usize::MAX);
        if stated > self.rest.len() {
            self.is_damaged = true;
            if self.rest.is_empty() {
                return None;
            }
        }
        let value = &self.rest[..stated.min(self.rest.len())];
        // The padding of the last value may be missing.
        self.rest = self.rest.get(padded(length)..).unwrap_or_default();
        Some(value)
    }
}

impl<'a> Iterator for Properties<'a> {
    type Item = Property<'a>;

    fn next(&mut self) -> Option<Property<'a>> {
        while self.current.2 == 0 {
            if self.count == 0 {
                return None;
            }
            self.count -= 1;
            match self.head() {
                Some(head) => self.current = head,
                None => return self.break_off(),
            }
        }
        let (id, kind, count) = self.current;
        self.current.2 = count - 1;
        match self.value(kind) {
            Some(bytes) => Some(Property { id, kind, bytes, name: self.name.take() }),
            None => self.break_off(),
        }
    }
}

impl<'a> Properties<'a> {
    fn break_off(&mut self) -> Option<Property<'a>> {
        (self.rest, self.count, self.current.2) = (&[], 0, 0);
        self.is_damaged = true;
        None
    }
}

fn is_variable(kind: u16) -> bool {
    matches!(kind & !SEVERAL, STRING_8 | UNICODE | OBJECT | BINARY)
}

/// Returns a length with the bytes that fill it up to a multiple of four.
fn padded(length: u32) -> usize {
    usize::try_from(length).unwrap_or(usize::MAX).saturating_add(3) & !3
}

/// Takes away the zero byte that ends a text.
fn without_end(text: &[u8]) -> &[u8] {
    let end = memchr::memchr(0, text).unwrap_or(text.len());
    &text[..end]
}

/// Reads a date of seven numbers of two bytes, in ISO 8601 without a zone.
fn moment(data: &[u8]) -> Option<String> {
    let at = |index: usize| u16_at(data, 2 * index);
    let (year, month, day) = (at(0)?, at(1)?, at(2)?);
    let (hour, minute, second) = (at(3)?, at(4)?, at(5)?);
    let is_date = (1970..2100).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    is_date.then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn attribute(id: u16, data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).expect("tests are short");
        let head = [&[1][..], &id.to_le_bytes(), &[0, 0], &length.to_le_bytes()].concat();
        [&head[..], data, &[0, 0]].concat()
    }

    fn property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
        let mut bytes = [kind.to_le_bytes(), id.to_le_bytes()].concat();
        if is_variable(kind) {
            let length = u32::try_from(value.len()).expect("tests are short");
            bytes.extend([1_u32.to_le_bytes(), length.to_le_bytes()].concat());
        }
        bytes.extend(value);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        bytes
    }

    fn properties(all: &[Vec<u8>]) -> Vec<u8> {
        let count = u32::try_from(all.len()).expect("tests are short");
        [&count.to_le_bytes()[..], &all.concat()].concat()
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn stream(attributes: &[Vec<u8>]) -> Vec<u8> {
        [SIGNATURE, &[1, 0], &attributes.concat()].concat()
    }

    fn sample() -> Vec<u8> {
        let inner = stream(&[attribute(0x800c, b"the inner one\0")]);
        let message = properties(&[property(OBJECT, ATTACHED, &[MESSAGE, &inner].concat())]);
        stream(&[
            attribute(0x9007, &[0xe3, 4, 0, 0, 0, 0, 0, 0]),
            attribute(0x8004, b"\xce notice\0"),
            attribute(0x8000, b"\0\0\0\0\x04\0\x0d\0Ann\0SMTP:a@b.org\0"),
            attribute(0x8005, &[0xe3, 7, 4, 0, 12, 0, 9, 0, 30, 0, 0, 0, 5, 0]),
            attribute(0x9003, &properties(&[property(UNICODE, 0x1000, &wide("Body\r\nof it\0"))])),
            attribute(
                0x9004,
                &[&1_u32.to_le_bytes()[..], &properties(&[property(STRING_8, 0x3001, b"Bob\0")])]
                    .concat(),
            ),
            attribute(0x9002, &[0; 14]),
            attribute(0x8010, b"annex.txt\0"),
            attribute(0x800f, b"paid"),
            attribute(0x9002, &[0; 14]),
            attribute(0x9005, &message),
        ])
    }

    #[test]
    fn header_body_and_attachments_come_out() {
        let found = probe::of(extract, &sample());
        assert_eq!(found.first(&Key::SUBJECT), "О notice");
        assert_eq!(found.first(&Key::FROM), "Ann <a@b.org>");
        assert_eq!(found.first(&Key::TO), "Bob");
        assert_eq!(found.first(&Key::SENT), "2019-04-12T09:30:00");
        assert_eq!(found.body().trim(), "Body\nof it");
        assert_eq!(found.names(), ["annex.txt", "2.tnef"]);
        assert_eq!(found.children[0].1, b"paid");
        let inner = probe::of(extract, &found.children[1].1);
        assert_eq!(inner.body().trim(), "the inner one");
        assert!(found.partial.is_empty(), "{:?}", found.partial);
    }

    #[test]
    fn a_cut_stream_gives_what_it_has() {
        let whole = sample();
        let found = probe::of(extract, &whole[..whole.len() - 20]);
        assert_eq!(found.names(), ["annex.txt", "2.tnef"]);
        assert!(found.partial.contains(&PartialReason::Truncated));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0..250_usize) {
            probe::of(extract, &bytes);
            probe::of(extract, &[SIGNATURE, &bytes].concat());
            let mut broken = sample();
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len().min(9));
            broken.splice(at..end, bytes.iter().copied().take(9));
            probe::of(extract, &broken);
        }
    }
}
