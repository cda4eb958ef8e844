//! The trained weights, read in place.
//!
//! A model is a header and lines of 64 bytes: eight checks of two bytes and eight rows of six weights, one for each label
//! but the first, whose weight is always zero. A feature's hash chooses the line; its row there is the one with its check.

use super::chain::{LABELS, Transitions};

/// The weights that a feature has: one for each label but the first.
pub(crate) const WEIGHTS: usize = LABELS - 1;
/// Sums of weights, one for each label but the first.
pub(crate) type Sums = [i16; WEIGHTS];

/// How many features a line holds.
const ROWS: usize = 8;
const LINE: usize = ROWS * (2 + WEIGHTS);
const MAGIC: &[u8; 8] = b"names\0\0\x01";
/// Magic, scale and transitions, filled up to whole lines.
const HEADER: usize = (8 + 4 + 4 * LABELS * (LABELS + 1)).next_multiple_of(LINE);

/// Bytes that begin where a line of the processor's cache does: a line of a model is then fetched as one.
#[repr(C, align(64))]
pub(crate) struct Aligned<B: ?Sized>(pub(crate) B);

/// A model.
pub(crate) struct Model {
    lines: &'static [[u8; LINE]],
    /// What a weight of one counts.
    pub(crate) scale: f32,
    pub(crate) transitions: Transitions,
}

impl Model {
    /// Reads a model where it stands; nothing where the bytes are none.
    pub(crate) fn read(bytes: &'static [u8]) -> Option<Self> {
        let (header, lines) = bytes.split_at_checked(HEADER)?;
        let numbers = header.strip_prefix(MAGIC)?.as_chunks::<4>().0;
        let mut numbers = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes));
        let scale = numbers.next()?;
        let weights: Vec<f32> = numbers.take(LABELS * (LABELS + 1)).collect();
        let (lines, rest) = lines.as_chunks();
        let is_whole = !lines.is_empty() && rest.is_empty();
        is_whole.then(|| Self { lines, scale, transitions: Transitions::new(&weights) })
    }

    /// Adds the weights of a feature, where the model has it.
    pub(crate) fn add(&self, feature: u64, sums: &mut Sums) {
        let line = &self.lines[line_of(feature, self.lines.len())];
        let (checks, rows) = line.split_at(2 * ROWS);
        let check = check_of(feature).to_le_bytes();
        let (checks, _) = checks.as_chunks::<2>();
        // Without a branch, so that the processor fetches the lines of the next features meanwhile.
        let is_here = |(at, known): (usize, &[u8; 2])| u32::from(*known == check) << at;
        let places: u32 = checks.iter().enumerate().map(is_here).sum();
        let row = places.trailing_zeros() as usize % ROWS;
        let known = -i16::from(places != 0);
        for (sum, weight) in sums.iter_mut().zip(&rows[row * WEIGHTS..(row + 1) * WEIGHTS]) {
            *sum += i16::from(weight.cast_signed()) & known;
        }
    }
}

fn line_of(feature: u64, lines: usize) -> usize {
    usize::try_from((u128::from(feature) * lines as u128) >> 64).unwrap_or_default()
}

/// Returns the check of a feature, which is never that of an empty row.
fn check_of(feature: u64) -> u16 {
    let low = feature & 0xffff;
    u16::try_from(low).unwrap_or_default().max(1)
}

/// Writes a model of at most `lines` lines; features that come first have a row where there are more than rows.
pub(crate) fn write(
    scale: f32,
    transitions: &[f32],
    features: &[(u64, [i8; WEIGHTS])],
    lines: usize,
) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(scale.to_le_bytes());
    for weight in transitions {
        bytes.extend(weight.to_le_bytes());
    }
    bytes.resize(HEADER, 0);
    let mut table = vec![[0_u8; LINE]; lines];
    let mut filled = vec![0; lines];
    for (feature, weights) in features {
        let at = line_of(*feature, lines);
        let row: usize = filled[at];
        if row < ROWS {
            filled[at] += 1;
            table[at][2 * row..][..2].copy_from_slice(&check_of(*feature).to_le_bytes());
            let start = 2 * ROWS + row * WEIGHTS;
            let cells = table[at][start..start + WEIGHTS].iter_mut().zip(weights);
            cells.for_each(|(cell, weight)| *cell = weight.cast_unsigned());
        }
    }
    bytes.extend(table.concat());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let features = [(7 << 40 | 3, [1, -2, 3, -4, 5, -6]), (9 << 50 | 5, [9; WEIGHTS])];
        let bytes = write(0.5, &[0.25; LABELS * (LABELS + 1)], &features, 4);
        let model = Model::read(bytes.leak()).expect("a model");
        let mut sums = Sums::default();
        model.add(features[0].0, &mut sums);
        assert_eq!(sums, [1, -2, 3, -4, 5, -6]);
        model.add(features[1].0, &mut sums);
        model.add(11 << 33 | 8, &mut sums);
        assert_eq!(sums, [10, 7, 12, 5, 14, 3]);
        assert!((model.scale - 0.5).abs() < f32::EPSILON);
    }

    #[test]
    fn a_line_is_one_of_the_processors_cache() {
        assert_eq!((LINE, align_of::<Aligned<[u8; 1]>>()), (64, 64));
    }

    #[test]
    fn other_bytes_are_no_model() {
        assert!(Model::read(b"names").is_none());
        assert!(Model::read(&[0; 1024]).is_none());
    }
}
