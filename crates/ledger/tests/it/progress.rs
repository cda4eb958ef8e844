//! Readers see that something changed, and how far a run is.

use ledger::{Error, ProgressRow, is_being_written};

use super::{folder, item, put, writer};

#[test]
fn every_committed_change_raises_the_revision_and_nothing_else_does() {
    let dir = folder();
    let mut writer = writer(&dir);
    let reader = ledger::open_read(dir.path()).expect("the ledger can be read");
    let revision = || reader.revision().expect("it can be read");
    let first = revision();
    put(&mut writer, &[item("a", 1)]);
    assert_eq!(revision(), first + 1);
    let undone: Result<(), Error> = writer.transaction(|tx| {
        tx.put_item(&item("b", 1))?;
        Err(Error::NotALedger(String::new()))
    });
    assert!(undone.is_err());
    writer.put_progress(&ProgressRow { run: 1, ..ProgressRow::default() }).expect("it can be put");
    assert_eq!(revision(), first + 1);
    writer.transaction(|tx| tx.set_meta("a", "b")).expect("it can be put");
    assert_eq!(revision(), first + 2);
}

#[test]
fn a_reader_sees_how_far_each_run_was_when_it_was_last_heard_of() {
    let dir = folder();
    let mut writer = writer(&dir);
    let row = |run, files| ProgressRow {
        run,
        time: 7,
        files,
        expected_files: 10,
        bytes: 3,
        expected_bytes: 30,
        items: 4,
    };
    for (run, files) in [(1, 1), (2, 1), (2, 5)] {
        writer.put_progress(&row(run, files)).expect("it can be put");
    }
    let reader = ledger::open_read(dir.path()).expect("the ledger can be read");
    assert_eq!(reader.progress(2).expect("it can be read"), Some(row(2, 5)));
    assert_eq!(reader.progress(1).expect("it can be read"), Some(row(1, 1)));
    assert_eq!(reader.progress(3).expect("it can be read"), None);
}

#[test]
fn a_dossier_is_being_written_as_long_as_its_writer_lives() {
    let dir = folder();
    assert!(!is_being_written(dir.path()).expect("it can be asked"));
    let first = writer(&dir);
    assert!(is_being_written(dir.path()).expect("it can be asked"));
    drop(first);
    assert!(!is_being_written(dir.path()).expect("it can be asked"));
}

#[test]
fn readers_who_ask_whether_a_writer_is_at_work_keep_no_writer_out() {
    let dir = folder();
    drop(writer(&dir));
    let asked = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|threads| {
        threads.spawn(|| {
            while !asked.load(std::sync::atomic::Ordering::Relaxed) {
                is_being_written(dir.path()).expect("it can be asked");
                std::thread::sleep(std::time::Duration::from_micros(200));
            }
        });
        let opened: Vec<_> = (0..20).map(|_| ledger::open_write(dir.path()).map(drop)).collect();
        asked.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(opened.iter().all(Result::is_ok), "{opened:?}");
    });
}
