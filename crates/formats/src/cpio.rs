//! What a cpio archive yields: its members in order (POSIX.1-1988 `odc`, SVR4 `newc` and `crc`, the old binary form).

use bytes::Bytes;
use item::PartialReason;

use crate::shared::archive::{Archive, Kind, Member};
use crate::shared::bytes::{u16_at, u16_be_at};
use crate::shared::time::utc;
use crate::{Error, Input, Sink};

/// The name of the member that ends an archive.
const TRAILER: &[u8] = b"TRAILER!!!";

/// A longer name is no name; in bytes.
const MOST_NAME: usize = 64 << 10;

/// Pushes every member that is no folder.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    if Header::at(&input.bytes, 0).is_none() {
        return Err(Error::malformed("no member header"));
    }
    read(&input.bytes, input.limits.members).push(input, sink)
}

/// Tells whether an archive in the old binary form begins here: its signature is two bytes alone.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    let is_one = bytes.starts_with(b"\xc7\x71") || bytes.starts_with(b"\x71\xc7");
    let header = is_one.then(|| Header::at(bytes, 0)).flatten();
    header.is_some_and(|header| {
        let name = bytes.get(header.name.clone()).unwrap_or_default();
        let is_text = name.iter().all(|byte| *byte >= b' ');
        !name.is_empty() && is_text && bytes.get(header.name.end) == Some(&0)
    })
}

fn read(bytes: &Bytes, most: u64) -> Archive {
    let mut archive = Archive::default();
    let mut at = 0;
    while at < bytes.len() && archive.members.len() as u64 <= most {
        let Some(header) = Header::at(bytes, at) else {
            archive.damage.get_or_insert(PartialReason::Damaged);
            break;
        };
        let name = bytes.get(header.name.clone()).unwrap_or_default();
        if name == TRAILER {
            at = trailing(bytes, header.next, &mut archive);
            continue;
        }
        let name = name.strip_prefix(b"./").unwrap_or(name).to_vec();
        let modified = (header.seconds > 0).then(|| utc(header.seconds));
        let member = Member { name, modified, ..Member::default() };
        match Kind::of_mode(header.mode) {
            Kind::File => archive.add(bytes, header.content, header.length, member),
            Kind::Closed(reason) => {
                let length = header.length.min(MOST_NAME);
                let end = header.content.saturating_add(length).min(bytes.len());
                let target = bytes.slice(header.content.min(end)..end);
                archive.members.push(Member { closed: Some(reason), bytes: target, ..member });
            }
            Kind::Folder => {}
        }
        at = header.next;
    }
    archive
}

/// Looks behind the end for another archive, since initial file systems are appended to one another; returns where it
/// begins.
fn trailing(bytes: &[u8], from: usize, archive: &mut Archive) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let Some(zeros) = rest.iter().position(|byte| *byte != 0) else { return bytes.len() };
    if Header::at(bytes, from + zeros).is_some() {
        return from + zeros;
    }
    archive.trailing = rest.len();
    bytes.len()
}

/// What stands before a member.
struct Header {
    mode: u32,
    seconds: i64,
    name: std::ops::Range<usize>,
    content: usize,
    length: usize,
    next: usize,
}

impl Header {
    fn at(bytes: &[u8], at: usize) -> Option<Self> {
        let rest = bytes.get(at..)?;
        match rest.get(..6)? {
            b"070701" | b"070702" => Self::new_ascii(rest, at),
            b"070707" => Self::old_ascii(rest, at),
            _ if rest.starts_with(b"\xc7\x71") => Self::binary(rest, at, u16_at),
            _ if rest.starts_with(b"\x71\xc7") => Self::binary(rest, at, u16_be_at),
            _ => None,
        }
    }

    /// Thirteen fields of eight hexadecimal digits; name and content end at a multiple of four.
    fn new_ascii(rest: &[u8], at: usize) -> Option<Self> {
        let field = |number: usize| digits(rest.get(6 + 8 * number..)?.get(..8)?, 16);
        let fields =
            Fields { mode: field(1)?, seconds: field(5)?, name: field(11)?, length: field(6)? };
        Self::new(&fields, at, 110, 4)
    }

    /// Fields of octal digits, and no padding.
    fn old_ascii(rest: &[u8], at: usize) -> Option<Self> {
        let field = |from: usize, length: usize| digits(rest.get(from..)?.get(..length)?, 8);
        let fields = Fields {
            mode: field(18, 6)?,
            seconds: field(48, 11)?,
            name: field(59, 6)?,
            length: field(65, 11)?,
        };
        Self::new(&fields, at, 76, 1)
    }

    /// Thirteen numbers of two bytes, long ones with their upper half first; padded to two.
    fn binary(rest: &[u8], at: usize, read: impl Fn(&[u8], usize) -> Option<u16>) -> Option<Self> {
        let short = |number: usize| read(rest, 2 * number).map(u64::from);
        let long = |number: usize| Some(short(number)? << 16 | short(number + 1)?);
        let fields =
            Fields { mode: short(3)?, seconds: long(8)?, name: short(10)?, length: long(11)? };
        Self::new(&fields, at, 26, 2)
    }

