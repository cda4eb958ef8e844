//! Which dossier a command means.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use answers::Dossier;
use anyhow::{Context, bail};

use crate::print;

pub(crate) use item::escape_path as printed;

/// Returns the dossier that the environment names; an empty name is none.
#[allow(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub(crate) fn from_environment() -> Option<PathBuf> {
    std::env::var_os("DOSSIER").filter(|name| !name.is_empty()).map(PathBuf::from)
}

/// Tells whether there is a display that a browser could open on.
#[allow(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub(crate) fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    is_set("WAYLAND_DISPLAY") || is_set("DISPLAY")
}

/// Tells whether colours are wanted on a terminal: not where `NO_COLOR` is set (no-color.org), nor on one that takes none.
#[allow(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub(crate) fn wants_colours() -> bool {
    let is_refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_none_or(|kind| kind == "dumb");
    !is_refused && !is_dumb
}

/// Returns the pager that the environment names.
#[allow(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub(crate) fn pager() -> Option<String> {
    std::env::var("PAGER").ok()
}

/// Returns the dossier for a command that writes: as given, else `<trove-name>.dossier` in the current folder, which may
/// not be there yet.
pub(crate) fn to_write(given: Option<PathBuf>, trove: &Path) -> anyhow::Result<PathBuf> {
    if let Some(given) = given {
        return Ok(given);
    }
    let trove = trove
        .canonicalize()
        .with_context(|| format!("could not find the trove `{}`", printed(trove)))?;
    let mut name = trove.file_name().map_or_else(|| OsString::from("trove"), OsString::from);
    name.push(".dossier");
    let dossier = PathBuf::from(name);
    if dossier.exists() { own(dossier) } else { Ok(dossier) }
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
        (Some(only), 0) => own(only),
        (None, _) => bail!(
            "there is no dossier in this folder; make one with `dossier index TROVE` or name one with --dossier"
        ),
        (Some(_), more) => {
            bail!("there are {} dossiers in this folder; name one with --dossier", more + 1)
        }
    }
}

/// Tells whether a dossier lies where it was made and belongs to this user.
pub(crate) fn is_own(dossier: &Path) -> anyhow::Result<bool> {
    is_own_with(&ledger::open_read(dossier)?, dossier)
}

/// Tells the same of a dossier whose ledger is open.
pub(crate) fn is_own_with(ledger: &ledger::Ledger, dossier: &Path) -> anyhow::Result<bool> {
    let is_ours = std::fs::metadata(dossier)?.uid() == rustix::process::geteuid().as_raw();
    Ok(is_ours && is_in_its_place(ledger, dossier)?)
}

fn is_in_its_place(ledger: &ledger::Ledger, dossier: &Path) -> anyhow::Result<bool> {
    let here = printed(&dossier.canonicalize()?);
    Ok(ledger.meta(ingest::PLACE)?.is_some_and(|place| place == here))
}

/// Returns a dossier that nobody named, once it is clear that it was made here and not brought along by a leak.
fn own(found: PathBuf) -> anyhow::Result<PathBuf> {
    let owner = std::fs::metadata(&found)?.uid();
    if owner != rustix::process::geteuid().as_raw() {
        bail!(
            "`{}` belongs to another user; if you trust it, name it with --dossier",
            printed(&found)
        );
    }
    // One that cannot be read does no harm, and whoever opens it learns why.
    let Ok(ledger) = ledger::open_read(&found) else { return Ok(found) };
    if !is_in_its_place(&ledger, &found)? {
        bail!(
            "`{}` was made at another place and may have come with a leak; if you trust it, name it with --dossier",
            printed(&found)
        );
    }
    Ok(found)
}

/// Returns where large members may wait while they are read: the dossier's folder, or the system's for temporary files
/// where the dossier lies on a medium that cannot be written to.
pub(crate) fn scratch(dossier: &Path) -> PathBuf {
    let has_room = sandbox::try_unlinked(dossier).is_ok();
    if has_room { dossier.to_owned() } else { std::env::temp_dir() }
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
    // A ledger of another version is as it was written, and says what to do.
    drop(ledger::open_read(folder)?);
    evidence::check_small(folder)?;
    let engine = index::open(&folder.join(ingest::INDEX)).with_context(|| {
        format!(
            "could not open the search index of `{}`; `dossier index` makes it anew",
            printed(folder)
        )
    })?;
    Ok(Dossier::open(folder, ingest::PACKS, engine)?)
}

/// Warns where the last run of a dossier did not come to its end.
pub(crate) fn warn_if_incomplete(dossier: &Dossier) -> anyhow::Result<()> {
    print::warnings(dossier.incomplete()?.as_slice());
    Ok(())
}

/// Returns a path from the root, its folders as the system knows them where they are there, without `.` and `..`.
pub(crate) fn whole(path: &Path) -> anyhow::Result<PathBuf> {
    let mut whole = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::ParentDir => drop(whole.pop()),
            Component::CurDir => {}
            _ => whole.push(component),
        }
    }
    // The last component is left alone: a link is an item, and so is what is gone.
    for above in whole.ancestors().skip(1) {
        if let (Ok(known), Ok(rest)) = (above.canonicalize(), whole.strip_prefix(above)) {
            return Ok(known.join(rest));
        }
    }
    Ok(whole)
}

/// Makes a file for results, after checking that it does not lie in a trove of the dossier.
pub(crate) fn output_file(path: &Path, dossier: &Dossier) -> anyhow::Result<File> {
    File::create_new(outside_troves(path, dossier)?).with_context(|| refusal(path))
}

/// Makes a folder for results, after checking that it does not lie in a trove of the dossier.
pub(crate) fn output_folder(path: &Path, dossier: &Dossier) -> anyhow::Result<PathBuf> {
    let folder = outside_troves(path, dossier)?;
    std::fs::create_dir(&folder).with_context(|| refusal(path))?;
    Ok(folder)
}

fn refusal(path: &Path) -> String {
    format!("could not make `{}`; a file that is there is not written over", printed(path))
}

/// Returns where results go, after checking that this does not lie in a trove of the dossier.
fn outside_troves(path: &Path, dossier: &Dossier) -> anyhow::Result<PathBuf> {
    let making = || format!("could not make `{}`", printed(path));
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = parent.unwrap_or(Path::new(".")).canonicalize().with_context(making)?;
    let name = path.file_name().context("it has no name").with_context(making)?;
    for trove in dossier.ledger().troves()? {
        let trove = PathBuf::from(OsStr::from_bytes(&trove.path));
        let trove = trove.canonicalize().unwrap_or(trove);
        if folder.starts_with(&trove) {
            bail!(
                "`{}` lies inside the trove, which is never written to; name a file outside it",
                printed(path)
            );
        }
    }
    Ok(folder.join(name))
}
