//! What the image of a floppy disk or of a stick yields: its files, and those that were deleted and are still there whole
//! (Microsoft FAT 1.03; ECMA-107).

mod folder;
mod volume;

use std::io::Read;
use std::ops::Range;

use bytes::{Buf, Bytes};
use item::{Key, LimitReason, PartialReason};

use crate::shared::budget::Budget;
use crate::shared::bytes::size_at;
use crate::shared::member_names::{self, Names};
use crate::{Child, Content, Error, Flow, Input, Sink};
use folder::{File, Files};
use volume::{END_OF_SECTOR, Volume};

/// The size of a sector in a table of partitions.
const SECTOR: usize = 512;
/// Where the entries of that table stand, and how long one is.
const PARTITIONS: usize = 446;
const PARTITION: usize = 16;

/// Tells whether a volume begins here, or a disk with one.
pub(crate) fn is_image(bytes: &[u8]) -> bool {
    places(bytes).into_iter().any(|place| Volume::read(&bytes[place]).is_some())
}

/// Pushes every file; a partition that holds another kind of volume is a child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let places = places(&input.bytes);
    let budget = Budget::new(input.limits.inflated_bytes);
    let mut left = input.limits.members;
    for (number, place) in (1..).zip(&places) {
        let part = input.bytes.slice(place.clone());
        let folder = if places.len() > 1 { format!("partition-{number}/") } else { String::new() };
        let flow = match Volume::read(&part) {
            None => push_partition(part.clone(), number, &budget, sink),
            Some(volume) => {
                let files = Files::read(&volume, left);
                left -= files.list.len() as u64;
                let flow = push(&volume, &files, &folder, &budget, sink);
                if files.is_over && flow == Flow::Continue {
                    return Err(Error::Limit(LimitReason::Members));
                }
                flow
            }
        };
        if flow == Flow::Stop {
            return Ok(());
        }
        budget.check()?;
    }
    if places.is_empty() { Err(Error::malformed("no volume")) } else { Ok(()) }
}

/// Returns where volumes stand: over the whole, or where the table of partitions says.
fn places(bytes: &[u8]) -> Vec<Range<usize>> {
    let whole = 0..bytes.len();
    if Volume::read(bytes).is_some() {
        return Vec::from([whole]);
    }
    let is_disk = bytes.get(SECTOR - END_OF_SECTOR.len()..SECTOR) == Some(END_OF_SECTOR);
    let place = |number: usize| {
        let entry = bytes.get(PARTITIONS + number * PARTITION..)?;
        let start = size_at(entry, 8)?.checked_mul(SECTOR).filter(|start| *start > 0)?;
        let end = start.saturating_add(size_at(entry, 12)?.saturating_mul(SECTOR));
        let is_used = entry.get(4).is_some_and(|kind| *kind != 0);
        let place = start..end.min(bytes.len());
        (is_used && !place.is_empty()).then_some(place)
    };
    (0..4).filter(|_| is_disk).filter_map(place).collect()
}

fn push_partition(part: Bytes, number: u32, budget: &Budget, sink: &mut dyn Sink) -> Flow {
    let name = format!("partition-{number}.img").into_bytes();
    let child = Child { name, ..Child::default() };
    sink.child(child, Content::Stream(&mut budget.count(&mut part.reader())))
}

fn push(
    volume: &Volume<'_>,
    files: &Files,
    folder: &str,
    budget: &Budget,
    sink: &mut dyn Sink,
) -> Flow {
    let names = Names::of(files.list.iter().map(|file| &file.name));
    names.report_charset(sink);
    sink.metadata(Key::TITLE, &files.label);
    for file in &files.list {
        member_names::report(&file.name, sink);
        if push_file(volume, file, folder, names, budget, sink) == Flow::Stop {
            return Flow::Stop;
        }
    }
    if files.is_damaged {
        sink.partial(PartialReason::Damaged);
    }
    Flow::Continue
}

fn push_file(
    volume: &Volume<'_>,
    file: &File,
    folder: &str,
    names: Names,
    budget: &Budget,
    sink: &mut dyn Sink,
) -> Flow {
    let deleted = if file.is_deleted { "deleted/" } else { "" };
    let name = [folder.as_bytes(), deleted.as_bytes(), &names.child_name(&file.name)].concat();
    let child = Child { name, modified: file.modified.clone(), ..Child::default() };
    let mut content: Box<dyn Read> = if file.is_deleted {
        Box::new(volume.row(file.start, file.size))
    } else {
        Box::new(volume.chain(file.start, file.size))
    };
    sink.child(child, Content::Stream(&mut budget.count(&mut content)))
}

#[cfg(test)]
pub(crate) mod tests;
