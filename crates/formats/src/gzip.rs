//! What a gzip file yields: the one stream packed in it (RFC 1952).

use std::io::{self, Read};

use bytes::{Buf, Bytes};
use flate2::bufread::GzDecoder;
use item::{Declared, Key, Warning, WarningCode};

use crate::shared::budget::Budget;
use crate::shared::compressed::unpacked_name;
use crate::shared::member_names::{self, Names};
use crate::{Child, Content, Error, Flow, Input, Sink};

const MAGIC: &[u8] = b"\x1f\x8b\x08";
const HEADER_LENGTH: usize = 10;
const HAS_EXTRA: u8 = 4;
const HAS_NAME: u8 = 8;
const HAS_COMMENT: u8 = 16;
/// Endings of names, and what stands in their place once the file is unpacked.
const ENDINGS: &[(&str, &str)] = &[
    (".tgz", ".tar"),
    (".svgz", ".svg"),
    (".emz", ".emf"),
    (".wmz", ".wmf"),
    (".gz", ""),
    (".z", ""),
];

/// Pushes the unpacked stream of all members as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    if !input.bytes.starts_with(MAGIC) {
        return Err(Error::malformed("no gzip signature"));
    }
    let header = Header::read(&input.bytes);
    sink.metadata(Key::DESCRIPTION, &header.comment);
    let budget = Budget::new(input.limits.inflated_bytes);
    let mut stream = Members::new(input.bytes.clone());
    let child = Child {
        name: header
            .name
            .map_or_else(|| unpacked_name(&input.name, ENDINGS), |name| readable(&name, sink)),
        declared: Declared::default(),
        modified: header.modified,
    };
    let flow = sink.child(child, Content::Stream(&mut budget.count(&mut stream)));
    if stream.trailing > 0 {
        sink.warn(Warning::new(
            WarningCode::TrailingBytes,
            format_args!("{} bytes after the stream", stream.trailing),
        ));
    }
    if flow == Flow::Stop { Ok(()) } else { budget.check() }
}

/// Returns the stated name as it can be cited and found; its bytes are kept where they are no UTF-8.
fn readable(name: &[u8], sink: &mut dyn Sink) -> Vec<u8> {
    member_names::report(name, sink);
    Names::of(std::iter::once(name)).child_name(name)
}

/// What the header of the first member says.
#[derive(Default)]
struct Header {
    name: Option<Vec<u8>>,
    comment: String,
    modified: Option<String>,
}

impl Header {
    fn read(bytes: &[u8]) -> Self {
        let mut header = Self::default();
        let Some((fixed, mut rest)) = bytes.split_at_checked(HEADER_LENGTH) else { return header };
        let flags = fixed[3];
        let seconds = u32::from_le_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]);
        header.modified = (seconds != 0).then(|| crate::shared::time::utc(i64::from(seconds)));
        if flags & HAS_EXTRA != 0 {
            let Some((length, after)) = rest.split_first_chunk::<2>() else { return header };
            rest = after.get(usize::from(u16::from_le_bytes(*length))..).unwrap_or_default();
        }
        if flags & HAS_NAME != 0 {
            let name = until_zero(&mut rest);
            let plain = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
            header.name = Some(plain.to_vec()).filter(|name| !name.is_empty());
        }
        if flags & HAS_COMMENT != 0 {
            header.comment = encoding_rs::mem::decode_latin1(until_zero(&mut rest)).into_owned();
        }
        header
    }
}

fn until_zero<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let end = rest.iter().position(|byte| *byte == 0).unwrap_or(rest.len());
    let field = &rest[..end];
    *rest = rest.get(end + 1..).unwrap_or_default();
    field
}

/// The unpacked bytes of all members; what follows them and is no member is counted, not read.
struct Members {
    decoder: Option<GzDecoder<bytes::buf::Reader<Bytes>>>,
    trailing: usize,
}

impl Members {
    fn new(bytes: Bytes) -> Self {
        Self { decoder: Some(GzDecoder::new(bytes.reader())), trailing: 0 }
    }

    fn next_member(&mut self, rest: Bytes) {
        if rest.starts_with(MAGIC) {
            self.decoder = Some(GzDecoder::new(rest.reader()));
        } else if rest.iter().any(|byte| *byte != 0) {
            self.trailing = rest.len();
        }
    }
}

impl Read for Members {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.decoder {
            let length = decoder.read(buffer)?;
            if length > 0 || buffer.is_empty() {
                return Ok(length);
            }
            let rest = self.decoder.take().map(|ended| ended.into_inner().into_inner());
            self.next_member(rest.unwrap_or_default());
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_named_after_its_archive_where_the_header_is_silent() {
        assert_eq!(unpacked_name(b"Backup.TGZ", ENDINGS), b"Backup.tar");
        assert_eq!(unpacked_name(b"log.gz", ENDINGS), b"log");
    }
}
