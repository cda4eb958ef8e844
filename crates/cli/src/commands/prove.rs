//! `prove`: that one item stands under the root of the dossier.

use std::io::Write;
use std::path::PathBuf;

use evidence::Deed;

use crate::args::Prove;
use crate::{Ended, commands, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Prove) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let dossier = place::open_at(&folder)?;
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
    drop(dossier);
    let words = format!("proof of {}: root {}", item.locator, proof.root);
    commands::log::note(&folder, Deed::Exported, &words);
    Ok(Ended::Done)
}
