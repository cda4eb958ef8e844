//! `redact check`: what files that are about to be published still hold.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use answers::{Trace, TraceKind};
use anyhow::Context;
use item::{Declared, Locator, Outcome};
use sandbox::{Job, Pool, Source};
use serde::Serialize;

use crate::args::{Redact, RedactCommand};
use crate::commands::extract::Kept;
use crate::commands::report::write_traces;
use crate::given::Given;
use crate::screen::Screen;
use crate::{Ended, place, print, workers};

/// How deep files in files are followed.
const DEEPEST: usize = 8;

/// A file, or one inside it, with what it holds.
#[derive(Serialize)]
struct Line {
    locator: String,
    outcome: String,
    traces: Vec<Trace>,
}

pub(crate) fn run(args: &Redact) -> anyhow::Result<Ended> {
    let RedactCommand::Check { files, json } = &args.command;
    let pool = workers::pool(None)?;
    let mut lines = Vec::new();
    for file in files {
        if file.is_dir() {
            folder(&pool, file, &mut lines)?;
        } else {
            check(&pool, file, &mut lines)?;
        }
    }
    let mut out = Screen::open(!*json);
    for line in &lines {
        if *json {
            print::json_line(&mut out, line)?;
        } else {
            out.line(&format!("{}  {}", line.locator, line.outcome), 4)?;
            write_traces(&mut out, &line.traces)?;
        }
    }
    out.close()?;
    let of =
        |kind| lines.iter().flat_map(|line| &line.traces).filter(move |trace| trace.kind == kind);
    let hidden = of(TraceKind::HiddenText).count();
    let unread = lines.iter().filter(|line| line.outcome != "extracted").count();
    let traces: usize = lines.iter().map(|line| line.traces.len()).sum();
    print::say(&format!(
        "{hidden} hidden texts and {} other traces in {} files and what lies in them, {unread} of which were not read to their end. That nothing is listed proves nothing: {}",
        traces - hidden,
        lines.len(),
        answers::UNKNOWN
    ));
    Ok(Ended::found(traces == 0 && unread == 0))
}

/// Checks what lies beneath a folder, in the order of names; links and devices in it are not followed, and listed as such.
fn folder(pool: &Pool, folder: &Path, lines: &mut Vec<Line>) -> anyhow::Result<()> {
    let reading = || format!("could not list `{}`", place::printed(folder));
    let entries = std::fs::read_dir(folder).with_context(reading)?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>().with_context(reading)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type().with_context(reading)?);
        if kind.is_dir() {
            self::folder(pool, &path, lines)?;
        } else if kind.is_file() {
            check(pool, &path, lines)?;
        } else {
            let locator = Locator::new("", path.as_os_str().as_bytes()).to_string();
            lines.push(Line {
                locator,
                outcome: "skipped: no file".to_owned(),
                traces: Vec::new(),
            });
        }
    }
    Ok(())
}

fn check(pool: &Pool, file: &Path, lines: &mut Vec<Line>) -> anyhow::Result<()> {
    let given = Given::open(file)?;
    let (descriptor, size) = given.descriptor()?;
    let locator = Locator::new("", file.as_os_str().as_bytes());
    let source = Source::Descriptor(descriptor, size);
    one(pool, &locator, source, &Declared::default(), lines)
}

/// Checks a file and what lies in it.
fn one(
    pool: &Pool,
    locator: &Locator,
    source: Source<'_>,
    declared: &Declared,
    lines: &mut Vec<Line>,
) -> anyhow::Result<()> {
    let mut kept = Kept::default();
    let limits = sandbox::Limits::default();
    let job = Job { source, name: locator.name(), declared, limits, volumes: &[], pictures: None };
    let ran = pool.run(job, &mut kept)?;
    lines.push(Line {
        locator: locator.to_string(),
        outcome: said(ran.outcome),
        traces: answers::traces(&ran.metadata, &ran.segments),
    });
    for (ordinal, (child, bytes, closed)) in (0..).zip(kept.children) {
        let place = locator.member(child.name.clone(), ordinal);
        if let Some(outcome) = closed {
            let outcome = format!("not read to its end: {}", said(outcome));
            lines.push(Line { locator: place.to_string(), outcome, traces: Vec::new() });
        }
        if place.members.len() <= DEEPEST {
            one(pool, &place, Source::Inline(&bytes), &child.declared, lines)?;
        } else {
            let outcome = "not read: too deep".to_owned();
            lines.push(Line { locator: place.to_string(), outcome, traces: Vec::new() });
        }
    }
    Ok(())
}

fn said(outcome: Outcome) -> String {
    match outcome.reason() {
        Some(reason) => format!("{} ({})", outcome.status(), reason.name()),
        None => outcome.status().to_string(),
    }
}
