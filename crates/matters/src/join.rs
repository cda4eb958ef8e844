//! Which papers are of one matter: those that share a strong key, unless what they tell of the person contradicts.
//!
//! Keys are taken from the strongest to the weakest, so the result does not depend on the order of papers. A number that
//! two persons have is a number used twice: it joins neither to the other, and a paper that has the number alone is
//! joined to none of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use names::Verdict;

use crate::namesakes::{self, Namesakes};
use crate::subject::{Key, Subject, Unit};

/// A word of names that more matters than this share is a given name or the commonest of family names: alone it suggests
/// nobody.
const COMMON: usize = 200;

/// A unit: the number of its paper, and its own in the paper.
pub type Node = (usize, usize);

/// Papers that strong keys join.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// The units, in the order of papers.
    pub nodes: Vec<Node>,
    /// All that is known of the person.
    pub subject: Subject,
    /// The keys, each with the units that have it.
    pub keys: BTreeMap<Key, Vec<Node>>,
}

/// A key that several matters have, and why it does not join them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reused {
    /// The key.
    pub key: Key,
    /// The numbers of the matters in the list.
    pub matters: Vec<usize>,
    /// The units that have the key and nothing that tells whose it is.
    pub unclear: Vec<Node>,
    /// What contradicts.
    pub why: &'static str,
}

/// Two matters that may be of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The numbers of the two in the list.
    pub matters: [usize; 2],
    /// A name of each that is the same name.
    pub names: [String; 2],
}

/// Matters, and what speaks for joining more of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matters {
    /// The matters, in the order of their first papers.
    pub matters: Vec<Joined>,
    /// The keys that several of them have.
    pub reused: Vec<Reused>,
    /// Those whose persons have the same name, and nothing contradicts.
    pub alike: Vec<Alike>,
}

/// Joins the units of papers into matters.
pub fn join(papers: Vec<Vec<Unit>>) -> Matters {
    let (mut nodes, mut groups): (Vec<Node>, Vec<Option<Joined>>) = (Vec::new(), Vec::new());
    let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (paper, units) in papers.into_iter().enumerate() {
        for (number, unit) in units.into_iter().enumerate() {
            for key in unit.keys.keys() {
                by_key.entry(key.clone()).or_default().push(nodes.len());
            }
            nodes.push((paper, number));
            groups.push(Some(Joined::of((paper, number), unit)));
        }
    }
    let mut joining = Joining {
        namesakes: Namesakes::of(&groups),
        groups,
        of: (0..nodes.len()).collect(),
        members: (0..nodes.len()).map(|at| vec![at]).collect(),
        verdicts: Verdicts::default(),
    };
    for (key, having) in &by_key {
        joining.join_told(key, having);
    }
    for (key, having) in &by_key {
        joining.join_across_scripts(key, having);
    }
    for having in by_key.values() {
        joining.join_untold(having);
    }
    joining.finish(&by_key, &nodes)
}

impl Joined {
    fn of(node: Node, unit: Unit) -> Self {
        Self {
            nodes: vec![node],
            subject: unit.subject.unwrap_or_default(),
            keys: unit.keys.into_keys().map(|key| (key, vec![node])).collect(),
        }
    }

    fn take_in(&mut self, other: Self) {
        self.nodes.extend(other.nodes);
        self.subject.take_in(&other.subject);
        for (key, nodes) in other.keys {
            self.keys.entry(key).or_default().extend(nodes);
        }
    }

    /// Returns it with all units in the order of papers.
    fn sorted(mut self) -> Self {
        self.nodes.sort_unstable();
        self.keys.values_mut().for_each(|nodes| nodes.sort_unstable());
        self
    }

    fn is_told(&self) -> bool {
        !self.subject.names.is_empty()
    }
}

struct Joining {
    /// By the number of a unit; nothing where another has taken it in.
    groups: Vec<Option<Joined>>,
    /// By unit, the number of its group.
    of: Vec<usize>,
    /// By group, its units.
    members: Vec<Vec<usize>>,
    verdicts: Verdicts,
    namesakes: Namesakes,
}

/// By the names of two persons, whether they can be one.
#[derive(Default)]
struct Verdicts(HashMap<(String, String), Verdict>);

