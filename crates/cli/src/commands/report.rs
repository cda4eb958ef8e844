//! `report`: the dossier as a whole.

use std::io::Write;
use std::path::PathBuf;

use answers::Coverage;

use crate::args::{Report, Subject};
use crate::{Ended, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Report) -> anyhow::Result<Ended> {
    let Subject::Coverage = args.subject;
    let dossier = place::open(dossier)?;
    let coverage = dossier.coverage()?;
    let mut out = print::out();
    if args.json {
        print::json_line(&mut out, &coverage)?;
    } else {
        print_coverage(&mut out, &coverage, dossier.incomplete()?)?;
    }
    out.flush()?;
    Ok(Ended::found(coverage.adds_up))
}

fn print_coverage(
    out: &mut impl Write,
    coverage: &Coverage,
    incomplete: Option<String>,
) -> anyhow::Result<()> {
    writeln!(out, "{:>8}  items", coverage.items)?;
    writeln!(out, "{:>8}  on disk", coverage.on_disk)?;
    writeln!(out, "{:>8}  in containers", coverage.members)?;
    writeln!(out, "{:>8}  with text", coverage.with_text)?;
    for (outcome, count) in &coverage.outcomes {
        writeln!(out, "{count:>8}  {outcome}")?;
    }
    if !coverage.not_searched.is_empty() {
        writeln!(out, "\nnot searched, or not to the end:")?;
    }
    for line in &coverage.not_searched {
        let reason = line.reason.as_deref().unwrap_or("-");
        writeln!(out, "{:>8}  {:<14} {:<20} {}", line.items, line.outcome, reason, line.format)?;
    }
    let verdict = match incomplete {
        Some(state) => state,
        None if coverage.adds_up => "the counts add up".to_owned(),
        None => "the counts do not add up: this is a fault of the program".to_owned(),
    };
    writeln!(out, "\n{verdict}")?;
    Ok(())
}
