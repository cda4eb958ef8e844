//! How one entry on disk is read.

use item::{Digests, Locator, Outcome, Status, UnreadableReason, Warning, WarningCode};
use rayon::Scope;
use walk::{Found, Kind, Opened, ReadError, Stat, Unopened, read_through};

use crate::Error;
use crate::commit::{Message, Row};
use crate::held::{Held, has_changed, read_once};
use crate::run::{Run, TroveRoot};
use crate::stages::Stage;
use crate::visit::{self, Family, Standing, Task};

/// Files up to here are read once, into memory that the worker sees; larger ones are mapped by the worker.
const READ_ONCE: u64 = 32 << 20;

/// Reads, digests and extracts one entry on disk with all its members.
pub(crate) fn entry<'s>(run: &'s Run<'s>, scope: &Scope<'s>, trove: &'s TroveRoot, found: &Found) {
    let standing = Standing {
        locator: Locator::new(trove.label.clone(), found.path.clone()),
        parent: None,
        modified: found.stat.map(|stat| stat.modified_ns),
        warnings: Vec::new(),
    };
    match &found.kind {
        Kind::File => file(run, scope, trove, standing, found.stat),
        other => {
            if matches!(other, Kind::Unreadable(_)) {
                run.note_unlisted(&standing.locator);
            }
            let mut row = closed_row(&standing, other.outcome(), found.stat);
            if let Kind::Link { target } = other {
                row.digests = Some(fixity::of(target, &run.options.digests));
                row.warnings.push(Warning::new(WarningCode::LinkTarget, item::escape(target)));
            }
            send_closed(run, row);
        }
    }
}

fn file<'s>(
    run: &'s Run<'s>,
    scope: &Scope<'s>,
    trove: &'s TroveRoot,
    mut standing: Standing,
    walked: Option<Stat>,
) {
    if run.options.trust_times && run.is_unchanged_by_times(&standing.locator, walked) {
        return run.touch(&standing.locator);
    }
    let opened = run.stages.time(Stage::Read, || trove.root.open_file(&standing.locator.path));
    let opened = match opened.map_err(Unopened::outcome) {
        Ok(opened) => opened,
        Err(Ok(outcome)) => return send_closed(run, closed_row(&standing, outcome, walked)),
        Err(Err(source)) => return run.fail(Error::short(&standing.locator, source)),
    };
    let before = opened.stat;
    let read = run.stages.time(Stage::Read, || read(run, opened, &mut standing.warnings));
    let (held, digests) = match read {
        Ok(read) => read,
        Err(ReadError::Damaged) => {
            let outcome = Outcome::Unreadable(UnreadableReason::ReadError);
            return send_closed(run, closed_row(&standing, outcome, Some(before)));
        }
        Err(ReadError::OutOfResources(source)) => {
            return run.fail(Error::short(&standing.locator, source));
        }
    };
    run.counts.read(digests.size);
    standing.modified = Some(before.modified_ns);
    if run.is_unchanged(&standing.locator, &digests, before.modified_ns) {
        return run.touch(&standing.locator);
    }
    let task = Task {
        place: standing,
        declared: item::Declared::default(),
        cut: None,
        family: Family::new(digests.size, run.messages.clone()),
        held,
        digests,
    };
    visit::item(run, scope, &task);
}

/// Reads a file once; a large one twice when it changed while it was read, and says so.
fn read(
    run: &Run<'_>,
    opened: Opened,
    warnings: &mut Vec<Warning>,
) -> Result<(Held, Digests), ReadError> {
    let before = opened.stat;
    let mut digester = run.digester();
    if before.size <= READ_ONCE {
        let held = read_once(&opened.file, before.size, |chunk| digester.update(chunk))?;
        if has_changed(&opened.file, &before) {
            warnings.push(Warning::bare(WarningCode::ChangedWhileRead));
        }
        return Ok((held, digester.finish()));
    }
    read_through(&opened.file, |chunk| digester.update(chunk))?;
    let mut digests = digester.finish();
    if has_changed(&opened.file, &before) {
        warnings.push(Warning::new(
            WarningCode::ChangedWhileRead,
            format_args!("first digest {}", digests.blake3),
        ));
        let mut again = run.digester();
        read_through(&opened.file, |chunk| again.update(chunk))?;
        digests = again.finish();
    }
    let now = Stat::of(&opened.file).map_err(ReadError::of)?;
    Ok((Held::Trove(opened.file, now, digests.size), digests))
}

fn kind_of(outcome: Outcome) -> &'static str {
    match outcome.reason() {
        Some(reason) if outcome.status() == Status::Skipped => reason.name(),
        _ => "file",
    }
}

fn closed_row(standing: &Standing, outcome: Outcome, stat: Option<Stat>) -> Row {
    let mut row = Row::bare(standing, outcome);
    row.size = stat.filter(|_| outcome.status() != Status::Skipped).map(|stat| stat.size);
    row.kind = kind_of(outcome);
    row
}

fn send_closed(run: &Run<'_>, row: Row) {
    run.counts.read(0);
    run.counts.finished(row.outcome.status());
    run.send(Message::Top(Box::new(row)));
}
