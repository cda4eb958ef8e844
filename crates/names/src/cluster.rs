//! Which bearers of names are one person.
//!
//! Bearers are placed one after the other, those that tell most first, so that the result does not depend on the order
//! in which they come. A bearer joins a person whose name is his, with whose every form in his own script his name is
//! one, and whom nothing contradicts: two spellings that only a third one could join stay apart. What could be either
//! of two persons is joined to neither. A name of one word joins the only person who has it.
//!
//! Candidates are found by the keys of family names, of common ones by another word besides ([`standing`]), so that a
//! hundred thousand names are parted at once.

mod standing;

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::compare::finds;
use crate::given;
use crate::memo::hash;
use crate::pair::{Bearer, NAMES_DIFFER, Verdict, pair};
use crate::particle::TITLES;
use crate::script::{self, Script};
use crate::{MAX_WORDS, consonants, is_patronymic, keys, may_be_initial, term};
use standing::Standing;

/// With how many forms of a person a name is compared at most, those that were placed first.
const COMPARED: usize = 48;
/// How many persons of a contradicted name are listed at most.
const APART: usize = 64;
/// How many persons are listed at most whom a name could be that of.
const COULD_BE: usize = 8;

/// What somebody decided about two names, against or beside what they show by themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rulings {
    /// Pairs of names of one person.
    pub same: Vec<[String; 2]>,
    /// Pairs of names of two persons.
    pub not: Vec<[String; 2]>,
}

impl Rulings {
    /// Returns what was decided on two names, in whatever case and order: that they are one person's, or two persons'.
    pub fn on(&self, names: &[String; 2]) -> Option<bool> {
        let wanted = ruled(&names[0], &names[1]);
        let has =
            |pairs: &[[String; 2]]| pairs.iter().any(|[one, other]| ruled(one, other) == wanted);
        match (has(&self.same), has(&self.not)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// Tells whether a name is decided to be that of a person who has another.
    pub fn joins(&self, name: &str) -> bool {
        let name = folded(name);
        self.same.iter().flatten().any(|one| folded(one) == name)
    }
}

/// Bearers who are one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cluster {
    /// The numbers of the bearers, ascending.
    pub bearers: Vec<usize>,
    /// Other clusters each of which these could belong to, eight at most.
    pub could_be: Vec<usize>,
    /// Clusters of the same name, and what contradicts; sixty-four at most.
    pub apart: BTreeMap<usize, &'static str>,
}

/// The persons whom names are borne by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clusters {
    /// Each person once.
    pub clusters: Vec<Cluster>,
    /// Rulings that something contradicts: two names that are ruled to be one person's and, by way of others, to be those
    /// of two, or whose bearers have births or passports that contradict. They stay two.
    pub conflicts: Vec<[String; 2]>,
}

/// Parts bearers into persons; each comes with how often he is named.
pub fn cluster(bearers: &[(Bearer, u64)], rulings: &Rulings) -> Clusters {
    let nodes = nodes(bearers);
    let mut placing = Placing::new(&nodes, rulings);
    let (whole, parts): (Vec<Node>, Vec<Node>) =
        nodes.into_iter().partition(|node| node.kind == Kind::Whole);
    for node in whole {
        placing.place_whole(node);
    }
    let joined = placing.people.len();
    for node in parts {
        placing.place_part(node, joined);
    }
    placing.attach_parts(joined);
    placing.finish(rulings)
}

/// What a name shows of its bearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Several words, one of them that of a family.
    Whole,
    /// One word that may be that of a family.
    Family,
    /// A given name, with or without a patronymic, or initials.
    Given,
}

/// The bearers of one name, letter by letter, with the same facts.
struct Node {
    bearer: Bearer,
    bearers: Vec<usize>,
    weight: u64,
    kind: Kind,
    script: Option<Script>,
    words: Vec<Word>,
    /// Neighbouring words as one, by the number of the first.
    together: Vec<Word>,
    /// The name as words are compared.
    folded: String,
}

/// What of a word can meet a word of another name.
struct Word {
    /// What the same letters have.
    equal: u64,
    atoms: Vec<u64>,
    consonants: Vec<u64>,
    /// The classes that its initial may have.
    classes: Vec<char>,
    role: Role,
}

/// What a word is in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Given,
    Initial,
    Patronymic,
    /// A particle or a title.
    Particle,
    Family,
}

