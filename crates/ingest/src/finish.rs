//! What stands at the end of a run: the manifest with its roots, and the summary.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use evidence::Deed;
use fixity::manifest::{Form, Manifest};
use item::{Status, escape_path};
use ledger::Ledger;

use crate::commit::Tally;
use crate::tools::Shared;
use crate::{Error, MANIFEST, Summary, Workers};

/// Writes the manifest into the dossier in one step: a reader sees the one before or this one.
pub(crate) fn write_manifest(manifest: &Manifest, dossier: &Path) -> Result<(), Error> {
    let path = dossier.join(MANIFEST);
    let fresh = dossier.join("manifest.new");
    let write = || {
        let mut out = BufWriter::new(File::create(&fresh)?);
        fixity::manifest::write(manifest, Form::Dossier, &mut out)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        std::fs::rename(&fresh, &path)
    };
    write().map_err(|source| Error::dossier(&path, source))
}

/// Sums a run up.
pub(crate) fn summary(
    ledger: &Ledger,
    shared: &Shared<'_>,
    tally: Tally,
    manifest: &Manifest,
    took: Duration,
    is_whole: bool,
) -> Result<Summary, Error> {
    let (items, text_bytes) = ledger.totals()?;
    let mut outcomes: BTreeMap<_, _> =
        Status::ALL.iter().map(|status| (status.name(), 0)).collect();
    for (outcome, count) in ledger.outcome_counts()? {
        *outcomes.entry(outcome.status().name()).or_default() += count;
    }
    let progress = shared.flow.counts.now();
    let seconds = took.as_secs_f64();
    let workers = shared.tools.pool.usage();
    Ok(Summary {
        items,
        outcomes,
        new: tally.new,
        changed: tally.changed,
        unchanged: tally.unchanged,
        gone: tally.gone,
        bytes: manifest.files().iter().filter_map(|file| Some(file.digests.as_ref()?.size)).sum(),
        text_bytes,
        seconds,
        files_per_second: rate(progress.files, seconds),
        megabytes_per_second: rate(progress.bytes, seconds) / 1e6,
        files_root: manifest.files_root().to_string(),
        items_root: manifest.items_root.to_string(),
        dossier: escape_path(&shared.tools.dossier),
        interrupted: !is_whole,
        at_work_before: shared.flow.suspects(),
        pictures_read: shared.flow.counts.pictures(),
        workers: Workers {
            started: workers.started,
            lost: workers.lost,
            peak_resident: workers.peak_resident,
            cpu_seconds: workers.cpu.as_secs_f64(),
            sandbox: workers.lock,
        },
        spent: shared.tools.stages.spent(),
    })
}

#[allow(clippy::cast_precision_loss, reason = "a rate needs no more than the leading digits")]
fn rate(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds.max(1e-9)
}

/// Notes in the ledger that a run came to its end.
pub(crate) fn close(
    ledger: &mut ledger::Writer,
    run: u64,
    begun: i64,
    took: Duration,
    summary: &Summary,
) -> Result<(), Error> {
    let ended = begun.saturating_add(i64::try_from(took.as_nanos()).unwrap_or(i64::MAX));
    let words = format!(
        "run {run} items {} new {} changed {} gone {} files-root {} items-root {}",
        summary.items,
        summary.new,
        summary.changed,
        summary.gone,
        summary.files_root,
        summary.items_root
    );
    let summary = serde_json::to_string(summary).unwrap_or_default();
    ledger.transaction(|tx| {
        evidence::note(tx, ended, Deed::RunEnded, &words)?;
        Ok(tx.end_run(run, ended, &summary)?)
    })
}
