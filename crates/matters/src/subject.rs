//! Whom a paper is about, and which of its numbers are his.
//!
//! A birth behind a name and a label before it make a subject; a lawyer, an officer or a sender never is one. Where a
//! paper is about several, as a register is, a number is that one's who stands on its line, and else nobody's.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use entities::{Field, is_of_paper};
use item::{DateRole, Kind, Mention, Segment};

use names::Verdict;

use crate::record::{Record, has_numbers};
use crate::role;
use crate::table::{self, Phrases};

/// A paper that names more persons than this is a register: each is taken for one of his own, and a number is that one's
/// who alone stands on its line.
const REGISTER: usize = 100;
/// A paper in which persons are named more often than this is read as a register, too: whom it is about would take time that
/// grows with its square.
const MOST_NAMED: usize = 2_000;
/// How far before a number the word for what it is stands, in bytes.
const LABEL_REACH: usize = 32;
/// How far before a birth the word for the subject of a paper stands, in words, and in bytes.
const SUBJECT_WORDS: usize = 6;
const SUBJECT_REACH: usize = 160;

/// A person as papers describe him.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The ways in which he is written, in the nominative where that is known, each with how many papers write it so.
    pub names: BTreeMap<String, usize>,
    /// His dates of birth, ISO 8601.
    pub born: BTreeSet<String>,
    /// His passports.
    pub passports: BTreeSet<String>,
}

/// What joins papers without anybody's judgement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A control number.
    Control(String),
    /// A reference of the Commission.
    Ccf(String),
    /// The number of a notice or file, where a label stands before it.
    Notice(String),
    /// The number of a criminal case.
    Case(String),
    /// A passport, with the date of birth of its bearer.
    Passport(String, String),
    /// A date of birth: joins where the names beside it are one.
    Birth(String),
}

impl Key {
    /// Returns what kind of number it is, as answers name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Control(_) => "control",
            Self::Ccf(_) => "ccf",
            Self::Notice(_) => "notice-id",
            Self::Case(_) => "case-number",
            Self::Passport(..) => "passport",
            Self::Birth(_) => "born",
        }
    }

    /// Returns the number.
    pub fn value(&self) -> &str {
        match self {
            Self::Control(value)
            | Self::Ccf(value)
            | Self::Notice(value)
            | Self::Case(value)
            | Self::Passport(value, _)
            | Self::Birth(value) => value,
        }
    }
}

/// What a paper has of one person, or of none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// Whom it is about, where that shows.
    pub subject: Option<Subject>,
    /// The keys, each with the number of the mention that it is taken from.
    pub keys: BTreeMap<Key, usize>,
}

/// Words right before a number of a notice or file that tell that it is one.
static FILE_WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let bare = |label: String| label.trim_end_matches([' ', 'n', 'o']).to_owned();
    entities::labels_of("file").map(bare).collect()
});

/// Words for the subject of a paper in a sentence (`true`), and for those of whom it may tell beside him.
static SUBJECTS: LazyLock<Phrases<bool>> = LazyLock::new(|| {
    let mut subjects = Phrases::default();
    for (of, phrases) in table::rows(include_str!("../data/subjects.tsv")) {
        for phrase in phrases {
            subjects.add(phrase, of == "subject");
        }
    }
    subjects
});

/// Tells whether a sentence names the subject of its paper by what he is to its writer, and nobody of his: `Our client was
/// arrested`.
pub(crate) fn is_named_in(sentence: &str) -> bool {
    is_named_by(&table::folded(sentence))
}

fn is_named_by(words: &str) -> bool {
    let named: Vec<bool> = SUBJECTS.held(words).collect();
    !named.is_empty() && named.iter().all(|is_subject| *is_subject)
}

/// A paper while its subjects are read.
struct Reader<'p> {
    segments: &'p [Segment],
    mentions: &'p [Mention],
    record: &'p Record,
    /// For each field of the form the whole name that it is a part of.
    whole_names: Vec<Option<String>>,
}

/// A mention of a person with what stands around it.
struct Named {
    /// The number of the mention.
    at: usize,
    name: String,
    subject: Subject,
    /// Whether a birth or a label makes him a subject.
    is_told: bool,
}

