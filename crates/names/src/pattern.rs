//! Which arrangements of words are a name: what a search looks for, and what a comparison holds against another name.

use crate::given::{self, Given};
use crate::mark::{
    ANY_GIVEN, BARE, CLASS, CLASS_WITHOUT_CASE, CONSONANTS, FATHER, GIVEN, HEARD, INITIAL, KEY,
    MIDDLE, SOUND, TWIN,
};
use crate::particle::{self, ARTICLES, ASSIMILATED, BEGINNINGS, SERVANT, TITLES};
use crate::script::{self, Script};
use crate::surname::is_slavic;
use crate::term::{self, CLASSES, is_initial, is_of_consonants, marks_met, may_be_initial};
use crate::{MAX_WORDS, consonants, frame, heard, is_patronymic, keys};

/// How many consonants tell a name that stands alone apart from most others.
const TELLING: usize = 4;
/// How many consonants tell a family name apart beside a given name, where vowels are romanised in many ways.
const TELLING_BESIDE: usize = 3;

/// From how many letters on a name is no other where a scan reads m for rn: `Hernandez`, but not `Stern`.
const LONG_FOR_SCANS: usize = 7;
/// How many other words may stand between those of a name: `RODRÍGUEZ DE LA FUENTE María`.
const BETWEEN: u32 = 3;

/// An arrangement of words that is the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern<Term = String> {
    /// The terms that fit each word of it, on words of their own, in any order.
    pub slots: Vec<Vec<Term>>,
    /// How many other words may stand between.
    pub extra: u32,
    /// What no word between or beside may be.
    pub unless: Option<Stranger<Term>>,
}

/// What states in a name whose child its bearer is: `Ahmed bin Salem`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filiation {
    /// The terms that fit the name of the child.
    pub child: Vec<String>,
    /// The words that may stand between, folded.
    pub links: Vec<String>,
    /// The terms that fit the name of the father.
    pub father: Vec<String>,
}

/// Words that make a name another person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger<Term = String> {
    /// The terms of such words.
    pub terms: Vec<Term>,
    /// The terms of words that are the person's own.
    pub own: Vec<Term>,
    /// How many words before the name are looked at.
    pub before: u32,
    /// How many words behind it.
    pub after: u32,
}

/// A word of a name that is looked for.
#[derive(Clone, Debug)]
struct Word<'n> {
    surface: &'n str,
    /// Other ways to write it: with an article or without, as a compound.
    spellings: Vec<String>,
    /// The classes that its initial may have.
    classes: Vec<char>,
    given: Vec<&'static Given>,
    /// What its place beside the others shows it to be, where that tells more than the table.
    place: Option<Place>,
    is_initial: bool,
    is_patronymic: bool,
    /// Whether a hyphen joins it with the word before.
    is_joined: bool,
}

/// Which part of a name a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Given,
    Family,
}

impl Word<'_> {
    fn is_given(&self) -> bool {
        self.is_initial || self.place.map_or(!self.given.is_empty(), |place| place == Place::Given)
    }
}

/// Returns the arrangements of words that are the name, in any script, order and inflection: some words maybe as
/// initials, patronymics and further given names left out, of several family names one.
///
/// A name of one word is looked for alone. No name has no patterns.
pub fn patterns(name: &str) -> Vec<Pattern> {
    let (words, is_arabic) = read(name);
    if words.is_empty() {
        return Vec::new();
    }
    if let [only] = &words[..] {
        let slots = vec![in_full(only, is_arabic, true)];
        return vec![Pattern { slots, extra: 0, unless: None }];
    }
    let (middle, kept): (Vec<&Word>, Vec<&Word>) =
        words.iter().partition(|word| word.is_patronymic);
    if kept.len() < 2 {
        return arranged(&words.iter().collect::<Vec<_>>(), is_arabic, None);
    }
    let strangers = middle_names_of_others(&words, &middle);
    let mut patterns = arranged(&kept, is_arabic, strangers.as_ref());
    for (fewer, unless) in shortened(&kept, &words, strangers) {
        patterns.extend(arranged(&fewer, is_arabic, unless.as_ref()));
    }
    patterns.extend(written_together(&words, is_arabic));
    let generations = frame::other_generations(name);
    if !generations.is_empty() {
        for pattern in &mut patterns {
            pattern.exclude_behind(&generations);
        }
    }
    patterns
}

