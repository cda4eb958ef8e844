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

mod error;
mod key;
mod list;
mod log;
mod open;
mod read;
mod rows;
mod said;
mod schema;
mod write;

pub use error::Error;
pub use list::{Filter, Listing};
pub use log::LogRow;
pub use open::{FILE, Ledger, Writer, open_read, open_write};
pub use rows::{Changes, ContentRow, ItemRow, Location, RunRow, TroveRow};
pub use said::{NoteRow, TagRow};
pub use schema::VERSION;
pub use write::Transaction;

/// Returns the version of the built-in `SQLite`.
pub fn sqlite() -> &'static str {
    rusqlite::version()
}
