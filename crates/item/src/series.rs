//! How the volumes of a split file are named.

/// Ends of names of what is split: archives, disc images and mailboxes.
const WHOLES: [&str; 27] = [
    ".zip", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".tbz", ".tbz2", ".xz", ".txz", ".zst", ".tzst",
    ".lz", ".lz4", ".lzma", ".z", ".cpio", ".cab", ".iso", ".jar", ".arj", ".pst", ".ost", ".olm",
    ".rar", ".wim", ".dmg",
];

/// What may stand between the name of the whole and the number of a volume.
const BETWEEN: [&str; 8] = [".part-", ".part_", ".part.", ".part", ".", "-", "_", ""];

/// How the volumes of a file are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// The name of the whole.
    pub whole: Vec<u8>,
    /// What program cut it.
    pub kind: SeriesKind,
    before: Vec<u8>,
    after: Vec<u8>,
    width: usize,
}

/// What program cuts so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesKind {
    /// A file cut anywhere: `x.zip.001`, `x.7z.001`, `x.tar.gz.00`.
    Numbers,
    /// The same: `x.tar.gz.aa`.
    Letters,
    /// `x.z01`, `x.z02`, and `x.zip` as the last (PKWARE APPNOTE 6.3.10, section 8).
    Zip,
    /// `x.part1.rar`, `x.part2.rar`: each an archive of its own.
    Rar,
    /// `x.rar`, `x.r00`, `x.r01`.
    OldRar,
}

impl SeriesKind {
    /// Tells whether the file was cut anywhere, so that its volumes mostly have one length and none begins like a file.
    pub fn is_plain_cut(self) -> bool {
        matches!(self, Self::Numbers | Self::Letters)
    }

    /// Returns the numbers that the first volume with a number may have.
    pub fn first_numbers(self) -> &'static [u64] {
        match self {
            Self::Numbers => &[0, 1],
            Self::Letters | Self::OldRar => &[0],
            Self::Zip | Self::Rar => &[1],
        }
    }
}

/// How archives and what packs them begin, and where that stands.
const BEGINS: [(usize, &[u8]); 9] = [
    (0, b"PK\x03\x04"),
    (0, b"7z\xbc\xaf\x27\x1c"),
    (0, b"Rar!"),
    (0, b"\x1f\x8b\x08"),
    (0, b"BZh"),
    (0, b"\xfd7zXZ\0"),
    (0, b"\x28\xb5\x2f\xfd"),
    (0, b"LZIP"),
    (257, b"ustar"),
];

/// Tells whether a file begins as an archive: one that was cut goes on in files that do not, of whatever lengths.
pub fn begins_archive(head: &[u8]) -> bool {
    BEGINS.iter().any(|(at, mark)| head.get(*at..).is_some_and(|head| head.starts_with(mark)))
}

impl Series {
    /// Reads the name of a file: the series that it may belong to.
    pub fn of(name: &[u8]) -> Option<Self> {
        Self::of_archiver(name).or_else(|| Self::of_cut(name))
    }

    /// Reads a name as the archivers of ZIP and RAR make them.
    fn of_archiver(name: &[u8]) -> Option<Self> {
        let (stem, end) = name.split_at(name.iter().rposition(|byte| *byte == b'.')?);
        let letters = &end[1..];
        if letters.eq_ignore_ascii_case(b"rar") {
            let in_parts = |part: &[u8]| {
                let digits = trailing(part, u8::is_ascii_digit);
                let before = &part[..part.len() - digits];
                (digits > 0 && ends_with(before, b".part")).then(|| (before.to_vec(), digits))
            };
            let whole = |before: &[u8]| [&before[..before.len() - ".part".len()], end].concat();
            return Some(match in_parts(stem) {
                Some((before, width)) => Self {
                    whole: whole(&before),
                    kind: SeriesKind::Rar,
                    after: end.to_vec(),
                    before,
                    width,
                },
                None => Self::beside(name, stem, letters[0], SeriesKind::OldRar),
            });
        }
        if letters.eq_ignore_ascii_case(b"zip") {
            return Some(Self::beside(name, stem, letters[0], SeriesKind::Zip));
        }
        let (sign, digits) = letters.split_first()?;
        let is_numbered = digits.len() >= 2 && digits.iter().all(u8::is_ascii_digit);
        let (kind, end) = match sign {
            _ if !is_numbered => return None,
            b'z' => (SeriesKind::Zip, ".zip"),
            b'Z' => (SeriesKind::Zip, ".ZIP"),
            b'r' => (SeriesKind::OldRar, ".rar"),
            b'R' => (SeriesKind::OldRar, ".RAR"),
            _ => return None,
        };
        Some(Self::beside(&[stem, end.as_bytes()].concat(), stem, *sign, kind))
    }

    fn beside(whole: &[u8], stem: &[u8], sign: u8, kind: SeriesKind) -> Self {
        let before = [stem, b".", &[sign]].concat();
        Self { whole: whole.to_vec(), kind, before, after: Vec::new(), width: 2 }
    }

