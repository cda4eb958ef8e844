//! `report`: the dossier as a whole.

mod near;
mod safety;

use std::io::Write;
use std::path::PathBuf;

use answers::{Coverage, CoverageTier, Dossier, HiddenFilter};
use anyhow::ensure;

use crate::args::{Report, Subject};
use crate::screen::Screen;
use crate::{Ended, place, print};
pub(crate) use safety::write_traces;

/// How much of a hidden text is printed for the eye, in bytes.
const SHOWN: usize = 400;

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
        Subject::Hidden => hidden(&dossier, args, is_paged),
        Subject::SourceSafety => safety::run(&dossier, args, is_paged),
        Subject::Duplicates if args.near => near::run(&dossier, args, is_paged),
        Subject::Duplicates => duplicates(&dossier, args, is_paged),
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

fn hidden(dossier: &Dossier, args: &Report, is_paged: bool) -> anyhow::Result<Ended> {
    place::warn_if_incomplete(dossier)?;
    let mut out = Screen::open(is_paged && !args.json && !args.csv);
    let mut count = 0;
    if args.csv {
        csv_row(
            &mut out,
            "\u{feff}",
            &[
                "layer", "author", "date", "text", "before", "behind", "place", "locator",
                "copies", "id", "blake3",
            ],
        )?;
    }
    let filter = HiddenFilter {
        layer: args.layer.as_deref(),
        author: args.author.as_deref(),
        query: args.query.as_deref(),
    };
    for line in dossier.hidden(filter)? {
        let line = line?;
        count += 1;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        if args.json {
            print::json_line(&mut out, &line)?;
        } else if args.csv {
            let copies = line.copies.to_string();
            let (author, date, place, blake3) =
                (text(&line.author), text(&line.date), text(&line.place), text(&line.blake3));
            csv_row(
                &mut out,
                "",
                &[
                    &line.layer,
                    &author,
                    &date,
                    &line.text,
                    &line.before,
                    &line.behind,
                    &place,
                    &line.locator,
                    &copies,
                    &line.id,
                    &blake3,
                ],
            )?;
        } else {
            let by = [&line.author, &line.date].into_iter().flatten().map(|part| print::line(part));
            let by = by.collect::<Vec<_>>().join(", ");
            let by = if by.is_empty() { by } else { format!(" ({by})") };
            let place = line
                .place
                .as_ref()
                .map(|place| format!(", {}", print::line(place)))
                .unwrap_or_default();
            let copies = if line.copies > 0 {
                format!(", and {} copies", line.copies)
            } else {
                String::new()
            };
            out.line(&format!("{}{by}  {}{place}{copies}", line.layer, line.locator), 4)?;
            let shown = short(&print::line(&line.text));
            out.line(
                &format!("    {}[{shown}]{}", print::line(&line.before), print::line(&line.behind)),
                6,
            )?;
        }
    }
    out.close()?;
    if let Some(query) = &args.query {
        for warning in dossier.query_warnings(query)? {
            print::say(&format!("warning: {warning}"));
        }
    }
    Ok(Ended::found(count > 0))
}

fn duplicates(dossier: &Dossier, args: &Report, is_paged: bool) -> anyhow::Result<Ended> {
    place::warn_if_incomplete(dossier)?;
    let copies = dossier.copies()?;
    let mut out = Screen::open(is_paged && !args.json && !args.csv);
    if args.csv {
        csv_row(&mut out, "\u{feff}", &["blake3", "size", "locator"])?;
    }
    for line in &copies {
        if args.json {
            print::json_line(&mut out, line)?;
        } else if args.csv {
            for locator in &line.locators {
                csv_row(&mut out, "", &[&line.blake3, &line.size.to_string(), locator])?;
            }
        } else {
            writeln!(
                out,
                "{} items of {} bytes, {}",
                line.locators.len(),
                line.size,
                &line.blake3[..16]
            )?;
            line.locators.iter().try_for_each(|locator| out.line(&format!("    {locator}"), 6))?;
        }
    }
    out.close()?;
    Ok(Ended::found(!copies.is_empty()))
}

/// Returns the beginning of a long text.
fn short(text: &str) -> String {
    if text.len() <= SHOWN {
        text.to_owned()
    } else {
        format!("{} …", &text[..text.floor_char_boundary(SHOWN)])
    }
}

fn csv_row(out: &mut impl Write, mark: &str, cells: &[&str]) -> anyhow::Result<()> {
    out.write_all(mark.as_bytes())?;
    Ok(print::csv_row(out, cells)?)
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
