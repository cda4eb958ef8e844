//! The modules of macros as text ([MS-OVBA] §2.3.4.2, §2.4.1).

use item::{Layer, Place};

use super::Compound;
use crate::shared::bytes::{size_at, u16_at};
use crate::shared::legacy_text::{CodePage, push_text};
use crate::{Flow, Sink};

/// The records of the directory that are read.
const CODE_PAGE: u16 = 0x0003;
const VERSION: u16 = 0x0009;
const MODULE_NAME: u16 = 0x0019;
const STREAM_NAME: u16 = 0x001a;
const OFFSET: u16 = 0x0031;

/// How much a chunk inflates to.
const CHUNK: usize = 4096;

/// The most that a stream inflates to.
const MOST: usize = 64 << 20;

/// A module in the directory.
#[derive(Debug, Default, PartialEq, Eq)]
struct Module {
    stream: String,
    /// Where its source begins in the stream.
    offset: usize,
}

/// Pushes the source of each module, hidden as it is from those who read the document; nothing where there are none.
pub(crate) fn push_macros(
    file: &Compound<'_>,
    among: &[usize],
    sink: &mut dyn Sink,
) -> Option<Flow> {
    let storage = file.find(among, "VBA").filter(|id| file.is_storage(*id))?;
    let streams = file.children(storage);
    let directory = inflated(&file.stream(file.find(&streams, "dir")?))?;
    let (modules, code_page) = modules(&directory);
    for module in modules {
        let Some(stream) = file.find(&streams, &module.stream).map(|id| file.stream(id)) else {
            continue;
        };
        let source = stream.get(module.offset..).and_then(inflated).unwrap_or_default();
        let place = Place::Part(format!("macros {}", module.stream));
        let text = source_text(&code_page.decode(&source));
        if push_text(&place, Layer::Hidden, &text, sink) == Flow::Stop {
            return Some(Flow::Stop);
        }
    }
    Some(Flow::Continue)
}

/// Leaves out the lines that the editor keeps for itself; a module without others is empty.
fn source_text(source: &str) -> String {
    let lines = source.lines().filter(|line| !line.starts_with("Attribute VB_"));
    lines.fold(String::new(), |all, line| all + line + "\n")
}

/// Lists the modules that the directory names.
fn modules(directory: &[u8]) -> (Vec<Module>, CodePage) {
    let (mut modules, mut code_page, mut at) = (Vec::<Module>::new(), CodePage::default(), 0);
    while let (Some(kind), Some(length)) = (u16_at(directory, at), size_at(directory, at + 2)) {
        // The length in the record of the version leaves two bytes out.
        let length = if kind == VERSION { length.saturating_add(2) } else { length };
        let end = (at + 6).saturating_add(length);
        let Some(content) = directory.get(at + 6..end) else { break };
        match (kind, modules.last_mut()) {
            (CODE_PAGE, _) => {
                code_page = CodePage::by_number(u16_at(content, 0).map_or(1252, u32::from));
            }
            (MODULE_NAME, _) => modules.push(Module::default()),
            (STREAM_NAME, Some(module)) => module.stream = code_page.decode(content),
            (OFFSET, Some(module)) => module.offset = size_at(content, 0).unwrap_or(0),
            _ => {}
        }
        at = end;
    }
    (modules, code_page)
}

/// Inflates a container of chunks as far as it goes; nothing where it is none.
fn inflated(packed: &[u8]) -> Option<Vec<u8>> {
    let mut rest = packed.strip_prefix(&[1])?;
    let mut all = Vec::new();
    while let Some(head) = u16_at(rest, 0).filter(|_| all.len() < MOST) {
        let length = usize::from(head & 0x0fff) + 1;
        let chunk = &rest[2..];
        let chunk = &chunk[..length.min(chunk.len())];
        if head & 0x8000 == 0 {
            all.extend_from_slice(&chunk[..chunk.len().min(CHUNK)]);
        } else {
            inflate_chunk(chunk, &mut all);
        }
        rest = &rest[2 + chunk.len()..];
    }
    Some(all)
}

fn inflate_chunk(mut chunk: &[u8], all: &mut Vec<u8>) {
    let start = all.len();
    while let Some((flags, rest)) = chunk.split_first() {
        chunk = rest;
        for bit in 0..8 {
            if flags >> bit & 1 == 0 {
                let Some((byte, rest)) = chunk.split_first() else { return };
                all.push(*byte);
                chunk = rest;
                continue;
            }
            let Some(token) = u16_at(chunk, 0) else { return };
            chunk = &chunk[2..];
            if !copy(usize::from(token), start, all) {
                return;
            }
        }
    }
}

/// Copies what a token refers to; false where that is not there.
fn copy(token: usize, start: usize, all: &mut Vec<u8>) -> bool {
    let written = all.len() - start;
    if written == 0 || written > CHUNK {
        return false;
    }
    // The further the chunk has come, the more bits tell how far back to go.
    let bits = (usize::BITS - (written - 1).leading_zeros()).clamp(4, 12);
    let length = (token & (0xffff >> bits)) + 3;
    let back = (token >> (16 - bits)) + 1;
    let Some(from) = all.len().checked_sub(back).filter(|from| *from >= start) else {
        return false;
    };
    for at in from..from + length {
        all.push(all[at]);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_of_chunks_is_inflated() {
        // The second example of the standard, [MS-OVBA] §3.2.3.
        let packed = [0x01, 0x03, 0xb0, 0x02, 0x61, 0x45, 0x00];
        assert_eq!(inflated(&packed).as_deref(), Some(&[b'a'; 73][..]));
        assert_eq!(inflated(b"x"), None);
        for end in 0..packed.len() {
            inflated(&packed[..end]);
        }
    }

    #[test]
    fn the_directory_names_modules() {
        let record = |kind: u16, content: &[u8]| {
            let length = u32::try_from(content.len()).expect("short");
            [&kind.to_le_bytes()[..], &length.to_le_bytes(), content].concat()
        };
        let directory = [
            record(CODE_PAGE, &1251u16.to_le_bytes()),
            [&record(VERSION, &[0; 4])[..], &[0; 2]].concat(),
            record(MODULE_NAME, b"x"),
            record(STREAM_NAME, b"\xc4\xe0"),
            record(OFFSET, &7u32.to_le_bytes()),
        ];
        let (modules, _) = modules(&directory.concat());
        assert_eq!(modules, [Module { stream: "Да".into(), offset: 7 }]);
    }
}
