//! Properties in the tags of TIFF, which Exif uses too (TIFF 6.0; CIPA DC-008, Exif 3.0).

use item::Key;

use super::{Found, iptc, text};

/// Tags of one directory that are looked at; no real one has more.
const MOST_TAGS: usize = 1_000;
/// Directories that are read: the pictures of a file, and what they point to.
const MOST_FOLDERS: usize = 32;
/// The longest value that is read; in bytes.
const MOST_VALUE: usize = 1 << 20;

const EXIF: u16 = 0x8769;
const GPS: u16 = 0x8825;
const XMP: u16 = 700;
const IPTC: u16 = 0x83bb;
const PHOTOSHOP: u16 = 0x8649;
const MAKE: u16 = 0x010f;
const MODEL: u16 = 0x0110;
const USER_COMMENT: u16 = 0x9286;

/// Texts, by their tags; those above `0x9c9a` are of Windows, in UTF-16.
const TEXTS: [(u16, Key); 19] = [
    (0x010d, Key::TITLE),
    (0x011d, Key::TITLE),
    (0x010e, Key::DESCRIPTION),
    (0x0131, Key::GENERATOR),
    (0x0132, Key::MODIFIED),
    (0x013b, Key::AUTHOR),
    (0x013c, Key::MACHINE),
    (0x8298, Key::RIGHTS),
    (0x9003, Key::CREATED),
    (0xa430, Key::OWNER),
    (0xa431, Key::SERIAL_NUMBER),
    (0xa434, Key::LENS),
    (0xa435, Key::SERIAL_NUMBER),
    (0xa420, Key::IDENTIFIER),
    (0x9c9b, Key::TITLE),
    (0x9c9c, Key::DESCRIPTION),
    (0x9c9d, Key::AUTHOR),
    (0x9c9e, Key::KEYWORDS),
    (0x9c9f, Key::SUBJECT),
];
/// From here on, for five tags, texts are in UTF-16.
const WINDOWS: std::ops::RangeInclusive<u16> = 0x9c9b..=0x9c9f;

/// Tells whether tags begin here, little-endian or big-endian, in the form of 32 bits.
pub(super) fn is_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")
}

/// Reads the tags of all directories.
pub(super) fn read(bytes: &[u8], found: &mut Found) {
    if !is_tiff(bytes) {
        return;
    }
    let tags = Tags { bytes, is_big: bytes.starts_with(b"MM") };
    let mut next = tags.long(4);
    let mut seen = Vec::new();
    while let Some(at) =
        next.filter(|at| *at != 0 && !seen.contains(at) && seen.len() < MOST_FOLDERS)
    {
        seen.push(at);
        next = tags.folder(at, found, &mut seen);
    }
}

struct Tags<'a> {
    bytes: &'a [u8],
    is_big: bool,
}

/// A tag with its value as bytes.
struct Tag<'a> {
    number: u16,
    kind: u16,
    value: &'a [u8],
}

