//! What a drawing of Visio 5 to 2010 yields: the text of its shapes, by page. The format is not published; how pointers lead to
//! streams and streams fall into chunks is that of recorded files, as Apache POI and libvisio read them.

use std::collections::HashSet;

use item::{Layer, PartialReason, Place};

use crate::shared::bytes::{size_at, u16_at, u32_at};
use crate::shared::decode::{self, Charset};
use crate::shared::legacy_text::push_text;
use crate::shared::ole::{Compound, push_macros, report_properties};
use crate::{Error, Flow, Input, Sink};

mod lzss;

/// The stream of the drawing, what it begins with, and where its version and the first pointer stand.
const STREAM: &str = "VisioDocument";
const MAGIC: &[u8] = b"Visio (TM) Drawing\r\n";
const VERSION: usize = 0x1a;
const TRAILER: usize = 0x24;

/// Kinds of what a pointer leads to: the trailer, a page, the masters of shapes.
const OF_TRAILER: u32 = 0x14;
const OF_PAGE: u32 = 0x15;
const OF_MASTERS: [u32; 2] = [0x1d, 0x1e];
/// The chunk with the text of a shape, and where in it the text begins.
const TEXT: u32 = 0x0e;
const TEXT_START: usize = 8;
/// The bit of a pointer whose stream is compressed.
const COMPRESSED: u16 = 2;

/// How many streams are read, and how deep they may lie in each other.
const MOST_STREAMS: usize = 100_000;
const DEPTH: usize = 32;
/// How many bytes of streams are read at most, inflated.
const MOST_READ: usize = 256 << 20;

/// Pushes properties and text.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file = Compound::open(&input.bytes)
        .ok_or_else(|| Error::Malformed("it does not begin as a Compound File".into()))?;
    report_properties(&file, sink);
    let stream = file.stream_named(STREAM).unwrap_or_default();
    if !stream.starts_with(MAGIC) {
        return Err(Error::Malformed("no drawing of Visio".into()));
    }
    let version = stream.get(VERSION).copied().unwrap_or_default();
    let mut drawing = Drawing { stream: &stream, version, ..Drawing::default() };
    drawing.follow(drawing.pointer(&stream, TRAILER), &Place::Whole, DEPTH);
    if drawing.texts.is_empty() && !drawing.is_whole() {
        // What is not understood may hold words all the same.
        sink.partial(PartialReason::PartUnsupported);
        let _ = push_text(
            &Place::Part(STREAM.to_owned()),
            Layer::Raw,
            &crate::raw::all_runs(&stream),
            sink,
        );
        return Ok(());
    }
    if push_macros(&file, &file.root(), sink) == Some(Flow::Stop) {
        return Ok(());
    }
    if drawing.push(input, sink) == Flow::Continue && (file.is_damaged() || !drawing.is_whole()) {
        sink.partial(PartialReason::Damaged);
    }
    Ok(())
}

/// Where a stream lies, and what it holds.
#[derive(Clone, Copy, Debug)]
struct Pointer {
    kind: u32,
    place: usize,
    length: usize,
    format: u16,
}

impl Pointer {
    fn has_pointers(self, version: u8) -> bool {
        let is_list = matches!(self.format, 0x1d | 0x1e) || (0x50..0x60).contains(&self.format);
        self.kind == OF_TRAILER || is_list && (version > 5 || self.kind != 0x16)
    }

    /// Returns where a list of pointers begins: behind four bytes that compressed streams have before it.
    fn list_start(self) -> usize {
        if self.format & COMPRESSED == 0 { 0 } else { 4 }
    }

    fn has_chunks(self, version: u8) -> bool {
        (0xd0..0xdf).contains(&self.format) || version <= 5 && matches!(self.kind, OF_PAGE | 0x18)
    }
}

#[derive(Default)]
struct Drawing<'s> {
    stream: &'s [u8],
    version: u8,
    /// The texts, with their places, as bytes.
    texts: Vec<(Place, Vec<u8>)>,
    pages: u32,
    seen: HashSet<(usize, usize)>,
    bytes_read: usize,
    /// How many streams were read, and how many could not be.
    read: usize,
    lost: usize,
}

