//! Where a workbook takes data from: servers, files, queries (ISO/IEC 29500-1, 18.13).

use crate::shared::xml::{Event, Xml};

/// Attributes that name a source, a query or what it is for.
const TELLING: &[&str] = &[
    "name",
    "description",
    "connection",
    "command",
    "serverCommand",
    "localConnection",
    "sourceFile",
    "odcFile",
    "url",
    "post",
    "editPage",
    "prompt",
    "string",
    "cell",
];

/// Reads the part of connections, or of a query table: a line for each thing that is said.
pub(super) fn read(xml: &mut Xml<'_>) -> String {
    let mut lines = String::new();
    while let Some(event) = xml.next_event() {
        let Event::Open(element) = event else { continue };
        for value in TELLING.iter().filter_map(|name| element.attribute(name)) {
            if !value.trim().is_empty() {
                lines.push_str(value.trim());
                lines.push('\n');
            }
        }
    }
    lines
}
