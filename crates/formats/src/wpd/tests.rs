use item::{Key, Layer, PartialReason, Place};
use proptest::prelude::*;

use super::*;
use crate::probe;

/// A head: where the text begins, the kind of the file, the version, whether it is encrypted, where the index stands.
fn head(text: usize, kind: u8, version: u8, key: u16, index: u16) -> Vec<u8> {
    let text = u32::try_from(text).expect("tests are short").to_le_bytes();
    [MAGIC, &text, &[1, kind, version, 0], &key.to_le_bytes(), &index.to_le_bytes()].concat()
}

fn v5(text: &[u8]) -> Vec<u8> {
    [&head(16, DOCUMENT, 0, 0, 0)[..], text].concat()
}

/// A function of version 5 that states its length at both ends.
fn nested(code: u8, kind: u8, head: usize, text: &[u8]) -> Vec<u8> {
    let size = u16::try_from(head + text.len() + 4).expect("tests are short").to_le_bytes();
    [&[code, kind], &size[..], &vec![0; head], text, &size, &[kind, code]].concat()
}

/// A document of version 6 with packets.
fn v6(packets: &[(u8, Vec<u8>)], text: &[u8]) -> Vec<u8> {
    let index = 16 + 14 * (packets.len() + 1);
    let mut place = index;
    let mut entries = vec![2, 0];
    entries.extend(u16::try_from(packets.len() + 1).expect("tests are short").to_le_bytes());
    entries.resize(14, 0);
    for (kind, packet) in packets {
        entries.extend([0, *kind, 1, 0, 0, 0]);
        for number in [packet.len(), place] {
            entries.extend(u32::try_from(number).expect("tests are short").to_le_bytes());
        }
        place += packet.len();
    }
    let packets: Vec<u8> = packets.iter().flat_map(|packet| packet.1.clone()).collect();
    [&head(place, DOCUMENT, 2, 0, 16)[..], &entries, &packets, text].concat()
}

/// A packet of one block of text.
fn block(text: &[u8]) -> Vec<u8> {
    let size = u32::try_from(text.len()).expect("tests are short").to_le_bytes();
    [&[1, 0, 10, 0, 0, 0][..], &size, text].concat()
}

/// A function of version 6 that points to a packet, or to none.
fn function(code: u8, kind: u8, packet: Option<u16>) -> Vec<u8> {
    let pointed = packet.map_or(vec![0], |id| [&[0x80, 1][..], &id.to_le_bytes()].concat());
    let size = u16::try_from(4 + pointed.len() + 3).expect("tests are short").to_le_bytes();
    [&[code, kind][..], &size, &pointed, &[0, 0, code]].concat()
}

/// A text as words of two bytes, with the word that ends it.
fn words(text: &str) -> Vec<u8> {
    text.bytes().chain([0]).flat_map(|byte| [byte, 0]).collect()
}

/// A function of the Macintosh that states its length at both ends.
fn of_macintosh(code: u8, kind: u8, contents: &[u8]) -> Vec<u8> {
    let size = u16::try_from(contents.len() + 4).expect("tests are short").to_be_bytes();
    [&[code, kind], &size[..], contents, &size, &[kind, code]].concat()
}

#[test]
fn documents_of_the_macintosh_have_their_notes_in_the_text() {
    let note =
        [&[0; 25][..], &[0, 1, 9, 9, 9, 9], &[0, 1, 8, 8, 8, 8, 8, 8], b"He came by car."].concat();
    let header = [&[0; 14][..], &[0, 3], b"old", &[0; 5], &[0, 6], b"Secret", &[0; 3]].concat();
    let text = [
        &of_macintosh(0xd5, 0, &header)[..],
        b"Belozerov\xa0came",
        &of_macintosh(0xdc, 0, b""),
        b"twice\x96caf",
        b"\xc0\x8e\x01\x29\xc0\xc0\x00\x0a\x00\xc0",
        &of_macintosh(0xd6, 0, &note),
        &of_macintosh(0xdc, 2, b""),
        &[0xc1, 0, 0, 0, 0, 0, 0, 0xc1][..],
        b"\xc3\x00\x01\xc3bold\x80",
    ];
    let mut bytes = head(0, OF_MACINTOSH, 3, 0, 0);
    bytes[4..8].copy_from_slice(&16_u32.to_be_bytes());
    bytes.truncate(16);
    bytes.extend(text.concat());
    let found = probe::of(extract, &bytes);
    assert!(found.error.is_none() && found.partial.is_empty());
    assert!(found.body().starts_with("Belozerov came twice-caféА\n\tbold"), "{}", found.body());
    assert!(found.body().ends_with("Secret\nHe came by car."), "{}", found.body());
    for end in 0..bytes.len() {
        probe::of(extract, &bytes[..end]);
    }
}

