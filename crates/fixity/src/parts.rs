//! Which parts of a content are what they were: chaining values of BLAKE3 over equal parts of it.
//!
//! BLAKE3 is a tree over chunks of 1 KiB (its paper, §2.1): the digest of a content follows from the values of its
//! parts, where a part is a power of two of chunks. So the values of the parts that are kept are checked against the digest, and
//! each part against its value.

use std::io::{self, Read};
use std::ops::Range;

use blake3::Hasher;
use blake3::hazmat::{
    ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root,
};
use item::Digest;

/// The smallest part, in bytes.
const SMALLEST: u64 = 16 << 10;
/// A content has no more parts than this; the parts of a longer one are larger. Even, so that parts can be joined in pairs.
const MOST: usize = 4096;
/// So much is read at once, in bytes.
const CHUNK: usize = 1 << 20;

/// The parts of a content that is longer than one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The length of the content, in bytes.
    pub length: u64,
    /// The length of each part but the last, in bytes.
    pub size: u64,
    /// The chaining value of each part, in order.
    pub values: Vec<[u8; 32]>,
}

/// What a content differs in from what it was. Ranges are of bytes, ascending, and reach to the borders of parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// How long it was, in bytes.
    pub before: u64,
    /// How long it is now, in bytes.
    pub now: u64,
    /// Where other bytes stand than before, within what there was before and is now.
    pub changed: Vec<Range<u64>>,
    /// The rest of a content that was cut amid a part: whether it is as it was cannot be told.
    pub unknown: Option<Range<u64>>,
}

impl Parts {
    /// Returns the digest of the content that these are the parts of; nothing where they are the parts of none.
    pub fn digest(&self) -> Option<Digest> {
        let is_sound = self.size.is_power_of_two() && self.size >= SMALLEST;
        let count = if is_sound { self.length.div_ceil(self.size) } else { 0 };
        (count > 1 && count == self.values.len() as u64).then(|| root(&self.values))
    }

    /// Reads what is there now, and returns what it differs in; nothing once `go_on`, asked at every MiB, gives false.
    pub fn compare(
        &self,
        reader: &mut impl Read,
        go_on: &dyn Fn() -> bool,
    ) -> io::Result<Option<Difference>> {
        let mut now = Builder { size: self.size, is_fixed: true, ..Builder::default() };
        let Some(length) = read(reader, self.length, go_on, |bytes| now.update(bytes))? else {
            return Ok(None);
        };
        let kept = length.min(self.length);
        let is_cut_amid = kept < self.length && kept % self.size > 0;
        let whole = if is_cut_amid { kept - kept % self.size } else { kept };
        let values = now.values();
        let parts = (0..whole).step_by(usize::try_from(self.size).unwrap_or(usize::MAX));
        let differ =
            parts.zip(self.values.iter().zip(&values)).filter(|(_, (then, now))| then != now);
        let changed = ranges(differ.map(|(at, _)| at..whole.min(at + self.size)));
        let unknown = is_cut_amid.then_some(whole..kept);
        Ok(Some(Difference { before: self.length, now: length, changed, unknown }))
    }
}

/// Does the same as [`Parts::compare`] for a content of which nothing is known but its length and digest: it is one part.
pub fn compare_whole(
    length: u64,
    digest: &Digest,
    reader: &mut impl Read,
    go_on: &dyn Fn() -> bool,
) -> io::Result<Option<Difference>> {
    let mut hasher = Hasher::new();
    let Some(now) = read(reader, length, go_on, |bytes| {
        hasher.update(bytes);
    })?
    else {
        return Ok(None);
    };
    let kept = now.min(length);
    let is_same = kept == length && hasher.finalize().as_bytes() == &digest.0;
    let unknown = (kept < length && kept > 0).then_some(0..kept);
    let is_changed = !is_same && kept == length && kept > 0;
    let changed = is_changed.then_some(0..kept).into_iter().collect();
    Ok(Some(Difference { before: length, now, changed, unknown }))
}

