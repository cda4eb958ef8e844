//! Mails (RFC 5322) and web pages saved as mails (MHTML).
//!
//! The parts are found by this house's own splitter, so that a child is the very bytes that stand in the mail, and damage
//! costs one part. Structured header fields are read by `mail-parser`.

mod block;
mod body;
mod date;
mod enriched;
pub(crate) mod header;
mod mime;
mod parameter;
mod transfer;
mod uuencode;
mod yenc;

use std::borrow::Cow;

use item::{EncryptedReason, Key, Layer, Place, Segment, Warning, WarningCode};

use crate::shared::decode::{self, Charset};
use crate::shared::lines::with_line_feeds;
use crate::shared::xml::{Event, Xml};
use crate::{Error, Input, Sink};

use body::Bodies;
use header::Header;
use mime::Part;

/// How deep multiparts may stand in each other.
const DEPTH: u32 = 64;

/// Pushes the header as properties, the text, and attachments as children.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = narrow(&input.bytes);
    let bytes = with_line_feeds(&bytes);
    let (mail, trailer) = split_trailer(without_front(&bytes));
    let (front, mail) = split_front(mail);
    let mail = Part::read(mail);
    if mail.header.is_empty() {
        sink.warn(Warning::bare(WarningCode::MailWithoutHeader));
    }
    let header = Header::read(mail.header);
    push_header(&header, sink);
    let by_hand = decode::label(input, None);
    let mut bodies = Bodies::new(sink, input.limits.nesting.min(DEPTH), by_hand);
    bodies.margin("front", front);
    bodies.walk(&header, mail.body);
    let is_locked = bodies.finish();
    if !trailer.is_empty() {
        push_trailer(trailer, sink);
        report_apart(mail.body, sink);
    }
    if is_locked { Err(Error::Encrypted(EncryptedReason::NeedsKey)) } else { Ok(()) }
}

fn push_header(header: &Header, sink: &mut dyn Sink) {
    let properties = header.properties();
    for (key, value) in properties {
        sink.metadata(key, &value);
    }
    let text = header.text();
    if !text.trim().is_empty() {
        let _ = sink.text(Segment::new(Place::Part("header".into()), Layer::Metadata, text));
    }
    if header.charset() != "UTF-8" {
        sink.metadata(Key::HEADER_CHARSET, header.charset());
    }
}

/// Takes away what other programs put before the header: a byte order mark, blank lines, the envelope line of a mailbox.
fn without_front(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for _ in 0..3 {
        rest = rest.trim_ascii_start();
        let (line, after) = split_line(rest);
        // `From : a@b` is a field.
        let is_envelope = line.strip_prefix(b">").unwrap_or(line).starts_with(b"From ");
        if !is_envelope || mime::is_field(line) {
            break;
        }
        rest = after;
    }
    rest
}

/// Returns a mail that was saved in UTF-16 as UTF-8, and every other one as it is.
fn narrow(bytes: &[u8]) -> Cow<'_, [u8]> {
    let choice = decode::choose(&bytes[..bytes.len().min(HEAD)], None);
    match choice.charset {
        Charset::Utf16Le | Charset::Utf16Be => {
            Cow::Owned(choice.charset.decode(&bytes[choice.bom..]).0.into_bytes())
        }
        _ => Cow::Borrowed(bytes),
    }
}

/// Finds the files that stand in a text as old mailers and newsreaders wrote them there: names and bytes.
pub(crate) fn files_in(text: &[u8]) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    body::files(text).into_iter().map(|file| (file.name, file.bytes))
}

/// How many bytes tell whether a mail is in UTF-16.
const HEAD: usize = 1024;

/// How many lines may stand before a header.
const FRONT_LINES: usize = 5;

/// Parts lines that are no fields, as servers and programs write before a mail, from the header that follows them.
fn split_front(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut rest = bytes;
    for _ in 0..=FRONT_LINES {
        let (line, after) = split_line(rest);
        if mime::is_field(line) {
            let is_header =
                rest.len() == bytes.len() || mime::has_field(Part::read(rest).header, b"from");
            return if is_header { bytes.split_at(bytes.len() - rest.len()) } else { (&[], bytes) };
        }
        rest = after;
    }
    (&[], bytes)
}

/// Parts a mail from the property list that Apple Mail writes behind it: a first line states how long the mail is.
fn split_trailer(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (line, rest) = split_line(bytes);
    let figures = line.trim_ascii();
    let is_length =
        !figures.is_empty() && line.len() < 14 && figures.iter().all(u8::is_ascii_digit);
    if !is_length {
        return (bytes, &[]);
    }
    let length = std::str::from_utf8(figures).ok().and_then(|figures| figures.parse().ok());
    // A length that is wrong, as after a change of line ends, is no reason to read the list as text.
    let stated = length.filter(|length| is_list(rest.get(*length..).unwrap_or_default()));
    let found = || memchr::memmem::rfind(rest, b"<?xml version").filter(|at| is_list(&rest[*at..]));
    rest.split_at(stated.or_else(found).unwrap_or(rest.len()))
}

fn is_list(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    start.starts_with(b"<?xml") && memchr::memmem::find(start, b"<plist").is_some_and(|at| at < 400)
}

/// Keeps what Apple Mail notes of a mail, name and value on a line.
fn push_trailer(list: &[u8], sink: &mut dyn Sink) {
    let mut text = String::new();
    let mut xml = Xml::new(list.trim_ascii_start());
    while let Some(event) = xml.next_event() {
        match event {
            Event::Text(piece) => text.push_str(piece.trim()),
            Event::Close(name) if name == "key" => text.push_str(": "),
            Event::Close(_) if !text.ends_with('\n') => text.push('\n'),
            _ => {}
        }
    }
    let segment = Segment::new(Place::Part("notes of Apple Mail".into()), Layer::Metadata, text);
    if segment.has_text() {
        let _ = sink.text(segment);
    }
}

/// Reports attachments that Apple Mail took out of the mail and keeps in files beside it, leaving their length.
fn report_apart(body: &[u8], sink: &mut dyn Sink) {
    let apart = memchr::memmem::find_iter(body, b"\nX-Apple-Content-Length:").count();
    if apart > 0 {
        sink.warn(Warning::new(WarningCode::AttachmentsApart, apart));
    }
}

fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1);
    bytes.split_at(end)
}

#[cfg(test)]
mod tests;