#[test]
fn version_5_has_its_notes_in_the_text() {
    let note = nested(0xd6, 0, 15, b"He came by car.");
    let header = nested(0xd5, 0, 18, b"Secret");
    let text = [
        &header[..],
        b"Belozerov\x0dcame\xa0twice\xaa",
        &note,
        b"\x0a\xc0\x00\x0a\xc0\xc0\x01\x0a\xc0",
        &[0xc1, 0, 0, 0, 0, 0, 0, 0, 0xc1],
        b"\xc3\x0c\xc3bold\xc4\x0c\xc4",
    ];
    let found = probe::of(extract, &v5(&text.concat()));
    assert!(found.error.is_none() && found.partial.is_empty());
    let texts: Vec<_> = found.segments.iter().map(|it| (&it.place, it.text.as_str())).collect();
    let notes = Place::Part("notes".to_owned());
    assert_eq!(
        texts,
        [(&Place::Whole, "Belozerov came twice-\nАа\tbold"), (&notes, "Secret\nHe came by car.")]
    );
}

#[test]
fn cells_and_rows_of_a_table_of_version_5_are_parted() {
    let [cell, row, end] = [0, 1, 2].map(|kind| nested(0xdc, kind, 11, b""));
    let text = [&b"Name"[..], &cell, b"Born", &row, b"Ivan", &cell, b"1970", &end, b"after"];
    assert_eq!(probe::of(extract, &v5(&text.concat())).body(), "Name\tBorn\nIvan\t1970\nafter");
}

#[test]
fn version_6_points_to_notes_and_comments() {
    let comment = [&[1, 0, 1, 0, 0][..], &[0; 14], &words("KM"), &words("Karin Meyer")].concat();
    let packets = [
        (0x08, block(b"Delete\x80this")),
        (0x1b, comment),
        (0x08, block(b"See\x80page\x802")),
        (0x1c, block(b"Draft")),
    ];
    let text = [
        &b"Belozerov\xcfcame"[..],
        &function(0xd7, 0, Some(3)),
        &function(0xd7, 1, None),
        &function(0xd4, 0x1d, Some(2)),
        &function(0xd0, 4, None),
        b"\xf0\x00\x0a\xf0\xf2\x0c\xf2\x0f\xf3\x0c\xf3",
        &function(0xd0, 10, None),
        b"last",
    ];
    let found = probe::of(extract, &v6(&packets, &text.concat()));
    let bodies: Vec<&str> = found
        .segments
        .iter()
        .filter(|it| it.layer == Layer::Body)
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(bodies, ["Belozerov came\nАé\tlast", "See page 2"]);
    assert_eq!(found.layer(Layer::Comment), "Karin Meyer: Delete this");
    assert_eq!(found.layer(Layer::Hidden), "Draft");
}

#[test]
fn packets_that_lie_in_each_other_are_no_more_bytes_than_there_are() {
    let short = vec![(0x08, block(b"short")); 200];
    let mut file = v6(&[vec![(0x08, block(&[b'x'; 3_000]))], short].concat(), b"text");
    let entry = |number: usize| 16 + 14 * number + 6..16 + 14 * (number + 1);
    for number in 2..=200 {
        file.copy_within(entry(1), entry(number).start);
    }
    let found = probe::of(extract, &file);
    assert!((3_000..file.len()).contains(&found.body().len()), "{}", found.body().len());
    assert_eq!(found.partial, [PartialReason::Damaged]);
}

