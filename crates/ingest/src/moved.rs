//! A trove that stands in another place than the dossier remembers.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use evidence::Deed;
use item::escape_path;
use ledger::TroveRow;

use crate::Error;
use crate::dossier::{open_troves, settle};

/// Notes in the dossier that its trove at `from` stands at `to` now, at the time `now` in nanoseconds since 1970.
///
/// `from` is the path as the dossier has it; whether anything is left there is not looked at. Nothing is read: the next
/// run finds out whether it is the same trove. Where the dossier has it at `to` already, nothing changes.
pub fn move_trove(dossier: &Path, from: &Path, to: &Path, now: i64) -> Result<(), Error> {
    let opened = open_troves(&[to.to_owned()])?;
    let dossier = settle(dossier, &opened)?;
    if !dossier.join(ledger::FILE).is_file() {
        return Err(Error::NoDossier(escape_path(&dossier)));
    }
    let lock = ledger::lock(&dossier)?;
    evidence::check_ledger(&lock)?;
    let mut ledger = lock.open_write()?;
    let known = ledger.troves()?;
    for (to, _) in &opened {
        let Some(moved) = moved(&known, from, to)? else { continue };
        let note = format!("`{}` -> `{}`", escape_path(from), escape_path(to));
        ledger.transaction(|tx| {
            tx.put_trove(&moved)?;
            evidence::note(tx, now, Deed::Moved, "a trove was found at another place")?;
            tx.set_meta(&format!("trove moved at {now}"), &note)
        })?;
    }
    Ok(())
}

/// Returns the trove at `from` as it stands at `to`; nothing where one stands there already.
fn moved(known: &[TroveRow], from: &Path, to: &Path) -> Result<Option<TroveRow>, Error> {
    if known.iter().any(|row| path_of(row) == to) {
        return Ok(None);
    }
    let (found, others): (Vec<_>, Vec<_>) = known.iter().partition(|row| path_of(row) == from);
    let Some(row) = found.first() else {
        let known = known.iter().map(|row| format!("`{}`", escape_path(&path_of(row))));
        let known = known.collect::<Vec<_>>().join(", ");
        return Err(Error::NoTroveAt { path: escape_path(from), known });
    };
    if others.into_iter().map(path_of).any(|other| to.starts_with(&other) || other.starts_with(to))
    {
        return Err(Error::NestedTrove(escape_path(to)));
    }
    Ok(Some(TroveRow { path: to.as_os_str().as_bytes().to_vec(), ..(*row).clone() }))
}

fn path_of(row: &TroveRow) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(&row.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, path: &str) -> TroveRow {
        TroveRow { label: label.into(), path: path.into(), added_run: 1 }
    }

    #[test]
    fn a_trove_keeps_its_label_where_it_goes() {
        let known = [row("", "/old"), row("more", "/more")];
        let new = moved(&known, Path::new("/more"), Path::new("/new")).expect("it is known");
        assert_eq!(new, Some(row("more", "/new")));
        assert_eq!(moved(&known, Path::new("/any"), Path::new("/old")).expect("it is there"), None);
    }

    #[test]
    fn a_trove_goes_neither_into_another_nor_comes_from_nowhere() {
        let known = [row("", "/old"), row("more", "/more")];
        let nested = moved(&known, Path::new("/old"), Path::new("/more/in"));
        assert!(matches!(nested, Err(Error::NestedTrove(_))));
        let unknown = moved(&known, Path::new("/elsewhere"), Path::new("/new"));
        let Err(Error::NoTroveAt { known, .. }) = unknown else { panic!("{unknown:?}") };
        assert_eq!(known, "`/old`, `/more`");
    }
}
