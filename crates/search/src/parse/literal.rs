//! Which spans a written word or phrase asks for.

use crate::query::Spans;
use crate::sign::DIVIDER;
use crate::terms::designation_term;
use crate::warnings::QueryWarnings;
use crate::word::{Word, compile};

use super::{Budget, MAX_PATTERNS, MAX_WITHIN};

/// How many words of a name are looked for.
const MAX_NAME: usize = names::MAX_WORDS;
/// How many slots a window may have.
const MAX_SLOTS: usize = 32;
/// How many words of a mention may stand between those of a name.
const MENTION_WINDOW: u32 = 8;
const WILDCARDS: [char; 2] = ['*', '?'];

/// Reads a word as written, with wildcards and `~`; nothing where it holds no letter or digit.
pub(super) fn word(raw: &str, budget: &mut Budget, warnings: &mut QueryWarnings) -> Option<Spans> {
    if let Some(spans) = fuzzy(raw, budget, warnings) {
        return Some(spans);
    }
    if raw.contains(WILDCARDS) && budget.allows_pattern(warnings) {
        let pattern = in_sequence(pieces(raw).flat_map(pattern_words).map(Spans::Word).collect());
        // The mark behind a question, and that in an address, are none.
        let is_in_doubt = raw.ends_with('?') || raw.contains("://");
        let literal = is_in_doubt.then(|| phrase(raw)).flatten();
        return any_spans(literal.into_iter().chain(pattern).collect());
    }
    let apart = phrase(raw)?;
    Some(match written_together(raw) {
        Some(together) => Spans::Any(vec![apart, Spans::term(together)]),
        None => apart,
    })
}

/// Returns a compound such as `well-known` without its hyphens: so it stands in a PDF in which a line ended at one.
fn written_together(raw: &str) -> Option<String> {
    let parts: Vec<&str> = raw.split('-').collect();
    let is_word = |part: &&str| part.chars().count() > 1 && part.chars().all(char::is_lowercase);
    if parts.len() < 2 || !parts.iter().all(is_word) {
        return None;
    }
    text::tokens(&parts.concat()).next().map(|token| token.folded)
}

/// Reads the words of `text` as they follow one another.
///
/// A letter that stands alone before a number, as in `A-1234`, is looked for in every script that has such a letter.
pub(super) fn phrase(text: &str) -> Option<Spans> {
    let terms: Vec<String> = text::tokens(text).map(|token| token.folded).collect();
    let numbers = terms.iter().skip(1).map(|next| next.starts_with(|c: char| c.is_ascii_digit()));
    let in_order = terms.iter().zip(numbers.chain([false])).map(|(term, is_before_number)| {
        let letter = only_letter(term).filter(|_| is_before_number);
        let twins = letter.into_iter().flat_map(text::look_alikes);
        let mut words = vec![Word::Term(term.clone())];
        words.extend(twins.map(|twin| Word::Term(twin.to_string())));
        any_of(words)
    });
    in_sequence(in_order.collect())
}

fn only_letter(term: &str) -> Option<char> {
    let mut letters = term.chars();
    letters.next().filter(|_| letters.next().is_none())
}

/// Reads a phrase: in order and side by side, or with `extra` in any order with as many words between. Its words may have
/// wildcards and `~`; a `*` that stands alone is any word.
pub(super) fn quoted(
    text: &str,
    extra: Option<u32>,
    budget: &mut Budget,
    warnings: &mut QueryWarnings,
) -> Option<Spans> {
    let has_patterns = text.contains(WILDCARDS) || text.contains('~');
    let has_patterns = has_patterns && budget.allows_pattern(warnings);
    let extra = extra.filter(|extra| *extra > 0);
    match extra.and_then(|extra| window(text, extra, has_patterns, warnings)) {
        None if has_patterns => {
            let literal = phrase(text).into_iter();
            any_spans(literal.chain(pattern_phrase(text, budget, warnings)).collect())
        }
        None => phrase(text),
        found => found,
    }
}

/// Reads words that may stand in any order; nothing where they are one, or too many.
fn window(
    text: &str,
    extra: u32,
    has_patterns: bool,
    warnings: &mut QueryWarnings,
) -> Option<Spans> {
    let plain = |token: text::Token| Word::Term(token.folded);
    let words: Vec<Word> = if has_patterns {
        pieces(text).flat_map(pattern_words).collect()
    } else {
        text::tokens(text).map(plain).collect()
    };
    let slots: Vec<Vec<Word>> = words.into_iter().map(|word| vec![word]).collect();
    if slots.len() < 2 || slots.len() > MAX_SLOTS {
        if slots.len() > MAX_SLOTS {
            warnings
                .warn(format!("`~{extra}` works on at most {MAX_SLOTS} words; it was left out"));
        }
        return None;
    }
    if extra > MAX_WITHIN {
        warnings.warn(format!("`~{extra}` was taken as `~{MAX_WITHIN}`, the most"));
    }
    Some(Spans::Window { slots, extra: extra.min(MAX_WITHIN) })
}

