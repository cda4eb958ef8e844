//! What a made-up paper says: a title and paragraphs in one language.

use super::facts::{Facts, Named};
use super::random::Random;
use super::words::{LANGUAGES, Words, capital};

/// How many of a thousand sentences name something.
const NAMING: usize = 90;

/// The words and sentences of every language.
pub(crate) struct Writers(Vec<(Words, Facts)>);

/// A paper.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paper {
    pub(crate) language: &'static str,
    pub(crate) title: String,
    pub(crate) paragraphs: Vec<Vec<String>>,
    pub(crate) named: Named,
    /// A word that stands in this paper alone.
    pub(crate) needle: String,
}

impl Writers {
    pub(crate) fn new() -> Self {
        Self(LANGUAGES.iter().map(|language| (Words::of(language), Facts::of(language))).collect())
    }

    /// Writes a paper of about `length` bytes with its `needle`.
    pub(crate) fn paper(&self, random: &mut Random, length: usize, needle: String) -> Paper {
        // English and Russian are more frequent than the others.
        let (words, facts) = &self.0[*random.pick(&[0, 0, 0, 1, 2, 3, 3, 3, 4])];
        let title = capital(&[(); 4].map(|()| words.made_up(random)).join(" "));
        let mut paper = Paper { language: words.language(), title, needle, ..Paper::default() };
        let mut written = 0;
        while written < length || paper.paragraphs.is_empty() {
            let mut sentences = Vec::new();
            for _ in 0..random.between(2, 7) {
                sentences.push(if random.chance(NAMING) {
                    let mut text = String::new();
                    facts.push(random, words, &mut text, &mut paper.named);
                    text
                } else {
                    let length = random.between(5, 22);
                    sentence(words, random, length)
                });
            }
            if paper.paragraphs.is_empty() {
                sentences.push(with_needle(words, random, &paper.needle));
            }
            written += sentences.iter().map(String::len).sum::<usize>();
            paper.paragraphs.push(sentences);
        }
        paper
    }
}

/// Returns sentences that name something, so many of each language, each with what it names.
pub fn sample(count: u64) -> Vec<(String, Named)> {
    let Writers(writers) = Writers::new();
    let numbers = |language| (0..count).map(move |number| (language, number));
    writers
        .iter()
        .flat_map(numbers)
        .map(|((words, facts), number)| {
            let mut random = Random::of("sample", number);
            let (mut text, mut named) = (String::new(), Named::new());
            facts.push(&mut random, words, &mut text, &mut named);
            (text, named)
        })
        .collect()
}

impl Paper {
    /// Returns every paragraph as one text.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.paragraphs.iter().map(|sentences| sentences.join(" "))
    }
}

fn sentence(words: &Words, random: &mut Random, length: usize) -> String {
    let mut text = String::new();
    for at in 0..length {
        if at > 0 {
            text.push_str(if random.chance(60) { ", " } else { " " });
        }
        words.push(random, &mut text);
    }
    text.push('.');
    capital(&text)
}

fn with_needle(words: &Words, random: &mut Random, needle: &str) -> String {
    let mut text = sentence(words, random, 3);
    text.pop();
    format!("{text} {needle}.")
}
