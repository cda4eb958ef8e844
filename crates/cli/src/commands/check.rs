//! `check`: whether a proof holds, and speaks of a file.

use std::fs::File;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use anyhow::Context;
use evidence::Checked;
use fixity::Proof;
use item::Locator;

use crate::args::Check;
use crate::{Ended, place, print};

pub(crate) fn run(args: &Check) -> anyhow::Result<Ended> {
    let proof = read(&args.proof)?;
    let file = File::open(&args.file)
        .with_context(|| format!("could not read `{}`", place::printed(&args.file)))?;
    let at = Locator::new("", args.file.as_os_str().as_bytes());
    let checked = evidence::check(&proof, &file, &at)?;
    let mut out = print::out();
    if args.json {
        print::json_line(&mut out, &checked)?;
    } else {
        print_checked(&mut out, &checked)?;
    }
    out.flush()?;
    Ok(Ended::found(checked.ok))
}

fn read(path: &Path) -> anyhow::Result<Proof> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("could not read `{}`", place::printed(path)))?;
    text.parse().with_context(|| format!("could not understand `{}`", place::printed(path)))
}

fn print_checked(out: &mut impl Write, checked: &Checked) -> anyhow::Result<()> {
    let verdict = match checked {
        Checked { ok: true, .. } => "the proof holds, and the file is the one it speaks of",
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
