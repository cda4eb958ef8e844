//! Files that were split into volumes, which lie side by side in one folder.
//!
//! What belongs together is told by names, and held against lengths and first bytes: a file that may be one of its own
//! is never taken for a volume of another.

use std::io::Read;

use crate::read::{ReadError, read_while};
use crate::root::Opened;
use crate::{Root, Stat};
use item::{Series, SeriesKind, begins_archive};

/// Most volumes of one file; those of a file with more are files of their own, since a part of them gives nothing whole.
const MOST_VOLUMES: u64 = 1_000;
/// How many volumes in a row may be missing between others.
const MOST_MISSING: u64 = 8;
/// Volumes of more bytes in all are not read as one, since they must be laid together on disk.
const MOST_BYTES: u64 = 64 << 30;
/// So many first bytes tell a file of its own: the signature of TAR is the last to come.
const HEAD: usize = 262;
/// Where the signature of TAR stands (POSIX.1-1988, `ustar`).
const TAR: std::ops::Range<usize> = 257..262;
/// How many first bytes the signatures of other archives take.
const SIGNATURE: usize = 6;
/// What a missing volume is read as, piece by piece.
static ZEROS: [u8; 64 << 10] = [0; 64 << 10];

/// What a file is among others beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing but itself.
    Whole,
    /// The volume that stands for all: what was split comes out of it.
    First(Volumes),
    /// A further volume of the file with this path.
    Further {
        /// The path of the volume that stands for all, beneath the trove folder.
        first: Vec<u8>,
    },
    /// A further volume by its name, while the first is not there.
    Headless {
        /// The name that the first volume would have.
        first: Vec<u8>,
    },
}

/// The volumes of a file that was split, in the order of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volumes {
    /// The name of the file before it was split.
    pub whole: Vec<u8>,
    /// Its volumes.
    pub all: Vec<Volume>,
}

/// One volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its path beneath the trove folder.
    pub path: Vec<u8>,
    /// How many bytes it has, or must have had where it is missing.
    pub size: u64,
    /// Whether it is missing between others.
    pub is_missing: bool,
}

/// How the volumes of a file were read one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// How many bytes of each volume were shown; zeros stand for those that could not be had.
    pub lengths: Vec<u64>,
    /// The paths of those that could not be had, or not to their end.
    pub lost: Vec<Vec<u8>>,
    /// The paths of those that changed meanwhile.
    pub changed: Vec<Vec<u8>>,
}

impl Root {
    /// Tells what the file at `path` is among those beside it.
    pub fn role(&self, path: &[u8]) -> Role {
        let (folder, name) = split_path(path);
        let Some(series) = Series::of(name) else { return Role::Whole };
        let beside = Beside { root: self, folder, series };
        let Some(first) = beside.first() else { return beside.headless(name) };
        let is_of = |volumes: &Volumes| {
            volumes.all.iter().any(|volume| volume.path == path && !volume.is_missing)
        };
        match beside.volumes(first).filter(is_of) {
            Some(volumes) if beside.speaker(first) == name => Role::First(volumes),
            Some(_) => Role::Further { first: beside.path(&beside.speaker(first)) },
            None => Role::Whole,
        }
    }

    /// Reads volumes one after the other, showing every chunk to `look`, and asks before each whether to go on; nothing
    /// where it did not to the end.
    pub fn read_volumes(
        &self,
        volumes: &Volumes,
        goes_on: impl Fn() -> bool,
        mut look: impl FnMut(&[u8]),
    ) -> Result<Option<Joined>, ReadError> {
        let mut joined = Joined::default();
        for volume in &volumes.all {
            let mut length = 0;
            let mut count = |chunk: &[u8]| {
                length += chunk.len() as u64;
                look(chunk);
            };
            let is_whole = match self.read_volume(volume, &goes_on, &mut count, &mut joined) {
                Ok(None) => return Ok(None),
                Ok(Some(is_whole)) => is_whole,
                Err(ReadError::Damaged) => false,
                Err(error) => return Err(error),
            };
            if !is_whole {
                joined.lost.push(volume.path.clone());
                while length < volume.size && goes_on() {
                    let left = usize::try_from(volume.size - length).unwrap_or(usize::MAX);
                    look(&ZEROS[..left.min(ZEROS.len())]);
                    length += left.min(ZEROS.len()) as u64;
                }
            }
            joined.lengths.push(length);
        }
        Ok(Some(joined))
    }

