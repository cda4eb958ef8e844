//! Which sheets and names a workbook lists.

use crate::shared::spreadsheet::push_line;
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
    /// The folder that it was saved in last.
    pub(super) folder: Option<String>,
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
                    "absPath" => book.folder = element.attribute("url"),
                    "workbookPr" => book.from_1904 |= element.says("date1904"),
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

/// Returns what a table is called and what is written of it, then its formulas, a line each.
pub(super) fn table(xml: &mut Xml<'_>) -> String {
    let mut lines = String::new();
    while let Some(event) = xml.next_event() {
        match event {
            Event::Open(element) if element.name() == "table" => {
                let mut words: Vec<String> = Vec::new();
                for key in ["displayName", "name", "comment"] {
                    words.extend(element.attribute(key).filter(|word| !words.contains(word)));
                }
                push_line(&mut lines, &words.join("\t"));
            }
            Event::Text(text) => push_line(&mut lines, text.trim()),
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_that_a_workbook_was_saved_in_is_known() {
        let part = r#"<workbook><mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\Users\vera\"/>
            </mc:Choice></mc:AlternateContent><sheets/></workbook>"#;
        let book = Workbook::read(&mut Xml::new(part.as_bytes()));
        assert_eq!(book.folder.as_deref(), Some("C:\\Users\\vera\\"));
    }

    #[test]
    fn an_extension_of_the_same_name_does_not_change_where_days_are_counted_from() {
        let part = r#"<workbook><workbookPr date1904="1"/><extLst><ext><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>"#;
        assert!(Workbook::read(&mut Xml::new(part.as_bytes())).from_1904);
    }

    #[test]
    fn a_table_has_a_name() {
        let part = r#"<table id="1" name="Agents" displayName="Agents" comment="of Orlov"><tableColumns>
            <tableColumn id="1" name="Name"/><tableColumn id="2" name="Fee"><calculatedColumnFormula>Agents[Fee]*2</calculatedColumnFormula>
            </tableColumn></tableColumns></table>"#;
        assert_eq!(table(&mut Xml::new(part.as_bytes())), "Agents\tof Orlov\nAgents[Fee]*2\n");
    }
}
