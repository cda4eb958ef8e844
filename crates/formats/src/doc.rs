//! Word documents of 1995 to 2003 ([MS-DOC]): the text by its piece table, and what stands outside it.
//!
//! Text hidden by a style alone is given as seen.

mod fib;
mod fonts;
mod form;
mod leftover;
mod lists;
mod locked;
mod old;
mod pieces;
mod properties;
mod runs;
mod streams;
mod text;

use item::{EncryptedReason, Key, Layer, PartialReason, Warning, WarningCode};

use crate::shared::legacy_story::Story;
use crate::shared::legacy_text::push_text;
use crate::shared::links::Links;
use crate::shared::ole::{Compound, push_pictures, push_storage, report_properties};
use crate::{Error, Flow, Input, Sink};
use fib::Fib;
use streams::Streams;
use text::Text;

/// The texts of a document in their order: name and layer; the first is the running text.
const STORIES: [(&str, Layer); 8] = [
    ("", Layer::Body),
    ("footnotes", Layer::Body),
    ("headers", Layer::Body),
    ("macros", Layer::Hidden),
    ("comments", Layer::Comment),
    ("endnotes", Layer::Body),
    ("text boxes", Layer::Body),
    ("text boxes in headers", Layer::Body),
];

/// Pushes properties, texts, links, objects and pictures.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file = Compound::open(&input.bytes)
        .ok_or_else(|| Error::Malformed("it does not begin as a Compound File".into()))?;
    report_properties(&file, sink);
    let none = || Error::Malformed("no Word text is in it".into());
    let main = file.stream_named("WordDocument").unwrap_or_default();
    let mut fib = Fib::read(&main).ok_or_else(none)?;
    let data = file.stream_named("Data").unwrap_or_default();
    let mut streams = Streams { table: table(&file, &fib, &main), main, data };
    if fib.is_encrypted() {
        sink.metadata(Key::ENCRYPTION, "password");
        let unlocked = locked::unlock(&mut streams, &input.passwords);
        unlocked.ok_or(Error::Encrypted(EncryptedReason::NeedsPassword))?;
        fib = Fib::read(&streams.main).ok_or_else(none)?;
    }
    if fib.is_old && !fib.is_macintosh {
        let summary = file.stream_named("\u{5}SummaryInformation").unwrap_or_default();
        fib.code_page = old::stated_code_page(&summary).unwrap_or(fib.code_page);
    }
    report_people(&fib, &streams.table, sink);
    if push(&file, &fib, &streams, sink) == Flow::Continue && file.is_damaged() {
        sink.partial(PartialReason::Damaged);
    }
    Ok(())
}

/// Returns the stream of tables: one of two, or in Word 95 the stream of the text itself.
fn table(file: &Compound<'_>, fib: &Fib, main: &[u8]) -> Vec<u8> {
    let names = if fib.is_second_table() { ["1Table", "0Table"] } else { ["0Table", "1Table"] };
    if fib.is_old {
        return main.to_vec();
    }
    names.iter().find_map(|name| file.stream_named(name)).unwrap_or_default()
}

/// Reports who changed, commented upon and saved the document, and where.
fn report_people(fib: &Fib, table: &[u8], sink: &mut dyn Sink) {
    if fib.is_old {
        return;
    }
    for name in fib::strings(fib.part(table, fib::REVISION_AUTHORS)) {
        if name != "Unknown" {
            sink.metadata(Key::REVISION_AUTHOR, &name);
        }
    }
    for name in fib::counted(fib.part(table, fib::COMMENT_AUTHORS)) {
        sink.metadata(Key::COMMENT_AUTHOR, &name);
    }
    for saved in fib::strings(fib.part(table, fib::SAVED_BY)).chunks(2) {
        sink.metadata(Key::SAVED_BY, &saved.join(" at "));
    }
}

fn push(file: &Compound<'_>, fib: &Fib, streams: &Streams, sink: &mut dyn Sink) -> Flow {
    let (main, table) = (&streams.main[..], &streams.table[..]);
    let pieces = pieces::read(fib, main, table);
    if pieces.is_empty() {
        sink.warn(Warning::new(
            WarningCode::PieceTableMissing,
            "the text is gathered from what looks like text",
        ));
        sink.partial(PartialReason::Damaged);
        let mut story = Story::default();
        story.push(Layer::Body, &leftover::plausible(&main[fib.text_start.min(main.len())..]));
        if story.push_whole(sink) == Flow::Stop {
            return Flow::Stop;
        }
    }
    let mut text = Text::new(fib, streams, &pieces);
    if push_stories(&mut text, fib, sink) == Flow::Stop {
        return Flow::Stop;
    }
    if text.is_short() {
        sink.partial(PartialReason::Truncated);
    }
    let links = text.into_links();
    if !pieces.is_empty() && push_leftover(fib, main, &pieces, sink) == Flow::Stop {
        return Flow::Stop;
    }
    push_objects(file, streams, links, sink)
}

fn push_stories(text: &mut Text<'_>, fib: &Fib, sink: &mut dyn Sink) -> Flow {
    let mut start = 0usize;
    for ((name, layer), length) in STORIES.iter().zip(fib.lengths) {
        let story = text.story(start, length);
        start = start.saturating_add(length);
        let flow = if name.is_empty() {
            story.push_whole(sink)
        } else {
            story.push_part(name, *layer, sink)
        };
        if flow == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Pushes text that no piece refers to: what a fast save left behind.
fn push_leftover(fib: &Fib, main: &[u8], pieces: &[pieces::Piece], sink: &mut dyn Sink) -> Flow {
    let gaps = pieces::gaps(pieces, fib.text_start, main.len());
    let text: String = gaps.into_iter().map(|gap| leftover::plausible(&main[gap])).collect();
    let place = item::Place::Part("text outside the pieces".into());
    push_text(&place, Layer::EarlierRevision, &text, sink)
}

fn push_objects(file: &Compound<'_>, streams: &Streams, links: Links, sink: &mut dyn Sink) -> Flow {
    if links.push(sink) == Flow::Stop {
        return Flow::Stop;
    }
    let root = file.root();
    let pool = file.find(&root, "ObjectPool").map(|pool| file.children(pool)).unwrap_or_default();
    let macros = file.find(&root, "Macros");
    let objects = pool.into_iter().chain(macros).filter(|id| file.is_storage(*id));
    for (at, object) in objects.enumerate() {
        if push_storage(file, object, at + 1, sink) == Flow::Stop {
            return Flow::Stop;
        }
    }
    let mut number = 0;
    if push_pictures(&streams.main, &mut number, sink) == Flow::Stop {
        return Flow::Stop;
    }
    push_pictures(&streams.data, &mut number, sink)
}
