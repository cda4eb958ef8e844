//! Which names the properties above 0x8000 have ([MS-PST] §2.4.7): each store numbers them in its own way.

use std::collections::HashMap;

use super::file::File;
use super::heap::{Heap, Properties};
use crate::shared::bytes::{size_at, u16_at, u32_at};

/// The node that holds the names.
const NAMES: u32 = 0x61;

/// The first number of a property with a name.
const FIRST: u16 = 0x8000;

/// Sets of names up to this number are the two that everybody knows; later ones are listed in the store.
const KNOWN_SETS: u16 = 3;

/// A name: the set that it belongs to, and its number or text in UTF-16.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Name {
    set: Set,
    key: NameKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Set {
    Known(u16),
    Listed([u8; 16]),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum NameKey {
    Number(u32),
    Text(Vec<u8>),
}

/// The names of a store.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<u16, Name>);

impl Names {
    /// Reads the names; what cannot be read leaves properties without one.
    pub(super) fn read(file: &File<'_>) -> Self {
        let heap = file.node(NAMES).and_then(|node| Heap::read(file, &node));
        let properties = heap.and_then(|heap| heap.properties()).unwrap_or_default();
        let stream = |id| properties.get(&id).map(|property| &property.value[..]);
        let (sets, entries, texts) = (stream(2), stream(3), stream(4));
        let (sets, texts) = (sets.unwrap_or_default(), texts.unwrap_or_default());
        let entries = entries.unwrap_or_default().chunks_exact(8);
        Self(entries.filter_map(|entry| name(entry, sets, texts)).collect())
    }
}

fn name(entry: &[u8], sets: &[u8], texts: &[u8]) -> Option<(u16, Name)> {
    let (number, kind) = (u32_at(entry, 0)?, u16_at(entry, 4)?);
    let set = match kind >> 1 {
        known @ ..KNOWN_SETS => Set::Known(known),
        listed => {
            let at = 16 * usize::from(listed - KNOWN_SETS);
            Set::Listed(*sets.get(at..)?.first_chunk()?)
        }
    };
    let key = if kind & 1 == 0 {
        NameKey::Number(number)
    } else {
        let at = usize::try_from(number).ok()?;
        let start = at.checked_add(4)?;
        NameKey::Text(texts.get(start..start.checked_add(size_at(texts, at)?)?)?.to_vec())
    };
    Some((FIRST.checked_add(u16_at(entry, 6)?)?, Name { set, key }))
}

/// The names that one item uses, numbered anew in the order of their use, so that the same item is the same bytes
/// whichever store it lies in.
pub(super) struct Used<'a> {
    names: &'a Names,
    used: Vec<&'a Name>,
}

impl<'a> Used<'a> {
    pub(super) fn new(names: &'a Names) -> Self {
        Self { names, used: Vec::new() }
    }

    /// Returns the number that a property has in the file of its item; nothing where its name is lost.
    pub(super) fn id(&mut self, id: u16) -> Option<u16> {
        if id < FIRST {
            return Some(id);
        }
        let name = self.names.0.get(&id)?;
        let at = self.used.iter().position(|used| *used == name).unwrap_or_else(|| {
            self.used.push(name);
            self.used.len() - 1
        });
        FIRST.checked_add(u16::try_from(at).ok()?)
    }

    /// Numbers the properties of a store of an item; those whose name is lost keep none and are left out.
    pub(super) fn renumbered(&mut self, properties: &Properties) -> Properties {
        let numbered = properties.iter().filter_map(|(id, property)| {
            let id = self.id(*id)?;
            Some((id, super::heap::Property { id, ..property.clone() }))
        });
        numbered.collect()
    }

    /// Returns the streams that hold the names in the file of an item ([MS-OXMSG] §2.2.3): sets, entries, texts.
    pub(super) fn streams(&self) -> [Vec<u8>; 3] {
        let mut sets: Vec<[u8; 16]> = Vec::new();
        let (mut entries, mut texts) = (Vec::new(), Vec::new());
        for (name, place) in self.used.iter().zip(0u16..) {
            let set = match name.set {
                Set::Known(set) => set,
                Set::Listed(set) => {
                    let at = sets.iter().position(|known| *known == set).unwrap_or_else(|| {
                        sets.push(set);
                        sets.len() - 1
                    });
                    u16::try_from(at).unwrap_or(0) + KNOWN_SETS
                }
            };
            let (number, is_text) = match &name.key {
                NameKey::Number(number) => (*number, 0),
                NameKey::Text(text) => (add_text(&mut texts, text), 1),
            };
            entries.extend(number.to_le_bytes());
            entries.extend((set << 1 | is_text).to_le_bytes());
            entries.extend(place.to_le_bytes());
        }
        [sets.concat(), entries, texts]
    }
}

/// Adds a text with its length before it, filled up to a multiple of four bytes, and returns where it stands.
fn add_text(texts: &mut Vec<u8>, text: &[u8]) -> u32 {
    let place = u32::try_from(texts.len()).unwrap_or(u32::MAX);
    texts.extend(u32::try_from(text.len()).unwrap_or(0).to_le_bytes());
    texts.extend(text);
    texts.resize(texts.len().next_multiple_of(4), 0);
    place
}
