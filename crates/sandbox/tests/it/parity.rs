//! The worker and this process read alike.

use formats::{Input, Limits};
use item::Declared;
use proptest::prelude::*;
use sandbox::{Job, Pool, Ran, Source, Usage, run_here};

use crate::support::{Kept, pool, settings};

fn without_usage(ran: Ran) -> Ran {
    Ran { usage: Usage::default(), ..ran }
}

fn both(pool: &Pool, name: &[u8], bytes: &[u8]) -> ((Ran, Kept), (Ran, Kept)) {
    let declared = Declared::default();
    let (mut kept, mut kept_here) = (Kept::default(), Kept::default());
    let limits = Limits { text_bytes: 300, members: 3, ..settings().limits };
    let job = Job {
        source: Source::Inline(bytes),
        name,
        declared: &declared,
        limits,
        volumes: &[],
        pictures: None,
    };
    let there = pool.run(job, &mut kept).expect("the worker can be started");
    let input = Input {
        bytes: bytes.to_vec().into(),
        volumes: Vec::new(),
        name: name.to_vec(),
        declared,
        passwords: formats::Passwords::default(),
        limits,
    };
    let here = run_here(&input, &mut kept_here);
    ((without_usage(there), kept), (without_usage(here), kept_here))
}

#[test]
fn contents_read_alike_in_a_worker_and_here() {
    let pool = pool();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(300));
    let acts = prop_oneof![
        "text [a-zа-я ]{0,200}",
        "property [a-z]{0,20}",
        "children [0-4] [0-9]{1,4}",
        Just("endless".to_owned()),
    ];
    let contents = prop_oneof![
        prop::collection::vec(acts, 0..5)
            .prop_map(|acts| format!("MOCK:{}", acts.join("\n")).into_bytes()),
        "[ -~а-я\n]{0,400}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..200),
    ];
    let names = prop_oneof![Just("a.txt"), Just("a.html"), Just("a.eml"), Just("a.csv"), Just("a")];
    let result = runner.run(&(names, contents), |(name, bytes)| {
        let (there, here) = both(&pool, name.as_bytes(), &bytes);
        prop_assert_eq!(there, here);
        Ok(())
    });
    result.expect("both read alike");
}
