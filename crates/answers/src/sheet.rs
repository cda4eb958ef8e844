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

/// Headings of columns of years, in the five languages and German.
const YEARS: [&str; 14] = [
    "year",
    "calendar year",
    "fiscal year",
    "année",
    "an",
    "exercice",
    "año",
    "ejercicio",
    "год",
    "отчётный год",
    "السنة",
    "سنة",
    "العام",
    "jahr",
];

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
    /// By so many letters of the first date, or by the year that stands alone in the cell of a column.
    Date { letters: usize, year: Option<usize> },
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
        let of_sheet = |layer: Layer| {
            let mut tables = extraction.segments.iter().filter(|segment| is_table(segment));
            tables.any(|segment| segment.layer == layer && sheet_of(&segment.place) == &place)
        };
        // What is hidden of a sheet stands in a text of its own, which repeats heading and key: counted with the rest, it
        // would count twice.
        let layer = if of_sheet(Layer::Body) { Layer::Body } else { Layer::Hidden };
        let table = Table::read(&extraction, &place, layer);
        let (rows, columns) = (table.by(&asked.rows, asked)?, table.by(&asked.columns, asked)?);
        let summed = match (&asked.sum, &rows, &columns) {
            (_, By::Headings(_), _) | (_, _, By::Headings(_)) | (None, ..) => None,
            (Some(heading), ..) => {
                Some(table.heading(heading).ok_or_else(|| table.unknown(heading, asked))?)
            }
        };
        let counted = table.count(&rows, &columns, summed);
        let distinct = |side: fn(&(String, String)) -> &String| {
            counted.entries.keys().map(side).collect::<BTreeSet<_>>().len()
        };
        if distinct(|key| &key.0) * distinct(|key| &key.1) > MOST_CELLS {
            return Err(sheet_error(&asked.item, "the table of counts would have too many cells"));
        }
        let entries =
            counted.entries.iter().map(|((row, column), count)| ((&**row, &**column), *count));
        let is_sum = summed.is_some()
            || matches!((&rows, &columns), (By::Headings(_), _) | (_, By::Headings(_)));
        let absent = if is_sum { None } else { Some(0.0) };
        let mut pivot = Pivot::of(&asked.rows, &asked.columns, &entries.collect(), absent);
        pivot.measure = if is_sum { "sum".to_owned() } else { "rows".to_owned() };
        if layer == Layer::Body && of_sheet(Layer::Hidden) {
            pivot.warnings.push("hidden rows and columns of the sheet are not counted".to_owned());
        }
        if let Some(cell) = counted.unread.first() {
            let cell = item::escape(cell.as_bytes());
            let count = counted.unread.len();
            pivot
                .warnings
                .push(format!("{count} cells are no numbers and are left out, such as `{cell}`"));
        }
        for (by, dimension) in [(&rows, &asked.rows), (&columns, &asked.columns)] {
            let several = table.rows.iter().filter(|row| row.has_several(by)).count();
            if several > 0 {
                let dimension = item::escape(dimension.as_bytes());
                pivot.warnings.push(format!(
                    "{several} rows name more than one {dimension} and count by the first; a heading counts by its cells"
                ));
            }
        }
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
    /// Reads the rows of a sheet in a layer; the first with two cells or more is its heading.
    fn read(extraction: &'t Extraction, place: &Place, layer: Layer) -> Self {
        let mut table = Self { headings: Vec::new(), rows: Vec::new() };
        for (number, segment) in (0u32..).zip(&extraction.segments) {
            if !is_table(segment) || segment.layer != layer || sheet_of(&segment.place) != place {
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

    /// Returns the first column whose heading is a word for a year, and most of whose cells hold nothing else: a total may stand
    /// beneath them.
    fn column_of_years(&self) -> Option<usize> {
        self.headings.iter().enumerate().position(|(at, heading)| {
            let heading = heading.to_lowercase();
            let cells = self.rows.iter().filter_map(|row| row.cells.get(at));
            let filled: Vec<&&str> = cells.filter(|cell| !cell.is_empty()).collect();
            let years = filled.iter().filter(|cell| year_alone(cell).is_some()).count();
            YEARS.contains(&heading.as_str()) && years * 2 > filled.len()
        })
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
            let is_counted = match (rows, columns) {
                (By::Headings(years), other) => {
                    counted.spread(row, other, years, |year, value| (year, value))
                }
                (other, By::Headings(years)) => {
                    counted.spread(row, other, years, |year, value| (value, year))
                }
                _ => counted.one(row, (row.value(rows), row.value(columns)), summed),
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
    /// Cells that hold something and no number.
    unread: Vec<String>,
}

impl Counted {
    /// Counts a row, or the number in one of its cells; tells whether it has both values.
    fn one(
        &mut self,
        row: &Row<'_>,
        values: (Option<String>, Option<String>),
        summed: Option<usize>,
    ) -> bool {
        let (Some(one), Some(other)) = values else { return false };
        let number = match summed {
            Some(column) => self.number(row.cells.get(column).copied().unwrap_or_default()),
            None => Some(1.0),
        };
        if let Some(number) = number {
            *self.entries.entry((one, other)).or_default() += number;
        }
        true
    }

    /// Reads the number of a cell, and keeps what is none.
    fn number(&mut self, cell: &str) -> Option<f64> {
        let number = number(cell);
        if number.is_none() && !cell.is_empty() {
            self.unread.push(cell.to_owned());
        }
        number
    }

    /// Counts the numbers of a row beneath headings with a year; tells whether it has the other value.
    fn spread(
        &mut self,
        row: &Row<'_>,
        by: &By,
        years: &[(usize, String)],
        key: impl Fn(String, String) -> (String, String),
    ) -> bool {
        let Some(value) = row.value(by) else { return false };
        for (column, year) in years {
            if let Some(number) = self.number(row.cells.get(*column).copied().unwrap_or_default()) {
                *self.entries.entry(key(year.clone(), value.clone())).or_default() += number;
            }
        }
        true
    }
}

impl Row<'_> {
    /// Tells whether it mentions several values of a kind.
    fn has_several(&self, by: &By) -> bool {
        let By::Mention(kind) = by else { return false };
        let of_kind = self.mentions.iter().filter(|mention| mention.kind == *kind);
        of_kind.map(|mention| &mention.normal).collect::<BTreeSet<_>>().len() > 1
    }

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
            By::Date { letters, year } => {
                let dated = first(Kind::Date).and_then(|date| date.normal.get(..*letters));
                let cell = || year_alone(self.cells.get((*year)?)?);
                dated.map(str::to_owned).or_else(cell)
            }
            By::Headings(_) => None,
        }
    }
}

/// Returns the year that a cell holds and nothing else but a word for it: `2019`, `2019 г.`, `٢٠١٩`.
fn year_alone(cell: &str) -> Option<String> {
    let plain = |c: char| digit(c).and_then(|value| char::from_digit(value, 10)).unwrap_or(c);
    let cell: String = cell.to_lowercase().chars().map(plain).collect();
    let year = year_in(&cell)?;
    let rest = cell.replacen(&year, "", 1);
    let is_word = |word: &str| ["", "г", "год", "م", "fy"].contains(&word);
    is_word(rest.trim_matches(|c: char| !c.is_alphanumeric())).then_some(year)
}

/// Returns the year that a heading names.
fn year_in(heading: &str) -> Option<String> {
    let numbers = heading.split(|c: char| !c.is_ascii_digit());
    numbers
        .filter(|number| number.len() == 4)
        .find(|year| matches!(&year[..2], "19" | "20"))
        .map(str::to_owned)
}

/// Reads the number of a cell: what is shown, or the value that a workbook keeps behind it in brackets.
///
/// Digits of any script count, before or behind them a currency; a minus or brackets make it negative. Blanks and
/// apostrophes part thousands. Where comma and full stop both stand, the last of them begins the decimals; where one
/// stands several times, it parts thousands; a comma before three digits does so, too, a full stop does not.
fn number(cell: &str) -> Option<f64> {
    let (shown, kept) = match cell.strip_suffix(']').and_then(|cell| cell.rsplit_once('[')) {
        Some((shown, kept)) => (shown.trim(), kept.parse::<f64>().ok()),
        None => (cell, None),
    };
    let digits = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.trim_matches('0').to_owned()
    };
    match kept {
        // A footnote stands in brackets, too; what a workbook keeps has the digits that it shows.
        Some(kept) if digits(&kept.to_string()) == digits(shown) => Some(kept),
        _ if cell.contains('[') => None,
        _ => plain_number(shown),
    }
    .filter(|number| number.is_finite())
}

