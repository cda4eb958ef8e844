//! What a table of the leak counts: rows of one of its sheets, by what their cells hold.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use item::{Extraction, Kind, Layer, Mention, Place, Segment};

use crate::pivot::Pivot;
use crate::{Dossier, Error};

/// A question to a sheet.
#[derive(Clone, Debug)]
pub struct SheetQuestion {
    /// The item, by locator or id.
    pub item: String,
    /// The sheet; may be left out where there is one.
    pub sheet: Option<String>,
    /// What the rows are: a heading of the sheet, a kind of mention, or `year`.
    pub rows: String,
    /// What the columns are.
    pub columns: String,
    /// The heading whose numbers are summed, or words of the headings that have a year; without it rows are counted, or
    /// the numbers beneath headings with a year summed.
    pub sum: Option<String>,
}

/// One row of a sheet: its cells, and where it stands in the text.
struct Row<'t> {
    cells: Vec<&'t str>,
    range: Range<usize>,
    mentions: Vec<&'t Mention>,
}

struct Table<'t> {
    headings: Vec<&'t str>,
    rows: Vec<Row<'t>>,
}

/// How a row is put into the table of counts.
enum By {
    /// By what stands beneath a heading.
    Cell(usize),
    /// By the first mention of a kind.
    Mention(Kind),
    /// By the year of the first date.
    Year,
    /// By the year in the headings of these columns, whose cells hold the numbers.
    Headings(Vec<(usize, String)>),
}

impl Dossier {
    /// Counts the rows of a sheet, or sums their numbers, by two questions at once.
    pub fn sheet_pivot(&self, asked: &SheetQuestion) -> Result<Pivot, Error> {
        let item = self.item(&asked.item)?;
        let extraction =
            self.extraction(&item)?.ok_or_else(|| sheet_error(&asked.item, "it was not read"))?;
        let place = chosen(&extraction, asked)?;
        let table = Table::read(&extraction, &place);
        let (rows, columns) = (table.by(&asked.rows, asked)?, table.by(&asked.columns, asked)?);
        let summed = match (&asked.sum, &rows, &columns) {
            (_, By::Headings(_), _) | (_, _, By::Headings(_)) | (None, ..) => None,
            (Some(heading), ..) => {
                Some(table.heading(heading).ok_or_else(|| table.unknown(heading, asked))?)
            }
        };
        let counted = table.count(&rows, &columns, summed);
        let entries =
            counted.entries.iter().map(|((row, column), count)| ((&**row, &**column), *count));
        let mut pivot = Pivot::of(&asked.rows, &asked.columns, &entries.collect());
        let is_sum = summed.is_some()
            || matches!((&rows, &columns), (By::Headings(_), _) | (_, By::Headings(_)));
        pivot.measure = if is_sum { "sum".to_owned() } else { "rows".to_owned() };
        if counted.left_out > 0 {
            pivot.warnings.push(format!(
                "{} of {} rows have no {} or no {} and are left out",
                counted.left_out,
                table.rows.len(),
                item::escape(asked.rows.as_bytes()),
                item::escape(asked.columns.as_bytes())
            ));
        }
        Ok(pivot)
    }
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

fn is_table(segment: &Segment) -> bool {
    matches!(segment.layer, Layer::Body | Layer::Hidden) && segment.text.contains('\t')
}

/// Returns the sheet of a segment: long tables without sheets come in several parts.
fn sheet_of(place: &Place) -> &Place {
    match place {
        Place::Sheet(_) => place,
        _ => &Place::Whole,
    }
}

fn sheet_error(item: &str, why: &str) -> Error {
    Error::Sheet(item::escape(item.as_bytes()), item::escape(why.as_bytes()))
}

impl<'t> Table<'t> {
    /// Reads the rows of a sheet; the first with two cells or more is its heading.
    fn read(extraction: &'t Extraction, place: &Place) -> Self {
        let mut table = Self { headings: Vec::new(), rows: Vec::new() };
        for (number, segment) in (0u32..).zip(&extraction.segments) {
            if !is_table(segment) || sheet_of(&segment.place) != place {
                continue;
            }
            let mentions: Vec<&Mention> =
                extraction.mentions.iter().filter(|mention| mention.segment == number).collect();
            let mut start = 0;
            for line in segment.text.split_inclusive('\n') {
                let range = start..start + line.len();
                start = range.end;
                let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
                let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
                if table.headings.is_empty() && filled > 1 {
                    table.headings = cells;
                } else if filled > 0 && !table.headings.is_empty() && cells != table.headings {
                    let inside = |mention: &&&Mention| range.contains(&mention.start);
                    let mentions = mentions.iter().filter(inside).copied().collect();
                    table.rows.push(Row { cells, range, mentions });
                }
            }
        }
        table
    }

