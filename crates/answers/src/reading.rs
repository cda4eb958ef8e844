//! The text of an item, page by page, with what is named in it and what a query finds in it.

use item::{Extraction, Mark, Mention, Segment};
use ledger::ItemRow;
use serde::Serialize;

use crate::{Dossier, Error, printed_place};

/// How many bytes of text a page holds at most; within this, every match of a query is found.
const PAGE: usize = 32_000;
/// A page is rather ended at a line end in its last part of this size, in bytes.
const SLACK: usize = 4_000;

/// A page of the text of an item.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextPage {
    /// Which page this is, counted from 1.
    pub page: usize,
    /// How many pages there are; 0 where there is no text.
    pub pages: usize,
    /// The texts of the page, in reading order.
    pub segments: Vec<Part>,
}

/// A text, or a part of a long one.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// Which text of the item this is, or is a part of, counted from 0.
    pub segment: usize,
    /// Byte offset of this part in that text.
    pub offset: usize,
    /// Where it stands; nothing for the item as a whole.
    pub place: Option<String>,
    /// Its layer.
    pub layer: String,
    /// The text.
    pub text: String,
    /// Ranges of `text` with a meaning of their own.
    pub marks: Vec<Mark>,
    /// What is named in `text`.
    pub mentions: Vec<PartMention>,
    /// Byte ranges of `text` that the query asks for.
    pub highlights: Vec<[usize; 2]>,
}

/// A mention with its byte range in the text that it stands beside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartMention {
    /// The kind.
    pub kind: item::Kind,
    /// The normal form.
    pub normal: String,
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset after the last byte.
    pub end: usize,
}

impl Dossier {
    /// Returns a page of the text of an item without its properties, with what `query` asks for in it.
    ///
    /// Without a page, the first one that holds what the query asks for, else the first. A page beyond the last is the
    /// last.
    pub fn text_page(
        &self,
        item: &ItemRow,
        query: Option<&str>,
        page: Option<usize>,
    ) -> Result<TextPage, Error> {
        let extraction = self.extraction(item)?;
        Ok(extraction.map_or_else(TextPage::none, |extraction| of(&extraction, query, page)))
    }
}

impl TextPage {
    fn none() -> Self {
        Self { page: 1, pages: 0, segments: Vec::new() }
    }
}

fn of(extraction: &Extraction, query: Option<&str>, page: Option<usize>) -> TextPage {
    let query = query.map(|text| search::Snippets::new(&search::parse(text).query));
    let pages = pages(&extraction.segments);
    let first_found = || {
        let query = query.as_ref()?;
        let (segment, range) = query.first_in(&extraction.segments, &extraction.mentions)?;
        page_of(&pages, segment, range.start)
    };
    let number = page.map(|page| page.saturating_sub(1)).or_else(first_found).unwrap_or(0);
    let number = number.min(pages.len().saturating_sub(1));
    let Some(cuts) = pages.get(number) else { return TextPage::none() };
    let mut parts: Vec<Part> = cuts.iter().map(|cut| part(extraction, cut)).collect();
    if let Some(query) = query {
        highlight(&query, extraction, cuts, &mut parts);
    }
    TextPage { page: number + 1, pages: pages.len(), segments: parts }
}

/// Which bytes of which segment.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cut {
    segment: usize,
    start: usize,
    end: usize,
}

impl Cut {
    /// Returns a range of the segment as a range of the cut, if it has bytes there.
    fn clip(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let (start, end) = (start.max(self.start), end.min(self.end));
        (start < end).then(|| (start - self.start, end - self.start))
    }
}

/// Cuts the texts that are no properties into pages.
fn pages(segments: &[Segment]) -> Vec<Vec<Cut>> {
    let mut pages = Vec::new();
    let mut page = Vec::new();
    let mut room = PAGE;
    let texts = segments.iter().enumerate();
    for (number, segment) in texts.filter(|(_, one)| one.is_content()) {
        let mut start = 0;
        while start < segment.text.len() {
            let end = start + fitting(&segment.text[start..], room);
            if end > start {
                page.push(Cut { segment: number, start, end });
            }
            room = room.saturating_sub(end - start);
            start = end;
            if start < segment.text.len() || room == 0 {
                pages.push(std::mem::take(&mut page));
                room = PAGE;
            }
        }
    }
    pages.push(page);
    pages.retain(|page| !page.is_empty());
    pages
}

/// Returns how many bytes of `text` fit into `room`, up to a line end where one is near.
fn fitting(text: &str, room: usize) -> usize {
    if text.len() <= room {
        return text.len();
    }
    let most = text.floor_char_boundary(room);
    let near = text.floor_char_boundary(most.saturating_sub(SLACK));
    text[near..most].rfind('\n').map_or(most, |at| near + at + 1)
}

