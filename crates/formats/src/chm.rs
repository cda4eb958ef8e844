//! What a compiled help file yields: its pages and pictures (the format is not published; Russotto and Wise described it).

mod lzx;

use bytes::Bytes;
use item::{Key, LimitReason, PartialReason, UnreadableReason};

use crate::shared::bytes::{size_at, u16_at, u64_at};
use crate::shared::member_names::{self, Names};
use crate::{Child, Content, Error, Flow, Input, Sink};

/// Where the head names the second section, which is the directory, and the start of contents.
const DIRECTORY: usize = 0x48;
const CONTENTS: usize = 0x58;
/// The size of the head in older versions, which name no start: contents begin behind the directory.
const OLD_HEAD: usize = 0x58;

/// The stream that holds the packed contents, and those that say how they are packed.
const PACKED: &[u8] = b"::DataSpace/Storage/MSCompressed/Content";
const CONTROL: &[u8] = b"::DataSpace/Storage/MSCompressed/ControlData";
const RESETS: &[u8] = b"/InstanceData/ResetTable";

/// What programs write besides pages, by how the names begin: settings, indexes, the search for words.
const INTERNAL: [&[u8]; 16] = [
    b"/#SYSTEM",
    b"/#STRINGS",
    b"/#TOPICS",
    b"/#TOCIDX",
    b"/#URLSTR",
    b"/#URLTBL",
    b"/#IDXHDR",
    b"/#ITBITS",
    b"/#IVB",
    b"/#WINDOWS",
    b"/#SUBSETS",
    b"/#GRPINF",
    b"/$FIftiMain",
    b"/$OBJINST",
    b"/$WW",
    b"/$HHTitleMap",
];

/// The stream of settings, and the one that is the title.
const SYSTEM: &[u8] = b"/#SYSTEM";
const TITLE: u16 = 3;

/// Pushes pages and pictures in the order of the directory; what only indexes them is left out.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file = File::read(&input.bytes)?;
    report_title(&file, sink);
    let names = Names::of(file.entries.iter().map(|entry| entry.name.as_slice()));
    names.report_charset(sink);
    let unpacked = file.unpacked(input.limits.inflated_bytes)?;
    let members = file.entries.iter().filter(|entry| entry.is_member());
    for (entry, count) in members.zip(0..) {
        if count == input.limits.members {
            return Err(Error::Limit(LimitReason::Members));
        }
        let name = &entry.name[1..];
        member_names::report(name, sink);
        let child = Child { name: names.child_name(name), ..Child::default() };
        let bytes = match entry.section {
            0 => file.bytes_of(entry),
            _ => unpacked.as_ref().and_then(|all| all.get(entry.start, entry.length)),
        };
        let content = bytes.as_deref();
        let flow = match content {
            Some(mut bytes) => sink.child(child, Content::Stream(&mut bytes)),
            None => sink.child(child, Content::Unreadable(UnreadableReason::Damaged)),
        };
        if flow == Flow::Stop {
            return Ok(());
        }
    }
    if file.is_damaged {
        sink.partial(PartialReason::Damaged);
    }
    Ok(())
}

fn report_title(file: &File, sink: &mut dyn Sink) {
    let system = file.named(|name| name == SYSTEM).and_then(|entry| file.bytes_of(entry));
    let system = system.as_deref().unwrap_or_default();
    let mut at = 4;
    while let (Some(code), Some(length)) = (u16_at(system, at), u16_at(system, at + 2)) {
        let end = at + 4 + usize::from(length);
        let value = system.get(at + 4..end).unwrap_or_default();
        if code == TITLE {
            let title = value.split(|byte| *byte == 0).next().unwrap_or_default();
            return sink.metadata(Key::TITLE, &crate::shared::decode::text(title, None).text);
        }
        at = end;
    }
}

/// A help file with its directory.
struct File {
    bytes: Bytes,
    contents: usize,
    entries: Vec<Entry>,
    is_damaged: bool,
}

/// A stream: in which section it stands, and where.
struct Entry {
    name: Vec<u8>,
    section: usize,
    start: usize,
    length: usize,
}

impl Entry {
    /// Tells whether this is a page or picture, and not a folder, an index or a part of the container.
    fn is_member(&self) -> bool {
        self.name.len() > 1
            && self.name.starts_with(b"/")
            && !self.name.ends_with(b"/")
            && !INTERNAL.iter().any(|internal| self.name.starts_with(internal))
    }
}

