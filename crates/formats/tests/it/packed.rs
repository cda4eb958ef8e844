//! bzip2, xz, Zstandard, 7z.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use formats::{Bytes, Error, Limits};
use item::{Declared, LimitReason, UnsupportedReason};
use proptest::prelude::*;

use crate::kept::{Bytewise, Kept, extract, extract_with};

const TEXT: &str = "packed Ж text\n";

/// [`TEXT`] as xz.
const XZ: &[u8] = b"\xfd7zXZ\x00\x00\x01i\x22\xde6\x02\x00!\x01\x16\x00\x00\x00t/\xe5\xa3\x01\x00\x0epacked \xd0\x96 text\x0a\x00\x00G\xc8\xbd-\x00\x01#\x0f\xdb\xdf\x90\x0e\x90B\x99\x0d\x01\x00\x00\x00\x00\x01YZ";

/// The same, but that its header asks for a dictionary of 768 MiB.
const GREEDY_XZ: &[u8] = b"\xfd7zXZ\x00\x00\x01i\x22\xde6\x02\x00!\x01#\x00\x00\x00\xe7'\x10d\x01\x00\x0epacked \xd0\x96 text\x0a\x00\x00G\xc8\xbd-\x00\x01#\x0f\xdb\xdf\x90\x0e\x90B\x99\x0d\x01\x00\x00\x00\x00\x01YZ";

fn bzip2(content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut encoder = bzip2::read::BzEncoder::new(content, bzip2::Compression::fast());
    encoder.read_to_end(&mut packed).expect("memory gives every byte");
    packed
}

fn zstandard(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 1).expect("memory gives every byte")
}

/// A sample of each format with the ending of its name.
fn samples() -> [(&'static str, &'static str, Vec<u8>); 3] {
    [
        ("bz2", "tbz2", bzip2(TEXT.as_bytes())),
        ("xz", "txz", XZ.to_vec()),
        ("zstd", "tzst", zstandard(TEXT.as_bytes())),
    ]
}

