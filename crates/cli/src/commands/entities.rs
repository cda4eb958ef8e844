//! `entities`: which values of a kind are named, and how often.

use std::io::Write;
use std::path::PathBuf;

use answers::EntityRequest;
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
    let asked = EntityRequest {
        kind,
        query: args.query.as_deref(),
        containing: args.containing.as_deref(),
        initial: None,
        limit: args.limit,
    };
    let list = dossier.entities(&asked)?;
    let mut out = Screen::open(is_paged && !args.json);
    if args.json {
        print::json_line(&mut out, &list.values)?;
    } else {
        for line in &list.values {
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
    if list.values.len() < list.total && !args.json {
        print::say(&format!(
            "the first {} of {}; more with --limit",
            list.values.len(),
            list.total
        ));
    }
    for warning in &list.warnings {
        print::say(&format!("warning: {warning}"));
    }
    Ok(Ended::found(!list.values.is_empty()))
}

fn known_kind(id: &str) -> anyhow::Result<Kind> {
    id.parse().map_err(|()| {
        let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        let id = item::escape(id.as_bytes());
        anyhow!("`{id}` is no kind of mention; kinds are {}", kinds.join(", "))
    })
}
