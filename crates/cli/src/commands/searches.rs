//! `searches`: searches that are kept under a name, and what is new of them.

use std::path::{Path, PathBuf};

use answers::{Dossier, SAVED_SEARCHES, SavedSearch};
use anyhow::{Context, ensure};

use crate::args::Searches as Args;
use crate::screen::Screen;
use crate::{Ended, place, print};

/// The longest name, in bytes.
const LONGEST_NAME: usize = 100;

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let dossier = place::open_at(&folder)?;
    match (&args.name, &args.save) {
        (Some(name), Some(query)) => save(&folder, &dossier, name, query),
        (Some(name), None) if args.forget => forget(&folder, &dossier, name),
        (Some(name), None) => show_new(&folder, &dossier, name, args, is_paged),
        (None, _) => list(&dossier, args, is_paged),
    }
}

fn list(dossier: &Dossier, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    place::warn_if_incomplete(dossier)?;
    let lines = dossier.saved_lines()?;
    let mut out = Screen::open(is_paged && !args.json);
    for line in &lines {
        if args.json {
            print::json_line(&mut out, line)?;
        } else {
            let (name, query) = (print::line(&line.search.name), print::line(&line.search.query));
            out.line(&format!("{:>6} new of {:>6}  {name}: {query}", line.new, line.items), 24)?;
        }
    }
    out.close()?;
    Ok(Ended::found(!lines.is_empty()))
}

/// Lists what is new of a search, and notes that it was looked at.
fn show_new(
    folder: &Path,
    dossier: &Dossier,
    name: &str,
    args: &Args,
    is_paged: bool,
) -> anyhow::Result<Ended> {
    place::warn_if_incomplete(dossier)?;
    let mut searches = dossier.saved_searches()?;
    let search = find(&mut searches, name)?;
    let (items, new) = dossier.saved_items(search)?;
    let mut out = Screen::open(is_paged && !args.json);
    for item in &new {
        if args.json {
            print::json_line(&mut out, item)?;
        } else {
            out.line(&item.locator, 4)?;
        }
    }
    out.close()?;
    let since = search.seen_run;
    if !args.keep {
        search.seen_run = last_run(dossier)?;
        write(folder, &searches)?;
    }
    print::say(&format!("{} of {items} items are new since run {since}", new.len()));
    Ok(Ended::found(!new.is_empty()))
}

fn save(folder: &Path, dossier: &Dossier, name: &str, query: &str) -> anyhow::Result<Ended> {
    let name = name.trim();
    ensure!(
        !name.is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control),
        "a name is a line of at most {LONGEST_NAME} bytes that is not empty"
    );
    print::warnings(&dossier.query_warnings(query)?);
    let mut searches = dossier.saved_searches()?;
    searches.retain(|search| search.name != name);
    let seen_run = last_run(dossier)?;
    searches.push(SavedSearch { name: name.to_owned(), query: query.to_owned(), seen_run });
    searches.sort_by(|one, other| one.name.cmp(&other.name));
    write(folder, &searches)?;
    Ok(Ended::Done)
}

fn forget(folder: &Path, dossier: &Dossier, name: &str) -> anyhow::Result<Ended> {
    let mut searches = dossier.saved_searches()?;
    find(&mut searches, name)?;
    searches.retain(|search| search.name != name);
    write(folder, &searches)?;
    Ok(Ended::Done)
}

fn find<'s>(searches: &'s mut [SavedSearch], name: &str) -> anyhow::Result<&'s mut SavedSearch> {
    let found = searches.iter_mut().find(|search| search.name == name);
    found.with_context(|| {
        format!("no search is kept as `{}`; keep one with --save QUERY", print::line(name))
    })
}

fn last_run(dossier: &Dossier) -> anyhow::Result<u64> {
    Ok(dossier.ledger().last_finished_run()?)
}

fn write(folder: &Path, searches: &[SavedSearch]) -> anyhow::Result<()> {
    let kept = serde_json::to_string(searches)?;
    let write = |tx: &ledger::Transaction<'_>| Ok(tx.set_meta(SAVED_SEARCHES, &kept)?);
    let is_written = evidence::amend::<anyhow::Error>(folder, write)?;
    ensure!(is_written, "the dossier is not under a whole seal: `dossier verify --self` lists why");
    Ok(())
}
