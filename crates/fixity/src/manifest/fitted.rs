//! Which file does a line mean that was written on another system, or seen from another folder?
//!
//! A Windows tool parts folders by backslashes, a Mac writes `é` as two code points, a bag escapes `%` and line breaks
//! (RFC 8493, 2.1.3), and a list that was made from outside the trove folder begins with names that the trove does not
//! have. Such a line means the same file. What is taken for the same is stated, since it is a reading and not a record.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use encoding_rs::Encoding;
use item::{Algorithm, Locator};
use unicode_normalization::UnicodeNormalization;

use super::bare;
use super::columns;
use super::entry::FileLine;
use super::lines::url_unescaped;
use super::recorded::{Parsed, Recorded, Shape};

/// How many lines are asked for the folder from which a list was made.
const ROOT_SAMPLE: usize = 1000;

/// A way in which lines of a manifest were read, other than byte by byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// Backslashes part folders.
    Backslashes,
    /// Names have the same letters in another Unicode form.
    UnicodeForm,
    /// `%25`, `%0D` and `%0A` stand for what they escape.
    PercentEscapes,
    /// `%20` and the like stand for the bytes of a name.
    UrlEscapes,
    /// Blanks or quotes around names are none of theirs.
    Padding,
    /// `\303\251` and the like in quotes stand for the bytes of a name.
    OctalEscapes,
    /// Sizes, times, digests or signs stand before names.
    Columns,
    /// Names stand without the folders of their files.
    Bare,
    /// Names stand in this encoding.
    CodePage(&'static str),
    /// All paths begin with a folder that the trove does not have.
    Beneath(Vec<u8>),
    /// All paths are relative to a folder of the trove.
    Within(Vec<u8>),
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backslashes => f.pad("backslashes part folders"),
            Self::UnicodeForm => f.pad("names stand in another Unicode form"),
            Self::PercentEscapes => f.pad("%25, %0D and %0A are escapes, as in a bag"),
            Self::UrlEscapes => f.pad("% begins escapes, as in addresses"),
            Self::Padding => f.pad("blanks or quotes stand around names"),
            Self::OctalEscapes => f.pad("backslashes and octal figures are escapes"),
            Self::Columns => f.pad("sizes, times or signs stand before names"),
            Self::Bare => f.pad("names stand without their folders"),
            Self::CodePage(name) => write!(f, "names are in {name}"),
            Self::Beneath(folder) => {
                write!(f, "the trove folder is `{}` there", item::escape(folder))
            }
            Self::Within(folder) => {
                write!(f, "paths are relative to `{}` of the trove", item::escape(folder))
            }
        }
    }
}

impl Parsed {
    /// Returns which digests an audit must take besides BLAKE3 and SHA-256 in order to compare every line.
    pub fn needs(&self) -> BTreeSet<Algorithm> {
        let dropped = columns::dropped(&self.recorded).unwrap_or_default();
        let all = self.recorded.iter().chain(&dropped);
        all.flat_map(|recorded| recorded.known.needs()).collect()
    }

    /// Takes lines whose path was not seen for the files that they name in another spelling, or from another folder;
    /// returns in which ways lines were read so. Our own form states every name, and stays as it is.
    ///
    /// Another folder is supposed only where not one line finds its file without.
    #[must_use]
    pub fn fitted(mut self, seen: &[FileLine]) -> (Self, BTreeSet<Reading>) {
        let mut readings = BTreeSet::new();
        if self.shape == Shape::Dossier {
            return (self, readings);
        }
        let names = Names::of(seen);
        if !names.find_anywhere(&mut self.recorded, &mut readings)
            && let Some(mut recorded) = columns::dropped(&self.recorded)
        {
            let mut ways = BTreeSet::from([Reading::Columns]);
            if names.find_anywhere(&mut recorded, &mut ways) {
                (self.recorded, readings) = (recorded, ways);
            }
        }
        (self, readings)
    }
}

/// The paths that were seen in the first trove, which is the one that foreign forms list.
struct Names<'a> {
    seen: &'a [FileLine],
    exact: HashSet<&'a [u8]>,
    /// Those with letters beyond ASCII, by their composed form.
    composed: HashMap<String, &'a [u8]>,
}

impl<'a> Names<'a> {
    fn of(seen: &'a [FileLine]) -> Self {
        let paths = seen.iter().filter(|file| file.locator.trove.is_empty());
        let exact: HashSet<_> = paths.map(|file| &file.locator.path[..]).collect();
        let composed = exact.iter().filter_map(|path| Some((composed(path)?, *path))).collect();
        Self { seen, exact, composed }
    }

    /// Gives each line the path of the file that it names here or in another folder; tells whether any line has one.
    fn find_anywhere(&self, recorded: &mut [Recorded], readings: &mut BTreeSet<Reading>) -> bool {
        if bare::find_each(recorded, self.seen) {
            readings.insert(Reading::Bare);
        }
        if self.find_each(recorded, readings) {
            return true;
        }
        let Some(root) = Root::voted(recorded, self.seen) else { return false };
        root.apply(recorded, readings);
        self.find_each(recorded, readings)
    }