/// Reads a phrase some of whose words have wildcards or `~`.
fn pattern_phrase(text: &str, budget: &mut Budget, warnings: &mut QueryWarnings) -> Option<Spans> {
    let (mut before, mut run, mut gap): (Option<Spans>, Vec<Spans>, u32) = (None, Vec::new(), 0);
    for piece in text.split_whitespace() {
        if piece.chars().all(|c| c == '*') {
            if !run.is_empty() {
                before = after_gap(before, std::mem::take(&mut run), gap);
                gap = 0;
            }
            gap += 1;
            continue;
        }
        match piece.contains('~').then(|| fuzzy(piece, budget, warnings)).flatten() {
            Some(fuzzy) => run.push(fuzzy),
            None => run.extend(pieces(piece).flat_map(pattern_words).map(Spans::Word)),
        }
    }
    after_gap(before, run, gap)
}

/// Joins words to those before them, with as many words between.
fn after_gap(before: Option<Spans>, run: Vec<Spans>, gap: u32) -> Option<Spans> {
    match (before, in_sequence(run)) {
        (Some(left), Some(right)) => {
            let (left, right) = (Box::new(left), Box::new(right));
            Some(Spans::Near { left, right, within: gap + 1, ordered: true })
        }
        (before, run) => before.or(run),
    }
}

/// Reads a regular expression; nothing where it is none.
pub(super) fn regex(
    pattern: &str,
    budget: &mut Budget,
    warnings: &mut QueryWarnings,
) -> Option<Spans> {
    if compile(pattern).is_err() {
        warnings.warn(format!("`/{pattern}/` is no regular expression; it was taken as words"));
        return None;
    }
    budget.allows_pattern(warnings).then(|| Spans::Word(Word::Regex(pattern.to_owned())))
}

/// Where a name is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a running text, in which other names stand too.
    Text,
    /// In a mention, all words of which name one person.
    Mention,
}

/// Reads a person's name by the patterns that make it, see [`names::patterns`].
pub(super) fn name(text: &str, place: Place, warnings: &mut QueryWarnings) -> Option<Spans> {
    if is_initials(text) {
        warnings.warn(format!(
            "`{text}` is initials alone, which fit every name; searched as plain words"
        ));
        return phrase(text);
    }
    if text::tokens(text).nth(MAX_NAME).is_some() {
        warnings.warn(format!("only the first {MAX_NAME} words of a name are looked for"));
    }
    let mut patterns: Vec<Spans> =
        names::patterns(text).into_iter().map(|pattern| arrangement(pattern, place)).collect();
    let found = if patterns.len() > 1 { Some(Spans::Any(patterns)) } else { patterns.pop() }?;
    Some(match names::filiation(text) {
        Some(filiation) => without_reverse(found, filiation),
        None => found,
    })
}

/// Leaves out what names the child as the father, where it is not named as the child as well: the grandson of an Ahmed may be
/// Ahmed bin Salem bin Ahmed.
fn without_reverse(found: Spans, filiation: names::Filiation) -> Spans {
    let names::Filiation { child, links, father } = filiation;
    let word = |terms: &Vec<String>| any_word(terms.iter().cloned().map(Word::Term).collect());
    let sequence = |words: [&Vec<String>; 3]| Box::new(Spans::Sequence(words.map(word).into()));
    let reverse = Spans::Without {
        found: sequence([&father, &links, &child]),
        excluded: sequence([&child, &links, &father]),
    };
    Spans::Without { found: Box::new(found), excluded: Box::new(reverse) }
}

/// Tells whether no word of a name has more than a letter, in scripts that have initials.
pub(super) fn is_initials(name: &str) -> bool {
    let is_initial = |term: &str| only_letter(term).is_some_and(char::is_lowercase);
    let mut tokens = text::tokens(name).peekable();
    tokens.peek().is_some() && tokens.all(|token| is_initial(&token.folded))
}

/// Reads a designation: words that follow one another, each under any of its keys.
pub(super) fn designation(of: names::Designation) -> Option<Spans> {
    let word = |keys: Vec<String>| {
        any_word(keys.iter().map(|key| Word::Term(designation_term(key))).collect())
    };
    let mut words: Vec<Spans> = of.words.into_iter().map(word).collect();
    if words.len() > 1 { Some(Spans::Sequence(words)) } else { words.pop() }
}

/// Reads the family name of a person, where it stands without any given name.
pub(super) fn family_alone(family: &str) -> Option<Spans> {
    names::family_alone(family).map(|pattern| arrangement(pattern, Place::Text))
}

