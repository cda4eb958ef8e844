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
    fields: Vec<(&'static str, Vec<Words>)>,
    kinds: Vec<(&'static str, Vec<Words>)>,
}

struct Example {
    /// Queries, each with the way to what it finds.
    queries: Vec<(&'static str, String)>,
    about: Vec<Words>,
}

/// Words of a sentence, or what stands between backticks in it.
#[derive(Debug, PartialEq, Eq)]
struct Words {
    text: &'static str,
    is_code: bool,
}

pub(super) fn show(_: &Dossier, site: &Site, _: &Params) -> Result<String, Failure> {
    Ok(Help {
        frame: Frame::new(&site.title, "Help").at("help"),
        examples: QUERIES.lines().filter_map(example).collect(),
        fields: answers::fields().map(|(name, about)| (name, words(about))).collect(),
        kinds: KINDS.iter().map(|kind: &KindLine| (kind.id, words(kind.about))).collect(),
    }
    .render()?)
}

/// Reads a row of the table: queries in backticks, and what they find. What the third column counts was counted in the
/// bundled leak, and says nothing of the dossier at hand.
fn example(line: &'static str) -> Option<Example> {
    let mut cells = line.strip_prefix("| `")?.strip_suffix(" |")?.split(" | ");
    let (queries, about) = (cells.next()?, words(cells.next()?));
    let queries = queries.split('`').step_by(2).filter(|query| !query.is_empty());
    let with_link = |query: &'static str| (query, links::search(query, &[]));
    Some(Example { queries: queries.map(with_link).collect(), about })
}

/// Cuts a sentence at its backticks.
fn words(sentence: &'static str) -> Vec<Words> {
    let cut = sentence.split('`').zip([false, true].into_iter().cycle());
    let words = cut.map(|(text, is_code)| Words { text, is_code });
    words.filter(|words| !words.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_an_example() {
        let rows = QUERIES.lines().filter(|line| line.starts_with("| `")).count();
        let examples: Vec<Example> = QUERIES.lines().filter_map(example).collect();
        assert!(rows > 20 && examples.len() == rows);
        let is_near = |words: &Words| words.text.contains("any order");
        let near = examples.iter().find(|example| example.about.iter().any(is_near));
        let queries = near.map(|example| &example.queries[..]).unwrap_or_default();
        let texts: Vec<&str> = queries.iter().map(|(query, _)| *query).collect();
        assert_eq!(texts, ["\"red notice\"~5", "red w/5 notice"]);
        let is_raw = |words: &Words| words.text.contains(['`', '|']);
        let raw = examples.iter().flat_map(|example| &example.about).find(|words| is_raw(words));
        assert_eq!(raw, None);
    }
}
