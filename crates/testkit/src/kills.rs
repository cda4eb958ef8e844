//! What is left after the program was killed at random moments, again and again.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::Bench;

/// What a series of kills did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Runs that were killed before they ended.
    pub killed: u32,
    /// Runs that ended before the kill came.
    pub ended: u32,
    /// Items in the ledger after the last kill.
    pub acknowledged: usize,
    /// Items that the ledger held after one kill and not after a later one.
    pub lost: BTreeSet<String>,
    /// Whether the next whole run ended in the same logical dump as an unbroken run.
    pub is_equal: bool,
}

/// Indexes the trove of `bench` once unbroken; then kills the program `times` times with SIGKILL, each after a random
/// part of the time that the unbroken run took; `seed` fixes the parts.
pub fn kill(bench: &Bench, times: u32, seed: u64) -> Report {
    let begun = Instant::now();
    bench.run(["index", "trove", "-d", "unbroken.dossier", "--ocr", "off"]).done();
    let longest = begun.elapsed().mul_f64(0.9);
    let mut random = Random(seed | 1);
    let mut report = Report::default();
    let mut before = BTreeSet::new();
    for _ in 0..times {
        let wait = longest.mul_f64(random.part());
        if index_and_kill(bench, wait) {
            report.killed += 1;
        } else {
            report.ended += 1;
            std::fs::remove_dir_all(bench.folder().join("killed.dossier"))
                .expect("the dossier can be removed");
            before.clear();
        }
        let now = acknowledged(bench);
        report.lost.extend(before.difference(&now).cloned());
        before = now;
    }
    report.acknowledged = before.len();
    bench.run(["index", "trove", "-d", "killed.dossier", "--ocr", "off"]).done();
    report.is_equal = dump(bench, "killed.dossier") == dump(bench, "unbroken.dossier");
    report
}

/// Returns whether the kill came before the end.
fn index_and_kill(bench: &Bench, wait: Duration) -> bool {
    let mut child = bench
        .command()
        .args(["index", "trove", "-d", "killed.dossier", "--ocr", "off", "--json"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(wait);
    let has_ended = child.try_wait().expect("the child can be waited for").is_some();
    child.kill().expect("the child can be killed");
    child.wait().expect("the child can be waited for");
    !has_ended
}

fn acknowledged(bench: &Bench) -> BTreeSet<String> {
    let listed = bench.run(["items", "-d", "killed.dossier", "--json"]);
    // A run that was killed before it made the ledger leaves nothing to list.
    listed.out.lines().map(str::to_owned).collect()
}

/// Returns everything that a dossier says of its trove, whatever order it was written in.
pub fn dump(bench: &Bench, dossier: &str) -> String {
    let mut dump = bench.run(["items", "-d", dossier, "--json"]).done();
    dump += &bench.run(["manifest", "-d", dossier]).done();
    for kind in item::kind::KINDS {
        dump +=
            &bench.run(["entities", kind.id, "-d", dossier, "--limit", "1000000", "--json"]).out;
    }
    dump
}

/// A small generator (xorshift64), so that a seed gives the same moments everywhere.
struct Random(u64);

impl Random {
    /// Returns the next number from 0 up to 1.
    #[allow(clippy::cast_precision_loss, reason = "a moment needs no more than the leading digits")]
    fn part(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}
