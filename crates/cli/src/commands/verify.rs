//! `verify`: whether the trove is what it was.

use std::cmp::Ordering;
use std::io::Write;
use std::path::{Path, PathBuf};

use answers::Dossier;
use anyhow::{Context, bail};
use evidence::{AuditAnswer, Bytes, Change, Deed, Reference, SealAnswer};
use fixity::manifest::Parsed;

use crate::args::Verify;
use crate::commands::log;
use crate::{Ended, interrupt, place, print, workers};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Verify) -> anyhow::Result<Ended> {
    if args.own {
        return own(&place::to_read(dossier)?, args.json);
    }
    let parsed = args.against.as_deref().map(parse).transpose()?;
    // A bag lists what lies in it.
    let troves = match &args.against {
        Some(bag) if args.troves.is_empty() && bag.is_dir() => std::slice::from_ref(bag),
        _ => &args.troves[..],
    };
    let is_needed = parsed.is_none() || troves.len() != 1;
    let folder = is_needed.then(|| place::to_read(dossier)).transpose()?;
    let dossier = folder.as_deref().map(place::open_at).transpose()?;
    let reference = reference(dossier.as_ref(), parsed, troves)?;
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
    drop(dossier);
    if let Some(folder) = folder {
        let AuditAnswer { ok, matched, files_root, .. } = &answer;
        let words = format!("the trove: ok {ok} matched {matched} files-root {files_root}");
        log::note(&folder, Deed::Audited, &words);
    }
    Ok(Ended::found(answer.ok))
}

/// Compares the dossier's own files with its seal.
fn own(dossier: &Path, is_json: bool) -> anyhow::Result<Ended> {
    interrupt::listen()?;
    let answer = evidence::check_seal(dossier, &|| interrupt::pressed() == 0)?;
    let mut out = print::out();
    if is_json {
        print::json_line(&mut out, &answer)?;
    } else {
        print_own(&mut out, &answer)?;
    }
    out.flush()?;
    if answer.sealed {
        let SealAnswer { ok, matched, damaged, missing, .. } = &answer;
        let lost = damaged.len() + missing.len();
        let words = format!("the dossier: ok {ok} matched {matched} damaged or missing {lost}");
        log::note(dossier, Deed::Audited, &words);
    }
    Ok(Ended::found(answer.ok))
}

fn print_own(out: &mut impl Write, answer: &SealAnswer) -> anyhow::Result<()> {
    if !answer.sealed {
        writeln!(
            out,
            "there is no whole seal: the last run did not come to its end, or the seal itself is damaged; `dossier repair` checks everything and seals it"
        )?;
        return Ok(());
    }
    writeln!(out, "{} files are as they were sealed", answer.matched)?;
    for (verdict, names) in [
        ("damaged", &answer.damaged),
        ("missing", &answer.missing),
        ("not sealed", &answer.unsealed),
    ] {
        names.iter().try_for_each(|name| writeln!(out, "{verdict:<11}  {name}"))?;
    }
    writeln!(
        out,
        "{}",
        if answer.ok {
            "the dossier is what was sealed"
        } else {
            "the dossier differs from what was sealed; `dossier repair` makes anew what can be"
        }
    )?;
    Ok(())
}

/// Returns what to compare with; a manifest and one folder need no dossier.
fn reference<'d>(
    dossier: Option<&'d Dossier>,
    parsed: Option<Parsed>,
    places: &[PathBuf],
) -> anyhow::Result<Reference<'d>> {
    match (dossier, parsed, places) {
        (None, Some(parsed), [only]) => Ok(Reference::of_manifest(parsed, only)),
        (Some(dossier), parsed, places) => {
            place::warn_if_incomplete(dossier)?;
            Ok(Reference::of_dossier(dossier.ledger(), parsed, places)?)
        }
        (None, ..) => bail!("name a manifest and one folder, or a dossier"),
    }
}

