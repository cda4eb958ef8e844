//! What `OpenDocument` files yield: texts, sheets, slides, drawings; beside them what was deleted, hidden or commented
//! upon (ODF 1.3, ISO/IEC 26300; files of its predecessor too).

mod grid;
mod lists;
mod meta;
mod stream;
mod styles;
mod walk;
mod written;

use std::collections::BTreeSet;

use item::{EncryptedReason, Key, Layer, LimitReason, PartialReason, Place, Segment};

use crate::shared::ooxml::{Package, has_extension};
use crate::shared::xml::{Event, Xml};
use crate::{Child, Content, Error, Flow, Input, Sink};
use walk::Walk;

/// Pushes the texts of a document, then the objects and pictures in it.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    if is_flat(&input.bytes) { extract_flat(input, sink) } else { extract_package(input, sink) }
}

/// Tells whether the document is one XML file.
fn is_flat(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    [&b"<"[..], b"\xff\xfe", b"\xfe\xff"].iter().any(|mark| start.starts_with(mark))
}

fn extract_flat(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut walk = Walk::new(input.limits.text_bytes);
    let mut xml = Xml::new(&input.bytes[..]);
    let segments = walk.read(Place::Whole, None, &mut xml);
    if push_all(segments, sink) == Flow::Stop || push_found(&mut walk, sink) == Flow::Stop {
        return Ok(());
    }
    if let Some(reason) = xml.damage() {
        sink.partial(reason);
    }
    if walk.is_over { Err(Error::Limit(LimitReason::Output)) } else { Ok(()) }
}

fn extract_package(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let package = Package::open(input)?;
    let locked = package.read("META-INF/manifest.xml", locked_names).unwrap_or_default();
    let mut document = Document { package, locked, walk: Walk::new(input.limits.text_bytes) };
    document.read_properties();
    if document.is_locked() {
        document.report(sink);
        sink.metadata(Key::ENCRYPTION, "password");
        return Err(Error::Encrypted(EncryptedReason::NeedsPassword));
    }
    if document.push_texts(sink) == Flow::Stop
        || push_found(&mut document.walk, sink) == Flow::Stop
        || document.push_members(sink) == Flow::Stop
    {
        return Ok(());
    }
    if !document.locked.is_empty() {
        sink.partial(PartialReason::PartEncrypted);
    }
    let is_over = document.walk.is_over;
    document.package.close(sink)?;
    if is_over { Err(Error::Limit(LimitReason::Output)) } else { Ok(()) }
}

/// Returns the names of the members that are encrypted.
fn locked_names(xml: &mut Xml<'_>) -> BTreeSet<String> {
    let (mut locked, mut name) = (BTreeSet::new(), String::new());
    while let Some(event) = xml.next_event() {
        let Event::Open(element) = event else { continue };
        match element.name() {
            "file-entry" => name = element.attribute("full-path").unwrap_or_default(),
            "encryption-data" => drop(locked.insert(std::mem::take(&mut name))),
            _ => {}
        }
    }
    locked
}

