//! What the properties are called that users fill in ([MS-OXPROPS]; names of a file's own: [MS-OXMSG] §2.2.3).

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::shared::bytes::{size_at, u16_at, u32_at};
use crate::shared::legacy_text::CodePage;

/// The first property with a name of its own.
const FIRST: u16 = 0x8000;

/// Names of properties by their id.
pub(super) type Names = BTreeMap<u16, Name>;

/// The name of a property: a number that the standard gives a meaning, or words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Number(u32),
    Words(String),
}

/// Reads the streams that hold the names of a file: entries and words.
pub(super) fn read(entries: &[u8], words: &[u8]) -> Names {
    let name = |entry: &[u8]| {
        let (number, kind) = (u32_at(entry, 0)?, u16_at(entry, 4)?);
        let id = FIRST.checked_add(u16_at(entry, 6)?)?;
        if kind & 1 == 0 {
            return Some((id, Name::Number(number)));
        }
        let start = usize::try_from(number).ok()?;
        let text = words.get(start + 4..)?.get(..size_at(words, start)?)?;
        Some((id, Name::Words(CodePage::Utf16.decode(text))))
    };
    entries.chunks_exact(8).filter_map(name).collect()
}

/// Tells whether users fill in a property: those of contacts, and those with names of their own.
pub(super) fn is_told(id: u16) -> bool {
    matches!(id, 0x3a00..=0x3a6f | FIRST..=0xfffe)
}

/// Returns what a property is called that has this name in its file, or none there, if anybody knows.
pub(super) fn label(id: u16, name: Option<&Name>) -> Option<Cow<'static, str>> {
    let number = match name {
        Some(Name::Words(words)) => return Some(Cow::Owned(words.clone())),
        Some(Name::Number(number)) => *number,
        None if id < FIRST => id.into(),
        None => return None,
    };
    let line = LABELS.iter().find(|(labelled, _)| u32::from(*labelled) == number);
    line.map(|(_, label)| Cow::Borrowed(*label))
}

/// Properties of contacts by id, and others by the number of their name; the sets of names share no number above 8000.
const LABELS: &[(u16, &str)] = &[
    (0x3a02, "callback telephone"),
    (0x3a05, "generation"),
    (0x3a06, "given name"),
    (0x3a07, "government id"),
    (0x3a08, "business telephone"),
    (0x3a09, "home telephone"),
    (0x3a0a, "initials"),
    (0x3a0b, "keyword"),
    (0x3a0c, "language"),
    (0x3a0d, "location"),
    (0x3a10, "organisation number"),
    (0x3a11, "family name"),
    (0x3a15, "postal address"),
    (0x3a16, "company"),
    (0x3a17, "job title"),
    (0x3a18, "department"),
    (0x3a19, "office"),
    (0x3a1a, "primary telephone"),
    (0x3a1b, "business telephone 2"),
    (0x3a1c, "mobile telephone"),
    (0x3a1d, "radio telephone"),
    (0x3a1e, "car telephone"),
    (0x3a1f, "other telephone"),
    (0x3a21, "pager"),
    (0x3a23, "primary fax"),
    (0x3a24, "business fax"),
    (0x3a25, "home fax"),
    (0x3a26, "country"),
    (0x3a27, "city"),
    (0x3a28, "state"),
    (0x3a29, "street"),
    (0x3a2a, "postal code"),
    (0x3a2b, "post office box"),
    (0x3a2c, "telex"),
    (0x3a2d, "ISDN number"),
    (0x3a2e, "assistant's telephone"),
    (0x3a2f, "home telephone 2"),
    (0x3a30, "assistant"),
    (0x3a41, "wedding anniversary"),
    (0x3a42, "birthday"),
    (0x3a43, "hobbies"),
    (0x3a44, "middle name"),
    (0x3a45, "name prefix"),
    (0x3a46, "profession"),
    (0x3a47, "referred by"),
    (0x3a48, "spouse"),
    (0x3a4b, "text telephone"),
    (0x3a4c, "FTP site"),
    (0x3a4e, "manager"),
    (0x3a4f, "nickname"),
    (0x3a50, "personal home page"),
    (0x3a51, "business home page"),
    (0x3a57, "company main telephone"),
    (0x3a58, "child"),
    (0x3a59, "home city"),
    (0x3a5a, "home country"),
    (0x3a5b, "home postal code"),
    (0x3a5c, "home state"),
    (0x3a5d, "home street"),
    (0x3a5e, "home post office box"),
    (0x3a5f, "other city"),
    (0x3a60, "other country"),
    (0x3a61, "other postal code"),
    (0x3a62, "other state"),
    (0x3a63, "other street"),
    (0x3a64, "other post office box"),
    (0x8005, "filed as"),
    (0x801a, "home address"),
    (0x801b, "business address"),
    (0x801c, "other address"),
    (0x802b, "web page"),
    (0x8045, "business street"),
    (0x8046, "business city"),
    (0x8047, "business state"),
    (0x8048, "business postal code"),
    (0x8049, "business country"),
    (0x8053, "members"),
    (0x8062, "instant messaging"),
    (0x8080, "email 1 name"),
    (0x8083, "email 1"),
    (0x8084, "email 1 original name"),
    (0x8090, "email 2 name"),
    (0x8093, "email 2"),
    (0x8094, "email 2 original name"),
    (0x80a0, "email 3 name"),
    (0x80a3, "email 3"),
    (0x80a4, "email 3 original name"),
    (0x8104, "task start"),
    (0x8105, "task due"),
    (0x810f, "task completed"),
    (0x811f, "task owner"),
    (0x8121, "task assigner"),
    (0x8122, "task last user"),
    (0x8208, "location"),
    (0x820d, "start"),
    (0x820e, "end"),
    (0x8232, "recurrence"),
    (0x8234, "time zone"),
    (0x8238, "attendees"),
    (0x823b, "required attendees"),
    (0x823c, "optional attendees"),
    (0x825e, "start time zone"),
    (0x8530, "flag"),
    (0x8534, "mileage"),
    (0x8535, "billing"),
    (0x8539, "companies"),
    (0x853a, "contacts"),
    (0x8560, "reminder"),
    (0x8700, "journal type"),
    (0x8706, "journal start"),
    (0x8708, "journal end"),
    (0x8712, "journal entry"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbers_or_words() {
        let entries = [&[0x0d, 0x82, 0, 0, 4, 0, 0, 0][..], &[0, 0, 0, 0, 5, 0, 1, 0]].concat();
        let words = b"\x04\0\0\0I\0D\0";
        let names = read(&entries, words);
        assert_eq!(names[&0x8000], Name::Number(0x820d));
        assert_eq!(names[&0x8001], Name::Words("ID".into()));
        for end in 0..words.len() {
            assert_eq!(read(&entries, &words[..end]).len(), 1);
        }
    }

    #[test]
    fn each_property_is_labelled_once_and_in_order() {
        assert!(LABELS.is_sorted_by(|one, other| one.0 < other.0));
    }
}
