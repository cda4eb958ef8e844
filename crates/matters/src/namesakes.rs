//! Who of several persons of one name could have a number.
//!
//! The number of a file may have been used twice, and on a paper that was read badly it may be missing. So a name and such a
//! number prove nothing where two whom a birth parts bear the name and each could have the number.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, BuildHasherDefault};

use crate::join::Joined;
use crate::subject::{Key, Subject};

/// Units whose person has a birth, by the sounds of each word of his names.
#[derive(Default)]
pub(crate) struct Namesakes(HashMap<String, Vec<usize>>);

impl Namesakes {
    /// Finds them among the groups of single units.
    pub(crate) fn of(groups: &[Option<Joined>]) -> Self {
        let mut by_sound: HashMap<String, Vec<usize>> = HashMap::new();
        for (unit, group) in groups.iter().enumerate() {
            let born = group.iter().filter(|group| !group.subject.born.is_empty());
            let words = born.flat_map(|group| words(&group.subject));
            for sound in words.flat_map(sounds).collect::<BTreeSet<_>>() {
                by_sound.entry(sound).or_default().push(unit);
            }
        }
        Self(by_sound)
    }

    /// Returns the units with a birth whose person may bear a name of another: those who share its rarest word.
    pub(crate) fn near(&self, subject: &Subject) -> BTreeSet<usize> {
        let bearers = |word: &str| -> BTreeSet<usize> {
            sounds(word).filter_map(|sound| self.0.get(&sound)).flatten().copied().collect()
        };
        let of_words = words(subject).map(bearers).filter(|bearers| !bearers.is_empty());
        of_words.min_by_key(BTreeSet::len).unwrap_or_default()
    }
}

/// Tells whether several of these, whom births part, could have a number.
pub(crate) fn could_several_have(key: &Key, bearers: &[&Joined]) -> bool {
    let mut by_birth: BTreeMap<&BTreeSet<String>, Vec<&Joined>> = BTreeMap::new();
    for bearer in bearers {
        by_birth.entry(&bearer.subject.born).or_default().push(bearer);
    }
    let could = by_birth.into_iter().filter(|(_, papers)| could_have(key, papers));
    let could: Vec<&BTreeSet<String>> = could.map(|(born, _)| born).collect();
    let mut pairs = could
        .iter()
        .enumerate()
        .flat_map(|(at, one)| could[..at].iter().map(move |other| (*one, *other)));
    pairs.any(|(one, other)| names::are_born_apart(one, other))
}

/// Tells whether one person, whose papers these are, could have a number: he has it, or none of its kind.
fn could_have(key: &Key, papers: &[&Joined]) -> bool {
    let mut own = papers.iter().flat_map(|paper| paper.keys.keys());
    let is_of_kind = |own: &&Key| own.kind() == key.kind();
    papers.iter().any(|paper| paper.keys.contains_key(key)) || !own.any(|own| is_of_kind(&own))
}

/// A word of a name, by what other spellings of it have in common with it.
struct Word {
    sounds: Vec<u64>,
    /// The classes of the initial that it is, or would have.
    classes: Vec<u64>,
    is_initial: bool,
}

impl Word {
    fn read(word: &str) -> Self {
        let hash = |text: &str| BuildHasherDefault::<DefaultHasher>::default().hash_one(text);
        let terms = names::terms(word);
        let of = |marks: [char; 2]| -> Vec<u64> {
            terms.iter().filter_map(|term| term.strip_prefix(marks)).map(hash).collect()
        };
        let initials = of([names::INITIAL, names::BARE]);
        Self {
            sounds: terms.iter().filter_map(|term| sound(term)).map(hash).collect(),
            is_initial: !initials.is_empty(),
            classes: [initials, of([names::CLASS, names::CLASS_WITHOUT_CASE])].concat(),
        }
    }
}

/// Returns the pairs of matters that may have the same whole name: those that have a word by its sound in common, unless it is
/// one of more than `common`, and another besides, or that as an initial.
pub(crate) fn pairs(matters: &[Joined], common: usize) -> BTreeSet<(usize, usize)> {
    let name = |name: &String| name.split_whitespace().map(Word::read).collect();
    let names: Vec<Vec<Vec<Word>>> =
        matters.iter().map(|matter| matter.subject.names.keys().map(name).collect()).collect();
    let mut by_sound: BTreeMap<u64, BTreeSet<usize>> = BTreeMap::new();
    for (at, names) in names.iter().enumerate() {
        for sound in names.iter().flatten().flat_map(|word| &word.sounds) {
            by_sound.entry(*sound).or_default().insert(at);
        }
    }
    let told = by_sound.iter().filter(|(_, among)| (2..=common).contains(&among.len()));
    told.flat_map(|(sound, among)| pairs_besides(*sound, among, &names)).collect()
}

/// Returns the pairs among some who have a sound in their names that have another word in common besides.
fn pairs_besides(
    sound: u64,
    among: &BTreeSet<usize>,
    names: &[Vec<Vec<Word>>],
) -> BTreeSet<(usize, usize)> {
    let mut by_sound: HashMap<u64, BTreeSet<usize>> = HashMap::new();
    // By the class of an initial, who has one and who has a word that begins so.
    let mut by_initial: HashMap<u64, [BTreeSet<usize>; 2]> = HashMap::new();
    for at in among {
        for word in names[*at].iter().flat_map(|name| besides(sound, name)) {
            for other in &word.sounds {
                by_sound.entry(*other).or_default().insert(*at);
            }
            for class in &word.classes {
                let [initials, all] = by_initial.entry(*class).or_default();
                all.insert(*at);
                initials.extend(word.is_initial.then_some(*at));
            }
        }
    }
    let of_sounds = by_sound.values().flat_map(|set| crossed(set, set));
    of_sounds.chain(by_initial.values().flat_map(|[one, all]| crossed(one, all))).collect()
}

/// Yields the words of a name but the first one that has a sound; none of a name without one.
fn besides(sound: u64, name: &[Word]) -> impl Iterator<Item = &Word> {
    let own = name.iter().position(|word| word.sounds.contains(&sound));
    own.into_iter().flat_map(|own| name[..own].iter().chain(&name[own + 1..]))
}

/// Yields the pairs of one of each set, the lesser first.
fn crossed<'s>(
    one: &'s BTreeSet<usize>,
    other: &'s BTreeSet<usize>,
) -> impl Iterator<Item = (usize, usize)> + 's {
    let pairs = one.iter().flat_map(move |a| other.iter().map(move |b| (*a.min(b), *a.max(b))));
    pairs.filter(|(a, b)| a != b)
}

fn words(subject: &Subject) -> impl Iterator<Item = &str> {
    let words = subject.names.keys().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty())
}

/// Yields the sounds under which a word meets others.
pub(crate) fn sounds(word: &str) -> impl Iterator<Item = String> {
    names::terms(word).into_iter().filter_map(|term| sound(&term).map(str::to_owned))
}

/// Returns the sound that a term stands for, if it does for one: a given name that is known is one by itself.
fn sound(term: &str) -> Option<&str> {
    const SOUNDS: [char; 7] = [
        names::KEY,
        names::KEY_OF_MAN,
        names::KEY_OF_WOMAN,
        names::CONSONANTS,
        names::TWIN,
        names::SOUND,
        names::HEARD,
    ];
    match term.strip_prefix(SOUNDS) {
        Some(sound) => Some(sound),
        None => Some(term).filter(|term| term.starts_with(names::GIVEN)),
    }
}
