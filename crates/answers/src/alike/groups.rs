//! Groups of signatures that are nearly the same, without comparing each with each.
//!
//! The bins are cut into bands; only those that agree in a whole band are compared (locality-sensitive hashing: Indyk and
//! Motwani 1998). With 32 bands of four bins, two texts that share seven tenths of their runs of words meet with a probability
//! of 0.9998, half of them with 0.87.

use std::collections::BTreeMap;

use super::signature::{BINS, Signature, mix};

/// How many bins a band has.
const BAND: usize = 4;

/// What is nearly the same.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Groups {
    /// The groups, each ascending, the one with the lowest number first.
    pub(crate) groups: Vec<Vec<usize>>,
    /// How often one was not compared with all that agree with it in a band, as these were too many.
    pub(crate) uncompared: usize,
}

/// Returns the groups of those whose similarity to another of the group is at least `least`.
pub(crate) fn groups(signatures: &[Signature], least: f64) -> Groups {
    let mut joined = Joined::of(signatures.len());
    let mut uncompared = 0;
    for band in 0..BINS / BAND {
        for bucket in buckets(signatures, band) {
            uncompared += join(signatures, &bucket, least, &mut joined);
        }
    }
    Groups { groups: joined.groups(), uncompared }
}

/// Returns the numbers of those that agree in a band, where they are several.
fn buckets(signatures: &[Signature], band: usize) -> Vec<Vec<usize>> {
    let key = |signature: &Signature| {
        let bins = &signature.0[band * BAND..(band + 1) * BAND];
        bins.iter().fold(0, |key, bin| mix(key ^ u64::from(*bin)))
    };
    let mut keyed: Vec<(u64, usize)> =
        signatures.iter().enumerate().map(|(number, signature)| (key(signature), number)).collect();
    keyed.sort_unstable();
    let same = keyed.chunk_by(|(one, _), (other, _)| one == other).filter(|same| same.len() > 1);
    same.map(|same| same.iter().map(|(_, number)| *number).collect()).collect()
}

/// Joins those of a bucket that are alike: each is compared with the first of each group met so far, so that a thousand
/// copies of a form cost a thousand comparisons. Returns for how many there were more groups than are compared.
fn join(signatures: &[Signature], bucket: &[usize], least: f64, joined: &mut Joined) -> usize {
    const MOST_COMPARED: usize = 16;
    let mut firsts: Vec<usize> = Vec::new();
    let mut uncompared = 0;
    for &number in bucket {
        let root = joined.root(number);
        let like = |first: &&usize| {
            joined.parents[**first] == root
                || signatures[**first].similarity(&signatures[number]) >= least
        };
        if let Some(first) = firsts.iter().take(MOST_COMPARED).find(like) {
            joined.join(*first, number);
        } else {
            uncompared += usize::from(firsts.len() > MOST_COMPARED);
            firsts.push(number);
        }
    }
    uncompared
}

/// Which are in one group: each names one of its group, the first names itself.
struct Joined {
    parents: Vec<usize>,
}

impl Joined {
    fn of(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    fn root(&mut self, mut number: usize) -> usize {
        while self.parents[number] != number {
            self.parents[number] = self.parents[self.parents[number]];
            number = self.parents[number];
        }
        number
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other)] = one.min(other);
    }

    fn groups(mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for number in 0..self.parents.len() {
            groups.entry(self.root(number)).or_default().push(number);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(number: &str) -> Signature {
        let text = format!(
            "The National Central Bureau of Moscow requests the arrest with a view to extradition of the person named \
             below who is wanted for fraud on a large scale committed in an organised group. Control number {number}. \
             Please inform the bureau at once if this person is found in your country. End of message."
        );
        Signature::of(std::iter::once(text.as_str())).expect("it has enough words")
    }

    fn other(seed: u32) -> Signature {
        let words: Vec<String> = (0..60).map(|word| format!("x{seed}y{word}")).collect();
        let text = words.join(" ");
        Signature::of(std::iter::once(text.as_str())).expect("it has enough words")
    }

    #[test]
    fn forms_that_differ_in_a_number_are_one_group_and_others_are_in_none() {
        let signatures = [other(1), form("A-1/2-2019"), other(2), form("A-77/8-2021"), form("B 9")];
        assert_eq!(groups(&signatures, 0.5).groups, [[1, 3, 4]]);
        assert_eq!(groups(&signatures[..3], 0.5), Groups { groups: Vec::new(), uncompared: 0 });
    }

    #[test]
    fn what_is_less_alike_than_asked_is_left_apart() {
        let signatures = [form("A-1/2-2019"), form("A-77/8-2021"), form("A-1/2-2019")];
        assert_eq!(groups(&signatures, 1.0).groups, [[0, 2]]);
    }
}
