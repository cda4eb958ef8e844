//! What archives yield whose members stand in them unpacked, one after the other: the same for all of them.

use bytes::{Buf, Bytes};
use item::{
    Layer, LimitReason, PartialReason, Place, Segment, SkippedReason, Warning, WarningCode,
};
use std::io::{self, Read};

use crate::shared::budget::Budget;
use crate::shared::member_names::{self, Names};
use crate::{Child, Content, Error, Flow, Input, Sink};

/// What an archive holds, in its order.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    /// Members that are no folders; one more than the limit is enough to reach it.
    pub(crate) members: Vec<Member>,
    /// Why the list may be incomplete.
    pub(crate) damage: Option<PartialReason>,
    /// Bytes behind the archive that are not zero.
    pub(crate) trailing: usize,
}

/// A member: what it is called and where its bytes are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Member {
    /// The name as the archive has it.
    pub(crate) name: Vec<u8>,
    /// The bytes, as far as the archive has them.
    pub(crate) bytes: Bytes,
    /// Whether the archive ends before they do.
    pub(crate) is_cut: bool,
    /// When it was changed last, ISO 8601.
    pub(crate) modified: Option<String>,
    /// Why it is never opened: a link, a device.
    pub(crate) closed: Option<SkippedReason>,
}

impl Archive {
    /// Adds a member whose bytes stand at `at`, as far as the input goes; notes where it does not go far enough.
    pub(crate) fn add(&mut self, input: &Bytes, at: usize, length: usize, member: Member) {
        let from = at.min(input.len());
        let to = at.saturating_add(length).min(input.len());
        let bytes = input.slice(from..to.max(from));
        let is_cut = bytes.len() < length;
        if is_cut {
            self.damage.get_or_insert(PartialReason::Truncated);
        }
        self.members.push(Member { bytes, is_cut, ..member });
    }

    /// Pushes the members and reports what is wrong with the archive.
    pub(crate) fn push(self, input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
        let names = Names::of(self.members.iter().map(|member| member.name.as_slice()));
        names.report_charset(sink);
        let budget = Budget::new(input.limits.inflated_bytes);
        for (member, count) in self.members.iter().zip(0..) {
            if count == input.limits.members {
                return Err(Error::Limit(LimitReason::Members));
            }
            member_names::report(&member.name, sink);
            if member.push(names, &budget, sink) == Flow::Stop {
                return Ok(());
            }
            budget.check()?;
        }
        if let Some(reason) = self.damage {
            sink.partial(reason);
        }
        if self.trailing > 0 {
            sink.warn(Warning::new(
                WarningCode::TrailingBytes,
                format_args!("{} bytes after the archive", self.trailing),
            ));
        }
        Ok(())
    }
}

impl Member {
    fn push(&self, names: Names, budget: &Budget, sink: &mut dyn Sink) -> Flow {
        let name = names.child_name(&self.name);
        let child = Child { name, modified: self.modified.clone(), ..Child::default() };
        if let Some(reason) = self.closed {
            if reason == SkippedReason::Link {
                push_link(&child.name, &names.readable(&self.bytes), sink);
            }
            return sink.child(child, Content::Skipped(reason));
        }
        let mut stream = self.bytes.clone().reader().chain(End { is_cut: self.is_cut });
        sink.child(child, Content::Stream(&mut budget.count(&mut stream)))
    }
}

/// A program before an archive is no longer than this; in bytes.
const MOST_PROGRAM: usize = 1 << 20;

/// Returns where an archive begins that a program unpacks: where `mark` stands, `mark_at` bytes behind its beginning, and
/// `is_archive` holds for the bytes from there on.
pub(crate) fn behind(
    bytes: &[u8],
    mark: &[u8],
    mark_at: usize,
    is_archive: impl Fn(&[u8]) -> bool,
) -> Option<usize> {
    let program = &bytes[..bytes.len().min(MOST_PROGRAM)];
    let starts = memchr::memmem::find_iter(program, mark).filter_map(|at| at.checked_sub(mark_at));
    starts.filter(|at| *at > 0).find(|at| is_archive(&bytes[*at..]))
}

/// Reports how many bytes stand before an archive, if any do.
pub(crate) fn report_prefix(length: usize, sink: &mut dyn Sink) {
    if length > 0 {
        let about = format_args!("{length} bytes before the archive");
        sink.warn(Warning::new(WarningCode::Prefix, about));
    }
}

/// The longest place that a link leads to; in bytes.
pub(crate) const LONGEST_TARGET: u64 = 4 << 10;

/// Keeps where a link leads, which is not followed.
pub(crate) fn push_link(name: &[u8], target: &str, sink: &mut dyn Sink) {
    let text = format!("{} → {target}", String::from_utf8_lossy(name));
    if !target.is_empty() {
        let _ = sink.text(Segment::new(Place::Part("links".into()), Layer::Metadata, text));
    }
}

/// An end that is an error where the archive was cut.
pub(crate) struct End {
    /// Whether it was.
    pub(crate) is_cut: bool,
}

impl Read for End {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_cut && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(0)
    }
}

/// Tells by the mode of a Unix file what it is.
pub(crate) enum Kind {
    /// A file, with bytes.
    File,
    /// A folder, which is no item.
    Folder,
    /// What is never opened.
    Closed(SkippedReason),
}

impl Kind {
    /// Reads the upper bits of a mode (POSIX.1-2017, `sys/stat.h`, with the usual numbers).
    pub(crate) fn of_mode(mode: u32) -> Self {
        match mode & 0o170_000 {
            0o040_000 => Self::Folder,
            0o120_000 => Self::Closed(SkippedReason::Link),
            0o010_000 => Self::Closed(SkippedReason::Fifo),
            0o020_000 | 0o060_000 => Self::Closed(SkippedReason::Device),
            0o140_000 => Self::Closed(SkippedReason::Socket),
            _ => Self::File,
        }
    }
}
