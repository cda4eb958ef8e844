//! Whether this machine holds a worker to its limits, found by letting a real worker break them.
//!
//! The order to misbehave comes from the parent alone: nothing in an item can bring a worker to it.

use std::hint::black_box;
use std::io::Write;
use std::time::Duration;

use formats::{Child, Limits};
use item::{Declared, FailedReason, LimitReason, Outcome};
use serde::{Deserialize, Serialize};

use crate::attempt;
use crate::job::{Ending, Error, Job, Ran, Receiver, Settings, Source};
use crate::memory;
use crate::pool::Pool;
use crate::program::Program;
use crate::started::Started;

/// More than a worker of [`settings`] may ask for, and less than any machine has addresses for.
const DEMAND: u64 = 1 << 30;

/// What a worker is told to do though it must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trial {
    /// To compute for ever.
    Compute,
    /// To take memory for ever, touching all of it.
    Grow,
    /// To ask at once for more memory than it may have, touching none of it.
    Demand,
    /// To write to a file.
    Write,
}

impl Trial {
    /// Returns how a worker ends that is held to its limits.
    pub fn expected(self) -> Outcome {
        match self {
            Self::Compute => Outcome::LimitReached(LimitReason::CpuTime),
            Self::Grow | Self::Demand => Outcome::LimitReached(LimitReason::Memory),
            Self::Write => Outcome::Failed(FailedReason::Killed),
        }
    }
}

/// Starts a worker under tight limits, lets it misbehave, and returns how it ended.
pub fn put_to_trial(program: &Program, trial: Trial) -> Result<Outcome, Error> {
    let settings = settings(trial);
    let started = Started::start(program, &settings);
    let mut worker = started.map_err(|source| Error::start(&program.path, source))?;
    Ok(attempt::put_to_trial(&mut worker, trial, &settings, &mut Nobody))
}

/// Starts a worker and has it read one content that has no children.
pub fn ask(program: &Program, source: Source<'_>, name: &str) -> Result<Ran, Error> {
    let declared = Declared::default();
    let limits = Limits::default();
    let job = Job { source, name: name.as_bytes(), declared: &declared, limits };
    Pool::new(program.clone(), Settings::default()).run(job, &mut Nobody)
}

/// Returns tight limits; time is short where it is on trial, and long enough on a busy machine where something else is.
fn settings(trial: Trial) -> Settings {
    Settings {
        cpu_time: match trial {
            Trial::Compute => Duration::from_millis(200),
            Trial::Grow | Trial::Demand | Trial::Write => Duration::from_secs(10),
        },
        wall_time: Duration::from_secs(20),
        memory: 128 << 20,
        ..Settings::default()
    }
}

/// Does what the parent told this worker to do.
pub(crate) fn misbehave(trial: Trial) {
    match trial {
        Trial::Compute => compute(),
        Trial::Grow => grow(),
        Trial::Demand => demand(usize::try_from(DEMAND).unwrap_or(usize::MAX)),
        Trial::Write => write(),
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

/// Takes nothing.
struct Nobody;

impl Receiver for Nobody {
    fn begin(&mut self, _: Child) {}
    fn bytes(&mut self, _: &[u8]) {}
    fn end(&mut self, _: Ending) {}
    fn restart(&mut self) {}
}