/// Returns whose child a name states somebody to be. What states the reverse is another's, though it has the same words.
pub fn filiation(name: &str) -> Option<Filiation> {
    let (child, father) = frame::filiation(name)?;
    let (_, is_arabic) = read(name);
    let terms = |surface: &str| in_full(&word(surface), is_arabic, false);
    let links = frame::FILIATIONS.iter().map(|link| (*link).to_owned()).collect();
    Some(Filiation { child: terms(child), links, father: terms(father) })
}

/// Returns the arrangement of words that is a family name with no given name, patronymic or initial beside it, nor
/// another word in capitals, which may be a given name that no table has; titles and words that begin sentences may
/// stand there. Nothing where there
/// is no word.
pub fn family_alone(family: &str) -> Option<Pattern> {
    let (words, is_arabic) = read(family);
    let slots: Vec<Vec<String>> =
        words.iter().map(|word| in_full(word, is_arabic, words.len() == 1)).collect();
    let mut own = slots.concat();
    own.extend(TITLES.iter().chain(BEGINNINGS).map(|word| (*word).to_owned()));
    let mut terms = vec![ANY_GIVEN.to_string(), MIDDLE.to_string()];
    terms.extend(CLASSES.chars().map(|class| format!("{CLASS}{class}")));
    let unless = Stranger { terms, own, before: 2, after: 1 };
    (!slots.is_empty()).then_some(Pattern { slots, extra: 0, unless: Some(unless) })
}

/// Returns the words of a name that must be met, and whether it is Arabic.
fn read(name: &str) -> (Vec<Word<'_>>, bool) {
    let mut tokens: Vec<text::Token> = text::tokens(name).take(2 * MAX_WORDS).collect();
    if tokens.len() > 2 && tokens.last().is_some_and(frame::is_generation) {
        tokens.pop();
    }
    let surface = |token: &text::Token| &name[token.start..token.end];
    let hyphen_behind =
        |token: &text::Token| name[token.end..].starts_with(['-', '\u{2010}', '\u{2011}']);
    let mut words: Vec<Word> = Vec::new();
    let (mut has_article, mut is_joined) = (false, false);
    let (mut servant, mut son) = (None, None);
    for (at, token) in tokens.iter().enumerate() {
        let folded = token.folded.as_str();
        let is_last = at + 1 == tokens.len();
        let is = |list: &[&str]| list.contains(&folded);
        if !is_last && (is(ARTICLES) || is(ASSIMILATED) && hyphen_behind(token)) {
            has_article = true;
            continue;
        }
        if !is_last && is(SERVANT) {
            servant = Some(folded);
            continue;
        }
        let is_capital_letter =
            is_initial(folded) && surface(token).starts_with(char::is_uppercase);
        let is_link =
            particle::is_link(folded) && !words.is_empty() && !is_last && !is_capital_letter;
        if is_link {
            son = SONS.contains(&folded).then_some(folded);
        } else if !is(TITLES) || is_last {
            let mut word = word(surface(token));
            word.spellings.extend(son.take().map(|son| format!("{son}{folded}")));
            word.is_joined = is_joined;
            word.is_initial |= name[token.end..].starts_with('.') && may_be_initial(word.surface);
            if let Some(servant) = servant {
                word.given.extend(given::look_up(&format!("{servant}{folded}")));
                word.spellings.extend(servants_of(folded));
                for spelling in &word.spellings {
                    word.given.extend(given::look_up(spelling));
                }
            }
            words.push(word);
        }
        is_joined = hyphen_behind(token);
        servant = None;
    }
    words.truncate(MAX_WORDS);
    let count = words.iter().filter(|word| !word.is_initial).count();
    for word in &mut words {
        word.is_patronymic &= count > 1;
    }
    find_places(&mut words);
    let is_arabic = has_article || words.iter().any(Word::is_arabic);
    if is_arabic {
        words.iter_mut().for_each(add_articles);
        words.iter_mut().for_each(add_without_servant);
    }
    let is_unknown = words.len() > 1 && words.iter().all(Word::is_of_unknown_language);
    if is_unknown || words.iter().any(Word::is_turkish) {
        for word in &mut words {
            add_twins(word, TURKISH);
        }
    }
    if words.len() > 1 {
        words
            .iter_mut()
            .filter(|word| !is_slavic(word.surface))
            .for_each(|word| add_twins(word, LISPED));
    }
    words
        .iter_mut()
        .filter(|word| is_armenian(word))
        .for_each(|word| add_twins(word, WESTERN_ARMENIAN));
    words.iter_mut().for_each(add_as_scanned);
    (words, is_arabic)
}

