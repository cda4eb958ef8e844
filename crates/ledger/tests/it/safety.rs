use std::path::Path;

use ledger::{Error, FILE};

use super::{folder, item, put, writer};

/// Copies the files of a ledger as a kill would leave them.
fn as_killed(dir: &Path) -> tempfile::TempDir {
    let copy = folder();
    for name in [FILE.to_owned(), format!("{FILE}-wal")] {
        std::fs::copy(dir.join(&name), copy.path().join(&name))
            .expect("the ledger's files are there");
    }
    copy
}

#[test]
fn a_kill_loses_what_was_not_committed_and_nothing_else() {
    let dir = folder();
    let mut writer = writer(&dir);
    for number in 0..20 {
        put(&mut writer, &[item(&format!("kept/{number}"), 1)]);
    }
    let killed = writer.transaction(|tx| {
        tx.put_item(&item("lost", 1))?;
        Ok::<_, Error>(as_killed(dir.path()))
    });
    let killed = killed.expect("the copy can be made");
    let again = ledger::open_write(killed.path()).expect("the ledger is whole");
    assert_eq!(again.totals().expect("they can be read").0, 20);
    assert_eq!(again.check().expect("it can be checked"), Vec::<String>::new());
}

#[test]
fn any_torn_tail_of_the_write_ahead_file_leaves_whole_transactions() {
    let dir = folder();
    let mut writer = writer(&dir);
    for number in 0..8 {
        put(&mut writer, &["a", "b"].map(|name| item(&format!("{number}/{name}"), 1)));
    }
    let killed = as_killed(dir.path());
    let wal = killed.path().join(format!("{FILE}-wal"));
    let whole = std::fs::read(&wal).expect("it is there");
    for length in (0..whole.len()).step_by(4999) {
        let torn = as_killed(killed.path());
        std::fs::write(torn.path().join(format!("{FILE}-wal")), &whole[..length])
            .expect("it is writable");
        let Ok(ledger) = ledger::open_write(torn.path()) else { panic!("cut at {length}") };
        assert_eq!(ledger.totals().expect("they can be read").0 % 2, 0, "cut at {length}");
        assert_eq!(ledger.check().expect("it can be checked"), Vec::<String>::new());
    }
}

#[test]
fn an_error_undoes_the_transaction() {
    let dir = folder();
    let mut writer = writer(&dir);
    let failed: Result<(), Error> = writer.transaction(|tx| {
        tx.put_item(&item("a", 1))?;
        Err(Error::Missing("x".into()))
    });
    assert!(failed.is_err());
    assert_eq!(writer.totals().expect("they can be read").0, 0);
    put(&mut writer, &[item("b", 1)]);
}

#[test]
fn readers_see_what_is_committed_while_a_writer_is_at_work() {
    let dir = folder();
    let mut writer = writer(&dir);
    put(&mut writer, &[item("a", 1)]);
    let reader = ledger::open_read(dir.path()).expect("it can be read meanwhile");
    let seen = writer.transaction(|tx| {
        tx.put_item(&item("b", 1))?;
        reader.totals()
    });
    assert_eq!(seen.map_err(|error: Error| error).expect("it can be read meanwhile").0, 1);
    assert_eq!(reader.totals().expect("they can be read").0, 2);
}
