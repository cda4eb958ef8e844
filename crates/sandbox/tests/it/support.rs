//! A pool for tests, and a receiver that keeps what it gets.

use std::time::Duration;

use formats::{Child, Limits, Picture};
use item::{Declared, FailedReason, LimitReason, Outcome, Place};
use sandbox::{Ending, Job, Pool, Program, Ran, Receiver, Settings, Source};

/// The worker that Cargo built along with this test.
pub(crate) fn program() -> Program {
    Program { path: env!("CARGO_BIN_EXE_dossier-worker").into(), args: Vec::new() }
}

/// Limits small enough for a test to reach them soon.
pub(crate) fn settings() -> Settings {
    Settings {
        limits: Limits {
            text_bytes: 1 << 20,
            members: 1_000,
            inflated_bytes: 16 << 20,
            nesting: 64,
        },
        // A quarter of it is what a new worker has to read its tables and to recognise what a lost one left.
        cpu_time: Duration::from_millis(1600),
        wall_time: Duration::from_mins(1),
        memory: 300 << 20,
        ..Settings::default()
    }
}

/// A pool whose workers may not be silent for long.
pub(crate) fn impatient_pool() -> Pool {
    Pool::new(program(), Settings { wall_time: Duration::from_millis(1600), ..settings() })
}

pub(crate) fn pool() -> Pool {
    Pool::new(program(), settings())
}

/// Keeps the children of the last attempt.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Kept {
    pub(crate) children: Vec<(Vec<u8>, Vec<u8>, Option<Ending>)>,
    pub(crate) pictures: Vec<(Place, Picture)>,
    pub(crate) restarts: u32,
}

impl Receiver for Kept {
    fn begin(&mut self, child: Child) {
        self.children.push((child.name, Vec::new(), None));
    }

    fn bytes(&mut self, chunk: &[u8]) {
        let open = self.children.last_mut().expect("bytes follow a beginning");
        open.1.extend_from_slice(chunk);
    }

    fn end(&mut self, ending: Ending) {
        let open = self.children.last_mut().expect("an ending follows a beginning");
        assert_eq!(open.2.replace(ending), None);
    }

    fn picture(&mut self, place: Place, picture: Picture) {
        self.pictures.push((place, picture));
    }

    fn restart(&mut self) {
        self.children.clear();
        self.pictures.clear();
        self.restarts += 1;
    }
}

/// Runs one content from memory.
pub(crate) fn run(pool: &Pool, bytes: &[u8], kept: &mut Kept) -> Ran {
    run_source(pool, Source::Inline(bytes), kept)
}

pub(crate) fn run_source(pool: &Pool, source: Source<'_>, kept: &mut Kept) -> Ran {
    let declared = Declared::default();
    let job = Job {
        source,
        name: b"a.txt",
        declared: &declared,
        limits: Limits::default(),
        volumes: &[],
        pictures: None,
    };
    pool.run(job, kept).expect("the worker can be started")
}

/// Runs one content from memory and drops its children.
pub(crate) fn ran(pool: &Pool, bytes: &[u8]) -> Ran {
    run(pool, bytes, &mut Kept::default())
}

pub(crate) fn failed(reason: FailedReason) -> Outcome {
    Outcome::Failed(reason)
}

pub(crate) fn limited(reason: LimitReason) -> Outcome {
    Outcome::LimitReached(reason)
}
