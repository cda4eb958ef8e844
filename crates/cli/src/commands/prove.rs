//! `prove`: that one item stands under the root of the dossier.

use std::io::Write;
use std::path::PathBuf;

use crate::args::Prove;
use crate::{Ended, commands, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Prove) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    place::warn_if_incomplete(&dossier)?;
    let item = commands::show::find(&dossier, &args.item)?;
    let proof = evidence::prove(dossier.ledger(), &item)?;
    if let Some(path) = &args.output {
        write!(place::output_file(path, &dossier)?, "{proof}")?;
    } else {
        let mut out = print::out();
        write!(out, "{proof}")?;
        out.flush()?;
    }
    Ok(Ended::Done)
}
