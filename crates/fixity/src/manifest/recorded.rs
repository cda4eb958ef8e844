//! What a manifest of any form records, ready for an audit.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use item::{Algorithm, Digest, Digests, Locator, Outcome};

use super::entry::{FileLine, Manifest};
use super::left_out::{refused_by_b3sum, refused_by_hashdeep};
use super::lines::push_hex;
use super::scope::Scope;

/// The digests that a manifest records of one content.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// BLAKE3.
    pub blake3: Option<Digest>,
    /// SHA-256.
    pub sha256: Option<Digest>,
    /// 32 or 64 bytes of an algorithm that is not named: a line of `b3sum` and one of `sha256sum` look alike, and so do one of
    /// `b2sum` and one of `sha512sum`.
    pub either: Option<Vec<u8>>,
    /// Others.
    pub more: BTreeMap<Algorithm, Vec<u8>>,
    /// Names of algorithms that are not taken here, and of which the manifest has digests besides.
    pub foreign: BTreeSet<String>,
}

/// What a manifest records of one path, or of one content without a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Where; nothing in a plain list of digests.
    pub locator: Option<Locator>,
    /// Bytes, where the form has them.
    pub size: Option<u64>,
    /// The digests.
    pub known: Known,
    /// When the content changed last, in nanoseconds since 1970-01-01 UTC, where the form has it.
    pub modified_ns: Option<i64>,
    /// How it ended, where it was not read.
    pub closed: Option<Outcome>,
}

/// The shape of a manifest that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Our own.
    Dossier,
    /// Lines of `b3sum`, `sha256sum` and their like, tagged or not.
    Sums,
    /// That of hashdeep.
    Hashdeep,
    /// Digests alone.
    Hashset,
}

/// A manifest of any form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// Which shape it has.
    pub shape: Shape,
    /// What it records, in its own order; lines about one path that agree are one.
    pub recorded: Vec<Recorded>,
    /// The files root, where the form has it.
    pub files_root: Option<Digest>,
    /// The numbers of the lines that have no digest and list nothing, as far as can be told.
    pub passed_over: Vec<usize>,
}

/// Bytes of SHA-512 and `BLAKE2b`.
const LONG: usize = 64;

/// Tells whether a digest of an algorithm that is not named is one of those taken, or nothing where none of its length was.
fn is_either(known: &[u8], digests: &Digests) -> Option<bool> {
    let short = [&digests.blake3.0[..], &digests.sha256.0[..]].into_iter();
    let all = short.chain(digests.more.values().map(Vec::as_slice));
    all.filter(|digest| digest.len() == known.len())
        .map(|digest| digest == known)
        .reduce(|one, other| one || other)
}

impl Known {
    /// Takes the digests of another column about the same content.
    pub(super) fn add(&mut self, other: Self) {
        self.blake3 = self.blake3.or(other.blake3);
        self.sha256 = self.sha256.or(other.sha256);
        self.either = self.either.take().or(other.either);
        self.more.extend(other.more);
        self.foreign.extend(other.foreign);
    }

    /// Counts the digests.
    pub(super) fn count(&self) -> usize {
        let single = [self.blake3.is_some(), self.sha256.is_some(), self.either.is_some()];
        let single = single.into_iter().filter(|is_there| *is_there).count();
        single + self.more.len() + self.foreign.len()
    }

