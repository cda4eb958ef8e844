//! Whether this machine holds a worker to its limits, found by letting a real worker break them.
//!
//! The order to do so comes from the parent alone: nothing in an item can bring a worker to it.

use std::time::Duration;

use formats::{Child, Limits};
use item::{Declared, Outcome};

use crate::attempt;
use crate::job::{Ending, Error, Job, Ran, Receiver, Settings, Source};
use crate::lock::Lock;
use crate::pool::Pool;
use crate::program::Program;
use crate::started::Started;
use crate::wire::Violation;

/// Starts a worker under tight limits, lets it break one, and returns how it ended.
pub fn self_test(program: &Program, violation: Violation) -> Result<Outcome, Error> {
    let settings = settings(violation);
    let started = Started::start(program, &settings);
    let mut worker = started.map_err(|source| Error::start(&program.path, source))?;
    Ok(attempt::violate(&mut worker, violation, &settings, &mut Nobody))
}

/// Starts a worker and returns what locks it away.
pub fn lock(program: &Program) -> Result<Lock, Error> {
    let started = Started::start(program, &Settings::default());
    Ok(started.map_err(|source| Error::start(&program.path, source))?.lock)
}

/// Starts a worker and has it read one content that has no children.
pub fn ask(program: &Program, source: Source<'_>, name: &str) -> Result<Ran, Error> {
    let declared = Declared::default();
    let limits = Limits::default();
    let job = Job {
        source,
        name: name.as_bytes(),
        declared: &declared,
        limits,
        volumes: &[],
        pictures: None,
    };
    Pool::new(program.clone(), Settings::default()).run(job, &mut Nobody)
}

/// Returns tight limits; time is short where it is tested, and long enough on a busy machine where something else is.
fn settings(violation: Violation) -> Settings {
    Settings {
        cpu_time: match violation {
            Violation::Compute => Duration::from_millis(200),
            _ => Duration::from_secs(10),
        },
        wall_time: Duration::from_secs(20),
        memory: 128 << 20,
        ..Settings::default()
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
