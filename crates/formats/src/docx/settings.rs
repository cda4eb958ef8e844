//! What the settings of a document keep that no page shows: its variables and the sources of a serial letter.

use item::Layer;

use crate::shared::ooxml::Relation;
use crate::shared::xml::{Element, Event, Xml};

/// Elements whose value says where the data of a serial letter come from and go to (ISO/IEC 29500-1, 17.14).
const MERGE: &[&str] =
    &["connectString", "query", "mailSubject", "addressFieldName", "udl", "table", "src"];

/// Texts in the settings.
#[derive(Debug, Default)]
pub(super) struct Settings {
    /// Names and values of variables, a line each.
    variables: String,
    /// Connections, queries and subjects of a serial letter, and what else the settings lead to, a line each.
    sources: String,
}

impl Settings {
    /// Reads the settings part.
    pub(super) fn read(xml: &mut Xml<'_>) -> Self {
        let mut settings = Self::default();
        while let Some(event) = xml.next_event() {
            if let Event::Open(element) = event {
                settings.take(&element);
            }
        }
        settings
    }

    fn take(&mut self, element: &Element<'_>) {
        let value = element.attribute("val").unwrap_or_default();
        match element.name() {
            "docVar" => {
                let name = element.attribute("name").unwrap_or_default();
                push_line(&mut self.variables, &format!("{name}\t{value}"));
            }
            name if MERGE.contains(&name) => push_line(&mut self.sources, &value),
            _ => {}
        }
    }

    /// Adds where a relationship of the settings leads.
    pub(super) fn add_source(&mut self, relation: &Relation) {
        push_line(&mut self.sources, &relation.target);
    }

    /// Returns the texts with how they are cited.
    pub(super) fn into_parts(self) -> [(&'static str, Layer, String); 2] {
        [
            ("document variables", Layer::Hidden, self.variables),
            ("mail merge", Layer::Hidden, self.sources),
        ]
    }
}

fn push_line(lines: &mut String, line: &str) {
    if !line.trim().is_empty() {
        lines.push_str(line.trim());
        lines.push('\n');
    }
}
