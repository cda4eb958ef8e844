//! Which versions of the program's parts have what done again.

use ingest::Options;
use item::Stamps;

use crate::support::{Bench, extracted, options, tar};

const LETTER: &str = "NCB Moscow asked for a Red Notice on 17 May 2024.";

fn bench() -> Bench {
    Bench::new().file("a.txt", LETTER).file("b.tar", tar([("c.html", b"<p>a page</p>".to_vec())]))
}

/// The options of a program whose parts are one version older than they are.
fn older(change: impl FnOnce(&mut sandbox::Versions)) -> Options {
    let mut older = options();
    change(&mut older.versions);
    older
}

fn reader(versions: &mut sandbox::Versions, format: &str) {
    *versions.readers.get_mut(format).expect("the format is in the table") -= 1;
}

fn stamps(bench: &Bench) -> Vec<(String, Stamps)> {
    bench.ledger().stamps().expect("they can be read")
}

fn assert_up_to_date(bench: &Bench) {
    let now = options().versions;
    for (format, stamps) in stamps(bench) {
        assert_eq!(stamps, now.stamps_of(&format), "{format}");
    }
}

#[test]
fn with_another_version_of_the_program_and_the_same_of_its_parts_nothing_is_done_again() {
    let mut bench = bench();
    bench.done(&options());
    let summary = bench.done(&Options { version: "another".to_owned(), ..options() });
    assert_eq!((extracted(&summary), summary.unchanged), (0, 3));
}

#[test]
fn with_another_recognition_mentions_are_made_anew_without_any_extraction() {
    let mut bench = bench();
    bench.done(&older(|versions| versions.recognition -= 1));
    let made = bench.index.committed.contents.clone();
    assert!(made.values().any(|mentions| *mentions > 0));
    let before = store_locations(&bench);
    let summary = bench.done(&options());
    assert_eq!(extracted(&summary), 0);
    assert_eq!(summary.unchanged, 3);
    assert_up_to_date(&bench);
    assert!(store_locations(&bench).iter().all(|at| !before.contains(at)));
    assert_eq!(bench.index.committed.contents, made);
    bench.check_index();
    // Once is enough.
    let after = store_locations(&bench);
    bench.done(&options());
    assert_eq!(store_locations(&bench), after);
}

fn store_locations(bench: &Bench) -> Vec<item::Location> {
    let contents = bench.ledger().contents(0, 99).expect("they can be read");
    contents.into_iter().filter_map(|content| content.location).collect()
}

#[test]
fn recognition_that_is_done_again_finds_what_extraction_found() {
    let mut bench = bench();
    bench.done(&older(|versions| versions.recognition -= 1));
    bench.done(&options());
    let mut fresh = bench.twin();
    fresh.done(&options());
    let read = |bench: &Bench| {
        let packs = store::Packs::open(&bench.dossier().join(ingest::PACKS)).expect("it is there");
        let row = bench.rows().into_iter().find(|row| row.locator.to_string() == "a.txt");
        let ord = row.and_then(|row| row.content).expect("it has a content");
        let content = bench.ledger().content(ord).expect("it can be read").expect("it is there");
        packs.read(&content.location.expect("it is kept")).expect("it can be read")
    };
    let (again, first) = (read(&bench), read(&fresh));
    assert!(!first.mentions.is_empty());
    assert_eq!(again, first);
}

#[test]
fn with_another_reader_the_contents_of_its_format_are_read_again_and_no_others() {
    let mut bench = bench();
    bench.done(&older(|versions| reader(versions, "html")));
    let summary = bench.done(&options());
    // The page, and the archive that holds it, whose bytes alone lead to it.
    let formats: Vec<_> = summary.spent.formats.keys().map(String::as_str).collect();
    assert_eq!(formats, ["html", "tar"]);
    assert_up_to_date(&bench);
    assert_eq!(extracted(&bench.done(&options())), 0);
}

#[test]
fn with_another_identification_everything_is_read_again() {
    let mut bench = bench();
    bench.done(&older(|versions| versions.identification -= 1));
    let summary = bench.done(&options());
    assert_eq!(extracted(&summary), 3);
    assert_eq!(summary.unchanged, 3);
    assert_up_to_date(&bench);
}

#[test]
fn a_run_that_recognises_again_and_is_stopped_goes_on_in_the_next() {
    let mut bench = bench();
    bench.done(&older(|versions| versions.recognition -= 1));
    bench.index.kill = Some((0, crate::index::Kill::Pack));
    assert!(bench.run(&options()).is_err());
    bench.index.kill = None;
    let summary = bench.done(&options());
    assert_eq!(extracted(&summary), 0);
    assert_up_to_date(&bench);
}

#[test]
fn what_a_reader_of_another_version_made_is_not_taken_for_a_copy() {
    let mut bench = Bench::new().file("a.html", "<p>a page</p>");
    bench.done(&older(|versions| reader(versions, "html")));
    bench.write("copy.html", "<p>a page</p>");
    let summary = bench.done(&Options { jobs: 1, ..options() });
    assert_eq!(extracted(&summary), 1);
    assert_up_to_date(&bench);
}
