//! One item, by its id.

use std::collections::BTreeMap;

use item::{Extraction, Kind, Mention};
use ledger::ItemRow;
use serde::Serialize;

use crate::dossier::no_item;
use crate::search::date_source;
use crate::{AnnotationLine, Dossier, Error, ItemLine};

/// One item with its properties.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ItemAnswer {
    /// The item.
    #[serde(flatten)]
    pub item: ItemLine,
    /// One line to cite it by.
    pub cite: String,
    /// The title, or the subject of a mail.
    pub title: Option<String>,
    /// The media type of the format.
    pub media_type: Option<String>,
    /// The date that it bears, ISO 8601, as precise as known.
    pub date: Option<String>,
    /// Where the date is taken from: `text`, `sent`, or the properties `created` and `modified` of the file, which may be
    /// long after the paper.
    pub date_source: Option<String>,
    /// The languages of its text, ISO 639-1.
    pub languages: Vec<String>,
    /// The layers that hold text.
    pub layers: Vec<String>,
    /// Its properties, each with its values in the order found.
    pub metadata: BTreeMap<String, Vec<String>>,
    /// Other items with the same content; of very many only the first hundred.
    pub duplicates: Vec<ItemLine>,
    /// Tags and notes that people put on it.
    pub annotations: Vec<AnnotationLine>,
}

/// A page of what is named in an item.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MentionList {
    /// How many there are in all.
    pub total: usize,
    /// Where the next page begins, if there is one.
    pub next: Option<usize>,
    /// The mentions, by segment and start.
    pub mentions: Vec<Mention>,
}

/// How many items with the same content are listed.
const DUPLICATES: usize = 100;

impl Dossier {
    /// Finds an item by its id or by the beginning of it, and by nothing else; also one that is gone.
    pub fn item_by_id(&self, id: &str) -> Result<ItemRow, Error> {
        if id.is_empty() {
            return Err(no_item(id));
        }
        let mut found = self.ledger.items_by_id_prefix(id)?.into_iter();
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only),
            (Some(_), Some(_)) => Err(Error::Ambiguous(item::escape(id.as_bytes()))),
            (None, _) => Err(no_item(id)),
        }
    }

    /// Returns an item with its properties.
    pub fn item_answer(&self, item: &ItemRow) -> Result<ItemAnswer, Error> {
        self.answer_with(item, self.extraction(item)?.as_ref())
    }

    /// Returns an item with its properties, of which what came out of it is at hand.
    pub(crate) fn answer_with(
        &self,
        item: &ItemRow,
        extraction: Option<&Extraction>,
    ) -> Result<ItemAnswer, Error> {
        let content = self.content(item.content)?;
        let date_source = extraction.and_then(date_source);
        let metadata = extraction.map(|extraction| extraction.metadata.clone()).unwrap_or_default();
        let (title, media_type, date, languages, layers) = content.map_or_else(
            || (None, None, None, Vec::new(), Vec::new()),
            |content| {
                let layers = content.layers.iter().map(|layer| layer.to_string()).collect();
                (content.title, content.media_type, content.date, content.languages, layers)
            },
        );
        Ok(ItemAnswer {
            cite: self.cite(item)?,
            title,
            media_type,
            date,
            date_source,
            languages,
            layers,
            metadata: metadata
                .into_iter()
                .map(|(key, values)| (key.name().to_owned(), values))
                .collect(),
            duplicates: self.others_with_content(item)?,
            annotations: self.annotations_on(item)?,
            item: item.clone().into(),
        })
    }

    /// Returns what is named in an item, of one kind or of all, from the one with the number `after` on.
    pub fn mentions(
        &self,
        item: &ItemRow,
        kind: Option<Kind>,
        after: usize,
        limit: usize,
    ) -> Result<MentionList, Error> {
        let mut mentions =
            self.extraction(item)?.map(|extraction| extraction.mentions).unwrap_or_default();
        mentions.retain(|mention| kind.is_none_or(|kind| mention.kind == kind));
        let total = mentions.len();
        let next = after.saturating_add(limit);
        Ok(MentionList {
            total,
            next: (next < total).then_some(next),
            mentions: mentions.into_iter().skip(after).take(limit).collect(),
        })
    }

    /// Returns the item that contains this one.
    pub fn parent(&self, item: &ItemRow) -> Result<Option<ItemRow>, Error> {
        match item.parent {
            Some(id) => Ok(self.ledger.item_by_id(&id)?),
            None => Ok(None),
        }
    }

    /// Returns the items directly in this one.
    pub fn children(&self, item: &ItemRow) -> Result<Vec<ItemRow>, Error> {
        Ok(self.ledger.children(&item.id)?)
    }

    fn others_with_content(&self, item: &ItemRow) -> Result<Vec<ItemLine>, Error> {
        let Some(digests) = &item.digests else { return Ok(Vec::new()) };
        let same = self.ledger.items_by_blake3(&digests.blake3)?.into_iter();
        let others = same.filter(|other| other.id != item.id && digests.size > 0);
        Ok(others.take(DUPLICATES).map(ItemLine::from).collect())
    }
}