    /// Reads a name as programs make them that cut a file anywhere.
    fn of_cut(name: &[u8]) -> Option<Self> {
        let digits = trailing(name, u8::is_ascii_digit);
        let numbered = (2..=5).contains(&digits).then_some((SeriesKind::Numbers, digits));
        let letters = trailing(name, u8::is_ascii_lowercase);
        let lettered = [3, 2].into_iter().filter(|width| *width <= letters);
        let lettered = lettered.map(|width| (SeriesKind::Letters, width));
        numbered.into_iter().chain(lettered).find_map(|(kind, width)| {
            let before = &name[..name.len() - width];
            let whole = whole(before)?.to_vec();
            Some(Self { whole, kind, before: before.to_vec(), after: Vec::new(), width })
        })
    }

    /// Returns the name of the volume that bears the name of the whole, where one does.
    pub fn main(&self) -> Option<&[u8]> {
        matches!(self.kind, SeriesKind::Zip | SeriesKind::OldRar).then_some(&self.whole)
    }

    /// Returns the name of the volume with this number; nothing where there is none.
    pub fn name(&self, number: u64) -> Option<Vec<u8>> {
        let number = match self.kind {
            SeriesKind::Letters => letters(number, self.width)?,
            _ => format!("{number:0width$}", width = self.width).into_bytes(),
        };
        Some([&self.before[..], &number, &self.after].concat())
    }
}

/// Returns the name of the whole in what stands before a number.
fn whole(before: &[u8]) -> Option<&[u8]> {
    let stems = BETWEEN.iter().filter(|sign| ends_with(before, sign.as_bytes()));
    let mut stems = stems.map(|sign| &before[..before.len() - sign.len()]);
    stems.find(|stem| {
        WHOLES.iter().any(|end| stem.len() > end.len() && ends_with(stem, end.as_bytes()))
    })
}

fn ends_with(name: &[u8], end: &[u8]) -> bool {
    name.len() >= end.len() && name[name.len() - end.len()..].eq_ignore_ascii_case(end)
}

fn trailing(name: &[u8], fits: impl Fn(&u8) -> bool) -> usize {
    name.iter().rev().take_while(|byte| fits(byte)).count()
}

/// Writes a number as `split` does: `aa`, `ab`, …, `az`, `ba`.
fn letters(mut number: u64, width: usize) -> Option<Vec<u8>> {
    let mut letters = vec![b'a'; width];
    for letter in letters.iter_mut().rev() {
        *letter += u8::try_from(number % 26).ok()?;
        number /= 26;
    }
    (number == 0).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Option<(SeriesKind, String, String)> {
        let series = Series::of(name.as_bytes())?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let second = series.name(series.kind.first_numbers()[0] + 1).expect("it has a name");
        Some((series.kind, text(&series.whole), text(&second)))
    }

    #[test]
    fn the_names_that_programs_give_to_volumes_are_read() {
        for (name, kind, whole, second) in [
            ("x.zip.001", SeriesKind::Numbers, "x.zip", "x.zip.001"),
            ("a b.7z.014", SeriesKind::Numbers, "a b.7z", "a b.7z.001"),
            ("x.tar.gz.00", SeriesKind::Numbers, "x.tar.gz", "x.tar.gz.01"),
            ("x.tar.gz.ac", SeriesKind::Letters, "x.tar.gz", "x.tar.gz.ab"),
            ("x.tar.gzaa", SeriesKind::Letters, "x.tar.gz", "x.tar.gzab"),
            ("x.tgz.part-aaa", SeriesKind::Letters, "x.tgz", "x.tgz.part-aab"),
            ("x.pst.part02", SeriesKind::Numbers, "x.pst", "x.pst.part01"),
            ("x.z07", SeriesKind::Zip, "x.zip", "x.z02"),
            ("X.ZIP", SeriesKind::Zip, "X.ZIP", "X.Z02"),
            ("x.part3.rar", SeriesKind::Rar, "x.rar", "x.part2.rar"),
            ("x.part01.rar", SeriesKind::Rar, "x.rar", "x.part02.rar"),
            ("x.r10", SeriesKind::OldRar, "x.rar", "x.r01"),
        ] {
            assert_eq!(read(name), Some((kind, whole.to_owned(), second.to_owned())), "{name}");
        }
    }

    #[test]
    fn other_names_with_numbers_are_no_volumes() {
        for name in [
            "photo.001",
            "report 2019",
            "page.01",
            ".zip.001",
            "x.zip.1",
            "x.log.02",
            "banana",
            "x.r1",
        ] {
            assert_eq!(read(name), None, "{name}");
        }
    }

    #[test]
    fn letters_are_counted_as_split_does() {
        let written =
            |number| letters(number, 2).map(|text| String::from_utf8_lossy(&text).into_owned());
        assert_eq!(written(0).as_deref(), Some("aa"));
        assert_eq!(written(27).as_deref(), Some("bb"));
        assert_eq!(written(675).as_deref(), Some("zz"));
        assert_eq!(written(676), None);
    }
}