impl Joining {
    /// Joins those with a key that name a person, where nothing contradicts. Those with a birth come first; one that could
    /// be either of two whom a birth keeps apart is joined to neither.
    fn join_told(&mut self, key: &Key, having: &[usize]) {
        let own: BTreeSet<usize> = having.iter().map(|at| self.of[*at]).collect();
        let mut own: Vec<usize> =
            own.into_iter().filter(|own| self.group(*own).is_some_and(Joined::is_told)).collect();
        own.sort_by_key(|own| self.group(*own).is_none_or(|group| group.subject.born.is_empty()));
        // Thousands may share a birth: those alone are compared of whom a word can be one.
        let mut standing: HashMap<String, Vec<usize>> = HashMap::new();
        for own in own {
            if self.is_open(key, own) {
                continue;
            }
            let met_by =
                self.group(own).map(|group| met_by(&group.subject, key)).unwrap_or_default();
            let known = met_by.iter().filter_map(|term| standing.get(term)).flatten().copied();
            let mut fitting: Vec<usize> = known.collect::<BTreeSet<usize>>().into_iter().collect();
            fitting.retain(|group| self.may_join(key, *group, own));
            let into = match fitting[..] {
                [] => own,
                [group] => group,
                _ => continue,
            };
            self.unite(into, own);
            for term in met_by {
                standing.entry(term).or_default().push(into);
            }
        }
    }

    /// Tells whether one who has a key, and no birth, could be either of several who bear his name and could have it: the
    /// number of a file or a case may have been used twice.
    fn is_open(&mut self, key: &Key, own: usize) -> bool {
        if !matches!(key, Key::Notice(_) | Key::Case(_)) {
            return false;
        }
        let Some(subject) = self.group(own).map(|group| &group.subject) else { return false };
        if !subject.born.is_empty() {
            return false;
        }
        let near = self.namesakes.near(subject);
        let near: BTreeSet<usize> = near.into_iter().map(|unit| self.of[unit]).collect();
        let Self { groups, verdicts, .. } = self;
        let subject = |group: usize| groups[group].as_ref().filter(|group| group.is_told());
        let Some(own) = subject(own) else { return false };
        let near = near.into_iter().filter_map(subject);
        let bearers = near.filter(|group| {
            !matches!(verdicts.of(&own.subject, &group.subject), Verdict::Differ(_))
        });
        namesakes::could_several_have(key, &bearers.collect::<Vec<_>>())
    }

    /// Joins two persons with one control number or reference whose names stand in different scripts and cannot be
    /// compared letter by letter, where no third has the number and no birth contradicts.
    fn join_across_scripts(&mut self, key: &Key, having: &[usize]) {
        if !matches!(key, Key::Control(_) | Key::Ccf(_)) {
            return;
        }
        let groups: BTreeSet<usize> = having.iter().map(|at| self.of[*at]).collect();
        let told =
            groups.into_iter().filter(|group| self.group(*group).is_some_and(Joined::is_told));
        let [one, other] = told.collect::<Vec<_>>()[..] else { return };
        let (Some(a), Some(b)) = (self.group(one), self.group(other)) else { return };
        let scripts = |joined: &Joined| -> BTreeSet<Option<names::Script>> {
            joined.subject.names.keys().map(|name| names::script(name)).collect()
        };
        if scripts(a).is_disjoint(&scripts(b)) && !a.subject.is_born_apart(&b.subject) {
            self.unite(one, other);
        }
    }

    /// Joins those that name nobody to the one group that has the key, if it is one.
    fn join_untold(&mut self, having: &[usize]) {
        let (told, untold): (BTreeSet<usize>, BTreeSet<usize>) = having
            .iter()
            .map(|at| self.of[*at])
            .partition(|group| self.group(*group).is_some_and(Joined::is_told));
        let mut rest = untold.into_iter();
        let first = match told.len() {
            0 => rest.next(),
            1 => told.into_iter().next(),
            _ => None,
        };
        let Some(first) = first else { return };
        rest.for_each(|other| self.unite(first, other));
    }

    fn group(&self, group: usize) -> Option<&Joined> {
        self.groups[group].as_ref()
    }

    fn unite(&mut self, into: usize, other: usize) {
        if into == other {
            return;
        }
        if let (Some(taken), Some(group)) = (self.groups[other].take(), &mut self.groups[into]) {
            group.take_in(taken);
        }
        let members = std::mem::take(&mut self.members[other]);
        for member in &members {
            self.of[*member] = into;
        }
        self.members[into].extend(members);
    }