/// Makes a node of the bearers that nothing tells apart, in the order in which they are placed.
fn nodes(bearers: &[(Bearer, u64)]) -> Vec<Node> {
    let mut known: HashMap<(String, &BTreeSet<String>, &BTreeSet<String>), usize> = HashMap::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut best: Vec<u64> = Vec::new();
    for (at, (bearer, times)) in bearers.iter().enumerate() {
        let folded = folded(&bearer.name);
        match known.entry((folded, &bearer.born, &bearer.passports)) {
            Entry::Occupied(entry) => {
                let node = &mut nodes[*entry.get()];
                node.bearers.push(at);
                node.weight += times;
                if (*times, &node.bearer.name) > (best[*entry.get()], &bearer.name) {
                    best[*entry.get()] = *times;
                    node.bearer.name.clone_from(&bearer.name);
                }
            }
            Entry::Vacant(entry) => {
                nodes.push(Node::of(bearer, at, *times, &entry.key().0));
                best.push(*times);
                entry.insert(nodes.len() - 1);
            }
        }
    }
    nodes.sort_by_cached_key(Node::order);
    nodes
}

/// Returns the words of a name in small letters without marks, as they follow each other.
fn folded(name: &str) -> String {
    let words: Vec<String> = text::tokens(name).map(|token| token.folded).collect();
    words.join(" ")
}

impl Node {
    fn of(bearer: &Bearer, at: usize, weight: u64, folded: &str) -> Self {
        let (words, together) = words(&bearer.name);
        Self {
            kind: kind(&words),
            script: script::first(&bearer.name),
            bearer: bearer.clone(),
            bearers: vec![at],
            weight,
            words,
            together,
            folded: folded.to_owned(),
        }
    }

    /// Returns by what nodes are ordered: what tells most comes first, and Arabic, which writes no vowels, after
    /// scripts that do.
    fn order(&self) -> impl Ord + use<> {
        let full = self.words.iter().filter(|word| word.role != Role::Initial).count();
        (
            self.kind,
            self.bearer.born.is_empty(),
            self.script == Some(Script::Arabic),
            Reverse(full.min(3)),
            self.bearer.passports.is_empty(),
            Reverse(self.weight),
            self.folded.clone(),
            self.bearer.clone(),
        )
    }

    /// Tells whether two names of one word are one, or two that are given names the same letters.
    fn is_same_part(&self, other: &Self) -> bool {
        if self.folded == other.folded {
            return self.kind == other.kind;
        }
        let are_families = self.kind == Kind::Family && other.kind == Kind::Family;
        are_families && self.is_word_of(other)
    }

    /// Tells whether a name has the word of a name of one word as that of the family.
    fn has_family(&self, word: &Self) -> bool {
        self.kind == Kind::Whole && word.is_word_of(self)
    }

    /// Tells whether its word is one of a family in another name; consonants alone are looked at again, since they meet
    /// too many.
    fn is_word_of(&self, other: &Self) -> bool {
        let Some(word) = self.words.first() else { return false };
        let is_arabic = self.script == Some(Script::Arabic) || other.script == Some(Script::Arabic);
        let mut families = other.words.iter().filter(|word| word.is_family());
        families.any(|family| word.meets(family, is_arabic))
            && (!is_arabic || finds(&self.bearer.name, &other.bearer.name))
    }

    fn has_facts(&self) -> bool {
        !self.bearer.born.is_empty() || !self.bearer.passports.is_empty()
    }

    /// Returns what the words show of two names being one; a cheap look before a comparison.
    fn meeting(&self, other: &Self) -> Meeting {
        if self.folded == other.folded {
            return Meeting::Same;
        }
        let is_arabic = self.script == Some(Script::Arabic) || other.script == Some(Script::Arabic);
        let mut met = Met::default();
        met.pair(self, other, |one, other| one.equal == other.equal);
        let are_equal = met.is_whole(self, other);
        met.pair(self, other, |one, other| one.meets(other, is_arabic));
        met.pair_together(self, other, is_arabic);
        let is_other = |node: &Self, met: u64| {
            let words = node.words.iter().enumerate();
            words.filter(|(at, _)| met & (1 << at) == 0).any(|(_, word)| word.must_be_met())
        };
        // A word of each that the other lacks is that of another person.
        if met.count < 2 || is_other(self, met.left) && is_other(other, met.right) {
            Meeting::None
        } else if are_equal {
            Meeting::Same
        } else {
            Meeting::Maybe
        }
    }
}

