//! Papers that are nearly the same, group by group.

use std::io::Write;

use answers::{Dossier, NearGroup};
use export::{Cell, Csv, Rows};

use crate::args::Report;
use crate::screen::Screen;
use crate::{Ended, place, print};

const COLUMNS: [&str; 9] =
    ["group", "similarity", "date", "title", "locator", "copies", "id", "varies", "again"];

pub(super) fn run(dossier: &Dossier, args: &Report, is_paged: bool) -> anyhow::Result<Ended> {
    place::warn_if_incomplete(dossier)?;
    let least = f64::from(args.similarity) / 100.0;
    let near = dossier.near_duplicates(args.query.as_deref(), least)?;
    let mut out = Screen::open(is_paged && !args.json && !args.csv);
    let mut numbered = (1..).zip(&near.groups);
    if args.json {
        near.groups.iter().try_for_each(|group| print::json_line(&mut out, group))?;
    } else if args.csv {
        let mut csv = Csv::begin(&mut out)?;
        csv.row(&Cell::texts(COLUMNS))?;
        numbered.try_for_each(|(number, group)| rows(&mut csv, number, group))?;
    } else {
        numbered.try_for_each(|(number, group)| write(&mut out, number, group))?;
    }
    out.close()?;
    print::warnings(&near.warnings);
    print::say(&format!(
        "{} groups among {} different contents; {} more have fewer than three words. What comes first is the oldest by its date; `dossier compare` shows what differs",
        near.groups.len(),
        near.compared,
        near.too_short
    ));
    Ok(Ended::found(!near.groups.is_empty()))
}

fn rows(csv: &mut impl Rows, number: u64, group: &NearGroup) -> std::io::Result<()> {
    let more = |kind: &String| {
        group.unlisted.get(kind).map(|more| format!("; {more} more")).unwrap_or_default()
    };
    let of_kind = |(kind, values): (&String, &Vec<String>)| {
        format!("{kind}: {}{}", values.join("; "), more(kind))
    };
    let varies = group.varies.iter().map(of_kind).collect::<Vec<_>>().join(" | ");
    let again: Vec<&str> = group.again.iter().map(|again| again.deleted.as_str()).collect();
    let again = again.join("; ");
    group.papers.iter().try_for_each(|paper| {
        csv.row(&[
            Cell::count(number),
            Cell::Number(paper.similarity),
            Cell::some(paper.date.as_ref()),
            Cell::some(paper.title.as_ref()),
            Cell::from(paper.locator.as_str()),
            Cell::count(paper.copies as u64),
            Cell::from(paper.id.as_str()),
            Cell::from(varies.as_str()),
            Cell::from(again.as_str()),
        ])
    })
}

fn write(out: &mut Screen, number: u64, group: &NearGroup) -> std::io::Result<()> {
    writeln!(out, "{number}. {} papers", group.papers.len())?;
    for paper in &group.papers {
        let date = paper.date.as_deref().unwrap_or("no date");
        let copies =
            if paper.copies > 0 { format!(", {} copies", paper.copies) } else { String::new() };
        let similarity = paper.similarity * 100.0;
        out.line(&format!("   {similarity:>3.0} %  {date:<10}  {}{copies}", paper.locator), 22)?;
    }
    for (kind, values) in &group.varies {
        let mut values: Vec<String> = values.iter().map(|value| print::line(value)).collect();
        values.extend(group.unlisted.get(kind).map(|more| format!("{more} more")));
        out.line(&format!("   {kind}: {}", values.join(" · ")), 6)?;
    }
    if group.unchecked_numbers > 0 {
        let more = group.unchecked_numbers;
        out.line(
            &format!("   of {more} more numbers it was not looked up whether they were deleted"),
            6,
        )?;
    }
    for again in &group.again {
        out.line(
            &format!(
                "   issued again? {} stands with a deletion in {} ({}), and {} ({}) follows under another number",
                print::line(&again.deleted),
                again.deleted_in,
                again.deleted_on,
                again.again_in,
                again.again_on
            ),
            6,
        )?;
    }
    writeln!(out)
}
