//! Where nodes stand to be found: under the keys of their family names, and where very many do, of another word besides,
//! so that those alone are looked at of whom two words can meet.

use super::{Node, Role, Word};
use crate::memo::hash;
use crate::script::Script;

/// Under how many nodes a key of a family name is enough.
const FEW: usize = 64;

/// The nodes, each under its keys.
pub(super) struct Standing {
    /// The hash of a key of a family name, and the number of a node.
    families: Vec<(u64, u32)>,
    /// The hash of a common key of a family name with one of another word, and the number of a node.
    pairs: Vec<(u64, u32)>,
}

/// From which side a key is made: nodes stand under some, and are looked for under others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Stands,
    LooksFor,
}

impl Standing {
    /// Puts nodes under their keys; they have the numbers of their order.
    pub(super) fn of(nodes: &[Node]) -> Self {
        let numbered = || (0..).zip(nodes);
        let mut families: Vec<(u64, u32)> = numbered()
            .flat_map(|(at, node)| node.family_keys(Side::Stands).map(move |(_, key)| (key, at)))
            .chain(numbered().map(|(at, node)| (hash(&node.folded), at)))
            .collect();
        families.sort_unstable();
        families.dedup();
        let mut pairs = Vec::new();
        for (at, node) in numbered() {
            let keys = node.family_keys(Side::Stands);
            for (word, key) in keys.filter(|(_, key)| under(&families, *key).len() > FEW) {
                let others = node.other_keys(Side::Stands, Some(word));
                pairs.extend(others.map(|other| (hash(&(key, other)), at)));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        Self { families, pairs }
    }

    /// Returns the nodes before a number that share a key of a family name with one, ascending.
    pub(super) fn of_family(&self, node: &Node, end: usize) -> Vec<usize> {
        let keys = node.family_keys(Side::LooksFor).map(|(_, key)| key);
        let found = keys.chain([hash(&node.folded)]).flat_map(|key| under(&self.families, key));
        ascending(found, end)
    }

    /// Returns the nodes before a number of which two words may be those of one, ascending.
    pub(super) fn beside(&self, node: &Node, end: usize) -> Vec<usize> {
        let mut found: Vec<&(u64, u32)> =
            under(&self.families, hash(&node.folded)).iter().collect();
        for (_, key) in node.family_keys(Side::LooksFor) {
            let standing = under(&self.families, key);
            if standing.len() <= FEW {
                found.extend(standing);
            } else {
                let others = node.other_keys(Side::LooksFor, None);
                found.extend(others.flat_map(|other| under(&self.pairs, hash(&(key, other)))));
            }
        }
        ascending(found.into_iter(), end)
    }
}

/// Returns what stands under a key.
fn under(standing: &[(u64, u32)], key: u64) -> &[(u64, u32)] {
    let start = standing.partition_point(|(known, _)| *known < key);
    let behind = &standing[start..];
    &behind[..behind.partition_point(|(known, _)| *known == key)]
}

fn ascending<'s>(found: impl Iterator<Item = &'s (u64, u32)>, end: usize) -> Vec<usize> {
    let mut nodes: Vec<usize> = found.map(|(_, at)| *at as usize).filter(|at| *at < end).collect();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

impl Node {
    fn is_arabic(&self) -> bool {
        self.script == Some(Script::Arabic)
    }

    /// Yields the keys of its family names, each with the number of the word; of all words where none is of a family.
    fn family_keys(&self, side: Side) -> impl Iterator<Item = (usize, u64)> + '_ {
        let has_family = self.words.iter().any(Word::is_family);
        let words = self.words.iter().enumerate();
        let families = words.filter(move |(_, word)| word.is_family() || !has_family);
        families.flat_map(move |(at, word)| {
            // Arabic meets itself and others by consonants; others meet each other by their keys alone.
            let atoms = word.atoms.iter().copied().filter(|_| !self.is_arabic());
            atoms.chain(self.consonant_keys(word, side)).map(move |key| (at, key))
        })
    }

    /// Yields what another word of its bearer must have, given by its keys, but one word.
    fn other_keys(&self, side: Side, but: Option<usize>) -> impl Iterator<Item = u64> + '_ {
        let words = self.words.iter().enumerate().filter(move |(at, _)| Some(*at) != but);
        let words = words.map(|(_, word)| word).chain(&self.together);
        words.flat_map(move |word| {
            let is_initial = word.role == Role::Initial;
            let as_word = word.atoms.iter().copied().chain([hash(&("equal", word.equal))]);
            let as_word = as_word.chain(self.consonant_keys(word, side));
            // An initial is met by any word of its class, and a word by an initial of its class.
            let marks: &[bool] = match (side, is_initial) {
                (Side::Stands, is_initial) => {
                    if is_initial {
                        &[true]
                    } else {
                        &[false]
                    }
                }
                (Side::LooksFor, true) => &[true, false],
                (Side::LooksFor, false) => &[true],
            };
            let classes = word.classes.iter();
            let as_initial =
                classes.flat_map(move |class| marks.iter().map(move |mark| hash(&(mark, class))));
            as_word.filter(move |_| !is_initial).chain(as_initial)
        })
    }

    fn consonant_keys<'n>(
        &self,
        word: &'n Word,
        side: Side,
    ) -> impl Iterator<Item = u64> + use<'n> {
        let marks: &[u8] = match (self.is_arabic(), side) {
            (true, Side::LooksFor) => &[0, 1],
            (true, Side::Stands) | (false, Side::LooksFor) => &[0],
            (false, Side::Stands) => &[1],
        };
        marks.iter().flat_map(move |mark| word.consonants.iter().map(move |key| hash(&(mark, key))))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Bearer, Rulings, cluster};

    fn parted(names: &[String]) -> Vec<Vec<usize>> {
        let bearer = |name: &String| (Bearer { name: name.clone(), ..Bearer::default() }, 1);
        let bearers: Vec<(Bearer, u64)> = names.iter().map(bearer).collect();
        let found = cluster(&bearers, &Rulings::default()).clusters;
        found.into_iter().map(|cluster| cluster.bearers).collect()
    }

    #[test]
    fn of_a_family_name_that_very_many_bear_the_forms_of_each_person_are_found_still() {
        let syllables = ["ba", "ke", "ro", "li", "mu", "ta", "ve", "no", "gi", "sa"];
        let given = |number: usize| {
            let [first, second] = [syllables[number / 10], syllables[number % 10]];
            format!("{}{second}n", first[..1].to_uppercase() + &first[1..])
        };
        let forms = |is_among_many: bool| {
            let others = (0..if is_among_many { 100 } else { 0 }).map(given);
            let own =
                ["PETROV Oleg", "Петров Олег", "Петрова Олега", "Oleg V. Petrov", "أوليغ بيتروف"];
            let names = own.into_iter().map(str::to_owned);
            names.chain(others.map(|given| format!("{given} Petrov"))).collect::<Vec<String>>()
        };
        let of_oleg = |names: &[String]| {
            let own = parted(names).into_iter().filter(|bearers| bearers[0] < 5);
            own.map(|bearers| bearers.into_iter().filter(|at| *at < 5).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        assert_eq!(of_oleg(&forms(true)), of_oleg(&forms(false)));
        assert_eq!(parted(&forms(true)).len(), 100 + of_oleg(&forms(false)).len());
    }
}
