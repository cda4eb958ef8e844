//! A printed form as labelled fields: what stands behind `Control No.:`, `Фамилия:`, `تاريخ الولادة:`.

use std::sync::LazyLock;

use entities::{Field, is_of_paper};
use item::{Kind, Mention, Place, Segment};

use crate::table::{self, Phrases};

/// The fields that each hold a part of a name, in the order of a whole one.
const NAME_PARTS: [&str; 3] = ["family", "given", "patronymic"];
/// How many fields farther on the next part of a name stands at most.
const PARTS_APART: usize = 3;
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
        let fields = entities::fields(segments);
        let kind = kind(segments, mentions, &fields);
        Self { kind, fields }
    }

    /// Returns the first field of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns the date of the paper itself.
    pub fn date(&self) -> Option<&Field> {
        let of_warrant = self.date_of_warrant();
        self.fields.iter().find(|field| field.name == "date" && of_warrant != Some(field))
    }

    /// Returns the date right behind a warrant, which is that of the warrant.
    pub(crate) fn date_of_warrant(&self) -> Option<&Field> {
        let mut pairs = self.fields.windows(2);
        pairs.find(|pair| pair[0].name == "warrant" && pair[1].name == "date").map(|pair| &pair[1])
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
        // `اسم الأب` may stand before the name of a father and before all of his names, which are no part of this one
        let is_one = |field: &&Field| {
            field.name != NAME_PARTS[2] || field.value.split_whitespace().count() == 1
        };
        let parts = NAME_PARTS[1..].iter().filter_map(|name| part(name));
        let parts = parts.filter(is_name).filter(is_one);
        let whole = parts.fold(family.value.clone(), |whole, part| whole + " " + &part.value);
        (whole != family.value).then_some(whole)
    }
}

/// Tells whether numbers of a segment are those of the paper: what it has to read, and the subject of a mail.
pub(crate) fn has_numbers(segment: &Segment) -> bool {
    is_of_paper(segment) || segment.place == Place::Field("subject".to_owned())
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
