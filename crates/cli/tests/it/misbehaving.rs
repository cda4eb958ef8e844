//! A content that hangs, spins, allocates, overflows, aborts, panics, exits, writes garbage or writes without end costs
//! itself alone.

use crate::{bench, lines};

#[test]
fn nine_ways_to_misbehave_have_nine_reasons_and_the_run_goes_on() {
    let acts =
        ["hang", "spin", "allocate", "overflow", "abort", "panic", "exit", "garbage", "endless"];
    let bench = bench();
    for act in acts {
        bench.write(format!("{act}.txt"), format!("MOCK:\n{act}\n"));
        bench.write(format!("{act}-neighbour.txt"), format!("an honest neighbour of {act}"));
    }
    bench.run(["index", "trove", "--item-timeout", "5", "--item-memory", "1024"]).done();
    let listed = lines(&bench.run(["items", "--json"]).done());
    let reason = |act: &str| {
        let named = format!("{act}.txt");
        let item =
            listed.iter().find(|item| item["locator"] == named.as_str()).expect("it is listed");
        item["reason"].as_str().unwrap_or_default().to_owned()
    };
    let expected = [
        "wall-time",
        "cpu-time",
        "memory",
        "stack-overflow",
        "aborted",
        "panicked",
        "exited",
        "garbage",
        "output",
    ];
    assert_eq!(acts.map(reason), expected);
    let neighbours = listed
        .iter()
        .filter(|item| item["locator"].as_str().is_some_and(|at| at.contains("neighbour")));
    assert!(neighbours.clone().all(|item| item["outcome"] == "extracted"));
    assert_eq!(neighbours.count(), acts.len());
}
