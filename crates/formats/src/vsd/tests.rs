use item::{Layer, Place};
use proptest::prelude::*;

use super::*;
use crate::probe;

/// Packs bytes without a single copy.
fn packed(bytes: &[u8]) -> Vec<u8> {
    bytes.chunks(8).flat_map(|some| [&[0xff][..], some].concat()).collect()
}

fn u32s(numbers: &[usize]) -> Vec<u8> {
    let bytes = |number: &usize| u32::try_from(*number).expect("tests are short").to_le_bytes();
    numbers.iter().flat_map(bytes).collect()
}

fn short(number: usize) -> [u8; 2] {
    u16::try_from(number).expect("tests are short").to_le_bytes()
}

/// A chunk with the text of a shape.
fn chunk(version: u8, kind: usize, text: &[u8]) -> Vec<u8> {
    let length = TEXT_START + text.len();
    let head = if version > 5 {
        [u32s(&[kind, 1, 0, length]), vec![2, 0, 0x55]].concat()
    } else {
        [&short(kind)[..], &short(1), &[0; 4], &u32s(&[length])].concat()
    };
    let separator = if version > 6 { 4 } else { 0 };
    [&head[..], &[0; TEXT_START], text, &vec![0xee; separator]].concat()
}

/// A stream that is put behind others: what a pointer to it states.
fn pointer(version: u8, kind: usize, place: usize, length: usize, format: usize) -> Vec<u8> {
    if version > 5 {
        [u32s(&[kind, 0, place, length]), short(format).to_vec()].concat()
    } else {
        [&short(kind)[..], &short(format), &u32s(&[0, place, length])].concat()
    }
}

/// A list of pointers.
fn list(version: u8, kind: usize, pointers: &[Vec<u8>]) -> Vec<u8> {
    let all = pointers.concat();
    if version > 5 {
        return [u32s(&[4, pointers.len(), 0]), all].concat();
    }
    let at = if kind == 0x14 { 130 } else { 10 };
    [&vec![0; at][..], &short(pointers.len()), &all].concat()
}

/// A drawing with a page of shapes, and a master.
fn drawing(version: u8, on_page: &[&[u8]], on_master: &[u8]) -> Vec<u8> {
    let mut stream = [MAGIC, &[0; 100]].concat();
    stream[VERSION] = version;
    let mut add = |bytes: &[u8], is_packed: bool| {
        let bytes = if is_packed { packed(bytes) } else { bytes.to_vec() };
        let place = stream.len();
        stream.extend(&bytes);
        (place, bytes.len())
    };
    let mut shapes = Vec::new();
    for text in on_page {
        let chunks = [chunk(version, 0x48, b"not a text"), chunk(version, 0x0e, text)].concat();
        let (place, length) = add(&chunks, true);
        shapes.push(pointer(version, 0x48, place, length, 0xd6));
    }
    let (place, length) = add(&list(version, 0x15, &shapes), false);
    // In version 5 a page is a stream of chunks: its shapes lie in a list of their own.
    let page = pointer(version, if version > 5 { 0x15 } else { 0x27 }, place, length, 0x54);
    let (place, length) = add(&chunk(version, 0x0e, on_master), false);
    let master = pointer(version, 0x48, place, length, 0xd4);
    let (place, length) = add(&list(version, 0x27, &[master]), false);
    let masters = pointer(version, 0x1e, place, length, 0x54);
    let masters = if version > 5 { vec![masters] } else { Vec::new() };
    let (place, length) =
        add(&[vec![0; 4], list(version, 0x14, &[vec![page], masters].concat())].concat(), true);
    let trailer = pointer(version, 0x14, place, length, 0x56);
    stream[TRAILER..TRAILER + trailer.len()].copy_from_slice(&trailer);
    stream
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

fn extracted(stream: &[u8]) -> probe::Found {
    probe::of(extract, &probe::compound(&[(STREAM, stream)]))
}

#[test]
fn texts_of_shapes_stand_on_their_page_and_masters_apart() {
    let (first, second) = (utf_16("Белозеров\u{2028}director"), utf_16("Account \u{fffc}77"));
    let found = extracted(&drawing(11, &[&first, &second], &utf_16("Box")));
    assert!(found.error.is_none() && found.partial.is_empty());
    let texts: Vec<_> = found.segments.iter().map(|it| (&it.place, it.text.as_str())).collect();
    let masters = Place::Part("masters".to_owned());
    assert_eq!(texts, [(&Place::Page(1), "Белозеров\ndirector\nAccount 77"), (&masters, "Box")]);
}

#[test]
fn older_drawings_have_eight_bits_a_letter() {
    let letters = encoding_rs::WINDOWS_1251.encode("Белозеров получил перевод от директора").0;
    for version in [5, 6] {
        let found = extracted(&drawing(version, &[&letters], b"Box\0"));
        assert!(found.body().starts_with("Белозеров получил перевод от директора"), "{version}");
    }
}

#[test]
fn a_drawing_that_is_cut_is_partial_and_keeps_what_can_be_read() {
    let mut stream = drawing(11, &[&utf_16("Kept"), &utf_16("Lost")], &utf_16("Box"));
    // The pointer to the second shape leads out of the file.
    let list = memchr::memmem::rfind(&stream, &[0xd6, 0]).expect("it is there");
    stream[list - 8..list - 4].copy_from_slice(&[0xff; 4]);
    let found = extracted(&stream);
    assert_eq!(found.partial, [PartialReason::Damaged]);
    assert!(found.body().starts_with("Kept"));
}

#[test]
fn what_is_not_understood_keeps_its_runs_of_letters() {
    let found = extracted(&[MAGIC, b"\0\0\0\0\0\0Kuznetsova guards the second floor\0"].concat());
    assert_eq!(found.partial, [PartialReason::PartUnsupported]);
    assert!(found.layer(Layer::Raw).contains("Kuznetsova guards the second floor"));
}

#[test]
fn pointers_in_a_circle_end() {
    let mut stream = [MAGIC, &[0; 100]].concat();
    stream[VERSION] = 11;
    let place = stream.len();
    let length = 12 + 18;
    stream.extend(list(11, 0x14, &[pointer(11, 0x27, place, length, 0x54)]));
    stream[TRAILER..TRAILER + 18].copy_from_slice(&pointer(11, 0x14, place, length, 0x54));
    assert!(extracted(&stream).error.is_none());
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(version in 4..13_u8, bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 20..600_usize) {
        let mut stream = drawing(version, &[&utf_16("Kept")], &utf_16("Box"));
        let at = at.min(stream.len());
        let end = stream.len().min(at + bytes.len());
        stream.splice(at..end, bytes);
        extracted(&stream);
        extracted(&stream[..at]);
    }
}
