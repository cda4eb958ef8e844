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
    /// By the first word, or its beginning with the star.
    phrases: HashMap<String, Vec<(Vec<String>, T)>>,
}

impl<T> Default for Lexicon<T> {
    fn default() -> Self {
        Self { phrases: HashMap::new() }
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
        self.phrases.entry(first).or_default().push((pattern.collect(), what));
    }

    /// Returns the longest phrase that begins at a word, with how many words it has.
    pub(crate) fn longest(&self, words: &[Word], at: usize) -> Option<(usize, T)> {
        let word = words.get(at)?;
        let mut longest = None;
        for form in &word.forms {
            let starred = (1..=form.len()).filter(|end| form.is_char_boundary(*end));
            let keys = starred.map(|end| format!("{}*", &form[..end])).chain([form.clone()]);
            for (rest, what) in keys.filter_map(|key| self.phrases.get(&key)).flatten() {
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
}

fn is(word: Option<&Word>, pattern: &str) -> bool {
    let forms = word.into_iter().flat_map(|word| &word.forms);
    match pattern.strip_suffix('*') {
        Some(stem) => forms.into_iter().any(|form| form.starts_with(stem)),
        None => forms.into_iter().any(|form| form == pattern),
    }
}