    fn may_join(&mut self, key: &Key, one: usize, other: usize) -> bool {
        let (Some(one), Some(other)) = (&self.groups[one], &self.groups[other]) else {
            return false;
        };
        match self.verdicts.of(&one.subject, &other.subject) {
            Verdict::Same => true,
            Verdict::May => !matches!(key, Key::Birth(_)),
            Verdict::Differ(_) => false,
        }
    }

    fn finish(mut self, by_key: &BTreeMap<Key, Vec<usize>>, nodes: &[Node]) -> Matters {
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        let mut matters = Vec::new();
        for (group, joined) in self.groups.into_iter().enumerate() {
            if let Some(joined) = joined {
                numbers.insert(group, matters.len());
                matters.push(joined.sorted());
            }
        }
        let mut reused = Vec::new();
        for (key, having) in by_key {
            let of: BTreeSet<usize> = having.iter().map(|at| numbers[&self.of[*at]]).collect();
            let (told, untold): (Vec<usize>, Vec<usize>) =
                of.into_iter().partition(|matter| matters[*matter].is_told());
            // A birth is no number: many have the same.
            if told.len() < 2 || matches!(key, Key::Birth(_)) {
                continue;
            }
            let why = match self.verdicts.of(&matters[told[0]].subject, &matters[told[1]].subject) {
                Verdict::Differ(why) => why,
                _ => "joined otherwise",
            };
            let unclear = having
                .iter()
                .filter(|at| untold.binary_search(&numbers[&self.of[**at]]).is_ok())
                .map(|at| nodes[*at])
                .collect();
            reused.push(Reused { key: key.clone(), matters: told, unclear, why });
        }
        let alike = self.verdicts.alike(&matters);
        Matters { matters, reused, alike }
    }
}

/// Returns under what a person stands who may be joined with others by a key: the sounds of each word of his names, and
/// his births, unless they are the key.
fn met_by(subject: &Subject, key: &Key) -> BTreeSet<String> {
    let mut met_by: BTreeSet<String> =
        subject.names.keys().map(|name| name.to_lowercase()).collect();
    let words = subject.names.keys().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
    met_by.extend(words.flat_map(namesakes::sounds));
    if !matches!(key, Key::Birth(_)) {
        met_by.extend(subject.born.iter().cloned());
    }
    met_by
}

impl Verdicts {
    /// Tells whether two descriptions can be of one person.
    fn of(&mut self, one: &Subject, other: &Subject) -> Verdict {
        if one.is_born_apart(other) {
            return Verdict::Differ("births differ");
        }
        let mut best = Verdict::Differ(names::NAMES_DIFFER);
        for a in one.names.keys() {
            for b in other.names.keys() {
                match self.of_names(a, b) {
                    Verdict::Differ(why) if why != names::NAMES_DIFFER => {
                        return Verdict::Differ(why);
                    }
                    Verdict::Same => best = Verdict::Same,
                    Verdict::May if best != Verdict::Same => best = Verdict::May,
                    _ => {}
                }
            }
        }
        // A birth that two papers share, down to the day, outweighs a name that one of them spells oddly.
        let is_day = |born: &&String| born.len() == "1974-04-09".len();
        let share_birth = one.born.intersection(&other.born).any(|born| is_day(&born));
        if share_birth && matches!(best, Verdict::Differ(_)) { Verdict::May } else { best }
    }

    fn of_names(&mut self, one: &str, other: &str) -> Verdict {
        let pair = (one.to_owned(), other.to_owned());
        *self.0.entry(pair).or_insert_with(|| names::pair(one, other))
    }

    /// Lists the matters whose persons have the same whole name. They are looked for by each word of a name but those that
    /// many persons share, and where some share it by another word of the name besides.
    fn alike(&mut self, matters: &[Joined]) -> Vec<Alike> {
        let pairs = namesakes::pairs(matters, COMMON).into_iter();
        pairs.filter_map(|(one, other)| self.alike_pair(matters, one, other)).collect()
    }

