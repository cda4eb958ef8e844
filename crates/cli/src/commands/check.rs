//! `check`: whether a proof holds and is about a file, and whether a statement is signed or stamped.

use std::fs::File;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use anyhow::{Context, bail};
use evidence::{Checked, Statement};
use fixity::Proof;
use item::Locator;
use serde::Serialize;

use crate::args::Check;
use crate::commands::blocks::{self, Blocks};
use crate::commands::sign::{SIGNATURE, beside, not_understood, read};
use crate::{Ended, place, print};

pub(crate) fn run(args: &Check) -> anyhow::Result<Ended> {
    let text = read(&args.proof)?;
    if text.starts_with("dossier-statement") {
        return statement(&text, args);
    }
    if args.public_key.is_some() || args.reply.is_some() || args.ots.is_some() {
        bail!("--public-key, --reply and --ots are for statements; this is a proof");
    }
    let proof: Proof = text.parse().with_context(|| not_understood(&args.proof))?;
    let Some(file) = &args.file else { bail!("name the file that the proof is about") };
    proven(&proof, file, args.json)
}

fn proven(proof: &Proof, path: &Path, is_json: bool) -> anyhow::Result<Ended> {
    let file =
        File::open(path).with_context(|| format!("could not read `{}`", place::printed(path)))?;
    let at = Locator::new("", path.as_os_str().as_bytes());
    let checked = evidence::check(proof, &file, &at)?;
    let mut out = print::out();
    if is_json {
        print::json_line(&mut out, &checked)?;
    } else {
        print_checked(&mut out, &checked)?;
    }
    out.flush()?;
    Ok(Ended::found(checked.ok))
}

fn print_checked(out: &mut impl Write, checked: &Checked) -> anyhow::Result<()> {
    let verdict = match checked {
        Checked { ok: true, .. } => "the proof holds, and the file is the one that it is about",
        Checked { holds: false, .. } => "the proof does not hold: it was altered",
        _ => "the proof holds, and the file is another one",
    };
    if let Some(locator) = &checked.locator {
        writeln!(out, "locator     {}", print::line(locator))?;
    }
    writeln!(out, "{} root  {}\n{verdict}", checked.tree, checked.root)?;
    if checked.ok {
        writeln!(out, "compare the root with the one that was published")?;
    }
    Ok(())
}

/// What was found of a statement.
#[derive(Serialize)]
struct Found {
    ok: bool,
    files_root: String,
    files: u64,
    items_root: String,
    items: u64,
    time: String,
    /// What is wrong with the signature; nothing where it holds or was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    is_signed: bool,
    /// What is wrong with the time stamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    stamp: Option<String>,
    /// When an authority stamped it, as it writes the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    stamped: Option<String>,
    /// What a proof of OpenTimestamps claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    ots: Option<Blocks>,
}

fn statement(text: &str, args: &Check) -> anyhow::Result<Ended> {
    let statement: Statement = text.parse().with_context(|| not_understood(&args.proof))?;
    if args.public_key.is_none() && args.reply.is_none() && args.ots.is_none() {
        bail!(
            "name the key that signed the statement with --public-key, the reply of an authority with --reply, or a proof of OpenTimestamps with --ots"
        );
    }
    let signed =
        args.public_key.as_deref().map(|key| signed(text, &statement, args, key)).transpose()?;
    let stamped = args.reply.as_deref().map(|reply| stamped(text, reply)).transpose()?;
    let ots = args.ots.as_deref().map(|proof| blocks::of(text, proof, &args.block)).transpose()?;
    let wrong = |found: &Option<Result<String, String>>| found.clone().and_then(Result::err);
    let is_in_block = ots.as_ref().is_none_or(Blocks::is_ok);
    let found = Found {
        ok: wrong(&signed).is_none() && wrong(&stamped).is_none() && is_in_block,
        files_root: statement.files_root.to_string(),
        files: statement.files,
        items_root: statement.items_root.to_string(),
        items: statement.items,
        time: statement.time,
        signature: wrong(&signed),
        is_signed: signed.is_some_and(|signed| signed.is_ok()),
        stamp: wrong(&stamped),
        stamped: stamped.and_then(Result::ok),
        ots,
    };
    let mut out = print::out();
    if args.json {
        print::json_line(&mut out, &found)?;
    } else {
        print_found(&mut out, &found)?;
    }
    out.flush()?;
    Ok(Ended::found(found.ok))
}

/// Returns the comment of the signature that stands beside a statement, or what is wrong with it.
fn signed(
    text: &str,
    statement: &Statement,
    args: &Check,
    key: &Path,
) -> anyhow::Result<Result<String, String>> {
    let signature = read(&beside(&args.proof, SIGNATURE))?;
    let checked = evidence::check_signature(text.as_bytes(), &signature, &read(key)?);
    Ok(match checked {
        Ok(comment) if comment == statement.comment() => Ok(comment),
        Ok(_) => Err("the comment of the signature states something else".to_owned()),
        Err(error) => Err(error.to_string()),
    })
}

/// Returns when an authority stamped a statement, or what is wrong with its reply.
fn stamped(text: &str, reply: &Path) -> anyhow::Result<Result<String, String>> {
    let bytes = std::fs::read(reply)
        .with_context(|| format!("could not read `{}`", place::printed(reply)))?;
    let sha256 = fixity::of(text.as_bytes(), &[]).sha256;
    Ok(match evidence::read_stamp(&bytes) {
        Ok(stamp) if stamp.sha256 == sha256 => Ok(stamp.time),
        Ok(_) => Err("the stamp is on something else".to_owned()),
        Err(error) => Err(error.to_string()),
    })
}

fn print_found(out: &mut impl Write, found: &Found) -> anyhow::Result<()> {
    writeln!(out, "files root  {}\nfiles       {}", found.files_root, found.files)?;
    writeln!(out, "items root  {}\nitems       {}", found.items_root, found.items)?;
    writeln!(out, "stated      {}", print::line(&found.time))?;
    if found.is_signed {
        writeln!(out, "the signature holds")?;
    }
    if let Some(time) = &found.stamped {
        writeln!(
            out,
            "stamped     {time}\nthe stamp is on this statement; who signed the stamp, `openssl ts -verify` checks"
        )?;
    }
    for wrong in [&found.signature, &found.stamp].into_iter().flatten() {
        writeln!(out, "{wrong}")?;
    }
    found.ots.iter().try_for_each(|ots| ots.print(out))?;
    Ok(())
}
