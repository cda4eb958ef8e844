//! Tables whose heading states what the cells of a column are: `Applicant`, `Фамилия`, `Date of birth`.

use std::ops::Range;

use crate::finding::Finding;
use crate::kinds::{self, country, country_code, date_role, person};

/// How many rows of a table are looked at for its heading: titles and blank rows may stand above it.
const HEADING_ROWS: usize = 8;
/// The longest heading of a column, in bytes.
const LONGEST_HEADING: usize = 80;
/// The longest cell that may be a name, in bytes.
const LONGEST_NAME: usize = 160;

/// How many bytes the code of a country has.
const COUNTRY_CODE: usize = 3;

/// What the columns of a text's tables hold, as their headings state it.
#[derive(Default)]
pub(crate) struct Columns {
    /// A person for each cell of a column of names, by byte offsets of the text.
    pub(crate) persons: Vec<Finding>,
    /// A country for each code in a column of countries, by byte offsets of the text.
    pub(crate) countries: Vec<Finding>,
    /// The cells of columns of dates of birth, in order.
    births: Vec<Range<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Names,
    Births,
    Countries,
    Others,
}

impl Columns {
    /// Tells whether a finding that begins at byte `start` stands in a cell that is read as a whole.
    pub(crate) fn has_person_at(&self, start: usize) -> bool {
        let after = self.persons.partition_point(|person| person.start <= start);
        after > 0 && start < self.persons[after - 1].end
    }

    /// Tells whether a date that begins at byte `start` is one of a birth.
    pub(crate) fn has_birth_at(&self, start: usize) -> bool {
        let after = self.births.partition_point(|cell| cell.start <= start);
        after > 0 && start < self.births[after - 1].end
    }
}

/// Reads the tables of a text: lines with tabs, up to one without.
pub(crate) fn read(text: &str) -> Columns {
    let mut columns = Columns::default();
    let (mut heading, mut rows, mut start) = (Vec::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        if !line.contains('\t') {
            (heading, rows) = (Vec::new(), 0);
        } else if heading.is_empty() {
            rows += 1;
            if rows <= HEADING_ROWS {
                heading = holdings(line);
            }
        } else {
            columns.row(line, start, &heading);
        }
        start += line.len();
    }
    columns
}

/// Returns what the columns under a heading hold; nothing where the row is no heading.
fn holdings(line: &str) -> Vec<Holds> {
    let is_heading = |cell: &str| {
        cell.len() <= LONGEST_HEADING && !cell.contains(|sign: char| sign.is_ascii_digit())
    };
    if !line.split('\t').all(is_heading) {
        return Vec::new();
    }
    let holds: Vec<Holds> = line.split('\t').map(holds).collect();
    if holds.iter().all(|holds| *holds == Holds::Others) { Vec::new() } else { holds }
}

fn holds(heading: &str) -> Holds {
    let block = kinds::read(heading.trim());
    if person::is_label(&block) {
        Holds::Names
    } else if date_role::is_label_of_birth(&block) {
        Holds::Births
    } else if country_code::is_label(&block) {
        Holds::Countries
    } else {
        Holds::Others
    }
}

impl Columns {
    fn row(&mut self, line: &str, start: usize, heading: &[Holds]) {
        let mut at = start;
        for (cell, holds) in line.split('\t').zip(heading) {
            let name = cell.trim();
            let offset = at + (cell.len() - cell.trim_start().len());
            match holds {
                Holds::Names if name.len() <= LONGEST_NAME => {
                    let found = person::of_cell(&kinds::read(name));
                    self.persons.extend(found.map(|person| person.moved(offset)));
                }
                Holds::Countries if name.len() == COUNTRY_CODE => {
                    let cell = kinds::read(name);
                    let is_named = country::country_at(&cell, 0).is_some();
                    let found = country_code::of_cell(&cell).filter(|_| !is_named);
                    self.countries.extend(found.map(|country| country.moved(offset)));
                }
                Holds::Births => self.births.push(at..at + cell.len()),
                Holds::Names | Holds::Countries | Holds::Others => {}
            }
            at += cell.len() + 1;
        }
    }
}