impl File {
    fn read(bytes: &Bytes) -> Result<Self, Error> {
        let place = |at| u64_at(bytes, at).and_then(|place| usize::try_from(place).ok());
        let (directory, length) =
            place(DIRECTORY).zip(place(DIRECTORY + 8)).ok_or(Error::Truncated)?;
        let head = size_at(bytes, 8).ok_or(Error::Truncated)?;
        let behind = directory.saturating_add(length);
        let contents = if head > OLD_HEAD { place(CONTENTS).unwrap_or(behind) } else { behind };
        let mut file =
            Self { bytes: bytes.clone(), contents, entries: Vec::new(), is_damaged: false };
        let listing = bytes.get(directory..).ok_or(Error::Truncated)?;
        if !listing.starts_with(b"ITSP") {
            return Err(Error::malformed("no directory of a help file"));
        }
        let first = size_at(listing, 8).ok_or(Error::Truncated)?;
        let size = size_at(listing, 16).filter(|size| *size > 20).ok_or(Error::Truncated)?;
        let chunks = size_at(listing, 44).unwrap_or(0);
        let all = listing.get(first..).unwrap_or_default();
        for chunk in all.chunks(size).take(chunks).filter(|chunk| chunk.starts_with(b"PMGL")) {
            file.is_damaged |= chunk.len() < size || file.read_chunk(chunk).is_none();
        }
        Ok(file)
    }

    /// Reads the entries of a chunk, which stand one after the other up to its free room.
    fn read_chunk(&mut self, chunk: &[u8]) -> Option<()> {
        let end = chunk.len().checked_sub(size_at(chunk, 4)?)?;
        let mut rest = chunk.get(20..end)?;
        while !rest.is_empty() {
            let length = number(&mut rest)?;
            let (name, after) = rest.split_at_checked(length)?;
            rest = after;
            let [section, start, length] =
                [number(&mut rest)?, number(&mut rest)?, number(&mut rest)?];
            self.entries.push(Entry { name: name.to_vec(), section, start, length });
        }
        Some(())
    }

    fn named(&self, is_it: impl Fn(&[u8]) -> bool) -> Option<&Entry> {
        self.entries.iter().find(|entry| is_it(&entry.name))
    }

    /// Returns the bytes of a stream that is not packed.
    fn bytes_of(&self, entry: &Entry) -> Option<Bytes> {
        let start = self.contents.checked_add(entry.start)?;
        let end = start.checked_add(entry.length).filter(|end| *end <= self.bytes.len())?;
        (entry.section == 0).then(|| self.bytes.slice(start..end))
    }

    /// Unpacks the packed section; nothing where there is none.
    fn unpacked(&self, most: u64) -> Result<Option<lzx::Unpacked>, Error> {
        let stream = |is_it: &dyn Fn(&[u8]) -> bool| {
            self.named(is_it).and_then(|entry| self.bytes_of(entry)).unwrap_or_default()
        };
        let packed = self.named(|name| name == PACKED);
        let Some(packed) = packed.filter(|_| self.entries.iter().any(|entry| entry.section == 1))
        else {
            return Ok(None);
        };
        // A cut file has the beginning of the section.
        let start = self.contents.saturating_add(packed.start).min(self.bytes.len());
        let end = start.saturating_add(packed.length).min(self.bytes.len());
        let control = stream(&|name| name == CONTROL);
        let resets = stream(&|name| name.ends_with(RESETS));
        lzx::unpack(&self.bytes[start..end], &control, &resets, most)
    }
}

/// Reads a number of seven bits a byte, the highest first.
fn number(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0_usize;
    for _ in 0..9 {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value = value << 7 | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    const HELP: &[u8] = include_bytes!("../tests/small/manual.chm");

    #[test]
    fn pages_are_children_and_the_title_is_a_property() {
        let found = probe::of(extract, HELP);
        assert!(found.error.is_none(), "{:?}", found.error);
        assert_eq!(found.names(), ["a/index.html", "b.txt"]);
        assert_eq!(found.first(&Key::TITLE), "Border manual");
    }

    #[test]
    fn only_what_programs_write_themselves_is_no_page() {
        let is_member = |name: &[u8]| {
            Entry { name: name.to_vec(), section: 0, start: 0, length: 1 }.is_member()
        };
        for page in [&b"/a.html"[..], b"/$secret.html", b"/#list.txt"] {
            assert!(is_member(page), "{page:?}");
        }
        for other in [&b"/"[..], b"/a/", b"::DataSpace/NameList", b"/#SYSTEM", b"/$FIftiMain"] {
            assert!(!is_member(other), "{other:?}");
        }
    }

    #[test]
    fn a_cut_file_gives_what_it_has() {
        for end in 0..HELP.len() {
            probe::of(extract, &HELP[..end]);
        }
        assert_eq!(probe::of(extract, &HELP[..HELP.len() - 2]).names().len(), 2);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..400_usize) {
            let mut broken = HELP.to_vec();
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes);
            probe::of(extract, &broken);
        }
    }
}
