//! Which terms a word of a query stands for.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use regex::{Regex, RegexBuilder};

use crate::days::Days;
use crate::inflect::{self, Forms};

/// How many terms a wildcard, regular expression, fuzzy word or range of days may stand for in one field.
pub const MAX_EXPANSION: usize = 5_000;

/// A word of a query.
///
/// Terms that begin with a control character are not words of a text but marks made by this crate (keys of names,
/// whole values); only [`Word::Term`], [`Word::Days`] and
/// [`Word::Marked`] reach those.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Word {
    /// Exactly this term.
    Term(String),
    /// Terms that begin with this.
    Prefix(String),
    /// Terms that fit a pattern in which `*` stands for any characters and `?` for one.
    Glob(String),
    /// Terms that fit a regular expression from their first to their last character.
    Regex(String),
    /// Terms at most `distance` edits away; an edit inserts, deletes or replaces a character or swaps two neighbours.
    Fuzzy {
        /// The term that was written.
        term: String,
        /// How many edits, 1 or 2.
        distance: u8,
    },
    /// Other forms of a word, by the rules of the languages that its letters allow.
    Inflected {
        /// The folded word.
        term: String,
        /// What all its forms begin with.
        head: String,
    },
    /// An Arabic word, folded, with and without what is written together with it, such as the article.
    Joined(String),
    /// Dates that overlap a range of days.
    Days(Days),
    /// Terms that begin with a mark, behind which stands what `word` stands for.
    Marked {
        /// The mark.
        mark: String,
        /// The word.
        word: Box<Word>,
    },
}

impl Word {
    /// Makes the word that stands for other forms of `term`; nothing where there is none to look for.
    pub fn inflected(term: &str) -> Option<Self> {
        if text::may_have_clitics(term) {
            return Some(Self::Joined(term.to_owned()));
        }
        let head = inflect::head(term)?;
        Some(Self::Inflected { term: term.to_owned(), head })
    }

    /// Returns the one term that the word stands for, unless it may stand for several.
    pub fn as_term(&self) -> Option<&str> {
        match self {
            Self::Term(term) => Some(term),
            _ => None,
        }
    }

    /// Returns the terms that the word may stand for, where these can be told without looking at any text.
    pub fn listed(&self) -> Option<Vec<String>> {
        match self {
            Self::Term(term) => Some(vec![term.clone()]),
            Self::Joined(term) => Some(text::clitic_forms(term).into_iter().collect()),
            _ => None,
        }
    }

    /// Returns the folded word of the query of which others are variants.
    pub(crate) fn written(&self) -> Option<&str> {
        match self {
            Self::Fuzzy { term, .. } | Self::Inflected { term, .. } | Self::Joined(term) => {
                Some(term)
            }
            _ => None,
        }
    }

    /// Tells whether the word stands for other forms of what was typed, which are looked for unasked.
    pub(crate) fn is_other_form(&self) -> bool {
        matches!(self, Self::Inflected { .. } | Self::Joined(_))
    }

    /// Returns what every term begins with that the word may stand for.
    pub fn literal_prefix(&self) -> &str {
        match self {
            Self::Term(term) => term,
            Self::Prefix(prefix) => prefix,
            Self::Glob(glob) => glob.split(['*', '?']).next().unwrap_or(""),
            Self::Inflected { head, .. } => head,
            Self::Regex(_) | Self::Fuzzy { .. } | Self::Joined(_) => "",
            Self::Days(_) => crate::sign::DAYS,
            Self::Marked { mark, .. } => mark,
        }
    }

    /// Makes the test that tells which terms the word stands for.
    pub fn matcher(&self) -> Matcher {
        Matcher(match self {
            Self::Regex(pattern) => Test::Regex(compile(pattern).ok()),
            Self::Fuzzy { term, distance } => Test::Fuzzy(term.chars().collect(), *distance),
            Self::Inflected { term, head } => Test::Inflected(Forms::new(term, head)),
            Self::Joined(term) => Test::Listed(text::clitic_forms(term)),
            Self::Marked { mark, word } => Test::Marked(mark.clone(), Box::new(word.matcher())),
            other => Test::Plain(other.clone()),
        })
    }
}

impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Term(term) | Self::Inflected { term, .. } | Self::Joined(term) => {
                f.write_str(term)
            }
            Self::Prefix(prefix) => write!(f, "{prefix}*"),
            Self::Glob(glob) => f.write_str(glob),
            Self::Regex(pattern) => write!(f, "/{pattern}/"),
            Self::Fuzzy { term, distance } => write!(f, "{term}~{distance}"),
            Self::Days(days) => write!(f, "{days}"),
            Self::Marked { word, .. } => word.fmt(f),
        }
    }
}

/// Compiles a pattern that must fit a whole term; its size is limited.
pub(crate) fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(&format!("^(?:{pattern})$"))
        .case_insensitive(true)
        .size_limit(1 << 20)
        .dfa_size_limit(1 << 20)
        .nest_limit(50)
        .build()
}

/// The test that tells which terms a word stands for.
#[derive(Debug)]
pub struct Matcher(Test);