/// Shows the first `most` bytes to `take`, and returns how many there are in all; nothing once `go_on` gives false.
fn read(
    reader: &mut impl Read,
    most: u64,
    go_on: &dyn Fn() -> bool,
    mut take: impl FnMut(&[u8]),
) -> io::Result<Option<u64>> {
    let mut chunk = vec![0; CHUNK];
    let mut length = 0;
    while go_on() {
        match reader.read(&mut chunk) {
            Ok(0) => return Ok(Some(length)),
            Ok(came) => {
                let left = usize::try_from(most.saturating_sub(length)).unwrap_or(usize::MAX);
                take(&chunk[..came.min(left)]);
                length += came as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

fn ranges(ranges: impl Iterator<Item = Range<u64>>) -> Vec<Range<u64>> {
    let mut all: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match all.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => all.push(range),
        }
    }
    all
}

/// Takes the chaining value of one part of a content, so that several threads can read one file.
#[derive(Clone, Debug)]
pub struct Part(Hasher);

impl Part {
    /// Begins the part at `offset`, a multiple of the length of the parts.
    pub fn at(offset: u64) -> Self {
        let mut hasher = Hasher::new();
        hasher.set_input_offset(offset);
        Self(hasher)
    }

    /// Takes the next bytes of the part.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}

/// Returns the BLAKE3 digest of a content from its parts in order, each `size` bytes long but the last: a power of two chunks.
/// Nothing where a content of that length has more parts or fewer; none but the only one is empty.
pub fn joined(length: u64, size: u64, mut parts: Vec<Part>) -> Option<Digest> {
    if length <= size && parts.len() == 1 {
        return parts.pop().map(|part| Digest(*part.0.finalize().as_bytes()));
    }
    let values = parts.into_iter().map(|part| part.0.finalize_non_root()).collect();
    Parts { length, size, values }.digest()
}

/// Takes the BLAKE3 digest of a content, and the values of its parts on the way.
#[derive(Clone, Debug)]
pub(crate) struct Builder {
    length: u64,
    size: u64,
    is_fixed: bool,
    closed: Vec<ChainingValue>,
    open: Hasher,
    /// How many bytes the open part has.
    filled: u64,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            length: 0,
            size: SMALLEST,
            is_fixed: false,
            closed: Vec::new(),
            open: Hasher::new(),
            filled: 0,
        }
    }
}

impl Builder {
    pub(crate) fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.filled == self.size {
                self.close();
            }
            let room = usize::try_from(self.size - self.filled).unwrap_or(usize::MAX);
            let (part, rest) = bytes.split_at(room.min(bytes.len()));
            self.open.update(part);
            self.filled += part.len() as u64;
            self.length += part.len() as u64;
            bytes = rest;
        }
    }

    /// Closes a full part. A part stays open until more comes, since the last one may be the whole content.
    fn close(&mut self) {
        self.closed.push(self.open.finalize_non_root());
        if self.closed.len() == MOST && !self.is_fixed {
            let pairs = self.closed.chunks_exact(2);
            self.closed = pairs.map(|pair| joint(&pair[0], &pair[1])).collect();
            self.size *= 2;
        }
        self.open = Hasher::new();
        self.open.set_input_offset(self.length);
        self.filled = 0;
    }

    /// Returns the value of each part.
    fn values(mut self) -> Vec<ChainingValue> {
        if self.filled > 0 {
            self.closed.push(self.open.finalize_non_root());
        }
        self.closed
    }

    /// Returns the digest, and the parts of a content that has more than one.
    pub(crate) fn finish(self) -> (Digest, Option<Parts>) {
        if self.closed.is_empty() {
            return (Digest(*self.open.finalize().as_bytes()), None);
        }
        let (length, size) = (self.length, self.size);
        let parts = Parts { length, size, values: self.values() };
        (root(&parts.values), Some(parts))
    }
}

fn joint(left: &ChainingValue, right: &ChainingValue) -> ChainingValue {
    merge_subtrees_non_root(left, right, Mode::Hash)
}

/// Returns the digest over two parts or more.
fn root(values: &[ChainingValue]) -> Digest {
    let (left, right) = values.split_at(left_of(values.len()));
    Digest(*merge_subtrees_root(&value(left), &value(right), Mode::Hash).as_bytes())
}

fn value(values: &[ChainingValue]) -> ChainingValue {
    if let [only] = values {
        return *only;
    }
    let (left, right) = values.split_at(left_of(values.len()));
    joint(&value(left), &value(right))
}

