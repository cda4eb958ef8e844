//! Which number formats the cells of a workbook have.

use crate::shared::cell_formats::CellFormats;
use crate::shared::xml::{Event, Xml};

/// Reads the styles part.
pub(super) fn read(xml: &mut Xml<'_>) -> CellFormats {
    let mut formats = CellFormats::default();
    let mut in_cells = false;
    while let Some(event) = xml.next_event() {
        match event {
            Event::Open(element) => {
                let id = element.attribute("numFmtId").and_then(|id| id.parse::<u32>().ok());
                match element.name() {
                    "numFmt" => {
                        let code = element.attribute("formatCode").unwrap_or_default();
                        if let Some(id) = id {
                            formats.define(id, &code);
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells => formats.add_style(id.unwrap_or(0)),
                    _ => {}
                }
            }
            Event::Close(name) if name == "cellXfs" => in_cells = false,
            _ => {}
        }
    }
    formats
}
