use proptest::prelude::*;

use super::*;
use crate::probe;

/// A file of records.
fn file(kind: &[u8], records: &[&[u8]]) -> Vec<u8> {
    let mut out = b"Letters".to_vec();
    out.resize(KIND, 0);
    out.extend(kind);
    out.resize(RECORDS - 2, 0);
    out.extend(u16::try_from(records.len()).expect("few").to_be_bytes());
    let mut at = RECORDS + RECORD * records.len();
    for record in records {
        out.extend(u32::try_from(at).expect("small").to_be_bytes());
        out.extend([0; 4]);
        at += record.len();
    }
    [out, records.concat()].concat()
}

fn head(method: u16, count: u16) -> Vec<u8> {
    let mut head = [method.to_be_bytes(), [0; 2], [0; 2], [0; 2], count.to_be_bytes()].concat();
    head.resize(HEAD, 0);
    head
}

/// A book for Kindle with an author, packed text, bytes behind it, and a picture.
fn kindle() -> Vec<u8> {
    let number = |number: usize| u32::try_from(number).expect("small").to_be_bytes();
    let mut first = head(PACKED, 1);
    first.extend([&b"MOBI"[..], &number(232), &[0; 4], &UTF_8.to_be_bytes()].concat());
    first.resize(HEAD + 232, 0);
    let author = "Вера Островная".as_bytes();
    let record = [&number(100)[..], &number(8 + author.len()), author].concat();
    first.extend([&b"EXTH"[..], &number(12 + record.len()), &number(1), &record].concat());
    let (at, title) = (first.len(), "Письма".as_bytes());
    first.extend(title);
    first[84..88].copy_from_slice(&number(at));
    first[88..92].copy_from_slice(&number(title.len()));
    first[108..112].copy_from_slice(&number(2));
    first[242..244].copy_from_slice(&[0, 3]);
    // Behind the text: an entry of three bytes, then one for letters that are cut.
    let text = b"<p>Kestrel\xf3ailed</p>\0\x01\x02\x83";
    file(KINDS[0], &[&first, text, b"\xff\xd8\xff\xe0"])
}

#[test]
fn a_book_for_kindle_gives_its_text_properties_and_pictures() {
    assert!(is_book(&kindle()));
    let found = probe::of(extract, &kindle());
    assert_eq!(found.names(), ["text.html", "image-1.jpg"]);
    assert_eq!(found.children[0].1, b"<p>Kestrel sailed</p>");
    assert_eq!(found.first(&Key::TITLE), "Письма");
    assert_eq!(found.first(&Key::AUTHOR), "Вера Островная");
    assert!(found.error.is_none());
}

#[test]
fn a_text_for_palm_is_plain() {
    let palm = file(KINDS[1], &[&head(PLAIN, 2), b"one ", b"two"]);
    let found = probe::of(extract, &palm);
    assert_eq!((found.names(), found.first(&Key::TITLE)), (vec!["text.txt".into()], "Letters"));
    assert_eq!(found.children[0].1, b"one two");
}

#[test]
fn what_is_cut_locked_or_packed_otherwise_is_told() {
    let cut = file(KINDS[1], &[&head(PLAIN, 3), b"one "]);
    let found = probe::of(extract, &cut);
    assert!(matches!(found.error, Some(Error::Truncated)) && found.children[0].1 == b"one ");
    let mut locked = head(PACKED, 1);
    locked[13] = 2;
    let found = probe::of(extract, &file(KINDS[0], &[&locked, b"x"]));
    assert!(matches!(found.error, Some(Error::Encrypted(_))));
    let found = probe::of(extract, &file(KINDS[0], &[&head(17_480, 1), b"x"]));
    assert!(matches!(found.error, Some(Error::Unsupported(_))));
    assert!(!is_book(&file(b"DATAmemo", &[b"x"])) && !is_book(b""));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..40), at in 0_usize..500) {
        let mut hostile = kindle();
        let at = at % hostile.len();
        let end = (at + bytes.len()).min(hostile.len());
        hostile.splice(at..end, bytes);
        probe::of(extract, &hostile);
    }
}