    /// Reads one volume; false where there is none, nothing where it was broken off.
    fn read_volume(
        &self,
        volume: &Volume,
        goes_on: &impl Fn() -> bool,
        look: &mut dyn FnMut(&[u8]),
        joined: &mut Joined,
    ) -> Result<Option<bool>, ReadError> {
        if volume.is_missing {
            return Ok(Some(false));
        }
        let opened = match self.open_file(&volume.path).map_err(crate::Unopened::outcome) {
            Ok(opened) => opened,
            Err(Ok(_)) => return Ok(Some(false)),
            Err(Err(source)) => return Err(ReadError::OutOfResources(source)),
        };
        let read = read_while(&opened.file, goes_on, |chunk| look(chunk))?;
        let after = Stat::of(&opened.file).map_err(ReadError::of)?;
        let is_same = (after.size, after.modified_ns, after.changed_ns)
            == (opened.stat.size, opened.stat.modified_ns, opened.stat.changed_ns);
        if !is_same || after.size != volume.size {
            joined.changed.push(volume.path.clone());
        }
        Ok(read.map(|_| true))
    }
}

/// The files beside one whose name is that of a volume.
struct Beside<'r> {
    root: &'r Root,
    folder: &'r [u8],
    series: Series,
}

impl Beside<'_> {
    fn path(&self, name: &[u8]) -> Vec<u8> {
        [self.folder, name].concat()
    }

    fn open(&self, name: &[u8]) -> Option<Opened> {
        self.root.open_file(&self.path(name)).ok()
    }

    /// Returns the number of the first volume with one.
    fn first(&self) -> Option<u64> {
        let is_there = |number: &&u64| {
            self.series.name(**number).is_some_and(|name| self.open(&name).is_some())
        };
        let first = self.series.kind.first_numbers().iter().find(is_there).copied()?;
        let main = self.series.main();
        main.is_none_or(|name| self.open(name).is_some()).then_some(first)
    }

    /// Returns the name of the volume that stands for all.
    fn speaker(&self, first: u64) -> Vec<u8> {
        let numbered = || self.series.name(first).unwrap_or_default();
        self.series.main().map_or_else(numbered, <[u8]>::to_vec)
    }

    /// Tells what a file is whose first volume is not there.
    fn headless(&self, name: &[u8]) -> Role {
        let number = self.series.kind.first_numbers().last().copied().unwrap_or(0);
        let first = self.speaker(number);
        // Many a name ends in two letters.
        let is_told = self.series.kind != SeriesKind::Letters && first != name;
        if is_told { Role::Headless { first } } else { Role::Whole }
    }

    /// Returns the volumes where there are two at least, and they fit together.
    fn volumes(&self, first: u64) -> Option<Volumes> {
        let mut found = self.numbered(first);
        if let Some(main) = self.series.main() {
            let at = if self.series.kind == SeriesKind::Zip { found.len() } else { 0 };
            found.insert(at, self.look(main)?);
        }
        let size = found.first()?.size();
        let next = self.series.name(first + MOST_VOLUMES);
        let are_too_many = next.is_some_and(|name| self.open(&name).is_some());
        let is_one = found.len() > 1
            && !are_too_many
            && found.iter().try_fold(0_u64, |all, one| all.checked_add(one.size().max(size)))?
                <= MOST_BYTES
            && self.fit(&found);
        let is_cut = self.series.kind.is_plain_cut();
        let volume = |seen: Seen| Volume {
            size: seen.stat.map_or(if is_cut { size } else { 0 }, |stat| stat.size),
            is_missing: seen.stat.is_none(),
            path: self.path(&seen.name),
        };
        let all = is_one.then(|| found.into_iter().map(volume).collect())?;
        Some(Volumes { whole: self.series.whole.clone(), all })
    }

    /// Returns the volumes with numbers, and between them those that are missing.
    fn numbered(&self, first: u64) -> Vec<Seen> {
        let mut found = Vec::new();
        let mut missing = 0;
        for number in first..first + MOST_VOLUMES {
            let Some(name) = self.series.name(number) else { break };
            let seen = self.look(&name);
            missing = if seen.is_some() { 0 } else { missing + 1 };
            if missing > MOST_MISSING {
                break;
            }
            found.push(seen.unwrap_or(Seen { name, stat: None, head: Vec::new() }));
        }
        let last = found.iter().rposition(|seen| seen.stat.is_some());
        found.truncate(last.map_or(0, |last| last + 1));
        found
    }

    fn look(&self, name: &[u8]) -> Option<Seen> {
        let opened = self.open(name)?;
        let mut head = Vec::new();
        opened.file.take(HEAD as u64).read_to_end(&mut head).ok()?;
        Some(Seen { name: name.to_vec(), stat: Some(opened.stat), head })
    }

    /// Tells whether lengths and first bytes are those of volumes of one file.
    fn fit(&self, found: &[Seen]) -> bool {
        let Some((first, others)) = found.split_first() else { return false };
        let mut present = others.iter().filter(|seen| seen.stat.is_some());
        match self.series.kind {
            SeriesKind::Zip => first.head.starts_with(b"PK"),
            SeriesKind::Rar | SeriesKind::OldRar => {
                let is_archive = |seen: &Seen| seen.head.starts_with(b"Rar!");
                is_archive(first) && present.all(is_archive)
            }
            SeriesKind::Numbers | SeriesKind::Letters => {
                first.size() > 0
                    && (are_even(first, others) || self.go_on(first, others))
                    && !present.any(|seen| begins_alike(&first.head, &seen.head))
            }
        }
    }

    /// Tells whether an archive goes on in files of other lengths, as 7-Zip cuts where it is told several.
    fn go_on(&self, first: &Seen, others: &[Seen]) -> bool {
        self.series.kind == SeriesKind::Numbers
            && begins_archive(&first.head)
            && others.iter().all(|seen| seen.stat.is_some() && !begins_archive(&seen.head))
    }
}

