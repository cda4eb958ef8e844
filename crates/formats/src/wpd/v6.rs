//! The text of WordPerfect 6 and later: characters among functions, of which some point to packets.

use std::collections::BTreeSet;

use super::letters::{COMMON, OF_6};
use super::packets::{Packets, TEXT};
use super::story::{Story, add_paragraph};
use crate::shared::bytes::u16_at;

/// Functions that end a line, a cell or a page in some way, which a single byte can stand for as well.
const LINE_ENDS: u8 = 0xd0;
/// Functions of characters, the one that points to a comment, and those between which a reviewer struck text out.
const CHARACTERS: u8 = 0xd4;
const COMMENT: u8 = 0x1d;
const STRUCK: [u8; 2] = [0x58, 0x59];
/// What the flags of a function hold where it points to packets.
const HAS_PACKETS: u8 = 0x80;
/// A character of a set.
const CHARACTER: u8 = 0xf0;
/// Where a text begins and ends that was deleted, and is kept for undo.
const UNDO: u8 = 0xf1;
const INVALID: [u8; 2] = [0, 1];
/// How long the functions of fixed length are, by their codes from 0xF0 on; no text has a code 0xFF.
const FIXED: [usize; 15] = [4, 5, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 6, 8, 8];
/// How deep texts may stand in each other.
const DEPTH: usize = 4;

/// Reads a text to its end, and the packets that hold further text.
pub(super) fn read(bytes: &[u8], packets: &Packets<'_>) -> Story {
    let mut reader = Reader { packets, story: Story::default(), seen: BTreeSet::new() };
    reader.story.body = reader.text(bytes, DEPTH);
    reader.packets_beside();
    reader.story
}

struct Reader<'p> {
    packets: &'p Packets<'p>,
    story: Story,
    /// The packets that were read.
    seen: BTreeSet<u16>,
}

/// Where what is read goes to.
#[derive(Default)]
struct Text {
    kept: String,
    struck: String,
    is_struck: bool,
    is_invalid: bool,
}

impl Text {
    fn current(&mut self) -> &mut String {
        if self.is_struck || self.is_invalid { &mut self.struck } else { &mut self.kept }
    }
}

impl Reader<'_> {
    fn text(&mut self, bytes: &[u8], depth: usize) -> String {
        let mut text = Text::default();
        let mut rest = bytes;
        while let [code, after @ ..] = rest {
            let length = match *code {
                LINE_ENDS..=0xef => self.variable(rest, depth, &mut text),
                CHARACTER..=0xfe => fixed(rest, &mut text),
                _ => None,
            };
            if let Some(length) = length {
                rest = &rest[length..];
            } else {
                single(*code, text.current());
                rest = after;
            }
        }
        for line in text.struck.lines() {
            add_paragraph(&mut self.story.deleted, line);
        }
        text.kept
    }

    /// Reads a function that states its length, and ends with the code that it begins with; returns its length.
    fn variable(&mut self, bytes: &[u8], depth: usize, text: &mut Text) -> Option<usize> {
        let code = bytes[0];
        let kind = *bytes.get(1)?;
        let length = usize::from(u16_at(bytes, 2)?);
        let function = bytes.get(..length).filter(|function| function.len() >= 6)?;
        if function.last() != Some(&code) {
            return None;
        }
        match (code, kind) {
            (LINE_ENDS, kind) => line_end(kind, text.current()),
            (CHARACTERS, kind) if kind == STRUCK[0] => {
                end_word(&mut text.struck, true, &mut text.is_struck);
            }
            (CHARACTERS, kind) if kind == STRUCK[1] => {
                end_word(&mut text.struck, false, &mut text.is_struck);
            }
            _ if depth > 0 => self.pointed_to(function, depth - 1),
            _ => {}
        }
        Some(length)
    }

    /// Reads the packets that a function points to.
    fn pointed_to(&mut self, function: &[u8], depth: usize) {
        if function[4] & HAS_PACKETS == 0 {
            return;
        }
        let ids = function.get(5).map_or(0, |count| usize::from(*count));
        let is_comment = function[..2] == [CHARACTERS, COMMENT];
        for id in (0..ids).filter_map(|at| u16_at(function, 6 + 2 * at)) {
            let text_id = if is_comment { self.packets.text_of_comment(id) } else { Some(id) };
            let Some(text) = text_id.and_then(|text_id| self.packet(text_id, depth)) else {
                continue;
            };
            if is_comment {
                let author = self.packets.author_of_comment(id);
                let lead = author.map(|author| format!("{author}: ")).unwrap_or_default();
                add_paragraph(&mut self.story.comments, &format!("{lead}{}", text.trim()));
            } else {
                add_paragraph(&mut self.story.beside, &text);
            }
        }
    }

    /// Reads the text of a packet, once.
    fn packet(&mut self, id: u16, depth: usize) -> Option<String> {
        let blocks = self.packets.text(id)?;
        self.seen.insert(id).then(|| blocks.iter().map(|block| self.text(block, depth)).collect())
    }

    /// Reads the packets of text that no function pointed to: headers of styles, and what an outline hides.
    fn packets_beside(&mut self) {
        for (id, kind) in self.packets.of_text() {
            let Some(text) = self.packet(id, 0) else { continue };
            let paragraphs = match kind {
                TEXT => &mut self.story.beside,
                _ => &mut self.story.hidden,
            };
            add_paragraph(paragraphs, &text);
        }
    }
}

/// Begins or ends a stretch that was struck; two of them are parted.
fn end_word(struck: &mut String, is_start: bool, is_struck: &mut bool) {
    *is_struck = is_start;
    if !struck.is_empty() && !struck.ends_with('\n') {
        struck.push('\n');
    }
}

/// Adds what a byte stands for.
fn single(code: u8, text: &mut String) {
    match code {
        0x01..=0x20 => text.push(COMMON[usize::from(code - 1)]),
        0x21..=0x7e => text.push(char::from(code)),
        0x80 | 0x81 => text.push(' '),
        0x84 => text.push('-'),
        0x87 => text.push('\n'),
        0xb4..LINE_ENDS => line_end(LINE_ENDS - code, text),
        _ => {}
    }
}

/// Adds what parts lines, cells and pages.
fn line_end(kind: u8, text: &mut String) {
    match kind {
        0 => {}
        // Those that fall where there is room.
        1..=3 | 20..=22 => text.push(' '),
        // A cell of a table.
        10 => text.push('\t'),
        _ => text.push('\n'),
    }
}

/// Reads a function of fixed length; returns its length.
fn fixed(bytes: &[u8], text: &mut Text) -> Option<usize> {
    let code = bytes[0];
    let length = FIXED[usize::from(code - CHARACTER)];
    let function = bytes.get(..length).filter(|function| function.last() == Some(&code))?;
    match (code, function[1]) {
        (CHARACTER, number) => OF_6.push(function[2], number, text.current()),
        (UNDO, kind) if kind == INVALID[0] => {
            end_word(&mut text.struck, true, &mut text.is_invalid);
        }
        (UNDO, kind) if kind == INVALID[1] => {
            end_word(&mut text.struck, false, &mut text.is_invalid);
        }
        _ => {}
    }
    Some(length)
}
