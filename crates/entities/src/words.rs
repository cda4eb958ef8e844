//! Words of one sentence and phrases among them, for what is read sentence by sentence.

use std::collections::HashMap;

/// A word where it stands, folded.
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The forms that it may be: itself, and itself without what Arabic writes together with it.
    forms: Vec<String>,
}

/// Cuts a sentence into words.
pub(crate) fn words(sentence: &str) -> Vec<Word> {
    text::tokens(sentence)
        .map(|token| {
            let bare = text::without_clitics(&token.folded).map(str::to_owned);
            let mut forms: Vec<String> = bare.collect();
            forms.push(token.folded);
            Word { start: token.start, end: token.end, forms }
        })
        .collect()
}

/// Phrases, each with what it stands for; a word that ends in `*` stands for any word that begins so.
pub(crate) struct Lexicon<T> {
    /// Those whose first word is written in full, by that word.
    whole: HashMap<String, Vec<Phrase<T>>>,
    /// Those whose first word has a star, by its first letters, the shortest beginning first.
    begun: HashMap<[u8; KEY], Vec<(String, Phrase<T>)>>,
}

/// The words after the first, and what the phrase stands for.
type Phrase<T> = (Vec<String>, T);

/// By how many bytes of a word's beginning phrases are looked up; no beginning in a table is shorter.
const KEY: usize = 2;

impl<T> Default for Lexicon<T> {
    fn default() -> Self {
        Self { whole: HashMap::new(), begun: HashMap::new() }
    }
}

impl<T: Copy> Lexicon<T> {
    /// Adds a phrase.
    pub(crate) fn add(&mut self, phrase: &str, what: T) {
        let mut pattern = phrase.split_whitespace().map(|word| {
            let star = if word.ends_with('*') { "*" } else { "" };
            text::fold(word.trim_end_matches('*')) + star
        });
        let Some(first) = pattern.next() else { return };
        let phrase = (pattern.collect(), what);
        match first.strip_suffix('*') {
            None => self.whole.entry(first).or_default().push(phrase),
            Some(stem) => {
                let Some(key) = stem.as_bytes().first_chunk() else {
                    debug_assert!(false, "`{stem}*` begins with too little");
                    return;
                };
                let begun = self.begun.entry(*key).or_default();
                let at = begun.partition_point(|(known, _)| known.len() <= stem.len());
                begun.insert(at, (stem.to_owned(), phrase));
            }
        }
    }

    /// Returns the longest phrase that begins at a word, with how many words it has.
    pub(crate) fn longest(&self, words: &[Word], at: usize) -> Option<(usize, T)> {
        let word = words.get(at)?;
        let mut longest = None;
        for form in &word.forms {
            for (rest, what) in self.beginning(form) {
                let len = rest.len() + 1;
                let is_longer = longest.is_none_or(|(known, _)| known < len);
                if is_longer && rest.iter().zip(at + 1..).all(|(word, at)| is(words.get(at), word))
                {
                    longest = Some((len, *what));
                }
            }
        }
        longest
    }

    /// Yields the phrases whose first word is a form.
    fn beginning(&self, form: &str) -> impl Iterator<Item = &Phrase<T>> {
        let begun = form.as_bytes().first_chunk().and_then(|key| self.begun.get(key));
        let begun = begun.into_iter().flatten().filter(|(stem, _)| form.starts_with(stem.as_str()));
        begun.map(|(_, phrase)| phrase).chain(self.whole.get(form).into_iter().flatten())
    }
}

fn is(word: Option<&Word>, pattern: &str) -> bool {
    let forms = word.into_iter().flat_map(|word| &word.forms);
    match pattern.strip_suffix('*') {
        Some(stem) => forms.into_iter().any(|form| form.starts_with(stem)),
        None => forms.into_iter().any(|form| form == pattern),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon<u8> {
        let mut lexicon = Lexicon::default();
        let phrases =
            [("delet*", 1), ("delete", 2), ("de*", 3), ("deleted from th*", 4), ("удал*", 5)];
        for (phrase, what) in phrases {
            lexicon.add(phrase, what);
        }
        lexicon
    }

    #[test]
    fn the_longest_phrase_is_found_and_of_equal_ones_that_of_the_shortest_beginning() {
        let found = |sentence: &str| lexicon().longest(&words(sentence), 0);
        assert_eq!(found("deleted from this file"), Some((3, 4)));
        assert_eq!(found("deleted from a file"), Some((1, 3)));
        assert_eq!(found("delete"), Some((1, 3)));
        assert_eq!(found("Удалено"), Some((1, 5)));
        assert_eq!(found("d"), None);
        assert_eq!(found("indelible"), None);
    }
}
