//! The folder of a dossier: what lies where in it, which troves it holds, and what a run finds there.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use evidence::Deed;
use item::{FailedReason, ItemId, LimitReason, Locator, Outcome, Status, WarningCode, escape_path};
use ledger::{Filter, RunRow, TroveRow};

use crate::at_work::left_at_work;
use crate::external;
use crate::private::close_to_others;
use crate::reuse::Redo;
use crate::tools::TroveRoot;
use crate::{Charsets, Error, Ocr, Options};

/// The folder of the store's packs in a dossier.
pub const PACKS: &str = "packs";
/// The folder of the search index in a dossier.
pub const INDEX: &str = "index";
/// The manifest of the last run in a dossier.
pub const MANIFEST: &str = "manifest";

/// The name under which the ledger keeps where its dossier lay in the last run.
pub const PLACE: &str = "place";

/// The name under which the ledger keeps what the user asked for in the last run ([`Options::kept`]).
pub const OPTIONS: &str = "options";

/// A dossier that is locked for one run over its troves.
pub struct Prepared {
    pub(crate) dossier: PathBuf,
    pub(crate) ledger: ledger::Writer,
    pub(crate) troves: Vec<TroveRoot>,
    pub(crate) run: u64,
    pub(crate) redo: Redo,
    /// Files that were at work when the run before was ended from outside.
    pub(crate) suspects: HashSet<ItemId>,
}

/// Opens or makes the dossier at `dossier` for a run over `troves`, and locks it against other writers.
///
/// Nothing is made where a trove cannot be opened, the dossier lies inside a trove, or the folder holds anything else.
pub fn prepare(dossier: &Path, troves: &[PathBuf], options: &Options) -> Result<Prepared, Error> {
    let opened = open_troves(troves)?;
    let dossier = settle(dossier, &opened)?;
    let lock = ledger::lock(&dossier)?;
    evidence::check_ledger(&lock)?;
    let mut ledger = lock.open_write()?;
    let known = ledger.troves()?;
    let paths: Vec<&Path> = opened.iter().map(|(path, _)| path.as_path()).collect();
    let labelled = label(&paths, &known, options.add_trove)?;
    let settings = settings_line(options);
    let redo = redo(&ledger, options, &settings)?;
    let suspects = left_at_work(&dossier).map_err(|source| Error::dossier(&dossier, source))?;
    close_to_others(&dossier).map_err(|source| Error::dossier(&dossier, source))?;
    let run = ledger
        .transaction(|tx| begin(tx, &labelled, options, &settings, &escape_path(&dossier)))?;
    let troves = labelled
        .into_iter()
        .zip(opened)
        .map(|(row, (_, root))| TroveRoot { label: row.label, root });
    Ok(Prepared { dossier, ledger, troves: troves.collect(), run, redo, suspects })
}

fn begin(
    tx: &ledger::Transaction<'_>,
    troves: &[TroveRow],
    options: &Options,
    settings: &str,
    place: &str,
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
    tx.set_meta(PLACE, place)?;
    tx.set_meta(OPTIONS, &options.kept)?;
    evidence::note(tx, options.now, Deed::Run, &words_of(run, options, settings))?;
    for trove in troves {
        tx.put_trove(&TroveRow { added_run: run, ..trove.clone() })?;
    }
    Ok(run)
}

/// Describes a run for the log: its number, the program, the settings.
fn words_of(run: u64, options: &Options, settings: &str) -> String {
    format!("run {run} program {} {settings}", options.version)
}

