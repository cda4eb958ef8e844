//! `verify`: whether the trove is what it was.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use anyhow::{Context, bail};
use fixity::audit::{Audit, Scope, audit};
use fixity::manifest::{Manifest, Parsed};
use item::{Algorithm, Locator};
use serde::Serialize;

use crate::args::Verify;
use crate::progress::Watcher;
use crate::{Ended, place, print, version};

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
    /// Links, devices and the like, of which the manifest does not speak.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    beyond: Vec<String>,
    files_root: String,
}

#[derive(Serialize)]
struct Move {
    from: String,
    to: String,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Verify) -> anyhow::Result<Ended> {
    let (recorded, scope, troves) = recorded(dossier, args)?;
    let watcher = Watcher::start(true)?;
    let more: Vec<Algorithm> = recorded.needs().into_iter().collect();
    let jobs = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let seen = ingest::survey(&troves, &more, &walk::Ignore::none(), jobs, &watcher)?;
    let audit = audit(&recorded.recorded, &seen, scope);
    let answer = answer(audit, &Manifest::new(seen));
    let mut out = print::out();
    if args.json {
        print::json_line(&mut out, &answer)?;
    } else {
        print_answer(&mut out, &answer)?;
    }
    out.flush()?;
    Ok(Ended::found(answer.ok))
}

/// Returns what to compare with, and the trove folders to look into.
fn recorded(
    dossier: Option<PathBuf>,
    args: &Verify,
) -> anyhow::Result<(Parsed, Scope, Vec<(Vec<u8>, PathBuf)>)> {
    let against = args.against.as_ref().map(|path| {
        let bytes = std::fs::read(path)
            .with_context(|| format!("could not read `{}`", place::printed(path)))?;
        fixity::manifest::parse(&bytes)
            .with_context(|| format!("could not understand `{}`", place::printed(path)))
    });
    match (against.transpose()?, args.troves.as_slice()) {
        (Some(parsed), [only]) => {
            let scope = parsed.scope();
            let parsed = parsed.placed(b"", only.as_os_str().as_bytes());
            Ok((parsed, scope, vec![(Vec::new(), only.clone())]))
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
            let paths = troves.into_iter().enumerate().map(|(at, trove)| {
                let path = given
                    .get(at)
                    .cloned()
                    .unwrap_or_else(|| PathBuf::from(OsStr::from_bytes(&trove.path)));
                (trove.label, path)
            });
            let parsed = match parsed {
                Some(parsed) => parsed,
                None => Parsed::from(&ingest::manifest(dossier.ledger(), version::LONG)?),
            };
            let scope = parsed.scope();
            Ok((parsed, scope, paths.collect()))
        }
    }
}

fn answer(audit: Audit, seen: &Manifest) -> Answer {
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
        beyond: printed(audit.beyond),
        files_root: seen.files_root().to_string(),
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
        ("beyond", &answer.beyond),
    ] {
        locators.iter().try_for_each(|locator| writeln!(out, "{verdict:<10}  {locator}"))?;
    }
    answer
        .moved
        .iter()
        .try_for_each(|moved| writeln!(out, "moved       {} -> {}", moved.from, moved.to))?;
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
