//! Chance that comes out alike on every machine: whole numbers, and of others only sums and products.

/// A stream of numbers (`SplitMix64`).
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    /// Makes the stream for the thing with this number among those of one purpose.
    pub(crate) fn of(purpose: &str, number: u64) -> Self {
        let seed = purpose.bytes().fold(0xcbf2_9ce4_8422_2325, |seed: u64, byte| {
            (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut random = Self(seed ^ number.wrapping_mul(0xd6e8_feb8_6659_fd93));
        random.next();
        random
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `bound`, which is not zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next()) * bound as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// Returns a number from `least` to `most`.
    pub(crate) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most - least + 1)
    }

    /// Tells whether something happens that happens so often in a thousand times.
    pub(crate) fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    /// Returns one of a list that is not empty.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// Returns a number around `median` as sizes of files are spread: evenly in their logarithm, most near the
    /// middle, one in three beyond 2.5 times or below 0.4 times.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub(crate) fn size(&mut self, median: usize) -> usize {
        // The sum of twelve even chances is near to normal, with a deviation of 1.
        let sum: f64 = (0..12).map(|_| (self.next() >> 11) as f64 / (1_u64 << 53) as f64).sum();
        let doublings = (sum - 6.0) * 1.35;
        let whole = doublings.floor();
        let power = 1.0 + (doublings - whole) * (0.6565 + 0.3435 * (doublings - whole));
        let scale = if whole < 0.0 {
            1.0 / f64::from(1_u32 << (-whole) as u32)
        } else {
            f64::from(1_u32 << whole as u32)
        };
        (median as f64 * power * scale) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_the_same_again_and_differ_from_one_another() {
        let first = |purpose, number| Random::of(purpose, number).next();
        assert_eq!(first("a", 1), first("a", 1));
        assert_ne!(first("a", 1), first("a", 2));
        assert_ne!(first("a", 1), first("b", 1));
    }

    #[test]
    fn sizes_lie_around_their_median() {
        let mut random = Random::of("sizes", 0);
        let mut sizes: Vec<usize> = (0..10_001).map(|_| random.size(4000)).collect();
        sizes.sort_unstable();
        assert!((3700..4300).contains(&sizes[5000]), "{}", sizes[5000]);
        assert!((9000..12_000).contains(&sizes[8413]), "{}", sizes[8413]);
    }
}
