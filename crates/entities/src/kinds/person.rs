//! Persons, by gazetteer and pattern.
//!
//! A name is read where something tells that it is one: a patronymic, initials, a title, the label of a field, or a
//! known given name beside another capitalised word. One given name alone is no person.

use std::ops::Range;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::fold;
use crate::lexicon::{self, Role, role};
use crate::tokenized::{Gap, Shape, TokenizedBlock, Word};

use super::name_words::{LABELS, TITLES};
use super::{date_role, name_case};

/// How sure a name in a machine-readable zone is.
const IN_ZONE: f32 = 0.97;
/// The most words that a name has.
const LONGEST: usize = 6;
/// The fewest letters of an Arabic family name that no table knows.
const FEWEST_OF_FAMILY: usize = 5;
/// The fewest letters of an Arabic family name with its article that ends like an adjective.
const FEWEST_OF_NISBA: usize = 6;
/// Words that play one of these roles are in no name.
const OTHERS: Role = role::ANCHOR | role::NOUN;
/// The longest abbreviation in a name, in bytes of letters: `Mª`, `Бр.`, `Wm.`.
const LONGEST_SHORTENED: usize = 4;
/// Endings of family names in folded Latin, Cyrillic and Arabic, nominative and oblique.
const FAMILY_ENDINGS: &[&str] = &[
    "ов",
    "ев",
    "ова",
    "ева",
    "ину",
    "ину",
    "ин",
    "ина",
    "ын",
    "ына",
    "ову",
    "еву",
    "овым",
    "евым",
    "иным",
    "ове",
    "еве",
    "овой",
    "евой",
    "иной",
    "ский",
    "цкий",
    "ского",
    "цкого",
    "скому",
    "цкому",
    "ским",
    "цким",
    "ская",
    "цкая",
    "ской",
    "цкой",
    "скую",
    "цкую",
    "енко",
    "чук",
    "чука",
    "чуку",
    "швили",
    "дзе",
    "ян",
    "яна",
    "яну",
    "яном",
    "ов",
    "ovich",
    "ov",
    "ev",
    "off",
    "eff",
    "ova",
    "eva",
    "ina",
    "in",
    "sky",
    "ski",
    "skiy",
    "skii",
    "skij",
    "skaya",
    "enko",
    "chuk",
    "shvili",
    "dze",
    "yan",
    "ian",
    "ez",
    "oglu",
    "bekov",
    "aev",
    "yev",
    "son",
    "sson",
    "sen",
    "وف",
    "يف",
    "وفا",
    "يفا",
    "سكي",
    "سكايا",
    "نكو",
    "تشوك",
    "شفيلي",
];

/// Finds persons.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    if block.text.contains("<<") {
        of_zones(block, found);
    }
    let mut at = 0;
    while at < block.words.len() {
        let person = person(block, found, at);
        at = match person {
            Some((words, confidence)) if found.is_free(&words) => {
                let end = words.end;
                enter(block, found, &words, confidence);
                end.max(at + 1)
            }
            _ => at + 1,
        };
    }
}

/// Tells whether a text is the label of a field of names, perhaps with another in brackets.
pub(crate) fn is_label(label: &TokenizedBlock) -> bool {
    let known = LABELS.longest(label, 0);
    known.is_some_and(|(len, ())| {
        label.word(len).is_none() || label.gap_text(len).contains(['(', '/'])
    })
}

/// Reads a cell whose column holds names: it is one as a whole, unless its words are everyday ones or have digits.
pub(crate) fn of_cell(cell: &TokenizedBlock) -> Option<Finding> {
    let words = 0..cell.words.len();
    let is_part = |at: usize| {
        let word = &cell.words[at];
        let is_written = word.is_capitalised()
            || matches!(word.shape, Shape::Caseless | Shape::Mixed)
            || word.has(role::PARTICLE | role::SON);
        let is_linked = match cell.gap(at) {
            Gap::Edge | Gap::Space | Gap::Dash | Gap::Apostrophe | Gap::Comma => true,
            Gap::Dot | Gap::DotSpace => is_shortened(&cell.words[at - 1]),
            _ => false,
        };
        is_written && is_linked && !word.is_number() && !word.has(OTHERS | role::NAME_LABEL)
    };
    let is_everyday = |at: usize| is_everyday(&cell.words[at]) || cell.words[at].has(role::TITLE);
    let is_name = (1..=LONGEST).contains(&words.len())
        && words.clone().all(is_part)
        && !words.clone().all(|at| cell.words[at].has(role::COMMON | role::COUNTRY))
        && !is_everyday(0)
        && cell.words.iter().any(|word| word.len() > 2);
    is_name.then(|| finding(cell, &words, 0.85))
}

fn enter(block: &TokenizedBlock, found: &mut Found, words: &Range<usize>, confidence: f32) {
    found.add(finding(block, words, confidence));
    found.touch(words);
}

pub(crate) fn finding(block: &TokenizedBlock, words: &Range<usize>, confidence: f32) -> Finding {
    let words = &(words.start..end_with_generation(block, words));
    let mut bytes = block.span(words);
    bytes.start += written_together(block, words.start, role::NAME);
    let ends_in_initial = is_initial(block, words.end - 1);
    if ends_in_initial && block.text[bytes.end..].starts_with('.') {
        bytes.end += 1;
    }
    let mut normal = unwrapped(&block.text[bytes.clone()]);
    if is_turned(block, words) {
        normal = normal.replace(',', "");
    }
    let is_given = |name: &str| block.roles_of(name) & role::GIVEN != 0;
    normal = name_case::nominative(&normal, &is_given).unwrap_or(normal);
    let mut finding = Finding::new(Kind::Person, bytes, normal, confidence);
    finding.keys = keys(&finding.normal);
    finding
}

