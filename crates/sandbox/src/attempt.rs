//! One attempt at one item by one worker, under watch.

use std::io;
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use item::{
    Extraction, FailedReason, LimitReason, Outcome, UnreadableReason, Warning, WarningCode,
};

use crate::found::{End, Found};
use crate::intake::{Fault, Finish, Intake};
use crate::job::{Job, Receiver, Settings, Source};
use crate::started::{Received, Started, TICK};
use crate::wire::{Frame, JobOrder, Order, ProtocolError, Violation, push_message, push_raw};

/// How much more silence a worker is granted for each second that it computed, so that a busy machine, where each
/// second of processor time takes several on the wall, does not make a slow item look like a hang.
const WALL_PER_CPU: u32 = 4;

/// How many bytes of passwords go in one frame, unless a single one has more.
const PASSWORDS_AT_ONCE: usize = 1 << 20;

/// What an attempt came to.
pub(crate) struct Attempted {
    pub(crate) found: Found,
    pub(crate) outcome: Outcome,
    /// What to do with the worker.
    pub(crate) worker: Worker,
    /// Whether the worker came to the end of the item, recognition included.
    pub(crate) is_whole: bool,
    pub(crate) cpu: Duration,
    pub(crate) wall: Duration,
    pub(crate) peak_resident: u64,
}

impl Attempted {
    /// Returns an attempt that came to everything but mentions.
    pub(crate) fn of_extraction(extraction: &Extraction) -> Self {
        let found = Found {
            identified: extraction.identified.clone(),
            warnings: extraction.warnings.clone(),
            metadata: extraction.metadata.clone(),
            segments: extraction.segments.clone(),
            ..Found::default()
        };
        Self {
            found,
            outcome: extraction.outcome,
            worker: Worker::Keep,
            is_whole: false,
            cpu: Duration::ZERO,
            wall: Duration::ZERO,
            peak_resident: 0,
        }
    }
}

/// What to do with a worker after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worker {
    /// It is well.
    Keep,
    /// It yields more than it may: no more use, and no reason to try again.
    Drop,
    /// It is well, and holds passwords that are for this item alone.
    Retire,
    /// It failed over the item, which is worth another try.
    Suspect,
    /// The user wants no more.
    Stopped,
}

/// Why an attempt broke off.
#[derive(Debug)]
enum Break {
    Limit(LimitReason),
    Fault(Fault),
    Gone,
    Stopped,
}

