//! An index that records what it is told, and fails where a test wants it to.

use std::collections::BTreeMap;

use search::{ContentRecord, Error, IndexWriter, ItemRecord};

/// After what the process is killed, as far as anything on disk can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kill {
    /// The packs are synced, the index has not committed.
    Pack,
    /// The index has committed, the ledger has not.
    Index,
    /// The ledger has committed, and the next thing is begun.
    Ledger,
}

/// What an index holds: by number of a content how many mentions it has, by number of an item its locator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) contents: BTreeMap<u32, usize>,
    pub(crate) items: BTreeMap<u32, String>,
}

#[derive(Debug, Default)]
pub(crate) struct Recorder {
    pending: State,
    pub(crate) committed: State,
    pub(crate) payload: String,
    /// How many commits go well before the process is killed, and where.
    pub(crate) kill: Option<(u32, Kill)>,
    is_dead: bool,
}

impl Recorder {
    /// Opens what was committed again, as the next process does.
    pub(crate) fn reopened(&self) -> Self {
        Self {
            pending: self.committed.clone(),
            committed: self.committed.clone(),
            payload: self.payload.clone(),
            ..Self::default()
        }
    }

    fn live(&mut self) -> Result<&mut State, Error> {
        if self.is_dead { Err(killed()) } else { Ok(&mut self.pending) }
    }
}

fn killed() -> Error {
    Error::Engine("killed".into())
}

impl IndexWriter for Recorder {
    fn add_content(&mut self, record: &ContentRecord<'_>) -> Result<(), Error> {
        let mentions = record.mentions.len();
        self.live()?.contents.insert(record.ord, mentions);
        Ok(())
    }

    fn add_item(&mut self, record: &ItemRecord) -> Result<(), Error> {
        self.live()?.items.insert(record.ord, record.locator.clone());
        Ok(())
    }

    fn delete_content(&mut self, ord: u32) -> Result<(), Error> {
        self.live()?.contents.remove(&ord);
        Ok(())
    }

    fn delete_item(&mut self, ord: u32) -> Result<(), Error> {
        self.live()?.items.remove(&ord);
        Ok(())
    }

    fn delete_all(&mut self) -> Result<(), Error> {
        *self.live()? = State::default();
        Ok(())
    }

    fn commit(&mut self, payload: &str) -> Result<(), Error> {
        self.live()?;
        let is_due = matches!(self.kill, Some((0, _)));
        if let Some((left, _)) = &mut self.kill {
            *left = left.saturating_sub(1);
        }
        let kill = self.kill.filter(|_| is_due).map(|(_, kill)| kill);
        self.is_dead = kill.is_some();
        if kill == Some(Kill::Pack) {
            return Err(killed());
        }
        self.committed = self.pending.clone();
        payload.clone_into(&mut self.payload);
        if kill == Some(Kill::Index) { Err(killed()) } else { Ok(()) }
    }
}
