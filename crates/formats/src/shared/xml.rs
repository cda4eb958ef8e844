//! How the XML of a part is read: as a stream, in any Unicode encoding, to the last intact element.

use std::borrow::Cow;
use std::io::{self, BufReader, Read};
use std::ops::Deref;

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use item::PartialReason;
use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event as Raw};

/// No element and no run of text is longer than this many bytes.
const LONGEST_TOKEN: usize = 64 << 20;
const CHUNK: usize = 32 << 10;

/// What the reader came upon. Names are without their namespace prefix.
pub(crate) enum Event<'a> {
    /// An element begins; an empty one is closed by the next event.
    Open(Element<'a>),
    /// An element ends.
    Close(Name<'a>),
    /// Characters, entities resolved.
    Text(Cow<'a, str>),
}

/// The name of an element that ends.
pub(crate) struct Name<'a>(BytesEnd<'a>);

impl Deref for Name<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.0.local_name().into_inner()
    }
}

impl PartialEq<&str> for Name<'_> {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

/// The begin of an element.
pub(crate) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Returns the name without prefix.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Returns the value of the first attribute of this name, whatever its prefix; one without prefix goes first.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let plain = self.find(|key| key == name);
        plain.or_else(|| {
            self.find(|key| key.rsplit_once(':').is_some_and(|(_, local)| local == name))
        })
    }

    /// Returns the value of the first attribute of this name that has a prefix: `r:id` beside `id`.
    pub(crate) fn prefixed(&self, name: &str) -> Option<String> {
        self.find(|key| key.rsplit_once(':').is_some_and(|(_, local)| local == name))
    }

    /// Tells whether a switch is on: `<w:vanish/>`, `w:val="1"`, `w:val="true"`.
    pub(crate) fn is_on(&self) -> bool {
        !self
            .attribute("val")
            .is_some_and(|value| matches!(value.as_str(), "0" | "false" | "off" | "none"))
    }

    /// Tells whether the attribute says yes.
    pub(crate) fn says(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"))
    }

    fn find(&self, fits: impl Fn(&str) -> bool) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found =
            attributes.with_checks(false).flatten().find(|attribute| fits(attribute.key.0))?;
        Some(unescape(&found.value))
    }
}

/// A reader over the XML of one part. It ends early on damage, and [`Xml::damage`] then says why.
pub(crate) struct Xml<'a> {
    reader: Reader<BufReader<Transcoded<'a>>>,
    buffer: Vec<u8>,
    depth: u64,
    deepest: u64,
    ended: bool,
    damage: Option<PartialReason>,
}

impl<'a> Xml<'a> {
    /// Begins to read.
    pub(crate) fn new(source: impl Read + 'a) -> Self {
        let mut reader =
            Reader::from_reader(BufReader::with_capacity(CHUNK, Transcoded::new(source)));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.expand_empty_elements = true;
        Self { reader, buffer: Vec::new(), depth: 0, deepest: 0, ended: false, damage: None }
    }

    /// Returns the next event; comments and the like come as empty text.
    pub(crate) fn next_event(&mut self) -> Option<Event<'_>> {
        if self.ended {
            return None;
        }
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Raw::Start(start)) => {
                self.depth += 1;
                self.deepest = self.deepest.max(self.depth);
                Some(Event::Open(Element(start)))
            }
            Ok(Raw::End(end)) => {
                self.depth = self.depth.saturating_sub(1);
                Some(Event::Close(Name(end)))
            }
            Ok(Raw::Text(text)) => Some(Event::Text(text.into_inner())),
            Ok(Raw::CData(text)) => Some(Event::Text(text.into_inner())),
            Ok(Raw::GeneralRef(reference)) => Some(Event::Text(resolve(&reference).into())),
            Ok(Raw::Eof) => {
                self.ended = true;
                self.damage = (self.depth > 0).then_some(PartialReason::Truncated);
                None
            }
            Ok(_) => Some(Event::Text("".into())),
            Err(error) => {
                self.ended = true;
                self.damage = Some(reason(&error));
                None
            }
        }
    }

    /// Returns why reading ended before the end of the part.
    pub(crate) fn damage(&self) -> Option<PartialReason> {
        self.damage
    }

    /// Returns how deep elements stood within elements at most.
    pub(crate) fn deepest(&self) -> u64 {
        self.deepest
    }
}

fn reason(error: &quick_xml::Error) -> PartialReason {
    match error {
        quick_xml::Error::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
            PartialReason::Truncated
        }
        quick_xml::Error::Syntax(_) => PartialReason::Truncated,
        _ => PartialReason::Damaged,
    }
}

/// Resolves a character reference or one of the five entities of XML; any other entity stays as it is written, since
/// expanding what the part declares would let it grow without bound.
fn resolve(reference: &BytesRef<'_>) -> String {
    let name: &str = reference;
    entity(name).unwrap_or_else(|| format!("&{name};"))
}

/// Returns what a character reference or one of the five entities of XML stands for, by what is between `&` and `;`.
pub(crate) fn entity(name: &str) -> Option<String> {
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some(character.to_string())
}

fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let known = after.split_once(';').and_then(|(name, tail)| Some((entity(name)?, tail)));
        match known {
            Some((character, tail)) => (text.push_str(&character), rest = tail).1,
            None => (text.push('&'), rest = after).1,
        }
    }
    text.push_str(rest);
    text
}