/// Returns the end of a name with the word behind it that tells a father from a son: `John Smith, Sr.`, `Громов-старший`.
fn end_with_generation(block: &TokenizedBlock, words: &Range<usize>) -> usize {
    let at = words.end;
    let is_one =
        |at: usize| block.word(at).is_some() && names::is_generation_word(block.folded(at));
    if !is_one(at) || is_one(at - 1) || block.gap_text(at).contains('\n') {
        return at;
    }
    let next = block.word(at + 1).filter(|_| block.gap(at + 1) == Gap::Space);
    let goes_on = next.is_some_and(|next| next.shape == Shape::Lower);
    let is_told = match (block.folded(at), block.words[at].shape) {
        // `père de deux enfants`, `старший следователь`
        ("старший" | "младший", _) => block.gap(at) == Gap::Dash || !goes_on,
        ("ст" | "мл", _) => {
            block.gap(at + 1) == Gap::DotSpace && block.number(at + 1).is_none()
        }
        ("ii" | "iii" | "iv" | "vi" | "vii" | "viii" | "ix", shape) => {
            shape == Shape::Upper && block.gap(at) == Gap::Space
        }
        (_, Shape::Lower) => {
            let is_of = goes_on && block.words[at + 1].has(role::PARTICLE);
            block.gap(at) == Gap::Space && words.len() > 1 && !is_of
        }
        _ => matches!(block.gap(at), Gap::Space | Gap::Comma),
    };
    if is_told { at + 1 } else { at }
}

/// Enters the persons whom the machine-readable zones of passports name.
fn of_zones(block: &TokenizedBlock, found: &mut Found) {
    let mut at = 0;
    for line in block.text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let Some((name, normal)) = names::zone_name(line.trim()) else { continue };
        let bytes = start + name.start..start + name.end;
        let mut finding = Finding::new(Kind::Person, bytes, normal, IN_ZONE);
        finding.keys = keys(&finding.normal);
        found.take(block, finding);
    }
}

/// Returns how many bytes of an Arabic word are what is written together with a word that plays `role`: `لأركادي`.
pub(crate) fn written_together(block: &TokenizedBlock, at: usize, role: Role) -> usize {
    let word = &block.words[at];
    if word.shape != Shape::Caseless || word.has(role) {
        return 0;
    }
    let folded = block.folded(at);
    let Some(bare) = text::without_clitics(folded).find(|bare| block.roles_of(bare) & role != 0)
    else {
        return 0;
    };
    let dropped = folded.chars().count() - bare.chars().count();
    let surface = &block.text[word.start..word.end];
    let mut letters = surface.char_indices().filter(|(_, character)| !fold::is_mark(*character));
    letters.nth(dropped).map_or(0, |(offset, _)| offset)
}

/// Returns a surface on one line, without soft hyphens and the hyphens of broken lines.
pub(crate) fn unwrapped(surface: &str) -> String {
    let mut plain = String::with_capacity(surface.len());
    for word in surface.split_whitespace() {
        if plain.ends_with('-') && word.starts_with(char::is_lowercase) {
            plain.pop();
        } else if !plain.is_empty() {
            plain.push(' ');
        }
        plain.extend(
            word.chars().filter(|character| !fold::is_mark(*character) || is_accent(*character)),
        );
    }
    plain
}

fn is_accent(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}')
}

/// Returns the keys of a name: of the whole, its words in order of their keys, then of each word.
///
/// A patronymic is left out of the first where two other words stand beside it.
fn keys(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split([' ', '.']).filter(|word| !word.is_empty()).collect();
    let of_words: Vec<Vec<String>> = words.iter().map(|word| names::keys(word)).collect();
    let is_plain: Vec<bool> = words.iter().map(|word| !names::is_patronymic(word)).collect();
    let enough = is_plain.iter().filter(|plain| **plain).count() > 1;
    let kept = of_words.iter().zip(&is_plain).filter(|(_, plain)| **plain || !enough);
    let mut whole: Vec<&str> =
        kept.filter_map(|(keys, _)| keys.first().map(String::as_str)).collect();
    whole.sort_unstable();
    let mut keys = vec![whole.join(" ")];
    for key in of_words.iter().flatten() {
        if !keys.contains(key) {
            keys.push(key.clone());
        }
    }
    keys.retain(|key| !key.is_empty());
    keys
}

fn person(block: &TokenizedBlock, found: &Found, at: usize) -> Option<(Range<usize>, f32)> {
    let word = block.word(at)?;
    let labelled = word.has(role::NAME_LABEL).then(|| labelled(block, found, at)).flatten();
    let titled = || word.has(role::TITLE).then(|| titled(block, found, at)).flatten();
    let cued = labelled.map(|words| (words, 0.85)).or_else(|| titled().map(|words| (words, 0.9)));
    if cued.is_some() {
        return cued;
    }
    if word.shape == Shape::Caseless {
        return arabic(block, at).or_else(|| arabic_born(block, at)).map(|words| (words, 0.7));
    }
    capitalised(block, found, at)
}

