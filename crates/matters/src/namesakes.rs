//! Who of several persons of one name could have a number.
//!
//! The number of a file may have been used twice, and on a paper that was read badly it may be missing. So a name and such a
//! number prove nothing where two whom a birth parts bear the name and each could have the number.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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

fn words(subject: &Subject) -> impl Iterator<Item = &str> {
    let words = subject.names.keys().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty())
}

/// Yields the sounds under which a word meets others.
pub(crate) fn sounds(word: &str) -> impl Iterator<Item = String> {
    const SOUNDS: [char; 4] =
        [names::KEY, names::KEY_OF_MAN, names::KEY_OF_WOMAN, names::CONSONANTS];
    names::terms(word).into_iter().filter_map(|term| match term.strip_prefix(SOUNDS) {
        Some(sounds) => Some(sounds.to_owned()),
        None => term.starts_with(names::GIVEN).then_some(term),
    })
}
