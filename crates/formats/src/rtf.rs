//! Rich Text: what a reader sees, what is deleted or hidden, comments, notes, objects and pictures.
//!
//! One pass over the bytes without recursion and without a tree: what groups inherit stands on a stack of its own.

mod grid;
mod objects;
mod reader;
mod words;

use std::mem::take;

use item::{Key, Layer, LimitReason, PartialReason, Place};

use crate::shared::decode;
use crate::shared::legacy_text::push_text;
use crate::{Error, Flow, Input, Sink};

pub(crate) use reader::{Document, read};

/// Pushes properties, texts, links and objects.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let most = usize::try_from(input.limits.text_bytes).unwrap_or(usize::MAX);
    let mut document =
        read(&input.bytes, most).ok_or_else(|| Error::Malformed("no `{\\rtf` begins it".into()))?;
    sink.metadata(Key::CHARSET, document.code_page.name());
    for (key, value) in &document.properties {
        sink.metadata(key.clone(), value);
    }
    let is_full = document.is_full;
    let is_open = document.is_open;
    let rest = &input.bytes[document.end..];
    if push_texts(&mut document, sink) == Flow::Continue && push_rest(rest, sink) == Flow::Continue
    {
        push_outward(document, sink);
    }
    if is_open && !is_full {
        sink.partial(PartialReason::Truncated);
    }
    if is_full { Err(Error::Limit(LimitReason::Output)) } else { Ok(()) }
}

fn push_texts(document: &mut Document, sink: &mut dyn Sink) -> Flow {
    if take(&mut document.body).push_whole(sink) == Flow::Stop {
        return Flow::Stop;
    }
    let parts = [
        ("headers", Layer::Body, &mut document.margins),
        ("footnotes", Layer::Body, &mut document.notes),
        ("comments", Layer::Comment, &mut document.comments),
    ];
    for (name, layer, story) in parts {
        if take(story).push_part(name, layer, sink) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Pushes text that stands behind the end of the document, where Word does not look.
fn push_rest(rest: &[u8], sink: &mut dyn Sink) -> Flow {
    let rest = rest.trim_ascii();
    if !rest.iter().any(u8::is_ascii_alphanumeric) {
        return Flow::Continue;
    }
    let text = decode::text(rest, None).text;
    push_text(&Place::Part("behind the end".into()), Layer::Hidden, &text, sink)
}

fn push_outward(document: Document, sink: &mut dyn Sink) {
    if document.links.push(sink) == Flow::Stop {
        return;
    }
    for (at, object) in document.objects.iter().enumerate() {
        if object.push(at + 1, sink) == Flow::Stop {
            return;
        }
    }
}

#[cfg(test)]
mod tests;