/// Reads the value of a field: the capitalised words after a label and a colon, on the same line.
fn labelled(block: &TokenizedBlock, found: &Found, at: usize) -> Option<Range<usize>> {
    let (len, ()) = LABELS.longest(block, at)?;
    let mut start = at + len;
    // «Фамилия (Family name): …», "Forename(s):"
    while matches!(block.gap(start), Gap::Open | Gap::Close)
        && start < at + len + 4
        && !told(block, start)
    {
        start += 1;
    }
    told(block, start).then_some(())?;
    let is_part = |place: &usize| {
        let word = &block.words[*place];
        let is_linked = match word.gap {
            Gap::Space | Gap::Dash | Gap::Apostrophe | Gap::Comma => true,
            Gap::DotSpace | Gap::Dot => is_shortened(&block.words[*place - 1]),
            _ => false,
        };
        let follows = *place == start || is_linked && !crosses_cells(block, *place);
        let name = word.is_capitalised()
            || word.shape == Shape::Caseless
            || word.shape == Shape::Mixed
            || word.has(role::PARTICLE);
        follows
            && name
            && !word.is_number()
            && found.is_free(&(*place..*place + 1))
            && !word.has(role::NAME_LABEL)
    };
    let end = (start..block.words.len().min(start + LONGEST)).take_while(is_part).last()? + 1;
    let known = (start..end)
        .any(|place| block.words[place].has(role::NAME) || has_family_ending(block, place));
    let plain = (start..end).all(|place| block.words[place].has(role::COMMON));
    (known || !plain).then_some(start..end)
}

/// Tells whether a word before a full stop may be an abbreviation or an initial: what else one ends is no part of a name.
fn is_shortened(word: &Word) -> bool {
    word.len() <= LONGEST_SHORTENED
}

/// Tells whether a colon, perhaps with a bracket, parts the label from the word on the same line.
fn told(block: &TokenizedBlock, at: usize) -> bool {
    let gap = block.gap_text(at);
    block.word(at).is_some()
        && gap.trim_start_matches([')', ' ']).starts_with(':')
        && !gap.contains('\n')
}

/// Reads the name after a title.
fn titled(block: &TokenizedBlock, found: &Found, at: usize) -> Option<Range<usize>> {
    let (len, ()) = TITLES.longest(block, at)?;
    let start = at + len;
    let follows = matches!(block.gap(start), Gap::Space | Gap::Line | Gap::DotSpace | Gap::Dot);
    if !follows || block.word(start)?.shape == Shape::Caseless {
        return follows.then(|| titled_arabic(block, start)).flatten();
    }
    let single_letter = len == 1 && block.folded(at).chars().count() == 1;
    let run = run(block, found, start);
    let particle = block.words[start].has(role::PARTICLE)
        && !matches!(block.folded(start), "le" | "la" | "el" | "los" | "las" | "y" | "e");
    let named = !run.is_empty()
        && (block.words[start].shape != Shape::Lower || particle)
        && !(single_letter && block.gap(start) != Gap::DotSpace);
    let is_name =
        run.clone().any(|place| !is_initial(block, place) && block.words[place].len() > 2);
    (named && is_name).then_some(run)
}

fn titled_arabic(block: &TokenizedBlock, start: usize) -> Option<Range<usize>> {
    let is_name = |place: &usize| {
        let word = &block.words[*place];
        word.shape == Shape::Caseless
            && (*place == start || word.gap == Gap::Space && !crosses_cells(block, *place))
            && word.has(role::NAME | role::PARTICLE)
    };
    let end = (start..block.words.len().min(start + LONGEST)).take_while(is_name).last()? + 1;
    let is_given_alone = end == start + 1 && block.words[start].has(role::GIVEN);
    if is_given_alone && ends_in_nisba(block, start) {
        return Some(start..end + 1);
    }
    if !is_given_alone || !may_be_arabic_family(block, end) {
        return Some(start..end);
    }
    // the second half of a double name, told by its foreign ending
    let is_double = may_be_arabic_family(block, end + 1) && has_family_ending(block, end + 1);
    Some(start..end + 1 + usize::from(is_double))
}

/// Tells whether an Arabic word that no table knows may be the family name after a given name.
///
/// A short word, one with the article, one in `ه` or `ت` and one in `ي` of a verb's length are words of a sentence
/// more often.
pub(crate) fn may_be_arabic_family(block: &TokenizedBlock, at: usize) -> bool {
    let Some(word) = block.word(at) else { return false };
    let folded = block.folded(at);
    let letters = folded.chars().count();
    word.shape == Shape::Caseless
        && word.gap == Gap::Space
        && !crosses_cells(block, at)
        && word.roles == 0
        && letters >= FEWEST_OF_FAMILY
        && !folded.starts_with("ال")
        && !folded.ends_with(['ه', 'ت'])
        && (letters > FEWEST_OF_FAMILY + 1 || !folded.starts_with(['ي', 'ت']))
}

