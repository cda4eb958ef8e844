//! `entities`: which values of a kind are named, and how often.

use std::io::Write;
use std::path::PathBuf;

use answers::{EntityLine, EntityPerson, EntityRequest, EntitySpelling};
use anyhow::anyhow;
use export::{Cell, Csv, Rows};
use item::Kind;
use item::kind::KINDS;

use crate::args::Entities;
use crate::screen::Screen;
use crate::{Ended, place, print};

/// How many persons are named whom a name could be that of, and how many other spellings of a body or a place.
const NAMED: usize = 3;

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
        by_form: args.forms,
        limit: args.limit,
    };
    let list = dossier.entities(&asked)?;
    let mut out = Screen::open(is_paged && !args.json && !args.csv);
    if args.json {
        print::json_line(&mut out, &list.values)?;
    } else if args.csv {
        rows(&mut Csv::begin(&mut out)?, &list.values)?;
    } else {
        for line in &list.values {
            write_line(&mut out, line)?;
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
    print::warnings(&list.warnings);
    Ok(Ended::found(!list.values.is_empty()))
}

/// Writes a row for each value: with other spellings, and for persons with births and whose the name could be.
fn rows(out: &mut impl Rows, lines: &[EntityLine]) -> std::io::Result<()> {
    out.row(&Cell::texts(["value", "items", "mentions", "forms", "born", "could_be"]))?;
    lines.iter().try_for_each(|line| {
        let person = line.person.as_ref();
        let forms: Vec<&str> = match person {
            Some(person) => person.forms.iter().map(|form| form.form.as_str()).collect(),
            None => line.spellings.iter().map(|other| other.value.as_str()).collect(),
        };
        let joined =
            |values: Option<&Vec<String>>| values.map_or(String::new(), |all| all.join("; "));
        out.row(&[
            Cell::from(line.value.as_str()),
            Cell::count(line.items),
            Cell::count(line.mentions),
            Cell::from(forms.join("; ").as_str()),
            Cell::from(joined(person.map(|person| &person.born)).as_str()),
            Cell::from(joined(person.map(|person| &person.could_be)).as_str()),
        ])
    })
}

fn write_line(out: &mut impl Write, line: &EntityLine) -> std::io::Result<()> {
    let spellings = || written(&line.value, &line.spellings);
    let about = line.person.as_ref().map_or_else(spellings, |person| about(&line.value, person));
    let value = print::line(&line.value);
    writeln!(out, "{:>8} items  {:>8} mentions  {value}{about}", line.items, line.mentions)
}

/// Returns the other ways in which a body or a place is written, as far as a line holds them.
fn written(shown: &str, spellings: &[EntitySpelling]) -> String {
    let others = spellings.iter().filter(|other| other.value != shown);
    let mut parts: Vec<String> =
        others.take(NAMED).map(|other| format!(" · {}", print::line(&other.value))).collect();
    if spellings.len() > NAMED + 1 {
        parts.push(format!("  ({} forms)", spellings.len()));
    }
    parts.concat()
}

/// Returns what is known of a person behind the name that is shown.
fn about(shown: &str, person: &EntityPerson) -> String {
    let others = person.names.iter().filter(|name| *name != shown);
    let mut parts: Vec<String> = others.map(|name| format!(" · {}", print::line(name))).collect();
    parts.extend(person.born.iter().map(|born| format!(", born {}", print::line(born))));
    if person.forms.len() > 1 {
        parts.push(format!("  ({} forms)", person.forms.len()));
    }
    if !person.could_be.is_empty() {
        let names: Vec<_> =
            person.could_be.iter().take(NAMED).map(|name| print::line(name)).collect();
        let others = if person.could_be.len() > NAMED { " or others" } else { "" };
        parts.push(format!("  (could be {}{others})", names.join(" or ")));
    }
    parts.concat()
}

fn known_kind(id: &str) -> anyhow::Result<Kind> {
    id.parse().map_err(|()| {
        let kinds: Vec<&str> = KINDS.iter().map(|kind| kind.id).collect();
        let id = item::escape(id.as_bytes());
        anyhow!("`{id}` is no kind of mention; kinds are {}", kinds.join(", "))
    })
}
