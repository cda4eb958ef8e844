//! `who`: the persons who bear a name, each once, with every form of it.

use std::io::Write;
use std::path::PathBuf;

use answers::{Who, WhoForm, WhoPerson};

use crate::args::Who as Args;
use crate::screen::Screen;
use crate::{Ended, place, print};

/// How many papers of a person are listed.
const MOST_PAPERS: usize = 10;

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    place::warn_if_incomplete(&dossier)?;
    let who = dossier.who(&args.name)?;
    let mut out = Screen::open(is_paged && !args.json);
    if args.json {
        print::json_line(&mut out, &who)?;
    } else {
        write(&mut out, &who)?;
    }
    out.close()?;
    print::warnings(&who.warnings);
    Ok(Ended::found(!who.persons.is_empty()))
}

fn write(out: &mut impl Write, who: &Who) -> std::io::Result<()> {
    for (number, person) in (1..).zip(&who.persons) {
        write_person(out, number, person)?;
    }
    if !who.unclear.is_empty() {
        writeln!(out, "could be several of them:")?;
        who.unclear.iter().try_for_each(|form| write_form(out, form))?;
        writeln!(out)?;
    }
    writeln!(
        out,
        "{} papers have the name, {} looked at; in {} of these no person of it is recognised",
        who.papers, who.examined, who.unrecognised
    )
}

fn write_person(out: &mut impl Write, number: usize, person: &WhoPerson) -> std::io::Result<()> {
    writeln!(out, "{number}. {}  ({} papers)", listed(&person.names), person.papers)?;
    for (label, values) in [("born", &person.born), ("passport", &person.passports)] {
        if !values.is_empty() {
            writeln!(out, "   {label} {}", listed(values))?;
        }
    }
    for apart in &person.apart {
        writeln!(out, "   not {}: {}", apart.other, apart.why)?;
    }
    person.forms.iter().try_for_each(|form| write_form(out, form))?;
    for paper in person.of_papers.iter().take(MOST_PAPERS) {
        writeln!(out, "   in {}", print::line(&paper.locator))?;
    }
    let more = person.of_papers.len().saturating_sub(MOST_PAPERS);
    if more > 0 {
        writeln!(out, "   and {more} more papers; `--json` lists them")?;
    }
    writeln!(out)
}

fn write_form(out: &mut impl Write, form: &WhoForm) -> std::io::Result<()> {
    writeln!(
        out,
        "{:>8} papers  {:>6} mentions  {:<8}  {}  ({})",
        form.papers,
        form.mentions,
        form.sure.name(),
        print::line(&form.form),
        form.why.join(", ")
    )
}

fn listed(values: &[String]) -> String {
    let lines: Vec<String> = values.iter().map(|value| print::line(value)).collect();
    lines.join(" · ")
}
