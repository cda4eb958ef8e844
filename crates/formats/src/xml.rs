//! XML: the text of elements, their attributes, comments. No entity is fetched or expanded.

mod flat;

use std::io::BufRead;
use std::mem;

use item::{Key, Layer, PartialReason, Place, Segment};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::shared::base64;
use crate::shared::decode::{self, Utf8, report_charset, report_replaced};
use crate::shared::embedded;
use crate::shared::gap;
use crate::shared::ooxml::unescape;
use crate::shared::segments::{self, Lines};
use crate::shared::xml::entity;
use crate::{Child, Content, Error, Flow, Input, Sink};
use flat::{Apart, Columns, Stated, attribute, number};

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

/// What is special in the XML of one program.
struct Vocabulary {
    /// Elements that end a line; nothing where all do that stand in no line of text.
    lines: Option<&'static [&'static str]>,
    /// Elements after which a tab stands.
    tabs: &'static [&'static str],
    /// Attributes that hold text; nothing where all may.
    attributes: Option<&'static [&'static str]>,
}

const PLAIN: Vocabulary = Vocabulary { lines: None, tabs: &[], attributes: None };

/// Flat Word files: a word may be spread over runs.
const WORD: Vocabulary = Vocabulary {
    lines: Some(&["p", "tr", "br", "cr", "instrText"]),
    tabs: &["tab", "tc"],
    attributes: Some(&["author", "descr", "title", "Target"]),
};

/// Flat Excel files: a row is a line.
const SHEET: Vocabulary = Vocabulary {
    lines: None,
    tabs: &["Cell"],
    attributes: Some(&["Name", "Author", "HRef", "HRefScreenTip", "Formula"]),
};

/// Stories of `InDesign` (IDML, ICML): a paragraph is spread over ranges of styles, and a break ends its lines.
const INDESIGN: Vocabulary = Vocabulary {
    lines: Some(&["ParagraphStyleRange", "Br", "Cell"]),
    tabs: &[],
    attributes: Some(&["Name", "UserName", "Title"]),
};

/// Sections of Hangul documents (HWPX, KS X 6101): as in Word, a paragraph is spread over runs.
const HANGUL: Vocabulary = Vocabulary {
    lines: Some(&["p", "tr", "lineBreak"]),
    tabs: &["tab", "tc"],
    attributes: Some(&["author", "title"]),
};

/// Prefixes of the properties in flat Office files.
const PROPERTIES: &[&str] = &["o", "dc", "dcterms", "cp", "vt"];

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
    let hidden_sheets = flat::hidden_sheets(&input.bytes, choice);
    let mut walk = Walk::new(Lines::new(sink, Layer::Body, "lines"), hidden_sheets);
    let is_sound = walk.run(&mut reader, &mut comments);
    let text = reader.get_mut();
    let had_errors = text.had_errors();
    let is_sound = is_sound && !had_errors;
    if !is_sound {
        let _ = walk.push(&text.remainder(segments::SIZE));
    }
    let (flow, files) = walk.finish();
    if flow == Flow::Continue {
        push_comments(&comments, sink);
        for (key, value) in &files.properties {
            sink.metadata(key.clone(), value.trim());
        }
        if push_apart(&files.aparts, sink) == Flow::Stop {
            return Ok(());
        }
        push_files(files, sink);
    }
    if had_errors {
        report_replaced(sink);
    }
    if !is_sound {
        sink.partial(PartialReason::Damaged);
    }
    Ok(())
}

/// Files that stand in a text as Base64.
struct Files {
    /// Those of Office programs, with their names.
    named: Vec<(String, Vec<u8>)>,
    values: Vec<(String, embedded::File)>,
    /// What Office files keep beside their running text, layer by layer.
    aparts: Vec<(Layer, String)>,
    /// What they state of themselves.
    properties: Vec<(Key, String)>,
}

