//! A dossier that is brought up to date with a trove that changed.

use std::time::{Duration, SystemTime};

use ingest::{Error, Options};
use item::{Algorithm, Outcome, Status};

use crate::support::{Bench, extracted, options, tar};

#[test]
fn a_second_run_extracts_nothing_and_says_that_nothing_changed() {
    let mut bench =
        Bench::new().file("a.txt", "a").file("b.tar", tar([("c.txt", b"member".to_vec())]));
    let first = bench.done(&options());
    let second = bench.done(&options());
    assert_eq!((second.new, second.changed, second.unchanged, second.gone), (0, 0, 3, 0));
    assert_eq!(extracted(&second), 0);
    assert_eq!(second.items_root, first.items_root);
}

#[test]
fn what_is_gone_is_marked_and_comes_back_with_its_history() {
    let mut bench = Bench::new().file("a.txt", "a").file("b.tar", tar([("c.txt", b"c".to_vec())]));
    bench.done(&options());
    let before = std::fs::read(bench.trove().join("b.tar")).expect("it is there");
    bench.remove("b.tar");
    let summary = bench.done(&options());
    assert_eq!((summary.items, summary.gone), (1, 2));
    bench.check_index();
    bench.write("b.tar", before);
    let summary = bench.done(&options());
    assert_eq!((summary.items, extracted(&summary)), (3, 0));
    let row = bench.rows().into_iter().find(|row| row.locator.to_string() == "b.tar");
    let row = row.expect("it is back");
    assert_eq!(bench.ledger().history(row.ord).expect("it can be read").len(), 1);
    bench.check_index();
}

#[test]
fn a_member_that_left_its_container_is_gone() {
    let both = [("c.txt", b"c".to_vec()), ("d.txt", b"d".to_vec())];
    let mut bench = Bench::new().file("b.tar", tar(both.clone()));
    bench.done(&options());
    bench.write("b.tar", tar(both.into_iter().take(1)));
    let summary = bench.done(&options());
    assert_eq!((summary.items, summary.gone, summary.changed), (2, 1, 1));
    // Of the container only the container itself was extracted.
    assert_eq!(extracted(&summary), 1);
}

#[test]
fn the_same_bytes_are_extracted_once() {
    let mut bench = Bench::new();
    (0..20).for_each(|number| bench.write(&format!("{number}.txt"), "the same letter"));
    let summary = bench.done(&Options { jobs: 1, ..options() });
    assert_eq!((summary.items, extracted(&summary)), (20, 1));
}

#[test]
fn a_trove_that_moved_is_refused_until_its_old_place_is_named() {
    let mut bench = Bench::new().file("a.txt", "a");
    bench.done(&options());
    let (from, to) = (bench.trove(), bench.trove().with_file_name("moved"));
    std::fs::rename(&from, &to).expect("it can be moved");
    let refused = ingest::prepare(&bench.dossier(), std::slice::from_ref(&to), &options()).err();
    assert!(matches!(refused, Some(Error::OtherTrove(_))), "{refused:?}");
    ingest::move_trove(&bench.dossier(), &from, &to, 1).expect("it was there");
    let prepared = ingest::prepare(&bench.dossier(), &[to], &options());
    let prepared = prepared.map_err(|error| error.to_string()).expect("it is known there");
    let payload = bench.index.payload.clone();
    let mut index = bench.index.reopened();
    let (summary, _) = prepared
        .index(&mut index, Some(&payload), &options(), &crate::support::Idle)
        .expect("it ends");
    assert_eq!((summary.unchanged, extracted(&summary)), (1, 0));
}

#[test]
fn outcomes_that_are_named_are_done_again_and_no_others() {
    let mut bench = Bench::new().file("a.txt", "a").file("h.txt", "MOCK:\nabort\n");
    bench.done(&options());
    let summary = bench.done(&options());
    assert_eq!(extracted(&summary), 0);
    let summary = bench.done(&Options {
        retry: Outcome::all().filter(|outcome| outcome.status() == Status::Failed).collect(),
        ..options()
    });
    assert_eq!(extracted(&summary), 1);
    let summary = bench.done(&Options { full: true, ..options() });
    assert_eq!(extracted(&summary), 2);
}

#[test]
fn digests_that_are_wanted_later_are_taken_without_extraction_of_what_is_known() {
    let mut bench = Bench::new().file("a.txt", "a");
    bench.done(&options());
    bench.done(&Options { digests: vec![Algorithm::Md5], ..options() });
    let digests = bench.rows()[0].digests.clone().expect("it was read");
    assert!(digests.more.contains_key(&Algorithm::Md5));
    // Once taken they stay.
    bench.done(&options());
    let digests = bench.rows()[0].digests.clone().expect("it was read");
    assert!(digests.more.contains_key(&Algorithm::Md5));
}

#[test]
fn with_trusted_times_a_file_of_the_same_size_and_time_is_not_read() {
    let mut bench = Bench::new().file("a.txt", "old text");
    let path = bench.trove().join("a.txt");
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let set = || {
        let file = std::fs::File::options().append(true).open(&path).expect("it is there");
        file.set_modified(time).expect("the time can be set");
    };
    set();
    bench.done(&options());
    bench.write("a.txt", "new text");
    set();
    let trusting = Options { trust_times: true, ..options() };
    assert_eq!(bench.done(&trusting).unchanged, 1);
    assert_eq!(bench.done(&options()).changed, 1);
}

#[test]
fn a_dossier_is_not_made_inside_its_trove() {
    let bench = Bench::new().file("a.txt", "a");
    let inside = bench.trove().join("dossier");
    let refused = ingest::prepare(&inside, &[bench.trove()], &options()).err();
    assert!(matches!(refused, Some(Error::InsideTrove(_))), "{refused:?}");
    assert!(!inside.exists());
}