/// Reads two or more known Arabic names in a row.
fn arabic(block: &TokenizedBlock, at: usize) -> Option<Range<usize>> {
    block.words[at].has(role::GIVEN).then_some(())?;
    let is_name = |place: &usize| {
        let word = &block.words[*place];
        let linked = *place == at || word.gap == Gap::Space && !crosses_cells(block, *place);
        linked && is_arabic_name(block, *place) && !word.has(role::COUNTRY | OTHERS)
    };
    let mut end = (at..block.words.len().min(at + LONGEST)).take_while(is_name).last()? + 1;
    while end > at
        && block.words[end - 1].has(role::PARTICLE)
        && !block.words[end - 1].has(role::NAME)
    {
        end -= 1;
    }
    let names = (at..end).filter(|place| block.words[*place].has(role::NAME)).count();
    if names == 1 && end == at + 1 && ends_in_nisba(block, at) {
        return Some(at..end + 1);
    }
    (names >= 2 && block.words[at..end].iter().map(Word::len).sum::<usize>() >= 12)
        .then_some(at..end)
}

/// Tells whether a family name with the article that tells where its bearer's forebears were from stands behind a given name
/// that is no everyday word: `كريم الحسيني`.
pub(crate) fn ends_in_nisba(block: &TokenizedBlock, given: usize) -> bool {
    let Some(family) = block.word(given + 1) else { return false };
    let folded = block.folded(given + 1);
    !block.words[given].has(role::COMMON | role::NEVER | OTHERS)
        && family.shape == Shape::Caseless
        && family.gap == Gap::Space
        && !crosses_cells(block, given + 1)
        && family.roles == 0
        && folded.starts_with("ال")
        && folded.ends_with('ي')
        && folded.chars().count() >= FEWEST_OF_NISBA
}

/// Reads Arabic words that only the birth behind them tells to be a name: `مارينا سابلينا المولودة في 13 أغسطس 1986`. With no
/// capitals to show where it begins, a word of the sentence or a sign must stand before it.
fn arabic_born(block: &TokenizedBlock, at: usize) -> Option<Range<usize>> {
    let may_be_part = |place: usize| {
        let word = &block.words[place];
        let is_unknown = word.roles == 0
            && block.folded(place).chars().count() > 2
            && !block.folded(place).starts_with("ال");
        word.shape == Shape::Caseless && (is_unknown || is_arabic_name(block, place))
    };
    let is_linked = |place: usize| block.gap(place) == Gap::Space && !crosses_cells(block, place);
    let begins = at == 0 || !is_linked(at) || !may_be_part(at - 1);
    let part = |place: &usize| may_be_part(*place) && (*place == at || is_linked(*place));
    let end = (at..block.words.len().min(at + LONGEST)).take_while(part).last()? + 1;
    let is_name = begins && (2..=4).contains(&(end - at)) && is_born_behind(block, end);
    is_name.then_some(at..end)
}

/// Tells whether an Arabic word is a name or part of one as it stands, without a conjunction or preposition.
fn is_arabic_name(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    let plain = word.hash == lexicon::hash(block.folded(at));
    // The commonest preposition is folded to the name Ali.
    let is_preposition = &block.text[word.start..word.end] == "على";
    plain
        && !is_preposition
        && word.has(role::NAME | role::PARTICLE)
        && (!word.has(role::COMMON) || block.folded(at) == "علي")
}

/// Reads a run of capitalised words that something tells to be a name.
fn capitalised(block: &TokenizedBlock, found: &Found, at: usize) -> Option<(Range<usize>, f32)> {
    if !starts_run(block, at) {
        return None;
    }
    let turned = turned(block, found, at);
    let run = run(block, found, at);
    if turned.is_some() || run.is_empty() {
        return turned;
    }
    patronymic(block, &run)
        .or_else(|| initials(block, &run))
        .or_else(|| full_name(block, &run))
        .or_else(|| foreign(block, &run))
        .or_else(|| born(block, &run))
        .filter(|(words, _)| words.len() > 1)
}

/// Reads words that only the birth behind them tells to be a name: `Арриетабаль Инес, 26 февраля 2007 года рождения`.
fn born(block: &TokenizedBlock, run: &Range<usize>) -> Option<(Range<usize>, f32)> {
    let may_be_part = |at: usize| {
        let word = &block.words[at];
        word.has(role::NAME | role::PARTICLE)
            || !is_everyday(word) && !word.has(role::CITY | role::COUNTRY | role::BODY)
    };
    let is_name = run.clone().all(may_be_part) && is_born_behind(block, run.end);
    is_name.then_some((run.clone(), 0.8))
}

/// Tells whether a birth stands behind the words that end before `at`, in the same sentence.
fn is_born_behind(block: &TokenizedBlock, at: usize) -> bool {
    matches!(block.gap(at), Gap::Comma | Gap::Space | Gap::Open)
        && date_role::tells_birth(block, at)
}

/// Reads `KURMANBAEV, Arsen`: the family name, a comma, the given names.
fn turned(block: &TokenizedBlock, found: &Found, at: usize) -> Option<(Range<usize>, f32)> {
    let family = &family_before_comma(block, found, at)?;
    let given = run(block, found, family.end);
    let is_given = |at: &usize| {
        let word = &block.words[*at];
        word.shape == Shape::Title && word.has(role::GIVEN)
            || is_patronymic(block, *at)
            || *at > family.end && is_initial(block, *at)
    };
    let end = given.take_while(is_given).take(3).last()? + 1;
    if !block.words[family.end].has(role::GIVEN) {
        return None;
    }
    let is_shouted = family.clone().all(|at| block.words[at].shape == Shape::Upper);
    let confidence = if is_shouted {
        shouted_confidence(block, family, end)?
    } else {
        listed_confidence(block, family, end)?
    };
    Some((family.start..end, confidence))
}