    fn alike_pair(&mut self, matters: &[Joined], one: usize, other: usize) -> Option<Alike> {
        let (a, b) = (&matters[one].subject, &matters[other].subject);
        if self.of(a, b) != Verdict::Same {
            return None;
        }
        let is_whole = |name: &&String| name.split_whitespace().nth(1).is_some();
        let pairs = a.names.keys().flat_map(|x| b.names.keys().map(move |y| (x, y)));
        let mut pairs = pairs.filter(|(x, y)| is_whole(x) && is_whole(y));
        let (x, y) = pairs.find(|(x, y)| self.of_names(x, y) == Verdict::Same)?;
        Some(Alike { matters: [one, other], names: [x.clone(), y.clone()] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, born: &str, keys: &[Key]) -> Vec<Unit> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let names = some(name).map(|name| (name, 1)).into_iter().collect();
        let born = some(born).into_iter().collect();
        let subject = Subject { names, born, ..Subject::default() };
        let births = subject.born.iter().cloned().map(Key::Birth);
        let keys = keys.iter().cloned().chain(births).map(|key| (key, 0)).collect();
        vec![Unit { subject: (!name.is_empty()).then_some(subject), keys }]
    }

    fn control(number: &str) -> Key {
        Key::Control(number.to_owned())
    }

    fn file(number: &str) -> Key {
        Key::Notice(number.to_owned())
    }

    /// Returns the papers of each matter.
    fn joined(papers: &[Vec<Unit>]) -> Vec<Vec<usize>> {
        let of = |matter: &Joined| matter.nodes.iter().map(|(paper, _)| *paper).collect();
        join(papers.to_vec()).matters.iter().map(of).collect()
    }

    #[test]
    fn papers_that_share_a_number_are_one_matter_in_any_script() {
        let papers = [
            unit(
                "PESTRIKOV Ivan Viktorovich",
                "1974-04-09",
                &[control("A-1/3-2019"), file("2019/1")],
            ),
            unit("Пестриков Иван Викторович", "", &[file("2019/1")]),
            unit("", "", &[control("A-1/3-2019")]),
            unit("Ivan Pestrikov", "1974-04-09", &[]),
            unit("Somebody Else", "", &[control("A-2/3-2019")]),
        ];
        assert_eq!(joined(&papers), [vec![0, 1, 2, 3], vec![4]]);
    }

    #[test]
    fn whoever_has_the_same_whole_name_is_listed_as_alike() {
        let names = [
            "Ivan Pestrikov",
            "PESTRIKOV Ivan Viktorovich",
            "Пестрикова Ивана",
            "Пестриков И. В.",
            "I. Pestrikov",
            "Pestrikov Igor",
            "Aleksandr Pestrikov",
            "Саша Пестриков",
            "Oleg Terekhin",
            "O Terekhin",
            "Терехин О.",
            "Ahmed Haddad",
            "أحمد حداد",
            "Ahmad El Haddad",
            "William Browder",
            "Bill Browder",
            "Браудер Уильям",
        ];
        let papers: Vec<_> = (0..)
            .zip(names)
            .map(|(at, name)| unit(name, "", &[control(&at.to_string())]))
            .collect();
        let is_same =
            |one: usize, other: usize| names::pair(names[one], names[other]) == Verdict::Same;
        let all =
            (0..names.len()).flat_map(|one| (one + 1..names.len()).map(move |other| (one, other)));
        let expected: Vec<_> = all.filter(|(one, other)| is_same(*one, *other)).collect();
        let found = join(papers).alike.into_iter().map(|alike| alike.matters.into());
        assert_eq!(found.collect::<Vec<(usize, usize)>>(), expected);
        assert!(expected.len() > 15, "{expected:?}");
    }

    #[test]
    fn a_number_that_two_persons_have_joins_nobody() {
        let papers = [
            unit("Ivan Pestrikov", "1974-04-09", &[file("2019/1")]),
            unit("Oleg Terekhin", "1970-01-28", &[file("2019/1")]),
            unit("", "", &[file("2019/1")]),
        ];
        let matters = join(papers.to_vec());
        assert_eq!(joined(&papers), [vec![0], vec![1], vec![2]]);
        assert_eq!(matters.reused.len(), 1);
        assert_eq!(matters.reused[0].unclear, [(2, 0)]);
    }

    #[test]
    fn namesakes_are_two_and_a_name_alone_is_a_suggestion() {
        let papers = [
            unit("Ivan Pestrikov", "1974-04-09", &[control("A-1/3-2019")]),
            unit("Ivan Pestrikov", "1981-10-02", &[control("A-2/3-2019")]),
            unit("Пестриков Иван", "", &[control("A-3/3-2019")]),
        ];
        assert_eq!(joined(&papers), [[0], [1], [2]]);
        let alike: Vec<_> = join(papers.to_vec()).alike.iter().map(|alike| alike.matters).collect();
        assert_eq!(alike, [[0, 2], [1, 2]]);
    }

    #[test]
    fn a_paper_that_could_be_of_either_namesake_is_joined_to_neither() {
        let papers = [
            unit("Ivan Pestrikov", "", &[file("2019/1")]),
            unit("Ivan Pestrikov", "1974-04-09", &[file("2019/1")]),
            unit("Ivan Pestrikov", "1981-10-02", &[file("2019/1")]),
        ];
        assert_eq!(joined(&papers), [[0], [1], [2]]);
    }

    #[test]
    fn a_file_number_and_a_name_are_no_proof_where_a_namesake_may_have_the_same_number() {
        let of_first =
            unit("Ivan Pestrikov", "1974-04-09", &[control("A-1/3-2019"), file("2019/1")]);
        let letter = unit("Пестриков Иван", "", &[file("2019/1")]);
        // The number of the other's file was not read.
        let of_other = unit("PESTRIKOV Ivan", "1981-10-02", &[control("A-2/3-2019")]);
        assert_eq!(joined(&[of_first.clone(), of_other, letter.clone()]), [[0], [1], [2]]);
        let with_own = unit("PESTRIKOV Ivan", "1981-10-02", &[file("2019/2")]);
        assert_eq!(joined(&[of_first.clone(), with_own, letter.clone()]), [vec![0, 2], vec![1]]);
        let same_person = unit("PESTRIKOV Ivan", "1974", &[control("A-2/3-2019")]);
        assert_eq!(joined(&[of_first, same_person, letter]), [vec![0, 2], vec![1]]);
    }

    #[test]
    fn one_birth_joins_one_name_and_no_other() {
        let papers = [
            unit("Ivan Pestrikov", "1974-04-09", &[]),
            unit("Пестриков Иван", "1974-04-09", &[]),
            unit("Maria Sablina", "1974-04-09", &[]),
        ];
        assert_eq!(joined(&papers), [vec![0, 1], vec![2]]);
    }

    #[test]
    fn many_who_share_a_birth_are_each_joined_with_his_own_papers_alone() {
        let families: Vec<String> = (0..400)
            .map(|number| {
                let syllables = ["ba", "ke", "ro", "li", "mu", "ta", "ve", "no", "gi", "sa"];
                let of = |by: usize| syllables[number / by % 10];
                format!("{}{}{}shev", of(1), of(10), of(100))
            })
            .collect();
        let paper = |family: &String| unit(&format!("Ivan {family}"), "1970-01-01", &[]);
        let papers: Vec<_> = families.iter().chain(&families).map(paper).collect();
        let found = joined(&papers);
        assert_eq!(found.len(), 400);
        assert!(found.iter().all(|of| of.len() == 2 && of[1] == of[0] + 400));
    }

    #[test]
    fn a_control_number_joins_across_scripts_what_letters_cannot_compare() {
        let papers = [
            unit("WEN Jialu", "1972-12-27", &[control("A-1/3-2019")]),
            unit("Вэнь Цзялу", "", &[control("A-1/3-2019")]),
        ];
        assert_eq!(joined(&papers), [[0, 1]]);
        let of_another = unit("Вэнь Цзялу", "1980-01-02", &[control("A-1/3-2019")]);
        assert_eq!(joined(&[papers[0].clone(), of_another]), [[0], [1]]);
        let of_a_file =
            [unit("WEN Jialu", "", &[file("2019/1")]), unit("Терехин Олег", "", &[file("2019/1")])];
        assert_eq!(joined(&of_a_file), [[0], [1]]);
    }

    #[test]
    fn the_order_of_papers_changes_no_matter() {
        let papers = [
            unit("PESTRIKOV Ivan", "1974-04-09", &[control("A-1/3-2019")]),
            unit("", "", &[control("A-1/3-2019")]),
            unit("Пестриков Иван", "", &[control("A-1/3-2019"), file("2019/1")]),
            unit("", "", &[file("2019/1")]),
        ];
        let reversed: Vec<_> = papers.iter().rev().cloned().collect();
        assert_eq!(joined(&papers).len(), 1);
        assert_eq!(joined(&reversed).len(), 1);
    }
}