impl From<Fault> for Break {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<ProtocolError> for Break {
    fn from(error: ProtocolError) -> Self {
        Self::Fault(Fault::Protocol(error))
    }
}

impl From<io::Error> for Break {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

/// Gives one item to `worker` and takes what comes back, until the end or a limit.
///
/// A `careful` worker sends every frame at once: slower, but all that it sent before it died is there.
pub(crate) fn attempt(
    worker: &mut Started,
    job: &Job<'_>,
    settings: &Settings,
    careful: bool,
    receiver: &mut dyn Receiver,
) -> Attempted {
    worker.forget_stderr();
    let mut watch = Watch::begin(worker, settings, job.source.len());
    let mut intake = Intake::new(&job.limits, receiver);
    let ended = supervise(worker, job, careful, &mut watch, &mut intake);
    let (verdict, mut fate) = judge(worker, &ended, &mut intake);
    if fate == Worker::Keep && intake.has_asked() && !settings.passwords.is_empty() {
        fate = Worker::Retire;
    }
    watch.final_check(worker);
    let found = intake.close(verdict.plain());
    let outcome = verdict.resolve(&found);
    let wall = watch.begun.elapsed().saturating_sub(watch.away);
    let Watch { cpu, peak_resident, .. } = watch;
    let is_whole = ended.is_ok();
    Attempted { found, outcome, worker: fate, is_whole, cpu, wall, peak_resident }
}

/// Lets `worker` recognise what is named in the texts that an attempt left when it failed; whatever it does, nothing
/// else of `attempted` changes but what it took. Tells whether the worker is well.
pub(crate) fn recognise(
    worker: &mut Started,
    attempted: &mut Attempted,
    settings: &Settings,
    receiver: &mut dyn Receiver,
) -> bool {
    let mut watch = Watch::begin(worker, settings, text_bytes(&attempted.found));
    let mut intake = Intake::resume(std::mem::take(&mut attempted.found), receiver);
    let ended = send_texts(worker, &mut watch, &intake)
        .and_then(|()| drain(worker, &mut watch, &mut intake));
    let mut found = intake.close(None);
    let is_well = matches!(ended, Ok(Finish::Done(End::Finished)));
    if !is_well {
        found.mentions.clear();
        found.warnings.push(Warning::bare(WarningCode::NotRecognised));
    }
    watch.final_check(worker);
    attempted.found = found;
    attempted.cpu = watch.cpu;
    attempted.wall = watch.begun.elapsed();
    attempted.peak_resident = watch.peak_resident;
    is_well
}

fn text_bytes(found: &Found) -> u64 {
    found.segments.iter().map(|segment| segment.text.len() as u64).sum()
}

/// Lets `worker` break a limit and returns how that ended.
pub(crate) fn violate(
    worker: &mut Started,
    violation: Violation,
    settings: &Settings,
    receiver: &mut dyn Receiver,
) -> Outcome {
    let mut watch = Watch::begin(worker, settings, 0);
    let mut intake = Intake::new(&settings.limits, receiver);
    let mut message = Vec::new();
    push_message(&mut message, &Order::Violate(violation));
    let ended = send(worker, &message, None, &mut watch, &intake)
        .and_then(|()| drain(worker, &mut watch, &mut intake));
    let (verdict, _) = judge(worker, &ended, &mut intake);
    verdict.resolve(&intake.close(None))
}

fn supervise(
    worker: &mut Started,
    job: &Job<'_>,
    careful: bool,
    watch: &mut Watch<'_>,
    intake: &mut Intake<'_>,
) -> Result<Finish, Break> {
    let (message, file) = message(job, careful);
    send(worker, &message, file, watch, intake)?;
    drain(worker, watch, intake)
}

/// Takes what comes from `worker` until it is done.
fn drain(
    worker: &mut Started,
    watch: &mut Watch<'_>,
    intake: &mut Intake<'_>,
) -> Result<Finish, Break> {
    loop {
        let had_asked = intake.has_asked();
        while let Some(frame) = worker.incoming.next()? {
            if let Some(finish) = watch.take(intake, &frame)? {
                return Ok(finish);
            }
        }
        if intake.has_asked() && !had_asked {
            send_passwords(worker, watch, intake)?;
        }
        watch.look_if_due(worker, intake)?;
        match worker.receive()? {
            Received::Something => watch.sign(),
            Received::Nothing => watch.look(worker, intake)?,
            Received::End => return Err(Break::Gone),
        }
    }
}

fn send(
    worker: &mut Started,
    message: &[u8],
    mut file: Option<BorrowedFd<'_>>,
    watch: &mut Watch<'_>,
    intake: &Intake<'_>,
) -> Result<(), Break> {
    let mut rest = message;
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

fn send_texts(
    worker: &mut Started,
    watch: &mut Watch<'_>,
    intake: &Intake<'_>,
) -> Result<(), Break> {
    let mut message = Vec::new();
    for segment in intake.segments() {
        push_message(&mut message, &Order::Text(segment.clone()));
        send(worker, &message, None, watch, intake)?;
        message.clear();
    }
    push_message(&mut message, &Order::Recognise);
    send(worker, &message, None, watch, intake)
}

/// Sends the passwords to try, many at a time, and then none.
fn send_passwords(
    worker: &mut Started,
    watch: &mut Watch<'_>,
    intake: &Intake<'_>,
) -> Result<(), Break> {
    let all = &watch.settings.passwords;
    let mut rest = &all[..];
    loop {
        let mut size = 0;
        let fit = rest.iter().take_while(|password| {
            size += password.len();
            size <= PASSWORDS_AT_ONCE
        });
        let (some, behind) = rest.split_at(fit.count().max(1).min(rest.len()));
        rest = behind;
        let mut message = Vec::new();
        push_message(&mut message, &Order::Passwords(some.to_vec()));
        send(worker, &message, None, watch, intake)?;
        if some.is_empty() {
            return Ok(());
        }
    }
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
        volumes: job.volumes.to_vec(),
        mapped,
        careful,
        pictures: job.pictures,
    };
    let mut message = Vec::with_capacity(256 + bytes.map_or(0, <[u8]>::len));
    push_message(&mut message, &Order::Job(order));
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
    let failed = |reason| Verdict::Plain(Outcome::Failed(reason));
    let limited = |reason| Verdict::Plain(Outcome::LimitReached(reason));
    match *ended {
        Ok(Finish::Done(End::Panicked)) => (Verdict::OnFound(End::Panicked), Worker::Suspect),
        Ok(Finish::Done(end)) => (Verdict::OnFound(end), Worker::Keep),
        Ok(Finish::Unreadable) => {
            let outcome = Outcome::Unreadable(UnreadableReason::ReadError);
            (Verdict::Plain(outcome), Worker::Keep)
        }
        Err(Break::Fault(Fault::Protocol(ProtocolError(what)))) => {
            intake.warn(Warning::new(WarningCode::WorkerProtocol, what));
            (failed(FailedReason::WorkerProtocol), Worker::Suspect)
        }
        // A fresh worker has more memory left, and no more time; what was found so far was sent.
        Err(Break::Limit(LimitReason::Memory)) => (limited(LimitReason::Memory), Worker::Suspect),
        Err(Break::Limit(reason) | Break::Fault(Fault::Limit(reason))) => {
            (limited(reason), Worker::Drop)
        }
        Err(Break::Gone) => (Verdict::Plain(worker.cause_of_death()), Worker::Suspect),
        Err(Break::Stopped) => (failed(FailedReason::Killed), Worker::Stopped),
    }
}

/// The watch over time and memory.
struct Watch<'a> {
    settings: &'a Settings,
    /// How much processor time there is.
    cpu_time: Duration,
    /// How much time on the wall there is in all, whatever signs of life come.
    all_time: Duration,
    begun: Instant,
    cpu_before: Duration,
    cpu: Duration,
    peak_resident: u64,
    /// When the worker was last heard, or last waited for us.
    last_sign: Instant,
    /// The processor time at the last look before that.
    cpu_at_sign: Duration,
    last_look: Instant,
    /// Time that the receiver took.
    away: Duration,
}

impl<'a> Watch<'a> {
    /// Begins to watch over what is `length` bytes long.
    fn begin(worker: &Started, settings: &'a Settings, length: u64) -> Self {
        let now = Instant::now();
        let cpu_time = settings.cpu_time_of(length);
        Self {
            settings,
            cpu_time,
            all_time: settings.wall_time.saturating_add(cpu_time.saturating_mul(WALL_PER_CPU)),
            begun: now,
            cpu_before: worker.vitals.cpu(),
            cpu: Duration::ZERO,
            peak_resident: 0,
            last_sign: now,
            cpu_at_sign: Duration::ZERO,
            last_look: now,
            away: Duration::ZERO,
        }
    }

