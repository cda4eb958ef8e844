//! The seal of a dossier: which bytes its own files have, so that damage is found before it is believed.
//!
//! It is a text: a line for each file with the BLAKE3 digest, the length, the time of change in nanoseconds since 1970 and
//! the name, sorted by name; then a last line with the digest of all lines before it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use item::{Digest, escape};
use ledger::{BROKEN_SEAL, Lock, SEAL};
use serde::Serialize;

use crate::Error;

/// The first line, with the version of the form.
const HEAD: &str = "dossier-seal 1";
/// What the last line begins with.
const FOOT: &str = "seal ";
/// Files that change without a run, or hold nothing: locks, what processes share, and the note of files at work.
const UNSEALED: &[&str] = &[SEAL, BROKEN_SEAL, "seal.new", "lock", "at-work", "ledger.sqlite-shm"];
/// A file up to here is compared with the seal whenever the dossier is opened, in bytes: that takes some milliseconds.
const SMALL: u64 = 16 << 20;
/// The packs, whose records bear checksums of their own, which are looked at when one is read.
const PACKS: &str = "packs/";
/// A seal longer than this is none, in bytes: a line for each of a million files.
const LONGEST: u64 = 256 << 20;

/// What a dossier's own files are, compared with its seal. Names are relative to the dossier.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SealAnswer {
    /// Whether there is a seal, it is whole, and every file that it names is as it was sealed.
    pub ok: bool,
    /// Whether there is a seal that is whole.
    pub sealed: bool,
    /// How many files are as they were sealed.
    pub matched: u64,
    /// Files with other bytes.
    pub damaged: Vec<String>,
    /// Files that are not there.
    pub missing: Vec<String>,
    /// Files that are not under the seal.
    pub unsealed: Vec<String>,
}

/// What is sealed of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sealed {
    digest: Digest,
    size: u64,
    modified: i128,
}

/// Seals the dossier that is locked as it is now; the lock keeps others from writing until the seal stands. Files with the
/// size and time that the last seal has of them are not read again, nor are packs of that size at any time: a run writes new
/// packs and leaves old ones, and what decayed meanwhile must not be sealed.
pub fn seal(lock: &Lock) -> io::Result<()> {
    let dossier = lock.dir();
    let before =
        [BROKEN_SEAL, SEAL].into_iter().find_map(|name| read_seal(dossier, name).ok().flatten());
    let before = before.unwrap_or_default();
    let mut sealed = BTreeMap::new();
    for (name, stat) in files(dossier)? {
        let modified = modified(&stat);
        let is_same = |sealed: &&Sealed| {
            sealed.size == stat.size() && (sealed.modified == modified || name.starts_with(PACKS))
        };
        let found = match before.get(&name).filter(is_same) {
            Some(known) => Some(*known),
            None => look(dossier, &name, &stat)?,
        };
        sealed.extend(found.map(|found| (name, found)));
    }
    write_seal(dossier, &sealed)
}

