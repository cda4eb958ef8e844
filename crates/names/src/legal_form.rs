//! The legal form that stands before or behind the name of a company.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The row of words that show a body and tell which one it is.
const NOUN: &str = "noun";
/// The row of words that show a body and tell no more.
const BODY: &str = "body";

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../data/legal-forms.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Folded words that show a body, each with its row.
static WORDS: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let words = rows().flat_map(|(row, forms)| forms.split(';').map(move |form| (row, form)));
    let alone = words.filter(|(_, form)| !form.contains(' '));
    alone.map(|(row, form)| (text::fold(form), row)).collect()
});

/// Tells whether a folded word shows a body.
pub(crate) fn is_of_body(folded: &str) -> bool {
    WORDS.contains_key(folded)
}

/// Tells whether a folded word that shows a body tells which one it is.
pub(crate) fn is_noun(folded: &str) -> bool {
    WORDS.get(folded) == Some(&NOUN)
}

/// The kind of each form and its folded words, the longest first.
static FORMS: LazyLock<Vec<(&'static str, Vec<String>)>> = LazyLock::new(|| {
    let rows = rows().filter(|(kind, _)| !matches!(*kind, NOUN | BODY));
    let of_row = |(kind, forms): (&'static str, &'static str)| {
        forms.split(';').flat_map(spellings).map(move |words| (kind, words))
    };
    let mut forms: Vec<(&str, Vec<String>)> = rows.flat_map(of_row).collect();
    forms.sort_by_key(|(_, words)| std::cmp::Reverse(words.len()));
    forms
});

/// Returns the words of a form, and those of an abbreviation with stops: `S.A.`
fn spellings(form: &str) -> Vec<Vec<String>> {
    let words = |form: &str| -> Vec<String> {
        text::tokens(form).map(|token| stemmed(&token.folded)).collect()
    };
    let with_stops: String = form.chars().flat_map(|letter| [letter, '.']).collect();
    let is_abbreviation = !form.contains(' ') && form.chars().count() <= 5;
    let mut spellings = vec![words(form)];
    if is_abbreviation {
        spellings.extend([words(&with_stops), words(&with_stops.replace('.', ". "))]);
    }
    spellings
}

/// Returns the kind of the legal form of a name in folded words, and the words between its forms; the name as it is where
/// that would be nothing.
pub(crate) fn without(words: &[String]) -> (Option<&'static str>, &[String]) {
    let stems: Vec<String> = words.iter().map(|word| stemmed(word)).collect();
    let (mut first, mut last, mut kind) = (0, words.len(), None);
    while let Some((found, length)) = before(&stems[first..last]) {
        (first, kind) = (first + length, kind.or(Some(found)));
    }
    while let Some((found, length)) = behind(&stems[first..last]) {
        (last, kind) = (last - length, kind.or(Some(found)));
    }
    (kind, &words[first..last])
}

/// Tells how many letters the legal form has that stands letter by letter behind the words of a name: two of `Ortega S.A.`
pub(crate) fn spelled_behind(words: &[String]) -> Option<usize> {
    let (_, length) = behind(words)?;
    let form = &words[words.len() - length..];
    let letters = form.iter().filter(|word| word.chars().count() == 1).count();
    (length > 1 && form.iter().all(|word| word.chars().count() <= 2)).then_some(letters)
}

fn before(stems: &[String]) -> Option<(&'static str, usize)> {
    // Short Latin words at the beginning are part of many names: `SE Labs`, `AS Roma`.
    let may_begin = |form: &[String]| form.len() > 1 || !form[0].is_ascii() || form[0].len() > 2;
    let fits = |form: &&(&str, Vec<String>)| {
        may_begin(&form.1) && stems.len() > form.1.len() && stems.starts_with(&form.1)
    };
    FORMS.iter().find(fits).map(|(kind, form)| (*kind, form.len()))
}

fn behind(stems: &[String]) -> Option<(&'static str, usize)> {
    let fits = |form: &&(&str, Vec<String>)| stems.len() > form.1.len() && stems.ends_with(&form.1);
    FORMS.iter().find(fits).map(|(kind, form)| (*kind, form.len()))
}

/// Returns the stem of a Cyrillic word, since forms in full are inflected; any other word as it is.
fn stemmed(folded: &str) -> String {
    if folded.is_ascii() { folded.to_owned() } else { text::stem("ru", folded) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str) -> (Option<&'static str>, String) {
        let words: Vec<String> = text::tokens(name).map(|token| token.folded).collect();
        let (kind, rest) = without(&words);
        (kind, rest.join(" "))
    }

    #[test]
    fn forms_are_told_in_full_in_short_with_stops_and_inflected() {
        for (name, expected, rest) in [
            ("Construcciones Ortega, S.A.", "shares", "construcciones ortega"),
            ("Construcciones Ortega S. A.", "shares", "construcciones ortega"),
            ("Durand SARL", "limited", "durand"),
            ("Публичного акционерного общества «Рубин»", "shares", "рубин"),
            ("ООО «ЗАО»", "limited", "зао"),
            ("Müller GmbH & Co. KG", "partnership", "muller"),
            ("شركة ذات مسؤولية محدودة النور", "limited", "النور"),
        ] {
            assert_eq!(kind(name), (Some(expected), rest.to_owned()), "{name}");
        }
    }

    #[test]
    fn a_name_that_is_or_begins_like_a_form_keeps_its_words() {
        for name in ["limited", "as roma", "gazprom", ""] {
            assert_eq!(kind(name), (None, name.to_owned()));
        }
    }
}
