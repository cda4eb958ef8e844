//! The contents that several items have.

use std::io::Write;

use answers::{CopiesLine, Dossier};
use export::{Cell, Csv, Rows};

use crate::args::Report;
use crate::screen::Screen;
use crate::{Ended, place, print};

pub(super) fn run(dossier: &Dossier, args: &Report, is_paged: bool) -> anyhow::Result<Ended> {
    place::warn_if_incomplete(dossier)?;
    let copies = dossier.copies()?;
    let mut out = Screen::open(is_paged && !args.json && !args.csv);
    if args.json {
        copies.iter().try_for_each(|line| print::json_line(&mut out, line))?;
    } else if args.csv {
        let mut csv = Csv::begin(&mut out)?;
        csv.row(&Cell::texts(["blake3", "size", "locator"]))?;
        copies.iter().try_for_each(|line| rows(&mut csv, line))?;
    } else {
        copies.iter().try_for_each(|line| write(&mut out, line))?;
    }
    out.close()?;
    Ok(Ended::found(!copies.is_empty()))
}

fn rows(csv: &mut impl Rows, line: &CopiesLine) -> std::io::Result<()> {
    line.locators.iter().try_for_each(|locator| {
        csv.row(&[
            Cell::from(line.blake3.as_str()),
            Cell::count(line.size),
            Cell::from(locator.as_str()),
        ])
    })
}

fn write(out: &mut Screen, line: &CopiesLine) -> std::io::Result<()> {
    let (items, blake3) = (line.locators.len(), &line.blake3[..16]);
    writeln!(out, "{items} items of {} bytes, {blake3}", line.size)?;
    line.locators.iter().try_for_each(|locator| out.line(&format!("    {locator}"), 6))
}
