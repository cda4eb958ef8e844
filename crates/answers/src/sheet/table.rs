//! The rows of one sheet, as its text has them.

use item::{Extraction, Layer, Mention, Place, Segment};

use super::number::{year_alone, year_in};

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

/// One row of a sheet.
pub(super) struct Row<'t> {
    pub(super) cells: Vec<&'t str>,
    /// What is named in it, by its start.
    pub(super) mentions: &'t [Mention],
}

/// The rows of a sheet beneath its headings.
pub(super) struct Table<'t> {
    pub(super) headings: Vec<&'t str>,
    pub(super) rows: Vec<Row<'t>>,
}

impl<'t> Table<'t> {
    /// Reads the rows of a sheet in a layer; the first with two cells or more is its heading.
    pub(super) fn read(extraction: &'t Extraction, place: &Place, layer: Layer) -> Self {
        let mut table = Self { headings: Vec::new(), rows: Vec::new() };
        for (number, segment) in (0u32..).zip(&extraction.segments) {
            if is_table(segment) && segment.layer == layer && sheet_of(&segment.place) == place {
                table.add(segment, extraction.mentions_of(number));
            }
        }
        table
    }

    /// Adds the rows of a text; mentions come by their start.
    fn add(&mut self, segment: &'t Segment, mentions: &'t [Mention]) {
        let (mut end, mut rest) = (0, mentions);
        for line in segment.text.split_inclusive('\n') {
            end += line.len();
            let (mentions, behind) =
                rest.split_at(rest.partition_point(|mention| mention.start < end));
            rest = behind;
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
            if self.headings.is_empty() && filled > 1 {
                self.headings = cells;
            } else if filled > 0 && !self.headings.is_empty() && cells != self.headings {
                self.rows.push(Row { cells, mentions });
            }
        }
    }

    /// Returns the column with a heading, in whatever case.
    pub(super) fn heading(&self, name: &str) -> Option<usize> {
        let wanted = name.trim().to_lowercase();
        self.headings.iter().position(|heading| heading.to_lowercase() == wanted)
    }

    /// Returns the first column whose heading is a word for a year, and most of whose cells hold nothing else: a total may stand
    /// beneath them.
    pub(super) fn column_of_years(&self) -> Option<usize> {
        self.headings.iter().enumerate().position(|(at, heading)| {
            let heading = heading.to_lowercase();
            let cells = self.rows.iter().filter_map(|row| row.cells.get(at));
            let filled: Vec<&&str> = cells.filter(|cell| !cell.is_empty()).collect();
            let years = filled.iter().filter(|cell| year_alone(cell).is_some()).count();
            YEARS.contains(&heading.as_str()) && years * 2 > filled.len()
        })
    }

    /// Returns the columns whose headings have a year and the words that choose among them.
    pub(super) fn years(&self, words: Option<&str>) -> Vec<(usize, String)> {
        let words = words.map(str::to_lowercase);
        let is_chosen = |heading: &str| {
            words.as_ref().is_none_or(|words| heading.to_lowercase().contains(words))
        };
        let of_heading = |(at, heading): (usize, &&str)| Some((at, year_in(heading)?));
        let headings = self.headings.iter().enumerate().filter(|(_, heading)| is_chosen(heading));
        headings.filter_map(of_heading).collect()
    }
}

/// Tells whether a text is of a table.
pub(super) fn is_table(segment: &Segment) -> bool {
    matches!(segment.layer, Layer::Body | Layer::Hidden) && segment.text.contains('\t')
}

/// Returns the sheet of a segment: long tables without sheets come in several parts.
pub(super) fn sheet_of(place: &Place) -> &Place {
    match place {
        Place::Sheet(_) => place,
        _ => &Place::Whole,
    }
}
