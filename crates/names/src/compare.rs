//! How two names relate.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::frame::{self, Frame};
use crate::given::{self, Given};
use crate::memo::{Memo, hash, remembered};
use crate::pattern::Pattern;
use crate::script::Script;
use crate::{
    MAX_WORDS, apart, consonants, heard, is_patronymic, keys, letters, may_be_initial, particle,
    patterns, script, sound, terms, zone,
};

/// From which score on two names are the same: what is the same scores so at least, what is not scores less.
const SAME: f64 = 0.72;

/// How many names are kept as they were read: some tens of megabytes.
const NAMES_KEPT: usize = 8_192;

/// Words of one script from this length on may be told by their sound, in letters: Gaddafi, Qadhafi.
const TOLD_BY_SOUND: usize = 6;

/// From which score on two names that are not the same may be, where nothing contradicts.
const PERHAPS: f64 = 0.55;

/// How far two names can be those of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// A search for one of them finds the other, and nothing in their words speaks against it.
    Same,
    /// Most of their words answer to each other and nothing contradicts: somebody should look.
    Perhaps,
    /// They are names of two persons.
    Other,
}

impl Band {
    /// Returns the name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Perhaps => "perhaps",
            Self::Other => "other",
        }
    }
}

impl Comparison {
    /// Returns how far the two can be names of one person.
    pub fn band(&self) -> Band {
        let has = |reasons: &[&str]| self.why.iter().any(|why| reasons.contains(why));
        let is_apart = has(&[apart::SEXES, apart::GENERATIONS, apart::BODY, apart::FILIATION]);
        let may_be_apart = has(&[
            apart::SEX_OF_FORM,
            apart::GIVEN_NAMES,
            apart::VOWELS,
            apart::ORDER,
            apart::WORDS,
            apart::INITIALS,
        ]);
        let contradicts = has(&["patronymics differ", "initials differ"]);
        let is_met = has(&["same words", "spelling", "transliteration"]);
        // A letter or a sound is no more than a hint, which counts beside whole names alone.
        let is_hint = has(&["one letter", "sound"]);
        let is_enough = if is_hint { !has(&["words left out"]) && !may_be_apart } else { is_met };
        if self.same && !is_apart && !may_be_apart {
            Band::Same
        } else if !is_apart && is_enough && (self.same || self.score >= PERHAPS && !contradicts) {
            Band::Perhaps
        } else {
            Band::Other
        }
    }
}

/// How two names relate, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// From 0 (nothing in common) to 1 (the same words).
    pub score: f64,
    /// Whether a search for one of them finds the other.
    pub same: bool,
    /// What the verdict rests on, each reason once: `same words`, `spelling`, `transliteration`, `nickname`, `one letter`,
    /// `sound`, `initials`, `word order`, `written together`, `patronymic left out`, `words left out`, `one word only`; and what
    /// speaks against it: `patronymics differ`, `initials differ`, `given names differ`, `vowels differ`, `sex of the form`,
    /// `sexes differ`, `order of given names`, `generations differ`, `other words on both sides`, `initial left out between others`, `son and
    /// father exchanged`, `a body and a person`.
    pub why: Vec<&'static str>,
}

/// One word of a name.
struct Part {
    written: String,
    folded: String,
    script: Option<Script>,
    keys: Vec<String>,
    consonants: Vec<String>,
    given: Vec<&'static Given>,
    /// The given names that it is in the form of the table.
    exactly: Vec<&'static Given>,
    sounds: OnceCell<Vec<String>>,
    /// The keys that it has in Cyrillic by its sound.
    heard: OnceCell<Vec<String>>,
    is_initial: bool,
    is_patronymic: bool,
}

impl Part {
    fn sounds(&self) -> &[String] {
        self.sounds.get_or_init(|| sound::codes(&self.folded))
    }

    /// Tells whether Russian writes a Latin family name by its sound as the other word.
    fn is_heard_as(&self, other: &Self) -> bool {
        if self.script != Some(Script::Latin) || !heard::may_be_foreign(&other.written) {
            return false;
        }
        let heard = self.heard.get_or_init(|| heard::keys_by_sound(&self.written));
        heard.iter().any(|key| other.keys.contains(key))
    }
}