/// Yields a name of God behind `servant of`, as the two are written together.
fn servants_of(name: &str) -> impl Iterator<Item = String> + '_ {
    let servants: &[&str] = match script::of(name) {
        Some(Script::Latin) => &["abdul", "abdel", "abder", "abdou"],
        Some(Script::Cyrillic) => &["абдул", "абдель", "абдур", "абду"],
        _ => &[],
    };
    servants.iter().map(move |servant| format!("{servant}{name}"))
}

/// Tells given names from family names by capitals (`ROLDÁN VEGA Leocadio`) and by the place beside names that the table
/// has: what leads is a given name where family names follow.
fn find_places(words: &mut [Word]) {
    let whole = |word: &&Word| !word.is_initial && !word.is_patronymic;
    let in_capitals =
        words.iter().filter(whole).filter(|word| is_in_capitals(word.surface)).count();
    if (1..words.iter().filter(whole).count()).contains(&in_capitals) {
        for word in words.iter_mut().filter(|word| !word.is_initial && !word.is_patronymic) {
            let is_family = is_in_capitals(word.surface);
            word.place = Some(if is_family { Place::Family } else { Place::Given });
        }
        return;
    }
    let known = words.iter().position(|word| !word.given.is_empty() && !word.is_initial);
    let leading = match known {
        Some(known) => known,
        // other scripts than Latin write family names of two words with a hyphen, or do not mark them at all
        None if words.iter().all(|word| script::of(word.surface) == Some(Script::Latin)) => {
            usize::from(words.iter().filter(whole).count() > 2 && !words[1].is_joined)
        }
        None => 0,
    };
    if words[leading..].iter().any(|word| !word.is_given() && !word.is_patronymic) {
        words[..leading].iter_mut().for_each(|word| word.place = Some(Place::Given));
    }
}

fn is_in_capitals(word: &str) -> bool {
    let mut letters = word.chars().filter(|letter| letter.is_alphabetic());
    word.chars().count() > 1 && letters.all(char::is_uppercase)
}

impl Word<'_> {
    fn is_arabic(&self) -> bool {
        script::of(self.surface) == Some(Script::Arabic)
            || self.given.iter().any(|given| given.is_arabic)
            || without_servant(self.surface).next().is_some()
    }

    /// Tells whether nothing shows whose name it is, so that it may be a Turkish one without its marks.
    fn is_of_unknown_language(&self) -> bool {
        self.surface.is_ascii() && self.given.is_empty() && !is_slavic(self.surface)
    }

    fn is_turkish(&self) -> bool {
        const LETTERS: [char; 6] = ['ı', 'İ', 'ş', 'Ş', 'ğ', 'Ğ'];
        self.surface.contains(LETTERS) || self.given.iter().any(|given| given.is_turkish)
    }
}

fn word(surface: &str) -> Word<'_> {
    let given = given::look_up(surface);
    let mut classes = term::classes(surface, &keys(surface));
    classes.extend(term::class_of_german(surface, &given));
    Word {
        surface,
        spellings: Vec::new(),
        classes,
        is_initial: is_initial(surface),
        is_patronymic: is_patronymic(surface),
        is_joined: false,
        place: None,
        given,
    }
}

