//! What an ARJ archive yields: its members, stored or packed (`TECHNOTE.TXT` of ARJ).

use delharc::CompressionMethod;
use delharc::decode::DecoderAny;
use flate2::Crc;
use item::{
    Key, LimitReason, PartialReason, UnreadableReason, UnsupportedReason, Warning, WarningCode,
};

use crate::shared::archive::{self, report_prefix};
use crate::shared::budget::Budget;
use crate::shared::bytes::{size_at, u16_at, u32_at};
use crate::shared::lzh::{Sum, Unpacked};
use crate::shared::member_names::{self, Names};
use crate::shared::time::{dos_time, utc};
use crate::{Child, Content, Error, Flow, Input, Sink};

const MAGIC: &[u8] = b"\x60\xea";
/// The longest header, without its signature, length and checksum; in bytes.
const MOST_HEADER: usize = 2_600;
/// The shortest part of a header before its names; in bytes.
const LEAST_HEADER: usize = 30;

/// Flags of a member.
const IS_LOCKED: u8 = 1;
const GOES_ON: u8 = 4;
const IS_CONTINUED: u8 = 8;

/// Kinds of members that are files.
const BINARY: u8 = 0;
const TEXT: u8 = 1;
/// Where times count seconds since 1970.
const UNIX: u8 = 2;

/// Pushes every file, and the comment of the archive as a property.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let start = if is_archive(&input.bytes) { 0 } else { behind(&input.bytes).unwrap_or(0) };
    report_prefix(start, sink);
    Archive::read(&input.bytes[start..], input.limits.members)?.push(input, sink)
}

/// Tells whether an archive begins here: a header that fits its checksum.
pub(crate) fn is_archive(bytes: &[u8]) -> bool {
    Header::at(bytes, 0).is_some()
}

/// Returns where an archive begins that a program unpacks.
pub(crate) fn behind(bytes: &[u8]) -> Option<usize> {
    archive::behind(bytes, MAGIC, 0, is_archive)
}

struct Archive<'a> {
    comment: &'a [u8],
    members: Vec<Member<'a>>,
    damage: Option<PartialReason>,
}

struct Member<'a> {
    header: Header<'a>,
    /// The packed bytes, as far as the archive has them.
    packed: &'a [u8],
}

impl<'a> Archive<'a> {
    /// Reads every header; one more than the limit is enough to reach it.
    fn read(bytes: &'a [u8], most: u64) -> Result<Self, Error> {
        let main = Header::at(bytes, 0).ok_or_else(|| Error::malformed("no header"))?;
        let mut archive = Self { comment: main.comment, members: Vec::new(), damage: None };
        let mut at = main.end;
        while archive.members.len() as u64 <= most && !is_end(bytes, at) {
            let Some(header) = Header::at(bytes, at) else {
                let is_cut = bytes.len() < at.saturating_add(MOST_HEADER);
                let reason = if is_cut { PartialReason::Truncated } else { PartialReason::Damaged };
                archive.damage.get_or_insert(reason);
                break;
            };
            let from = header.end.min(bytes.len());
            let to = from.saturating_add(header.packed).min(bytes.len());
            if to - from < header.packed {
                archive.damage = Some(PartialReason::Truncated);
            }
            at = from.saturating_add(header.packed);
            archive.members.push(Member { header, packed: &bytes[from..to] });
            if archive.damage.is_some() {
                break;
            }
        }
        Ok(archive)
    }

