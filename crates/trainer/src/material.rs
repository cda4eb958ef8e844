//! Labelled texts: how they are read, split and made into running text.

use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A sentence with its words' labels.
#[derive(Clone)]
pub(crate) struct Sentence {
    pub(crate) words: Vec<(String, u8)>,
}

/// A text with the names that stand in it.
pub(crate) struct Labelled {
    pub(crate) text: String,
    pub(crate) names: Vec<Name>,
}

/// A name: its bytes in the text, and the number of its type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Name {
    pub(crate) bytes: Range<usize>,
    pub(crate) kind: usize,
}

/// The types of names, in the order of the model's labels.
pub(crate) const TYPES: [&str; 3] = ["PER", "ORG", "LOC"];

/// What a sentence is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The model learns from it.
    Train,
    /// Settings are chosen by it.
    Tune,
    /// Figures are reported on it.
    Report,
}

/// Returns what the sentence of this number is for: of twenty runs of ten sentences one tunes and two report.
pub(crate) fn part(number: usize) -> Part {
    let run = number / 10;
    match (run % 10, run % 20) {
        (9, _) => Part::Report,
        (_, 4) => Part::Tune,
        _ => Part::Train,
    }
}

/// Returns the label files of a folder in order.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "bio"));
    files.sort();
    Ok(files)
}

/// Returns the name of a set: `wikigold.en` of `wikigold.en.bio`.
pub(crate) fn set_name(path: &Path) -> String {
    path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned()
}

/// Reads `word<TAB>label` lines; a blank line ends a sentence.
pub(crate) fn read(path: &Path) -> io::Result<Vec<Sentence>> {
    let text = fs::read_to_string(path)?;
    let sentences = text
        .split("\n\n")
        .map(|lines| Sentence { words: lines.lines().filter_map(word).collect() });
    Ok(sentences.filter(|sentence| !sentence.words.is_empty()).collect())
}

fn word(line: &str) -> Option<(String, u8)> {
    let (word, label) = line.split_once('\t')?;
    let kind = TYPES.iter().position(|name| label.ends_with(name));
    let label = kind.map_or(0, |kind| 2 * kind + if label.starts_with("B-") { 1 } else { 2 });
    (!word.is_empty()).then(|| (word.to_owned(), u8::try_from(label).unwrap_or_default()))
}

/// Returns sentences as one running text, with the names in it.
pub(crate) fn running(sentences: &[Sentence]) -> Labelled {
    let mut labelled = Labelled { text: String::new(), names: Vec::new() };
    for sentence in sentences {
        let mut quoted = false;
        let mut before: Option<&str> = None;
        let mut last = 0;
        for (word, label) in &sentence.words {
            if is_apart(before, word, &mut quoted) && !labelled.text.is_empty() {
                labelled.text.push(' ');
            }
            let start = labelled.text.len();
            labelled.text.push_str(word);
            enter(&mut labelled, start, *label, last);
            (before, last) = (Some(word.as_str()), *label);
        }
    }
    labelled.names.retain_mut(|name| trim(&labelled.text, &mut name.bytes));
    labelled
}

fn enter(labelled: &mut Labelled, start: usize, label: u8, last: u8) {
    let end = labelled.text.len();
    let Some(kind) = label.checked_sub(1).map(|label| usize::from(label) / 2) else { return };
    let goes_on = label.is_multiple_of(2) && last > 0 && usize::from(last - 1) / 2 == kind;
    match labelled.names.last_mut().filter(|_| goes_on) {
        Some(name) => name.bytes.end = end,
        None => labelled.names.push(Name { bytes: start..end, kind }),
    }
}

/// Tells whether a blank stands before a word.
fn is_apart(before: Option<&str>, word: &str, quoted: &mut bool) -> bool {
    let is_quote = |word: &str| matches!(word, "\"" | "''" | "``");
    let was_quoted = *quoted;
    *quoted ^= is_quote(word);
    let Some(before) = before else { return true };
    if is_quote(word) {
        return !was_quoted;
    }
    let opened =
        matches!(before, "(" | "[" | "«" | "“" | "„" | "‘" | "¿" | "¡" | "/" | "$" | "#" | "@")
            || is_quote(before) && was_quoted
            || before.ends_with(['\'', '’']) && before.chars().count() <= 3 && before.len() > 1;
    let closes = matches!(
        word,
        "." | ","
            | ";"
            | ":"
            | "!"
            | "?"
            | ")"
            | "]"
            | "»"
            | "”"
            | "%"
            | "..."
            | "…"
            | "/"
            | "،"
            | "؟"
            | "؛"
            | "¬"
    ) || word.starts_with(['\'', '’']) && word.len() <= 4
        || matches!(word, "n't" | "n’t");
    !opened && !closes
}

/// Cuts what is neither letter nor digit off both ends; nothing is left of a mark alone.
pub(crate) fn trim(text: &str, bytes: &mut Range<usize>) -> bool {
    let surface = &text[bytes.clone()];
    let is_mark = |character: char| !character.is_alphanumeric();
    let end = bytes.start + surface.trim_end_matches(is_mark).len();
    bytes.start += surface.len() - surface.trim_start_matches(is_mark).len();
    bytes.end = end.max(bytes.start);
    bytes.start < bytes.end
}

/// Returns a text in capitals or small letters, where every word has one form in it.
pub(crate) fn mangled(sentence: &Sentence, upper: bool) -> Sentence {
    let change = |word: &String| if upper { word.to_uppercase() } else { word.to_lowercase() };
    Sentence { words: sentence.words.iter().map(|(word, label)| (change(word), *label)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_keeps_its_names() {
        let words = ["\"", "I", "met", "J.", "Smith", "\"", ",", "l'", "Europe", "."];
        let labels = [0, 0, 0, 1, 2, 0, 0, 0, 5, 0];
        let words = words.iter().map(|word| (*word).to_owned()).zip(labels).collect();
        let labelled = running(&[Sentence { words }]);
        assert_eq!(labelled.text, "\"I met J. Smith\", l'Europe.");
        let names: Vec<(&str, usize)> = labelled
            .names
            .iter()
            .map(|name| (&labelled.text[name.bytes.clone()], name.kind))
            .collect();
        assert_eq!(names, [("J. Smith", 0), ("Europe", 2)]);
    }
}
