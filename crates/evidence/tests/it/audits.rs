//! Audits of a trove against its ledger and against foreign manifests.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use evidence::{AuditAnswer, Error, Reference, Taken, audit};

use item::{Outcome, SkippedReason};
use ledger::ItemRow;

use crate::{Bench, row};

fn go_on() -> bool {
    true
}

fn audited(bench: &Bench) -> AuditAnswer {
    let ledger = bench.ledger();
    let reference = Reference::of_dossier(&ledger, None, &[]).expect("the trove is in its place");
    audit(&reference, 2, &go_on).expect("the trove is readable")
}

#[test]
fn a_trove_that_is_as_recorded_matches_and_gives_the_recorded_root() {
    let bench = Bench::new();
    bench.file("a.txt", b"one");
    bench.file("b.txt", b"two");
    let answer = audited(&bench);
    assert!(answer.ok, "{answer:?}");
    assert_eq!(answer.matched, 2);
    let manifest = evidence::manifest(&bench.ledger()).expect("the ledger is readable");
    assert_eq!(answer.files_root, manifest.files_root().to_string());
    assert_eq!(manifest.items, 2);
}

#[test]
fn every_kind_of_difference_is_listed() {
    let bench = Bench::new();
    for name in ["changed", "moved", "missing"] {
        bench.file(name, name.as_bytes());
    }
    fs::write(bench.trove().join("changed"), "other").expect("the trove is writable");
    fs::rename(bench.trove().join("moved"), bench.trove().join("elsewhere")).expect("it is there");
    fs::remove_file(bench.trove().join("missing")).expect("it is there");
    fs::write(bench.trove().join("fresh"), "fresh").expect("the trove is writable");
    let answer = audited(&bench);
    assert!(!answer.ok);
    assert_eq!(answer.changed, ["changed"]);
    assert_eq!(answer.missing, ["missing"]);
    assert_eq!(answer.new, ["fresh"]);
    let [moved] = &answer.moved[..] else { panic!("{answer:?}") };
    assert_eq!((moved.from.as_str(), moved.to.as_str()), ("moved", "elsewhere"));
}

#[test]
fn a_survey_digests_links_by_where_they_lead_and_opens_no_pipe() {
    let bench = Bench::new();
    std::os::unix::fs::symlink("a.txt", bench.trove().join("link")).expect("links can be made");
    let pipe = bench.trove().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo is part of every Debian").success());
    let troves = [(Vec::new(), bench.trove())];
    let lines =
        evidence::survey(&troves, &Taken::default(), 2, &go_on).expect("the trove is readable");
    let [link, pipe] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(link.digests, Some(fixity::of(b"a.txt", &[])));
    assert!(pipe.digests.is_none() && pipe.closed.is_some());
}

#[test]
fn a_survey_ends_when_it_is_told_to() {
    let bench = Bench::new();
    bench.file("a.txt", b"one");
    let troves = [(Vec::new(), bench.trove())];
    let ended = evidence::survey(&troves, &Taken::default(), 2, &|| false);
    assert!(matches!(ended, Err(Error::Stopped)), "{ended:?}");
}

#[test]
fn a_survey_ends_amid_a_large_file() {
    let bench = Bench::new();
    bench.file("a", &vec![7; 40 << 20]);
    let asked = AtomicU32::new(0);
    let troves = [(Vec::new(), bench.trove())];
    let go_on = || asked.fetch_add(1, Ordering::Relaxed) < 3;
    let ended = evidence::survey(&troves, &Taken::default(), 1, &go_on);
    assert!(matches!(ended, Err(Error::Stopped)), "{ended:?}");
    assert!(asked.into_inner() <= 5);
}

#[test]
fn large_files_are_told_from_what_was_recorded_by_any_byte_and_by_their_ends() {
    let bench = Bench::new();
    let bytes: Vec<u8> = (0..20_000_003_u32).map(|at| at.to_le_bytes()[at as usize % 3]).collect();
    for name in ["changed", "cut", "grown", "same"] {
        bench.file(name, &[name.as_bytes(), &bytes[..]].concat());
    }
    assert!(audited(&bench).ok);
    let change = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let path = bench.trove().join(name);
        let mut bytes = fs::read(&path).expect("it is there");
        change(&mut bytes);
        fs::write(path, bytes).expect("the trove is writable");
    };
    change("changed", &|bytes| bytes[17_000_000] ^= 1);
    change("cut", &|bytes| bytes.truncate(16 << 20));
    change("grown", &|bytes| bytes.push(0));
    change("same", &|_| ());
    let answer = audited(&bench);
    assert_eq!(answer.changed, ["changed", "cut", "grown"]);
    assert_eq!(answer.times_only, ["same"]);
    let first = &answer.changes[0].ranges[0];
    assert!(first.from <= 17_000_000 && 17_000_000 < first.to, "{answer:?}");
}

