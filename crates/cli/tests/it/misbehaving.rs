//! A content that hangs, spins, allocates, overflows, aborts, panics, exits, writes garbage or writes without end costs
//! itself alone.

use crate::{bench, lines};

/// Returns why the item at a locator ended as it did.
fn reason(listed: &str, locator: &str) -> String {
    let items = lines(listed);
    let item = items.iter().find(|item| item["locator"] == locator).expect("it is listed");
    item["reason"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn ways_to_misbehave_have_reasons_of_their_own_and_the_run_goes_on() {
    let acts = ["hang", "spin", "allocate", "overflow", "abort", "panic", "exit", "garbage"];
    let bench = bench();
    for act in acts {
        bench.write(format!("{act}.txt"), format!("MOCK:\n{act}\n"));
        bench.write(format!("{act}-neighbour.txt"), format!("an honest neighbour of {act}"));
    }
    bench.run(["index", "trove", "--item-timeout", "3"]).done();
    let listed = bench.run(["items", "--json"]).done();
    let expected = [
        "wall-time",
        "cpu-time",
        "memory",
        "stack-overflow",
        "aborted",
        "panicked",
        "exited",
        "worker-protocol",
    ];
    assert_eq!(acts.map(|act| reason(&listed, &format!("{act}.txt"))), expected);
    let neighbours = lines(&bench.run(["items", "--outcome", "extracted", "--json"]).done());
    assert_eq!(neighbours.len(), acts.len());
}

#[test]
fn a_content_that_writes_without_end_is_stopped() {
    // With the time that is the default: a slow machine takes long to write as much as is too much.
    let bench = bench().file("endless.txt", "MOCK:\nendless\n").file("neighbour.txt", "honest");
    bench.run(["index", "trove"]).done();
    assert_eq!(reason(&bench.run(["items", "--json"]).done(), "endless.txt"), "output");
    bench.run(["search", "honest"]).done();
}