    fn heading(&self, name: &str) -> Option<usize> {
        let wanted = name.trim().to_lowercase();
        self.headings.iter().position(|heading| heading.to_lowercase() == wanted)
    }

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
                (0 | 1, _) => Ok(By::Year),
                (all, distinct) if all == distinct => Ok(By::Headings(years)),
                _ => Err(sheet_error(
                    &asked.item,
                    "several headings have the same year; choose among them by words of theirs, with --sum",
                )),
            };
        }
        if let Ok(kind) = dimension.parse() {
            return Ok(By::Mention(kind));
        }
        self.heading(dimension).map(By::Cell).ok_or_else(|| self.unknown(dimension, asked))
    }

    /// Returns the columns whose headings have a year and the words that choose among them.
    fn years(&self, words: Option<&str>) -> Vec<(usize, String)> {
        let words = words.map(str::to_lowercase);
        let is_chosen = |heading: &str| {
            words.as_ref().is_none_or(|words| heading.to_lowercase().contains(words))
        };
        let of_heading = |(at, heading): (usize, &&str)| Some((at, year_in(heading)?));
        let headings = self.headings.iter().enumerate().filter(|(_, heading)| is_chosen(heading));
        headings.filter_map(of_heading).collect()
    }

    fn unknown(&self, name: &str, asked: &SheetQuestion) -> Error {
        let why = format!(
            "`{name}` is no heading of it and no kind of mention; its headings are {}",
            self.headings.join(", ")
        );
        sheet_error(&asked.item, &why)
    }

    fn count(&self, rows: &By, columns: &By, summed: Option<usize>) -> Counted {
        let mut counted = Counted::default();
        for row in &self.rows {
            let number = match summed {
                Some(column) => number(row.cells.get(column).copied().unwrap_or_default()),
                None => Some(1.0),
            };
            let is_counted = match (rows, columns) {
                (By::Headings(years), other) => {
                    counted.spread(row, other, years, |year, value| (year, value))
                }
                (other, By::Headings(years)) => {
                    counted.spread(row, other, years, |year, value| (value, year))
                }
                _ => match (row.value(rows), row.value(columns), number) {
                    (Some(row), Some(column), Some(number)) => {
                        *counted.entries.entry((row, column)).or_default() += number;
                        true
                    }
                    _ => false,
                },
            };
            counted.left_out += usize::from(!is_counted);
        }
        counted
    }
}

#[derive(Default)]
struct Counted {
    entries: BTreeMap<(String, String), f64>,
    left_out: usize,
}

impl Counted {
    /// Counts the numbers of a row beneath headings with a year; tells whether there was any.
    fn spread(
        &mut self,
        row: &Row<'_>,
        by: &By,
        years: &[(usize, String)],
        key: impl Fn(String, String) -> (String, String),
    ) -> bool {
        let Some(value) = row.value(by) else { return false };
        let mut any = false;
        for (column, year) in years {
            if let Some(number) = row.cells.get(*column).and_then(|cell| number(cell)) {
                *self.entries.entry(key(year.clone(), value.clone())).or_default() += number;
                any = true;
            }
        }
        any
    }
}

impl Row<'_> {
    /// Returns what the row has for a dimension.
    fn value(&self, by: &By) -> Option<String> {
        let first = |kind: Kind| {
            let of_kind = self.mentions.iter().filter(|mention| mention.kind == kind);
            of_kind.min_by_key(|mention| mention.start - self.range.start)
        };
        match by {
            By::Cell(column) => self
                .cells
                .get(*column)
                .filter(|cell| !cell.is_empty())
                .map(|cell| (*cell).to_owned()),
            By::Mention(kind) => first(*kind).map(|mention| mention.normal.clone()),
            By::Year => {
                first(Kind::Date).and_then(|mention| Some(mention.normal.get(..4)?.to_owned()))
            }
            By::Headings(_) => None,
        }
    }
}

/// Returns the year that a heading names.
fn year_in(heading: &str) -> Option<String> {
    let numbers = heading.split(|c: char| !c.is_ascii_digit());
    numbers
        .filter(|number| number.len() == 4)
        .find(|year| matches!(&year[..2], "19" | "20"))
        .map(str::to_owned)
}

/// Reads the number of a cell: the value in brackets behind what a workbook shows, or what is shown.
///
/// Blanks and apostrophes part thousands; of comma and full stop, the one that stands last and not before three digits
/// alone begins the decimals.
fn number(cell: &str) -> Option<f64> {
    let shown =
        cell.rsplit_once('[').and_then(|(_, value)| value.strip_suffix(']')).unwrap_or(cell);
    if let Ok(number) = shown.trim().parse::<f64>() {
        return Some(number).filter(|number| number.is_finite());
    }
    let plain: String = shown
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '\u{a0}' | '\u{202f}'))
        .collect();
    let last = plain.rfind(['.', ','])?;
    let (whole, decimals) = (&plain[..last], &plain[last + 1..]);
    let is_thousands =
        decimals.len() == 3 && (whole.contains([',', '.']) || plain[last..].starts_with(','));
    let whole: String = whole.chars().filter(|c| !matches!(c, '.' | ',')).collect();
    let text =
        if is_thousands { format!("{whole}{decimals}") } else { format!("{whole}.{decimals}") };
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_shown() {
        for (cell, wanted) in [
            ("84", Some(84.0)),
            ("1,234,567.50 EUR [1234567.5]", Some(1_234_567.5)),
            ("1 234,5", Some(1234.5)),
            ("1,234", Some(1234.0)),
            ("1.234.567", Some(1_234_567.0)),
            ("0.125", Some(0.125)),
            ("-3", Some(-3.0)),
            ("n/a", None),
            ("", None),
            ("inf", None),
        ] {
            assert_eq!(number(cell), wanted, "{cell}");
        }
    }

    #[test]
    fn a_heading_names_its_year() {
        assert_eq!(year_in("Complaints in 2019").as_deref(), Some("2019"));
        assert_eq!(year_in("Жалобы, 2024 г.").as_deref(), Some("2024"));
        assert_eq!(year_in("Article 3012"), None);
    }
}