impl Drawing<'_> {
    /// Tells whether streams were found, and each could be read.
    fn is_whole(&self) -> bool {
        self.read > 0 && self.lost == 0
    }

    /// Reads a pointer; that of Visio 5 is laid out otherwise.
    fn pointer(&self, bytes: &[u8], at: usize) -> Option<Pointer> {
        let (place, length) = (size_at(bytes, at + 8)?, size_at(bytes, at + 12)?);
        Some(if self.version > 5 {
            Pointer { kind: u32_at(bytes, at)?, place, length, format: u16_at(bytes, at + 16)? }
        } else {
            let kind = u32::from(u16_at(bytes, at)?);
            Pointer { kind, place, length, format: u16_at(bytes, at + 2)? }
        })
    }

    /// Reads what a pointer leads to, and what that leads to in turn.
    fn follow(&mut self, pointer: Option<Pointer>, place: &Place, depth: usize) {
        let Some(pointer) = pointer else {
            self.lost += 1;
            return;
        };
        let is_of_interest = pointer.has_pointers(self.version) || pointer.has_chunks(self.version);
        if pointer.length == 0
            || !is_of_interest
            || !self.seen.insert((pointer.place, pointer.length))
        {
            return;
        }
        let Some(bytes) = self.bytes(pointer).filter(|_| depth > 0 && self.read < MOST_STREAMS)
        else {
            self.lost += 1;
            return;
        };
        self.read += 1;
        let place = match pointer.kind {
            OF_PAGE => {
                self.pages += 1;
                Place::Page(self.pages)
            }
            kind if OF_MASTERS.contains(&kind) => Place::Part("masters".to_owned()),
            _ => place.clone(),
        };
        if pointer.has_chunks(self.version) {
            self.chunks(&bytes, &place);
        } else {
            let list = bytes.get(pointer.list_start()..).unwrap_or_default();
            for pointer in self.pointers(list, pointer.kind) {
                self.follow(Some(pointer), &place, depth - 1);
            }
        }
    }

    /// Returns the bytes of a stream, inflated.
    fn bytes(&mut self, pointer: Pointer) -> Option<Vec<u8>> {
        let end = pointer.place.checked_add(pointer.length)?;
        let bytes = self.stream.get(pointer.place..end)?;
        // Streams that lie in each other count as often as they are read.
        let left = MOST_READ.saturating_sub(self.bytes_read);
        let bytes = match pointer.format & COMPRESSED {
            0 => bytes.get(..left).unwrap_or(bytes).to_vec(),
            _ => lzss::inflate(bytes, left),
        };
        self.bytes_read += bytes.len();
        (bytes.len() < left).then_some(bytes)
    }

    /// Lists the pointers that a stream holds.
    fn pointers(&self, bytes: &[u8], kind: u32) -> Vec<Pointer> {
        let (count, start, size) = if self.version > 5 {
            let Some(at) = size_at(bytes, 0) else { return Vec::new() };
            (size_at(bytes, at).unwrap_or(0), at.saturating_add(8), 18)
        } else {
            let at = match kind {
                0x1d | 0x4e => 30,
                0x1e => 54,
                OF_TRAILER => 130,
                _ => 10,
            };
            (u16_at(bytes, at).map_or(0, usize::from), at + 2, 16)
        };
        let starts = (0..count.min(MOST_STREAMS)).map(|number| start.saturating_add(number * size));
        starts.map_while(|at| self.pointer(bytes.get(at..)?, 0)).collect()
    }

    /// Reads the chunks of a stream: the text of shapes.
    fn chunks(&mut self, bytes: &[u8], place: &Place) {
        let mut rest = bytes;
        while let Some(chunk) = Chunk::read(rest, self.version) {
            if chunk.kind == TEXT {
                let text = chunk.contents.get(TEXT_START..).unwrap_or_default();
                let text = self.up_to_nothing(text);
                if !text.is_empty() {
                    self.texts.push((place.clone(), text.to_vec()));
                }
            }
            rest = rest.get(chunk.size..).unwrap_or_default();
        }
    }

    fn is_utf_16(&self) -> bool {
        self.version > 6
    }

    /// Returns a text up to the character of nothing that ends it.
    fn up_to_nothing<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        let end = if self.is_utf_16() {
            text.as_chunks::<2>().0.iter().position(|unit| *unit == [0, 0]).map(|at| 2 * at)
        } else {
            text.iter().position(|byte| *byte == 0)
        };
        &text[..end.unwrap_or(text.len())]
    }

    /// Pushes the texts, those of a page together.
    fn push(&self, input: &Input, sink: &mut dyn Sink) -> Flow {
        let charset = if self.is_utf_16() {
            Charset::Utf16Le
        } else {
            let all: Vec<&[u8]> = self.texts.iter().map(|(_, text)| &text[..]).collect();
            decode::choose(&all.join(&b'\n'), decode::label(input, None)).charset
        };
        for texts in self.texts.chunk_by(|one, other| one.0 == other.0) {
            let decoded = texts.iter().map(|(_, text)| readable(&charset.decode(text).0));
            let text = decoded.collect::<Vec<_>>().join("\n");
            if push_text(&texts[0].0, Layer::Body, &text, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }
}

/// Returns a text without the characters that stand for fields and other things.
fn readable(text: &str) -> String {
    let lines = text.replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let is_shown = |c: &char| matches!(c, '\n' | '\t') || !c.is_control() && *c != '\u{fffc}';
    lines.chars().filter(is_shown).collect::<String>().trim().to_owned()
}

/// A chunk of a stream.
struct Chunk<'b> {
    kind: u32,
    contents: &'b [u8],
    /// How many bytes it takes, with all that parts it from the next one.
    size: usize,
}

impl<'b> Chunk<'b> {
    /// Reads the chunk at the start of bytes.
    fn read(bytes: &'b [u8], version: u8) -> Option<Self> {
        let (head, kind, length, behind) = if version > 5 {
            let kind = u32_at(bytes, 0)?;
            (19, kind, size_at(bytes, 12)?, behind(kind, bytes, version)?)
        } else {
            (12, u32::from(u16_at(bytes, 0)?), size_at(bytes, 8)?, 0)
        };
        let rest = bytes.get(head..)?;
        let contents = &rest[..length.min(rest.len())];
        Some(Self { kind, contents, size: head.saturating_add(length).saturating_add(behind) })
    }
}

/// Returns how many bytes stand behind a chunk of Visio 6 and later: a trailer of 8, a separator of 4, both or none.
fn behind(kind: u32, head: &[u8], version: u8) -> Option<usize> {
    let (level, flags) = (u16_at(head, 16)?, *head.get(18)?);
    let has_trailer = u32_at(head, 8)? != 0
        || matches!(kind, 0x2c | 0x65 | 0x66 | 0x69 | 0x6a | 0x6b | 0x70 | 0x71);
    let trailer = if has_trailer { 8 } else { 0 };
    if version <= 6 || matches!(kind, 0x1f | 0xc9) {
        return Some(trailer);
    }
    let has_separator = has_trailer
        || (level, flags) == (2, 0x55)
        || (level, flags) == (2, 0x54) && matches!(kind, 0xa9 | 0xaa | 0xb4 | 0xb6)
        || level == 3 && flags != 0x50;
    Some(trailer + if has_separator { 4 } else { 0 })
}

#[cfg(test)]
mod tests;