#[test]
fn a_trove_that_is_gone_is_an_error_with_its_place_and_what_to_do() {
    let bench = Bench::new();
    bench.file("a.txt", b"one");
    fs::rename(bench.trove(), bench.folder().join("moved")).expect("the folder is writable");
    let ledger = bench.ledger();
    let gone = Reference::of_dossier(&ledger, None, &[]).expect_err("nothing is there");
    let message = gone.to_string();
    assert!(message.contains("/trove`") && message.contains("dossier verify"), "{message}");
    let moved = [bench.folder().join("moved")];
    let reference = Reference::of_dossier(&ledger, None, &moved).expect("it is there");
    assert!(audit(&reference, 1, &go_on).expect("it is readable").ok);
}

#[test]
fn as_many_places_must_be_named_as_there_are_troves() {
    let bench = Bench::new();
    let places = [bench.trove(), bench.trove()];
    let ledger = bench.ledger();
    let refused = Reference::of_dossier(&ledger, None, &places);
    assert!(matches!(refused, Err(Error::TroveCount(1))), "{refused:?}");
}

#[test]
fn a_run_that_did_not_end_makes_the_answer_incomplete() {
    let bench = Bench::new();
    bench.file("a.txt", b"one");
    assert_eq!(audited(&bench).complete, Some(false));
}

fn against(bench: &Bench, manifest: &str) -> AuditAnswer {
    let parsed = fixity::manifest::parse(manifest.as_bytes()).expect("it is a manifest");
    let reference = Reference::of_manifest(parsed, Path::new(&bench.trove()));
    audit(&reference, 1, &go_on).expect("the trove is readable")
}

#[test]
fn a_manifest_alone_is_compared_without_a_dossier_and_weak_digests_are_named() {
    let bench = Bench::new();
    bench.file("a.txt", b"one");
    let weak = against(&bench, "f97c5d29941bfb1b2fdab0874906ab82  a.txt\n");
    assert!(weak.ok && weak.complete.is_none(), "{weak:?}");
    assert_eq!(weak.weak_digests().collect::<Vec<_>>(), ["md5"]);
    let strong = against(&bench, &format!("{}  a.txt\n", fixity::of(b"one", &[]).sha256));
    assert!(strong.ok);
    assert_eq!(strong.weak_digests().count(), 0);
}

#[test]
fn what_a_form_does_not_cover_is_listed_under_that_name_in_json() {
    let bench = Bench::new();
    bench.file("a.txt", b"one");
    std::os::unix::fs::symlink("a.txt", bench.trove().join("link")).expect("links can be made");
    let sums = format!("{}  a.txt\n", fixity::of(b"one", &[]).sha256);
    let answer = against(&bench, &sums);
    assert!(answer.ok, "{answer:?}");
    assert_eq!(answer.not_covered, ["link"]);
    assert_eq!(answer.names_not_covered, None);
}

#[test]
fn how_a_foreign_manifest_was_read_is_part_of_the_answer() {
    let bench = Bench::new();
    bench.file("a.txt", b"one");
    let sums = format!("{}  /mnt/evidence/a.txt\n", fixity::of(b"one", &[]).sha256);
    let answer = against(&bench, &sums);
    assert_eq!((answer.ok, answer.matched), (true, 1));
    assert_eq!(answer.read_as, ["the trove folder is `/mnt/evidence/` there"]);
}

#[test]
fn a_file_in_the_place_of_a_link_has_no_bytes_to_be_compared_with() {
    let bench = Bench::new();
    let link = ItemRow {
        kind: "symlink".to_owned(),
        outcome: Outcome::Skipped(SkippedReason::Link),
        ..row("link", Some(b"a.txt"))
    };
    bench.record(link);
    bench.file("file", b"a.txt");
    for name in ["link", "file"] {
        fs::write(bench.trove().join(name), "b.txt").expect("the trove is writable");
    }
    let answer = audited(&bench);
    assert_eq!(answer.changed, ["file", "link"]);
    let compared: Vec<_> = answer.changes.iter().map(|change| change.locator.as_str()).collect();
    assert_eq!(compared, ["file"]);
}
