//! `matters`: the matters of a leak, one line each.

use std::io::Write;
use std::path::PathBuf;

use answers::{MatterLine, MatterList};
use export::{Cell, Csv, Rows};

use crate::args::Matters as Args;
use crate::basis::Basis;
use crate::{Ended, matter_page, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    if let Some(key) = &args.key {
        return super::matter::of_key(dossier, key, &args.out, is_paged);
    }
    let dossier = place::open(dossier)?;
    let list = dossier.matters()?;
    let mut out = args.out.open(&dossier, is_paged)?;
    if args.out.json {
        print::json_line(&mut out, &list)?;
    } else if args.out.csv {
        rows(&mut Csv::begin(&mut out)?, &list)?;
    } else if args.out.html {
        out.write_all(matter_page::of_list(&list, &Basis::of(&dossier)?).as_bytes())?;
    } else {
        table(&mut out, &list)?;
    }
    out.flush()?;
    drop(out);
    print::warnings(&list.warnings);
    Ok(Ended::found(!list.matters.is_empty()))
}

fn table(out: &mut impl Write, list: &MatterList) -> std::io::Result<()> {
    for matter in &list.matters {
        let dates = dates(matter);
        writeln!(
            out,
            "{:<18} {:>4} papers {:>4} events  {:<23} {}",
            print::line(&matter.key),
            matter.papers,
            matter.events,
            dates,
            print::line(&names(matter))
        )?;
    }
    writeln!(out, "\n{} matters in {} papers", list.matters.len(), list.papers)
}

/// Returns the first and the last date.
pub(crate) fn dates(matter: &MatterLine) -> String {
    let date = |date: &Option<String>| date.clone().unwrap_or_default();
    match (date(&matter.first), date(&matter.last)) {
        (first, last) if first == last => first,
        (first, last) => format!("{first} – {last}"),
    }
}

/// Returns the longest name with the dates of birth.
pub(crate) fn names(matter: &MatterLine) -> String {
    let name = matter.names.first().cloned().unwrap_or_default();
    if matter.born.is_empty() { name } else { format!("{name}, born {}", matter.born.join(" or ")) }
}

/// Returns the numbers of one kind.
pub(crate) fn numbers(matter: &MatterLine, kind: &str) -> String {
    let of_kind = matter.numbers.iter().filter(|number| number.kind == kind);
    of_kind.map(|number| number.value.as_str()).collect::<Vec<_>>().join("; ")
}

fn rows(out: &mut impl Rows, list: &MatterList) -> std::io::Result<()> {
    out.row(&Cell::texts([
        "key",
        "names",
        "born",
        "passports",
        "control",
        "ccf",
        "notice_id",
        "case_number",
        "papers",
        "events",
        "first",
        "last",
    ]))?;
    list.matters.iter().try_for_each(|matter| {
        out.row(&[
            Cell::from(matter.key.as_str()),
            Cell::from(matter.names.join("; ")),
            Cell::from(matter.born.join("; ")),
            Cell::from(matter.passports.join("; ")),
            Cell::from(numbers(matter, "control")),
            Cell::from(numbers(matter, "ccf")),
            Cell::from(numbers(matter, "notice-id")),
            Cell::from(numbers(matter, "case-number")),
            Cell::count(matter.papers as u64),
            Cell::count(matter.events as u64),
            Cell::some(matter.first.as_ref()),
            Cell::some(matter.last.as_ref()),
        ])
    })
}
