//! What a ZIP archive yields: its members, each once, in the order of the central directory.
//!
//! The directory is read by our own reader, since archives lie: names occur twice, sizes are wrong, the central
//! directory is cut off. Decoding of everything but stored and deflated members is left to the `zip` crate.

use std::io::Read;

use item::{
    Declared, Key, LimitReason, SkippedReason, UnreadableReason, UnsupportedReason, Warning,
    WarningCode,
};

use crate::shared::archive::{LONGEST_TARGET, push_link, report_prefix};
use crate::shared::budget::Budget;
use crate::shared::member_names::{self, Names};
use crate::shared::zip_file::directory::{Directory, Entry};
use crate::shared::zip_file::entry::Opening;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// Methods of its own by which iWork '09 marks the parts that a password locks, as recorded files have them.
const LOCKED_BY_IWORK: [u16; 2] = [25_451, 25_452];

/// Pushes every member of a ZIP archive.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut directory = Directory::read_volumes(&input.bytes, &input.volumes)?;
    if directory.damage.is_none() {
        let unlisted = directory.add_unlisted(&input.bytes);
        if unlisted > 0 {
            sink.warn(Warning::new(
                WarningCode::UnlistedMembers,
                format_args!("{unlisted} members that the central directory leaves out"),
            ));
        }
    }
    report(&directory, sink);
    let budget = Budget::new(input.limits.inflated_bytes);
    let names = directory.names;
    let members = directory.entries.iter().filter(|entry| !entry.is_folder());
    for (entry, count) in members.zip(0..) {
        if count == input.limits.members {
            return Err(Error::Limit(LimitReason::Members));
        }
        member_names::report(&entry.name, sink);
        report_comment(entry, directory.names, sink);
        if let Some(name) = entry.other_name(&input.bytes) {
            let about = (names.readable(&entry.name), names.readable(&name));
            sink.metadata(Key::DESCRIPTION, &format!("{}: {} in its own header", about.0, about.1));
        }
        if push(input, entry, directory.names, &budget, sink) == Flow::Stop {
            return Ok(());
        }
        budget.check()?;
    }
    Ok(())
}

fn report(directory: &Directory, sink: &mut dyn Sink) {
    if let Some(reason) = directory.damage {
        sink.partial(reason);
        sink.warn(Warning::new(
            WarningCode::MembersRecovered,
            "the central directory is missing or damaged",
        ));
    }
    report_prefix(directory.prefix, sink);
    if directory.trailing > 0 {
        sink.warn(Warning::new(
            WarningCode::TrailingBytes,
            format_args!("{} bytes after the archive", directory.trailing),
        ));
    }
    directory.names.report_charset(sink);
    if !directory.comment.is_empty() {
        let comment = directory.names.readable(&directory.comment);
        sink.metadata(Key::DESCRIPTION, &comment);
    }
}

/// Keeps what was noted on a member.
fn report_comment(entry: &Entry, names: Names, sink: &mut dyn Sink) {
    if !entry.comment.is_empty() {
        let (name, comment) = (names.readable(&entry.name), names.readable(&entry.comment));
        sink.metadata(Key::DESCRIPTION, &format!("{name}: {comment}"));
    }
}

fn push(input: &Input, entry: &Entry, names: Names, budget: &Budget, sink: &mut dyn Sink) -> Flow {
    let child = Child {
        name: entry.child_name(names),
        declared: Declared::default(),
        modified: entry.modified.clone(),
    };
    if entry.is_link() {
        let target = entry.open(&input.bytes, &input.passwords, |opening| {
            let mut target = Vec::new();
            if let Opening::Stream(stream) = opening {
                // What cannot be read to its end leads as far as it was read.
                stream.take(LONGEST_TARGET).read_to_end(&mut target).ok();
            }
            target
        });
        push_link(&child.name, &names.readable(&target), sink);
        return sink.child(child, Content::Skipped(SkippedReason::Link));
    }
    entry.open(&input.bytes, &input.passwords, |opening| match opening {
        Opening::Stream(stream) => sink.child(child, Content::Stream(&mut budget.count(stream))),
        Opening::Locked => sink.child(child, Content::Encrypted),
        Opening::UnknownMethod(method) if LOCKED_BY_IWORK.contains(&method) => {
            sink.child(child, Content::Encrypted)
        }
        Opening::UnknownMethod(method) => {
            sink.warn(Warning::new(
                WarningCode::UnknownMethod,
                format_args!("compression method {method}"),
            ));
            sink.child(child, Content::Unsupported(UnsupportedReason::UnknownMethod))
        }
        Opening::Missing => sink.child(child, Content::Unreadable(UnreadableReason::Truncated)),
        Opening::Broken => sink.child(child, Content::Unreadable(UnreadableReason::ReadError)),
    })
}
