//! Properties of the press in a picture: IPTC-NAA records within the resources of Photoshop (IIM 4.2, Photoshop File
//! Formats).

use item::Key;

use super::{Found, text};
use crate::shared::decode::Charset;

const RECORDS: [u8; 2] = [0x04, 0x04];
/// The record of what an editor wrote, and the properties in it.
const APPLICATION: u8 = 2;
const PROPERTIES: [(u8, Key); 18] = [
    (5, Key::TITLE),
    (15, Key::CATEGORY),
    (25, Key::KEYWORDS),
    (40, Key::DESCRIPTION),
    (55, Key::CREATED),
    (65, Key::GENERATOR),
    (80, Key::AUTHOR),
    (85, Key::AUTHOR),
    (90, Key::PLACE_NAME),
    (92, Key::PLACE_NAME),
    (95, Key::PLACE_NAME),
    (101, Key::PLACE_NAME),
    (105, Key::SUBJECT),
    (110, Key::PUBLISHER),
    (115, Key::SOURCE),
    (116, Key::RIGHTS),
    (120, Key::DESCRIPTION),
    (122, Key::CONTRIBUTOR),
];

/// Reads the resources of Photoshop, of which one holds the records.
pub(super) fn resources(mut rest: &[u8], found: &mut Found) {
    while let Some(resource) = rest.strip_prefix(b"8BIM") {
        let Some((id, named)) = resource.split_first_chunk::<2>() else { return };
        // The name has its length before it, and both together an even one; so have the bytes.
        let Some(name) = named.first().map(|length| (usize::from(*length) + 1).next_multiple_of(2))
        else {
            return;
        };
        let Some((length, content)) = named.get(name..).and_then(<[u8]>::split_first_chunk::<4>)
        else {
            return;
        };
        let length =
            usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX).min(content.len());
        if *id == RECORDS {
            records(&content[..length], found);
        }
        rest = content.get(length.next_multiple_of(2)..).unwrap_or_default();
    }
}

/// Reads records: a mark, two numbers, a length, a text.
pub(super) fn records(mut rest: &[u8], found: &mut Found) {
    let mut is_utf_8 = false;
    while let [0x1c, record, number, high, low, after @ ..] = rest {
        let length = usize::from(*high) << 8 | usize::from(*low);
        let Some((value, next)) = after.split_at_checked(length) else { return };
        if (*record, *number) == (1, 90) {
            is_utf_8 = value == b"\x1b%G";
        }
        let key = PROPERTIES.iter().find(|(known, _)| *record == APPLICATION && known == number);
        if let Some((_, key)) = key {
            let value = if is_utf_8 { Charset::Utf8.decode(value).0 } else { text(value) };
            found.add(key.clone(), &date(key, value));
        }
        rest = next;
    }
}

/// Writes a date of eight digits as ISO 8601.
fn date(key: &Key, value: String) -> String {
    let is_date =
        *key == Key::CREATED && value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    if is_date { format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..]) } else { value }
}
