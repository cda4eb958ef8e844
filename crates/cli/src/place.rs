//! Which dossier a command means.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use answers::Dossier;
use anyhow::{Context, bail};

/// Returns the dossier for a command that writes: as given, else `<trove-name>.dossier` in the current folder.
pub(crate) fn to_write(given: Option<PathBuf>, trove: &Path) -> anyhow::Result<PathBuf> {
    if let Some(given) = given {
        return Ok(given);
    }
    let trove = trove
        .canonicalize()
        .with_context(|| format!("could not find the trove `{}`", printed(trove)))?;
    let mut name = trove.file_name().map_or_else(|| OsString::from("trove"), OsString::from);
    name.push(".dossier");
    Ok(PathBuf::from(name))
}

/// Returns the dossier for a command that only reads: as given, else the one `*.dossier` in the current folder.
pub(crate) fn to_read(given: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    if let Some(given) = given {
        return Ok(given);
    }
    let entries = std::fs::read_dir(".").context("could not list the current folder")?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| PathBuf::from(entry.file_name()))
        .filter(|name| name.as_os_str().as_bytes().ends_with(b".dossier") && name.is_dir())
        .collect();
    found.sort();
    match (found.pop(), found.len()) {
        (Some(only), 0) => Ok(only),
        (None, _) => bail!(
            "there is no dossier in this folder; make one with `dossier index TROVE` or name one with --dossier"
        ),
        (Some(_), more) => {
            bail!("there are {} dossiers in this folder; name one with --dossier", more + 1)
        }
    }
}

/// Opens the dossier that a command reads.
pub(crate) fn open(given: Option<PathBuf>) -> anyhow::Result<Dossier> {
    open_at(&to_read(given)?)
}

/// Opens the dossier in a folder.
pub(crate) fn open_at(folder: &Path) -> anyhow::Result<Dossier> {
    if !folder.join(ledger::FILE).is_file() {
        bail!("`{}` is no dossier; make one with `dossier index TROVE`", printed(folder));
    }
    let open = || index::Folder::open(&folder.join(ingest::INDEX))?.reader();
    let reader = open().with_context(|| {
        format!(
            "could not open the search index of `{}`; `dossier index` makes it anew",
            printed(folder)
        )
    })?;
    Ok(Dossier::open(folder, ingest::PACKS, reader.snapshot())?)
}

/// Returns the printed form of a path.
pub(crate) fn printed(path: &Path) -> String {
    item::escape(path.as_os_str().as_bytes())
}