/// Parts what a paper names into units, one for each person that it is about.
pub(crate) fn units(segments: &[Segment], mentions: &[Mention], record: &Record) -> Vec<Unit> {
    let reader = Reader { segments, mentions, record, whole_names: record.whole_names() };
    let named = reader.named();
    let told: Vec<&Named> = named.iter().filter(|named| named.is_told).collect();
    let of = if told.is_empty() { named.iter().collect() } else { told };
    let different: BTreeSet<&str> = of.iter().map(|named| named.name.as_str()).collect();
    if different.len() > REGISTER || of.len() > MOST_NAMED {
        return reader.of_register(&of, &named);
    }
    let people = people(&of);
    match people.len() {
        0 => reader.without_subject(),
        1 => reader.of_one(people, &named),
        _ => reader.of_several(people, &named),
    }
}

/// Returns each person once; mentions are the same person where their names are.
fn people(named: &[&Named]) -> Vec<Subject> {
    let mut people: Vec<Subject> = Vec::new();
    for one in named {
        match people.iter_mut().find(|known| are_one(known, &one.subject)) {
            Some(known) => known.take_in_same_paper(&one.subject),
            None => people.push(one.subject.clone()),
        }
    }
    people
}

/// Tells whether two mentions in one paper are of one person.
pub(crate) fn are_one(one: &Subject, other: &Subject) -> bool {
    let is_whole = |name: &str| name.split_whitespace().nth(1).is_some();
    let is_one = |a: &str, b: &str| match names::pair(a, b) {
        Verdict::Same => true,
        Verdict::May => !is_whole(a) || !is_whole(b),
        Verdict::Differ(_) => false,
    };
    let mut names = one.names.keys().flat_map(|a| other.names.keys().map(move |b| (a, b)));
    !one.is_born_apart(other) && names.any(|(a, b)| is_one(a, b))
}

impl Subject {
    /// Takes in what other papers tell of the same person.
    pub fn take_in(&mut self, other: &Self) {
        for (name, papers) in &other.names {
            *self.names.entry(name.clone()).or_default() += papers;
        }
        self.take_in_facts(other);
    }

    /// Takes in what the same paper tells of him elsewhere: it counts once for each name.
    fn take_in_same_paper(&mut self, other: &Self) {
        self.names.extend(other.names.keys().map(|name| (name.clone(), 1)));
        self.take_in_facts(other);
    }

    fn take_in_facts(&mut self, other: &Self) {
        self.born.extend(other.born.iter().cloned());
        self.passports.extend(other.passports.iter().cloned());
    }

    /// Returns the names, whole ones first, those of most papers before others.
    pub fn best_names(&self) -> Vec<String> {
        let mut names: Vec<(&String, &usize)> = self.names.iter().collect();
        names.sort_by_key(|(name, papers)| {
            let is_part = name.split_whitespace().nth(1).is_none();
            (is_part, std::cmp::Reverse(**papers), std::cmp::Reverse(name.chars().count()))
        });
        names.into_iter().map(|(name, _)| name.clone()).collect()
    }

    /// Tells whether the dates of birth of the two contradict.
    pub fn is_born_apart(&self, other: &Self) -> bool {
        names::are_born_apart(&self.born, &other.born)
    }
}