fn whole(kept: &Kept) -> String {
    match &kept.children[0].1 {
        Bytewise::Whole(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_child_is_named_after_its_file() {
    for (format, ending, sample) in samples() {
        let kept =
            extract_with(format, sample, &format!("Backup.{ending}"), &[], Limits::default());
        assert_eq!(kept.names(), ["Backup.tar"]);
        assert_eq!(whole(&kept), TEXT, "{format}");
        assert!(kept.error.is_none() && kept.partial.is_empty() && kept.warnings.is_empty());
    }
}

#[test]
fn streams_are_joined_and_what_follows_them_is_told() {
    for (format, _, sample) in samples() {
        let kept = extract(format, [sample.clone(), sample.clone()].concat());
        assert_eq!(whole(&kept), TEXT.repeat(2), "{format}");
        let kept = extract(format, [&sample, &[0; 8][..], &sample, b"tail"].concat());
        assert_eq!(whole(&kept), TEXT.repeat(2), "{format}");
        assert_eq!(kept.warnings[0].to_string(), "trailing-bytes: 4 bytes after the stream");
    }
    let stepped_over = [b"\x50\x2a\x4d\x18\x02\0\0\0no", &zstandard(TEXT.as_bytes())[..]].concat();
    assert_eq!(whole(&extract("zstd", stepped_over)), TEXT);
}

/// Bytes that no packer makes shorter (Marsaglia's xorshift).
fn noise() -> Vec<u8> {
    let mut state = 2_463_534_242_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()
    };
    (0..100_000).flat_map(|_| next()).collect()
}

#[test]
fn a_cut_stream_gives_what_it_had() {
    let noise = noise();
    for (format, packed) in
        [("bz2", bzip2(&noise)), ("zstd", zstandard(&noise)), ("xz", XZ.to_vec())]
    {
        for end in [packed.len() / 2, packed.len() - 1] {
            let kept = extract(format, packed[..end].to_vec());
            assert!(matches!(&kept.children[0].1, Bytewise::Broken(_)), "{format} {end}");
        }
    }
    let kept = extract("bz2", bzip2(&noise)[..300_000].to_vec());
    assert!(
        matches!(&kept.children[0].1, Bytewise::Broken(bytes) if *bytes == noise[..bytes.len()] && bytes.len() > 90_000)
    );
}

#[test]
fn bombs_end_at_the_limit() {
    let zeros = vec![0; 16 << 20];
    let limits = Limits { inflated_bytes: 1 << 20, ..Limits::default() };
    for (format, packed) in [("bz2", bzip2(&zeros)), ("zstd", zstandard(&zeros))] {
        let kept = extract_with(format, packed, "a", &[], limits);
        assert!(matches!(kept.error, Some(Error::Limit(LimitReason::Inflation))), "{format}");
        assert!(kept.inflated <= 1 << 20);
    }
}

#[test]
fn a_stream_that_asks_for_too_much_memory_is_not_given_it() {
    let kept = extract("xz", GREEDY_XZ);
    assert!(matches!(kept.error, Some(Error::Limit(LimitReason::Memory))), "{:?}", kept.error);
    // Magic, descriptor of a frame without stated size, a window of 1 GiB, an empty last block.
    let kept = extract("zstd", b"\x28\xb5\x2f\xfd\x00\xa0\x01\0\0".to_vec());
    assert!(matches!(kept.error, Some(Error::Limit(LimitReason::Memory))), "{:?}", kept.error);
}

#[test]
fn what_is_no_stream_is_refused() {
    for (format, _, _) in samples() {
        assert!(matches!(extract(format, "plain").error, Some(Error::Malformed(_))));
    }
}

#[test]
fn every_prefix_is_survived() {
    for (format, _, sample) in samples() {
        for end in 0..sample.len() {
            let kept = extract(format, sample[..end].to_vec());
            let is_whole =
                kept.children.first().is_some_and(|(_, end)| matches!(end, Bytewise::Whole(_)));
            assert!(!is_whole, "{format} {end}");
        }
    }
}

proptest! {
    #[test]
    fn changed_streams_are_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        which in 0..3_usize,
        tail in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let (format, _, mut bytes) = samples()[which].clone();
        bytes.extend(tail);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let limits = Limits { inflated_bytes: 1 << 20, ..Limits::default() };
        let first = extract_with(format, bytes.clone(), "a", &[], limits);
        prop_assert_eq!(first.fingerprint(), extract_with(format, bytes, "a", &[], limits).fingerprint());
        prop_assert!(first.inflated <= 1 << 20);
    }
}

/// Formats whose real files this test is about.
const FORMATS: [&str; 9] = ["odt", "ods", "odp", "epub", "bz2", "xz", "7z", "ics", "mhtml"];

fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error takes a line");
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn real_files_give_text_or_children_or_are_locked() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let mut found = Vec::new();
    for folder in ["tika", "poi"] {
        files(&root.join(folder), &mut found);
    }
    if found.is_empty() {
        return say(
            "SKIPPED: no real files under ../shared/corpora, nothing was checked against them",
        );
    }
    found.sort();
    let (mut good, mut all) = (0, 0);
    for path in found {
        let bytes = Bytes::from(std::fs::read(&path).expect("the file was listed"));
        let name = path.file_name().expect("a file has a name").as_encoded_bytes();
        let format = formats::identify(&bytes, name, &Declared::default()).format;
        if !FORMATS.contains(&&*format) {
            continue;
        }
        all += 1;
        let kept = extract(&format, bytes);
        let is_locked = matches!(kept.error, Some(Error::Encrypted(_)));
        if is_locked || kept.has_text() || !kept.children.is_empty() {
            good += 1;
        }
        let layers: Vec<_> =
            kept.segments.iter().map(|segment| (segment.layer, segment.text.len())).collect();
        say(&format!(
            "{format} {}: {} segments, {} bytes, {} children {:?} {:?} {:?}",
            item::escape(name),
            layers.len(),
            layers.iter().map(|(_, length)| length).sum::<usize>(),
            kept.children.len(),
            kept.error,
            kept.partial,
            kept.warnings
        ));
    }
    say(&format!("real files: {good} of {all} gave text or children, or are locked"));
    assert!(good * 100 >= all * 90, "{good} of {all}");
}

