//! `manifest`: the list of what was seen.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use fixity::manifest::{Form, Manifest, Why, Written};

use crate::args::{Manifest as Args, ManifestForm};
use crate::{Ended, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args) -> anyhow::Result<Ended> {
    let dossier = place::open(dossier)?;
    place::warn_if_incomplete(&dossier)?;
    let manifest = ingest::manifest(dossier.ledger())?;
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
            let file = place::output_file(path, &dossier)?;
            write(&manifest, form, BufWriter::new(file))?
        }
    };
    for left_out in &written.left_out {
        print::say(&format!("left out: {} ({})", left_out.locator, left_out.why));
    }
    // What was never read has no digest to list; what was read and is not listed makes the list a part.
    let lacks = written.left_out.iter().any(|left_out| left_out.why != Why::NotRead);
    Ok(Ended::found(!lacks))
}

fn write(manifest: &Manifest, form: Form, mut out: impl Write) -> anyhow::Result<Written> {
    let written = fixity::manifest::write(manifest, form, &mut out)?;
    out.flush()?;
    Ok(written)
}
