//! What an Excel workbook yields: its sheets cell by cell as they read, and beside them comments, hidden rows and
//! sheets, and what pivot tables and links still remember; the parts are XML (`SpreadsheetML`) or binary (XLSB).

mod binary;
mod comments;
mod connections;
mod numbers;
mod pivot;
mod sheet;
mod strings;
mod workbook;

use std::collections::BTreeSet;

use item::{Key, Layer, PartialReason, Place};

use crate::shared::cell_formats::CellFormats;
use crate::shared::links::Links;
use crate::shared::ooxml::{self, Drawing, Package};
use crate::shared::spreadsheet::{Sheet, push};
use crate::shared::xml::Xml;
use crate::{Error, Flow, Input, Sink};
use binary::records::Records;
use comments::{Noted, People};
use strings::Strings;
use workbook::{SheetEntry, Workbook};

/// Pushes the texts of a workbook, then the objects in it.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let package = Package::open(input)?;
    ooxml::report_properties(&package, sink);
    let main = package.main_part(&["xl/workbook.xml", "xl/workbook.bin"]);
    binary::pass_over_looks(&package);
    let flow = Book::open(&package, main.as_deref()).push(sink);
    if flow == Flow::Continue && ooxml::push_other_parts(&package, sink) == Flow::Continue {
        return package.close(sink);
    }
    Ok(())
}

struct Book<'a> {
    package: &'a Package<'a>,
    /// Sheets with the names of their parts.
    sheets: Vec<(SheetEntry, String)>,
    names: String,
    /// The folder that it was saved in last.
    folder: Option<String>,
    strings: Strings,
    formats: CellFormats,
    people: People,
    links: Links,
}

impl<'a> Book<'a> {
    fn open(package: &'a Package<'a>, main: Option<&str>) -> Self {
        let main = main.unwrap_or("xl/workbook.xml");
        let book =
            read(package, main, Workbook::read, binary::workbook::read).unwrap_or_else(|| {
                package.note(main, PartialReason::Damaged);
                Workbook::default()
            });
        let relations = package.relations(main);
        let of_kind = |kind: &str| relations.iter().find(|relation| relation.kind == kind);
        let target = |kind: &str, usual: &str| {
            of_kind(kind).map_or(usual.to_owned(), |found| found.target.clone())
        };
        let strings = target("sharedStrings", "xl/sharedStrings.xml");
        let strings = read(package, &strings, Strings::read, binary::workbook::strings);
        let formats = target("styles", "xl/styles.xml");
        let formats = read(package, &formats, numbers::read, binary::workbook::formats);
        let mut formats = formats.unwrap_or_default();
        formats.from_1904 = book.from_1904;
        let people = package.read(&target("person", "xl/persons/person.xml"), comments::people);
        let part = |entry: &SheetEntry| {
            let relation = relations.iter().find(|relation| relation.id == entry.relation)?;
            Some(relation.target.clone())
        };
        let sheets = book.sheets.into_iter().map(|entry| {
            let part = part(&entry).unwrap_or_default();
            (entry, part)
        });
        Self {
            package,
            sheets: sheets.collect(),
            names: book.names,
            folder: book.folder,
            strings: strings.unwrap_or_default(),
            formats,
            people: people.unwrap_or_default(),
            links: Links::default(),
        }
    }

