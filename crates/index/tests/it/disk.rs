//! What becomes of an index on disk.

use std::fs;
use std::path::Path;

use index::{Error, Folder, Options, Reader, Writer};
use search::{ContentRecord, Engine, IndexWriter, ItemRecord, Leaves};

use crate::trove::Chance;

fn write(folder: &Folder, count: u32, payload: &str) {
    let mut chance = Chance::new(7);
    let mut writer = Writer::open(folder, Options::default()).expect("the only writer");
    for ord in 0..count {
        let extraction = chance.extraction();
        writer.add_content(&ContentRecord::new(ord, &extraction)).expect("there is room");
        let record = ItemRecord { content: Some(ord), ..chance.item(ord, count) };
        writer.add_item(&record).expect("there is room");
    }
    writer.commit(payload).expect("there is room");
    writer.finish().expect("there is room");
}

fn items(folder: &Folder) -> u64 {
    Reader::open(folder).expect("the index is whole").snapshot().occurrences().items().len()
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let place = tempfile::tempdir().expect("a temporary folder");
    write(&Folder::create(place.path()).expect("an empty folder"), 20, "kept");
    let folder = Folder::open(place.path()).expect("an index");
    assert_eq!(folder.payload().expect("an index"), Some("kept".to_owned()));
    assert_eq!(items(&folder), 20);
    assert_eq!(folder.damaged_files().expect("an index"), [""; 0].map(std::path::PathBuf::from));
}

#[test]
fn a_second_writer_is_refused_until_the_first_is_done() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let folder = Folder::create(place.path()).expect("an empty folder");
    let first = Writer::open(&folder, Options::default()).expect("the only writer");
    assert!(matches!(Writer::open(&folder, Options::default()), Err(Error::Locked)));
    first.finish().expect("nothing to write");
    assert!(Writer::open(&folder, Options::default()).is_ok());
}

#[test]
fn files_of_a_commit_that_was_broken_off_are_in_nobodys_way() {
    let place = tempfile::tempdir().expect("a temporary folder");
    write(&Folder::create(place.path()).expect("an empty folder"), 20, "first");
    let list = place.path().join("meta.json");
    let before = fs::read(&list).expect("tantivy wrote it");
    let delete = || {
        let folder = Folder::open(place.path()).expect("an index");
        let mut writer = Writer::open(&folder, Options::default()).expect("the only writer");
        writer.delete_item(3).expect("there is room");
        writer.commit("second").map(|()| items(&folder))
    };
    assert_eq!(delete().expect("there is room"), 19);
    // All files of a commit are written before the list of the segments.
    fs::write(&list, before).expect("a file of ours");
    assert_eq!(delete().expect("the next commit writes files of the same names"), 19);
}

/// The largest file of an index.
fn largest(place: &Path) -> (u64, std::path::PathBuf) {
    let entries =
        fs::read_dir(place).expect("it is there").map(|entry| entry.expect("a file").path());
    let sizes = entries.map(|path| (fs::metadata(&path).expect("it is there").len(), path));
    sizes.max().expect("an index has files")
}

#[test]
fn what_is_added_to_a_large_index_is_merged_without_writing_all_of_it_again() {
    let place = tempfile::tempdir().expect("a temporary folder");
    write(&Folder::create(place.path()).expect("an empty folder"), 400, "");
    let large = largest(place.path());
    for ord in 400..412 {
        let folder = Folder::open(place.path()).expect("an index");
        let mut writer = Writer::open(&folder, Options::default()).expect("the only writer");
        writer.add_item(&Chance::new(7).item(ord, 1)).expect("there is room");
        writer.commit("").expect("there is room");
        writer.finish().expect("there is room");
        assert_eq!(largest(place.path()), large, "{ord}");
    }
    let segments = fs::read_dir(place.path()).expect("it is there");
    let is_segment =
        |entry: &fs::DirEntry| entry.path().extension().is_some_and(|it| it == "store");
    let segments = segments.map(|entry| entry.expect("a file")).filter(is_segment).count();
    assert!(segments <= 4, "{segments}");
}

#[test]
fn a_reader_sees_a_commit_when_it_looks_again() {
    let folder = Folder::in_memory();
    let reader = Reader::open(&folder).expect("an index");
    write(&folder, 3, "");
    assert_eq!(reader.snapshot().occurrences().items().len(), 0);
    assert_eq!(reader.refresh().expect("an index").occurrences().items().len(), 3);
}

#[test]
fn removing_everything_leaves_an_empty_index() {
    let folder = Folder::in_memory();
    write(&folder, 3, "");
    let mut writer = Writer::open(&folder, Options::default()).expect("the only writer");
    writer.delete_all().expect("there is room");
    writer.commit("anew").expect("there is room");
    assert_eq!(items(&folder), 0);
}

#[test]
fn a_folder_without_index_is_told_apart() {
    let place = tempfile::tempdir().expect("a temporary folder");
    assert!(matches!(Folder::open(place.path()), Err(Error::NotAnIndex(_))));
    assert!(matches!(Folder::open(&place.path().join("none")), Err(Error::NotAnIndex(_))));
}

#[test]
fn an_index_of_another_version_is_refused() {
    let place = tempfile::tempdir().expect("a temporary folder");
    write(&Folder::create(place.path()).expect("an empty folder"), 1, "");
    let list = place.path().join("meta.json");
    let text = fs::read_to_string(&list).expect("tantivy wrote it");
    fs::write(&list, text.replace("version_", "version_9")).expect("a file of ours");
    assert!(matches!(Folder::open(place.path()), Err(Error::OtherVersion { .. })));
}

#[test]
fn damage_is_an_error_and_never_a_panic() {
    let place = tempfile::tempdir().expect("a temporary folder");
    write(&Folder::create(place.path()).expect("an empty folder"), 50, "");
    let files: Vec<_> = fs::read_dir(place.path())
        .expect("a folder of ours")
        .map(|entry| entry.expect("a folder of ours").path())
        .filter(|path| path.is_file() && fs::metadata(path).is_ok_and(|meta| meta.len() > 0))
        .collect();
    let mut chance = Chance::new(3);
    for file in files {
        let whole = fs::read(&file).expect("a file of ours");
        for _ in 0..6 {
            let mut damaged = whole.clone();
            damaged[chance.below(whole.len())] ^= 1 << chance.below(8);
            fs::write(&file, &damaged).expect("a file of ours");
            ask(place.path());
        }
        fs::write(&file, &whole).expect("a file of ours");
    }
    ask(place.path());
}

/// Asks all kinds of questions of an index that may be damaged; errors are as good as answers.
fn ask(place: &Path) {
    let Ok(folder) = Folder::open(place) else { return };
    drop(folder.damaged_files());
    let Ok(reader) = Reader::open(&folder) else { return };
    let snapshot = reader.snapshot();
    let mut chance = Chance::new(5);
    for _ in 0..20 {
        let query = search::parse(&chance.question(1)).query;
        let request = search::Request { facets: vec!["person".to_owned()], ..Default::default() };
        drop(snapshot.search(&query, &request));
    }
}
