//! Pictures and embedded objects of a Rich Text document.

use crate::shared::bytes::size_at;
use crate::shared::ole::{push_packed, push_whole};
use crate::{Child, Content, Flow, Sink};

/// What stands in a document as bytes.
#[derive(Debug)]
pub(crate) struct Object {
    /// The extension for a picture; nothing for an embedded object.
    pub(super) picture: Option<&'static str>,
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
}

impl Object {
    /// Pushes it as a child.
    pub(crate) fn push(&self, number: usize, sink: &mut dyn Sink) -> Flow {
        match self.picture {
            Some(extension) => {
                let name = format!("image-{number}.{extension}").into_bytes();
                let child = Child { name, ..Child::default() };
                sink.child(child, Content::Stream(&mut &self.bytes[..]))
            }
            None => push_embedded(&self.bytes, number, sink),
        }
    }
}

/// Pushes what an OLE 1 object holds ([MS-OLEDS] §2.2.5), or its bytes where it is none.
fn push_embedded(bytes: &[u8], number: usize, sink: &mut dyn Sink) -> Flow {
    match native(bytes) {
        Some((class, native)) if class.starts_with(b"Package") => push_packed(native, number, sink),
        Some((_, native)) => push_whole(native, number, sink),
        None => push_whole(bytes, number, sink),
    }
}

/// Returns the class and the native bytes of an embedded object.
fn native(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if size_at(bytes, 4)? != 2 {
        return None;
    }
    let mut rest = bytes.get(8..)?;
    let class = counted(&mut rest)?;
    counted(&mut rest)?;
    counted(&mut rest)?;
    // The bytes of an object that is cut count as far as they go.
    let size = size_at(rest, 0)?;
    let rest = rest.get(4..)?;
    Some((class, &rest[..size.min(rest.len())]))
}

fn counted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let end = size_at(rest, 0)?.checked_add(4)?;
    let text = rest.get(4..end)?;
    *rest = &rest[end..];
    Some(text)
}
