//! What files yield that keep both forks of a file of a Mac in one: `AppleSingle` and `AppleDouble` (RFC 1740), `MacBinary`.
//!
//! The file itself is the data fork, and an item of its own. What the Finder or a browser noted on it (where it was
//! downloaded, a comment) are properties; a resource fork is kept where it holds anything.

use bytes::Bytes;
use item::{Key, Layer, Place, Segment};

use crate::shared::bytes::{u16_be_at, u32_be_at};
use crate::shared::time::utc;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// Leads `AppleSingle`, and `AppleDouble`, which keeps the data fork in a file beside it.
const MARKS: [&[u8]; 2] = [b"\0\x05\x16\0\0", b"\0\x05\x16\x07\0"];
/// How many entries and attributes are looked at.
const ENTRIES_MAX: usize = 256;
/// What an empty resource fork of macOS holds.
const BLANK: &[u8] = b"This resource fork intentionally left blank";

/// Tells whether a file is `AppleSingle` or `AppleDouble`.
pub(crate) fn is_apple(bytes: &[u8]) -> bool {
    MARKS.iter().any(|mark| bytes.starts_with(mark))
        && u16_be_at(bytes, 24).is_some_and(|count| count > 0)
}

/// Pushes the data fork as a child, the resource fork where it holds anything, and what was noted on the file.
pub(crate) fn extract_apple(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes;
    let count = usize::from(u16_be_at(bytes, 24).ok_or(Error::Truncated)?);
    let entries: Vec<(u32, Bytes)> =
        (0..count.min(ENTRIES_MAX)).map_while(|number| entry(bytes, number)).collect();
    let of = |id: u32| entries.iter().find(|(own, _)| *own == id).map(|(_, part)| part.clone());
    let own_name = || input.name.strip_prefix(b"._").unwrap_or(&input.name).to_vec();
    let name = of(3).map_or_else(own_name, |name| of_roman(&name).into_bytes());
    if let Some(comment) = of(4) {
        sink.metadata(Key::DESCRIPTION, &of_roman(&comment));
    }
    if let Some(finder) = of(9) {
        push_attributes(bytes, &finder, sink);
    }
    push_forks(&name, of(1), of(2), sink);
    let is_whole = |number: usize| {
        let place = be_size(bytes, 30 + 12 * number).zip(be_size(bytes, 34 + 12 * number));
        place.is_some_and(|(from, length)| from.saturating_add(length) <= bytes.len())
    };
    let is_cut = !(0..count.min(ENTRIES_MAX)).all(is_whole);
    if is_cut { Err(Error::Truncated) } else { Ok(()) }
}

/// Returns the number of an entry with its bytes, as far as they are there.
fn entry(bytes: &Bytes, number: usize) -> Option<(u32, Bytes)> {
    let at = 26 + 12 * number;
    let id = u32_be_at(bytes, at)?;
    let (from, length) = (be_size(bytes, at + 4)?, be_size(bytes, at + 8)?);
    let from = from.min(bytes.len());
    let end = from.saturating_add(length).min(bytes.len());
    Some((id, bytes.slice(from..end)))
}

fn be_size(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_be_at(bytes, at)?).ok()
}

/// Pushes the attributes that macOS keeps behind what the Finder knows of a file; their places count from the start of
/// the whole.
fn push_attributes(bytes: &[u8], finder: &[u8], sink: &mut dyn Sink) {
    let Some(header) = finder.get(34..).filter(|rest| rest.starts_with(b"ATTR")) else { return };
    let count = u16_be_at(header, 34).map_or(0, usize::from);
    let mut list = header.get(36..).unwrap_or_default();
    let mut others = Vec::new();
    for _ in 0..count.min(ENTRIES_MAX) {
        let (Some(from), Some(length)) = (be_size(list, 0), be_size(list, 4)) else { break };
        let name_length = list.get(10).map_or(0, |length| usize::from(*length));
        let Some(name) = list.get(11..11 + name_length) else { break };
        let name = String::from_utf8_lossy(name).trim_end_matches('\0').to_owned();
        let value = bytes.get(from..from.saturating_add(length)).unwrap_or_default();
        push_attribute(&name, value, &mut others, sink);
        list = list.get((11 + name_length).next_multiple_of(4)..).unwrap_or_default();
    }
    if !others.is_empty() {
        let segment =
            Segment::new(Place::Part("attributes".into()), Layer::Hidden, others.join("\n"));
        let _ = sink.text(segment);
    }
}

