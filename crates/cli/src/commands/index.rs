//! `index`: a trove becomes a dossier.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::args::{Index, Ocr};
use crate::print::Hint;
use crate::progress::Watcher;
use crate::readers;
use crate::reading::Reading;
use crate::workers::{processors, program, settings};
use crate::{Ended, clock, place, print, version};

/// More workers than this are a slip of the finger.
const MOST_JOBS: usize = 1024;

const STOPPED: &str =
    "stopped before the end; what was done is kept; run the same command again to go on";

/// How a run ended.
pub(crate) struct Indexed {
    pub(crate) ended: Ended,
    /// Whether it was stopped before the end.
    pub(crate) is_stopped: bool,
    /// Whether every item was read to its end.
    pub(crate) is_whole: bool,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Index) -> anyhow::Result<Ended> {
    let dossier = place::to_write(dossier, &args.troves[0])?;
    Ok(into(&dossier, args)?.ended)
}

/// Indexes into the dossier in a folder.
pub(crate) fn into(dossier: &Path, args: &Index) -> anyhow::Result<Indexed> {
    let reading = Reading::of(dossier, args)?;
    let options = ingest::Options {
        trust_times: args.trust_times,
        full: args.full,
        retry: args.retry.iter().flat_map(|outcomes| outcomes.0.clone()).collect(),
        add_trove: args.add_trove,
        ..options(&reading, &args.troves, args.passwords.as_deref(), args.jobs)?
    };
    if args.require_sandbox {
        require_lock(sandbox::lock(&options.program)?)?;
    }
    if let Some(from) = &args.moved_from {
        move_trove(dossier, from, &args.troves)?;
    }
    let indexed = with(dossier, &args.troves, &options, args.json)?;
    let is_done = indexed.is_whole || !args.strict;
    Ok(Indexed { ended: Ended::found(is_done && !indexed.is_stopped), ..indexed })
}

/// Indexes the troves of the dossier in a folder.
pub(crate) fn with(
    dossier: &Path,
    troves: &[PathBuf],
    options: &ingest::Options,
    is_json: bool,
) -> anyhow::Result<Indexed> {
    // What is made from here on is for the user alone, whatever library makes it.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let prepared = ingest::prepare(dossier, troves, options)
        .map_err(|error| with_next_step(error, dossier, troves))?;
    let opened = index::open_for_writing(&dossier.join(ingest::INDEX), index_options(options))?;
    if let Some(error) = opened.emptied {
        print::say(&format!("making the search index anew: {error}"));
    }
    let (mut writer, committed) = (opened.writer, opened.payload);
    let watcher = Watcher::start(is_json)?;
    let summary = prepared.index(&mut writer, committed.as_deref(), options, &watcher);
    watcher.end();
    let (summary, lock) = match summary {
        Ok((summary, lock)) => {
            (ingest::Summary { dossier: place::printed(dossier), ..summary }, lock)
        }
        Err(ingest::Error::Stopped | ingest::Error::Sandbox(sandbox::Error::Stopped)) => {
            print::say(STOPPED);
            return Ok(Indexed { ended: Ended::Differs, is_stopped: true, is_whole: false });
        }
        Err(error) => return Err(with_next_step(error, dossier, troves)),
    };
    writer.finish()?;
    seal(&lock)?;
    drop(lock);
    if is_json {
        print::json_line(&mut print::out(), &summary)?;
    } else {
        print_summary(&summary)?;
    }
    if summary.interrupted {
        print::say(STOPPED);
    }
    let not_read = ["unreadable", "failed", "encrypted", "unsupported", "limit-reached", "partial"];
    let is_whole =
        not_read.iter().all(|status| summary.outcomes.get(status).is_none_or(|count| *count == 0));
    let ended = Ended::found(!summary.interrupted);
    Ok(Indexed { ended, is_stopped: summary.interrupted, is_whole })
}

/// Notes which bytes the files of the dossier that is locked have, now that nothing writes to them any more.
pub(crate) fn seal(lock: &ledger::Lock) -> anyhow::Result<()> {
    ingest::close_to_others(lock.dir())
        .and_then(|()| evidence::seal(lock))
        .with_context(|| format!("could not seal the dossier `{}`", place::printed(lock.dir())))
}

/// Fails where workers cannot be locked away.
fn require_lock(lock: sandbox::Lock) -> anyhow::Result<()> {
    if !lock.is_whole() {
        bail!("{}", lacking(lock));
    }
    Ok(())
}

fn lacking(lock: sandbox::Lock) -> String {
    format!("the kernel does not lock workers away as it should (in force: {lock})")
}

