//! Which spans a written word or phrase asks for.

use crate::engine::Notes;
use crate::name_terms::{self, BARE, CLASS, INITIAL};
use crate::query::Spans;
use crate::word::{Word, compile};

use super::{Budget, MAX_PATTERNS, MAX_WITHIN};

/// How many words of a name are looked for.
const MAX_NAME: usize = 8;
/// How many slots a window may have.
const MAX_SLOTS: usize = 32;
/// The widest window for a short name, in words.
const NAME_WINDOW: usize = 4;

/// Reads a word as written, with wildcards and `~`; nothing where it holds no letter or digit.
pub(super) fn word(raw: &str, budget: &mut Budget, notes: &mut Notes) -> Option<Spans> {
    if let Some(spans) = fuzzy(raw, budget, notes) {
        return Some(spans);
    }
    if raw.contains(['*', '?']) && budget.allows_pattern(notes) {
        return in_sequence(pieces(raw).flat_map(pattern_words).map(Spans::Word).collect());
    }
    phrase(raw)
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

/// Reads a phrase: in order and side by side, or with `extra` in any order with as many words between.
pub(super) fn quoted(text: &str, extra: Option<u32>, notes: &mut Notes) -> Option<Spans> {
    let Some(extra) = extra.filter(|extra| *extra > 0) else { return phrase(text) };
    let slots: Vec<Vec<Word>> =
        text::tokens(text).map(|token| vec![Word::Term(token.folded)]).collect();
    if slots.len() < 2 || slots.len() > MAX_SLOTS {
        if slots.len() > MAX_SLOTS {
            notes.warn(format!("`~{extra}` works on at most {MAX_SLOTS} words; it was left out"));
        }
        return phrase(text);
    }
    if extra > MAX_WITHIN {
        notes.warn(format!("`~{extra}` was taken as `~{MAX_WITHIN}`, the most"));
    }
    Some(Spans::Window { slots, extra: extra.min(MAX_WITHIN) })
}

/// Reads a regular expression; nothing where it is none.
pub(super) fn regex(pattern: &str, budget: &mut Budget, notes: &mut Notes) -> Option<Spans> {
    if compile(pattern).is_err() {
        notes.warn(format!("`/{pattern}/` is no regular expression; it was taken as words"));
        return None;
    }
    budget.allows_pattern(notes).then(|| Spans::Word(Word::Regex(pattern.to_owned())))
}

/// Reads a person's name: its words in any script, order and inflection, some of them maybe as initials, close
/// together; a patronymic or a middle initial may be left out.
pub(super) fn name(text: &str, notes: &mut Notes) -> Option<Spans> {
    let mut words: Vec<(&str, String)> = text::tokens(text)
        .filter_map(|token| Some((text.get(token.start..token.end)?, token.folded)))
        .collect();
    if words.len() > MAX_NAME {
        notes.warn(format!("only the first {MAX_NAME} words of a name are looked for"));
        words.truncate(MAX_NAME);
    }
    let shorter = without_middle(&words);
    let whole = close_together(&words)?;
    if shorter.len() < 2 || shorter.len() == words.len() {
        return Some(whole);
    }
    Some(Spans::Any(vec![whole, close_together(&shorter)?]))
}

/// Leaves out patronymics, and initials besides a given name in full or the first initial.
fn without_middle<'a>(words: &[(&'a str, String)]) -> Vec<(&'a str, String)> {
    let is_full = |word: &str| !name_terms::is_initial(word) && !names::is_patronymic(word);
    let full_words = words.iter().filter(|(word, _)| is_full(word)).count();
    let mut initials =
        if full_words == 0 { words.len() } else { 2_usize.saturating_sub(full_words) };
    let mut is_kept = |word: &str| {
        let is_initial = name_terms::is_initial(word);
        let is_wanted = is_full(word) || (is_initial && initials > 0);
        initials = initials.saturating_sub(usize::from(is_initial));
        is_wanted
    };
    words.iter().filter(|(word, _)| is_kept(word)).cloned().collect()
}

