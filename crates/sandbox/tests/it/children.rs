//! Children stream in as they come.

use std::time::Duration;

use formats::{Child, Limits};
use item::{Declared, FailedReason, LimitReason, Outcome};
use sandbox::{Ending, Error, Job, Pool, Receiver, Source};

use crate::support::{Kept, impatient_pool, limited, pool, ran, run};

#[test]
fn children_come_whole_and_in_order() {
    let mut kept = Kept::default();
    let ran = run(&pool(), b"MOCK:children 3 200000", &mut kept);
    assert_eq!(ran.outcome, Outcome::Extracted);
    let names: Vec<_> = kept.children.iter().map(|child| child.0.as_slice()).collect();
    assert_eq!(names, [b"0.txt", b"1.txt", b"2.txt"]);
    for (_, bytes, ending) in &kept.children {
        assert_eq!((bytes.len(), *ending), (200_000, Some(Ending::Whole)));
    }
}

#[test]
fn a_child_that_the_worker_died_over_is_ended() {
    let mut kept = Kept::default();
    let ran = run(&pool(), b"MOCK:children 2 5\nabort", &mut kept);
    assert_eq!(ran.outcome, Outcome::Failed(FailedReason::Aborted));
    assert_eq!(kept.children.len(), 2);
    assert!(kept.children.iter().all(|child| child.2 == Some(Ending::Whole)));
}

#[test]
fn too_many_children_and_too_many_bytes_reach_their_limits() {
    let mut kept = Kept::default();
    let many = run(&pool(), b"MOCK:children 2000 1", &mut kept);
    assert_eq!(many.outcome, limited(LimitReason::Members));
    assert_eq!(kept.children.len(), 1_000);
    let mut kept = Kept::default();
    let large = run(&pool(), b"MOCK:children 1 99000000", &mut kept);
    assert_eq!(large.outcome, limited(LimitReason::Inflation));
    assert_eq!(kept.children[0].2, Some(Ending::Limited(LimitReason::Inflation)));
}

/// Runs each child on the same pool, slowly.
struct Nested<'a> {
    pool: &'a Pool,
    bytes: Vec<u8>,
    depth: u32,
    ended: u32,
}

impl Receiver for Nested<'_> {
    fn begin(&mut self, _child: Child) {
        self.bytes.clear();
    }

    fn bytes(&mut self, chunk: &[u8]) {
        self.bytes.extend_from_slice(chunk);
    }

    fn end(&mut self, _ending: Ending) {
        self.ended += 1;
        std::thread::sleep(Duration::from_millis(300));
        let child = ran(self.pool, b"MOCK:text child");
        assert_eq!(child.outcome, Outcome::Extracted);
        self.depth += 1;
    }

    fn restart(&mut self) {
        self.ended = 0;
    }
}

#[test]
fn time_that_the_receiver_takes_is_not_counted() {
    let pool = impatient_pool();
    let mut nested = Nested { pool: &pool, bytes: Vec::new(), depth: 0, ended: 0 };
    let declared = Declared::default();
    let source = Source::Inline(b"MOCK:children 6 300000");
    let job = Job {
        source,
        name: b"a.zip",
        declared: &declared,
        limits: Limits::default(),
        volumes: &[],
        pictures: None,
    };
    let ran = pool.run(job, &mut nested).expect("the worker can be started");
    assert_eq!((ran.outcome, nested.ended), (Outcome::Extracted, 6));
    assert!(ran.usage.wall < Duration::from_millis(1_500), "{:?}", ran.usage);
    assert_eq!(pool.usage().started, 2, "one for the container, one for its children");
}

struct Stop;

impl Receiver for Stop {
    fn begin(&mut self, _child: Child) {}
    fn bytes(&mut self, _chunk: &[u8]) {}
    fn end(&mut self, _ending: Ending) {}
    fn restart(&mut self) {}
    fn proceed(&self) -> bool {
        false
    }
}

#[test]
fn a_run_can_be_stopped() {
    let declared = Declared::default();
    let source = Source::Inline(b"MOCK:hang");
    let job = Job {
        source,
        name: b"a",
        declared: &declared,
        limits: Limits::default(),
        volumes: &[],
        pictures: None,
    };
    let stopped = pool().run(job, &mut Stop);
    assert!(matches!(stopped, Err(Error::Stopped)));
}
