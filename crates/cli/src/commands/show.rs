//! `show`: one item.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

use answers::{Dossier, ItemLine, SegmentLine};
use item::Key;
use serde::Serialize;

use crate::args::Show;
use crate::harm::Harm;
use crate::{Ended, commands, place, print, workers};

#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    item: ItemLine,
    cite: String,
    metadata: std::collections::BTreeMap<Key, Vec<String>>,
    segments: Vec<SegmentLine>,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Show) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let dossier = place::open_at(&folder)?;
    let item = find(&dossier, &args.item)?;
    if let Some(run) = item.gone_run {
        print::say(&format!("`{}` is gone since run {run}", item.locator));
    }
    let mut out = print::out();
    let view = &args.view;
    if view.original {
        original(&folder, &dossier, &item, args.passwords.as_deref(), &mut out)?;
    } else if view.cite {
        writeln!(out, "{}", dossier.cite(&item)?)?;
    } else if view.family {
        family(&dossier, &item, args.json, &mut out)?;
    } else {
        let extraction = dossier.extraction(&item)?;
        let cite = dossier.cite(&item)?;
        let (metadata, segments, mentions) = extraction
            .map(|extraction| (extraction.metadata, extraction.segments, extraction.mentions))
            .unwrap_or_default();
        if view.mentions {
            mentions.iter().try_for_each(|mention| {
                commands::recognise::print_mention(&mut out, mention, args.json)
            })?;
        } else if view.metadata && args.json {
            print::json_line(&mut out, &metadata)?;
        } else if view.text && args.json {
            let lines: Vec<SegmentLine> = segments.into_iter().map(Into::into).collect();
            print::json_line(&mut out, &lines)?;
        } else if args.json {
            let segments = segments.into_iter().map(Into::into).collect();
            print::json_line(&mut out, &Whole { item: item.into(), cite, metadata, segments })?;
        } else {
            if !view.text && !view.metadata {
                print_item(&mut out, &item.into(), &cite)?;
            }
            if !view.text {
                print_metadata(&mut out, &metadata)?;
            }
            if !view.metadata {
                print_text(&mut out, &segments, view.text)?;
            }
        }
    }
    out.flush()?;
    Ok(Ended::Done)
}

/// Finds an item by what was typed: a locator, an id, or else the path of its file.
pub(crate) fn find(dossier: &Dossier, typed: &OsStr) -> anyhow::Result<ledger::ItemRow> {
    let printed = place::printed(Path::new(typed));
    let error = match dossier.item(typed.to_str().unwrap_or(&printed)) {
        Ok(item) => return Ok(item),
        Err(error) => error,
    };
    if typed.is_empty() {
        return Err(error.into());
    }
    let path = place::whole(Path::new(typed))?;
    match dossier.item_at(&path)? {
        Some(item) => Ok(item),
        None => Err(error.into()),
    }
}

/// Writes the bytes of an item; `passwords` is a file of them for what is locked.
fn original(
    folder: &Path,
    dossier: &Dossier,
    item: &ledger::ItemRow,
    passwords: Option<&Path>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let (pool, scratch) = (workers::pool(passwords)?, place::scratch(folder));
    let tools = evidence::Tools { pool: &pool, scratch: &scratch };
    let mut original = evidence::original(dossier.ledger(), item, tools)?;
    if print::is_terminal() {
        let mut harm = Harm::default();
        original.read(|chunk| {
            harm.take(chunk);
            Ok(())
        })?;
        harm.refuse(&item.locator)?;
    }
    Ok(original.read(|chunk| out.write_all(chunk))?)
}

fn print_item(out: &mut impl Write, item: &ItemLine, cite: &str) -> anyhow::Result<()> {
    let reason = item.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
    writeln!(
        out,
        "locator   {}\nid        {}\nformat    {} (by {})\noutcome   {}{reason}",
        item.locator, item.id, item.format, item.basis, item.outcome
    )?;
    if let Some(run) = item.gone_run {
        writeln!(out, "gone      since run {run}")?;
    }
    for warning in &item.warnings {
        writeln!(out, "warning   {}", print::line(warning))?;
    }
    writeln!(out, "cite      {cite}")?;
    Ok(())
}

fn print_metadata(out: &mut impl Write, metadata: &item::Metadata) -> anyhow::Result<()> {
    for (key, values) in metadata {
        for value in values {
            writeln!(out, "{:<9} {}", print::line(key.name()), print::line(value))?;
        }
    }
    Ok(())
}

/// Prints the texts with their places; all layers, or all but the properties where these were printed already.
fn print_text(
    out: &mut impl Write,
    segments: &[item::Segment],
    is_only_text: bool,
) -> anyhow::Result<()> {
    let texts = segments.iter().filter(|segment| segment.layer != item::Layer::Metadata);
    let is_alone = is_only_text && texts.clone().count() == 1;
    for segment in texts {
        if !is_alone {
            let head = format!("-- {} {}", segment.layer, print::line(&segment.place.to_string()));
            writeln!(out, "{}", head.trim_end())?;
        }
        writeln!(out, "{}", print::safe(segment.text.trim_end()))?;
    }
    Ok(())
}

fn family(
    dossier: &Dossier,
    item: &ledger::ItemRow,
    json: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    for row in dossier.family(item)? {
        let line = ItemLine::from(row);
        if json {
            print::json_line(out, &line)?;
        } else {
            commands::items::print_line(out, &line)?;
        }
    }
    Ok(())
}