fn push_all(segments: Vec<Segment>, sink: &mut dyn Sink) -> Flow {
    for segment in segments {
        if sink.text(segment) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Pushes what was found beside the texts.
fn push_found(walk: &mut Walk, sink: &mut dyn Sink) -> Flow {
    for (key, value) in std::mem::take(&mut walk.properties) {
        sink.metadata(key, &value);
    }
    for person in std::mem::take(&mut walk.people) {
        sink.metadata(Key::REVIEWER, &person);
    }
    let descriptions = std::mem::take(&mut walk.descriptions);
    let descriptions = Segment::new(Place::Part("descriptions".into()), Layer::Body, descriptions);
    if !descriptions.text.is_empty() && sink.text(descriptions) == Flow::Stop {
        return Flow::Stop;
    }
    if std::mem::take(&mut walk.links).push(sink) == Flow::Stop {
        return Flow::Stop;
    }
    for (bytes, number) in std::mem::take(&mut walk.binaries).iter().zip(1..) {
        let child = Child { name: format!("object-{number}").into_bytes(), ..Child::default() };
        if sink.child(child, Content::Stream(&mut &bytes[..])) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

struct Document<'a> {
    package: Package<'a>,
    locked: BTreeSet<String>,
    walk: Walk,
}

impl Document<'_> {
    /// `LibreOffice` may pack a whole document into one encrypted member.
    fn is_locked(&self) -> bool {
        ["content.xml", "encrypted-package"].iter().any(|name| self.locked.contains(*name))
    }

    fn read_properties(&mut self) {
        if !self.locked.contains("meta.xml") {
            let walk = &mut self.walk;
            self.package.read("meta.xml", |xml| walk.read(Place::Whole, None, xml));
        }
    }

    fn report(&mut self, sink: &mut dyn Sink) {
        for (key, value) in std::mem::take(&mut self.walk.properties) {
            sink.metadata(key, &value);
        }
    }

    fn push_texts(&mut self, sink: &mut dyn Sink) -> Flow {
        let margins = self.read_part("styles.xml", Place::Part("styles".into()), None);
        if !self.package.has("content.xml") {
            self.package.note("content.xml", PartialReason::Damaged);
        }
        let body = self.read_part("content.xml", Place::Whole, None);
        if push_all(body, sink) == Flow::Stop || push_all(margins, sink) == Flow::Stop {
            return Flow::Stop;
        }
        self.push_objects(sink)
    }

    fn read_part(&mut self, name: &str, place: Place, object: Option<String>) -> Vec<Segment> {
        let walk = &mut self.walk;
        let is_open = !self.locked.contains(name);
        let segments =
            is_open.then(|| self.package.read(name, |xml| walk.read(place, object, xml))).flatten();
        segments.unwrap_or_default()
    }

    /// Pushes the texts of embedded charts, sheets, formulas, and of macros.
    fn push_objects(&mut self, sink: &mut dyn Sink) -> Flow {
        let unread: Vec<String> = self.unread(|name| name.contains('/') && is_xml(name));
        for name in unread {
            let object = match name.strip_suffix("/content.xml") {
                Some(object) => object.to_lowercase(),
                None if is_setting(&name) => continue,
                None => name.clone(),
            };
            let segments = if object == name {
                let text = self.package.read(&name, all_text).unwrap_or_default();
                vec![Segment::new(Place::Part(name), Layer::Body, text)]
            } else {
                self.read_part(&name, Place::Part(object.clone()), Some(object))
            };
            let segments = segments.into_iter().filter(Segment::has_text).collect();
            if push_all(segments, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Pushes pictures and other members as children.
    fn push_members(&self, sink: &mut dyn Sink) -> Flow {
        let names = self.unread(|name| !is_xml(name) && !is_setting(name));
        self.package.push_all(names, &self.locked, sink)
    }

    fn unread(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let names = self.package.names();
        let names = names.filter(|name| !self.package.was_read(name) && is_wanted(name));
        names.map(str::to_owned).collect()
    }
}

fn is_xml(name: &str) -> bool {
    ["xml", "xlb", "xlc", "xba", "xdl"].iter().any(|extension| has_extension(name, extension))
}

/// Members that hold settings of looks and behaviour, and fonts.
fn is_setting(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let is_part =
        ["mimetype", "layout-cache", "manifest.rdf", "styles.xml", "settings.xml", "meta.xml"];
    is_part.contains(&file)
        || name.starts_with("META-INF/")
        || name.starts_with("Configurations2/")
        || ["ttf", "otf"].iter().any(|extension| has_extension(name, extension))
}

/// Returns all character data, a line for each element that has some.
fn all_text(xml: &mut Xml<'_>) -> String {
    let mut text = String::new();
    while let Some(event) = xml.next_event() {
        match event {
            Event::Text(piece) if !piece.trim().is_empty() => text.push_str(&piece),
            Event::Close(_) if !text.is_empty() && !text.ends_with('\n') => text.push('\n'),
            _ => {}
        }
    }
    text
}
