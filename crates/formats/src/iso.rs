//! What the image of a disc yields: its files by the best of the names that it has (ECMA-119, Rock Ridge, Joliet).

mod record;

use std::collections::BTreeSet;

use bytes::Bytes;
use item::{Key, PartialReason, SkippedReason};

use crate::shared::archive::{Archive, Member};
use crate::shared::bytes::size_at;
use crate::{Error, Input, Sink};
use record::{Record, Spelling};

/// The size of a sector.
const SECTOR: usize = 2048;
/// Volume descriptors stand from here on.
const DESCRIPTORS: usize = 16;
const MOST_DESCRIPTORS: usize = 64;
/// Folders within folders; ECMA-119 allows eight.
const MOST_DEPTH: usize = 64;

/// Tells whether an image begins here.
pub(crate) fn is_image(bytes: &[u8]) -> bool {
    bytes.get(DESCRIPTORS * SECTOR + 1..).is_some_and(|rest| rest.starts_with(b"CD001"))
}

/// Pushes the properties of the volume and every file.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let volume = Volume::read(&input.bytes)?;
    volume.report(sink);
    let mut walk = Walk {
        bytes: &input.bytes,
        spelling: volume.spelling,
        most: input.limits.members,
        seen: BTreeSet::new(),
        archive: Archive::default(),
    };
    walk.folder(&volume.root, &[], 0);
    walk.archive.push(input, sink)
}

/// The descriptor that the files are read by.
struct Volume<'a> {
    descriptor: &'a [u8],
    root: Record<'a>,
    spelling: Spelling,
}

impl<'a> Volume<'a> {
    /// Rock Ridge keeps names as they were; Joliet cuts them at 64 letters; the plain ones are in capitals.
    fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut plain = None;
        let mut joliet = None;
        for number in DESCRIPTORS..DESCRIPTORS + MOST_DESCRIPTORS {
            let Some(descriptor) = bytes.get(number * SECTOR..(number + 1) * SECTOR) else { break };
            if descriptor.get(1..6) != Some(b"CD001") {
                break;
            }
            let is_wide = matches!(&descriptor[88..91], b"%/@" | b"%/C" | b"%/E");
            match descriptor[0] {
                1 => plain = plain.or(Some(descriptor)),
                2 if is_wide => joliet = joliet.or(Some(descriptor)),
                255 => break,
                _ => {}
            }
        }
        let volume = |descriptor: &'a [u8], spelling| {
            let root = Record::read(&descriptor[156..])?;
            Some(Self { descriptor, root, spelling })
        };
        let plain = plain.and_then(|descriptor| volume(descriptor, Spelling::Plain));
        if let Some(skip) = plain.as_ref().and_then(|plain| plain.rock_ridge(bytes)) {
            return plain
                .map(|plain| Self { spelling: Spelling::RockRidge(skip), ..plain })
                .ok_or(Error::Truncated);
        }
        let joliet = joliet.and_then(|descriptor| volume(descriptor, Spelling::Joliet));
        joliet.or(plain).ok_or_else(|| Error::malformed("no volume descriptor"))
    }

    /// The first record of the root tells that the names of Rock Ridge follow, and how many bytes stand before them
    /// (SUSP 1.12, 5.3).
    fn rock_ridge(&self, bytes: &[u8]) -> Option<usize> {
        let first = Record::read(bytes.get(self.root.start()?..)?)?;
        let system = first.system_use();
        let found = system.get(..7)?;
        (found.starts_with(b"SP") && found[4..6] == *b"\xbe\xef").then(|| usize::from(found[6]))
    }

    fn report(&self, sink: &mut dyn Sink) {
        let fields = [
            (Key::TITLE, 40..72),
            (Key::PUBLISHER, 318..446),
            (Key::AUTHOR, 446..574),
            (Key::GENERATOR, 574..702),
        ];
        for (key, place) in fields {
            sink.metadata(
                key,
                self.spelling.text(&self.descriptor[place]).trim_matches(['\0', ' ']),
            );
        }
    }
}

struct Walk<'a> {
    bytes: &'a Bytes,
    spelling: Spelling,
    most: u64,
    /// Folders that were read, so that none is read twice, as hostile images may ask for.
    seen: BTreeSet<usize>,
    archive: Archive,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Record<'_>, path: &[u8], depth: usize) {
        let Some(start) =
            folder.start().filter(|start| depth < MOST_DEPTH && self.seen.insert(*start))
        else {
            self.archive.damage.get_or_insert(PartialReason::Damaged);
            return;
        };
        let bytes = self.bytes.clone();
        let wanted = start.saturating_add(folder.length());
        let end = wanted.min(bytes.len());
        if wanted > end {
            self.archive.damage.get_or_insert(PartialReason::Truncated);
        }
        let mut at = start;
        let mut large = None;
        while at < end && self.archive.members.len() as u64 <= self.most {
            let Some(record) = Record::read(&bytes[at..end]) else {
                // No record crosses the border of a sector; the rest of one is zero.
                at = (at + 1).next_multiple_of(SECTOR);
                continue;
            };
            at += record.size();
            if !record.is_self_or_parent() {
                self.record(&record, path, depth, &mut large);
            }
        }
    }

    /// Takes a record; a file of many gigabytes has several, one for each part.
    fn record(
        &mut self,
        record: &Record<'_>,
        path: &[u8],
        depth: usize,
        large: &mut Option<(usize, usize)>,
    ) {
        let named = record.named(self.bytes, self.spelling);
        let name = if path.is_empty() { named.name } else { [path, b"/", &named.name].concat() };
        if record.is_folder() {
            return self.folder(record, &name, depth + 1);
        }
        let start = record.start().unwrap_or(usize::MAX);
        let (first, length) = large.take().unwrap_or((start, 0));
        let length = length.saturating_add(record.length());
        if record.goes_on() {
            *large = Some((first, length));
            return;
        }
        let member = Member { name, modified: record.modified(), ..Member::default() };
        if named.is_link {
            self.archive.members.push(Member { closed: Some(SkippedReason::Link), ..member });
        } else {
            self.archive.add(self.bytes, first, length, member);
        }
    }
}

/// Returns where a sector begins.
fn sector(bytes: &[u8], at: usize) -> Option<usize> {
    size_at(bytes, at)?.checked_mul(SECTOR)
}

#[cfg(test)]
mod tests;