fn parse(path: &Path) -> anyhow::Result<Parsed> {
    if path.is_dir() {
        let no_bag =
            || format!("`{}` is a folder and no bag: it has no bagit.txt", place::printed(path));
        return evidence::read_bag(path)?.with_context(no_bag);
    }
    let bytes = std::fs::read(path)
        .with_context(|| format!("could not read `{}`", place::printed(path)))?;
    fixity::manifest::parse(&bytes)
        .with_context(|| format!("could not understand `{}`", place::printed(path)))
}

/// Prints in which bytes a file differs, in a line for itself that repeats its name.
fn print_change(out: &mut impl Write, change: &Change) -> anyhow::Result<()> {
    let bytes = |bytes: &Bytes| format!("{}-{}", bytes.from, bytes.to - 1);
    let mut words = Vec::new();
    if !change.ranges.is_empty() {
        let ranges: Vec<_> = change.ranges.iter().map(bytes).collect();
        words.push(format!("other bytes at {}", ranges.join(", ")));
    }
    words.extend(
        change.not_comparable.as_ref().map(|part| format!("{} not comparable", bytes(part))),
    );
    let (before, now) = (change.size_before, change.size);
    match now.cmp(&before) {
        Ordering::Greater => words.push(format!("grown by {}", now - before)),
        Ordering::Less => words.push(format!("cut by {}", before - now)),
        Ordering::Equal => {}
    }
    writeln!(out, "{:<11}  {}: {} (of {before} bytes)", "bytes", change.locator, words.join("; "))?;
    Ok(())
}

/// Tells whether a file or a content is not as recorded, whatever cannot be compared.
fn differs(answer: &AuditAnswer) -> bool {
    let AuditAnswer { changed, new, missing, missing_contents, unreadable, .. } = answer;
    !answer.moved.is_empty()
        || [changed, new, missing, missing_contents, unreadable].iter().any(|list| !list.is_empty())
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
        ("not comparable", &answer.not_comparable),
        ("not covered", &answer.not_covered),
    ] {
        locators.iter().try_for_each(|locator| writeln!(out, "{verdict:<11}  {locator}"))?;
    }
    answer.changes.iter().try_for_each(|change| print_change(out, change))?;
    for moved in &answer.moved {
        writeln!(out, "moved        {} -> {}", moved.from, moved.to)?;
    }
    doubts(answer).iter().try_for_each(|doubt| writeln!(out, "{doubt}"))?;
    answer.read_as.iter().try_for_each(|reading| writeln!(out, "read as      {reading}"))?;
    if let [first, ..] = answer.passed_over[..] {
        let count = answer.passed_over.len();
        writeln!(
            out,
            "{count} lines of the manifest have no digest and were passed over, the first of them line {first}"
        )?;
    }
    writeln!(out, "files root {}\n{}", answer.files_root, verdict(answer))?;
    Ok(())
}

/// Returns what the manifest cannot tell, a line each.
fn doubts(answer: &AuditAnswer) -> Vec<String> {
    let mut doubts = Vec::new();
    if let Some(count) = answer.names_not_covered {
        doubts.push(format!(
            "{count} of those not covered have names that this form of manifest cannot hold: whether they were there then is unknown"
        ));
    }
    if !answer.not_comparable.is_empty() {
        let has = answer.not_taken.join(", ");
        doubts.push(format!(
            "of those not comparable the manifest has no digest that is taken here: {}",
            if has.is_empty() { "none at all" } else { &has }
        ));
    }
    if answer.algorithm_in_doubt {
        doubts.push("not one digest without the name of its algorithm fits any file: the list may be of another algorithm than those that are taken".to_owned());
    }
    doubts
}

fn verdict(answer: &AuditAnswer) -> &'static str {
    if answer.ok {
        "the trove is what was recorded"
    } else if differs(answer) || answer.not_comparable.is_empty() {
        "the trove differs from what was recorded"
    } else if answer.matched == 0 && answer.times_only.is_empty() {
        "nothing could be compared with what was recorded"
    } else {
        "nothing differs from what was recorded, as far as it can be compared"
    }
}
