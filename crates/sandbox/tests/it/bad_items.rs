//! One bad item costs itself alone, and the reason says what it did.

use item::{EmptyReason, FailedReason, LimitReason, Outcome, Warning, WarningCode};

use std::time::Duration;

use sandbox::{Pool, Settings};

use crate::support::{Kept, failed, impatient_pool, limited, pool, program, ran, run, settings};

/// Runs an item that misbehaves after it pushed a text, then a good one.
fn misbehaves(act: &str, outcome: Outcome, attempts: u32) {
    misbehaves_in(&pool(), act, outcome, attempts);
}

fn misbehaves_in(pool: &Pool, act: &str, outcome: Outcome, attempts: u32) {
    let mut kept = Kept::default();
    let bad = run(pool, format!("MOCK:text before Red Notice\n{act}").as_bytes(), &mut kept);
    assert_eq!(bad.outcome, outcome, "{act}: {:?}", bad.warnings);
    assert!(bad.segments[0].text.starts_with("before"), "what came before the failure is kept");
    assert!(!bad.mentions.is_empty(), "and so is what it names");
    assert_eq!(bad.identified.format, "text");
    assert_eq!((bad.usage.attempts, kept.restarts), (attempts, attempts - 1));
    assert_eq!(ran(pool, b"MOCK:text good").outcome, Outcome::Extracted);
    let usage = pool.usage();
    assert_eq!(usage.retries, u64::from(attempts - 1));
    assert!(usage.started <= u64::from(attempts) + 1, "{usage:?}");
}

#[test]
fn a_worker_is_sent_passwords_only_when_its_item_is_locked_and_reads_no_other_item_after_it() {
    let passwords = vec!["one".to_owned(), "two".to_owned()];
    let (pool, without) = (Pool::new(program(), Settings { passwords, ..settings() }), pool());
    for (act, text, started, recycled) in [
        ("text good", "good", 1, 0),
        ("unlock", "one two", 1, 1),
        ("text again", "again", 2, 1),
        ("unlock\nunlock", "one two", 2, 2),
    ] {
        let ran = ran(&pool, format!("MOCK:{act}").as_bytes());
        assert_eq!((ran.outcome, &*ran.segments[0].text), (Outcome::Extracted, text));
        let usage = pool.usage();
        assert_eq!((usage.started, usage.recycled, usage.lost), (started, recycled, 0), "{act}");
    }
    assert_eq!(ran(&without, b"MOCK:unlock").outcome, Outcome::Empty(EmptyReason::NoText));
    assert_eq!(without.usage().recycled, 0);
}

#[test]
fn a_hang_reaches_the_limit_on_the_wall() {
    misbehaves_in(&impatient_pool(), "hang", limited(LimitReason::WallTime), 1);
}

#[test]
fn a_busy_loop_reaches_the_limit_on_processor_time() {
    misbehaves("spin", limited(LimitReason::CpuTime), 1);
}

#[test]
fn growing_memory_reaches_the_limit() {
    misbehaves("allocate", limited(LimitReason::Memory), 2);
}

#[test]
fn a_sudden_demand_for_memory_reaches_the_limit() {
    misbehaves("demand", limited(LimitReason::Memory), 2);
}

#[test]
fn an_overflow_of_the_stack_is_named() {
    misbehaves("overflow", failed(FailedReason::StackOverflow), 2);
}

#[test]
fn an_abort_is_named() {
    misbehaves("abort", failed(FailedReason::Aborted), 2);
}

#[test]
fn a_fault_is_named() {
    misbehaves("fault", failed(FailedReason::Killed), 2);
}

#[test]
fn a_panic_is_named_and_its_message_kept() {
    misbehaves("panic", failed(FailedReason::Panicked), 2);
    let panicked = ran(&pool(), b"MOCK:panic");
    assert_eq!(panicked.warnings, [Warning::new(WarningCode::Panicked, "the mock panics")]);
}

#[test]
fn an_exit_is_named() {
    misbehaves("exit", failed(FailedReason::Exited), 2);
}

#[test]
fn garbage_is_named() {
    misbehaves("garbage\nhang", failed(FailedReason::WorkerProtocol), 2);
}

#[test]
fn endless_output_reaches_the_limit_and_is_not_tried_again() {
    misbehaves("endless", limited(LimitReason::Output), 1);
}

#[test]
fn a_worker_that_ignores_the_limit_is_stopped() {
    let pool = pool();
    let flood = ran(&pool, b"MOCK:flood");
    assert_eq!(flood.outcome, limited(LimitReason::Output));
    let length: usize = flood.segments.iter().map(|segment| segment.text.len()).sum();
    assert!(length <= 1 << 20);
    assert_eq!(ran(&pool, b"MOCK:text good").outcome, Outcome::Extracted);
}

#[test]
fn signs_of_life_do_not_prolong_an_item_for_ever() {
    let wall_time = Duration::from_millis(300);
    let cpu_time = Duration::from_millis(100);
    let pool = Pool::new(program(), Settings { wall_time, cpu_time, ..settings() });
    let drip = ran(&pool, b"MOCK:drip");
    assert_eq!(drip.outcome, limited(LimitReason::WallTime));
    assert!(drip.usage.wall < Duration::from_secs(5), "{:?}", drip.usage.wall);
}

#[test]
fn endless_errors_are_read_and_cost_processor_time() {
    let chatter = ran(&impatient_pool(), b"MOCK:chatter");
    assert!(
        [limited(LimitReason::CpuTime), limited(LimitReason::WallTime)].contains(&chatter.outcome)
    );
}

#[test]
fn many_bad_items_in_a_row_leave_the_good_ones_alone() {
    let pool = pool();
    for act in ["abort", "exit", "panic", "garbage\nexit", "overflow"] {
        assert_ne!(ran(&pool, format!("MOCK:{act}").as_bytes()).outcome, Outcome::Extracted);
        assert_eq!(ran(&pool, b"MOCK:text good").outcome, Outcome::Extracted);
    }
}

#[test]
fn an_item_that_fails_in_a_used_worker_alone_is_extracted_by_the_second() {
    let pool = pool();
    assert_eq!(ran(&pool, b"MOCK:text good").outcome, Outcome::Extracted);
    let second = ran(&pool, b"MOCK:children 2 9\nexit-if-used\ntext here");
    assert_eq!((second.outcome, second.usage.attempts), (Outcome::Extracted, 2));
}

#[test]
fn no_bytes_are_empty() {
    let outcome = Outcome::Empty(EmptyReason::NoBytes);
    assert_eq!(ran(&pool(), b"").outcome, outcome);
}
