//! How one entry on disk is read.

use std::fs::File;
use std::sync::Arc;

use fixity::Parts;
use item::{Digests, Locator, Outcome, Status, UnreadableReason, Warning, WarningCode};
use rayon::Scope;
use walk::{Found, Kind, Opened, ReadError, Role, Stat, Unopened, read_while};

use crate::Error;
use crate::budget::Budget;
use crate::family::{Family, Pace};
use crate::held::{Held, has_changed, read_once};
use crate::plan::Task;
use crate::row::{Entry, ItemContext, Message, Row, Top};
use crate::stages::Stage;
use crate::tools::{Shared, TroveRoot};
use crate::visit;
use crate::volumes::{self, Joined};

/// Files up to here are read once, into memory that the worker sees; larger ones are mapped by the worker.
const READ_ONCE: u64 = 32 << 20;

/// Reads, digests and extracts one entry on disk with all its members.
pub(crate) fn entry<'s>(
    shared: &'s Shared<'s>,
    scope: &Scope<'s>,
    trove: &'s TroveRoot,
    found: &Found,
    pace: Pace,
) {
    let context = ItemContext {
        locator: Locator::new(trove.label.clone(), found.path.clone()),
        parent: None,
        modified: found.stat.map(|stat| stat.modified_ns),
        warnings: Vec::new(),
    };
    match &found.kind {
        Kind::File => file(shared, scope, trove, context, found, pace),
        other => {
            if matches!(other, Kind::Unreadable(_)) {
                shared.flow.note_unlisted(&context.locator);
            }
            let mut row = closed_row(&context, other.outcome(), found.stat);
            if let Kind::Link { target } = other {
                row.digests = Some(fixity::of(target, &shared.tools.options.digests));
                row.warnings.push(Warning::new(WarningCode::LinkTarget, item::escape(target)));
            }
            send_closed(shared, row);
        }
    }
}

fn file<'s>(
    shared: &'s Shared<'s>,
    scope: &Scope<'s>,
    trove: &'s TroveRoot,
    mut context: ItemContext,
    found: &Found,
    pace: Pace,
) {
    let Shared { tools, reuse, flow } = shared;
    let role = trove.root.role(&context.locator.path);
    // What a volume is depends on files beside it.
    let is_alone = role == Role::Whole;
    if is_alone
        && tools.options.trust_times
        && reuse.is_unchanged_by_times(&context.locator, found.stat)
    {
        return flow.send(Message::Unchanged(context.locator));
    }
    let opened = tools.stages.time(Stage::Read, || trove.root.open_file(&context.locator.path));
    let opened = match opened.map_err(Unopened::outcome) {
        Ok(opened) => opened,
        Err(Ok(outcome)) => return send_closed(shared, closed_row(&context, outcome, found.stat)),
        Err(Err(source)) => return flow.fail(Error::short(&context.locator, source)),
    };
    let before = opened.stat;
    let read = tools.stages.time(Stage::Read, || read(shared, opened, &mut context.warnings));
    let (held, digests, parts) = match read {
        Ok(Some(read)) => read,
        Ok(None) => return flow.leave_out(),
        Err(ReadError::Damaged) => {
            let outcome = Outcome::Unreadable(UnreadableReason::ReadError);
            return send_closed(shared, closed_row(&context, outcome, Some(before)));
        }
        Err(ReadError::OutOfResources(source)) => {
            return flow.fail(Error::short(&context.locator, source));
        }
    };
    if pace == Pace::AtOnce {
        flow.counts.read(digests.size);
    }
    context.modified = Some(before.modified_ns);
    if is_alone && reuse.is_unchanged(&context.locator, &digests, before.modified_ns) {
        return flow.send(Message::Unchanged(context.locator));
    }
    if let Some(parts) = parts {
        flow.send(Message::Parts(digests.blake3, parts));
    }
    if let Some((outcome, warning)) = volumes::closed(&role, &tools.dossier) {
        context.warnings.extend(warning);
        let mut row = closed_row(&context, outcome, Some(before));
        row.digests = Some(digests);
        return finish_closed(shared, row);
    }
    context.warnings.extend(volumes::headless(&role));
    let (held, volumes) = match whole(shared, trove, &context, &role, held) {
        Ok(Some(whole)) => whole,
        Ok(None) => return flow.leave_out(),
        Err(source) => return flow.fail(Error::short(&context.locator, source)),
    };
    let entry = Entry { trove: trove.label.clone(), found: found.clone() };
    let family = family(shared, entry, &context.locator, pace, held.len());
    let declared = reuse.declared(&context.locator, &item::Declared::default());
    let task = Task { context, declared, cut: None, family, held, volumes, digests };
    visit::item(shared, scope, &task);
}

