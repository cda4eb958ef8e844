use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;
use store::{Packs, Record, Writer};

use super::rich;

proptest! {
    #[test]
    fn what_is_written_is_read_back(texts in prop::collection::vec((".{0,200}", 0.0_f32..=1.0), 1..8)) {
        let dir = tempfile::tempdir()?;
        let mut writer = Writer::create(dir.path())?;
        let packs = Packs::open(dir.path())?;
        for (text, confidence) in texts {
            let extraction = rich(&text, confidence);
            let location = writer.append(&extraction)?;
            prop_assert_eq!(packs.read(&location)?, extraction);
        }
    }
}

#[test]
fn very_long_texts_and_very_many_children_are_read_back() {
    let dir = tempfile::tempdir().expect("temporary folders can be made");
    let mut writer = Writer::create(dir.path()).expect("the folder is writable");
    let packs = Packs::open(dir.path()).expect("the folder is there");
    let long = rich(&"запись ".repeat(1 << 16), 1.0);
    let mut wide = rich("a", 1.0);
    let child = wide.children[0].clone();
    wide.children =
        (0..60_000).map(|ordinal| item::ChildRecord { ordinal, ..child.clone() }).collect();
    for extraction in [long, rich("short", 1.0), wide] {
        let location = writer.append(&extraction).expect("the disk has room");
        assert!(packs.read(&location).expect("it is there") == extraction);
    }
}

#[test]
fn each_writer_has_a_pack_of_its_own_that_only_the_user_reads() {
    let dir = tempfile::tempdir().expect("temporary folders can be made");
    let folder = dir.path().join("store");
    let mut first = Writer::create(&folder).expect("the folder is writable");
    assert_eq!(first.append(&rich("a", 1.0)).expect("the disk has room").pack, 1);
    let before = std::fs::read(folder.join("000001.pack")).expect("the pack is there");
    let mut second = Writer::create(&folder).expect("the folder is writable");
    assert_eq!(second.append(&rich("b", 1.0)).expect("the disk has room").pack, 2);
    second.sync().expect("the disk has room");
    assert_eq!(std::fs::read(folder.join("000001.pack")).expect("the pack is there"), before);
    let mode = |path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(folder.clone()), mode(folder.join("000002.pack"))), (0o700, 0o600));
}

#[test]
fn a_writer_that_wrote_nothing_leaves_no_pack() {
    let dir = tempfile::tempdir().expect("temporary folders can be made");
    Writer::create(dir.path())
        .expect("the folder is writable")
        .sync()
        .expect("there is nothing to sync");
    assert_eq!(std::fs::read_dir(dir.path()).expect("the folder is there").count(), 0);
}

/// A change of this encoding needs another `store::VERSION`.
#[test]
fn the_encoding_is_that_of_the_version() {
    let bytes = postcard::to_stdvec(&rich("x", 0.5)).expect("an extraction can be encoded");
    let sum = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    assert_eq!((store::VERSION, bytes.len(), sum), (2, 286, 5_453_137_679_292_293_406));
}

#[test]
fn records_are_made_by_many_threads() {
    let dir = tempfile::tempdir().expect("temporary folders can be made");
    let mut writer = Writer::create(dir.path()).expect("the folder is writable");
    let packs = Packs::open(dir.path()).expect("the folder is there");
    let made: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|at| scope.spawn(move || Record::of(&rich(&format!("text {at}"), 1.0))))
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("encoding does not panic")).collect()
    });
    for (at, record) in made.into_iter().enumerate() {
        let record = record.expect("an extraction can be encoded");
        let location = writer.append_record(&record).expect("the disk has room");
        assert_eq!(
            packs.read(&location).expect("the record is whole"),
            rich(&format!("text {at}"), 1.0)
        );
    }
}
