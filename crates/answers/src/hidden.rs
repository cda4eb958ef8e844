//! What was struck out, hidden, covered or commented: one line for each such text.

use std::collections::{BTreeSet, HashSet};

use item::{Layer, LayerSet, Mark, MarkKind, Segment};
use ledger::{Filter, ItemRow};
use serde::Serialize;

use crate::shapes::printed_place;
use crate::{Dossier, Error};

/// The layers of what a reader of the paper was not to see.
const HIDDEN: [Layer; 5] =
    [Layer::Deleted, Layer::Comment, Layer::Hidden, Layer::UnderRedaction, Layer::EarlierRevision];

/// Returns the query for what another one finds in these layers.
pub(crate) fn in_hidden(query: &str) -> String {
    format!("layer:({}) ({query})", HIDDEN.map(Layer::name).join(" OR "))
}

/// A text that somebody hid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HiddenLine {
    /// How it is hidden: its layer.
    pub layer: String,
    /// By whom, as the paper has it.
    pub author: Option<String>,
    /// When, as the paper has it.
    pub date: Option<String>,
    /// The text.
    pub text: String,
    /// What stands before it.
    pub before: String,
    /// What stands behind it.
    pub behind: String,
    /// Where it stands in the item.
    pub place: Option<String>,
    /// The id of the item.
    pub id: String,
    /// Its printed locator.
    pub locator: String,
    /// How many other items have the same content.
    pub copies: u64,
    /// BLAKE3 of its content.
    pub blake3: Option<String>,
}

/// Items with the same content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CopiesLine {
    /// BLAKE3 of the content.
    pub blake3: String,
    /// Its size in bytes.
    pub size: u64,
    /// The printed locators.
    pub locators: Vec<String>,
}

/// Which hidden texts are listed.
#[derive(Clone, Copy, Debug, Default)]
pub struct HiddenFilter<'f> {
    /// Only those of this layer.
    pub layer: Option<&'f str>,
    /// Only those of an author whose name holds these letters, in whatever case.
    pub author: Option<&'f str>,
    /// Only those in items that this query finds.
    pub query: Option<&'f str>,
}

/// How many bytes of what stands around a text are shown on each side, about.
const AROUND: usize = 80;

impl Dossier {
    /// Lists what is hidden, in the order of locators, the copies of a content once.
    pub fn hidden(
        &self,
        filter: HiddenFilter<'_>,
    ) -> Result<impl Iterator<Item = Result<HiddenLine, Error>> + use<'_>, Error> {
        let layers: LayerSet = match filter.layer {
            None => HIDDEN.into_iter().collect(),
            Some(name) => {
                let layer: Layer = name.parse().map_err(|()| Error::Layer(name.to_owned()))?;
                [layer].into_iter().collect()
            }
        };
        let among = filter.query.map(|query| self.items_found(query)).transpose()?;
        let among: Option<BTreeSet<u64>> = among.map(|found| found.into_iter().collect());
        let author = filter.author.map(str::to_lowercase);
        let mut seen = HashSet::new();
        let filter = Filter { layers, ..Filter::default() };
        let items = self.ledger.items(filter).filter(move |row| {
            let Ok(row) = row else { return true };
            let is_asked = among.as_ref().is_none_or(|found| found.contains(&row.ord));
            is_asked && row.content.is_some_and(|content| seen.insert(content))
        });
        let lines = items.flat_map(move |row| {
            match row.map_err(Error::from).and_then(|row| self.hidden_in(&row, layers)) {
                Ok(lines) => lines.into_iter().map(Ok).collect::<Vec<_>>(),
                Err(error) => vec![Err(error)],
            }
        });
        Ok(lines.filter(move |line| match (&author, line) {
            (Some(author), Ok(line)) => {
                line.author.as_ref().is_some_and(|by| by.to_lowercase().contains(author))
            }
            _ => true,
        }))
    }

    /// Counts for each layer of what is hidden the items that have text in it, among those that a query finds.
    pub fn hidden_counts(&self, query: Option<&str>) -> Result<Vec<(&'static str, u64)>, Error> {
        let (query, _) = self.over(query)?;
        let values = self.engine.values("layer", &query)?.values;
        let items = |layer: Layer| {
            let value = values.iter().find(|value| value.value == layer.name());
            (layer.name(), value.map_or(0, |value| value.items))
        };
        Ok(HIDDEN.map(items).to_vec())
    }

    /// Lists the contents that several items have, those that most have first.
    pub fn copies(&self) -> Result<Vec<CopiesLine>, Error> {
        let mut lines = Vec::new();
        for (digest, _) in self.ledger.duplicates()? {
            let items = self.ledger.items_by_blake3(&digest)?;
            let size = items
                .first()
                .and_then(|item| Some(item.digests.as_ref()?.size))
                .unwrap_or_default();
            if size > 0 {
                let locators = items.iter().map(|item| item.locator.to_string()).collect();
                lines.push(CopiesLine { blake3: digest.to_string(), size, locators });
            }
        }
        Ok(lines)
    }

    fn hidden_in(&self, row: &ItemRow, layers: LayerSet) -> Result<Vec<HiddenLine>, Error> {
        let Some(extraction) = self.extraction(row)? else { return Ok(Vec::new()) };
        let copies = match row.content {
            Some(content) => self.ledger.items_of_content(content)?.len().saturating_sub(1),
            None => 0,
        };
        let segments = hidden_segments(&extraction.segments, layers);
        let line = |(segment, mark): (&Segment, Mark)| HiddenLine {
            layer: segment.layer.to_string(),
            text: segment.text.get(mark.start..mark.end).unwrap_or_default().trim().to_owned(),
            before: tail(segment.text.get(..mark.start).unwrap_or_default()).to_owned(),
            behind: head(segment.text.get(mark.end..).unwrap_or_default()).to_owned(),
            author: mark.author,
            date: mark.date,
            place: printed_place(&segment.place),
            id: row.id.to_string(),
            locator: row.locator.to_string(),
            copies: copies as u64,
            blake3: row.digests.as_ref().map(|digests| digests.blake3.to_string()),
        };
        let marked = segments
            .flat_map(|segment| ranges(segment).into_iter().map(move |mark| (segment, mark)));
        Ok(marked.map(line).filter(|line| !line.text.is_empty()).collect())
    }
}

