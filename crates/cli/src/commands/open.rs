//! `open`: a trove becomes a dossier, and the dossier a page in the browser.

use std::path::PathBuf;

use crate::args::Open;
use crate::commands::{index, serve};
use crate::{Ended, place};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Open) -> anyhow::Result<Ended> {
    let dossier = place::to_write(dossier, &args.index.troves[0])?;
    let indexed = index::into(&dossier, &args.index)?;
    if indexed.is_stopped {
        return Ok(Ended::Differs);
    }
    let server = serve::bind(&dossier, &args.listen)?;
    serve::answer(server, args.index.json, true)?;
    Ok(indexed.ended)
}
