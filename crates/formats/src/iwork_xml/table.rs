//! How the cells of a table become lines: they stand row after row, each an element of its own.

use std::collections::HashMap;

use crate::shared::number_format::plain;
use crate::shared::time::utc;
use crate::shared::xml::Element;

/// Seconds from 1970 to 2001, where the programs begin to count.
const EPOCH: i64 = 978_307_200;

/// A table has at most so many columns; a longer row goes on in the next line.
const MOST_COLUMNS: usize = 1 << 14;

/// A table in the making.
#[derive(Default)]
pub(super) struct Table {
    columns: usize,
    row: Vec<String>,
    /// The cell that is open, and how many elements are open around its content.
    cell: Option<(String, usize)>,
    /// How many elements are open around the cells.
    depth: Option<usize>,
    /// Texts of menus by their ids.
    menus: HashMap<String, String>,
    chosen: Vec<String>,
    /// The text of a menu that is open, by its id.
    choice: Option<String>,
    in_menu: bool,
}

impl Table {
    /// Begins a table as its grid says.
    pub(super) fn new(grid: &Element<'_>) -> Self {
        let columns = grid.attribute("numcols").and_then(|number| number.parse().ok());
        Self { columns: columns.unwrap_or(1).clamp(1, MOST_COLUMNS), ..Self::default() }
    }

    /// Returns the text of the cell that is open.
    pub(super) fn cell(&mut self) -> Option<&mut String> {
        self.cell.as_mut().map(|(text, _)| text)
    }

    /// Takes the begin of an element within so many others, itself among them.
    pub(super) fn open(&mut self, element: &Element<'_>, depth: usize) {
        if element.name() == "datasource" {
            self.depth = Some(depth);
        } else if self.cell.is_none() && self.depth.is_some_and(|cells| cells + 1 == depth) {
            self.cell = Some((String::new(), depth));
        }
        match element.name() {
            "menu-choices" => self.in_menu = true,
            "ct" if self.in_menu => {
                let text = element.attribute("s").unwrap_or_default();
                self.menus.extend(self.choice.take().map(|id| (id, text)));
            }
            _ if self.in_menu => self.choice = element.attribute("ID"),
            "proxied-cell-ref" => {
                let id = element.attribute("IDREF").unwrap_or_default();
                let text = self.menus.get(&id).cloned().unwrap_or_default();
                self.push(&text);
                self.chosen.push(text);
            }
            _ => self.push(&value(element).unwrap_or_default()),
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(cell) = self.cell() {
            cell.push_str(text);
        }
    }

    /// Takes the end of an element; returns a row that ends with it.
    pub(super) fn close(&mut self, name: &str, depth: usize) -> Option<String> {
        match name {
            "datasource" => self.depth = None,
            "menu-choices" => self.in_menu = false,
            _ => {}
        }
        let (text, _) = self.cell.take_if(|(_, cell)| *cell >= depth)?;
        self.row.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        (self.row.len() >= self.columns).then(|| self.take_row())
    }

    fn take_row(&mut self) -> String {
        let row = std::mem::take(&mut self.row).join("\t");
        row.trim_end_matches('\t').to_owned()
    }

    /// Returns the last row where it is short, and the texts of menus that were never chosen.
    pub(super) fn finish(mut self) -> (String, Vec<String>) {
        let row = self.take_row();
        let mut others: Vec<String> = self.menus.into_values().collect();
        others.retain(|choice| !self.chosen.contains(choice));
        others.sort_unstable();
        others.dedup();
        (row, others)
    }
}

/// Returns what an element in a cell says by its attributes: a text, a number, a date, a tick.
fn value(element: &Element<'_>) -> Option<String> {
    match element.name() {
        "ct" => element.attribute("s"),
        "d" | "rd" => {
            let seconds: f64 = element.attribute("cell-date")?.parse().ok()?;
            moment(seconds)
        }
        "cb" | "b" | "rb" => {
            let is_on = element.says("v");
            is_on.then(|| "TRUE".to_owned())
        }
        _ => element.attribute("v").map(|value| number(&value)),
    }
}

/// Writes seconds since 2001 as ISO 8601, without the time where it is midnight.
fn moment(seconds: f64) -> Option<String> {
    // The years of four digits.
    if !(-6.3e10..2.5e11).contains(&seconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the range is tested above")]
    let moment = utc(seconds as i64 + EPOCH);
    Some(moment.strip_suffix("T00:00:00Z").map_or(moment.clone(), str::to_owned))
}

/// Writes a number with the digits that count; what is none stays as it is.
pub(super) fn number(raw: &str) -> String {
    let number = raw.parse().ok().filter(|number: &f64| number.is_finite());
    number.map_or_else(|| raw.to_owned(), plain)
}
