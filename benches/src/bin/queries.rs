//! Times 1,000 mixed queries on a dossier through the library, warm: `queries DOSSIER`; or one query 200 times, to see where
//! its time goes: `queries DOSSIER QUERY`.
#![allow(clippy::print_stdout, reason = "the figures are the result")]

use std::path::Path;
use std::time::{Duration, Instant};

use answers::{Dossier, SearchRequest};

const WORDS: [&str; 40] = [
    "the",
    "and",
    "of",
    "rights",
    "droits",
    "derechos",
    "право",
    "человека",
    "الحق",
    "report",
    "notice",
    "message",
    "free",
    "mail",
    "office",
    "invoice",
    "table",
    "court",
    "united",
    "nations",
    "person",
    "zzzz",
    "red",
    "police",
    "request",
    "Smith",
    "Ivanov",
    "Moscow",
    "draft",
    "annex",
    "в",
    "и",
    "на",
    "de",
    "la",
    "les",
    "في",
    "من",
    "file",
    "2019",
];

/// Shapes of query; `A` and `B` are replaced by words.
const SHAPES: [&str; 25] = [
    "A",
    "A B",
    "A OR B",
    "\"A B\"",
    "A -B",
    "A w/5 B",
    "A w/sentence B",
    "A*",
    "A~1",
    "name:A B",
    "format:pdf A",
    "country:RU A",
    "notice:red-notice A",
    "date:2018..2020 A",
    "lang:ru A",
    "title:A",
    "exact:A",
    "has:attachments A",
    "layer:body A B",
    "(A OR B) -format:eml",
    "person:A",
    "name:\"B A\"",
    "\"A B\"~3",
    "dated:2019 A",
    "* -A",
];

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_default();
    let folder = Path::new(&folder);
    let engine = index::open(&folder.join("index")).expect("DOSSIER is a dossier");
    let dossier = Dossier::open(folder, "packs", engine).expect("DOSSIER is a dossier");
    let queries = std::env::args().nth(2).map_or_else(mixed, |query| vec![query; 200]);
    // Once to warm up; the times of this round do not count.
    let cold: Vec<Duration> = queries.iter().map(|query| ask(&dossier, query)).collect();
    println!("cold, all together {:.2?}", cold.iter().sum::<Duration>());
    let mut times: Vec<(Duration, &String)> =
        queries.iter().map(|query| (ask(&dossier, query), query)).collect();
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].0;
    println!(
        "{} queries, warm: median {:.2?}, p95 {:.2?}, p99 {:.2?}",
        times.len(),
        at(50),
        at(95),
        at(99)
    );
    for (time, query) in times.iter().rev().take(20) {
        println!("{time:>10.2?}  {query}");
    }
}

fn mixed() -> Vec<String> {
    let of_shape = |shape| WORDS.iter().enumerate().map(move |(at, word)| fill(shape, word, at));
    SHAPES.into_iter().flat_map(of_shape).collect()
}

fn fill(shape: &str, word: &str, at: usize) -> String {
    shape.replace('B', WORDS[(at + 7) % WORDS.len()]).replace('A', word)
}

fn ask(dossier: &Dossier, query: &str) -> Duration {
    let asked = SearchRequest::new(query);
    let begun = Instant::now();
    dossier.search(&asked).expect("every query has an answer");
    begun.elapsed()
}
