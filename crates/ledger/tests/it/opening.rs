use std::os::unix::fs::PermissionsExt;

use ledger::{BROKEN_SEAL, Error, FILE, SEAL, Transaction};

use super::{folder, item, put, writer};

#[test]
fn the_ledger_is_for_the_user_alone() {
    let dir = folder();
    let inner = dir.path().join("leak.dossier");
    let mut writer = ledger::open_write(&inner).expect("the ledger can be made");
    put(&mut writer, &[item("a", 1)]);
    for entry in std::fs::read_dir(&inner).expect("the folder is there") {
        let entry = entry.expect("the folder can be read");
        let mode = entry.metadata().expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
    }
    let mode = std::fs::metadata(&inner).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
}

#[test]
fn the_seal_is_broken_before_the_first_change_and_not_by_opening() {
    let dir = folder();
    let mut first = writer(&dir);
    let seal = dir.path().join(SEAL);
    std::fs::write(&seal, "sealed").expect("the folder is writable");
    let is_whole = |_: &Transaction<'_>| Ok::<_, Error>(seal.exists());
    assert!(!first.transaction(is_whole).expect("the ledger is writable"));
    assert!(dir.path().join(BROKEN_SEAL).exists());
    drop(first);
    std::fs::write(&seal, "sealed").expect("the folder is writable");
    drop(writer(&dir));
    assert!(seal.exists());
}

#[test]
fn a_second_writer_is_refused_until_the_first_is_done() {
    let dir = folder();
    let first = writer(&dir);
    let second = ledger::open_write(dir.path());
    assert!(matches!(second, Err(Error::Locked(_))), "{second:?}");
    drop(first);
    writer(&dir);
}

#[test]
fn where_there_is_no_ledger_none_is_read() {
    let dir = folder();
    assert!(matches!(ledger::open_read(dir.path()), Err(Error::Missing(_))));
}

#[test]
fn what_is_no_ledger_is_refused_and_left_alone() {
    let database = {
        let dir = folder();
        let path = dir.path().join("other");
        let other = rusqlite::Connection::open(&path).expect("a database can be made");
        other
            .execute_batch("CREATE TABLE t (a); PRAGMA user_version = 1;")
            .expect("a table can be made");
        drop(other);
        std::fs::read(&path).expect("it is there")
    };
    for bytes in [b"not a database, but long enough to look at".repeat(100), database] {
        let dir = folder();
        std::fs::write(dir.path().join(FILE), &bytes).expect("the folder is writable");
        assert!(matches!(ledger::open_read(dir.path()), Err(Error::NotALedger(_))));
        assert!(matches!(ledger::open_write(dir.path()), Err(Error::NotALedger(_))));
        assert_eq!(std::fs::read(dir.path().join(FILE)).expect("it is there"), bytes);
    }
}

#[test]
fn a_newer_ledger_is_refused() {
    let dir = folder();
    drop(writer(&dir));
    let raw = rusqlite::Connection::open(dir.path().join(FILE)).expect("it is a database");
    raw.pragma_update(None, "user_version", 99).expect("the version can be set");
    drop(raw);
    assert!(matches!(ledger::open_read(dir.path()), Err(Error::Newer { found: 99 })));
    assert!(matches!(ledger::open_write(dir.path()), Err(Error::Newer { found: 99 })));
}

#[test]
fn a_ledger_with_tables_views_or_triggers_of_others_is_not_opened() {
    let planted = [
        "ALTER TABLE items RENAME TO kept; CREATE VIEW items AS SELECT * FROM kept",
        "CREATE TRIGGER planted AFTER UPDATE ON revision BEGIN DELETE FROM items; END",
        "CREATE TABLE more (number)",
        "ALTER TABLE troves ADD COLUMN more TEXT",
    ];
    for sql in planted {
        let dir = folder();
        drop(writer(&dir));
        let raw = rusqlite::Connection::open(dir.path().join(FILE)).expect("it is a database");
        raw.execute_batch(sql).expect("the statement is valid");
        drop(raw);
        assert!(matches!(ledger::open_read(dir.path()), Err(Error::ForeignTables(_))), "{sql}");
        assert!(matches!(ledger::open_write(dir.path()), Err(Error::ForeignTables(_))), "{sql}");
    }
}

#[test]
fn opening_a_ledger_for_writing_changes_no_byte_of_it() {
    let dir = folder();
    drop(writer(&dir));
    let bytes = || std::fs::read(dir.path().join(FILE)).expect("it is there");
    let before = bytes();
    drop(writer(&dir));
    assert_eq!(bytes(), before);
}

#[test]
fn a_ledger_half_made_is_made_anew() {
    let dir = folder();
    std::fs::write(dir.path().join(FILE), b"").expect("the folder is writable");
    assert!(matches!(ledger::open_read(dir.path()), Err(Error::NotALedger(_))));
    put(&mut writer(&dir), &[item("a", 1)]);
}

#[test]
fn a_ledger_is_read_from_a_folder_that_cannot_be_written() {
    let dir = folder();
    put(&mut writer(&dir), &[item("a", 1)]);
    let mode = |mode| std::fs::set_permissions(dir.path(), PermissionsExt::from_mode(mode));
    mode(0o500).expect("the mode can be set");
    let counted = ledger::open_read(dir.path()).and_then(|ledger| ledger.totals());
    mode(0o700).expect("the mode can be set");
    assert_eq!(counted.expect("the ledger can be read"), (1, 3));
}

#[test]
fn no_damage_makes_a_reader_panic() {
    let dir = folder();
    let rows: Vec<_> = (0..40).map(|number| item(&format!("a/{number}"), 1)).collect();
    put(&mut writer(&dir), &rows);
    let whole = std::fs::read(dir.path().join(FILE)).expect("it is there");
    let mut noticed = 0;
    for at in (0..whole.len()).step_by(211) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        std::fs::write(dir.path().join(FILE), &bytes).expect("the folder is writable");
        let Ok(ledger) = ledger::open_read(dir.path()) else {
            noticed += 1;
            continue;
        };
        let listed = ledger.items(ledger::Filter::default()).collect::<Result<Vec<_>, _>>();
        let checked = ledger.check();
        noticed += usize::from(listed.is_err() || checked.is_ok_and(|found| !found.is_empty()));
    }
    assert!(noticed > 0);
}