/// A word of one name that answers to a word of the other.
#[derive(Clone, Copy)]
struct Pair {
    left: usize,
    right: usize,
    score: f64,
    why: &'static str,
}

/// A name, read once for many comparisons.
struct Name {
    parts: Vec<Part>,
    /// The same with two neighbouring words written as one, in each way that there is.
    joined: Vec<Vec<Part>>,
    /// The hashes of the terms of its words, as they stand in a text.
    terms: Vec<Vec<u64>>,
    /// Whether it has `servant of`, and whether it has `little servant of`.
    servants: [bool; 2],
    patterns: OnceCell<Vec<Pattern<u64>>>,
    /// What stands around the names of a person, and of a body.
    frame: Frame,
    written: String,
}

impl Name {
    /// Returns a name as it was read lately, or reads it.
    fn of(name: &str) -> Rc<Self> {
        thread_local! {
            static NAMES: Memo<Rc<Name>> = Memo::default();
        }
        remembered(&NAMES, NAMES_KEPT, name, |name| Rc::new(Self::read(name)))
    }

    fn read(name: &str) -> Self {
        let of_zone = zone::zone_name(name.trim()).map(|(_, name)| name);
        let name = of_zone.as_deref().unwrap_or(name);
        Self {
            parts: parts(name),
            joined: joined(name).iter().map(|name| parts(name)).collect(),
            terms: terms_of(name),
            servants: [particle::SERVANT, particle::LITTLE_SERVANT].map(|words| {
                text::tokens(name)
                    .take(MAX_WORDS)
                    .any(|token| words.contains(&token.folded.as_str()))
            }),
            patterns: OnceCell::new(),
            frame: Frame::of(name),
            written: name.to_owned(),
        }
    }

    /// Tells whether all of its words are given names, so that their order alone tells whose it is.
    fn is_of_given(&self) -> bool {
        self.parts.iter().all(|part| !part.is_initial && !part.exactly.is_empty())
    }

    /// Tells whether two neighbouring words stand in the other order in the other name, both given names or both family
    /// names, and all else is the same: Juan García López and Juan López García, José María and María José.
    fn has_swapped(&self, other: &Self) -> bool {
        let (one, other) = (&self.parts, &other.parts);
        let is_same = |at: usize| one[at].folded == other[at].folded;
        let Some(at) = (one.len() == other.len() && one.len() > 2)
            .then(|| (0..one.len() - 1).find(|at| !is_same(*at)))
            .flatten()
        else {
            return false;
        };
        let is_swapped =
            one[at].folded == other[at + 1].folded && one[at + 1].folded == other[at].folded;
        let is_plain = |part: &Part| !part.is_initial && !part.is_patronymic;
        let is_given = |part: &Part| !part.exactly.is_empty();
        let pair = [&one[at], &one[at + 1]];
        let is_of_family =
            |part: &&Part| !is_given(part) && part.script == Some(Script::Latin) && is_plain(part);
        is_swapped
            && (at + 2..one.len()).all(is_same)
            && (pair.iter().all(|part| is_given(part)) || pair.iter().all(is_of_family))
    }

    /// Tells whether a given name shows it to be a person's, and nothing a body's.
    fn is_person(&self) -> bool {
        let is_given = |part: &Part| !part.is_initial && !part.exactly.is_empty();
        !self.frame.is_body && self.parts.len() > 1 && self.parts.iter().any(is_given)
    }

    /// Tells whether a search for it finds another name.
    fn finds(&self, other: &Self) -> bool {
        let hashed = || patterns(&self.written).iter().map(|known| known.map(hash)).collect();
        let patterns: &Vec<_> = self.patterns.get_or_init(hashed);
        patterns.iter().any(|pattern| pattern.is_met(&other.terms))
    }
}

