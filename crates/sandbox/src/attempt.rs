//! One attempt at one item by one worker, under watch.

use std::io;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use item::{Outcome, Reason, Status, Warning};

use crate::found::{End, Found};
use crate::intake::{Fault, Finish, Intake};
use crate::job::{Job, Receiver, Settings, Source};
use crate::started::{Heard, Started, TICK};
use crate::wire::{Frame, Garbage, JobOrder, Order, push_raw, push_words};

/// What an attempt came to.
pub(crate) struct Attempted {
    pub(crate) found: Found,
    pub(crate) outcome: Outcome,
    /// What to do with the worker.
    pub(crate) worker: Worker,
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
    pub(crate) peak_resident: u64,
}

/// What to do with a worker after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worker {
    /// It is well.
    Keep,
    /// It yields more than it may: no more use, and no reason to try again.
    Drop,
    /// It failed over the item, which is worth another try.
    Suspect,
    /// The user wants no more.
    Stopped,
}

/// Why an attempt broke off.
#[derive(Debug)]
enum Break {
    Limit(Reason),
    Fault(Fault),
    Gone,
    Stopped,
}

impl From<Fault> for Break {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Garbage> for Break {
    fn from(garbage: Garbage) -> Self {
        Self::Fault(Fault::Garbage(garbage))
    }
}

impl From<io::Error> for Break {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// Gives one item to `worker` and takes what comes back, until the end or a limit.
///
/// A `careful` worker sends every frame at once: slower, but all that it said before it died is there.
pub(crate) fn attempt(
    worker: &mut Started,
    job: &Job<'_>,
    settings: &Settings,
    careful: bool,
    receiver: &mut dyn Receiver,
) -> Attempted {
    worker.forget_last_words();
    let mut watch = Watch::begin(worker, settings);
    let mut intake = Intake::new(&job.limits, receiver);
    let ended = supervise(worker, job, careful, &mut watch, &mut intake);
    let (verdict, fate) = judge(worker, &ended, &mut intake);
    watch.sample(worker);
    // A worker that was reaped has no clock any more; the last look counts.
    watch.cpu = watch.cpu.max(worker.vitals.cpu().saturating_sub(watch.cpu_before));
    let found = intake.close(verdict.plain());
    let outcome = verdict.resolve(&found);
    let wall = watch.begun.elapsed().saturating_sub(watch.away);
    let Watch { cpu, peak_resident, .. } = watch;
    Attempted { found, outcome, worker: fate, cpu, wall, peak_resident }
}

fn supervise(
    worker: &mut Started,
    job: &Job<'_>,
    careful: bool,
    watch: &mut Watch<'_>,
    intake: &mut Intake<'_>,
) -> Result<Finish, Break> {
    send(worker, job, careful, watch, intake)?;
    loop {
        while let Some(frame) = worker.incoming.next()? {
            if let Some(finish) = watch.take(intake, &frame)? {
                return Ok(finish);
            }
        }
        watch.look_if_due(worker, intake)?;
        match worker.receive()? {
            Heard::Something => watch.last_sign = Instant::now(),
            Heard::Nothing => watch.look(worker, intake)?,
            Heard::End => return Err(Break::Gone),
        }
    }
}

fn send(
    worker: &mut Started,
    job: &Job<'_>,
    careful: bool,
    watch: &mut Watch<'_>,
    intake: &Intake<'_>,
) -> Result<(), Break> {
    let (message, mut file) = message(job, careful);
    let mut rest = &message[..];
    while !rest.is_empty() {
        let sent = worker.send(rest, file)?;
        if sent == 0 {
            watch.look(worker, intake)?;
        } else {
            file = None;
        }
        rest = &rest[sent..];
    }
    Ok(())
}

fn message<'a>(job: &Job<'a>, careful: bool) -> (Vec<u8>, Option<BorrowedFd<'a>>) {
    let (mapped, file, bytes) = match job.source {
        Source::Inline(bytes) => (None, None, Some(bytes)),
        Source::Descriptor(file, length) => (Some(length), Some(file), None),
    };
    let order = JobOrder {
        name: job.name.to_vec(),
        declared: job.declared.clone(),
        limits: job.limits,
        mapped,
        careful,
    };
    let mut message = Vec::with_capacity(256 + bytes.map_or(0, <[u8]>::len));
    push_words(&mut message, &Order::Job(order));
    if let Some(bytes) = bytes {
        push_raw(&mut message, bytes);
    }
    (message, file)
}

/// An outcome, perhaps one that depends on what was found.
enum Verdict {
    Plain(Outcome),
    OnFound(End),
}

impl Verdict {
    fn plain(&self) -> Option<Outcome> {
        match self {
            Self::Plain(outcome) => Some(*outcome),
            Self::OnFound(_) => None,
        }
    }

