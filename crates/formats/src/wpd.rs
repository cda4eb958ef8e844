//! What a document of WordPerfect yields: text, notes, comments, what undo keeps, properties.
//!
//! WordPerfect 5, and 2 and 3 of the Macintosh, write their notes into the text; from 6 on they stand in packets before it, which the text points to. The format
//! of 6 and later is that of Corel's *WordPerfect Document File Format* (1997).

use std::borrow::Cow;

use item::{EncryptedReason, Layer, PartialReason, Place};

use self::story::Story;
use crate::shared::bytes::{size_at, u16_at};
use crate::shared::legacy_text::push_text;
use crate::shared::ole::Compound;
use crate::{Error, Flow, Input, Sink};

mod letters;
mod mac;
mod packets;
mod story;
mod v5;
mod v6;

/// What every file of WordPerfect begins with.
const MAGIC: &[u8] = b"\xffWPC";
/// The stream of the document in a compound file, as WordPerfect 7 and later save it.
const STREAM: &str = "PerfectOffice_MAIN";
/// The kinds of a file that are documents, of a PC and of a Macintosh; others are macros and pictures.
const DOCUMENT: u8 = 0x0a;
const OF_MACINTOSH: u8 = 0x2c;
/// The versions of documents of the Macintosh whose text is known.
const KNOWN_OF_MACINTOSH: std::ops::RangeInclusive<u8> = 2..=4;

/// Pushes properties and text.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file: Cow<'_, [u8]> = match Compound::open(&input.bytes) {
        Some(compound) => compound.stream_named(STREAM).unwrap_or_default().into(),
        None => input.bytes[..].into(),
    };
    let head = file.get(..16).filter(|head| head.starts_with(MAGIC));
    let head = head.ok_or_else(|| Error::malformed("no file of WordPerfect"))?;
    let is_of_macintosh = head[9] == OF_MACINTOSH && KNOWN_OF_MACINTOSH.contains(&head[10]);
    if head[9] != DOCUMENT && !is_of_macintosh {
        return Err(Error::Unsupported("a file of WordPerfect that is no known document".into()));
    }
    if u16_at(head, 12) != Some(0) {
        return Err(Error::Encrypted(EncryptedReason::NeedsPassword));
    }
    let start = size_at(head, 4).unwrap_or(usize::MAX);
    let start = if is_of_macintosh { big_endian(head) } else { start };
    let text = file.get(start..).ok_or(Error::Truncated)?;
    let story = match head[10] {
        _ if is_of_macintosh => mac::read(text),
        0 | 1 => v5::read(text),
        _ => {
            let packets = packets::Packets::read(&file);
            packets.push_properties(sink);
            if !packets.are_whole {
                sink.partial(PartialReason::Damaged);
            }
            v6::read(text, &packets)
        }
    };
    // A stop has been noted by the sink, and there is nothing behind it.
    let _ = push(&story, sink);
    Ok(())
}

/// Returns where the text begins, as a Macintosh writes it.
fn big_endian(head: &[u8]) -> usize {
    let start = head.get(4..8).and_then(|bytes| bytes.first_chunk().copied());
    start.map_or(usize::MAX, |bytes| {
        usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX)
    })
}

fn push(story: &Story, sink: &mut dyn Sink) -> Flow {
    let beside = Place::Part("notes".to_owned());
    let parts = [
        (&Place::Whole, Layer::Body, &story.body),
        (&beside, Layer::Body, &story.beside),
        (&Place::Whole, Layer::Comment, &story.comments),
        (&Place::Whole, Layer::Deleted, &story.deleted),
        (&Place::Whole, Layer::Hidden, &story.hidden),
    ];
    let mut flows =
        parts.into_iter().map(|(place, layer, text)| push_text(place, layer, text, sink));
    if flows.any(|flow| flow == Flow::Stop) { Flow::Stop } else { Flow::Continue }
}

#[cfg(test)]
mod tests;
