//! What was recognised is found by the words in which it stands.

use std::path::{Path, PathBuf};

use item::{Extraction, Layer};
use proptest::prelude::*;
use search::{Engine, Memory, Request, parse};

use crate::{extraction, index};

/// Returns the mentions, as `kind:"surface"`, that do not find their paper.
fn not_found(text: &str) -> Vec<String> {
    let mut paper: Extraction = extraction(&[(Layer::Body, text)]);
    paper.mentions = entities::recognise(text);
    let index = index(std::slice::from_ref(&paper));
    let asked = paper
        .mentions
        .iter()
        .map(|mention| format!("{}:\"{}\"", mention.kind, mention.surface.replace('"', " ")));
    asked.filter(|query| !finds(&index, query)).collect()
}

fn finds(index: &Memory, query: &str) -> bool {
    let found = index.search(&parse(query).query, &Request::default()).expect("memory");
    found.total == 1
}

/// Returns the files of a folder, however deep, whose bytes are text.
fn texts(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(texts(&path));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            found.push((path, text));
        }
    }
    found
}

#[test]
fn every_mention_of_the_bundled_leak_is_found_by_its_surface() {
    let trove = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/trove");
    let texts = texts(&trove);
    assert!(texts.len() > 20, "texts of the bundled leak");
    let missed: Vec<String> = texts
        .iter()
        .flat_map(|(path, text)| {
            not_found(text).into_iter().map(move |query| format!("{path:?}: {query}"))
        })
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_number_is_found_in_whichever_script_its_letter_is(
        letter in "[AАΑBВΒEЕΕHНΗCС]",
        number in 1..9_999_u32,
        month in 1..13_u32,
        year in 1990..2026_u32,
        name in "(Ivan|Иван|Πέτρος) (Petrov|Петров|Петрова)",
    ) {
        let text = format!("Interpol red notice {letter}-{number}/{month}-{year} against {name}, CCF/110/R{number}.19");
        prop_assert_eq!(not_found(&text), Vec::<String>::new());
    }
}
