//! Where the current records of a presentation stand ([MS-PPT] §2.1.2): each save adds a list to those before it.

use std::collections::{HashMap, HashSet};

use super::record::Walk;
use crate::shared::bytes::{size_at, u32_at};

const EDIT: u16 = 0x0ff5;
const DIRECTORY: u16 = 0x1772;

/// What the stream of the user holds where the presentation is encrypted.
const LOCKED: u32 = 0xf3d1_c4df;

/// The list of current records.
#[derive(Debug)]
pub(super) struct Persist {
    /// The number of the document itself.
    pub(super) document: u32,
    /// Where records stand, by number.
    pub(super) places: HashMap<u32, usize>,
}

/// Tells whether the stream of the user says that the presentation is encrypted.
pub(super) fn is_locked(user: &[u8]) -> bool {
    u32_at(user, 12) == Some(LOCKED)
}

impl Persist {
    /// Follows the saves from the last to the first; nothing where none is found.
    pub(super) fn read(main: &[u8], user: &[u8]) -> Option<Self> {
        let mut at = size_at(user, 16)?;
        let mut persist: Option<Self> = None;
        let mut seen = HashSet::new();
        while seen.insert(at) {
            let Some(edit) = Walk::record(main, at).filter(|record| record.kind == EDIT) else {
                break;
            };
            let content = &main[edit.start..edit.end];
            let (Some(before), Some(directory), Some(document)) =
                (size_at(content, 8), size_at(content, 12), u32_at(content, 16))
            else {
                break;
            };
            let persist = persist.get_or_insert_with(|| Self { document, places: HashMap::new() });
            if seen.insert(directory) {
                persist.add(main, directory);
            }
            if before == 0 {
                break;
            }
            at = before;
        }
        persist.filter(|persist| !persist.places.is_empty())
    }

    /// Adds the records of a save, where no later one has them.
    fn add(&mut self, main: &[u8], at: usize) {
        let Some(record) = Walk::record(main, at).filter(|record| record.kind == DIRECTORY) else {
            return;
        };
        let mut words = main[record.start..record.end]
            .chunks_exact(4)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        while let Some(head) = words.next() {
            let (first, count) = (head & 0xf_ffff, head >> 20);
            for number in first..first + count {
                let Some(place) = words.next() else { return };
                if let Ok(place) = usize::try_from(place) {
                    self.places.entry(number).or_insert(place);
                }
            }
        }
    }
}
