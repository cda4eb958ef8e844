//! The entries of folders: short names, long ones in pieces before them, and what was deleted.

use std::collections::BTreeSet;

use super::volume::{FIRST, Volume};
use crate::shared::bytes::{size_at, u16_at};
use crate::shared::time::dos_time;

const ENTRY: usize = 32;
/// Stands for the first letter of what was deleted.
const DELETED: u8 = 0xe5;
/// Stands for that letter itself.
const KANJI: u8 = 0x05;
/// What an entry is.
const LONG_NAME: u8 = 0x0f;
const LABEL: u8 = 0x08;
const FOLDER: u8 = 0x10;
/// Where the letters of a piece of a long name stand.
const PIECES: [std::ops::Range<usize>; 3] = [1..11, 14..26, 28..32];
/// A name of 255 letters has so many pieces.
const MOST_PIECES: usize = 20;
/// How often each cluster is looked at for deleted files, by mean.
const LOOKS: usize = 8;
/// Folders within folders.
const MOST_DEPTH: usize = 64;

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// With its folders.
    pub(super) name: Vec<u8>,
    pub(super) start: usize,
    pub(super) size: usize,
    pub(super) modified: Option<String>,
    pub(super) is_deleted: bool,
}

/// The files of a volume, in the order of its folders.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) list: Vec<File>,
    pub(super) label: String,
    pub(super) is_damaged: bool,
    /// Whether there are more than asked for.
    pub(super) is_over: bool,
}

impl Files {
    /// Reads all folders, for so many files at most.
    pub(super) fn read(volume: &Volume<'_>, most: u64) -> Self {
        let mut walk = Walk {
            volume,
            files: Self::default(),
            most,
            seen: BTreeSet::new(),
            pieces: Vec::new(),
            looks: volume.count().saturating_mul(LOOKS),
        };
        walk.entries(volume.root(), b"", 0);
        if volume.root_cluster >= FIRST {
            walk.folder(volume.root_cluster, b"", 0);
        }
        walk.files
    }
}

struct Walk<'v, 'a> {
    volume: &'v Volume<'a>,
    files: Files,
    most: u64,
    /// Clusters of folders that were read: hostile folders hold each other.
    seen: BTreeSet<usize>,
    /// Pieces of the long name of the entry to come, the last first.
    pieces: Vec<Vec<u8>>,
    /// How many clusters may still be looked at for deleted files: hostile folders name the same ones again and again.
    looks: usize,
}

impl<'a> Walk<'_, 'a> {
    fn folder(&mut self, start: usize, path: &[u8], depth: usize) {
        let mut next = Some(start);
        while let Some(cluster) = next.filter(|_| !self.files.is_over) {
            let entries = self.volume.cluster(cluster);
            let Some(entries) = entries.filter(|_| depth < MOST_DEPTH && self.seen.insert(cluster))
            else {
                self.files.is_damaged = true;
                return;
            };
            if !self.entries(entries, path, depth) || entries.len() < self.volume.cluster_length() {
                return;
            }
            next = self.volume.next(cluster);
        }
    }

    /// Reads entries and tells whether more may follow.
    fn entries(&mut self, entries: &'a [u8], path: &[u8], depth: usize) -> bool {
        for entry in entries.as_chunks::<ENTRY>().0 {
            if entry[0] == 0 {
                return false;
            }
            if entry[11] & 0x3f == LONG_NAME {
                self.take_piece(entry);
                continue;
            }
            let pieces = std::mem::take(&mut self.pieces);
            self.entry(entry, &pieces, path, depth);
            if self.files.is_over {
                return false;
            }
        }
        true
    }

    fn take_piece(&mut self, entry: &[u8; ENTRY]) {
        if self.pieces.len() < MOST_PIECES {
            self.pieces.push(PIECES.map(|range| &entry[range]).concat());
        }
    }

    fn entry(&mut self, entry: &[u8; ENTRY], pieces: &[Vec<u8>], path: &[u8], depth: usize) {
        let is_deleted = entry[0] == DELETED;
        if entry[0] == b'.' {
            return;
        }
        if entry[11] & LABEL != 0 {
            if !is_deleted && depth == 0 {
                String::from_utf8_lossy(&entry[..11]).trim().clone_into(&mut self.files.label);
            }
            return;
        }
        let name = if pieces.is_empty() { short_name(entry) } else { long_name(pieces) };
        let name = [path, &name].concat();
        let high = u16_at(entry, 20).map_or(0, usize::from);
        let start = u16_at(entry, 26).map_or(0, usize::from) | high << 16;
        if entry[11] & FOLDER != 0 {
            if !is_deleted {
                self.folder(start, &[&name, &b"/"[..]].concat(), depth + 1);
            }
            return;
        }
        let size = size_at(entry, 28).unwrap_or(0);
        // What stands in clusters that were given to others is not the file's.
        if is_deleted && (size == 0 || !self.is_still_there(start, size)) {
            return;
        }
        self.files.is_over = self.files.list.len() as u64 >= self.most;
        if !self.files.is_over {
            let [time, date] = [22, 24].map(|at| u16_at(entry, at).unwrap_or(0));
            let modified = dos_time(date, time);
            self.files.list.push(File { name, start, size, modified, is_deleted });
        }
    }
}

impl Walk<'_, '_> {
    /// Tells whether the clusters that a deleted file had are still free.
    fn is_still_there(&mut self, start: usize, size: usize) -> bool {
        let row = self.volume.row_of(start, size);
        let looks = row.len();
        if looks > self.looks {
            self.files.is_damaged |= looks <= self.volume.count();
            return false;
        }
        let free = row.take_while(|cluster| self.volume.is_free(*cluster)).count();
        self.looks -= free.max(1);
        free == looks
    }
}

fn long_name(pieces: &[Vec<u8>]) -> Vec<u8> {
    let units = pieces.iter().rev().flat_map(|piece| piece.as_chunks::<2>().0);
    let units = units.map(|unit| u16::from_le_bytes(*unit)).take_while(|unit| *unit != 0);
    let name: String =
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    name.replace('/', "_").into_bytes()
}

/// Returns a name of eight letters and three; of what was deleted, its first letter is not known.
fn short_name(entry: &[u8; ENTRY]) -> Vec<u8> {
    let (base, extension) = entry[..11].split_at(8);
    let part = |part: &[u8], is_lower: bool| {
        let part = part.trim_ascii_end();
        if is_lower { part.to_ascii_lowercase() } else { part.to_vec() }
    };
    let mut name = part(base, entry[12] & 0x08 != 0);
    match name.first_mut() {
        Some(first) if *first == DELETED => *first = b'_',
        Some(first) if *first == KANJI => *first = DELETED,
        _ => {}
    }
    let extension = part(extension, entry[12] & 0x10 != 0);
    if !extension.is_empty() {
        name.push(b'.');
        name.extend(extension);
    }
    name.iter_mut().filter(|byte| **byte == b'/').for_each(|byte| *byte = b'_');
    name
}
