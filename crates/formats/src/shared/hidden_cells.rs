//! Hidden cells of a sheet with what makes them readable: the header above them and the key beside them.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;
use std::rc::Rc;

use item::{Layer, Mark, MarkKind, Place, Segment};

use crate::shared::gap;

/// The header is looked for in so many rows that hold cells.
const HEAD_ROWS: usize = 16;

/// A key is looked for in so many cells of a row, and carried down merged cells of so many columns.
const KEY_CELLS: usize = 3;
const KEY_COLUMNS: usize = 8;

/// The header is repeated after so many lines, as on printed pages.
const LINES_BELOW_HEADER: usize = 32;

/// A segment ends with the line in which it reaches so many bytes.
const LONGEST_SEGMENT: usize = 1 << 20;

/// A segment ends with the line in which it has so many marks.
const MARKS: usize = 1 << 15;

/// More merged ranges than this are not heeded.
const MERGED_MAX: usize = 1 << 16;

/// Cells that are shown as one, which holds the text of the first: rows and columns.
#[derive(Clone, Debug)]
pub(crate) struct Merged {
    /// Numbers of its rows.
    pub(crate) rows: RangeInclusive<usize>,
    /// Numbers of its columns.
    pub(crate) columns: RangeInclusive<usize>,
}

/// A cell; its text is a part of that of its row.
#[derive(Clone, Copy, Debug)]
struct Cell {
    column: u32,
    start: u32,
    end: u32,
    is_hidden: bool,
}

/// A text above a row in a column that is empty in that row; it belongs to the row if the two are merged.
#[derive(Clone, Debug)]
struct Above {
    row: usize,
    column: usize,
    text: Rc<str>,
}

#[derive(Debug, Default)]
struct Row {
    number: usize,
    text: String,
    cells: Vec<Cell>,
    above: Vec<Above>,
}

impl Row {
    fn push(&mut self, column: usize, text: &str, is_hidden: bool) {
        let start = self.text.len();
        let ends = (u32::try_from(column), u32::try_from(start), u32::try_from(start + text.len()));
        if let (Ok(column), Ok(start), Ok(end)) = ends {
            self.text.push_str(text);
            self.cells.push(Cell { column, start, end, is_hidden });
        }
    }

    fn text_of(&self, cell: Cell) -> &str {
        &self.text[cell.start as usize..cell.end as usize]
    }

    fn cell_at(&self, column: usize) -> Option<Cell> {
        self.cells.iter().copied().find(|cell| cell.column as usize == column)
    }

    /// Returns the row without the cells that are neither hidden nor its key.
    fn with_key(&self) -> Self {
        let key = self.key();
        let mut kept = Self { number: self.number, ..Self::default() };
        for cell in &self.cells {
            if cell.is_hidden || key.contains(&(cell.column as usize)) {
                kept.push(cell.column as usize, self.text_of(*cell), cell.is_hidden);
            }
        }
        kept
    }

    /// Returns the columns that tell what it is about: up to its first visible word, else the first visible one.
    fn key(&self) -> Vec<usize> {
        let is_seen = self.cells.iter().any(|cell| !cell.is_hidden);
        let seen = self.cells.iter().filter(|cell| !(is_seen && cell.is_hidden)).take(KEY_CELLS);
        let seen: Vec<Cell> = seen.copied().collect();
        let is_word = |cell: &Cell| self.text_of(*cell).chars().any(char::is_alphabetic);
        let length = 1 + seen.iter().position(is_word).unwrap_or(0);
        seen.iter().take(length).map(|cell| cell.column as usize).collect()
    }

    /// Takes the text of the cells above that it is merged with.
    fn carry_down(&mut self, merged: &HashMap<(usize, usize), usize>) {
        for above in std::mem::take(&mut self.above) {
            let last = merged.get(&(above.row, above.column));
            if last.is_some_and(|last| *last >= self.number) {
                self.push(above.column, &above.text, false);
            }
        }
        self.cells.sort_by_key(|cell| cell.column);
    }
}

/// Hidden cells of a sheet, and those of its visible ones that they are read by.
#[derive(Debug, Default)]
pub(crate) struct HiddenCells {
    row: Row,
    head: Vec<Row>,
    rows: Vec<Row>,
    /// The latest text of each of the first columns.
    latest: [Option<(usize, Rc<str>)>; KEY_COLUMNS],
    merged: Vec<Merged>,
    filter: Option<usize>,
}

impl HiddenCells {
    /// Begins a row of this number.
    pub(crate) fn begin_row(&mut self, number: usize) {
        self.end_row();
        self.row.number = number;
    }

    /// Appends a cell to the row.
    pub(crate) fn push(&mut self, column: usize, text: &str, is_hidden: bool) {
        if !text.trim().is_empty() {
            self.row.push(column, text.trim(), is_hidden);
        }
    }

    /// Takes a range of merged cells.
    pub(crate) fn merge(&mut self, merged: Merged) {
        if self.merged.len() < MERGED_MAX {
            self.merged.push(merged);
        }
    }

