//! Formats in Compound Files: whole, cut and hostile ones, and real files.

use std::io::{Cursor, Write};

use item::{EncryptedReason, Key, Layer, PartialReason, Place};
use proptest::prelude::*;

use crate::corpora::{extension, files, name, show};
use crate::sink::{Found, extracted};

/// Extracts twice and holds the reader to giving the same each time, and no more than the input can hold.
pub(crate) fn assert_sound(format: &str, bytes: &[u8]) -> Found {
    let found = extracted(format, bytes);
    let again = extracted(format, bytes);
    assert_eq!(format!("{found:?}"), format!("{again:?}"), "{format}");
    let children: usize = found.children.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(found.text_bytes() + children <= 64 * bytes.len() + (64 << 10), "{format}");
    found
}

/// Extracts the real files of an extension, shows what came out, and holds to at least nine in ten having text.
pub(crate) fn real(ending: &str, format: &str, without_text: &[&str]) {
    let (mut opened, mut with_text, mut all, mut without) = (0, 0, 0, Vec::new());
    let named = ["tika", "poi"].into_iter().flat_map(files);
    for path in named.filter(|path| extension(path) == ending) {
        let bytes = std::fs::read(&path).expect("corpora are readable");
        let found = extracted(format, &bytes);
        all += 1;
        opened += usize::from(found.error.is_none());
        let is_known = without_text.contains(&name(&path).as_str());
        if found.has_text() || is_known {
            with_text += 1;
        } else {
            without.push(format!(
                "{}: {:?} {:?}, {} children",
                name(&path),
                found.error,
                found.partial,
                found.children.len()
            ));
        }
    }
    show(&without.join("\n"));
    show(&format!("{format}: {all} files, {opened} opened, {with_text} as they should be"));
    assert!(with_text * 10 >= all * 9, "{without:#?}");
}

/// Makes a Compound File of streams; a path in it makes the storages.
fn compound(streams: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes it");
    for (path, content) in streams {
        if let Some((storage, _)) = path.rsplit_once('/').filter(|(storage, _)| !storage.is_empty())
        {
            file.create_storage_all(storage).expect("names are sound");
        }
        let mut stream = file.create_stream(path).expect("names are sound");
        stream.write_all(content).expect("memory takes it");
    }
    file.flush().expect("memory takes it");
    file.into_inner().into_inner()
}

