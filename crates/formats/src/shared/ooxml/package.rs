//! Which parts a package holds, what they are, and how they refer to one another (ISO/IEC 29500-2).

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use item::{PartialReason, UnreadableReason, UnsupportedReason, Warning, WarningCode};

use crate::shared::budget::Budget;
use crate::shared::links::Links;
use crate::shared::reference;
use crate::shared::xml::{Element, Event, Xml};
use crate::shared::zip_file::directory::{Directory, Entry};
use crate::shared::zip_file::entry::Opening;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// The parts of a package by name, without the leading slash.
pub(crate) struct Package<'a> {
    input: &'a Input,
    /// Parts by their names in lower case.
    parts: BTreeMap<String, Entry>,
    /// Names in the order of the directory.
    order: Vec<String>,
    types: ContentTypes,
    budget: Budget,
    read: RefCell<BTreeSet<String>>,
    incomplete: Cell<Option<PartialReason>>,
    warnings: RefCell<Vec<Warning>>,
}

#[derive(Default)]
struct ContentTypes {
    by_part: BTreeMap<String, String>,
    by_extension: BTreeMap<String, String>,
}

/// A relationship of a part to another one, or to something outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    /// The id by which the part's XML names it.
    pub(crate) id: String,
    /// The last component of its type: `hyperlink`, `image`, `comments`.
    pub(crate) kind: String,
    /// The name of the part, or the address outside.
    pub(crate) target: String,
    /// Whether it leads out of the package.
    pub(crate) is_external: bool,
}

impl<'a> Package<'a> {
    /// Opens the package; damage that can be told by now is kept for [`Package::close`].
    pub(crate) fn open(input: &'a Input) -> Result<Self, Error> {
        let directory = Directory::read(&input.bytes)?;
        let mut package = Self {
            input,
            parts: BTreeMap::new(),
            order: Vec::new(),
            types: ContentTypes::default(),
            budget: Budget::new(input.limits.inflated_bytes),
            read: RefCell::new(BTreeSet::new()),
            incomplete: Cell::new(directory.damage),
            warnings: RefCell::new(Vec::new()),
        };
        for entry in directory.entries.into_iter().filter(|entry| !entry.is_folder()) {
            let name = part_name(&entry.name);
            if package.has(&name) {
                package.warn(Warning::new(WarningCode::PartTwice, item::escape(name.as_bytes())));
                continue;
            }
            package.parts.insert(folded(&name), entry);
            package.order.push(name);
        }
        package.types = package.content_types();
        Ok(package)
    }

    /// Yields the names of all parts in the order of the directory.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }

    /// Tells whether a part was read.
    pub(crate) fn was_read(&self, name: &str) -> bool {
        self.read.borrow().contains(&folded(name))
    }

    /// Marks a part as dealt with.
    pub(crate) fn mark_read(&self, name: &str) {
        self.read.borrow_mut().insert(folded(name));
    }

    /// Returns the content type of a part, lower case.
    pub(crate) fn content_type(&self, name: &str) -> Option<&str> {
        let by_part = self.types.by_part.get(&folded(name));
        let by_extension = || {
            let (_, extension) = name.rsplit_once('.')?;
            self.types.by_extension.get(&folded(extension))
        };
        by_part.or_else(by_extension).map(String::as_str)
    }

