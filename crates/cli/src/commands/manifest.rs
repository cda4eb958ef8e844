//! `manifest`: the list of what was seen.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use fixity::manifest::{Form, Manifest, Written};

use crate::args::{Manifest as Args, ManifestForm};
use crate::{Ended, place, print, version};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    let manifest = ingest::manifest(dossier.ledger(), version::LONG)?;
    let form = match args.format {
        ManifestForm::Dossier => Form::Dossier,
        ManifestForm::B3sum => Form::B3sum,
        ManifestForm::Sha256sum => Form::Sha256sum,
        ManifestForm::Hashdeep => Form::Hashdeep,
        ManifestForm::Hashset => Form::Hashset,
    };
    let written = match &args.output {
        None => write(&manifest, form, print::out())?,
        Some(path) => {
            let file = File::create_new(path).with_context(|| {
                format!(
                    "could not make `{}`; a file that is there is not written over",
                    place::printed(path)
                )
            })?;
            write(&manifest, form, BufWriter::new(file))?
        }
    };
    for left_out in &written.left_out {
        print::say(&format!("left out: {} ({})", left_out.locator, left_out.why));
    }
    Ok(Ended::Done)
}

fn write(manifest: &Manifest, form: Form, mut out: impl Write) -> anyhow::Result<Written> {
    let written = fixity::manifest::write(manifest, form, &mut out)?;
    out.flush()?;
    Ok(written)
}
