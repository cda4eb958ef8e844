//! `verify`: whether the trove is what it was.

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use anyhow::{Context, bail};
use fixity::audit::{Audit, audit};
use fixity::manifest::{Manifest, Parsed, Scope};
use item::{Algorithm, Locator};
use serde::Serialize;

use crate::args::Verify;
use crate::progress::Watcher;
use crate::{Ended, place, print};

#[derive(Serialize)]
struct Answer {
    ok: bool,
    matched: u64,
    changed: Vec<String>,
    moved: Vec<Move>,
    new: Vec<String>,
    missing: Vec<String>,
    unreadable: Vec<String>,
    times_only: Vec<String>,
    /// Digests that a manifest without paths lists and no file has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing_contents: Vec<String>,
    /// Links, devices and the like, of which the manifest does not speak, and files that its form cannot name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_covered: Vec<String>,
    /// How many of those are files whose names the manifest cannot hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    names_not_covered: Option<u64>,
    files_root: String,
    /// The digests that the comparison rests on, of each line the strongest.
    compared_by: Vec<&'static str>,
    /// Whether the last run of the dossier came to its end; nothing where no dossier was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
}

#[derive(Serialize)]
struct Move {
    from: String,
    to: String,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Verify) -> anyhow::Result<Ended> {
    let Asked { recorded, scope, troves, complete } = asked(dossier, args)?;
    let watcher = Watcher::start(true)?;
    let more: Vec<Algorithm> = recorded.needs().into_iter().collect();
    let jobs = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let seen = ingest::survey(&troves, &more, &walk::Ignore::none(), jobs, &watcher)?;
    let mut audit = audit(&recorded.recorded, &seen, scope);
    audit.set_aside(recorded.has_no_place_for(&seen));
    let compared_by: Vec<_> = recorded.compared_by(&seen).into_iter().collect();
    for weak in compared_by.iter().filter(|name| matches!(**name, "md5" | "sha1")) {
        print::say(&format!("warning: compared by {weak}, which can be forged"));
    }
    let answer = answer(audit, &Manifest::new(seen), compared_by, complete);
    let mut out = print::out();
    if args.json {
        print::json_line(&mut out, &answer)?;
    } else {
        print_answer(&mut out, &answer)?;
    }
    out.flush()?;
    Ok(Ended::found(answer.ok))
}

/// What to compare with, and the trove folders to look into.
struct Asked {
    recorded: Parsed,
    scope: Scope,
    troves: Vec<(Vec<u8>, PathBuf)>,
    complete: Option<bool>,
}

fn asked(dossier: Option<PathBuf>, args: &Verify) -> anyhow::Result<Asked> {
    let against = args.against.as_ref().map(|path| {
        let bytes = std::fs::read(path)
            .with_context(|| format!("could not read `{}`", place::printed(path)))?;
        fixity::manifest::parse(&bytes)
            .with_context(|| format!("could not understand `{}`", place::printed(path)))
    });
    match (against.transpose()?, args.troves.as_slice()) {
        (Some(parsed), [only]) => {
            let scope = parsed.scope();
            let recorded = parsed.placed(b"", only.as_os_str().as_bytes());
            let troves = vec![(Vec::new(), only.clone())];
            Ok(Asked { recorded, scope, troves, complete: None })
        }
        (parsed, given) => {
            let dossier = place::open(dossier)?;
            let troves = dossier.ledger().troves()?;
            if !given.is_empty() && given.len() != troves.len() {
                bail!(
                    "the dossier holds {} troves; name them all, in the order in which they were added, or none",
                    troves.len()
                );
            }
            let mut paths = Vec::new();
            for (at, trove) in troves.into_iter().enumerate() {
                let path = match given.get(at) {
                    Some(given) => given.clone(),
                    None => place::of_trove(&trove)?,
                };
                paths.push((trove.label, path));
            }
            place::warn_if_incomplete(&dossier)?;
            let complete = Some(dossier.is_complete()?);
            let recorded = match parsed {
                Some(parsed) => parsed,
                None => Parsed::from(&ingest::manifest(dossier.ledger())?),
            };
            let scope = recorded.scope();
            Ok(Asked { recorded, scope, troves: paths, complete })
        }
    }
}

fn answer(
    audit: Audit,
    seen: &Manifest,
    compared_by: Vec<&'static str>,
    complete: Option<bool>,
) -> Answer {
    let ok = audit.is_ok();
    let printed = |locators: Vec<Locator>| locators.iter().map(ToString::to_string).collect();
    let moved = audit
        .moved
        .iter()
        .map(|moved| Move { from: moved.from.to_string(), to: moved.to.to_string() });
    Answer {
        ok,
        matched: audit.matched,
        moved: moved.collect(),
        changed: printed(audit.changed),
        new: printed(audit.new),
        missing: printed(audit.missing),
        unreadable: printed(audit.unreadable),
        times_only: printed(audit.times_only),
        missing_contents: audit.missing_contents.iter().map(ToString::to_string).collect(),
        not_covered: printed(audit.not_covered),
        names_not_covered: (audit.names_not_covered > 0).then_some(audit.names_not_covered),
        files_root: seen.files_root().to_string(),
        compared_by,
        complete,
    }
}

fn print_answer(out: &mut impl Write, answer: &Answer) -> anyhow::Result<()> {
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
