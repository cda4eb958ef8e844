//! The workers of a run: started when needed, kept while they are well, replaced when they are not.

use std::os::fd::AsFd;
use std::sync::{Mutex, MutexGuard, PoisonError};

use formats::{Child, Limits};
use item::Extraction;

use crate::attempt::{Attempted, Worker, attempt, recognise};
use crate::found::Found;
use crate::job::{Ending, Error, Job, Ran, Receiver, Settings, Source, Usage, WorkersUsage};
use crate::memory::Sealed;
use crate::program::Program;
use crate::recognise;
use crate::started::Started;

/// Largest content that is sent over the socket; a larger one goes as a sealed memory file, in bytes.
const INLINE: usize = 1 << 20;

/// What part of the time for an item is left for recognising what a failed attempt left.
const RECOGNITION_SHARE: u32 = 4;

/// Workers that extract and recognise items, one each at a time.
///
/// As many workers run as callers ask at once; there is no queue. When the pool is dropped its workers are killed and
/// reaped, and when this process is killed they end by themselves.
#[derive(Debug)]
pub struct Pool {
    program: Program,
    settings: Settings,
    idle: Mutex<Vec<Started>>,
    usage: Mutex<WorkersUsage>,
}

impl Pool {
    /// Makes a pool without workers; the first job starts the first.
    pub fn new(program: Program, settings: Settings) -> Self {
        Self {
            program,
            settings,
            idle: Mutex::new(Vec::new()),
            usage: Mutex::new(WorkersUsage::default()),
        }
    }

    /// Extracts and recognises one item, in a worker, within the limits; may be called from many threads, and from
    /// within [`Receiver::end`].
    ///
    /// An item over which a worker died, broke the protocol, or took too much time or memory is tried once more in a
    /// fresh worker. The outcome is that of the last attempt, and what came before its failure is kept.
    pub fn run(&self, job: Job<'_>, receiver: &mut dyn Receiver) -> Result<Ran, Error> {
        self.run_within(&self.settings, job, receiver)
    }

    /// Does the same as [`Pool::run`] within half the time and half the memory: for an item of which the program may have
    /// died.
    pub fn run_suspect(&self, job: Job<'_>, receiver: &mut dyn Receiver) -> Result<Ran, Error> {
        self.run_within(&self.settings.halved(), job, receiver)
    }

    fn run_within(
        &self,
        settings: &Settings,
        job: Job<'_>,
        receiver: &mut dyn Receiver,
    ) -> Result<Ran, Error> {
        let sealed;
        let mut job = job;
        if let Source::Inline(bytes) = job.source
            && bytes.len() > INLINE
        {
            sealed = Sealed::from_bytes(bytes).map_err(Error::Memory)?;
            job.source = Source::Descriptor(sealed.as_fd(), sealed.len());
        }
        job.limits = lower(&job.limits, &settings.limits);
        let mut usage = Usage::default();
        let mut attempted =
            self.attempt(self.idle_or_fresh()?, &job, settings, receiver, &mut usage);
        if attempted.worker == Worker::Suspect {
            receiver.restart();
            lock(&self.usage).retries += 1;
            attempted = self.attempt(self.fresh()?, &job, settings, receiver, &mut usage);
        }
        if attempted.worker == Worker::Stopped {
            return Err(Error::Stopped);
        }
        if !attempted.is_whole && !attempted.found.segments.is_empty() {
            self.recognise_left(&mut attempted, settings, receiver, &mut usage)?;
        }
        Ok(attempted.found.into_ran(attempted.outcome, usage))
    }

    /// Returns what the workers took so far.
    pub fn usage(&self) -> WorkersUsage {
        *lock(&self.usage)
    }

    fn attempt(
        &self,
        mut worker: Started,
        job: &Job<'_>,
        settings: &Settings,
        receiver: &mut dyn Receiver,
        usage: &mut Usage,
    ) -> Attempted {
        worker.items += 1;
        let careful = usage.attempts > 0;
        let attempted = attempt(&mut worker, job, settings, careful, receiver);
        usage.attempts += 1;
        usage.cpu += attempted.cpu;
        usage.wall += attempted.wall;
        usage.peak_resident = usage.peak_resident.max(attempted.peak_resident);
        self.count(&attempted);
        match attempted.worker {
            Worker::Keep => self.put_back(worker, attempted.peak_resident),
            Worker::Retire => lock(&self.usage).recycled += 1,
            Worker::Drop | Worker::Suspect | Worker::Stopped => {}
        }
        attempted
    }

