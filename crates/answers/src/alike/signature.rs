//! Signatures of texts: of all runs of three words, the least in each of 128 bins.
//!
//! Two signatures agree in about as many bins as their texts share runs of words (`MinHash`: Broder 1997; in one pass by bins, Li,
//! Owen and Zhang 2012; empty bins filled from others, Shrivastava 2017). The same text has the same signature on every machine.

/// How many words a run has.
const RUN: usize = 3;
/// How many bins there are.
pub(crate) const BINS: usize = 128;

/// What stands for a text when it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature(pub(crate) [u16; BINS]);

impl Signature {
    /// Makes the signature of a text; nothing where it has fewer words than a run.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Self> {
        let mut least = [u64::MAX; BINS];
        let mut run = [0_u64; RUN];
        let mut count = 0;
        for word in texts.flat_map(super::words) {
            run.rotate_left(1);
            run[RUN - 1] = hash(word);
            count += 1;
            if count >= RUN {
                let value = run.iter().fold(0, |sum, word| mix(sum ^ word));
                let bin = usize::try_from(value % BINS as u64).unwrap_or(0);
                least[bin] = least[bin].min(value);
            }
        }
        (count >= RUN).then(|| Self(filled(&least).map(|value| (value >> 48) as u16)))
    }

    /// Returns which share of their runs of words two texts have in common, about, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "there are 128 bins")]
    pub(crate) fn similarity(&self, other: &Self) -> f64 {
        let same = self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count();
        same as f64 / BINS as f64
    }
}

/// Fills each empty bin from one that is not, chosen by its number alone, so that texts alike fill theirs alike.
fn filled(least: &[u64; BINS]) -> [u64; BINS] {
    let mut filled = *least;
    for (bin, value) in filled.iter_mut().enumerate().filter(|(_, value)| **value == u64::MAX) {
        let mut tries = (0_u64..).map(|attempt| {
            let chosen = mix(((bin as u64) << 32) | attempt) % BINS as u64;
            least[usize::try_from(chosen).unwrap_or(0)]
        });
        // Some bin is not empty, and sooner or later it is chosen.
        let found = tries.find(|value| *value != u64::MAX).unwrap_or(u64::MAX);
        *value = mix(found ^ bin as u64);
    }
    filled
}

/// Hashes a word without its case (FNV-1a, 64 bits).
fn hash(word: &str) -> u64 {
    let letters = word.chars().flat_map(char::to_lowercase);
    letters.fold(0xcbf2_9ce4_8422_2325, |hash, letter| {
        (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Scatters the bits of a number (`SplitMix64`).
pub(crate) fn mix(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn text(words: std::ops::Range<u32>) -> String {
        words.map(|word| format!("w{word}")).collect::<Vec<_>>().join(" ")
    }

    #[expect(clippy::cast_precision_loss, reason = "some hundred runs")]
    fn shared(one: &str, other: &str) -> f64 {
        let runs = |text: &str| {
            let words: Vec<String> = super::super::words(text).map(str::to_owned).collect();
            words.windows(RUN).map(<[String]>::to_vec).collect::<BTreeSet<_>>()
        };
        let (one, other) = (runs(one), runs(other));
        one.intersection(&other).count() as f64 / one.union(&other).count() as f64
    }

    fn signature(text: &str) -> Signature {
        Signature::of(std::iter::once(text)).expect("it has enough words")
    }

    #[test]
    fn signatures_agree_as_far_as_the_runs_of_words_are_shared() {
        for (one, other) in
            [(0..400, 0..400), (0..400, 100..500), (0..400, 300..700), (0..40, 5..45)]
        {
            let (one, other) = (text(one), text(other));
            let (guessed, true_share) =
                (signature(&one).similarity(&signature(&other)), shared(&one, &other));
            assert!((guessed - true_share).abs() < 0.13, "{guessed} for {true_share}");
        }
        assert!(signature(&text(0..400)).similarity(&signature(&text(1_000..1_400))) < 0.05);
    }

    #[test]
    fn case_and_what_stands_between_words_makes_no_difference() {
        assert_eq!(signature("Red notice, A-1/2"), signature("RED  NOTICE\nA 1 2"));
        assert_eq!(Signature::of(std::iter::once("two words")), None);
    }
}
