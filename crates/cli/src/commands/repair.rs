//! `repair`: what of a dossier is damaged is made anew from what is not.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use evidence::Deed;

use crate::args::Repair;
use crate::commands::{index, log};
use crate::print::Hint;
use crate::reading::Reading;
use crate::{Ended, interrupt, place, print};

const ANEW: &str =
    "nothing else in a dossier holds what the ledger holds: index the trove into a new dossier";

const UNKNOWN: &str = "repair reads the trove as the last run did, and knows no options of its own: name them in a run, \
     `dossier index TROVE --usual` with the options, and repair then";

pub(crate) fn run(dossier: Option<PathBuf>, args: &Repair) -> anyhow::Result<Ended> {
    let dossier = place::to_read(dossier)?;
    let troves = troves(&dossier).map_err(|error| error.context(Hint(ANEW.to_owned())))?;
    remove_index(&dossier)?;
    let gone: Vec<_> = troves.iter().filter(|trove| !trove.exists()).collect();
    if gone.is_empty() {
        let reading = Reading::kept(&dossier, UNKNOWN)?;
        reading.report();
        let options = index::options(&reading, &troves, args.passwords.as_deref(), args.jobs)?;
        if index::with(&dossier, &troves, &options, false)?.is_stopped {
            return Ok(Ended::Differs);
        }
    } else {
        refill(&dossier)?;
        for trove in gone {
            let trove = place::printed(trove);
            print::say(&format!(
                "the trove is not at `{trove}`, so only the search index was made anew"
            ));
        }
    }
    let ended = report(&dossier)?;
    log::note(&dossier, Deed::Repaired, if ended == Ended::Done { "whole" } else { "with losses" });
    Ok(ended)
}

/// Returns the troves of a dossier whose ledger can be believed: as it was sealed or, without a seal, sound.
fn troves(dossier: &Path) -> anyhow::Result<Vec<PathBuf>> {
    interrupt::listen()?;
    let sealed = evidence::check_seal(dossier, &|| interrupt::pressed() == 0)?;
    let is_of_ledger = |name: &&String| name.starts_with(ledger::FILE);
    if let Some(name) = sealed.damaged.iter().chain(&sealed.missing).find(is_of_ledger) {
        bail!("`{}` is not what was sealed, and cannot be repaired", print::line(name));
    }
    let ledger = ledger::open_read(dossier)?;
    if let Some(fault) = ledger.check()?.first() {
        bail!("the ledger is damaged and cannot be repaired: {}", print::line(fault));
    }
    let of = |trove: ledger::TroveRow| PathBuf::from(OsStr::from_bytes(&trove.path));
    Ok(ledger.troves()?.into_iter().map(of).collect())
}

/// Removes the search index, to be filled from the store, and the seal: what is mended has other bytes, and every record of the
/// store is looked at in the end.
fn remove_index(dossier: &Path) -> anyhow::Result<()> {
    let _nobody_else_writes = ledger::open_write(dossier)?;
    ledger::break_seal(dossier)?;
    removed(std::fs::remove_file(dossier.join(ledger::BROKEN_SEAL)), "seal")?;
    removed(std::fs::remove_dir_all(dossier.join(ingest::INDEX)), "search index")
}

fn removed(result: std::io::Result<()>, what: &str) -> anyhow::Result<()> {
    match result {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove the {what}"))
        }
        _ => Ok(()),
    }
}

/// Fills the search index from the store, without the trove.
fn refill(dossier: &Path) -> anyhow::Result<()> {
    let lock = ledger::lock(dossier)?;
    let options = index::index_options(&index::plain(None)?);
    let mut writer = ::index::open_for_writing(&dossier.join(ingest::INDEX), options)?.writer;
    ingest::refill(&lock, &mut writer)?;
    writer.finish()?;
    index::seal(&lock)
}

/// Lists the items whose texts are lost.
fn report(dossier: &Path) -> anyhow::Result<Ended> {
    let lost = ingest::unreadable_items(dossier)?;
    let mut out = print::out();
    for item in &lost {
        writeln!(out, "lost  {item}")?;
    }
    if lost.is_empty() {
        writeln!(out, "the dossier is whole")?;
    } else {
        writeln!(
            out,
            "the texts of these items are damaged in the store, and could not be read again from the trove"
        )?;
    }
    out.flush()?;
    Ok(Ended::found(lost.is_empty()))
}
