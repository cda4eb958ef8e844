//! XML: the text of elements, their attributes, comments. No entity is fetched or expanded.

use std::io::BufRead;

use item::{Layer, Reason};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::decode::{self, Utf8};
use crate::plain::report_charset;
use crate::segments::{self, Lines};
use crate::{Error, Flow, Input, Sink};

/// Attributes that hold drawing instructions or names of the vocabulary, not text.
const MUTE: &[&str] = &[
    "d",
    "points",
    "transform",
    "style",
    "class",
    "viewBox",
    "path",
    "xmlns",
    "schemaLocation",
    "space",
];

/// Elements of flat Word files that end a line; there, other elements part a word.
const WORD_LINES: &[&str] = &["p", "tr", "br", "cr", "binData", "instrText"];

/// Pushes the text of elements, one line each unless an element stands inside a line of text, with `name: value` lines
/// for attributes. After an error, what was read counts and what follows is pushed as it stands.
#[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let choice = decode::choose_markup(&input.bytes, input.declared.charset.as_deref());
    report_charset(choice, input, sink);
    let mut reader = Reader::from_reader(Utf8::new(&input.bytes, choice));
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut comments = String::new();
    let mut walk = Walk::new(Lines::new(sink, Layer::Body, "lines"));
    let is_sound = walk.run(&mut reader, &mut comments);
    let text = reader.get_mut();
    let is_sound = is_sound && !text.had_errors();
    if !is_sound {
        let _ = walk.push(&text.remainder(segments::SIZE));
    }
    let flow = walk.finish();
    if flow == Flow::Continue {
        push_comments(&comments, sink);
    }
    if !is_sound {
        sink.partial(Reason::Damaged);
    }
    Ok(())
}

fn push_comments(comments: &str, sink: &mut dyn Sink) {
    let mut lines = Lines::new(sink, Layer::Comment, "comment lines");
    let _ = comments.lines().try_for_each(|line| match lines.line(line) {
        Flow::Continue => Some(()),
        Flow::Stop => None,
    });
    let _ = lines.finish();
}

struct Walk<'a> {
    lines: Lines<'a>,
    /// The line being gathered.
    line: String,
    /// Whether each open element stands inside a line of text.
    is_inline: Vec<bool>,
    is_word: bool,
    flow: Flow,
}

impl<'a> Walk<'a> {
    fn new(lines: Lines<'a>) -> Self {
        Self {
            lines,
            line: String::new(),
            is_inline: Vec::new(),
            is_word: false,
            flow: Flow::Continue,
        }
    }

    /// Reads to the end and tells whether all was well-formed enough.
    fn run<R: BufRead>(&mut self, reader: &mut Reader<R>, comments: &mut String) -> bool {
        let mut buffer = Vec::new();
        while self.flow == Flow::Continue {
            buffer.clear();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => return true,
                Ok(event) => self.event(&event, comments),
                Err(_) => return false,
            }
        }
        true
    }

    fn event(&mut self, event: &Event<'_>, comments: &mut String) {
        match event {
            Event::Start(element) => self.start(element),
            Event::Empty(element) => {
                self.start(element);
                self.end(element.local_name().as_ref());
            }
            Event::End(element) => self.end(element.local_name().as_ref()),
            Event::Text(text) => self.line.push_str(text),
            Event::CData(text) => self.line.push_str(text),
            Event::GeneralRef(reference) => self.line.push_str(&resolved(reference)),
            Event::Comment(text) if !text.trim().is_empty() => {
                comments.push_str(text.trim());
                comments.push('\n');
            }
            _ => {}
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let is_inside_line =
            self.is_word || self.line.ends_with(|last: char| !last.is_whitespace());
        if !is_inside_line {
            self.break_line();
        }
        self.is_inline.push(is_inside_line);
        if matches!(element.local_name().as_ref(), "wordDocument" | "document" | "package")
            && self.is_inline.len() < 4
        {
            self.is_word |= element.name().as_ref().contains(':');
        }
        if !self.is_word {
            self.attributes(element);
        }
    }

    fn attributes(&mut self, element: &BytesStart<'_>) {
        for attribute in element.attributes().with_checks(false).flatten() {
            let name = attribute.key.as_ref();
            let local = name.rsplit(':').next().unwrap_or(name);
            if name.starts_with("xmlns")
                || MUTE.contains(&local)
                || !attribute.value.contains(char::is_alphanumeric)
            {
                continue;
            }
            let value = quick_xml::escape::unescape(&attribute.value);
            let value = value.as_deref().unwrap_or(&attribute.value);
            self.break_line();
            self.line = format!("{name}: {value}");
            self.break_line();
        }
    }

    fn end(&mut self, name: &str) {
        let is_inside_line = self.is_inline.pop().unwrap_or(false);
        let ends_line = if self.is_word { WORD_LINES.contains(&name) } else { !is_inside_line };
        if ends_line {
            self.break_line();
        } else if self.is_word && matches!(name, "tab" | "tc") {
            self.line.push('\t');
        }
    }

    fn break_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.trim().is_empty() {
            self.flow = self.lines.line(line.trim());
        }
    }

    fn push(&mut self, text: &str) -> Flow {
        self.break_line();
        self.lines.line(text.trim())
    }

    fn finish(mut self) -> Flow {
        self.break_line();
        self.lines.finish()
    }
}

/// Resolves the five entities of XML and numbers; others stand as they are.
fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name: &str = reference;
    match quick_xml::escape::resolve_predefined_entity(name) {
        Some(text) => text.to_owned(),
        None if name == "nbsp" => "\u{a0}".to_owned(),
        None => format!("&{name};"),
    }
}