    /// Reads the XML of a part with `walk`, once; returns nothing where there is no such part or it was read.
    pub(crate) fn read<T>(&self, name: &str, walk: impl FnOnce(&mut Xml<'_>) -> T) -> Option<T> {
        if !self.has(name) || self.was_read(name) {
            return None;
        }
        self.mark_read(name);
        self.read_again(name, walk)
    }

    /// Reads the XML of a part that may have been read before.
    pub(crate) fn read_again<T>(
        &self,
        name: &str,
        walk: impl FnOnce(&mut Xml<'_>) -> T,
    ) -> Option<T> {
        let entry = self.entry(name)?;
        let result =
            entry.open(&self.input.bytes, &self.input.passwords, |opening| match opening {
                Opening::Stream(stream) => {
                    let mut xml = Xml::new(self.budget.count(stream));
                    let result = walk(&mut xml);
                    while xml.next_event().is_some() {}
                    self.note_damage(name, &xml);
                    Some(result)
                }
                _ => None,
            });
        if result.is_none() {
            self.note(name, PartialReason::Damaged);
        }
        result
    }

    /// Reads the bytes of a part with `walk`, once; returns nothing where there is no such part or it was read.
    pub(crate) fn read_bytes<T>(
        &self,
        name: &str,
        walk: impl FnOnce(&mut dyn Read) -> T,
    ) -> Option<T> {
        let entry = self.entry(name).filter(|_| !self.was_read(name))?;
        self.mark_read(name);
        let (input, budget) = (self.input, &self.budget);
        let result = entry.open(&input.bytes, &input.passwords, |opening| {
            let Opening::Stream(stream) = opening else { return None };
            let mut stream = budget.count(stream);
            let result = walk(&mut stream);
            // What is left is read for its checksum.
            Some((result, io::copy(&mut stream, &mut io::sink()).is_ok()))
        });
        if !result.as_ref().is_some_and(|(_, is_sound)| *is_sound) {
            self.note(name, PartialReason::Damaged);
        }
        result.map(|(result, _)| result)
    }

    /// Returns the bytes of a part, at most `length`, and marks it as read.
    pub(crate) fn content(&self, name: &str, length: u64) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        self.mark_read(name);
        let mut content = Vec::new();
        let is_sound = entry.open(&self.input.bytes, &self.input.passwords, |opening| {
            let Opening::Stream(stream) = opening else { return false };
            let mut stream = Read::take(self.budget.count(stream), length);
            Read::read_to_end(&mut stream, &mut content).is_ok()
        });
        if !is_sound {
            self.note(name, PartialReason::Damaged);
        }
        Some(content)
    }

    /// Returns the first bytes of a part, at most `length`.
    pub(crate) fn start(&self, name: &str, length: u64) -> Vec<u8> {
        let mut start = Vec::new();
        if let Some(entry) = self.entry(name) {
            entry.open(&self.input.bytes, &self.input.passwords, |opening| {
                if let Opening::Stream(stream) = opening {
                    // An error leaves what was read until then.
                    Read::read_to_end(&mut Read::take(stream, length), &mut start).ok();
                }
            });
        }
        start
    }

    /// Pushes parts as children, those that are `locked` without their bytes.
    pub(crate) fn push_all(
        &self,
        names: Vec<String>,
        locked: &BTreeSet<String>,
        sink: &mut dyn Sink,
    ) -> Flow {
        for name in names {
            let flow = if locked.contains(&name) {
                let child = Child { name: name.into_bytes(), ..Child::default() };
                sink.child(child, Content::Encrypted)
            } else {
                self.push(&name, sink)
            };
            if flow == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Pushes a part as a child.
    pub(crate) fn push(&self, name: &str, sink: &mut dyn Sink) -> Flow {
        let Some(entry) = self.entry(name) else { return Flow::Continue };
        self.mark_read(name);
        let mut child = Child { name: child_name(name), ..Child::default() };
        child.declared.media_type = self.content_type(name).map(str::to_owned);
        entry.open(&self.input.bytes, &self.input.passwords, |opening| match opening {
            Opening::Stream(stream) => {
                sink.child(child, Content::Stream(&mut self.budget.count(stream)))
            }
            Opening::Locked => sink.child(child, Content::Encrypted),
            Opening::UnknownMethod(_) => {
                sink.child(child, Content::Unsupported(UnsupportedReason::UnknownMethod))
            }
            Opening::Missing => sink.child(child, Content::Unreadable(UnreadableReason::Truncated)),
            Opening::Broken => sink.child(child, Content::Unreadable(UnreadableReason::ReadError)),
        })
    }

    /// Returns the relationships of a part; those of the package belong to the empty name.
    pub(crate) fn relations(&self, name: &str) -> Vec<Relation> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let place = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let relations = self.read_again(&format!("{place}_rels/{file}.rels"), |xml| {
            let mut relations = Vec::new();
            while let Some(event) = xml.next_event() {
                if let Event::Open(element) = event {
                    relations.extend(relation(&element, folder));
                }
            }
            relations
        });
        relations.unwrap_or_default()
    }

    /// Returns the part that holds the document itself, or the first that has one of `fallbacks` as its name.
    pub(crate) fn main_part(&self, fallbacks: &[&str]) -> Option<String> {
        let stated =
            self.relations("").into_iter().find(|relation| relation.kind == "officeDocument");
        let stated = stated.map(|relation| relation.target).filter(|name| self.has(name));
        stated.or_else(|| fallbacks.iter().find(|name| self.has(name)).map(ToString::to_string))
    }

    /// Tells whether there is such a part.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// Keeps a warning until the end.
    pub(crate) fn warn(&self, warning: Warning) {
        self.warnings.borrow_mut().push(warning);
    }

    /// Says what was damaged or missing, and whether a limit was reached.
    pub(crate) fn close(self, sink: &mut dyn Sink) -> Result<(), Error> {
        for warning in self.warnings.into_inner() {
            sink.warn(warning);
        }
        if let Some(reason) = self.incomplete.get() {
            sink.partial(reason);
        }
        self.budget.check()
    }

    /// Says that something of a part is missing.
    pub(crate) fn note(&self, name: &str, reason: PartialReason) {
        self.warn(Warning::new(
            WarningCode::DamagedPart,
            format_args!("{} ({reason})", item::escape(name.as_bytes())),
        ));
        self.incomplete.set(self.incomplete.get().or(Some(reason)));
    }

    fn note_damage(&self, name: &str, xml: &Xml<'_>) {
        if let Some(reason) = xml.damage() {
            self.note(name, reason);
        }
        if xml.deepest() > u64::from(self.input.limits.nesting) {
            self.warn(Warning::new(
                WarningCode::DeepNesting,
                format_args!("{} levels in {name}", xml.deepest()),
            ));
        }
    }

    /// Finds a part; names are compared without case (ISO/IEC 29500-2, 6.2.2).
    fn entry(&self, name: &str) -> Option<&Entry> {
        self.parts.get(&folded(name))
    }

    fn content_types(&self) -> ContentTypes {
        let types = self.read("[Content_Types].xml", |xml| {
            let mut types = ContentTypes::default();
            while let Some(event) = xml.next_event() {
                if let Event::Open(element) = event {
                    types.add(&element);
                }
            }
            types
        });
        types.unwrap_or_default()
    }
}

impl ContentTypes {
    fn add(&mut self, element: &Element<'_>) {
        let Some(media_type) = element.attribute("ContentType").map(|value| folded(&value)) else {
            return;
        };
        if let Some(part) = element.attribute("PartName") {
            self.by_part.insert(folded(part.trim_start_matches('/')), media_type);
        } else if let Some(extension) = element.attribute("Extension") {
            self.by_extension.insert(folded(&extension), media_type);
        }
    }
}

fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn part_name(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name).replace('\\', "/");
    name.trim_start_matches('/').to_owned()
}

/// Adds what leads out of the package to the links of a document.
pub(crate) fn link_relations(links: &mut Links, relations: &[Relation]) {
    for relation in relations.iter().filter(|relation| relation.is_external) {
        links.add(&relation.target);
    }
}

fn relation(element: &Element<'_>, folder: &str) -> Option<Relation> {
    let target = element.attribute("Target")?;
    let is_external =
        element.attribute("TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case("external"));
    let kind = element.attribute("Type").unwrap_or_default();
    Some(Relation {
        id: element.attribute("Id").unwrap_or_default(),
        kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
        target: if is_external { target } else { resolve(folder, &target) },
        is_external,
    })
}

fn child_name(part: &str) -> Vec<u8> {
    if part.is_empty() { b"unnamed".to_vec() } else { part.into() }
}

/// Resolves a target against the folder of the part that names it.
fn resolve(folder: &str, target: &str) -> String {
    reference::resolved(folder, &target.replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_against_their_folder() {
        assert_eq!(resolve("word", "media/a.png"), "word/media/a.png");
        assert_eq!(resolve("ppt/slides", "../media/a.png"), "ppt/media/a.png");
        assert_eq!(resolve("word", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(resolve("", "word\\document.xml"), "word/document.xml");
        assert_eq!(resolve("a", "../../../b"), "b");
    }
}
