//! `help`: what a command does, and how queries are asked.

use std::io::Write;

use anyhow::Context;

use crate::args::Help;
use crate::screen::Screen;
use crate::tables::{fields, row};
use crate::terminal::Layout;
use crate::{Ended, cases, known};

/// The topic that is no command.
const QUERY: &str = "query";

/// The page on queries; the rows of its tables are the examples.
const QUERIES: &str = include_str!("../../../../docs/queries.md");

pub(crate) fn run(args: &Help, is_paged: bool) -> anyhow::Result<Ended> {
    let mut out = Screen::open(is_paged);
    if args.topic == [QUERY] {
        out.write_all(query(out.layout()).as_bytes())?;
    } else {
        write!(out, "{}", of_command(&args.topic)?)?;
    }
    out.close()?;
    Ok(Ended::Done)
}

/// Returns the help of a command, named by itself and its subcommands; of the program where none is named.
fn of_command(names: &[String]) -> anyhow::Result<String> {
    let mut command = cases::command();
    command.build();
    let mut at = &mut command;
    for name in names {
        let subcommands = at.get_subcommands().filter(|command| !command.is_hide_set());
        let mut topics: Vec<String> =
            subcommands.map(|command| command.get_name().to_owned()).collect();
        topics.push(QUERY.to_owned());
        known::is_among(name, "topic of help", topics.iter().map(String::as_str))?;
        let found = at.find_subcommand_mut(name);
        at = found.with_context(|| format!("`{QUERY}` stands by itself: dossier help {QUERY}"))?;
    }
    Ok(at.render_long_help().to_string())
}

/// Returns the whole query language, with examples.
fn query(layout: Layout) -> String {
    let mut help = String::from(
        "Words are joined by AND; a query is never refused: what cannot be read is taken literally, with a warning.\nPut the query between single quotes, so that the shell leaves it alone.\n",
    );
    for line in QUERIES.lines() {
        if let Some(section) = line.strip_prefix("## ").filter(|_| !is_notes(line)) {
            help.extend(["\n", section, ":\n"]);
        } else if let Some((queries, about)) = example(line) {
            row(&mut help, layout, &queries.join("   "), &about);
        }
    }
    help.push_str("\nFields:\n");
    fields(&mut help, layout);
    help
}

fn is_notes(line: &str) -> bool {
    line == "## What to mind"
}

/// Reads a row of the page's tables: queries, and what they find; its last column, the hits in the bundled leak, is left
/// out.
fn example(line: &'static str) -> Option<(Vec<&'static str>, String)> {
    let cells = line.strip_prefix("| `")?.strip_suffix(" |")?;
    let (queries, rest) = cells.split_once(" | ")?;
    let about = rest.rsplit_once(" | ").map_or(rest, |(about, _)| about);
    let queries = queries.split('`').step_by(2).filter(|query| !query.is_empty());
    Some((queries.collect(), about.replace('`', "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_on_queries_holds_every_example_and_every_field() {
        let help = query(Layout::default());
        let rows = QUERIES.lines().filter(|line| line.starts_with("| `")).count();
        assert!(rows > 20);
        assert_eq!(QUERIES.lines().filter_map(example).count(), rows);
        for (queries, about) in QUERIES.lines().filter_map(example) {
            assert!(queries.iter().all(|query| help.contains(query)), "{queries:?}");
            assert!(help.contains(&about) && !about.contains('|'), "{about}");
        }
        for (name, about) in answers::fields() {
            assert!(help.contains(&format!("  {name}:")) && help.contains(about), "{name}");
        }
    }

    #[test]
    fn help_is_given_on_commands_within_commands_and_refused_on_nonsense() {
        let topic =
            |names: &[&str]| of_command(&names.iter().map(|&name| name.into()).collect::<Vec<_>>());
        assert!(topic(&["names", "compare"]).expect("it is a command").contains("tab-separated"));
        let refused = topic(&["serch"]).expect_err("there is no such command").to_string();
        assert_eq!(refused, "`serch` is no topic of help; the nearest is `search`");
    }
}
