//! Pictures among drawing records ([MS-ODRAW] §2.2.23).

use std::io::Read;

use memchr::memchr;

use crate::shared::bytes::{size_at, u16_at};
use crate::{Child, Content, Flow, Sink};

/// The kinds of records that hold a picture: type, extension, media type, how its bytes begin.
const KINDS: &[(u16, &str, &str, &[u8])] = &[
    (0xf01d, "jpg", "image/jpeg", b"\xff\xd8\xff"),
    (0xf02a, "jpg", "image/jpeg", b"\xff\xd8\xff"),
    (0xf01e, "png", "image/png", b"\x89PNG"),
    (0xf029, "tif", "image/tiff", b""),
    (0xf01a, "emf", "image/emf", b""),
    (0xf01b, "wmf", "image/wmf", b""),
];

/// The head of a metafile record behind its ids: sizes, bounds, how it is packed.
const METAFILE_HEAD: usize = 34;

/// How much one metafile may inflate to.
const INFLATED: u64 = 64 << 20;

/// Pushes the pictures that stand in a stream as children, numbered on from `number`.
pub(crate) fn push_pictures(stream: &[u8], number: &mut usize, sink: &mut dyn Sink) -> Flow {
    let mut at = 0;
    while let Some(found) = memchr(0xf0, &stream[at..]) {
        let kind_at = at + found;
        at = kind_at + 1;
        let Some(record) = kind_at.checked_sub(3).map(|start| &stream[start..]) else { continue };
        let Some((extension, media_type, picture, length)) = picture(record) else { continue };
        at = kind_at - 3 + length;
        *number += 1;
        let mut child =
            Child { name: format!("image-{number}.{extension}").into_bytes(), ..Child::default() };
        child.declared.media_type = Some(media_type.to_owned());
        let inflated = matches!(extension, "emf" | "wmf").then(|| inflate(picture));
        let mut bytes = inflated.as_deref().unwrap_or(picture);
        let flow = sink.child(child, Content::Stream(&mut bytes));
        if flow == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Inflates a metafile as far as it goes: some programs leave the checksum out.
fn inflate(packed: &[u8]) -> Vec<u8> {
    let mut inflated = Vec::new();
    drop(flate2::read::ZlibDecoder::new(packed).take(INFLATED).read_to_end(&mut inflated));
    inflated
}

/// Reads the picture of a record with its extension and media type, and how long the record is.
fn picture(record: &[u8]) -> Option<(&'static str, &'static str, &[u8], usize)> {
    let kind = u16_at(record, 2)?;
    let (_, extension, media_type, start) = KINDS.iter().find(|line| line.0 == kind)?;
    let length = 8usize.checked_add(size_at(record, 4)?)?;
    let content = record.get(8..length)?;
    let is_metafile = matches!(*extension, "emf" | "wmf");
    let head = if is_metafile { METAFILE_HEAD } else { 1 };
    // One id of 16 bytes stands first, or two.
    let picture = [16, 32].into_iter().find_map(|ids| {
        let picture = content.get(ids + head..)?;
        let is_it = if is_metafile {
            content.get(ids + 32) == Some(&0) && picture.first() == Some(&0x78)
        } else if start.is_empty() {
            picture.starts_with(b"II*\0") || picture.starts_with(b"MM\0*")
        } else {
            picture.starts_with(start)
        };
        is_it.then_some(picture)
    })?;
    Some((extension, media_type, picture, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_found_behind_one_id_or_two() {
        for ids in [16, 32] {
            let content = [&vec![7; ids + 1][..], b"\x89PNG\r\n"].concat();
            let length = u32::try_from(content.len()).unwrap_or(0).to_le_bytes();
            let record = [&b"\0\0\x1e\xf0"[..], &length, &content].concat();
            let (extension, _, found, whole) = picture(&record).expect("it is one");
            assert_eq!((extension, found, whole), ("png", &b"\x89PNG\r\n"[..], record.len()));
        }
    }
}