/// Looks for words of a name close together, at least one of them in full unless all are initials.
fn close_together(words: &[(&str, String)]) -> Option<Spans> {
    let is_alone = words.len() == 1;
    let parts: Vec<NamePart> =
        words.iter().map(|(word, folded)| NamePart::new(word, folded, is_alone)).collect();
    let extra = (parts.len() + 1).max(NAME_WINDOW).saturating_sub(parts.len());
    let extra = u32::try_from(extra).unwrap_or(0);
    if let [only] = &parts[..] {
        return Some(any_word(only.in_full.clone()));
    }
    let slots = |full: Option<usize>, with_bare: bool| -> Vec<Vec<Word>> {
        let words = |(at, part): (usize, &NamePart)| part.words(Some(at) == full, with_bare);
        parts.iter().enumerate().map(words).collect()
    };
    // a letter without a full stop is an initial only right beside the rest of the name
    let windows = |full: Option<usize>| {
        let far = Spans::Window { slots: slots(full, false), extra };
        [far, Spans::Window { slots: slots(full, true), extra: 0 }]
    };
    let in_full: Vec<usize> = (0..parts.len()).filter(|at| !parts[*at].is_initial).collect();
    match in_full.len() {
        0 if parts.is_empty() => None,
        0 => Some(Spans::Any(windows(None).into())),
        _ => Some(Spans::Any(in_full.into_iter().flat_map(|at| windows(Some(at))).collect())),
    }
}

/// A word of a name that is looked for.
struct NamePart {
    in_full: Vec<Word>,
    class: Option<char>,
    is_initial: bool,
}

impl NamePart {
    fn new(surface: &str, folded: &str, is_alone: bool) -> Self {
        let is_initial = name_terms::is_initial(surface);
        let keys = names::keys(surface);
        let class = names::initial(&keys);
        let in_full = match class {
            Some(class) if is_initial => {
                [CLASS, INITIAL].map(|mark| Word::Term(format!("{mark}{class}"))).into()
            }
            _ => {
                let wanted = name_terms::wanted_of_name(surface, &keys, is_alone)
                    .into_iter()
                    .map(Word::Term);
                wanted.chain([Word::Term(folded.to_owned())]).collect()
            }
        };
        Self { in_full, class, is_initial }
    }

    /// Returns the words that stand for it, as an initial too unless it must stand in full.
    fn words(&self, must_be_full: bool, with_bare: bool) -> Vec<Word> {
        let mut words = self.in_full.clone();
        let Some(class) = self.class.filter(|_| !must_be_full) else { return words };
        let mut add = |mark: char| words.push(Word::Term(format!("{mark}{class}")));
        if !self.is_initial {
            add(INITIAL);
        }
        if with_bare {
            add(BARE);
        }
        words
    }
}

impl Budget {
    pub(super) fn allows_pattern(&mut self, notes: &mut Notes) -> bool {
        if self.patterns == 0 {
            notes.warn(format!(
                "only the first {MAX_PATTERNS} words with wildcards were read as such"
            ));
            return false;
        }
        self.patterns -= 1;
        true
    }
}

/// Reads `term~`, `term~1` or `term~2`.
fn fuzzy(raw: &str, budget: &mut Budget, notes: &mut Notes) -> Option<Spans> {
    let (written, number) = raw.rsplit_once('~')?;
    let distance: u32 = match number.parse() {
        Ok(distance) => distance,
        Err(_) if number.is_empty() => 1,
        Err(_) => {
            if !raw.contains('/') {
                notes.warn(format!("`~{number}` is no number of edits; it was taken as words"));
            }
            return None;
        }
    };
    let mut tokens = text::tokens(written);
    let (Some(token), None) = (tokens.next(), tokens.next()) else {
        let spans = phrase(written)?;
        notes.warn(format!("`~{number}` works on one word; it was left out after `{written}`"));
        return Some(spans);
    };
    if distance > 2 {
        notes.warn(format!("`~{distance}` was taken as `~2`, the most"));
    }
    let term = token.folded;
    if distance == 0 || !budget.allows_pattern(notes) {
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