/// Tells whether all volumes are as long as the first, and the last one no longer.
fn are_even(first: &Seen, others: &[Seen]) -> bool {
    let Some((last, middle)) = others.split_last() else { return false };
    // `split --number` leaves the rest to the last one.
    let longest = first.size() + others.len() as u64 + 1;
    let mut present = middle.iter().filter(|seen| seen.stat.is_some());
    last.size() <= longest && present.all(|seen| seen.size() == first.size())
}

/// Tells whether two files begin in the same way, so that the second is none that goes on where the first ends.
fn begins_alike(first: &[u8], other: &[u8]) -> bool {
    let is_same = first.get(..SIGNATURE) == other.get(..SIGNATURE) && other.len() >= SIGNATURE;
    let is_tar = |head: &[u8]| head.get(TAR) == Some(b"ustar");
    is_same || is_tar(first) && is_tar(other)
}

/// A volume as it is seen before all are known to fit.
struct Seen {
    name: Vec<u8>,
    stat: Option<Stat>,
    head: Vec<u8>,
}

impl Seen {
    fn size(&self) -> u64 {
        self.stat.map_or(0, |stat| stat.size)
    }
}

/// Cuts a path behind its last folder.
fn split_path(path: &[u8]) -> (&[u8], &[u8]) {
    path.split_at(path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Root) {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::create_dir(folder.path().join("a")).expect("it is writable");
        for (name, content) in files {
            std::fs::write(folder.path().join("a").join(name), content).expect("it is writable");
        }
        let root = Root::open(Path::new(folder.path())).expect("it is there");
        (folder, root)
    }

    fn first(root: &Root, name: &str) -> Volumes {
        match root.role(format!("a/{name}").as_bytes()) {
            Role::First(volumes) => volumes,
            other => panic!("{name}: {other:?}"),
        }
    }

    fn joined(root: &Root, volumes: &Volumes) -> (Vec<u8>, Joined) {
        let mut bytes = Vec::new();
        let read = root.read_volumes(volumes, || true, |chunk| bytes.extend_from_slice(chunk));
        (bytes, read.expect("no want").expect("to the end"))
    }

    #[test]
    fn volumes_are_read_one_after_the_other() {
        let (_folder, root) =
            folder(&[("x.7z.001", b"7z_one__"), ("x.7z.002", b"__two___"), ("x.7z.003", b"end")]);
        let volumes = first(&root, "x.7z.001");
        assert_eq!(volumes.whole, b"x.7z");
        let (bytes, joined) = joined(&root, &volumes);
        assert_eq!(bytes, b"7z_one____two___end");
        assert_eq!(joined, Joined { lengths: vec![8, 8, 3], ..Joined::default() });
        let further = Role::Further { first: b"a/x.7z.001".to_vec() };
        assert_eq!(root.role(b"a/x.7z.002"), further);
        assert_eq!(root.role(b"a/x.7z.003"), further);
        assert_eq!(root.role(b"a/x.7z.004"), Role::Whole);
    }

    #[test]
    fn of_more_volumes_than_can_be_joined_none_is_taken_for_one() {
        let (folder, root) = folder(&[]);
        let write = |number: u64| {
            let path = folder.path().join(format!("a/x.7z.{number:04}"));
            std::fs::write(path, format!("{number:06}")).expect("it is writable");
        };
        (1..=MOST_VOLUMES).for_each(write);
        assert_eq!(first(&root, "x.7z.0001").all.len() as u64, MOST_VOLUMES);
        write(MOST_VOLUMES + 1);
        assert_eq!(root.role(b"a/x.7z.0001"), Role::Whole);
        assert_eq!(root.role(b"a/x.7z.1001"), Role::Whole);
    }

    #[test]
    fn a_volume_that_is_missing_is_named_and_its_place_kept() {
        let (_folder, root) = folder(&[("x.tar.gz.aa", b"12345678"), ("x.tar.gz.ac", b"end")]);
        let (bytes, joined) = joined(&root, &first(&root, "x.tar.gz.aa"));
        assert_eq!(bytes, b"12345678\0\0\0\0\0\0\0\0end");
        assert_eq!(joined.lost, [b"a/x.tar.gz.ab"]);
        let (_folder, root) = folder(&[("x.zip.002", b"12345678")]);
        assert_eq!(root.role(b"a/x.zip.002"), Role::Headless { first: b"x.zip.001".to_vec() });
    }

    #[test]
    fn the_last_volume_of_a_zip_stands_for_all() {
        let (_folder, root) =
            folder(&[("x.zip", b"last"), ("x.z01", b"PK\x07\x08first"), ("x.z02", b"second")]);
        let (bytes, joined) = joined(&root, &first(&root, "x.zip"));
        assert_eq!(bytes, b"PK\x07\x08firstsecondlast");
        assert_eq!(joined.lengths, [9, 6, 4]);
        assert_eq!(root.role(b"a/x.z02"), Role::Further { first: b"a/x.zip".to_vec() });
    }

    #[test]
    fn volumes_of_an_archive_may_have_any_lengths() {
        let mut tar = [[b'n'; 300], [b'm'; 300]].concat();
        tar[TAR].copy_from_slice(b"ustar");
        let (_folder, root) = folder(&[
            ("x.tar.001", &tar[..300]),
            ("x.tar.002", &tar[300..310]),
            ("x.tar.003", &tar),
        ]);
        assert_eq!(root.role(b"a/x.tar.002"), Role::Whole, "the third begins as an archive");
        let (_folder, root) = folder(&[
            ("x.tar.001", &tar[..300]),
            ("x.tar.002", &tar[300..310]),
            ("x.tar.003", &[b'e'; 900]),
        ]);
        let (bytes, joined) = joined(&root, &first(&root, "x.tar.001"));
        assert_eq!((bytes.len(), joined.lengths), (1210, vec![300, 10, 900]));
    }

    #[test]
    fn files_of_their_own_are_no_volumes() {
        let alone: [&[(&str, &[u8])]; 5] = [
            &[("x.gz.001", b"\x1f\x8b\x08\0aa"), ("x.gz.002", b"\x1f\x8b\x08\0bb, and longer")],
            // archives that a rotation numbered
            &[("x.zip.001", b"PK\x03\x04\x14\0aa"), ("x.zip.002", b"PK\x03\x04\x14\0bb")],
            // of no common length
            &[("x.gz.001", b"12345678"), ("x.gz.002", b"123"), ("x.gz.003", b"1")],
            &[("x.gz.001", b"1234"), ("x.gz.002", b"much longer")],
            &[("x.zip", b"PK\x03\x04")],
        ];
        for files in alone {
            let (_folder, root) = folder(files);
            for (name, _) in files {
                let path = format!("a/{name}");
                assert_eq!(root.role(path.as_bytes()), Role::Whole, "{name}");
            }
        }
        let mut tar = vec![b'n'; 512];
        tar[TAR].copy_from_slice(b"ustar");
        let other = [b"m", &tar[1..]].concat();
        let (_folder, root) = folder(&[("x.tar.01", &tar), ("x.tar.02", &other)]);
        assert_eq!(root.role(b"a/x.tar.02"), Role::Whole);
    }
}
