//! What the objects of a PDF say beside its pages: properties, comments, form fields, outline, links.

use std::collections::{BTreeMap, BTreeSet};

use item::{Key, Layer, Place, Segment};
use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::strings::{date, text_string};
use super::xfa;
use crate::{Flow, Sink};

/// How deep dictionaries may stand in one object.
const NESTING: u32 = 8;
/// How many nodes of one tree (outline, form fields) are visited.
const NODES_MAX: usize = 100_000;
/// How many pages are tried that the other reader refused.
const UNREAD_MAX: usize = 1000;
/// How many different links are kept.
const LINKS_MAX: usize = 10_000;

/// The objects of a document, with look-ups that never fail: what is not there is nothing.
pub(super) struct Objects<'d> {
    /// The document.
    pub(super) document: &'d Document,
    /// The pages, in their order.
    pub(super) pages: Vec<ObjectId>,
    /// Limit on the inflated bytes of one stream.
    pub(super) inflated_max: usize,
}

impl<'d> Objects<'d> {
    /// Looks at `document`.
    pub(super) fn new(document: &'d Document, inflated_max: usize) -> Self {
        Self { document, pages: document.page_iter().collect(), inflated_max }
    }

    /// Follows references to the object that is meant.
    pub(super) fn resolve(&self, object: &'d Object) -> &'d Object {
        self.document.dereference(object).map_or(&Object::Null, |(_, object)| object)
    }

    /// The value of `key`, references followed.
    pub(super) fn get(&self, dictionary: &'d Dictionary, key: &[u8]) -> &'d Object {
        dictionary.get(key).map_or(&Object::Null, |object| self.resolve(object))
    }

    /// The dictionary under `key`; that of a stream counts.
    pub(super) fn dictionary(
        &self,
        dictionary: &'d Dictionary,
        key: &[u8],
    ) -> Option<&'d Dictionary> {
        as_dictionary(self.get(dictionary, key))
    }

    /// The entries of the array under `key`, references followed.
    pub(super) fn array(
        &self,
        dictionary: &'d Dictionary,
        key: &[u8],
    ) -> impl Iterator<Item = &'d Object> + use<'_, 'd> {
        let entries = self.get(dictionary, key).as_array().map_or(&[][..], Vec::as_slice);
        entries.iter().map(|entry| self.resolve(entry))
    }

    /// The text string under `key`; one that is kept in a stream is inflated.
    pub(super) fn text(&self, dictionary: &'d Dictionary, key: &[u8]) -> Option<String> {
        self.as_text(self.get(dictionary, key)).filter(|text| !text.trim().is_empty())
    }

    fn as_text(&self, object: &Object) -> Option<String> {
        match object {
            Object::String(bytes, _) => Some(text_string(bytes)),
            Object::Name(name) => Some(String::from_utf8_lossy(name).into_owned()),
            Object::Stream(stream) => {
                Some(text_string(&stream.get_plain_content_with_limit(self.inflated_max).ok()?))
            }
            _ => None,
        }
    }

    /// Follows references in an object that is held for a shorter time.
    fn resolved<'o>(&'o self, object: &'o Object) -> Option<&'o Object> {
        Some(self.document.dereference(object).ok()?.1)
    }

    fn catalog(&self) -> Option<&'d Dictionary> {
        self.document.catalog().ok()
    }
}

/// The dictionary that an object is or leads with.
pub(super) fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// Pushes what can be read of pages whose content the other reader refused: words without their places.
pub(super) fn pages(objects: &Objects<'_>, unread: &[u32], sink: &mut dyn Sink) -> Flow {
    for number in unread.iter().take(UNREAD_MAX) {
        let document = objects.document;
        let chunks = document.extract_text_chunks_with_limit(&[*number], objects.inflated_max);
        let text: String = chunks.into_iter().flatten().collect();
        let segment = Segment::new(Place::Page(*number), Layer::Body, text.trim());
        if segment.has_text() && sink.text(segment) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Pushes the properties: the information dictionary first, then what the XMP packet adds to it.
pub(super) fn properties(objects: &Objects<'_>, sink: &mut dyn Sink) {
    let mut found = Properties { sink, seen: BTreeSet::new() };
    if let Some(info) = objects.dictionary(&objects.document.trailer, b"Info") {
        information(objects, info, &mut found);
    }
    let Some(catalog) = objects.catalog() else { return };
    if let Some(language) = objects.text(catalog, b"Lang") {
        found.push(Key::LANGUAGE, &language);
    }
    let packet = objects.get(catalog, b"Metadata").as_stream();
    if let Ok(bytes) =
        packet.and_then(|packet| packet.get_plain_content_with_limit(objects.inflated_max))
    {
        for (key, value) in crate::shared::xmp::properties(&bytes) {
            found.push(key, &value);
        }
    }
}

/// Pushes each property once.
struct Properties<'s> {
    sink: &'s mut dyn Sink,
    seen: BTreeSet<(Key, String)>,
}

impl Properties<'_> {
    fn push(&mut self, key: Key, value: &str) {
        let value = value.trim();
        if !value.is_empty() && self.seen.insert((key.clone(), value.to_owned())) {
            self.sink.metadata(key, value);
        }
    }
}

