//! A dossier keeps how its trove was read.

use std::path::Path;

use testkit::Bench;

use crate::{bench, json};

/// `Дело` in KOI8-R, and in no other character set anything that could be found.
const KOI8: &[u8] = b"\xe4\xc5\xcc\xcf 17";

const OPTIONS: &[&str] =
    &["--charset", "old/=koi8-r", "--ignore", "rules", "--item-text", "1", "--reader", "xyz=cat"];

/// A dossier that was made with other options than the usual ones.
fn indexed() -> Bench {
    let bench = bench()
        .file("old/a.txt", KOI8)
        .file("left.out", "not to be read")
        .file("sound.xyz", b"\0\x01what a program reads")
        .file("long.txt", "a long story\n".repeat(200_000));
    bench.write("../rules", "left.out\n");
    bench.run(["index", "trove"].iter().chain(OPTIONS)).done();
    std::fs::remove_file(bench.folder().join("rules")).expect("it is ours");
    bench
}

/// What became of the items, by locator.
fn outcomes(bench: &Bench) -> String {
    bench.run(["items", "--json"]).done()
}

fn settings(bench: &Bench) -> String {
    let manifest = bench.run(["manifest", "--format", "dossier"]).done();
    let line = manifest.lines().find(|line| line.contains("charsets="));
    line.expect("a manifest states the settings").to_owned()
}

#[test]
fn a_second_run_and_a_repair_read_as_the_first_did() {
    let bench = indexed();
    let (first, first_settings) = (outcomes(&bench), settings(&bench));
    assert!(first.contains("limit-reached"), "{first}");
    let again = bench.run(["index", "trove", "--json"]);
    assert_eq!(json(&again.out)["unchanged"], 4, "{again:?}");
    let kept = "--charset old/=koi8-r --reader xyz=cat --ignore (1 lines) --item-text 1";
    assert!(again.err.contains(kept), "{}", again.err);
    bench.run(["repair"]).done();
    assert_eq!((outcomes(&bench), settings(&bench)), (first.clone(), first_settings));
    damage_packs(&bench.dossier());
    bench.run(["repair"]).done();
    assert_eq!(outcomes(&bench), first);
    assert!(bench.run(["search", "Дело"]).done().contains("old/a.txt"));
}

#[test]
fn what_is_given_wins_over_what_is_kept() {
    let bench = indexed();
    let more = bench.run(["index", "trove", "--item-text", "64"]);
    assert!(!more.err.contains("--item-text 1"), "{}", more.err);
    assert!(!outcomes(&bench).contains("limit-reached"));
    assert!(bench.run(["search", "Дело"]).done().contains("old/a.txt"), "the rest is kept");
    let usual = bench.run(["index", "trove", "--usual"]);
    assert!(!usual.err.contains("kept in the dossier"), "{}", usual.err);
    assert!(bench.run(["search", "\"not to be read\""]).done().contains("left.out"));
    let after = bench.run(["index", "trove"]);
    assert!(!after.err.contains("--charset"), "the usual is what is kept now: {}", after.err);
}

#[test]
fn what_a_dossier_from_elsewhere_keeps_is_not_taken() {
    let bench = indexed();
    let elsewhere = bench.folder().join("brought.dossier");
    std::fs::rename(bench.dossier(), &elsewhere).expect("it is ours");
    let run = bench.run(["index", "trove", "-d", "brought.dossier"]);
    assert!(run.err.contains("the options that it keeps are not taken"), "{}", run.err);
    for kept in ["--reader xyz", "--item-text 1", "--ignore"] {
        assert!(!run.err.contains(kept), "{}", run.err);
    }
    let again = bench.run(["index", "trove", "-d", "brought.dossier"]);
    assert!(!again.err.contains("xyz=cat"), "nor by the run after it: {}", again.err);
}

/// Changes a byte in the middle of each pack.
fn damage_packs(dossier: &Path) {
    for entry in std::fs::read_dir(dossier.join("packs")).expect("it is there") {
        let path = entry.expect("it can be read").path();
        let mut bytes = std::fs::read(&path).expect("it is ours");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        std::fs::write(&path, bytes).expect("it is ours");
    }
}
