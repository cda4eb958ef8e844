use item::Key;
use proptest::prelude::*;

use super::*;
use crate::probe;

fn long(length: usize) -> [u8; 4] {
    u32::try_from(length).expect("tests are short").to_be_bytes()
}

fn frame(name: &str, body: &[u8]) -> Vec<u8> {
    [name.as_bytes(), &long(body.len()), &[0, 0], body].concat()
}

fn mp3() -> Vec<u8> {
    let wide: Vec<u8> = "\u{feff}Вера".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let frames = [
        frame("TIT2", b"\x03Meeting"),
        frame("TPE1", &[&[1][..], &wide].concat()),
        frame("COMM", b"\x00engnote\0Belozerov speaks"),
        frame("APIC", b"\x00image/jpeg\0\x03\0\xff\xd8\xff\xe0"),
    ]
    .concat();
    let length = u8::try_from(frames.len()).expect("tests are short");
    let head = [b'I', b'D', b'3', 3, 0, 0, 0, 0, length >> 7, length & 0x7f];
    [&head[..], &frames, b"\xff\xfb"].concat()
}

#[test]
fn short_values_of_old_tags_are_read_in_one_encoding() {
    let mut tags = b"\xff\xfb\x90\0".to_vec();
    tags.extend(b"TAG");
    for (value, length) in [
        (&b"\xcb\xe0\xe4\xee\xe3\xe0"[..], 30),
        (b"\xcf\xe5\xf2\xf0\xee\xe2", 30),
        (b"", 30),
        (b"2005", 4),
        (b"\xca\xf0\xe5\xf7\xe5\xf2", 30),
        (b"\x0c", 1),
    ] {
        let end = tags.len() + length;
        tags.extend(value);
        tags.resize(end, 0);
    }
    let found = probe::of(extract, &tags);
    assert_eq!((found.first(&Key::TITLE), found.first(&Key::DESCRIPTION)), ("Ладога", "Кречет"));
}

fn flac() -> Vec<u8> {
    let string = |text: &str| {
        let length = u32::try_from(text.len()).expect("tests are short");
        [&length.to_le_bytes()[..], text.as_bytes()].concat()
    };
    let comments = [
        string("program"),
        2_u32.to_le_bytes().to_vec(),
        string("title=Встреча"),
        string("case=A-1"),
    ];
    let comments = comments.concat();
    let length = u8::try_from(comments.len()).expect("tests are short");
    [&b"fLaC\x84\0\0"[..], &[length], &comments].concat()
}

fn film() -> Vec<u8> {
    let atom = |name: &[u8], body: &[u8]| [&long(body.len() + 8)[..], name, body].concat();
    let title =
        atom(b"\xa9nam", &atom(b"data", &[&[0, 0, 0, 1, 0, 0, 0, 0][..], b"Border"].concat()));
    let place = atom(b"\xa9xyz", b"\0\x08\x15\xc7+55.7512");
    let made = atom(b"mvhd", &[&[0; 4][..], &long(3_408_000_000), &[0; 12]].concat());
    let list = atom(b"meta", &[&[0; 4][..], &atom(b"ilst", &title)].concat());
    let body = [made, atom(b"udta", &[list, place].concat())].concat();
    [atom(b"ftyp", b"mp42\0\0\0\0"), atom(b"moov", &body)].concat()
}

fn wave() -> Vec<u8> {
    b"RIFF\0\0\0\0WAVELIST\x16\0\0\0INFOIART\x05\0\0\0Vera\0\0ICRD".to_vec()
}

#[test]
fn tags_are_properties_and_covers_are_children() {
    let found = probe::of(extract, &mp3());
    assert_eq!((found.first(&Key::TITLE), found.first(&Key::AUTHOR)), ("Meeting", "Вера"));
    assert_eq!(found.first(&Key::DESCRIPTION), "Belozerov speaks");
    assert_eq!(found.children[0].1, b"\xff\xd8\xff\xe0");
    assert_eq!(found.partial, [PartialReason::PartUnsupported]);
}

#[test]
fn comments_of_xiph_boxes_of_films_and_chunks_of_waves_are_read() {
    let found = probe::of(extract, &flac());
    assert_eq!(found.first(&Key::TITLE), "Встреча");
    assert_eq!(found.first(&Key::custom("CASE")), "A-1");
    let found = probe::of(extract, &film());
    assert_eq!((found.first(&Key::TITLE), found.first(&Key::COORDINATES)), ("Border", "+55.7512"));
    assert_eq!(found.first(&Key::CREATED), "2011-12-29T10:40:00Z");
    assert_eq!(probe::of(extract, &wave()).first(&Key::AUTHOR), "Vera");
}

#[test]
fn what_says_nothing_of_itself_is_said_to_be_unread() {
    let found = probe::of(extract, b"RIFF\x04\0\0\0WAVE");
    assert!(matches!(found.error, Some(Error::Unsupported(_))));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..200_usize) {
        for mut broken in [mp3(), flac(), film(), wave(), b"OggS\0\x03vorbis".to_vec()] {
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes.clone());
            probe::of(extract, &broken);
        }
    }
}