/// Begins the family of a file of that many bytes: with half the limits where it was at work when a run died.
fn family<'s>(
    shared: &'s Shared<'s>,
    entry: Entry,
    locator: &Locator,
    pace: Pace,
    size: u64,
) -> Arc<Family<'s>> {
    let Shared { tools, flow, .. } = shared;
    let id = fixity::item_id(locator);
    let is_suspect = tools.suspects.contains(&id);
    let limits = &tools.options.family;
    let limits = if is_suspect { limits.halved() } else { *limits };
    if is_suspect {
        flow.note_suspect(locator);
    }
    let budget = Budget::new(&limits, size);
    Arc::new(Family::new(entry, pace, budget, (is_suspect, tools.at_work.enter(id)), flow))
}

/// Returns the bytes that are read as the content of a file: its own, or those of all volumes of which it is the first.
/// Nothing where the run is to stop.
fn whole(
    shared: &Shared<'_>,
    trove: &TroveRoot,
    context: &ItemContext,
    role: &Role,
    held: Held,
) -> std::io::Result<Option<(Held, Option<Joined>)>> {
    let Role::First(all) = role else { return Ok(Some((held, None))) };
    match volumes::join(shared, trove, all, &context.locator.path) {
        Ok(joined) => Ok(joined.map(|(held, joined)| (held, Some(joined)))),
        Err(ReadError::Damaged) => Ok(Some((held, None))),
        Err(ReadError::OutOfResources(source)) => Err(source),
    }
}

/// Reads a file once; a large one twice when it changed while it was read, and says so. Returns besides the parts of a file
/// that has some. Nothing where the run is to stop amid a large one.
pub(crate) fn read(
    shared: &Shared<'_>,
    opened: Opened,
    warnings: &mut Vec<Warning>,
) -> Result<Option<(Held, Digests, Option<Parts>)>, ReadError> {
    let before = opened.stat;
    if before.size <= READ_ONCE {
        let mut digester = shared.tools.digester();
        let held = read_once(&opened.file, before.size, |chunk| digester.update(chunk))?;
        if has_changed(&opened.file, &before) {
            warnings.push(Warning::bare(WarningCode::ChangedWhileRead));
        }
        let (digests, parts) = digester.finish_with_parts();
        return Ok(Some((held, digests, parts)));
    }
    let Some((mut digests, mut parts)) = digest(shared, &opened.file)? else { return Ok(None) };
    if has_changed(&opened.file, &before) {
        warnings.push(Warning::new(
            WarningCode::ChangedWhileRead,
            format_args!("first digest {}", digests.blake3),
        ));
        let Some(again) = digest(shared, &opened.file)? else { return Ok(None) };
        (digests, parts) = again;
    }
    let now = Stat::of(&opened.file).map_err(ReadError::of)?;
    let size = digests.size;
    Ok(Some((Held::Trove(opened.file, now, size), digests, parts)))
}

/// Digests a large file, which takes minutes; nothing where the run is to stop.
fn digest(shared: &Shared<'_>, file: &File) -> Result<Option<(Digests, Option<Parts>)>, ReadError> {
    let mut digester = shared.tools.digester();
    let goes_on = || !shared.flow.must_stop_soon();
    let length = read_while(file, goes_on, |chunk| digester.update(chunk))?;
    Ok(length.map(|_| digester.finish_with_parts()))
}

fn kind_of(outcome: Outcome) -> &'static str {
    match outcome.reason() {
        Some(reason) if outcome.status() == Status::Skipped => reason.name(),
        _ => "file",
    }
}

fn closed_row(context: &ItemContext, outcome: Outcome, stat: Option<Stat>) -> Row {
    let mut row = Row::bare(context, outcome);
    row.size = stat.filter(|_| outcome.status() != Status::Skipped).map(|stat| stat.size);
    row.kind = kind_of(outcome);
    row
}

fn send_closed(shared: &Shared<'_>, row: Row) {
    shared.flow.counts.read(0);
    finish_closed(shared, row);
}

fn finish_closed(shared: &Shared<'_>, row: Row) {
    shared.flow.counts.finished(row.outcome.status());
    shared.flow.send(Message::Top(Box::new(Top { row, members: None })));
}