fn push_attribute(name: &str, value: &[u8], others: &mut Vec<String>, sink: &mut dyn Sink) {
    let listed = crate::plist::texts(value);
    let texts = if listed.is_empty() {
        let text = std::str::from_utf8(value).ok().filter(|text| !text.contains(char::is_control));
        text.map(str::to_owned).into_iter().collect()
    } else {
        listed
    };
    let key = match name {
        "com.apple.metadata:kMDItemWhereFroms" => Some(Key::SOURCE),
        "com.apple.metadata:kMDItemFinderComment" => Some(Key::DESCRIPTION),
        _ => None,
    };
    for text in texts.into_iter().filter(|text| !text.trim().is_empty()) {
        match &key {
            Some(key) => sink.metadata(key.clone(), &text),
            None => others.push(format!("{name}: {text}")),
        }
    }
}

fn push_forks(name: &[u8], data: Option<Bytes>, resources: Option<Bytes>, sink: &mut dyn Sink) {
    let name: Vec<u8> = name.iter().map(|byte| if *byte == b'/' { b'_' } else { *byte }).collect();
    let name = if name.is_empty() { b"content".to_vec() } else { name };
    let holds = |fork: &Bytes| !fork.is_empty() && memchr::memmem::find(fork, BLANK).is_none();
    let resources = resources.filter(holds).map(|fork| ([&name[..], b".rsrc"].concat(), fork));
    let forks = data.filter(|fork| !fork.is_empty()).map(|fork| (name.clone(), fork));
    for (name, fork) in forks.into_iter().chain(resources) {
        let child = Child { name, ..Child::default() };
        if sink.child(child, Content::Stream(&mut &fork[..])) == Flow::Stop {
            return;
        }
    }
}

fn of_roman(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::MACINTOSH.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The header of a `MacBinary` file.
const HEADER: usize = 128;
/// Seconds from the beginning of 1904 to that of 1970.
const EPOCH: i64 = 2_082_844_800;

/// Tells whether a file is `MacBinary`: the second edition and later have a checksum, and in the first all is zero that
/// is kept for later, and the forks fill the file.
pub(crate) fn is_mac_binary(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..HEADER) else { return false };
    let named = header[0] == 0
        && (1..=63).contains(&header[1])
        && header[74] == 0
        && header[82] == 0
        && header[2..2 + usize::from(header[1])].iter().all(|byte| *byte >= b' ');
    let checksum = u16::from_be_bytes([header[124], header[125]]);
    named && (checksum != 0 && checksum == crc(&header[..124]) || is_first_edition(bytes, header))
}

fn is_first_edition(bytes: &[u8], header: &[u8]) -> bool {
    let forks = [83, 87].map(|at| be_size(header, at).unwrap_or(usize::MAX));
    let padded = forks.map(|fork| fork.checked_next_multiple_of(HEADER).unwrap_or(usize::MAX));
    let most = padded[0].saturating_add(padded[1]).saturating_add(HEADER);
    let least = padded[0].saturating_add(forks[1]).saturating_add(HEADER);
    let is_type = header[65..73].iter().all(|byte| *byte >= b' ');
    let fills =
        (least..=most).contains(&bytes.len()) || forks[1] == 0 && bytes.len() == HEADER + forks[0];
    header[99..HEADER].iter().all(|byte| *byte == 0) && forks != [0, 0] && is_type && fills
}

/// The checksum of CCITT that begins with zero.
fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| {
            if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 }
        })
    })
}

