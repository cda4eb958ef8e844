//! `doctor`: what this machine offers, each claim found by trying.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::args::Doctor;
use crate::checks::{CHECKS, Check, Finding, Machine, Scratch, State};
use crate::{Ended, print, version, workers};

#[derive(Serialize)]
struct Answer {
    /// Whether the main job can be done here.
    ok: bool,
    checks: Vec<Line>,
    limits: Limits,
    versions: Versions,
}

#[derive(Serialize)]
struct Line {
    group: &'static str,
    name: &'static str,
    #[serde(flatten)]
    finding: Finding,
    meaning: &'static str,
    /// What to do; nothing where nothing need be done.
    advice: Option<&'static str>,
}

/// The limits of one item where no flag says otherwise.
#[derive(Serialize)]
struct Limits {
    item_timeout_seconds: u64,
    item_memory_bytes: u64,
    text_bytes: u64,
    nesting: u32,
}

#[derive(Serialize)]
struct Versions {
    dossier: &'static str,
    /// How texts are cut into words; another one makes the search index anew.
    analyser: String,
    /// The tables of the ledger.
    ledger: i64,
    sqlite: &'static str,
    /// The libraries that read formats.
    parsers: BTreeMap<&'static str, &'static str>,
}

pub(crate) fn run(dossier: Option<&Path>, args: &Doctor) -> anyhow::Result<Ended> {
    let answer = answer(&machine(dossier)?);
    let mut out = print::out();
    if args.json {
        print::json_line(&mut out, &answer)?;
    } else {
        print_answer(&mut out, &answer)?;
    }
    out.flush()?;
    Ok(Ended::found(answer.ok))
}

fn machine(dossier: Option<&Path>) -> anyhow::Result<Machine> {
    let place = place_of(dossier);
    let scratch = Scratch::make(&place).map_err(|error| error.to_string());
    Ok(Machine { program: workers::program()?, place, scratch })
}

/// Returns the folder where the dossier is, or the one in which it would be made.
fn place_of(dossier: Option<&Path>) -> PathBuf {
    let Some(dossier) = dossier else { return PathBuf::from(".") };
    if dossier.is_dir() {
        return dossier.to_path_buf();
    }
    let parent = dossier.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new(".")).to_path_buf()
}

fn answer(machine: &Machine) -> Answer {
    let checks: Vec<Line> = CHECKS.iter().map(|check| line(check, machine)).collect();
    Answer {
        ok: checks.iter().all(|line| line.finding.state != State::Missing),
        checks,
        limits: limits(),
        versions: versions(),
    }
}

fn line(check: &Check, machine: &Machine) -> Line {
    let finding = (check.find)(machine);
    let is_lacking = matches!(finding.state, State::Warning | State::Missing);
    let advice = Some(check.advice).filter(|advice| is_lacking && !advice.is_empty());
    Line { group: check.group, name: check.name, finding, meaning: check.meaning, advice }
}

fn limits() -> Limits {
    let settings = sandbox::Settings::default();
    Limits {
        item_timeout_seconds: settings.cpu_time.as_secs(),
        item_memory_bytes: settings.memory,
        text_bytes: settings.limits.text_bytes,
        nesting: settings.limits.nesting,
    }
}

fn versions() -> Versions {
    Versions {
        dossier: version::LONG,
        analyser: search::ANALYSER.to_string(),
        ledger: ledger::VERSION,
        sqlite: ledger::sqlite(),
        parsers: version::parsers(),
    }
}

fn print_answer(out: &mut impl Write, answer: &Answer) -> anyhow::Result<()> {
    writeln!(out, "{}", verdict(answer))?;
    let mut group = "";
    for line in &answer.checks {
        if line.group != group {
            writeln!(out, "\n{}", line.group)?;
            group = line.group;
        }
        print_line(out, line)?;
    }
    print_limits(out, &answer.limits)?;
    print_versions(out, &answer.versions)
}

/// Whether the work can be done here, and how many lines are worth reading.
fn verdict(answer: &Answer) -> String {
    let count = |state| answer.checks.iter().filter(|line| line.finding.state == state).count();
    let (missing, warnings) = (count(State::Missing), count(State::Warning));
    match (answer.ok, warnings) {
        (false, _) => format!(
            "the main job cannot be done here: see the {missing} marked `missing`, with what to do"
        ),
        (true, 0) => "the main job can be done here".to_owned(),
        (true, _) => format!(
            "the main job can be done here; see the {warnings} marked `warning`, with what to do"
        ),
    }
}

fn print_line(out: &mut impl Write, line: &Line) -> anyhow::Result<()> {
    let Finding { state, found } = &line.finding;
    writeln!(out, "  {:<8} {:<18} {}", state.name(), line.name, print::line(found))?;
    if *state != State::Ok {
        writeln!(out, "{:30}{}", "", line.meaning)?;
    }
    if let Some(advice) = line.advice {
        writeln!(out, "{:30}what to do: {advice}", "")?;
    }
    Ok(())
}

fn print_limits(out: &mut impl Write, limits: &Limits) -> anyhow::Result<()> {
    writeln!(
        out,
        "\nlimits of one item\n  {} s of processor time and one more for each MiB (--item-timeout), {} MiB of memory (--item-memory), {} MiB of text",
        limits.item_timeout_seconds,
        limits.item_memory_bytes >> 20,
        limits.text_bytes >> 20
    )?;
    Ok(())
}

fn print_versions(out: &mut impl Write, versions: &Versions) -> anyhow::Result<()> {
    writeln!(
        out,
        "\nversions\n  dossier {}, analyser {}, ledger {}, SQLite {}",
        versions.dossier, versions.analyser, versions.ledger, versions.sqlite
    )?;
    let parsers: Vec<_> =
        versions.parsers.iter().map(|(name, version)| format!("{name} {version}")).collect();
    writeln!(out, "  read by {}", parsers.join(", "))?;
    Ok(())
}
