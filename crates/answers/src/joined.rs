//! Papers with their places, joined into matters, and what answers show of them.

use std::collections::{BTreeMap, BTreeSet};

use matters::{Event, Joined, Key, Matters, Paper, Told};
use names::Verdict;

use crate::matter_shapes::{
    MatterEvent, MatterGround, MatterLine, MatterNumber, MatterPaper, MatterPerson, MatterSource,
    MatterSuggestion, RecordField,
};
use crate::printed_place;

/// The papers of a dossier that have a key, joined.
pub(crate) struct Read {
    pub(crate) papers: Vec<Known>,
    pub(crate) joined: Matters,
}

/// A paper with its place in the leak, and of its events what stands in lists: thousands of papers are held at once.
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) locator: String,
    pub(crate) content: u64,
    pub(crate) copies: Vec<String>,
    pub(crate) told: Told,
}

/// All that a paper has, for the answer on its matter.
pub(crate) struct ReadPaper {
    pub(crate) paper: Paper,
    pub(crate) date: Option<String>,
    /// By unit and key, the words that it is taken from and where they stand.
    pub(crate) surfaces: BTreeMap<(usize, Key), (String, Option<String>)>,
    /// Who is who in it, where the answer shows that.
    pub(crate) people: Vec<matters::Bearer>,
}

/// The papers of one matter, by number.
pub(crate) type Papers = BTreeMap<usize, ReadPaper>;

impl Read {
    /// Yields the matters that are listed: those of a person or of a number of Interpol's.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Joined> {
        self.joined.matters.iter().filter(|matter| {
            matter.keys.keys().any(|key| !matches!(key, Key::Birth(_))) || matter.nodes.len() > 1
        })
    }

    pub(crate) fn line(&self, matter: &Joined) -> MatterLine {
        let papers = papers_of(matter).into_iter();
        let events = papers
            .flat_map(|paper| self.papers[paper].told.of(matter).map(move |event| (paper, event)));
        let timeline = matters::timeline(events);
        let dates: Vec<&str> = timeline.entries.iter().filter_map(|entry| entry.date).collect();
        let names = matter.subject.best_names();
        MatterLine {
            key: self.called_by(matter, &names),
            names,
            born: matter.subject.born.iter().cloned().collect(),
            passports: matter.subject.passports.iter().cloned().collect(),
            numbers: matter
                .keys
                .iter()
                .map(|(key, nodes)| MatterNumber {
                    kind: key.kind().to_owned(),
                    value: key.value().to_owned(),
                    papers: nodes.len(),
                })
                .collect(),
            papers: papers_of(matter).len(),
            events: timeline.entries.len(),
            first: dates.first().map(|date| (*date).to_owned()),
            last: dates.last().map(|date| (*date).to_owned()),
        }
    }

    /// Returns by what a matter is called up, and no other: a number that was used twice with the name.
    fn called_by(&self, matter: &Joined, names: &[String]) -> String {
        let key = called(matter, names);
        let is_reused = self.joined.reused.iter().any(|reused| reused.key.value() == key);
        match names.first().filter(|_| is_reused) {
            Some(name) => format!("{key} {name}"),
            None => key,
        }
    }

    /// Returns the matters that have a number, or a number and the name behind it.
    pub(crate) fn numbered(&self, key: &str) -> Vec<usize> {
        let has = |matter: &Joined| {
            let mut keys = matter.keys.keys().filter(|of| !matches!(of, Key::Birth(_)));
            keys.any(|of| {
                let name = key.strip_prefix(of.value()).map(str::trim_start);
                let is_its = |name: &str| matter.subject.names.contains_key(name);
                of.value().eq_ignore_ascii_case(key) || name.is_some_and(is_its)
            })
        };
        self.those_told(self.positions(has))
    }

    /// Returns the numbers of the matters that a number or a name calls up.
    pub(crate) fn called(&self, key: &str) -> Vec<usize> {
        let mut found = self.numbered(key);
        if found.is_empty() {
            let is_named = |name: &String| name == key || names::compare(name, key).same;
            found = self.positions(|matter| matter.subject.names.keys().any(is_named));
        }
        // A word alone may be that of a whole name.
        let is_word = !key.trim().contains(char::is_whitespace);
        if found.is_empty() && is_word {
            let may_be = |name: &String| names::pair(key, name) == Verdict::May;
            found = self.positions(|matter| matter.subject.names.keys().any(may_be));
        }
        self.those_told(found)
    }

    /// Lets a paper whose number tells nothing of a person give way to those that name one.
    fn those_told(&self, mut found: Vec<usize>) -> Vec<usize> {
        let told = |at: &usize| !self.joined.matters[*at].subject.names.is_empty();
        if found.iter().any(told) {
            found.retain(told);
        }
        found
    }

    fn positions(&self, is_meant: impl Fn(&Joined) -> bool) -> Vec<usize> {
        (0..self.joined.matters.len()).filter(|at| is_meant(&self.joined.matters[*at])).collect()
    }

    pub(crate) fn event(&self, entry: &matters::Entry<'_>) -> MatterEvent {
        let source = |(paper, event): &(usize, &Event)| MatterSource {
            id: self.papers[*paper].id.clone(),
            locator: self.papers[*paper].locator.clone(),
            place: printed_place(&event.place),
            layer: event.layer.to_string(),
            dated_by: event.dated_by.name().to_owned(),
            text: event.text.clone(),
        };
        MatterEvent {
            event: entry.what.name().to_owned(),
            mode: matters::mode_name(entry.mode).to_owned(),
            detail: entry.detail.map(str::to_owned),
            date: entry.date.map(str::to_owned),
            precision: entry.date.map(|date| matters::precision(date).to_owned()),
            actor: entry.sources.iter().find_map(|(_, event)| event.actor.clone()),
            after_deletion: entry.is_after_deletion,
            numbers: entry.numbers.iter().map(|key| key.value().to_owned()).collect(),
            sources: entry.sources.iter().map(source).collect(),
        }
    }

    /// Returns the papers of a matter, in order of their dates, with what joins each to it.
    pub(crate) fn listed(&self, matter: &Joined, papers: &Papers) -> Vec<MatterPaper> {
        let mut grounds: BTreeMap<usize, Vec<MatterGround>> = BTreeMap::new();
        for (key, nodes) in &matter.keys {
            for (paper, unit) in nodes {
                let surfaces = papers.get(paper).map(|read| &read.surfaces);
                let (surface, place) = surfaces
                    .and_then(|surfaces| surfaces.get(&(*unit, key.clone())).cloned())
                    .unwrap_or_default();
                grounds.entry(*paper).or_default().push(MatterGround {
                    kind: key.kind().to_owned(),
                    value: key.value().to_owned(),
                    surface,
                    place,
                });
            }
        }
        let paper = |(at, grounds): (usize, Vec<MatterGround>)| {
            let (known, read) = (&self.papers[at], papers.get(&at)?);
            Some(MatterPaper {
                id: known.id.clone(),
                locator: known.locator.clone(),
                copies: known.copies.clone(),
                date: read.date.clone(),
                kind: read.paper.record.kind.map(|kind| kind.name().to_owned()),
                grounds,
                people: people(&read.people),
                record: record(&read.paper.record),
            })
        };
        let mut listed: Vec<MatterPaper> = grounds.into_iter().filter_map(paper).collect();
        listed.sort_by_cached_key(|paper| {
            (paper.date.is_none(), paper.date.clone(), paper.locator.clone())
        });
        listed
    }

    /// Lists the other matters that may be of the same person, and the papers that may belong to it.
    pub(crate) fn suggested(&self, at: usize) -> Vec<MatterSuggestion> {
        let key_of = |other: usize| self.line(&self.joined.matters[other]).key;
        let mut suggestions = Vec::new();
        for alike in self.joined.alike.iter().filter(|alike| alike.matters.contains(&at)) {
            let other = if alike.matters[0] == at { alike.matters[1] } else { alike.matters[0] };
            suggestions.push(MatterSuggestion {
                why: format!("the same name: {} · {}", alike.names[0], alike.names[1]),
                matter: Some(key_of(other)),
                id: None,
                locator: None,
            });
        }
        for reused in self.joined.reused.iter().filter(|reused| reused.matters.contains(&at)) {
            for other in reused.matters.iter().filter(|other| **other != at) {
                suggestions.push(MatterSuggestion {
                    why: format!("the same number {}, but {}", reused.key.value(), reused.why),
                    matter: Some(key_of(*other)),
                    id: None,
                    locator: None,
                });
            }
            for (paper, _) in &reused.unclear {
                suggestions.push(MatterSuggestion {
                    why: format!("has {}, which is that of several persons", reused.key.value()),
                    matter: None,
                    id: Some(self.papers[*paper].id.clone()),
                    locator: Some(self.papers[*paper].locator.clone()),
                });
            }
        }
        suggestions
    }
}

