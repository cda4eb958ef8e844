//! What a table of the leak counts: rows of one of its sheets, by what their cells hold.

mod count;
mod number;
mod table;

use std::collections::BTreeSet;

use item::{Extraction, Layer, Place};

use self::count::{By, Counted};
use self::table::{Table, is_table, sheet_of};
use crate::pivot::Pivot;
use crate::{Dossier, Error};

/// A question to a sheet.
#[derive(Clone, Debug)]
pub struct SheetQuestion {
    /// The item, by locator or id.
    pub item: String,
    /// The sheet; may be left out where there is one.
    pub sheet: Option<String>,
    /// What the rows are: a heading of the sheet, a kind of mention, `year`, `month` or `day`.
    pub rows: String,
    /// What the columns are.
    pub columns: String,
    /// The heading whose numbers are summed, or words of the headings that have a year; without it rows are counted, or
    /// the numbers beneath headings with a year summed.
    pub sum: Option<String>,
}

/// The most cells of a table of counts.
const MOST_CELLS: usize = 1_000_000;

impl Dossier {
    /// Counts the rows of a sheet, or sums their numbers, by two questions at once.
    pub fn sheet_pivot(&self, asked: &SheetQuestion) -> Result<Pivot, Error> {
        let item = self.item(&asked.item)?;
        let extraction =
            self.extraction(&item)?.ok_or_else(|| sheet_error(&asked.item, "it was not read"))?;
        let place = chosen(&extraction, asked)?;
        // What is hidden of a sheet stands in a text of its own, which repeats heading and key: counted with the rest, it
        // would count twice.
        let [is_shown, is_hidden] =
            [Layer::Body, Layer::Hidden].map(|layer| has_table(&extraction, &place, layer));
        let layer = if is_shown { Layer::Body } else { Layer::Hidden };
        let table = Table::read(&extraction, &place, layer);
        let by = [table.by(&asked.rows, asked)?, table.by(&asked.columns, asked)?];
        let is_of_headings = by.iter().any(By::is_of_headings);
        let summed = table.summed(asked.sum.as_ref().filter(|_| !is_of_headings), asked)?;
        let counted = table.count(&by[0], &by[1], summed);
        if counted.cells() > MOST_CELLS {
            return Err(sheet_error(&asked.item, "the table of counts would have too many cells"));
        }
        let mut pivot = pivot(asked, &counted, summed.is_some() || is_of_headings);
        if is_shown && is_hidden {
            pivot.warnings.push("hidden rows and columns of the sheet are not counted".to_owned());
        }
        pivot.warnings.extend(warnings(asked, &table, &by, &counted));
        Ok(pivot)
    }
}

/// Makes the table of what was counted.
fn pivot(asked: &SheetQuestion, counted: &Counted, is_sum: bool) -> Pivot {
    let entries = counted.entries.iter();
    let entries = entries.map(|((row, column), count)| ((row.as_str(), column.as_str()), *count));
    let (measure, absent) = if is_sum { ("sum", None) } else { ("rows", Some(0.0)) };
    let pivot = Pivot::of(&asked.rows, &asked.columns, &entries.collect(), absent);
    Pivot { measure: measure.to_owned(), ..pivot }
}

/// Returns what of the rows was not counted, or otherwise than one may think.
fn warnings(
    asked: &SheetQuestion,
    table: &Table<'_>,
    by: &[By; 2],
    counted: &Counted,
) -> Vec<String> {
    let mut warnings = Vec::new();
    let [rows, columns] =
        [&asked.rows, &asked.columns].map(|dimension| item::escape(dimension.as_bytes()));
    if let (count, Some(cell)) = &counted.unread {
        let cell = item::escape(cell.as_bytes());
        warnings.push(format!("{count} cells are no numbers and are left out, such as `{cell}`"));
    }
    for (by, dimension) in by.iter().zip([&rows, &columns]) {
        let several = table.rows.iter().filter(|row| row.has_several(by)).count();
        if several > 0 {
            warnings.push(format!(
                "{several} rows name more than one {dimension} and count by the first; a heading counts by its cells"
            ));
        }
    }
    if counted.left_out > 0 {
        let (left_out, all) = (counted.left_out, table.rows.len());
        warnings.push(format!(
            "{left_out} of {all} rows have no {rows} or no {columns} and are left out"
        ));
    }
    warnings
}

