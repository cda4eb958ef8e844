//! What somebody does on a page with tags, notes, lists and names: handed on to whoever may write, see [`Desk`].

/// A change that somebody asks for on a page. Texts are as they were typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A tag is put on the item with this id.
    Tag(String, String),
    /// A tag is taken off it.
    Untag(String, String),
    /// A note is written on it.
    Note {
        /// The id of the item.
        item: String,
        /// The note.
        text: String,
        /// Words of the item that it is on; empty for the item as a whole.
        quote: String,
    },
    /// The note with this number is taken away.
    RemoveNote(u64),
    /// The item is put at the end of a list, or stays where it is on it.
    List(String, String),
    /// It is taken off the list.
    Unlist(String, String),
    /// Two names are decided to be those of one person, or else of two.
    Rule([String; 2], bool),
    /// The last that was done is taken back, if it was done at this time, in nanoseconds since 1970.
    Undo(i64),
}

/// The last that somebody did, which can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastAct {
    /// When, in nanoseconds since 1970.
    pub time: i64,
    /// What it changed, a line each.
    pub changed: Vec<String>,
}

/// Writes what is kept in the dossier. Errors are sentences for the one who asked.
pub trait Desk: Send + Sync {
    /// Makes a change; one that is made already is made no second time.
    fn make(&self, change: &Change) -> Result<(), String>;

    /// Returns what [`Change::Undo`] would take back; nothing where there is nothing.
    fn last(&self) -> Result<Option<LastAct>, String>;
}
