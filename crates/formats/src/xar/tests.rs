use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use proptest::prelude::*;

use super::*;
use crate::probe;

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes every byte");
    encoder.finish().expect("memory takes every byte")
}

fn archive(files: &str, heap: &[u8]) -> Vec<u8> {
    let toc =
        format!("<xar><toc><creation-time>2021-03-04T05:06:07</creation-time>{files}</toc></xar>");
    let packed = zlib(toc.as_bytes());
    let mut bytes = [MAGIC, &28_u16.to_be_bytes(), &1_u16.to_be_bytes()].concat();
    bytes.extend((packed.len() as u64).to_be_bytes());
    bytes.extend((toc.len() as u64).to_be_bytes());
    bytes.extend(1_u32.to_be_bytes());
    [&bytes, &packed[..], heap].concat()
}

fn file(name: &str, (offset, length): (usize, usize), more: &str) -> String {
    format!(
        "<file id='1'><data><length>{length}</length><offset>{offset}</offset>{more}</data>\
         <ea><offset>999</offset></ea><type>file</type><name>{name}</name></file>"
    )
}

const GZIP: &str = "<encoding style='application/x-gzip'/>";

/// Two files, one of them packed in a folder whose name comes last, and a link.
fn sample() -> Vec<u8> {
    let packed = zlib(b"the packed letter");
    let sum = "<extracted-checksum style='sha1'>a9993e364706816aba3e25717850c26c9cd0d89d</extracted-checksum>";
    let inner = file("b.txt", (3, packed.len()), GZIP);
    let folder = format!("<file id='2'>{inner}<type>directory</type><name>Payload</name></file>");
    let link = "<file id='3'><name>l</name><type>symlink</type><link>b.txt</link></file>";
    let plain = file("a.txt", (0, 3), sum);
    archive(&[plain.as_str(), &folder, link].concat(), &[b"abc", &packed[..]].concat())
}

#[test]
fn members_come_with_their_folders_unpacked() {
    let found = probe::of(extract, &sample());
    assert!(found.error.is_none() && found.partial.is_empty(), "{:?}", found.error);
    assert_eq!(found.names(), ["a.txt", "Payload/b.txt", "l"]);
    assert_eq!(found.children[0].1, b"abc");
    assert_eq!(found.children[1].1, b"the packed letter");
    assert_eq!(found.first(&Key::CREATED), "2021-03-04T05:06:07");
}

#[test]
fn a_member_without_a_name_gets_one() {
    assert_eq!(probe::of(extract, &archive(&file("", (0, 3), ""), b"abc")).names(), ["unnamed"]);
}

#[test]
fn a_stream_with_another_checksum_than_stated_ends_with_an_error() {
    let stated = ("SHA1".to_owned(), "a9993e364706816aba3e25717850c26c9cd0d89d".to_owned());
    let read = |bytes: &'static [u8]| {
        let mut out = Vec::new();
        Checked::new(Box::new(bytes), &stated).read_to_end(&mut out).map(|_| out)
    };
    assert_eq!(read(b"abc").expect("it fits"), b"abc");
    assert!(read(b"abd").is_err());
}

#[test]
fn a_cut_archive_lists_what_it_had() {
    let whole = sample();
    for end in 4..whole.len() {
        probe::of(extract, &whole[..end]);
    }
    let found = probe::of(extract, &whole[..whole.len() - 30]);
    assert_eq!(found.names().len(), 3);
    assert!(found.partial.contains(&PartialReason::Truncated));
    // What is not packed and has no checksum shows by its length alone that it was cut.
    let found = probe::of(extract, &archive(&file("a.txt", (0, 3), ""), b"ab"));
    assert_eq!(
        (&found.children[0].1[..], &found.partial[..]),
        (&b"ab"[..], &[PartialReason::Truncated][..])
    );
    let found = probe::of(extract, &whole[..80]);
    assert!(found.error.is_some() || found.partial.contains(&PartialReason::Truncated));
}

#[test]
fn places_beyond_the_end_and_unknown_methods_are_no_content() {
    let far = file("far", (usize::MAX, 9), "");
    let odd = file("odd", (0, 3), "<encoding style='application/x-odd'/>");
    let found = probe::of(extract, &archive(&(far + &odd), b"abc"));
    assert_eq!(found.names(), ["far", "odd"]);
    assert!(found.children.iter().all(|(_, bytes)| bytes.is_empty()));
    assert_eq!(found.warnings[0].code, WarningCode::UnknownMethod);
}

#[test]
fn folders_that_lie_too_deep_in_each_other_are_a_limit_that_is_named() {
    let folder = "<file><type>directory</type><name>f</name>";
    let deep = [folder.repeat(300), file("lost", (0, 3), ""), "</file>".repeat(300)].concat();
    let found = probe::of(extract, &archive(&deep, b"abc"));
    assert!(matches!(found.error, Some(Error::Limit(LimitReason::Depth))), "{:?}", found.error);
}

#[test]
fn a_sink_that_says_stop_is_obeyed() {
    assert_eq!(probe::stopped_after(1, extract, &sample()).names().len(), 1);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80), at in 0..400_usize) {
        probe::of(extract, &[MAGIC, &bytes].concat());
        let mut broken = sample();
        let at = at.min(broken.len());
        let end = broken.len().min(at + bytes.len());
        broken.splice(at..end, bytes);
        probe::of(extract, &broken);
    }

    #[test]
    fn no_table_makes_it_panic(text in "[<>/a-z='0-9]{0,60}") {
        probe::of(extract, &archive(&text, b"abc"));
    }
}