/// Returns how many of two parts or more stand in the left half of the tree: the largest power of two that leaves some.
fn left_of(count: usize) -> usize {
    count.div_ceil(2).next_power_of_two()
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "lists of ranges are compared")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bytes that repeat nowhere, from a seed.
    fn bytes(length: usize, seed: u64) -> Vec<u8> {
        let mut bytes = vec![0; length];
        Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut bytes);
        bytes
    }

    fn parts(bytes: &[u8]) -> (Digest, Option<Parts>) {
        let mut builder = Builder::default();
        bytes.chunks(70_001).for_each(|chunk| builder.update(chunk));
        builder.finish()
    }

    fn compare(then: &[u8], now: &[u8]) -> Difference {
        let (digest, parts) = parts(then);
        let mut now = now;
        let compared = match parts {
            Some(parts) => parts.compare(&mut now, &|| true),
            None => compare_whole(then.len() as u64, &digest, &mut now, &|| true),
        };
        compared.expect("memory can be read").expect("nobody stops it")
    }

    #[test]
    fn the_digest_is_that_of_blake3_for_every_number_of_parts() {
        let size = usize::try_from(SMALLEST).expect("it is small");
        for length in [0, 1, size - 1, size, size + 1, 2 * size, 3 * size, 5 * size + 7, 64 * size]
        {
            let bytes = bytes(length, 1);
            let (digest, parts) = parts(&bytes);
            assert_eq!(digest.0, *blake3::hash(&bytes).as_bytes(), "{length}");
            assert_eq!(parts.is_some(), length > size);
            assert!(parts.is_none_or(|parts| parts.digest() == Some(digest)));
        }
    }

    #[test]
    fn a_long_content_has_larger_parts_and_never_more_than_the_most() {
        let length = usize::try_from(SMALLEST).expect("it is small") * (MOST * 2 + 3) + 5;
        let bytes = vec![7; length];
        let (digest, parts) = parts(&bytes);
        let parts = parts.expect("it has many");
        assert_eq!(digest.0, *blake3::hash(&bytes).as_bytes());
        assert_eq!((parts.size, parts.digest()), (4 * SMALLEST, Some(digest)));
        assert!(parts.values.len() <= MOST);
        let mut now = bytes;
        now[length - 1] ^= 1;
        let difference = parts.compare(&mut &*now, &|| true).expect("it can be read");
        let last = length as u64 / parts.size * parts.size;
        assert_eq!(difference.map(|found| found.changed), Some(vec![last..length as u64]));
    }

    #[test]
    fn parts_that_were_altered_give_another_digest_or_none() {
        let (digest, parts) = parts(&bytes(100_000, 2));
        let parts = parts.expect("it has some");
        let mut altered = parts.clone();
        altered.values[3][0] ^= 1;
        assert_ne!(altered.digest(), Some(digest));
        for odd in [Parts { size: 0, ..parts.clone() }, Parts { length: 1, ..parts.clone() }] {
            assert_eq!(odd.digest(), None);
        }
        let fewer = Parts { values: parts.values[1..].to_vec(), ..parts };
        assert_eq!(fewer.digest(), None);
    }

    #[test]
    fn what_is_appended_and_what_is_cut_is_told_from_what_is_changed() {
        let then = bytes(100_000, 3);
        let grown = compare(&then, &[&then[..], b"more"].concat());
        assert_eq!((grown.before, grown.now, grown.changed), (100_000, 100_004, vec![]));
        let cut = compare(&then, &then[..40_000]);
        assert_eq!((cut.now, cut.changed, cut.unknown), (40_000, vec![], Some(32_768..40_000)));
        for borders in [32_768, 16_384, 0] {
            let cut = compare(&then, &then[..borders]);
            assert_eq!((cut.changed, cut.unknown), (vec![], None), "{borders}");
        }
        let shifted = compare(&then, &[b"x", &then[..]].concat());
        assert_eq!(shifted.changed, [0..100_000]);
        let small = compare(b"abc", b"abcd");
        assert_eq!((small.changed, small.unknown), (vec![], None));
        assert_eq!(compare(b"abc", b"abd").changed, [0..3]);
        assert_eq!(compare(b"abc", b"ab").unknown, Some(0..2));
        assert_eq!(compare(b"", b"ab"), Difference { now: 2, ..Difference::default() });
    }

    #[test]
    fn parts_that_are_taken_apart_from_each_other_give_the_digest_of_the_whole() {
        let bytes = bytes(150_000, 4);
        for size in [SMALLEST, 2 * SMALLEST, 4 * SMALLEST] {
            let step = usize::try_from(size).expect("it is small");
            let part = |(at, bytes): (usize, &[u8])| {
                let mut part = Part::at((at * step) as u64);
                bytes.chunks(1000).for_each(|chunk| part.update(chunk));
                part
            };
            for length in [0, 1, step - 1, step, step + 1, 2 * step, bytes.len()] {
                let bytes = &bytes[..length];
                let parts: Vec<Part> = bytes.chunks(step).enumerate().map(part).collect();
                let parts = if length == 0 { vec![Part::at(0)] } else { parts };
                let whole = Digest(*blake3::hash(bytes).as_bytes());
                assert_eq!(joined(length as u64, size, parts.clone()), Some(whole), "{length}");
                if length > 0 {
                    assert_eq!(joined(length as u64 + 2 * size, size, parts), None, "{length}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn every_changed_byte_lies_in_a_range_and_every_range_holds_one(
            length in 1_usize..300_000,
            edits in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 0..6),
            seed: u64,
        ) {
            let then = bytes(length, seed);
            let mut now = then.clone();
            for (at, flip) in edits {
                now[at.index(length)] ^= flip;
            }
            let differ = |at: &u64| then[usize::try_from(*at).unwrap_or(0)] != now[usize::try_from(*at).unwrap_or(0)];
            let changed = compare(&then, &now).changed;
            let all = 0..length as u64;
            prop_assert!(all.filter(differ).all(|at| changed.iter().any(|range| range.contains(&at))));
            for range in changed {
                for part in (range.start..range.end).step_by(usize::try_from(SMALLEST).unwrap_or(1)) {
                    prop_assert!((part..range.end.min(part + SMALLEST)).any(|at| differ(&at)));
                }
            }
        }
    }
}
