//! What the labels of a form state: which words are a name, and which date is that of a birth.

use std::ops::Range;

use item::{Kind, Place, Segment};

use crate::cells::Cells;
use crate::finding::Finding;
use crate::kinds::{self, person};
use crate::lexicon::role;
use crate::read::Read;
use crate::tagger::KINDS;
use crate::tokenized::{Gap, Shape, TokenizedBlock};

use super::fields::{self, Field};

/// Fields that hold a part of a name.
const PARTS: [&str; 4] = ["family", "given", "patronymic", "birth-name"];
/// Fields that hold a person, if nothing else.
const PERSONS: [&str; 3] = ["subject", "relative", "alias"];
/// Fields of which a form of a person has one.
const OF_FORMS: [&str; 5] = ["family", "given", "born", "birthplace", "control"];
/// How sure the place in the field of a birthplace is.
const PLACE: f32 = 0.8;
/// The most words of a place.
const PLACE_WORDS: usize = 4;
/// Where the name ends in a value that goes on.
const ENDS: [char; 5] = ['\n', '\t', '(', ';', '/'];

/// Returns the fields of the forms of a segment, where its blocks have labels of names, and enters what they state.
pub(crate) fn enter(number: u32, segment: &Segment, read: &Read, cells: &mut Cells) -> Vec<Field> {
    if matches!(segment.place, Place::Field(_)) {
        return Vec::new();
    }
    let of_lines = near_labels(read, segment.text.len()).into_iter().map(|lines| {
        let mut fields = fields::fields_of(number, segment, lines);
        fields.retain(Field::is_filled_in);
        fields
    });
    let fields: Vec<Field> = of_lines.filter(|fields| is_form(fields)).flatten().collect();
    if fields.is_empty() {
        return fields;
    }
    let names = names_of(read);
    let persons = fields.iter().filter_map(|field| person_of(field, segment, &names, cells));
    let persons: Vec<Finding> = persons.collect();
    let births = fields.iter().filter(|field| field.name == "born").map(|field| {
        let (start, value) = value_of(field, segment);
        start..start + value.lines().next().unwrap_or_default().len()
    });
    cells.add(persons, births.collect());
    cells.places = fields.iter().filter_map(|field| place_of(field, segment, &names)).collect();
    fields
}

/// Returns the stretches of text whose blocks have a label of a name, each with a block before and behind it.
fn near_labels(read: &Read, end: usize) -> Vec<Range<usize>> {
    let mut near: Vec<Range<usize>> = Vec::new();
    let start_of = |at: usize| read.starts.get(at).copied().unwrap_or(end);
    let labelled = read.readings.iter().enumerate().filter(|(_, reading)| reading.has_label);
    for (at, _) in labelled {
        let lines = start_of(at.saturating_sub(1))..start_of(at + 2);
        match near.last_mut().filter(|last| last.end >= lines.start) {
            Some(last) => last.end = lines.end,
            None => near.push(lines),
        }
    }
    near
}

/// Tells whether fields are those of a form, and no single line that begins like one.
fn is_form(fields: &[Field]) -> bool {
    fields.iter().any(|field| OF_FORMS.contains(&field.name))
        && fields.iter().any(|field| field.name != fields[0].name)
}

/// Returns the person that the value of a field is; one whose label may stand before anything is none where something else is
/// read.
fn person_of(field: &Field, segment: &Segment, names: &[Name], cells: &Cells) -> Option<Finding> {
    let is_part = PARTS.contains(&field.name);
    let may_be = is_part || PERSONS.contains(&field.name);
    may_be.then_some(())?;
    let (start, value) = value_of(field, segment);
    let name = value.split(ENDS).next().unwrap_or_default().trim_end();
    let bytes = start..start + name.len();
    let cell = kinds::read(name);
    let is_free =
        !cells.has_person_at(&bytes) && (is_part || is_left(near(names, &bytes), &cell, &bytes));
    let mut person = person::of_cell(&cell).filter(|_| is_free)?;
    // `DRAYCOTT, LEOPOLD HUGH`
    person.normal = person.normal.replace(',', "");
    Some(person.moved(start))
}

/// Returns the place where somebody was born, where the field holds it and nothing else is read there.
fn place_of(field: &Field, segment: &Segment, names: &[Name]) -> Option<Finding> {
    let (start, value) = value_of(field, segment);
    let name = value.split(ENDS).next().unwrap_or_default();
    let name = name.split([',', '.', '،']).next().unwrap_or_default().trim_end();
    let bytes = start..start + name.len();
    let is_place = field.name == "birthplace" && may_be_place(&kinds::read(name));
    (is_place && near(names, &bytes).is_empty())
        .then(|| Finding::new(Kind::Location, bytes, text::fold(name), PLACE))
}

/// Tells whether a cell is a few words that are written as names are.
fn may_be_place(cell: &TokenizedBlock) -> bool {
    let is_part = |at: usize| {
        let word = &cell.words[at];
        let is_written = word.is_capitalised()
            || matches!(word.shape, Shape::Caseless | Shape::Mixed)
            || at > 0 && word.has(role::PARTICLE);
        is_written && matches!(cell.gap(at), Gap::Edge | Gap::Space | Gap::Dash | Gap::Apostrophe)
    };
    let count = cell.words.len();
    (1..=PLACE_WORDS).contains(&count)
        && (0..count).all(is_part)
        && !cell
            .words
            .iter()
            .any(|word| word.is_number() || word.has(role::NEVER | role::NAME_LABEL))
}

/// Tells whether nothing is read at `bytes` but a part of one person, or his family name and his given names: `DRAYCOTT, LEOPOLD
/// HUGH`.
fn is_left(names: &[Name], cell: &TokenizedBlock, bytes: &Range<usize>) -> bool {
    let is_part = |name: &Name| {
        matches!(name.kind, Kind::Person | Kind::Country)
            && bytes.start <= name.bytes.start
            && name.bytes.end <= bytes.end
            && name.bytes.len() < bytes.len()
    };
    let is_one = match names {
        [_, second] => {
            let at = cell.word_at(second.bytes.start.saturating_sub(bytes.start));
            at == 1 && cell.gap(at) == Gap::Comma && cell.words[at].has(role::GIVEN)
        }
        others => others.len() < 2,
    };
    is_one && names.iter().all(is_part)
}

/// A person, a body, a place or a country that is read in the text.
struct Name {
    kind: Kind,
    bytes: Range<usize>,
}

/// Returns the names of a text in order, none of which reaches into the next.
fn names_of(read: &Read) -> Vec<Name> {
    let is_name = |kind| KINDS.contains(&kind) || kind == Kind::Country;
    let found = read.findings().filter(|(_, finding)| is_name(finding.kind));
    let mut names: Vec<Name> = found
        .map(|(at, found)| Name { kind: found.kind, bytes: at + found.start..at + found.end })
        .collect();
    names.sort_by_key(|name| (name.bytes.start, name.bytes.end));
    names.dedup_by(|next, before| next.bytes.start < before.bytes.end);
    names
}

/// Returns the names that meet `bytes`.
fn near<'n>(names: &'n [Name], bytes: &Range<usize>) -> &'n [Name] {
    let first = names.partition_point(|name| name.bytes.end <= bytes.start);
    let count = names[first..].partition_point(|name| name.bytes.start < bytes.end);
    &names[first..first + count]
}

/// Returns the value of a field and where it begins.
fn value_of<'s>(field: &Field, segment: &'s Segment) -> (usize, &'s str) {
    let value = &segment.text[field.start..field.end];
    let begun = value.trim_start();
    (field.start + value.len() - begun.len(), begun)
}
