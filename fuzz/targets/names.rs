//! How names relate: the same both ways, a name to itself always, and persons without one name twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use names::{Bearer, MAX_KEYS, Rulings, cluster, compare, keys, pair};

fuzz_target!(|text: &str| {
    let lines: Vec<&str> = text.lines().take(8).collect();
    for word in text.split_whitespace() {
        assert!(keys(word).len() <= MAX_KEYS, "{word:?}");
    }
    for one in &lines {
        for other in &lines {
            let compared = compare(one, other);
            assert!((0.0..=1.0).contains(&compared.score), "{one:?} {other:?} {compared:?}");
            let turned = compare(other, one);
            assert_eq!(
                (compared.same, compared.score.to_bits()),
                (turned.same, turned.score.to_bits()),
                "{one:?} {other:?}"
            );
            let _verdict = pair(one, other);
        }
    }
    let bearers: Vec<(Bearer, u64)> = lines.iter().map(|name| (bearer(name), 1)).collect();
    let clusters = cluster(&bearers, &Rulings::default()).clusters;
    let mut placed: Vec<usize> = clusters.iter().flat_map(|one| one.bearers.clone()).collect();
    placed.sort_unstable();
    assert_eq!(placed, (0..lines.len()).collect::<Vec<_>>(), "each stands in one cluster");
});

fn bearer(name: &str) -> Bearer {
    Bearer { name: name.to_owned(), ..Bearer::default() }
}