/// Returns the words from `at` on up to a comma and a given name, where they may be a family name.
fn family_before_comma(block: &TokenizedBlock, found: &Found, at: usize) -> Option<Range<usize>> {
    let comma = (at + 1..at + LONGEST).find(|place| !links(block, at, *place))?;
    let may_be_family = |place: usize| {
        let word = &block.words[place];
        let is_free = found.is_free(&(place..place + 1)) && !word.is_number();
        is_free
            && !word.has(OTHERS)
            && (!is_everyday(word) || word.has(role::NAME | role::PARTICLE))
    };
    let fits = is_turned(block, &(at..comma + 1)) && (at..comma).all(may_be_family);
    fits.then_some(at..comma)
}

/// Judges a family name in capitals before a comma and given names that end at `end`.
fn shouted_confidence(block: &TokenizedBlock, family: &Range<usize>, end: usize) -> Option<f32> {
    let is_plain = |at: usize| block.words[at].has(role::CITY | role::COUNTRY | role::COMMON);
    let known = family.clone().any(|at| is_likely_surname(block, at));
    let told =
        matches!(block.gap(end), Gap::Open | Gap::Comma) || block.gap_text(end).starts_with(';');
    let is_long = family.clone().any(|at| block.words[at].len() > 3);
    let sure = known || told || end > family.end + 1;
    (sure && is_long && !family.clone().any(is_plain)).then_some(if known { 0.9 } else { 0.75 })
}

/// Judges a family name that is not in capitals: as in lists and mails, the name must be all that stands there.
fn listed_confidence(block: &TokenizedBlock, family: &Range<usize>, end: usize) -> Option<f32> {
    let before = block.gap_text(family.start).trim_end_matches(' ');
    let begins = matches!(block.gap(family.start), Gap::Edge | Gap::Line)
        || before.ends_with([':', ';', '\n', '\t', '|', '"'])
        || is_of_list(block, family.start);
    let after = block.gap_text(end).trim_start_matches(['.', ' ']);
    let is_told_of = || {
        let next = block.word(end);
        after.starts_with(',')
            && next.is_some_and(|word| word.is_number() || word.has(role::DATE_LABEL))
    };
    let ends_field = after.is_empty() && block.word(end).is_none()
        || after.starts_with(['\n', '\r', '\t', '|', '"']);
    // Two given names may be two persons, unless an address, a year or another name shows the one.
    let is_one = after.starts_with([';', '<', '(', '[']) || is_told_of();
    let is_given = family.clone().all(|at| block.words[at].has(role::GIVEN));
    let is_plain = |at: usize| {
        let word = &block.words[at];
        word.has(role::CITY | role::COUNTRY) || word.has(role::COMMON) && !word.has(role::NAME)
    };
    let is_long = family.clone().any(|at| block.words[at].len() > 2);
    let fits = begins && is_long && !family.clone().any(is_plain);
    (fits && (is_one || ends_field && !is_given)).then_some(0.8)
}

/// Tells whether the number of an item of a list stands before: `12. Doe, John`.
fn is_of_list(block: &TokenizedBlock, at: usize) -> bool {
    at > 0
        && block.number(at - 1).is_some()
        && matches!(block.gap(at - 1), Gap::Edge | Gap::Line)
        && matches!(block.gap_text(at).trim(), "." | ")")
}

/// Tells whether words begin with a family name, a comma and a given name that is not in capitals.
fn is_turned(block: &TokenizedBlock, words: &Range<usize>) -> bool {
    let comma = words.clone().skip(1).find(|at| block.gap(*at) == Gap::Comma);
    comma.filter(|comma| *comma < block.words.len()).is_some_and(|comma| {
        block.words[comma].shape == Shape::Title
            && block.gap_text(comma).starts_with(", ")
            && (words.start..comma).all(|at| {
                let word = &block.words[at];
                word.is_capitalised() || word.shape == Shape::Mixed || word.has(role::PARTICLE)
            })
    })
}

fn starts_run(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    if word.len() < 2 && !is_initial(block, at) && !begins_apostrophe(block, at) {
        return false;
    }
    (word.is_capitalised() || word.shape == Shape::Mixed)
        && !matches!(block.gap(at), Gap::None | Gap::Apostrophe)
        || word.is_capitalised() && block.gap(at) == Gap::Apostrophe
}

/// Tells whether a capital letter belongs to the word behind its apostrophe: `O'Brien`.
pub(crate) fn begins_apostrophe(block: &TokenizedBlock, at: usize) -> bool {
    block.words[at].shape == Shape::Upper
        && block.gap(at + 1) == Gap::Apostrophe
        && block.words[at + 1].is_capitalised()
}

/// Returns the words from `at` on that may be one name: capitalised, of one script, linked as names are.
fn run(block: &TokenizedBlock, found: &Found, at: usize) -> Range<usize> {
    let script = script(block, at);
    let mut end = at;
    let mut names = 0;
    for place in at..block.words.len().min(at + 2 * LONGEST) {
        let linked = place == at || links(block, at, place);
        let part = may_be_name(block, found, place)
            || place > at && belongs_by_particle(block, found, at, place);
        names += usize::from(!block.words[place].has(role::PARTICLE));
        if !linked || !part || names > LONGEST || script != self::script(block, place) {
            break;
        }
        end = place + 1;
    }
    while end > at && is_loose_end(block, end - 1) {
        end -= 1;
    }
    at..end
}

