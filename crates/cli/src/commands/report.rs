//! `report`: the dossier as a whole.

mod copies;
mod hidden;
mod near;
mod safety;

use std::io::Write;
use std::path::PathBuf;

use answers::{Coverage, CoverageTier, Dossier};
use anyhow::ensure;

use crate::args::{Report, Subject};
use crate::{Ended, place, print};
pub(crate) use safety::write_traces;

pub(crate) fn run(
    dossier: Option<PathBuf>,
    args: &Report,
    is_paged: bool,
) -> anyhow::Result<Ended> {
    let is_of_hidden = args.subject == Subject::Hidden;
    ensure!(
        is_of_hidden || (args.layer.is_none() && args.author.is_none()),
        "--layer and --author are for `report hidden`"
    );
    ensure!(
        is_of_hidden || args.near || args.subject == Subject::SourceSafety || args.query.is_none(),
        "--query is for `report hidden`, `report duplicates --near` and `report source-safety`"
    );
    ensure!(!args.near || args.subject == Subject::Duplicates, "--near is for `report duplicates`");
    ensure!(
        !args.csv || args.subject != Subject::Coverage,
        "the coverage is printed as text or with --json"
    );
    let dossier = place::open(dossier)?;
    match args.subject {
        Subject::Coverage => coverage(&dossier, args),
        Subject::Hidden => hidden::run(&dossier, args, is_paged),
        Subject::SourceSafety => safety::run(&dossier, args, is_paged),
        Subject::Duplicates if args.near => near::run(&dossier, args, is_paged),
        Subject::Duplicates => copies::run(&dossier, args, is_paged),
    }
}

fn coverage(dossier: &Dossier, args: &Report) -> anyhow::Result<Ended> {
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

/// Prints what is of a tier: a line for each outcome and format, and under those that share a next step the step.
fn print_tier(out: &mut impl Write, tier: &CoverageTier) -> anyhow::Result<()> {
    writeln!(out, "{:>8}  {} ({} different)", tier.items, tier.label, tier.contents)?;
    for lines in tier.lines.chunk_by(|one, next| one.next_step == next.next_step) {
        for line in lines {
            let reason = line.reason.as_deref().unwrap_or("-");
            let (items, outcome, format) = (line.items, &line.outcome, &line.format);
            writeln!(out, "{items:>12}  {outcome:<14} {reason:<20} {format}")?;
        }
        writeln!(out, "              → {}", lines[0].next_step)?;
    }
    Ok(())
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
    for tier in coverage.tiers.iter().filter(|tier| tier.items > 0) {
        print_tier(out, tier)?;
    }
    let verdict = match incomplete {
        Some(state) => state,
        None if coverage.adds_up => "the counts add up".to_owned(),
        None => "the counts do not add up: this is a fault of the program".to_owned(),
    };
    writeln!(out, "\n{verdict}")?;
    Ok(())
}