fn plain_number(shown: &str) -> Option<f64> {
    let is_currency =
        |c: char| matches!(c, '€' | '$' | '£' | '¥' | '₽' | '₴' | '₸' | '₺' | '₹' | '﷼');
    let bare = shown.trim().trim_matches(is_currency).trim();
    let bare = without_currency_code(bare);
    let (bare, is_negative) = match bare.strip_prefix('(').and_then(|bare| bare.strip_suffix(')')) {
        Some(inside) => (inside, true),
        None => match bare.strip_prefix(['-', '\u{2212}', '–']) {
            Some(rest) => (rest.trim(), true),
            None => (bare, false),
        },
    };
    let bare = bare.trim_matches(is_currency);
    let mut plain = String::new();
    for character in bare.chars() {
        match character {
            '٫' => plain.push('.'),
            '٬' | '\'' | '’' => plain.push(' '),
            c if c.is_whitespace() => plain.push(' '),
            '.' | ',' => plain.push(character),
            c => plain.push(char::from_digit(digit(c)?, 10)?),
        }
    }
    let number = grouped(plain.trim())?.parse::<f64>().ok()?;
    Some(if is_negative { -number } else { number })
}

/// Takes off a code of a currency, three capitals (ISO 4217); fewer or more make no number of `5M` or `Q3`.
fn without_currency_code(text: &str) -> &str {
    let is_code =
        |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let before = text.split_at_checked(3).filter(|(code, rest)| {
        is_code(code) && !rest.starts_with(|c: char| c.is_ascii_alphabetic())
    });
    if let Some((_, rest)) = before {
        return rest.trim();
    }
    let behind = text.len().checked_sub(3).and_then(|at| text.split_at_checked(at));
    match behind
        .filter(|(rest, code)| is_code(code) && !rest.ends_with(|c: char| c.is_ascii_alphabetic()))
    {
        Some((rest, _)) => rest.trim(),
        None => text,
    }
}

