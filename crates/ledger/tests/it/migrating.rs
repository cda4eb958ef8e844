//! Ledgers of earlier versions, kept as their programs left them.

use std::path::PathBuf;

use ledger::{Error, FILE, Filter, VERSION};

use super::{at, content, folder, item, put, writer};

/// A folder with the ledger that a program of an earlier version left.
fn kept(version: i64) -> tempfile::TempDir {
    let dir = folder();
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kept");
    std::fs::copy(path.join(format!("version-{version}.sqlite")), dir.path().join(FILE))
        .unwrap_or_else(|error| panic!("a ledger of version {version} is kept: {error}"));
    dir
}

#[test]
fn a_ledger_of_every_earlier_version_is_brought_up_to_date_and_keeps_what_it_holds() {
    for version in 1..VERSION {
        let dir = kept(version);
        std::fs::write(dir.path().join(ledger::SEAL), "sealed").expect("the folder is writable");
        let mut writer = writer(&dir);
        assert!(!dir.path().join(ledger::SEAL).exists(), "it is broken by what is added");
        assert_eq!(writer.check().expect("it can be read"), Vec::<String>::new());
        let listed = writer.items(Filter { with_gone: true, ..Filter::default() });
        let names: Vec<String> =
            listed.map(|item| item.expect("it can be read").locator.to_string()).collect();
        let all =
            ["box.zip", "box.zip!/inner/member.txt", "box.zip!/second.txt", "gone.txt", "note.txt"];
        assert_eq!(names, all, "version {version}");
        let note = writer.item_by_locator(&at("note.txt")).expect("it can be read");
        let note = note.expect("it is there");
        assert_eq!(writer.history(note.ord).expect("it can be read").len(), 1);
        let blake3 = note.digests.expect("it was read").blake3;
        let tags = writer.tags().expect("they can be read");
        assert_eq!((tags[0].tag.as_str(), tags[0].blake3), ("court", blake3));
        assert_eq!(writer.notes().expect("they can be read")[0].text, "ask for the original");
        assert_eq!(writer.log().expect("it can be read").len(), 1);
        let runs = writer.runs().expect("they can be read");
        assert!(runs.len() == 2 && runs.iter().all(|run| run.is_finished));
        put(&mut writer, &[item("fresh", 3)]);
        let ord = writer.transaction(|tx| tx.put_content(&content(9)));
        let ord = ord.map_err(|error: Error| error).expect("a content can be put");
        let put = writer.content(ord).expect("it can be read").expect("it is there");
        assert_eq!(put.stamps, content(9).stamps);
    }
}

#[test]
fn what_a_program_without_stamps_made_is_older_than_any() {
    let dir = kept(1);
    let writer = writer(&dir);
    let contents = writer.contents(0, 99).expect("they can be read");
    assert!(!contents.is_empty());
    assert!(contents.iter().all(|content| content.stamps == item::Stamps::default()));
}

#[test]
fn outcomes_that_an_earlier_version_named_otherwise_are_read() {
    use item::{FailedReason, LimitReason, UnsupportedReason};
    let cases = [
        ("failed", "garbage", FailedReason::WorkerProtocol.into()),
        ("unsupported", "memory", LimitReason::Memory.into()),
        ("unreadable", "inflation", LimitReason::Inflation.into()),
        ("unreadable", "unknown-method", UnsupportedReason::UnknownMethod.into()),
    ];
    for (status, reason, outcome) in cases {
        let dir = kept(1);
        let raw = rusqlite::Connection::open(dir.path().join(FILE)).expect("it is a database");
        for table in ["contents", "items", "item_history"] {
            let sql = format!("UPDATE {table} SET status = ?1, reason = ?2");
            raw.execute(&sql, [status, reason]).expect("it can be written to");
        }
        drop(raw);
        let writer = writer(&dir);
        let note = writer.item_by_locator(&at("note.txt")).expect("it can be read");
        let note = note.expect("it is there");
        assert_eq!(note.outcome, outcome, "{status} ({reason})");
        let before = writer.history(note.ord).expect("it can be read");
        assert_eq!(before[0].outcome, outcome, "{status} ({reason})");
        assert_eq!(writer.contents(0, 1).expect("they can be read")[0].outcome, outcome);
    }
}

#[test]
fn a_ledger_of_an_earlier_version_is_not_changed_by_a_reader_who_is_told_what_to_do() {
    let dir = kept(1);
    let before = std::fs::read(dir.path().join(FILE)).expect("it is there");
    let error = ledger::open_read(dir.path()).expect_err("it is of another version");
    assert!(matches!(error, Error::Older { found: 1 }));
    assert!(error.to_string().contains("run `dossier index`"), "{error}");
    assert_eq!(std::fs::read(dir.path().join(FILE)).expect("it is there"), before);
    drop(writer(&dir));
    assert!(ledger::open_read(dir.path()).is_ok());
}

#[test]
fn a_new_ledger_and_one_brought_up_to_date_have_the_same_tables() {
    let tables = |dir: &tempfile::TempDir| {
        drop(writer(dir));
        let raw = rusqlite::Connection::open(dir.path().join(FILE)).expect("it is a database");
        let sql = "SELECT name || coalesce(sql, '') FROM sqlite_schema ORDER BY name";
        let mut statement = raw.prepare(sql).expect("it can be asked");
        let rows = statement.query_map([], |row| row.get::<_, String>(0));
        rows.expect("it can be asked").collect::<Result<Vec<_>, _>>().expect("it can be read")
    };
    let new = tables(&folder());
    for version in 1..VERSION {
        assert_eq!(tables(&kept(version)), new, "version {version}");
    }
}
