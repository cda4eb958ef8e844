//! How one entry on disk is read.

use item::{Digests, Locator, Outcome, Reason, Status, Warning};
use rayon::Scope;
use walk::{Found, Kind, Opened, Root, Stat};

use crate::Error;
use crate::commit::{Message, Row};
use crate::held::{Broken, Held, has_changed, read_once, read_through};
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
            let mut row = closed_row(&standing, closed_outcome(other), found.stat);
            if let Kind::Link { target } = other {
                row.digests = Some(fixity::of(target, &run.options.digests));
                row.warnings.push(Warning::new("link-target", item::escape(target)));
            }
            send_closed(run, row);
        }
    }
}

/// Returns how an entry ends that is no file to be read.
pub(crate) fn closed_outcome(kind: &Kind) -> Outcome {
    match kind {
        Kind::Link { .. } => Outcome::new(Status::Skipped, Reason::Link),
        Kind::Fifo => Outcome::new(Status::Skipped, Reason::Fifo),
        Kind::Socket => Outcome::new(Status::Skipped, Reason::Socket),
        Kind::Device => Outcome::new(Status::Skipped, Reason::Device),
        Kind::Ignored => Outcome::new(Status::Skipped, Reason::Ignored),
        Kind::Unreadable(reason) => Outcome::new(Status::Unreadable, *reason),
        Kind::File => Outcome::new(Status::Unreadable, Reason::ReadError),
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
    let opened = run.stages.time(Stage::Read, || open(&trove.root, &standing.locator));
    let opened = match opened {
        Ok(Ok(opened)) => opened,
        Ok(Err(outcome)) => return send_closed(run, closed_row(&standing, outcome, walked)),
        Err(error) => return run.fail(error),
    };
    let before = opened.stat;
    let read = run.stages.time(Stage::Read, || read(run, opened, &mut standing.warnings));
    let (held, digests) = match read {
        Ok(read) => read,
        Err(Broken::Read) => {
            let outcome = Outcome::new(Status::Unreadable, Reason::ReadError);
            return send_closed(run, closed_row(&standing, outcome, Some(before)));
        }
        Err(Broken::Own(source)) => return run.fail(Error::short(&standing.locator, source)),
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

/// Opens a file of the trove, or returns how an item ends that cannot be opened.
///
/// Fails where it is this machine that has no descriptor or memory left.
pub(crate) fn open(root: &Root, locator: &Locator) -> Result<Result<Opened, Outcome>, Error> {
    let unopened = match root.open_file(&locator.path) {
        Ok(opened) => return Ok(Ok(opened)),
        Err(unopened) => unopened,
    };
    match unopened.source.map(Broken::of) {
        Some(Broken::Own(source)) => Err(Error::short(locator, source)),
        _ => Ok(Err(Outcome::new(Status::Unreadable, unopened.reason))),
    }
}

/// Reads a file once; a large one twice when it changed while it was read, and says so.
fn read(
    run: &Run<'_>,
    opened: Opened,
    warnings: &mut Vec<Warning>,
) -> Result<(Held, Digests), Broken> {
    let before = opened.stat;
    let mut digester = run.digester();
    if before.size <= READ_ONCE {
        let held = read_once(&opened.file, before.size, |chunk| digester.update(chunk))?;
        if has_changed(&opened.file, &before) {
            warnings.push(Warning::code(visit::CHANGED));
        }
        return Ok((held, digester.finish()));
    }
    read_through(&opened.file, |chunk| digester.update(chunk))?;
    let mut digests = digester.finish();
    if has_changed(&opened.file, &before) {
        warnings
            .push(Warning::new(visit::CHANGED, format_args!("first digest {}", digests.blake3)));
        let mut again = run.digester();
        read_through(&opened.file, |chunk| again.update(chunk))?;
        digests = again.finish();
    }
    let now = Stat::of(&opened.file).map_err(Broken::of)?;
    Ok((Held::Trove(opened.file, now, digests.size), digests))
}

fn kind_of(outcome: Outcome) -> &'static str {
    match outcome.reason {
        Some(reason) if outcome.status == Status::Skipped => reason.name(),
        _ => "file",
    }
}

fn closed_row(standing: &Standing, outcome: Outcome, stat: Option<Stat>) -> Row {
    let mut row = Row::bare(standing, outcome);
    row.size = stat.filter(|_| outcome.status != Status::Skipped).map(|stat| stat.size);
    row.kind = kind_of(outcome);
    row
}

fn send_closed(run: &Run<'_>, row: Row) {
    run.counts.read(0);
    run.counts.finished(row.outcome.status);
    run.send(Message::Top(Box::new(row)));
}
