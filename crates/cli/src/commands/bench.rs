//! `bench`: how fast indexing is, by stage and by format.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use bench::synthetic::{self, Truth};
use bench::{FormatLine, Report, StageLine};

use super::index;
use crate::args::Bench;
use crate::progress::Watcher;
use crate::{Ended, place, print};

/// Differences that are named one by one.
const NAMED: usize = 20;

pub(crate) fn run(args: &Bench) -> anyhow::Result<Ended> {
    let options = index::plain(args.jobs)?;
    let scratch = args.scratch.clone().unwrap_or_else(std::env::temp_dir);
    let made =
        args.synthetic.map(|count| make(count, args.keep.as_deref(), &scratch)).transpose()?;
    let troves = made.as_ref().map_or_else(|| args.troves.clone(), |made| vec![made.trove.clone()]);
    print::say(&format!(
        "the dossier of this run is made in `{}` and removed at the end",
        place::printed(&scratch)
    ));
    let watcher = Watcher::start(args.json)?;
    let report = bench::run(&bench::Asked {
        troves,
        scratch,
        options: &options,
        index: index::index_options(&options),
        baseline: !args.no_baseline,
        truth: made.as_ref().map(|made| &made.truth),
        watch: &watcher,
    });
    watcher.end();
    let report = report?;
    if args.json {
        print::json_line(&mut print::out(), &report)?;
    } else {
        print_report(&report)?;
    }
    // The folder of a trove that is not kept is removed here, where errors can be told.
    if let Some(Made { folder: Some(folder), .. }) = made {
        folder.close().context("could not remove the made-up trove")?;
    }
    Ok(Ended::found(report.check.as_ref().is_none_or(|check| check.ok)))
}

/// A made-up trove.
struct Made {
    trove: PathBuf,
    truth: Truth,
    /// The folder that goes when this goes; nothing where the trove is kept.
    folder: Option<tempfile::TempDir>,
}

fn make(count: u64, keep: Option<&Path>, scratch: &Path) -> anyhow::Result<Made> {
    let folder = match keep {
        Some(_) => None,
        None => Some(
            tempfile::Builder::new().prefix("dossier-bench-").tempdir_in(scratch).with_context(
                || format!("could not make a folder in `{}`", place::printed(scratch)),
            )?,
        ),
    };
    let within = folder.as_ref().map(|folder| folder.path().join("made"));
    let within = within.or_else(|| keep.map(Path::to_path_buf)).unwrap_or_default();
    let making = || format!("could not use `{}`", place::printed(&within));
    if keep.is_some() && within.exists() {
        let is_empty = fs::read_dir(&within).with_context(making)?.next().is_none();
        if !is_empty {
            bail!("`{}` is not empty; name another folder with --keep", place::printed(&within));
        }
    }
    let trove = within.join("trove");
    fs::create_dir_all(&trove).with_context(making)?;
    print::say(&format!("making {count} files in `{}`", place::printed(&trove)));
    let truth = synthetic::write(&trove, count)?;
    let mut file = fs::File::create_new(within.join("truth.json")).with_context(making)?;
    print::json_line(&mut file, &truth)?;
    Ok(Made { trove, truth, folder })
}

fn print_report(report: &Report) -> anyhow::Result<()> {
    let mut out = print::out();
    let out = &mut out;
    writeln!(
        out,
        "{} files, {}, {} items, {} of text",
        report.files,
        megabytes(report.bytes),
        report.items,
        megabytes(report.text_bytes)
    )?;
    writeln!(
        out,
        "{:.2} s: {:.0} files/s, {:.1} MB/s, {} at once",
        report.seconds, report.files_per_second, report.megabytes_per_second, report.jobs
    )?;
    let (cpu, memory) = (report.cpu, report.memory);
    writeln!(
        out,
        "processor time {:.2} s ({:.2} s program, {:.2} s workers): {:.3} ms an item",
        cpu.all, cpu.parent, cpu.workers, cpu.milliseconds_per_item
    )?;
    writeln!(
        out,
        "memory at its peak {} program ({} before, {} with pages of files), {} worker; {} workers started",
        megabytes(memory.parent_peak),
        megabytes(memory.parent_before),
        megabytes(memory.parent_high_water),
        megabytes(memory.worker_peak),
        memory.workers_started
    )?;
    let size = &report.dossier;
    writeln!(
        out,
        "dossier {}: store {}, index {}, ledger {}",
        megabytes(size.bytes),
        megabytes(size.store_bytes),
        megabytes(size.index_bytes),
        megabytes(size.ledger_bytes)
    )?;
    print_stages(out, &report.stages)?;
    print_formats(out, &report.formats)?;
    print_baseline(out, report)?;
    print_check(out, report)?;
    out.flush()?;
    Ok(())
}

