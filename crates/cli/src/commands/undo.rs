//! `undo`: the last that somebody did with tags, notes, lists and names is taken back.

use std::path::{Path, PathBuf};

use ingest::Undone;

use crate::args::Undo as Args;
use crate::commands::tag::{put_down_by, with_index};
use crate::{Ended, clock, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let author = put_down_by(&args.author);
    let undone = if args.dry_run {
        evidence::check_small(&folder)?;
        ingest::last_act(&ledger::open_read(&folder)?, author)?
    } else {
        take_back(&folder, author)?
    };
    let Some(undone) = undone else {
        print::say("there is nothing that could be taken back");
        return Ok(Ended::Differs);
    };
    report(&undone, args)
}

fn take_back(folder: &Path, author: &str) -> anyhow::Result<Option<Undone>> {
    with_index(folder, |ledger, index, committed| {
        ingest::undo(ledger, index, committed, author, clock::now())
    })
}

fn report(undone: &Undone, args: &Args) -> anyhow::Result<Ended> {
    use std::io::Write;
    let mut out = print::out();
    if args.json {
        print::json_line(&mut out, undone)?;
    } else {
        let done = if args.dry_run { "would be taken back" } else { "taken back" };
        for line in &undone.taken_back {
            writeln!(out, "{done}  {}", print::line(line))?;
        }
        for line in &undone.left {
            writeln!(out, "left, since it was changed meanwhile  {}", print::line(line))?;
        }
    }
    out.flush()?;
    Ok(Ended::found(undone.left.is_empty()))
}