/// Compares two names, each a line of words in any order; at most eight words of each are looked at.
///
/// A search for one of them finds the other where they go by the same [`patterns`]; [`Comparison::band`] holds against that
/// what speaks against it. The score grades how much they have in common. A word alone is the same as a word alone, and never as a whole name.
pub fn compare(a: &str, b: &str) -> Comparison {
    let (a, b) = (Name::of(a), Name::of(b));
    let mut found = graded(&a, &b);
    if a.frame.is_of_other_generation(&b.frame) {
        found.why.push(apart::GENERATIONS);
    }
    if a.is_person() && b.frame.is_body || b.is_person() && a.frame.is_body {
        found.why.push(apart::BODY);
    }
    if matches!(
        [a.servants, b.servants],
        [[true, false], [false, true]] | [[false, true], [true, false]]
    ) {
        found.why.push(apart::GIVEN_NAMES);
    }
    let is_inverted = a.written.contains(',') != b.written.contains(',');
    if !is_inverted && found.why.contains(&"word order") && a.is_of_given() && b.is_of_given() {
        found.why.push(apart::ORDER);
    }
    if !is_inverted && found.why.contains(&"word order") && a.has_swapped(&b) {
        found.why.push(apart::ORDER);
    }
    let has_filiation = a.frame.has_filiation && b.frame.has_filiation;
    if !is_inverted && found.why.contains(&"word order") && has_filiation {
        found.why.push(apart::FILIATION);
    }
    found.same = is_same(&a, &b, &found);
    found.score = if found.same { found.score.max(SAME) } else { found.score.min(SAME - 0.001) };
    found
}

/// Tells whether a search for one name finds the other, of whose words at least one is met in full.
fn is_same(a: &Name, b: &Name, graded: &Comparison) -> bool {
    let is_one_word = (a.parts.len() < 2) != (b.parts.len() < 2);
    let has_full_word = graded.why.iter().any(|why| {
        matches!(*why, "same words" | "spelling" | "transliteration" | "nickname" | "one letter")
    });
    !is_one_word && has_full_word && (a.finds(b) || b.finds(a))
}

/// Tells whether a search for one name finds the other.
pub(crate) fn finds(name: &str, other: &str) -> bool {
    Name::of(name).finds(&Name::of(other))
}

/// Returns the hashes of the terms of the words of a name, as they stand in a text.
fn terms_of(name: &str) -> Vec<Vec<u64>> {
    let of = |token: text::Token| {
        let surface = &name[token.start..token.end];
        let with_stop =
            name[token.start..].get(..surface.len() + 1).filter(|word| word.ends_with('.'));
        let mut terms = terms(with_stop.filter(|_| may_be_initial(surface)).unwrap_or(surface));
        terms.push(token.folded);
        terms.iter().map(hash).collect()
    };
    text::tokens(name).take(2 * MAX_WORDS).map(of).collect()
}

/// Grades what two names have in common, as they are or with two words of one written together.
fn graded(a: &Name, b: &Name) -> Comparison {
    let as_written = compare_words(&a.parts, &b.parts);
    if as_written.same {
        return as_written;
    }
    let in_left = a.joined.iter().map(|joined| compare_words(joined, &b.parts));
    let in_right = b.joined.iter().map(|joined| compare_words(&a.parts, joined));
    let together = in_left.chain(in_right).find(|found| found.same && is_met_whole(found));
    together.map_or(as_written, |mut found| {
        found.why.push("written together");
        found
    })
}

/// Tells whether every word of both names was met by a word: what is written together proves nothing beside initials.
fn is_met_whole(found: &Comparison) -> bool {
    let is_of_words = |why: &&str| {
        matches!(*why, "same words" | "spelling" | "transliteration" | "one letter" | "word order")
    };
    found.why.iter().all(is_of_words)
}

/// Returns the name with two neighbouring words written as one, in each way that there is.
fn joined(name: &str) -> Vec<String> {
    let words: Vec<_> = text::tokens(name).take(MAX_WORDS).collect();
    let join = |pair: &[text::Token]| {
        let second =
            particle::joined(&name[pair[0].start..pair[0].end], &name[pair[1].start..pair[1].end]);
        format!("{}{second}{}", &name[..pair[0].start], &name[pair[1].end..])
    };
    let is_word = |token: &text::Token| token.folded.chars().nth(1).is_some();
    words.windows(2).filter(|pair| pair.iter().all(is_word)).map(join).collect()
}