impl<'a> Tags<'a> {
    fn short(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    fn number(&self, bytes: &[u8], at: usize) -> Option<u32> {
        let bytes = *bytes.get(at..)?.first_chunk()?;
        Some(if self.is_big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<usize> {
        usize::try_from(self.number(self.bytes, at)?).ok()
    }

    /// Reads a directory; returns where the next one stands.
    fn folder(&self, at: usize, found: &mut Found, seen: &mut Vec<usize>) -> Option<usize> {
        let count = usize::from(self.short(at)?);
        let tags: Vec<Tag<'a>> =
            (0..count.min(MOST_TAGS)).filter_map(|number| self.tag(at + 2 + 12 * number)).collect();
        Self::camera(&tags, found);
        for tag in &tags {
            match tag.number {
                EXIF => self.pointed(tag, found, seen),
                GPS => self.place(tag, found),
                XMP => found.xmp(tag.value),
                IPTC => iptc::records(tag.value, found),
                PHOTOSHOP => iptc::resources(tag.value, found),
                USER_COMMENT => found.add(Key::DESCRIPTION, &self.comment(tag.value)),
                number => Self::text(number, tag, found),
            }
        }
        self.long(at.checked_add(2 + 12 * count)?)
    }

    /// Reads the directory that a tag points to.
    fn pointed(&self, tag: &Tag<'_>, found: &mut Found, seen: &mut Vec<usize>) {
        let at = self.number(tag.value, 0).and_then(|at| usize::try_from(at).ok());
        if let Some(at) = at.filter(|at| !seen.contains(at) && seen.len() < MOST_FOLDERS) {
            seen.push(at);
            let _ = self.folder(at, found, seen);
        }
    }

    fn tag(&self, at: usize) -> Option<Tag<'a>> {
        let (number, kind) = (self.short(at)?, self.short(at + 2)?);
        let size = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let length = self.long(at + 4)?.checked_mul(size)?.min(MOST_VALUE);
        let start = if length <= 4 { at + 8 } else { self.long(at + 8)? };
        let rest = self.bytes.get(start..)?;
        Some(Tag { number, kind, value: &rest[..length.min(rest.len())] })
    }

    fn camera(tags: &[Tag<'_>], found: &mut Found) {
        let named =
            |wanted| tags.iter().find(|tag| tag.number == wanted).map(|tag| ascii(tag.value));
        let (make, model) = (named(MAKE).unwrap_or_default(), named(MODEL).unwrap_or_default());
        let is_whole = model.to_lowercase().starts_with(&make.to_lowercase());
        found.add(Key::CAMERA, &if is_whole { model } else { format!("{make} {model}") });
    }

    fn text(number: u16, tag: &Tag<'_>, found: &mut Found) {
        let Some((_, key)) = TEXTS.iter().find(|(known, _)| *known == number) else { return };
        let value = if WINDOWS.contains(&number) {
            utf_16(tag.value, false)
        } else if tag.kind == 2 || tag.kind == 7 {
            ascii(tag.value)
        } else {
            return;
        };
        let is_date = [Key::MODIFIED, Key::CREATED].contains(key);
        found.add(key.clone(), &if is_date { iso(&value) } else { value });
    }

    /// Reads a comment, whose first eight bytes name its encoding.
    fn comment(&self, value: &[u8]) -> String {
        match value.split_at_checked(8) {
            Some((b"UNICODE\0", rest)) => utf_16(rest, is_big_endian(rest).unwrap_or(self.is_big)),
            Some((b"ASCII\0\0\0" | b"\0\0\0\0\0\0\0\0", rest)) => ascii(rest),
            Some((b"JIS\0\0\0\0\0", rest)) => encoding_rs::ISO_2022_JP.decode(rest).0.into_owned(),
            _ => ascii(value),
        }
    }

    /// Gives latitude and longitude in degrees, north and east positive, and the height in metres.
    fn place(&self, pointer: &Tag<'_>, found: &mut Found) {
        let at = self.number(pointer.value, 0).and_then(|at| usize::try_from(at).ok());
        let Some((at, count)) = at.and_then(|at| Some((at, usize::from(self.short(at)?)))) else {
            return;
        };
        let tags: Vec<Tag<'_>> =
            (0..count.min(MOST_TAGS)).filter_map(|number| self.tag(at + 2 + 12 * number)).collect();
        let value = |wanted| tags.iter().find(|tag| tag.number == wanted).map(|tag| tag.value);
        let degrees = |sign: u16, letter: u8| {
            let degrees = self.degrees(value(sign + 1)?)?;
            Some(if value(sign)?.first() == Some(&letter) { -degrees } else { degrees })
        };
        if let Some((latitude, longitude)) = degrees(1, b'S').zip(degrees(3, b'W')) {
            found.add(Key::COORDINATES, &format!("{latitude:.6}, {longitude:.6}"));
        }
    }

    /// Adds up degrees, minutes and seconds, each a fraction.
    fn degrees(&self, value: &[u8]) -> Option<f64> {
        let fraction = |at| {
            let (above, below) = (self.number(value, at)?, self.number(value, at + 4)?);
            (below != 0).then(|| f64::from(above) / f64::from(below))
        };
        let degrees = fraction(0)?;
        Some(degrees + fraction(8).unwrap_or(0.0) / 60.0 + fraction(16).unwrap_or(0.0) / 3600.0)
    }
}

/// Texts are ASCII by the standard, and in any encoding in practice.
fn ascii(bytes: &[u8]) -> String {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    text(&bytes[..end]).replace('\0', " ").trim().to_owned()
}

/// Tells the order of bytes of a text in UTF-16 where it shows: many programs keep to one, whatever order the tags have. The
/// upper bytes of letters of one alphabet are few.
fn is_big_endian(text: &[u8]) -> Option<bool> {
    match text {
        [0xfe, 0xff, ..] => return Some(true),
        [0xff, 0xfe, ..] => return Some(false),
        _ => {}
    }
    let different = |from: usize| {
        let bytes = text.iter().skip(from).step_by(2).take(SAMPLE);
        bytes.collect::<std::collections::BTreeSet<_>>().len()
    };
    let (first, second) = (different(0), different(1));
    (first.abs_diff(second) > 1).then_some(first < second)
}

/// How many letters show in which order the bytes of a text stand.
const SAMPLE: usize = 256;

fn utf_16(bytes: &[u8], is_big: bool) -> String {
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(unit).take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units).trim_start_matches('\u{feff}').to_owned()
}

/// Writes `2024:01:31 12:00:00` as ISO 8601; other dates stay as they are.
fn iso(date: &str) -> String {
    let bytes = date.as_bytes();
    let is_usual = bytes.len() == 19 && bytes[4] == b':' && bytes[7] == b':' && bytes[10] == b' ';
    let is_zero = date.starts_with("0000");
    match (is_usual, is_zero) {
        (true, true) => String::new(),
        (true, false) => format!("{}T{}", date[..10].replace(':', "-"), &date[11..]),
        _ => date.to_owned(),
    }
}