/// Returns the numbers of the papers of a matter.
pub(crate) fn papers_of(matter: &Joined) -> BTreeSet<usize> {
    matter.nodes.iter().map(|(paper, _)| *paper).collect()
}

/// Yields the events of a matter as its papers tell them, each with the number of its paper.
pub(crate) fn events<'p>(
    matter: &'p Joined,
    papers: &'p Papers,
) -> impl Iterator<Item = (usize, &'p Event)> {
    papers.iter().flat_map(|(at, read)| read.paper.told.of(matter).map(|event| (*at, event)))
}

/// Returns by what a matter is called up: the number of most papers, of the strongest kind that it has.
fn called(matter: &Joined, names: &[String]) -> String {
    let strength = |key: &Key| match key {
        Key::Control(_) => 0,
        Key::Ccf(_) => 1,
        Key::Notice(_) => 2,
        Key::Case(_) => 3,
        Key::Passport(..) => 4,
        Key::Birth(_) => 5,
    };
    let by_papers = |(key, nodes): &(&Key, &Vec<matters::Node>)| {
        (strength(key), std::cmp::Reverse(nodes.len()), key.value().to_owned())
    };
    match matter.keys.iter().min_by_key(by_papers) {
        Some((Key::Birth(born), _)) => {
            names.first().map_or_else(|| born.clone(), |name| format!("{name} {born}"))
        }
        Some((key, _)) => key.value().to_owned(),
        None => String::new(),
    }
}

/// Returns the fields of a form.
fn record(record: &matters::Record) -> Vec<RecordField> {
    let field = |field: &matters::Field| RecordField {
        field: field.name.to_owned(),
        value: field.value.clone(),
        place: printed_place(&field.place),
    };
    record.fields.iter().map(field).collect()
}

/// Returns who is who in a paper.
fn people(people: &[matters::Bearer]) -> Vec<MatterPerson> {
    let person = |bearer: &matters::Bearer| MatterPerson {
        name: bearer.name.clone(),
        role: bearer.role.name().to_owned(),
        place: printed_place(&bearer.place),
    };
    people.iter().map(person).collect()
}
