use proptest::prelude::*;

use super::*;
use crate::probe;

/// Puts the record of a file or folder together.
fn record(name: &[u8], sector: u32, length: u32, is_folder: bool, system: &[u8]) -> Vec<u8> {
    let mut out = vec![0, 0];
    out.extend(sector.to_le_bytes());
    out.extend(sector.to_be_bytes());
    out.extend(length.to_le_bytes());
    out.extend(length.to_be_bytes());
    out.extend([124, 1, 2, 3, 4, 6, 12, if is_folder { 2 } else { 0 }, 0, 0, 1, 0, 0, 1]);
    out.push(u8::try_from(name.len()).expect("short"));
    out.extend(name);
    out.resize(out.len().next_multiple_of(2), 0);
    out.extend(system);
    out[0] = u8::try_from(out.len()).expect("short");
    out
}

fn descriptor(kind: u8, escape: &[u8], title: &[u8], root: u32) -> Vec<u8> {
    let mut out = vec![0; SECTOR];
    out[0] = kind;
    out[1..6].copy_from_slice(b"CD001");
    out[40..40 + title.len()].copy_from_slice(title);
    out[88..88 + escape.len()].copy_from_slice(escape);
    let root = record(&[0], root, 2048, true, b"");
    out[156..156 + root.len()].copy_from_slice(&root);
    out
}

/// An image of sectors from 16 on.
fn image(sectors: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![0; DESCRIPTORS * SECTOR];
    for sector in sectors {
        out.extend(sector);
        out.resize(out.len().next_multiple_of(SECTOR), 0);
    }
    out
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// Two files, one of them in a folder, with the names of ECMA-119 and of Joliet.
fn with_joliet() -> Vec<u8> {
    image(&[
        descriptor(1, b"", b"LEAK", 19),
        descriptor(2, b"%/E", &wide("Утечка"), 21),
        descriptor(255, b"", b"", 0),
        [
            record(&[0], 19, 2048, true, b""),
            record(b"FOLDER", 20, 2048, true, b""),
            record(b"A.TXT;1", 23, 5, false, b""),
        ]
        .concat(),
        record(b"B.;1", 24, 6, false, b""),
        [
            record(&[0], 21, 2048, true, b""),
            record(&wide("Папка"), 22, 2048, true, b""),
            record(&wide("a long name.txt"), 23, 5, false, b""),
        ]
        .concat(),
        record(&wide("дело.txt"), 24, 6, false, b""),
        b"first".to_vec(),
        b"second".to_vec(),
    ])
}

#[test]
fn the_names_of_joliet_are_taken() {
    let found = probe::of(extract, &with_joliet());
    assert_eq!(found.names(), ["Папка/дело.txt", "a long name.txt"]);
    assert_eq!(
        (&found.children[0].1[..], &found.children[1].1[..]),
        (&b"second"[..], &b"first"[..])
    );
    assert_eq!(found.first(&Key::TITLE), "Утечка");
    assert_eq!(found.children[0].0.modified.as_deref(), Some("2024-01-02T03:04:06+03:00"));
}

#[test]
fn plain_names_lose_their_version() {
    let mut plain = with_joliet();
    plain[17 * SECTOR] = 3;
    assert_eq!(probe::of(extract, &plain).names(), ["FOLDER/B", "A.TXT"]);
}

#[test]
fn the_names_of_rock_ridge_are_taken_before_those_of_joliet() {
    let named = |name: &[u8]| {
        [&[b'N', b'M', u8::try_from(5 + name.len()).expect("short"), 1, 0], name].concat()
    };
    let mut image = with_joliet();
    let root = [
        record(&[0], 19, 2048, true, b"SP\x07\x01\xbe\xef\0"),
        record(b"A.TXT;1", 23, 5, false, &named("протокол 1.txt".as_bytes())),
        record(b"L.TXT;1", 23, 0, false, &[named(b"link"), b"SL\x05\x01\0".to_vec()].concat()),
    ]
    .concat();
    image[19 * SECTOR..20 * SECTOR].fill(0);
    image[19 * SECTOR..19 * SECTOR + root.len()].copy_from_slice(&root);
    let found = probe::of(extract, &image);
    assert_eq!(found.names(), ["протокол 1.txt", "link"]);
    assert!(found.children[1].1.is_empty(), "a link is not followed");
}

#[test]
fn a_folder_that_holds_itself_is_read_once() {
    let mut image = with_joliet();
    image[17 * SECTOR] = 3;
    let again = record(b"AGAIN", 19, 2048, true, b"");
    image[20 * SECTOR..20 * SECTOR + again.len()].copy_from_slice(&again);
    let found = probe::of(extract, &image);
    assert_eq!(
        (found.names(), found.partial),
        (vec!["A.TXT".to_owned()], vec![PartialReason::Damaged])
    );
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..60), at in 0_usize..9 * SECTOR) {
        let mut hostile = with_joliet();
        let at = (DESCRIPTORS * SECTOR + at) % hostile.len();
        let end = (at + bytes.len()).min(hostile.len());
        hostile.splice(at..end, bytes);
        if let Ok(volume) = Volume::read(&hostile) {
            let bytes = Bytes::from(hostile.clone());
            let archive = Archive::default();
            let mut walk = Walk { bytes: &bytes, spelling: volume.spelling, most: 100, seen: BTreeSet::new(), archive };
            walk.folder(&volume.root, &[], 0);
        }
    }
}
