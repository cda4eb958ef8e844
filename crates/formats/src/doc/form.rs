//! The data of fields of forms, in the stream of pictures ([MS-DOC] §2.9.78 and §2.9.158).

use crate::shared::bytes::{size_at, u16_at};
use crate::shared::form_field::FormField;

/// How long the head before the data is.
const HEAD: usize = 0x44;
/// Begins the data.
const VERSION: &[u8] = b"\xff\xff\xff\xff";
/// What begins a list of texts in Unicode.
const EXTENDED: u16 = 0xffff;

/// A field, and texts that begin it or explain it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) field: FormField,
    pub(super) hints: Vec<String>,
}

impl Form {
    /// Reads the data that stands at `at`; nothing where there is none.
    pub(super) fn read(stream: &[u8], at: usize) -> Option<Self> {
        let bytes = stream.get(at..at.checked_add(size_at(stream, at)?)?)?;
        let is_head = u16_at(bytes, 4).map(usize::from) == Some(HEAD);
        let data = bytes.get(HEAD..).filter(|data| is_head && data.starts_with(VERSION))?;
        let mut rest = data.get(10..)?;
        let bits = u16_at(data, 4)?;
        let mut form = Self { field: FormField::new(bits & 3), hints: Vec::new() };
        form.field.choose(bits >> 2 & 31);
        // Name, format and macros are for programs.
        text(&mut rest)?;
        if form.field.is_choice() {
            form.field.choose_first(u16_at(rest, 0)?);
            rest = &rest[2..];
        } else {
            form.hints.push(text(&mut rest)?);
        }
        text(&mut rest)?;
        form.hints.extend([text(&mut rest)?, text(&mut rest)?]);
        text(&mut rest)?;
        text(&mut rest)?;
        if form.field.is_list() && u16_at(rest, 0)? == EXTENDED {
            form.take_entries(rest);
        }
        form.hints.retain(|hint| !hint.trim().is_empty());
        Some(form)
    }

    /// Takes the entries of a list as far as they go ([MS-DOC] §2.2.4).
    fn take_entries(&mut self, list: &[u8]) {
        let count = u16_at(list, 2).unwrap_or(0);
        let mut rest = list.get(6..).unwrap_or_default();
        for _ in 0..count {
            let Some(entry) = letters(&mut rest) else { return };
            self.field.add(&entry);
            self.hints.push(entry);
        }
    }
}

/// Reads a text with its length before it and a zero behind it.
fn text(rest: &mut &[u8]) -> Option<String> {
    let text = letters(rest)?;
    *rest = rest.get(2..)?;
    Some(text)
}

fn letters(rest: &mut &[u8]) -> Option<String> {
    let length = 2 * usize::from(u16_at(rest, 0)?);
    let (letters, after) = rest.get(2..)?.split_at_checked(length)?;
    *rest = after;
    let units = letters.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit));
    Some(
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str) -> Vec<u8> {
        let length = u16::try_from(text.encode_utf16().count()).expect("short");
        std::iter::once(length).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    }

    fn list(result: u16) -> Vec<u8> {
        let text = |text: &str| [counted(text), vec![0, 0]].concat();
        let bits = (2 | result << 2 | 0x8000).to_le_bytes();
        let mut data = [VERSION, &bits, &[0; 4]].concat();
        data.extend([text("D1"), vec![1, 0], text(""), text("where it sits"), text("")].concat());
        data.extend([text(""), text(""), vec![0xff, 0xff, 2, 0, 0, 0]].concat());
        data.extend([counted("Анкара"), counted("Tirana")].concat());
        let mut bytes = u32::try_from(HEAD + data.len()).expect("small").to_le_bytes().to_vec();
        bytes.extend([0x44, 0]);
        bytes.resize(HEAD, 0);
        [&b"head"[..], &bytes, &data].concat()
    }

    #[test]
    fn what_is_chosen_in_a_list_and_what_else_could_be_is_read() {
        for (result, chosen) in [(0, "Анкара"), (1, "Tirana"), (25, "Tirana"), (9, "")] {
            let form = Form::read(&list(result), 4).expect("it is whole");
            assert_eq!(form.field.chosen(), chosen);
            assert_eq!(form.hints, ["where it sits", "Анкара", "Tirana"]);
        }
    }

    #[test]
    fn what_is_cut_or_none_is_survived() {
        let whole = list(0);
        for end in 0..whole.len() {
            assert_eq!(Form::read(&whole[..end], 4), None);
        }
        assert_eq!(Form::read(&whole, usize::MAX), None);
    }
}