fn page_of(pages: &[Vec<Cut>], segment: usize, at: usize) -> Option<usize> {
    let holds = |cut: &Cut| cut.segment == segment && (cut.start..cut.end).contains(&at);
    pages.iter().position(|page| page.iter().any(holds))
}

fn part(extraction: &Extraction, cut: &Cut) -> Part {
    let segment = &extraction.segments[cut.segment];
    let clip = |mark: &Mark| {
        let (start, end) = cut.clip(mark.start, mark.end)?;
        Some(Mark { start, end, ..mark.clone() })
    };
    Part {
        segment: cut.segment,
        offset: cut.start,
        place: printed_place(&segment.place),
        layer: segment.layer.to_string(),
        text: segment.text[cut.start..cut.end].to_owned(),
        marks: segment.marks.iter().filter_map(clip).collect(),
        mentions: mentions_in(extraction, cut)
            .map(|(mention, (start, end))| PartMention {
                kind: mention.kind,
                normal: mention.normal.clone(),
                start,
                end,
            })
            .collect(),
        highlights: Vec::new(),
    }
}

fn mentions_in<'e>(
    extraction: &'e Extraction,
    cut: &'e Cut,
) -> impl Iterator<Item = (&'e Mention, (usize, usize))> {
    let segment = u32::try_from(cut.segment).unwrap_or(u32::MAX);
    let clip = |mention: &'e Mention| Some((mention, cut.clip(mention.start, mention.end)?));
    extraction.mentions_of(segment).iter().filter_map(clip)
}

/// Notes what a query asks for in the parts of a page.
fn highlight(query: &search::Snippets, extraction: &Extraction, cuts: &[Cut], parts: &mut [Part]) {
    let segment = |(part, cut): (&Part, &Cut)| Segment {
        place: extraction.segments[cut.segment].place.clone(),
        layer: extraction.segments[cut.segment].layer,
        text: part.text.clone(),
        marks: Vec::new(),
    };
    let segments: Vec<Segment> = parts.iter().zip(cuts).map(segment).collect();
    let in_part = |(number, cut): (u32, &Cut)| -> Vec<Mention> {
        let moved = |(mention, (start, end)): (&Mention, (usize, usize))| Mention {
            segment: number,
            start,
            end,
            ..mention.clone()
        };
        mentions_in(extraction, cut).map(moved).collect()
    };
    let mentions: Vec<Mention> = (0..).zip(cuts).flat_map(in_part).collect();
    for (number, range) in query.all_in(&segments, &mentions) {
        let highlights = &mut parts[number].highlights;
        match highlights.last_mut() {
            Some(last) if range.start <= last[1] => last[1] = last[1].max(range.end),
            _ => highlights.push([range.start, range.end]),
        }
    }
}

#[cfg(test)]
mod tests {
    use item::{Basis, Identified, Outcome, Place};

    use super::*;

    fn extraction(texts: &[&str]) -> Extraction {
        let identified =
            Identified { format: "text".into(), basis: Basis::None, warnings: Vec::new() };
        let segment = |text: &&str| Segment::new(Place::Whole, item::Layer::Body, *text);
        Extraction {
            segments: texts.iter().map(segment).collect(),
            ..Extraction::nothing(identified, Outcome::Extracted)
        }
    }

    #[test]
    fn pages_join_to_the_whole_text() {
        let long = "строка текста, не длинная\n".repeat(4_000);
        let texts = ["", "short", &long, "end"];
        let extraction = extraction(&texts);
        let first = of(&extraction, None, Some(1));
        assert!(first.pages > 3);
        let all = (1..=first.pages).flat_map(|page| of(&extraction, None, Some(page)).segments);
        let mut joined = vec![String::new(); texts.len()];
        for part in all {
            assert_eq!(part.offset, joined[part.segment].len());
            joined[part.segment].push_str(&part.text);
        }
        assert_eq!(joined, texts);
    }

    #[test]
    fn without_a_page_the_one_with_the_first_match_is_shown() {
        let text = format!("{}the needle is here", "hay and straw\n".repeat(5_000));
        let page = of(&extraction(&[&text]), Some("needle"), None);
        assert_eq!(page.page, page.pages);
        let part = &page.segments[0];
        let [start, end] = part.highlights[0];
        assert_eq!(&part.text[start..end], "needle");
    }

    #[test]
    fn no_text_is_no_page() {
        assert_eq!(of(&extraction(&[]), Some("needle"), Some(7)).pages, 0);
    }
}