fn put(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

fn size(length: usize) -> u32 {
    u32::try_from(length).expect("samples are small")
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A document of two pieces, one narrow, one wide, with a hidden word, a comment, a link, and text that no piece has.
fn doc() -> Vec<u8> {
    let (narrow, broad) =
        ("Seen secret on\r", "Приказ \u{13}HYPERLINK \"http://x.example/\"\u{14}тут\u{15}\r");
    let comment = "why\r";
    let mut main = vec![0; 0x400];
    main[..2].copy_from_slice(&0xa5ec_u16.to_le_bytes());
    put(&mut main, 0x18, 0x400);
    (main[0x20], main[0x3e], main[0x98]) = (14, 22, 93);
    put(&mut main, 0x4c, size(narrow.len() + broad.encode_utf16().count()));
    put(&mut main, 0x5c, size(comment.len()));
    main.extend(narrow.as_bytes());
    let broad_at = main.len();
    main.extend(wide(broad));
    let comment_at = main.len();
    main.extend(comment.as_bytes());
    main.extend(b"\0\0An older sentence that was replaced.\0\0");
    main.resize(main.len().next_multiple_of(512), 0);
    let page = main.len() / 512;
    let mut properties = vec![0; 512];
    for (at, place) in [0x400, 0x405, 0x40b, size(comment_at + 4)].into_iter().enumerate() {
        put(&mut properties, 4 * at, place);
    }
    properties[16..19].copy_from_slice(&[0, 200, 0]);
    properties[400..404].copy_from_slice(&[3, 0x3c, 0x08, 1]);
    properties[511] = 3;
    main.extend(properties);
    let ends = [0, narrow.len(), narrow.len() + broad.encode_utf16().count()];
    let places =
        [0x4000_0000 | size(2 * 0x400), size(broad_at), 0x4000_0000 | size(2 * comment_at)];
    let mut table: Vec<u8> = vec![2];
    table.extend((16 + 24_u32).to_le_bytes());
    for end in ends.into_iter().chain([ends[2] + comment.len()]) {
        table.extend(size(end).to_le_bytes());
    }
    for place in places {
        table.extend([&[0, 0][..], &place.to_le_bytes(), &[0, 0]].concat());
    }
    put(&mut main, 0x1a2, 0);
    put(&mut main, 0x1a6, size(table.len()));
    put(&mut main, 0xfa, size(table.len()));
    put(&mut main, 0xfe, 12);
    for number in [0x400, size(comment_at + 4), size(page)] {
        table.extend(number.to_le_bytes());
    }
    let label = b"\x02\0a.txt\0a.txt\0\0\0\x03\0\x01\0\0\0\0\x03\0\0\0abc";
    let native = [&size(label.len()).to_le_bytes()[..], label].concat();
    compound(&[
        ("/WordDocument", main),
        ("/0Table", table),
        ("/\u{5}SummaryInformation", properties_of("Ann")),
        ("/ObjectPool/_1/\u{1}Ole10Native", native),
    ])
}

/// A property set that names an author.
fn properties_of(author: &str) -> Vec<u8> {
    let mut set = vec![0; 48];
    (set[0], set[1], set[24], set[44]) = (0xfe, 0xff, 1, 48);
    for number in [0, 2, 1, 24, 4, 32, 2, 1251, 30, size(author.len())] {
        set.extend(number.to_le_bytes());
    }
    set.extend(author.as_bytes());
    set
}

fn record(version: u16, kind: u16, content: &[u8]) -> Vec<u8> {
    [&version.to_le_bytes()[..], &kind.to_le_bytes(), &size(content.len()).to_le_bytes(), content]
        .concat()
}

/// A presentation of one slide and one that was replaced.
fn ppt() -> Vec<u8> {
    let mut main = Vec::new();
    let mut places = Vec::new();
    let comment = record(
        0xf,
        0x2ee0,
        &[record(0, 0x0fba, &wide("Ann")), record(0x10, 0x0fba, &wide("why"))].concat(),
    );
    let slides = [
        record(0xf, 0x03ee, &record(0, 0x0fa8, b"An earlier offer")),
        record(0xf, 0x03ee, &[record(0, 0x0fa0, &wide("Наш план")), comment].concat()),
    ];
    for slide in slides {
        places.push(size(main.len()));
        main.extend(slide);
    }
    let listed = record(0, 0x03f3, &[2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    let list = record(0xf, 0x0ff0, &[listed, record(0, 0x0fa8, b"Title")].concat());
    let document = size(main.len());
    main.extend(record(0xf, 0x03e8, &list));
    let directory = size(main.len());
    let rows: Vec<u8> =
        [1 | 2 << 20, document, places[1]].into_iter().flat_map(u32::to_le_bytes).collect();
    main.extend(record(0, 0x1772, &rows));
    let edit = size(main.len());
    let rows: Vec<u8> =
        [0, 0, 0, directory, 1, 2, 0].into_iter().flat_map(u32::to_le_bytes).collect();
    main.extend(record(0, 0x0ff5, &rows));
    let user: Vec<u8> =
        [0x0ff6_0000, 20, 20, 0xe391_c05f, edit].into_iter().flat_map(u32::to_le_bytes).collect();
    compound(&[("/PowerPoint Document", main), ("/Current User", user)])
}

/// Properties of fixed length behind a head.
fn fixed(head: usize, rows: &[(u32, u64)]) -> Vec<u8> {
    let mut stream = vec![0; head];
    for (tag, value) in rows {
        stream.extend([&tag.to_le_bytes()[..], &6u32.to_le_bytes(), &value.to_le_bytes()].concat());
    }
    stream
}

/// A mail with a recipient, an attached file and an attached mail.
fn msg() -> Vec<u8> {
    let inner = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
    let text = |path: &str, text: &str| (path.to_owned(), wide(text));
    let mut streams = vec![
        ("/__properties_version1.0".to_owned(), fixed(32, &[(0x0039_0040, 0x01d9_0000_0000_0000)])),
        text("/__substg1.0_0037001F", "Заказ"),
        text("/__substg1.0_1000001F", "The text"),
        text("/__substg1.0_0C1A001F", "Ann"),
        text("/__substg1.0_0C1F001F", "ann@x.example"),
        (
            "/__recip_version1.0_#00000000/__properties_version1.0".to_owned(),
            fixed(8, &[(0x0c15_0003, 2)]),
        ),
        text("/__recip_version1.0_#00000000/__substg1.0_3001001F", "Bob"),
        text("/__recip_version1.0_#00000000/__substg1.0_39FE001F", "bob@x.example"),
        text("/__attach_version1.0_#00000000/__substg1.0_3707001F", "a.txt"),
        ("/__attach_version1.0_#00000000/__substg1.0_37010102".to_owned(), b"content".to_vec()),
        (
            "/__attach_version1.0_#00000001/__properties_version1.0".to_owned(),
            fixed(8, &[(0x3705_0003, 5)]),
        ),
    ];
    streams.push((
        format!("{inner}/__properties_version1.0"),
        fixed(24, &[(0x0039_0040, 0x01d9_0000_0000_0000)]),
    ));
    streams.push((format!("{inner}/__substg1.0_0037001F"), wide("Inner")));
    streams.push((format!("{inner}/__substg1.0_1000001F"), wide("inner text")));
    let streams: Vec<(&str, Vec<u8>)> =
        streams.iter().map(|(path, content)| (path.as_str(), content.clone())).collect();
    compound(&streams)
}

fn layer(found: &Found, layer: Layer) -> String {
    let segments = found.segments.iter().filter(|segment| segment.layer == layer);
    segments.map(|segment| segment.text.trim().to_owned() + "|").collect()
}

fn first(found: &Found, key: &Key) -> String {
    found.metadata.get(key).and_then(|values| values.first()).cloned().unwrap_or_default()
}

#[test]
fn a_word_document_gives_its_layers_its_properties_and_its_objects() {
    let found = extracted("doc", &doc());
    assert!(found.error.is_none() && found.partial.is_empty(), "{found:#?}");
    assert_eq!(layer(&found, Layer::Body), "Seen  on\nПриказ тут|http://x.example/|");
    assert_eq!(layer(&found, Layer::Hidden), "secret|");
    assert_eq!(layer(&found, Layer::Comment), "why|");
    assert_eq!(layer(&found, Layer::EarlierRevision), "An older sentence that was replaced.|");
    assert_eq!(first(&found, &Key::AUTHOR), "Ann");
    let (child, content) = &found.children[0];
    assert_eq!((&child.name[..], &content[..]), (&b"a.txt"[..], &b"abc"[..]));
}

#[test]
fn a_word_document_without_its_table_is_salvaged() {
    let mut bytes = doc();
    let at = memchr_of(&bytes, &wide("0Table"));
    bytes[at] = b'X';
    let found = extracted("doc", &bytes);
    assert_eq!(found.partial, [PartialReason::Damaged]);
    assert!(layer(&found, Layer::Body).contains("older sentence"), "{found:#?}");
}

#[test]
fn an_encrypted_word_document_is_said_to_be_so() {
    let mut bytes = doc();
    let at = memchr_of(&bytes, &0xa5ec_u16.to_le_bytes());
    bytes[at + 11] |= 1;
    let found = extracted("doc", &bytes);
    assert!(matches!(found.error, Some(formats::Error::Encrypted(EncryptedReason::NeedsPassword))));
}

fn memchr_of(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).expect("it is there")
}

#[test]
fn a_presentation_gives_its_slides_and_those_that_were_replaced() {
    let found = extracted("ppt", &ppt());
    assert!(found.error.is_none() && found.partial.is_empty(), "{found:#?}");
    assert_eq!(found.segments[0].place, Place::Slide(1));
    assert_eq!(layer(&found, Layer::Body), "Title\nНаш план|");
    assert_eq!(layer(&found, Layer::Comment), "Ann: why|");
    assert_eq!(layer(&found, Layer::EarlierRevision), "An earlier offer|");
}

#[test]
fn a_mail_gives_its_header_and_an_attached_mail_is_a_file_of_its_own() {
    let found = extracted("msg", &msg());
    assert!(found.error.is_none() && found.partial.is_empty(), "{found:#?}");
    assert_eq!(first(&found, &Key::SUBJECT), "Заказ");
    assert_eq!(first(&found, &Key::FROM), "Ann <ann@x.example>");
    assert_eq!(first(&found, &Key::CC), "Bob <bob@x.example>");
    assert!(first(&found, &Key::SENT).starts_with("2022-"));
    assert_eq!(layer(&found, Layer::Body), "The text|");
    assert_eq!(found.children[0].1, b"content");
    let inner = extracted("msg", &found.children[1].1);
    assert_eq!(found.children[1].0.name, b"2.msg");
    assert_eq!(first(&inner, &Key::SUBJECT), "Inner");
    assert_eq!(first(&inner, &Key::SENT), first(&found, &Key::SENT));
    assert_eq!(layer(&inner, Layer::Body), "inner text|");
}

#[test]
fn files_cut_anywhere_are_survived() {
    for (format, sample) in [("doc", doc()), ("ppt", ppt()), ("msg", msg())] {
        for end in (0..sample.len()).step_by(37) {
            assert_sound(format, &sample[..end]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn changed_files_are_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..24),
    ) {
        for (format, mut bytes) in [("doc", doc()), ("ppt", ppt()), ("msg", msg())] {
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            assert_sound(format, &bytes);
        }
    }

    #[test]
    fn random_streams_are_survived(
        head in prop::collection::vec(any::<u8>(), 0..1200),
        other in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let main = [&b"\xec\xa5"[..], &head].concat();
        assert_sound("doc", &compound(&[("/WordDocument", main), ("/0Table", other.clone())]));
        assert_sound("ppt", &compound(&[
            ("/PowerPoint Document", head.clone()),
            ("/Current User", other.clone()),
            ("/Pictures", head.clone()),
        ]));
        assert_sound("msg", &compound(&[("/__properties_version1.0", head), ("/__substg1.0_10090102", other)]));
    }

    #[test]
    fn random_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let bytes = [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &bytes].concat();
        for format in ["doc", "ppt", "msg"] {
            assert_sound(format, &bytes);
        }
    }
}

#[test]
fn real_word_documents_have_text() {
    real("doc", "doc", &[]);
}

#[test]
fn real_presentations_have_text() {
    real("ppt", "ppt", &[]);
}

#[test]
fn real_outlook_mails_have_text() {
    real("msg", "msg", &[]);
}

#[test]
fn a_file_in_an_object_of_any_program_comes_out() {
    let pdf = compound(&[("/CONTENTS", b"%PDF-1.4 annex".to_vec())]);
    assert_eq!(extracted("ole", &pdf).children[0].1, b"%PDF-1.4 annex");
    let package = compound(&[("/Package", b"PK\x03\x04 a package".to_vec())]);
    assert_eq!(extracted("ole", &package).children[0].1, b"PK\x03\x04 a package");
    let nothing = extracted("ole", &compound(&[("/other", vec![1])]));
    assert!(nothing.children.is_empty() && nothing.error.is_some());
}

#[test]
fn modules_of_macros_are_hidden_text() {
    let packed = |text: &[u8]| {
        let length = u16::try_from(4096 - 1).expect("it is short");
        let mut chunk = text.to_vec();
        chunk.resize(4096, b' ');
        [&[1][..], &(length | 0x3000).to_le_bytes(), &chunk].concat()
    };
    let record = |kind: u16, content: &[u8]| {
        let length = u32::try_from(content.len()).expect("short").to_le_bytes();
        [&kind.to_le_bytes()[..], &length, content].concat()
    };
    let directory =
        [record(0x19, b"M"), record(0x1a, b"Module1"), record(0x31, &[2, 0, 0, 0])].concat();
    let source = b"Attribute VB_Name = \"Module1\"\nShell \"http://a.example\"\n";
    let bytes = compound(&[
        ("/VBA/dir", packed(&directory)),
        ("/VBA/Module1", [b"xy", &packed(source)[..]].concat()),
    ]);
    let found = extracted("ole", &bytes);
    assert_eq!(found.segments[0].layer, Layer::Hidden);
    assert_eq!(found.segments[0].place, Place::Part("macros Module1".into()));
    assert_eq!(found.segments[0].text.trim(), "Shell \"http://a.example\"");
}

#[test]
fn the_newer_slides_of_a_presentation_for_two_versions_are_read() {
    let slide = |text: &str| {
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let record = |head: u16, kind: u16, content: &[u8]| {
            let length = u32::try_from(content.len()).expect("short").to_le_bytes();
            [&head.to_le_bytes()[..], &kind.to_le_bytes(), &length, content].concat()
        };
        record(0xf, 0x3ee, &record(0, 0xfa0, &wide))
    };
    let bytes = compound(&[
        ("/Text_Content", vec![0; 10]),
        ("/PP97_DUALSTORAGE/PowerPoint Document", slide("the budget")),
    ]);
    let found = extracted("ppt", &bytes);
    assert!(found.segments.iter().any(|segment| segment.text.contains("the budget")), "{found:?}");
}
