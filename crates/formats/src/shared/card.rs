//! How the content lines of calendars and address cards are read (RFC 5545 and RFC 6350, section 3; vCard 2.1).

mod line;
mod readable;

use item::{Key, Layer, LimitReason, PartialReason, Place, Segment};

use crate::shared::base64;
use crate::shared::decode::{self, Choice, report_charset, report_replaced};
use crate::{Child, Content, Error, Flow, Input, Sink};

pub(crate) use line::Line;
pub(crate) use readable::Dialect;

/// What is particular to a kind of file.
pub(crate) struct Kind {
    /// Whether a component of this name, in upper case, is an entry of its own.
    pub(crate) is_entry: fn(&str) -> bool,
    /// What the text outside of entries is called.
    pub(crate) frame: &'static str,
    /// Properties that name an entry, best last.
    pub(crate) titles: &'static [&'static str],
    /// How properties are written.
    pub(crate) dialect: Dialect,
}

/// Pushes the entries as readable text, what is packed in them as children.
pub(crate) fn extract(kind: &Kind, input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let most = usize::try_from(input.limits.text_bytes).unwrap_or(usize::MAX);
    let choice = decode::choose(&input.bytes, input.declared.charset.as_deref());
    let bytes = &input.bytes[choice.bom..];
    let read = choice.charset.cut(bytes, most);
    let text = decoded(&bytes[..read], choice, input, sink);
    let mut walk = Walk::new(kind);
    for line in line::unfolded(&text) {
        walk.line(&line);
    }
    let is_cut = !walk.open.is_empty();
    if walk.push(sink) == Flow::Stop {
        return Ok(());
    }
    if is_cut {
        sink.partial(PartialReason::Truncated);
    }
    if read < bytes.len() { Err(Error::Limit(LimitReason::Output)) } else { Ok(()) }
}

/// Unfolds the lines and decodes them: in this order where it can be, since a line may be folded within a character.
fn decoded(bytes: &[u8], choice: Choice, input: &Input, sink: &mut dyn Sink) -> String {
    if choice.charset.unit() > 1 {
        report_charset(choice, input, sink);
        let text = choice.charset.decode(bytes).0;
        return String::from_utf8_lossy(&line::without_folds(text.as_bytes())).into_owned();
    }
    let whole = line::without_folds(bytes);
    let choice = decode::choose(&whole, input.declared.charset.as_deref());
    report_charset(choice, input, sink);
    let (text, had_errors) = choice.charset.decode(&whole[choice.bom..]);
    if had_errors {
        report_replaced(sink);
    }
    text
}

/// A file that stands in an entry.
struct Packed {
    name: String,
    media_type: Option<String>,
    bytes: Vec<u8>,
}

struct Walk<'a> {
    kind: &'a Kind,
    /// Names of the components around, in upper case.
    open: Vec<String>,
    /// How many components were open when the entry began.
    entry: Option<usize>,
    frame: String,
    entries: Vec<String>,
    titles: Vec<(usize, String)>,
    properties: Vec<(Key, String)>,
    packed: Vec<Packed>,
}

impl<'a> Walk<'a> {
    fn new(kind: &'a Kind) -> Self {
        Self {
            kind,
            open: Vec::new(),
            entry: None,
            frame: String::new(),
            entries: Vec::new(),
            titles: Vec::new(),
            properties: Vec::new(),
            packed: Vec::new(),
        }
    }

    fn line(&mut self, raw: &str) {
        let Some(line) = Line::parse(raw) else {
            return self.write(raw.trim());
        };
        match line.name.as_str() {
            "BEGIN" => self.begin(&line.value.trim().to_ascii_uppercase()),
            "END" => self.end(&line.value.trim().to_ascii_uppercase()),
            "VERSION" | "CALSCALE" => {}
            _ => self.property(&line),
        }
    }

    fn begin(&mut self, component: &str) {
        if self.entry.is_none() && (self.kind.is_entry)(component) {
            self.entry = Some(self.open.len());
            self.entries.push(String::new());
        } else if self.entry.is_some() {
            self.write(&format!("{}:", component.to_lowercase()));
        }
        self.open.push(component.to_owned());
    }

    /// Ends the innermost component of this name and those in it; an end without a begin ends nothing.
    fn end(&mut self, component: &str) {
        let near = self.open.iter().rev().take(64).position(|open| open == component);
        let Some(inner) = near else { return };
        self.open.truncate(self.open.len() - inner - 1);
        if self.entry.is_some_and(|entry| entry >= self.open.len()) {
            self.entry = None;
        }
    }

