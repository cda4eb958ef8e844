//! What a publication of Publisher yields: its text and pictures. The format is not published; where the text stands is that of
//! recorded files, as Apache POI reads them.

use item::{Layer, PartialReason, Place};

use crate::shared::bytes::{size_at, u16_at};
use crate::shared::legacy_text::{CodePage, push_text};
use crate::shared::ole::{Compound, push_pictures, report_properties};
use crate::{Error, Flow, Input, Sink};

/// The streams of text and of pictures, by the storages that they stand in.
const TEXT: [&str; 3] = ["Quill", "QuillSub", "CONTENTS"];
const PICTURES: [&str; 2] = ["Escher", "EscherDelayStm"];

/// Where the list of parts begins in the stream of text, how many there are, and how long a line of it is.
const LIST: usize = 0x20;
const PARTS: usize = 20;
const PART: usize = 24;
/// What a line begins with that is in use.
const IN_USE: u16 = 0x18;

/// Pushes properties, text and pictures.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let file = Compound::open(&input.bytes)
        .ok_or_else(|| Error::Malformed("it does not begin as a Compound File".into()))?;
    report_properties(&file, sink);
    let contents = stream(&file, &TEXT);
    let contents = contents.ok_or_else(|| Error::Malformed("no text of Publisher".into()))?;
    let text: String = parts(&contents).map(|part| CodePage::Utf16.decode(part)).collect();
    let lines = text.replace(['\r', '\u{b}', '\u{c}'], "\n");
    if push_text(&Place::Whole, Layer::Body, &lines, sink) == Flow::Stop {
        return Ok(());
    }
    let pictures = stream(&file, &PICTURES).unwrap_or_default();
    if push_pictures(&pictures, &mut 0, sink) == Flow::Continue && file.is_damaged() {
        sink.partial(PartialReason::Damaged);
    }
    Ok(())
}

/// Reads a stream by the names of its storages and its own.
fn stream(file: &Compound<'_>, path: &[&str]) -> Option<Vec<u8>> {
    let (last, storages) = path.split_last()?;
    let mut among = file.root();
    for name in storages {
        among = file.children(file.find(&among, name)?);
    }
    file.find(&among, last).map(|id| file.stream(id))
}

/// Yields the parts that are text.
fn parts(contents: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = contents.get(LIST..).unwrap_or_default().chunks_exact(PART).take(PARTS);
    let texts = lines.filter(|line| u16_at(line, 0) == Some(IN_USE) && line[12..16] == *b"TEXT");
    texts.filter_map(|line| {
        let start = size_at(line, 16)?.min(contents.len());
        let end = start.saturating_add(size_at(line, 20)?).min(contents.len());
        Some(&contents[start..end])
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    const PUBLICATION: &[u8] = include_bytes!("../tests/small/leaflet.pub");

    #[test]
    fn the_text_of_a_publication_is_its_body() {
        let found = probe::of(extract, PUBLICATION);
        assert_eq!(found.body(), "Ostrovnaya invites\nто есть зовёт");
        assert!(found.error.is_none() && found.partial.is_empty());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..PUBLICATION.len()) {
            let mut broken = PUBLICATION.to_vec();
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes);
            probe::of(extract, &broken);
            probe::of(extract, &PUBLICATION[..at]);
        }
    }
}
