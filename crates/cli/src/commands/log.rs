//! `log`: what was done to a dossier and with it.

use std::io::Write;
use std::path::{Path, PathBuf};

use evidence::{Deed, LogAnswer};
use serde::Serialize;

use crate::args::Log;
use crate::{Ended, clock, place, print};

/// A line of the log, as its JSON has it.
#[derive(Serialize)]
struct Line {
    seq: u64,
    /// In nanoseconds since 1970, as it is hashed.
    nanoseconds: i64,
    time: String,
    kind: String,
    text: String,
    hash: String,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Log) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    evidence::check_small(&folder)?;
    let ledger = ledger::open_read(&folder)?;
    let mut out = print::out();
    if args.check {
        let answer = evidence::check_log(&ledger, args.expect)?;
        if args.json {
            print::json_line(&mut out, &answer)?;
        } else {
            print_answer(&mut out, &answer)?;
        }
        out.flush()?;
        return Ok(Ended::found(answer.ok));
    }
    let lines = ledger.log()?;
    for row in &lines {
        let line = Line {
            seq: row.seq,
            nanoseconds: row.time,
            time: clock::printed(row.time),
            kind: row.kind.clone(),
            text: row.text.clone(),
            hash: row.hash.to_string(),
        };
        if args.json {
            print::json_line(&mut out, &line)?;
        } else {
            let Line { seq, time, kind, text, .. } = line;
            writeln!(out, "{seq:>4}  {time}  {:<9}  {}", print::line(&kind), print::line(&text))?;
        }
    }
    out.flush()?;
    Ok(Ended::found(!lines.is_empty()))
}

fn print_answer(out: &mut impl Write, answer: &LogAnswer) -> anyhow::Result<()> {
    writeln!(out, "{} lines", answer.lines)?;
    if let Some(last) = &answer.last {
        writeln!(out, "last hash {last}")?;
    }
    let verdict = match answer {
        LogAnswer { broken_at: Some(number), .. } => {
            format!("line {number} does not follow from the one before: the log was altered")
        }
        LogAnswer { has_expected: Some(false), .. } => {
            "no line has the expected hash: the log was cut or made anew".to_owned()
        }
        _ => "each line follows from the one before".to_owned(),
    };
    writeln!(out, "{verdict}")?;
    Ok(())
}

/// Notes in the log of a dossier what was done with it. One that was made elsewhere is left as it came; where it cannot be
/// written to, or a run is at work, nothing is noted, and a warning says so: the answer was given.
pub(crate) fn note(dossier: &Path, deed: Deed, words: &str) {
    let noted = || -> anyhow::Result<bool> {
        let write =
            |tx: &ledger::Transaction<'_>| Ok(evidence::note(tx, clock::now(), deed, words)?);
        Ok(!place::is_own(dossier)? || evidence::amend::<anyhow::Error>(dossier, write)?)
    };
    let why = match noted() {
        Ok(true) => return,
        Ok(false) => "it is not under a whole seal".to_owned(),
        Err(error) => error.to_string(),
    };
    print::say(&format!("warning: not noted in the log of the dossier: {why}"));
}
