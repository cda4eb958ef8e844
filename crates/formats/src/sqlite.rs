//! What a database of `SQLite` yields: each table as a sheet, read page by page without any SQL (`SQLite` Database File
//! Format). Large values become children.

mod log;
mod page;
mod record;

use item::{Key, Layer, LimitReason, PartialReason, Place, Segment};

use crate::shared::decode::Charset;
use crate::shared::segments::SIZE;
use crate::{Child, Content, Error, Flow, Input, Sink};
use page::Pages;
use record::Value;

pub(crate) use log::{extract_journal, extract_log};

/// Values of bytes that are longer become children; shorter ones are keys and hashes.
const SMALL: usize = 64;
/// The page of the table of all tables.
const SCHEMA: u32 = 1;

/// Pushes every table with the names of its columns.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut reading = Reading {
        pages: Pages::read(&input.bytes).ok_or(Error::Truncated)?,
        sink,
        text: String::new(),
        children: 0,
        most_children: input.limits.members,
        is_over: false,
    };
    let tables = reading.tables();
    for table in &tables {
        if reading.table(table) == Flow::Stop {
            return if reading.is_over { Err(Error::Limit(LimitReason::Members)) } else { Ok(()) };
        }
    }
    if reading.pages.is_damaged() {
        reading.sink.partial(PartialReason::Damaged);
    }
    reading.sink.metadata(Key::CHARSET, reading.pages.charset.name());
    Ok(())
}

struct Table {
    name: String,
    columns: Vec<String>,
    /// Which column stands for the number of the row, which is stored beside it.
    key: Option<usize>,
    root: u32,
}

struct Reading<'a> {
    pages: Pages<'a>,
    sink: &'a mut dyn Sink,
    text: String,
    children: u64,
    most_children: u64,
    is_over: bool,
}

impl Reading<'_> {
    /// Reads the table of tables: kind, name, table, root, definition; those of views and triggers may name what no table
    /// holds.
    fn tables(&mut self) -> Vec<Table> {
        let mut tables = Vec::new();
        let mut definitions = Vec::new();
        let _ = self.pages.rows(SCHEMA, &mut |_, record| {
            let values = record::values(record, self.pages.charset);
            let [Value::Text(kind), Value::Text(name), _, Value::Integer(root), Value::Text(sql)] =
                &values[..]
            else {
                return Flow::Continue;
            };
            if kind == "table" {
                let (columns, key) = columns(sql);
                let root = u32::try_from(*root).unwrap_or(0);
                tables.push(Table { name: name.clone(), columns, key, root });
            } else if kind != "index" {
                definitions.push(sql.clone());
            }
            Flow::Continue
        });
        let place = Place::Part("views and triggers".into());
        let segment = Segment::new(place, Layer::Hidden, definitions.join("\n"));
        if segment.has_text() {
            let _ = self.sink.text(segment);
        }
        tables
    }

    fn table(&mut self, table: &Table) -> Flow {
        let name = Segment::new(Place::Sheet(table.name.clone()), Layer::Name, &table.name);
        if self.sink.text(name) == Flow::Stop {
            return Flow::Stop;
        }
        self.text = table.columns.join("\t") + "\n";
        let pages = self.pages.clone();
        let mut rows = 0_u64;
        let flow = pages.rows(table.root, &mut |number, record| {
            rows += 1;
            self.row(table, number, record)
        });
        self.pages = pages;
        if flow == Flow::Stop || rows == 0 {
            self.text.clear();
            return flow;
        }
        self.push(table)
    }

    fn row(&mut self, table: &Table, number: Option<i64>, record: &[u8]) -> Flow {
        let values = record::values(record, self.pages.charset);
        let mut cells = Vec::with_capacity(values.len());
        for (at, value) in values.into_iter().enumerate() {
            cells.push(match (value, number) {
                (Value::Null, Some(number)) if table.key == Some(at) => number.to_string(),
                (Value::Null, _) => String::new(),
                (Value::Integer(number), _) => number.to_string(),
                (Value::Real(number), _) => number.to_string(),
                (Value::Text(text), _) => text.replace(['\t', '\n', '\r'], " "),
                (Value::Bytes(bytes), _) if bytes.len() <= SMALL && !is_packed(&bytes) => {
                    printable(&bytes)
                }
                (Value::Bytes(bytes), _) => {
                    let column = table.columns.get(at).map_or("value", String::as_str);
                    let name = format!("{}/{column}-{}.bin", table.name, self.children + 1);
                    if self.child(&name, &bytes) == Flow::Stop {
                        return Flow::Stop;
                    }
                    name
                }
            });
        }
        self.text.push_str(cells.join("\t").trim_end());
        self.text.push('\n');
        if self.text.len() < SIZE { Flow::Continue } else { self.push(table) }
    }

    fn child(&mut self, name: &str, bytes: &[u8]) -> Flow {
        if self.children == self.most_children {
            self.is_over = true;
            return Flow::Stop;
        }
        self.children += 1;
        let child = Child { name: name.as_bytes().to_vec(), ..Child::default() };
        self.sink.child(child, Content::Stream(&mut &*bytes))
    }

    fn push(&mut self, table: &Table) -> Flow {
        let text = std::mem::take(&mut self.text);
        self.sink.text(Segment::new(Place::Sheet(table.name.clone()), Layer::Body, text))
    }
}

