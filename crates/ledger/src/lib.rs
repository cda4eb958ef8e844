//! What became of each item, and what people said of it.
//!
//! One `SQLite` file in the dossier. One [`Writer`] at a time, held off by a lock that ends with its process; any
//! number of [`Ledger`]s read meanwhile. What a transaction committed outlives a kill and a power cut; what it did not
//! commit never happened.
//!
//! ```
//! # let dir = tempfile::tempdir()?;
//! let mut writer = ledger::open_write(dir.path())?;
//! writer.transaction(|tx| tx.set_meta("program", "1.0"))?;
//! let reader = ledger::open_read(dir.path())?;
//! assert_eq!(reader.meta("program")?.as_deref(), Some("1.0"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod acts;
mod annotations;
mod connection;
mod copy;
mod error;
mod key;
mod list;
mod lists;
mod log;
mod migrate;
mod open;
mod parts;
mod progress;
mod read;
mod rows;
mod rulings;
mod seal;
mod write;

pub use acts::ActRow;
pub use annotations::{NoteRow, TagRow};
pub use connection::Ledger;
pub use error::Error;
pub use list::{Filter, Listing};
pub use lists::ListedRow;
pub use log::LogRow;
pub use open::{FILE, LOCK, Lock, Writer, lock, open_read, open_unchanging, open_write};
pub use parts::PartsRow;
pub use progress::{ProgressRow, is_being_written};
pub use rows::{Changes, ContentRow, ItemRow, RunRow, TroveRow};
pub use rulings::RulingRow;
pub use seal::{BROKEN_SEAL, SEAL, break_seal};
pub use write::Transaction;

/// The version of the tables that is written and read: how many steps of `migrate` a ledger has taken.
pub const VERSION: i64 = 7;

/// Returns the version of the built-in `SQLite`.
pub fn sqlite() -> &'static str {
    rusqlite::version()
}
