//! Which items there are.

use item::{Algorithm, LayerSet, Locator, Status};
use ledger::{Filter, ItemRow};

use crate::shapes::ItemLine;
use crate::{Dossier, Error};

/// Which items are listed; everything by default.
#[derive(Clone, Debug, Default)]
pub struct ItemFilter {
    /// Only those that ended in one of these ways.
    pub outcomes: Vec<Status>,
    /// Only those of these formats.
    pub formats: Vec<String>,
    /// Only what lies beneath a locator.
    pub under: Option<String>,
    /// Only those with text in a layer.
    pub layer: Option<String>,
}

impl ItemFilter {
    pub(crate) fn of_ledger(self) -> Result<Filter, Error> {
        let under = self.under.map(|under| under.parse::<Locator>()).transpose()?;
        let layer =
            self.layer.map(|name| name.parse().map_err(|()| Error::Layer(name))).transpose()?;
        Ok(Filter {
            outcomes: self.outcomes,
            formats: self.formats,
            under,
            layers: layer.into_iter().collect::<LayerSet>(),
            ..Filter::default()
        })
    }
}

impl Dossier {
    /// Lists items in the order of their locators.
    pub fn items(
        &self,
        filter: ItemFilter,
    ) -> Result<impl Iterator<Item = Result<ItemLine, Error>> + '_, Error> {
        let filter = filter.of_ledger()?;
        Ok(self.ledger.items(filter).map(|row| Ok(line(row?))))
    }
}

/// Returns the row of an item in the shape that answers share.
impl From<ItemRow> for ItemLine {
    fn from(row: ItemRow) -> Self {
        line(row)
    }
}

fn line(row: ItemRow) -> ItemLine {
    ItemLine {
        id: row.id.to_string(),
        locator: row.locator.to_string(),
        parent: row.parent.map(|parent| parent.to_string()),
        format: row.format,
        basis: row.basis.to_string(),
        size: row.size,
        outcome: row.outcome.status().to_string(),
        reason: row.outcome.reason().map(|reason| reason.to_string()),
        warnings: row.warnings.into_iter().map(String::from).collect(),
        text_bytes: row.text_bytes,
        blake3: row.digests.as_ref().map(|digests| digests.blake3.to_string()),
        sha256: row.digests.as_ref().map(|digests| digests.sha256.to_string()),
        digests: row.digests.iter().flat_map(|digests| &digests.more).map(named).collect(),
        modified: row.modified.and_then(moment),
        gone_run: row.gone_run,
    }
}

fn named((algorithm, digest): (&Algorithm, &Vec<u8>)) -> (String, String) {
    let name =
        Algorithm::ALL.iter().find(|(_, known)| known == algorithm).map_or("", |(name, _)| name);
    let digit = |nibble: u8| char::from_digit(nibble.into(), 16);
    let hex = digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).flatten();
    (name.to_owned(), hex.collect())
}

/// Returns a moment in nanoseconds since 1970 as ISO 8601 in UTC.
pub(crate) fn moment(nanoseconds: i64) -> Option<String> {
    jiff::Timestamp::from_nanosecond(nanoseconds.into()).ok().map(|moment| moment.to_string())
}
