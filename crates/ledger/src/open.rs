//! How a ledger is opened, and by whom it may be written.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use item::escape_path;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use crate::VERSION;
use crate::connection::Ledger;
use crate::error::Error;
use crate::migrate::{APPLICATION, application, has_our_schema, migrate, version};
use crate::seal::break_seal;
use crate::write::Transaction;

/// The name of the ledger in a dossier.
pub const FILE: &str = "ledger.sqlite";

/// The name of the lock in a dossier, which a writer holds: an empty file.
pub const LOCK: &str = "lock";

/// How long to wait for a checkpoint or a recovery of another process.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often, and how long apart, the lock is tried: one who asks whether a writer is at work holds it for a moment.
const TRIES: u32 = 10;
const APART: Duration = Duration::from_millis(20);

/// The one writer of a ledger, which reads as well. The lock is held until it is dropped, or its process ends. The seal of
/// the dossier is broken before its first change.
#[derive(Debug)]
pub struct Writer {
    ledger: Ledger,
    is_seal_broken: bool,
    lock: Lock,
}

/// The lock of a dossier: until it is dropped, nobody else writes.
#[derive(Debug)]
pub struct Lock {
    dir: PathBuf,
    _file: File,
}

/// Opens the ledger in the dossier `dir` for reading, also while a writer is at work or from a read-only disk.
pub fn open_read(dir: &Path) -> Result<Ledger, Error> {
    let path = dir.join(FILE);
    std::fs::metadata(&path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => Error::Missing(escape_path(&path)),
        _ => Error::open(&path, source),
    })?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match checked(&path, Connection::open_with_flags(&path, flags)) {
        Err(Error::Database(error)) if is_refused(&error) && !has_wal(&path) => {
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            checked(&path, Connection::open_with_flags(unchanging(&path), flags))
        }
        result => result,
    }
}

/// Opens the ledger in the dossier `dir`, which nobody writes to meanwhile, for reading: no file is made beside it. What is
/// written meanwhile is not seen.
pub fn open_unchanging(dir: &Path) -> Result<Ledger, Error> {
    let path = dir.join(FILE);
    if has_wal(&path) {
        return open_read(dir);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    checked(&path, Connection::open_with_flags(unchanging(&path), flags))
}

/// Opens the ledger in the dossier `dir` for writing; makes the folder (mode 0700) and the ledger (mode 0600) where
/// there is none.
pub fn open_write(dir: &Path) -> Result<Writer, Error> {
    lock(dir)?.open_write()
}

/// Takes the lock of the dossier `dir`; makes the folder (mode 0700) where there is none.
pub fn lock(dir: &Path) -> Result<Lock, Error> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(|source| Error::open(dir, source))?;
    Ok(Lock { dir: dir.to_owned(), _file: lock_file(&dir.join(LOCK))? })
}

impl Lock {
    /// Returns the folder of the dossier.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Opens the ledger for writing, as [`open_write`] does.
    pub fn open_write(self) -> Result<Writer, Error> {
        let path = self.dir.join(FILE);
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path);
        drop(file.map_err(|source| Error::open(&path, source))?);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        migrate(&mut connection, || break_seal(&self.dir))
            .map_err(|error| foreign(&path, error))?;
        let ledger = checked(&path, Ok(connection))?;
        ledger.connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192; \
             PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;",
        )?;
        Ok(Writer { ledger, is_seal_broken: false, lock: self })
    }
}

impl Writer {
    /// Closes the ledger and keeps the lock, for what is to be done before anybody else writes.
    pub fn close(self) -> Lock {
        self.lock
    }

    /// Runs `work` in one transaction: committed where it returns a value, undone where it returns an error or panics.
    /// The commit raises the revision.
    pub fn transaction<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if !self.is_seal_broken {
            break_seal(&self.lock.dir)?;
            self.is_seal_broken = true;
        }
        let behavior = TransactionBehavior::Immediate;
        let begun = rusqlite::Transaction::new_unchecked(&self.ledger.connection, behavior);
        let begun = begun.map_err(Error::from)?;
        let transaction = Transaction { ledger: &self.ledger };
        let value = work(&transaction)?;
        transaction.execute("UPDATE revision SET number = number + 1", [])?;
        begun.commit().map_err(Error::from)?;
        Ok(value)
    }
}

impl std::ops::Deref for Writer {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        &self.ledger
    }
}

fn lock_file(path: &Path) -> Result<File, Error> {
    let file = OpenOptions::new().append(true).create(true).mode(0o600).open(path);
    let file = file.map_err(|source| Error::open(path, source))?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => std::thread::sleep(APART),
            Err(TryLockError::Error(source)) => return Err(Error::open(path, source)),
        }
    }
    Err(Error::Locked(escape_path(path)))
}

/// Sets a connection up, and sees that the file behind it is a ledger of this version.
fn checked(path: &Path, connection: rusqlite::Result<Connection>) -> Result<Ledger, Error> {
    let connection = connection?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    let application = application(&connection).map_err(|error| foreign(path, error.into()))?;
    if application != APPLICATION {
        return Err(Error::NotALedger(escape_path(path)));
    }
    guard(&connection)?;
    match version(&connection)? {
        VERSION if !has_our_schema(&connection)? => Err(Error::ForeignTables(escape_path(path))),
        VERSION => Ok(Ledger { connection }),
        found if found > VERSION => Err(Error::Newer { found }),
        found => Err(Error::Older { found }),
    }
}

/// Has the database distrust the file, which may have come with a trove: what the file's own schema calls may do no harm,
/// and cells are checked before they are read.
fn guard(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Otherwise a statement is planned anew whenever other values are bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cell_size_check", true)
}

/// Names the file of an error that it is no database at all.
fn foreign(path: &Path, error: Error) -> Error {
    match error {
        Error::Damaged(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            Error::NotALedger(escape_path(path))
        }
        other => other,
    }
}

/// Tells whether the database could not make the files that it shares between processes.
fn is_refused(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly))
}

fn has_wal(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    std::fs::metadata(name).is_ok_and(|found| found.len() > 0)
}

/// Returns the address of a database that nobody can change.
fn unchanging(path: &Path) -> String {
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => {
                address.push(char::from(*byte));
            }
            _ => address.extend(['%', hex_digit(byte >> 4), hex_digit(byte & 15)]),
        }
    }
    address + "?immutable=1"
}

fn hex_digit(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or('0')
}
