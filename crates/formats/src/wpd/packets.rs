//! The packets before the text of WordPerfect 6 and later, which hold notes, comments and properties.

use item::Key;

use super::letters::OF_6;
use crate::Sink;
use crate::shared::bytes::{size_at, u16_at};

/// Text of notes, headers and boxes; what an outline hides; comments; properties.
pub(super) const TEXT: u8 = 0x08;
const HIDDEN: u8 = 0x1c;
const COMMENT: u8 = 0x1b;
const SUMMARY: u8 = 0x12;

/// How long an entry of the index is, and where kind, length and place of the packet stand in it.
const ENTRY: usize = 14;
const KIND: usize = 1;
const LENGTH: usize = 6;
const PLACE: usize = 10;
/// The place of the index where the head names none.
const INDEX: usize = 16;
/// Where a head that has an index behind it states how long the file is.
const FILE_LENGTH: usize = 20;
/// The most fields of a summary.
const MOST_FIELDS: usize = 100;
/// The tags of properties that have a name of their own here; all others keep that of the format.
const TAGS: [(u16, Key); 6] = [
    (5, Key::AUTHOR),
    (14, Key::CREATED),
    (17, Key::TITLE),
    (26, Key::KEYWORDS),
    (39, Key::MODIFIED),
    (46, Key::SUBJECT),
];
/// The names of the other properties, by their tags from 1 on.
const NAMES: [&str; 51] = [
    "abstract",
    "account",
    "address",
    "attachments",
    "author",
    "authorization",
    "bill-to",
    "blind-copy",
    "carbon-copy",
    "category",
    "checked-by",
    "client",
    "comments",
    "created",
    "completed",
    "department",
    "title",
    "type",
    "destination",
    "disposition",
    "division",
    "document-number",
    "editor",
    "forward-to",
    "group",
    "keywords",
    "language",
    "mail-stop",
    "matter",
    "office",
    "owner",
    "project",
    "publisher",
    "purpose",
    "received-from",
    "recorded-by",
    "recorded",
    "reference",
    "revised",
    "revision-notes",
    "revision",
    "section",
    "security",
    "source",
    "status",
    "subject",
    "telephone",
    "typist",
    "version-date",
    "version-notes",
    "version",
];
/// The bit of a field that is a date.
const DATE: u16 = 4;

/// The packets, by their numbers from 1 on.
pub(super) struct Packets<'f> {
    packets: Vec<(u8, &'f [u8])>,
    /// Whether each packet that the index names, and the end that the head states, lies in the file.
    pub(super) are_whole: bool,
}

impl<'f> Packets<'f> {
    /// Reads the index of a file; packets that do not lie in it are empty.
    pub(super) fn read(file: &'f [u8]) -> Self {
        let stated = u16_at(file, 14).filter(|at| *at != 0).map(usize::from);
        let at = stated.unwrap_or(INDEX);
        let count = u16_at(file, at.saturating_add(2)).unwrap_or(0);
        let end = stated.filter(|at| *at > INDEX).and_then(|_| size_at(file, FILE_LENGTH));
        let mut are_whole = end.is_none_or(|end| end <= file.len());
        let mut packets = Vec::new();
        // Packets that lie in each other are read no farther than there are bytes.
        let mut left = file.len();
        for number in 1..count {
            let entry = file.get(at + ENTRY * usize::from(number)..).and_then(|it| it.get(..ENTRY));
            let Some(entry) = entry else {
                are_whole = false;
                break;
            };
            let (place, length) = (size_at(entry, PLACE), size_at(entry, LENGTH));
            let range = place.zip(length).map(|(at, length)| at..at.saturating_add(length));
            // Where a packet is empty, its place means nothing.
            let packet = match length {
                Some(0) => Some(&[][..]),
                _ => range.and_then(|range| file.get(range)).filter(|it| it.len() <= left),
            };
            left -= packet.map_or(0, <[u8]>::len);
            are_whole &= packet.is_some();
            packets.push((entry[KIND], packet.unwrap_or_default()));
        }
        Self { packets, are_whole }
    }

    fn get(&self, id: u16) -> Option<(u8, &'f [u8])> {
        self.packets.get(usize::from(id).checked_sub(1)?).copied()
    }

