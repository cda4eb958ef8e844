//! The shapes of matters.

use serde::Serialize;

/// The matters of a dossier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterList {
    /// The matters, those of most papers first.
    pub matters: Vec<MatterLine>,
    /// How many different contents stand in them.
    pub papers: usize,
    /// What could not be done as asked.
    pub warnings: Vec<String>,
}

/// A matter in short.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterLine {
    /// By what it is called up: the number that most of its papers have, a control number before others, or else the name.
    pub key: String,
    /// The names of the person, whole ones first, those of most papers before others.
    pub names: Vec<String>,
    /// The dates of birth, ISO 8601.
    pub born: Vec<String>,
    /// The passports.
    pub passports: Vec<String>,
    /// The numbers that join its papers.
    pub numbers: Vec<MatterNumber>,
    /// How many different contents.
    pub papers: usize,
    /// How many events, each counted once.
    pub events: usize,
    /// The date of the first event, ISO 8601.
    pub first: Option<String>,
    /// The date of the last one.
    pub last: Option<String>,
}

/// A number that joins papers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterNumber {
    /// `control`, `ccf`, `notice-id`, `case-number`, `passport` or `born`.
    pub kind: String,
    /// The number.
    pub value: String,
    /// How many papers have it.
    pub papers: usize,
}

/// One matter: its papers, what joins them, and what happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Matter {
    /// The matter in short.
    #[serde(flatten)]
    pub line: MatterLine,
    /// The events in order of time, those without a date last.
    pub timeline: Vec<MatterEvent>,
    /// What happens once and has several dates.
    pub conflicts: Vec<MatterConflict>,
    /// Times of more than a year of which nothing is known.
    pub gaps: Vec<MatterGap>,
    /// The papers, by date.
    pub of_papers: Vec<MatterPaper>,
    /// What may belong to it and is not joined.
    pub suggestions: Vec<MatterSuggestion>,
    /// The timeline as SVG; it holds names of events and dates alone.
    #[serde(skip)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub svg: String,
    /// What could not be done as asked.
    pub warnings: Vec<String>,
}

/// Something that happened, was asked for or was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterEvent {
    /// `requested`, `published`, `diffused`, `re-issued`, `updated`, `message`, `complaint`, `decision`, `suspended`,
    /// `deleted`, `arrested` or `warrant`.
    pub event: String,
    /// `done`, `asked`, `refused`, `denied` or `conditional`.
    pub mode: String,
    /// The finding of a decision.
    pub detail: Option<String>,
    /// When, ISO 8601, as precise as written.
    pub date: Option<String>,
    /// `day`, `month`, `year` or `range`.
    pub precision: Option<String>,
    /// Who did it, where the paper tells: the country of a bureau, `ccf`, or `interpol` for the organisation itself.
    pub actor: Option<String>,
    /// Whether a notice or diffusion went out after one was deleted.
    pub after_deletion: bool,
    /// The numbers that it is about.
    pub numbers: Vec<String>,
    /// Where it stands, the sentence with the date first.
    pub sources: Vec<MatterSource>,
}

/// Where an event stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterSource {
    /// The id of the item.
    pub id: String,
    /// Its printed locator.
    pub locator: String,
    /// Where in the item.
    pub place: Option<String>,
    /// In which layer.
    pub layer: String,
    /// Where the date is from: the `sentence`; the `paper` that is the event; or `no-later-than`, the date of a paper
    /// that tells of it.
    pub dated_by: String,
    /// The sentence.
    pub text: String,
}

/// Two dates of what happens once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterConflict {
    /// What has several dates.
    pub event: String,
    /// Of which number.
    pub number: String,
    /// The dates, ISO 8601.
    pub dates: Vec<String>,
}

/// A long time of which nothing is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterGap {
    /// The date of the event before it.
    pub after: String,
    /// The date of the event behind it.
    pub before: String,
    /// How many days lie between.
    pub days: i64,
}

/// A paper of a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterPaper {
    /// The id of the item.
    pub id: String,
    /// Its printed locator.
    pub locator: String,
    /// The printed locators of the other items with the same content.
    pub copies: Vec<String>,
    /// The date of the paper, where its text or its mail header has one.
    pub date: Option<String>,
    /// What it is: `notice`, `diffusion`, `request`, `message`, `complaint`, `decision`, `letter` or `warrant`.
    pub kind: Option<String>,
    /// Why it is in the matter.
    pub grounds: Vec<MatterGround>,
    /// Who is who in it.
    pub people: Vec<MatterPerson>,
    /// The labelled fields of its form.
    pub record: Vec<RecordField>,
}

/// A person with what a paper tells that he is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterPerson {
    /// The name, as the paper has it.
    pub name: String,
    /// `subject`, `lawyer`, `officer`, `judge`, `prosecutor`, `witness`, `writer` or `addressee`.
    pub role: String,
    /// Where that stands.
    pub place: Option<String>,
}

/// What joins a paper to a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterGround {
    /// The kind of the key.
    pub kind: String,
    /// The key.
    pub value: String,
    /// The words of the paper that it is taken from.
    pub surface: String,
    /// Where they stand.
    pub place: Option<String>,
}

/// A labelled field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecordField {
    /// Which field: `control`, `file`, `subject`, `born` …
    pub field: String,
    /// What stands behind the label.
    pub value: String,
    /// Where it stands.
    pub place: Option<String>,
}

/// What may belong to a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatterSuggestion {
    /// What speaks for it, and why it is not joined.
    pub why: String,
    /// The key of another matter.
    pub matter: Option<String>,
    /// The id of a paper that is in no matter.
    pub id: Option<String>,
    /// Its printed locator.
    pub locator: Option<String>,
}
