//! Several dossiers become one, equal to a run over all their troves.
//!
//! Nothing is read again: records of the stores are copied as they stand, with their checksums, and the index is filled from
//! them. What would not come out of one run is refused with the reason ([`Refusal`]).

mod copy;
mod draft;
mod places;
mod source;

use std::path::Path;

use evidence::Deed;
use item::escape_path;
use ledger::{RunRow, Transaction};
use search::IndexWriter;
use serde::Serialize;

pub use draft::Draft;
pub use source::{Refusal, Source, check_alike};

use crate::dossier::{OPTIONS, PLACE};
use crate::{Error, finish};

use copy::Copier;
use places::Places;

/// What a merge is told.
pub struct MergeOptions<'o> {
    /// The folder that all troves lie in, where it is to be the one trove.
    pub trove: Option<&'o Path>,
    /// What the new dossier keeps under [`OPTIONS`].
    pub kept: String,
    /// The version of the program.
    pub version: String,
    /// The time, in nanoseconds since 1970.
    pub now: i64,
    /// Gives false once the person at the keyboard wants it to end.
    pub go_on: &'o dyn Fn() -> bool,
}

/// What a merge came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Merged {
    /// How many items the new dossier holds that are not gone.
    pub items: u64,
    /// How many texts and containers it holds, copies counted once.
    pub contents: u64,
    /// How many contents stood in more than one of the dossiers.
    pub shared_contents: u64,
    /// What people decided or kept in one dossier and contrarily in one before it, whose word was left.
    pub conflicts: Vec<String>,
    /// The Merkle root over the files on disk.
    pub files_root: String,
    /// The Merkle root over all items.
    pub items_root: String,
    /// The new dossier, as given.
    pub dossier: String,
}

/// Fills a draft with what the sources hold, in their order, and `index` with its search index. Returns the lock besides, for
/// whoever finishes the index, seals the dossier and puts it in its place ([`Draft::publish`]).
pub fn merge(
    draft: &mut Draft,
    sources: &[Source],
    index: &mut dyn IndexWriter,
    options: &MergeOptions<'_>,
) -> Result<(Merged, ledger::Lock), Error> {
    let places = Places::of(sources, options.trove)?;
    let mut ledger = draft.take_lock()?.open_write()?;
    let packs = store::Writer::create(&draft.packs())?;
    let settings = source::settings_of_all(sources);
    let mut merged = ledger.transaction(|tx| {
        begin(tx, draft, options)?;
        let mut copier = Copier::new(tx, packs, index, options.go_on);
        copier.copy_all(sources, &places)?;
        let run = begin_run(tx, sources, options, &settings)?;
        copier.add_troves(&places, run)?;
        copier.commit()
    })?;
    for source in sources {
        source.check_unchanged()?;
    }
    let manifest = evidence::manifest(&ledger)?;
    finish::write_manifest(&manifest, draft.folder())?;
    merged.files_root = manifest.files_root().to_string();
    merged.items_root = manifest.items_root.to_string();
    merged.items = manifest.items;
    merged.dossier = escape_path(draft.place());
    ledger.transaction(|tx| end(tx, options.now, &merged))?;
    Ok((merged, ledger.close()))
}

fn begin(tx: &Transaction<'_>, draft: &Draft, options: &MergeOptions<'_>) -> Result<(), Error> {
    tx.set_meta(PLACE, &escape_path(draft.place()))?;
    Ok(tx.set_meta(OPTIONS, &options.kept)?)
}

/// Notes the merge as a run behind those of all sources, and in the log which dossiers it was made of.
fn begin_run(
    tx: &Transaction<'_>,
    sources: &[Source],
    options: &MergeOptions<'_>,
    settings: &str,
) -> Result<u64, Error> {
    for source in sources {
        evidence::note(tx, options.now, Deed::Merged, &source.in_words()?)?;
    }
    Ok(tx.begin_run(&RunRow {
        number: 0,
        started: options.now,
        ended: None,
        program: options.version.clone(),
        settings: settings.to_owned(),
        summary: None,
        is_finished: false,
    })?)
}

fn end(tx: &Transaction<'_>, now: i64, merged: &Merged) -> Result<(), Error> {
    let run = tx.last_run()?.map_or(0, |run| run.number);
    let words = format!(
        "run {run} items {} files-root {} items-root {}",
        merged.items, merged.files_root, merged.items_root
    );
    evidence::note(tx, now, Deed::RunEnded, &words)?;
    Ok(tx.end_run(run, now, &serde_json::to_string(merged).unwrap_or_default())?)
}