fn information(objects: &Objects<'_>, info: &Dictionary, found: &mut Properties<'_>) {
    for (name, value) in info {
        let Some(text) = objects
            .as_text(objects.document.dereference(value).map_or(&Object::Null, |(_, it)| it))
        else {
            continue;
        };
        match name.as_slice() {
            b"Title" => found.push(Key::TITLE, &text),
            b"Author" => found.push(Key::AUTHOR, &text),
            b"Subject" => found.push(Key::SUBJECT, &text),
            b"Keywords" => found.push(Key::KEYWORDS, &text),
            b"Creator" => found.push(Key::GENERATOR, &text),
            b"Producer" => found.push(Key::PRODUCER, &text),
            b"CreationDate" => found.push(Key::CREATED, &date(&text)),
            b"ModDate" => found.push(Key::MODIFIED, &date(&text)),
            b"Company" => found.push(Key::COMPANY, &text),
            b"Trapped" => {}
            _ => found.push(Key::custom(&dashed(name)), &text),
        }
    }
}

/// Writes a name like `SourceModified` as `source-modified`.
fn dashed(name: &[u8]) -> String {
    let mut dashed = String::new();
    let mut is_after_lower = false;
    for character in String::from_utf8_lossy(name).chars() {
        if !character.is_alphanumeric() || (character.is_uppercase() && is_after_lower) {
            dashed.push('-');
        }
        if character.is_alphanumeric() {
            dashed.extend(character.to_lowercase());
        }
        is_after_lower = character.is_lowercase();
    }
    dashed
}

/// Pushes what reviewers wrote on the pages, and gathers the links.
pub(super) fn annotations(objects: &Objects<'_>, sink: &mut dyn Sink) -> Flow {
    let mut links = BTreeSet::new();
    for (number, page) in (1..).zip(&objects.pages) {
        let Ok(page) = objects.document.get_dictionary(*page) else { continue };
        let mut comments = Vec::new();
        for annotation in objects.array(page, b"Annots").filter_map(as_dictionary) {
            comments.extend(comment(objects, annotation));
            links.extend(link(objects, annotation));
            if links.len() > LINKS_MAX {
                links.pop_last();
            }
        }
        if !comments.is_empty()
            && sink.text(Segment::new(Place::Page(number), Layer::Comment, comments.join("\n\n")))
                == Flow::Stop
        {
            return Flow::Stop;
        }
    }
    for link in &links {
        sink.metadata(Key::LINK, link);
    }
    Flow::Continue
}

/// What an annotation says, led by who wrote it.
fn comment(objects: &Objects<'_>, annotation: &Dictionary) -> Option<String> {
    let kind =
        objects.document.dereference(annotation.get(b"Subtype").ok()?).ok()?.1.as_name().ok()?;
    // A pop-up repeats its parent, a widget belongs to the form.
    if matches!(kind, b"Popup" | b"Widget") {
        return None;
    }
    let said = text_in(objects, annotation, b"Contents")
        .or_else(|| Some(plain_words(&text_in(objects, annotation, b"RC")?)));
    // What is to stand upon the words that a redaction takes away.
    let overlay = text_in(objects, annotation, b"OverlayText");
    let said = match (said, overlay) {
        (Some(said), Some(overlay)) => Some(format!("{said}\n{overlay}")),
        (said, overlay) => said.or(overlay),
    };
    let subject = text_in(objects, annotation, b"Subj").filter(|subject| !is_tool(subject));
    if said.is_none() && subject.is_none() {
        return None;
    }
    let lead: Vec<String> = text_in(objects, annotation, b"T").into_iter().chain(subject).collect();
    let said = said.unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
    let pieces = [lead.join(", "), said];
    Some(pieces.into_iter().filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(": "))
}

