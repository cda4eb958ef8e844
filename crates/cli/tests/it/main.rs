//! The program, driven as a user would.
#![allow(clippy::disallowed_methods, reason = "tests start programs and print paths")]
#![allow(clippy::print_stdout, reason = "a skipped test is announced")]

mod bad_input;
mod batch;
mod benchmark;
mod browsing;
mod counting;
mod damaged;
mod dates;
mod desk;
mod docs;
mod doctor;
mod exports;
mod incremental;
mod interrupted;
mod kept_lists;
mod kept_options;
mod kills;
mod kinds;
mod lists;
mod logging;
mod main_job;
mod marking;
#[cfg(feature = "mock")]
mod matters;
mod merging;
mod misbehaving;
mod persons;
mod planted;
mod power;
mod readme;
mod real;
mod reports;
mod safety;
mod scans;
mod serving;
mod showing;
mod signing;
mod stages;
mod strangers;
mod terminal;
mod truth;
mod typed_names;
mod verify;
mod who;

use testkit::Bench;

/// Makes an empty trove with the program beside it.
fn bench() -> Bench {
    Bench::new(env!("CARGO_BIN_EXE_dossier"))
}

/// Reads one JSON value.
fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Reads JSON lines.
fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(json).collect()
}

/// Returns one text field of each JSON line.
fn column(text: &str, field: &str) -> Vec<String> {
    lines(text).iter().map(|line| line[field].as_str().unwrap_or_default().to_owned()).collect()
}