/// What the words of two names show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meeting {
    /// They cannot be one name.
    None,
    /// They are to be compared.
    Maybe,
    /// They are the same words.
    Same,
}

/// The words of two names that meet, each by its bit.
#[derive(Clone, Copy, Default)]
struct Met {
    left: u64,
    right: u64,
    /// How many pairs of words that names must have.
    count: u32,
}

impl Met {
    /// Pairs words that were not met before.
    fn pair(&mut self, left: &Node, right: &Node, is_met: impl Fn(&Word, &Word) -> bool) {
        for (at, word) in left.words.iter().enumerate() {
            if self.left & (1 << at) != 0 {
                continue;
            }
            let mut free = right.words.iter().enumerate();
            let found = free.find(|(at, other)| self.right & (1 << at) == 0 && is_met(word, other));
            if let Some((other, _)) = found {
                self.left |= 1 << at;
                self.right |= 1 << other;
                self.count += u32::from(!word.is_optional());
            }
        }
    }

    /// Pairs two neighbours of one name with a word of the other, in which they are written together.
    fn pair_together(&mut self, left: &Node, right: &Node, is_arabic: bool) {
        for (at, together) in left.together.iter().enumerate() {
            let free = right.words.iter().enumerate().find(|(other, word)| {
                self.right & (1 << other) == 0 && together.meets(word, is_arabic)
            });
            if let Some((other, _)) = free.filter(|_| self.left & (0b11 << at) == 0) {
                self.left |= 0b11 << at;
                self.right |= 1 << other;
                self.count += 1;
            }
        }
        for (at, together) in right.together.iter().enumerate() {
            let free = left.words.iter().enumerate().find(|(other, word)| {
                self.left & (1 << other) == 0 && together.meets(word, is_arabic)
            });
            if let Some((other, _)) = free.filter(|_| self.right & (0b11 << at) == 0) {
                self.right |= 0b11 << at;
                self.left |= 1 << other;
                self.count += 1;
            }
        }
    }

    /// Tells whether all words are met, none of them a particle, which ties a name to the word behind it.
    fn is_whole(self, left: &Node, right: &Node) -> bool {
        let all = |words: usize| (1_u64 << words) - 1;
        self.left == all(left.words.len())
            && self.right == all(right.words.len())
            && left.words.iter().all(|word| word.role != Role::Particle)
    }
}

impl Word {
    fn is_family(&self) -> bool {
        self.role == Role::Family
    }

    /// Tells whether other spellings of the name may lack it.
    fn is_optional(&self) -> bool {
        matches!(self.role, Role::Patronymic | Role::Particle)
    }

    fn must_be_met(&self) -> bool {
        matches!(self.role, Role::Given | Role::Family)
    }

    fn meets(&self, other: &Self, is_arabic: bool) -> bool {
        if self.role == Role::Initial || other.role == Role::Initial {
            return self.classes.iter().any(|class| other.classes.contains(class));
        }
        let shares = |one: &[u64], other: &[u64]| one.iter().any(|key| other.contains(key));
        shares(&self.atoms, &other.atoms)
            || is_arabic && shares(&self.consonants, &other.consonants)
    }
}

/// Returns the words of a name, and what each two neighbours make that may be written together.
fn words(name: &str) -> (Vec<Word>, Vec<Word>) {
    let tokens: Vec<text::Token> = text::tokens(name).take(MAX_WORDS).collect();
    let count = tokens.len();
    let read = |token: &text::Token| {
        let surface = &name[token.start..token.end];
        let has_stop = name[token.end..].starts_with('.');
        let is_initial = term::is_initial(surface) || has_stop && may_be_initial(surface);
        word(surface, &token.folded, is_initial, count)
    };
    let words = tokens.iter().map(read).collect();
    let together = |pair: &[text::Token]| {
        let [first, second] = [0, 1].map(|at| &name[pair[at].start..pair[at].end]);
        let folded = format!("{}{}", pair[0].folded, pair[1].folded);
        word(&format!("{first}{second}"), &folded, false, count)
    };
    let together = if count > 2 { tokens.windows(2).map(together).collect() } else { Vec::new() };
    (words, together)
}