/// Adds the spellings of a family name with the article written together with it, or without.
fn add_articles(word: &mut Word) {
    if word.is_given() || script::of(word.surface) == Some(Script::Arabic) {
        return;
    }
    let folded = text::fold(word.surface);
    for article in ["al", "el", "аль", "эль"] {
        let same_script = article.is_ascii() == folded.is_ascii();
        let bare = folded.strip_prefix(article).filter(|bare| bare.chars().count() > TELLING);
        word.spellings.extend(bare.map(str::to_owned));
        word.spellings.extend(same_script.then(|| format!("{article}{folded}")));
    }
}

/// Adds the name of God behind `servant of` written together with it, since others write the two apart: Abdurrahman.
fn add_without_servant(word: &mut Word) {
    word.spellings.extend(without_servant(word.surface));
}

/// Yields what stands behind `servant of` in a word: Aziz in Abdelaziz.
fn without_servant(surface: &str) -> impl Iterator<Item = String> {
    let folded = text::fold(surface);
    let rests =
        SERVANT.iter().filter_map(move |servant| folded.strip_prefix(servant).map(str::to_owned));
    rests.filter(|rest| rest.chars().count() >= TELLING)
}

/// Words for a son that a family name may be written together with: بن مرابط is Benmerabet.
const SONS: [&str; 3] = ["بن", "ben", "бен"];

/// Letters of Turkish names and those that stand for them on a machine without Turkish letters, or behind one.
const TURKISH: &[(&str, &str)] =
    &[("s", "ş"), ("c", "ç"), ("ш", "с"), ("ч", "ц"), ("تش", "س"), ("ش", "س")];
/// Letters that Spanish and the languages which take names from it write for one sound.
const LISPED: &[(&str, &str)] =
    &[("z", "s"), ("s", "z"), ("з", "с"), ("с", "з"), ("ز", "س"), ("س", "ز")];

/// Consonants that Western Armenian exchanges: Գևորգյան is Gevorgyan and Kevorkian, Պետրոսյան Petrosyan and Bedrosian.
const WESTERN_ARMENIAN: &[(&str, &str)] = &[
    ("g", "k"),
    ("k", "g"),
    ("b", "p"),
    ("p", "b"),
    ("d", "t"),
    ("t", "d"),
    ("г", "к"),
    ("к", "г"),
    ("б", "п"),
    ("п", "б"),
    ("д", "т"),
    ("т", "д"),
    ("գ", "կ"),
    ("կ", "գ"),
    ("բ", "պ"),
    ("պ", "բ"),
    ("դ", "տ"),
    ("տ", "դ"),
];
/// Endings of Armenian family names, folded.
const ARMENIAN: [&str; 5] = ["ian", "yan", "ян", "յան", "եան"];
/// The shortest Armenian family name, in letters: `Brian` is none.
const SHORTEST_ARMENIAN: usize = 6;

/// Tells whether a family name may be Armenian.
fn is_armenian(word: &Word) -> bool {
    let folded = text::fold(word.surface);
    let is_long = folded.chars().count() >= SHORTEST_ARMENIAN;
    is_long && ARMENIAN.iter().any(|ending| folded.ends_with(ending))
}

/// Adds the spellings of a family name with other letters for some of its own.
fn add_twins(word: &mut Word, twins: &[(&str, &str)]) {
    if !word.given.is_empty() || word.is_initial {
        return;
    }
    let whole = word.surface.to_lowercase();
    let mut all = vec![whole.clone()];
    for (written, other) in twins.iter().filter(|(written, _)| whole.contains(written)) {
        let with_other: Vec<String> =
            all.iter().map(|spelling| spelling.replace(written, other)).collect();
        all.extend(with_other);
    }
    word.spellings.extend(all.into_iter().skip(1));
}

