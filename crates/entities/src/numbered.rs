//! Numbers in cells of a column whose heading is their label: of passports, cases, telephones, notices.

use item::Kind;

use crate::finding::{Finding, Found};
use crate::kinds::{self, RECOGNISERS};
use crate::lexicon::role;

/// Kinds of numbers that the heading of a column may be a label of.
pub(crate) const OF_COLUMNS: [Kind; 9] = [
    Kind::Card,
    Kind::Ship,
    Kind::Aircraft,
    Kind::Plate,
    Kind::Passport,
    Kind::TaxId,
    Kind::CaseNumber,
    Kind::Phone,
    Kind::NoticeId,
];

/// Tells whether the heading of a column is a label of numbers.
pub(crate) fn is_label(heading: &str) -> bool {
    kinds::read(heading).words.iter().any(|word| word.has(role::NUMBER_LABEL | role::LABEL))
}

/// Reads a cell of a column that a label of numbers heads, as if the label stood before it.
pub(crate) fn of_cell(label: &str, cell: &str) -> Vec<Finding> {
    let text = format!("{label}: {cell}");
    let begin = text.len() - cell.len();
    let block = kinds::read(&text);
    let mut found = Found::new(&block);
    let of_kinds = RECOGNISERS.iter().filter(|line| OF_COLUMNS.contains(&line.kind));
    of_kinds.for_each(|recogniser| (recogniser.find)(&block, &mut found));
    let mut numbers = found.findings;
    numbers.retain(|number| number.start >= begin && number.need.is_none());
    for number in &mut numbers {
        number.start -= begin;
        number.end -= begin;
    }
    numbers
}
