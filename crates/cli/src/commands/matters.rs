//! `matters`: the matters of a leak, one line each.

use std::io::Write;
use std::path::PathBuf;

use answers::{MatterLine, MatterList};

use crate::args::Matters as Args;
use crate::basis::Basis;
use crate::{Ended, matter_page, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    let list = dossier.matters()?;
    let mut out = args.out.open(&dossier, is_paged)?;
    if args.out.json {
        print::json_line(&mut out, &list)?;
    } else if args.out.csv {
        csv(&mut out, &list)?;
    } else if args.out.html {
        out.write_all(matter_page::of_list(&list, &Basis::of(&dossier)?).as_bytes())?;
    } else {
        table(&mut out, &list)?;
    }
    out.flush()?;
    drop(out);
    for warning in &list.warnings {
        print::say(&format!("warning: {warning}"));
    }
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

fn csv(out: &mut impl Write, list: &MatterList) -> std::io::Result<()> {
    let columns =
        "key,names,born,passports,control,ccf,notice_id,case_number,papers,events,first,last";
    print::csv_heading(out, columns)?;
    for matter in &list.matters {
        let cells = [
            matter.key.clone(),
            matter.names.join("; "),
            matter.born.join("; "),
            matter.passports.join("; "),
            numbers(matter, "control"),
            numbers(matter, "ccf"),
            numbers(matter, "notice-id"),
            numbers(matter, "case-number"),
            matter.papers.to_string(),
            matter.events.to_string(),
            matter.first.clone().unwrap_or_default(),
            matter.last.clone().unwrap_or_default(),
        ];
        print::csv_row(out, &cells)?;
    }
    Ok(())
}