fn word(surface: &str, folded: &str, is_initial: bool, count: usize) -> Word {
    let found = keys(surface);
    let given = given::look_up(surface);
    let role = if is_initial {
        Role::Initial
    } else if count > 1 && is_patronymic(surface) {
        Role::Patronymic
    } else if crate::is_particle(folded) || TITLES.contains(&folded) {
        Role::Particle
    } else if given.is_empty() {
        Role::Family
    } else {
        Role::Given
    };
    let mut atoms: Vec<u64> = found.iter().map(hash).collect();
    atoms.extend(given.iter().map(|given| hash(&("given", &given.id))));
    Word {
        equal: hash(&folded),
        atoms,
        consonants: consonants(surface).iter().map(hash).collect(),
        classes: term::classes(surface, &found),
        role,
    }
}

fn kind(words: &[Word]) -> Kind {
    let has_family = words.iter().any(Word::is_family);
    let full = words.iter().filter(|word| word.must_be_met()).count();
    let has_patronymic = words.iter().any(|word| word.role == Role::Patronymic);
    match (words.len(), has_family) {
        (0 | 1, true) => Kind::Family,
        (0 | 1, false) => Kind::Given,
        (_, true) => Kind::Whole,
        // Given names of which one is that of the family.
        (_, false) if full > 1 && !has_patronymic => Kind::Whole,
        _ => Kind::Given,
    }
}

/// A person so far.
#[derive(Default)]
struct Person {
    nodes: Vec<usize>,
    /// Of these, one for each form of the name.
    forms: Vec<usize>,
    facts: Bearer,
    could_be: Vec<usize>,
    apart: BTreeMap<usize, &'static str>,
    /// The person into whom he was taken in.
    into: Option<usize>,
}

impl Person {
    fn is_apart_from(&mut self, other: usize, why: &'static str) {
        if self.apart.len() < APART {
            self.apart.insert(other, why);
        }
    }
}

/// Whom a name fits.
#[derive(Default)]
struct Fitting {
    /// Persons who are told apart from others.
    told: Vec<usize>,
    /// Those of these with whom it shares a birth or a passport.
    by_fact: Vec<usize>,
    /// Names that could be those of several persons.
    unclear: Vec<usize>,
    apart: Vec<(usize, &'static str)>,
}

/// How a name fits a person.
enum Fit {
    No,
    Apart(&'static str),
    Yes { by_fact: bool },
}

struct Placing {
    nodes: Vec<Node>,
    /// By node, the number of its person.
    of: Vec<usize>,
    people: Vec<Person>,
    standing: Standing,
    not: BTreeSet<[String; 2]>,
}

impl Placing {
    /// Begins with nobody placed of the nodes that are to be, in the order of these.
    fn new(nodes: &[Node], rulings: &Rulings) -> Self {
        Self {
            nodes: Vec::new(),
            of: Vec::new(),
            people: Vec::new(),
            standing: Standing::of(nodes),
            not: rulings.not.iter().map(|[one, other]| ruled(one, other)).collect(),
        }
    }

    /// Places a name of several words.
    fn place_whole(&mut self, node: Node) {
        let near = self.standing.beside(&node, self.nodes.len());
        let candidates = self.persons(near, |known| known.meeting(&node) != Meeting::None);
        let (told, unclear): (Vec<usize>, Vec<usize>) =
            candidates.into_iter().partition(|person| self.people[*person].could_be.is_empty());
        let mut found = Fitting::default();
        for person in unclear {
            self.try_on(&node, person, &mut found);
        }
        found.unclear = std::mem::take(&mut found.told);
        for person in told {
            let is_enough = found.told.len() >= COULD_BE && !node.has_facts();
            if is_enough {
                break;
            }
            self.try_on(&node, person, &mut found);
        }
        let person = match (&found.by_fact[..], &found.told[..], &found.unclear[..]) {
            ([only], _, _) | (_, [only], _) | (_, _, [only, ..]) => *only,
            _ => self.add(std::mem::take(&mut found.told)),
        };
        for (other, why) in found.apart {
            self.people[person].is_apart_from(other, why);
            self.people[other].is_apart_from(person, why);
        }
        self.put(node, person);
    }

    fn try_on(&self, node: &Node, person: usize, found: &mut Fitting) {
        match self.fit(node, person) {
            Fit::Yes { by_fact } => {
                found.told.push(person);
                found.by_fact.extend(by_fact.then_some(person));
            }
            Fit::Apart(why) => found.apart.push((person, why)),
            Fit::No => {}
        }
    }