/// Tells the dossier that its trove at `from` stands where the one trove that was named is.
fn move_trove(dossier: &Path, from: &Path, troves: &[PathBuf]) -> anyhow::Result<()> {
    let [to] = troves else {
        bail!("name one trove with --moved-from: the place where it stands now")
    };
    Ok(ingest::move_trove(dossier, &place::whole(from)?, to, clock::now())?)
}

/// Says what to do about an error, where that is known.
fn with_next_step(error: ingest::Error, dossier: &Path, troves: &[PathBuf]) -> anyhow::Error {
    let next = match &error {
        ingest::Error::Ledger(ledger::Error::Locked(_)) => {
            "another run is at work on this dossier; wait for it to end, or stop it".to_owned()
        }
        ingest::Error::Trove(walk::Error::Missing { .. }) => {
            "there is no such trove; name the folder where it stands now".to_owned()
        }
        ingest::Error::Short { .. } => {
            "what was done is kept; free memory, raise the limit on open files (`ulimit -n 4096`) or take fewer --jobs, and run the same command to go on; `dossier doctor` shows what there is".to_owned()
        }
        ingest::Error::OtherTrove(_) => match moved_trove(dossier) {
            Some(moved) => was_it_moved(&moved, &troves[0]),
            None => return error.into(),
        },
        ingest::Error::Seal(evidence::Error::Damaged(_)) => {
            "nothing is written to a ledger that is damaged: it would be sealed as it is; index the trove into a new dossier".to_owned()
        }
        _ => return error.into(),
    };
    anyhow::Error::from(error).context(Hint(next))
}

fn was_it_moved(from: &Path, to: &Path) -> String {
    let (from, to) = (place::printed(from), place::printed(to));
    format!(
        "the trove of this dossier is not at `{from}` any more; see whether `{to}` is the same: dossier verify '{to}'; and if it is, go on with: dossier index '{to}' --moved-from '{from}'"
    )
}

/// Returns where a trove of the dossier was, if nothing is there now.
fn moved_trove(dossier: &Path) -> Option<PathBuf> {
    let troves = ledger::open_read(dossier).ok()?.troves().ok()?;
    let paths = troves.iter().map(|trove| PathBuf::from(OsStr::from_bytes(&trove.path)));
    paths.into_iter().find(|path| matches!(path.try_exists(), Ok(false)))
}

/// Returns what the search index may use.
pub(crate) fn index_options(options: &ingest::Options) -> index::Options {
    index::Options { threads: writers(options.jobs), ..index::Options::default() }
}

/// How many threads the search index writes with: one for every two that read, and no more than pay off.
fn writers(jobs: usize) -> usize {
    jobs.div_ceil(2).min(8)
}

/// Returns the options of a run that reads as `reading` says.
pub(crate) fn options(
    reading: &Reading,
    troves: &[PathBuf],
    passwords: Option<&Path>,
    jobs: Option<usize>,
) -> anyhow::Result<ingest::Options> {
    let (ignore, ignore_note) = ignore(reading.ignore.as_deref())?;
    let mut settings = settings(passwords)?;
    reading.limit(&mut settings);
    Ok(ingest::Options {
        digests: reading.digests.clone(),
        family: reading.family(&settings.limits),
        settings,
        ignore,
        ignore_note,
        charsets: charsets(&reading.charset)?,
        ocr: ocr(reading)?,
        readers: readers::named(&reading.reader, troves)?,
        kept: reading.to_line()?,
        ..plain(jobs)?
    })
}

/// Reads the character sets that the user names: `GLOB=NAME` each.
fn charsets(typed: &[String]) -> anyhow::Result<ingest::Charsets> {
    let mut charsets = ingest::Charsets::default();
    for rule in typed {
        let Some((pattern, name)) = rule.rsplit_once('=').filter(|(glob, _)| !glob.is_empty())
        else {
            bail!("`{}` is no GLOB=NAME", print::line(rule));
        };
        if !sandbox::is_charset(name) {
            bail!("there is no character set `{}`", print::line(name));
        }
        charsets
            .add(pattern, name)
            .with_context(|| format!("`{}` is no pattern", print::line(pattern)))?;
    }
    Ok(charsets)
}

