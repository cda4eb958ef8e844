//! What does a value tell of a file, by the head of its column, its key or its element?

use item::Locator;

use super::lines::number_from;
use super::recorded::{Known, Recorded};
use super::sums::locator_from;
use super::told::{Named, by_length, by_name};
use crate::Error;

/// What a text of known form is that lists nothing.
pub(super) const NO_FILES: Error =
    Error::Line { line: 1, what: "it lists no file with a name and a digest" };

/// Heads of names, in the five languages, the likeliest first.
const NAMES: [&str; 20] = [
    "fullpath",
    "path",
    "filepath",
    "fullname",
    "filenames",
    "filename",
    "file",
    "name",
    "data",
    "путь",
    "файл",
    "имяфайла",
    "имя",
    "chemin",
    "fichier",
    "nomdufichier",
    "ruta",
    "archivo",
    "nombre",
    "nombredearchivo",
];
const SIZES: [&str; 6] = ["size", "bytes", "length", "размер", "taille", "tamaño"];
/// Heads of digests whose algorithm stands elsewhere or shows in the length.
const DIGESTS: [&str; 11] = [
    "hash",
    "hashvalue",
    "digest",
    "hashdigest",
    "checksum",
    "checksumvalue",
    "integrity",
    "хеш",
    "хэш",
    "empreinte",
    "suma",
];
/// Heads of what an entry is, where folders stand among files.
const SORTS: [&str; 8] =
    ["isdir", "isdirectory", "isfolder", "type", "nametype", "filetype", "kind", "entrytype"];
/// What stands there of a folder.
const FOLDERS: [&str; 5] = ["true", "d", "dir", "directory", "folder"];
const ALGORITHMS: [&str; 6] = ["algorithm", "algo", "alg", "hashalgorithm", "hashtype", "алгоритм"];

/// What stands under a head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// By its place among the heads that names may have.
    Name(usize),
    Size,
    /// Of an algorithm with this name.
    Digest(String),
    /// Of an algorithm that stands elsewhere, or shows in the length.
    AnyDigest,
    Algorithm,
    /// Whether it is a file or a folder.
    Sort,
    Other,
}

impl Head {
    pub(super) fn of(head: &str) -> Self {
        let letters = head.to_lowercase();
        let plain: String = letters.chars().filter(|letter| letter.is_alphanumeric()).collect();
        let size = plain.trim_end_matches("bytes").trim_start_matches("file");
        if let Some(rank) = NAMES.iter().position(|name| *name == plain) {
            Self::Name(rank)
        } else if SIZES.contains(&size) || SIZES.contains(&plain.as_str()) {
            Self::Size
        } else if ALGORITHMS.contains(&plain.as_str()) {
            Self::Algorithm
        } else if DIGESTS.contains(&plain.as_str()) {
            Self::AnyDigest
        } else if SORTS.contains(&plain.as_str()) {
            Self::Sort
        } else if Named::of(&plain).is_some() {
            Self::Digest(head.trim().to_owned())
        } else {
            Self::Other
        }
    }

    /// Tells whether a digest stands under it.
    pub(super) fn is_digest(&self) -> bool {
        matches!(self, Self::Digest(_) | Self::AnyDigest)
    }
}

/// Tells whether digests of one file stand beneath a key or an element of this name.
pub(super) fn is_of_digests(name: &str) -> bool {
    let name = name.to_lowercase();
    let one = name.strip_suffix("es").or_else(|| name.strip_suffix('s')).unwrap_or(&name);
    ["hash", "digest", "checksum"].contains(&one)
}

/// What is known of one file, while its values come.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The names, by the rank of their head.
    names: Vec<(usize, String)>,
    size: Option<u64>,
    known: Known,
    algorithm: Option<String>,
    /// Digests of an algorithm that stands elsewhere.
    digests: Vec<String>,
    is_folder: bool,
}

impl Row {
    /// Takes a value; what is empty tells nothing.
    pub(super) fn take(&mut self, head: &Head, value: &str) -> Result<(), &'static str> {
        let value = value.trim();
        match head {
            _ if value.is_empty() => {}
            Head::Name(rank) => self.names.push((*rank, value.to_owned())),
            Head::Size => self.size = number_from(value),
            Head::Digest(name) => self.known.add(by_name(name, value.as_bytes())?),
            Head::AnyDigest => self.digests.push(value.to_owned()),
            Head::Algorithm => self.algorithm = Some(value.to_owned()),
            Head::Sort => self.is_folder |= FOLDERS.contains(&value.to_lowercase().as_str()),
            Head::Other => {}
        }
        Ok(())
    }

    /// Takes what is known of the same file elsewhere.
    pub(super) fn join(&mut self, other: &Self) -> Result<(), &'static str> {
        self.known.add(other.known_in_all()?);
        Ok(())
    }

    /// Tells whether it has the name of a file.
    pub(super) fn has_name(&self) -> bool {
        !self.names.is_empty()
    }

    /// Tells whether it has a digest.
    pub(super) fn has_digest(&self) -> bool {
        self.known != Known::default() || !self.digests.is_empty()
    }

    /// Tells whether it names what should have a digest and has none: no folder.
    pub(super) fn lacks_digest(&self) -> bool {
        let is_folder = |(_, name): &(usize, String)| name.ends_with(['/', '\\']);
        self.has_name()
            && !self.has_digest()
            && !self.is_folder
            && !self.names.iter().any(is_folder)
    }

    /// Returns the ranks of the heads of its names: what entries of one list have in common.
    pub(super) fn name_ranks(&self) -> Vec<usize> {
        let mut ranks: Vec<usize> = self.names.iter().map(|(rank, _)| *rank).collect();
        ranks.sort_unstable();
        ranks
    }

    /// Tells whether a value of this kind came already.
    pub(super) fn has(&self, head: &Head) -> bool {
        match head {
            Head::Name(rank) => self.names.iter().any(|(known, _)| known == rank),
            Head::Algorithm => self.algorithm.is_some(),
            _ => false,
        }
    }

    /// Makes the entry.
    pub(super) fn finish(self) -> Result<Recorded, &'static str> {
        let locator = Some(self.locator()?);
        let size = self.size;
        Ok(Recorded { locator, size, known: self.known_in_all()?, modified_ns: None, closed: None })
    }

    /// Returns the likeliest name; the name alone is joined to a folder that has a column of its own.
    fn locator(&self) -> Result<Locator, &'static str> {
        let mut names: Vec<_> = self.names.iter().collect();
        names.sort();
        let [(_, path), rest @ ..] = &names[..] else { return Err("it has no name of a file") };
        let is_folder = path.ends_with(['/', '\\']);
        let leaf = rest.first().map_or("", |(_, leaf)| leaf);
        locator_from(if is_folder { format!("{path}{leaf}") } else { path.clone() }.as_bytes())
    }

    fn known_in_all(&self) -> Result<Known, &'static str> {
        let mut known = self.known.clone();
        for digits in &self.digests {
            known.add(match &self.algorithm {
                Some(name) => by_name(name, digits.as_bytes())?,
                None => by_length(digits.as_bytes())?,
            });
        }
        Ok(known)
    }
}
