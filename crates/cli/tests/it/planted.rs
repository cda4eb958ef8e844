//! A dossier that nobody named and that was made at another place may have come with a leak.

use std::fs;

use crate::bench;

#[test]
fn a_dossier_that_lies_where_a_new_one_would_be_made_is_written_to_only_where_it_is_named() {
    let bench = bench().file("a.txt", "a letter");
    bench.run(["index", "trove", "-d", "made.dossier"]).done();
    let made = bench.folder().join("made.dossier");
    fs::rename(made, bench.dossier()).expect("the folder is writable");
    let ledger = fs::read(bench.dossier().join("ledger.sqlite")).expect("it is there");
    for command in [["index", "trove"], ["search", "letter"]] {
        let refused = bench.run(command).failed(2);
        assert!(refused.contains("made at another place") && refused.contains("--dossier"));
    }
    let after = fs::read(bench.dossier().join("ledger.sqlite")).expect("it is there");
    assert!(ledger == after, "the ledger was written to");
    bench.run(["index", "trove", "-d", "trove.dossier"]).done();
    // It is in its place from now on.
    bench.run(["index", "trove"]).done();
    bench.run(["search", "letter"]).done();
}