/// Tells whether a word ends no name: a particle with nothing after it.
fn is_loose_end(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    word.shape == Shape::Lower && !word.has(role::SON)
        || word.has(role::PARTICLE) && word.has(role::NEVER)
}

/// Tells whether an everyday word is part of the name that began at `start`: a particle (`Salman Al Saud`), or the
/// word that particles join to given names alone (`Georges de la Tour`).
fn belongs_by_particle(block: &TokenizedBlock, found: &Found, start: usize, place: usize) -> bool {
    let word = &block.words[place];
    if !word.is_capitalised() || !found.is_free(&(place..place + 1)) || word.has(OTHERS) {
        return false;
    }
    let begun = (start..place).rev().find(|at| !block.words[*at].has(role::PARTICLE));
    let after_given = place > start + 1
        && block.words[place - 1].has(role::PARTICLE)
        && block.words[place - 1].shape == Shape::Lower
        && begun.is_some_and(|last| (start..=last).all(|at| block.words[at].has(role::GIVEN)));
    word.has(role::PARTICLE) || after_given && !word.has(role::NEVER | role::CITY | role::COUNTRY)
}

fn links(block: &TokenizedBlock, start: usize, place: usize) -> bool {
    if crosses_cells(block, place) {
        return false;
    }
    let initial_before = is_initial(block, place - 1);
    match block.gap(place) {
        Gap::Space | Gap::Apostrophe => true,
        Gap::Dash => block.gap_text(place).chars().count() == 1 && block.words[place - 1].len() > 1,
        // A line break joins two halves of a name, not two lines of a list.
        Gap::Line => {
            place - start == 1
                && !initial_before
                && block.words[place].shape == block.words[start].shape
        }
        Gap::Dot | Gap::DotSpace => initial_before,
        // `J.-P. Dupont`
        _ => initial_before && block.word(place).is_some() && block.gap_text(place) == ".-",
    }
}

/// Tells whether a tab stands before the word: a name does not reach from one cell into the next.
fn crosses_cells(block: &TokenizedBlock, at: usize) -> bool {
    block.gap_text(at).contains('\t')
}

fn may_be_name(block: &TokenizedBlock, found: &Found, place: usize) -> bool {
    let word = &block.words[place];
    if !found.is_free(&(place..place + 1)) || word.is_number() {
        return false;
    }
    if word.shape == Shape::Lower {
        return word.has(role::PARTICLE | role::SON);
    }
    is_initial(block, place)
        || begins_apostrophe(block, place)
        || !word.has(OTHERS) && !is_everyday(word) && !is_abbreviation(block, place)
        || leads_double_name(block, place)
}

/// Tells whether a hyphen joins a word, be it an everyday one, to a family name: `Цветов-Хмельницкий`.
fn leads_double_name(block: &TokenizedBlock, place: usize) -> bool {
    block.gap(place + 1) == Gap::Dash
        && block.words[place].is_capitalised()
        && block.word(place + 1).is_some_and(|next| next.shape == block.words[place].shape)
        && has_family_ending(block, place)
        && is_surname(block, place + 1)
        && has_family_ending(block, place + 1)
}

/// Tells whether a Cyrillic word in capitals is too short for a name: `ЕСПЧ`, `ГРУ`.
fn is_abbreviation(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    word.shape == Shape::Upper
        && script(block, at) == 1
        && word.len() <= 8
        && !word.has(role::GIVEN | role::SON)
}

/// Tells whether the word is one of everyday speech and no known name.
fn is_everyday(word: &Word) -> bool {
    word.has(role::NEVER) || word.has(role::COMMON) && !word.has(role::GIVEN)
}

fn script(block: &TokenizedBlock, at: usize) -> u8 {
    match block.folded(at).chars().next() {
        Some('\u{400}'..='\u{52f}') => 1,
        _ => 0,
    }
}

/// Tells whether the word is one capital letter with a full stop.
fn is_initial(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    let surface = block.text[word.start..word.end].chars();
    let letters = surface.filter(|character| !fold::is_mark(*character)).count();
    word.shape == Shape::Upper && letters == 1 && block.text[word.end..].starts_with('.')
}

fn is_patronymic(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    at > 0 && word.has(role::SON)
        || word.len() >= 6
            && word.shape != Shape::Lower
            && may_be_patronymic(block.folded(at))
            && names::is_patronymic(block.folded(at))
}

/// Tells cheaply whether a word holds what every patronymic holds.
fn may_be_patronymic(folded: &str) -> bool {
    [
        "ич", "вна", "вны", "вне", "вну", "вно", "чна", "чны", "чне", "чну", "чно", "ич", "ic",
        "ych", "itsch", "vna", "wna", "hna",
    ]
    .iter()
    .any(|part| folded.contains(part))
}

/// Reads `Surname Name Patronymic` and `Name Patronymic Surname`.
fn patronymic(block: &TokenizedBlock, run: &Range<usize>) -> Option<(Range<usize>, f32)> {
    // `Бонч-Бруевич` ends like one.
    let is_double = |at: usize| block.gap(at) == Gap::Dash && !block.words[at].has(role::SON);
    let at = (run.start + 1..run.end).find(|at| is_patronymic(block, *at) && !is_double(*at))?;
    let son = usize::from(block.words[at].has(role::SON));
    let dashed = [1, 2].iter().any(|back| block.gap(at.saturating_sub(back + son)) == Gap::Dash);
    let reach = 2 + son + usize::from(dashed);
    let before = run.start.max(at.saturating_sub(reach))..at;
    let after = at + 1..run.end.min(at + 2);
    let words = before.start..if before.len() < 2 + son { after.end } else { at + 1 };
    let known = words.clone().any(|place| block.words[place].has(role::GIVEN));
    (words.len() > 2 || known).then_some((words, if known { 0.97 } else { 0.9 }))
}

