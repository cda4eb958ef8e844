//! JSON and JSON lines: strings and numbers with their keys.

use std::borrow::Cow;

use item::{Layer, LimitReason, PartialReason, Place, Segment};

use crate::shared::decode::{self, report_charset, report_replaced};
use crate::shared::embedded;
use crate::shared::segments::Lines;
use crate::shared::terminal;
use crate::{Error, Flow, Input, Sink};

/// Pushes one line `key: value` for every string, number and truth value, in the order of the file; `key:` for one of
/// objects, of nothing or of an empty value, since keys may be names.
///
/// Reads on after damage: what is no JSON becomes text as it stands, and the outcome is partial. Nesting costs a byte a
/// level and no stack.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let most = usize::try_from(input.limits.text_bytes).unwrap_or(usize::MAX);
    let choice = decode::choose(&input.bytes, input.declared.charset.as_deref());
    report_charset(choice, input, sink);
    let bytes = &input.bytes[choice.bom..];
    let read = choice.charset.cut(bytes, most);
    let (text, had_errors) = choice.charset.decode(&bytes[..read]);
    if had_errors {
        report_replaced(sink);
    }
    let mut lines = Lines::new(sink, Layer::Body, "lines");
    let (open, key, files) = (Vec::new(), String::new(), Vec::new());
    let (pieces, whole) = (Vec::new(), Vec::new());
    let mut walk = Walk { rest: &text, open, key, lines: &mut lines, files, pieces, whole };
    let is_sound = walk.run();
    let (files, whole) = (walk.files, walk.whole);
    if lines.finish() == Flow::Continue && push_whole(&whole, sink) == Flow::Continue {
        let _ = embedded::push(files, sink);
    }
    if !is_sound {
        sink.partial(PartialReason::Damaged);
    }
    if read < bytes.len() {
        return Err(Error::Limit(LimitReason::Output));
    }
    Ok(())
}

/// Pushes texts that stand in pieces, as a reader sees them.
fn push_whole(texts: &[String], sink: &mut dyn Sink) -> Flow {
    let place = Place::Part("texts in pieces".into());
    let segment = Segment::new(place, Layer::ReadAgain, texts.join("\n"));
    if segment.has_text() { sink.text(segment) } else { Flow::Continue }
}

/// An array that is open: a text may stand in it in pieces, of which those with looks are objects (`["Be", {"text": "lo"}]`).
#[derive(Default)]
struct Pieces {
    text: String,
    has_strings: bool,
    has_objects: bool,
}

/// A longer text is none: so much is kept of what may be one.
const PIECES: usize = 64 << 10;

struct Walk<'a, 'b, 'c> {
    rest: &'a str,
    /// The brackets that are open, with the key that stood before each.
    open: Vec<(u8, usize)>,
    /// Keys of open objects one after the other; the last is that of the next value.
    key: String,
    lines: &'b mut Lines<'c>,
    /// Files that are values, with their keys.
    files: Vec<(String, embedded::File)>,
    /// Arrays that are open, with how many brackets are open in each.
    pieces: Vec<(usize, Pieces)>,
    /// Texts that stand in pieces, whole.
    whole: Vec<String>,
}