    fn push(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
        let names = Names::of(self.members.iter().map(|member| member.header.name));
        names.report_charset(sink);
        if !self.comment.is_empty() {
            sink.metadata(Key::DESCRIPTION, &names.readable(self.comment));
        }
        let budget = Budget::new(input.limits.inflated_bytes);
        let files = self.members.iter().filter(|member| member.header.is_file());
        for (member, count) in files.zip(0..) {
            if count == input.limits.members {
                return Err(Error::Limit(LimitReason::Members));
            }
            member_names::report(member.header.name, sink);
            if member.push(names, &budget, sink) == Flow::Stop {
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

/// Tells whether the mark of the end stands here.
fn is_end(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(b"\x60\xea\0\0"))
}

impl Member<'_> {
    fn push(&self, names: Names, budget: &Budget, sink: &mut dyn Sink) -> Flow {
        let header = &self.header;
        let name = String::from_utf8_lossy(&names.child_name(header.name)).replace('\\', "/");
        if !header.comment.is_empty() {
            let comment = format!("{name}: {}", names.readable(header.comment));
            sink.metadata(Key::DESCRIPTION, &comment);
        }
        let child =
            Child { name: name.into_bytes(), modified: header.modified(), ..Child::default() };
        if header.flags & IS_LOCKED != 0 {
            return sink.child(child, Content::Encrypted);
        }
        if header.flags & (GOES_ON | IS_CONTINUED) != 0 {
            return sink.child(child, Content::Unreadable(UnreadableReason::Truncated));
        }
        let method = match header.method {
            0 => CompressionMethod::Lh0,
            // The codes are those of LHA; distances do not go as far.
            1..=3 => CompressionMethod::Lh7,
            method => {
                let about = format_args!("compression method {method}");
                sink.warn(Warning::new(WarningCode::UnknownMethod, about));
                return sink.child(child, Content::Unsupported(UnsupportedReason::UnknownMethod));
            }
        };
        let decoder = DecoderAny::new_from_compression(method, self.packed);
        let sum = Sum::Long(Crc::new(), header.sum);
        let mut stream = Unpacked::new(decoder, u64::from(header.length), sum);
        sink.child(child, Content::Stream(&mut budget.count(&mut stream)))
    }
}

/// What stands before a member, and before the first the same for the archive.
struct Header<'a> {
    host: u8,
    flags: u8,
    method: u8,
    kind: u8,
    time: u32,
    packed: usize,
    length: u32,
    sum: u32,
    name: &'a [u8],
    comment: &'a [u8],
    /// Where it ends in the archive.
    end: usize,
}

impl<'a> Header<'a> {
    /// Reads a header that fits its checksum.
    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let rest = bytes.get(at..)?;
        let length = usize::from(u16_at(rest, MAGIC.len())?);
        if !rest.starts_with(MAGIC) || !(LEAST_HEADER..=MOST_HEADER).contains(&length) {
            return None;
        }
        let header = rest.get(4..)?.get(..length)?;
        let mut sum = Crc::new();
        sum.update(header);
        if u32_at(rest, 4 + length)? != sum.sum() {
            return None;
        }
        let names = header.get(usize::from(header[0]).max(LEAST_HEADER)..)?;
        let mut names = names.split(|byte| *byte == 0);
        Some(Self {
            host: header[3],
            flags: header[4],
            method: header[5],
            kind: header[6],
            time: u32_at(header, 8)?,
            packed: size_at(header, 12)?,
            length: u32_at(header, 16)?,
            sum: u32_at(header, 20)?,
            name: names.next().unwrap_or_default(),
            comment: names.next().unwrap_or_default(),
            end: behind_extended(bytes, at + 8 + length),
        })
    }

    fn is_file(&self) -> bool {
        matches!(self.kind, BINARY | TEXT)
    }

    fn modified(&self) -> Option<String> {
        if self.host == UNIX {
            return Some(utc(i64::from(self.time)));
        }
        let [date, time] = [self.time >> 16, self.time & 0xffff]
            .map(|half| u16::try_from(half).unwrap_or_default());
        dos_time(date, time)
    }
}

/// Skips the extended headers, each with its length before it and its checksum behind it, up to one without length.
fn behind_extended(bytes: &[u8], mut at: usize) -> usize {
    while let Some(length) = u16_at(bytes, at).filter(|length| *length > 0) {
        at += 6 + usize::from(length);
    }
    at + 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    /// As ARJ 3.10 for Linux writes it: packed by method 1, stored, packed in a folder.
    const ARCHIVE: &[u8] = include_bytes!("../tests/small/border.arj");

    #[test]
    fn members_are_unpacked_with_their_times() {
        let found = probe::of(extract, ARCHIVE);
        assert_eq!(found.names(), ["NOTE.TXT", "SHORT.TXT", "DIR/TWO.TXT"]);
        assert!(found.children[0].1.starts_with(b"Ostrovnaya crossed the border."));
        assert_eq!(
            (found.children[0].1.len(), &found.children[1].1[..]),
            (312, &b"Tereshchenko"[..])
        );
        assert_eq!(found.children[0].0.modified.as_deref(), Some("2003-05-06T07:08:10Z"));
        assert!(found.error.is_none() && found.partial.is_empty());
    }

    #[test]
    fn a_cut_archive_gives_what_it_has() {
        let found = probe::of(extract, &ARCHIVE[..ARCHIVE.len() - 8]);
        assert_eq!(found.partial, [PartialReason::Truncated]);
        assert_eq!(found.names().len(), 3);
        assert!(found.children[2].1.starts_with(b"Pestrikov"));
    }

    #[test]
    fn an_archive_behind_a_program_is_found() {
        let program = [b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", &[0; 99][..], ARCHIVE].concat();
        let format = crate::identify(&program.clone().into(), b"a.exe", &item::Declared::default());
        assert_eq!(format.format, "arj");
        assert_eq!(probe::of(extract, &program).names().len(), 3);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40), at in 0_usize..426) {
            let mut hostile = ARCHIVE.to_vec();
            hostile.splice(at..(at + bytes.len()).min(426), bytes);
            probe::of(extract, &hostile);
        }
    }
}