/// Returns what OCR is run with; nothing where it is not wanted or no engine is installed. An engine that lacks what the
/// user names is an error.
fn ocr(reading: &Reading) -> anyhow::Result<Option<ingest::Ocr>> {
    if reading.ocr == Some(Ocr::Off) {
        return Ok(None);
    }
    let engine = match sandbox::engine::tesseract() {
        Ok(engine) if !engine.languages.is_empty() => engine,
        _ if reading.ocr_languages.is_empty() => return Ok(None),
        _ => bail!("tesseract does not answer, so --ocr-languages cannot be heeded"),
    };
    if let Some(lacking) =
        reading.ocr_languages.iter().find(|name| !engine.languages.contains(name))
    {
        bail!(
            "tesseract has no language `{}`; it has {}",
            print::line(lacking),
            engine.languages.join(", ")
        );
    }
    Ok(Some(ingest::Ocr { engine, languages: reading.ocr_languages.clone() }))
}

/// Returns the options of a first run that asks for nothing but a number of items at once.
pub(crate) fn plain(jobs: Option<usize>) -> anyhow::Result<ingest::Options> {
    Ok(ingest::Options {
        jobs: jobs.unwrap_or_else(processors).clamp(1, MOST_JOBS),
        digests: Vec::new(),
        settings: settings(None)?,
        program: program()?,
        family: ingest::FamilyLimits::default(),
        versions: sandbox::Versions::of_this_program(),
        ignore: walk::Ignore::none(),
        ignore_note: String::new(),
        trust_times: false,
        full: false,
        charsets: ingest::Charsets::default(),
        ocr: None,
        readers: Vec::new(),
        retry: Vec::new(),
        add_trove: false,
        kept: String::new(),
        version: version::LONG.to_owned(),
        now: clock::now(),
    })
}

fn ignore(rules: Option<&str>) -> anyhow::Result<(walk::Ignore, String)> {
    let Some(lines) = rules else { return Ok((walk::Ignore::none(), String::new())) };
    let digests = fixity::of(lines.as_bytes(), &[]);
    let rules = walk::Ignore::from_lines(lines)
        .context("could not understand the rules of what to leave out")?;
    Ok((rules, digests.blake3.to_string()))
}

fn print_summary(summary: &ingest::Summary) -> anyhow::Result<()> {
    use std::io::Write;
    let mut out = print::out();
    writeln!(
        out,
        "{} items in {:.1} s ({:.0} files/s, {:.1} MB/s)",
        summary.items, summary.seconds, summary.files_per_second, summary.megabytes_per_second
    )?;
    for (outcome, count) in summary.outcomes.iter().filter(|(_, count)| **count > 0) {
        writeln!(out, "  {count:>8}  {outcome}")?;
    }
    writeln!(
        out,
        "new {}, changed {}, unchanged {}, gone {}",
        summary.new, summary.changed, summary.unchanged, summary.gone
    )?;
    writeln!(out, "files root {}", summary.files_root)?;
    writeln!(out, "items root {}", summary.items_root)?;
    writeln!(out, "dossier    {}", print::line(&summary.dossier))?;
    out.flush()?;
    for hint in hints(summary) {
        print::say(&hint);
    }
    Ok(())
}

/// What to do next about items that were not searched.
fn hints(summary: &ingest::Summary) -> Vec<String> {
    let count = |status: &str| summary.outcomes.get(status).copied().unwrap_or_default();
    let mut hints = Vec::new();
    if !summary.at_work_before.is_empty() {
        let files: Vec<_> = summary.at_work_before.iter().map(|file| print::line(file)).collect();
        hints.push(format!(
            "the run before was ended from outside while these files were at work, so they were read with half the limits: {}",
            files.join(", ")
        ));
    }
    let open = summary.workers.sandbox.filter(|lock| !lock.is_whole());
    hints.extend(open.map(|lock| {
        format!("{}; a hostile file could do harm here: see `dossier doctor`", lacking(lock))
    }));
    if count("encrypted") > 0 {
        hints.push(format!(
            "{} items are locked; list them with `dossier items --outcome encrypted`, then index again with --passwords FILE",
            count("encrypted")
        ));
    }
    let missed: u64 =
        ["failed", "unsupported", "limit-reached", "unreadable", "partial"].map(count).iter().sum();
    if missed > 0 {
        hints.push(format!(
            "{missed} more items were not searched to their end; see `dossier report coverage`"
        ));
    }
    hints
}

#[cfg(test)]
mod tests {
    use sandbox::Lock;

    use super::*;

    #[test]
    fn a_worker_that_is_not_locked_away_is_refused_or_reported() {
        let open = Lock { paths: false, calls: true, namespaces: true };
        assert!(require_lock(open).is_err());
        assert!(require_lock(Lock { paths: true, ..open }).is_ok());
        let workers = ingest::Workers { sandbox: Some(open), ..ingest::Workers::default() };
        let hints = hints(&ingest::Summary { workers, ..ingest::Summary::default() });
        assert!(hints[0].contains("in force: seccomp, namespaces"), "{hints:?}");
    }
}