impl Walk<'_, '_, '_> {
    /// Reads to the end and tells whether all was JSON.
    fn run(&mut self) -> bool {
        let mut start = 0;
        let mut is_sound = true;
        loop {
            self.rest =
                self.rest.trim_start_matches([' ', '\t', '\r', '\n', ',', '\u{feff}', '\u{1e}']);
            let Some(byte) = self.rest.bytes().next() else { break };
            let flow = match byte {
                b'{' | b'[' => self.open(byte, &mut start),
                b'}' | b']' => self.close(byte, &mut start, &mut is_sound),
                b'"' => self.string(&mut start, &mut is_sound),
                _ => self.word(start, &mut is_sound),
            };
            if flow == Flow::Stop {
                return is_sound;
            }
        }
        is_sound && self.open.is_empty()
    }

    fn open(&mut self, bracket: u8, start: &mut usize) -> Flow {
        self.rest = &self.rest[1..];
        self.open.push((bracket, *start));
        if bracket == b'[' {
            self.pieces.push((self.open.len(), Pieces::default()));
        }
        // An array hands its own key on to its values, an object has new ones.
        let is_of_values = bracket == b'[' && !self.rest.trim_start().starts_with(['{', ']']);
        if is_of_values {
            return Flow::Continue;
        }
        let flow = self.value("", *start);
        self.key.truncate(*start);
        if bracket == b'{' {
            *start = self.key.len();
        }
        flow
    }

    fn close(&mut self, bracket: u8, start: &mut usize, is_sound: &mut bool) -> Flow {
        self.rest = &self.rest[1..];
        if let Some((_, pieces)) = self.pieces.pop_if(|(depth, _)| *depth == self.open.len())
            && pieces.has_strings
            && pieces.has_objects
        {
            self.whole.push(pieces.text);
        }
        let opened = self.open.pop();
        *is_sound &= matches!((opened, bracket), (Some((b'{', _)), b'}') | (Some((b'[', _)), b']'));
        if let Some((b'{', before)) = opened {
            self.key.truncate(*start);
            *start = before;
        }
        Flow::Continue
    }

    fn string(&mut self, start: &mut usize, is_sound: &mut bool) -> Flow {
        let end = string_end(self.rest);
        let (literal, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        let text = unescape(literal);
        *is_sound &= end.is_some() && text.is_some();
        let text = text.unwrap_or_else(|| literal.trim_matches('"').to_owned());
        let after = rest.trim_start();
        if let Some(value) = after.strip_prefix(':') {
            self.key.truncate(*start);
            self.key.push_str(&text);
            self.rest = value;
            return Flow::Continue;
        }
        self.piece(&text, *start);
        self.value(&text, *start)
    }

    /// Adds a string to the text that its array may be.
    fn piece(&mut self, text: &str, start: usize) {
        let is_text = self.key.get(start..) == Some("text");
        let Some((depth, pieces)) = self.pieces.last_mut() else { return };
        let is_direct = self.open.len() == *depth;
        let is_of_object = self.open.len() == *depth + 1 && is_text;
        if (is_direct || is_of_object) && pieces.text.len() + text.len() <= PIECES {
            pieces.text.push_str(text);
        }
        pieces.has_strings |= is_direct;
        pieces.has_objects |= is_of_object;
    }

    fn word(&mut self, start: usize, is_sound: &mut bool) -> Flow {
        let is_end = |character: char| character.is_whitespace() || ",]}:\"[{".contains(character);
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let end = self.rest[first..].find(is_end).map_or(self.rest.len(), |at| at + first);
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        let is_number = word.parse::<f64>().is_ok() && !word.starts_with(['i', 'n', 'N', '+']);
        *is_sound &= is_number || matches!(word, "true" | "false" | "null");
        self.value(if word == "null" { "" } else { word }, start)
    }

    fn value(&mut self, text: &str, start: usize) -> Flow {
        let key = &self.key[start.min(self.key.len())..];
        let file = embedded::in_value(text);
        let is_replaced = file.as_ref().is_some_and(|file| file.replaces(text));
        let text = if is_replaced { Cow::Borrowed("") } else { terminal::shown(text) };
        self.files.extend(file.map(|file| (key.to_owned(), file)));
        match key {
            "" if text.trim().is_empty() => Flow::Continue,
            "" => self.lines.line(&text),
            key if text.trim().is_empty() => self.lines.line(&format!("{key}:")),
            key => self.lines.line(&format!("{key}: {text}")),
        }
    }
}

/// Returns where the string literal at the start ends, after its quote.
fn string_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', bytes.get(at..)?) {
        at += found;
        match bytes[at] {
            b'"' => return Some(at + 1),
            _ => at += 2,
        }
    }
    None
}