    fn add(&mut self, could_be: Vec<usize>) -> usize {
        self.people.push(Person { could_be, ..Person::default() });
        self.people.len() - 1
    }

    /// Places a part of a name beside the parts that are the same word; `joined` is the number of whole persons.
    fn place_part(&mut self, node: Node, joined: usize) {
        let near = self.standing.of_family(&node, self.nodes.len());
        let fitting = self.by_person(near).into_keys().find(|person| {
            let mut nodes = self.people[*person].nodes.iter().map(|at| &self.nodes[*at]);
            *person >= joined
                && self.people[*person].facts.facts_apart(&node.bearer).is_none()
                && nodes.all(|known| known.is_same_part(&node))
                && !self.is_ruled_apart(&node, *person)
        });
        let person = fitting.unwrap_or_else(|| self.add(Vec::new()));
        self.put(node, person);
    }

    /// Gives the names of one word to the only person who has them.
    fn attach_parts(&mut self, joined: usize) {
        for part in joined..self.people.len() {
            let first = self.people[part].nodes[0];
            if self.nodes[first].kind == Kind::Family {
                let fitting = self.bearing(first, part, joined);
                match fitting[..] {
                    [only] => self.unite(only, part),
                    _ => self.people[part].could_be = fitting,
                }
            }
        }
    }

    /// Returns the whole persons who have the one word of a name, [`COULD_BE`] at most.
    fn bearing(&self, word: usize, part: usize, joined: usize) -> Vec<usize> {
        let word = &self.nodes[word];
        let facts = &self.people[part].facts;
        let forms = || self.people[part].forms.iter().map(|at| &self.nodes[*at]);
        let near = self.standing.of_family(word, self.nodes.len());
        // Whether a name has the word costs most, and is asked of so many alone as are listed.
        let bears = |(person, near): &(usize, Vec<usize>)| {
            *person < joined
                && self.people[*person].could_be.is_empty()
                && self.people[*person].facts.facts_apart(facts).is_none()
                && near.iter().any(|at| self.nodes[*at].has_family(word))
                && !forms().any(|form| self.is_ruled_apart(form, *person))
        };
        let persons = self.by_person(near).into_iter().filter(bears);
        persons.map(|(person, _)| person).take(COULD_BE).collect()
    }

    /// Returns the persons of whom one of some nodes may be, ascending.
    fn persons(&self, nodes: Vec<usize>, may_be: impl Fn(&Node) -> bool) -> BTreeSet<usize> {
        let mut persons = BTreeSet::new();
        for at in nodes {
            if !persons.contains(&self.of[at]) && may_be(&self.nodes[at]) {
                persons.insert(self.of[at]);
            }
        }
        persons
    }

    /// Returns some nodes by their persons, both ascending.
    fn by_person(&self, nodes: Vec<usize>) -> BTreeMap<usize, Vec<usize>> {
        let mut persons: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in nodes {
            persons.entry(self.of[at]).or_default().push(at);
        }
        persons
    }

    fn fit(&self, node: &Node, person: usize) -> Fit {
        if self.is_ruled_apart(node, person) {
            return Fit::Apart(RULED);
        }
        let person = &self.people[person];
        let mut is_met = false;
        for at in person.forms.iter().take(COMPARED) {
            let known = &self.nodes[*at];
            match verdict(node, known) {
                Verdict::Same => is_met = true,
                Verdict::Differ(why) if why != NAMES_DIFFER => return Fit::Apart(why),
                _ if known.script == node.script => return Fit::No,
                _ => {}
            }
        }
        if !is_met {
            return Fit::No;
        }
        match person.facts.facts_apart(&node.bearer) {
            Some(why) => Fit::Apart(why),
            None => Fit::Yes { by_fact: person.facts.shares_fact(&node.bearer) },
        }
    }

    fn is_ruled_apart(&self, node: &Node, person: usize) -> bool {
        let forms = self.people[person].forms.iter().map(|at| &self.nodes[*at]);
        !self.not.is_empty()
            && forms
                .into_iter()
                .any(|known| self.not.contains(&in_order(&node.folded, &known.folded)))
    }

    fn put(&mut self, node: Node, person: usize) {
        let at = self.nodes.len();
        let forms = self.people[person].forms.iter();
        let is_new = forms.into_iter().all(|form| self.nodes[*form].folded != node.folded);
        let person_of = &mut self.people[person];
        person_of.facts.take_in(&node.bearer);
        person_of.nodes.push(at);
        person_of.forms.extend(is_new.then_some(at));
        self.of.push(person);
        self.nodes.push(node);
    }

