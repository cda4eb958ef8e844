//! What slides, notes and the list of slides say.

use super::record::{Record, Walk};
use crate::shared::bytes::{u16_at, u32_at};
use crate::shared::legacy_text::CodePage;

const SLIDE_ATOM: u16 = 0x03ef;
const LISTED: u16 = 0x03f3;
const SLIDE_INFO: u16 = 0x03f9;
const SHAPE: u16 = 0xf004;
const PLACEHOLDER: u16 = 0x0bc3;
const CHARACTERS: u16 = 0x0fa0;
const BYTES: u16 = 0x0fa8;
const STRING: u16 = 0x0fba;
const HYPERLINK: u16 = 0x0fd7;
const MARGINS: u16 = 0x0fd9;
const LIST: u16 = 0x0ff0;
const COMMENT: u16 = 0x2ee0;

/// What a slide, or a page of notes, says.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) text: String,
    pub(super) comments: String,
    pub(super) links: Vec<String>,
    /// Whether the show leaves it out.
    pub(super) is_hidden: bool,
    /// The id of its notes; 0 where it has none.
    pub(super) notes: u32,
}

impl Page {
    /// Reads a page.
    pub(super) fn read(main: &[u8], record: &Record) -> Self {
        let mut page = Self::default();
        let mut walk = Walk::new(main, record);
        while let Some(record) = walk.next() {
            let content = walk.content(&record);
            match record.kind {
                SLIDE_ATOM => page.notes = u32_at(content, 16).unwrap_or(0),
                SLIDE_INFO => {
                    page.is_hidden = u16_at(content, 10).is_some_and(|flags| flags & 4 != 0);
                }
                CHARACTERS | BYTES => page.text.push_str(&line(record.kind, content)),
                STRING if walk.around(COMMENT).is_some() => page.comment(record.instance, content),
                STRING if walk.around(HYPERLINK).is_some() => page.links.push(string(content)),
                STRING if walk.around(MARGINS).is_some() => {
                    page.text.push_str(&line(CHARACTERS, content));
                }
                _ => {}
            }
        }
        page
    }

    /// Adds a part of a comment: its author, its text.
    fn comment(&mut self, part: u16, content: &[u8]) {
        match part {
            0 => self.comments.push_str(&(string(content) + ": ")),
            1 => self.comments.push_str(&line(CHARACTERS, content)),
            _ => {}
        }
    }

    /// Reads what a master shows on every slide: shapes that are no prompts for text.
    pub(super) fn read_master(main: &[u8], record: &Record) -> String {
        let mut text = String::new();
        let mut walk = Walk::new(main, record);
        let mut prompt_in = None;
        while let Some(record) = walk.next() {
            let content = walk.content(&record);
            let shape = walk.around(SHAPE).map(|shape| shape.at);
            match record.kind {
                // The places for the date, the number, the header and the footer hold what is shown.
                PLACEHOLDER if !matches!(content.get(4), Some(7..=10)) => prompt_in = shape,
                CHARACTERS | BYTES if shape.is_some() && shape != prompt_in => {
                    let line = line(record.kind, content);
                    if line.trim() != "*" {
                        text.push_str(&line);
                    }
                }
                _ => {}
            }
        }
        text
    }
}

/// A slide or page of notes as the list names it.
#[derive(Debug)]
pub(super) struct Listed {
    /// The number of its record.
    pub(super) persist: u32,
    /// Its id.
    pub(super) id: u32,
    /// The text that stands in the list itself.
    pub(super) text: String,
}

/// What the document record lists.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) slides: Vec<Listed>,
    pub(super) notes: Vec<Listed>,
    /// What stands above and below every slide.
    pub(super) margins: String,
    pub(super) links: Vec<String>,
}

impl Outline {
    /// Reads the lists of a document.
    pub(super) fn read(main: &[u8], document: &Record) -> Self {
        let mut outline = Self::default();
        let mut walk = Walk::new(main, document);
        while let Some(record) = walk.next() {
            let content = walk.content(&record);
            let list = walk.around(LIST).map(|list| list.instance);
            match (record.kind, list) {
                (LISTED, Some(0)) => outline.slides.extend(listed(content)),
                (LISTED, Some(2)) => outline.notes.extend(listed(content)),
                (CHARACTERS | BYTES, Some(0)) => {
                    if let Some(slide) = outline.slides.last_mut() {
                        slide.text.push_str(&line(record.kind, content));
                    }
                }
                (STRING, _) if walk.around(HYPERLINK).is_some() => {
                    outline.links.push(string(content));
                }
                (STRING, _) if walk.around(MARGINS).is_some() => {
                    outline.margins.push_str(&line(CHARACTERS, content));
                }
                _ => {}
            }
        }
        outline
    }
}

fn listed(content: &[u8]) -> Option<Listed> {
    Some(Listed { persist: u32_at(content, 0)?, id: u32_at(content, 12)?, text: String::new() })
}

/// Returns a text with a line end behind it.
fn line(kind: u16, content: &[u8]) -> String {
    let text = if kind == BYTES {
        content.iter().map(|byte| char::from(*byte)).collect()
    } else {
        string(content)
    };
    let mut text: String = text
        .chars()
        .filter(|letter| *letter >= ' ' || matches!(letter, '\r' | '\u{b}' | '\t' | '\n'))
        .map(|letter| if matches!(letter, '\r' | '\u{b}') { '\n' } else { letter })
        .collect();
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn string(content: &[u8]) -> String {
    CodePage::Utf16.decode(content)
}
