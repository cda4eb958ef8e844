//! A printed form as labelled fields: what stands behind `Control No.:`, `Фамилия:`, `تاريخ الولادة:`.

use std::ops::Range;
use std::sync::LazyLock;

use item::{Kind, Layer, Mention, Place, Segment};

use crate::line::{self, Labelled};
use crate::table::{self, Phrases};

/// The longest value that is kept, in bytes.
const LONGEST_VALUE: usize = 600;
/// The fields that each hold a part of a name, in the order of a whole one.
const NAME_PARTS: [&str; 3] = ["family", "given", "patronymic"];
/// How many fields farther on the next part of a name stands at most.
const PARTS_APART: usize = 3;
/// The longest heading, in words.
const HEADING_WORDS: usize = 8;
/// How many lines of a page may stand before what goes on from the page before.
const PAGE_HEAD: usize = 4;
/// Words before the number of a page, folded.
const PAGES: [&str; 6] = ["page", "pagina", "p", "страница", "стр", "صفحة"];
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
        let mut fields: Vec<Field> = Vec::new();
        for (number, segment) in readable {
            let mut of_segment = fields_of(number, segment);
            over_page(&mut fields, number, segment, of_segment.first());
            fields.append(&mut of_segment);
        }
        // a dash or a rule stands where nothing is filled in
        fields.retain(|field| field.value.contains(char::is_alphanumeric));
        let kind = kind(segments, mentions, &fields);
        Self { kind, fields }
    }

    /// Returns the first field of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the field whose value holds a mention.
    pub fn around(&self, mention: &Mention) -> Option<&Field> {
        self.place_around(mention).map(|at| &self.fields[at])
    }

    /// Returns the place of the field whose value holds a mention.
    pub(crate) fn place_around(&self, mention: &Mention) -> Option<usize> {
        let begins = |field: &Field| (field.segment, field.start);
        let place = (mention.segment, mention.start);
        let behind = self.fields.partition_point(|field| begins(field) <= place);
        behind.checked_sub(1).filter(|at| self.fields[*at].holds(mention))
    }
}

impl Record {
    /// Returns for each field the whole name that it is a part of, where a form has the parts in fields of their own; the family
    /// name stands first.
    pub(crate) fn whole_names(&self) -> Vec<Option<String>> {
        let mut names = vec![None; self.fields.len()];
        let mut group: Vec<usize> = Vec::new();
        for (at, field) in self.fields.iter().enumerate() {
            if !NAME_PARTS.contains(&field.name) {
                continue;
            }
            let is_near = group.last().is_none_or(|last| at - last <= PARTS_APART);
            if !is_near || group.iter().any(|known| self.fields[*known].name == field.name) {
                group.clear();
            }
            group.push(at);
            let whole = self.whole_name(&group);
            for part in &group {
                names[*part].clone_from(&whole);
            }
        }
        names
    }

    /// Returns the name that fields make of which each holds another part of it.
    fn whole_name(&self, group: &[usize]) -> Option<String> {
        let part = |name| group.iter().map(|at| &self.fields[*at]).find(|field| field.name == name);
        let is_name =
            |field: &&Field| !field.value.contains(|sign: char| sign == '\n' || sign.is_numeric());
        let family = part(NAME_PARTS[0]).filter(is_name)?;
        let parts = NAME_PARTS[1..].iter().filter_map(|name| part(name)).filter(is_name);
        let whole = parts.fold(family.value.clone(), |whole, part| whole + " " + &part.value);
        (whole != family.value).then_some(whole)
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

/// Gives the last label of a page its value at the top of the next one, where a page number may stand before it and no label.
fn over_page(fields: &mut [Field], number: u32, segment: &Segment, first: Option<&Field>) {
    let Some(last) =
        fields.last_mut().filter(|last| last.value.is_empty() && last.layer == segment.layer)
    else {
        return;
    };
    let mut at = 0;
    for line in segment.text.split_inclusive('\n').take(PAGE_HEAD) {
        let start = at;
        at += line.len();
        if first.is_some_and(|first| first.start <= at) || line::is_sentence(line) {
            return;
        }
        if !line.trim().is_empty() && line.contains(char::is_alphabetic) && !is_page_number(line) {
            (last.segment, last.place) = (number, segment.place.clone());
            let blank = line.len() - line.trim_start().len();
            (last.start, last.end) = (start + blank, start + line.trim_end().len());
            segment.text[last.start..last.end].clone_into(&mut last.value);
            return;
        }
    }
}

/// Tells whether a line is the head or the foot of a page.
fn begins_page(line: &str) -> bool {
    line.starts_with('\u{c}') || is_page_number(line)
}

/// Tells whether a line is the number of a page: `Page 2 of 3`, `- 2 -`.
fn is_page_number(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let bare = line.trim().trim_matches(['-', '–', '—', ' ']);
    let is_bare = bare.len() < line.trim().len() && bare.chars().all(char::is_numeric);
    is_bare && !bare.is_empty()
        || words <= 4
            && line.contains(char::is_numeric)
            && PAGES.contains(&table::folded(line).split(' ').next().unwrap_or_default())
}

fn fields_of(number: u32, segment: &Segment) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    // The labels of a row that wait for their values in the row beneath, and the last line without a label.
    let (mut heads, mut over) = (0..0, 0..0);
    let mut at = 0;
    for line in segment.text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if line::is_rule(line) {
            go_over(&mut fields, segment, start..at);
            continue;
        }
        let labels = line::labelled(line);
        let row = std::mem::replace(&mut heads, 0..0);
        if labels.is_empty() && fill(&mut fields[row.clone()], line, start) {
            over = 0..0;
            continue;
        }
        take_from_above(&mut fields, row, segment, &over);
        if labels.is_empty() {
            go_on(&mut fields, segment, line, start);
            over = start..at;
            continue;
        }
        let is_head = |label: &Labelled| line[label.value.clone()].trim().is_empty();
        let are_heads = labels.iter().all(is_head);
        let row = fields.len()..fields.len() + labels.len();
        fields.extend(labels.into_iter().map(|label| Field {
            name: label.name,
            value: String::new(),
            segment: number,
            start: start + label.value.start,
            end: start + label.value.end,
            place: segment.place.clone(),
            layer: segment.layer,
        }));
        if are_heads && line::is_in_brackets(line) {
            take_from_above(&mut fields, row, segment, &over);
        } else if are_heads && row.len() > 1 {
            heads = row;
        }
        // what has a colon labels nothing over it
        if heads.is_empty() || line.contains(':') {
            over = 0..0;
        }
    }
    take_from_above(&mut fields, heads, segment, &over);
    for field in &mut fields {
        // the border of a table behind its last cell is no part of it
        let value = segment.text[field.start..field.end].trim_end();
        field.end = field.start + value.trim_end_matches([' ', '|']).len();
        segment.text[field.start..field.end].trim().clone_into(&mut field.value);
    }
    // The last one may have its value on the next page.
    let last = fields.len().saturating_sub(1);
    let mut place = 0;
    fields.retain(|field| {
        place += 1;
        !field.value.is_empty() || place > last
    });
    fields
}