fn compare_words(left: &[Part], right: &[Part]) -> Comparison {
    let pairs = pairs(left, right);
    let mut why = reasons(&pairs);
    if left.is_empty() || right.is_empty() {
        return Comparison { score: 0.0, same: false, why };
    }
    let mut score = score(left, right, &pairs);
    let rest = |parts: &[Part], side: fn(&Pair) -> usize| leftover(parts, &pairs, side);
    let (left_over, right_over) = (rest(left, |pair| pair.left), rest(right, |pair| pair.right));
    let rest_of = |parts: &[Part], over: &[usize], is: fn(&Part) -> bool| {
        over.iter().any(|at| is(&parts[*at]))
    };
    let on_both =
        |is: fn(&Part) -> bool| (rest_of(left, &left_over, is), rest_of(right, &right_over, is));
    let (left_patronymic, right_patronymic) = on_both(|part| part.is_patronymic);
    if left_patronymic && right_patronymic {
        why.push("patronymics differ");
        score *= 0.5;
    } else if on_both(|part| part.is_patronymic || part.is_initial) == (true, true) {
        why.push("initials differ");
        score *= 0.5;
    } else if left_patronymic || right_patronymic {
        why.push("patronymic left out");
    } else if !left_over.is_empty() || !right_over.is_empty() {
        why.push("words left out");
    }
    why.extend(apart_by(left, right, &pairs));
    let is_word = |part: &Part| !part.is_initial && !part.is_patronymic;
    if on_both(is_word) == (true, true) {
        why.push(apart::WORDS);
    }
    if pairs.len() < 2 && left.len().max(right.len()) > 1 {
        why.push("one word only");
        score = score.min(0.6);
    }
    let has_full_word =
        pairs.iter().any(|pair| pair.why != "initials" && !left[pair.left].is_patronymic);
    Comparison {
        score: (score * 1000.0).round() / 1000.0,
        same: score >= SAME && has_full_word,
        why,
    }
}

/// Returns what the words that answer to each other tell apart.
fn apart_by(left: &[Part], right: &[Part], pairs: &[Pair]) -> Vec<&'static str> {
    let sex = |parts: &[Part]| {
        let words = parts.iter().filter(|part| !part.is_initial);
        apart::sex(words.map(|part| (part.folded.as_str(), part.exactly.as_slice())))
    };
    let mut why = Vec::new();
    if sex(left).zip(sex(right)).is_some_and(|(one, other)| one != other) {
        let is_inflected = |part: &Part| part.script == Some(Script::Cyrillic);
        let is_case = left.iter().chain(right).any(is_inflected);
        why.push(if is_case { apart::SEX_OF_FORM } else { apart::SEXES });
    }
    let is_told = sex(left).is_some() || sex(right).is_some();
    let is_arabic =
        left.iter().chain(right).any(|part| part.given.iter().any(|given| given.is_arabic));
    let have_other_vowels =
        if is_arabic { apart::have_other_arabic_vowels } else { apart::have_other_vowels };
    let spelled = pairs.iter().filter(|pair| matches!(pair.why, "spelling" | "transliteration"));
    for (one, other) in spelled.map(|pair| (&left[pair.left], &right[pair.right])) {
        let are_one = || one.given.iter().any(|given| other.given.contains(given));
        if one.is_initial || other.is_initial || are_one() {
            continue;
        }
        if !one.exactly.is_empty() && !other.exactly.is_empty() {
            why.push(apart::GIVEN_NAMES);
        } else if have_other_vowels(&one.folded, &other.folded) {
            why.push(apart::VOWELS);
        } else if !is_told && apart::are_of_man_and_woman(&one.folded, &other.folded) {
            why.push(apart::SEX_OF_FORM);
        }
    }
    if lacks_initial_between(left, right, pairs) {
        why.push(apart::INITIALS);
    }
    why.sort_unstable();
    why.dedup();
    why
}

/// Tells whether both names have initials, and one lacks an initial that stands before one which both have.
fn lacks_initial_between(left: &[Part], right: &[Part], pairs: &[Pair]) -> bool {
    let lacks = |parts: &[Part], side: fn(&Pair) -> usize| {
        let of_both =
            pairs.iter().filter(|pair| left[pair.left].is_initial && right[pair.right].is_initial);
        let last = of_both.map(side).max();
        let over = leftover(parts, pairs, side);
        over.iter().any(|at| parts[*at].is_initial && last.is_some_and(|last| *at < last))
    };
    lacks(left, |pair| pair.left) || lacks(right, |pair| pair.right)
}

