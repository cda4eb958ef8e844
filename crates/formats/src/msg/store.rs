//! Which properties a message, a recipient or an attachment has ([MS-OXMSG] §2.1, §2.4).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::names::{self, Name, Names};
use crate::shared::bytes::{u16_at, u32_at, u64_at};
use crate::shared::decode;
use crate::shared::legacy_text::CodePage;
use crate::shared::ole::{Compound, iso_8601};

/// The storage of the names of properties, which the outermost message alone has.
const NAMES: &str = "__nameid_version1.0";

/// The stream of properties of fixed length.
pub(super) const PROPERTIES: &str = "__properties_version1.0";

/// How the names of streams with properties begin.
const STREAM: &str = "__substg1.0_";

/// The value of a property.
#[derive(Debug)]
pub(crate) enum Value {
    Text(String),
    Binary(Vec<u8>),
    Number(u32),
    Moment(u64),
}

/// Properties by their id.
#[derive(Debug, Default)]
pub(crate) struct Store {
    values: BTreeMap<u16, Value>,
    /// Texts of properties with several values.
    several: BTreeMap<u16, Vec<String>>,
    names: Rc<Names>,
    code_page: Option<CodePage>,
}

impl Store {
    /// Reads the properties among some streams; names, and the code page of texts without one of their own, are those of
    /// `above`.
    pub(super) fn read(file: &Compound<'_>, among: &[usize], above: Option<&Self>) -> Self {
        let names = above.map_or_else(|| Rc::new(names_in(file, among)), |it| Rc::clone(&it.names));
        let code_page = above.and_then(|above| above.code_page);
        let mut store = Self { names, code_page, ..Self::default() };
        if let Some(id) = file.find(among, PROPERTIES) {
            let stream = file.stream(id);
            // A message within another has a shorter head, a recipient or attachment the shortest.
            let head = match above {
                Some(_) => 8,
                None if stream.len() % 16 == 8 => 24,
                None => 32,
            };
            store.read_fixed(&stream, head);
        }
        let stated = [0x3ffd, 0x3fde].into_iter().find_map(|id| store.number(id));
        store.code_page = stated.map(CodePage::by_number).or(store.code_page);
        for id in among.iter().copied().filter(|id| !file.is_storage(*id)) {
            if let Some((id_of, kind)) = tag(file.name(id)) {
                store.put(id_of, kind, file.stream(id));
            }
        }
        store
    }

    /// Begins without properties; texts in bytes are in a code page.
    pub(super) fn new(code_page: Option<CodePage>) -> Self {
        Self { code_page, ..Self::default() }
    }

    /// Reads properties of fixed length behind their head of so many bytes.
    fn read_fixed(&mut self, stream: &[u8], head: usize) {
        let rows = stream.get(head..).unwrap_or_default();
        for row in rows.chunks_exact(16) {
            let (Some(kind), Some(id)) = (u16_at(row, 0), u16_at(row, 2)) else { continue };
            if is_fixed(kind) {
                self.put(id, kind, row[8..].to_vec());
            }
        }
    }

    /// Keeps a property of a type as [MS-OXCDATA] §2.11.1 numbers them; other types are left out.
    pub(super) fn put(&mut self, id: u16, kind: u16, bytes: Vec<u8>) {
        let value = match kind {
            0x0002 => u16_at(&bytes, 0).map(|number| Value::Number(number.into())),
            0x0003 | 0x000b => u32_at(&bytes, 0).map(Value::Number),
            0x0040 => u64_at(&bytes, 0).map(Value::Moment),
            0x001f => Some(Value::Text(CodePage::Utf16.decode(&bytes))),
            0x001e => Some(Value::Text(self.narrow(&bytes))),
            0x0102 => Some(Value::Binary(bytes)),
            0x1102 => return one_off(&bytes).into_iter().for_each(|member| self.add(id, member)),
            0x101f => return self.add(id, CodePage::Utf16.decode(&bytes)),
            0x101e => return self.add(id, self.narrow(&bytes)),
            _ => None,
        };
        // Where a text stands twice, the one in Unicode lost nothing.
        let Some(value) = value else { return };
        if kind != 0x001e || !self.values.contains_key(&id) {
            self.values.insert(id, value);
        }
    }

    fn add(&mut self, id: u16, text: String) {
        self.several.entry(id).or_default().push(text);
    }

    fn narrow(&self, bytes: &[u8]) -> String {
        match self.code_page {
            Some(code_page) => decode::text(bytes, Some(code_page.name())).text,
            None => decode::text(bytes, None).text,
        }
    }

    /// Tells whether there is no property.
    pub(super) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns a property.
    pub(super) fn value(&self, id: u16) -> Option<&Value> {
        self.values.get(&id)
    }