impl Reader<'_> {
    /// Returns the persons who may be what the paper is about.
    fn named(&self) -> Vec<Named> {
        let persons = (0..).zip(self.mentions).filter(|(_, mention)| {
            mention.kind == Kind::Person && self.segment(mention).is_some_and(is_of_paper)
        });
        persons.filter_map(|(at, mention)| self.named_at(at, mention)).collect()
    }

    fn named_at(&self, at: usize, mention: &Mention) -> Option<Named> {
        let field = self.record.around(mention).map(|field| field.name);
        let is_of_other = matches!(
            field,
            Some("counsel" | "officer" | "from" | "to" | "facts" | "action" | "relative")
        );
        let is_father = field == Some("patronymic") && mention.normal.contains(' ');
        if is_of_other || is_father {
            return None;
        }
        // The field of given names has the whole name as a further reading.
        let whole = || mention.alternatives.iter().find(|name| name.contains(' ')).cloned();
        let of_fields =
            self.record.place_around(mention).and_then(|at| self.whole_names[at].clone());
        let name = of_fields.or_else(whole).unwrap_or_else(|| mention.normal.clone());
        let mut subject = Subject { names: [(name.clone(), 1)].into(), ..Subject::default() };
        let facts = item::facts_behind(self.mentions, at);
        for fact in facts.filter(|fact| !self.names_other(mention, fact)) {
            let of = if fact.kind == Kind::Passport {
                &mut subject.passports
            } else {
                &mut subject.born
            };
            of.insert(fact.normal.clone());
        }
        let is_labelled = matches!(field, Some("subject" | "family" | "given" | "patronymic"));
        // what else he is called does not tell whom the paper is about
        let is_further = matches!(field, Some("alias" | "birth-name"));
        let is_told = (is_labelled || !subject.born.is_empty()) && !is_further;
        let is_whole = name.split_whitespace().nth(1).is_some();
        let is_other = !is_told && self.has_other_role(mention);
        ((is_told || is_whole) && !is_other).then_some(Named { at, name, subject, is_told })
    }

    /// Tells whether somebody of his is named between a person and a fact: `Marek WOLSZTYN … the Applicant's daughter, born on …`.
    fn names_other(&self, person: &Mention, fact: &Mention) -> bool {
        let text = self.segment(person).map_or("", |segment| segment.text.as_str());
        let between = text.get(person.end..fact.start).unwrap_or_default();
        SUBJECTS.held(&table::folded(between)).any(|is_subject| !is_subject)
    }

    /// Tells whether words beside a name make its bearer a lawyer, an officer or the writer.
    fn has_other_role(&self, mention: &Mention) -> bool {
        let text = self.segment(mention).map(|segment| segment.text.as_str());
        text.is_some_and(|text| role::beside(text, mention.start..mention.end).is_some())
    }

    fn segment(&self, mention: &Mention) -> Option<&Segment> {
        self.segments.get(mention.segment as usize)
    }

    /// Returns the key that a mention is, where it is one.
    fn key(&self, mention: &Mention) -> Option<Key> {
        self.segment(mention).filter(|segment| has_numbers(segment))?;
        let value = mention.normal.clone();
        match mention.kind {
            Kind::Control => Some(Key::Control(value)),
            Kind::Ccf => Some(Key::Ccf(value)),
            Kind::CaseNumber => Some(Key::Case(value)),
            Kind::NoticeId => self.is_labelled(mention).then_some(Key::Notice(value)),
            _ => None,
        }
    }

    fn is_labelled(&self, mention: &Mention) -> bool {
        if self.record.around(mention).is_some_and(|field| field.name == "file") {
            return true;
        }
        let Some(text) = self.segment(mention).map(|segment| segment.text.as_str()) else {
            return false;
        };
        let low = text.floor_char_boundary(mention.start.saturating_sub(LABEL_REACH));
        let before = table::folded(text.get(low..mention.start).unwrap_or_default());
        // What stands for `number` may be written in many ways: `n.º`, `No.`, `n°`, `№`.
        let before = before.trim_end_matches([' ', 'n', 'o']);
        FILE_WORDS.iter().any(|label| table::ends_with(before, label))
    }

    fn keys(&self) -> impl Iterator<Item = (usize, Key)> {
        let mentions = (0..).zip(self.mentions);
        mentions.filter_map(|(at, mention)| Some((at, self.key(mention)?)))
    }

    /// A paper that names nobody: each number stands alone, for what stands beside it may be of anybody.
    fn without_subject(&self) -> Vec<Unit> {
        let mut units: BTreeMap<Key, Unit> = BTreeMap::new();
        for (at, key) in self.keys() {
            let unit = units.entry(key.clone()).or_default();
            unit.keys.entry(key).or_insert(at);
        }
        units.into_values().collect()
    }

    fn of_one(&self, mut people: Vec<Subject>, named: &[Named]) -> Vec<Unit> {
        let mut subject = people.swap_remove(0);
        if subject.born.is_empty() {
            subject.born = self.births_apart();
        }
        let mut others: Vec<Unit> = Vec::new();
        let mut unit = Unit::default();
        for (at, key) in self.keys() {
            // A number beside somebody else is his.
            let beside = self.on_line(at, named);
            let is_his =
                beside.is_empty() || beside.iter().any(|named| are_one(&subject, &named.subject));
            if is_his {
                unit.keys.entry(key).or_insert(at);
            } else {
                others.push(Unit {
                    subject: Some(beside[0].subject.clone()),
                    keys: [(key, at)].into(),
                });
            }
        }
        unit.subject = Some(subject);
        add_births(&mut unit, named);
        std::iter::once(unit).chain(others).filter(|unit| !unit.keys.is_empty()).collect()
    }

    /// Returns the birth of the only subject of a paper that stands apart from his name: in a field of its own, or behind the word
    /// for what he is (`The Applicant, born on …`). Nothing where several are told.
    fn births_apart(&self) -> BTreeSet<String> {
        let dates = || self.mentions.iter().filter(|mention| mention.kind == Kind::Date);
        // what stands on the lines beneath may be something else
        let is_on_first_line = |field: &Field, date: &Mention| {
            let line = field.value.lines().next().unwrap_or_default();
            date.start < field.start + line.len()
        };
        let is_in_field = |date: &&Mention| {
            let field = self.record.around(date).filter(|field| field.name == "born");
            field.is_some_and(|field| is_on_first_line(field, date))
        };
        let of_fields: BTreeSet<String> =
            dates().filter(is_in_field).map(|date| date.normal.clone()).collect();
        if !of_fields.is_empty() {
            return of_fields;
        }
        let is_his =
            |date: &&Mention| date.role == Some(DateRole::Birth) && self.follows_subject(date);
        let told: BTreeSet<String> =
            dates().filter(is_his).map(|date| date.normal.clone()).collect();
        if told.len() == 1 { told } else { BTreeSet::new() }
    }

    /// Tells whether a word for the subject of a paper stands shortly before a mention, in the same sentence.
    fn follows_subject(&self, mention: &Mention) -> bool {
        let text = self.segment(mention).map_or("", |segment| segment.text.as_str());
        let low = text.floor_char_boundary(mention.start.saturating_sub(SUBJECT_REACH));
        let before = text.get(low..mention.start).unwrap_or_default();
        let sentence = before.rsplit(['.', ';', '\n']).next().unwrap_or_default();
        let words = table::folded(sentence);
        let words: Vec<&str> = words.split(' ').collect();
        is_named_by(&words[words.len().saturating_sub(SUBJECT_WORDS)..].join(" "))
    }

    fn of_several(&self, people: Vec<Subject>, named: &[Named]) -> Vec<Unit> {
        let unit = |subject| Unit { subject: Some(subject), keys: BTreeMap::new() };
        let mut units: Vec<Unit> = people.into_iter().map(unit).collect();
        let mut alone = Vec::new();
        for (at, key) in self.keys() {
            let beside = self.on_line(at, named);
            let of = units.iter_mut().find(|unit| {
                let subject = unit.subject.as_ref();
                subject.is_some_and(|subject| {
                    beside.iter().all(|named| are_one(subject, &named.subject))
                })
            });
            if !beside.is_empty()
                && let Some(unit) = of
            {
                unit.keys.entry(key).or_insert(at);
            } else if let Some(of) = self.in_stretch(at, named, &units) {
                units[of].keys.entry(key).or_insert(at);
            } else {
                alone.push(Unit { subject: None, keys: [(key, at)].into() });
            }
        }
        for unit in &mut units {
            add_births(unit, named);
        }
        units.into_iter().chain(alone).filter(|unit| !unit.keys.is_empty()).collect()
    }

    /// Returns the unit of the only person whom the fields of a form name behind a number, up to the next number of its kind, or
    /// before it, where none is named behind it.
    fn in_stretch(&self, at: usize, named: &[Named], units: &[Unit]) -> Option<usize> {
        let fields = &self.record.fields;
        let place = self.record.place_around(&self.mentions[at])?;
        let is_next = |field: &&Field| field.name == fields[place].name;
        let behind = fields[place + 1..].iter().take_while(|field| !is_next(field)).count();
        let before = fields[..place].iter().rev().take_while(|field| !is_next(field)).count();
        let only = |stretch: Range<usize>| {
            let of_fields = self.within(named, &fields[stretch]).iter().filter(|named| {
                named.is_told && self.record.around(&self.mentions[named.at]).is_some()
            });
            let of: BTreeSet<usize> = of_fields
                .filter_map(|named| {
                    let is_of = |unit: &Unit| {
                        unit.subject.as_ref().is_some_and(|one| are_one(one, &named.subject))
                    };
                    units.iter().position(is_of)
                })
                .collect();
            (of.len(), of.into_iter().next())
        };
        let (count, unit) = match only(place + 1..place + 1 + behind) {
            (0, _) => only(place - before..place),
            found => found,
        };
        unit.filter(|_| count == 1)
    }

    /// Returns the persons who are named between the beginning of the first of adjacent fields and the end of the last.
    fn within<'n>(&self, named: &'n [Named], fields: &[Field]) -> &'n [Named] {
        let ([first, ..], [.., last]) = (fields, fields) else { return &[] };
        let before = |place: (u32, usize)| {
            named.partition_point(|named| {
                let person = &self.mentions[named.at];
                (person.segment, person.start) < place
            })
        };
        &named[before((first.segment, first.start))..before((last.segment, last.end))]
    }

    fn of_register(&self, people: &[&Named], named: &[Named]) -> Vec<Unit> {
        let unit = |named: &&Named| {
            let mut unit = Unit { subject: Some(named.subject.clone()), keys: BTreeMap::new() };
            add_births(&mut unit, std::slice::from_ref(*named));
            unit
        };
        let mut units: Vec<Unit> = people.iter().map(unit).collect();
        let mut alone = Vec::new();
        for (at, key) in self.keys() {
            let of = match self.on_line(at, named) {
                [one] => people.binary_search_by_key(&one.at, |named| named.at).ok(),
                _ => None,
            };
            match of {
                Some(of) => {
                    units[of].keys.entry(key).or_insert(at);
                }
                None => alone.push(Unit { subject: None, keys: [(key, at)].into() }),
            }
        }
        units.into_iter().chain(alone).filter(|unit| !unit.keys.is_empty()).collect()
    }

    /// Returns the persons on the line of a mention; all are in the order of their mentions.
    fn on_line<'n>(&self, at: usize, named: &'n [Named]) -> &'n [Named] {
        let mention = &self.mentions[at];
        let text = self.segment(mention).map_or("", |segment| segment.text.as_str());
        let start = text[..mention.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[mention.end..].find('\n').map_or(text.len(), |at| mention.end + at);
        let before = |place: usize| {
            named.partition_point(|named| {
                let person = &self.mentions[named.at];
                (person.segment, person.start) < (mention.segment, place)
            })
        };
        &named[before(start)..before(end)]
    }
}