/// Adds a long name in Latin letters as scans read it whose r and n run together: Hemandez.
fn add_as_scanned(word: &mut Word) {
    let folded = text::fold(word.surface);
    if folded.is_ascii() && folded.len() >= LONG_FOR_SCANS && folded.contains("rn") {
        word.spellings.push(folded.replace("rn", "m"));
    }
}

/// Returns the terms of the initial of a word, under each of some marks.
fn marked<'w>(word: &'w Word, marks: &'w [char]) -> impl Iterator<Item = String> + 'w {
    word.classes.iter().flat_map(|class| marks.iter().map(move |mark| format!("{mark}{class}")))
}

/// Returns the terms under which a word is looked for in full.
fn in_full(word: &Word, is_arabic: bool, is_alone: bool) -> Vec<String> {
    if word.is_initial {
        return marked(word, &[CLASS, CLASS_WITHOUT_CASE, INITIAL]).collect();
    }
    let marks = marks_met(given::sex(&word.given, word.surface));
    let mut terms: Vec<String> =
        word.given.iter().map(|given| format!("{GIVEN}{}", given.id)).collect();
    let spellings = std::iter::once(word.surface).chain(word.spellings.iter().map(String::as_str));
    for spelling in spellings {
        terms.push(text::fold(spelling));
        let keys = keys(spelling);
        terms.extend(
            keys.iter().flat_map(|key| marks.iter().map(move |mark| format!("{mark}{key}"))),
        );
        if !term::is_told_across(spelling, &word.given) {
            terms.extend(across(spelling, &keys, is_arabic, is_alone));
        }
    }
    // Arabic itself tells the twins apart.
    let is_written_in_arabic = script::of(word.surface) == Some(Script::Arabic);
    if !is_alone && !is_written_in_arabic && term::has_twin(&word.given) {
        terms.extend(consonants(word.surface).iter().map(|key| format!("{TWIN}{key}")));
    }
    terms.extend(by_sound(word));
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// Returns the terms by which a family name in Latin letters and one in Cyrillic meet that is written as it sounds.
fn by_sound(word: &Word) -> Vec<String> {
    if heard::may_be_foreign(word.surface) {
        return keys(word.surface).iter().map(|key| format!("{SOUND}{key}")).collect();
    }
    let heard = heard::keys_by_sound(word.surface);
    heard.iter().map(|key| format!("{HEARD}{key}")).collect()
}

/// Returns the terms by which a word meets spellings that share its consonants alone.
fn across(spelling: &str, keys: &[String], is_arabic: bool, is_alone: bool) -> Vec<String> {
    let written_with_vowels = !keys.iter().any(|key| is_of_consonants(key));
    let is_telling = |key: &String, least: usize| key.chars().count() > least;
    let mut terms = Vec::new();
    for key in consonants(spelling) {
        let is_enough = !is_alone || is_telling(&key, TELLING);
        if written_with_vowels && is_enough {
            terms.push(format!("{KEY}{key}"));
        }
        let is_romanised = is_arabic && is_telling(&key, TELLING_BESIDE) && !is_slavic(spelling);
        if is_enough && (!written_with_vowels || is_romanised) {
            terms.push(format!("{CONSONANTS}{key}"));
        }
    }
    terms
}

/// Returns the initials and patronymics that make a name another's: where it has its own, all that differ from these.
fn middle_names_of_others(words: &[Word], patronymics: &[&Word]) -> Option<Stranger> {
    let initials = words.iter().filter(|word| word.is_initial).count();
    let full = words.iter().filter(|word| !word.is_initial && !word.is_patronymic).count();
    if patronymics.is_empty() && (initials == 0 || initials + full < 3) {
        return None;
    }
    let mut own = Vec::new();
    for word in words {
        own.extend(in_full(word, false, false));
        own.extend(marked(word, if word.is_initial { &[INITIAL, BARE] } else { &[INITIAL] }));
    }
    let fathers = patronymics.iter().flat_map(|word| given::fathers(word.surface));
    own.extend(fathers.map(|father| format!("{FATHER}{}", father.id)));
    Some(Stranger { terms: vec![MIDDLE.to_string()], own, before: 1, after: 1 })
}

/// Returns the shorter forms of a name: of several given names one, of several family names the first or the last.
fn shortened<'w, 'n>(
    kept: &[&'w Word<'n>],
    all: &[Word],
    middle: Option<Stranger>,
) -> Vec<(Vec<&'w Word<'n>>, Option<Stranger>)> {
    let (given, family): (Vec<&Word>, Vec<&Word>) = kept.iter().partition(|word| word.is_given());
    let full: Vec<&Word> = given.iter().copied().filter(|word| !word.is_initial).collect();
    let mut shorter = Vec::new();
    if family.is_empty() || given.is_empty() {
        return without_initials(kept).map(|fewer| (fewer, middle)).into_iter().collect();
    }
    let names = if full.is_empty() { &given[..1] } else { &full[..] };
    let initials_alone = given.len() > 1 && full.len() < 2;
    for name in names {
        if initials_alone {
            shorter.push((with(name, &family), middle.clone()));
        } else if given.len() > 1 {
            shorter.push((with(name, &family), Some(strangers_between(all))));
        }
        if family.len() > 1 && family.iter().all(|word| !word.is_joined) {
            for one in [family[0], family[family.len() - 1]] {
                let unless = Stranger { after: 1, ..strangers_between(all) };
                shorter.push((vec![*name, one], Some(unless)));
            }
        }
    }
    shorter
}

fn with<'w, 'n>(name: &'w Word<'n>, family: &[&'w Word<'n>]) -> Vec<&'w Word<'n>> {
    std::iter::once(name).chain(family.iter().copied()).collect()
}

/// Leaves out initials besides a name in full, or besides the first initial.
fn without_initials<'w, 'n>(kept: &[&'w Word<'n>]) -> Option<Vec<&'w Word<'n>>> {
    let full = kept.iter().filter(|word| !word.is_initial).count();
    let mut room = if full == 0 { kept.len() } else { 2_usize.saturating_sub(full) };
    let fewer: Vec<&Word> = kept
        .iter()
        .copied()
        .filter(|word| {
            let is_kept = !word.is_initial || room > 0;
            room = room.saturating_sub(usize::from(word.is_initial));
            is_kept
        })
        .collect();
    (fewer.len() > 1 && fewer.len() < kept.len()).then_some(fewer)
}

/// Returns the names that make a shortened name another's: any that are not among its words.
fn strangers_between(words: &[Word]) -> Stranger {
    let mut own: Vec<String> = words.iter().flat_map(|word| in_full(word, false, false)).collect();
    own.extend(words.iter().filter(|word| word.is_patronymic).map(|_| MIDDLE.to_string()));
    let terms = CLASSES.chars().map(|class| format!("{CLASS}{class}")).collect();
    Stranger { terms, own, before: 0, after: 0 }
}

/// Returns the patterns of words close together: at least one in full, and family names always where it is known which
/// words are those.
fn arranged(words: &[&Word], is_arabic: bool, unless: Option<&Stranger>) -> Vec<Pattern> {
    let knows_given = words.iter().any(|word| word.is_given());
    let is_family = |word: &Word| !word.is_given() && !word.is_patronymic;
    let is_full = |word: &Word| !word.is_initial;
    let choices: Vec<usize> = (0..words.len()).filter(|at| is_full(words[*at])).collect();
    let has_family = knows_given && words.iter().any(|word| is_family(word));
    let pattern = |full: Option<usize>, with_bare: bool| {
        let slot = |(at, word): (usize, &&Word)| {
            let must_be_full = Some(at) == full || has_family && is_family(word);
            slot(word, must_be_full, with_bare, is_arabic)
        };
        let slots = words.iter().enumerate().map(slot).collect();
        // a letter without a full stop is an initial only right beside the rest of the name
        Pattern { slots, extra: if with_bare { 0 } else { BETWEEN }, unless: unless.cloned() }
    };
    let both = |full: Option<usize>| [pattern(full, false), pattern(full, true)];
    match choices.len() {
        0 => both(None).into(),
        _ if has_family => both(None).into(),
        _ => choices.into_iter().flat_map(|at| both(Some(at))).collect(),
    }
}

/// Returns the terms that stand for a word, as an initial too unless it must stand in full.
fn slot(word: &Word, must_be_full: bool, with_bare: bool, is_arabic: bool) -> Vec<String> {
    let mut terms = in_full(word, is_arabic, false);
    if !must_be_full {
        terms.extend(marked(word, if with_bare { &[INITIAL, BARE] } else { &[INITIAL] }));
    }
    terms
}

/// Returns the patterns in which two neighbouring words are written as one.
fn written_together(words: &[Word], is_arabic: bool) -> Vec<Pattern> {
    let is_word = |word: &Word| !word.is_initial && !word.is_patronymic;
    let pairs = words.windows(2).enumerate().filter(|(_, pair)| pair.iter().all(is_word));
    let mut patterns = Vec::new();
    for (at, pair) in pairs {
        let joined = particle::joined(pair[0].surface, pair[1].surface);
        let joined = word(&joined);
        let others = words[..at].iter().chain(&words[at + 2..]);
        let mut slots = vec![in_full(&joined, is_arabic, words.len() == 2)];
        slots.extend(others.map(|other| in_full(other, is_arabic, false)));
        if slots.len() > 1 {
            patterns.push(Pattern { slots, extra: 2, unless: None });
        }
    }
    patterns
}

impl Pattern {
    /// Makes words right behind the name that of another person, besides those that do so already.
    fn exclude_behind(&mut self, words: &[String]) {
        let none = Stranger { terms: Vec::new(), own: Vec::new(), before: 0, after: 0 };
        let unless = self.unless.get_or_insert(none);
        unless.terms.extend_from_slice(words);
        // behind the first of two family names, too
        unless.after = unless.after.max(2);
    }

    /// Returns the same arrangement of other terms, one for each.
    pub(crate) fn map<Term>(&self, term: impl Fn(&String) -> Term) -> Pattern<Term> {
        let all = |terms: &Vec<String>| terms.iter().map(&term).collect();
        let unless = self.unless.as_ref().map(|unless| Stranger {
            terms: all(&unless.terms),
            own: all(&unless.own),
            before: unless.before,
            after: unless.after,
        });
        Pattern { slots: self.slots.iter().map(all).collect(), extra: self.extra, unless }
    }
}

impl<Term: PartialEq> Pattern<Term> {
    /// Tells whether words that stand in this order are the name, each given by its terms.
    pub(crate) fn is_met(&self, words: &[Vec<Term>]) -> bool {
        (0..words.len()).any(|start| {
            let width = self.slots.len() + self.extra as usize;
            let ends = start..words.len().min(start + width);
            let mut fitting = ends.filter(|end| self.fills(&words[start..=*end], &mut Vec::new()));
            fitting.next().is_some_and(|end| !self.has_stranger(words, start, end))
        })
    }

    /// Tells whether each slot finds a word of its own, one of them the first.
    fn fills(&self, words: &[Vec<Term>], taken: &mut Vec<usize>) -> bool {
        let Some(slot) = self.slots.get(taken.len()) else { return taken.contains(&0) };
        (0..words.len()).any(|at| {
            let fits = !taken.contains(&at) && slot.iter().any(|term| words[at].contains(term));
            if !fits {
                return false;
            }
            taken.push(at);
            let is_filled = self.fills(words, taken);
            taken.pop();
            is_filled
        })
    }

    fn has_stranger(&self, words: &[Vec<Term>], start: usize, end: usize) -> bool {
        let Some(unless) = &self.unless else { return false };
        let from = start.saturating_sub(unless.before as usize);
        let to = (end + unless.after as usize).min(words.len() - 1);
        let has = |word: &[Term], terms: &[Term]| terms.iter().any(|term| word.contains(term));
        words[from..=to].iter().any(|word| has(word, &unless.terms) && !has(word, &unless.own))
    }
}