/// Reads `И. И. Пестриков`, `Pestrikov I.V.`, `J. Smith`, `Бонч-Бруевич В.Д.`.
fn initials(block: &TokenizedBlock, run: &Range<usize>) -> Option<(Range<usize>, f32)> {
    let is_initial = |at: &usize| is_initial(block, *at);
    let leading = run.clone().take_while(is_initial).count();
    let start = run.start + leading;
    if leading > 0 {
        let surname = (start..run.end).take_while(|at| is_surname(block, *at)).take(2).last()?;
        let sure = leading > 1 || is_likely_surname(block, start);
        return (leading <= 3 && sure).then_some((run.start..surname + 1, 0.85));
    }
    let family = double_name(block, run);
    let is_given = block.words[run.start].has(role::GIVEN);
    let trailing = (family.end..run.end).take_while(is_initial).count();
    let is_likely = || family.clone().any(|at| is_likely_surname(block, at));
    let is_part = |at: usize| is_surname(block, at) || begins_apostrophe(block, at);
    let sure = family.clone().all(is_part) && (trailing > 1 || !is_given && is_likely());
    let ends = family.end + trailing == run.end;
    (matches!(trailing, 1..=3) && sure && ends).then_some((run.start..family.end + trailing, 0.85))
}

/// Returns the word that a run begins with, and those that hyphens or an apostrophe join to it.
fn double_name(block: &TokenizedBlock, run: &Range<usize>) -> Range<usize> {
    let is_joined =
        |at: &usize| block.gap(*at) == Gap::Dash || *at > 0 && begins_apostrophe(block, *at - 1);
    run.start..run.start + 1 + (run.start + 1..run.end).take_while(is_joined).count()
}

fn is_surname(block: &TokenizedBlock, at: usize) -> bool {
    let word = &block.words[at];
    word.len() >= 3
        && (word.is_capitalised() || word.shape == Shape::Mixed)
        && !word.has(role::COMMON | OTHERS | role::MONTH)
}

fn is_likely_surname(block: &TokenizedBlock, at: usize) -> bool {
    is_surname(block, at) && (block.words[at].has(role::NAME) || has_family_ending(block, at))
}

pub(crate) fn has_family_ending(block: &TokenizedBlock, at: usize) -> bool {
    let folded = block.folded(at);
    folded.chars().count() >= 5 && FAMILY_ENDINGS.iter().any(|ending| folded.ends_with(ending))
}

/// Reads a given name with the family names after it, or with the one or two before it.
fn full_name(block: &TokenizedBlock, run: &Range<usize>) -> Option<(Range<usize>, f32)> {
    let is_given = |at: &usize| block.words[*at].has(role::GIVEN) && !is_initial(block, *at);
    let given = run.clone().find(is_given)?;
    // `DON MIGUEL SALVATIERRA`: what is a title as well is one before a given name
    let is_title =
        block.words[given].has(role::TITLE) && given + 2 < run.end && is_given(&(given + 1));
    let given = given + usize::from(is_title);
    let followed = (given + 1..run.end).any(|at| is_name_word(block, at));
    // `D’Angelo Marco`: the first of two given names is the end of the family name.
    let is_family = given > run.start
        && begins_apostrophe(block, given - 1)
        && block.word(given + 1).is_some_and(|next| next.has(role::GIVEN));
    let words = if let Some(family) = family_in_capitals(block, run) {
        family.start..run.end
    } else if is_family {
        given - 1..run.end
    } else if followed {
        given..run.end
    } else {
        families_before(block, run.start, given)..given + 1
    };
    let confidence = full_name_confidence(block, &words, given)?;
    Some((words, confidence))
}

/// Returns the words in capitals right before a given name that is not: `ZABALEGUI ROLDÁN Consuelo`, `VAN DEN BERG Jan`.
///
/// A known name among them, or a second given name behind, tells that they are a family name and no heading.
fn family_in_capitals(block: &TokenizedBlock, run: &Range<usize>) -> Option<Range<usize>> {
    let is_given = |at: usize| {
        block.word(at).is_some_and(|word| word.shape == Shape::Title && word.has(role::GIVEN))
    };
    let end = run.clone().find(|at| block.words[*at].shape == Shape::Title)?;
    let fits = |at: &usize| {
        let word = &block.words[*at];
        word.shape == Shape::Upper
            && word.len() > 3
            && is_surname(block, *at)
            && !word.has(role::CITY | role::COUNTRY)
    };
    let start = (run.start..end).rev().take_while(fits).last()?;
    let is_particle = |at: &usize| {
        let is_joined = matches!(block.gap_text(at + 1), " " | "-");
        is_joined && block.words[*at].shape == Shape::Upper && block.words[*at].has(role::PARTICLE)
    };
    let start = (0..start).rev().take_while(is_particle).last().unwrap_or(start);
    let has_apostrophe = start > run.start && begins_apostrophe(block, start - 1);
    let start = start - usize::from(has_apostrophe);
    let is_known = end - start > 1 && (start..end).any(|at| block.words[at].has(role::NAME));
    let is_told = is_known || has_apostrophe || is_given(end + 1) && end + 1 < run.end;
    (is_given(end) && is_told).then_some(start..end)
}

