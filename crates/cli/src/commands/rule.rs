//! `same`, `not`: what a reporter decides on two names.

use std::path::PathBuf;

use anyhow::ensure;
use ingest::Annotation;

use crate::args::Ruling;
use crate::commands::tag::{made_by, put_down_by, write};
use crate::{Ended, place, print};

/// The longest name that is ruled on, in bytes.
const LONGEST_NAME: usize = 500;

pub(crate) fn same(dossier: Option<PathBuf>, args: &Ruling) -> anyhow::Result<Ended> {
    rule(dossier, args, true)
}

pub(crate) fn not(dossier: Option<PathBuf>, args: &Ruling) -> anyhow::Result<Ended> {
    rule(dossier, args, false)
}

fn rule(dossier: Option<PathBuf>, args: &Ruling, is_same: bool) -> anyhow::Result<Ended> {
    let names = checked([&args.one, &args.other])?;
    let folder = place::to_read(dossier)?;
    let annotation = if args.undo {
        Annotation::Unrule(names.clone())
    } else {
        Annotation::Rule { names: names.clone(), is_same }
    };
    let changed = write(&folder, &[made_by(&args.author, annotation)], put_down_by(&args.author))?;
    if changed == 0 {
        print::say(if args.undo { "nothing was decided on them" } else { "decided already" });
    }
    let dossier = place::open_at(&folder)?;
    for name in dossier.borne_by_nobody(&names)?.iter().filter(|_| !args.undo) {
        let name = print::line(name);
        print::say(&format!(
            "warning: nobody bears `{name}` here; type a form that `dossier who` lists"
        ));
    }
    print::warnings(&dossier.ruling_conflicts()?);
    Ok(Ended::found(changed > 0 || !args.undo))
}

/// Returns two names without blanks around them, if they are names, and not the same one.
pub(crate) fn checked(names: [&String; 2]) -> anyhow::Result<[String; 2]> {
    let names = names.map(|name| name.trim().to_owned());
    let is_plain = |name: &String| {
        !name.is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control)
    };
    ensure!(
        names.iter().all(is_plain),
        "a name is a line of at most {LONGEST_NAME} bytes that is not empty"
    );
    let names = names.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
    ensure!(
        text::fold(&names[0]) != text::fold(&names[1]),
        "this is one name and not two; persons of one name are told apart by births and passports alone"
    );
    Ok(names)
}