    fn push(mut self, sink: &mut dyn Sink) -> Flow {
        // Its path may name a user.
        sink.metadata(Key::SAVED_BY, self.folder.as_deref().unwrap_or_default());
        self.add_unlisted_sheets();
        for (entry, part) in std::mem::take(&mut self.sheets) {
            if self.push_sheet(&entry, &part, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        if self.strings.are_missing {
            self.package.note("xl/sharedStrings.xml", PartialReason::Damaged);
        }
        if self.push_memories(sink) == Flow::Stop {
            return Flow::Stop;
        }
        let unused = self.strings.unused();
        if push(&Place::Part("unused strings".into()), Layer::Hidden, &unused, sink) == Flow::Stop
            || push(&Place::Part("defined names".into()), Layer::Body, &self.names, sink)
                == Flow::Stop
        {
            return Flow::Stop;
        }
        self.links.push(sink)
    }

    /// Adds sheets that the workbook does not list: left over, or their list is damaged.
    fn add_unlisted_sheets(&mut self) {
        let is_sheet = |name: &&str| {
            ["xl/worksheets/", "xl/macrosheets/", "xl/dialogsheets/", "xl/chartsheets/"]
                .iter()
                .any(|folder| name.starts_with(folder) && is_part(name))
                && !binary::is_without_text(name)
        };
        let parts: Vec<String> = self.package.names().filter(is_sheet).map(str::to_owned).collect();
        for part in parts {
            if !self.sheets.iter().any(|(_, listed)| listed.eq_ignore_ascii_case(&part)) {
                let name = ooxml::numbered(&part);
                self.sheets
                    .push((SheetEntry { name, is_hidden: true, relation: String::new() }, part));
            }
        }
    }

    fn push_sheet(&mut self, entry: &SheetEntry, part: &str, sink: &mut dyn Sink) -> Flow {
        let (strings, formats, links) = (&mut self.strings, &self.formats, &mut self.links);
        let mut sheet = Sheet::new(entry.name.clone(), entry.is_hidden);
        let is_read = if binary::is_binary(part) {
            binary::read(self.package, part, |records| {
                binary::sheet::read(records, &mut sheet, strings, formats, links);
            })
            .is_some()
        } else {
            self.package
                .read(part, |xml| sheet::read(xml, &mut sheet, strings, formats, links))
                .is_some()
        };
        if !is_read && !self.package.was_read(part) {
            self.package.note(part, PartialReason::Damaged);
        }
        let seen = sheet.layer();
        if sheet.push_texts(sink) == Flow::Stop {
            return Flow::Stop;
        }
        self.push_related(entry, part, seen, sink)
    }

    /// Pushes the comments and drawings that belong to a sheet.
    fn push_related(
        &mut self,
        entry: &SheetEntry,
        part: &str,
        seen: Layer,
        sink: &mut dyn Sink,
    ) -> Flow {
        let relations = self.package.relations(part);
        ooxml::link_relations(&mut self.links, &relations);
        let has_threads = relations.iter().any(|relation| relation.kind == "threadedComment");
        for relation in relations.iter().filter(|relation| !relation.is_external) {
            let flow = match relation.kind.as_str() {
                "comments" | "threadedComment" => {
                    self.push_comments(entry, &relation.target, has_threads, sink)
                }
                "drawing" => self.push_drawing(entry, &relation.target, seen, sink),
                _ => Flow::Continue,
            };
            if flow == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    fn push_comments(
        &self,
        entry: &SheetEntry,
        part: &str,
        has_threads: bool,
        sink: &mut dyn Sink,
    ) -> Flow {
        let people = &self.people;
        let comments: Option<Vec<Noted>> =
            read(self.package, part, |xml| comments::read(xml, people), binary::comments::read);
        let comments = comments.unwrap_or_default().into_iter();
        let mut seen = BTreeSet::new();
        // A comment is cited by its sheet; its cell stands before it.
        for noted in comments.filter(|noted| !(has_threads && noted.is_copy_of_thread())) {
            if let Some(author) =
                noted.comment.author.clone().filter(|name| seen.insert(name.clone()))
            {
                sink.metadata(Key::REVIEWER, &author);
            }
            let (place, before) = (Place::Sheet(entry.name.clone()), format!("{}: ", noted.cell));
            if sink.text(noted.comment.into_segment(place, &before)) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    fn push_drawing(
        &mut self,
        entry: &SheetEntry,
        part: &str,
        seen: Layer,
        sink: &mut dyn Sink,
    ) -> Flow {
        let relations = self.package.relations(part);
        ooxml::link_relations(&mut self.links, &relations);
        let parts =
            std::iter::once(part).chain(relations.iter().map(|relation| relation.target.as_str()));
        for part in parts
            .filter(|part| ooxml::has_extension(part, "xml"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
        {
            let Some(drawing) = self.package.read(&part, |xml| Drawing::read(xml, false)) else {
                continue;
            };
            let place = Place::Sheet(entry.name.clone());
            if push(&place, Layer::Hidden, &drawing.hidden, sink) == Flow::Stop
                || push(&place, seen, &(drawing.body + &drawing.descriptions), sink) == Flow::Stop
            {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Pushes what pivot caches, links to other workbooks, connections and tables remember.
    fn push_memories(&mut self, sink: &mut dyn Sink) -> Flow {
        let names: Vec<String> = self.package.names().map(str::to_owned).collect();
        for name in &names {
            let text = if name.contains("pivotCache/pivotCacheDefinition") {
                self.pivot_cache(name)
            } else if name.contains("externalLinks/externalLink") && is_part(name) {
                ooxml::link_relations(&mut self.links, &self.package.relations(name));
                read(self.package, name, pivot::external, binary::pivot::external)
            } else if is_part(name)
                && (name.contains("xl/connections.") || name.contains("xl/queryTables/"))
            {
                read(self.package, name, connections::read, binary::pivot::connections)
            } else if name.contains("xl/tables/") && ooxml::has_extension(name, "xml") {
                self.package.read(name, workbook::table)
            } else {
                None
            };
            let place = Place::Part(ooxml::numbered(name));
            if push(&place, Layer::Hidden, &text.unwrap_or_default(), sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Reads the definition of a pivot cache, and the records that it leads to.
    fn pivot_cache(&self, name: &str) -> Option<String> {
        let relations = self.package.relations(name);
        let records = relations.iter().find(|relation| relation.kind == "pivotCacheRecords");
        let records = records.map_or("", |relation| relation.target.as_str());
        let (text, records) = if binary::is_binary(name) {
            let (text, fields) = binary::read(self.package, name, binary::pivot::definition)?;
            let records = binary::read(self.package, records, |records| {
                binary::pivot::records(records, &fields)
            });
            (text, records)
        } else {
            let (text, fields) = self.package.read(name, pivot::definition)?;
            (text, self.package.read(records, |xml| pivot::records(xml, &fields)))
        };
        Some(format!("{text}\n{}", records.unwrap_or_default()))
    }
}

/// Reads a part once, by one way where it is XML, by the other where it is binary.
fn read<T>(
    package: &Package<'_>,
    part: &str,
    xml: impl FnOnce(&mut Xml<'_>) -> T,
    records: impl FnOnce(&mut Records<'_>) -> T,
) -> Option<T> {
    if binary::is_binary(part) {
        binary::read(package, part, records)
    } else {
        package.read(part, xml)
    }
}

/// Tells whether a part is XML or binary by its name.
fn is_part(name: &str) -> bool {
    ooxml::has_extension(name, "xml") || binary::is_binary(name)
}
