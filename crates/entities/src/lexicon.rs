//! What every word is looked up in: which kinds may have a mention beginning there.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use crate::fold;
use crate::kinds::{article, control, country, date, name_words, ncb, notice, status};
use crate::page::{Anchor, Page, Shape, Word};
use crate::phrase::Phrases;
use crate::table;

/// A set of roles that a word may play, one bit each.
pub(crate) type Role = u32;

/// The roles.
pub(crate) mod role {
    use super::Role;

    pub(crate) const ANCHOR: Role = 1;
    pub(crate) const COLOUR: Role = 1 << 1;
    pub(crate) const NOUN: Role = 1 << 2;
    pub(crate) const FILLER: Role = 1 << 3;
    pub(crate) const JOINER: Role = 1 << 4;
    pub(crate) const BOARD: Role = 1 << 5;
    pub(crate) const VETO: Role = 1 << 6;
    pub(crate) const CORNER: Role = 1 << 7;
    pub(crate) const COUNCIL: Role = 1 << 8;
    pub(crate) const STATUS: Role = 1 << 9;
    pub(crate) const RECORD: Role = 1 << 10;
    pub(crate) const LABEL: Role = 1 << 11;
    pub(crate) const COUNTRY: Role = 1 << 12;
    pub(crate) const BUREAU: Role = 1 << 13;
    pub(crate) const CITY: Role = 1 << 14;
    pub(crate) const ARTICLE: Role = 1 << 15;
    pub(crate) const LAW: Role = 1 << 16;
    pub(crate) const MONTH: Role = 1 << 17;
    pub(crate) const DATE_WORD: Role = 1 << 18;
    /// A given name.
    pub(crate) const GIVEN: Role = 1 << 19;
    /// A given or family name.
    pub(crate) const NAME: Role = 1 << 20;
    /// A word of everyday speech.
    pub(crate) const COMMON: Role = 1 << 21;
    pub(crate) const TITLE: Role = 1 << 22;
    pub(crate) const NAME_LABEL: Role = 1 << 23;
    pub(crate) const PARTICLE: Role = 1 << 24;
    pub(crate) const VERSION: Role = 1 << 25;
    pub(crate) const ADDRESS: Role = 1 << 26;
    pub(crate) const NUMBER_LABEL: Role = 1 << 27;
    /// `оглы`, `кызы`: the end of a patronymic.
    pub(crate) const SON: Role = 1 << 28;
    /// A word that is in no name, known name or not.
    pub(crate) const NEVER: Role = 1 << 29;
    /// The first word of a phrase that names a notice.
    pub(crate) const NOTICE: Role = 1 << 30;
    /// The first word of a phrase that makes a state none.
    pub(crate) const NEGATION: Role = 1 << 31;
}

/// Keys that are hashes already.
pub(crate) type ByHash = BuildHasherDefault<AsIs>;

/// A hasher that takes a 64-bit key as its own hash.
#[derive(Default)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 =
            bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

const PRIME: u64 = 0x0100_0000_01b3;

/// Returns the hash of a folded word (FNV-1a, then mixed so that its low bits spread).
pub(crate) fn hash(folded: &str) -> u64 {
    let hash = folded
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Words with their roles.
pub(crate) type Words = HashMap<u64, Role, ByHash>;

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    learn(&mut words, role::ANCHOR, &ANCHORS);
    notice::learn(&mut words);
    status::learn(&mut words);
    learn(&mut words, role::LABEL, &crate::kinds::notice_id::LABELS);
    learn(&mut words, role::COUNTRY, &country::COUNTRIES);
    ncb::learn(&mut words);
    article::learn(&mut words);
    date::learn(&mut words);
    name_words::learn(&mut words);
    crate::kinds::numbers::learn(&mut words);
    control::learn(&mut words);
    words
});

static ANCHORS: LazyLock<Phrases<bool>> = LazyLock::new(|| {
    let mut anchors = Phrases::default();
    for row in table::rows(include_str!("../data/anchors.tsv")) {
        table::phrases(table::cell(&row, 2))
            .for_each(|phrase| anchors.add(phrase, row[0] == "strong"));
    }
    anchors
});

/// Enters the words of `phrases`: those that begin one with `role`, the others as known.
pub(crate) fn learn<T>(words: &mut Words, role: Role, phrases: &Phrases<T>) {
    phrases.firsts().for_each(|hash| *words.entry(hash).or_default() |= role);
    phrases.others().for_each(|hash| {
        words.entry(hash).or_default();
    });
}

/// Enters every form of the words of a cell with `role`.
pub(crate) fn learn_words(words: &mut Words, role: Role, cell: &'static str) {
    let forms = table::phrases(cell).flat_map(table::forms);
    for hash in forms.flat_map(|form| spellings(&form)) {
        *words.entry(hash).or_default() |= role;
    }
}

/// Enters names with `role`, exactly as they stand: an article would make other words of Arabic ones.
pub(crate) fn learn_names(words: &mut Words, role: Role, cell: &'static str) {
    for form in table::phrases(cell).flat_map(table::forms) {
        *words.entry(hash(&fold::fold(&form))).or_default() |= role;
    }
}

/// Returns the hash under which a word is known, and its roles.
///
/// An Arabic word is looked up without its conjunction, preposition and article where it is not known with them.
pub(crate) fn look_up(word: &Word, folded: &str) -> (u64, Role) {
    if word.is_number() {
        return (word.hash, 0);
    }
    if let Some(roles) = WORDS.get(&word.hash) {
        return (word.hash, *roles);
    }
    if word.shape != Shape::Caseless {
        return (word.hash, 0);
    }
    let mut bare = text::without_clitics(folded).map(hash);
    let known = bare.find_map(|hash| WORDS.get(&hash).map(|roles| (hash, *roles)));
    known.unwrap_or((word.hash, 0))
}

/// Returns the roles of a folded word exactly as it stands.
pub(crate) fn roles_of(folded: &str) -> Role {
    WORDS.get(&hash(folded)).copied().unwrap_or(0)
}

/// Returns the hashes of a word of a table in the spellings that texts have: an Arabic one with its article and without.
///
/// The `أل` of `ألماني` is no article, though it folds to one.
pub(crate) fn spellings(word: &str) -> Vec<u64> {
    let folded = fold::fold(word);
    if !folded.starts_with(is_arabic) {
        return vec![hash(&folded)];
    }
    let bare = folded.strip_prefix("ال").filter(|_| word.starts_with("ال"));
    let bare = bare.filter(|bare| bare.chars().count() > 2).unwrap_or(&folded);
    vec![hash(bare), hash(&format!("ال{bare}"))]
}

fn is_arabic(character: char) -> bool {
    matches!(character, '\u{620}'..='\u{6ff}')
}

/// Returns the anchors of a page in order: phrases that are, and bureaus by their call names.
pub(crate) fn anchors(page: &Page) -> Vec<Anchor> {
    let places = (0..page.words.len())
        .filter(|at| page.words[*at].has(role::ANCHOR | role::BUREAU))
        .filter_map(|at| Some((at, anchor(page, at)?)));
    places.map(|(at, (len, strong))| Anchor { at, len, strong }).collect()
}

fn anchor(page: &Page, at: usize) -> Option<(usize, bool)> {
    let phrase = ANCHORS.longest(page, at).map(|(len, strong)| (len, *strong));
    phrase.or_else(|| ncb::call_at(page, at).map(|len| (len, true)))
}