fn parts(name: &str) -> Vec<Part> {
    let mut words = frame::inner(name);
    // `Abdul Rahman` is one name, whose first half alone tells nothing
    let is_servant = |token: &text::Token| particle::SERVANT.contains(&token.folded.as_str());
    if words.len() > 2 && words.last().is_some_and(|last| !is_servant(last)) {
        words.retain(|token| !is_servant(token));
    }
    let is_long = words.len() > 2;
    let part = |token: text::Token| {
        let word = &name[token.start..token.end];
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let is_initial = letters == 1 || (letters <= 2 && name[token.end..].starts_with('.'));
        Part {
            script: script::of(word),
            keys: keys(word),
            consonants: consonants(word),
            given: given::look_up(word),
            exactly: given::exactly(&token.folded),
            sounds: OnceCell::new(),
            heard: OnceCell::new(),
            is_initial,
            is_patronymic: is_long && is_patronymic(word),
            written: word.to_owned(),
            folded: token.folded,
        }
    };
    words.into_iter().map(part).collect()
}

/// Pairs the words of two names, the likeliest pairs first, each word once.
fn pairs(left: &[Part], right: &[Part]) -> Vec<Pair> {
    let mut candidates = Vec::new();
    for (at, one) in left.iter().enumerate() {
        for (other_at, other) in right.iter().enumerate() {
            if let Some((score, why)) = meet(one, other) {
                candidates.push(Pair { left: at, right: other_at, score, why });
            }
        }
    }
    candidates.sort_by(|one, other| other.score.total_cmp(&one.score));
    let mut pairs: Vec<Pair> = Vec::new();
    for candidate in candidates {
        if pairs.iter().all(|pair| pair.left != candidate.left && pair.right != candidate.right) {
            pairs.push(candidate);
        }
    }
    pairs.sort_by_key(|pair| pair.left);
    pairs
}

fn meet(one: &Part, other: &Part) -> Option<(f64, &'static str)> {
    if one.is_initial != other.is_initial {
        return answers_initial(one, other).then_some((0.7, "initials"));
    }
    if one.folded == other.folded {
        return Some((1.0, if one.is_initial { "initials" } else { "same words" }));
    }
    let shares = |one: &[String], other: &[String]| one.iter().any(|key| other.contains(key));
    let is_one_given = one.given.iter().any(|given| other.given.contains(given));
    if is_one_given && given::is_nickname(&one.folded) != given::is_nickname(&other.folded) {
        return Some((0.9, "nickname"));
    }
    if is_one_given || shares(&one.keys, &other.keys) {
        return Some(if one.script == other.script {
            (0.95, "spelling")
        } else {
            (0.96, "transliteration")
        });
    }
    let is_arabic = |part: &Part| part.script == Some(Script::Arabic);
    if is_arabic(one) != is_arabic(other) && shares(&one.consonants, &other.consonants) {
        return Some((0.8, "transliteration"));
    }
    if one.is_initial {
        return None;
    }
    let is_of_father = |part: &Part| particle::KUNYA.contains(&part.folded.as_str());
    if is_of_father(one) && is_of_father(other) {
        return Some((0.96, "transliteration"));
    }
    if one.is_heard_as(other) || other.is_heard_as(one) {
        return Some((0.9, "transliteration"));
    }
    let is_across = one.script != other.script;
    let is_near =
        || one.keys.iter().any(|key| other.keys.iter().any(|known| differs_by_one(key, known)));
    if letters::is_slip(&one.folded, &other.folded) || is_across && is_near() {
        return Some((0.8, "one letter"));
    }
    let may_sound = is_across || one.folded.len().min(other.folded.len()) >= TOLD_BY_SOUND;
    (may_sound && sound::alike(one.sounds(), other.sounds())).then_some((0.75, "sound"))
}

/// Tells whether one is an initial with which the other begins; Latin Y and J stand for any vowel behind them.
fn answers_initial(one: &Part, other: &Part) -> bool {
    let (initial, word) = if one.is_initial { (one, other) } else { (other, one) };
    let is_glide = matches!(initial.folded.as_str(), "y" | "j");
    let begins = |key: &String| word.keys.iter().any(|known| known.starts_with(key.as_str()));
    initial.keys.iter().any(begins)
        || word.folded.starts_with(&initial.folded)
        || (is_glide && word.keys.iter().any(|key| key.starts_with(['a', 'e', 'u'])))
}

