//! How segments are read: block by block, and what only the whole document can tell.

use item::{DateRole, Kind, Layer, Mention, Place, Segment};

use crate::block::{self, Memory};
use crate::cells::Cells;
use crate::columns;
use crate::document_date;
use crate::echo::Families;
use crate::finding::{DateCue, Finding};
use crate::form;
use crate::kinds::address;
use crate::numbered;
use crate::read::Read;
use crate::tagger::model::Model;
use crate::tagger::{KINDS, Tagger};

/// Finds mentions in segments. It remembers blocks that come again; its answers do not depend on what it read before.
#[derive(Default)]
pub struct Recogniser {
    memory: Memory,
    tagger: Tagger,
}

impl Recogniser {
    /// Makes a recogniser; its tables are read when the first text is.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a recogniser that reads names by another model than the embedded one.
    pub(crate) fn with(model: &'static Model) -> Self {
        Self { memory: Memory::default(), tagger: Tagger::new(model) }
    }

    /// Returns the mentions of an item's segments, by segment, start, end and kind.
    ///
    /// Offsets are bytes of the segment's text. A date written in figures that could be two dates is read in the order
    /// that the unambiguous ones of all segments have.
    pub fn mentions(&mut self, segments: &[Segment]) -> Vec<Mention> {
        let read: Vec<Read> = segments.iter().map(|segment| self.read(segment)).collect();
        let month_first = month_first(&read);
        let mut families = Families::default();
        read.iter().flat_map(Read::findings).for_each(|(_, finding)| families.learn(finding));
        let mut fields = Vec::new();
        let cells: Vec<Cells> = (0..)
            .zip(segments.iter().zip(&read))
            .map(|(number, (segment, read))| {
                let mut cells = columns::read(&segment.text);
                fields.extend(form::enter(number, segment, read, &mut cells));
                cells
            })
            .collect();
        let chosen = document_date::choose(segments, &read, &cells);
        let day = document_date::sent(segments).or(chosen.as_ref().map(document_date::Chosen::day));
        let mut mentions = Vec::new();
        for (number, (segment, (read, cells))) in
            (0..).zip(segments.iter().zip(read.iter().zip(&cells)))
        {
            let again = read.named_again(&segment.text, &mut families);
            let again = again.iter().map(|(start, finding)| (*start, finding));
            let found = read.findings().chain(again).filter(|(start, finding)| {
                let bytes = start + finding.start..start + finding.end;
                let is_of_cell = KINDS.contains(&finding.kind) && cells.has_person_at(&bytes)
                    || numbered::OF_COLUMNS.contains(&finding.kind) && cells.has_number_at(&bytes);
                !is_of_cell
            });
            let of_cells = [&cells.persons, &cells.countries, &cells.places, &cells.numbers];
            let of_cells = of_cells.into_iter().flatten();
            let found = found.chain(of_cells.map(|finding| (0, finding)));
            mentions.extend(found.filter_map(|(start, finding)| {
                let mut mention = mention(segment, number, start, finding, month_first);
                if let Some(cue @ (DateCue::OfDocument(_) | DateCue::FromDocument(_))) =
                    finding.date_cue
                {
                    if is_quoted(&segment.text, mention.start) {
                        return None;
                    }
                    mention.normal = document_date::resolved(day?, cue, &finding.normal)?;
                }
                if mention.kind == Kind::Date && cells.has_birth_at(mention.start) {
                    mention.role = Some(DateRole::Birth);
                }
                Some(mention)
            }));
        }
        if let Some(chosen) = chosen {
            let is_chosen = |mention: &&mut Mention| chosen.is(mention);
            mentions
                .iter_mut()
                .filter(is_chosen)
                .for_each(|date| date.role = Some(DateRole::Document));
        }
        mentions.sort_by(|a, b| order(a).cmp(&order(b)));
        form::join_fields(segments, &fields, &mut mentions);
        mentions
    }

    fn read(&mut self, segment: &Segment) -> Read {
        let mut read = Read { starts: Vec::new(), readings: Vec::new() };
        let is_id = matches!(&segment.place, Place::Field(key) if address::is_id_field(key));
        // Stray letters of an unknown format form names by chance.
        if is_id || segment.layer == Layer::Raw {
            return read;
        }
        let text = &segment.text;
        for range in block::blocks(text) {
            read.starts.push(range.start);
            read.readings.push(self.memory.read(&text[range], &mut self.tagger));
        }
        read
    }
}

/// Returns the mentions of one text, as if it were the body of an item.
pub fn recognise(text: &str) -> Vec<Mention> {
    Recogniser::new().mentions(&[Segment::new(Place::Whole, Layer::Body, text)])
}

/// Tells whether a byte stands in a line of another mail, which has a date of its own.
fn is_quoted(text: &str, at: usize) -> bool {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    line.trim_start().starts_with('>')
}

fn order(mention: &Mention) -> (u32, usize, usize, &str, &str) {
    (mention.segment, mention.start, mention.end, mention.kind.name(), &mention.normal)
}

/// Tells whether the dates of a document that have one reading put the month first.
fn month_first(read: &[Read]) -> Option<bool> {
    let (mut day, mut month) = (0_usize, 0_usize);
    for reading in read.iter().flat_map(|read| &read.readings) {
        day += reading.day_first;
        month += reading.month_first;
    }
    (day != month).then_some(month > day)
}

fn mention(
    segment: &Segment,
    number: u32,
    start: usize,
    finding: &Finding,
    month_first: Option<bool>,
) -> Mention {
    let (start, end) = (start + finding.start, start + finding.end);
    let mut mention = Mention {
        kind: finding.kind,
        surface: segment.text[start..end].to_owned(),
        normal: finding.normal.clone(),
        start,
        end,
        segment: number,
        place: segment.place.clone(),
        layer: segment.layer,
        confidence: finding.confidence,
        alternatives: finding.alternatives.clone(),
        keys: finding.keys.clone(),
        role: (finding.date_cue == Some(DateCue::Birth)).then_some(DateRole::Birth),
    };
    if let (Kind::Date, [_, swapped]) = (finding.kind, finding.alternatives.as_slice()) {
        settle(&mut mention, swapped.clone(), month_first);
    }
    mention
}

/// Chooses between the two readings of a date, of which the first puts the day first.
fn settle(mention: &mut Mention, swapped: String, month_first: Option<bool>) {
    if month_first == Some(true) {
        mention.normal = swapped;
    }
    if month_first.is_some() {
        mention.confidence = 0.8;
    }
}