fn print_stages(out: &mut impl Write, stages: &[StageLine]) -> anyhow::Result<()> {
    writeln!(
        out,
        "\n{:<50} {:>9} {:>9} {:>9} {:>6} {:>10} {:>9}",
        "stage", "items", "cpu s", "wall s", "share", "items/s", "MB/s"
    )?;
    for line in stages {
        writeln!(
            out,
            "{:<50} {:>9} {:>9.3} {:>9} {:>5.1}% {:>10} {:>9}",
            line.stage,
            line.items,
            line.cpu_seconds,
            number(line.wall_seconds, 3),
            100.0 * line.share,
            number(line.items_per_cpu_second, 0),
            number(line.megabytes_per_cpu_second, 1)
        )?;
    }
    Ok(())
}

fn print_formats(out: &mut impl Write, formats: &[FormatLine]) -> anyhow::Result<()> {
    writeln!(
        out,
        "\n{:<16} {:>8} {:>8} {:>9} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "format",
        "items",
        "read",
        "MB",
        "cpu s",
        "extract",
        "recogn.",
        "baseline",
        "items/s",
        "MB/s"
    )?;
    for line in formats {
        writeln!(
            out,
            "{:<16} {:>8} {:>8} {:>9} {:>9.3} {:>8.3} {:>8.3} {:>8} {:>8} {:>8}",
            print::line(&line.format),
            line.items,
            line.contents,
            number(Some(float(line.bytes) / 1e6), 2),
            line.cpu_seconds,
            line.extract_seconds,
            line.recognise_seconds,
            number(line.baseline_seconds, 3),
            number(line.contents_per_cpu_second, 0),
            number(line.megabytes_per_cpu_second, 1)
        )?;
    }
    Ok(())
}

fn print_baseline(out: &mut impl Write, report: &Report) -> anyhow::Result<()> {
    let Some(baseline) = &report.baseline else { return Ok(()) };
    writeln!(out)?;
    for stage in &baseline.stages {
        writeln!(out, "baseline: {:<43} {:>19.3}", stage.stage, stage.cpu_seconds)?;
    }
    writeln!(out, "baseline: {:<43} {:>19.3}", "in all", baseline.cpu_seconds)?;
    writeln!(
        out,
        "{:.2} times the baseline in processor time ({:.2} without recognition), {:.2} times in wall time",
        baseline.ratio, baseline.ratio_without_recognition, baseline.wall_ratio
    )?;
    if !baseline.formats_without.is_empty() {
        let formats = print::line(&baseline.formats_without.join(", "));
        writeln!(out, "no library to compare with: {formats}")?;
    }
    Ok(())
}

fn print_check(out: &mut impl Write, report: &Report) -> anyhow::Result<()> {
    let Some(check) = &report.check else { return Ok(()) };
    writeln!(
        out,
        "\n{}: {} figures and words looked up, {} mentions and {} words found, {} differences",
        if check.ok { "all is as it is known" } else { "not all is as it is known" },
        check.looked_up,
        check.mentions,
        check.needles,
        check.differences.len()
    )?;
    for difference in check.differences.iter().take(NAMED) {
        let (what, expected, found) = (&difference.what, &difference.expected, &difference.found);
        writeln!(out, "  {}", print::line(&format!("{what}: {expected} expected, {found} found")))?;
    }
    Ok(())
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", float(bytes) / 1e6)
}

/// Returns a figure with some places, or a dash.
fn number(figure: Option<f64>, places: usize) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| format!("{figure:.places$}"))
}

#[allow(clippy::cast_precision_loss, reason = "figures for the eye")]
fn float(count: u64) -> f64 {
    count as f64
}
