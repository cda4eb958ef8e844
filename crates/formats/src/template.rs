//! A reader to copy: what a slip yields.
//!
//! No program writes slips; this file shows what a reader looks like, and is compiled and run with the tests, so that it
//! cannot go stale. A slip begins with the line `SLIP 1`, then come lines `Key: value`, an empty line, and the text. A
//! line `--- NAME LENGTH` in the text begins an attachment of that many bytes.
//!
//! To add a format, three more steps: a line in `FORMATS` (`table.rs`) names it and points here; `identify/` tells it
//! from others, by a signature if it has one; `tests/it` reads a whole file, a cut one and a hostile one.

use item::{Key, Layer, Place, Segment, Warning, WarningCode};

use crate::{Child, Content, Error, Flow, Input, Sink};

const MAGIC: &[u8] = b"SLIP 1\n";

/// A longer line is no head line. In bytes.
const MOST_HEAD: usize = 1_000;

/// Pushes what a slip holds, in reading order: properties, text, attachments.
///
/// What was pushed before an error counts, so push early; text goes to the layer in which a reader would see it.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    // The bytes are hostile: nothing here may panic, and no number in them is believed.
    let rest = input.bytes.strip_prefix(MAGIC).ok_or_else(|| Error::malformed("no slip"))?;
    let body = head(rest, sink)?;
    text(body, sink)
}

/// Pushes the head lines as properties and returns what follows the empty line.
fn head<'b>(mut rest: &'b [u8], sink: &mut dyn Sink) -> Result<&'b [u8], Error> {
    loop {
        // A content that ends too early is `Truncated`; one that breaks its rules is `Malformed`.
        let (line, after) = split_line(rest).ok_or(Error::Truncated)?;
        rest = after;
        if line.is_empty() {
            return Ok(rest);
        }
        match key_and_value(line) {
            Some(("Title", value)) => sink.metadata(Key::TITLE, value),
            Some(("Author", value)) => sink.metadata(Key::AUTHOR, value),
            Some(_) => {}
            // What is doubtful is said, by a code that stays, and reading goes on.
            None => sink.warn(Warning::bare(WarningCode::Malformed)),
        }
    }
}

fn key_and_value(line: &[u8]) -> Option<(&str, &str)> {
    let line = std::str::from_utf8(line).ok().filter(|line| line.len() <= MOST_HEAD)?;
    line.split_once(": ")
}

/// Pushes the text, and every attachment when its turn comes.
fn text(body: &[u8], sink: &mut dyn Sink) -> Result<(), Error> {
    let mut rest = body;
    while !rest.is_empty() {
        let at = next_attachment(rest);
        let words = String::from_utf8_lossy(&rest[..at]);
        if !words.trim().is_empty() {
            let segment = Segment::new(Place::Whole, Layer::Body, words);
            // The sink counts the limits; when it says stop, the reader is done and all is well.
            if sink.text(segment) == Flow::Stop {
                return Ok(());
            }
        }
        let Some((line, after)) = split_line(&rest[at..]) else { return Ok(()) };
        let (name, length) = attachment(line).ok_or_else(|| Error::malformed("attachment"))?;
        // A child is pushed as bytes and comes back as an input of its own: a reader never opens it. The stream breaks
        // off where the bytes end, and the child that was cut counts.
        let bytes = &after[..length.min(after.len())];
        let child = Child { name: name.to_vec(), ..Child::default() };
        if sink.child(child, Content::Stream(&mut &*bytes)) == Flow::Stop {
            return Ok(());
        }
        if bytes.len() < length {
            return Err(Error::Truncated);
        }
        rest = &after[length..];
    }
    Ok(())
}

/// Returns where the next line that begins with `--- ` stands, or the end.
fn next_attachment(text: &[u8]) -> usize {
    let is_start = |at: &usize| *at == 0 || text[*at - 1] == b'\n';
    memchr::memmem::find_iter(text, b"--- ").find(is_start).unwrap_or(text.len())
}

fn attachment(line: &[u8]) -> Option<(&[u8], usize)> {
    let rest = line.strip_prefix(b"--- ")?;
    let blank = rest.iter().rposition(|byte| *byte == b' ')?;
    let length = std::str::from_utf8(&rest[blank + 1..]).ok()?.parse().ok()?;
    Some((&rest[..blank], length))
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = memchr::memchr(b'\n', bytes)?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

mod tests {
    use super::*;
    use crate::probe;
    use proptest::prelude::*;

    const SLIP: &[u8] =
        b"SLIP 1\nTitle: Request\nAuthor: Ann\n\nSee attached.\n--- a b.txt 3\none--- c 2\n";

    #[test]
    fn properties_text_and_attachments_come_in_reading_order() {
        let found = probe::of(extract, &[SLIP, b"xy"].concat());
        assert_eq!(found.first(&Key::TITLE), "Request");
        assert_eq!(found.body(), "See attached.\n");
        assert_eq!(found.names(), ["a b.txt", "c"]);
        assert_eq!(found.children[1].1, b"xy");
        assert!(found.error.is_none());
    }

    #[test]
    fn a_cut_slip_gives_what_it_has() {
        let found = probe::of(extract, SLIP);
        assert_eq!((found.names().len(), found.body()), (2, "See attached.\n".to_owned()));
        assert!(matches!(found.error, Some(Error::Truncated)));
    }

    #[test]
    fn a_sink_that_says_stop_is_obeyed() {
        let found = probe::stopped_after(1, extract, SLIP);
        assert!(found.children.is_empty() && found.error.is_none());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            probe::of(extract, &bytes);
            probe::of(extract, &[MAGIC, b"\n--- x ", &bytes].concat());
        }
    }
}