/// Tells whether the subject of an annotation is the name of the tool that made it, as programs write unasked.
fn is_tool(subject: &str) -> bool {
    const TOOLS: [&str; 24] = [
        "arrow",
        "callout",
        "caret",
        "cloud",
        "comment on text",
        "cross-out",
        "freetext",
        "highlight",
        "inserted text",
        "ink",
        "line",
        "link",
        "note",
        "oval",
        "pencil",
        "polygon",
        "polyline",
        "rectangle",
        "replacement text",
        "squiggly",
        "stamp",
        "sticky note",
        "strikeout",
        "text box",
    ];
    let subject = subject.trim().to_lowercase();
    TOOLS.contains(&subject.as_str()) || matches!(subject.as_str(), "underline" | "typewriter")
}

/// The text string under `key` of any dictionary; nothing where it is blank.
pub(super) fn text_in(
    objects: &Objects<'_>,
    dictionary: &Dictionary,
    key: &[u8],
) -> Option<String> {
    let object = objects.document.dereference(dictionary.get(key).ok()?).ok()?.1;
    objects.as_text(object).filter(|text| !text.trim().is_empty())
}

/// The words of a rich text, without its tags, of which those of style part no words.
fn plain_words(rich: &str) -> String {
    let mut pieces = rich.split('<');
    let mut words = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if !matches!(name, "b" | "i" | "u" | "s" | "span" | "sub" | "sup" | "a" | "font") {
            words.push(' ');
        }
        words.push_str(text);
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where a link leads: an address, another document, a program.
fn link(objects: &Objects<'_>, annotation: &Dictionary) -> Option<String> {
    let action = [b"A".as_slice(), b"PA"].into_iter().find_map(|key| annotation.get(key).ok())?;
    let action = as_dictionary(objects.document.dereference(action).ok()?.1)?;
    text_in(objects, action, b"URI").or_else(|| {
        let on_windows = action.get(b"Win").ok().and_then(as_dictionary);
        let file = action.get(b"F").ok().or_else(|| on_windows?.get(b"F").ok())?;
        let file = objects.document.dereference(file).ok()?.1;
        match file {
            Object::String(name, _) => Some(text_string(name)),
            file => {
                let file = as_dictionary(file)?;
                text_in(objects, file, b"UF").or_else(|| text_in(objects, file, b"F"))
            }
        }
    })
}

/// Pushes what pictures are said to show and short forms to stand for, the scripts, the names of places, layers and pages,
/// and what programs keep for themselves.
pub(super) fn descriptions_and_scripts(objects: &Objects<'_>, sink: &mut dyn Sink) -> Flow {
    let mut asides = Asides::default();
    let of_document =
        objects.catalog().and_then(|it| it.get(b"Metadata").ok()?.as_reference().ok());
    for (id, object) in &objects.document.objects {
        for_each_dictionary(object, NESTING, &mut |dictionary| asides.take(objects, dictionary));
        if Some(*id) != of_document {
            asides.pictures.extend(packet(objects, object));
        }
    }
    if let Some(places) = objects.catalog().and_then(|it| objects.dictionary(it, b"Dests")) {
        asides.names.extend(places.iter().map(|(name, _)| text_string(name)));
    }
    let parts = [
        ("descriptions", Layer::Body, asides.descriptions),
        ("scripts", Layer::Hidden, asides.scripts),
        ("data of programs", Layer::Hidden, asides.private),
        ("names", Layer::Metadata, asides.names),
        ("properties of pictures", Layer::Metadata, asides.pictures),
    ];
    for (name, layer, texts) in parts {
        let mut seen = BTreeSet::new();
        let texts: Vec<&str> =
            texts.iter().map(String::as_str).filter(|text| seen.insert(*text)).collect();
        let segment = Segment::new(Place::Part(name.into()), layer, texts.join("\n"));
        if segment.has_text() && sink.text(segment) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// What dictionaries of any place say beside the pages.
#[derive(Default)]
struct Asides {
    descriptions: Vec<String>,
    scripts: Vec<String>,
    /// Names of places, layers and pages.
    names: Vec<String>,
    /// Data that programs keep for themselves (ISO 32000-2 §14.5).
    private: Vec<String>,
    /// What pictures and other parts state of themselves in packets of their own (§14.3.2).
    pictures: Vec<String>,
}

impl Asides {
    fn take(&mut self, objects: &Objects<'_>, dictionary: &Dictionary) {
        let text = |key: &[u8]| text_in(objects, dictionary, key);
        if dictionary.has(b"S") {
            self.descriptions.extend(text(b"Alt"));
            self.descriptions.extend(text(b"E"));
        }
        if dictionary.has(b"EF") {
            self.descriptions.extend(text(b"Desc"));
        }
        self.scripts.extend(text(b"JS"));
        self.described(objects, dictionary);
        if dictionary.has_type(b"SpiderContentSet") {
            self.names.extend(text(b"T"));
            self.names.extend(dictionary.get(b"SI").ok().and_then(|source| {
                text_in(objects, as_dictionary(objects.resolved(source)?)?, b"AU")
            }));
        }
        self.names.extend(leads_to(objects, dictionary));
        if dictionary.has_type(b"OCG") {
            self.names.extend(text(b"Name"));
        }
        if let Ok(Object::String(prefix, _)) = dictionary.get(b"P") {
            self.names.push(text_string(prefix));
        }
        if let Ok(Object::Array(names)) = dictionary.get(b"Names") {
            let named = names.iter().step_by(2).filter_map(|name| name.as_str().ok());
            self.names.extend(named.map(text_string));
        }
        if let Ok(Object::Dictionary(programs)) = dictionary.get(b"PieceInfo") {
            for_each_string(&Object::Dictionary(programs.clone()), NESTING, &mut |bytes| {
                let text = text_string(bytes);
                let is_text =
                    !text.contains(char::is_control) && text.contains(char::is_alphabetic);
                self.private.extend(is_text.then_some(text));
            });
        }
    }
}

impl Asides {
    /// Takes what authors state of an element of the structure (ISO 32000-2 §14.7.6.4), and of an article (§12.4.3).
    fn described(&mut self, objects: &Objects<'_>, dictionary: &Dictionary) {
        if dictionary.get(b"O").and_then(Object::as_name).is_ok_and(|it| it == b"UserProperties")
            && let Ok(Object::Array(properties)) = dictionary.get(b"P")
        {
            for property in properties.iter().filter_map(as_dictionary) {
                let [name, value] =
                    [b"N", b"V"].map(|key| text_in(objects, property, key).unwrap_or_default());
                self.descriptions.push(format!("{name}: {value}"));
            }
        }
        let information = dictionary.get(b"I").ok().filter(|_| dictionary.has(b"F"));
        let information = information.and_then(|it| as_dictionary(objects.resolved(it)?));
        if let Some(information) = information {
            for key in [&b"Title"[..], b"Author", b"Subject", b"Keywords"] {
                self.names.extend(text_in(objects, information, key));
            }
        }
    }
}

/// Reads a packet of properties that belongs to a part, a line for each.
fn packet(objects: &Objects<'_>, object: &Object) -> Option<String> {
    let stream = object.as_stream().ok().filter(|stream| stream.dict.has_type(b"Metadata"))?;
    let bytes = stream.get_plain_content_with_limit(objects.inflated_max).ok()?;
    let lines = crate::shared::xmp::properties(&bytes).into_iter();
    let lines = lines.map(|(key, value)| format!("{key}: {value}"));
    Some(lines.collect::<Vec<_>>().join("\n")).filter(|lines| !lines.is_empty())
}

/// Where an action leads: a file, a form that is sent.
fn leads_to(objects: &Objects<'_>, action: &Dictionary) -> Option<String> {
    let kind = action.get(b"S").and_then(Object::as_name).ok()?;
    if !matches!(kind, b"GoToR" | b"GoToE" | b"SubmitForm" | b"ImportData" | b"Launch") {
        return None;
    }
    match objects.resolved(action.get(b"F").ok()?)? {
        Object::String(name, _) => Some(text_string(name)),
        file => {
            let file = as_dictionary(file)?;
            text_in(objects, file, b"UF").or_else(|| text_in(objects, file, b"F"))
        }
    }
}

/// Calls `each` with every string in an object.
fn for_each_string(object: &Object, depth: u32, each: &mut impl FnMut(&[u8])) {
    match object {
        Object::String(bytes, _) => each(bytes),
        Object::Array(entries) if depth > 0 => {
            for entry in entries {
                for_each_string(entry, depth - 1, each);
            }
        }
        Object::Dictionary(entries) if depth > 0 => {
            for (_, entry) in entries {
                for_each_string(entry, depth - 1, each);
            }
        }
        _ => {}
    }
}

/// Pushes the values of the form's fields, one `name: value` a line.
pub(super) fn form(objects: &Objects<'_>, sink: &mut dyn Sink) -> Flow {
    let Some(form) = objects.catalog().and_then(|catalog| objects.dictionary(catalog, b"AcroForm"))
    else {
        return Flow::Continue;
    };
    let mut fields = Fields {
        objects,
        lines: Vec::new(),
        choices: Vec::new(),
        unanswered: Vec::new(),
        seen: BTreeSet::new(),
    };
    fields.walk(form, b"Fields", "", 0);
    let packets = xfa::packets(objects.document, objects.inflated_max, form);
    let parts = [
        ("form", fields.lines.join("\n")),
        ("choices of the form", fields.choices.join("\n")),
        ("fields without a value", fields.unanswered.join("\n")),
        ("xfa form", xfa::values(&packets)),
        ("questions of the xfa form", xfa::template(&packets)),
    ];
    let mut parts = parts.iter().filter(|(_, text)| !text.is_empty());
    let is_stopped = parts.any(|(name, text)| push_part(sink, name, text) == Flow::Stop);
    if is_stopped { Flow::Stop } else { Flow::Continue }
}

fn push_part(sink: &mut dyn Sink, name: &str, text: &str) -> Flow {
    sink.text(Segment::new(Place::Part(name.to_owned()), Layer::Body, text))
}

struct Fields<'o, 'd> {
    objects: &'o Objects<'d>,
    /// Names with their values, and the question that a program shows where it is another one.
    lines: Vec<String>,
    /// Names with what can be chosen.
    choices: Vec<String>,
    /// Names of fields without a value, with their question and what they begin with.
    unanswered: Vec<String>,
    seen: BTreeSet<*const Dictionary>,
}

impl<'d> Fields<'_, 'd> {
    fn walk(&mut self, parent: &'d Dictionary, kids: &[u8], path: &str, depth: u32) {
        let kids: Vec<&'d Dictionary> =
            self.objects.array(parent, kids).filter_map(as_dictionary).collect();
        for field in kids {
            if depth > 32 || self.seen.len() >= NODES_MAX || !self.seen.insert(field) {
                return;
            }
            self.visit(field, path, depth);
        }
    }

    fn visit(&mut self, field: &'d Dictionary, path: &str, depth: u32) {
        let own = self.objects.text(field, b"T").unwrap_or_default();
        let name = match (path.is_empty(), own.is_empty()) {
            (_, true) => path.to_owned(),
            (true, _) => own,
            _ => format!("{path}.{own}"),
        };
        let question = self.objects.text(field, b"TU").filter(|asked| !name.ends_with(asked));
        let caption = self.objects.dictionary(field, b"MK");
        let caption = caption.and_then(|shown| self.objects.text(shown, b"CA"));
        // A check mark is shown by one letter of a font of signs.
        let caption = caption.filter(|caption| caption.trim().chars().count() > 1);
        let question = match (question, caption) {
            (Some(question), Some(caption)) => Some(format!("{}; {caption}", question.trim())),
            (question, caption) => question.or(caption),
        };
        let question =
            question.map_or_else(String::new, |question| format!(" ({})", question.trim()));
        let rich = || self.objects.text(field, b"RV").map(|value| plain_words(&value));
        match (self.value(field, b"V").or_else(rich), self.value(field, b"DV")) {
            (Some(value), _) => self.lines.push(format!("{name}{question}: {value}")),
            (None, Some(default)) => self.unanswered.push(format!("{name}{question}: {default}")),
            (None, None) if !question.is_empty() => {
                self.unanswered.push(format!("{name}{question}"));
            }
            (None, None) => {}
        }
        if let Some(choices) = self.choices(field) {
            self.choices.push(format!("{name}: {choices}"));
        }
        self.walk(field, b"Kids", &name, depth + 1);
    }

    /// What can be chosen in a list (ISO 32000-2 §12.7.5.4): texts, or pairs of what is kept and what is shown.
    fn choices(&self, field: &'d Dictionary) -> Option<String> {
        let shown = |option: &'d Object| match option {
            Object::Array(pair) => self.objects.as_text(self.objects.resolve(pair.get(1)?)),
            option => self.objects.as_text(option),
        };
        let options: Vec<String> = self.objects.array(field, b"Opt").filter_map(shown).collect();
        (!options.is_empty()).then(|| options.join(", ").replace('\r', "\n"))
    }

    fn value(&self, field: &'d Dictionary, key: &[u8]) -> Option<String> {
        let value = self.objects.get(field, key);
        let values: Vec<String> = match value {
            Object::Array(_) => self
                .objects
                .array(field, key)
                .filter_map(|value| self.objects.as_text(value))
                .collect(),
            _ => self.objects.as_text(value).into_iter().collect(),
        };
        let text = values.join(", ");
        (!text.trim().is_empty() && text != "Off").then(|| text.replace('\r', "\n"))
    }
}

/// Pushes the titles of the outline.
pub(super) fn outline(objects: &Objects<'_>, sink: &mut dyn Sink) -> Flow {
    let root = objects.catalog().and_then(|catalog| objects.dictionary(catalog, b"Outlines"));
    let Some(root) = root else { return Flow::Continue };
    let mut titles = Vec::new();
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<(&Dictionary, usize)> =
        objects.dictionary(root, b"First").map(|first| (first, 0)).into_iter().collect();
    while let Some((entry, depth)) = waiting.pop() {
        if seen.len() >= NODES_MAX || !seen.insert(std::ptr::from_ref(entry)) {
            continue;
        }
        if let Some(title) = objects.text(entry, b"Title") {
            titles.push(format!("{}{}", "  ".repeat(depth.min(8)), title.trim()));
        }
        waiting.extend(objects.dictionary(entry, b"Next").map(|next| (next, depth)));
        waiting.extend(objects.dictionary(entry, b"First").map(|first| (first, depth + 1)));
    }
    if titles.is_empty() { Flow::Continue } else { push_part(sink, "outline", &titles.join("\n")) }
}

/// The dictionaries inside of `object`, itself first, streams' own included; bounded in depth, references not followed.
pub(super) fn for_each_dictionary<'d>(
    object: &'d Object,
    depth: u32,
    each: &mut impl FnMut(&'d Dictionary),
) {
    if depth == 0 {
        return;
    }
    if let Some(dictionary) = as_dictionary(object) {
        each(dictionary);
        for (_, value) in dictionary {
            for_each_dictionary(value, depth - 1, each);
        }
    } else if let Object::Array(entries) = object {
        for entry in entries {
            for_each_dictionary(entry, depth - 1, each);
        }
    }
}

/// How many packed objects the cross-references name that could not be unpacked.
///
/// A stream of objects that is damaged or too large is left out in silence by the reader.
pub(super) fn lost(document: &Document) -> Option<usize> {
    let entries = document.reference_table.entries.iter();
    let lost = entries.filter(|(number, entry)| {
        matches!(entry, XrefEntry::Compressed { .. })
            && !document.objects.contains_key(&(**number, 0))
    });
    Some(lost.count()).filter(|lost| *lost > 0)
}

/// How a document is encrypted, in words.
pub(super) fn encryption(document: &Document) -> Option<String> {
    let state = document.encryption_state.as_ref()?;
    let filters: BTreeMap<_, _> = state.crypt_filters().iter().collect();
    let method = filters.get(&state.default_stream_filter().to_vec()).map(|filter| filter.method());
    let name = match (state.version(), method) {
        (5, _) => "AES-256".to_owned(),
        (4, Some(b"AESV2")) => "AES-128".to_owned(),
        (4, Some(b"V2") | None) => "RC4-128".to_owned(),
        (_, _) => format!("RC4-{}", state.key_length().unwrap_or(40)),
    };
    Some(format!("{name} (revision {})", state.revision()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_properties_get_dashed_names() {
        assert_eq!(dashed(b"SourceModified"), "source-modified");
        assert_eq!(dashed(b"PTEX.Fullbanner"), "ptex-fullbanner");
        assert_eq!(dashed(b"AAPL:Keywords"), "aapl-keywords");
    }

    #[test]
    fn rich_text_loses_its_tags() {
        assert_eq!(plain_words("<body><p>one</p><p>two</p></body>"), "one two");
        assert_eq!(plain_words("<p>rich <b>Kel</b>ler<br/>two</p>"), "rich Keller two");
    }
}
