//! A printed form as labelled fields: what stands behind `Control No.:`, `Фамилия:`, `تاريخ الولادة:`.

use std::collections::HashMap;
use std::sync::LazyLock;

use item::{Kind, Layer, Mention, Place, Segment};

use crate::table::{self, Phrases};

/// The longest label, in bytes.
const LONGEST_LABEL: usize = 120;
/// The longest value that is kept, in bytes.
const LONGEST_VALUE: usize = 600;
/// The longest line without a colon that is a label and a date, in words: `Published on 1 June 2020.`
const DATED_LINE: usize = 8;
/// A line of fewer words that ends in a full stop may end in an abbreviation.
const SENTENCE_WORDS: usize = 5;
/// The longest heading, in words.
const HEADING_WORDS: usize = 8;
/// How many lines tell what a paper is.
const HEAD_LINES: usize = 6;

/// What a paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaperKind {
    /// The form of a notice.
    Notice,
    /// The form of a diffusion.
    Diffusion,
    /// A bureau asks for a notice or diffusion.
    Request,
    /// A message between bureaus, or to and from the General Secretariat.
    Message,
    /// A complaint or request to the Commission.
    Complaint,
    /// A decision of the Commission.
    Decision,
    /// A letter of the Commission, or to it.
    Letter,
    /// A warrant.
    Warrant,
}

impl PaperKind {
    /// Returns the name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Diffusion => "diffusion",
            Self::Request => "request",
            Self::Message => "message",
            Self::Complaint => "complaint",
            Self::Decision => "decision",
            Self::Letter => "letter",
            Self::Warrant => "warrant",
        }
    }
}

/// One labelled field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is, as the first column of the table of labels has it.
    pub name: &'static str,
    /// What stands behind the label, up to 600 bytes.
    pub value: String,
    /// In which segment it stands.
    pub segment: u32,
    /// The bytes of its value in the text of the segment.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// Where the segment stands.
    pub place: Place,
    /// The layer of the segment.
    pub layer: Layer,
}

/// A paper as a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// What the paper is, where that shows.
    pub kind: Option<PaperKind>,
    /// Its fields, in the order of the text.
    pub fields: Vec<Field>,
}

static LABELS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../data/labels.tsv"));
    rows.flat_map(|(field, labels)| labels.into_iter().map(move |label| (label, field))).collect()
});

/// Words before a date that label it without a colon.
static OPENINGS: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    let rows = table::rows(include_str!("../data/openings.tsv"));
    rows.flat_map(|(field, words)| words.into_iter().map(move |words| (field, words))).collect()
});

/// What a paper is by its first lines; where several rows fit, the first of them counts.
static PAPERS: LazyLock<Phrases<(usize, PaperKind)>> = LazyLock::new(|| {
    let mut papers = Phrases::default();
    for (row, (kind, phrases)) in table::rows(include_str!("../data/papers.tsv")).enumerate() {
        let kind = match kind {
            "decision" => PaperKind::Decision,
            "complaint" => PaperKind::Complaint,
            "request" => PaperKind::Request,
            "warrant" => PaperKind::Warrant,
            "letter" => PaperKind::Letter,
            _ => PaperKind::Message,
        };
        for phrase in phrases {
            papers.add(phrase, (row, kind));
        }
    }
    papers
});

impl Record {
    /// Reads the form that segments hold.
    pub fn read(segments: &[Segment], mentions: &[Mention]) -> Self {
        let readable = (0..).zip(segments).filter(|(_, segment)| is_of_paper(segment));
        let fields: Vec<Field> =
            readable.flat_map(|(number, segment)| fields(number, segment)).collect();
        let kind = kind(segments, mentions, &fields);
        Self { kind, fields }
    }

    /// Returns the first field of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the field whose value holds a mention.
    pub fn around(&self, mention: &Mention) -> Option<&Field> {
        let begins = |field: &Field| (field.segment, field.start);
        let place = (mention.segment, mention.start);
        let behind = self.fields.partition_point(|field| begins(field) <= place);
        self.fields[..behind].last().filter(|field| field.holds(mention))
    }
}

impl Field {
    /// Tells whether a mention stands in the value.
    pub fn holds(&self, mention: &Mention) -> bool {
        (self.start..self.end).contains(&mention.start) && self.segment == mention.segment
    }
}

/// Tells whether numbers of a segment are those of the paper: what it has to read, and the subject of a mail.
pub(crate) fn has_numbers(segment: &Segment) -> bool {
    is_of_paper(segment) || segment.place == Place::Field("subject".to_owned())
}

/// Tells whether a segment is what the paper itself has to read.
pub(crate) fn is_of_paper(segment: &Segment) -> bool {
    !matches!(segment.layer, Layer::Metadata | Layer::EarlierRevision)
        && !matches!(segment.place, Place::Field(_))
}

