//! What a PDF yields: the text of its pages, what reviewers and forms say, earlier revisions, embedded files,
//! properties.
//!
//! Two readers share the work. hayro draws the pages, and [`glyphs`] and [`lines`] make text of what it draws; lopdf
//! reads the objects beside the pages. Pages come first, so that their text is safe whatever the objects hold.

use bytes::{Buf, Bytes};
use hayro_syntax::Pdf;
use item::{Key, PartialReason, Warning, WarningCode};

use self::pages::Read;
use self::structure::Objects;
use self::unlock::{Manner, Opened};
use crate::picture::Portion;
use crate::{Child, Content, Error, Flow, Input, Sink};

mod attached;
mod bidi;
mod canvas;
mod fonts;
mod glyphs;
mod hidden;
mod lines;
mod marked;
mod orphans;
mod pages;
mod picture;
mod portfolio;
mod replaced;
mod revisions;
mod sight;
mod signatures;
mod strings;
mod structure;
mod unlock;
mod xfa;

/// Extracts a PDF.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let opened = unlock::open(&input.bytes, input)?;
    sink.metadata(Key::PAGES, &opened.pdf.pages().len().to_string());
    match opened.manner {
        Manner::Plain => {}
        Manner::Rebuilt => sink.warn(Warning::bare(WarningCode::XrefRebuilt)),
        Manner::ClosedAttachments => {
            sink.metadata(Key::ENCRYPTION, "embedded files only");
            sink.partial(PartialReason::PartEncrypted);
        }
    }
    let ends = revisions::ends(&input.bytes);
    let keep = !ends.is_empty() || hidden::may_have_any(&opened.pdf);
    let read = pages::read(&opened.pdf, input.limits.text_bytes, keep, sink);
    let Some(document) = unlock::load(&opened.bytes, &opened.password, input) else {
        properties_of_pages(&opened.pdf, sink);
        sink.warn(Warning::bare(WarningCode::ObjectsNotRead));
        sink.partial(PartialReason::Damaged);
        return read.map(|_| ());
    };
    let objects = Objects::new(&document, unlock::inflated_max(input));
    properties(&objects, &opened, sink);
    let read = read?;
    // A stop has been noted by the sink, and there is nothing behind it.
    let _ = beside_the_pages(&objects, &opened, &read, &ends, input, sink);
    Ok(())
}

/// Pushes pictures of the pages that are pictures.
pub(crate) fn pictures(input: &Input, portion: Portion, sink: &mut dyn Sink) -> Result<(), Error> {
    let opened = unlock::open(&input.bytes, input)?;
    pages::pictures(&opened.pdf, portion, sink);
    Ok(())
}

fn properties(objects: &Objects<'_>, opened: &Opened, sink: &mut dyn Sink) {
    structure::properties(objects, sink);
    if let Some(method) = structure::encryption(objects.document) {
        let how = if opened.password.is_empty() { "empty password" } else { "given password" };
        sink.metadata(Key::ENCRYPTION, &format!("{method}, opened by the {how}"));
    }
    if let Some(lost) = structure::lost(objects.document) {
        sink.warn(Warning::new(WarningCode::ObjectsLost, lost));
        sink.partial(PartialReason::Damaged);
    }
}

fn beside_the_pages(
    objects: &Objects<'_>,
    opened: &Opened,
    read: &Read,
    ends: &[usize],
    input: &Input,
    sink: &mut dyn Sink,
) -> Flow {
    let parts = [
        structure::annotations,
        structure::form,
        structure::outline,
        structure::descriptions_and_scripts,
        portfolio::table,
    ];
    for part in parts {
        if part(objects, sink) == Flow::Stop {
            return Flow::Stop;
        }
    }
    if push_behind(&input.bytes, sink) == Flow::Stop {
        return Flow::Stop;
    }
    if signatures::read(objects, &input.bytes, sink) == Flow::Stop {
        return Flow::Stop;
    }
    let budget = input.limits.text_bytes.saturating_sub(read.bytes);
    let are_closed = opened.manner == Manner::ClosedAttachments;
    let files_max = input.limits.inflated_bytes;
    if structure::pages(objects, &read.unread, sink) == Flow::Stop
        || hidden::read(objects, &read.texts, budget, sink) == Flow::Stop
        || attached::files(objects, &opened.pdf, are_closed, files_max, sink) == Flow::Stop
    {
        return Flow::Stop;
    }
    // Where there are earlier revisions, pages that were taken out stand in those.
    if ends.is_empty() && orphans::read(objects, budget, sink) == Flow::Stop {
        return Flow::Stop;
    }
    revisions::read(&input.bytes, ends, &read.texts, budget, input, sink)
}

/// Pushes a document that stands behind the end of this one: each is whole by itself, and programs show one of them.
fn push_behind(bytes: &Bytes, sink: &mut dyn Sink) -> Flow {
    let begins = |at: &usize| *at > 0 && bytes[..*at].trim_ascii_end().ends_with(b"%%EOF");
    let Some(at) = memchr::memmem::find_iter(bytes, b"%PDF-").find(begins) else {
        return Flow::Continue;
    };
    let child = Child { name: b"behind the end.pdf".to_vec(), ..Child::default() };
    sink.child(child, Content::Stream(&mut bytes.slice(at..).reader()))
}

/// Pushes the properties that the reader of pages knows, where the objects cannot be had.
fn properties_of_pages(pdf: &Pdf, sink: &mut dyn Sink) {
    let metadata = pdf.metadata();
    for (key, value) in [
        (Key::TITLE, &metadata.title),
        (Key::AUTHOR, &metadata.author),
        (Key::SUBJECT, &metadata.subject),
        (Key::KEYWORDS, &metadata.keywords),
        (Key::GENERATOR, &metadata.creator),
        (Key::PRODUCER, &metadata.producer),
    ] {
        if let Some(value) = value {
            sink.metadata(key, &strings::text_string(value));
        }
    }
}
