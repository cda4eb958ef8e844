//! What in a paper could tell who leaked it or what was to stay hidden: names in properties, devices, accounts in paths, edits,
//! hidden text. A list of what is known to tell; that it is empty proves nothing.

use std::collections::{BTreeMap, BTreeSet};

use item::{Key, Layer, Metadata, Segment};
use serde::Serialize;

use crate::{Dossier, Error, printed_place};

/// Something that could tell who leaked a paper, or that shows what was to be hidden.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trace {
    /// What it is.
    pub kind: TraceKind,
    /// The property or the layer that holds it.
    pub of: String,
    /// The value, of a long text its beginning.
    pub value: String,
    /// Where in the item it stands.
    pub place: Option<String>,
}

/// What a trace is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TraceKind {
    /// Text that is hidden, deleted, commented, covered, or of an earlier revision.
    HiddenText,
    /// Who wrote, saved, printed, owned or reviewed it.
    Person,
    /// The name of an account in a path.
    Account,
    /// The printer, camera, program or machine that made it.
    Device,
    /// A number that is unique to the file, its maker or its way.
    Number,
    /// Where it was made or sent from.
    Location,
    /// When it was made, changed or printed.
    Time,
    /// No other item of the leak has this content: who held it is one of few.
    OnlyCopy,
    /// What no program can rule out: marks of printers and watermarks in pictures.
    Unknown,
}

/// What an item of a set could tell.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ItemTraces {
    /// The id of the item.
    pub id: String,
    /// Its printed locator.
    pub locator: String,
    /// What it holds.
    pub traces: Vec<Trace>,
}

/// The longest name of an account, in bytes: Windows takes 20 characters, others 32 at most.
const LONGEST_ACCOUNT: usize = 64;
/// How much of a value is shown, in bytes.
const SHOWN: usize = 200;

/// The properties that tell.
const TELLING: [(Key, TraceKind); 35] = [
    (Key::AUTHOR, TraceKind::Person),
    (Key::LAST_AUTHOR, TraceKind::Person),
    (Key::REVISION_AUTHOR, TraceKind::Person),
    (Key::COMMENT_AUTHOR, TraceKind::Person),
    (Key::REVIEWER, TraceKind::Person),
    (Key::CONTRIBUTOR, TraceKind::Person),
    (Key::MANAGER, TraceKind::Person),
    (Key::COMPANY, TraceKind::Person),
    (Key::PRINTED_BY, TraceKind::Person),
    (Key::SAVED_BY, TraceKind::Person),
    (Key::OWNER, TraceKind::Person),
    (Key::SIGNER, TraceKind::Person),
    (Key::SENDER, TraceKind::Person),
    (Key::BCC, TraceKind::Person),
    (Key::RESENT_FROM, TraceKind::Person),
    (Key::RESENT_TO, TraceKind::Person),
    (Key::PRINTER, TraceKind::Device),
    (Key::CAMERA, TraceKind::Device),
    (Key::LENS, TraceKind::Device),
    (Key::MACHINE, TraceKind::Device),
    (Key::GENERATOR, TraceKind::Device),
    (Key::PRODUCER, TraceKind::Device),
    (Key::SERIAL_NUMBER, TraceKind::Number),
    (Key::DOCUMENT_ID, TraceKind::Number),
    (Key::INSTANCE_ID, TraceKind::Number),
    (Key::UID, TraceKind::Number),
    (Key::MESSAGE_ID, TraceKind::Number),
    (Key::VOLUME, TraceKind::Number),
    (Key::COORDINATES, TraceKind::Location),
    (Key::PLACE_NAME, TraceKind::Location),
    (Key::ORIGINATING_IP, TraceKind::Location),
    (Key::RECEIVED_IP, TraceKind::Location),
    (Key::CREATED, TraceKind::Time),
    (Key::MODIFIED, TraceKind::Time),
    (Key::PRINTED, TraceKind::Time),
];

/// The layers that hold what a reader was not to see.
const HIDDEN: [Layer; 5] =
    [Layer::Deleted, Layer::Comment, Layer::Hidden, Layer::UnderRedaction, Layer::EarlierRevision];

impl TraceKind {
    /// Returns the name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::HiddenText => "hidden-text",
            Self::Person => "person",
            Self::Account => "account",
            Self::Device => "device",
            Self::Number => "number",
            Self::Location => "location",
            Self::Time => "time",
            Self::OnlyCopy => "only-copy",
            Self::Unknown => "unknown",
        }
    }
}

/// Returns what in properties and texts could tell, sorted and each once.
pub fn traces(metadata: &Metadata, segments: &[Segment]) -> Vec<Trace> {
    let mut found = BTreeSet::new();
    for (key, kind) in TELLING {
        for value in metadata.get(&key).into_iter().flatten() {
            found.insert(trace(kind, key.name(), value, None));
        }
    }
    for (key, value) in
        metadata.iter().flat_map(|(key, values)| values.iter().map(move |value| (key, value)))
    {
        found.extend(
            accounts(value).map(|account| trace(TraceKind::Account, key.name(), account, None)),
        );
    }
    for segment in segments {
        found.extend(of_segment(segment));
    }
    found.into_iter().collect()
}

fn of_segment(segment: &Segment) -> BTreeSet<Trace> {
    let place = printed_place(&segment.place);
    let layer = segment.layer.name();
    let mut found = BTreeSet::new();
    if HIDDEN.contains(&segment.layer) && segment.has_text() {
        found.insert(trace(TraceKind::HiddenText, layer, segment.text.trim(), place.clone()));
    }
    let authors = segment.marks.iter().filter_map(|mark| mark.author.as_deref());
    found.extend(authors.map(|author| trace(TraceKind::Person, layer, author, place.clone())));
    found.extend(
        accounts(&segment.text)
            .map(|account| trace(TraceKind::Account, layer, account, place.clone())),
    );
    found
}

