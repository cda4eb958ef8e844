//! The family of one file on disk: what it may still yield, and the row of the file itself, which is written when the
//! last member has been.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use item::{
    ChildRecord, ItemId, LimitReason, Outcome, Status, UnreadableReason, Warning, WarningCode,
};

use crate::at_work::Entered;
use crate::budget::Budget;
use crate::flow::Flow;
use crate::row::{Entry, ItemContext, Message, Row, Top};

/// In which order the members of a family are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pace {
    /// As threads are free. What the family yields in all does not depend on that; where it is more than the budget,
    /// nothing is refused: the family is abandoned and read again, in order.
    AtOnce,
    /// One after the other, each with all its members before the next, so that what the budget refuses is the same in
    /// every run.
    InOrder,
}

/// What becomes of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It is opened.
    Open,
    /// It is not opened, and this is how it ends.
    Closed(Outcome),
    /// There is no room for its row: its container counts it.
    Unlisted,
    /// The family is abandoned.
    Abandoned,
}

/// The family of one file on disk.
pub(crate) struct Family<'s> {
    entry: Entry,
    pace: Pace,
    budget: Mutex<Budget>,
    top: Mutex<Option<Row>>,
    /// The members whose rows were sent, where an abandoned attempt may have sent others before.
    members: Mutex<HashSet<ItemId>>,
    is_abandoned: AtomicBool,
    is_broken: AtomicBool,
    /// Whether it is read with half the limits, since a run may have died of it.
    is_suspect: bool,
    has_met_limit: AtomicBool,
    _at_work: Entered<'s>,
    flow: &'s Flow<'s>,
}

impl<'s> Family<'s> {
    pub(crate) fn new(
        entry: Entry,
        pace: Pace,
        budget: Budget,
        (is_suspect, at_work): (bool, Entered<'s>),
        flow: &'s Flow<'s>,
    ) -> Self {
        Self {
            entry,
            pace,
            budget: Mutex::new(budget),
            top: Mutex::default(),
            members: Mutex::default(),
            is_abandoned: AtomicBool::new(false),
            is_broken: AtomicBool::new(false),
            is_suspect,
            has_met_limit: AtomicBool::new(false),
            _at_work: at_work,
            flow,
        }
    }

    pub(crate) fn pace(&self) -> Pace {
        self.pace
    }

    pub(crate) fn is_suspect(&self) -> bool {
        self.is_suspect
    }

    /// Tells what becomes of a member, and pays for it.
    pub(crate) fn admit(&self, member: &ItemContext, record: &ChildRecord) -> Admission {
        let admission = admit(&mut lock(&self.budget), member, record);
        self.settle(admission)
    }

    /// Returns what is left of the budget, to be tried out on a copy.
    pub(crate) fn budget(&self) -> Budget {
        *lock(&self.budget)
    }

    /// Returns what a refusal on a copy of the budget means for the family.
    pub(crate) fn settle(&self, admission: Admission) -> Admission {
        let is_refused = admission == Admission::Unlisted || admission == REFUSED;
        if is_refused && self.pace == Pace::AtOnce {
            self.is_abandoned.store(true, Ordering::Relaxed);
            return Admission::Abandoned;
        }
        admission
    }

    /// Pays for what was paid on a copy of the budget; false where others have paid too much meanwhile, so that the
    /// family is abandoned.
    pub(crate) fn pay_like(&self, before: &Budget, after: &Budget) -> bool {
        let is_paid = lock(&self.budget).pay_like(before, after);
        if !is_paid {
            self.is_abandoned.store(true, Ordering::Relaxed);
        }
        is_paid
    }

    /// Tells whether the family yields more than its budget, so that it is read again, in order.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.is_abandoned.load(Ordering::Relaxed)
    }

    /// Takes note that a member was left out because the run stops: the row of the file is not written.
    pub(crate) fn break_off(&self) {
        self.is_broken.store(true, Ordering::Relaxed);
    }

    /// Sends a row off; that of the file on disk waits for its members.
    pub(crate) fn send(&self, row: Row) {
        self.flow.counts.finished(row.outcome.status());
        if row.outcome.status() == Status::LimitReached {
            self.has_met_limit.store(true, Ordering::Relaxed);
        }
        if row.locator.members.is_empty() {
            *lock(&self.top) = Some(row);
            return;
        }
        if self.pace == Pace::InOrder {
            lock(&self.members).insert(fixity::item_id(&row.locator));
        }
        self.flow.send(Message::Member(Box::new(row)));
    }
}

impl Drop for Family<'_> {
    fn drop(&mut self) {
        if *self.is_broken.get_mut() {
            return;
        }
        if *self.is_abandoned.get_mut() {
            return self.flow.note_abandoned(self.entry.clone());
        }
        let top = self.top.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        let members = std::mem::take(&mut *lock(&self.members));
        let members = (self.pace == Pace::InOrder).then_some(members);
        let is_cut = self.is_suspect && *self.has_met_limit.get_mut();
        if let Some(mut row) = top {
            row.warnings.extend(is_cut.then(|| Warning::bare(WarningCode::HalfLimits)));
            self.flow.send(Message::Top(Box::new(Top { row, members })));
        }
    }
}

/// How a member ends whose bytes are more than the budget has left.
const REFUSED: Admission = Admission::Closed(Outcome::LimitReached(LimitReason::Inflation));

/// Tells what becomes of a member, and pays for it. Extracted or answered from the store, a member is asked about here,
/// and after all that stand before it.
pub(crate) fn admit(budget: &mut Budget, member: &ItemContext, record: &ChildRecord) -> Admission {
    if !budget.pay_member() {
        return Admission::Unlisted;
    }
    let Some(digests) = &record.digests else {
        let unreadable = Outcome::Unreadable(UnreadableReason::ReadError);
        return Admission::Closed(record.closed.unwrap_or(unreadable));
    };
    if member.locator.members.len() > budget.depth() {
        return Admission::Closed(Outcome::LimitReached(LimitReason::Depth));
    }
    if budget.pay_bytes(digests.size) { Admission::Open } else { REFUSED }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