/// Gives labels that stand beneath their values the cells of the line over them, which the field before them then has not.
fn take_from_above(
    fields: &mut [Field],
    row: Range<usize>,
    segment: &Segment,
    over: &Range<usize>,
) {
    let line = &segment.text[over.clone()];
    let (before, labels) = fields.split_at_mut(row.start);
    let is_value = !line.trim().is_empty() && !line::is_sentence(line);
    if is_value
        && fill(&mut labels[..row.len()], line, over.start)
        && let Some(last) = before.last_mut().filter(|last| last.end == over.end)
    {
        last.end = over.start.max(last.start);
    }
}

/// Lets a value begin behind a rule, or go on over it where it is told in sentences.
fn go_over(fields: &mut [Field], segment: &Segment, rule: Range<usize>) {
    let Some(last) = fields.last_mut().filter(|last| last.end == rule.start) else { return };
    if segment.text[last.start..last.end].trim().is_empty() {
        (last.start, last.end) = (rule.end, rule.end);
    } else if is_told_in_sentences(last.name) {
        last.end = rule.end;
    }
}

/// Gives labels of a row the values of the row beneath, where it has as many cells.
fn fill(heads: &mut [Field], line: &str, start: usize) -> bool {
    let cells = line::cells(line);
    let fits = !heads.is_empty() && cells.len() == heads.len();
    if fits {
        for (field, cell) in heads.iter_mut().zip(cells) {
            (field.start, field.end) = (start + cell.start, start + cell.end);
        }
    }
    fits
}

/// Lets the last value go on over a line that has no label: up to a blank line, or a sentence that is none.
fn go_on(fields: &mut [Field], segment: &Segment, line: &str, start: usize) {
    let Some(last) = fields.last_mut().filter(|last| last.end == start) else { return };
    let is_empty = segment.text[last.start..start].trim().is_empty();
    let is_more = !line.trim().is_empty() || is_empty;
    let is_another =
        line::is_sentence(line) || line::is_of_another_field(line) || begins_page(line);
    let is_another = is_another && !is_told_in_sentences(last.name);
    if is_more && !is_another && start + line.len() - last.start <= LONGEST_VALUE {
        last.end = start + line.len();
    }
}

/// Tells whether the value of a field is told in sentences.
fn is_told_in_sentences(field: &str) -> bool {
    matches!(
        field,
        "facts" | "charge" | "law" | "warrant" | "penalty" | "action" | "visit" | "case"
    )
}

/// Returns the bureau that stands over the addressee, as on a letter.
pub(crate) fn letterhead<'m>(mentions: &'m [Mention], fields: &[Field]) -> Option<&'m Mention> {
    let to = fields.iter().find(|field| field.name == "to")?;
    let bureau = mentions.iter().find(|mention| mention.kind == Kind::Ncb)?;
    (bureau.segment == to.segment && bureau.end <= to.start).then_some(bureau)
}

/// Tells what a paper is by its first lines, its fields and what it names.
fn kind(segments: &[Segment], mentions: &[Mention], fields: &[Field]) -> Option<PaperKind> {
    let has = |name: &str| fields.iter().any(|field| field.name == name);
    let head = segments.iter().find(|segment| is_of_paper(segment) && segment.has_text())?;
    let lines = head.text.lines().filter(|line| !line.trim().is_empty()).take(HEAD_LINES);
    let lines: Vec<String> = lines.map(table::folded).collect();
    // Any paper may speak of a warrant, a message, a request or a complaint: one that is one has the word for a heading, or begins a line
    // with it.
    let is_heading = |line: &&String| line.split(' ').count() <= HEADING_WORDS;
    let is_headed = |kind: PaperKind| {
        lines.iter().filter(is_heading).any(|line| PAPERS.held(line).any(|(_, held)| held == kind))
    };
    let begins =
        |kind: PaperKind| lines.iter().any(|line| PAPERS.first(line).any(|(_, held)| held == kind));
    let may_be = |(_, kind): &(usize, PaperKind)| match kind {
        PaperKind::Warrant => is_headed(*kind),
        PaperKind::Message | PaperKind::Complaint | PaperKind::Request => {
            is_headed(*kind) || begins(*kind)
        }
        _ => true,
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
    let has_sender = || has("from") || letterhead(mentions, fields).is_some();
    told.or_else(|| (has("to") && has_sender()).then_some(PaperKind::Message))
}