/// Pushes the data fork as a child, and the resource fork where it holds anything.
pub(crate) fn extract_mac_binary(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes;
    let header = bytes.get(..HEADER).ok_or(Error::Truncated)?;
    let name = of_roman(&header[2..2 + usize::from(header[1].min(63))]);
    let size = |at: usize| be_size(header, at).unwrap_or_default();
    let (data, resources) = (size(83), size(87));
    // A second header may stand behind the first.
    let from =
        HEADER + usize::from(u16_be_at(header, 120).unwrap_or_default()).next_multiple_of(HEADER);
    let fork = |from: usize, length: usize| {
        let from = from.min(bytes.len());
        bytes.slice(from..from.saturating_add(length).min(bytes.len()))
    };
    let behind = from.saturating_add(data).checked_next_multiple_of(HEADER).unwrap_or(usize::MAX);
    for (key, at) in [(Key::CREATED, 91), (Key::MODIFIED, 95)] {
        if let Some(time) = u32_be_at(header, at).filter(|time| *time > 0) {
            // The clock of the machine, whose zone is not stated.
            let time = utc(i64::from(time) - EPOCH);
            sink.metadata(key, time.trim_end_matches('Z'));
        }
    }
    push_forks(name.as_bytes(), Some(fork(from, data)), Some(fork(behind, resources)), sink);
    let end =
        if resources > 0 { behind.saturating_add(resources) } else { from.saturating_add(data) };
    if end > bytes.len() { Err(Error::Truncated) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    /// A file of this mark with these entries.
    fn apple(mark: u8, entries: &[(u32, &[u8])]) -> Vec<u8> {
        let mut file = vec![0, 5, 22, mark, 0, 2, 0, 0];
        file.extend([0; 16]);
        file.extend(u16::try_from(entries.len()).expect("tests are short").to_be_bytes());
        let mut at = 26 + 12 * entries.len();
        for (id, part) in entries {
            for number in [*id as usize, at, part.len()] {
                file.extend(u32::try_from(number).expect("tests are short").to_be_bytes());
            }
            at += part.len();
        }
        for (_, part) in entries {
            file.extend_from_slice(part);
        }
        file
    }

    fn mac_binary(name: &str, data: &[u8], resources: &[u8]) -> Vec<u8> {
        let mut file = vec![0; HEADER];
        file[1] = u8::try_from(name.len()).expect("the name is short");
        file[2..2 + name.len()].copy_from_slice(name.as_bytes());
        file[65..73].copy_from_slice(b"TEXTttxt");
        for (at, fork) in [(83, data), (87, resources)] {
            let length = u32::try_from(fork.len()).expect("tests are short");
            file[at..at + 4].copy_from_slice(&length.to_be_bytes());
        }
        file[95..99].copy_from_slice(&3_000_000_000_u32.to_be_bytes());
        file[122] = 129;
        let checksum = crc(&file[..124]);
        file[124..126].copy_from_slice(&checksum.to_be_bytes());
        for fork in [data, resources] {
            file.extend_from_slice(fork);
            file.resize(file.len().next_multiple_of(HEADER), 0);
        }
        file
    }

    #[test]
    fn the_file_in_an_apple_single_is_a_child_under_its_own_name() {
        let file =
            apple(0, &[(3, b"note.txt"), (1, b"Ostrovnaya paid"), (4, b"from Vera"), (2, b"x")]);
        let found = probe::of(extract_apple, &file);
        assert_eq!(found.names(), ["note.txt", "note.txt.rsrc"]);
        assert_eq!(found.children[0].1, b"Ostrovnaya paid");
        assert_eq!(found.first(&Key::DESCRIPTION), "from Vera");
        let cut = probe::of(extract_apple, &file[..file.len() - 12]);
        assert!(matches!(cut.error, Some(Error::Truncated)), "{:?}", cut.error);
    }

    #[test]
    fn what_macos_noted_on_a_file_is_kept() {
        let from = b"bplist00\xa1\x01_\x10\x16https://a.org/list.pdf\x08\x0a\0\0\0\0\0\0\x01\x01\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x23";
        let names = ["com.apple.metadata:kMDItemWhereFroms", "com.apple.quarantine"];
        let values: [&[u8]; 2] = [from, b"0083;65aa;Safari;"];
        let lengths: usize = names.iter().map(|name| (11 + name.len()).next_multiple_of(4)).sum();
        let mut at = 26 + 12 + 34 + 36 + lengths;
        let mut finder = vec![0; 34];
        finder.extend(b"ATTR");
        finder.extend([0; 30]);
        finder.extend([0, 2]);
        for (name, value) in names.iter().zip(values) {
            for number in [at, value.len()] {
                finder.extend(u32::try_from(number).expect("tests are short").to_be_bytes());
            }
            finder.extend([0, 0, u8::try_from(name.len()).expect("names are short")]);
            finder.extend(name.as_bytes());
            finder.resize(34 + (finder.len() - 34).next_multiple_of(4), 0);
            at += value.len();
        }
        for value in values {
            finder.extend_from_slice(value);
        }
        let found = probe::of(extract_apple, &apple(7, &[(9, &finder)]));
        assert_eq!(found.first(&Key::SOURCE), "https://a.org/list.pdf");
        assert_eq!(found.layer(Layer::Hidden), "com.apple.quarantine: 0083;65aa;Safari;");
        assert!(found.children.is_empty());
    }

    #[test]
    fn the_file_in_a_mac_binary_is_a_child() {
        let file = mac_binary("list.txt", b"Kuznetsova", b"");
        assert!(is_mac_binary(&file));
        let found = probe::of(extract_mac_binary, &file);
        assert_eq!(
            (found.names(), &found.children[0].1[..]),
            (vec!["list.txt".into()], &b"Kuznetsova"[..])
        );
        assert_eq!(found.first(&Key::MODIFIED), "1999-01-24T05:20:00");
        let mut first = file.clone();
        first[122..126].fill(0);
        assert!(is_mac_binary(&first));
        assert!(!is_mac_binary(&[0; 4096]) && !is_mac_binary(b"\0\x05hello"));
    }

    #[test]
    fn cut_and_odd_forks_end() {
        let file = mac_binary("list.txt", &[b'x'; 400], b"res");
        for length in 0..file.len() {
            probe::of(extract_mac_binary, &file[..length]);
        }
        let file = apple(0, &[(3, b"n"), (1, b"data"), (9, &[b'A'; 90])]);
        for length in 0..file.len() {
            probe::of(extract_apple, &file[..length]);
        }
    }
}