    /// Tells whether both have a digest of one algorithm, or may have.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let both = |one: bool, other: bool| one && other;
        both(self.blake3.is_some(), other.blake3.is_some())
            || both(self.sha256.is_some(), other.sha256.is_some())
            || both(self.either.is_some(), other.either.is_some())
            || self.more.keys().any(|algorithm| other.more.contains_key(algorithm))
    }

    /// Tells whether the content is the one recorded, or nothing where no digest of the same kind was taken.
    pub fn agrees(&self, digests: &Digests) -> Option<bool> {
        let either = self.either.as_deref().and_then(|known| is_either(known, digests));
        let more = self.more.iter().filter_map(|(algorithm, known)| {
            digests.more.get(algorithm).map(|digest| digest == known)
        });
        let blake3 = self.blake3.map(|known| known == digests.blake3);
        let sha256 = self.sha256.map(|known| known == digests.sha256);
        more.chain(blake3).chain(sha256).chain(either).reduce(|one, other| one && other)
    }

    /// Returns the digest by which to look for the content, the strongest first.
    pub(crate) fn strongest(&self) -> Option<&[u8]> {
        let strong = self.blake3.as_ref().or(self.sha256.as_ref()).map(|digest| &digest.0[..]);
        let weak = || self.more.iter().next_back().map(|(_, digest)| &digest[..]);
        strong.or(self.either.as_deref()).or_else(weak)
    }

    /// Returns the name of the strongest digest; `untold` names one whose algorithm the manifest does not name.
    fn strongest_name(&self, untold: impl Fn(&[u8]) -> &'static str) -> Option<&'static str> {
        let weak = || {
            let (strongest, _) = self.more.iter().next_back()?;
            Algorithm::ALL.iter().find(|(_, known)| known == strongest).map(|(name, _)| *name)
        };
        let strong = [
            self.blake3.map(|_| "blake3"),
            self.sha256.map(|_| "sha256"),
            self.either.as_deref().map(untold),
        ];
        strong.into_iter().flatten().next().or_else(weak)
    }

    /// Returns which digests must be taken to compare, where BLAKE3 and SHA-256, which every audit takes, are not enough.
    pub(super) fn needs(&self) -> Vec<Algorithm> {
        match &self.either {
            _ if self.blake3.is_some() || self.sha256.is_some() => Vec::new(),
            Some(digest) if digest.len() == LONG => vec![Algorithm::Sha512, Algorithm::Blake2b],
            Some(_) => Vec::new(),
            None => self.more.keys().copied().collect(),
        }
    }

    /// Takes over what `other` knows besides, unless the two differ.
    fn join(&mut self, other: &Self) -> bool {
        fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.zip(other).is_some_and(|(one, other)| one != other)
        }
        let more_differs = other.more.iter().any(|(algorithm, digest)| {
            self.more.get(algorithm).is_some_and(|known| known != digest)
        });
        if more_differs
            || differ(self.blake3.as_ref(), other.blake3.as_ref())
            || differ(self.sha256.as_ref(), other.sha256.as_ref())
            || differ(self.either.as_ref(), other.either.as_ref())
        {
            return false;
        }
        self.add(other.clone());
        true
    }
}

impl From<&Digests> for Known {
    fn from(digests: &Digests) -> Self {
        Self {
            blake3: Some(digests.blake3),
            sha256: Some(digests.sha256),
            either: None,
            more: digests.more.clone(),
            foreign: BTreeSet::new(),
        }
    }
}

/// Gives the strongest digest in hex.
impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut hex = String::new();
        push_hex(&mut hex, self.strongest().unwrap_or_default());
        f.pad(&hex)
    }
}

impl Recorded {
    fn join(&mut self, other: &Self) -> bool {
        self.size == other.size && self.known.join(&other.known)
    }
}

impl From<&FileLine> for Recorded {
    fn from(file: &FileLine) -> Self {
        Self {
            locator: Some(file.locator.clone()),
            size: file.digests.as_ref().map(|digests| digests.size),
            known: file.digests.as_ref().map(Known::from).unwrap_or_default(),
            modified_ns: file.modified_ns,
            closed: file.unread(),
        }
    }
}

impl From<&Manifest> for Parsed {
    fn from(manifest: &Manifest) -> Self {
        Self {
            shape: Shape::Dossier,
            recorded: manifest.files().iter().map(Recorded::from).collect(),
            files_root: Some(manifest.files_root()),
            passed_over: Vec::new(),
        }
    }
}

impl Parsed {
    /// Makes a manifest of a foreign form, joining lines about one path that do not contradict each other.
    pub(super) fn foreign(shape: Shape, recorded: Vec<Recorded>) -> Self {
        let mut joined: Vec<Recorded> = Vec::with_capacity(recorded.len());
        let mut at_locator = BTreeMap::new();
        for line in recorded {
            let at = line.locator.clone().and_then(|locator| {
                let at = *at_locator.entry(locator).or_insert(joined.len());
                (at < joined.len()).then_some(at)
            });
            let is_joined = at.is_some_and(|at| joined[at].join(&line));
            if !is_joined {
                joined.push(line);
            }
        }
        Self { shape, recorded: joined, files_root: None, passed_over: Vec::new() }
    }