    /// Returns a text.
    pub(super) fn text(&self, id: u16) -> Option<&str> {
        match self.value(id)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a number.
    pub(super) fn number(&self, id: u16) -> Option<u32> {
        match self.value(id)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns a moment, ISO 8601.
    pub(super) fn moment(&self, id: u16) -> Option<String> {
        match self.value(id)? {
            Value::Moment(moment) => iso_8601(*moment),
            _ => None,
        }
    }

    /// Notes the name of a property.
    pub(super) fn set_name(&mut self, id: u16, name: Name) {
        Rc::make_mut(&mut self.names).insert(id, name);
    }

    /// Returns the name of a property, if it has one of its own.
    pub(super) fn name_of(&self, id: u16) -> Option<&Name> {
        self.names.get(&id)
    }

    /// Returns what users filled in, a line each: texts, and the moments that have a label.
    pub(super) fn more(&self) -> String {
        let told = self.values.iter().filter(|(id, _)| names::is_told(**id));
        let lines = told.filter_map(|(id, value)| match value {
            Value::Text(text) => Some(self.line(*id, text)),
            Value::Moment(moment) if names::label(*id, self.name_of(*id)).is_some() => {
                iso_8601(*moment).map(|moment| self.line(*id, &moment))
            }
            _ => None,
        });
        let several = self
            .several
            .iter()
            .flat_map(|(id, texts)| texts.iter().map(|text| self.line(*id, text)));
        lines.chain(several).collect()
    }

    fn line(&self, id: u16, text: &str) -> String {
        match (names::label(id, self.name_of(id)), text.trim()) {
            (_, "") => String::new(),
            (Some(label), text) => format!("{label}: {text}\n"),
            (None, text) => format!("{text}\n"),
        }
    }
}

/// Begins an address that stands by itself, behind four bytes ([MS-OXCDATA] §2.2.5.1).
const ONE_OFF: [u8; 16] = [
    0x81, 0x2b, 0x1f, 0xa4, 0xbe, 0xa3, 0x10, 0x19, 0x9d, 0x6e, 0x00, 0xdd, 0x01, 0x0f, 0x54, 0x02,
];

/// Reads such an address, as lists of persons have them: name, kind, address.
fn one_off(bytes: &[u8]) -> Option<String> {
    let rest = bytes.get(24..).filter(|_| bytes.get(4..20) == Some(&ONE_OFF))?;
    let is_wide = bytes[23] & 0x80 != 0;
    let texts = if is_wide {
        encoding_rs::UTF_16LE.decode(rest).0.into_owned()
    } else {
        decode::text(rest, None).text
    };
    let mut texts = texts.split('\0');
    let (name, address) = (texts.next()?, texts.nth(1).unwrap_or_default());
    Some(format!("{name} <{address}>"))
}

fn names_in(file: &Compound<'_>, among: &[usize]) -> Names {
    let Some(storage) = file.find(among, NAMES) else { return Names::new() };
    let streams = file.children(storage);
    let stream = |name| file.find(&streams, name).map(|id| file.stream(id)).unwrap_or_default();
    names::read(&stream("__substg1.0_00030102"), &stream("__substg1.0_00040102"))
}

/// Tells whether values of a type stand in the stream of properties, not in streams of their own.
fn is_fixed(kind: u16) -> bool {
    matches!(kind, 0x0002 | 0x0003 | 0x000b | 0x0040)
}

/// Reads `__substg1.0_0037001F` as the id 0037 and the kind 001F; those of several texts have a number behind, and
/// beside them stands a stream with their lengths, which is left out.
fn tag(name: &str) -> Option<(u16, u16)> {
    let digits =
        name.get(STREAM.len()..).filter(|_| name[..STREAM.len()].eq_ignore_ascii_case(STREAM))?;
    let hex = |range| u16::from_str_radix(digits.get(range)?, 16).ok();
    let (id, kind) = (hex(0..4)?, hex(4..8)?);
    let is_of_lengths = matches!(kind, 0x101e | 0x101f | 0x1102) && digits.len() == 8;
    (!is_of_lengths).then_some((id, kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_lists_are_read() {
        let name: Vec<u8> =
            "Vera\0SMTP\0v@x.org\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let entry = [&[0; 4][..], &ONE_OFF, &[0, 0, 1, 0x80], &name].concat();
        assert_eq!(one_off(&entry).as_deref(), Some("Vera <v@x.org>"));
        assert_eq!(one_off(&entry[..20]), None);
    }

    #[test]
    fn names_of_streams_say_what_is_in_them() {
        assert_eq!(tag("__substg1.0_0037001F"), Some((0x37, 0x1f)));
        assert_eq!(tag("__substg1.0_8005101F-00000001"), Some((0x8005, 0x101f)));
        assert_eq!(tag("__substg1.0_8005101F"), None);
        assert_eq!(tag("__nameid_version1.0"), None);
        assert_eq!(tag("ж__substg1.0_"), None);
    }
}
