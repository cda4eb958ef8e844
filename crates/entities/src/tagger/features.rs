//! What the model sees of a word: its own form, its neighbours', what stands between them, and what other kinds found.

use std::sync::LazyLock;

use item::Kind;

use crate::finding::Found;
use crate::lexicon::{self, Role, role};
use crate::tagger::gazetteer::Gazetteer;
use crate::tokenized::{Gap, Shape, TokenizedBlock, Word};

/// How far a word's form is seen, in words to each side.
pub(crate) const REACH: usize = 2;
/// A person of at least this confidence is seen as a sure one.
const SURE: f32 = 0.85;

/// What the model sees of one word at a glance.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    /// The word's letters, folded.
    word: u64,
    /// Shape and length.
    class: u64,
    /// The roles that names are read by.
    roles: u64,
    /// What stands before the word.
    gap: u64,
    /// What other kinds found here.
    cover: u64,
    /// Whether the line has no small letters, or the block no capitals.
    case: u64,
    is_candidate: bool,
}

/// The bit of `Look::case` of a block without capitals.
const SMALL: u64 = 2;
/// Stands beside it while a block is looked at that holds rows of cells, each line a row.
const CELLS: u64 = 4;

/// The gap before the first word of a cell.
const TAB: u64 = 20;

/// Beyond the ends of a block.
const NOTHING: Look =
    Look { word: 1, class: 0, roles: 0, gap: 0, cover: 0, case: 0, is_candidate: false };

/// The roles that names are read by.
const ROLES: &[Role] = &[
    role::COUNTRY,
    role::CITY,
    role::GIVEN,
    role::NAME,
    role::COMMON,
    role::TITLE,
    role::NAME_LABEL,
    role::PARTICLE,
    role::POSITION,
    role::SON,
    role::MONTH,
    role::NEVER,
    role::BUREAU,
    role::ANCHOR,
];

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::read(include_bytes!("../../data/names.gazetteer")));

/// How many bits the gazetteer adds to the roles.
const BITS: usize = ROLES.len() + 2;

/// Returns the looks of all words of a block.
pub(crate) fn looks(block: &TokenizedBlock, found: &Found) -> Vec<Look> {
    let shouted = shouted_lines(block);
    let is_small = !block.words.iter().any(Word::is_capitalised);
    let common =
        if is_small { SMALL } else { 0 } | if block.text.contains('\t') { CELLS } else { 0 };
    let mut looks: Vec<Look> =
        (0..block.words.len()).map(|at| look(block, at, u64::from(shouted[at]) | common)).collect();
    cover(block, found, &mut looks);
    looks
}

fn look(block: &TokenizedBlock, at: usize, case: u64) -> Look {
    let word = &block.words[at];
    let folded = block.folded(at);
    let hash = if word.shape == Shape::Caseless { lexicon::hash(folded) } else { word.hash };
    let is_small = case & SMALL != 0;
    let known = match word.shape {
        Shape::Number => 0,
        Shape::Lower if !is_small => 0,
        _ => known(folded, hash),
    };
    let is_named = word.has(role::GIVEN | role::CITY | role::COUNTRY)
        || is_small && known > 0 && !word.has(role::COMMON);
    let is_candidate = match word.shape {
        Shape::Number => false,
        Shape::Lower => is_named,
        Shape::Title | Shape::Upper | Shape::Mixed | Shape::Caseless => true,
    };
    Look {
        word: hash,
        class: class(word),
        roles: roles(word) | u64::from(known) << ROLES.len(),
        gap: gap(block, at, case & CELLS != 0),
        cover: 0,
        case: case & !CELLS,
        is_candidate,
    }
}

fn class(word: &Word) -> u64 {
    let length = match word.shape {
        Shape::Number => word.len().min(5),
        _ => match word.len() {
            1 => 1,
            2 => 2,
            3..=4 => 3,
            _ => 4,
        },
    };
    1 + word.shape as u64 * 8 + length as u64
}

/// Returns what the gazetteer knows of a word, or of an Arabic one without what is written together with it.
fn known(folded: &str, hash: u64) -> u8 {
    let flags = GAZETTEER.flags(hash);
    let bare = || text::without_clitics(folded).map(|bare| GAZETTEER.flags(lexicon::hash(bare)));
    if flags > 0 { flags } else { bare().find(|flags| *flags > 0).unwrap_or(0) }
}

fn roles(word: &Word) -> u64 {
    let bits = ROLES.iter().enumerate().map(|(bit, role)| u64::from(word.has(*role)) << bit);
    bits.sum()
}

fn gap(block: &TokenizedBlock, at: usize, has_cells: bool) -> u64 {
    let gap = block.gap(at);
    let is_cell = has_cells && (gap == Gap::Line || block.gap_text(at).contains('\t'));
    if is_cell { TAB } else { 1 + gap as u64 }
}

