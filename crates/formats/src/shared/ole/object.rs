//! Objects that stand in documents: packed files, documents of other programs.

use std::io::{self, Cursor, Write};
use std::time::UNIX_EPOCH;

use item::Declared;
use memchr::memchr;

use super::Compound;
use crate::shared::bytes::size_at;
use crate::shared::legacy_text::CodePage;
use crate::{Child, Content, Flow, Sink};

/// How many storages within storages are copied.
const MOST_STORAGES: usize = 10_000;

/// Pushes the object in a storage as a child: the file that is packed in it, else the storage as a Compound File.
pub(crate) fn push_storage(
    file: &Compound<'_>,
    storage: usize,
    number: usize,
    sink: &mut dyn Sink,
) -> Flow {
    let (name, bytes) = packed(file, &file.children(storage))
        .unwrap_or_else(|| (None, rewritten(file, storage, None, |_, content| content)));
    push(name, number, &bytes, file.modified(storage), sink)
}

/// Pushes an object that is a Compound File of its own, or the file that is packed in it.
pub(crate) fn push_whole(bytes: &[u8], number: usize, sink: &mut dyn Sink) -> Flow {
    let unpacked = Compound::open(bytes).and_then(|file| packed(&file, &file.root()));
    match unpacked {
        Some((name, unpacked)) => push(name, number, &unpacked, None, sink),
        None => push(None, number, bytes, None, sink),
    }
}

/// Pushes a file that the packager of Windows wrapped, or the wrapping where it is broken.
pub(crate) fn push_packed(native: &[u8], number: usize, sink: &mut dyn Sink) -> Flow {
    match unwrapped(native) {
        Some((name, content)) => push(name, number, &content, None, sink),
        None => push(None, number, native, None, sink),
    }
}

fn push(
    name: Option<String>,
    number: usize,
    mut bytes: &[u8],
    modified: Option<String>,
    sink: &mut dyn Sink,
) -> Flow {
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("object-{number}"));
    let child = Child { name: name.into_bytes(), declared: Declared::default(), modified };
    sink.child(child, Content::Stream(&mut bytes))
}

/// Pushes the file that is packed in the root of a Compound File; nothing where there is none.
pub(crate) fn push_content(file: &Compound<'_>, sink: &mut dyn Sink) -> Option<Flow> {
    let (name, content) = packed(file, &file.root())?;
    Some(push(name, 1, &content, None, sink))
}

/// Finds a file packed in an object.
fn packed(file: &Compound<'_>, among: &[usize]) -> Option<(Option<String>, Vec<u8>)> {
    let stream = |name| file.find(among, name).map(|id| file.stream(id));
    if let Some(native) = stream("\u{1}Ole10Native") {
        let file = native.get(4..).and_then(unwrapped);
        return Some(file.unwrap_or((None, native)));
    }
    // What a program puts into a stream of its own is a file of its kind where its beginning is one.
    let whole =
        stream("Package").or_else(|| stream("CONTENTS")).filter(|whole| !whole.is_empty())?;
    Some((None, whole))
}

/// Takes a file out of its wrapping: a mark, its label, its paths, its bytes.
fn unwrapped(native: &[u8]) -> Option<(Option<String>, Vec<u8>)> {
    let mut rest = native.get(2..)?;
    let label = text(&mut rest)?;
    let path = text(&mut rest)?;
    let temporary = size_at(rest, 4)?;
    let rest = rest.get(8usize.checked_add(temporary)?..)?;
    let size = size_at(rest, 0)?;
    let content = rest.get(4..4usize.checked_add(size)?)?;
    let named = [label, path].into_iter().find(|name| !name.is_empty())?;
    let name = named.rsplit(['/', '\\']).next().unwrap_or_default().replace('\0', "_");
    Some((Some(name), content.to_vec()))
}

fn text(rest: &mut &[u8]) -> Option<String> {
    let end = memchr(0, rest)?;
    let (text, after) = rest.split_at(end);
    *rest = &after[1..];
    Some(CodePage::by_number(1252).decode(text))
}

/// Writes a storage out as a Compound File of its own, with another storage put beside what is in it; `change` sees each
/// stream directly in it by name.
pub(crate) fn rewritten(
    file: &Compound<'_>,
    storage: usize,
    beside: Option<usize>,
    change: fn(&str, Vec<u8>) -> Vec<u8>,
) -> Vec<u8> {
    let mut copy = Copy { file, beside, bytes: Vec::new(), change };
    // What a broken name kept from being written is missing from the copy, not from the original.
    drop(copy.write(storage));
    copy.bytes
}

struct Copy<'a> {
    file: &'a Compound<'a>,
    beside: Option<usize>,
    bytes: Vec<u8>,
    change: fn(&str, Vec<u8>) -> Vec<u8>,
}

impl Copy<'_> {
    fn write(&mut self, storage: usize) -> io::Result<()> {
        let mut made = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
        made.set_created_time("/", UNIX_EPOCH)?;
        made.set_modified_time("/", UNIX_EPOCH)?;
        let mut open = vec![(storage, String::new())];
        let mut storages = 0;
        while let Some((storage, path)) = open.pop() {
            let beside = self.beside.filter(|_| path.is_empty());
            for id in self.file.children(storage).into_iter().chain(beside) {
                // These part the names of a path, or are no part of a name ([MS-CFB] §2.6.1).
                let name = self.file.name(id).replace(['/', '\\', ':', '!'], "_");
                let inner = format!("{path}/{name}");
                if !self.file.is_storage(id) {
                    let content = self.file.stream(id);
                    let content =
                        if path.is_empty() { (self.change)(&inner[1..], content) } else { content };
                    if let Ok(mut stream) = made.create_new_stream(&inner) {
                        stream.write_all(&content)?;
                    }
                } else if storages < MOST_STORAGES && made.create_storage(&inner).is_ok() {
                    storages += 1;
                    made.set_created_time(&inner, UNIX_EPOCH)?;
                    made.set_modified_time(&inner, UNIX_EPOCH)?;
                    open.push((id, inner));
                }
            }
        }
        made.flush()?;
        self.bytes = made.into_inner().into_inner();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_file_comes_out_under_its_name() {
        let native = [
            &b"\x02\0a.txt\0C:\\x\\a.txt\0\0\0\x03\0\x03\0\0\0t1\0\x04\0\0\0text"[..],
            &b"junk"[..],
        ]
        .concat();
        let (name, content) = unwrapped(&native).expect("it is whole");
        assert_eq!((name.as_deref(), &content[..]), (Some("a.txt"), &b"text"[..]));
        for end in 0..native.len() - 8 {
            assert!(unwrapped(&native[..end]).is_none_or(|(_, content)| content.len() <= 4));
        }
    }
}
