//! `items`: which items there are.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use answers::{Dossier, ItemFilter, ItemLine};

use crate::args::Items;
use crate::screen::Screen;
use crate::{Ended, known, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Items, is_paged: bool) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    place::warn_if_incomplete(&dossier)?;
    check(&dossier, args)?;
    let mut out = Screen::open(is_paged && !args.json);
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
    out.close()?;
    Ok(Ended::found(found))
}

/// Fails where a format or a place is named that there is not.
fn check(dossier: &Dossier, args: &Items) -> anyhow::Result<()> {
    let held: Vec<String> =
        dossier.ledger().format_counts()?.into_iter().map(|(format, _)| format).collect();
    known::formats(&args.format, &held)?;
    let Some(under) = &args.under else { return Ok(()) };
    let filter = ItemFilter { under: Some(under.clone()), ..ItemFilter::default() };
    if dossier.items(filter)?.next().is_some() {
        return Ok(());
    }
    let tops = tops(dossier)?;
    known::is_among(under, "folder or container with items", tops.iter().map(String::as_str))
}

/// Returns the first components of the locators, which are what lies in the trove folders themselves.
fn tops(dossier: &Dossier) -> anyhow::Result<BTreeSet<String>> {
    let mut tops = BTreeSet::new();
    for line in dossier.items(ItemFilter::default())? {
        let locator = line?.locator;
        let end = locator.find('/').filter(|_| !locator.starts_with("//"));
        tops.insert(locator[..end.unwrap_or(locator.len())].trim_end_matches('!').to_owned());
    }
    Ok(tops)
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
