//! `matter`: what happened in one matter, and what joins its papers.

use std::io::Write;
use std::path::PathBuf;

use answers::{Matter, MatterEvent, MatterPaper, MatterSource};
use export::{Cell, Csv, Rows};

use super::matters::{names, numbers};
use crate::args::{Matter as Args, MatterOut};
use crate::basis::Basis;
use crate::{Ended, matter_page, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    of_key(dossier, &args.key, &args.out, is_paged)
}

/// Prints the matters that have a number, or that of a person: more than one where a number was used twice.
pub(crate) fn of_key(
    dossier: Option<PathBuf>,
    key: &str,
    form: &MatterOut,
    is_paged: bool,
) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    // A table and a page are those of one matter.
    let matters = if form.csv || form.html {
        dossier.matter(key).map(|matter| vec![matter])
    } else {
        dossier.matters_called(key)
    };
    let matters = match matters {
        Err(error @ answers::Error::NoMatter(_)) => {
            print::say(&error.to_string());
            return Ok(Ended::found(false));
        }
        found => found?,
    };
    let mut out = form.open(&dossier, is_paged)?;
    for (at, matter) in matters.iter().enumerate() {
        if form.json {
            print::json_line(&mut out, matter)?;
        } else if form.csv {
            rows(&mut Csv::begin(&mut out)?, matter)?;
        } else if form.html {
            out.write_all(matter_page::of(matter, &Basis::of(&dossier)?).as_bytes())?;
        } else {
            if at > 0 {
                writeln!(out)?;
            }
            write(&mut out, matter)?;
        }
    }
    out.flush()?;
    drop(out);
    for matter in &matters {
        print::warnings(&matter.warnings);
    }
    Ok(Ended::Done)
}

fn write(out: &mut impl Write, matter: &Matter) -> std::io::Result<()> {
    writeln!(out, "{}  {}", print::line(&matter.line.key), print::line(&names(&matter.line)))?;
    let other_names: Vec<String> =
        matter.line.names.iter().skip(1).map(|name| print::line(name)).collect();
    let facts = [
        ("also", other_names.join(" · ")),
        ("passport", matter.line.passports.join("; ")),
        ("control", numbers(&matter.line, "control")),
        ("file", numbers(&matter.line, "notice-id")),
        ("ccf", numbers(&matter.line, "ccf")),
        ("case", numbers(&matter.line, "case-number")),
    ];
    for (label, values) in facts.iter().filter(|(_, values)| !values.is_empty()) {
        writeln!(out, "  {label:<9} {}", print::line(values))?;
    }
    writeln!(out, "\nevents")?;
    matter.timeline.iter().try_for_each(|event| write_event(out, event))?;
    for conflict in &matter.conflicts {
        let dates = conflict.dates.join(" or ");
        writeln!(out, "  contradicts: {} {} on {dates}", conflict.number, conflict.event)?;
    }
    for gap in &matter.gaps {
        writeln!(out, "  nothing known for {} days: {} to {}", gap.days, gap.after, gap.before)?;
    }
    writeln!(out, "\npapers")?;
    matter.of_papers.iter().try_for_each(|paper| write_paper(out, paper))?;
    if !matter.suggestions.is_empty() {
        writeln!(out, "\nmay belong to it, and is not joined")?;
    }
    for suggestion in &matter.suggestions {
        let what = suggestion.matter.as_ref().or(suggestion.locator.as_ref());
        let what = what.map_or_else(String::new, |what| print::line(what));
        writeln!(out, "  {what}  ({})", print::line(&suggestion.why))?;
    }
    Ok(())
}

fn write_event(out: &mut impl Write, event: &MatterEvent) -> std::io::Result<()> {
    let date = event.date.as_deref().unwrap_or("no date");
    writeln!(out, "  {date:<12} {:<11} {}", event.event, remarks(event))?;
    let Some(source) = event.sources.first() else { return Ok(()) };
    let place = source.place.as_ref().map_or_else(String::new, |place| format!(", {place}"));
    let more = event.sources.len() - 1;
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    writeln!(out, "               {}", print::line(&source.text))?;
    writeln!(out, "               {}{}{more}", print::line(&source.locator), print::line(&place))
}

/// Returns what else is known of an event: its mode, finding, actor and numbers.
pub(crate) fn remarks(event: &MatterEvent) -> String {
    let mut remarks = Vec::new();
    if event.mode != "done" {
        remarks.push(event.mode.clone());
    }
    remarks.extend(event.detail.clone());
    remarks.extend(event.actor.as_ref().map(|actor| format!("by {actor}")));
    if event.after_deletion {
        remarks.push("after a deletion".to_owned());
    }
    let is_later = event.sources.first().is_some_and(|source| source.dated_by == "no-later-than");
    if is_later && event.date.is_some() {
        remarks.push("no later than that".to_owned());
    }
    let is_in_body = |source: &MatterSource| source.layer == "body";
    if let Some(source) = event.sources.first().filter(|_| !event.sources.iter().any(is_in_body)) {
        remarks.push(format!("in the layer {}", source.layer));
    }
    remarks.extend(event.numbers.iter().cloned());
    remarks.join(", ")
}

fn write_paper(out: &mut impl Write, paper: &MatterPaper) -> std::io::Result<()> {
    let date = paper.date.as_deref().unwrap_or("no date");
    let kind = paper.kind.as_deref().unwrap_or("");
    writeln!(out, "  {date:<12} {kind:<11} {}{}", print::line(&paper.locator), copies(paper))?;
    writeln!(out, "               by {}", print::line(&grounds(paper)))
}

fn copies(paper: &MatterPaper) -> String {
    match paper.copies.len() {
        0 => String::new(),
        1 => " (one copy)".to_owned(),
        copies => format!(", and {copies} copies"),
    }
}

/// Returns what joins a paper, with the words of it.
pub(crate) fn grounds(paper: &MatterPaper) -> String {
    let ground = |ground: &answers::MatterGround| {
        let place = ground.place.as_ref().map_or_else(String::new, |place| format!(", {place}"));
        format!("{} {} (“{}”{place})", ground.kind, ground.value, ground.surface)
    };
    paper.grounds.iter().map(ground).collect::<Vec<_>>().join("; ")
}

const COLUMNS: [&str; 14] = [
    "date",
    "precision",
    "event",
    "mode",
    "detail",
    "actor",
    "after_deletion",
    "numbers",
    "dated_by",
    "text",
    "locator",
    "place",
    "layer",
    "id",
];

/// Writes a row for each sentence of each event.
fn rows(out: &mut impl Rows, matter: &Matter) -> std::io::Result<()> {
    out.row(&Cell::texts(COLUMNS))?;
    for event in &matter.timeline {
        event.sources.iter().try_for_each(|source| out.row(&cells(event, source)))?;
    }
    Ok(())
}

fn cells(event: &MatterEvent, source: &MatterSource) -> [Cell; COLUMNS.len()] {
    [
        Cell::some(event.date.as_ref()),
        Cell::some(event.precision.as_ref()),
        Cell::from(event.event.as_str()),
        Cell::from(event.mode.as_str()),
        Cell::some(event.detail.as_ref()),
        Cell::some(event.actor.as_ref()),
        Cell::from(event.after_deletion.to_string()),
        Cell::from(event.numbers.join("; ")),
        Cell::from(source.dated_by.as_str()),
        Cell::from(source.text.as_str()),
        Cell::from(source.locator.as_str()),
        Cell::some(source.place.as_ref()),
        Cell::from(source.layer.as_str()),
        Cell::from(source.id.as_str()),
    ]
}