    /// Takes the number of the row that a filter lists the headings of.
    pub(crate) fn set_filter(&mut self, row: usize) {
        self.filter = Some(row);
    }

    fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if row.cells.is_empty() {
            return;
        }
        if row.cells.iter().any(|cell| cell.is_hidden) {
            self.rows.push(Row { above: self.above(&row), ..row.with_key() });
        }
        for cell in &row.cells {
            if let Some(latest) = self.latest.get_mut(cell.column as usize) {
                *latest = Some((row.number, row.text_of(*cell).into()));
            }
        }
        if self.head.len() < HEAD_ROWS {
            self.head.push(row);
        }
    }

    /// Returns the texts above the columns that are empty before the key ends.
    fn above(&self, row: &Row) -> Vec<Above> {
        let end = row.key().last().copied().unwrap_or(0);
        let is_empty = |column: &usize| row.cell_at(*column).is_none();
        let empty = (0..end.min(KEY_COLUMNS)).filter(is_empty);
        empty
            .filter_map(|column| {
                let (row, text) = self.latest[column].clone()?;
                Some(Above { row, column, text })
            })
            .collect()
    }

    /// Returns the hidden cells, marked, each line with its key, under the header of the sheet.
    pub(crate) fn finish(mut self, place: &Place) -> Vec<Segment> {
        self.end_row();
        let merged = self
            .merged
            .iter()
            .map(|merged| ((*merged.rows.start(), *merged.columns.start()), *merged.rows.end()));
        let merged: HashMap<_, _> = merged.collect();
        self.rows.iter_mut().for_each(|row| row.carry_down(&merged));
        let columns = self.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column as usize);
        let columns: Vec<usize> = columns.collect::<BTreeSet<_>>().into_iter().collect();
        let numbers = self.header_rows();
        let header: Vec<Row> = self
            .head
            .iter()
            .filter(|row| numbers.contains(&row.number))
            .map(|row| self.header_row(row, &columns))
            .collect();
        let mut lines = Lines::new(place, &columns, &header);
        for row in self.rows.iter().filter(|row| !numbers.contains(&row.number)) {
            if row.number > *numbers.end() {
                lines.push_header_if_due();
            }
            lines.push(row);
        }
        let is_header_hidden = header.iter().flat_map(|row| &row.cells).any(|cell| cell.is_hidden);
        if is_header_hidden && !lines.has_header {
            lines.push_header_if_due();
        }
        lines.finish()
    }

    /// Returns the numbers of the rows that are the header: what a filter or merged cells state,
    /// else the first row of more than one cell.
    fn header_rows(&self) -> RangeInclusive<usize> {
        let filter = self.head.iter().find(|row| Some(row.number) == self.filter);
        let first = filter
            .or_else(|| self.head.iter().find(|row| row.cells.len() > 1))
            .or(self.head.first())
            .map_or(0, |row| row.number);
        let starting = self.merged.iter().filter(|merged| *merged.rows.start() == first);
        let last = starting.map(|merged| {
            let is_group = merged.columns.end() > merged.columns.start();
            (*merged.rows.end()).max(first + usize::from(is_group && filter.is_none()))
        });
        first..=last.max().unwrap_or(first).min(first + HEAD_ROWS)
    }

    /// Returns a row of the header in these columns; a heading that is merged over several stands in each of them.
    fn header_row(&self, row: &Row, columns: &[usize]) -> Row {
        let starting = self.merged.iter().filter(|merged| *merged.rows.start() == row.number);
        let starting: Vec<&Merged> = starting.collect();
        let first_of = |column| {
            let around = starting.iter().find(|merged| merged.columns.contains(&column))?;
            row.cell_at(*around.columns.start())
        };
        let mut header = Row::default();
        for column in columns.iter().copied() {
            if let Some(cell) = row.cell_at(column).or_else(|| first_of(column)) {
                header.push(column, row.text_of(cell), cell.is_hidden);
            }
        }
        header
    }
}

/// Rows as lines, a tab for each column between two cells.
struct Lines<'a> {
    place: &'a Place,
    columns: &'a [usize],
    header: &'a [Row],
    since_header: usize,
    has_header: bool,
    segments: Vec<Segment>,
    segment: Segment,
}

impl<'a> Lines<'a> {
    fn new(place: &'a Place, columns: &'a [usize], header: &'a [Row]) -> Self {
        let segment = Segment::new(place.clone(), Layer::Hidden, "");
        Self {
            place,
            columns,
            header,
            since_header: 0,
            has_header: false,
            segments: vec![],
            segment,
        }
    }

    fn push_header_if_due(&mut self) {
        let is_due = !self.has_header
            || self.segment.text.is_empty()
            || self.since_header >= LINES_BELOW_HEADER;
        if is_due {
            self.has_header = true;
            for row in self.header {
                self.push(row);
            }
            self.since_header = 0;
        }
    }