fn unescape(literal: &str) -> Option<String> {
    if !literal.contains('\\') {
        return literal.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    }
    // Raw line feeds are against the grammar and common.
    let literal = literal.replace('\n', "\\n").replace('\r', "").replace('\t', "\\t");
    serde_json::from_str(&literal).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    fn body(text: &str) -> String {
        probe::of(extract, text.as_bytes()).body()
    }

    #[test]
    fn every_value_stands_beside_its_key() {
        let text = r#"{"name": "Иванов", "born": 1970, "aliases": ["a", "b"], "at": {"city": "Lyon"}, "red": true, "x": null}"#;
        assert_eq!(
            body(text),
            "name: Иванов\nborn: 1970\naliases: a\naliases: b\nat:\ncity: Lyon\nred: true\nx:\n"
        );
    }

    #[test]
    fn a_text_in_pieces_stands_whole_a_second_time() {
        let text = r#"[{"text": ["Belo", {"type": "bold", "text": "zerov"}, " left"]}, {"text": "a"}, {"names": ["x", "y"]}]"#;
        let found = probe::of(extract, text.as_bytes());
        assert_eq!(found.layer(Layer::ReadAgain), "Belozerov left");
    }

    #[test]
    fn files_in_base64_are_children() {
        let text =
            |value: &str| format!(r#"{{"attachment": {{"name": "a.txt", "data": "{value}"}}}}"#);
        let short = "SXJpbmEgS3V6bmV0c292YSBhc2tlZCBmb3IgdGhlIHJlZCBub3RpY2UgdG8gYmUgZGVsZXRlZC4=";
        let long = "SXJpbmEgS3V6bmV0c292YSBh".repeat(50);
        for (value, shown) in [(short, format!(" {short}")), (&long, String::new())] {
            let found = probe::of(extract, text(value).as_bytes());
            assert_eq!(found.body(), format!("attachment:\nname: a.txt\ndata:{shown}\n"));
            assert_eq!(found.names(), ["data-1.txt"]);
            assert!(found.children[0].1.starts_with(b"Irina Kuznetsova"));
        }
    }

    #[test]
    fn a_key_that_begins_like_a_file_stays_in_the_text() {
        // `Qk0` are the two letters that a bitmap begins with.
        let key = format!("Qk0{}", "4wJx/9dEfKqZ+3sT".repeat(100));
        assert_eq!(body(&format!(r#"{{"key": "{key}"}}"#)), format!("key: {key}\n"));
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(body(r#"["\u041d\u0426\u0411", "a\"b", "\ud83d\ude00"]"#), "НЦБ\na\"b\n😀\n");
    }

    #[test]
    fn colours_of_a_terminal_are_no_part_of_a_word() {
        assert_eq!(
            body(r#"{"log": "\u001b[31mPestrikov\u001b[0m left"}"#),
            "log: Pestrikov left\n"
        );
    }

    #[test]
    fn json_lines_are_read_to_the_end() {
        let found = probe::of(extract, b"{\"a\": 1}\n{\"a\": 2}\n");
        assert_eq!(found.body(), "a: 1\na: 2\n");
        assert!(found.partial.is_empty());
    }

    #[test]
    fn damage_is_noted_and_the_rest_is_read() {
        for text in [
            r#"{"a": 1, oops, "b": 2"#,
            r#"{"a": "1" "b": 2]"#,
            "{\"a\": \"unclosed",
            "{\"a\": \"\\x\"}",
        ] {
            let found = probe::of(extract, text.as_bytes());
            assert_eq!(found.partial, [PartialReason::Damaged], "{text}");
            assert!(found.body().starts_with("a: "), "{text}");
        }
    }

    #[test]
    fn nesting_of_any_depth_is_read() {
        let text = format!("{}\"deep\"{}", "[".repeat(300_000), "]".repeat(300_000));
        assert_eq!(body(&text), "deep\n");
        let text = format!("{}\"deep\"{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
        assert_eq!(body(&text), "a:\n".repeat(99_999) + "a: deep\n");
    }

    #[test]
    fn keys_that_are_names_are_read_whatever_stands_behind_them() {
        let text = r#"{"Ostrovnaya": {"fee": 7}, "list": [{"a": 1}, {"a": 2}], "Belozerov": null, "Orlov": [], "note": ""}"#;
        assert_eq!(
            body(text),
            "Ostrovnaya:\nfee: 7\nlist:\na: 1\na: 2\nBelozerov:\nOrlov:\nnote:\n"
        );
    }
}
