//! How records are written.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use item::{Extraction, Location};

use crate::error::Error;
use crate::record::Record;
use crate::{HEADER, header, last_pack, path};

/// The size above which the next record begins a new pack, in bytes.
pub const PACK_SIZE: u64 = 256 << 20;

/// Appends records to packs of its own; packs that were there before are never touched.
///
/// A record is safe from a crash of the machine after [`Writer::sync`].
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    next: u32,
    pack_size: u64,
    pack: Option<Pack>,
    unsynced: Vec<(PathBuf, File)>,
    has_new_names: bool,
}

#[derive(Debug)]
struct Pack {
    number: u32,
    path: PathBuf,
    file: File,
    end: u64,
    is_synced: bool,
}

impl Writer {
    /// Makes a writer whose first record begins a new pack in `dir`, which is made where there is none (mode 0700).
    pub fn create(dir: &Path) -> Result<Self, Error> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .map_err(|source| Error::open(dir, source))?;
        let last = last_pack(dir).map_err(|source| Error::open(dir, source))?;
        Ok(Self {
            dir: dir.to_owned(),
            next: last.saturating_add(1),
            pack_size: PACK_SIZE,
            pack: None,
            unsynced: Vec::new(),
            has_new_names: false,
        })
    }

    /// Encodes `extraction` and appends it.
    pub fn append(&mut self, extraction: &Extraction) -> Result<Location, Error> {
        self.append_record(&Record::of(extraction)?)
    }

    /// Appends a record that was made elsewhere.
    ///
    /// After a failed write (a full disk) the records before it stay good, and the next one begins a new pack.
    pub fn append_record(&mut self, record: &Record) -> Result<Location, Error> {
        let mut pack = match self.pack.take() {
            Some(pack) if pack.end < self.pack_size => pack,
            full => {
                self.leave(full);
                self.begin()?
            }
        };
        let offset = pack.end;
        let written = pack.file.write_all_at(&record.bytes, offset);
        if let Err(source) = written {
            let error = Error::write(&pack.path, source);
            self.leave(Some(pack));
            return Err(error);
        }
        pack.end += record.bytes.len() as u64;
        pack.is_synced = false;
        let number = pack.number;
        self.pack = Some(pack);
        let len = u32::try_from(record.bytes.len())
            .map_err(|_| Error::TooLarge { size: record.bytes.len() })?;
        Ok(Location { pack: number, offset, len, raw_len: record.raw_len })
    }

    /// Brings every record appended so far to the disk.
    pub fn sync(&mut self) -> Result<(), Error> {
        while let Some((path, file)) = self.unsynced.last() {
            file.sync_data().map_err(|source| Error::write(path, source))?;
            self.unsynced.pop();
        }
        if let Some(pack) = self.pack.as_mut().filter(|pack| !pack.is_synced) {
            pack.file.sync_data().map_err(|source| Error::write(&pack.path, source))?;
            pack.is_synced = true;
        }
        if self.has_new_names {
            sync_folder(&self.dir).map_err(|source| Error::write(&self.dir, source))?;
            self.has_new_names = false;
        }
        Ok(())
    }

    fn leave(&mut self, pack: Option<Pack>) {
        let unsynced = pack.filter(|pack| !pack.is_synced);
        self.unsynced.extend(unsynced.map(|pack| (pack.path, pack.file)));
    }

    fn begin(&mut self) -> Result<Pack, Error> {
        let number = self.next;
        let path = path(&self.dir, number);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let file = file.map_err(|source| Error::open(&path, source))?;
        self.next = number.saturating_add(1);
        self.has_new_names = true;
        file.write_all_at(&header(number), 0).map_err(|source| Error::write(&path, source))?;
        Ok(Pack { number, path, file, end: HEADER as u64, is_synced: false })
    }
}

/// Syncs the folder and the one that holds it, so that both names last.
fn sync_folder(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()?;
    match dir.parent() {
        Some(above) if !above.as_os_str().is_empty() => File::open(above)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Packs;

    fn extraction(text: &str) -> Extraction {
        let identified = item::Identified {
            format: "text".into(),
            basis: item::Basis::None,
            warnings: Vec::new(),
        };
        let mut extraction = Extraction::nothing(identified, item::Outcome::Extracted);
        extraction.segments.push(item::Segment::new(item::Place::Whole, item::Layer::Body, text));
        extraction
    }

    #[test]
    fn a_full_pack_is_followed_by_a_new_one() {
        let dir = tempfile::tempdir().expect("temporary folders can be made");
        let mut writer = Writer::create(dir.path()).expect("the folder is writable");
        writer.pack_size = 64;
        let packs = Packs::open(dir.path()).expect("the folder is there");
        let locations: Vec<_> = ["one", "two", "three"]
            .map(|text| (text, writer.append(&extraction(text)).expect("the disk has room")))
            .into();
        writer.sync().expect("the disk has room");
        assert!(locations[2].1.pack > locations[0].1.pack);
        for (text, location) in locations {
            assert_eq!(packs.read(&location).expect("the record is whole"), extraction(text));
        }
    }
}