/// A 7z archive of stored members in one block, whose coder is stated as `coder`; no number in it is above 127.
fn seven(members: &[(&str, &str)], coder: &[u8]) -> Vec<u8> {
    let narrow = |number: usize| u8::try_from(number).expect("samples are small");
    let content: String = members.iter().map(|(_, content)| *content).collect();
    let mut header = vec![1, 4, 6, 0, 1, 9, narrow(content.len()), 0, 7, 0x0b, 1, 0, 1];
    header.extend(coder);
    header.extend([0x0c, narrow(content.len()), 0, 8, 0x0d, narrow(members.len()), 9]);
    header.extend(members[..members.len() - 1].iter().map(|(_, content)| narrow(content.len())));
    header.extend([0x0a, 1]);
    for (_, content) in members {
        header.extend(crc(content.as_bytes()).to_le_bytes());
    }
    let names: Vec<u8> = members
        .iter()
        .flat_map(|(name, _)| name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes))
        .collect();
    header.extend([0, 0, 5, narrow(members.len()), 0x11, narrow(names.len() + 1), 0]);
    header.extend(names);
    header.extend([0, 0]);
    let mut start = (content.len() as u64).to_le_bytes().to_vec();
    start.extend((header.len() as u64).to_le_bytes());
    start.extend(crc(&header).to_le_bytes());
    let signature = [&b"7z\xbc\xaf\x27\x1c\0\x04"[..], &crc(&start).to_le_bytes(), &start].concat();
    [&signature, content.as_bytes(), &header].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

const STORED: &[u8] = &[1, 0];
const MEMBERS: &[(&str, &str)] = &[("a.txt", "one"), ("папка/b.txt", "three")];

#[test]
fn members_of_a_7z_archive_come_in_order() {
    let kept = extract("7z", seven(MEMBERS, STORED));
    assert_eq!(kept.names(), ["a.txt", "папка/b.txt"]);
    assert_eq!(kept.children[1].1, Bytewise::Whole(b"three".to_vec()));
    assert!(kept.error.is_none() && kept.partial.is_empty());
    let limits = Limits { members: 1, ..Limits::default() };
    let kept = extract_with("7z", seven(MEMBERS, STORED), "a", &[], limits);
    assert!(matches!(kept.error, Some(Error::Limit(LimitReason::Members))));
    let limits = Limits { inflated_bytes: 4, ..Limits::default() };
    let kept = extract_with("7z", seven(MEMBERS, STORED), "a", &[], limits);
    assert!(matches!(kept.error, Some(Error::Limit(LimitReason::Inflation))));
}

#[test]
fn what_cannot_be_unpacked_from_a_7z_archive_is_listed() {
    let ends = |coder: &[u8]| -> Vec<Bytewise> {
        extract("7z", seven(MEMBERS, coder)).children.into_iter().map(|(_, end)| end).collect()
    };
    let locked = ends(&[0x24, 6, 0xf1, 7, 1, 1, 19]);
    assert_eq!(locked, [Bytewise::Encrypted, Bytewise::Encrypted]);
    let unknown = ends(&[4, 4, 0xf7, 0x11, 0x7f]);
    assert_eq!(
        unknown,
        [UnsupportedReason::UnknownMethod, UnsupportedReason::UnknownMethod]
            .map(|reason| Bytewise::Closed(reason.into()))
    );
    let greedy = extract("7z", seven(MEMBERS, &[0x21, 0x21, 1, 35]));
    assert!(matches!(greedy.error, Some(Error::Limit(LimitReason::Memory))), "{:?}", greedy.error);
    assert_eq!(greedy.children.len(), 2);
    let mut damaged = seven(MEMBERS, STORED);
    damaged[32] ^= 1;
    let kept = extract("7z", damaged);
    assert!(matches!(kept.children[0].1, Bytewise::Broken(_)), "{:?}", kept.children[0].1);
    assert_eq!(kept.children.len(), 2);
}

#[test]
fn a_cut_7z_archive_is_told() {
    let whole = seven(MEMBERS, STORED);
    for end in 0..whole.len() {
        assert!(extract("7z", whole[..end].to_vec()).error.is_some(), "{end}");
    }
}

proptest! {
    #[test]
    fn changed_7z_archives_are_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        mends in any::<bool>(),
    ) {
        let mut bytes = seven(MEMBERS, STORED);
        for (at, byte) in changes {
            let at = 32 + at.index(bytes.len() - 32);
            bytes[at] = byte;
        }
        if mends {
            let header = crc(&bytes[40..]).to_le_bytes();
            bytes[28..32].copy_from_slice(&header);
            let start = crc(&bytes[12..32]).to_le_bytes();
            bytes[8..12].copy_from_slice(&start);
        }
        let limits = Limits { inflated_bytes: 1 << 20, ..Limits::default() };
        let first = extract_with("7z", bytes.clone(), "a", &[], limits);
        prop_assert_eq!(first.fingerprint(), extract_with("7z", bytes, "a", &[], limits).fingerprint());
    }
}