/// Returns where the family names right before a given name begin.
fn families_before(block: &TokenizedBlock, start: usize, given: usize) -> usize {
    let fits = |at: &usize| {
        let word = &block.words[*at];
        let upper = word.shape == Shape::Upper
            && word.len() > 4
            && block.words[given].shape == Shape::Title;
        is_likely_surname(block, *at) && (word.len() > 6 || word.shape != Shape::Upper)
            || upper && is_surname(block, *at)
    };
    let first = (start.max(given.saturating_sub(2))..given).rev().take_while(fits).last();
    let Some(first) = first else { return given };
    // a double name is one name, however short its first half, and so is one with an apostrophe
    let is_joined = first > start && matches!(block.gap(first), Gap::Dash | Gap::Apostrophe);
    if is_joined { first - 1 } else { first }
}

/// How many words before a foreign name may stand between it and what its bearer is.
const POSITION_REACH: usize = 6;
/// Endings of adjectives, with which names of states, bodies and places begin.
const ADJECTIVE_ENDINGS: &[&str] = &[
    "ий", "ый", "ой", "ая", "яя", "ое", "ее", "ые", "ие", "ого", "его", "ому", "ему", "ым", "им",
    "ых", "их", "ую", "юю",
];
/// Endings of verbs in the past tense.
const PAST_ENDINGS: &[&str] = &["л", "ла", "ли", "лся", "лась", "лись"];

/// Reads a foreign name that no table knows in a Russian sentence: two or three capitalised words amid it, behind what
/// its bearer is (`посол Израиля на Украине Йоэль Лион`) or before what he did.
fn foreign(block: &TokenizedBlock, run: &Range<usize>) -> Option<(Range<usize>, f32)> {
    let may_be_foreign = |at: usize| {
        let word = &block.words[at];
        word.shape == Shape::Title
            && (at == run.start || matches!(block.gap(at), Gap::Space | Gap::Dash))
            && !word.has(role::COUNTRY | role::MONTH | role::NEVER)
            && (!word.has(role::COMMON | role::CITY) || at > run.start || word.has(role::GIVEN))
            && !ADJECTIVE_ENDINGS.iter().any(|ending| block.folded(at).ends_with(ending))
    };
    let before = run.start.checked_sub(1).filter(|_| block.gap(run.start) == Gap::Space)?;
    let is_amid = block.words[before].shape == Shape::Lower
        || block.words[before].has(role::COUNTRY | role::CITY | role::POSITION | role::COMMON);
    let fits = script(block, run.start) == 1
        && matches!(run.len(), 2 | 3)
        && is_amid
        && run.clone().all(may_be_foreign);
    let told = || follows_position(block, run.start) || acts(block, run.end);
    (fits && told()).then(|| (run.clone(), 0.65))
}

/// Tells whether a word for an office or a trade stands before, in the same clause.
fn follows_position(block: &TokenizedBlock, at: usize) -> bool {
    let reach = (at.saturating_sub(POSITION_REACH)..at).rev();
    let clause = reach.take_while(|place| matches!(block.gap(place + 1), Gap::Space | Gap::Dash));
    clause.into_iter().any(|place| block.words[place].has(role::POSITION))
}

/// Tells whether a verb in the past tense follows.
fn acts(block: &TokenizedBlock, at: usize) -> bool {
    block.word(at).is_some_and(|word| word.shape == Shape::Lower && word.len() > 6)
        && block.gap(at) == Gap::Space
        && PAST_ENDINGS.iter().any(|ending| block.folded(at).ends_with(ending))
}

fn is_name_word(block: &TokenizedBlock, at: usize) -> bool {
    block.words[at].shape != Shape::Lower && !is_initial(block, at) && block.words[at].len() > 1
}

/// Tells whether a particle stands before names of places as often as before family names.
fn is_of_place(particle: &str) -> bool {
    matches!(particle, "de" | "del" | "des" | "du" | "di" | "da" | "do" | "la" | "y" | "e")
}

fn full_name_confidence(block: &TokenizedBlock, words: &Range<usize>, given: usize) -> Option<f32> {
    let names = || words.clone().filter(|at| is_name_word(block, *at));
    let others = || names().filter(move |at| *at != given);
    if others().count() == 0 || names().count() > 5 {
        return None;
    }
    let is_place =
        |at: usize| block.words[at].has(role::CITY | role::COUNTRY | role::MONTH | role::COMMON);
    let known = others().any(|at| is_likely_surname(block, at) && !is_place(at));
    let all_upper = names().all(|at| block.words[at].shape == Shape::Upper);
    let surname_upper = !all_upper
        && others().any(|at| block.words[at].shape == Shape::Upper && block.words[at].len() > 3);
    let by_particle = words.contains(&(given + 1))
        && is_of_place(block.folded(given + 1))
        && others().count() < 2;
    // `de la` and `de los` join a given name to a family name oftener than to a place.
    let by_particle =
        by_particle && !(given + 2..words.end).any(|at| block.words[at].has(role::PARTICLE));
    let weak = is_place(given) || by_particle || block.folded(given).len() < 3;
    match (weak, known) {
        (false, true) => Some(0.92),
        (true, true) => Some(0.7),
        (false, false) if surname_upper => Some(0.85),
        (false, false) if !all_upper => Some(0.75),
        _ => None,
    }
}
