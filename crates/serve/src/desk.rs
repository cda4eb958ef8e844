//! What somebody does on a page with tags, notes, lists and names: handed on to whoever may write, see [`Desk`].

use answers::Dossier;

/// A change that somebody asks for on a page. Texts are as they were typed; items are named by their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A tag is put on an item.
    Tag(String, String),
    /// A tag is taken off it.
    Untag(String, String),
    /// A note is written on it.
    Note {
        /// The item.
        item: String,
        /// The note.
        text: String,
        /// Words of the item that it is on; empty for the item as a whole.
        quote: String,
    },
    /// A note is taken away.
    RemoveNote {
        /// The item that it is on.
        item: String,
        /// Its number, which another note may get once it is gone.
        number: u64,
        /// When it was written, as the page has it.
        time: String,
    },
    /// An item is put at the end of a list, or stays where it is on it.
    List(String, String),
    /// It is taken off the list.
    Unlist(String, String),
    /// It moves on a list that it is on.
    Move(String, String, Step),
    /// What is remarked on an item of a list; nothing where the text is empty.
    Remark {
        /// The item.
        item: String,
        /// The list.
        list: String,
        /// The remark.
        text: String,
    },
    /// Two names are decided to be those of one person, or else of two.
    Rule([String; 2], bool),
    /// The last that was done is taken back, if it was done at this time, in nanoseconds since 1970.
    Undo(i64),
}

/// A way that an item moves on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Before all others.
    First,
    /// Before the one that stands before it.
    Up,
    /// Behind the one that stands behind it.
    Down,
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
    /// Makes a change in the dossier that a page was made of; one that is made already is made no second time.
    fn make(&self, dossier: &Dossier, change: &Change) -> Result<(), String>;

    /// Returns what [`Change::Undo`] would take back; nothing where there is nothing.
    fn last(&self, dossier: &Dossier) -> Result<Option<LastAct>, String>;
}