/// Tells whether a sheet has a table in a layer.
fn has_table(extraction: &Extraction, place: &Place, layer: Layer) -> bool {
    let mut tables = extraction.segments.iter().filter(|segment| is_table(segment));
    tables.any(|segment| segment.layer == layer && sheet_of(&segment.place) == place)
}

/// Returns the sheet that is meant.
fn chosen(extraction: &Extraction, asked: &SheetQuestion) -> Result<Place, Error> {
    let tables = extraction.segments.iter().filter(|segment| is_table(segment));
    let places: BTreeSet<&Place> = tables.map(|segment| sheet_of(&segment.place)).collect();
    let name = |place: &Place| match place {
        Place::Sheet(name) => name.clone(),
        _ => String::new(),
    };
    let named = |wanted: &String| places.iter().find(|place| name(place) == *wanted);
    let found = match &asked.sheet {
        Some(wanted) => named(wanted),
        None if places.len() == 1 => places.first(),
        None => None,
    };
    found.map(|place| (*place).clone()).ok_or_else(|| {
        let sheets: Vec<String> = places.iter().map(|place| name(place)).collect();
        let there = if sheets.is_empty() {
            "it holds no table".to_owned()
        } else {
            format!("its sheets are {}", sheets.join(", "))
        };
        sheet_error(&asked.item, &there)
    })
}

fn sheet_error(item: &str, why: &str) -> Error {
    Error::Sheet(item::escape(item.as_bytes()), item::escape(why.as_bytes()))
}

impl Table<'_> {
    /// Reads what a dimension means in this sheet: a heading as it is written, a kind of mention, or a heading in
    /// whatever case.
    fn by(&self, dimension: &str, asked: &SheetQuestion) -> Result<By, Error> {
        if let Some(column) = self.headings.iter().position(|heading| *heading == dimension) {
            return Ok(By::Cell(column));
        }
        if dimension == "year" {
            let years = self.years(asked.sum.as_deref());
            let distinct: BTreeSet<&String> = years.iter().map(|(_, year)| year).collect();
            return match (years.len(), distinct.len()) {
                (0 | 1, _) => Ok(By::Date { letters: 4, year: self.column_of_years() }),
                (all, distinct) if all == distinct => Ok(By::Headings(years)),
                _ => Err(sheet_error(
                    &asked.item,
                    "several headings have the same year; choose among them by words of theirs, with --sum",
                )),
            };
        }
        let letters = [("month", "2019-03".len()), ("day", "2019-03-17".len())];
        if let Some((_, letters)) = letters.into_iter().find(|(name, _)| *name == dimension) {
            return Ok(By::Date { letters, year: None });
        }
        if let Ok(kind) = dimension.parse() {
            return Ok(By::Mention(kind));
        }
        self.heading(dimension).map(By::Cell).ok_or_else(|| self.unknown(dimension, asked))
    }

    /// Returns the column whose numbers are summed, where one is named.
    fn summed(
        &self,
        heading: Option<&String>,
        asked: &SheetQuestion,
    ) -> Result<Option<usize>, Error> {
        let column =
            |heading: &String| self.heading(heading).ok_or_else(|| self.unknown(heading, asked));
        heading.map(column).transpose()
    }

    fn unknown(&self, name: &str, asked: &SheetQuestion) -> Error {
        let why = format!(
            "`{name}` is no heading of it and no kind of mention; its headings are {}",
            self.headings.join(", ")
        );
        sheet_error(&asked.item, &why)
    }
}