/// Returns the value of a decimal digit of Latin or Arabic script.
fn digit(character: char) -> Option<u32> {
    match character {
        '٠'..='٩' => Some(character as u32 - '٠' as u32),
        '۰'..='۹' => Some(character as u32 - '۰' as u32),
        _ => character.to_digit(10),
    }
}

/// Takes the marks between thousands out of a number and puts a full stop before its decimals; nothing where the marks
/// stand as in no number: `12.05.2019`.
fn grouped(plain: &str) -> Option<String> {
    let count = |mark| plain.matches(mark).count();
    let begins_decimals = |mark: char| match (count('.'), count(',')) {
        (1, 0) => mark == '.',
        (0, 1) => {
            let (whole, rest) = plain.split_once(',').unwrap_or((plain, ""));
            mark == ','
                && (rest.len() != 3
                    || whole.is_empty()
                    || whole.starts_with('0')
                    || whole.len() > 3)
        }
        (0, _) | (_, 0) => false,
        _ => plain.rfind(mark) == plain.rfind(['.', ',']) && count(mark) == 1,
    };
    let decimal = ['.', ','].into_iter().find(|mark| begins_decimals(*mark));
    let (whole, decimals) = match decimal {
        Some(mark) => plain.rsplit_once(mark)?,
        None => (plain, ""),
    };
    let mut groups = whole.split(['.', ',', ' ']);
    let first = groups.next()?;
    let is_first = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    let rest: Vec<&str> = groups.collect();
    let is_grouped =
        rest.is_empty() || (first.len() <= 3 && rest.iter().all(|group| group.len() == 3));
    let is_whole = is_first && is_grouped && decimals.bytes().all(|byte| byte.is_ascii_digit());
    is_whole.then(|| format!("{first}{}.{decimals}0", rest.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_shown() {
        for (cell, wanted) in [
            ("84", Some(84.0)),
            ("1,234,567.50 EUR [1234567.5]", Some(1_234_567.5)),
            ("12% [0.12]", Some(0.12)),
            ("84 [1]", None),
            ("1 234,5", Some(1234.5)),
            ("1,234", Some(1234.0)),
            ("0,125", Some(0.125)),
            ("1.234.567", Some(1_234_567.0)),
            ("0.125", Some(0.125)),
            ("-3", Some(-3.0)),
            ("\u{2212}5", Some(-5.0)),
            ("(500)", Some(-500.0)),
            ("€5", Some(5.0)),
            ("5 000 USD", Some(5000.0)),
            ("EUR 12,50", Some(12.5)),
            ("EUR5", Some(5.0)),
            ("5M", None),
            ("Q3", None),
            ("A12", None),
            ("ABCD 5", None),
            ("٥٠", Some(50.0)),
            ("12.05.2019", None),
            ("10.0.0.1", None),
            ("1,2,3", None),
            ("12 05", None),
            ("12%", None),
            ("n/a", None),
            ("", None),
            ("inf", None),
        ] {
            assert_eq!(number(cell), wanted, "{cell}");
        }
    }

    #[test]
    fn a_cell_holds_a_year_alone() {
        for cell in ["2019", "2019 г.", "2019 год", "٢٠١٩", "FY 2019"] {
            assert_eq!(year_alone(cell).as_deref(), Some("2019"), "{cell}");
        }
        for cell in ["", "12019", "2019/45", "2019-03", "since 2019", "3012"] {
            assert_eq!(year_alone(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_heading_names_its_year() {
        assert_eq!(year_in("Complaints in 2019").as_deref(), Some("2019"));
        assert_eq!(year_in("Жалобы, 2024 г.").as_deref(), Some("2024"));
        assert_eq!(year_in("Article 3012"), None);
    }
}
