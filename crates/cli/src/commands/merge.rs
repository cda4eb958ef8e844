//! `merge`: several dossiers become one.

use std::io::Write;
use std::path::PathBuf;

use ingest::{Draft, MergeOptions, Merged, Source};

use crate::args::Merge;
use crate::commands::index;
use crate::{Ended, clock, interrupt, place, print, version};

const STOPPED: &str = "stopped before the end; nothing was made";

pub(crate) fn run(args: &Merge) -> anyhow::Result<Ended> {
    // What is made from here on is for the user alone, whatever library makes it.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    interrupt::listen()?;
    match merge(args) {
        Ok(merged) => report(&merged, args.json),
        Err(error) if is_stop(&error) => {
            print::say(STOPPED);
            Ok(Ended::Differs)
        }
        Err(error) => Err(error),
    }
}

fn is_stop(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(ingest::Error::Stopped))
}

fn merge(args: &Merge) -> anyhow::Result<Merged> {
    let go_on = || interrupt::pressed() == 0;
    let open = |folder: &PathBuf| Source::open(folder, &go_on);
    let sources = args.dossiers.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    ingest::check_alike(&sources)?;
    let trove = args.trove.as_deref().map(place::whole).transpose()?;
    let options = MergeOptions {
        trove: trove.as_deref(),
        kept: kept(&sources)?,
        version: version::LONG.to_owned(),
        now: clock::now(),
        go_on: &go_on,
    };
    let mut draft = Draft::make(&args.output, &sources, trove.as_deref())?;
    let index_options = index::index_options(&index::plain(None)?);
    let mut writer = ::index::open_for_writing(&draft.index(), index_options)?.writer;
    let (merged, lock) = ingest::merge(&mut draft, &sources, &mut writer, &options)?;
    writer.finish()?;
    index::seal(&lock)?;
    draft.publish()?;
    Ok(Merged { dossier: place::printed(&args.output), ..merged })
}

/// Returns how the troves were read, for the runs to come: as the first dossier keeps it, unless one of them was made
/// elsewhere and could name programs to run.
fn kept(sources: &[Source]) -> anyhow::Result<String> {
    let is_own = |source: &Source| place::is_own_with(source.ledger(), source.folder());
    let all = sources.iter().map(is_own).collect::<Result<Vec<_>, _>>()?;
    if all.contains(&false) {
        print::say(
            "warning: not all of these dossiers were made here by you, so how their troves were read is not kept for the next run: name options anew with `index`",
        );
        return Ok(String::new());
    }
    let first = sources.first().map(|source| source.ledger().meta(ingest::OPTIONS)).transpose()?;
    Ok(first.flatten().unwrap_or_default())
}

fn report(merged: &Merged, is_json: bool) -> anyhow::Result<Ended> {
    let mut out = print::out();
    if is_json {
        print::json_line(&mut out, merged)?;
    } else {
        let Merged { items, contents, shared_contents, .. } = merged;
        writeln!(
            out,
            "{items} items, {contents} contents, {shared_contents} of them in more than one dossier"
        )?;
        writeln!(out, "files root {}", merged.files_root)?;
        writeln!(out, "items root {}", merged.items_root)?;
        writeln!(out, "dossier    {}", print::line(&merged.dossier))?;
    }
    out.flush()?;
    for conflict in &merged.conflicts {
        print::say(&format!(
            "otherwise in a dossier before, and left so: {}",
            print::line(conflict)
        ));
    }
    Ok(Ended::found(merged.conflicts.is_empty()))
}
