//! Trains the model of persons, bodies and places, and measures how well names are read.
//!
//! `trainer gazetteer NAMES CITIES --out FILE` makes the gazetteer that features look words up in;
//! `trainer train FOLDER… --out FILE` learns from all but the held-out parts of the label files in the folders, of which the first
//! holds those labelled by hand;
//! `trainer measure FOLDER… [--model FILE]` prints precision, recall and F1 on those parts;
//! `trainer texts FOLDER…` prints the texts of those parts with their names, and `trainer names [--model FILE]` the names that are
//! read in each line of standard input.

mod asked;
mod learn;
mod lines;
mod material;
mod measure;
mod places;

use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    let done = asked::read(arguments).and_then(|asked| match task.as_str() {
        "train" => learn::run(&asked),
        "gazetteer" => places::run(&asked),
        "measure" => measure::run(&asked),
        "texts" => lines::texts(&asked),
        "names" => lines::names(&asked),
        _ => Err(io::Error::other(asked::USAGE)),
    });
    let Err(error) = done else { return ExitCode::SUCCESS };
    // Nothing is left to do where even the error cannot be printed.
    writeln!(io::stderr(), "trainer: {error}").ok();
    ExitCode::FAILURE
}
