//! Entities of `FollowTheMoney`, one JSON line each: documents, what they name, who wrote to whom, notes.
//!
//! Values are written as the library keeps them: its loader drops a value that is not in the form of its type, and joins
//! those that are the same.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::Write;

use answers::{Paper, printed_place};
use item::{Kind, Layer, Mention};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use crate::Error;
use crate::about::About;
use crate::lines::line;

/// An entity: its schema and the values of its properties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Entity {
    id: String,
    schema: &'static str,
    properties: BTreeMap<&'static str, Vec<String>>,
    /// The short values that it has, as a list of names has many.
    #[serde(skip)]
    known: HashSet<(&'static str, String)>,
}

/// What was written so far, as far as later entities point to it.
#[derive(Default)]
struct Written {
    /// The schemas of the items that can be parents.
    documents: HashMap<String, &'static str>,
    correspondents: BTreeSet<String>,
    count: u64,
}

/// Languages by ISO 639-1 and, as the library has them, ISO 639-3.
const LANGUAGES: [(&str, &str); 30] = [
    ("en", "eng"),
    ("fr", "fra"),
    ("es", "spa"),
    ("ar", "ara"),
    ("ru", "rus"),
    ("uk", "ukr"),
    ("de", "deu"),
    ("it", "ita"),
    ("pt", "por"),
    ("tr", "tur"),
    ("pl", "pol"),
    ("nl", "nld"),
    ("ro", "ron"),
    ("be", "bel"),
    ("bg", "bul"),
    ("sr", "srp"),
    ("cs", "ces"),
    ("hu", "hun"),
    ("sv", "swe"),
    ("fi", "fin"),
    ("el", "ell"),
    ("fa", "fas"),
    ("ur", "urd"),
    ("he", "heb"),
    ("hy", "hye"),
    ("ka", "kat"),
    ("az", "aze"),
    ("zh", "zho"),
    ("ja", "jpn"),
    ("ko", "kor"),
];

/// How many characters of a text stand in one value: the library takes 65,000 at most.
const LONGEST_TEXT: usize = 60_000;

/// A value of no more bytes than this may be one of very many.
const SHORT: usize = 1000;

/// The schemas that other documents can lie in.
const FOLDERS: [&str; 4] = ["Folder", "Package", "Email", "Workbook"];

/// Mentions that are properties of the document.
const MENTIONED: [(Kind, &str); 8] = [
    (Kind::Person, "peopleMentioned"),
    (Kind::Org, "companiesMentioned"),
    (Kind::Location, "locationMentioned"),
    (Kind::Email, "emailMentioned"),
    (Kind::Country, "detectedCountry"),
    (Kind::Phone, "phoneMentioned"),
    (Kind::Iban, "ibanMentioned"),
    (Kind::Ip, "ipMentioned"),
];

/// Mentions of the field of work, which the model has no property for: they are keywords.
const KEYWORDS: [Kind; 15] = [
    Kind::Notice,
    Kind::Control,
    Kind::NoticeId,
    Kind::Ccf,
    Kind::Status,
    Kind::Article,
    Kind::Passport,
    Kind::TaxId,
    Kind::CaseNumber,
    Kind::Resolution,
    Kind::Card,
    Kind::Crypto,
    Kind::Ship,
    Kind::Aircraft,
    Kind::Plate,
];

/// Whom a mail goes to, blind copies included.
const RECIPIENTS: [&str; 3] = ["to", "cc", "bcc"];

/// Writes the entities of each item and returns how many they are, without the first, a note that states what they rest
/// on.
pub(crate) fn entities(
    papers: impl Iterator<Item = Result<Paper, answers::Error>>,
    about: &About,
    out: &mut impl Write,
) -> Result<u64, Error> {
    let mut written = Written::default();
    let root = about.files_root.get(..16).unwrap_or_default();
    let note = Entity::new(format!("dossier-export-{root}"), "Note")
        .with("name", "What this export rests on")
        .with("description", &about.line());
    line(out, &note)?;
    for paper in papers {
        let paper = paper?;
        let document = document(&paper, about, &written);
        written.documents.insert(document.id.clone(), document.schema);
        written.entity(out, &document)?;
        for entity in
            attached(&paper, &written).into_iter().chain(mentions(&paper)).chain(notes(&paper))
        {
            written.entity(out, &entity)?;
        }
        for entity in correspondents(&paper) {
            if written.correspondents.insert(entity.id.clone()) {
                written.entity(out, &entity)?;
            }
        }
    }
    Ok(written.count)
}

impl Written {
    fn entity(&mut self, out: &mut impl Write, entity: &Entity) -> Result<(), Error> {
        self.count += 1;
        line(out, entity)
    }

    fn is_folder(&self, id: &str) -> bool {
        self.documents.get(id).is_some_and(|schema| FOLDERS.contains(schema))
    }
}

