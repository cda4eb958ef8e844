//! What Office programs keep beside the running text of files that they write as one XML file.

use std::io::BufRead;
use std::ops::RangeInclusive;

use item::{Key, Layer};
use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::shared::decode::{Choice, Utf8};
use crate::shared::ooxml::{core_key, extended_key, unescape};

/// What a text is that is no part of the running text.
pub(super) enum Apart {
    /// A text of another layer.
    Text(Layer),
    /// A property of the document.
    Property(Key),
}

/// A kind of properties, by the element that they stand in.
pub(super) enum Stated {
    /// Those of Office 2003.
    Office,
    /// Those that users make there.
    Custom,
    /// Those of packages (ISO/IEC 29500-2, 11).
    Core,
    /// Further ones there, and those that users make (ISO/IEC 29500-1, 22.2 and 22.3).
    Extended,
}

impl Stated {
    pub(super) fn of(element: &str) -> Option<Self> {
        Some(match element {
            "DocumentProperties" => Self::Office,
            "CustomDocumentProperties" => Self::Custom,
            "coreProperties" => Self::Core,
            "Properties" => Self::Extended,
            _ => return None,
        })
    }

    /// Returns the property that an element states.
    pub(super) fn key(&self, name: &str, element: &BytesStart<'_>) -> Option<Key> {
        match self {
            Self::Office => office_key(name),
            Self::Custom => Some(Key::custom(&unescape(name.to_owned()))),
            Self::Core => core_key(name),
            Self::Extended if name == "property" => Some(Key::custom(&attribute(element, "name")?)),
            Self::Extended => extended_key(name),
        }
    }
}

fn office_key(element: &str) -> Option<Key> {
    Some(match element {
        "Title" => Key::TITLE,
        "Subject" => Key::SUBJECT,
        "Author" => Key::AUTHOR,
        "LastAuthor" => Key::LAST_AUTHOR,
        "Keywords" => Key::KEYWORDS,
        "Description" => Key::DESCRIPTION,
        "Category" => Key::CATEGORY,
        "Created" => Key::CREATED,
        "LastSaved" => Key::MODIFIED,
        "LastPrinted" => Key::PRINTED,
        "Revision" => Key::REVISION,
        other => return extended_key(other),
    })
}

/// Returns an attribute by its name without prefix, as it stands.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    attributes.find(|it| it.key.local_name().as_ref() == name).map(|it| it.value.into_owned())
}

/// Returns an attribute that is a number.
pub(super) fn number(element: &BytesStart<'_>, name: &str) -> Option<usize> {
    attribute(element, name)?.parse().ok()
}

/// So many definitions of hidden columns are kept.
const COLUMNS: usize = 1024;

/// The columns of a table that are hidden, counted from 0.
#[derive(Default)]
pub(super) struct Columns {
    hidden: Vec<RangeInclusive<usize>>,
    /// The column that the next definition is of.
    next: usize,
}

impl Columns {
    /// Takes a definition: of one column or, with a span, of those after it too.
    pub(super) fn define(&mut self, element: &BytesStart<'_>) {
        let first = number(element, "Index").map_or(self.next, |index| index.saturating_sub(1));
        let last = first.saturating_add(number(element, "Span").unwrap_or(0));
        self.next = last.saturating_add(1);
        if number(element, "Hidden") == Some(1) && self.hidden.len() < COLUMNS {
            self.hidden.push(first..=last);
        }
    }

    pub(super) fn hide(&self, column: usize) -> bool {
        self.hidden.iter().any(|hidden| hidden.contains(&column))
    }
}

/// Tells which sheets of a flat Excel file are hidden: that stands behind what is in them.
pub(super) fn hidden_sheets(bytes: &[u8], choice: Choice) -> Vec<bool> {
    if choice.charset.unit() == 1 && memmem::find(bytes, b"Hidden<").is_none() {
        return Vec::new();
    }
    let mut reader = Reader::from_reader(Utf8::new(bytes, choice));
    reader.config_mut().check_end_names = false;
    sheets(&mut reader)
}

fn sheets<R: BufRead>(reader: &mut Reader<R>) -> Vec<bool> {
    let (mut sheets, mut buffer) = (Vec::new(), Vec::new());
    let mut is_stated = false;
    // Damage ends what can be told.
    while let Ok(event) = reader.read_event_into(&mut buffer) {
        match event {
            Event::Start(element) => {
                is_stated = element.local_name().as_ref() == "Visible";
                if element.local_name().as_ref() == "Worksheet" {
                    sheets.push(false);
                }
            }
            Event::Text(text) if is_stated => {
                let is_hidden = matches!(text.trim(), "SheetHidden" | "SheetVeryHidden");
                if let Some(sheet) = sheets.last_mut() {
                    *sheet |= is_hidden;
                }
            }
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    sheets
}
