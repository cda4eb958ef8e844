//! What an RPM package yields: what it says of itself, and the packed archive of its files (RPM 4 format).

use item::{Key, PartialReason};

use crate::shared::bytes::u32_be_at;
use crate::shared::time::utc;
use crate::{Child, Content, Error, Input, Sink};

const MAGIC: &[u8] = b"\xed\xab\xee\xdb";
const LEAD: usize = 96;
const SECTION: &[u8] = b"\x8e\xad\xe8\x01";
const ENTRY: usize = 16;
/// No real header has more entries.
const MOST_ENTRIES: usize = 100_000;

/// Types of entries: a number of 32 bits, a text, a list of texts, texts by language.
const NUMBER: u32 = 4;
const TEXTS: [u32; 3] = [6, 8, 9];

const PROPERTIES: [(u32, Key); 8] = [
    (1000, Key::TITLE),
    (1001, Key::VERSION),
    (1004, Key::SUBJECT),
    (1005, Key::DESCRIPTION),
    (1011, Key::PUBLISHER),
    (1014, Key::RIGHTS),
    (1015, Key::AUTHOR),
    (1020, Key::LINK),
];
const BUILT: u32 = 1006;
const COMPRESSOR: u32 = 1125;

/// Pushes the properties and the packed archive as one child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes;
    if !bytes.starts_with(MAGIC) {
        return Err(Error::malformed("no signature of a package"));
    }
    let signature = Section::at(bytes, LEAD).ok_or(Error::Truncated)?;
    let main = Section::at(bytes, signature.end.next_multiple_of(8)).ok_or(Error::Truncated)?;
    for (tag, key) in PROPERTIES {
        sink.metadata(key, &main.text(tag).unwrap_or_default());
    }
    if let Some(seconds) = main.number(BUILT) {
        sink.metadata(Key::CREATED, &utc(i64::from(seconds)));
    }
    let payload = bytes.slice(main.end.min(bytes.len())..);
    if payload.is_empty() {
        sink.partial(PartialReason::Truncated);
        return Ok(());
    }
    let ending = match main.text(COMPRESSOR).as_deref() {
        Some("xz") => ".xz",
        Some("lzma") => ".lzma",
        Some("bzip2") => ".bz2",
        Some("zstd") => ".zst",
        Some("gzip") | None => ".gz",
        Some(_) => "",
    };
    let child = Child { name: format!("payload.cpio{ending}").into_bytes(), ..Child::default() };
    let _ = sink.child(child, Content::Stream(&mut &payload[..]));
    Ok(())
}

/// A header: an index of entries, and the bytes that they point into.
struct Section<'a> {
    index: &'a [u8],
    store: &'a [u8],
    /// Where it ends in the package.
    end: usize,
}

impl<'a> Section<'a> {
    fn at(bytes: &'a [u8], at: usize) -> Option<Self> {
        let head = bytes.get(at..)?.strip_prefix(SECTION)?;
        let entries =
            usize::try_from(u32_be_at(head, 4)?).ok().filter(|entries| *entries <= MOST_ENTRIES)?;
        let length = usize::try_from(u32_be_at(head, 8)?).ok()?;
        let (index, rest) = head.get(12..)?.split_at_checked(entries * ENTRY)?;
        let store = rest.get(..length)?;
        Some(Self { index, store, end: at + SECTION.len() + 12 + entries * ENTRY + length })
    }

    /// Returns the bytes that an entry of one of these types points to.
    fn entry(&self, tag: u32, types: &[u32]) -> Option<&'a [u8]> {
        let mut entries = self.index.chunks_exact(ENTRY);
        let entry = entries.find(|entry| u32_be_at(entry, 0) == Some(tag))?;
        let is_right = types.contains(&u32_be_at(entry, 4)?);
        is_right.then(|| self.store.get(usize::try_from(u32_be_at(entry, 8)?).ok()?..)).flatten()
    }

    fn text(&self, tag: u32) -> Option<String> {
        let bytes = self.entry(tag, &TEXTS)?;
        let end = bytes.iter().position(|byte| *byte == 0)?;
        Some(String::from_utf8_lossy(&bytes[..end]).into_owned())
    }

    fn number(&self, tag: u32) -> Option<u32> {
        u32_be_at(self.entry(tag, &[NUMBER])?, 0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn section(entries: &[(u32, u32, &[u8])]) -> Vec<u8> {
        let (mut index, mut store) = (Vec::new(), Vec::new());
        for (tag, kind, value) in entries {
            for number in [*tag, *kind, u32::try_from(store.len()).expect("small"), 1] {
                index.extend(number.to_be_bytes());
            }
            store.extend_from_slice(value);
        }
        let mut out = SECTION.to_vec();
        for number in [0, entries.len(), store.len()] {
            out.extend(u32::try_from(number).expect("small").to_be_bytes());
        }
        [out, index, store].concat()
    }

    fn package() -> Vec<u8> {
        let mut out = [MAGIC, &[0; LEAD - 4]].concat();
        out.extend(section(&[(1000, 7, b"\x01\x02\x03")]));
        out.resize(out.len().next_multiple_of(8), 0);
        out.extend(section(&[
            (BUILT, NUMBER, &86_400_u32.to_be_bytes()),
            (1000, 6, b"courier\0"),
            (1004, 9, b"Carries papers\0"),
            (COMPRESSOR, 6, b"xz\0"),
        ]));
        [out, b"payload".to_vec()].concat()
    }

    #[test]
    fn a_package_gives_its_properties_and_its_payload() {
        let found = probe::of(extract, &package());
        assert_eq!(found.first(&Key::TITLE), "courier");
        assert_eq!(found.first(&Key::SUBJECT), "Carries papers");
        assert_eq!(found.first(&Key::CREATED), "1970-01-02T00:00:00Z");
        assert_eq!(found.names(), ["payload.cpio.xz"]);
        assert_eq!(found.children[0].1, b"payload");
    }

    #[test]
    fn a_package_that_ends_in_its_header_is_cut() {
        assert!(matches!(probe::of(extract, &package()[..120]).error, Some(Error::Truncated)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..60), at in 4_usize..300) {
            let mut hostile = package();
            let at = at % hostile.len();
            hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes);
            probe::of(extract, &hostile);
        }
    }
}
