//! Tags of MP3 and others: ID3 version 2 before the sound (id3.org, 2.2 to 2.4), version 1 behind it.

use item::Key;

use super::tags::{Tags, text};
use crate::shared::decode::{self, Charset};

/// Frames that are text, by their names in version 2.3 and 2.2.
fn key_of(frame: &[u8]) -> Option<Key> {
    Some(match frame {
        b"TIT2" | b"TT2" | b"TIT3" | b"TT3" => Key::TITLE,
        b"TPE1" | b"TP1" | b"TCOM" | b"TCM" | b"TEXT" | b"TXT" | b"TOPE" => Key::AUTHOR,
        b"TPE2" | b"TP2" | b"TPE3" | b"TP3" | b"TPE4" => Key::CONTRIBUTOR,
        b"TALB" | b"TAL" | b"TIT1" | b"TT1" => Key::SUBJECT,
        b"TCON" | b"TCO" => Key::CATEGORY,
        b"TPUB" | b"TPB" => Key::PUBLISHER,
        b"TCOP" | b"TCR" => Key::RIGHTS,
        b"TENC" | b"TEN" | b"TSSE" | b"TSS" => Key::GENERATOR,
        b"TLAN" | b"TLA" => Key::LANGUAGE,
        b"TDRC" | b"TYER" | b"TYE" | b"TDEN" | b"TDAT" => Key::CREATED,
        b"TOWN" => Key::OWNER,
        b"COMM" | b"COM" | b"USLT" | b"ULT" | b"TXXX" | b"TXX" => Key::DESCRIPTION,
        _ => return None,
    })
}

/// Reads both tags.
pub(super) fn read(bytes: &[u8], tags: &mut Tags) {
    if let [b'I', b'D', b'3', version @ 2..=4, _, flags, a, b, c, d, rest @ ..] = bytes {
        let length = seven_bits(&[*a, *b, *c, *d]);
        let body = &rest[..length.min(rest.len())];
        let joined = (flags & 0x80 != 0).then(|| without_stuffing(body));
        let body = joined.as_deref().unwrap_or(body);
        let skipped = if flags & 0x40 != 0 && *version > 2 { extended(body, *version) } else { 0 };
        frames(body.get(skipped..).unwrap_or_default(), *version, tags);
    }
    if let Some(last) = bytes.last_chunk::<128>().filter(|last| last.starts_with(b"TAG")) {
        // Each value is too short to show its encoding alone.
        let values = last[3..127].split(|byte| *byte == 0).collect::<Vec<_>>().join(&b' ');
        let charset = decode::choose(&values, None).charset;
        for (range, key) in [
            (3..33, Key::TITLE),
            (33..63, Key::AUTHOR),
            (63..93, Key::SUBJECT),
            (93..97, Key::CREATED),
            (97..127, Key::DESCRIPTION),
        ] {
            tags.add(key, &charset.decode(until_zero(&last[range])).0);
        }
    }
}

fn frames(mut rest: &[u8], version: u8, tags: &mut Tags) {
    let (name_length, head) = if version == 2 { (3, 6) } else { (4, 10) };
    while rest.len() > head && rest[0].is_ascii_uppercase() {
        let size = &rest[name_length..head.min(8)];
        let length = if version == 4 { seven_bits(size) } else { number(size) };
        let Some(body) = rest.get(head..head.saturating_add(length)) else { return };
        frame(&rest[..name_length], body, tags);
        rest = &rest[head + length..];
    }
}

fn frame(name: &[u8], body: &[u8], tags: &mut Tags) {
    let Some((encoding, content)) = body.split_first() else { return };
    match (name, key_of(name)) {
        (b"APIC" | b"PIC", _) => tags.pictures.extend(picture(content)),
        // A language stands before the text of a comment, and a label before that.
        (b"COMM" | b"COM" | b"USLT" | b"ULT", Some(key)) => {
            let all = decoded(*encoding, content.get(3..).unwrap_or_default());
            let text = all.split_once('\0').map_or(all.as_str(), |(_, text)| text);
            tags.add(key, text);
        }
        (_, Some(key)) => {
            let all = decoded(*encoding, content);
            all.split('\0').for_each(|value| tags.add(key.clone(), value));
        }
        _ => {}
    }
}

/// Takes out a picture behind its type, its kind and its label, which have any length: pictures are told by their start.
fn picture(content: &[u8]) -> Option<Vec<u8>> {
    let starts: [&[u8]; 3] = [b"\xff\xd8\xff", b"\x89PNG", b"GIF8"];
    let head = &content[..content.len().min(400)];
    let found = starts.iter().filter_map(|start| memchr::memmem::find(head, start)).min()?;
    Some(content[found..].to_vec())
}

fn decoded(encoding: u8, bytes: &[u8]) -> String {
    match encoding {
        1 if bytes.starts_with(b"\xfe\xff") => Charset::Utf16Be.decode(&bytes[2..]).0,
        1 => Charset::Utf16Le.decode(bytes).0.replace('\u{feff}', ""),
        2 => Charset::Utf16Be.decode(bytes).0,
        3 => String::from_utf8_lossy(bytes).into_owned(),
        // Called Latin 1; programs of all countries write their own code page.
        _ => bytes.split(|byte| *byte == 0).map(text).collect::<Vec<_>>().join("\0"),
    }
}

fn until_zero(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Returns how long the further head is.
fn extended(body: &[u8], version: u8) -> usize {
    let size = body.get(..4).unwrap_or_default();
    if version == 4 { seven_bits(size) } else { number(size).saturating_add(4) }
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

fn seven_bits(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 7 | usize::from(byte & 0x7f))
}

/// Takes out the zeros that keep players from taking a tag for sound (ID3 2.3 §5).
fn without_stuffing(bytes: &[u8]) -> Vec<u8> {
    let mut last = 0;
    let kept =
        bytes.iter().filter(|byte| std::mem::replace(&mut last, **byte) != 0xff || **byte != 0);
    kept.copied().collect()
}