/// Tells whether two keys of five and more sounds differ by one sound put in, left out or exchanged.
fn differs_by_one(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < 5 || long.len() - short.len() > 1 || one.starts_with('.') {
        return false;
    }
    let same = short.bytes().zip(long.bytes()).take_while(|(one, other)| one == other).count();
    let (short_rest, long_rest) = (&short.as_bytes()[same..], &long.as_bytes()[same..]);
    if short.len() == long.len() {
        short_rest.get(1..) == long_rest.get(1..)
    } else {
        long_rest.get(1..) == Some(short_rest)
    }
}

/// Returns the words of a name that answer to none of the other.
fn leftover(parts: &[Part], pairs: &[Pair], side: fn(&Pair) -> usize) -> Vec<usize> {
    (0..parts.len()).filter(|at| pairs.iter().all(|pair| side(pair) != *at)).collect()
}

/// Returns the mean of the pairs, in which a word of the shorter name that is not met counts whole, one of the longer
/// name half, an initial there a quarter, and a patronymic not at all.
fn score(left: &[Part], right: &[Part], pairs: &[Pair]) -> f64 {
    let left_over = leftover(left, pairs, |pair| pair.left);
    let right_over = leftover(right, pairs, |pair| pair.right);
    let weight = |parts: &[Part], over: &[usize], whole: f64| -> f64 {
        let one = |at: &usize| match &parts[*at] {
            part if part.is_patronymic => 0.0,
            part if part.is_initial => whole / 2.0,
            _ => whole,
        };
        over.iter().map(one).sum()
    };
    let (left_whole, right_whole) = match left.len().cmp(&right.len()) {
        std::cmp::Ordering::Less => (1.0, 0.5),
        std::cmp::Ordering::Equal => (0.6, 0.6),
        std::cmp::Ordering::Greater => (0.5, 1.0),
    };
    let missing = weight(left, &left_over, left_whole) + weight(right, &right_over, right_whole);
    let met: f64 = pairs.iter().map(|pair| pair.score).sum();
    let all = missing + pairs.iter().map(|_| 1.0).sum::<f64>();
    if all > 0.0 { met / all } else { 0.0 }
}

