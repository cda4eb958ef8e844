//! One run: index, measure, compare, clear away.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use answers::Dossier;
use ingest::{Options, Spent, Stage, Stop, Summary, Watch};
use item::{ItemId, Status, escape_path};
use ledger::{Filter, Ledger};
use walk::Root;

use crate::Error;
use crate::baseline::{self, Baseline, Parsed};
use crate::memory::{Seen, watched};
use crate::report::{
    BaselineReport, BaselineStage, Cpu, DossierSize, FormatLine, MemoryReport, Report, StageLine,
};
use crate::spent::{Moment, Passed};
use crate::synthetic::{Truth, check};

/// What is to be measured.
pub struct Asked<'a> {
    /// Trove folders, or single files.
    pub troves: Vec<PathBuf>,
    /// The folder in which the throw-away dossier is made, and removed at the end.
    pub scratch: PathBuf,
    /// How the troves are indexed.
    pub options: &'a Options,
    /// What the search index may use.
    pub index: index::Options,
    /// Whether the baseline is measured, too.
    pub baseline: bool,
    /// What is known of the troves.
    pub truth: Option<&'a Truth>,
    /// Who watches, and may stop it.
    pub watch: &'a dyn Watch,
}

/// Indexes troves into a throw-away dossier and measures that.
///
/// Every file is read once before, for the baseline's digests or else to no end but this, so that the system holds it in
/// memory if it can: the figures are about the program and not about the disk.
pub fn run(asked: &Asked<'_>) -> Result<Report, Error> {
    let roots = open(&asked.troves)?;
    let folder = scratch(asked)?;
    let baseline = Baseline { roots: &roots, options: asked.options, watch: asked.watch };
    let digests = baseline.digests()?;
    let dossier = folder.path().join("bench.dossier");
    let (indexed, seen) = watched(|| index(asked, &dossier));
    let (summary, passed) = indexed?;
    let ledger = ledger::open_read(&dossier)?;
    let packs = store::Packs::open(&dossier.join(ingest::PACKS))?;
    let mut report = report(asked, &summary, passed, seen, &ledger)?;
    report.dossier = size(&dossier)?;
    if let Some(truth) = asked.truth {
        report.check = Some(check(truth, &answering(&dossier)?, &packs)?);
    }
    if asked.baseline {
        let bare_parsers = baseline.parsers(&containers(&ledger)?)?;
        let bare = folder.path().join("baseline");
        fs::create_dir(&bare).map_err(|source| Error::file(&bare, source))?;
        let tantivy = baseline::tantivy(&ledger, &packs, &bare, asked.index, asked.watch)?;
        compare(&mut report, digests, &bare_parsers, tantivy);
    }
    drop((ledger, packs));
    let path = folder.path().to_path_buf();
    folder.close().map_err(|source| Error::file(&path, source))?;
    Ok(report)
}

fn open(troves: &[PathBuf]) -> Result<Vec<Root>, Error> {
    troves.iter().map(|trove| Ok(Root::open(trove)?)).collect()
}

/// Makes the folder of the throw-away dossier, outside all troves.
fn scratch(asked: &Asked<'_>) -> Result<tempfile::TempDir, Error> {
    let whole = |path: &Path| fs::canonicalize(path).map_err(|source| Error::file(path, source));
    let scratch = whole(&asked.scratch)?;
    for trove in &asked.troves {
        if scratch.starts_with(whole(trove)?) {
            return Err(Error::InsideTrove(escape_path(&scratch)));
        }
    }
    let made = tempfile::Builder::new().prefix("dossier-bench-").tempdir_in(&scratch);
    made.map_err(|source| Error::file(&scratch, source))
}

/// Indexes the troves, from the first file to an index that is ready to be asked.
fn index(asked: &Asked<'_>, dossier: &Path) -> Result<(Summary, Passed), Error> {
    let begun = Moment::now();
    let prepared = ingest::prepare(dossier, &asked.troves, asked.options)?;
    let folder = dossier.join(ingest::INDEX);
    let mut writer = index::open_for_writing(&folder, asked.index)?.writer;
    let (summary, _lock) = prepared.index(&mut writer, None, asked.options, asked.watch)?;
    if summary.interrupted || asked.watch.stop() != Stop::No {
        return Err(Error::Stopped);
    }
    writer.finish()?;
    Ok((summary, begun.passed()))
}

fn answering(dossier: &Path) -> Result<Dossier, Error> {
    let engine = index::open(&dossier.join(ingest::INDEX))?;
    Ok(Dossier::open(dossier, ingest::PACKS, engine)?)
}

