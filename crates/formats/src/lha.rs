//! What an LHA archive yields: its members, stored or packed by the methods of `LHarc`, LHA and `LArc` (`header.doc` of LHA
//! for UNIX). A library reads headers and unpacks.

use bytes::Bytes;
use delharc::crc::Crc16;
use delharc::decode::DecoderAny;
use delharc::{LhaHeader, OsType};
use item::{
    Key, LimitReason, PartialReason, SkippedReason, UnsupportedReason, Warning, WarningCode,
};

use crate::shared::archive::{self, push_link, report_prefix};
use crate::shared::budget::Budget;
use crate::shared::lzh::{Sum, Unpacked};
use crate::shared::member_names::{self, Names};
use crate::shared::ole::iso_8601;
use crate::shared::time::{dos_time, utc};
use crate::{Child, Content, Error, Flow, Input, Sink};

/// Kinds of parts that follow a header.
const FILE_NAME: u8 = 1;
const FOLDER: u8 = 2;
const COMMENT: u8 = 0x3f;
const WINDOWS_TIME: u8 = 0x41;
const UNIX_TIME: u8 = 0x54;

/// What parts the folders of a path.
const SEPARATOR: u8 = 0xff;
/// Parts the name of a link from where it leads.
const LEADS_TO: u8 = b'|';

/// The longest first header of an archive behind a program, in bytes: a path and a comment fit.
const MOST_HEADER: usize = 8 << 10;
/// Where the method stands in a header.
const METHOD_AT: usize = 2;

/// Pushes every member that is no folder.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let start = if is_archive(&input.bytes) { 0 } else { behind(&input.bytes).unwrap_or(0) };
    report_prefix(start, sink);
    let archive = Archive::read(&input.bytes.slice(start..), input.limits.members)?;
    archive.push(input, sink)
}

/// Tells whether an archive begins here: a method, and a header that fits its checksum.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    is_method(bytes.get(METHOD_AT..).unwrap_or_default())
        && matches!(LhaHeader::read(&mut &*bytes), Ok(Some(_)))
}

/// Returns where an archive begins that a program unpacks.
pub(crate) fn behind(bytes: &[u8]) -> Option<usize> {
    // What only looks like a method may claim a header as long as the program.
    let begins = |rest: &[u8]| is_archive(&rest[..rest.len().min(MOST_HEADER)]);
    archive::behind(bytes, b"-lh", METHOD_AT, begins)
}

fn is_method(bytes: &[u8]) -> bool {
    matches!(bytes, [b'-', b'l', b'h' | b'z', _, b'-', ..] | [b'-', b'p', b'm', _, b'-', ..])
}

struct Archive {
    members: Vec<Member>,
    damage: Option<PartialReason>,
}

struct Member {
    header: LhaHeader,
    /// The packed bytes, as far as the archive has them.
    packed: Bytes,
}

impl Archive {
    /// Reads every header; one more than the limit is enough to reach it.
    fn read(bytes: &Bytes, most: u64) -> Result<Self, Error> {
        let mut archive = Self { members: Vec::new(), damage: None };
        let mut rest = &bytes[..];
        while !rest.is_empty() && archive.members.len() as u64 <= most {
            let header = match LhaHeader::read(&mut rest) {
                Ok(Some(header)) => header,
                Ok(None) => break,
                Err(cause) if archive.members.is_empty() => return Err(Error::malformed(cause)),
                Err(_) => {
                    archive.damage = Some(PartialReason::Damaged);
                    break;
                }
            };
            let stated = usize::try_from(header.compressed_size).unwrap_or(usize::MAX);
            let length = stated.min(rest.len());
            if length < stated {
                archive.damage = Some(PartialReason::Truncated);
            }
            let packed = bytes.slice_ref(&rest[..length]);
            rest = &rest[length..];
            archive.members.push(Member { header, packed });
        }
        Ok(archive)
    }

    fn push(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
        let paths: Vec<Vec<u8>> = self.members.iter().map(|member| path(&member.header)).collect();
        let names = Names::of(paths.iter());
        names.report_charset(sink);
        let budget = Budget::new(input.limits.inflated_bytes);
        let files =
            self.members.iter().zip(&paths).filter(|(member, path)| !member.is_folder(path));
        for ((member, path), count) in files.zip(0..) {
            if count == input.limits.members {
                return Err(Error::Limit(LimitReason::Members));
            }
            member_names::report(path, sink);
            if member.push(path, names, &budget, sink) == Flow::Stop {
                return Ok(());
            }
            budget.check()?;
        }
        if let Some(reason) = self.damage {
            sink.partial(reason);
        }
        Ok(())
    }
}

impl Member {
    /// Links are written like folders, with where they lead in their name.
    fn is_folder(&self, path: &[u8]) -> bool {
        self.header.is_directory() && !path.contains(&LEADS_TO)
    }

    fn push(&self, path: &[u8], names: Names, budget: &Budget, sink: &mut dyn Sink) -> Flow {
        if self.header.is_directory() {
            return push_link_of(path, names, sink);
        }
        let name = readable(path, names);
        if let Some(comment) = part(&self.header, COMMENT) {
            let comment = format!("{name}: {}", names.readable(comment));
            sink.metadata(Key::DESCRIPTION, &comment);
        }
        let child =
            Child { name: name.into_bytes(), modified: modified(&self.header), ..Child::default() };
        let method = self.header.compression_method();
        let decoder =
            method.map(|method| DecoderAny::new_from_compression(method, &self.packed[..]));
        let Some(decoder) = decoder.ok().filter(DecoderAny::is_supported) else {
            let method = self.header.compression.escape_ascii();
            let about = format_args!("compression method {method}");
            sink.warn(Warning::new(WarningCode::UnknownMethod, about));
            return sink.child(child, Content::Unsupported(UnsupportedReason::UnknownMethod));
        };
        let sum = Sum::Short(Crc16::default(), self.header.file_crc);
        let mut stream = Unpacked::new(decoder, self.header.original_size, sum);
        sink.child(child, Content::Stream(&mut budget.count(&mut stream)))
    }
}

