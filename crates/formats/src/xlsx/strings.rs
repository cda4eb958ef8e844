//! The strings that cells share.

use crate::shared::ooxml::unescape;
use crate::shared::xml::{Event, Xml};

/// Shared strings by number, and which of them a cell used.
#[derive(Default)]
pub(super) struct Strings {
    texts: Vec<String>,
    used: Vec<bool>,
    /// Whether a cell asked for a string that there is not.
    pub(super) are_missing: bool,
}

impl Strings {
    /// Reads the shared strings part.
    pub(super) fn read(xml: &mut Xml<'_>) -> Self {
        let mut texts = Vec::new();
        let mut rich = Rich::default();
        while let Some(event) = xml.next_event() {
            match event {
                Event::Open(element) if element.name() == "si" => rich = Rich::default(),
                Event::Close(name) if name == "si" => {
                    texts.push(std::mem::take(&mut rich).finish());
                }
                event => rich.take(&event),
            }
        }
        Self::of(texts)
    }

    /// Takes strings in the order of their numbers.
    pub(super) fn of(texts: Vec<String>) -> Self {
        Self { used: vec![false; texts.len()], texts, are_missing: false }
    }

    /// Returns a string for a cell.
    pub(super) fn take(&mut self, number: usize) -> &str {
        match self.used.get_mut(number) {
            Some(used) => *used = true,
            None => self.are_missing = true,
        }
        self.texts.get(number).map_or("", String::as_str)
    }

    /// Returns the strings that no cell uses, a line each: left over from cells that are gone.
    pub(super) fn unused(&self) -> String {
        let pairs = self.texts.iter().zip(&self.used);
        pairs
            .filter(|(_, used)| !**used)
            .fold(String::new(), |all, (string, _)| all + string + "\n")
    }
}

/// A string in the making: `t` elements, those of phonetic readings in brackets.
#[derive(Default)]
pub(super) struct Rich {
    text: String,
    reading: String,
    in_reading: bool,
    capturing: bool,
}

impl Rich {
    /// Takes the next event.
    pub(super) fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Open(element) => match element.name() {
                "t" => self.capturing = true,
                "rPh" => self.in_reading = true,
                _ => {}
            },
            Event::Close(name) => match &**name {
                "t" => self.capturing = false,
                "rPh" => self.in_reading = false,
                _ => {}
            },
            Event::Text(text) if self.capturing && self.in_reading => self.reading.push_str(text),
            Event::Text(text) if self.capturing => self.text.push_str(text),
            Event::Text(_) => {}
        }
    }

    /// Returns the string.
    pub(super) fn finish(mut self) -> String {
        if !self.reading.is_empty() {
            self.text = format!("{} ({})", self.text, self.reading);
        }
        unescape(self.text)
    }
}