    fn new(fields: &Fields, at: usize, size: usize, align: usize) -> Option<Self> {
        let name =
            usize::try_from(fields.name).ok().filter(|name| (1..=MOST_NAME).contains(name))?;
        let length = usize::try_from(fields.length).ok()?;
        let start = at.checked_add(size)?;
        // The alignment counts from the beginning of the member, whose own place may be odd behind other archives.
        let content = at.checked_add((size + name).checked_next_multiple_of(align)?)?;
        let next = content.checked_add(length.checked_next_multiple_of(align)?)?;
        Some(Self {
            mode: u32::try_from(fields.mode).ok()?,
            seconds: i64::try_from(fields.seconds).ok()?,
            name: start..start + name - 1,
            content,
            length,
            next,
        })
    }
}

/// The numbers of a header, whatever form they stand in.
struct Fields {
    mode: u64,
    seconds: u64,
    /// How long the name is, with the zero that ends it.
    name: u64,
    length: u64,
}

fn digits(field: &[u8], radix: u32) -> Option<u64> {
    u64::from_str_radix(std::str::from_utf8(field).ok()?, radix).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn new_ascii(name: &str, mode: u32, content: &[u8]) -> Vec<u8> {
        let zero = 0;
        let (length, size) = (content.len(), name.len() + 1);
        let mut out = format!(
            "070701{zero:08x}{mode:08x}{zero:08x}{zero:08x}{zero:08x}{:08x}{length:08x}{zero:08x}{zero:08x}{zero:08x}{zero:08x}{size:08x}{zero:08x}{name}\0",
            86_400
        )
        .into_bytes();
        pad(&mut out, 4);
        out.extend_from_slice(content);
        pad(&mut out, 4);
        out
    }

    fn pad(out: &mut Vec<u8>, align: usize) {
        out.resize(out.len().next_multiple_of(align), 0);
    }

    fn archive() -> Vec<u8> {
        let members = [
            new_ascii("./folder", 0o040_755, b""),
            new_ascii("folder/a.txt", 0o100_644, b"first"),
            new_ascii("link", 0o120_777, b"/etc/passwd"),
            new_ascii("b.txt", 0o100_644, b"second"),
            new_ascii("TRAILER!!!", 0, b""),
        ];
        members.concat()
    }

    #[test]
    fn members_come_in_order_and_folders_do_not() {
        let found = probe::of(extract, &archive());
        assert_eq!(found.names(), ["folder/a.txt", "link", "b.txt"]);
        assert_eq!(found.children[0].1, b"first");
        assert_eq!(found.children[0].0.modified.as_deref(), Some("1970-01-02T00:00:00Z"));
        assert!(found.children[1].1.is_empty(), "a link is not followed");
        assert_eq!(found.layer(item::Layer::Metadata), "link → /etc/passwd");
    }

    #[test]
    fn an_archive_behind_another_is_read() {
        let found = probe::of(extract, &[archive(), vec![0; 512], archive()].concat());
        assert_eq!(found.names().len(), 6);
    }

    #[test]
    fn what_is_cut_gives_what_it_has() {
        let whole = archive();
        let at = whole.windows(3).position(|bytes| bytes == b"sec").expect("it stands there");
        let input = Input {
            bytes: Bytes::copy_from_slice(&whole[..at + 3]),
            volumes: Vec::new(),
            name: Vec::new(),
            declared: item::Declared::default(),
            passwords: crate::Passwords::default(),
            limits: crate::Limits::default(),
        };
        let archive = read(&input.bytes, 10);
        assert_eq!(archive.damage, Some(PartialReason::Truncated));
        assert_eq!(&archive.members[2].bytes[..], b"sec");
    }

    #[test]
    fn the_old_binary_form_is_read() {
        let mut old = b"\xc7\x71".to_vec();
        for field in [0_u16, 0, 0o100_644, 0, 0, 1, 0, 0, 0, 6, 0, 3] {
            old.extend(field.to_le_bytes());
        }
        old.extend(b"a.txt\0abc\0");
        assert!(is_binary(&old));
        let mut big = b"\x71\xc7".to_vec();
        big.extend(old[2..26].chunks(2).flat_map(|pair| [pair[1], pair[0]]));
        big.extend(&old[26..]);
        assert!(is_binary(&big));
        assert_eq!(probe::of(extract, &big).children[0].1, b"abc");
        assert!(!is_binary(b"\xc7\x71 some other bytes that are no header at all"));
        assert_eq!(probe::of(extract, &old).children[0].1, b"abc");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0_usize..600) {
            for start in [&b"070701"[..], b"070707", b"\xc7\x71"] {
                read(&[start, &bytes].concat().into(), 10);
            }
            let mut hostile = archive();
            let at = at % hostile.len();
            hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes);
            read(&hostile.into(), 10);
        }
    }
}
