//! `tally`: a command to copy. It tells how many items ended in which way.
//!
//! This file shows what a command looks like, and is compiled and run with the tests, so that it cannot go stale.
//!
//! To add a command, five more steps: its flags go to `args.rs`, a line for it to `Command` there and one to
//! `commands::run`, its examples to `cases.rs`; `tests/it` drives it as a user would; and the table in the README is made anew with
//! `DOSSIER_UPDATE=1 cargo test -p cli readme`. What a dossier answers belongs into `answers`, where the page and the
//! API find it, too; a command asks, prints, and says how it ended.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::{Ended, place, print};

/// Tell how many items ended in which way
#[derive(Debug, Args)]
pub(crate) struct Tally {
    /// Leave out outcomes that no item has
    #[arg(long)]
    pub(crate) short: bool,
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(dossier: Option<PathBuf>, args: &Tally) -> anyhow::Result<Ended> {
    // Which dossier is meant, and what to do where there is none, is the same for every command.
    let coverage = place::open(dossier)?.coverage()?;
    let is_shown = |(_, count): &(&String, &u64)| !args.short || **count > 0;
    let outcomes = coverage.outcomes.iter().filter(is_shown);
    // Results go to standard output, buffered; everything else goes through `print::say` to standard error.
    let mut out = print::out();
    if args.json {
        print::json_line(&mut out, &outcomes.collect::<Vec<_>>())?;
    } else {
        for (outcome, count) in outcomes {
            // Whatever comes from the trove is escaped: `print::line` for a line, `print::safe` for a text.
            writeln!(out, "{count:>8}  {}", print::line(outcome))?;
        }
    }
    out.flush()?;
    // 0 done, 1 nothing found, 2 error.
    Ok(Ended::found(coverage.items > 0))
}

mod tests {
    use super::*;

    #[test]
    fn its_flags_are_sound() {
        Tally::augment_args(clap::Command::new("tally")).debug_assert();
    }

    #[test]
    fn no_dossier_is_an_error_that_says_what_to_do() {
        let error = run(Some("/nonexistent".into()), &Tally { short: false, json: true });
        let said = error.expect_err("there is none").to_string();
        assert!(said.contains("is no dossier; make one with `dossier index TROVE`"), "{said}");
    }
}