/// Tells whether bytes are a text or list that was packed, however short.
fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b\x08")
        || bytes.starts_with(b"bplist00")
        || crate::zlib::is_stream(bytes)
}

/// Shows bytes that are text, and leaves out others.
fn printable(bytes: &[u8]) -> String {
    let (text, had_errors) = Charset::Utf8.decode(bytes);
    let text = text.replace(['\t', '\n', '\r'], " ");
    if had_errors || text.contains(|letter: char| letter.is_control()) {
        String::new()
    } else {
        text
    }
}

/// Finds the names of the columns in the definition of a table, and the one that stands for the number of the row.
fn columns(sql: &str) -> (Vec<String>, Option<usize>) {
    const CONSTRAINTS: [&str; 5] = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
    let start = sql.find('(').map_or(sql.len(), |at| at + 1);
    let (mut names, mut key) = (Vec::new(), None);
    for definition in parts(&sql[start..]) {
        let definition = definition.trim();
        let (name, rest) = named(definition);
        let upper = definition.to_ascii_uppercase();
        let is_quoted = definition.starts_with(['"', '`', '[', '\'']);
        if name.is_empty() || !is_quoted && CONSTRAINTS.iter().any(|word| upper.starts_with(word)) {
            continue;
        }
        let rest = rest.to_ascii_uppercase();
        if rest.trim_start().starts_with("INTEGER") && rest.contains("PRIMARY KEY") {
            key = Some(names.len());
        }
        names.push(name.to_owned());
    }
    (names, key)
}

/// Cuts definitions at commas outside of brackets and quotes, up to the bracket that ends them.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start, mut quote) = (Vec::new(), 0, 0, None);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(end), _) if letter == end => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(letter),
            (None, '[') => quote = Some(']'),
            (None, '(') => depth += 1,
            (None, ')') if depth == 0 => {
                parts.push(&text[start..at]);
                return parts;
            }
            (None, ')') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Parts the name of a column from what follows it.
fn named(definition: &str) -> (&str, &str) {
    let end = match definition.chars().next() {
        Some('[') => ']',
        Some(quote @ ('"' | '`' | '\'')) => quote,
        _ => {
            let end = definition.find(char::is_whitespace).unwrap_or(definition.len());
            return definition.split_at(end);
        }
    };
    let inner = &definition[1..];
    inner.split_once(end).unwrap_or((inner, ""))
}

#[cfg(test)]
mod tests;