fn report(
    asked: &Asked<'_>,
    summary: &Summary,
    passed: Passed,
    seen: Seen,
    ledger: &Ledger,
) -> Result<Report, Error> {
    let items: BTreeMap<String, u64> = ledger.format_counts()?.into_iter().collect();
    let all = passed.cpu + passed.children;
    let files = ledger.items(Filter::default()).try_fold(0, |files, row| {
        Ok::<u64, ledger::Error>(files + u64::from(row?.locator.members.is_empty()))
    })?;
    let seconds = passed.wall.as_secs_f64();
    let mut formats = format_lines(&summary.spent, &items);
    formats.sort_by(|one, other| other.cpu_seconds.total_cmp(&one.cpu_seconds));
    Ok(Report {
        version: asked.options.version.clone(),
        troves: asked.troves.iter().map(|trove| escape_path(trove)).collect(),
        jobs: asked.options.jobs,
        files,
        bytes: summary.bytes,
        items: summary.items,
        outcomes: summary
            .outcomes
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(status, count)| ((*status).to_owned(), *count))
            .collect(),
        text_bytes: summary.text_bytes,
        seconds,
        files_per_second: per(files, seconds).unwrap_or_default(),
        megabytes_per_second: per(summary.bytes, seconds).unwrap_or_default() / 1e6,
        cpu: Cpu {
            parent: passed.cpu.as_secs_f64(),
            workers: passed.children.as_secs_f64(),
            all: all.as_secs_f64(),
            milliseconds_per_item: share(1e3 * all.as_secs_f64(), float(summary.items)),
        },
        memory: MemoryReport {
            parent_peak: seen.peak,
            parent_before: seen.before,
            parent_high_water: seen.high_water,
            worker_peak: summary.workers.peak_resident,
            workers_started: summary.workers.started,
        },
        stages: Stages { summary, passed, files }.lines(),
        formats,
        dossier: DossierSize {
            folder: String::new(),
            bytes: 0,
            store_bytes: 0,
            index_bytes: 0,
            ledger_bytes: 0,
        },
        baseline: None,
        check: None,
    })
}

/// Makes the lines of the stages.
struct Stages<'s> {
    summary: &'s Summary,
    passed: Passed,
    files: u64,
}

impl Stages<'_> {
    fn lines(&self) -> Vec<StageLine> {
        let spent = &self.summary.spent;
        let worked = |of: fn(&ingest::FormatTook) -> Duration| -> Duration {
            spent.formats.values().map(of).sum()
        };
        let count =
            |of: fn(&ingest::FormatTook) -> u64| -> u64 { spent.formats.values().map(of).sum() };
        let contents = count(|took| took.contents);
        let (bytes, texts) = (count(|took| took.bytes), count(|took| took.text_bytes));
        let members = self.summary.items - self.files;
        let workers = worked(|took| took.identify)
            + worked(|took| took.extract)
            + worked(|took| took.recognise);
        let ours: Duration = spent.stages.iter().map(|took| took.cpu).sum();
        // Whatever of this process is none of its stages: frames of workers taken in, threads of the search index.
        let lines = vec![
            self.own("walk", Stage::Walk, self.files, None),
            self.own("read and digest", Stage::Read, self.files, Some(self.summary.bytes)),
            self.own("members: digest and keep", Stage::Members, members, None),
            self.line("identify", contents, Some(bytes), worked(|took| took.identify), None),
            self.line("extract", contents, Some(bytes), worked(|took| took.extract), None),
            self.line("recognise", contents, Some(texts), worked(|took| took.recognise), None),
            self.line(
                "workers: start, wait, hand over",
                contents,
                None,
                self.passed.children.saturating_sub(workers),
                None,
            ),
            self.own("store", Stage::Store, contents, Some(texts)),
            self.own("index: records", Stage::Index, contents + self.summary.items, Some(texts)),
            self.own("ledger", Stage::Ledger, self.summary.items, None),
            self.own("manifest", Stage::Manifest, self.summary.items, None),
            self.line(
                "index: its threads; taking in what workers say",
                contents,
                Some(texts),
                self.passed.cpu.saturating_sub(ours),
                None,
            ),
        ];
        lines
    }

    fn own(&self, name: &'static str, stage: Stage, items: u64, bytes: Option<u64>) -> StageLine {
        let took = self.summary.spent.of(stage);
        self.line(name, items, bytes, took.cpu, Some(took.wall))
    }

    fn line(
        &self,
        stage: &'static str,
        items: u64,
        bytes: Option<u64>,
        cpu: Duration,
        wall: Option<Duration>,
    ) -> StageLine {
        let seconds = cpu.as_secs_f64();
        let all = (self.passed.cpu + self.passed.children).as_secs_f64();
        StageLine {
            stage,
            items,
            bytes,
            cpu_seconds: seconds,
            wall_seconds: wall.map(|wall| wall.as_secs_f64()),
            share: share(seconds, all),
            items_per_cpu_second: per(items, seconds),
            megabytes_per_cpu_second: bytes.and_then(|bytes| Some(per(bytes, seconds)? / 1e6)),
        }
    }
}

