//! What does a value tell of a file, by the head of its column, its key or its element?

use item::Locator;

use super::lines::{locator_from, number_from};
use super::recorded::{Known, Recorded};
use super::told::{Named, by_length, by_name};
use crate::Error;

/// What a text of known form is that lists nothing.
pub(super) const NO_FILES: Error =
    Error::Line { line: 1, what: "it lists no file with a name and a digest" };

/// Heads of names, in the five languages and others, the likeliest first.
const NAMES: [&str; 59] = [
    "fullpath",
    "path",
    "filepath",
    "fullname",
    "fullfilename",
    "filepathname",
    "pathname",
    "relativepath",
    "relpath",
    "itempath",
    "originalpath",
    "sourcefile",
    "nativefile",
    "nativepath",
    "nativelink",
    "location",
    "filelocation",
    "parentpath",
    "folder",
    "directory",
    "href",
    "uri",
    "url",
    "filenames",
    "filename",
    "file",
    "originalname",
    "originalfilename",
    "name",
    "data",
    "полныйпуть",
    "путькфайлу",
    "расположение",
    "папка",
    "путь",
    "файл",
    "имяфайла",
    "имя",
    "chemincomplet",
    "cheminfichier",
    "chemindufichier",
    "chemin",
    "emplacement",
    "dossier",
    "fichier",
    "nomdefichier",
    "nomdufichier",
    "nom",
    "rutacompleta",
    "ruta",
    "ubicación",
    "carpeta",
    "archivo",
    "nombredearchivo",
    "nombredelarchivo",
    "nombre",
    "المسار",
    "اسمالملف",
    "الملف",
];
const SIZES: [&str; 8] =
    ["size", "bytes", "length", "размер", "размерфайла", "taille", "tamaño", "الحجم"];
/// Heads of digests whose algorithm stands elsewhere or shows in the length; before or behind the name of an algorithm, they tell
/// nothing besides.
const DIGESTS: [&str; 25] = [
    "messagedigest",
    "hashdigest",
    "hashvalue",
    "hashcode",
    "filehash",
    "checksumvalue",
    "checksum",
    "digest",
    "hash",
    "integrity",
    "хешсумма",
    "хэшсумма",
    "хеш",
    "хэш",
    "контрольнаясумма",
    "empreinte",
    "hachage",
    "sommedecontrôle",
    "somme",
    "sumadeverificación",
    "sumadecomprobación",
    "huella",
    "resumen",
    "suma",
    "التجزئة",
];
/// Heads of what an entry is, where folders stand among files.
const SORTS: [&str; 8] =
    ["isdir", "isdirectory", "isfolder", "type", "nametype", "filetype", "kind", "entrytype"];
/// What stands there of a folder.
const FOLDERS: [&str; 5] = ["true", "d", "dir", "directory", "folder"];
const ALGORITHMS: [&str; 13] = [
    "algorithm",
    "algo",
    "alg",
    "hashalgorithm",
    "digestalgorithm",
    "messagedigestalgorithm",
    "checksumalgorithm",
    "checksumtype",
    "hashtype",
    "hashname",
    "алгоритм",
    "algorithme",
    "algoritmo",
];

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
        } else if let Some(name) = algorithm(&plain) {
            Self::Digest(name.to_owned())
        } else {
            Self::Other
        }
    }

    /// Tells whether a digest stands under it.
    pub(super) fn is_digest(&self) -> bool {
        matches!(self, Self::Digest(_) | Self::AnyDigest)
    }
}

/// Returns the name of an algorithm in the letters of a head: in `hashsha256`, `empreintemd5`.
fn algorithm(plain: &str) -> Option<&str> {
    let bare = |word: &&str| plain.strip_prefix(*word).or_else(|| plain.strip_suffix(*word));
    let words = [plain].into_iter().chain(DIGESTS.iter().filter_map(bare));
    words.into_iter().find(|word| Named::of(word).is_some())
}

/// Tells whether digests of one file stand beneath a key or an element of this name; PREMIS has them three deep.
pub(super) fn is_of_digests(name: &str) -> bool {
    let name = name.to_lowercase();
    let one = name.strip_suffix("es").or_else(|| name.strip_suffix('s')).unwrap_or(&name);
    ["hash", "digest", "checksum", "fixity", "objectcharacteristic"].contains(&one)
}

/// What is known of one file, while its values come.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// The names, by the rank of their head.
    names: Vec<(usize, Vec<u8>)>,
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
            Head::Name(rank) => self.take_name(*rank, value.as_bytes()),
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

    /// Takes a name in whatever encoding.
    pub(super) fn take_name(&mut self, rank: usize, name: &[u8]) {
        let name = name.trim_ascii();
        if !name.is_empty() {
            self.names.push((rank, name.to_vec()));
        }
    }

    /// Takes the names of the same file that stand elsewhere.
    pub(super) fn take_names(&mut self, other: &Self) {
        self.names.extend(other.names.iter().cloned());
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
        let is_folder = |(_, name): &(usize, Vec<u8>)| name.last().copied().is_some_and(is_slash);
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
        let Some((_, leaf)) = rest.last() else { return locator_from(path) };
        let last = path.rsplit(|byte| is_slash(*byte)).next().unwrap_or_default();
        // A path that ends with another name, and with no ending of a file, is that of the folder.
        let is_folder =
            last != &leaf[..] && !last.contains(&b'.') && !leaf.iter().copied().any(is_slash);
        let sign: &[u8] = if path.contains(&b'\\') { b"\\" } else { b"/" };
        match path.last() {
            Some(end) if is_slash(*end) => locator_from(&[&path[..], leaf].concat()),
            _ if is_folder => locator_from(&[&path[..], sign, leaf].concat()),
            _ => locator_from(path),
        }
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

fn is_slash(byte: u8) -> bool {
    b"/\\".contains(&byte)
}
