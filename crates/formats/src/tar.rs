//! What a tar archive yields: its members in order (POSIX.1-2017 pax, ustar, GNU, and the form before both).

mod header;
mod sparse;

use std::io::Read;

use bytes::{Buf, Bytes};
use item::{Declared, Key, LimitReason, PartialReason, SkippedReason, Warning, WarningCode};
use tar::EntryType;

use crate::shared::archive::push_link;
use crate::shared::budget::Budget;
use crate::shared::member_names::{self, Names};
use crate::shared::time::utc;
use crate::{Child, Content, Error, Flow, Input, Sink};
use header::{Member, Walk};

/// Pushes every member that is no folder.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let names = names(&input.bytes, input.limits.members);
    names.report_charset(sink);
    let mut walk = Walk::new(&input.bytes);
    let budget = Budget::new(input.limits.inflated_bytes);
    let mut count = 0;
    while let Some(member) = walk.next_member() {
        if member.kind.is_dir() || member.kind.is_pax_global_extensions() {
            continue;
        }
        if count == input.limits.members {
            return Err(Error::Limit(LimitReason::Members));
        }
        count += 1;
        member_names::report(member.name(), sink);
        if !member.comment.is_empty() {
            let about = (names.readable(member.name()), names.readable(&member.comment));
            sink.metadata(Key::DESCRIPTION, &format!("{}: {}", about.0, about.1));
        }
        if push(&member, names, &budget, sink) == Flow::Stop {
            return Ok(());
        }
        budget.check()?;
    }
    sink.metadata(Key::DESCRIPTION, &names.readable(&walk.comment));
    report(&walk, count, sink)
}

/// Walks over the headers alone, since one verdict on the names holds for all members.
fn names(bytes: &Bytes, most: u64) -> Names {
    let mut walk = Walk::new(bytes);
    let members = std::iter::from_fn(|| walk.next_member()).zip(0..most);
    Names::of(members.map(|(member, _)| member.name().to_vec()))
}

fn report(walk: &Walk, count: u64, sink: &mut dyn Sink) -> Result<(), Error> {
    if count == 0 && walk.damaged {
        return Err(Error::malformed("no member header found"));
    }
    if walk.damaged {
        sink.partial(PartialReason::Damaged);
        sink.warn(Warning::new(WarningCode::DamagedHeader, "members were looked for behind it"));
    }
    if walk.cut {
        sink.partial(PartialReason::Truncated);
    }
    if walk.trailing > 0 {
        sink.warn(Warning::new(
            WarningCode::TrailingBytes,
            format_args!("{} bytes after the end", walk.trailing),
        ));
    }
    Ok(())
}

fn push(member: &Member, names: Names, budget: &Budget, sink: &mut dyn Sink) -> Flow {
    let child = Child {
        name: names.child_name(member.name()),
        declared: Declared::default(),
        modified: member.seconds.map(utc),
    };
    if let Some(reason) = closed(member.kind) {
        if reason == SkippedReason::Link {
            push_link(&child.name, &names.readable(&member.target), sink);
        }
        return sink.child(child, Content::Skipped(reason));
    }
    let mut stream: Box<dyn Read + '_> = match &member.sparse {
        Some(map) => Box::new(sparse::Holes::new(map, member)),
        None => Box::new(member.bytes.clone().reader().chain(End { cut: member.cut })),
    };
    sink.child(child, Content::Stream(&mut budget.count(&mut stream)))
}

fn closed(kind: EntryType) -> Option<SkippedReason> {
    match kind {
        EntryType::Link | EntryType::Symlink => Some(SkippedReason::Link),
        EntryType::Char | EntryType::Block => Some(SkippedReason::Device),
        EntryType::Fifo => Some(SkippedReason::Fifo),
        _ => None,
    }
}

/// An end that is an error where the archive is cut off.
struct End {
    cut: bool,
}

impl Read for End {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.cut && !buffer.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(0)
    }
}
