//! What a worker does when its parent orders it to break a limit.

use std::hint::black_box;
use std::io::Write;
use std::time::Duration;

use crate::memory;
use crate::wire::Violation;

/// More than a worker under the limits of the self-test may ask for, and less than any machine has addresses for.
const DEMAND: u64 = 1 << 30;

/// Breaks the limit that the parent named.
pub(crate) fn violate(violation: Violation) {
    match violation {
        Violation::Compute => compute(),
        Violation::Grow => grow(),
        Violation::Demand => demand(usize::try_from(DEMAND).unwrap_or(usize::MAX)),
        Violation::Write => write(),
    }
}

pub(crate) fn compute() {
    let mut number = 1_u64;
    loop {
        number = black_box(number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    }
}

pub(crate) fn grow() {
    let mut taken = Vec::new();
    loop {
        taken.push(black_box(vec![1_u8; 1 << 20]));
        std::thread::sleep(Duration::from_millis(1));
    }
}

pub(crate) fn demand(bytes: usize) {
    drop(black_box(vec![0_u8; bytes]));
}

/// Writes to a file in memory: it needs no folder and leaves nothing behind, and the limit on files holds for it too.
pub(crate) fn write() {
    if let Ok(mut file) = memory::unsealed() {
        drop(file.write_all(b"x"));
    }
}