#[derive(Debug)]
enum Test {
    Plain(Word),
    Regex(Option<Regex>),
    Fuzzy(Vec<char>, u8),
    Inflected(Forms),
    Listed(BTreeSet<String>),
    Marked(String, Box<Matcher>),
}

impl Matcher {
    /// Tells whether the word stands for `term`.
    pub fn matches(&self, term: &str) -> bool {
        match &self.0 {
            Test::Plain(Word::Term(wanted)) => wanted == term,
            Test::Plain(Word::Days(days)) => days.overlap_term(term),
            Test::Marked(mark, rest) => {
                term.strip_prefix(mark.as_str()).is_some_and(|term| rest.matches(term))
            }
            _ if term.starts_with(char::is_control) => false,
            Test::Plain(Word::Prefix(prefix)) => term.starts_with(prefix.as_str()),
            Test::Plain(Word::Glob(glob)) => fits_glob(glob, term),
            Test::Plain(_) | Test::Regex(None) => false,
            Test::Regex(Some(regex)) => regex.is_match(term),
            Test::Inflected(forms) => forms.contain(term),
            Test::Listed(terms) => terms.contains(term),
            Test::Fuzzy(wanted, distance) => is_within(wanted, term, usize::from(*distance)),
        }
    }
}

/// Tells whether `term` fits `glob`, in time proportional to the product of their lengths at worst.
fn fits_glob(glob: &str, term: &str) -> bool {
    let (mut glob, mut term) = (glob.chars(), term.chars());
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        match step(&mut glob, &mut term, &mut retry) {
            ControlFlow::Continue(()) => {}
            ControlFlow::Break(fits) => return fits,
        }
    }
}

type Retry<'a> = Option<(std::str::Chars<'a>, std::str::Chars<'a>)>;

fn step<'a>(
    glob: &mut std::str::Chars<'a>,
    term: &mut std::str::Chars<'a>,
    retry: &mut Retry<'a>,
) -> ControlFlow<bool> {
    let (glob_before, term_before) = (glob.clone(), term.clone());
    match (glob.next(), term.next()) {
        (None, None) => return ControlFlow::Break(true),
        (Some('*'), _) => {
            *term = term_before.clone();
            *retry = Some((glob.clone(), term_before));
            return ControlFlow::Continue(());
        }
        (Some('?'), Some(_)) => return ControlFlow::Continue(()),
        (Some(wanted), Some(given)) if wanted == given => return ControlFlow::Continue(()),
        _ => drop(glob_before),
    }
    let Some((glob_again, term_again)) = retry else { return ControlFlow::Break(false) };
    if term_again.next().is_none() {
        return ControlFlow::Break(false);
    }
    (*glob, *term) = (glob_again.clone(), term_again.clone());
    ControlFlow::Continue(())
}

/// Tells whether `term` is at most `limit` edits (optimal string alignment) away from `wanted`.
fn is_within(wanted: &[char], term: &str, limit: usize) -> bool {
    let given: Vec<char> = term.chars().collect();
    if wanted.len().abs_diff(given.len()) > limit {
        return false;
    }
    let width = given.len() + 1;
    let mut before_last = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (row, letter) in wanted.iter().enumerate() {
        let mut line = vec![row + 1; width];
        for column in 1..width {
            let replaced = last[column - 1] + usize::from(*letter != given[column - 1]);
            let mut cost = replaced.min(last[column] + 1).min(line[column - 1] + 1);
            if row > 0
                && column > 1
                && *letter == given[column - 2]
                && wanted[row - 1] == given[column - 1]
            {
                cost = cost.min(before_last[column - 2] + 1);
            }
            line[column] = cost;
        }
        if line.iter().all(|cost| *cost > limit) {
            return false;
        }
        before_last = std::mem::replace(&mut last, line);
    }
    last[width - 1] <= limit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(word: &Word, term: &str) -> bool {
        word.matcher().matches(term)
    }

    #[test]
    fn wildcards_stand_for_any_or_one_character() {
        let glob = |pattern: &str| Word::Glob(pattern.into());
        assert!(matches(&glob("te?t"), "text"));
        assert!(!matches(&glob("te?t"), "tet"));
        assert!(matches(&glob("*ов*"), "ивановский"));
        assert!(matches(&glob("a*b*c"), "axxbyybc"));
        assert!(!matches(&glob("a*b*c"), "axxbyyb"));
        assert!(matches(&glob("*"), ""));
        assert!(!matches(&glob("*"), "\u{1}key"));
    }

    #[test]
    fn fuzzy_counts_a_swap_as_one_edit() {
        let fuzzy = |term: &str, distance| Word::Fuzzy { term: term.into(), distance };
        assert!(matches(&fuzzy("ivanov", 1), "ivanvo"));
        assert!(matches(&fuzzy("ivanov", 1), "vanov"));
        assert!(!matches(&fuzzy("ivanov", 1), "vanof"));
        assert!(matches(&fuzzy("ivanov", 2), "vanof"));
    }

    #[test]
    fn regular_expressions_fit_whole_terms() {
        let regex = Word::Regex(r"\d{4}|iv.*".into());
        assert!(matches(&regex, "2019"));
        assert!(!matches(&regex, "20190"));
        assert!(matches(&regex, "ivanov"));
    }
}