fn push_apart(aparts: &[(Layer, String)], sink: &mut dyn Sink) -> Flow {
    for layer in [Layer::Deleted, Layer::Comment, Layer::Hidden] {
        let texts = aparts.iter().filter(|(of, _)| *of == layer).map(|(_, text)| text.trim());
        let texts: Vec<&str> = texts.collect();
        let place = Place::Part(format!("{layer} texts"));
        let segment = Segment::new(place, layer, texts.join("\n"));
        if segment.has_text() && sink.text(segment) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

fn push_files(files: Files, sink: &mut dyn Sink) {
    if embedded::push(files.values, sink) == Flow::Stop {
        return;
    }
    for (name, bytes) in files.named {
        let child = Child { name: name.into_bytes(), ..Child::default() };
        if sink.child(child, Content::Stream(&mut &bytes[..])) == Flow::Stop {
            return;
        }
    }
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
    /// Attributes of elements in this line.
    asides: Vec<String>,
    /// Whether each open element stands inside a line of text.
    is_inline: Vec<bool>,
    vocabulary: &'static Vocabulary,
    /// Files that stand in the text as Base64, with their names.
    files: Vec<(String, Vec<u8>)>,
    /// Files that are values of elements.
    values: Vec<(String, embedded::File)>,
    /// What is open in Office files and no part of the running text, how deep it stands, its text.
    apart: Option<(Apart, usize, String)>,
    /// What stood so, layer by layer.
    aparts: Vec<(Layer, String)>,
    /// What stood so as a property of the document.
    properties: Vec<(Key, String)>,
    /// Whether nothing came since the last such text, so that the next one of its layer goes on with it.
    is_beside: bool,
    /// The kind of properties that are open, and how deep.
    stated: Option<(Stated, usize)>,
    /// How deep the open run of a flat Word file stands.
    run: Option<usize>,
    /// Which sheets of a flat Excel file are hidden, from the next one on.
    hidden_sheets: std::vec::IntoIter<bool>,
    columns: Columns,
    /// Entities that the file declares, as far as they are plain text.
    entities: Vec<(String, String)>,
    /// The name that the last part or file stated.
    name: String,
    /// Whether an element that is more than a style ended right here, so that the next one is a word of its own.
    is_parted: bool,
    /// The column of the next cell of a flat Excel file, counted from 0, and how many more the open cell reaches over.
    column: usize,
    merged: usize,
    /// How deep the open cells of flat Word files stand in one another.
    cells: usize,
    /// Whether a paragraph of a cell ended, so that the next one is a line of its own.
    owes_break: bool,
    flow: Flow,
}

impl<'a> Walk<'a> {
    fn new(lines: Lines<'a>, hidden_sheets: Vec<bool>) -> Self {
        Self {
            lines,
            line: String::new(),
            asides: Vec::new(),
            is_inline: Vec::new(),
            vocabulary: &PLAIN,
            files: Vec::new(),
            values: Vec::new(),
            apart: None,
            aparts: Vec::new(),
            properties: Vec::new(),
            is_beside: false,
            stated: None,
            run: None,
            hidden_sheets: hidden_sheets.into_iter(),
            columns: Columns::default(),
            entities: Vec::new(),
            name: String::new(),
            is_parted: false,
            column: 0,
            merged: 0,
            cells: 0,
            owes_break: false,
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
        let is_parted = mem::take(&mut self.is_parted);
        match event {
            Event::Start(element) => {
                if is_parted && !is_style(element.local_name().as_ref()) {
                    self.line.push(' ');
                }
                self.start(element);
            }
            Event::Empty(element) => {
                self.start(element);
                self.end(element.name().as_ref());
            }
            Event::End(element) => self.end(element.name().as_ref()),
            Event::Text(text) if self.is_layout(text) => {}
            Event::Text(text) => self.text().push_str(text),
            Event::CData(text) => self.text().push_str(text),
            Event::GeneralRef(reference) => {
                let text = self.resolved(reference);
                self.text().push_str(&text);
            }
            Event::DocType(declaration) => self.entities = entities(declaration),
            Event::PI(instruction) if !is_for_show(instruction) => {
                comments.push_str(instruction.trim());
                comments.push('\n');
            }
            Event::Comment(text) if !text.trim().is_empty() => {
                comments.push_str(text.trim());
                comments.push('\n');
            }
            _ => {}
        }
    }

    /// Resolves the five entities of XML, numbers and what the file declares; others stand as they are.
    fn resolved(&self, reference: &BytesRef<'_>) -> String {
        let name: &str = reference;
        let declared = || self.entities.iter().find(|(declared, _)| declared == name);
        match entity(name) {
            Some(text) => text,
            None if name == "nbsp" => "\u{a0}".to_owned(),
            None => match declared() {
                Some((_, text)) => text.clone(),
                None => format!("&{name};"),
            },
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let is_in_row = self.vocabulary.lines.is_some() || self.is_sheet() && is_in_cell(element);
        let is_inside_line = is_in_row || is_begun(&self.line);
        if !is_inside_line {
            self.break_line();
        }
        self.is_inline.push(is_inside_line);
        self.begin_apart(element);
        if self.is_inline.len() < 4 {
            self.choose_vocabulary(element);
        }
        match element.local_name().as_ref() {
            "Cell" if self.is_sheet() => self.begin_cell(element),
            "tc" if self.is_word() => self.cells += 1,
            _ => {}
        }
        self.attributes(element, is_inside_line);
    }

    fn is_sheet(&self) -> bool {
        self.vocabulary.tabs.contains(&"Cell")
    }

    fn is_word(&self) -> bool {
        self.vocabulary.tabs.contains(&"tc")
    }

    /// Goes to the column of a cell: empty cells before it are left out in the file (`ss:Index`).
    fn begin_cell(&mut self, element: &BytesStart<'_>) {
        let column = self.column_of(element);
        self.push_columns(column.saturating_sub(self.column));
        self.merged = number(element, "MergeAcross").unwrap_or(0);
    }

    fn column_of(&self, cell: &BytesStart<'_>) -> usize {
        number(cell, "Index").map_or(self.column, |index| index.saturating_sub(1))
    }

    fn push_columns(&mut self, count: usize) {
        self.column = self.column.saturating_add(count);
        gap::push(&mut self.line, count);
    }

    /// Ends a cell of a flat Word file: the end of its last paragraph breaks no line.
    fn end_cell(&mut self) {
        self.owes_break = false;
        self.cells = self.cells.saturating_sub(1);
        self.push_columns(1);
    }

    /// Returns what text is added to.
    fn text(&mut self) -> &mut String {
        if self.apart.is_none() && mem::take(&mut self.owes_break) {
            self.break_line();
        }
        self.is_beside &= self.apart.is_some();
        match &mut self.apart {
            Some((_, _, text)) => text,
            None => &mut self.line,
        }
    }

    /// Begins what an Office file keeps beside its running text.
    fn begin_apart(&mut self, element: &BytesStart<'_>) {
        if self.apart.is_some() || self.vocabulary.tabs.is_empty() {
            return;
        }
        let depth = self.is_inline.len();
        let local = element.local_name();
        let stated = self.stated.as_ref();
        if let Some(key) = stated.and_then(|(stated, _)| stated.key(local.as_ref(), element)) {
            self.apart = Some((Apart::Property(key), depth, String::new()));
            return;
        }
        match local.as_ref() {
            "Table" if self.is_sheet() => self.columns = Columns::default(),
            "Column" if self.is_sheet() => self.columns.define(element),
            "r" if self.is_word() => self.run = Some(depth),
            name => self.stated = self.stated.take().or(Stated::of(name).map(|it| (it, depth))),
        }
        if let Some((layer, depth)) = self.layer_of(element, depth) {
            let text = self.taken_back(local.as_ref(), layer);
            self.apart = Some((Apart::Text(layer), depth, text));
        }
    }

    /// Tells which layer begins with an element, and how deep what it is about stands.
    fn layer_of(&mut self, element: &BytesStart<'_>, depth: usize) -> Option<(Layer, usize)> {
        let value = |name: &str| attribute(element, name).unwrap_or_default();
        let is_off = |name: &str| matches!(value(name).as_str(), "0" | "false" | "off");
        let layer = match element.local_name().as_ref() {
            "delText" => Layer::Deleted,
            "annotation" if value("type") == "Word.Comment" => Layer::Comment,
            "Comment" => Layer::Comment,
            "comment" | "cm" if self.is_word() => Layer::Comment,
            "Worksheet" if self.hidden_sheets.next() == Some(true) => Layer::Hidden,
            "Row" if value("Hidden") == "1" => Layer::Hidden,
            "Cell" if self.is_sheet() && self.columns.hide(self.column_of(element)) => {
                Layer::Hidden
            }
            "sld" if is_off("show") => Layer::Hidden,
            "vanish" if !is_off("val") => return self.run.map(|run| (Layer::Hidden, run)),
            _ => return None,
        };
        Some((layer, depth))
    }

    /// Takes the last text back where the next one goes on with it: a word may be spread over runs.
    fn taken_back(&mut self, name: &str, layer: Layer) -> String {
        let goes_on = self.is_beside && matches!(name, "delText" | "vanish");
        let last = self.aparts.pop_if(|(last, _)| goes_on && *last == layer);
        last.map_or_else(String::new, |(_, text)| text)
    }

    /// Ends it where the element ends that began it.
    fn end_apart(&mut self) {
        let depth = self.is_inline.len();
        self.run = self.run.filter(|run| depth >= *run);
        self.stated = self.stated.take().filter(|(_, stated)| depth >= *stated);
        match self.apart.take_if(|(_, begun, _)| depth < *begun) {
            Some((Apart::Property(key), _, text)) => self.properties.push((key, unescape(text))),
            Some((Apart::Text(layer), _, text)) if !text.trim().is_empty() => {
                self.aparts.push((layer, text));
                self.is_beside = true;
            }
            _ => {}
        }
    }

    /// Tells whether a text only indents the markup of a document.
    fn is_layout(&self, text: &str) -> bool {
        let is_document = self.vocabulary.lines.is_some() || self.is_sheet();
        is_document && text.contains('\n') && text.trim().is_empty()
    }

    fn choose_vocabulary(&mut self, element: &BytesStart<'_>) {
        let is_prefixed = element.name().as_ref().contains(':');
        match element.local_name().as_ref() {
            "wordDocument" | "document" | "package" if is_prefixed => self.vocabulary = &WORD,
            "Story" if attribute(element, "AppliedTOCStyle").is_some() => {
                self.vocabulary = &INDESIGN;
            }
            "sec" if element.contains("hancom.co.kr/hwpml") => self.vocabulary = &HANGUL,
            "Workbook" if element.contains("schemas-microsoft-com:office:spreadsheet") => {
                self.vocabulary = &SHEET;
            }
            _ => {}
        }
    }

    fn attributes(&mut self, element: &BytesStart<'_>, is_inside_line: bool) {
        for attribute in element.attributes().with_checks(false).flatten() {
            let name = attribute.key.as_ref();
            let local = name.rsplit(':').next().unwrap_or(name);
            let value = quick_xml::escape::unescape(&attribute.value);
            let value = value.as_deref().unwrap_or(&attribute.value);
            if local == "name" && self.vocabulary.lines.is_some() {
                value.rsplit('/').next().unwrap_or_default().clone_into(&mut self.name);
            }
            let is_text = match self.vocabulary.attributes {
                Some(named) => named.contains(&local),
                None => !name.starts_with("xmlns") && !MUTE.contains(&local),
            };
            // Targets within the file are names of its parts.
            let is_text = is_text && (local != "Target" || value.contains(':'));
            let file = is_text.then(|| embedded::in_value(value)).flatten();
            let is_replaced = file.as_ref().is_some_and(|file| file.replaces(value));
            self.values.extend(file.map(|file| (local.to_owned(), file)));
            if is_text && !is_replaced && value.contains(char::is_alphanumeric) {
                self.asides.push(format!("{name}: {value}"));
            }
        }
        if !is_inside_line {
            self.push_asides();
        }
    }

    fn end(&mut self, qualified: &str) {
        let (prefix, name) = qualified.rsplit_once(':').unwrap_or(("", qualified));
        let is_inside_line = self.is_inline.pop().unwrap_or(false);
        self.end_apart();
        if let Some((_, _, text)) = &mut self.apart {
            text.push_str(match name {
                "p" | "Row" => "\n",
                "Cell" => "\t",
                _ => "",
            });
            return;
        }
        if matches!(name, "binData" | "binaryData") && self.vocabulary.lines.is_some() {
            return self.file();
        }
        self.is_beside &= name != "p";
        let ends_line = match self.vocabulary.lines {
            Some(lines) => lines.contains(&name) || PROPERTIES.contains(&prefix),
            None => !is_inside_line,
        };
        if ends_line && self.cells > 0 && name == "p" {
            self.owes_break = true;
        } else if ends_line {
            self.break_line();
        } else if self.is_word() && name == "tc" {
            self.end_cell();
        } else if self.is_sheet() && name == "Cell" {
            let columns = mem::take(&mut self.merged).saturating_add(1);
            self.push_columns(columns);
        } else if self.vocabulary.tabs.contains(&name) {
            self.line.push('\t');
        } else if self.vocabulary.lines.is_none() && self.vocabulary.tabs.is_empty() {
            self.is_parted = self.line.ends_with(char::is_alphanumeric) && !is_style(name);
        }
    }

    /// Takes the file that ends the line.
    fn file(&mut self) {
        let start = self.line.rfind(['\t', '>']).map_or(0, |at| at + 1);
        let text = self.line.split_off(start.min(self.line.len()));
        let number = self.files.len() + 1;
        let name = mem::take(&mut self.name);
        let name = if name.is_empty() { format!("binary-{number}.bin") } else { name };
        self.files.push((name, base64::decode(text.as_bytes()).bytes));
    }

    fn break_line(&mut self) {
        let line = mem::take(&mut self.line);
        let is_row = mem::take(&mut self.column) > 0;
        self.owes_break = false;
        let file = embedded::in_value(&line);
        let is_replaced = file.as_ref().is_some_and(|file| file.replaces(&line));
        self.values.extend(file.map(|file| (String::new(), file)));
        if !is_replaced && !line.trim().is_empty() {
            let is_margin = |c: char| c.is_whitespace() && !(c == '\t' && is_row);
            self.flow = self.lines.line(line.trim_start_matches(is_margin).trim_end());
        }
        self.push_asides();
    }

    fn push_asides(&mut self) {
        for aside in mem::take(&mut self.asides) {
            self.flow = self.lines.line(&aside);
        }
    }

    fn push(&mut self, text: &str) -> Flow {
        self.break_line();
        self.lines.line(text.trim())
    }

    fn finish(mut self) -> (Flow, Files) {
        self.break_line();
        let Self { files: named, values, aparts, properties, .. } = self;
        let files = Files { named, values, aparts, properties };
        (self.lines.finish(), files)
    }
}

/// Tells whether an instruction says with what a file is shown.
fn is_for_show(instruction: &str) -> bool {
    ["xml-stylesheet", "xml-model", "mso-", "xpacket", "aid ", "ACE "]
        .iter()
        .any(|name| instruction.starts_with(name))
}

/// Tells whether an element only says how its text looks, by the names of HTML, SVG, TEI and JATS: it parts no words.
fn is_style(name: &str) -> bool {
    const STYLES: [&str; 21] = [
        "a",
        "b",
        "i",
        "u",
        "s",
        "em",
        "strong",
        "small",
        "sub",
        "sup",
        "span",
        "tspan",
        "font",
        "tt",
        "code",
        "hi",
        "bold",
        "italic",
        "underline",
        "sc",
        "c",
    ];
    STYLES.contains(&name)
}

/// Tells whether a line of text is begun and the last line feed is not all that separates it from what follows.
fn is_begun(line: &str) -> bool {
    let text = line.trim_end();
    !text.is_empty() && !line[text.len()..].contains('\n')
}

/// Tells whether an element of a flat Excel file stands in a row.
fn is_in_cell(element: &BytesStart<'_>) -> bool {
    matches!(
        element.local_name().as_ref(),
        "Cell" | "Data" | "B" | "I" | "U" | "S" | "Font" | "Sup" | "Sub" | "Span"
    )
}

/// How many entities of a file are kept, and how long each may be.
const ENTITIES: usize = 256;

/// Returns the entities that a document type declares as plain text: those that refer to others, or to files, may be a bomb.
fn entities(declaration: &str) -> Vec<(String, String)> {
    let declared = declaration.split("<!ENTITY").skip(1).filter_map(|entity| {
        let (name, value) = entity.trim_start().split_once(char::is_whitespace)?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, _) = value[1..].split_once(quote)?;
        let is_plain = value.len() <= ENTITIES && !value.contains(['%', '<']);
        is_plain.then(|| (name.to_owned(), value.to_owned()))
    });
    let declared: Vec<(String, String)> = declared.take(ENTITIES).collect();
    // One that names others is read where these name none: each step would let them grow again.
    let (mut plain, mut others) = (Vec::new(), Vec::new());
    for (name, value) in declared {
        match with_plain(&value, &[]) {
            Some(value) => plain.push((name, value)),
            None => others.push((name, value)),
        }
    }
    let read = |(name, value): (String, String)| Some((name, with_plain(&value, &plain)?));
    let others: Vec<_> = others.into_iter().filter_map(read).collect();
    plain.into_iter().chain(others).collect()
}

/// Resolves the references in the value of an entity, to plain ones and to characters.
fn with_plain(value: &str, plain: &[(String, String)]) -> Option<String> {
    let (mut text, mut rest) = (String::new(), value);
    while let Some((before, reference)) = rest.split_once('&') {
        let (name, after) = reference.split_once(';')?;
        let known = plain.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        text.push_str(before);
        text.push_str(&entity(name).or(known)?);
        rest = after;
        if text.len() > ENTITIES {
            return None;
        }
    }
    Some(text + rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    fn body(xml: &str) -> String {
        probe::of(extract, xml.as_bytes()).body()
    }

    #[test]
    fn elements_side_by_side_in_a_line_are_words_of_their_own() {
        let found = probe::of(
            extract,
            b"<p>names <n><last>Ostrovnaya</last><first>Vera</first></n> and <x><surname>Belozerov</surname><given>Pavel</given></x>, <b>P</b><i>estrikov</i></p>",
        );
        assert_eq!(found.body(), "names Ostrovnaya Vera and Belozerov Pavel, Pestrikov\n");
    }

    #[test]
    fn elements_are_lines_and_attributes_are_kept() {
        let xml = "<?xml version='1.0'?><a xmlns='x'><b id='7 &amp; 8'>one</b>\n  <b>two &lt; &#1071;</b></a>";
        assert_eq!(body(xml), "id: 7 & 8\none\ntwo < Я\n");
    }

    #[test]
    fn an_element_inside_a_line_parts_no_word() {
        assert_eq!(
            body("<p>Щерба<i>ков</i>у выдан <b>паспорт</b>.</p>"),
            "Щербакову выдан паспорт.\n"
        );
    }

    #[test]
    fn runs_of_a_flat_word_file_make_one_line() {
        let xml = "<w:wordDocument xmlns:w='x'><w:p><w:r><w:t>No</w:t></w:r><w:r><w:t>tice</w:t></w:r></w:p>\
                   <w:p><w:t>two</w:t></w:p></w:wordDocument>";
        assert_eq!(body(xml), "Notice\ntwo\n");
    }

    #[test]
    fn a_file_in_a_flat_word_file_is_a_child() {
        let xml = b"<w:wordDocument xmlns:w='x'><w:p><w:pict><w:binData w:name='wordml://1.png'>iVBO\nRw==</w:binData>\
                    </w:pict></w:p></w:wordDocument>";
        let found = probe::of(extract, xml);
        assert_eq!(found.names(), ["1.png"]);
        assert_eq!(found.children[0].1, b"\x89PNG");
        assert_eq!(found.body(), "");
    }

    #[test]
    fn rows_of_a_flat_excel_file_are_lines() {
        let xml = "<ss:Workbook xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><ss:Row><ss:Cell ss:StyleID='s1'>\
                   <ss:Data>a</ss:Data></ss:Cell><ss:Cell><ss:Data>b</ss:Data></ss:Cell></ss:Row><ss:Row><ss:Cell>\
                   <ss:Data>c</ss:Data></ss:Cell></ss:Row></ss:Workbook>";
        assert_eq!(body(xml), "a\tb\nc\n");
    }

    #[test]
    fn rows_of_a_table_in_a_flat_word_file_are_lines() {
        let cell = |paragraphs: &[&str]| {
            let paragraphs = paragraphs.iter().map(|text| format!("<w:p><w:t>{text}</w:t></w:p>"));
            format!("<w:tc>{}</w:tc>", paragraphs.collect::<String>())
        };
        let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
        let rows = [
            row(&[cell(&["Name"]), cell(&["Port"]), cell(&["Year"])]),
            row(&[cell(&[""]), cell(&["Riga", "Narva"]), cell(&["2019"])]),
        ];
        let table = format!("<w:tbl>{}</w:tbl><w:p><w:t>end</w:t></w:p>", rows.concat());
        let xml = format!("<w:wordDocument xmlns:w='w'>{table}</w:wordDocument>");
        assert_eq!(body(&xml), "Name\tPort\tYear\n\tRiga\nNarva\t2019\nend\n");
    }

    #[test]
    fn rows_of_a_flat_excel_file_keep_their_columns() {
        let rows = "<Row><Cell><Data>No</Data></Cell><Cell><Data>Name</Data></Cell><Cell><Data>Port</Data></Cell></Row>\
                    <Row><Cell ss:Index='3'><Data>Riga</Data></Cell></Row>\
                    <Row>\n <Cell/>\n <Cell><Data>Olga</Data></Cell></Row>\
                    <Row><Cell ss:MergeAcross='1'><Data>both</Data></Cell><Cell><Data>Narva</Data></Cell></Row>\
                    <Row><Cell ss:Index='18446744073709551615'><Data>far</Data></Cell></Row>";
        let xml = format!(
            "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>{rows}</Workbook>"
        );
        let far = "\t".repeat(256);
        let expected = format!("No\tName\tPort\n\t\tRiga\n\tOlga\nboth\t\tNarva\n{far}far\n");
        assert_eq!(body(&xml), expected);
    }

    #[test]
    fn comments_stand_in_their_own_layer_and_cdata_is_text() {
        let found = probe::of(extract, b"<a><!-- draft --><![CDATA[1 < 2]]></a>");
        assert_eq!(found.layer(Layer::Comment), "draft\n");
        assert_eq!(found.body(), "1 < 2\n");
    }

    #[test]
    fn entities_of_the_file_are_expanded_where_they_are_plain_text() {
        let bomb = "<!DOCTYPE a [<!ENTITY b 'xxxxxxxx'><!ENTITY c '&b;&b;'><!ENTITY d '&c;&c;'>]><a>&c; &d;</a>";
        assert_eq!(body(bomb), "xxxxxxxxxxxxxxxx &d;\n");
        let plain =
            "<!DOCTYPE a [<!ENTITY who \"Ostrovnaya\"><!ENTITY f SYSTEM 'x'>]><a>&who; &f;</a>";
        assert_eq!(body(plain), "Ostrovnaya &f;\n");
    }

    #[test]
    fn what_office_files_keep_beside_their_text_stands_in_its_layer() {
        let word = "<w:wordDocument xmlns:w='w' xmlns:aml='a'><w:body><w:p><w:r><w:t>Belo</w:t></w:r><w:r><w:t>zerov</w:t></w:r><aml:annotation w:type='Word.Deletion' aml:author='Vera'><aml:content><w:r><w:delText>gone</w:delText></w:r></aml:content></aml:annotation><aml:annotation w:type='Word.Comment'><aml:content><w:p><w:r><w:t>a remark</w:t></w:r></w:p></aml:content></aml:annotation><w:r><w:t> stays</w:t></w:r></w:p></w:body></w:wordDocument>";
        let found = probe::of(extract, word.as_bytes());
        assert_eq!(found.body(), "Belozerov stays\naml:author: Vera\n");
        assert_eq!(found.layer(Layer::Deleted), "gone");
        assert_eq!(found.layer(Layer::Comment), "a remark");
        let sheet = "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet><Table><Row Hidden='1'><Cell><Data>unseen</Data></Cell><Cell><Data>too</Data></Cell></Row><Row><Cell><Data>seen</Data><Comment><Data>a remark</Data></Comment></Cell></Row></Table></Worksheet></Workbook>";
        let found = probe::of(extract, sheet.as_bytes());
        assert_eq!(found.body(), "seen\n");
        assert_eq!(found.layer(Layer::Hidden), "unseen\ttoo");
        assert_eq!(found.layer(Layer::Comment), "a remark");
    }

    #[test]
    fn what_flat_office_files_state_of_themselves_are_properties() {
        let word = "<w:wordDocument xmlns:w='w' xmlns:o='o'><o:DocumentProperties><o:Title>Protocol 44</o:Title><o:LastSaved>2004-05-06T07:08:00Z</o:LastSaved></o:DocumentProperties><o:CustomDocumentProperties><o:Case_x0020_No>KZ-17</o:Case_x0020_No></o:CustomDocumentProperties><w:body><w:p><w:t>text</w:t></w:p></w:body></w:wordDocument>";
        let found = probe::of(extract, word.as_bytes());
        assert_eq!((found.first(&Key::TITLE), found.body()), ("Protocol 44", "text\n".into()));
        assert_eq!(found.first(&Key::MODIFIED), "2004-05-06T07:08:00Z");
        assert_eq!(found.first(&Key::custom("Case No")), "KZ-17");
        let package = "<pkg:package xmlns:pkg='p'><pkg:part><cp:coreProperties><dc:creator>Hadrovan</dc:creator></cp:coreProperties></pkg:part><pkg:part><Properties><property name='Case'><vt:lpwstr>KZ-17</vt:lpwstr></property></Properties></pkg:part></pkg:package>";
        let found = probe::of(extract, package.as_bytes());
        assert_eq!(found.first(&Key::AUTHOR), "Hadrovan");
        assert_eq!(found.first(&Key::custom("Case")), "KZ-17");
    }

    #[test]
    fn hidden_runs_and_slides_of_flat_files_are_hidden_text() {
        let run = |text: &str| format!("<w:r><w:rPr><w:vanish/></w:rPr><w:t>{text}</w:t></w:r>");
        let (van, ished) = (run("van"), run("ished"));
        let seen = "<w:r><w:rPr><w:vanish w:val='off'/></w:rPr><w:t>seen</w:t></w:r>";
        let word = format!(
            "<w:wordDocument xmlns:w='w'><w:styles><w:rPr><w:vanish/></w:rPr></w:styles><w:p>{van}{ished}{seen}</w:p><w:p>{van}</w:p></w:wordDocument>"
        );
        let found = probe::of(extract, word.as_bytes());
        assert_eq!(
            (found.body(), found.layer(Layer::Hidden)),
            ("seen\n".into(), "vanished\nvan".into())
        );
        let show = "<pkg:package xmlns:pkg='p'><p:sld show='1'><a:p><a:t>seen</a:t></a:p></p:sld><p:sld show='0'><a:p><a:t>unseen</a:t></a:p></p:sld></pkg:package>";
        let found = probe::of(extract, show.as_bytes());
        assert_eq!((found.body(), found.layer(Layer::Hidden)), ("seen\n".into(), "unseen".into()));
    }

    #[test]
    fn hidden_sheets_and_columns_of_a_flat_excel_file_are_hidden_text() {
        let cell = |text: &str| format!("<Cell><Data>{text}</Data></Cell>");
        let row = |texts: &[&str]| {
            format!("<Row>{}</Row>", texts.iter().map(|it| cell(it)).collect::<String>())
        };
        let columns = "<Column/><Column ss:Hidden='1' ss:Span='1'/><Column/>";
        let seen = format!(
            "<Worksheet><Table>{columns}{}</Table></Worksheet>",
            row(&["a", "b", "c", "d"])
        );
        let unseen = format!(
            "<Worksheet><Table>{}{}</Table><WorksheetOptions><Visible>SheetVeryHidden</Visible></WorksheetOptions></Worksheet>",
            row(&["e", "f"]),
            row(&["g"])
        );
        let last = format!("<Worksheet><Table>{}</Table></Worksheet>", row(&["h", "i"]));
        let xml = format!(
            "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' xmlns:ss='s'>{seen}{unseen}{last}</Workbook>"
        );
        let found = probe::of(extract, xml.as_bytes());
        assert_eq!(found.body(), "a\t\t\td\nh\ti\n");
        let hidden = found.layer(Layer::Hidden);
        assert_eq!(
            hidden.lines().map(str::trim).take(4).collect::<Vec<_>>(),
            ["b", "c", "e\tf", "g"]
        );
    }

    #[test]
    fn words_of_stories_and_sections_are_whole_where_their_looks_change() {
        let range = |text: &str| {
            format!(
                "<CharacterStyleRange AppliedFont='x'>\n<Content>{text}</Content>\n</CharacterStyleRange>\n"
            )
        };
        let ranges = [range("Belo"), range("zerov paid<?ACE 7?>")].concat();
        let story = format!(
            "<idPkg:Story xmlns:idPkg='x'><Story Self='u1' AppliedTOCStyle='n'><ParagraphStyleRange>{ranges}<Br/>{}</ParagraphStyleRange>\n<ParagraphStyleRange>{}</ParagraphStyleRange></Story></idPkg:Story>",
            range("again"),
            range("end")
        );
        assert_eq!(body(&story), "Belozerov paid\nagain\nend\n");
        let run = |text: &str| format!("<hp:run charPrIDRef='7'><hp:t>{text}</hp:t></hp:run>");
        let cell = |text: &str| {
            format!("<hp:tc><hp:subList><hp:p>{}</hp:p></hp:subList></hp:tc>", run(text))
        };
        let table = format!("<hp:tbl><hp:tr>{}{}</hp:tr></hp:tbl>", cell("Riga"), cell("2019"));
        let section = format!(
            "<hs:sec xmlns:hs='http://www.hancom.co.kr/hwpml/2011/section'><hp:p>{}{}</hp:p><hp:p><hp:run>{table}</hp:run></hp:p></hs:sec>",
            run("인터"),
            run("폴")
        );
        assert_eq!(body(&section), "인터폴\nRiga\t2019\n");
    }

    #[test]
    fn instructions_for_programs_are_comments() {
        let found =
            probe::of(extract, b"<?xml-stylesheet href='x'?><a>one<?app data='Narva'?></a>");
        assert_eq!(
            (found.body(), found.layer(Layer::Comment)),
            ("one\n".into(), "app data='Narva'\n".into())
        );
    }

    #[test]
    fn a_value_that_is_a_file_is_a_child() {
        let short = "SXJpbmEgS3V6bmV0c292YSBhc2tlZCBmb3IgdGhlIHJlZCBub3RpY2UgdG8gYmUgZGVsZXRlZC4=";
        let long = "SXJpbmEgS3V6bmV0c292YSBh".repeat(50);
        for (value, shown) in [(short, format!("{short}\nx\n")), (&long, "x\n".to_owned())] {
            let xml = format!("<a><b>{value}</b><c>x</c></a>");
            let found = probe::of(extract, xml.as_bytes());
            assert_eq!((found.body(), found.names()), (shown, vec!["value-1.txt".into()]));
        }
    }

    #[test]
    fn text_before_and_after_damage_is_kept() {
        let found = probe::of(extract, b"<a>before</a><b>x <!-- never closed");
        assert!(found.body().starts_with("before\nx"), "{}", found.body());
        assert_eq!(found.partial, [PartialReason::Damaged]);
        assert_eq!(body("<a>one</b></c>two"), "one\ntwo\n");
    }

    #[test]
    fn the_stated_encoding_is_used() {
        let found =
            probe::of(extract, b"<?xml version='1.0' encoding='windows-1251'?><a>\xe4\xe0</a>");
        assert_eq!(found.body(), "да\n");
        assert_eq!(found.first(&Key::CHARSET), "windows-1251");
    }
}
