//! What a content is with the text of its pictures.

use item::{
    EmptyReason, Extraction, Key, Layer, Mark, MarkKind, Outcome, PartialReason, Place, Segment,
    Warning, WarningCode,
};
use sandbox::engine::Reading;
use serde::{Deserialize, Serialize};

/// Words of which the engine is less sure than this, in percent, are marked.
const UNCERTAIN: u8 = 60;
/// Most marks of a text.
const MOST_MARKS: usize = 50_000;

/// What was read off a picture, as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) text: String,
    /// Of each word, where it begins and ends and how sure the engine is of it, in percent.
    pub(super) words: Vec<(u32, u32, u8)>,
    /// How sure it is on average.
    pub(super) confidence: u8,
    pub(super) languages: String,
}

impl Kept {
    pub(super) fn of(reading: Reading, languages: &[&str]) -> Self {
        let confidence = reading.confidence();
        let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let words = reading.words.iter();
        let words =
            words.map(|word| (small(word.range.start), small(word.range.end), word.confidence));
        let (words, languages) = (words.collect(), languages.join("+"));
        Self { text: reading.text, words, confidence, languages }
    }

    /// How much was read, and how surely.
    pub(super) fn worth(&self) -> usize {
        self.text.len() * usize::from(self.confidence)
    }
}

/// A picture that was read, and where it stands.
pub(super) struct Page {
    pub(super) place: Place,
    pub(super) kept: Kept,
}

/// Returns an extraction with what was read off its pictures, and what is doubtful of that. Mentions are left as they
/// were; they are recognised next.
pub(super) fn with_pages(
    mut extraction: Extraction,
    pages: Vec<Page>,
    warnings: Vec<Warning>,
    engine: &str,
) -> Extraction {
    note_engine(&mut extraction, &pages, engine);
    for page in pages {
        let at = place_of(&extraction.segments, &page.place);
        let segment = segment(page);
        if !segment.text.is_empty() {
            extraction.segments.insert(at, segment);
        }
    }
    extraction.warnings.retain(|warning| warning.code != WarningCode::AwaitingOcr);
    let is_whole = !warnings.iter().any(is_failure);
    extraction.warnings.extend(warnings);
    if extraction.outcome == Outcome::Partial(PartialReason::AwaitingOcr) {
        extraction.outcome = outcome(&extraction, is_whole);
    }
    extraction
}

fn is_failure(warning: &Warning) -> bool {
    matches!(
        warning.code,
        WarningCode::OcrFailed | WarningCode::PictureNotRead | WarningCode::PictureDropped
    )
}

fn outcome(extraction: &Extraction, is_whole: bool) -> Outcome {
    let is_text = |segment: &Segment| segment.is_content() && segment.has_text();
    if !is_whole {
        return Outcome::Partial(PartialReason::OcrFailed);
    }
    if extraction.children.is_empty() && !extraction.segments.iter().any(is_text) {
        return Outcome::Empty(EmptyReason::NoText);
    }
    Outcome::Extracted
}

/// Returns where the text of a picture goes among the others: after those of its page and of the pages before it, and
/// before names and properties.
fn place_of(segments: &[Segment], place: &Place) -> usize {
    let follows = |segment: &Segment| {
        matches!(segment.layer, Layer::Metadata | Layer::Name)
            || matches!((&segment.place, place), (Place::Page(one), Place::Page(this)) if one > this)
    };
    segments.iter().position(follows).unwrap_or(segments.len())
}

fn segment(Page { place, kept }: Page) -> Segment {
    let uncertain = kept.words.iter().filter(|(_, _, confidence)| *confidence < UNCERTAIN);
    let marks = uncertain.take(MOST_MARKS).map(|(start, end, _)| Mark {
        start: *start as usize,
        end: *end as usize,
        kind: MarkKind::Uncertain,
        author: None,
        date: None,
    });
    Segment { marks: marks.collect(), ..Segment::new(place, Layer::Ocr, kept.text) }
}

