//! Words of persons' names and names of places, more than the tables hold, read in place.
//!
//! Lines of sixteen entries of four bytes: a hash whose lowest bits are flags. A word's hash chooses the line.

/// Some person is named by the word.
pub(crate) const PERSON: u8 = 1;
/// Some place is named by the word.
pub(crate) const PLACE: u8 = 2;

/// How many words a line holds.
const ENTRIES: usize = 16;
const LINE: usize = 4 * ENTRIES;
const FLAGS: u32 = 3;

/// A gazetteer.
#[derive(Clone, Copy)]
pub(crate) struct Gazetteer {
    lines: &'static [[u8; LINE]],
}

impl Gazetteer {
    /// Reads a gazetteer where it stands; bytes that are no whole line are left out.
    pub(crate) fn read(bytes: &'static [u8]) -> Self {
        Self { lines: bytes.as_chunks().0 }
    }

    /// Returns what the word of this hash names.
    pub(crate) fn flags(self, word: u64) -> u8 {
        let Some(line) = self.lines.get(line_of(word, self.lines.len())) else { return 0 };
        let entries = line.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes));
        let found = entries.into_iter().find(|entry| entry & !FLAGS == check_of(word));
        found.map_or(0, |entry| entry.to_le_bytes()[0] & 3)
    }
}

fn line_of(word: u64, lines: usize) -> usize {
    usize::try_from((u128::from(word) * lines as u128) >> 64).unwrap_or_default()
}

/// Returns what is kept of a hash, never zero.
fn check_of(word: u64) -> u32 {
    let low = u32::try_from(word & u64::from(u32::MAX)).unwrap_or_default();
    (low & !FLAGS).max(FLAGS + 1)
}

/// Writes a gazetteer of words with their flags; a word for which its line has no room is left out.
pub(crate) fn write(words: &[(u64, u8)]) -> Vec<u8> {
    let lines = (words.len() / 11).max(1);
    let mut table = vec![[0_u8; LINE]; lines];
    let mut filled = vec![0; lines];
    for (word, flags) in words {
        let at = line_of(*word, lines);
        let entry: usize = filled[at];
        if entry < ENTRIES {
            filled[at] += 1;
            let bytes = (check_of(*word) | u32::from(*flags)).to_le_bytes();
            table[at][4 * entry..][..4].copy_from_slice(&bytes);
        }
    }
    table.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::hash;

    #[test]
    fn what_is_written_is_read() {
        let words =
            [(hash("ivanova"), PERSON), (hash("дамаск"), PLACE), (hash("paris"), PERSON | PLACE)];
        let gazetteer = Gazetteer::read(write(&words).leak());
        for (word, flags) in words {
            assert_eq!(gazetteer.flags(word), flags);
        }
        assert_eq!(gazetteer.flags(hash("table")), 0);
        assert_eq!(Gazetteer::read(&[]).flags(hash("table")), 0);
    }
}
