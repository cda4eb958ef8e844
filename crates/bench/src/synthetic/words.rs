//! The words of a language, as often as their rank has it.

use std::collections::HashSet;

use super::random::Random;
use super::tables::rows;

/// Words that each language has; beyond them there are words that hardly ever come again.
const KNOWN: usize = 20_000;
/// How many of a thousand words hardly ever come again.
const RARE: usize = 4;
/// The rank of a word and this give its share, after Zipf and Mandelbrot.
const SHIFT: u64 = 3;

/// The languages, in the order of the tables.
pub(crate) const LANGUAGES: [&str; 5] = ["en", "fr", "es", "ru", "ar"];

/// The words of one language.
pub(crate) struct Words {
    language: &'static str,
    known: Vec<String>,
    /// How many of the known words are real ones; they come first.
    real: usize,
    /// For each rank the sum of the shares up to it.
    shares: Vec<u64>,
    parts: Parts,
}

/// What made-up words are put together from; `.` stands for nothing.
struct Parts {
    /// Folded words that mean something in a sentence that names nothing.
    never: HashSet<String>,
    /// Whether words are written together with the particle before them.
    has_prefixes: bool,
    beginnings: Vec<&'static str>,
    vowels: Vec<&'static str>,
    middles: Vec<&'static str>,
    ends: Vec<&'static str>,
}

impl Words {
    /// Makes the words of a language of [`LANGUAGES`].
    pub(crate) fn of(language: &'static str) -> Self {
        let list = |what: &str| -> Vec<&'static str> {
            let lines = rows(include_str!("../../data/words.tsv"));
            let line = lines.into_iter().find(|row| row[0] == language && row[1] == what);
            line.map_or_else(Vec::new, |row| row[2].split(' ').collect())
        };
        let parts = Parts {
            never: list("never").into_iter().map(text::fold).collect(),
            has_prefixes: language == "ar",
            beginnings: list("beginnings"),
            vowels: list("vowels"),
            middles: list("middles"),
            ends: list("ends"),
        };
        let mut known: Vec<String> = list("words").into_iter().map(str::to_owned).collect();
        let real = known.len();
        let mut random = Random::of(language, 0);
        while known.len() < KNOWN {
            let syllables = random.between(1, 2) + usize::from(known.len() > 2000);
            known.push(parts.word(&mut random, syllables));
        }
        let shares = (0..KNOWN as u64).scan(0, |sum, rank| {
            *sum += (1 << 40) / (rank + SHIFT);
            Some(*sum)
        });
        Self { language, shares: shares.collect(), known, real, parts }
    }

    /// Which language it is.
    pub(crate) fn language(&self) -> &'static str {
        self.language
    }

    /// Appends a word, the more likely the lower its rank.
    pub(crate) fn push(&self, random: &mut Random, text: &mut String) {
        if random.chance(RARE) {
            return text.push_str(&self.parts.word(random, 4));
        }
        let all = self.shares.last().copied().unwrap_or(1);
        let at = random.next() % all;
        text.push_str(&self.known[self.shares.partition_point(|sum| *sum <= at)]);
    }

    /// Returns a word that is made up, as all words of a title are: a title may end in no `not` that denies what comes next.
    pub(crate) fn made_up(&self, random: &mut Random) -> &str {
        random.pick::<String>(&self.known[self.real..])
    }

    /// Returns a name that nobody is known to bear.
    pub(crate) fn name(&self, random: &mut Random) -> String {
        let given = capital(&self.parts.word(random, 1));
        format!("{given} {}", capital(&self.parts.word(random, 3)))
    }
}

impl Parts {
    fn word(&self, random: &mut Random, syllables: usize) -> String {
        loop {
            let word = self.any_word(random, syllables);
            if !self.is_real(&word) {
                return word;
            }
        }
    }

    /// Tells whether a word is a real one that means something, or ends in one where prefixes stand without a space.
    fn is_real(&self, word: &str) -> bool {
        let folded = text::fold(word);
        let starts = folded.char_indices().map(|(at, _)| at);
        let mut ends =
            starts.take_while(|at| *at == 0 || self.has_prefixes).map(|at| &folded[at..]);
        ends.any(|end| self.never.contains(end))
    }

    fn any_word(&self, random: &mut Random, syllables: usize) -> String {
        let mut word = String::new();
        for _ in 0..syllables {
            for part in [&self.beginnings, &self.vowels, &self.middles] {
                push_part(&mut word, random.pick::<&str>(part));
            }
        }
        push_part(&mut word, random.pick::<&str>(&self.ends));
        word
    }
}

fn push_part(word: &mut String, part: &str) {
    if part != "." {
        word.push_str(part);
    }
}

/// Returns a word with a capital letter.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_words_are_frequent_and_rare_ones_there() {
        for language in LANGUAGES {
            let words = Words::of(language);
            let mut random = Random::of("test", 1);
            let drawn = (0..20_000).map(|_| {
                let mut word = String::new();
                words.push(&mut random, &mut word);
                word
            });
            let drawn: Vec<String> = drawn.collect();
            let first = drawn.iter().filter(|word| **word == words.known[0]).count();
            assert!((500..1200).contains(&first), "{language}: {first}");
            let distinct: std::collections::BTreeSet<_> = drawn.iter().collect();
            assert!(distinct.len() > 3000, "{language}: {}", distinct.len());
        }
    }
}
