//! What a PDF yields: the text of its pages, what reviewers and forms say, earlier revisions, embedded files,
//! properties.
//!
//! Two readers share the work. hayro draws the pages, and [`glyphs`] and [`lines`] make text of what it draws; lopdf
//! reads the objects beside the pages. Pages come first, so that their text is safe whatever the objects hold.

use hayro_syntax::Pdf;
use item::{Key, Reason, Warning};
use lopdf::Document;

use self::structure::Objects;
use self::unlock::{Manner, Opened};
use crate::{Error, Flow, Input, Sink};

mod attached;
mod bidi;
mod fonts;
mod glyphs;
mod lines;
mod pages;
mod revisions;
mod strings;
mod structure;
mod unlock;
mod xmp;

/// Extracts a PDF.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let opened = unlock::open(&input.bytes, input)?;
    sink.metadata(Key::PAGES, &opened.pdf.pages().len().to_string());
    match opened.manner {
        Manner::Plain => {}
        Manner::Rebuilt => sink.warn(Warning::code("rebuilt")),
        Manner::ClosedAttachments => {
            sink.metadata(Key::ENCRYPTION, "embedded files only");
            sink.partial(Reason::PartEncrypted);
        }
    }
    let ends = revisions::ends(&input.bytes);
    let texts = pages::read(&opened.pdf, input.limits.text_bytes, !ends.is_empty(), sink)?;
    let Some(document) = unlock::load(&opened.bytes, &opened.password, input) else {
        properties_of_pages(&opened.pdf, sink);
        sink.warn(Warning::code("objects-unread"));
        sink.partial(Reason::Damaged);
        return Ok(());
    };
    if structure::pages(&document, &texts.unread, unlock::inflated_max(input), sink) == Flow::Stop {
        return Ok(());
    }
    if objects(&document, &opened, input, sink) == Flow::Stop || ends.is_empty() {
        return Ok(());
    }
    let budget = input.limits.text_bytes.saturating_sub(texts.bytes);
    // A stop has been noted by the sink, and there is nothing behind it.
    let _ = revisions::read(&input.bytes, &ends, &texts.texts, budget, input, sink);
    Ok(())
}

fn objects(document: &Document, opened: &Opened, input: &Input, sink: &mut dyn Sink) -> Flow {
    let objects = Objects::new(document, unlock::inflated_max(input));
    structure::properties(&objects, sink);
    if let Some(method) = structure::encryption(document) {
        let how = if opened.password.is_empty() { "empty password" } else { "given password" };
        sink.metadata(Key::ENCRYPTION, &format!("{method}, opened by the {how}"));
    }
    if let Some(lost) = structure::lost(document) {
        sink.warn(Warning::new("objects-lost", lost));
        sink.partial(Reason::Damaged);
    }
    for part in [structure::annotations, structure::form, structure::outline] {
        if part(&objects, sink) == Flow::Stop {
            return Flow::Stop;
        }
    }
    let are_closed = opened.manner == Manner::ClosedAttachments;
    attached::files(&objects, are_closed, input.limits.inflated_bytes, sink)
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
