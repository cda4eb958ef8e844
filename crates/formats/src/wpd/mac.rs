//! The text of WordPerfect 2 and 3 for the Macintosh: characters among functions, as in WordPerfect 5, with numbers whose
//! first byte is the greater. How functions are laid out is as libwpd reads them.

use super::letters;
use super::story::{Story, add_paragraph};

/// Characters of a set, and how long the functions are whose length is fixed, by their codes.
const CHARACTER: u8 = 0xc0;
const TAB: u8 = 0xc1;
const INDENT: u8 = 0xc2;
const FIXED: [usize; 16] = [5, 8, 7, 4, 4, 7, 10, 7, 4, 5, 6, 6, 7, 9, 7, 4];
/// Functions of other lengths: headers and footers, notes, ends of lines and pages.
const MARGIN: u8 = 0xd5;
const NOTE: u8 = 0xd6;
const END: u8 = 0xdc;
/// An end that parts the cells of a table.
const CELL: u8 = 0x0a;
/// How deep texts may stand in each other.
const DEPTH: usize = 8;

/// Reads a text to its end.
pub(super) fn read(bytes: &[u8]) -> Story {
    let mut story = Story::default();
    story.body = text(bytes, DEPTH, &mut story.beside);
    story
}

fn text(bytes: &[u8], depth: usize, beside: &mut String) -> String {
    let mut text = String::new();
    let mut rest = bytes;
    while let [code, after @ ..] = rest {
        let length = match *code {
            CHARACTER..=0xcf => fixed(rest, &mut text),
            0xd0..=0xef => nested(rest, depth, &mut text, beside),
            _ => None,
        };
        if let Some(length) = length {
            rest = &rest[length..];
        } else {
            single(*code, &mut text);
            rest = after;
        }
    }
    text
}

/// Adds what a byte stands for; nothing where it is a function that prints nothing.
fn single(code: u8, text: &mut String) {
    match code {
        0x20..=0x7e => text.push(char::from(code)),
        0x80 | 0x81 => text.push('\n'),
        0x82..=0x85 => text.push('\t'),
        0x96 => text.push('-'),
        0xa0 => text.push(' '),
        _ => {}
    }
}

/// Reads a function of fixed length, which ends with the code that it begins with; returns its length.
fn fixed(bytes: &[u8], text: &mut String) -> Option<usize> {
    let code = bytes[0];
    let length = FIXED[usize::from(code - CHARACTER)];
    let function = bytes.get(..length).filter(|function| function.last() == Some(&code))?;
    match (code, function[1]) {
        // A character of the Macintosh comes before that of WordPerfect's own sets.
        (CHARACTER, letter @ 0x20..) => {
            text.push_str(&encoding_rs::MACINTOSH.decode_without_bom_handling(&[letter]).0);
        }
        (CHARACTER, _) => letters::OF_5.push(function[2], function[3], text),
        (TAB | INDENT, _) => text.push('\t'),
        _ => {}
    }
    Some(length)
}

/// Reads a function that states its length at both ends; returns its length.
fn nested(bytes: &[u8], depth: usize, text: &mut String, beside: &mut String) -> Option<usize> {
    let (code, kind) = (bytes[0], *bytes.get(1)?);
    let size = number(bytes, 2)?;
    let length = size + 4;
    let function = bytes.get(..length).filter(|function| function.len() >= 8)?;
    let tail = &function[length - 4..];
    if tail[2..] != [kind, code] || number(tail, 0) != Some(size) {
        return None;
    }
    if code == END {
        text.push(match kind {
            0 | 1 => ' ',
            CELL => '\t',
            _ => '\n',
        });
    }
    let contents = &function[4..length - 4];
    let inner = match code {
        MARGIN => margin(contents),
        NOTE => note(contents),
        _ => None,
    };
    if let Some(inner) = inner.filter(|_| depth > 0) {
        let inner = self::text(inner, depth - 1, beside);
        add_paragraph(beside, &inner);
    }
    Some(length)
}

/// Finds the text of a header or footer, behind the one that it replaced.
fn margin(contents: &[u8]) -> Option<&[u8]> {
    let at = 16 + number(contents, 14)? + 5;
    contents.get(at + 2..)?.get(..number(contents, at)?)
}

/// Finds the text of a note, behind lists of its pages and of its breaks.
fn note(contents: &[u8]) -> Option<&[u8]> {
    let breaks = 27 + 4 * number(contents, 25)?;
    contents.get(breaks + 2 + 6 * number(contents, breaks)?..)
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?)))
}
