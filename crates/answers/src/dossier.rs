//! A dossier that is open for reading.

use std::collections::BTreeMap;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use item::{Extraction, Locator};
use ledger::{ContentRow, ItemRow, Ledger, TroveRow};
use store::Packs;

use crate::order::{Order, Ranks};

/// A dossier that is open for reading.
pub struct Dossier {
    pub(crate) folder: PathBuf,
    packs_folder: PathBuf,
    pub(crate) ledger: Ledger,
    pub(crate) packs: Packs,
    pub(crate) engine: Arc<dyn search::Engine>,
    /// By order, the ranks of items.
    pub(crate) ranks: Arc<Mutex<BTreeMap<Order, Ranks>>>,
    /// The papers joined into matters, once they were asked for.
    pub(crate) matters: Arc<Mutex<Option<Arc<crate::joined::Read>>>>,
    /// Its persons, once they were asked for.
    pub(crate) persons: Arc<Mutex<Option<Arc<crate::persons::Persons>>>>,
    /// Those of a former state, which may be the same.
    pub(crate) former_persons: Option<Arc<crate::persons::Persons>>,
    /// How the engine counts by person, once that was asked for.
    pub(crate) by_person: Arc<OnceLock<search::Grouping>>,
    /// Whether they are so few that every search can wait for them, once that was asked for.
    pub(crate) has_few_persons: Arc<OnceLock<bool>>,
    /// Its bodies and its places, each once they were asked for.
    pub(crate) bodies: Arc<OnceLock<crate::designated::Designated>>,
    pub(crate) places: Arc<OnceLock<crate::designated::Designated>>,
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
    /// A cursor was given by another search.
    #[error(
        "the cursor `{0}` belongs to another search: the query, the order or the folding is not the same"
    )]
    OtherSearch(String),
    /// A table of an item cannot be counted as asked.
    #[error("the tables of `{0}` cannot be counted so: {1}")]
    Sheet(String, String),
    /// No matter has this number, and the person of none bears this name.
    #[error(
        "no matter has the number `{0}`, and none is of a person of that name; list matters with `dossier matters`"
    )]
    NoMatter(String),
    /// Several matters are meant.
    #[error("`{0}` can mean several matters: {1}; name one of them")]
    SeveralMatters(String, String),
    /// What the ledger holds as searches that are kept is none.
    #[error("the searches that are kept cannot be read; another version of the program wrote them")]
    SavedSearches,
    /// A text is no layer.
    #[error("`{0}` is no layer; layers are {all}", all = layers())]
    Layer(String),
}

impl Dossier {
    /// Opens the ledger and the store of the dossier in `folder`; `engine` answers queries over
    /// it.
    pub fn open(
        folder: &Path,
        packs: &str,
        engine: Arc<dyn search::Engine>,
    ) -> Result<Self, Error> {
        let packs_folder = folder.join(packs);
        Ok(Self {
            folder: folder.to_owned(),
            ledger: ledger::open_read(folder)?,
            packs: Packs::open(&packs_folder)?,
            packs_folder,
            engine,
            ranks: Arc::default(),
            matters: Arc::default(),
            persons: Arc::default(),
            former_persons: None,
            by_person: Arc::default(),
            bodies: Arc::default(),
            places: Arc::default(),
            has_few_persons: Arc::default(),
        })
    }

    /// Opens it once more, for another thread. What this one holds of the index, which grows with the number of items,
    /// the two have together.
    pub fn reopen(&self) -> Result<Self, Error> {
        Ok(Self {
            folder: self.folder.clone(),
            packs_folder: self.packs_folder.clone(),
            ledger: ledger::open_read(&self.folder)?,
            packs: Packs::open(&self.packs_folder)?,
            engine: Arc::clone(&self.engine),
            ranks: Arc::clone(&self.ranks),
            matters: Arc::clone(&self.matters),
            persons: Arc::clone(&self.persons),
            former_persons: self.former_persons.clone(),
            by_person: Arc::clone(&self.by_person),
            bodies: Arc::clone(&self.bodies),
            places: Arc::clone(&self.places),
            has_few_persons: Arc::clone(&self.has_few_persons),
        })
    }

    /// Returns the ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Finds an item by its locator, by its id, or by the beginning of its id; also one that is gone.
    pub fn item(&self, named: &str) -> Result<ItemRow, Error> {
        if named.is_empty() {
            return Err(no_item(named));
        }
        let locator = named.parse::<Locator>();
        if let Ok(locator) = &locator
            && let Some(item) = self.ledger.item_by_locator(locator)?
        {
            return Ok(item);
        }
        match self.item_by_id(named) {
            Err(Error::NoItem(_)) => Err(locator.map_or_else(Error::from, |_| no_item(named))),
            found => found,
        }
    }

    /// Finds an item by the path of its file, without `.` and `..`, where a trove holds that path; `!/` and the printed
    /// form of a member may follow.
    pub fn item_at(&self, path: &Path) -> Result<Option<ItemRow>, Error> {
        for trove in self.ledger.troves()? {
            for locator in beneath(&trove, path.as_os_str().as_bytes()) {
                if let Some(item) = self.ledger.item_by_locator(&locator)? {
                    return Ok(Some(item));
                }
            }
        }
        Ok(None)
    }

    /// Returns locators of up to `limit` items whose file is called `name`, whatever lies before it.
    pub fn called(&self, name: &str, limit: usize) -> Result<Vec<String>, Error> {
        let ends = format!("/{name}");
        let is_called = |locator: &String| *locator == name || locator.ends_with(&ends);
        let mut called = Vec::new();
        for item in self.items_found(&format!("path:{}", search::quoted(name)))? {
            let locator = self.ledger.item(item)?.map(|item| item.locator.to_string());
            called.extend(locator.filter(is_called));
            if called.len() == limit {
                break;
            }
        }
        Ok(called)
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
        Ok(Some(self.packs.read(&at)?))
    }
}

/// Returns what a path may mean in a trove: a path as a whole, or one with members behind each `!/`.
fn beneath(trove: &TroveRow, path: &[u8]) -> Vec<Locator> {
    let relative = match path.strip_prefix(&trove.path[..]) {
        // A trove of one file: the path of its item is the name of the file.
        Some(rest) if rest.is_empty() || rest.starts_with(b"!/") => {
            let name = trove.path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
            &path[name..]
        }
        Some(rest) => match rest.strip_prefix(b"/") {
            Some(rest) => rest,
            None if trove.path == b"/" => rest,
            None => return Vec::new(),
        },
        None => return Vec::new(),
    };
    let splits = (0..relative.len()).filter(|at| relative[*at..].starts_with(b"!/"));
    let with_members = splits.filter_map(|at| {
        let members: Locator = std::str::from_utf8(&relative[at..]).ok()?.parse().ok()?;
        Some(Locator {
            members: members.members,
            ..Locator::new(&trove.label[..], &relative[..at])
        })
    });
    let whole = Locator::new(&trove.label[..], relative);
    std::iter::once(whole).chain(with_members).collect()
}

pub(crate) fn no_item(named: &str) -> Error {
    Error::NoItem(item::escape(named.as_bytes()))
}

fn layers() -> String {
    item::Layer::ALL.map(item::Layer::name).join(", ")
}