impl Entity {
    fn new(id: String, schema: &'static str) -> Self {
        Self { id, schema, properties: BTreeMap::new(), known: HashSet::new() }
    }

    /// Adds a value as the library keeps it; nothing of an empty one.
    fn with(mut self, property: &'static str, value: &str) -> Self {
        let value = kept(value);
        if value.is_empty() {
            return self;
        }
        let values = self.properties.entry(property).or_default();
        let is_new = if value.len() <= SHORT {
            self.known.insert((property, value.clone()))
        } else {
            !values.contains(&value)
        };
        if is_new {
            values.push(value);
        }
        self
    }

    /// Adds each of some values.
    fn with_all<'v>(self, property: &'static str, values: impl Iterator<Item = &'v str>) -> Self {
        values.fold(self, |entity, value| entity.with(property, value))
    }
}

/// Returns a text as the library keeps it: composed (NFC), without controls and characters that only format, with plain
/// blanks for those of other widths, and without blanks around it.
fn kept(text: &str) -> String {
    let plain = |c: char| match c {
        '\n' | '\t' => Some(c),
        '\u{1680}'
        | '\u{2000}'..='\u{200a}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202f}'
        | '\u{205f}'
        | '\u{3000}' => Some(' '),
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => {
            None
        }
        _ if item::is_harmful(c) => None,
        _ => Some(c),
    };
    let plain: String = text.nfc().filter_map(plain).collect();
    // What was taken away may have parted a letter from its accent.
    plain.nfc().collect::<String>().trim().to_owned()
}

/// Returns a media type as the library names it; nothing of one that stands for many.
fn media_type(of: &str) -> Option<&str> {
    match of {
        "application/msword" => Some("application/vnd.ms-word"),
        "application/rtf" => Some("text/rtf"),
        _ if of.contains('*') || of.split('/').count() != 2 => None,
        _ => Some(of),
    }
}

/// Returns a date as the library keeps it: no range, and a moment without its zone, which is UTC.
fn date(of: &str) -> Option<&str> {
    let is_date = |date: &str| date.chars().all(|c| c.is_ascii_digit() || c == '-');
    let day = of.split('T').next().unwrap_or(of);
    match of.strip_suffix('Z') {
        Some(moment) if moment.len() == 19 => Some(moment),
        _ => Some(day).filter(|day| matches!(day.len(), 4 | 7 | 10) && is_date(day)),
    }
}

fn document(paper: &Paper, about: &About, written: &Written) -> Entity {
    let (answer, line) = (&paper.answer, &paper.answer.item);
    let recognised = answer.media_type.as_deref().unwrap_or_default();
    let metadata = |key: &str| answer.metadata.get(key).into_iter().flatten().map(String::as_str);
    let file_name = line.locator.rsplit('/').next().unwrap_or(&line.locator);
    let languages = answer.languages.iter().filter_map(|code| language(code));
    let tags = answer.annotations.iter().filter_map(|line| line.tag.as_deref());
    let mut entity = Entity::new(line.id.clone(), schema(recognised))
        .with("fileName", file_name)
        .with_all("title", answer.title.as_deref().into_iter())
        .with_all("author", metadata("author"))
        .with_all("mimeType", media_type(recognised).into_iter())
        .with_all("fileSize", line.size.map(|size| size.to_string()).as_deref().into_iter())
        .with_all("date", answer.date.as_deref().and_then(date).into_iter())
        .with_all("contentHash", line.digests.get("sha1").map(String::as_str).into_iter())
        .with_all("language", languages)
        .with("processingStatus", &line.outcome)
        .with_all("processingError", line.reason.as_deref().into_iter())
        .with("processingAgent", &about.program)
        .with("notes", &answer.cite)
        .with_all("keywords", tags);
    if let Some(parent) = line.parent.as_deref().filter(|parent| written.is_folder(parent)) {
        entity = entity.with("parent", parent);
    }
    if entity.schema == "Email" {
        entity = mail(entity, paper);
    }
    for mention in &paper.mentions {
        entity = mentioned(entity, mention);
    }
    texts(entity, paper)
}

/// Adds the head of a mail.
fn mail(mut entity: Entity, paper: &Paper) -> Entity {
    const HEAD: [(&str, &str); 7] = [
        ("subject", "subject"),
        ("from", "from"),
        ("to", "to"),
        ("cc", "cc"),
        ("bcc", "bcc"),
        ("message-id", "messageId"),
        ("in-reply-to", "inReplyTo"),
    ];
    let metadata = &paper.answer.metadata;
    for (key, property) in HEAD {
        let values = metadata.get(key).into_iter().flatten();
        entity = entity.with_all(property, values.map(String::as_str));
    }
    let people = RECIPIENTS.map(|key| (key, "recipients"));
    for (key, property) in [("from", "emitters")].into_iter().chain(people) {
        for address in metadata.get(key).into_iter().flatten().filter_map(|text| address(text)) {
            entity = entity.with(property, &correspondent_id(&address));
        }
    }
    entity
}

