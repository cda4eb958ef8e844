//! The data that hangs on shapes of Visio, where they lead, and the names of pages ([MS-VSDX] §2.2.5.4.3.43, `Property` and `Hyperlink` sections).

use crate::shared::spreadsheet::push_line;
use crate::shared::xml::Element;

/// The cells of a row that words stand in.
const CELLS: &[&str] = &["Label", "Value", "Prompt", "Address", "SubAddress", "Description"];

/// The rows of such sections, a line each.
#[derive(Default)]
pub(super) struct ShapeData {
    is_within: bool,
    row: Vec<String>,
    lines: String,
}

impl ShapeData {
    /// Takes the begin of an element.
    pub(super) fn open(&mut self, element: &Element<'_>) {
        match element.name() {
            "Section" => {
                let name = element.attribute("N").unwrap_or_default();
                self.is_within = matches!(name.as_str(), "Property" | "Hyperlink");
            }
            "Page" => {
                let name = element.attribute("Name").unwrap_or_default();
                push_line(&mut self.lines, name.trim());
            }
            "Cell" if self.is_within => {
                let name = element.attribute("N").unwrap_or_default();
                let value = element.attribute("V").filter(|_| CELLS.contains(&name.as_str()));
                self.row.extend(value.filter(|value| !value.trim().is_empty()));
            }
            _ => {}
        }
    }

    /// Takes the end of an element.
    pub(super) fn close(&mut self, name: &str) {
        if matches!(name, "Row" | "Section") && !self.row.is_empty() {
            push_line(&mut self.lines, &std::mem::take(&mut self.row).join("\t"));
        }
        self.is_within &= name != "Section";
    }

    /// Returns the lines.
    pub(super) fn finish(self) -> String {
        self.lines
    }
}
