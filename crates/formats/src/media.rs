//! What sound and film say of themselves: titles, names, dates, places and comments in their tags. What is spoken in them is not
//! read, and that is reported.

mod atoms;
mod chunks;
mod comments;
mod id3;
mod tags;

use item::{PartialReason, Warning, WarningCode};

use crate::{Child, Content, Error, Flow, Input, Sink};
use tags::Tags;

/// What no reader is built in for.
const NOT_READ: &str = "what is spoken or shown in it is not read";
/// Pushes the tags as properties and the pictures in them as children.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes = &input.bytes[..];
    let mut tags = Tags::default();
    id3::read(bytes, &mut tags);
    match bytes {
        [b'O', b'g', b'g', b'S', ..] => comments::read_ogg(bytes, &mut tags),
        [b'f', b'L', b'a', b'C', rest @ ..] => comments::read_flac(rest, &mut tags),
        [b'R', b'I', b'F', b'F', ..] | [b'F', b'O', b'R', b'M', ..] => {
            chunks::read(bytes, &mut tags);
        }
        _ if bytes.get(4..8) == Some(b"ftyp") => atoms::read(bytes, &mut tags),
        _ => {}
    }
    for (key, value) in &tags.properties {
        sink.metadata(key.clone(), value);
    }
    if tags.properties.is_empty() && tags.pictures.is_empty() {
        return Err(Error::Unsupported(NOT_READ.into()));
    }
    sink.warn(Warning::new(WarningCode::Unsupported, NOT_READ));
    sink.partial(PartialReason::PartUnsupported);
    for (number, picture) in tags.pictures.iter().enumerate() {
        let name = format!("picture-{}", number + 1).into_bytes();
        let child = Child { name, ..Child::default() };
        if sink.child(child, Content::Stream(&mut &picture[..])) == Flow::Stop {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
