//! A record of a folder on a disc: what it names, and under which name (ECMA-119 9.1, SUSP 1.12, RRIP 1.12).

use crate::shared::bytes::size_at;

/// The longest name that is put together from entries; in bytes.
const MOST_NAME: usize = 16 << 10;
/// How many areas the entries of one record may go on in.
const MOST_AREAS: usize = 8;

/// In which way names are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// In capitals, with a version.
    Plain,
    /// In UCS-2, big-endian.
    Joliet,
    /// In entries beside the record, so many bytes into them.
    RockRidge(usize),
}

impl Spelling {
    /// Decodes a text of the volume.
    pub(super) fn text(self, bytes: &[u8]) -> String {
        match self {
            Self::Joliet => {
                let units =
                    bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                char::decode_utf16(units)
                    .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect()
            }
            Self::Plain | Self::RockRidge(_) => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

/// A record.
pub(super) struct Record<'a>(&'a [u8]);

/// What a record is called.
pub(super) struct Named {
    pub(super) name: Vec<u8>,
    pub(super) is_link: bool,
}

impl<'a> Record<'a> {
    /// Reads the record that begins here; nothing where none does.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let record = bytes.get(..usize::from(*bytes.first()?))?;
        let name = usize::from(*record.get(32)?);
        (name > 0 && record.len() >= 33 + name).then_some(Self(record))
    }

    pub(super) fn size(&self) -> usize {
        self.0.len()
    }

    /// Returns where the bytes stand, behind the extended attributes.
    pub(super) fn start(&self) -> Option<usize> {
        super::sector(self.0, 2)?.checked_add(usize::from(self.0[1]) * super::SECTOR)
    }

    pub(super) fn length(&self) -> usize {
        size_at(self.0, 10).unwrap_or(0)
    }

    pub(super) fn is_folder(&self) -> bool {
        self.0[25] & 2 != 0
    }

    /// Tells whether the next record is of the same file.
    pub(super) fn goes_on(&self) -> bool {
        self.0[25] & 0x80 != 0
    }

    pub(super) fn is_self_or_parent(&self) -> bool {
        matches!(self.raw_name(), [0 | 1])
    }

    fn raw_name(&self) -> &'a [u8] {
        &self.0[33..33 + usize::from(self.0[32])]
    }

    /// Returns what stands behind the name, which ends at an even place.
    pub(super) fn system_use(&self) -> &'a [u8] {
        let end = (33 + usize::from(self.0[32])).next_multiple_of(2);
        self.0.get(end..).unwrap_or_default()
    }

    /// Returns when it was recorded, with the zone in quarters of an hour.
    pub(super) fn modified(&self) -> Option<String> {
        let [year, month, day, hour, minute, second, zone] =
            *self.0.get(18..25)?.first_chunk::<7>()?;
        let is_date = (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        let minutes = i32::from(zone.cast_signed()) * 15;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
        (is_date && hours < 24).then(|| {
            let year = 1900 + u16::from(year);
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{sign}{hours:02}:{rest:02}")
        })
    }

    /// Returns the name in the best way that the volume has.
    pub(super) fn named(&self, image: &[u8], spelling: Spelling) -> Named {
        if let Spelling::RockRidge(skip) = spelling {
            let entries = Entries::of(self.system_use().get(skip..).unwrap_or_default(), image);
            if !entries.name.is_empty() {
                return Named { name: entries.name, is_link: entries.is_link };
            }
        }
        let name = match spelling {
            Spelling::Joliet => spelling.text(self.raw_name()).into_bytes(),
            Spelling::Plain | Spelling::RockRidge(_) => self.raw_name().to_vec(),
        };
        Named { name: without_version(&name).to_vec(), is_link: false }
    }
}

/// Takes `;1` away, and the dot of a name without extension.
fn without_version(name: &[u8]) -> &[u8] {
    let digits = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let name = name[..name.len() - digits].strip_suffix(b";").unwrap_or(name);
    name.strip_suffix(b".").filter(|name| !name.is_empty()).unwrap_or(name)
}

/// What the entries beside a record say.
#[derive(Default)]
struct Entries {
    name: Vec<u8>,
    is_link: bool,
}

impl Entries {
    fn of(first: &[u8], image: &[u8]) -> Self {
        let mut entries = Self::default();
        let mut next = entries.read(first);
        for _ in 0..MOST_AREAS {
            let Some((start, length)) = next else { break };
            let area = image.get(start..).map(|rest| &rest[..length.min(rest.len())]);
            next = entries.read(area.unwrap_or_default());
        }
        entries
    }

    /// Reads the entries of an area; returns where they go on.
    fn read(&mut self, mut area: &[u8]) -> Option<(usize, usize)> {
        let mut next = None;
        while let Some(entry) = area.get(2).and_then(|length| area.get(..usize::from(*length))) {
            if entry.len() < 4 {
                break;
            }
            match &entry[..2] {
                b"NM" if self.name.len() < MOST_NAME => {
                    self.name.extend_from_slice(entry.get(5..).unwrap_or_default());
                }
                b"SL" => self.is_link = true,
                b"CE" => next = place(entry),
                b"ST" => break,
                _ => {}
            }
            area = &area[entry.len()..];
        }
        next
    }
}

/// Reads where an area stands: sector, place in it, length, each in both byte orders.
fn place(entry: &[u8]) -> Option<(usize, usize)> {
    let start = super::sector(entry, 4)?.checked_add(size_at(entry, 12)?)?;
    Some((start, size_at(entry, 20)?))
}
