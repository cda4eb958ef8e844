//! Files that were split into volumes: read as one, each an item of its own.

use item::{EmptyReason, Outcome, PartialReason, Warning, WarningCode};

use crate::support::{Bench, extracted, options, tar};

/// Cuts bytes into volumes of one length.
fn write(bench: &Bench, names: &[&str], bytes: &[u8]) {
    let length = bytes.len().div_ceil(names.len());
    for (name, part) in names.iter().zip(bytes.chunks(length)) {
        bench.write(name, part);
    }
}

fn letters() -> Vec<u8> {
    let long = "the second letter fills a volume ".repeat(60).into_bytes();
    tar([
        ("a.txt", b"the first letter".to_vec()),
        ("b.txt", long),
        ("c.txt", b"the third".to_vec()),
    ])
}

fn warnings(bench: &Bench, locator: &str) -> Vec<Warning> {
    let row = bench.rows().into_iter().find(|row| row.locator.to_string() == locator);
    row.unwrap_or_else(|| panic!("{locator} is an item")).warnings
}

const VOLUME: Outcome = Outcome::Empty(EmptyReason::Volume);

#[test]
fn volumes_are_read_as_one_and_each_is_an_item() {
    let mut bench = Bench::new();
    write(&bench, &["x.tar.001", "x.tar.002", "x.tar.003"], &letters());
    let first = bench.done(&options());
    assert_eq!(
        bench.outcomes(),
        [
            ("x.tar.001".to_owned(), Outcome::Extracted),
            ("x.tar.001!/a.txt".to_owned(), Outcome::Extracted),
            ("x.tar.001!/b.txt".to_owned(), Outcome::Extracted),
            ("x.tar.001!/c.txt".to_owned(), Outcome::Extracted),
            ("x.tar.002".to_owned(), VOLUME),
            ("x.tar.003".to_owned(), VOLUME),
        ]
    );
    let own = std::fs::read(bench.trove().join("x.tar.001")).expect("it was written");
    let rows = bench.rows();
    let digests = rows[0].digests.as_ref().expect("it was read");
    assert_eq!(digests.blake3, fixity::of(&own, &[]).blake3);
    assert!(rows.iter().all(|row| row.digests.is_some()));
    let joined = warnings(&bench, "x.tar.001").remove(0);
    let all = fixity::of(&letters(), &[]).blake3;
    assert_eq!(
        joined,
        Warning::new(
            WarningCode::VolumesJoined,
            format!("x.tar.002, x.tar.003; blake3 of all {all}")
        )
    );
    let of = Warning::new(WarningCode::VolumeOf, "x.tar.001");
    assert_eq!(warnings(&bench, "x.tar.003"), [of]);
    let second = bench.done(&options());
    assert_eq!((second.new, second.changed, second.gone, extracted(&second)), (0, 0, 0, 0));
    assert_eq!(second.items_root, first.items_root);
}

#[test]
fn volumes_that_are_members_are_read_as_one_and_a_lone_one_is_partial() {
    let bytes = letters();
    let length = bytes.len().div_ceil(2);
    let (first, second) = bytes.split_at(length);
    let mut bench = Bench::new();
    let whole = [("x.tar.001", first.to_vec()), ("x.tar.002", second.to_vec())];
    bench.write("box.tar", tar(whole));
    bench
        .write("half.tar", tar([("x.7z.002", [0x13, 0, 0xd7, 0x81, 5, 0xfb, 0, 0x9c].repeat(40))]));
    bench.done(&options());
    assert_eq!(
        bench.outcomes(),
        [
            ("box.tar".to_owned(), Outcome::Extracted),
            ("box.tar!/x.tar".to_owned(), Outcome::Extracted),
            ("box.tar!/x.tar!/a.txt".to_owned(), Outcome::Extracted),
            ("box.tar!/x.tar!/b.txt".to_owned(), Outcome::Extracted),
            ("box.tar!/x.tar!/c.txt".to_owned(), Outcome::Extracted),
            ("box.tar!/x.tar.001".to_owned(), VOLUME),
            ("box.tar!/x.tar.002".to_owned(), VOLUME),
            ("half.tar".to_owned(), Outcome::Extracted),
            ("half.tar!/x.7z.002".to_owned(), Outcome::Partial(PartialReason::Truncated)),
        ]
    );
    let joined = Warning::new(WarningCode::VolumesJoined, "x.tar.001, x.tar.002");
    assert_eq!(warnings(&bench, "box.tar!/x.tar"), [joined]);
    let missing = Warning::new(WarningCode::VolumeMissing, "x.7z.001");
    assert_eq!(warnings(&bench, "half.tar!/x.7z.002"), [missing]);
    let again = bench.done(&options());
    assert_eq!((again.changed, extracted(&again)), (0, 0));
}

#[test]
fn a_volume_that_comes_later_is_read_with_the_others() {
    let mut bench = Bench::new();
    write(&bench, &["x.tar.aa", "x.tar.ab", "x.tar.ac"], &letters());
    let middle = std::fs::read(bench.trove().join("x.tar.ab")).expect("it was written");
    bench.remove("x.tar.ab");
    bench.done(&options());
    assert_eq!(bench.outcome("x.tar.aa"), Outcome::Partial(PartialReason::Damaged));
    assert_eq!(bench.outcome("x.tar.aa!/a.txt"), Outcome::Extracted);
    let missing = Warning::new(WarningCode::VolumeMissing, "x.tar.ab");
    assert!(warnings(&bench, "x.tar.aa").contains(&missing));
    bench.write("x.tar.ab", middle);
    bench.done(&options());
    assert_eq!(bench.outcome("x.tar.aa"), Outcome::Extracted);
    assert_eq!(bench.outcome("x.tar.aa!/c.txt"), Outcome::Extracted);
    bench.check_index();
}

#[test]
fn volumes_without_their_first_name_what_is_missing() {
    let mut bench = Bench::new();
    write(&bench, &["x.tar.001", "x.tar.002"], &letters());
    bench.remove("x.tar.001");
    bench.done(&options());
    assert_ne!(bench.outcome("x.tar.002"), VOLUME);
    let missing = Warning::new(WarningCode::VolumeMissing, "x.tar.001");
    assert!(warnings(&bench, "x.tar.002").contains(&missing));
}