    /// Places paths of a foreign form in the trove `label`; those that begin with `folder` become relative to it.
    ///
    /// A manifest that was made from outside the trove folder has absolute paths, or paths that begin with its name.
    /// Our own form has labels and paths of its own, and stays as it is.
    #[must_use]
    pub fn placed(mut self, label: &[u8], folder: &[u8]) -> Self {
        if self.shape == Shape::Dossier {
            return self;
        }
        let folder = folder.strip_suffix(b"/").unwrap_or(folder);
        for locator in self.recorded.iter_mut().filter_map(|entry| entry.locator.as_mut()) {
            let beneath =
                locator.path.strip_prefix(folder).and_then(|rest| rest.strip_prefix(b"/"));
            let path = beneath.unwrap_or(&locator.path).to_vec();
            *locator = Locator::new(label, path);
        }
        self
    }

    /// Returns the names of the digests that the comparison with what is `seen` rests on: of each line the strongest.
    pub fn compared_by(&self, seen: &[FileLine]) -> BTreeSet<&'static str> {
        let short = if self.is_of_b3sum(seen) { "blake3" } else { "sha256" };
        let long = if self.is_of_b2sum(seen) { "blake2b" } else { "sha512" };
        let untold = |digest: &[u8]| if digest.len() == LONG { long } else { short };
        self.recorded.iter().filter_map(|recorded| recorded.known.strongest_name(untold)).collect()
    }

    /// Returns the names of the digests that the manifest has of these places and that are not taken here.
    pub fn foreign_at(&self, places: &[Locator]) -> BTreeSet<&str> {
        let places: BTreeSet<&Locator> = places.iter().collect();
        let at = |recorded: &&Recorded| {
            recorded.locator.as_ref().is_some_and(|locator| places.contains(locator))
        };
        let there = self.recorded.iter().filter(at);
        there.flat_map(|recorded| recorded.known.foreign.iter().map(String::as_str)).collect()
    }

    /// Tells whether not one digest without the name of its algorithm fits any file, though files have such lines: all of
    /// them may have changed, and the list may be of another algorithm than those that are taken.
    pub fn is_algorithm_in_doubt(&self, seen: &[FileLine]) -> bool {
        let untold: BTreeSet<&[u8]> =
            self.recorded.iter().filter_map(|entry| entry.known.either.as_deref()).collect();
        let fits =
            || seen.iter().flat_map(FileLine::each_digest).any(|digest| untold.contains(digest));
        !untold.is_empty() && !fits()
    }

    /// Tells whether the form has no place for a file at `locator`, so that its absence says nothing: a name that the
    /// form cannot write, or a trove that it does not list. What is `seen` tells `b3sum` from `sha256sum`.
    pub fn has_no_place_for(&self, seen: &[FileLine]) -> impl Fn(&Locator) -> bool + use<> {
        let shape = self.shape;
        let is_of_b3sum = self.is_of_b3sum(seen);
        move |locator| match shape {
            Shape::Dossier | Shape::Hashset => false,
            _ if !locator.trove.is_empty() => true,
            Shape::Sums => is_of_b3sum && refused_by_b3sum(&locator.path).is_some(),
            Shape::Hashdeep => refused_by_hashdeep(&locator.path).is_some(),
        }
    }

    /// Tells lines of `b3sum` from those of `sha256sum`, which look alike, by whether one of them fits a file.
    fn is_of_b3sum(&self, seen: &[FileLine]) -> bool {
        let is_told = self.recorded.iter().any(|recorded| recorded.known.blake3.is_some());
        is_told || self.one_fits(seen, |digests| Some(&digests.blake3.0))
    }

    /// Tells lines of `b2sum` from those of `sha512sum`, likewise.
    fn is_of_b2sum(&self, seen: &[FileLine]) -> bool {
        self.one_fits(seen, |digests| digests.more.get(&Algorithm::Blake2b).map(Vec::as_slice))
    }

    /// Tells whether a digest without a name is the `taken` one of a file.
    fn one_fits(&self, seen: &[FileLine], taken: fn(&Digests) -> Option<&[u8]>) -> bool {
        let untold = self.recorded.iter().filter_map(|recorded| recorded.known.either.as_deref());
        let untold: BTreeSet<&[u8]> = untold.collect();
        let digests = seen.iter().filter_map(|file| file.digests.as_ref());
        digests.filter_map(taken).any(|digest| untold.contains(digest))
    }

    /// Returns what the manifest speaks of: our own form of every entry, others of files that were read.
    pub fn scope(&self) -> Scope {
        match self.shape {
            Shape::Dossier => Scope::Everything,
            _ => Scope::FilesRead,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::parse;

    const EVERY: [Algorithm; 2] = [Algorithm::Md5, Algorithm::Sha1];

    fn file(path: impl Into<Vec<u8>>, content: &str) -> FileLine {
        FileLine {
            locator: Locator::new("", path),
            digests: Some(crate::of(content.as_bytes(), &EVERY)),
            modified_ns: None,
            closed: None,
        }
    }

    fn sums(algorithm: &str, digests: &Digests) -> Parsed {
        let digest = if algorithm == "b3sum" { digests.blake3 } else { digests.sha256 };
        parse(format!("{digest}  a\n").as_bytes()).expect("it is a line of sums")
    }

    #[test]
    fn every_digest_that_can_be_compared_must_agree() {
        let (one, other) = (crate::of(b"one", &EVERY), crate::of(b"other", &EVERY));
        let known = Known::from(&one);
        assert_eq!((known.agrees(&one), known.agrees(&other)), (Some(true), Some(false)));
        let forged = Known { sha256: Some(other.sha256), ..known };
        assert_eq!(forged.agrees(&one), Some(false));
        let either = Known { either: Some(one.blake3.0.to_vec()), ..Known::default() };
        assert_eq!((either.agrees(&one), either.agrees(&other)), (Some(true), Some(false)));
    }

    #[test]
    fn digests_of_different_kinds_say_nothing_of_each_other() {
        let weak = Known { more: crate::of(b"one", &EVERY).more, ..Known::default() };
        assert_eq!(weak.agrees(&crate::of(b"one", &[])), None);
        assert_eq!(Known::default().agrees(&crate::of(b"one", &EVERY)), None);
    }

    #[test]
    fn a_comparison_names_the_strongest_digest_that_it_rests_on() {
        let seen = [file("a", "one")];
        let digests = crate::of(b"one", &EVERY);
        assert_eq!(sums("b3sum", &digests).compared_by(&seen), ["blake3"].into());
        assert_eq!(sums("sha256sum", &digests).compared_by(&seen), ["sha256"].into());
        let weak = Known { more: digests.more, ..Known::default() };
        let mut parsed = Parsed::from(&Manifest::new(seen.to_vec()));
        assert_eq!(parsed.compared_by(&seen), ["blake3"].into());
        parsed.recorded[0].known = weak;
        assert_eq!(parsed.compared_by(&seen), ["sha1"].into());
    }

    #[test]
    fn a_form_has_no_place_for_names_that_it_cannot_write_and_for_other_troves() {
        let seen = [file("a", "one")];
        let digests = crate::of(b"one", &EVERY);
        let odd = Locator::new("", b"\xff".to_vec());
        let elsewhere = Locator::new("more", "a");
        let of_b3sum = sums("b3sum", &digests).has_no_place_for(&seen);
        assert!(of_b3sum(&odd) && of_b3sum(&elsewhere) && !of_b3sum(&seen[0].locator));
        let of_sha256sum = sums("sha256sum", &digests).has_no_place_for(&seen);
        assert!(!of_sha256sum(&odd) && of_sha256sum(&elsewhere));
        let own = Parsed::from(&Manifest::new(seen.to_vec())).has_no_place_for(&seen);
        assert!(!own(&odd) && !own(&elsewhere));
    }
}
