//! The tables of a ledger, in numbered steps: a new ledger takes all of them, an older one those that it lacks.
//!
//! A step that a released program has taken is never changed; what it lacks is another step. `tests/kept` holds a ledger
//! of every version.

use rusqlite::{Connection, TransactionBehavior};

use crate::VERSION;
use crate::error::Error;

/// Marks a file as a ledger: the ASCII codes of `DOSS`.
pub(crate) const APPLICATION: i64 = 0x444f_5353;

const STEPS: [&str; 7] = [
    include_str!("migrate/1-tables.sql"),
    include_str!("migrate/2-revision.sql"),
    include_str!("migrate/3-readings.sql"),
    include_str!("migrate/4-annotations.sql"),
    include_str!("migrate/5-parts.sql"),
    include_str!("migrate/6-rulings.sql"),
    include_str!("migrate/7-lists.sql"),
];

/// Makes the tables in a file that holds nothing yet, or brings those of an older version up to date, in one
/// transaction; `before` is called before anything changes. Leaves alone what is no ledger, is newer than this program, or
/// has them all: not one byte of it changes.
pub(crate) fn migrate(
    connection: &mut Connection,
    before: impl FnOnce() -> Result<(), Error>,
) -> Result<(), Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = match application(&transaction)? {
        APPLICATION => version(&transaction)?,
        0 if is_empty(&transaction)? => 0,
        _ => return Ok(()),
    };
    if found >= VERSION {
        return Ok(());
    }
    before()?;
    for (number, step) in (1..).zip(STEPS) {
        if number > found {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", number)?;
        }
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    Ok(transaction.commit()?)
}

/// Returns the mark of the program that made a database; zero where none left one.
pub(crate) fn application(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "application_id", |row| row.get(0))
}

/// Returns how many steps a ledger has taken.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Tells whether a ledger of this version has the tables, indices and triggers that the steps make, and nothing else: no view
/// that answers in the place of a table, no trigger that writes when a row is read.
pub(crate) fn has_our_schema(connection: &Connection) -> rusqlite::Result<bool> {
    let fresh = Connection::open_in_memory()?;
    for step in STEPS {
        fresh.execute_batch(step)?;
    }
    Ok(schema(connection)? == schema(&fresh)?)
}

/// Returns everything that a database is made of, by name, with the statement that made it.
fn schema(connection: &Connection) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    let sql = "SELECT type || ' ' || name, sql FROM sqlite_schema ORDER BY 1";
    connection.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_number_of_steps() {
        assert_eq!(i64::try_from(STEPS.len()), Ok(crate::VERSION));
    }
}
