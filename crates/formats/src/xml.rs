//! XML: the text of elements, their attributes, comments. No entity is fetched or expanded.

use std::io::BufRead;
use std::mem;

use item::{Layer, PartialReason, Place, Segment};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::shared::base64;
use crate::shared::decode::{self, Utf8, report_charset, report_replaced};
use crate::shared::embedded;
use crate::shared::gap;
use crate::shared::segments::{self, Lines};
use crate::shared::xml::entity;
use crate::{Child, Content, Error, Flow, Input, Sink};

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
    let mut walk = Walk::new(Lines::new(sink, Layer::Body, "lines"));
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
}

fn push_apart(aparts: &[(Layer, String)], sink: &mut dyn Sink) -> Flow {
    for layer in [Layer::Deleted, Layer::Comment, Layer::Hidden] {
        let texts = aparts.iter().filter(|(of, _)| *of == layer).map(|(_, text)| text.as_str());
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
    /// The layer of what is open in Office files and no part of the running text, how deep it stands, its text.
    apart: Option<(Layer, usize, String)>,
    /// What stood so, layer by layer.
    aparts: Vec<(Layer, String)>,
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
    fn new(lines: Lines<'a>) -> Self {
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
        let number = |name: &str| attribute(element, name)?.parse::<usize>().ok();
        let column = number("Index").map_or(self.column, |index| index.saturating_sub(1));
        self.push_columns(column.saturating_sub(self.column));
        self.merged = number("MergeAcross").unwrap_or(0);
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
        match &mut self.apart {
            Some((_, _, text)) => text,
            None => &mut self.line,
        }
    }

    /// Begins what an Office file keeps beside its running text.
    fn begin_apart(&mut self, element: &BytesStart<'_>) {
        let says = |name: &str, value: &str| attribute(element, name).as_deref() == Some(value);
        let layer = match element.local_name().as_ref() {
            "delText" => Layer::Deleted,
            "annotation" if says("type", "Word.Comment") => Layer::Comment,
            "Comment" => Layer::Comment,
            "Row" if says("Hidden", "1") => Layer::Hidden,
            _ => return,
        };
        if self.apart.is_none() && !self.vocabulary.tabs.is_empty() {
            self.apart = Some((layer, self.is_inline.len(), String::new()));
        }
    }

    /// Ends it where the element ends that began it.
    fn end_apart(&mut self) {
        if let Some((layer, depth, text)) = self.apart.take() {
            if self.is_inline.len() >= depth {
                self.apart = Some((layer, depth, text));
            } else if !text.trim().is_empty() {
                self.aparts.push((layer, text.trim().to_owned()));
            }
        }
    }

    /// Tells whether a text only indents the markup of an Office file.
    fn is_layout(&self, text: &str) -> bool {
        !self.vocabulary.tabs.is_empty() && text.contains('\n') && text.trim().is_empty()
    }

    fn choose_vocabulary(&mut self, element: &BytesStart<'_>) {
        let is_prefixed = element.name().as_ref().contains(':');
        match element.local_name().as_ref() {
            "wordDocument" | "document" | "package" if is_prefixed => self.vocabulary = &WORD,
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
            text.push_str(if matches!(name, "p" | "Cell") { "\n" } else { "" });
            return;
        }
        if matches!(name, "binData" | "binaryData") && self.vocabulary.lines.is_some() {
            return self.file();
        }
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
        let files = Files { named: self.files, values: self.values, aparts: self.aparts };
        (self.lines.finish(), files)
    }
}

/// Tells whether an instruction says with what a file is shown.
fn is_for_show(instruction: &str) -> bool {
    ["xml-stylesheet", "xml-model", "mso-", "xpacket"]
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

/// Returns an attribute by its name without prefix, as it stands.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    attributes.find(|it| it.key.local_name().as_ref() == name).map(|it| it.value.into_owned())
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
    use item::Key;

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
        assert_eq!(found.layer(Layer::Hidden), "unseen\ntoo");
        assert_eq!(found.layer(Layer::Comment), "a remark");
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