/// Adds the keys that a birth makes: the birth itself beside a whole name, and each passport with it.
fn add_births(unit: &mut Unit, named: &[Named]) {
    let Some(subject) = &unit.subject else { return };
    let is_whole = |named: &&Named| named.name.split_whitespace().nth(1).is_some();
    let Some(at) = named.iter().filter(is_whole).find(|named| are_one(subject, &named.subject))
    else {
        return;
    };
    // A year alone is that of too many.
    for born in subject.born.iter().filter(|born| born.len() == "1974-04-09".len()) {
        unit.keys.entry(Key::Birth(born.clone())).or_insert(at.at);
        for passport in &subject.passports {
            let key = Key::Passport(passport.clone(), born.clone());
            unit.keys.entry(key).or_insert(at.at);
        }
    }
}

#[cfg(test)]
mod tests {
    use item::{Layer, Place};

    use super::*;

    /// A register with a line for each of so many persons: name, number of a file.
    fn register(rows: usize) -> (Vec<Segment>, Vec<Mention>) {
        lines(rows, |row| format!("Ivan Petrov{row}"))
    }

    fn lines(rows: usize, name: impl Fn(usize) -> String) -> (Vec<Segment>, Vec<Mention>) {
        let (mut text, mut mentions) = (String::new(), Vec::new());
        for row in 0..rows {
            let cells = [(Kind::Person, name(row)), (Kind::Control, format!("A-{row}/3-2019"))];
            for (kind, value) in cells {
                let start = text.len();
                text.push_str(&value);
                mentions.push(Mention {
                    kind,
                    surface: value.clone(),
                    normal: value,
                    start,
                    end: text.len(),
                    segment: 0,
                    place: Place::Whole,
                    layer: Layer::Body,
                    confidence: 1.0,
                    alternatives: Vec::new(),
                    keys: Vec::new(),
                    role: None,
                });
                text.push('\t');
            }
            text.push('\n');
        }
        (vec![Segment::new(Place::Whole, Layer::Body, text)], mentions)
    }

    #[test]
    fn a_long_paper_about_one_person_is_no_register() {
        let (segments, mentions) = lines(REGISTER + 1, |_| "Ivan Petrov".to_owned());
        assert_eq!(units(&segments, &mentions, &Record::default()).len(), 1);
    }

    #[test]
    fn in_a_register_each_has_the_number_of_his_line() {
        let (segments, mentions) = register(REGISTER + 1);
        let units = units(&segments, &mentions, &Record::default());
        assert_eq!(units.len(), REGISTER + 1);
        for (row, unit) in units.iter().enumerate() {
            let names: Vec<&String> =
                unit.subject.iter().flat_map(|subject| subject.names.keys()).collect();
            assert_eq!(names, [&format!("Ivan Petrov{row}")]);
            let keys: Vec<&Key> = unit.keys.keys().collect();
            assert_eq!(keys, [&Key::Control(format!("A-{row}/3-2019"))]);
        }
    }
}