    fn property(&mut self, line: &Line<'_>) {
        if self.is_rule(line) {
            return;
        }
        if let Some(packed) = self.packed_in(line) {
            self.write(&format!("{}: {}", readable::key(self.kind.dialect, line), packed.name));
            self.packed.push(packed);
            return;
        }
        let value = readable::value(self.kind.dialect, line);
        if let Some(rank) = self.kind.titles.iter().position(|title| *title == line.name) {
            self.titles.push((rank, value.clone()));
        }
        if let Some(key) = property_key(&line.name) {
            self.properties.push((key, value.clone()));
        }
        // A program's name for the entry, as the Message-ID of a mail: it may look like an address and is none.
        if line.name != "UID" && !value.trim().is_empty() {
            let key = readable::key(self.kind.dialect, line);
            self.write(&format!("{key}: {value}"));
        }
    }

    /// The rules of time zones are the same in every calendar; their names are kept.
    fn is_rule(&self, line: &Line<'_>) -> bool {
        let in_zone = self.open.iter().take(4).any(|open| open == "VTIMEZONE");
        in_zone && matches!(line.name.as_str(), "DTSTART" | "RRULE" | "TZOFFSETFROM" | "TZOFFSETTO")
    }

    fn packed_in(&self, line: &Line<'_>) -> Option<Packed> {
        let (media_type, data) = line.packed()?;
        let bytes = base64::decode(data.as_bytes()).bytes;
        let number = self.packed.len() + 1;
        let stated = ["X-FILENAME", "FILENAME", "X-APPLE-FILENAME"]
            .iter()
            .find_map(|key| line.parameter(key));
        let stated = stated.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        let extension = readable::extension(media_type.as_deref().unwrap_or_default());
        let noun =
            if line.name == "ATTACH" { "attachment".to_owned() } else { line.name.to_lowercase() };
        let name = stated.unwrap_or_else(|| format!("{noun}-{number}{extension}"));
        let media_type = media_type.filter(|media_type| media_type.contains('/'));
        (!bytes.is_empty()).then_some(Packed { name, media_type, bytes })
    }

    fn write(&mut self, text: &str) {
        let target = match self.entry {
            Some(_) => self.entries.last_mut().unwrap_or(&mut self.frame),
            None => &mut self.frame,
        };
        if !text.is_empty() {
            target.push_str(text);
            target.push('\n');
        }
    }

    fn push(mut self, sink: &mut dyn Sink) -> Flow {
        self.report(sink);
        let texts = std::mem::take(&mut self.entries);
        let frame = (Place::Part(self.kind.frame.into()), std::mem::take(&mut self.frame));
        let is_single = texts.len() == 1;
        let places = texts.into_iter().zip(1..).map(|(text, number): (String, usize)| {
            let place =
                if is_single { Place::Whole } else { Place::Part(format!("entry {number}")) };
            (place, text)
        });
        for (place, text) in places.chain([frame]) {
            let segment = Segment::new(place, Layer::Body, text);
            if segment.has_text() && sink.text(segment) == Flow::Stop {
                return Flow::Stop;
            }
        }
        self.push_packed(sink)
    }

    fn report(&self, sink: &mut dyn Sink) {
        let best = self.titles.iter().map(|(rank, _)| *rank).max();
        let title = self.titles.iter().find(|(rank, _)| Some(*rank) == best);
        if let Some((_, title)) = title {
            sink.metadata(Key::TITLE, title.trim());
        }
        for (key, value) in &self.properties {
            let is_of_one = matches!(key.name(), "created" | "modified");
            if !is_of_one || self.entries.len() == 1 {
                sink.metadata(key.clone(), value.trim());
            }
        }
        if self.entries.len() > 1 {
            sink.metadata(Key::ENTRIES, &self.entries.len().to_string());
        }
    }

    fn push_packed(self, sink: &mut dyn Sink) -> Flow {
        for packed in self.packed {
            let mut child = Child { name: packed.name.into_bytes(), ..Child::default() };
            child.declared.media_type = packed.media_type;
            if sink.child(child, Content::Stream(&mut &packed.bytes[..])) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }
}

fn property_key(name: &str) -> Option<Key> {
    Some(match name {
        "PRODID" => Key::GENERATOR,
        "CREATED" => Key::CREATED,
        "LAST-MODIFIED" | "REV" => Key::MODIFIED,
        "METHOD" => Key::METHOD,
        "UID" => Key::UID,
        _ => return None,
    })
}
