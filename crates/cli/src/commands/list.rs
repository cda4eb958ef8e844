//! `list`: items in an order that somebody gives them, each with a remark.

use std::path::{Path, PathBuf};

use answers::{AnnotationLine, Dossier};
use anyhow::ensure;
use ingest::{Annotation, At, Made};
use item::Locator;

use crate::args::List as Args;
use crate::commands::show::find;
use crate::commands::tag::{chosen, made_by, nameable, put_down_by, write};
use crate::screen::Screen;
use crate::{Ended, place, print};

/// The longest name of a list and the longest remark, in bytes.
const LONGEST_NAME: usize = 200;
const LONGEST_REMARK: usize = 10_000;

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let dossier = place::open_at(&folder)?;
    let Some(name) = &args.name else { return print_names(&dossier, args, is_paged) };
    let name = checked(name)?;
    if args.items.is_empty() && args.query.is_none() {
        ensure!(
            args.remark.is_none() && !args.remove && args.place().is_none(),
            "name the items that go there, or a query with --query"
        );
        return print_list(&dossier, name, args, is_paged);
    }
    if !args.remove {
        nameable(name)?;
    }
    let items = chosen(&dossier, &args.items, args.query.as_deref())?;
    let made = annotations(&dossier, name, items, args)?;
    change(&folder, &made, args)
}

/// Returns a name without blanks around it, if it is one.
pub(crate) fn checked(name: &str) -> anyhow::Result<&str> {
    let name = name.trim();
    let is_plain =
        !name.is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control);
    ensure!(
        is_plain,
        "the name of a list is a line of at most {LONGEST_NAME} bytes that is not empty"
    );
    Ok(name)
}

/// Returns a remark without blanks around it, if it is not too long.
pub(crate) fn checked_remark(remark: &str) -> anyhow::Result<&str> {
    let remark = remark.trim();
    ensure!(remark.len() <= LONGEST_REMARK, "a remark has at most {LONGEST_REMARK} bytes");
    Ok(remark)
}

/// Returns what is to be done with each item: those that are put somewhere stand behind one another there.
fn annotations(
    dossier: &Dossier,
    list: &str,
    items: Vec<Locator>,
    args: &Args,
) -> anyhow::Result<Vec<Made>> {
    let remark = args.remark.as_deref().map(checked_remark).transpose()?;
    let mut at = match (args.first, args.place()) {
        (true, _) => At::First,
        (_, None) => At::AsItIs,
        (_, Some((is_before, other))) => {
            let other = find(dossier, other)?.locator;
            if is_before { At::Before(other) } else { At::After(other) }
        }
    };
    let mut made = Vec::new();
    for locator in items {
        if args.remove {
            made.push(made_by(&args.author, Annotation::Unlist(locator, list.to_owned())));
            continue;
        }
        let (list, remark) = (list.to_owned(), remark.map(str::to_owned));
        let here = at.clone();
        if at != At::AsItIs {
            at = At::After(locator.clone());
        }
        made.push(made_by(&args.author, Annotation::List { locator, list, remark, at: here }));
    }
    Ok(made)
}

fn change(folder: &Path, made: &[Made], args: &Args) -> anyhow::Result<Ended> {
    let changed = write(folder, made, put_down_by(&args.author))?;
    let done = if args.remove { "taken off" } else { "put on the list, moved or remarked on" };
    print::say(&format!("{changed} of {} items {done}", made.len()));
    Ok(Ended::found(!made.is_empty()))
}

fn print_names(dossier: &Dossier, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let lists = dossier.lists()?;
    let mut out = Screen::open(is_paged && !args.json);
    for (list, items) in &lists {
        if args.json {
            print::json_line(&mut out, &serde_json::json!({ "list": list, "items": items }))?;
        } else {
            out.line(&format!("{items:>6}  {}", print::line(list)), 8)?;
        }
    }
    out.close()?;
    Ok(Ended::found(!lists.is_empty()))
}

fn print_list(dossier: &Dossier, name: &str, args: &Args, is_paged: bool) -> anyhow::Result<Ended> {
    let lines = dossier.listed(name)?;
    let mut out = Screen::open(is_paged && !args.json);
    for (number, line) in (1..).zip(&lines) {
        if args.json {
            print::json_line(&mut out, line)?;
        } else {
            out.line(&format!("{number:>4}  {}", shown(line)), 6)?;
        }
    }
    out.close()?;
    Ok(Ended::found(!lines.is_empty()))
}

/// Returns an item of a list with its remark, on one line.
pub(crate) fn shown(line: &AnnotationLine) -> String {
    let remark = line.remark.as_ref().map(|remark| format!(": {}", print::line(remark)));
    format!("{}{}", line.locator, remark.unwrap_or_default())
}
