//! How pieces become running text.

use std::ops::Range;

use item::Layer;

use super::fib::Fib;
use super::form::Form;
use super::lists::Lists;
use super::old;
use super::pieces::Piece;
use super::runs::{self, Look, Run};
use super::streams::Streams;
use crate::shared::legacy_story::Story;
use crate::shared::legacy_text::{CodePage, leads_out, target};
use crate::shared::links::Links;
use crate::shared::numbering::Counters;
use crate::shared::symbols;

/// How many fields are told apart that stand in each other.
const FIELDS: usize = 256;

/// How the bytes of a run are shown.
#[derive(Default)]
struct Shown {
    code_page: Option<CodePage>,
    symbol: Option<char>,
}

impl Shown {
    fn decode(&self, bytes: &[u8], is_wide: bool, usual: CodePage) -> String {
        let narrow = self.code_page.unwrap_or(usual);
        let text = if is_wide { CodePage::Utf16 } else { narrow }.decode(bytes);
        match (self.symbol, self.code_page) {
            (Some(symbol), _) => text.chars().map(|_| symbol).collect(),
            (None, Some(CodePage::Symbol)) => text.chars().map(symbols::in_symbol).collect(),
            _ => text,
        }
    }
}

/// The text of a document.
pub(super) struct Text<'a> {
    main: &'a [u8],
    pieces: &'a [Piece],
    /// Bytes that are not simply text, in order.
    runs: Vec<Run>,
    lists: Lists,
    counters: Counters,
    code_page: CodePage,
    /// Open fields: whether their instruction still goes on.
    fields: Vec<bool>,
    instruction: String,
    /// Where the data of fields of forms stands, and the field that is open.
    data: &'a [u8],
    form: Option<Form>,
    /// What such fields begin with, offer and explain.
    hints: String,
    links: Links,
    /// How many bytes may still be read: pieces that overlap too much are hostile.
    left: usize,
    is_short: bool,
    ends_in_cell: bool,
}

impl<'a> Text<'a> {
    /// Begins the text of a document.
    pub(super) fn new(fib: &Fib, streams: &'a Streams, pieces: &'a [Piece]) -> Self {
        let (main, table) = (&streams.main[..], &streams.table[..]);
        let read = if fib.is_old { old::runs } else { runs::read };
        Self {
            main,
            pieces,
            runs: runs::in_order(read(fib, main, table)),
            lists: if fib.is_old { Lists::default() } else { Lists::read(fib, main, table) },
            counters: Counters::default(),
            code_page: fib.code_page,
            fields: Vec::new(),
            instruction: String::new(),
            data: &streams.data,
            form: None,
            hints: String::new(),
            links: Links::default(),
            left: main.len().saturating_mul(4),
            is_short: false,
            ends_in_cell: false,
        }
    }

    /// Tells whether some of the text was missing.
    pub(super) fn is_short(&self) -> bool {
        self.is_short
    }

    /// Returns where the fields lead.
    pub(super) fn into_links(self) -> Links {
        self.links
    }

    /// Reads a range of characters.
    pub(super) fn story(&mut self, start: usize, length: usize) -> Story {
        let mut story = Story::default();
        let range = start..start.saturating_add(length);
        self.fields.clear();
        self.ends_in_cell = false;
        let pieces = self.pieces;
        for piece in pieces {
            let Some(bytes) = piece.within(&range) else { continue };
            let end = bytes.end.min(self.main.len());
            self.is_short |= end < bytes.end;
            if bytes.start < end {
                self.piece(bytes.start..end, piece, &mut story);
            }
        }
        drop(self.end_instruction());
        story.push(Layer::Hidden, &std::mem::take(&mut self.hints));
        story
    }

    /// Reads a piece run by run.
    fn piece(&mut self, bytes: Range<usize>, piece: &Piece, story: &mut Story) {
        if bytes.len() > self.left {
            self.is_short = true;
            return;
        }
        self.left -= bytes.len();
        let mut next = self.runs.partition_point(|run| run.range.end <= bytes.start);
        let mut at = bytes.start;
        while at < bytes.end {
            let run = self.runs.get(next).cloned().filter(|run| run.range.start < bytes.end);
            let is_run = run.as_ref().is_some_and(|run| run.range.start <= at);
            let (end, look, shown) = match run {
                Some(run) if run.range.start > at => {
                    (run.range.start, Look::default(), Shown::default())
                }
                Some(run) => {
                    next += 1;
                    self.begin_form(run.form);
                    let shown = Shown { code_page: run.code_page, symbol: run.symbol };
                    (run.range.end.clamp(at, bytes.end), run.look, shown)
                }
                None => (bytes.end, Look::default(), Shown::default()),
            };
            let next_item = self.lists.next(at + 1, end).map_or(end, |(item, _)| item);
            next -= usize::from(is_run && next_item < end);
            let end = next_item;
            let look = if look.is_plain() { piece.look.clone() } else { look };
            if let Some(number) = self.number_at(at) {
                look.push(&number, story);
            }
            let text = shown.decode(&self.main[at..end], piece.is_wide, self.code_page);
            self.characters(&text, &look, story);
            at = end;
        }
    }

    /// Counts the item of a list that begins at a byte, and returns its number with the blank behind it.
    fn number_at(&mut self, at: usize) -> Option<String> {
        let (_, in_list) = self.lists.next(at, at + 1)?;
        let number = self.lists.numbering.count(in_list, None, &mut self.counters)?;
        let is_empty = self.main.get(at) == Some(&b'\r');
        (!is_empty).then(|| number + " ")
    }

    fn characters(&mut self, text: &str, look: &Look, story: &mut Story) {
        let mut plain = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '\u{13}' if self.fields.len() < FIELDS => self.fields.push(true),
                '\u{14}' => plain.push_str(&self.end_instruction()),
                '\u{15}' => {
                    plain.push_str(&self.end_instruction());
                    self.fields.pop();
                }
                _ if self.fields.last() == Some(&true) => self.instruction.push(character),
                '\u{7}' => {
                    look.push(&std::mem::take(&mut plain), story);
                    if self.ends_in_cell { story.end_row() } else { story.end_cell(1) }
                }
                '\r' | '\u{b}' | '\u{c}' | '\u{e}' => plain.push('\n'),
                '\t' => plain.push('\t'),
                '\u{1e}' => plain.push('-'),
                '\u{a0}' => plain.push(' '),
                '\0'..='\u{1f}' => {}
                _ => plain.push(character),
            }
            self.ends_in_cell = character == '\u{7}' && !self.ends_in_cell;
        }
        if !plain.is_empty() {
            look.push(&plain, story);
        }
    }

    /// Takes the data of the field that is open.
    fn begin_form(&mut self, at: Option<usize>) {
        let is_in_field = self.fields.last() == Some(&true);
        self.form = self.form.take().or_else(|| Form::read(self.data, at.filter(|_| is_in_field)?));
    }

    /// Ends the instruction of a field, and returns what it shows by itself: a character, or what is chosen in a form.
    fn end_instruction(&mut self) -> String {
        if let Some(is_instruction) = self.fields.last_mut() {
            *is_instruction = false;
        }
        let instruction = std::mem::take(&mut self.instruction);
        if leads_out(&instruction) {
            self.links.add(target(&instruction.replace(|letter: char| letter < ' ', " ")));
        }
        let form = self.form.take().unwrap_or_default();
        self.hints.extend(form.hints.iter().flat_map(|hint| [hint, "\n"]));
        symbols::of_field(&instruction).map_or_else(|| form.field.chosen().to_owned(), String::from)
    }
}