#[test]
fn what_was_deleted_and_is_kept_for_undo_is_its_own_layer() {
    let text = [
        &b"paid\x80\xf1\x00\x01\x00\xf1in\x80cash\xf1\x01\x01\x00\xf1on\x80Monday\x80"[..],
        &function(0xd4, 0x58, None),
        b"by\x80Vera",
        &function(0xd4, 0x59, None),
    ];
    let found = probe::of(extract, &v6(&[], &text.concat()));
    assert_eq!(found.body(), "paid on Monday");
    assert_eq!(found.layer(Layer::Deleted), "in cash\nby Vera");
}

#[test]
fn a_summary_gives_properties() {
    let field = |tag: u16, kind: u16, name: &str, data: Vec<u8>| {
        let rest = [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &words(name), &data].concat();
        let size = u16::try_from(rest.len() + 2).expect("tests are short").to_le_bytes();
        [&size[..], &rest].concat()
    };
    let summary = [
        field(5, 1, "", words("Karin Meyer")),
        field(14, 4, "", vec![0xdf, 0x07, 3, 14, 9, 5, 0, 0, 0, 0]),
        field(29, 1, "", words("2015/77")),
        field(200, 1, "Court", words("Lyon")),
    ];
    let found = probe::of(extract, &v6(&[(0x12, summary.concat())], b"x"));
    assert_eq!(found.metadata[&Key::AUTHOR], ["Karin Meyer"]);
    assert_eq!(found.metadata[&Key::CREATED], ["2015-03-14T09:05:00"]);
    assert_eq!(found.metadata[&Key::custom("matter")], ["2015/77"]);
    assert_eq!(found.metadata[&Key::custom("court")], ["Lyon"]);
}

#[test]
fn what_is_locked_or_no_document_is_reported() {
    let error = |file: Vec<u8>| probe::of(extract, &file).error.expect("it is not read");
    assert!(matches!(error(head(16, DOCUMENT, 2, 7, 16)), Error::Encrypted(_)));
    assert!(matches!(error(head(16, 0x16, 2, 0, 16)), Error::Unsupported(_)));
    assert!(matches!(error(head(99, DOCUMENT, 2, 0, 16)), Error::Truncated));
    assert!(matches!(error(b"\xffWPC".to_vec()), Error::Malformed(_)));
}

#[test]
fn notes_that_were_cut_off_are_reported() {
    let mut file = v6(&[(0x08, block(b"See\x80page\x802"))], b"text");
    assert!(probe::of(extract, &file).partial.is_empty());
    // The place of the packet, behind the head and the entry of the index itself.
    file[16 + 14 + 13] = 0x7f;
    let found = probe::of(extract, &file);
    assert_eq!(
        (found.body().as_str(), &found.partial[..]),
        ("text", &[PartialReason::Damaged][..])
    );
}

#[test]
fn a_compound_file_holds_the_document_in_a_stream() {
    let file = probe::compound(&[("PerfectOffice_MAIN", &v6(&[], b"inside"))]);
    assert_eq!(probe::of(extract, &file).body(), "inside");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80), at in 0..200_usize, is_old in any::<bool>()) {
        let whole = if is_old {
            v5(&[&nested(0xd6, 0, 15, b"note")[..], b"text"].concat())
        } else {
            v6(&[(0x08, block(b"note")), (0x1b, vec![1, 0, 1, 0])], &[&function(0xd7, 0, Some(1))[..], b"text"].concat())
        };
        probe::of(extract, &[&whole[..16], &bytes].concat());
        let at = at.min(whole.len());
        let end = whole.len().min(at + bytes.len());
        let mut broken = whole.clone();
        broken.splice(at..end, bytes);
        probe::of(extract, &broken);
        probe::of(extract, &whole[..at]);
    }

    #[test]
    fn plain_words_are_found_in_any_place(word in "[a-z]{1,12}", before in proptest::collection::vec(any::<u8>(), 0..40)) {
        // What stands before may be functions, but none that is not closed takes the word with it.
        let before: Vec<u8> = before.into_iter().filter(|byte| *byte < 0xc0).collect();
        let found = probe::of(extract, &v5(&[&before[..], b"\x0a", word.as_bytes()].concat()));
        prop_assert!(found.body().lines().any(|line| line == word));
    }
}