    /// Gives each line the path of the file that it names; tells whether any line has one that was seen.
    fn find_each(&self, recorded: &mut [Recorded], readings: &mut BTreeSet<Reading>) -> bool {
        let paths = recorded.iter().filter_map(|entry| entry.locator.as_ref());
        let as_written = paths.map(|locator| &locator.path[..]);
        let mut taken: HashSet<&[u8]> =
            as_written.filter_map(|path| self.exact.get(path).copied()).collect();
        for entry in recorded {
            let Some(locator) = &mut entry.locator else { continue };
            if self.exact.contains(&locator.path[..]) {
                continue;
            }
            if let Some((path, ways)) = self.find(&locator.path, &taken) {
                taken.insert(path);
                *locator = Locator::new(locator.trove.clone(), path);
                readings.extend(ways);
            }
        }
        !taken.is_empty()
    }

    fn find(&self, written: &[u8], taken: &HashSet<&[u8]>) -> Option<(&'a [u8], Vec<Reading>)> {
        spellings(written).into_iter().find_map(|(path, mut ways)| {
            let found = self.exact.get(&path[..]).copied().or_else(|| {
                ways.push(Reading::UnicodeForm);
                self.composed.get(&composed(&path)?).copied()
            })?;
            (!taken.contains(found)).then_some((found, ways))
        })
    }
}

/// How a path can be read otherwise.
type Way = fn(&[u8]) -> Vec<(Vec<u8>, Reading)>;

/// Returns what a path may mean, the plainest first.
fn spellings(written: &[u8]) -> Vec<(Vec<u8>, Vec<Reading>)> {
    let mut all = vec![(written.to_vec(), Vec::new())];
    let ways: [Way; 5] = [
        |path| Vec::from_iter(octal_unescaped(path).map(|path| (path, Reading::OctalEscapes))),
        |path| Vec::from_iter(unpadded(path).map(|path| (path, Reading::Padding))),
        |path| Vec::from_iter(slashed_apart(path).map(|path| (path, Reading::Backslashes))),
        escaped,
        in_code_pages,
    ];
    for way in ways {
        let more = all.iter().flat_map(|(path, before): &(Vec<u8>, Vec<Reading>)| {
            let read = way(path).into_iter();
            read.map(|(path, reading)| (path, before.iter().cloned().chain([reading]).collect()))
        });
        let more: Vec<_> = more.collect();
        all.extend(more);
    }
    all
}

/// Takes blanks and quotes away from around a name; nothing where there are none.
fn unpadded(path: &[u8]) -> Option<Vec<u8>> {
    let plain = path.trim_ascii();
    let bare = plain.strip_prefix(b"\"").and_then(|path| path.strip_suffix(b"\"")).unwrap_or(plain);
    (bare.len() < path.len() && !bare.is_empty()).then(|| bare.to_vec())
}

/// Undoes what `ls` and `git` write of a name with other letters than ASCII: `"\303\251tat"`; nothing where it is none such.
fn octal_unescaped(path: &[u8]) -> Option<Vec<u8>> {
    let inner = path.strip_prefix(b"\"").and_then(|path| path.strip_suffix(b"\""))?;
    let mut plain = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let [first, tail @ ..] = rest {
        let figures = tail.get(..3).filter(|_| *first == b'\\');
        let byte = figures.and_then(|figures| {
            let text = std::str::from_utf8(figures).ok()?;
            u8::from_str_radix(text, 8).ok()
        });
        plain.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[3..] } else { tail };
    }
    (plain.len() < inner.len() && !plain.contains(&0)).then_some(plain)
}

fn slashed_apart(path: &[u8]) -> Option<Vec<u8>> {
    path.contains(&b'\\').then(|| slashed(path))
}

/// Undoes escapes: the three of a bag, or all of an address.
fn escaped(path: &[u8]) -> Vec<(Vec<u8>, Reading)> {
    let of_bag = percent_unescaped(path).map(|path| (path, Reading::PercentEscapes));
    let of_address = url_unescaped(path).map(|path| (path, Reading::UrlEscapes));
    of_bag.into_iter().chain(of_address).collect()
}

/// Encodings that lists in no UTF-8 are written in, by the systems of the five languages.
pub(super) static CODE_PAGES: [&Encoding; 8] = [
    encoding_rs::WINDOWS_1251,
    encoding_rs::IBM866,
    encoding_rs::WINDOWS_1252,
    encoding_rs::WINDOWS_1256,
    encoding_rs::KOI8_R,
    encoding_rs::WINDOWS_1250,
    encoding_rs::GBK,
    encoding_rs::MACINTOSH,
];

