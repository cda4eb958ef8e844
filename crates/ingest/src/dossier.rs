//! The folder of a dossier: what lies where in it, which troves it holds, and what a run finds there.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use item::{Locator, Reason, Status};
use ledger::{Filter, ItemRow, RunRow, TroveRow};

use crate::run::TroveRoot;
use crate::{Error, Options};

/// The folder of the store's packs in a dossier.
pub const PACKS: &str = "packs";
/// The folder of the search index in a dossier.
pub const INDEX: &str = "index";
/// The manifest of the last run in a dossier.
pub const MANIFEST: &str = "manifest";

/// A dossier that is locked for one run over its troves.
pub struct Prepared {
    pub(crate) dossier: PathBuf,
    pub(crate) ledger: ledger::Writer,
    pub(crate) troves: Vec<TroveRoot>,
    pub(crate) run: u64,
    pub(crate) redone: HashSet<Locator>,
}

/// Opens or makes the dossier at `dossier` for a run over `troves`, and locks it against other writers.
///
/// Nothing is made where a trove cannot be opened, the dossier lies inside a trove, or the folder holds anything else.
pub fn prepare(dossier: &Path, troves: &[PathBuf], options: &Options) -> Result<Prepared, Error> {
    let opened = open_troves(troves)?;
    let dossier = settle(dossier, &opened)?;
    let mut ledger = ledger::open_write(&dossier)?;
    let known = ledger.troves()?;
    let labelled = label(&opened, &known, options.add_trove)?;
    let settings = settings_line(options);
    let redone = redone(&ledger, options, &settings)?;
    let run = ledger.transaction(|tx| begin(tx, &labelled, options, &settings))?;
    let troves = labelled
        .into_iter()
        .zip(opened)
        .map(|(row, (_, root))| TroveRoot { label: row.label, root });
    Ok(Prepared { dossier, ledger, troves: troves.collect(), run, redone })
}

fn begin(
    tx: &ledger::Transaction<'_>,
    troves: &[TroveRow],
    options: &Options,
    settings: &str,
) -> Result<u64, Error> {
    let run = tx.begin_run(&RunRow {
        number: 0,
        started: options.now,
        ended: None,
        program: options.version.clone(),
        settings: settings.to_owned(),
        summary: None,
        is_finished: false,
    })?;
    for trove in troves {
        tx.put_trove(&TroveRow { added_run: run, ..trove.clone() })?;
    }
    Ok(run)
}

/// Opens every trove folder; each with its path as the system knows it.
fn open_troves(troves: &[PathBuf]) -> Result<Vec<(PathBuf, walk::Root)>, Error> {
    let mut opened: Vec<(PathBuf, walk::Root)> = Vec::new();
    for path in troves {
        let root = walk::Root::open(path)?;
        let whole = std::fs::canonicalize(path).map_err(|source| Error::dossier(path, source))?;
        if let Some((other, _)) =
            opened.iter().find(|(other, _)| whole.starts_with(other) || other.starts_with(&whole))
        {
            return Err(Error::NestedTrove(printed(if whole.starts_with(other) {
                &whole
            } else {
                other
            })));
        }
        opened.push((whole, root));
    }
    Ok(opened)
}

/// Returns where the dossier is or will be, after checking that it may be there.
fn settle(dossier: &Path, troves: &[(PathBuf, walk::Root)]) -> Result<PathBuf, Error> {
    let whole = whole_path(dossier).map_err(|source| Error::dossier(dossier, source))?;
    let is_inside = |trove: &Path| whole.starts_with(trove) || trove.starts_with(&whole);
    if troves.iter().any(|(trove, _)| is_inside(trove)) {
        return Err(Error::InsideTrove(printed(dossier)));
    }
    let entries = match std::fs::read_dir(&whole) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(whole),
        Err(source) => return Err(Error::dossier(dossier, source)),
    };
    if entries.count() > 0 && !whole.join(ledger::FILE).is_file() {
        return Err(Error::NoDossier(printed(dossier)));
    }
    Ok(whole)
}