/// Returns the spans of a pattern of a name.
fn arrangement(pattern: names::Pattern, place: Place) -> Spans {
    let words = |terms: Vec<String>| terms.into_iter().map(Word::Term).collect::<Vec<_>>();
    let mut slots: Vec<Vec<Word>> = pattern.slots.into_iter().map(words).collect();
    let extra = match place {
        Place::Mention if pattern.extra > 0 => MENTION_WINDOW,
        _ => pattern.extra,
    };
    let stranger = pattern.unless;
    let found = match slots.len() {
        1 if stranger.is_none() => return any_word(slots.remove(0)),
        1 => any_word(slots.remove(0)),
        _ => Spans::Window { slots, extra },
    };
    Spans::Unless {
        found: Box::new(found),
        before: stranger.as_ref().map_or(0, |stranger| stranger.before),
        after: stranger.as_ref().map_or(0, |stranger| stranger.after),
        own: stranger.as_ref().map_or(Vec::new(), |stranger| words(stranger.own.clone())),
        strangers: stranger.map_or(Vec::new(), |stranger| words(stranger.terms)),
        divider: (place == Place::Text).then(|| Word::Term(DIVIDER.to_owned())),
    }
}

impl Budget {
    pub(super) fn allows_pattern(&mut self, warnings: &mut QueryWarnings) -> bool {
        if self.patterns == 0 {
            warnings.warn(format!(
                "only the first {MAX_PATTERNS} words with wildcards were read as such"
            ));
            return false;
        }
        self.patterns -= 1;
        true
    }
}

/// Reads `term~`, `term~1` or `term~2`.
fn fuzzy(raw: &str, budget: &mut Budget, warnings: &mut QueryWarnings) -> Option<Spans> {
    let (written, number) = raw.rsplit_once('~')?;
    let distance: u32 = match number.parse() {
        Ok(distance) => distance,
        Err(_) if number.is_empty() => 1,
        Err(_) => {
            if !raw.contains('/') {
                warnings.warn(format!("`~{number}` is no number of edits; it was taken as words"));
            }
            return None;
        }
    };
    let mut tokens = text::tokens(written);
    let (Some(token), None) = (tokens.next(), tokens.next()) else {
        let spans = phrase(written)?;
        warnings.warn(format!("`~{number}` works on one word; it was left out after `{written}`"));
        return Some(spans);
    };
    if distance > 2 {
        warnings.warn(format!("`~{distance}` was taken as `~2`, the most"));
    }
    let term = token.folded;
    if distance == 0 || !budget.allows_pattern(warnings) {
        return Some(Spans::term(term));
    }
    let distance = if distance == 1 { 1 } else { 2 };
    Some(Spans::Word(Word::Fuzzy { term, distance }))
}

/// Cuts a word with wildcards where no letter, digit, mark or wildcard stands.
fn pieces(raw: &str) -> impl Iterator<Item = &str> {
    raw.split(|c: char| {
        c.is_whitespace() || (c.is_ascii_punctuation() && !matches!(c, '*' | '?' | '\''))
    })
    .filter(|piece| !piece.is_empty())
}

fn pattern_words(piece: &str) -> Vec<Word> {
    if !piece.contains(['*', '?']) {
        return text::tokens(piece).map(|token| Word::Term(token.folded)).collect();
    }
    let glob = folded_glob(piece);
    if glob.chars().all(|c| c == '*') {
        return Vec::new();
    }
    let body = glob.trim_end_matches('*');
    if body.len() < glob.len() && !body.contains(['*', '?']) {
        return vec![Word::Prefix(body.to_owned())];
    }
    vec![Word::Glob(glob)]
}

/// Folds what stands between the wildcards.
pub(super) fn folded_glob(raw: &str) -> String {
    let mut glob = String::with_capacity(raw.len());
    for part in raw.split_inclusive(['*', '?']) {
        let literal = part.trim_end_matches(['*', '?']);
        glob.push_str(&text::fold(literal));
        glob.push_str(&part[literal.len()..]);
    }
    glob
}

fn in_sequence(mut parts: Vec<Spans>) -> Option<Spans> {
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(Spans::Sequence(parts)),
    }
}

fn any_spans(mut parts: Vec<Spans>) -> Option<Spans> {
    if parts.len() > 1 { Some(Spans::Any(parts)) } else { parts.pop() }
}

/// Returns the spans of one word, or of any of several.
fn any_of(mut words: Vec<Word>) -> Spans {
    match words.len() {
        1 => Spans::Word(words.remove(0)),
        _ => any_word(words),
    }
}

fn any_word(words: Vec<Word>) -> Spans {
    Spans::Any(words.into_iter().map(Spans::Word).collect())
}
