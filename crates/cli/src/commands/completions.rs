//! `completions`: what a shell must know to complete commands and flags.

use std::io::Write;

use crate::args::Completions;
use crate::{Ended, cases, print};

pub(crate) fn run(args: &Completions) -> anyhow::Result<Ended> {
    // Into memory first: the generator panics where its output cannot be written, as when a pipe is closed.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut cases::command(), "dossier", &mut script);
    let mut out = print::out();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Ended::Done)
}