    fn unite(&mut self, into: usize, other: usize) {
        let taken = std::mem::take(&mut self.people[other]);
        for at in &taken.nodes {
            self.of[*at] = into;
        }
        self.people[into].nodes.extend(taken.nodes);
        self.people[into].forms.extend(taken.forms);
        self.people[into].facts.take_in(&taken.facts);
        for (apart, why) in taken.apart {
            self.people[into].is_apart_from(apart, why);
        }
        self.people[other].into = Some(into);
    }

    /// Unites those who are ruled to be one, unless another ruling keeps them apart, and gives each a number.
    fn finish(mut self, rulings: &Rulings) -> Clusters {
        let mut by_name: HashMap<String, BTreeSet<usize>> = HashMap::new();
        if !rulings.same.is_empty() {
            for (at, node) in self.nodes.iter().enumerate() {
                by_name.entry(node.folded.clone()).or_default().insert(at);
            }
        }
        let mut conflicts = Vec::new();
        for [one, other] in &rulings.same {
            let persons = |name: &str| -> BTreeSet<usize> {
                let nodes = by_name.get(&folded(name)).into_iter().flatten();
                nodes.map(|at| self.of[*at]).collect()
            };
            let both: BTreeSet<usize> = persons(one).into_iter().chain(persons(other)).collect();
            if self.are_ruled_apart(&both) || self.are_told_apart(&both) {
                conflicts.push([one.clone(), other.clone()]);
                continue;
            }
            let mut both = both.into_iter();
            if let Some(first) = both.next() {
                self.people[first].could_be.clear();
                both.for_each(|person| self.unite(first, person));
            }
        }
        Clusters { clusters: self.numbered(), conflicts }
    }

    /// Tells whether a ruling keeps names of these persons apart.
    fn are_ruled_apart(&self, persons: &BTreeSet<usize>) -> bool {
        let nodes = persons.iter().flat_map(|person| &self.people[*person].nodes);
        let names: BTreeSet<&str> = nodes.map(|at| self.nodes[*at].folded.as_str()).collect();
        self.not.iter().any(|pair| pair.iter().all(|name| names.contains(name.as_str())))
    }

    /// Tells whether births or passports of these persons contradict.
    fn are_told_apart(&self, persons: &BTreeSet<usize>) -> bool {
        let mut all = Bearer::default();
        persons.iter().any(|person| {
            let facts = &self.people[*person].facts;
            let is_other = all.facts_apart(facts).is_some();
            all.take_in(facts);
            is_other
        })
    }