    fn push(&mut self, row: &Row) {
        if row.cells.is_empty() {
            return;
        }
        let mut rank = 0;
        for (index, cell) in row.cells.iter().enumerate() {
            let next = self.columns.partition_point(|column| *column < cell.column as usize);
            gap::push(&mut self.segment.text, (next - rank).max(usize::from(index > 0)));
            rank = next;
            self.push_cell(row.text_of(*cell), cell.is_hidden);
        }
        self.segment.text.push('\n');
        self.since_header += 1;
        if self.segment.text.len() >= LONGEST_SEGMENT || self.segment.marks.len() >= MARKS {
            self.begin_segment();
        }
    }

    /// Appends a cell; a mark reaches over hidden cells that stand side by side.
    fn push_cell(&mut self, cell: &str, is_hidden: bool) {
        let Segment { text, marks, .. } = &mut self.segment;
        let start = text.len();
        text.push_str(cell);
        if !is_hidden {
            return;
        }
        match marks.last_mut() {
            Some(mark) if text[mark.end..start].trim().is_empty() => mark.end = text.len(),
            _ => marks.push(Mark {
                start,
                end: text.len(),
                kind: MarkKind::Hidden,
                author: None,
                date: None,
            }),
        }
    }

    fn begin_segment(&mut self) {
        let next = Segment::new(self.place.clone(), Layer::Hidden, "");
        let segment = std::mem::replace(&mut self.segment, next);
        if segment.has_text() {
            self.segments.push(segment);
        }
    }

    fn finish(mut self) -> Vec<Segment> {
        self.begin_segment();
        self.segments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a sheet of rows of cells parted by `|`; a hidden cell begins with `-`.
    fn sheet(rows: &[&str], merged: &[(RangeInclusive<usize>, RangeInclusive<usize>)]) -> Segment {
        let mut cells = HiddenCells::default();
        for (number, row) in rows.iter().enumerate() {
            cells.begin_row(number);
            for (column, cell) in row.split('|').enumerate() {
                cells.push(column, cell.trim_start_matches('-'), cell.starts_with('-'));
            }
        }
        for (rows, columns) in merged {
            cells.merge(Merged { rows: rows.clone(), columns: columns.clone() });
        }
        let mut segments = cells.finish(&Place::Whole);
        segments.pop().unwrap_or_else(|| Segment::new(Place::Whole, Layer::Hidden, ""))
    }

    fn marked(segment: &Segment) -> Vec<&str> {
        segment.marks.iter().map(|mark| &segment.text[mark.start..mark.end]).collect()
    }

    #[test]
    fn a_hidden_column_stands_beside_its_key_and_under_its_heading() {
        let found = sheet(&["Country|2018|-2019", "Russia|56|-28", "Egypt|6|-7"], &[]);
        assert_eq!(found.text, "Country\t2019\nRussia\t28\nEgypt\t7\n");
        assert_eq!(marked(&found), ["2019", "28", "7"]);
    }

    #[test]
    fn a_hidden_row_stands_under_the_header_and_is_marked_whole() {
        let found =
            sheet(&["Complaints", "Country|2018", "Russia|56", "-Egypt|-6", "-Iran|-1"], &[]);
        assert_eq!(found.text, "Country\t2018\nEgypt\t6\nIran\t1\n");
        assert_eq!(marked(&found), ["Egypt\t6\nIran\t1"]);
    }

    #[test]
    fn the_key_goes_up_to_the_first_word() {
        let found = sheet(&["No|Name|Born", "7|Okonjo|-1970"], &[]);
        assert_eq!(found.text, "No\tName\tBorn\n7\tOkonjo\t1970\n");
    }

    #[test]
    fn merged_cells_give_their_text_to_hidden_ones() {
        let rows = [
            "Country|Cases||Year",
            "|open|-closed|",
            "Russia|1|-2|2018",
            "|3|-4|2019",
            "|5|-6|2020",
        ];
        let found = sheet(&rows, &[(0..=1, 0..=0), (0..=0, 1..=2), (2..=3, 0..=0)]);
        assert!(
            found.text.starts_with("Country\tCases\tCases\n\topen\tclosed\n"),
            "{}",
            found.text
        );
        assert!(found.text.contains("Russia\t3\t4\n"), "{}", found.text);
        assert!(
            found.text.ends_with("\n\t5\t6\n"),
            "what is not merged is not carried: {}",
            found.text
        );
    }

    #[test]
    fn a_hidden_heading_alone_and_a_sheet_without_hidden_cells() {
        assert_eq!(sheet(&["Name|-Informant", "Okonjo|"], &[]).text, "Name\tInformant\n");
        assert_eq!(sheet(&["Name|Born", "Okonjo|1970"], &[]).text, "");
    }

    #[test]
    fn the_header_is_repeated_in_a_long_table() {
        let rows: Vec<String> = (0..100).map(|number| format!("-name {number}|-x")).collect();
        let mut all = vec!["Name|Mark"];
        all.extend(rows.iter().map(String::as_str));
        assert_eq!(sheet(&all, &[]).text.matches("Name\tMark\n").count(), 4);
    }
}