/// Yields the segments of some layers that have text, and behind each what it reads as where it is garbled.
fn hidden_segments(segments: &[Segment], layers: LayerSet) -> impl Iterator<Item = &Segment> {
    let readings_follow = |_: &Segment, next: &Segment| next.layer == Layer::ReadAgain;
    let with_readings = segments.chunk_by(readings_follow).flat_map(move |of_one| {
        let is_hidden = layers.contains(of_one[0].layer);
        of_one.iter().filter(move |segment| is_hidden || layers.contains(segment.layer))
    });
    with_readings.filter(|segment| segment.has_text())
}

/// Returns the ranges of a segment that are hidden, with who hid them: those that are marked so, or all of it.
fn ranges(segment: &Segment) -> Vec<Mark> {
    let is_hidden = |mark: &&Mark| match segment.layer {
        Layer::Deleted => matches!(mark.kind, MarkKind::Deleted | MarkKind::Moved),
        Layer::Comment => mark.kind == MarkKind::Commented,
        Layer::Hidden => mark.kind == MarkKind::Hidden,
        _ => false,
    };
    let marked: Vec<Mark> = segment.marks.iter().filter(is_hidden).cloned().collect();
    if !marked.is_empty() {
        return marked;
    }
    vec![Mark {
        start: 0,
        end: segment.text.len(),
        kind: MarkKind::Hidden,
        author: None,
        date: None,
    }]
}

fn tail(text: &str) -> &str {
    let from = text.ceil_char_boundary(text.len().saturating_sub(AROUND));
    text[from..].rsplit('\n').next().unwrap_or_default()
}

fn head(text: &str) -> &str {
    text[..text.floor_char_boundary(AROUND)].split('\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use item::Place;

    use super::*;

    #[test]
    fn what_hidden_text_reads_as_is_listed_behind_it() {
        let segment = |layer, text: &str| Segment::new(Place::Page(1), layer, text);
        let segments = [
            segment(Layer::Body, "РџРµСЃС‚"),
            segment(Layer::ReadAgain, "Пест"),
            segment(Layer::Hidden, "РРІР°РЅ %D0%98"),
            segment(Layer::ReadAgain, "Иван %D0%98"),
            segment(Layer::ReadAgain, "РРІР°РЅ И"),
            segment(Layer::Body, "end"),
        ];
        let of = |layers: &[Layer]| -> Vec<String> {
            let layers = layers.iter().copied().collect();
            hidden_segments(&segments, layers).map(|segment| segment.text.clone()).collect()
        };
        let texts = |places: &[usize]| -> Vec<String> {
            places.iter().map(|at| segments[*at].text.clone()).collect()
        };
        assert_eq!(of(&HIDDEN), texts(&[2, 3, 4]));
        assert_eq!(of(&[Layer::ReadAgain]), texts(&[1, 3, 4]));
        assert_eq!(of(&[Layer::Comment]), texts(&[]));
    }
}
