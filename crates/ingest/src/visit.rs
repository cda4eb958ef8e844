//! What becomes of one item: answered from the store, or extracted in a worker, its children in their turn.

use std::io;
use std::sync::Arc;

use item::{ChildRecord, Digest, Digests, Extraction, Warning, WarningCode};
use rayon::Scope;

use crate::children::{Children, Forward};
use crate::family::{Admission, Family, Pace};
use crate::held::Held;
use crate::known::Known;
use crate::plan::{self, Task, Unplanned};
use crate::reuse::named_key;
use crate::row::{Content, Message, Row};
use crate::tools::Shared;

/// Extracts one item and all its members, or answers them from the store.
pub(crate) fn item<'s>(shared: &'s Shared<'s>, scope: &Scope<'s>, task: &Task<'s>) {
    if shared.flow.must_stop_now() {
        return task.family.break_off();
    }
    if task.family.is_abandoned() {
        return;
    }
    let guard = BreakOff(&task.family);
    let key = task.key();
    match plan::rows(&shared.reuse, task, key) {
        Ok(rows) => rows.into_iter().for_each(|row| task.family.send(row)),
        Err(Unplanned::Missing) => extract(shared, scope, task, key),
        Err(Unplanned::Abandoned) => {}
    }
    std::mem::forget(guard);
}

/// A panic while an item is at work leaves its family incomplete, and the row of its file unwritten.
struct BreakOff<'f, 's>(&'f Family<'s>);

impl Drop for BreakOff<'_, '_> {
    fn drop(&mut self) {
        self.0.break_off();
    }
}

fn extract<'s>(shared: &'s Shared<'s>, scope: &Scope<'s>, task: &Task<'s>, key: Digest) {
    let Shared { tools, reuse, flow } = shared;
    let members = Members { shared, scope, container: task, unlisted: 0 };
    let mut children = Children::new(&tools.dossier, &tools.options.digests, tools.stages, members);
    let job = sandbox::Job {
        source: task.held.source(),
        name: task.name(),
        declared: &task.declared,
        limits: tools.limits(task.held.len(), task.family.is_suspect()),
        volumes: task.volumes.as_ref().map_or(&[], |volumes| &volumes.lengths),
        pictures: None,
    };
    let ran = if task.family.is_suspect() {
        tools.pool.run_suspect(job, &mut children)
    } else {
        tools.pool.run(job, &mut children)
    };
    let ran = match ran {
        Ok(ran) => ran,
        Err(_) if task.family.is_abandoned() => return,
        Err(error) => {
            task.family.break_off();
            return flow.fail(error.into());
        }
    };
    let (children, Members { unlisted, .. }) = children.finish();
    let usage = ran.usage;
    let mut extraction = Extraction {
        identified: ran.identified,
        outcome: ran.outcome,
        warnings: ran.warnings,
        metadata: ran.metadata,
        segments: ran.segments,
        mentions: ran.mentions,
        date: ran.date,
        children,
    };
    if let Some(volumes) = &task.volumes {
        volumes.note(&mut extraction);
    }
    let extraction = Arc::new(extraction);
    let format = &extraction.identified.format;
    tools.stages.extracted(format, &usage, task.held.len(), extraction.text_bytes());
    let key = kept_under(key, &extraction, task.context.locator.name());
    let stamps = reuse.stamps_of(format);
    let mut context = task.context.clone();
    context.warnings.extend(changed_meanwhile(shared, &task.held, &task.digests));
    let known = Known::of(&extraction, stamps);
    let mut row = Row::known(&context, &task.digests, key, &known, task.cut);
    row.note_unlisted(unlisted);
    // The message goes first: whoever finds the content among the known sends rows that follow it.
    flow.send(Message::Content(Box::new(Content {
        key,
        digests: task.digests.clone(),
        extraction: Arc::clone(&extraction),
        stamps,
        _waiting: flow.text(extraction.text_bytes()),
    })));
    reuse.known.add(key, &extraction, stamps);
    reuse.note_fresh(key);
    task.family.send(row);
}

/// Returns the key under which an extraction is kept: the one that was asked for, unless a child takes its name from
/// the item, so that what came out holds for items of this name alone.
fn kept_under(key: Digest, extraction: &Extraction, name: &[u8]) -> Digest {
    if names_its_child(extraction, name) { named_key(key, name) } else { key }
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

/// Looks again at a file of the trove that the worker read itself: if it changed since it was digested, a second
/// digest goes into a warning beside the first, or that there is none.
fn changed_meanwhile(shared: &Shared<'_>, held: &Held, first: &Digests) -> Option<Warning> {
    match held.digest_if_changed(shared.tools.digester())? {
        Ok(second) if second.blake3 == first.blake3 => None,
        Ok(second) => Some(Warning::new(
            WarningCode::ChangedWhileRead,
            format_args!("second digest {}", second.blake3),
        )),
        Err(_) => Some(Warning::new(WarningCode::ChangedWhileRead, "it could not be read again")),
    }
}

/// Passes the children of a container on.
struct Members<'t, 'sc, 's> {
    shared: &'s Shared<'s>,
    scope: &'sc Scope<'s>,
    container: &'t Task<'s>,
    /// How many there was no room for in the family.
    unlisted: u64,
}

impl Members<'_, '_, '_> {
    fn family(&self) -> &Family<'_> {
        &self.container.family
    }
}

impl Forward for Members<'_, '_, '_> {
    fn forward(&mut self, record: &ChildRecord, held: Option<Held>) {
        let context = self.container.context.child(record);
        match (self.family().admit(&context, record), &record.digests, held) {
            (Admission::Open, Some(digests), Some(held)) => {
                let declared = self.shared.reuse.declared(&context.locator, &record.declared);
                self.open(Task {
                    context,
                    digests: digests.clone(),
                    declared,
                    held,
                    volumes: None,
                    cut: record.closed,
                    family: Arc::clone(&self.container.family),
                });
            }
            (Admission::Closed(outcome), ..) => {
                self.family().send(Row::closed(&context, record, outcome));
            }
            (Admission::Unlisted, ..) => self.unlisted += 1,
            (Admission::Open | Admission::Abandoned, ..) => {}
        }
    }

    fn fail(&mut self, error: io::Error) {
        self.shared.flow.fail(error.into());
    }

    fn proceed(&self) -> bool {
        !self.shared.flow.must_stop_now() && !self.family().is_abandoned()
    }
}

impl<'s> Members<'_, '_, 's> {
    fn open(&self, task: Task<'s>) {
        // Small children cost a task more than their bytes.
        let (shared, size) = (self.shared, task.held.len() + 4096);
        if self.family().pace() == Pace::AtOnce && shared.flow.in_flight.try_add(size) {
            self.scope.spawn(move |scope| {
                item(shared, scope, &task);
                shared.flow.in_flight.remove(size);
            });
        } else {
            // In order, or with the cap reached, this thread reads the child itself while its container's worker waits.
            item(shared, self.scope, &task);
        }
    }
}
