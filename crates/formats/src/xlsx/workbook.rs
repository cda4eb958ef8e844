//! Which sheets and names a workbook lists.

use crate::shared::xml::{Event, Xml};

/// A sheet in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SheetEntry {
    /// Its name.
    pub(super) name: String,
    /// Whether the list hides it.
    pub(super) is_hidden: bool,
    /// The relationship that leads to it.
    pub(super) relation: String,
}

/// What the workbook part says.
#[derive(Default)]
pub(super) struct Workbook {
    /// Sheets in order.
    pub(super) sheets: Vec<SheetEntry>,
    /// Defined names with what they stand for, a line each.
    pub(super) names: String,
    /// Whether days are counted from 1904.
    pub(super) from_1904: bool,
}

impl Workbook {
    /// Reads the workbook part.
    pub(super) fn read(xml: &mut Xml<'_>) -> Self {
        let mut book = Self::default();
        let mut in_name = false;
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) => match element.name() {
                    "sheet" => book.sheets.push(SheetEntry {
                        name: element.attribute("name").unwrap_or_default(),
                        is_hidden: element
                            .attribute("state")
                            .is_some_and(|state| state != "visible"),
                        relation: element.prefixed("id").unwrap_or_default(),
                    }),
                    "workbookPr" => book.from_1904 = element.says("date1904"),
                    "definedName" => {
                        in_name = true;
                        book.names.push_str(&element.attribute("name").unwrap_or_default());
                        book.names.push('\t');
                        if let Some(comment) = element.attribute("comment") {
                            book.names.push_str(&comment);
                            book.names.push('\t');
                        }
                    }
                    _ => {}
                },
                Event::Text(text) if in_name => book.names.push_str(&text),
                Event::Close(name) if name == "definedName" => {
                    in_name = false;
                    book.names.push('\n');
                }
                _ => {}
            }
        }
        book
    }
}