fn fields(number: u32, segment: &Segment) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut at = 0;
    for line in segment.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if let Some((name, value)) = labelled(line) {
            fields.push(Field {
                name,
                value: String::new(),
                segment: number,
                start: start + value,
                end: at,
                place: segment.place.clone(),
                layer: segment.layer,
            });
        } else if let Some(last) = fields.last_mut().filter(|last| last.end == start) {
            // A value goes on over the end of its line, up to a blank line or a sentence that is none.
            if is_sentence(line) && !is_told_in_sentences(last.name) {
                continue;
            }
            let is_empty = segment.text[last.start..start].trim().is_empty();
            if (!line.trim().is_empty() || is_empty) && at - last.start <= LONGEST_VALUE {
                last.end = at;
            }
        }
    }
    for field in &mut fields {
        segment.text[field.start..field.end].trim().clone_into(&mut field.value);
    }
    fields.retain(|field| !field.value.is_empty());
    fields
}

/// Tells whether a line is a sentence, and no name, number or place.
fn is_sentence(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with('.') && line.split_whitespace().count() >= SENTENCE_WORDS
}

/// Tells whether the value of a field is told in sentences.
fn is_told_in_sentences(field: &str) -> bool {
    matches!(
        field,
        "facts" | "charge" | "law" | "warrant" | "penalty" | "action" | "visit" | "case"
    )
}

/// Returns the field that a line begins with, and where its value begins.
fn labelled(line: &str) -> Option<(&'static str, usize)> {
    let mut ends = line.match_indices([':', '\t', '|', '：']).take(3);
    let labelled =
        ends.by_ref().take_while(|(at, _)| *at <= LONGEST_LABEL).find_map(|(at, sign)| {
            let name = LABELS.get(&table::folded(&line[..at]))?;
            Some((*name, at + sign.len()))
        });
    labelled.or_else(|| dated(line))
}

/// Returns the field of a line that is a label and a date and has no colon, and where the date begins.
fn dated(line: &str) -> Option<(&'static str, usize)> {
    let digit = line.find(char::is_numeric).filter(|at| *at <= LONGEST_LABEL)?;
    let words = table::folded(&line[..digit]);
    let (name, _) = OPENINGS.iter().find(|(_, opening)| *opening == words)?;
    (line.split_whitespace().count() <= DATED_LINE).then_some((*name, digit))
}

/// Tells what a paper is by its first lines, its fields and what it names.
fn kind(segments: &[Segment], mentions: &[Mention], fields: &[Field]) -> Option<PaperKind> {
    let has = |name: &str| fields.iter().any(|field| field.name == name);
    let head = segments.iter().find(|segment| is_of_paper(segment) && segment.has_text())?;
    let lines = head.text.lines().filter(|line| !line.trim().is_empty()).take(HEAD_LINES);
    let lines: Vec<String> = lines.map(table::folded).collect();
    // Any paper may speak of a warrant: one that is a warrant has the word for a heading.
    let is_heading = |line: &&String| line.split(' ').count() <= HEADING_WORDS;
    let is_headed = |kind: PaperKind| {
        lines.iter().filter(is_heading).any(|line| PAPERS.held(line).any(|(_, held)| held == kind))
    };
    let may_be = |(_, kind): &(usize, PaperKind)| {
        *kind != PaperKind::Warrant || is_headed(PaperKind::Warrant)
    };
    let head = lines.join(" ");
    let told = PAPERS.held(&head).filter(may_be).min_by_key(|(row, _)| *row).map(|(_, kind)| kind);
    let names = |kind: Kind| mentions.iter().find(|mention| mention.kind == kind);
    // What the Commission decides, and what is asked of it or of a bureau, names person and number as a form does.
    let is_of_its_own =
        matches!(told, Some(PaperKind::Request | PaperKind::Decision | PaperKind::Complaint));
    let is_form = has("control") && (has("family") || has("subject"));
    if is_form && !is_of_its_own {
        let is_diffusion =
            names(Kind::Notice).is_some_and(|notice| notice.normal.contains("diffusion"));
        return Some(if is_diffusion { PaperKind::Diffusion } else { PaperKind::Notice });
    }
    let finds = |mention: &Mention| {
        mention.kind == Kind::Status
            && matches!(mention.normal.as_str(), "compliant" | "not-compliant")
    };
    if names(Kind::Ccf).is_some() && has("reference") {
        return Some(match told {
            Some(PaperKind::Complaint) => PaperKind::Complaint,
            Some(PaperKind::Decision) => PaperKind::Decision,
            Some(PaperKind::Letter) => PaperKind::Letter,
            _ if mentions.iter().any(finds) => PaperKind::Decision,
            _ => PaperKind::Letter,
        });
    }
    told.or_else(|| (has("from") && has("to")).then_some(PaperKind::Message))
}
