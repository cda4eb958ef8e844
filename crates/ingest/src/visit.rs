//! What becomes of one item: answered from the store, or extracted in a worker, its children in their turn.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

use item::{
    ChildRecord, Declared, Digest, Digests, Extraction, ItemId, LimitReason, Locator, Outcome,
    PartialReason, UnreadableReason, Warning, WarningCode,
};
use rayon::Scope;

use crate::budget::{Budget, MOST_DEPTH};
use crate::children::{Children, Forward};
use crate::commit::{Content, Message, Row};
use crate::held::Held;
use crate::known::Known;
use crate::run::Run;

/// The code of the warning that a file changed while it was read.

/// An item whose bytes are at hand.
pub(crate) struct Task {
    pub(crate) place: Standing,
    pub(crate) digests: Digests,
    pub(crate) declared: Declared,
    pub(crate) held: Held,
    /// Why its container gave no more bytes than these, if it was cut.
    pub(crate) cut: Option<Outcome>,
    pub(crate) family: Arc<Family>,
}

/// Where an item stands, and what is known of it from there.
#[derive(Clone)]
pub(crate) struct Standing {
    pub(crate) locator: Locator,
    pub(crate) parent: Option<ItemId>,
    /// When it was changed last, in nanoseconds since 1970.
    pub(crate) modified: Option<i64>,
    pub(crate) warnings: Vec<Warning>,
}

/// The family of one file on disk: its budget, and the row of the file itself, which is written when the last member
/// has been.
pub(crate) struct Family {
    pub(crate) budget: Budget,
    top: Mutex<Option<Box<Row>>>,
    is_broken: AtomicBool,
    messages: SyncSender<Message>,
}

impl Family {
    pub(crate) fn new(size: u64, messages: SyncSender<Message>) -> Arc<Self> {
        let is_broken = AtomicBool::new(false);
        Arc::new(Self { budget: Budget::of(size), top: Mutex::new(None), is_broken, messages })
    }

    fn hold_back(&self, row: Box<Row>) {
        *self.top.lock().unwrap_or_else(PoisonError::into_inner) = Some(row);
    }

    /// Takes note that a member was left out because the run stops: the row of the file is not written.
    fn break_off(&self) {
        self.is_broken.store(true, Ordering::Relaxed);
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        let top = self.top.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        match top {
            // The committer outlives every family unless it failed, and then its error ends the run.
            Some(row) if !*self.is_broken.get_mut() => drop(self.messages.send(Message::Top(row))),
            _ => {}
        }
    }
}

/// Extracts one item and all its members, or answers them from the store.
pub(crate) fn item<'s>(run: &'s Run<'s>, scope: &Scope<'s>, task: &Task) {
    if run.must_stop_now() {
        return task.family.break_off();
    }
    let guard = BreakOff(&task.family);
    let key = run.key(&task.digests, task.place.locator.name(), &task.declared);
    match plan(run, task, key) {
        Some(rows) => rows.into_iter().for_each(|row| send_row(run, &task.family, row)),
        None => extract(run, scope, task, key),
    }
    std::mem::forget(guard);
}

/// A panic while an item is at work leaves its family incomplete, and the row of its file unwritten.
struct BreakOff<'f>(&'f Family);

impl Drop for BreakOff<'_> {
    fn drop(&mut self) {
        self.0.break_off();
    }
}

fn extract<'s>(run: &'s Run<'s>, scope: &Scope<'s>, task: &Task, key: Digest) {
    let forward = Members { run, scope, container: task };
    let mut children = Children::new(&run.dossier, &run.options.digests, run.stages, forward);
    let settings = &run.options.settings.limits;
    let limits = task.family.budget.limits(settings, task.held.len());
    let job = sandbox::Job {
        source: task.held.source(),
        name: task.place.locator.name(),
        declared: &task.declared,
        limits,
    };
    let ran = match run.pool.run(job, &mut children) {
        Ok(ran) => ran,
        Err(error) => {
            task.family.break_off();
            return run.fail(error.into());
        }
    };
    let (children, _) = children.finish();
    let mut place = task.place.clone();
    place.warnings.extend(changed_meanwhile(run, &task.held, &task.digests));
    run.counts.finished(ran.outcome.status());
    let usage = ran.usage;
    let extraction = Arc::new(Extraction {
        identified: ran.identified,
        outcome: ran.outcome,
        warnings: ran.warnings,
        metadata: ran.metadata,
        segments: ran.segments,
        mentions: ran.mentions,
        children,
        date: ran.date,
    });
    let format = &extraction.identified.format;
    run.stages.extracted(format, &usage, task.held.len(), extraction.text_bytes());
    let is_narrowed = limits != Budget::of(task.held.len()).limits(settings, task.held.len());
    let key = kept_under(key, &extraction, &place.locator, is_narrowed);
    let row = row(&place, &task.digests, key, &Known::of(&extraction), task.cut);
    // The message goes first: whoever finds the content among the known sends rows that follow it.
    run.send(Message::Content(Box::new(Content {
        key,
        digests: task.digests.clone(),
        extraction: Arc::clone(&extraction),
        _waiting: run.waiting(extraction.text_bytes()),
    })));
    run.known.add(key, &extraction);
    run.note_fresh(key);
    send_row(run, &task.family, row);
}

