//! What a database of Access yields: each table as a sheet, with rows that were deleted and still stand in their pages (Jet 3
//! and 4, ACE; the format is not published, the project mdbtools described it). Large values become children.

mod definition;
mod pages;
mod row;

use std::collections::HashSet;

use item::{EncryptedReason, Key, Layer, LimitReason, PartialReason, Place, Segment};

use crate::shared::legacy_text::push_text;
use crate::shared::segments::SIZE;
use crate::{Child, Content, Error, Flow, Input, Sink};
use definition::Table;
use pages::{Found, Pages, State};
use row::Value;

/// The page of the table of all objects, and the kind of object that is a table.
const CATALOGUE: u32 = 2;
const TABLE: i64 = 1;
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
    };
    for (name, page) in tables(&pages, &catalogue) {
        let label = Segment::new(Place::Sheet(name.clone()), Layer::Name, &name);
        let flow = match (reading.sink.text(label), Table::read(&pages, page)) {
            (Flow::Stop, _) => Flow::Stop,
            (Flow::Continue, Some(table)) => reading.table(&name, page, &table),
            (Flow::Continue, None) => {
                reading.sink.partial(PartialReason::Damaged);
                Flow::Continue
            }
        };
        if flow == Flow::Stop {
            return if reading.is_over { Err(Error::Limit(LimitReason::Members)) } else { Ok(()) };
        }
    }
    sink.metadata(Key::CHARSET, pages.charset());
    Ok(())
}

/// Lists the tables that people made: names and pages.
fn tables(pages: &Pages<'_>, catalogue: &Table) -> Vec<(String, u32)> {
    let column = |name: &str| catalogue.columns.iter().position(|column| column.name == name);
    let (Some(id), Some(name), Some(kind)) = (column("Id"), column("Name"), column("Type")) else {
        return Vec::new();
    };
    let rows = pages.rows(CATALOGUE).filter(|found| found.state == State::Kept);
    let objects = rows.filter_map(|found| {
        let values = row::values(pages, catalogue, found.bytes)?;
        match (&values[id], &values[name], &values[kind]) {
            (Value::Whole(id), Value::Text(name), Value::Whole(TABLE)) => {
                Some((name.clone(), u32::try_from(*id & 0x00ff_ffff).ok()?))
            }
            _ => None,
        }
    });
    objects.filter(|object| !object.0.starts_with("MSys")).collect()
}

struct Reading<'a> {
    pages: &'a Pages<'a>,
    sink: &'a mut dyn Sink,
    children: u64,
    most_children: u64,
    is_over: bool,
}

impl Reading<'_> {
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
