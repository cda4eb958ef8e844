//! `verify`: whether the trove is what it was.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use evidence::{AuditAnswer, Reference};
use fixity::manifest::Parsed;

use crate::args::Verify;
use crate::{Ended, interrupt, place, print, workers};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Verify) -> anyhow::Result<Ended> {
    let reference = reference(dossier, args)?;
    interrupt::listen()?;
    let answer = evidence::audit(&reference, workers::processors(), &|| interrupt::pressed() == 0)?;
    for weak in answer.weak_digests() {
        print::say(&format!("warning: compared by {weak}, which can be forged"));
    }
    let mut out = print::out();
    if args.json {
        print::json_line(&mut out, &answer)?;
    } else {
        print_answer(&mut out, &answer)?;
    }
    out.flush()?;
    Ok(Ended::found(answer.ok))
}

/// Returns what to compare with; a manifest and one folder need no dossier.
fn reference(dossier: Option<PathBuf>, args: &Verify) -> anyhow::Result<Reference> {
    let parsed = args.against.as_deref().map(parse).transpose()?;
    match (parsed, args.troves.as_slice()) {
        (Some(parsed), [only]) => Ok(Reference::of_manifest(parsed, only)),
        (parsed, places) => {
            let dossier = place::open(dossier)?;
            place::warn_if_incomplete(&dossier)?;
            Ok(Reference::of_dossier(dossier.ledger(), parsed, places)?)
        }
    }
}

fn parse(path: &Path) -> anyhow::Result<Parsed> {
    let bytes = std::fs::read(path)
        .with_context(|| format!("could not read `{}`", place::printed(path)))?;
    fixity::manifest::parse(&bytes)
        .with_context(|| format!("could not understand `{}`", place::printed(path)))
}

fn print_answer(out: &mut impl Write, answer: &AuditAnswer) -> anyhow::Result<()> {
    writeln!(out, "{} matched", answer.matched)?;
    for (verdict, locators) in [
        ("changed", &answer.changed),
        ("new", &answer.new),
        ("missing", &answer.missing),
        ("unreadable", &answer.unreadable),
        ("times-only", &answer.times_only),
        ("missing", &answer.missing_contents),
        ("not covered", &answer.not_covered),
    ] {
        locators.iter().try_for_each(|locator| writeln!(out, "{verdict:<11}  {locator}"))?;
    }
    answer
        .moved
        .iter()
        .try_for_each(|moved| writeln!(out, "moved        {} -> {}", moved.from, moved.to))?;
    if let Some(count) = answer.names_not_covered {
        writeln!(
            out,
            "{count} of those not covered have names that this form of manifest cannot hold: whether they were there then is unknown"
        )?;
    }
    answer.read_as.iter().try_for_each(|reading| writeln!(out, "read as      {reading}"))?;
    writeln!(out, "files root {}", answer.files_root)?;
    writeln!(
        out,
        "{}",
        if answer.ok {
            "the trove is what was recorded"
        } else {
            "the trove differs from what was recorded"
        }
    )?;
    Ok(())
}