    /// Takes note that the worker is alive.
    fn sign(&mut self) {
        self.last_sign = Instant::now();
        self.cpu_at_sign = self.cpu;
    }

    /// Lets the intake take a frame, without counting the time that it takes.
    fn take(
        &mut self,
        intake: &mut Intake<'_>,
        frame: &Frame<'_>,
    ) -> Result<Option<Finish>, Fault> {
        let before = Instant::now();
        let finish = intake.take(frame);
        self.sign();
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
        if self.cpu > self.cpu_time {
            return Err(Break::Limit(LimitReason::CpuTime));
        }
        let resident = worker.vitals.resident();
        self.peak_resident = self.peak_resident.max(resident);
        if resident > self.settings.memory {
            return Err(Break::Limit(LimitReason::Memory));
        }
        if self.begun.elapsed().saturating_sub(self.away) > self.all_time {
            return Err(Break::Limit(LimitReason::WallTime));
        }
        let computed = self.cpu.saturating_sub(self.cpu_at_sign);
        if self.last_sign.elapsed() > self.settings.wall_time + computed * WALL_PER_CPU {
            return Err(Break::Limit(LimitReason::WallTime));
        }
        Ok(())
    }

    /// Looks at the time, and at the memory of a worker that may have grown: after a long item, and now and then
    /// after a short one.
    fn final_check(&mut self, worker: &Started) {
        // A worker that was reaped has no clock any more; the last look counts.
        self.cpu = self.cpu.max(worker.vitals.cpu().saturating_sub(self.cpu_before));
        if worker.items % 16 == 1 || self.begun.elapsed() > Duration::from_millis(2) {
            self.peak_resident = self.peak_resident.max(worker.vitals.resident());
        }
    }
}