/// Returns the path as the system knows it, also where its last component is not there yet.
fn whole_path(path: &Path) -> io::Result<PathBuf> {
    match std::fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let parent = path
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
                .unwrap_or(Path::new("."));
            let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
            Ok(std::fs::canonicalize(parent)?.join(name))
        }
        whole => whole,
    }
}

/// Finds each trove among those of the dossier, or adds it: the first without a label, others by their folder's name.
fn label(
    opened: &[(PathBuf, walk::Root)],
    known: &[TroveRow],
    may_add: bool,
) -> Result<Vec<TroveRow>, Error> {
    let mut labels: BTreeSet<Vec<u8>> = known.iter().map(|row| row.label.clone()).collect();
    let is_first_run = known.is_empty();
    let mut rows = Vec::new();
    for (path, _) in opened {
        let bytes = path.as_os_str().as_bytes();
        if let Some(row) = known.iter().find(|row| row.path == bytes) {
            rows.push(row.clone());
            continue;
        }
        if !is_first_run && !may_add {
            return Err(Error::OtherTrove(printed(path)));
        }
        let label = if labels.is_empty() { Vec::new() } else { new_label(path, &labels) };
        labels.insert(label.clone());
        rows.push(TroveRow { label, path: bytes.to_vec(), added_run: 0 });
    }
    Ok(rows)
}

fn new_label(path: &Path, taken: &BTreeSet<Vec<u8>>) -> Vec<u8> {
    let name = path.file_name().map_or(&b"trove"[..], OsStrExt::as_bytes);
    let numbered = (2..).map(|number| [name, format!("-{number}").as_bytes()].concat());
    let mut candidates = std::iter::once(name.to_vec()).chain(numbered);
    candidates.find(|label| !taken.contains(label)).unwrap_or_default()
}

/// What of the settings can change how an item ends: passwords and limits, one `key=value` each.
fn settings_line(options: &Options) -> String {
    let settings = &options.settings;
    let passwords = fixity::of(settings.passwords.join("\n").as_bytes(), &[]).blake3;
    format!(
        "passwords={passwords} limits={:?} cpu={:?} wall={:?} memory={} ignore={}",
        settings.limits,
        settings.cpu_time,
        settings.wall_time,
        settings.memory,
        options.ignore_note
    )
}

/// Returns the items to redo, each with its containers: those whose outcome the user names, and those whose outcome
/// the settings may have changed since they were last tried.
fn redone(
    ledger: &ledger::Writer,
    options: &Options,
    settings: &str,
) -> Result<HashSet<Locator>, Error> {
    let mut statuses = options.retry.clone();
    let before =
        ledger.runs()?.into_iter().rev().find(|run| run.is_finished).map(|run| run.settings);
    let part = |line: &str, key: &str| {
        line.split(' ').find(|part| part.starts_with(key)).map(str::to_owned)
    };
    if let Some(before) = &before {
        if part(before, "passwords=") != part(settings, "passwords=") {
            statuses.extend([Status::Encrypted, Status::Partial]);
        }
        let limits = |line: &str| {
            line.split_once("limits=")
                .map(|(_, rest)| rest.split(" ignore=").next().map(str::to_owned))
        };
        if limits(before) != limits(settings) {
            statuses.push(Status::LimitReached);
        }
    }
    if statuses.is_empty() {
        return Ok(HashSet::new());
    }
    let filter = Filter { outcomes: statuses, ..Filter::default() };
    let mut redone = HashSet::new();
    for row in ledger.items(filter) {
        let row = row?;
        if is_worth_redoing(&row, &options.retry) {
            let mut at = Some(row.locator);
            while let Some(locator) = at {
                at = locator.parent();
                redone.insert(locator);
            }
        }
    }
    Ok(redone)
}

/// A partial item is redone for a new password only where a part of it is locked.
fn is_worth_redoing(row: &ItemRow, retry: &[Status]) -> bool {
    retry.contains(&row.outcome.status)
        || row.outcome.status != Status::Partial
        || row.outcome.reason == Some(Reason::PartEncrypted)
}

pub(crate) fn printed(path: &Path) -> String {
    item::escape(path.as_os_str().as_bytes())
}

impl Error {
    pub(crate) fn dossier(path: &Path, source: io::Error) -> Self {
        Self::Dossier { path: printed(path), source }
    }
}
