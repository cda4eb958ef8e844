//! How many sentences on notices and on what became of them are read right, by halves for tuning and for reporting.

use crate::findings::measured;

#[test]
fn nearly_all_sentences_on_notices_and_their_states_are_read_right() {
    for kind in ["status", "notice"] {
        for (half, least) in [("tuning", 95), ("reporting", 85)] {
            let (all, wrong) = measured(include_str!("states.tsv"), half, Some(kind));
            let right = all - wrong.len();
            assert!(
                right * 100 >= all * least,
                "{half} {kind}: {right} of {all}\n{}",
                wrong.join("\n")
            );
        }
    }
}