/// Reads a name that is no UTF-8 in each encoding that has it.
fn in_code_pages(path: &[u8]) -> Vec<(Vec<u8>, Reading)> {
    if std::str::from_utf8(path).is_ok() {
        return Vec::new();
    }
    let read = |page: &'static Encoding| {
        let name = page.decode_without_bom_handling_and_without_replacement(path)?;
        Some((name.into_owned().into_bytes(), Reading::CodePage(page.name())))
    };
    CODE_PAGES.into_iter().filter_map(read).collect()
}

/// Returns the path with slashes for backslashes, without `./` before it.
fn slashed(path: &[u8]) -> Vec<u8> {
    let path: Vec<u8> = path.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect();
    path.strip_prefix(b"./").map(<[u8]>::to_vec).unwrap_or(path)
}

/// Undoes the three escapes of a bag; nothing where there are none.
fn percent_unescaped(path: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(path.len());
    let mut rest = path;
    while let [first, tail @ ..] = rest {
        let (byte, length) = match tail {
            [b'2', b'5', ..] if *first == b'%' => (b'%', 3),
            [b'0', b'D' | b'd', ..] if *first == b'%' => (b'\r', 3),
            [b'0', b'A' | b'a', ..] if *first == b'%' => (b'\n', 3),
            _ => (*first, 1),
        };
        plain.push(byte);
        rest = &rest[length..];
    }
    (plain.len() < path.len()).then_some(plain)
}

/// Returns the composed form of a path with letters beyond ASCII; nothing for any other, which has one form alone.
fn composed(path: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(path).ok().filter(|text| !text.is_ascii())?;
    Some(text.nfc().collect())
}

/// From which folder a list was made.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Root {
    /// The folders that stand before the path of the trove.
    before: Vec<u8>,
    /// The folders of the trove that are left out.
    left_out: Vec<u8>,
    /// Whether backslashes part folders.
    has_backslashes: bool,
}

impl Root {
    /// Returns the folder that most lines suppose whose content was seen under its own name.
    fn voted(recorded: &[Recorded], seen: &[FileLine]) -> Option<Self> {
        let mut by_content: HashMap<&[u8], Vec<&Locator>> = HashMap::new();
        for file in seen.iter().filter(|file| file.locator.trove.is_empty()) {
            for digest in file.each_digest() {
                by_content.entry(digest).or_default().push(&file.locator);
            }
        }
        let sample: Vec<_> = recorded.iter().take(ROOT_SAMPLE).collect();
        let mut votes: BTreeMap<Self, usize> = BTreeMap::new();
        for entry in &sample {
            let places = entry.known.strongest().and_then(|digest| by_content.get(digest));
            let roots = places.into_iter().flatten().filter_map(|at| Self::between(entry, at));
            for root in roots.collect::<BTreeSet<_>>() {
                *votes.entry(root).or_default() += 1;
            }
        }
        let (root, count) = votes.into_iter().max_by_key(|(_, count)| *count)?;
        (count * 2 > sample.len()).then_some(root)
    }

    /// Returns what one of two paths has before the other, where both end alike.
    fn between(entry: &Recorded, seen: &Locator) -> Option<Self> {
        let written = &entry.locator.as_ref()?.path;
        let has_backslashes = written.contains(&b'\\');
        let written = if has_backslashes { slashed(written) } else { written.clone() };
        let (of_written, of_seen) = common_end(&written, &seen.path)?;
        let before = written[..written.len() - of_written].to_vec();
        let left_out = seen.path[..seen.path.len() - of_seen].to_vec();
        // Other folders on both sides are a move.
        let is_one_way = before.is_empty() || left_out.is_empty();
        is_one_way.then_some(Self { before, left_out, has_backslashes })
    }

    fn apply(self, recorded: &mut [Recorded], readings: &mut BTreeSet<Reading>) {
        for locator in recorded.iter_mut().filter_map(|entry| entry.locator.as_mut()) {
            let path =
                if self.has_backslashes { slashed(&locator.path) } else { locator.path.clone() };
            if let Some(rest) = path.strip_prefix(&self.before[..]) {
                let path = [&self.left_out[..], rest].concat();
                *locator = Locator::new(locator.trove.clone(), path);
            }
        }
        readings.extend(self.has_backslashes.then_some(Reading::Backslashes));
        let folder = |path: Vec<u8>| (!path.is_empty()).then_some(path);
        readings.extend(folder(self.before).map(Reading::Beneath));
        readings.extend(folder(self.left_out).map(Reading::Within));
    }
}

/// Returns how many bytes of each of two paths are names that both end with, in any Unicode form; nothing where not even
/// the last one is the same.
fn common_end(one: &[u8], other: &[u8]) -> Option<(usize, usize)> {
    let is_slash = |byte: &u8| *byte == b'/';
    let names = one.rsplit(is_slash).zip(other.rsplit(is_slash));
    let same = names.take_while(|(one, other)| {
        one == other || composed(one).is_some_and(|one| Some(one) == composed(other))
    });
    let lengths = same.map(|(one, other)| (one.len() + 1, other.len() + 1));
    let (one, other) = lengths.reduce(|all, next| (all.0 + next.0, all.1 + next.1))?;
    Some((one - 1, other - 1))
}