/// Returns the key under which an extraction is kept: the one that was asked for, unless what came out holds for this
/// item alone, because the budget of its family was nearly spent, or because a child takes its name from it.
fn kept_under(
    key: Digest,
    extraction: &Extraction,
    locator: &Locator,
    is_narrowed: bool,
) -> Digest {
    let by_budget = matches!(
        extraction.outcome,
        Outcome::LimitReached(LimitReason::Members | LimitReason::Inflation)
    );
    if is_narrowed && by_budget {
        return fixity::key(&[&key.0, &fixity::item_id(locator).0]);
    }
    if names_its_child(extraction, locator.name()) { named_key(key, locator.name()) } else { key }
}

/// Tells whether the one child of a container is named after it, as that of `report.txt.gz` is.
fn names_its_child(extraction: &Extraction, name: &[u8]) -> bool {
    let [child] = extraction.children.as_slice() else { return false };
    let stem = child
        .name
        .iter()
        .rposition(|byte| *byte == b'.')
        .map_or(&child.name[..], |dot| &child.name[..dot]);
    !stem.is_empty() && name.starts_with(stem)
}

/// Returns the key of an extraction that depends on the whole name of its item.
pub(crate) fn named_key(key: Digest, name: &[u8]) -> Digest {
    fixity::key(&[&key.0, name])
}

/// Looks again at a file of the trove that the worker read itself: if it changed since it was digested, a second
/// digest goes into a warning beside the first, or that there is none.
fn changed_meanwhile(run: &Run<'_>, held: &Held, first: &Digests) -> Option<Warning> {
    match held.digest_if_changed(run.digester())? {
        Ok(second) if second.blake3 == first.blake3 => None,
        Ok(second) => Some(Warning::new(
            WarningCode::ChangedWhileRead,
            format_args!("second digest {}", second.blake3),
        )),
        Err(_) => Some(Warning::new(WarningCode::ChangedWhileRead, "it could not be read again")),
    }
}

/// Sends a row off; that of a file on disk waits for its members.
fn send_row(run: &Run<'_>, family: &Family, row: Row) {
    let row = Box::new(row);
    if row.locator.members.is_empty() {
        family.hold_back(row);
    } else {
        run.send(Message::Member(row));
    }
}

/// Makes the rows of an item and all its members from what the store holds; nothing where the store lacks anything,
/// or where anything is to be done again, so that the item must be extracted.
fn plan(run: &Run<'_>, task: &Task, key: Digest) -> Option<Vec<Row>> {
    let (key, known) = run.usable(key, &task.digests, &task.place.locator)?;
    let mut rows = vec![row(&task.place, &task.digests, key, &known, task.cut)];
    let before = task.family.budget.clone();
    let trial = before.clone();
    plan_members(run, &task.place, &known, &trial, &mut rows)?;
    task.family.budget.spend_like(&before, &trial);
    for row in &rows {
        run.counts.finished(row.outcome.status());
    }
    Some(rows)
}

/// Adds the rows of the members of the container whose row came last.
fn plan_members(
    run: &Run<'_>,
    container: &Standing,
    known: &Known,
    budget: &Budget,
    rows: &mut Vec<Row>,
) -> Option<()> {
    let at = rows.len() - 1;
    for (number, record) in known.children.iter().enumerate() {
        let place = member_of(container, record);
        match opened(&place, record, budget) {
            Err(Outcome::LimitReached(LimitReason::Members)) => {
                let left = known.children.len() - number;
                rows[at].outcome = Outcome::LimitReached(LimitReason::Members);
                rows[at].warnings.push(Warning::new(WarningCode::MembersNotListed, left));
                return Some(());
            }
            Err(outcome) => rows.push(closed_row(&place, record, outcome)),
            Ok(digests) => {
                let key = run.key(digests, place.locator.name(), &record.declared);
                let (key, known) = run.usable(key, digests, &place.locator)?;
                rows.push(row(&place, digests, key, &known, record.closed));
                plan_members(run, &place, &known, budget, rows)?;
            }
        }
    }
    Some(())
}