/// Returns what is to be sealed of a file, whose bytes outlast a loss of power from then on; nothing where it is gone.
fn look(dossier: &Path, name: &str, stat: &std::fs::Metadata) -> io::Result<Option<Sealed>> {
    let mut file = match File::open(dossier.join(name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let digest = fixity::blake3_while(&mut file, &|| true)?.unwrap_or_default();
    file.sync_all()?;
    Ok(Some(Sealed { digest, size: stat.size(), modified: modified(stat) }))
}

/// Fails with [`Error::Damaged`] where the ledger of a dossier is not what was sealed: whoever wrote to it would have it sealed
/// as it is. Returns false where there is no whole seal to compare with, as after a run that was killed.
pub fn check_ledger(lock: &Lock) -> Result<bool, Error> {
    let read = |source| Error::Read(item::escape_path(lock.dir()), source);
    let Some(sealed) = read_seal(lock.dir(), SEAL).map_err(read)? else { return Ok(false) };
    let is_other = |(name, known): &(&String, &Sealed)| !matches!(digest(&lock.dir().join(name), &|| true), Ok(Some(now)) if now == known.digest);
    let altered = sealed.iter().filter(|(name, _)| is_of_ledger(name)).find(is_other);
    let added = added_to_ledger(lock.dir(), &sealed).map_err(read)?;
    match altered.map(|(name, _)| name.clone()).or(added) {
        Some(name) => Err(Error::Damaged(name)),
        None => Ok(true),
    }
}

/// Returns a file that `SQLite` would take for a part of the ledger, such as a log of changes, and that was not sealed: its
/// rows would be believed as those of the ledger.
fn added_to_ledger(
    dossier: &Path,
    sealed: &BTreeMap<String, Sealed>,
) -> io::Result<Option<String>> {
    for entry in std::fs::read_dir(dossier)? {
        let entry = entry?;
        let name = escape(entry.file_name().as_bytes());
        let Ok(stat) = entry.metadata() else { continue };
        if is_of_ledger(&name) && is_sealed(&name, stat.len()) && !sealed.contains_key(&name) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn is_of_ledger(name: &str) -> bool {
    name.starts_with(ledger::FILE)
}

/// Lets `write` write to the ledger of a sealed dossier, and seals that alone again: what decayed beside it stays under the
/// seal that it had. Does nothing, and returns false, where there is no whole seal, as while a run is at work, or where the
/// ledger is not what was sealed.
pub fn amend<E: From<ledger::Error> + From<io::Error>>(
    dossier: &Path,
    write: impl FnOnce(&ledger::Transaction<'_>) -> Result<(), E>,
) -> Result<bool, E> {
    if read_seal(dossier, SEAL)?.is_none() {
        return Ok(false);
    }
    // The lock is held until the new seal stands: a run that began meanwhile would find none to break.
    let lock = ledger::lock(dossier)?;
    if !matches!(check_ledger(&lock), Ok(true)) {
        return Ok(false);
    }
    let Some(mut sealed) = read_seal(dossier, SEAL)? else { return Ok(false) };
    let mut writer = lock.open_write()?;
    writer.transaction(write)?;
    let _nobody_else_writes = writer.close();
    sealed.retain(|name, _| !is_of_ledger(name));
    for (name, stat) in files(dossier)?.into_iter().filter(|(name, _)| is_of_ledger(name)) {
        sealed.extend(look(dossier, &name, &stat)?.map(|known| (name, known)));
    }
    write_seal(dossier, &sealed)?;
    Ok(true)
}

fn write_seal(dossier: &Path, sealed: &BTreeMap<String, Sealed>) -> io::Result<()> {
    sync_folders(dossier, sealed.keys())?;
    let mut lines = format!("{HEAD}\n");
    for (name, Sealed { digest, size, modified }) in sealed {
        let line = [&digest.to_string(), " ", &size.to_string(), " "].concat();
        lines.extend([&line, &modified.to_string(), " ", name, "\n"]);
    }
    let foot = fixity::of(lines.as_bytes(), &[]).blake3.to_string();
    lines.extend([FOOT, &foot, "\n"]);
    let fresh = dossier.join("seal.new");
    let mut file =
        File::options().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&fresh, dossier.join(SEAL))?;
    File::open(dossier)?.sync_all()?;
    match std::fs::remove_file(dossier.join(BROKEN_SEAL)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Has the names of files outlast a loss of power: who wrote one need not have done so, such as the search engine, which
/// replaces its list of segments last of all.
fn sync_folders<'a>(dossier: &Path, names: impl Iterator<Item = &'a String>) -> io::Result<()> {
    let folders: BTreeSet<_> = names.filter_map(|name| Path::new(name).parent()).collect();
    folders.iter().try_for_each(|folder| match File::open(dossier.join(folder)) {
        // What decayed stays under the seal that it had.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        folder => folder?.sync_all(),
    })
}

/// Reads every byte of a dossier and compares it with the seal; ends with [`Error::Stopped`] once `go_on` gives false.
pub fn check_seal(dossier: &Path, go_on: &dyn Fn() -> bool) -> Result<SealAnswer, Error> {
    let read = |source| Error::Read(item::escape_path(dossier), source);
    let Some(mut sealed) = read_seal(dossier, SEAL).map_err(read)? else {
        return Ok(SealAnswer::default());
    };
    let mut answer = SealAnswer { sealed: true, ..SealAnswer::default() };
    for (name, _) in files(dossier).map_err(read)? {
        let Some(sealed) = sealed.remove(&name) else {
            // What `SQLite` takes for a part of the ledger changes what it holds.
            let list = if is_of_ledger(&name) { &mut answer.damaged } else { &mut answer.unsealed };
            list.push(name);
            continue;
        };
        match digest(&dossier.join(&name), go_on) {
            Ok(None) => return Err(Error::Stopped),
            Ok(Some(digest)) if digest == sealed.digest => answer.matched += 1,
            Ok(Some(_)) | Err(_) => answer.damaged.push(name),
        }
    }
    answer.missing = sealed.into_keys().collect();
    answer.ok = answer.damaged.is_empty() && answer.missing.is_empty();
    Ok(answer)
}

/// Fails where a file of a dossier that is about to be asked is not what was sealed. Large files are left out, and so is a
/// dossier without a seal, such as one that is being written: [`check_seal`] reads everything.
pub fn check_small(dossier: &Path) -> Result<(), Error> {
    let Ok(Some(sealed)) = read_seal(dossier, SEAL) else { return Ok(()) };
    let is_small =
        |(name, sealed): &(&String, &Sealed)| sealed.size <= SMALL && !name.starts_with(PACKS);
    let is_other = |(name, sealed): &(&String, &Sealed)| !matches!(digest(&dossier.join(name), &|| true), Ok(Some(now)) if now == sealed.digest);
    let altered = sealed.iter().filter(is_small).find(is_other).map(|(name, _)| name.clone());
    let added = || added_to_ledger(dossier, &sealed).ok().flatten();
    match altered.or_else(added) {
        // A run that began meanwhile broke the seal first, and one that ended made another.
        Some(name) if matches!(read_seal(dossier, SEAL), Ok(Some(now)) if now == sealed) => {
            Err(Error::Damaged(name))
        }
        _ => Ok(()),
    }
}

/// Returns what a seal holds; nothing where there is none, or it is not as it was written.
fn read_seal(dossier: &Path, name: &str) -> io::Result<Option<BTreeMap<String, Sealed>>> {
    let file = match File::open(dossier.join(name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut bytes = Vec::new();
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(std::str::from_utf8(&bytes).ok().and_then(parse))
}

fn parse(seal: &str) -> Option<BTreeMap<String, Sealed>> {
    let (lines, foot) = seal.strip_suffix('\n')?.rsplit_once('\n')?;
    let lines = &seal[..=lines.len()];
    if foot.strip_prefix(FOOT)? != fixity::of(lines.as_bytes(), &[]).blake3.to_string() {
        return None;
    }
    lines.strip_prefix(HEAD)?.trim_start_matches('\n').lines().map(line).collect()
}

fn line(line: &str) -> Option<(String, Sealed)> {
    let mut parts = line.splitn(4, ' ');
    let digest = parts.next()?.parse().ok()?;
    let size = parts.next()?.parse().ok()?;
    let modified = parts.next()?.parse().ok()?;
    Some((parts.next()?.to_owned(), Sealed { digest, size, modified }))
}

/// Returns the files of a dossier that are sealed, by their names relative to it.
fn files(dossier: &Path) -> io::Result<BTreeMap<String, std::fs::Metadata>> {
    let mut files = BTreeMap::new();
    add_files(dossier, "", &mut files)?;
    Ok(files)
}

fn add_files(
    folder: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, std::fs::Metadata>,
) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", escape(entry.file_name().as_bytes()));
        // What a reader shares with others may go at any moment.
        let Ok(stat) = entry.metadata() else { continue };
        if stat.is_dir() {
            add_files(&entry.path(), &format!("{name}/"), files)?;
        } else if stat.is_file() && is_sealed(&name, stat.len()) {
            files.insert(name, stat);
        }
    }
    Ok(())
}

fn is_sealed(name: &str, length: u64) -> bool {
    let is_empty_log = name == "ledger.sqlite-wal" && length == 0;
    let is_lock = Path::new(name).extension().is_some_and(|extension| extension == "lock");
    !UNSEALED.contains(&name) && !is_empty_log && !is_lock
}

fn modified(stat: &std::fs::Metadata) -> i128 {
    i128::from(stat.mtime()) * 1_000_000_000 + i128::from(stat.mtime_nsec())
}

/// Returns the digest of a file; nothing once `go_on` gives false.
fn digest(path: &Path, go_on: &dyn Fn() -> bool) -> io::Result<Option<Digest>> {
    fixity::blake3_while(&mut File::open(path)?, go_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dossier() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::create_dir(folder.path().join("packs")).expect("it is writable");
        for (name, bytes) in [("ledger.sqlite", "rows"), ("packs/0001", "record"), ("lock", "")] {
            std::fs::write(folder.path().join(name), bytes).expect("it is writable");
        }
        folder
    }

    fn sealed(folder: &tempfile::TempDir) {
        let lock = ledger::lock(folder.path()).expect("nobody else writes");
        seal(&lock).expect("it is writable");
    }

    fn check(folder: &tempfile::TempDir) -> SealAnswer {
        check_seal(folder.path(), &|| true).expect("it can be read")
    }

    #[test]
    fn any_changed_bit_of_any_file_is_found_and_so_is_one_of_the_seal() {
        let folder = dossier();
        assert!(!check(&folder).sealed);
        sealed(&folder);
        assert!(check(&folder).ok);
        for name in ["ledger.sqlite", "packs/0001", SEAL] {
            let path = folder.path().join(name);
            let whole = std::fs::read(&path).expect("it is there");
            for bit in 0..8 * whole.len() {
                let mut bytes = whole.clone();
                bytes[bit / 8] ^= 1 << (bit % 8);
                std::fs::write(&path, bytes).expect("it is writable");
                assert!(!check(&folder).ok, "{name} {bit}");
            }
            std::fs::write(&path, whole).expect("it is writable");
        }
        std::fs::remove_file(folder.path().join("packs/0001")).expect("it is there");
        assert_eq!(check(&folder).missing, ["packs/0001"]);
    }

    #[test]
    fn what_is_gone_with_its_folder_stays_under_a_new_seal() {
        let folder = dossier();
        sealed(&folder);
        let known = read_seal(folder.path(), SEAL).expect("it can be read").expect("it is whole");
        std::fs::remove_dir_all(folder.path().join("packs")).expect("it is there");
        write_seal(folder.path(), &known).expect("it is writable");
        assert_eq!(check(&folder).missing, ["packs/0001"]);
    }

    #[test]
    fn a_dossier_is_not_opened_with_a_small_file_that_is_damaged_unless_a_run_is_at_work() {
        let folder = dossier();
        sealed(&folder);
        assert!(check_small(folder.path()).is_ok());
        std::fs::write(folder.path().join("packs/0001"), "recore").expect("it is writable");
        assert!(check_small(folder.path()).is_ok(), "records are checked when they are read");
        std::fs::write(folder.path().join("ledger.sqlite"), "rowz").expect("it is writable");
        let damaged = check_small(folder.path());
        assert!(matches!(damaged, Err(Error::Damaged(name)) if name == "ledger.sqlite"));
        ledger::break_seal(folder.path()).expect("it is writable");
        assert!(check_small(folder.path()).is_ok());
    }

    #[test]
    fn a_line_in_the_ledger_is_sealed_alone_and_only_into_one_that_is_as_it_was() {
        let folder = dossier();
        std::fs::remove_file(folder.path().join("ledger.sqlite")).expect("it is there");
        drop(ledger::open_write(folder.path()).expect("it can be made"));
        let amend = || {
            let meta = |tx: &ledger::Transaction<'_>| Ok(tx.set_meta("a", "b")?);
            amend::<Box<dyn std::error::Error>>(folder.path(), meta).expect("it is writable")
        };
        assert!(!amend(), "there is no seal");
        sealed(&folder);
        std::fs::write(folder.path().join("packs/0001"), "recore").expect("it is writable");
        assert!(amend());
        assert_eq!(check(&folder).damaged, ["packs/0001"]);
        let path = folder.path().join("ledger.sqlite");
        let mut bytes = std::fs::read(&path).expect("it is there");
        bytes[100] ^= 1;
        std::fs::write(&path, bytes).expect("it is writable");
        assert!(!amend());
        let refused = ledger::lock(folder.path()).map(|lock| check_ledger(&lock));
        let refused = refused.expect("nobody else writes");
        assert!(matches!(refused, Err(Error::Damaged(name)) if name == "ledger.sqlite"));
        assert_eq!(check(&folder).damaged, ["ledger.sqlite", "packs/0001"]);
    }

    #[test]
    fn a_pack_that_was_altered_is_not_sealed_by_the_next_run_whatever_its_time() {
        let folder = dossier();
        sealed(&folder);
        std::fs::write(folder.path().join("packs/0001"), "recore").expect("it is writable");
        ledger::break_seal(folder.path()).expect("it is writable");
        sealed(&folder);
        assert_eq!(check(&folder).damaged, ["packs/0001"]);
    }

    #[test]
    fn a_log_of_changes_that_was_put_beside_the_ledger_is_damage() {
        let folder = dossier();
        sealed(&folder);
        std::fs::write(folder.path().join("ledger.sqlite-wal"), "rows").expect("it is writable");
        let answer = check(&folder);
        assert_eq!(
            (answer.ok, &answer.damaged[..]),
            (false, &["ledger.sqlite-wal".to_owned()][..])
        );
        let is_refused =
            |error: Error| matches!(error, Error::Damaged(name) if name == "ledger.sqlite-wal");
        assert!(check_small(folder.path()).is_err_and(is_refused));
        let lock = ledger::lock(folder.path()).expect("nobody else writes");
        assert!(check_ledger(&lock).is_err_and(is_refused));
    }

    #[test]
    fn what_decayed_between_two_runs_is_not_sealed_anew() {
        let folder = dossier();
        let path = folder.path().join("packs/0001");
        sealed(&folder);
        let time = std::fs::metadata(&path).and_then(|stat| stat.modified()).expect("it has one");
        ledger::break_seal(folder.path()).expect("it is writable");
        assert!(!check(&folder).sealed);
        std::fs::write(&path, "recore").expect("it is writable");
        let file = File::options().write(true).open(&path).expect("it is there");
        file.set_modified(time).expect("it can be set");
        sealed(&folder);
        assert_eq!(check(&folder).damaged, ["packs/0001"]);
    }
}