/// Opens every trove folder; each with its path as the system knows it.
pub(crate) fn open_troves(troves: &[PathBuf]) -> Result<Vec<(PathBuf, walk::Root)>, Error> {
    let mut opened: Vec<(PathBuf, walk::Root)> = Vec::new();
    for path in troves {
        let root = walk::Root::open(path)?;
        let whole = std::fs::canonicalize(path).map_err(|source| Error::dossier(path, source))?;
        if whole.join(ledger::FILE).is_file() && whole.join(ledger::LOCK).is_file() {
            return Err(Error::IsDossier(escape_path(path)));
        }
        if let Some((other, _)) =
            opened.iter().find(|(other, _)| whole.starts_with(other) || other.starts_with(&whole))
        {
            return Err(Error::NestedTrove(escape_path(if whole.starts_with(other) {
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
pub(crate) fn settle(dossier: &Path, troves: &[(PathBuf, walk::Root)]) -> Result<PathBuf, Error> {
    let whole = whole_path(dossier).map_err(|source| Error::dossier(dossier, source))?;
    if troves.iter().any(|(trove, _)| lies_in(&whole, trove) || lies_in(trove, &whole)) {
        return Err(Error::InsideTrove(escape_path(dossier)));
    }
    let entries = match std::fs::read_dir(&whole) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(whole),
        Err(source) => return Err(Error::dossier(dossier, source)),
    };
    // A first run that ended before it made the ledger left its lock.
    let mut others = entries.filter(|entry| !entry.as_ref().is_ok_and(is_lock));
    if others.next().is_some() && !whole.join(ledger::FILE).is_file() {
        return Err(Error::NoDossier(escape_path(dossier)));
    }
    Ok(whole)
}

/// Tells whether a folder is another or lies in it; the same folder may stand at several paths, by a bind mount.
pub(crate) fn lies_in(folder: &Path, other: &Path) -> bool {
    folder.starts_with(other) || folder.ancestors().any(|above| is_same_folder(above, other))
}

fn is_lock(entry: &std::fs::DirEntry) -> bool {
    entry.file_name() == ledger::LOCK && entry.metadata().is_ok_and(|stat| stat.len() == 0)
}

pub(crate) fn is_same_folder(one: &Path, other: &Path) -> bool {
    let identity = |path: &Path| std::fs::metadata(path).ok().map(|stat| (stat.dev(), stat.ino()));
    identity(one).is_some_and(|one| Some(one) == identity(other))
}

/// Returns the path as the system knows it, also where its last component is not there yet.
pub(crate) fn whole_path(path: &Path) -> io::Result<PathBuf> {
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
pub(crate) fn label(
    paths: &[&Path],
    known: &[TroveRow],
    may_add: bool,
) -> Result<Vec<TroveRow>, Error> {
    let mut labels: BTreeSet<Vec<u8>> = known.iter().map(|row| row.label.clone()).collect();
    let is_first_run = known.is_empty();
    let mut rows = Vec::new();
    for path in paths {
        let bytes = path.as_os_str().as_bytes();
        if let Some(row) = known.iter().find(|row| row.path == bytes) {
            rows.push(row.clone());
            continue;
        }
        if !is_first_run && !may_add {
            return Err(Error::OtherTrove(escape_path(path)));
        }
        let overlaps = |other: &TroveRow| {
            let other = Path::new(OsStr::from_bytes(&other.path));
            path.starts_with(other) || other.starts_with(path)
        };
        if known.iter().any(overlaps) {
            return Err(Error::NestedTrove(escape_path(path)));
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

/// The settings of a run on one line, as the ledger and the manifest keep them: one `key=value` each. Of passwords it holds
/// whether there were any, since whatever is derived from them could be guessed from a published manifest.
fn settings_line(options: &Options) -> String {
    let settings = &options.settings;
    let passwords = if settings.passwords.is_empty() { "none" } else { "given" };
    let limits = &settings.limits;
    let mut retry: Vec<&str> =
        options.retry.iter().map(|outcome| outcome.status().name()).collect();
    retry.dedup();
    let ocr = options.ocr.as_ref().map_or_else(|| "none".to_owned(), Ocr::on_one_line);
    format!(
        "full={} ocr={ocr} readers={} charsets={} retry={} trust-times={} passwords={passwords} limits=text:{},members:{},inflated:{},nesting:{},depth:{},cpu:{},wall:{},memory:{} ignore={}",
        options.full,
        external::on_one_line(&options.readers),
        options.charsets.on_one_line(),
        retry.join(","),
        options.trust_times,
        limits.text_bytes,
        limits.members,
        limits.inflated_bytes,
        limits.nesting,
        options.family.depth,
        settings.cpu_time.as_secs(),
        settings.wall_time.as_secs(),
        settings.memory,
        options.ignore_note
    )
}

/// Returns what is done again: outcomes that the user names, what is locked where passwords are given, what limits that
/// have changed since the last whole run may have cut, and the items that have these outcomes, with their containers.
fn redo(ledger: &ledger::Writer, options: &Options, settings: &str) -> Result<Redo, Error> {
    let mut redo = Redo { all: options.full, outcomes: options.retry.clone(), ..Redo::default() };
    if !options.settings.passwords.is_empty() {
        redo.outcomes
            .extend(Outcome::all().filter(|outcome| outcome.status() == Status::Encrypted));
        redo.locked_parts = true;
    }
    for before in since_last_whole(ledger)? {
        if part(&before, "limits=") != part(settings, "limits=") {
            redo.outcomes
                .extend(Outcome::all().filter(|outcome| outcome.status() == Status::LimitReached));
        }
    }
    for before in since_last_whole(ledger)? {
        let named = part(&before, "charsets=").map_or("", |part| &part["charsets=".len()..]);
        add_renamed(ledger, &mut redo, &Charsets::from_line(named), &options.charsets)?;
    }
    add_unsettled(ledger, &mut redo)?;
    if redo.outcomes.is_empty() {
        return Ok(redo);
    }
    let mut outcomes: Vec<_> = redo.outcomes.iter().map(|outcome| outcome.status()).collect();
    outcomes.push(Status::Partial);
    for row in ledger.items(Filter { outcomes, ..Filter::default() }) {
        let row = row?;
        if redo.wants_outcome(row.outcome) {
            redo.add(row.locator);
        }
    }
    Ok(redo)
}

/// Adds the items that ended so by what this machine was busy with, and those that were cut by half the limits, because the
/// run before had been ended while their file was at work.
fn add_unsettled(ledger: &ledger::Writer, redo: &mut Redo) -> Result<(), Error> {
    let is_halved = |file: &ledger::ItemRow| {
        file.warnings.iter().any(|warning| warning.code == WarningCode::HalfLimits)
    };
    let outcomes = vec![Status::Failed, Status::LimitReached];
    for row in ledger.items(Filter { outcomes, ..Filter::default() }) {
        let row = row?;
        let is_limited = row.outcome.status() == Status::LimitReached;
        let is_cut = || {
            let file = Locator::new(row.locator.trove.clone(), row.locator.path.clone());
            Ok::<_, Error>(
                is_limited && ledger.item_by_locator(&file)?.is_some_and(|file| is_halved(&file)),
            )
        };
        if is_of_the_machine(row.outcome) || is_cut()? {
            redo.add(row.locator);
        }
    }
    Ok(())
}

/// Tells whether an outcome may be another one when the machine has more memory and more time: the kernel ends workers where
/// memory is short, and the time on the wall runs while others compute.
fn is_of_the_machine(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Failed(FailedReason::Killed) | Outcome::LimitReached(LimitReason::WallTime)
    )
}

/// Adds the items for which the user names another character set than before.
fn add_renamed(
    ledger: &ledger::Writer,
    redo: &mut Redo,
    before: &Charsets,
    now: &Charsets,
) -> Result<(), Error> {
    if before.on_one_line() == now.on_one_line() {
        return Ok(());
    }
    for row in ledger.items(Filter::default()) {
        let locator = row?.locator;
        if before.of(&locator) != now.of(&locator) {
            redo.add(locator);
        }
    }
    Ok(())
}

/// Returns the settings of the last whole run and of every broken one after it.
fn since_last_whole(ledger: &ledger::Writer) -> Result<Vec<String>, Error> {
    let mut settings = Vec::new();
    for run in ledger.runs()?.into_iter().rev() {
        settings.push(run.settings);
        if run.is_finished {
            break;
        }
    }
    Ok(settings)
}

/// Returns the part of a line of settings that begins with `key` and ends before a blank.
pub(crate) fn part<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    line.split(' ').find(|part| part.starts_with(key))
}

impl Error {
    pub(crate) fn short(locator: &Locator, source: io::Error) -> Self {
        Self::Short { locator: locator.to_string(), source }
    }

    pub(crate) fn dossier(path: &Path, source: io::Error) -> Self {
        Self::Dossier { path: escape_path(path), source }
    }
}
