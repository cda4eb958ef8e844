//! `manifest`: the list of what was seen.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::ensure;
use evidence::Deed;
use fixity::manifest::{Form, Manifest, Why, Written};

use crate::args::{Manifest as Args, ManifestForm};
use crate::commands::log;
use crate::{Ended, place, print};

pub(crate) fn run(dossier: Option<PathBuf>, args: &Args) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let dossier = place::open_at(&folder)?;
    place::warn_if_incomplete(&dossier)?;
    let manifest = evidence::manifest(dossier.ledger())?;
    let form = match args.format {
        ManifestForm::Dossier => Form::Dossier,
        ManifestForm::B3sum => Form::B3sum,
        ManifestForm::Sha256sum => Form::Sha256sum,
        ManifestForm::Hashdeep => Form::Hashdeep,
        ManifestForm::Hashset => Form::Hashset,
    };
    let written = match &args.output {
        None if io::stdout().is_terminal() => {
            let mut list = Vec::new();
            let written = write(&manifest, form, &mut list)?;
            ensure!(
                is_harmless(&list),
                "names in the list hold characters that could command the terminal; write it into a file with -o FILE"
            );
            let mut out = print::out();
            out.write_all(&list)?;
            out.flush()?;
            written
        }
        None => write(&manifest, form, print::out())?,
        Some(path) => {
            let file = place::output_file(path, &dossier)?;
            write(&manifest, form, BufWriter::new(file))?
        }
    };
    for left_out in &written.left_out {
        print::say(&format!("left out: {} ({})", left_out.locator, left_out.why));
    }
    let words = format!("manifest as {form}: files-root {}", manifest.files_root());
    drop(dossier);
    log::note(&folder, Deed::Exported, &words);
    // What was never read has no digest to list; what was read and is not listed makes the list a part.
    let lacks = written.left_out.iter().any(|left_out| left_out.why != Why::NotRead);
    Ok(Ended::found(!lacks))
}

fn is_harmless(list: &[u8]) -> bool {
    std::str::from_utf8(list).is_ok_and(|list| !list.chars().any(item::is_harmful))
}

fn write(manifest: &Manifest, form: Form, mut out: impl Write) -> anyhow::Result<Written> {
    let written = fixity::manifest::write(manifest, form, &mut out)?;
    out.flush()?;
    Ok(written)
}