/// Bytes of any Unicode encoding, read as UTF-8. What is malformed becomes U+FFFD.
struct Transcoded<'a> {
    source: Box<dyn Read + 'a>,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    ended: bool,
    since_tag: usize,
}

impl<'a> Transcoded<'a> {
    fn new(source: impl Read + 'a) -> Self {
        Self {
            source: Box::new(source),
            decoder: None,
            raw: vec![0; CHUNK],
            ready: Vec::new(),
            at: 0,
            ended: false,
            since_tag: 0,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let length = self.fill_raw()?;
        self.ended = length == 0;
        let decoder =
            self.decoder.get_or_insert_with(|| encoding_of(&self.raw[..length]).new_decoder());
        self.ready.resize(decoder.max_utf8_buffer_length(length).unwrap_or(CHUNK * 3), 0);
        let (result, _, written, _) =
            decoder.decode_to_utf8(&self.raw[..length], &mut self.ready, self.ended);
        debug_assert_eq!(result, CoderResult::InputEmpty);
        self.ready.truncate(written);
        self.at = 0;
        self.measure()
    }

    /// Reads a chunk; the first one is filled up, so that the encoding can be told from it.
    fn fill_raw(&mut self) -> io::Result<usize> {
        let wanted = if self.decoder.is_none() { 256 } else { 1 };
        let mut length = 0;
        while length < wanted {
            match self.source.read(&mut self.raw[length..]) {
                Ok(0) => break,
                Ok(more) => length += more,
                Err(_) if length > 0 => break,
                Err(error) => return Err(error),
            }
        }
        Ok(length)
    }

    fn measure(&mut self) -> io::Result<()> {
        self.since_tag = match memchr::memrchr(b'<', &self.ready) {
            Some(place) => self.ready.len() - place,
            None => self.since_tag + self.ready.len(),
        };
        if self.since_tag > LONGEST_TOKEN {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "an element or text without end",
            ));
        }
        Ok(())
    }
}

impl Read for Transcoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.ended {
            self.refill()?;
        }
        let length = buffer.len().min(self.ready.len() - self.at);
        buffer[..length].copy_from_slice(&self.ready[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

/// Tells the encoding by the first bytes (XML 1.0, appendix F), then by the declaration. A byte order mark is dealt
/// with by the decoder.
fn encoding_of(start: &[u8]) -> &'static Encoding {
    match start {
        [0xff, 0xfe, ..] | [b'<', 0, ..] => return UTF_16LE,
        [0xfe, 0xff, ..] | [0, b'<', ..] => return UTF_16BE,
        _ => {}
    }
    let declaration = &start[..start.len().min(256)];
    let label = memchr::memmem::find(declaration, b"encoding=").and_then(|at| {
        let rest = &declaration[at + b"encoding=".len()..];
        let quote = *rest.first()?;
        rest[1..].split(|byte| *byte == quote).next()
    });
    match label.filter(|_| declaration.starts_with(b"<?xml")).and_then(Encoding::for_label) {
        // An ASCII declaration that says UTF-16 is wrong.
        Some(encoding) if encoding != UTF_16LE && encoding != UTF_16BE => encoding,
        _ => UTF_8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> (String, Option<PartialReason>) {
        let mut xml = Xml::new(bytes);
        let mut all = String::new();
        while let Some(event) = xml.next_event() {
            match event {
                Event::Text(text) => all.push_str(&text),
                Event::Open(element) => all.push_str(&element.attribute("v").unwrap_or_default()),
                Event::Close(_) => all.push('|'),
            }
        }
        (all, xml.damage())
    }

    #[test]
    fn entities_are_resolved_and_never_expanded() {
        let laughs = br#"<!DOCTYPE a [<!ENTITY l "ha&l;">]><a v="&lt;&#x416;&l;">R&amp;D &#8470;1 &l; &nbsp &</a>"#;
        assert_eq!(texts(laughs).0, "<Ж&l;R&D №1 &l; &nbsp &|");
    }

    #[test]
    fn utf_16_parts_are_read() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a>Ж</a>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(texts(&little), ("Ж|".into(), None));
        let big: Vec<u8> = "\u{feff}"
            .chars()
            .chain(text.chars())
            .collect::<String>()
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(texts(&big), ("Ж|".into(), None));
        let declared = b"<?xml version='1.0' encoding='windows-1251'?><a>\xc6</a>";
        assert_eq!(texts(declared), ("Ж|".into(), None));
    }

    #[test]
    fn what_stands_before_the_damage_is_kept() {
        assert_eq!(texts(b"<a>one<b>two"), ("onetwo".into(), Some(PartialReason::Truncated)));
        assert_eq!(texts(b"<a>one</b>two</a>"), ("one|two|".into(), None));
        assert_eq!(texts(b"<a>one\xfftwo</a>"), ("one\u{fffd}two|".into(), None));
        assert_eq!(texts(b"<a>one<b ").1, Some(PartialReason::Truncated));
    }

    #[test]
    fn a_million_nested_tags_do_no_harm() {
        let mut deep = "<a>".repeat(1_000_000);
        deep.push_str("bottom");
        assert_eq!(texts(deep.as_bytes()).0, "bottom");
    }
}