    fn numbered(self) -> Vec<Cluster> {
        let mut numbers: Vec<Option<usize>> = vec![None; self.people.len()];
        let standing = (0..self.people.len()).filter(|at| !self.people[*at].nodes.is_empty());
        for (number, at) in standing.enumerate() {
            numbers[at] = Some(number);
        }
        let number = |mut at: usize| {
            while let Some(into) = self.people[at].into {
                at = into;
            }
            numbers[at]
        };
        let mut clusters = Vec::new();
        for (at, person) in self.people.iter().enumerate() {
            let Some(own) = numbers[at] else { continue };
            let nodes = person.nodes.iter().map(|at| &self.nodes[*at]);
            let mut bearers: Vec<usize> = nodes.flat_map(|node| node.bearers.clone()).collect();
            bearers.sort_unstable();
            let could_be: BTreeSet<usize> =
                person.could_be.iter().filter_map(|at| number(*at)).collect();
            let apart = person.apart.iter().filter_map(|(at, why)| Some((number(*at)?, *why)));
            clusters.push(Cluster {
                bearers,
                could_be: could_be.into_iter().filter(|other| *other != own).collect(),
                apart: apart.filter(|(other, _)| *other != own).collect(),
            });
        }
        clusters
    }
}

/// Why two names are of one person, or of two, where somebody decided so.
pub const RULED: &str = "decided";

/// What words show of two names being one, compared where they do not settle it.
fn verdict(one: &Node, other: &Node) -> Verdict {
    match one.meeting(other) {
        Meeting::None => Verdict::Differ(NAMES_DIFFER),
        Meeting::Same => Verdict::Same,
        Meeting::Maybe => pair(&one.bearer.name, &other.bearer.name),
    }
}

/// Returns a ruling on two names, whichever is named first.
fn ruled(one: &str, other: &str) -> [String; 2] {
    in_order(&folded(one), &folded(other))
}

/// Returns two folded names, the lesser one first.
fn in_order(one: &str, other: &str) -> [String; 2] {
    let mut pair = [one.to_owned(), other.to_owned()];
    pair.sort_unstable();
    pair
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearer(name: &str, born: &str) -> (Bearer, u64) {
        let born = Some(born).filter(|born| !born.is_empty()).map(str::to_owned);
        let bearer =
            Bearer { name: name.to_owned(), born: born.into_iter().collect(), ..Bearer::default() };
        (bearer, 1)
    }

    fn named(names: &[&str]) -> Vec<(Bearer, u64)> {
        names.iter().map(|name| bearer(name, "")).collect()
    }

    /// Returns the persons, each with the numbers of his bearers.
    fn parted(bearers: &[(Bearer, u64)], rulings: &Rulings) -> BTreeSet<Vec<usize>> {
        let found = cluster(bearers, rulings).clusters;
        found.into_iter().map(|cluster| cluster.bearers).collect()
    }

    fn is_parted(bearers: &[(Bearer, u64)], into: &[&[usize]]) {
        let into: BTreeSet<Vec<usize>> = into.iter().map(|of| of.to_vec()).collect();
        assert_eq!(parted(bearers, &Rulings::default()), into);
    }

    #[test]
    fn forms_in_all_scripts_cases_and_orders_are_one_person() {
        is_parted(
            &named(&[
                "Ivan Pestrikov",
                "ПЕСТРИКОВ Иван Викторович",
                "Пестрикова Ивана",
                "بيستريكوف إيفان",
                "I. V. Pestrikov",
                "Pestrikov, Ivan",
                "PESTRIKOV",
                "Lena Brandt",
                "Ivan",
            ]),
            &[&[0, 1, 2, 3, 4, 5, 6], &[7], &[8]],
        );
    }

    #[test]
    fn a_son_is_not_his_father_whatever_words_they_share() {
        is_parted(
            &named(&["Henry Ford II", "Henry Ford III", "Robert Carter", "Roberta Carter"]),
            &[&[0], &[1], &[2], &[3]],
        );
    }

    #[test]
    fn patronymic_initial_birth_and_passport_part_and_what_could_be_either_is_neither() {
        let names = named(&[
            "Иван Сергеевич Петров",
            "Иван Алексеевич Петров",
            "Ivan Petrov",
            "I. Petrov",
            "Петров",
        ]);
        is_parted(&names, &[&[0], &[1], &[2, 3], &[4]]);
        let found = cluster(&names, &Rulings::default()).clusters;
        assert_eq!(found[0].apart, BTreeMap::from([(1, "patronymics differ")]));
        let unclear = found.iter().find(|one| one.bearers == [2, 3]).expect("it is there");
        assert_eq!(unclear.could_be, [0, 1]);
        is_parted(&named(&["John A Smith", "John B Smith"]), &[&[0], &[1]]);
        is_parted(
            &[
                bearer("Ivan Petrov", "1974-04-09"),
                bearer("Ivan Petrov", "1981-01-02"),
                bearer("Иван Петров", "1981"),
                bearer("Иван Петров", ""),
            ],
            &[&[0], &[1, 2], &[3]],
        );
        let with_passport = |name: &str, passport: &str| {
            let mut one = bearer(name, "");
            one.0.passports.insert(passport.to_owned());
            one
        };
        is_parted(
            &[with_passport("Ivan Petrov", "75 1"), with_passport("Иван Петров", "75 2")],
            &[&[0], &[1]],
        );
    }

    #[test]
    fn two_spellings_of_one_script_that_a_third_could_join_stay_apart() {
        for (one, other, between) in [
            ("Juan Carlos Pérez", "Juan Antonio Pérez", "Juan Pérez"),
            ("Kareem Salem", "Karam Selim", "كرم سالم"),
        ] {
            let found = parted(&named(&[one, other, between]), &Rulings::default());
            assert!(
                found.iter().all(|person| !(person.contains(&0) && person.contains(&1))),
                "{one}, {other}: {found:?}"
            );
        }
    }

    #[test]
    fn a_given_name_alone_is_nobody_and_a_family_name_is_that_of_the_only_bearer() {
        is_parted(
            &named(&["Ivan Petrov", "Oleg Petrov", "Petrov", "Иван", "Lena Brandt", "Brandt"]),
            &[&[0], &[1], &[2], &[3], &[4, 5]],
        );
    }

    #[test]
    fn the_order_of_bearers_changes_no_person() {
        let names = named(&[
            "Иван Сергеевич Петров",
            "Иван Алексеевич Петров",
            "Ivan Petrov",
            "I. S. Petrov",
            "Petrov",
            "Петров Иван",
        ]);
        let persons = |names: Vec<(Bearer, u64)>| -> BTreeSet<BTreeSet<String>> {
            let found = cluster(&names, &Rulings::default()).clusters;
            let name = |at: &usize| names[*at].0.name.clone();
            found.iter().map(|one| one.bearers.iter().map(name).collect()).collect()
        };
        let reversed = names.iter().rev().cloned().collect();
        assert_eq!(persons(names), persons(reversed));
    }

    #[test]
    fn rulings_join_and_part_and_what_they_contradict_in_is_listed() {
        let pair = |one: &str, other: &str| [one.to_owned(), other.to_owned()];
        let names = named(&["WEN Jialu", "Вэнь Цзялу", "Ivan Petrov", "Петров Иван"]);
        let rulings = Rulings {
            same: vec![pair("wen jialu", "Вэнь Цзялу")],
            not: vec![pair("Петров Иван", "Ivan Petrov")],
        };
        assert_eq!(parted(&names, &rulings), [vec![0, 1], vec![2], vec![3]].into());
        let contrary =
            Rulings { same: vec![pair("Ivan Petrov", "Петров Иван")], not: rulings.not };
        let found = cluster(&names, &contrary);
        assert_eq!(found.conflicts, contrary.same);
        assert_eq!(found.clusters.len(), 4);
    }

    #[test]
    fn a_ruling_joins_no_namesakes_whose_births_contradict_and_is_listed() {
        let names = [
            bearer("Ivan Petrov", "1974-04-09"),
            bearer("Ivan Petrov", "1981-01-02"),
            bearer("Kolya", ""),
        ];
        let pair = ["Ivan Petrov".to_owned(), "Kolya".to_owned()];
        let rulings = Rulings { same: vec![pair.clone()], not: Vec::new() };
        let found = cluster(&names, &rulings);
        assert_eq!((found.clusters.len(), found.conflicts), (3, vec![pair]));
    }

    #[test]
    fn a_year_joins_no_two_who_are_born_on_other_days_of_it() {
        let found = parted(
            &[
                bearer("Ivan Petrov", "1974"),
                bearer("Ivan Petrov", "1974-04-09"),
                bearer("Ivan Petrov", "1974-05-01"),
            ],
            &Rulings::default(),
        );
        assert!(
            !found.iter().any(|person| person.contains(&1) && person.contains(&2)),
            "{found:?}"
        );
    }

    #[test]
    fn a_ruling_holds_for_names_of_one_word_and_behind_many_forms_of_a_person() {
        let not = vec![["Petrov".to_owned(), "Ivan Petrov".to_owned()]];
        let rulings = Rulings { same: Vec::new(), not };
        assert_eq!(parted(&named(&["Ivan Petrov", "Petrov"]), &rulings).len(), 2);
        let with_passport = |number: usize| {
            let mut one = bearer("Ivan Petrov", "1974-04-09");
            one.0.passports.insert(format!("75 {number}"));
            one
        };
        let mut many: Vec<(Bearer, u64)> = (0..COMPARED + 5).map(with_passport).collect();
        many.extend([bearer("Petrov Ivan A", ""), bearer("Petrov Ivan B", "")]);
        let found = parted(&many, &Rulings::default());
        let (one, other) = (many.len() - 2, many.len() - 1);
        assert!(
            !found.iter().any(|person| person.contains(&one) && person.contains(&other)),
            "{found:?}"
        );
    }

    #[test]
    fn very_many_namesakes_are_listed_up_to_a_bound() {
        let names: Vec<_> =
            (0..300).map(|day| bearer("Ivan Petrov", &format!("{}-01-01", 1700 + day))).collect();
        let found = cluster(&names, &Rulings::default()).clusters;
        assert_eq!(found.len(), 300);
        assert!(found.iter().all(|one| one.apart.len() <= APART));
    }
}
