//! A dossier that is open for reading.

use std::path::Path;
use std::sync::Arc;

use item::{Extraction, Locator};
use ledger::{ContentRow, ItemRow, Ledger};
use store::Packs;

/// A dossier that is open for reading.
pub struct Dossier {
    pub(crate) ledger: Ledger,
    pub(crate) packs: Packs,
    pub(crate) index: Arc<dyn search::Index>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] search::Error),
    /// No item has this id or stands there.
    #[error("there is no item `{0}`; list items with `dossier items`")]
    NoItem(String),
    /// More than one item has an id that begins so.
    #[error("more than one id begins with `{0}`; type more of it")]
    Ambiguous(String),
    /// A text is no locator.
    #[error(transparent)]
    Locator(#[from] item::ParseLocatorError),
    /// A text is no cursor.
    #[error("`{0}` is no cursor of a search")]
    Cursor(String),
    /// A text is no layer.
    #[error("`{0}` is no layer; layers are {all}", all = layers())]
    Layer(String),
}

impl Dossier {
    /// Opens the ledger and the store of the dossier in `folder`; `index` is what its index answers.
    pub fn open(folder: &Path, packs: &str, index: Arc<dyn search::Index>) -> Result<Self, Error> {
        let ledger = ledger::open_read(folder)?;
        Ok(Self { ledger, packs: Packs::open(&folder.join(packs))?, index })
    }

    /// Returns the ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Finds an item by its id, by the beginning of its id, or by its locator.
    pub fn item(&self, named: &str) -> Result<ItemRow, Error> {
        let by_id = self.ledger.items_by_id_prefix(named)?;
        match (by_id.len(), named.parse::<Locator>()) {
            (1, _) if named.len() >= 4 => {
                Ok(by_id.into_iter().next().ok_or_else(|| no_item(named))?)
            }
            (0 | 1, Ok(locator)) => match self.ledger.item_by_locator(&locator)? {
                Some(item) => Ok(item),
                None => by_id.into_iter().next().ok_or_else(|| no_item(named)),
            },
            (0 | 1, Err(error)) => Err(error.into()),
            (_, locator) => {
                let by_locator = locator
                    .ok()
                    .map(|locator| self.ledger.item_by_locator(&locator))
                    .transpose()?;
                by_locator.flatten().ok_or_else(|| Error::Ambiguous(item::escape(named.as_bytes())))
            }
        }
    }

    /// Returns what came out of the content of an item; nothing where it was never opened.
    pub fn extraction(&self, item: &ItemRow) -> Result<Option<Extraction>, Error> {
        match item.content {
            Some(ord) => self.extraction_of(ord),
            None => Ok(None),
        }
    }

    /// Returns everything that came with an item: its top item, and all members of that, in the order of locators.
    pub fn family(&self, item: &ItemRow) -> Result<Vec<ItemRow>, Error> {
        let top = Locator::new(item.locator.trove.clone(), item.locator.path.clone());
        Ok(self.ledger.family(&top, u32::MAX)?)
    }

    pub(crate) fn content(&self, ord: Option<u64>) -> Result<Option<ContentRow>, Error> {
        match ord {
            Some(ord) => Ok(self.ledger.content(ord)?),
            None => Ok(None),
        }
    }

    pub(crate) fn extraction_of(&self, content: u64) -> Result<Option<Extraction>, Error> {
        let Some(at) = self.ledger.content(content)?.and_then(|content| content.location) else {
            return Ok(None);
        };
        let at =
            store::Location { pack: at.pack, offset: at.offset, len: at.len, raw_len: at.raw_len };
        Ok(Some(self.packs.read(&at)?))
    }
}

fn no_item(named: &str) -> Error {
    Error::NoItem(item::escape(named.as_bytes()))
}

fn layers() -> String {
    item::Layer::ALL.map(item::Layer::name).join(", ")
}
