//! What a book yields: its chapters in reading order, then the members that are not text (EPUB 2 and 3).

mod book;

use std::collections::BTreeSet;

use item::{EncryptedReason, Key, Layer, LimitReason, PartialReason, Place, Segment};

use crate::shared::decode;
use crate::shared::html::Page;
use crate::shared::links::Links;
use crate::shared::ooxml::{Package, has_extension};
use crate::shared::xml::{Event, Xml};
use crate::{Error, Flow, Input, Sink};
use book::{Book, resolved};

/// Ways to make fonts unusable outside of the book; what they are applied to is no text.
const FONT_MANGLING: &[&str] =
    &["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

/// Pushes the text of every chapter, and pictures as children.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let package = Package::open(input)?;
    let mut reading = Reading::open(package, input.limits.text_bytes);
    for (key, value) in std::mem::take(&mut reading.book.properties) {
        sink.metadata(key, &value);
    }
    let chapters = reading.chapters();
    let is_locked = |(name, _): &(String, Layer)| reading.locked.contains(name);
    let locked = chapters.iter().filter(|chapter| is_locked(chapter)).count();
    if locked > 0 {
        sink.metadata(Key::ENCRYPTION, "rights management");
    }
    if locked > 0 && locked == chapters.len() {
        return Err(Error::Encrypted(EncryptedReason::NeedsKey));
    }
    if reading.push_chapters(chapters, sink) == Flow::Stop
        || std::mem::take(&mut reading.links).push(sink) == Flow::Stop
        || reading.push_members(sink) == Flow::Stop
    {
        return Ok(());
    }
    if locked > 0 {
        sink.partial(PartialReason::PartEncrypted);
    }
    let is_over = reading.room == 0;
    reading.package.close(sink)?;
    if is_over { Err(Error::Limit(LimitReason::Output)) } else { Ok(()) }
}

struct Reading<'a> {
    package: Package<'a>,
    book: Book,
    /// Names of encrypted members.
    locked: BTreeSet<String>,
    links: Links,
    /// How many bytes of chapters may still be read.
    room: u64,
}

impl<'a> Reading<'a> {
    fn open(package: Package<'a>, room: u64) -> Self {
        let locked = package.read("META-INF/encryption.xml", locked_names).unwrap_or_default();
        let stated = package.read("META-INF/container.xml", root_file).flatten();
        let stated = stated.filter(|name| package.has(name));
        let main = stated
            .or_else(|| package.names().find(|name| has_extension(name, "opf")).map(str::to_owned));
        let main = main.unwrap_or_else(|| "content.opf".to_owned());
        let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
        let book = package.read(&main, |xml| Book::read(folder, xml));
        if book.is_none() {
            package.note(&main, PartialReason::Damaged);
        }
        let book = book.unwrap_or_default();
        Self { package, book, locked, links: Links::default(), room }
    }

    /// Returns the names of all pages: in reading order, then those that only the manifest names, then those that
    /// nothing names.
    fn chapters(&self) -> Vec<(String, Layer)> {
        let is_page = |name: &str, media_type: &str| {
            media_type.contains("html")
                || media_type.contains("dtbook")
                || ["xhtml", "html", "htm"].iter().any(|extension| has_extension(name, extension))
        };
        let spine = self.book.spine.iter().map(|name| (name.as_str(), "", Layer::Body));
        let listed = self.book.members.iter();
        let listed =
            listed.map(|(name, media_type)| (name.as_str(), media_type.as_str(), Layer::Body));
        let others = self.package.names().map(|name| (name, "", Layer::Hidden));
        let mut seen = BTreeSet::new();
        let types: std::collections::BTreeMap<&str, &str> = self
            .book
            .members
            .iter()
            .map(|(name, media_type)| (name.as_str(), media_type.as_str()))
            .collect();
        let all = spine.chain(listed).chain(others).filter(|(name, media_type, _)| {
            let media_type = types.get(name).copied().unwrap_or(media_type);
            is_page(name, media_type) && self.package.has(name) && seen.insert(name.to_string())
        });
        all.map(|(name, _, layer)| (name.to_owned(), layer)).collect()
    }

    fn push_chapters(&mut self, chapters: Vec<(String, Layer)>, sink: &mut dyn Sink) -> Flow {
        for ((name, layer), number) in chapters.into_iter().zip(1..) {
            if !self.locked.contains(&name)
                && self.push_chapter(&name, layer, number, sink) == Flow::Stop
            {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    fn push_chapter(
        &mut self,
        name: &str,
        layer: Layer,
        number: usize,
        sink: &mut dyn Sink,
    ) -> Flow {
        let bytes = self.package.content(name, self.room).unwrap_or_default();
        self.room = self.room.saturating_sub(bytes.len() as u64);
        let choice = decode::choose_markup(&bytes, None);
        let page = Page::read(&choice.charset.decode(&bytes[choice.bom..]).0);
        for link in page.links.lines().filter(|link| link.contains(':')) {
            self.links.add(link);
        }
        if page.is_cut {
            self.package.note(name, PartialReason::Truncated);
        }
        let place = match layer {
            Layer::Body => Place::Part(format!("chapter {number}")),
            _ => Place::Part(format!("unlisted {name}")),
        };
        for (layer, text) in
            [(layer, page.body), (Layer::Hidden, page.hidden), (Layer::Comment, page.comments)]
        {
            let segment = Segment::new(place.clone(), layer, text);
            if !segment.text.trim().is_empty() && sink.text(segment) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Pushes members that are neither pages nor looks nor lists of the others.
    fn push_members(&self, sink: &mut dyn Sink) -> Flow {
        let names =
            self.package.names().filter(|name| !self.package.was_read(name) && !is_setting(name));
        self.package.push_all(names.map(str::to_owned).collect(), &self.locked, sink)
    }
}

/// Returns where the package document stands.
fn root_file(xml: &mut Xml<'_>) -> Option<String> {
    let mut found = None;
    while let Some(event) = xml.next_event() {
        if let Event::Open(element) = event
            && element.name() == "rootfile"
        {
            found = found.or_else(|| element.attribute("full-path"));
        }
    }
    found.map(|path| resolved("", &path))
}

/// Returns the names of the members that are encrypted, but for fonts that are only made unusable elsewhere.
fn locked_names(xml: &mut Xml<'_>) -> BTreeSet<String> {
    let (mut locked, mut method) = (BTreeSet::new(), String::new());
    let mut is_key = false;
    while let Some(event) = xml.next_event() {
        let Event::Open(element) = event else { continue };
        match element.name() {
            "EncryptedData" => is_key = false,
            "EncryptedKey" => is_key = true,
            "EncryptionMethod" if !is_key => {
                method = element.attribute("Algorithm").unwrap_or_default();
            }
            "CipherReference" if !FONT_MANGLING.contains(&method.as_str()) => {
                let name = element.attribute("URI").unwrap_or_default();
                locked.insert(resolved("", &name));
            }
            _ => {}
        }
    }
    locked
}

/// Members that hold looks, lists of other members, and keys.
fn is_setting(name: &str) -> bool {
    const EXTENSIONS: &[&str] =
        &["css", "ncx", "opf", "ttf", "otf", "woff", "woff2", "xpgt", "pls", "smil"];
    name == "mimetype"
        || name.starts_with("META-INF/")
        || EXTENSIONS.iter().any(|extension| has_extension(name, extension))
}
