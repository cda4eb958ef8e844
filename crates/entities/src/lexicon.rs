//! What every word is looked up in: which kinds may have a mention beginning there.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::fold;
use crate::table;

/// A set of roles that a word may play, one bit each.
pub(crate) type Role = u64;

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident)*) => {
        /// The roles; each has the bit of its line.
        pub(crate) mod role {
            use super::Role;

            #[expect(clippy::upper_case_acronyms, non_camel_case_types, reason = "each is named as its role")]
            enum Bit { $($name),* }

            $($(#[$doc])* pub(crate) const $name: Role = 1 << Bit::$name as u32;)*
        }
    };
}

roles! {
    ANCHOR
    COLOUR
    NOUN
    FILLER
    JOINER
    BOARD
    VETO
    CORNER
    COUNCIL
    STATUS
    RECORD
    LABEL
    COUNTRY
    BUREAU
    CITY
    ARTICLE
    LAW
    MONTH
    DATE_WORD
    /// A word around dates that is no small word: a day of the week, a paper with a number, a season.
    DATE_NOUN
    /// The first word of a label that states what a date is the date of.
    DATE_LABEL
    /// A word of a number in words.
    NUMERAL
    /// What a quarter or half of a year may begin with, besides a number.
    TERM
    /// A month or the era of the Islamic calendar.
    HIJRI
    /// A decade in words.
    DECADE
    /// The first word of a date that the date of the document tells.
    RELATIVE
    /// A letter that scans have for a figure.
    LOOK_ALIKE
    /// A given name.
    GIVEN
    /// A given or family name.
    NAME
    /// A word of everyday speech.
    COMMON
    TITLE
    NAME_LABEL
    PARTICLE
    /// An office or a trade, behind which its bearer is named.
    POSITION
    VERSION
    ADDRESS
    NUMBER_LABEL
    /// `оглы`, `кызы`: the end of a patronymic.
    SON
    /// A word that is in no name, known name or not.
    NEVER
    /// The first word of a phrase that names a notice.
    NOTICE
    /// The first word of a phrase that makes a state none.
    NEGATION
    /// A word that neither begins nor ends a name.
    FUNCTION
    /// A word that stands before a name in a sentence and is no part of it.
    BEFORE
    /// An office, a field or a party, which alone names nobody.
    ALONE
    /// What becomes of notices, and of hardly anything else that is red.
    FATE
    /// A kind of body, which alone is no person and no place.
    BODY
    /// A kind of ship.
    VESSEL
    /// What is called after somebody who is named right behind it.
    CALLED
    /// What is called after somebody who is named right before it.
    NAMESAKE
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