fn reasons(pairs: &[Pair]) -> Vec<&'static str> {
    let mut why: Vec<&'static str> = Vec::new();
    for pair in pairs {
        if !why.contains(&pair.why) {
            why.push(pair.why);
        }
    }
    if !pairs.is_sorted_by_key(|pair| pair.right) {
        why.push("word order");
    }
    why
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_person_are_the_same() {
        for (a, b) in [
            ("Ivan Pestrikov", "Пестриков Иван"),
            ("Пестрикову Ивану Сергеевичу", "Ivan PESTRIKOV"),
            ("И. С. Пестриков", "Иван Пестриков"),
            ("I. Pestrikov", "Пестриков И.С."),
            ("Yu. Chaika", "Чайка Юрий Яковлевич"),
            ("Vladimir Poutine", "Владимир Путин"),
            ("Wladimir Schirinowski", "Владимир Жириновский"),
            ("Mijaíl Jodorkovski", "Михаил Ходорковский"),
            ("Alexander Litvinenko", "Александр Литвиненко"),
            ("Juan Carlos Pérez", "PEREZ Juan"),
            ("Mohammed Al-Hussein", "محمد الحسين"),
            ("Jean-Pierre O'Brien", "Jean Pierre O’Brien"),
            ("Jeanpierre O'Brien", "Jean Pierre O’Brien"),
            ("Rustam Karimzoda", "رستم كريم زاده"),
            ("Kim Jong Un", "Kim Jongun"),
            ("Giorgio Petrov", "Джорджо Петров"),
            ("Peter Petrov", "Пётр Петров"),
            ("Catherine Petrova", "Екатерину Петрову"),
            ("Дмитро Коваль", "Дмитру Ковалю"),
            ("Usama Saleh", "Oussama Saleh"),
            ("Abdulrahman Saleh", "Abderrahmane Saleh"),
        ] {
            let forth = compare(a, b);
            assert!(forth.same, "{a} / {b}: {forth:?}");
            assert!(compare(b, a).same, "{b} / {a}");
        }
    }

    #[test]
    fn what_is_not_the_same_may_be_where_nothing_contradicts() {
        for (a, b, band) in [
            ("Ivan Pestrikov", "Пестриков Иван", Band::Same),
            ("Pestrikov", "Пестриков Иван", Band::Perhaps),
            ("Ivan Pestrikov", "Ivan Sidorov", Band::Other),
            ("A. Ivanov", "S. Ivanov", Band::Other),
            ("Иван Сергеевич Петров", "Иван Алексеевич Петров", Band::Other),
            ("Mario Rossi", "Maria Bianchi", Band::Other),
            ("Viktor Orbach", "Viktor Orbán", Band::Other),
            ("Александр Петров", "Александра Петрова", Band::Perhaps),
            ("Александру Петрову", "Aleksandr Petrov", Band::Same),
            ("Viktor Sokolov", "Viktoria Sokolova", Band::Other),
            ("Robert Carter", "Roberta Carter", Band::Other),
            ("Carlos Gómez", "Carlos Gámez", Band::Perhaps),
            ("Kim Min Soo", "Kim Min Ji", Band::Perhaps),
            ("Khaled Omar", "Omar Khaled", Band::Perhaps),
            ("Khaled Omar", "Omar, Khaled", Band::Same),
            ("Khaled bin Omar", "Omar bin Khaled", Band::Other),
            ("Chen Jun", "Chen Yun", Band::Perhaps),
            ("Мұхтар Әблязов", "Мухтар Аблязов", Band::Same),
            ("Henry Ford Sr.", "Henry Ford Jr.", Band::Other),
            ("Abu Bakr al-Baghdadi", "أبو بكر البغدادي", Band::Same),
            ("Muammar Gaddafi", "معمر القذافي", Band::Same),
            ("Henry Ford II", "Henry Ford III", Band::Other),
            ("Martin Luther King Jr.", "Martin Luther King", Band::Same),
            ("Ford Motor Company", "Henry Ford", Band::Other),
            ("Gazprom PJSC", "ПАО Газпром", Band::Perhaps),
            ("William Browning", "Bill Browning", Band::Same),
            ("Sasha Degtyarev", "Александр Дегтярев", Band::Same),
            ("Алексей Громов", "Александр Громов", Band::Other),
            ("José Carrillo", "Pepe Carrillo", Band::Same),
            ("Jean Dupont", "Жан Дюпон", Band::Same),
            ("Robert Walker", "Роберт Уокер", Band::Same),
            ("Xi Jinping", "Си Цзиньпин", Band::Same),
            ("William Browder", "Уильям Браудер", Band::Same),
            ("Gregory Whitfield", "Gregory Whitfeild", Band::Perhaps),
            ("Ursula von der Leyen", "Урсула фон дер Ляйен", Band::Same),
            ("Sir Keir Starmer", "Keir Starmer", Band::Same),
        ] {
            let compared = compare(a, b);
            assert_eq!(compared.band(), band, "{a} / {b}: {compared:?}");
        }
    }

    #[test]
    fn names_of_two_persons_are_not() {
        for (a, b) in [
            ("Ivan Pestrikov", "Ivan Sidorov"),
            ("A. Ivanov", "S. Ivanov"),
            ("Li Na", "Lina Petrova"),
            ("Denis Martin", "Denise Martin"),
            ("Michel Dupont", "Michelle Dupont"),
            ("Марио Росси", "Мария Росси"),
            ("Mario Rossi", "Мария Росси"),
            ("Latif Hasan", "Latifa Hasan"),
            ("Émile Roux", "Émilie Roux"),
            ("Anna Maria Petrova", "Annamaria Sidorova"),
            ("Иван Сергеевич Петров", "Иван Алексеевич Петров"),
            ("И. С. Петров", "Иван Алексеевич Петров"),
            ("John A Smith", "John B Smith"),
            ("Pestrikov", "Ivan Pestrikov"),
            ("A. B.", "A. B. Ivanov"),
            ("", "Ivan"),
        ] {
            let verdict = compare(a, b);
            assert!(!verdict.same, "{a} / {b}: {verdict:?}");
        }
    }

    #[test]
    fn reasons_are_given() {
        let verdict = compare("Ivan Pestrikov", "Пестриков Иван");
        assert_eq!(verdict.why, ["transliteration", "word order"]);
        assert!(
            compare("Иван Сергеевич Петров", "Иван Алексеевич Петров")
                .why
                .contains(&"patronymics differ")
        );
    }
}