    fn resolve(self, found: &Found) -> Outcome {
        match self {
            Self::Plain(outcome) => outcome,
            Self::OnFound(end) => found.outcome(end),
        }
    }
}

fn judge(
    worker: &mut Started,
    ended: &Result<Finish, Break>,
    intake: &mut Intake<'_>,
) -> (Verdict, Worker) {
    let failed = |reason| Verdict::Plain(Outcome::new(Status::Failed, reason));
    let limited = |reason| Verdict::Plain(Outcome::new(Status::LimitReached, reason));
    match *ended {
        Ok(Finish::Done(End::Panicked)) => (Verdict::OnFound(End::Panicked), Worker::Suspect),
        Ok(Finish::Done(end)) => (Verdict::OnFound(end), Worker::Keep),
        Ok(Finish::Unreadable) => {
            let outcome = Outcome::new(Status::Unreadable, Reason::ReadError);
            (Verdict::Plain(outcome), Worker::Keep)
        }
        Err(Break::Fault(Fault::Garbage(Garbage(what)))) => {
            intake.warn(Warning::new("garbage", what));
            (failed(Reason::Garbage), Worker::Suspect)
        }
        Err(Break::Fault(Fault::Limit(reason))) => (limited(reason), Worker::Drop),
        Err(Break::Limit(reason)) => (limited(reason), Worker::Suspect),
        Err(Break::Gone) => (Verdict::Plain(worker.cause_of_death()), Worker::Suspect),
        Err(Break::Stopped) => (failed(Reason::Killed), Worker::Stopped),
    }
}

/// The watch over time and memory.
struct Watch<'a> {
    settings: &'a Settings,
    begun: Instant,
    cpu_before: Duration,
    cpu: Duration,
    peak_resident: u64,
    /// When the worker was last heard, or last waited for us.
    last_sign: Instant,
    last_look: Instant,
    /// Time that the receiver took.
    away: Duration,
}

impl<'a> Watch<'a> {
    fn begin(worker: &Started, settings: &'a Settings) -> Self {
        let now = Instant::now();
        Self {
            settings,
            begun: now,
            cpu_before: worker.vitals.cpu(),
            cpu: Duration::ZERO,
            peak_resident: 0,
            last_sign: now,
            last_look: now,
            away: Duration::ZERO,
        }
    }

    /// Lets the intake take a frame, without counting the time that it takes.
    fn take(
        &mut self,
        intake: &mut Intake<'_>,
        frame: &Frame<'_>,
    ) -> Result<Option<Finish>, Fault> {
        let before = Instant::now();
        let finish = intake.take(frame);
        self.last_sign = Instant::now();
        self.away += self.last_sign - before;
        finish
    }

    fn look_if_due(&mut self, worker: &mut Started, intake: &Intake<'_>) -> Result<(), Break> {
        if self.last_look.elapsed() < TICK { Ok(()) } else { self.look(worker, intake) }
    }

    fn look(&mut self, worker: &mut Started, intake: &Intake<'_>) -> Result<(), Break> {
        self.last_look = Instant::now();
        worker.listen();
        if !intake.proceed() {
            return Err(Break::Stopped);
        }
        self.cpu = worker.vitals.cpu().saturating_sub(self.cpu_before);
        if self.cpu > self.settings.cpu_time {
            return Err(Break::Limit(Reason::CpuTime));
        }
        let resident = worker.vitals.resident();
        self.peak_resident = self.peak_resident.max(resident);
        if resident > self.settings.memory {
            return Err(Break::Limit(Reason::Memory));
        }
        if self.last_sign.elapsed() > self.settings.wall_time {
            return Err(Break::Limit(Reason::WallTime));
        }
        Ok(())
    }

    /// Looks at the memory of a worker that may have grown: after a long item, and now and then after a short one.
    fn sample(&mut self, worker: &Started) {
        if worker.items % 16 == 1 || self.begun.elapsed() > Duration::from_millis(2) {
            self.peak_resident = self.peak_resident.max(worker.vitals.resident());
        }
    }
}