    /// Lists the packets that hold text, with their kinds.
    pub(super) fn of_text(&self) -> Vec<(u16, u8)> {
        let numbered = (1..).zip(&self.packets).map(|(id, packet)| (id, packet.0));
        numbered.filter(|(_, kind)| matches!(*kind, TEXT | HIDDEN)).collect()
    }

    /// Returns the blocks of a packet of text.
    pub(super) fn text(&self, id: u16) -> Option<Vec<&'f [u8]>> {
        let (kind, packet) = self.get(id)?;
        if !matches!(kind, TEXT | HIDDEN) {
            return None;
        }
        let count = usize::from(u16_at(packet, 0)?);
        let mut start = size_at(packet, 2)?;
        let mut blocks = Vec::new();
        for at in 0..count {
            let Some(size) = size_at(packet, 6 + 4 * at) else { break };
            let end = start.saturating_add(size).min(packet.len());
            let Some(block) = packet.get(start..end) else { break };
            blocks.push(block);
            start = end;
        }
        Some(blocks)
    }

    /// Returns the number of the packet with the text of a comment.
    pub(super) fn text_of_comment(&self, id: u16) -> Option<u16> {
        let (kind, packet) = self.get(id)?;
        (kind == COMMENT).then(|| u16_at(packet, 2)).flatten()
    }

    /// Returns who wrote a comment: the name, else the initials.
    pub(super) fn author_of_comment(&self, id: u16) -> Option<String> {
        /// Behind the pointer to the text, the flag, the date and the colour.
        const STRINGS: usize = 2 + 2 + 1 + 10 + 4;
        let (_, packet) = self.get(id)?;
        let (initials, rest) = words(packet.get(STRINGS..)?);
        let (name, _) = words(rest);
        [name, initials].into_iter().find(|name| !name.trim().is_empty())
    }

    /// Pushes the properties of the summary.
    pub(super) fn push_properties(&self, sink: &mut dyn Sink) {
        for (_, packet) in self.packets.iter().filter(|packet| packet.0 == SUMMARY) {
            let mut rest = *packet;
            for _ in 0..MOST_FIELDS {
                let Some(size) = u16_at(rest, 0).map(usize::from).filter(|size| *size > 6) else {
                    break;
                };
                push_field(rest.get(..size).unwrap_or(rest), sink);
                rest = rest.get(size..).unwrap_or_default();
            }
        }
    }
}

fn push_field(field: &[u8], sink: &mut dyn Sink) {
    let (Some(tag), Some(kind)) = (u16_at(field, 2), u16_at(field, 4)) else { return };
    let (name, data) = words(&field[6..]);
    let value = match kind & DATE {
        0 => words(data).0,
        _ => date(data).unwrap_or_default(),
    };
    let known = TAGS.into_iter().find(|known| known.0 == tag).map(|known| known.1);
    let named = usize::from(tag).checked_sub(1).and_then(|at| NAMES.get(at));
    let key = known.or_else(|| named.map(|name| Key::custom(name)));
    // Fields of users have a name, and no number that is known.
    let key = key.or_else(|| (!name.trim().is_empty()).then(|| Key::custom(name.trim())));
    if let Some(key) = key {
        sink.metadata(key, value.trim());
    }
}

/// Reads characters of two bytes, number and set, up to one of nothing; returns what follows.
fn words(bytes: &[u8]) -> (String, &[u8]) {
    let (pairs, _) = bytes.as_chunks::<2>();
    let end = pairs.iter().position(|pair| *pair == [0, 0]).unwrap_or(pairs.len());
    let mut text = String::new();
    for [number, set] in &pairs[..end] {
        OF_6.push(*set, *number, &mut text);
    }
    (text, bytes.get(2 * end + 2..).unwrap_or_default())
}

/// Writes a date as ISO 8601.
fn date(bytes: &[u8]) -> Option<String> {
    let year = u16_at(bytes, 0).filter(|year| (1..=9999).contains(year))?;
    let &[month, day, hour, minute, second, ..] = bytes.get(2..)? else { return None };
    ((1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60)
        .then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}
