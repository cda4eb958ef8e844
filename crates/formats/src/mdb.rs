//! What a database of Access yields: each table as a sheet, with rows that were deleted and still stand in their pages (Jet 3
//! and 4, ACE; the format is not published, the project mdbtools described it). Large values become children.

mod definition;
mod pages;
mod row;

use std::collections::HashSet;

use item::{
    EncryptedReason, Key, Layer, LimitReason, PartialReason, Place, Segment, Warning, WarningCode,
};

use crate::shared::legacy_text::push_text;
use crate::shared::segments::SIZE;
use crate::{Child, Content, Error, Flow, Input, Sink};
use definition::Table;
use pages::{Found, Pages, State};
use row::Value;

/// The page of the table of all objects, and the kind of object that is a table.
const CATALOGUE: u32 = 2;
const TABLE: i64 = 1;
/// Kinds of objects that are not read.
const UNREAD: &[(i64, &str)] = &[
    (4, "linked table"),
    (5, "query"),
    (6, "linked table"),
    (-32_768, "form"),
    (-32_766, "macro"),
    (-32_764, "report"),
    (-32_761, "module"),
];
/// How the tables are named that Access keeps for itself; another name that begins like them is a table of people.
const OF_ACCESS: [&str; 16] = [
    "MSysACEs",
    "MSysAccess",
    "MSysCmdbars",
    "MSysComplex",
    "MSysDataCollection",
    "MSysDb",
    "MSysIMEX",
    "MSysMacros",
    "MSysModules",
    "MSysNameMap",
    "MSysNavPane",
    "MSysObjects",
    "MSysQueries",
    "MSysRelationships",
    "MSysResources",
    "MSysToolbars",
];
/// Values of bytes that are longer become children; shorter ones are keys.
const SMALL: usize = 64;

/// Pushes every table with the names of its columns.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let pages = Pages::read(&input.bytes).ok_or(Error::Truncated)?;
    let Some(catalogue) = Table::read(&pages, CATALOGUE) else {
        return Err(if pages.may_be_locked() {
            Error::Encrypted(EncryptedReason::NeedsPassword)
        } else {
            Error::malformed("no table of tables")
        });
    };
    let mut reading = Reading {
        pages: &pages,
        sink,
        children: 0,
        most_children: input.limits.members,
        is_over: false,
        is_damaged: false,
    };
    let objects = objects(&pages, &catalogue);
    if objects.is_none() {
        reading.is_damaged = true;
    }
    let objects = objects.unwrap_or_default();
    if reading.push_unread(&objects) == Flow::Stop {
        return Ok(());
    }
    for Object { name, page, .. } in objects.into_iter().filter(Object::is_table) {
        let label = Segment::new(Place::Sheet(name.clone()), Layer::Name, &name);
        let flow = match (reading.sink.text(label), Table::read(&pages, page)) {
            (Flow::Stop, _) => Flow::Stop,
            (Flow::Continue, Some(table)) => reading.table(&name, page, &table),
            (Flow::Continue, None) => {
                reading.is_damaged = true;
                Flow::Continue
            }
        };
        if flow == Flow::Stop {
            return if reading.is_over { Err(Error::Limit(LimitReason::Members)) } else { Ok(()) };
        }
    }
    if reading.is_damaged {
        sink.partial(PartialReason::Damaged);
    }
    sink.metadata(Key::CHARSET, pages.charset());
    Ok(())
}

/// An object of the database: what it is called, its kind, and the page of a table.
struct Object {
    name: String,
    kind: i64,
    page: u32,
}

impl Object {
    /// Tells whether this is a table that people made.
    fn is_table(&self) -> bool {
        self.kind == TABLE && !OF_ACCESS.iter().any(|own| self.name.starts_with(own))
    }

    fn unread(&self) -> Option<&'static str> {
        UNREAD.iter().find(|(kind, _)| *kind == self.kind).map(|(_, words)| *words)
    }
}

