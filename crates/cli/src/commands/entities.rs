//! `entities`: which values of a kind are named, and how often.

use std::io::Write;
use std::path::PathBuf;

use anyhow::anyhow;
use item::Kind;
use item::kind::KINDS;

use crate::args::Entities;
use crate::screen::Screen;
use crate::{Ended, place, print};

pub(crate) fn run(
    dossier: Option<PathBuf>,
    args: &Entities,
    is_paged: bool,
) -> anyhow::Result<Ended> {
    let kind = known_kind(&args.kind)?;
    let dossier = place::open(dossier)?;
    let (lines, warnings) = dossier.entities(kind, args.query.as_deref(), args.limit)?;
    let mut out = Screen::open(is_paged && !args.json);
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
    out.close()?;
    for warning in &warnings {
        print::say(&format!("warning: {warning}"));
    }
    Ok(Ended::found(!lines.is_empty()))
}

fn known_kind(id: &str) -> anyhow::Result<Kind> {
    id.parse().map_err(|()| {
        let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        let id = item::escape(id.as_bytes());
        anyhow!("`{id}` is no kind of mention; kinds are {}", kinds.join(", "))
    })
}