fn format_lines(spent: &Spent, items: &BTreeMap<String, u64>) -> Vec<FormatLine> {
    let line = |(format, took): (&String, &ingest::FormatTook)| {
        let seconds = took.cpu.as_secs_f64();
        FormatLine {
            format: format.clone(),
            items: items.get(format).copied().unwrap_or_default(),
            contents: took.contents,
            bytes: took.bytes,
            text_bytes: took.text_bytes,
            cpu_seconds: seconds,
            identify_seconds: took.identify.as_secs_f64(),
            extract_seconds: took.extract.as_secs_f64(),
            recognise_seconds: took.recognise.as_secs_f64(),
            contents_per_cpu_second: per(took.contents, seconds),
            megabytes_per_cpu_second: per(took.bytes, seconds).map(|bytes| bytes / 1e6),
            baseline_library: formats::baseline::bare(format).map(|bare| bare.library),
            baseline_seconds: None,
        }
    };
    spent.formats.iter().map(line).collect()
}

fn compare(
    report: &mut Report,
    digests: Passed,
    parsed: &BTreeMap<String, Parsed>,
    tantivy: Passed,
) {
    for line in &mut report.formats {
        line.baseline_seconds = parsed.get(&line.format).map(|parsed| parsed.cpu.as_secs_f64());
    }
    let parse: Duration = parsed.values().map(|parsed| parsed.cpu).sum();
    let stage = |stage, cpu: Duration| BaselineStage { stage, cpu_seconds: cpu.as_secs_f64() };
    let stages = vec![
        stage("read and digest", digests.cpu),
        stage("libraries of the formats", parse),
        stage("tantivy", tantivy.cpu),
    ];
    let cpu_seconds: f64 = stages.iter().map(|stage| stage.cpu_seconds).sum();
    let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let used = u32::try_from(report.jobs.min(processors)).unwrap_or(1);
    let seconds = cpu_seconds / f64::from(used);
    let recognition: f64 = report.formats.iter().map(|line| line.recognise_seconds).sum();
    let without = report.formats.iter().filter(|line| line.baseline_library.is_none());
    report.baseline = Some(BaselineReport {
        cpu_seconds,
        seconds,
        ratio: share(report.cpu.all, cpu_seconds),
        wall_ratio: share(report.seconds, seconds),
        ratio_without_recognition: share(report.cpu.all - recognition, cpu_seconds),
        formats_without: without.map(|line| line.format.clone()).collect(),
        stages,
    });
}

/// Returns the formats of items that hold others.
fn containers(ledger: &Ledger) -> Result<HashSet<String>, Error> {
    let mut formats: HashMap<ItemId, String> = HashMap::new();
    let mut parents: HashSet<ItemId> = HashSet::new();
    for row in ledger.items(Filter::default()) {
        let row = row?;
        parents.extend(row.parent);
        if row.outcome.status() != Status::Skipped {
            formats.insert(row.id, row.format);
        }
    }
    Ok(parents.iter().filter_map(|parent| formats.get(parent).cloned()).collect())
}

fn size(dossier: &Path) -> Result<DossierSize, Error> {
    let store_bytes = bytes_under(&dossier.join(ingest::PACKS))?;
    let index_bytes = bytes_under(&dossier.join(ingest::INDEX))?;
    let bytes = bytes_under(dossier)?;
    Ok(DossierSize {
        folder: escape_path(dossier),
        bytes,
        store_bytes,
        index_bytes,
        ledger_bytes: bytes - store_bytes - index_bytes,
    })
}

fn bytes_under(folder: &Path) -> Result<u64, Error> {
    let list = || {
        fs::read_dir(folder)?
            .map(|entry| {
                let entry = entry?;
                let stat = entry.metadata()?;
                Ok((stat.is_dir().then(|| entry.path()), stat.len()))
            })
            .collect::<std::io::Result<Vec<_>>>()
    };
    let entries = list().map_err(|source| Error::file(folder, source))?;
    entries.into_iter().try_fold(0, |sum, (folder, length)| {
        Ok(sum + folder.map_or(Ok(length), |folder| bytes_under(&folder))?)
    })
}

fn per(count: u64, seconds: f64) -> Option<f64> {
    (seconds > 1e-6).then(|| float(count) / seconds)
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[allow(clippy::cast_precision_loss, reason = "a rate needs no more than the leading digits")]
fn float(count: u64) -> f64 {
    count as f64
}