fn trace(kind: TraceKind, of: &str, value: &str, place: Option<String>) -> Trace {
    let value = value[..value.floor_char_boundary(SHOWN)].to_owned();
    Trace { kind, of: of.to_owned(), value, place }
}

/// Yields the names of accounts in paths of Windows, macOS and Unix.
fn accounts(text: &str) -> impl Iterator<Item = &str> {
    const HOMES: [&str; 4] = [":\\users\\", ":\\documents and settings\\", "/users/", "/home/"];
    let is_home = |at: usize, home: &str| {
        let behind = text.as_bytes().get(at..at + home.len());
        behind.is_some_and(|behind| behind.eq_ignore_ascii_case(home.as_bytes()))
    };
    text.match_indices([':', '/']).filter_map(move |(at, _)| {
        let home = HOMES.into_iter().find(|home| is_home(at, home))?;
        let account = account(&text[at + home.len()..]);
        (!account.is_empty()).then_some(account)
    })
}

/// Returns the name of an account that a text begins with. It may have blanks where a path goes on behind it, and ends at
/// the first one elsewhere, as in a sentence.
fn account(text: &str) -> &str {
    let near = &text[..text.floor_char_boundary(LONGEST_ACCOUNT)];
    let is_end = |c: char| matches!(c, '\\' | '/' | '"' | '<' | '>' | '|') || c.is_control();
    let end = near.find(is_end);
    let goes_on = end.is_some_and(|end| near[end..].starts_with(['\\', '/']));
    let name = &near[..end.unwrap_or(near.len())];
    if goes_on { name.trim() } else { name.split_whitespace().next().unwrap_or_default() }
}

impl Dossier {
    /// Lists what each item that a query finds could tell of its source, in the order of locators.
    pub fn source_safety(
        &self,
        query: &str,
    ) -> Result<impl Iterator<Item = Result<ItemTraces, Error>> + use<'_>, Error> {
        let found = self.items_found(query)?.into_iter();
        Ok(found.filter_map(|ord| self.traces_of(ord).transpose()))
    }

    fn traces_of(&self, ord: u64) -> Result<Option<ItemTraces>, Error> {
        let Some(row) = self.ledger.item(ord)? else { return Ok(None) };
        let extraction = self.extraction(&row)?;
        let mut traces = extraction
            .as_ref()
            .map(|found| traces(&found.metadata, &found.segments))
            .unwrap_or_default();
        if let Some(content) = row.content
            && self.ledger.items_of_content(content)?.len() == 1
        {
            let why = "no other item of the leak has this content";
            traces.push(trace(TraceKind::OnlyCopy, "content", why, None));
        }
        let media_type = self.content(row.content)?.and_then(|content| content.media_type);
        if media_type.is_some_and(|of| of.starts_with("image/") || of == "application/pdf") {
            traces.push(trace(TraceKind::Unknown, "picture", UNKNOWN, None));
        }
        Ok(Some(ItemTraces { id: row.id.to_string(), locator: row.locator.to_string(), traces }))
    }
}

/// What pictures may hold that this program does not look for.
pub const UNKNOWN: &str =
    "dots of printers, watermarks and wording made for one reader are not looked for";

/// Counts traces by their kind.
pub fn trace_counts<'t>(traces: impl IntoIterator<Item = &'t Trace>) -> BTreeMap<TraceKind, usize> {
    let mut counts = BTreeMap::new();
    traces.into_iter().for_each(|trace| *counts.entry(trace.kind).or_default() += 1);
    counts
}

#[cfg(test)]
mod tests {
    use item::Place;

    use super::*;

    #[test]
    fn accounts_are_read_out_of_paths() {
        let home = |account: &str| ["", "home", account].join("/");
        let (windows, mac) = (r"C:\Users\l.brandt\Desktop\a.doc", "file:///Users/Lena B/y");
        let text = format!("see {windows}, {}/x and {mac}", home("ivan"));
        let found: BTreeSet<&str> = accounts(&text).collect();
        assert_eq!(found, BTreeSet::from(["l.brandt", "ivan", "Lena B"]));
        assert_eq!(accounts(&home("")).count(), 0);
        let in_prose =
            format!("saved in {} by the secretary of the ministry on Monday morning", home("ivan"));
        for (text, account) in [
            (in_prose.as_str(), "ivan"),
            (r"c:\users\ivan", "ivan"),
            (r"C:\Users\ivan came by", "ivan"),
            ("/Users/Zoë/x", "Zoë"),
        ] {
            assert_eq!(accounts(text).collect::<Vec<_>>(), [account], "{text}");
        }
    }

    #[test]
    fn hidden_text_and_who_wrote_it_is_told_and_what_is_seen_is_not() {
        let seen = Segment::new(Place::Whole, Layer::Body, "what everybody reads");
        let struck = Segment::new(Place::Whole, Layer::Deleted, "what was struck out");
        let metadata = Metadata::from([(Key::LAST_AUTHOR, vec!["Lena Brandt".to_owned()])]);
        let found = traces(&metadata, &[seen, struck]);
        let told: Vec<(TraceKind, &str)> =
            found.iter().map(|trace| (trace.kind, trace.value.as_str())).collect();
        assert_eq!(
            told,
            [(TraceKind::HiddenText, "what was struck out"), (TraceKind::Person, "Lena Brandt")]
        );
    }
}
