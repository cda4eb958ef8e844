//! `report`: the dossier as a whole.

use std::io::Write;
use std::path::PathBuf;

use answers::{Coverage, CoverageTier};

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