/// Notes which program read the pictures, in which languages, and how sure it was.
fn note_engine(extraction: &mut Extraction, pages: &[Page], engine: &str) {
    let words: Vec<&(u32, u32, u8)> = pages.iter().flat_map(|page| &page.kept.words).collect();
    if words.is_empty() {
        return;
    }
    let mut languages: Vec<&str> = pages.iter().map(|page| page.kept.languages.as_str()).collect();
    languages.sort_unstable();
    languages.dedup();
    let sum: u64 = words.iter().map(|(_, _, confidence)| u64::from(*confidence)).sum();
    let average = sum / words.len() as u64;
    note(extraction, Key::OCR_ENGINE, format!("{engine} ({})", languages.join(", ")));
    note(extraction, Key::OCR_CONFIDENCE, average.to_string());
}

fn note(extraction: &mut Extraction, key: Key, value: String) {
    let place = Place::Field(key.name().to_owned());
    extraction.segments.push(Segment::new(place, Layer::Metadata, value.as_str()));
    extraction.metadata.insert(key, vec![value]);
}

#[cfg(test)]
mod tests {
    use item::{Basis, Identified};

    use super::*;

    fn waiting(segments: Vec<Segment>) -> Extraction {
        let identified =
            Identified { format: "pdf".into(), basis: Basis::Signature, warnings: Vec::new() };
        let outcome = Outcome::Partial(PartialReason::AwaitingOcr);
        let warnings = vec![Warning::new(WarningCode::AwaitingOcr, "pages 2")];
        Extraction { segments, warnings, ..Extraction::nothing(identified, outcome) }
    }

    fn page(number: u32, text: &str, confidence: u8) -> Page {
        let words = vec![(0, u32::try_from(text.len()).expect("short"), confidence)];
        let kept = Kept { text: text.to_owned(), words, confidence, languages: "eng".to_owned() };
        Page { place: Place::Page(number), kept }
    }

    #[test]
    fn the_text_of_a_page_stands_between_those_of_its_neighbours() {
        let body = |number| Segment::new(Place::Page(number), Layer::Body, "typed");
        let title = Segment::new(Place::Field("title".to_owned()), Layer::Metadata, "Annex");
        let before = waiting(vec![body(1), body(3), title]);
        let after = with_pages(before, vec![page(2, "scanned", 40)], Vec::new(), "engine 5");
        let order: Vec<&str> = after.segments.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(order, ["typed", "scanned", "typed", "Annex", "engine 5 (eng)", "40"]);
        assert_eq!(after.segments[1].marks[0].kind, MarkKind::Uncertain);
        assert_eq!((after.outcome, after.warnings.len()), (Outcome::Extracted, 0));
        assert_eq!(after.first(&Key::OCR_CONFIDENCE), Some("40"));
    }

    #[test]
    fn pictures_without_a_letter_leave_an_empty_item_and_broken_ones_a_partial_one() {
        let empty = with_pages(waiting(Vec::new()), Vec::new(), Vec::new(), "engine");
        assert_eq!(empty.outcome, Outcome::Empty(EmptyReason::NoText));
        let failed = vec![Warning::new(WarningCode::OcrFailed, "page 2")];
        let partial = with_pages(waiting(Vec::new()), vec![page(1, "a", 90)], failed, "engine");
        assert_eq!(partial.outcome, Outcome::Partial(PartialReason::OcrFailed));
    }

    #[test]
    fn what_is_missing_for_another_reason_stays_so() {
        let damaged = Outcome::Partial(PartialReason::Damaged);
        let before = Extraction { outcome: damaged, ..waiting(Vec::new()) };
        let after = with_pages(before, vec![page(1, "a", 90)], Vec::new(), "engine");
        assert_eq!((after.outcome, after.warnings.len()), (damaged, 0));
    }
}
