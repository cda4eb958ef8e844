//! `items`: which items there are.

use std::io::Write;
use std::path::PathBuf;

use answers::{ItemFilter, ItemLine};

use crate::args::Items;
use crate::{Ended, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Items) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    place::warn_if_incomplete(&dossier)?;
    let mut out = print::out();
    let mut found = false;
    let filter = ItemFilter {
        outcomes: args.outcome.clone(),
        formats: args.format.clone(),
        under: args.under.clone(),
        layer: args.layer.clone(),
    };
    for line in dossier.items(filter)? {
        let line = line?;
        found = true;
        if args.json {
            print::json_line(&mut out, &line)?;
        } else {
            print_line(&mut out, &line)?;
        }
    }
    out.flush()?;
    Ok(Ended::found(found))
}

/// Prints one line of a list: id, outcome, format, size, locator.
pub(crate) fn print_line(out: &mut impl Write, line: &ItemLine) -> anyhow::Result<()> {
    let outcome = match &line.reason {
        Some(reason) => format!("{} ({reason})", line.outcome),
        None => line.outcome.clone(),
    };
    let size = line.size.map_or_else(|| "-".to_owned(), |size| size.to_string());
    writeln!(
        out,
        "{}  {outcome:<28}  {:<8}  {size:>10}  {}",
        &line.id[..line.id.len().min(8)],
        line.format,
        line.locator
    )?;
    Ok(())
}
