//! What the trainer is asked to do.

use std::io;
use std::path::PathBuf;

/// What is asked for.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) folders: Vec<PathBuf>,
    pub(crate) out: Option<PathBuf>,
    pub(crate) model: Option<PathBuf>,
    /// Sets that nothing is learned from, and that alone are measured.
    pub(crate) without: Vec<String>,
    pub(crate) passes: usize,
    pub(crate) lines: usize,
    /// Whether the part for tuning is measured instead of the one for reporting.
    pub(crate) tune: bool,
    /// Whether names that are missed and found wrongly are printed.
    pub(crate) show: bool,
}

/// How the trainer is called.
pub(crate) const USAGE: &str = "trainer gazetteer|train|measure|texts|names PATH… [--out FILE] [--model FILE] [--without SET] [--passes N] [--lines N] [--tune] [--show]";

/// Reads the arguments behind the task.
pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> io::Result<Asked> {
    let mut asked = Asked { passes: 5, lines: 160_000, ..Asked::default() };
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| io::Error::other(USAGE));
        match argument.as_str() {
            "--out" => asked.out = Some(value()?.into()),
            "--model" => asked.model = Some(value()?.into()),
            "--without" => asked.without.push(value()?),
            "--passes" => asked.passes = value()?.parse().map_err(io::Error::other)?,
            "--lines" => asked.lines = value()?.parse().map_err(io::Error::other)?,
            "--tune" => asked.tune = true,
            "--show" => asked.show = true,
            _ => asked.folders.push(argument.into()),
        }
    }
    Ok(asked)
}