fn mentioned(entity: Entity, mention: &Mention) -> Entity {
    if KEYWORDS.contains(&mention.kind) {
        return entity.with("keywords", &mention.normal);
    }
    match MENTIONED.iter().find(|(kind, _)| *kind == mention.kind) {
        Some((Kind::Email, _)) if address(&mention.normal).is_none() => {
            entity.with("keywords", &mention.normal)
        }
        Some((Kind::Person | Kind::Org, property)) => {
            entity.with(property, &one_line(&mention.surface))
        }
        Some((_, property)) => entity.with(property, &mention.normal),
        None => entity,
    }
}

/// Returns a name as the library keeps it: on one line, with one blank between words.
fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Adds the texts: that of the body as one value, each other layer and place as one that names them.
fn texts(mut entity: Entity, paper: &Paper) -> Entity {
    let body: Vec<&str> = paper
        .segments
        .iter()
        .filter(|segment| segment.layer == Layer::Body)
        .map(|segment| segment.text.as_str())
        .collect();
    entity = portions(&body.join("\n"))
        .into_iter()
        .fold(entity, |entity, text| entity.with("bodyText", text));
    let is_apart = |segment: &&item::Segment| {
        !matches!(segment.layer, Layer::Body | Layer::Metadata) && segment.has_text()
    };
    for segment in paper.segments.iter().filter(is_apart) {
        let place = printed_place(&segment.place).unwrap_or_default();
        for text in portions(&segment.text) {
            let text = format!("[{} {place}] {text}", segment.layer.name());
            entity = entity.with("bodyText", &text);
        }
    }
    entity
}

/// Cuts a text into values that the library takes, at ends of lines where there are any.
fn portions(text: &str) -> Vec<&str> {
    let mut portions = Vec::new();
    let mut rest = text;
    while let Some((end, _)) = rest.char_indices().nth(LONGEST_TEXT) {
        let at = rest[..end].rfind('\n').map_or(end, |line| line + 1);
        let (portion, behind) = rest.split_at(at);
        portions.push(portion);
        rest = behind;
    }
    portions.push(rest);
    portions
}

/// Links an item to what it came in, where the model has no folder for that.
fn attached(paper: &Paper, written: &Written) -> Option<Entity> {
    let line = &paper.answer.item;
    let parent = line.parent.as_deref()?;
    if written.is_folder(parent) || !written.documents.contains_key(parent) {
        return None;
    }
    Some(
        Entity::new(format!("{}-in", line.id), "UnknownLink")
            .with("subject", &line.id)
            .with("object", parent)
            .with("role", "came in this file"),
    )
}

/// Returns an entity for each person and body that an item names, with the countries that stand beside.
fn mentions(paper: &Paper) -> Vec<Entity> {
    let id = &paper.answer.item.id;
    let countries: BTreeSet<&str> = paper
        .mentions
        .iter()
        .filter(|mention| mention.kind == Kind::Country)
        .map(|mention| mention.normal.as_str())
        .collect();
    let mut named: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for mention in &paper.mentions {
        let schema = match mention.kind {
            Kind::Person => "Person",
            Kind::Org => "Organization",
            _ => continue,
        };
        let forms = named.entry((schema, &mention.normal)).or_default();
        forms.extend([one_line(&mention.surface), one_line(&mention.normal)]);
    }
    let entity = |(number, ((schema, _), names)): (usize, (&(&str, &str), &BTreeSet<String>))| {
        Entity::new(format!("{id}-m{number}"), "Mention")
            .with("document", id)
            .with_all("name", names.iter().map(String::as_str))
            .with("detectedSchema", schema)
            .with_all("contextCountry", countries.iter().copied())
    };
    named.iter().enumerate().map(entity).collect()
}

fn notes(paper: &Paper) -> Vec<Entity> {
    let id = &paper.answer.item.id;
    let notes = paper.answer.annotations.iter().enumerate();
    let entity = |(number, line): (usize, &answers::AnnotationLine)| {
        let text = line.note.as_deref()?;
        let quote = line.quote.as_ref().map(|quote| format!("{quote}\n")).unwrap_or_default();
        Some(
            Entity::new(format!("{id}-n{number}"), "Note")
                .with("name", line.place.as_deref().unwrap_or("note"))
                .with("entity", id)
                .with("description", &format!("{quote}{text}")),
        )
    };
    notes.filter_map(entity).collect()
}