/// Lists the objects; nothing where the table of them lacks a column.
fn objects(pages: &Pages<'_>, catalogue: &Table) -> Option<Vec<Object>> {
    let column = |name: &str| catalogue.columns.iter().position(|column| column.name == name);
    let (id, name, kind) = (column("Id")?, column("Name")?, column("Type")?);
    let rows = pages.rows(CATALOGUE).filter(|found| found.state == State::Kept);
    let object = |found: Found<'_>| {
        let values = row::values(pages, catalogue, found.bytes)?;
        match (&values[id], &values[name], &values[kind]) {
            (Value::Whole(id), Value::Text(name), Value::Whole(kind)) => Some(Object {
                name: name.clone(),
                kind: *kind,
                page: u32::try_from(*id & 0x00ff_ffff).ok()?,
            }),
            _ => None,
        }
    };
    Some(rows.filter_map(object).collect())
}

struct Reading<'a> {
    pages: &'a Pages<'a>,
    sink: &'a mut dyn Sink,
    children: u64,
    most_children: u64,
    is_over: bool,
    is_damaged: bool,
}

impl Reading<'_> {
    /// Pushes the names of objects that are not read, and reports how many there are.
    fn push_unread(&mut self, objects: &[Object]) -> Flow {
        let unread = objects.iter().filter_map(|object| Some((object.unread()?, &object.name)));
        let lines: Vec<String> = unread.map(|(kind, name)| format!("{kind}: {name}\n")).collect();
        if !lines.is_empty() {
            let about = format_args!("{} queries, forms, reports and the like", lines.len());
            self.sink.warn(Warning::new(WarningCode::Unsupported, about));
        }
        push_text(&Place::Part("objects".into()), Layer::Name, &lines.concat(), self.sink)
    }

    fn table(&mut self, name: &str, page: u32, table: &Table) -> Flow {
        let place = Place::Sheet(name.to_owned());
        let pages = self.pages;
        let moved: HashSet<(u32, usize)> =
            pages.rows(page).filter_map(|found| found.leads_to()).collect();
        let heads: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let mut kept = heads.join("\t") + "\n";
        let mut deleted = String::new();
        for found in pages.rows(page) {
            let is_moved = moved.contains(&(found.page, found.number));
            let (text, layer) = match found.state {
                // What another row leads to is read where that row stands.
                State::Deleted if is_moved => continue,
                State::Deleted => (&mut deleted, Layer::Deleted),
                State::Kept | State::Moved => (&mut kept, Layer::Body),
            };
            let Some(line) = self.line(name, table, &found) else { return Flow::Stop };
            text.push_str(&line);
            if text.len() > SIZE {
                let piece = std::mem::take(text);
                if push_text(&place, layer, &piece, self.sink) == Flow::Stop {
                    return Flow::Stop;
                }
            }
        }
        if push_text(&place, Layer::Body, &kept, self.sink) == Flow::Stop {
            return Flow::Stop;
        }
        push_text(&place, Layer::Deleted, &deleted, self.sink)
    }

    /// Writes a row as a line, and pushes its large values; nothing where the sink takes no more.
    fn line(&mut self, name: &str, table: &Table, found: &Found<'_>) -> Option<String> {
        let bytes = match found.leads_to() {
            Some((page, number)) => self.pages.row(page, number).unwrap_or_default(),
            None => found.bytes,
        };
        let Some(values) = row::values(self.pages, table, bytes) else {
            // Of a row that was deleted, others may stand in its place.
            self.is_damaged |= found.state != State::Deleted;
            return Some(String::new());
        };
        let mut cells = Vec::with_capacity(values.len());
        for (value, column) in values.into_iter().zip(&table.columns) {
            cells.push(match value {
                Value::Bytes(bytes) if bytes.len() > SMALL => {
                    self.child(name, &column.name, &bytes)?
                }
                value => value.printed(),
            });
        }
        let is_empty = cells.iter().all(String::is_empty);
        Some(if is_empty { String::new() } else { cells.join("\t") + "\n" })
    }

    fn child(&mut self, table: &str, column: &str, mut bytes: &[u8]) -> Option<String> {
        self.children += 1;
        self.is_over = self.children > self.most_children;
        if self.is_over {
            return None;
        }
        let name = format!("{table}/{column}-{}.bin", self.children);
        let child = Child { name: name.clone().into_bytes(), ..Child::default() };
        let flow = self.sink.child(child, Content::Stream(&mut bytes));
        (flow == Flow::Continue).then_some(name)
    }
}

#[cfg(test)]
mod tests;
