//! What an ar archive yields: its members, as programs and Debian packages (`deb`) hold them; names as System V and BSD
//! write long ones.

use bytes::Bytes;
use item::PartialReason;

use crate::shared::archive::{Archive, Kind, Member};
use crate::shared::time::utc;
use crate::{Error, Input, Sink};

const MAGIC: &[u8] = b"!<arch>\n";
const HEADER: usize = 60;

/// Pushes every member but the tables of symbols and names.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    if !input.bytes.starts_with(MAGIC) {
        return Err(Error::malformed("no signature of an archive"));
    }
    read(&input.bytes, input.limits.members).push(input, sink)
}

fn read(bytes: &Bytes, most: u64) -> Archive {
    let mut archive = Archive::default();
    let mut long_names = Bytes::new();
    let mut at = MAGIC.len();
    while at < bytes.len() && archive.members.len() as u64 <= most {
        let Some(header) = Header::at(bytes, at) else {
            archive.damage.get_or_insert(PartialReason::Damaged);
            break;
        };
        let content = at + HEADER;
        let end = content.saturating_add(header.length).min(bytes.len());
        if header.name == b"//" {
            long_names = bytes.slice(content..end);
        } else if !header.is_table() {
            let (name, skipped) = header.full_name(&long_names, &bytes[content..end]);
            let modified = (header.seconds > 0).then(|| utc(header.seconds));
            let mut member = Member { name, modified, ..Member::default() };
            match Kind::of_mode(header.mode) {
                Kind::Closed(reason) => {
                    member.closed = Some(reason);
                    archive.members.push(member);
                }
                Kind::File => {
                    archive.add(bytes, content + skipped, header.length - skipped, member);
                }
                Kind::Folder => {}
            }
        }
        at = content.saturating_add(header.length).saturating_add(header.length % 2);
    }
    archive
}

/// What stands before a member, in columns of text.
struct Header<'a> {
    name: &'a [u8],
    seconds: i64,
    mode: u32,
    length: usize,
}

impl<'a> Header<'a> {
    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let header = bytes.get(at..)?.get(..HEADER)?;
        if !header.ends_with(b"`\n") {
            return None;
        }
        let number = |from: usize, to: usize, radix| {
            let text = std::str::from_utf8(header[from..to].trim_ascii()).ok()?;
            u64::from_str_radix(text, radix).ok()
        };
        Some(Self {
            name: header[..16].trim_ascii_end(),
            seconds: number(16, 28, 10)
                .and_then(|seconds| i64::try_from(seconds).ok())
                .unwrap_or(0),
            mode: number(40, 48, 8).and_then(|mode| u32::try_from(mode).ok()).unwrap_or(0),
            length: usize::try_from(number(48, 58, 10)?).ok()?,
        })
    }

    /// Tells whether the member is an index of symbols, which is no file of anybody's.
    fn is_table(&self) -> bool {
        matches!(self.name, b"/" | b"/SYM64/") || self.name.starts_with(b"__.SYMDEF")
    }

    /// Returns the name, and how many bytes of the content it takes up in front.
    fn full_name(&self, long_names: &[u8], content: &[u8]) -> (Vec<u8>, usize) {
        let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse::<usize>().ok();
        if let Some(length) = self.name.strip_prefix(b"#1/").and_then(number) {
            let length = length.min(content.len());
            let name = &content[..length];
            let end = name.iter().position(|byte| *byte == 0).unwrap_or(length);
            return (name[..end].to_vec(), length);
        }
        if let Some(at) = self.name.strip_prefix(b"/").and_then(number) {
            let rest = long_names.get(at..).unwrap_or_default();
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            return (rest[..end].strip_suffix(b"/").unwrap_or(&rest[..end]).to_vec(), 0);
        }
        (self.name.strip_suffix(b"/").unwrap_or(self.name).to_vec(), 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn member(name: &str, content: &[u8]) -> Vec<u8> {
        let mut out =
            format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, "100644", content.len())
                .into_bytes();
        out.extend_from_slice(content);
        out.resize(out.len().next_multiple_of(2), b'\n');
        out
    }

    fn archive() -> Vec<u8> {
        let members = [
            MAGIC.to_vec(),
            member("/", b"\0\0\0\0"),
            member("//", b"a name of more than sixteen letters.txt/\n"),
            member("/0", b"one"),
            member("#1/8", b"bsd.txt\0two"),
            member("short.txt/", b"three"),
        ];
        members.concat()
    }

    #[test]
    fn long_names_are_read_in_both_ways() {
        let found = probe::of(extract, &archive());
        assert_eq!(
            found.names(),
            ["a name of more than sixteen letters.txt", "bsd.txt", "short.txt"]
        );
        let contents: Vec<&[u8]> = found.children.iter().map(|(_, bytes)| &bytes[..]).collect();
        assert_eq!(contents, [&b"one"[..], b"two", b"three"]);
    }

    #[test]
    fn what_is_no_header_ends_the_archive_as_damaged() {
        let found = probe::of(extract, &[archive(), vec![b'x'; 100]].concat());
        assert_eq!(found.partial, [PartialReason::Damaged]);
        assert_eq!(found.names().len(), 3);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0_usize..300) {
            let mut hostile = archive();
            let at = at % hostile.len();
            hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes);
            read(&hostile.into(), 10);
        }
    }
}