/// Returns who wrote and was written to in a mail.
fn correspondents(paper: &Paper) -> Vec<Entity> {
    let metadata = &paper.answer.metadata;
    if schema(paper.answer.media_type.as_deref().unwrap_or_default()) != "Email" {
        return Vec::new();
    }
    let keys = ["from"].into_iter().chain(RECIPIENTS);
    let values = keys.filter_map(|key| metadata.get(key)).flatten();
    let entity = |text: &String| {
        let address = address(text)?;
        let name = text.split('<').next().unwrap_or_default().trim_matches([' ', '"', '\'']);
        let name = if name.is_empty() { &address } else { name };
        Some(
            Entity::new(correspondent_id(&address), "LegalEntity")
                .with("name", &one_line(name))
                .with("email", &address),
        )
    };
    values.filter_map(entity).collect()
}

fn correspondent_id(address: &str) -> String {
    format!("address-{}", &fixity::of(address.as_bytes(), &[]).blake3.to_string()[..32])
}

/// Returns the address in `Name <address>` or in an address alone, where it is one that the library takes.
fn address(text: &str) -> Option<String> {
    let inside =
        text.rsplit_once('<').map_or(text, |(_, rest)| rest.split('>').next().unwrap_or(rest));
    let address = inside.trim().to_lowercase();
    let (local, domain) = address.split_once('@')?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let is_domain = domain.split('.').count() > 1
        && domain
            .split('.')
            .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
        && domain
            .rsplit('.')
            .next()
            .is_some_and(|top| top.len() > 1 && top.chars().all(|c| c.is_ascii_alphabetic()));
    let is_whole = !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().chain(domain.chars()).all(is_plain);
    (is_whole && is_domain).then_some(address)
}

fn language(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, long)| *long)
}

fn schema(media_type: &str) -> &'static str {
    let has = |part: &str| media_type.contains(part);
    match media_type.split('/').next().unwrap_or_default() {
        "image" => "Image",
        "audio" => "Audio",
        "video" => "Video",
        "message" => "Email",
        _ if has("vnd.ms-outlook") => "Email",
        _ if has("mbox") || has("pst") => "Package",
        _ if has("html") => "HyperText",
        _ if has("csv") || has("tab-separated") => "Table",
        _ if has("spreadsheet") || has("ms-excel") => "Workbook",
        _ if has("pdf")
            || has("word")
            || has("presentation")
            || has("powerpoint")
            || has("rtf") =>
        {
            "Pages"
        }
        _ if has("opendocument.text") => "Pages",
        _ if ["zip", "tar", "compress", "rar", "cab"].into_iter().any(has) => "Package",
        "text" => "PlainText",
        _ => "Document",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_out_of_its_brackets_and_a_broken_one_is_none() {
        assert_eq!(address("\"A <x> B\" <Ab@Example.org>").as_deref(), Some("ab@example.org"));
        assert_eq!(address("a.b@example.co.uk").as_deref(), Some("a.b@example.co.uk"));
        for broken in ["nobody", "a@b", "a@-b.org", "..@b.org", "a b@c.org", "a@b.1", "<>"] {
            assert_eq!(address(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_value_holds_nothing_that_the_library_would_take_away() {
        let entity = Entity::new("1".to_owned(), "Document")
            .with("title", " a\u{0}b ")
            .with("title", "a\u{202f}b")
            .with("title", " ");
        assert_eq!(entity.properties["title"], ["ab", "a b"]);
        assert_eq!(kept("e\u{200d}\u{301}\u{2028}x"), "é x");
    }

    #[test]
    fn a_long_text_is_cut_at_the_end_of_a_line_and_none_of_it_is_lost() {
        let text = format!("{}\n{}", "ж".repeat(50_000), "x".repeat(130_000));
        let cut = portions(&text);
        assert_eq!(cut.concat(), text);
        assert_eq!(
            cut.iter().map(|part| part.chars().count()).collect::<Vec<_>>(),
            [50_001, 60_000, 60_000, 10_000]
        );
    }

    #[test]
    fn dates_are_those_that_the_library_knows() {
        assert_eq!(date("2019-05-06T10:00:00Z"), Some("2019-05-06T10:00:00"));
        assert_eq!(date("2019-05-06T10:00:00+02:00"), Some("2019-05-06"));
        assert_eq!((date("2019-05"), date("2019")), (Some("2019-05"), Some("2019")));
        assert_eq!(date("2019-05-06/2019-05-07"), None);
    }

    #[test]
    fn what_holds_others_is_a_folder() {
        for (media_type, wanted) in [
            ("message/rfc822", "Email"),
            ("application/zip", "Package"),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Workbook"),
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Pages"),
            ("text/plain", "PlainText"),
            ("application/octet-stream", "Document"),
        ] {
            assert_eq!(schema(media_type), wanted, "{media_type}");
        }
    }
}
