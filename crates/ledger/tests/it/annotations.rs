use item::Digest;
use ledger::{Error, FILE, LogRow, NoteRow, TagRow};

use super::{at, folder, writer};

#[test]
fn tags_and_notes_stand_by_content_and_locator() {
    let dir = folder();
    let mut writer = writer(&dir);
    let tag = TagRow {
        blake3: Digest([1; 32]),
        locator: at("a!/b"),
        tag: "key".into(),
        author: "ab".into(),
        time: 5,
    };
    let note = NoteRow {
        seq: 1,
        blake3: Digest([1; 32]),
        locator: at("a!/b"),
        text: "see p. 3".into(),
        place: "page 3".into(),
        quote: "deleted".into(),
        author: "ab".into(),
        time: 6,
    };
    let done =
        writer.transaction(|tx| Ok::<_, Error>((tx.tag(&tag)?, tx.tag(&tag)?, tx.note(&note)?)));
    assert_eq!(done.expect("they can be written"), (true, false, 1));
    assert_eq!(writer.tags().expect("they can be read"), std::slice::from_ref(&tag));
    assert_eq!(writer.notes().expect("they can be read"), [note]);
    let taken = writer.transaction(|tx| tx.untag(&tag.blake3, &tag.locator, "key"));
    assert!(taken.map_err(|error: Error| error).expect("it can be written"));
    assert!(writer.tags().expect("they can be read").is_empty());
}

#[test]
fn a_tag_is_on_every_copy_and_stays_where_a_file_is_changed() {
    let dir = folder();
    let mut writer = writer(&dir);
    let (one, two, none) = (Digest([1; 32]), Digest([2; 32]), Digest::default());
    let tag = |blake3, place, tag: &str| TagRow {
        blake3,
        locator: at(place),
        tag: tag.into(),
        author: String::new(),
        time: 5,
    };
    let put = writer.transaction(|tx| {
        tx.tag(&tag(one, "a", "key"))?;
        tx.tag(&tag(none, "broken", "ask"))
    });
    put.map_err(|error: Error| error).expect("they can be written");
    let on = |writer: &ledger::Writer, blake3, place| {
        let tags = writer.tags_on(blake3, &at(place)).expect("they can be read");
        tags.into_iter().map(|row| row.tag).collect::<Vec<_>>()
    };
    assert_eq!(on(&writer, &one, "copy"), ["key"]);
    assert_eq!(on(&writer, &two, "a"), ["key"]);
    assert!(on(&writer, &none, "other").is_empty());
    assert_eq!(on(&writer, &none, "broken"), ["ask"]);
    let taken = writer.transaction(|tx| tx.untag(&one, &at("copy"), "key"));
    assert!(taken.map_err(|error: Error| error).expect("it can be written"));
    assert!(on(&writer, &one, "a").is_empty());
}

#[test]
fn the_log_is_only_added_to() {
    let dir = folder();
    let mut writer = writer(&dir);
    let line = LogRow {
        seq: 1,
        time: 7,
        kind: "run".into(),
        text: "began".into(),
        previous: Digest::default(),
        hash: Digest([3; 32]),
    };
    writer
        .transaction(|tx| tx.append_log(&line))
        .map_err(|error: Error| error)
        .expect("it can be written");
    assert_eq!(writer.last_log().expect("it can be read"), Some(line.clone()));
    assert_eq!(writer.log().expect("it can be read"), [line]);
    let raw = rusqlite::Connection::open(dir.path().join(FILE)).expect("it is a database");
    assert!(raw.execute("UPDATE log SET text = 'other'", []).is_err());
    assert!(raw.execute("DELETE FROM log", []).is_err());
}