fn push_link_of(path: &[u8], names: Names, sink: &mut dyn Sink) -> Flow {
    let at = path.iter().position(|byte| *byte == LEADS_TO).unwrap_or(path.len());
    let name = readable(&path[..at], names).into_bytes();
    push_link(&name, &readable(path.get(at + 1..).unwrap_or_default(), names), sink);
    let child = Child { name, ..Child::default() };
    sink.child(child, Content::Skipped(SkippedReason::Link))
}

/// Returns the folders and the name, as the archive has them.
fn path(header: &LhaHeader) -> Vec<u8> {
    let name = part(header, FILE_NAME).unwrap_or(&header.filename);
    // Behind a zero, Amiga writes a comment.
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    let mut path = part(header, FOLDER).unwrap_or_default().to_vec();
    if path.last().is_some_and(|last| *last != SEPARATOR && *last != b'/') {
        path.push(SEPARATOR);
    }
    path.iter_mut().filter(|byte| **byte == SEPARATOR).for_each(|byte| *byte = b'/');
    path.extend_from_slice(name);
    path
}

/// Decodes a path; only then a stroke that parts folders is told from one within a letter.
fn readable(path: &[u8], names: Names) -> String {
    String::from_utf8_lossy(&names.child_name(path)).replace('\\', "/")
}

fn part(header: &LhaHeader, kind: u8) -> Option<&[u8]> {
    header.iter_extra().find_map(|part| part.strip_prefix(&[kind]))
}

fn modified(header: &LhaHeader) -> Option<String> {
    let seconds_of = |bytes: &[u8]| bytes.first_chunk().map(|bytes| u32::from_le_bytes(*bytes));
    let windows = part(header, WINDOWS_TIME)
        .and_then(|times| times.get(8..)?.first_chunk())
        .and_then(|time| iso_8601(u64::from_le_bytes(*time)));
    let is_unix = matches!(header.parse_os_type(), Ok(OsType::Unix | OsType::Osk));
    let early = || header.extended_area.get(1..).filter(|_| is_unix && header.level < 2);
    let unix = part(header, UNIX_TIME).or_else(early).and_then(seconds_of).map(i64::from);
    let own = (header.level >= 2).then(|| i64::from(header.last_modified));
    let [date, time] = [header.last_modified >> 16, header.last_modified & 0xffff]
        .map(|half| u16::try_from(half).unwrap_or_default());
    let dos = || own.map(utc).or_else(|| dos_time(date, time));
    unix.map(utc).or(windows).or_else(dos)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    /// Methods 5, 0 and 7, headers of levels 0, 1 and 2.
    const ARCHIVE: &[u8] = include_bytes!("../tests/small/border.lzh");

    #[test]
    fn members_are_unpacked_with_their_folders_times_and_comments() {
        let found = probe::of(extract, ARCHIVE);
        assert_eq!(found.names(), ["NOTE.TXT", "Граница/рейс.txt", "list.txt"]);
        let (child, bytes) = &found.children[2];
        assert!(
            bytes.starts_with(b"Kuznetsova Belozerov crossed") && bytes.len() == 317,
            "{bytes:?}"
        );
        assert_eq!(child.modified.as_deref(), Some("2000-02-29T00:00:00Z"));
        assert_eq!(found.children[0].0.modified.as_deref(), Some("2002-03-15T11:17:02"));
        assert_eq!(found.first(&Key::DESCRIPTION), "list.txt: seen by Pestrikov");
        assert!(found.error.is_none() && found.partial.is_empty());
    }

    #[test]
    fn a_cut_archive_gives_what_it_has() {
        let found = probe::of(extract, &ARCHIVE[..ARCHIVE.len() - 4]);
        assert_eq!(found.partial, [PartialReason::Truncated]);
        assert!(found.children[2].1.starts_with(b"Kuznetsova Belozerov"));
    }

    #[test]
    fn an_archive_behind_a_program_is_found() {
        let program = [b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", &[0; 99][..], ARCHIVE].concat();
        let format = crate::identify(&program.clone().into(), b"a.exe", &item::Declared::default());
        assert_eq!(format.format, "lha");
        assert_eq!(probe::of(extract, &program).names().len(), 3);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40), at in 0_usize..402) {
            let mut hostile = ARCHIVE.to_vec();
            hostile.splice(at.min(401)..(at + bytes.len()).min(402).max(at.min(401)), bytes);
            probe::of(extract, &hostile);
            // A head without a checksum that fits, before codes as they come.
            hostile.truncate(24);
            probe::of(extract, &hostile);
        }

        #[test]
        fn no_codes_make_it_panic(codes in proptest::collection::vec(any::<u8>(), 0..200), method in 0_usize..7) {
            let methods = [b"-lh1-", b"-lh4-", b"-lh5-", b"-lh6-", b"-lh7-", b"-lzs-", b"-lz5-"];
            let mut head = methods[method].to_vec();
            head.extend(u32::try_from(codes.len()).expect("it is short").to_le_bytes());
            head.extend(3_000_u32.to_le_bytes());
            head.extend([0, 0, 0, 0, 0x20, 0, 1, b'a', 0, 0]);
            let sum = head.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
            let length = u8::try_from(head.len()).expect("it is short");
            let archive = [&[length, sum], &head[..], &codes].concat();
            prop_assert_eq!(probe::of(extract, &archive).names(), ["a"]);
        }
    }
}