/// Returns of every word whether its line has capitals and no small letters.
fn shouted_lines(block: &TokenizedBlock) -> Vec<bool> {
    let mut shouted = vec![false; block.words.len()];
    let mut start = 0;
    for at in 1..=block.words.len() {
        let ends = at == block.words.len() || matches!(block.gap(at), Gap::Line | Gap::Edge);
        if ends && at > start {
            let line = &block.words[start..at];
            let has = |shape: Shape| line.iter().any(|word| word.shape == shape && word.len() > 1);
            let is_shouted = has(Shape::Upper) && !has(Shape::Lower) && !has(Shape::Title);
            shouted[start..at].fill(is_shouted);
            start = at;
        }
    }
    shouted
}

/// Enters what other kinds found.
fn cover(block: &TokenizedBlock, found: &Found, looks: &mut [Look]) {
    for finding in found.findings.iter().filter(|finding| finding.need.is_none()) {
        let code = match finding.kind {
            Kind::Person if finding.confidence >= SURE => 1,
            Kind::Person => 3,
            Kind::Country => 5,
            Kind::Ncb => 7,
            Kind::Date => 9,
            Kind::Notice | Kind::Status | Kind::Article => 11,
            _ => 13,
        };
        let first = block.word_at(finding.start);
        let words =
            (first..block.words.len()).take_while(|at| block.words[*at].start < finding.end);
        words.for_each(|at| looks[at].cover = code + u64::from(at > first));
    }
}

/// Returns the words at which a name may stand: those that may be part of one, and their neighbours.
pub(crate) fn read(looks: &[Look]) -> Vec<bool> {
    let mut read = vec![false; looks.len()];
    for (at, _) in looks.iter().enumerate().filter(|(_, look)| look.is_candidate) {
        read[at.saturating_sub(REACH)..looks.len().min(at + REACH + 1)].fill(true);
    }
    read
}

impl Look {
    /// Tells whether a tab stands before the word: no name reaches from one cell into the next.
    pub(crate) fn begins_cell(&self) -> bool {
        self.gap == TAB
    }

    /// Returns what all features of the form depend on.
    pub(crate) fn form(&self) -> u64 {
        mix(mix(self.word, self.class), self.roles)
    }
}

/// Yields the features of a word's form, each with how far it is seen.
pub(crate) fn of_form(folded: &str, look: &Look, mut emit: impl FnMut(usize, u64)) {
    let mut add = |reach: usize, template: u64, value: u64| emit(reach, mix(template, value));
    add(2, 1, look.word);
    add(2, 2, look.class);
    add(2, 3, look.roles);
    add(1, 4, mix(look.word, look.class));
    let letters: Vec<usize> = folded.char_indices().map(|(at, _)| at).collect();
    for length in 1..=5 {
        if letters.len() > length {
            let suffix = &folded[letters[letters.len() - length]..];
            let reach = usize::from(length == 3);
            add(reach, 10 + length as u64, mix(lexicon::hash(suffix), look.class));
            let prefix = &folded[..letters[length]];
            add(0, 20 + length as u64, mix(lexicon::hash(prefix), look.class));
        }
    }
    for bit in (0..BITS).filter(|bit| look.roles >> bit & 1 == 1) {
        add(1, 30, bit as u64);
    }
    for (order, bare) in text::without_clitics(folded).enumerate() {
        if order == 0 {
            add(1, 31, look.word);
        }
        add(1, 31, lexicon::hash(bare));
    }
}

/// Yields the features of a place: what stands together there.
pub(crate) fn of_place(looks: &[Look], at: usize, mut emit: impl FnMut(u64)) {
    let look = |offset: isize| {
        at.checked_add_signed(offset).and_then(|place| looks.get(place)).unwrap_or(&NOTHING)
    };
    let (far, before, here, next, last) = (look(-2), look(-1), look(0), look(1), look(2));
    let mut add = |template: u64, values: &[u64]| {
        emit(values.iter().fold(template, |hash, value| mix(hash, *value)));
    };
    add(50, &[]);
    add(51, &[here.gap, next.gap]);
    add(52, &[here.gap, here.class, here.case]);
    add(53, &[next.gap, here.class, here.case]);
    add(54, &[before.class, here.gap, here.class, next.gap, next.class]);
    add(55, &[before.roles, here.roles, here.gap]);
    add(56, &[here.roles, next.roles, next.gap]);
    add(57, &[before.word, here.word]);
    add(58, &[here.word, next.word]);
    add(59, &[here.gap, before.word]);
    add(60, &[next.gap, next.word]);
    add(61, &[before.cover, here.cover, next.cover]);
    add(62, &[here.cover, here.class, here.gap]);
    add(63, &[before.word, here.class]);
    add(64, &[next.word, here.class]);
    add(65, &[before.word, here.roles]);
    add(66, &[far.word, before.word]);
    add(67, &[next.word, last.word]);
    add(68, &[far.class, far.roles, before.class, before.roles, here.class]);
    add(69, &[here.case, here.roles, here.class]);
}

/// Returns the feature of a form that stands `offset` words away.
pub(crate) fn at_offset(feature: u64, offset: usize) -> u64 {
    mix(feature, 0x51 + offset as u64)
}

fn mix(hash: u64, value: u64) -> u64 {
    let mixed = (hash.rotate_left(23) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 29
}
