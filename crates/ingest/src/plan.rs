//! What the store answers for an item with all its members.

use std::sync::Arc;

use item::{ChildRecord, Declared, Digest, Digests, Outcome};

use crate::budget::Budget;
use crate::family::{Admission, Family, admit};
use crate::held::Held;
use crate::known::Known;
use crate::reuse::Reuse;
use crate::row::{ItemContext, Row};
use crate::volumes::Joined;

/// Containers with more members in all are opened, so that each member is answered on its own: a plan is made in memory.
const MOST_ROWS: usize = 50_000;

/// An item whose bytes are at hand.
pub(crate) struct Task<'s> {
    pub(crate) context: ItemContext,
    pub(crate) digests: Digests,
    pub(crate) declared: Declared,
    pub(crate) held: Held,
    /// The volumes that the bytes are laid together of, where it is the first of some; the digests are its own.
    pub(crate) volumes: Option<Joined>,
    /// Why its container gave no more bytes than these, if it was cut.
    pub(crate) cut: Option<Outcome>,
    pub(crate) family: Arc<Family<'s>>,
}

impl Task<'_> {
    /// Returns the name by which the content is read.
    pub(crate) fn name(&self) -> &[u8] {
        self.volumes.as_ref().map_or(self.context.locator.name(), |volumes| &volumes.name)
    }

    /// Returns the key under which the extraction is looked for.
    pub(crate) fn key(&self) -> Digest {
        let key = Reuse::key(&self.digests, self.context.locator.name(), &self.declared);
        self.volumes.as_ref().map_or(key, |volumes| volumes.key(key))
    }
}

/// Why the store does not answer for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unplanned {
    /// It lacks something, something is to be done again, or there are very many members: the item must be extracted.
    Missing,
    /// The family is abandoned.
    Abandoned,
}

/// Makes the rows of an item and all its members from what the store holds.
pub(crate) fn rows(reuse: &Reuse<'_>, task: &Task<'_>, key: Digest) -> Result<Vec<Row>, Unplanned> {
    let usable = reuse.usable(key, &task.digests, &task.context.locator);
    let (key, known) = usable.ok_or(Unplanned::Missing)?;
    let before = task.family.budget();
    let top = Row::known(&task.context, &task.digests, key, &known, task.cut);
    let mut plan = Plan { reuse, family: &task.family, left: before, rows: vec![top] };
    plan.members(&task.context, &known)?;
    let Plan { left, rows, .. } = plan;
    task.family.pay_like(&before, &left).then_some(rows).ok_or(Unplanned::Abandoned)
}

struct Plan<'p, 's> {
    reuse: &'p Reuse<'p>,
    family: &'p Family<'s>,
    left: Budget,
    rows: Vec<Row>,
}

impl Plan<'_, '_> {
    /// Adds the rows of the members of the container whose row came last.
    fn members(&mut self, container: &ItemContext, known: &Known) -> Result<(), Unplanned> {
        let at = self.rows.len() - 1;
        let mut unlisted = 0;
        for record in &known.children {
            let member = container.child(record);
            let admission = admit(&mut self.left, &member, record);
            match self.family.settle(admission) {
                Admission::Open => self.member(&member, record)?,
                Admission::Closed(outcome) => self.rows.push(Row::closed(&member, record, outcome)),
                Admission::Unlisted => unlisted += 1,
                Admission::Abandoned => return Err(Unplanned::Abandoned),
            }
        }
        self.rows[at].note_unlisted(unlisted);
        Ok(())
    }

    fn member(&mut self, member: &ItemContext, record: &ChildRecord) -> Result<(), Unplanned> {
        if self.rows.len() > MOST_ROWS {
            return Err(Unplanned::Missing);
        }
        let digests = record.digests.as_ref().ok_or(Unplanned::Missing)?;
        let declared = self.reuse.declared(&member.locator, &record.declared);
        let key = Reuse::key(digests, member.locator.name(), &declared);
        let usable = self.reuse.usable(key, digests, &member.locator);
        let (key, known) = usable.ok_or(Unplanned::Missing)?;
        self.rows.push(Row::known(member, digests, key, &known, record.closed));
        self.members(member, &known)
    }
}
