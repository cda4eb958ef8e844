//! Tables whose heading states what the cells of a column are: `Applicant`, `Фамилия`, `Date of birth`.

use crate::cells::Cells;
use crate::finding::Finding;
use crate::form::{self, Part};
use crate::heading::{self, Heading};
use crate::kinds::{self, country, country_code, person};
use crate::numbered;

/// How many rows of a table are looked at for its heading: titles and blank rows may stand above it.
const HEADING_ROWS: usize = 8;
/// The longest heading of a column, in bytes.
const LONGEST_HEADING: usize = 80;
/// The longest cell that may be a name or a number, in bytes.
const LONGEST_CELL: usize = 160;

/// How many bytes the code of a country has.
const COUNTRY_CODE: usize = 3;

#[derive(Clone, PartialEq, Eq)]
enum Holds {
    Names,
    /// One part of a name, of which the row has others.
    Part(Part),
    Births,
    Countries,
    /// Numbers whose label is the heading.
    Numbers(String),
    Others,
}

/// Reads the tables of a text: lines with tabs or bars, up to one without.
pub(crate) fn read(text: &str) -> Cells {
    let mut cells = Cells::default();
    let (mut heading, mut rows, mut start) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        match border(line) {
            _ if form::is_rule(line) => {}
            None => (heading, rows) = (Vec::new(), 0),
            Some(border) if heading.is_empty() => {
                rows += 1;
                if rows <= HEADING_ROWS {
                    heading = holdings(line, border);
                }
            }
            Some(border) => row(line, border, start, &heading, &mut cells),
        }
        start += line.len();
    }
    cells
}

/// Returns what parts the cells of a line.
fn border(line: &str) -> Option<char> {
    ['\t', '|'].into_iter().find(|border| line.contains(*border))
}

/// Returns what the columns under a heading hold; nothing where the row is no heading.
fn holdings(line: &str, border: char) -> Vec<Holds> {
    let is_heading = |cell: &str| {
        cell.len() <= LONGEST_HEADING && !cell.contains(|sign: char| sign.is_ascii_digit())
    };
    if !line.split(border).all(is_heading) {
        return Vec::new();
    }
    let holds: Vec<Holds> = line.split(border).map(holds).collect();
    if holds.iter().all(|holds| *holds == Holds::Others) { Vec::new() } else { holds }
}

fn holds(heading: &str) -> Holds {
    match heading::heading(heading) {
        Some(Heading::Name) => Holds::Names,
        Some(Heading::FamilyName) => Holds::Part(Part::Family),
        Some(Heading::GivenName) => Holds::Part(Part::Given),
        Some(Heading::Patronymic) => Holds::Part(Part::Patronymic),
        Some(Heading::Birth) => Holds::Births,
        None if country_code::is_label(&kinds::read(heading.trim())) => Holds::Countries,
        None if numbered::is_label(&heading::spaced(heading)) => {
            Holds::Numbers(heading::spaced(heading.trim()))
        }
        // what a bearer is may be a body, and of other names there are several in a cell
        Some(Heading::Alias | Heading::Bearer) | None => Holds::Others,
    }
}

fn row(line: &str, border: char, start: usize, heading: &[Holds], cells: &mut Cells) {
    let mut at = start;
    let mut parts = Vec::new();
    for (cell, holds) in line.split(border).zip(heading) {
        let name = cell.trim();
        let offset = at + (cell.len() - cell.trim_start().len());
        match holds {
            Holds::Names | Holds::Part(_) if name.len() <= LONGEST_CELL => {
                let found = person::of_cell(&kinds::read(name));
                let found = found.map(|person| person.moved(offset));
                if let Holds::Part(part) = holds {
                    parts.extend(found.iter().map(|_| (*part, cells.persons.len())));
                }
                cells.persons.extend(found);
            }
            Holds::Countries if name.len() == COUNTRY_CODE => {
                let cell = kinds::read(name);
                let is_named = country::country_at(&cell, 0).is_some();
                let found = country_code::of_cell(&cell).filter(|_| !is_named);
                cells.countries.extend(found.map(|country| country.moved(offset)));
            }
            Holds::Numbers(label) if name.len() <= LONGEST_CELL => {
                let found = numbered::of_cell(label, name).into_iter();
                cells.numbers.extend(found.map(|number| number.moved(offset)));
            }
            Holds::Births => cells.births.push(at..at + cell.len()),
            _ => {}
        }
        at += cell.len() + 1;
    }
    join(&parts, &mut cells.persons);
}

/// Adds the whole name to the given name of a row that has one person's parts of it, and to his patronymic.
fn join(parts: &[(Part, usize)], persons: &mut [Finding]) {
    let find = |part| {
        let mut of_part = parts.iter().filter(|(known, _)| *known == part).map(|(_, at)| *at);
        of_part.next().filter(|_| of_part.next().is_none())
    };
    let (Some(family), Some(given)) = (find(Part::Family), find(Part::Given)) else { return };
    let father = find(Part::Patronymic);
    let parts = [Some(family), Some(given), father].into_iter().flatten();
    let whole: Vec<&str> = parts.map(|at| persons[at].normal.as_str()).collect();
    let whole = whole.join(" ");
    for part in [Some(given), father].into_iter().flatten() {
        persons[part].alternatives.push(whole.clone());
    }
}