/// Returns the digests of a child that is to be opened, or the outcome of one that is not.
fn opened<'c>(
    place: &Standing,
    record: &'c ChildRecord,
    budget: &Budget,
) -> Result<&'c Digests, Outcome> {
    let Some(digests) = &record.digests else {
        return Err(record.closed.unwrap_or(Outcome::Unreadable(UnreadableReason::ReadError)));
    };
    if place.locator.members.len() > MOST_DEPTH {
        return Err(Outcome::LimitReached(LimitReason::Depth));
    }
    budget.take(digests.size).map_err(Outcome::LimitReached)?;
    Ok(digests)
}

fn member_of(container: &Standing, record: &ChildRecord) -> Standing {
    Standing {
        locator: container.locator.member(record.name.clone(), record.ordinal),
        parent: Some(fixity::item_id(&container.locator)),
        modified: record.modified.as_deref().and_then(nanoseconds),
        warnings: Vec::new(),
    }
}

/// Reads a time as a container states it, ISO 8601; one without a zone is taken for UTC.
fn nanoseconds(stated: &str) -> Option<i64> {
    let moment = stated.parse::<jiff::Timestamp>().ok().or_else(|| {
        let local: jiff::civil::DateTime = stated.parse().ok()?;
        local.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })?;
    i64::try_from(moment.as_nanosecond()).ok()
}

fn closed_row(place: &Standing, record: &ChildRecord, outcome: Outcome) -> Row {
    let mut row = Row::bare(place, outcome);
    row.digests.clone_from(&record.digests);
    row
}

fn row(
    place: &Standing,
    digests: &Digests,
    key: Digest,
    known: &Known,
    cut: Option<Outcome>,
) -> Row {
    let mut row = Row::bare(place, outcome_of(known, cut));
    row.digests = Some(digests.clone());
    row.key = Some(key);
    row.format.clone_from(&known.format);
    row.basis = known.basis;
    row.warnings.extend(known.warnings.iter().cloned());
    row.text_bytes = known.text_bytes;
    row
}

/// A child that was cut is partial if something came out of the part that was there.
fn outcome_of(known: &Known, cut: Option<Outcome>) -> Outcome {
    match cut {
        None => known.outcome,
        Some(_) if known.text_bytes > 0 || known.is_container => {
            Outcome::Partial(PartialReason::Truncated)
        }
        Some(cut) => cut,
    }
}

/// Passes the children of a container on.
struct Members<'t, 'sc, 's> {
    run: &'s Run<'s>,
    scope: &'sc Scope<'s>,
    container: &'t Task,
}

impl Forward for Members<'_, '_, '_> {
    fn forward(&mut self, record: &ChildRecord, held: Held) {
        let place = member_of(&self.container.place, record);
        let digests = match opened(&place, record, &self.container.family.budget) {
            Ok(digests) => digests.clone(),
            Err(outcome) => return self.send_closed(&place, record, outcome),
        };
        let task = Task {
            place,
            digests,
            declared: record.declared.clone(),
            held,
            cut: record.closed,
            family: Arc::clone(&self.container.family),
        };
        // Small children cost a task more than their bytes.
        let (run, size) = (self.run, task.held.len() + 4096);
        if run.in_flight.try_add(size) {
            self.scope.spawn(move |scope| {
                item(run, scope, &task);
                run.in_flight.remove(size);
            });
        } else {
            // The cap is reached: this thread drains the child itself while the container's worker waits.
            item(run, self.scope, &task);
        }
    }

    fn close(&mut self, record: &ChildRecord, outcome: Outcome) {
        let place = member_of(&self.container.place, record);
        self.send_closed(&place, record, outcome);
    }

    fn fail(&mut self, error: io::Error) {
        self.run.fail(error.into());
    }

    fn proceed(&self) -> bool {
        !self.run.must_stop_now()
    }
}

impl Members<'_, '_, '_> {
    fn send_closed(&self, place: &Standing, record: &ChildRecord, outcome: Outcome) {
        self.run.counts.finished(outcome.status());
        self.run.send(Message::Member(Box::new(closed_row(place, record, outcome))));
    }
}
