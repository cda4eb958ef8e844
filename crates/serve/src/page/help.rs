//! The help page: what can be typed, from the same list that the tests try.

use answers::Dossier;
use askama::Template;
use item::kind::{KINDS, KindLine};

use super::frame::Frame;
use super::links;
use crate::failure::Failure;
use crate::params::Params;
use crate::site::Site;

/// The page for users; its table holds the examples.
const QUERIES: &str = include_str!("../../../../docs/queries.md");

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    frame: Frame,
    examples: Vec<Example>,
    fields: Vec<(&'static str, &'static str)>,
    kinds: &'static [KindLine],
}

struct Example {
    /// Queries, each with the way to what it finds.
    queries: Vec<(&'static str, String)>,
    about: &'static str,
}

pub(super) fn show(_: &Dossier, site: &Site, _: &Params) -> Result<String, Failure> {
    Ok(Help {
        frame: Frame::new(&site.title, "Help").at("help"),
        examples: QUERIES.lines().filter_map(example).collect(),
        fields: answers::fields().collect(),
        kinds: KINDS,
    }
    .render()?)
}

/// Reads a row of the table: queries in backticks, and what they find.
fn example(line: &'static str) -> Option<Example> {
    let (queries, about) = line.strip_prefix("| `")?.strip_suffix(" |")?.split_once(" | ")?;
    let queries = queries.split('`').step_by(2).filter(|query| !query.is_empty());
    let with_link = |query: &'static str| (query, links::search(query, &[]));
    Some(Example { queries: queries.map(with_link).collect(), about })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_an_example() {
        let rows = QUERIES.lines().filter(|line| line.starts_with("| `")).count();
        let examples: Vec<Example> = QUERIES.lines().filter_map(example).collect();
        assert!(rows > 20 && examples.len() == rows);
        let near = examples.iter().find(|example| example.about.contains("any order"));
        let queries = near.map(|example| &example.queries[..]).unwrap_or_default();
        let texts: Vec<&str> = queries.iter().map(|(query, _)| *query).collect();
        assert_eq!(texts, ["\"red notice\"~5", "red w/5 notice"]);
    }
}