    /// Recognises again what is named in an item that was extracted before, in a worker, within the limits on time and
    /// memory; may be called from many threads. Texts over which a worker fails are tried once more in a fresh one; then
    /// nothing is named in them, and a warning is left.
    ///
    /// `proceed` is asked some twenty times a second whether to go on.
    pub fn recognise(
        &self,
        mut extraction: Extraction,
        proceed: &dyn Fn() -> bool,
    ) -> Result<Extraction, Error> {
        extraction.warnings.retain(|warning| !recognise::is_of_recognition(warning));
        let (mut recognised, is_well) =
            self.recognise_in(self.idle_or_fresh()?, &extraction, proceed);
        if !is_well && proceed() {
            lock(&self.usage).retries += 1;
            (recognised, _) = self.recognise_in(self.fresh()?, &extraction, proceed);
        }
        if !proceed() {
            return Err(Error::Stopped);
        }
        let Ran { warnings, mentions, date, .. } =
            recognised.into_ran(extraction.outcome, Usage::default());
        Ok(Extraction { warnings, mentions, date, ..extraction })
    }

    fn recognise_in(
        &self,
        mut worker: Started,
        extraction: &Extraction,
        proceed: &dyn Fn() -> bool,
    ) -> (Found, bool) {
        worker.items += 1;
        let mut attempted = Attempted::of_extraction(extraction);
        let is_well =
            recognise(&mut worker, &mut attempted, &self.settings, &mut Childless(proceed));
        lock(&self.usage).cpu += attempted.cpu;
        if is_well {
            self.put_back(worker, attempted.peak_resident);
        }
        (attempted.found, is_well)
    }

    /// Recognises, in a fresh worker, what is named in the texts that a failed attempt left.
    fn recognise_left(
        &self,
        attempted: &mut Attempted,
        settings: &Settings,
        receiver: &mut dyn Receiver,
        usage: &mut Usage,
    ) -> Result<(), Error> {
        let mut worker = self.fresh()?;
        let settings = Settings {
            cpu_time: settings.cpu_time / RECOGNITION_SHARE,
            wall_time: settings.wall_time / RECOGNITION_SHARE,
            ..settings.clone()
        };
        let is_well = recognise(&mut worker, attempted, &settings, receiver);
        usage.cpu += attempted.cpu;
        usage.wall += attempted.wall;
        lock(&self.usage).cpu += attempted.cpu;
        if is_well {
            self.put_back(worker, attempted.peak_resident);
        }
        Ok(())
    }

    fn count(&self, attempted: &Attempted) {
        let mut usage = lock(&self.usage);
        usage.cpu += attempted.cpu;
        usage.peak_resident = usage.peak_resident.max(attempted.peak_resident);
        usage.lost += u64::from(!matches!(attempted.worker, Worker::Keep | Worker::Retire));
    }

    /// Keeps a worker for the next item, unless it is too large, too old, or sent more than it was asked for.
    fn put_back(&self, mut worker: Started, peak_resident: u64) {
        let is_large = peak_resident > self.settings.recycle_above
            && worker.vitals.resident() > self.settings.recycle_above;
        let is_old = worker.items >= self.settings.recycle_after;
        if is_large || is_old || !worker.incoming.is_empty() {
            lock(&self.usage).recycled += 1;
            return;
        }
        worker.incoming.shrink();
        lock(&self.idle).push(worker);
    }

    fn idle_or_fresh(&self) -> Result<Started, Error> {
        loop {
            let Some(mut worker) = lock(&self.idle).pop() else { return self.fresh() };
            if worker.is_alive() {
                return Ok(worker);
            }
        }
    }

    fn fresh(&self) -> Result<Started, Error> {
        let started = Started::start(&self.program, &self.settings);
        let worker = started.map_err(|source| Error::start(&self.program.path, source))?;
        let mut usage = lock(&self.usage);
        usage.started += 1;
        usage.lock = Some(usage.lock.map_or(worker.lock, |others| others.and(worker.lock)));
        drop(usage);
        Ok(worker)
    }
}

/// The receiver of a job that yields no children.
struct Childless<'p>(&'p dyn Fn() -> bool);

impl Receiver for Childless<'_> {
    fn begin(&mut self, _child: Child) {}
    fn bytes(&mut self, _chunk: &[u8]) {}
    fn end(&mut self, _ending: Ending) {}
    fn restart(&mut self) {}
    fn proceed(&self) -> bool {
        self.0()
    }
}

/// Takes a lock. Nothing that holds one of the pool's locks panics half-way through a change.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lower(wanted: &Limits, ceiling: &Limits) -> Limits {
    Limits {
        text_bytes: wanted.text_bytes.min(ceiling.text_bytes),
        members: wanted.members.min(ceiling.members),
        inflated_bytes: wanted.inflated_bytes.min(ceiling.inflated_bytes),
        nesting: wanted.nesting.min(ceiling.nesting),
    }
}
