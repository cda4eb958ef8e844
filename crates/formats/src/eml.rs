//! Mails (RFC 5322) and web pages saved as mails (MHTML).
//!
//! The parts are found by this house's own splitter, so that a child is the very bytes that stand in the mail, and damage
//! costs one part. Structured header fields are read by `mail-parser`.

mod body;
mod date;
mod header;
mod mime;
mod transfer;
mod uuencode;
mod words;

use item::{EncryptedReason, Key, Layer, Place, Segment, Warning, WarningCode};

use crate::shared::lines::with_line_feeds;
use crate::{Error, Input, Sink};

use body::Bodies;
use header::Header;
use mime::Part;

/// How deep multiparts may stand in each other.
const DEPTH: u32 = 64;

/// Pushes the header as properties, the text, and attachments as children.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = with_line_feeds(&input.bytes);
    let mail = Part::read(without_front(&bytes));
    if mail.header.is_empty() {
        sink.warn(Warning::bare(WarningCode::MailWithoutHeader));
    }
    let header = Header::read(mail.header);
    push_header(&header, sink);
    let mut bodies = Bodies::new(sink, input.limits.nesting.min(DEPTH));
    bodies.walk(&header, mail.body);
    let is_locked = bodies.finish();
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

/// Takes away what other programs put before the header: a byte order mark, blank lines, the envelope line of a mailbox,
/// the length that Apple Mail writes.
fn without_front(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for _ in 0..3 {
        rest = rest.trim_ascii_start();
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        let (line, after) = rest.split_at(end);
        let is_length =
            line.len() < 14 && !line.is_empty() && line.trim_ascii().iter().all(u8::is_ascii_digit);
        let is_envelope = line.strip_prefix(b">").unwrap_or(line).starts_with(b"From ");
        if !(is_length || is_envelope) {
            break;
        }
        rest = after;
    }
    rest
}

#[cfg(test)]
mod tests;
