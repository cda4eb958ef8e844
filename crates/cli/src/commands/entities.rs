//! `entities`: which values of a kind are named, and how often.

use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;

use crate::args::Entities;
use crate::{Ended, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Entities) -> anyhow::Result<Ended> {
    if !entities::KINDS.iter().any(|kind| kind.id == args.kind) {
        let kinds: Vec<&str> = entities::KINDS.iter().map(|kind| kind.id).collect();
        bail!(
            "`{}` is no kind of mention; kinds are {}",
            item::escape(args.kind.as_bytes()),
            kinds.join(", ")
        );
    }
    let dossier = place::open(dossier)?;
    let (lines, warnings) = dossier.entities(&args.kind, args.query.as_deref(), args.limit)?;
    let mut out = print::out();
    if args.json {
        print::json_line(&mut out, &lines)?;
    } else {
        for line in &lines {
            writeln!(
                out,
                "{:>8} items  {:>8} mentions  {}",
                line.items,
                line.mentions,
                print::line(&line.value)
            )?;
        }
    }
    out.flush()?;
    for warning in &warnings {
        print::say(&format!("warning: {warning}"));
    }
    Ok(Ended::found(!lines.is_empty()))
}
