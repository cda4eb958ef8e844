//! How much a small item costs; run with `--ignored --nocapture`.

use std::time::Instant;

use item::Outcome;

use crate::support::{pool, ran};

#[test]
#[ignore = "prints figures"]
#[expect(clippy::print_stdout, reason = "prints figures")]
fn small_items_a_second() {
    let pool = pool();
    let items = 20_000_u32;
    for content in [
        "MOCK:text small",
        "a small plain text with nothing to find in it",
        "Red Notice for Ivan Petrov",
    ] {
        let begun = Instant::now();
        for _ in 0..items {
            assert_eq!(ran(&pool, content.as_bytes()).outcome, Outcome::Extracted);
        }
        let rate = f64::from(items) / begun.elapsed().as_secs_f64();
        println!("{content:?}: {rate:.0} items a second; {:?}", pool.usage());
    }
}
