//! ZIP, tar and gzip.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use formats::{Error, Limits};
use item::{LimitReason, PartialReason, SkippedReason, UnsupportedReason, Warning, WarningCode};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use crate::kept::{Bytewise, Kept, extract, extract_with, zipped};

fn whole(kept: &Kept) -> Vec<(String, String)> {
    let text = |content: &Bytewise| match content {
        Bytewise::Whole(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        other => format!("{other:?}"),
    };
    kept.children
        .iter()
        .map(|(child, content)| (item::escape(&child.name), text(content)))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect()
}

#[test]
fn members_come_in_order_with_their_times() {
    let kept = extract("zip", zipped(&[("b/c.txt", "one"), ("a.txt", "two")]));
    assert_eq!(whole(&kept), pairs(&[("b/c.txt", "one"), ("a.txt", "two")]));
    assert_eq!(kept.children[0].0.modified.as_deref(), Some("1980-01-01T00:00:00"));
    assert!(kept.error.is_none() && kept.partial.is_empty() && kept.warnings.is_empty());
}

#[test]
fn names_that_occur_twice_and_lead_outside_stay_names() {
    let mut bytes = zipped(&[("../../x", "one"), ("../../y", "two")]);
    for place in 0..bytes.len() - 7 {
        if bytes[place..].starts_with(b"../../y") {
            bytes[place + 6] = b'x';
        }
    }
    let kept = extract("zip", bytes);
    assert_eq!(whole(&kept), pairs(&[("../../x", "one"), ("../../x", "two")]));
    assert!(kept.warnings.iter().all(|warning| warning.code == WarningCode::NameLeadsOutside));
}

#[test]
fn members_are_recovered_without_a_directory() {
    let bytes = zipped(&[("a", "one"), ("b", "two")]);
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("there is one");
    let kept = extract("zip", bytes[..directory].to_vec());
    assert_eq!(whole(&kept), pairs(&[("a", "one"), ("b", "two")]));
    assert_eq!(kept.partial, [PartialReason::Truncated]);
}

#[test]
fn members_that_the_directory_leaves_out_come_with_a_warning() {
    let bytes = zipped(&[("a", "one"), ("b", "two"), ("c", "three")]);
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("there is one");
    let headers: Vec<&[u8]> =
        bytes[directory..].chunks((bytes.len() - directory - 22) / 3).collect();
    for (kept_headers, came) in [
        ([0, 2], [("a", "one"), ("c", "three"), ("b", "two")]),
        ([1, 2], [("b", "two"), ("c", "three"), ("a", "one")]),
        ([0, 1], [("a", "one"), ("b", "two"), ("c", "three")]),
    ] {
        let mut forged = bytes[..directory].to_vec();
        for at in kept_headers {
            forged.extend(headers[at]);
        }
        let size = u32::try_from(forged.len() - directory).expect("a small archive");
        let mut end = headers[3].to_vec();
        end[8..12].copy_from_slice(&[2, 0, 2, 0]);
        end[12..16].copy_from_slice(&size.to_le_bytes());
        forged.extend(end);
        let kept = extract("zip", forged);
        assert_eq!(whole(&kept), pairs(&came));
        let told =
            kept.warnings.iter().filter(|warning| warning.code == WarningCode::UnlistedMembers);
        assert_eq!(told.count(), 1, "{:?}", kept.warnings);
    }
}

#[test]
fn both_of_two_archives_in_one_file_are_read() {
    let two = [zipped(&[("a", "one")]), zipped(&[("b", "two")])].concat();
    assert_eq!(whole(&extract("zip", two)), pairs(&[("b", "two"), ("a", "one")]));
}

#[test]
fn what_stands_around_the_archive_is_told() {
    let mut bytes = b"MZ a program that unpacks itself".to_vec();
    bytes.extend(zipped(&[("a", "one")]));
    bytes.extend(b"tail");
    let kept = extract("zip", bytes);
    assert_eq!(whole(&kept), pairs(&[("a", "one")]));
    let warnings: Vec<String> = kept.warnings.iter().map(Warning::to_string).collect();
    assert_eq!(
        warnings,
        ["prefix: 32 bytes before the archive", "trailing-bytes: 4 bytes after the archive"]
    );
}

fn written(write: impl FnOnce(&mut zip::ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    write(&mut writer);
    writer.finish().expect("memory takes every byte").into_inner()
}

#[test]
fn comments_on_an_archive_and_its_members_are_read_in_the_code_page_that_fits() {
    let mut bytes = zipped(&[("a", "one")]);
    let directory =
        bytes.windows(4).rposition(|four| four == b"PK\x01\x02").expect("there is a directory");
    let note = encoding_rs::WINDOWS_1251.encode("Заметка").0;
    bytes[directory + 32] = u8::try_from(note.len()).expect("it is short");
    let name_end = directory + 46 + 1;
    bytes.splice(name_end..name_end, note.iter().copied());
    let end = bytes.len() - 22;
    bytes[end + 12] += u8::try_from(note.len()).expect("it is short");
    bytes[end + 20] = 14;
    bytes.extend(b"\x8f\xa5\xe1\xe2\xe0\xa8\xaa\xae\xa2 \x88\xa2\xa0\xad");
    let kept = extract("zip", bytes);
    assert_eq!(whole(&kept), pairs(&[("a", "one")]));
    let notes: Vec<&str> = kept.values("description");
    assert_eq!(notes, ["Пестриков Иван", "a: Заметка"]);
}

#[test]
fn members_under_a_password_are_opened_with_it_alone() {
    let bytes = written(|writer| {
        let options =
            SimpleFileOptions::default().with_aes_encryption(zip::AesMode::Aes256, "пароль");
        writer.start_file("a", options).expect("a new name");
        writer.write_all(b"secret").expect("memory takes every byte");
    });
    assert_eq!(extract("zip", bytes.clone()).children[0].1, Bytewise::Encrypted);
    let kept = extract_with("zip", bytes, "a.zip", &["wrong", "пароль"], Limits::default());
    assert_eq!(whole(&kept), pairs(&[("a", "secret")]));
}

#[test]
fn other_methods_are_decoded_or_named() {
    for method in [zip::CompressionMethod::Bzip2, zip::CompressionMethod::Zstd] {
        let bytes = written(|writer| {
            writer
                .start_file("a", SimpleFileOptions::default().compression_method(method))
                .expect("a new name");
            writer.write_all(b"packed").expect("memory takes every byte");
        });
        assert_eq!(whole(&extract("zip", bytes)), pairs(&[("a", "packed")]));
    }
    let mut bytes = zipped(&[("a", "one")]);
    let central = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("there is one");
    bytes[central + 10] = 97;
    assert_eq!(
        extract("zip", bytes).children[0].1,
        Bytewise::Closed(UnsupportedReason::UnknownMethod.into())
    );
}

#[test]
fn links_are_no_content() {
    let bytes = written(|writer| {
        writer
            .add_symlink("link", "/etc/passwd", SimpleFileOptions::default())
            .expect("a new name");
        writer.add_directory("folder", SimpleFileOptions::default()).expect("a new name");
    });
    let kept = extract("zip", bytes);
    assert_eq!(kept.children.len(), 1);
    assert_eq!(kept.children[0].1, Bytewise::Closed(SkippedReason::Link.into()));
}

#[test]
fn a_wrong_checksum_shows_when_the_member_is_read() {
    let mut bytes = zipped(&[("a", "one")]);
    let central = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("there is one");
    bytes[central + 16] ^= 1;
    assert_eq!(extract("zip", bytes).children[0].1, Bytewise::Broken(b"one".to_vec()));
}

#[test]
fn bombs_end_at_the_limit_whatever_their_headers_say() {
    let zeros = "\0".repeat(8 << 20);
    let mut bytes = zipped(&[("a", &zeros)]);
    let central = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("there is one");
    bytes[central + 24..central + 28].copy_from_slice(&10_u32.to_le_bytes());
    let limits = Limits { inflated_bytes: 1 << 20, ..Limits::default() };
    let kept = extract_with("zip", bytes, "a.zip", &[], limits);
    assert!(matches!(kept.error, Some(Error::Limit(LimitReason::Inflation))));
    assert!(kept.inflated <= 1 << 20);
}

#[test]
fn sixty_thousand_members_are_listed_to_the_limit() {
    let names: Vec<String> = (0..60_000).map(|number| format!("m{number}")).collect();
    let members: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let bytes = zipped(&members);
    assert_eq!(extract("zip", bytes.clone()).children.len(), 60_000);
    let kept =
        extract_with("zip", bytes, "a.zip", &[], Limits { members: 100, ..Limits::default() });
    assert_eq!(kept.children.len(), 100);
    assert!(matches!(kept.error, Some(Error::Limit(LimitReason::Members))));
}

fn archive(members: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mtime(86_400);
        builder
            .append_data(&mut header, name, content.as_bytes())
            .expect("memory takes every byte");
    }
    builder.into_inner().expect("memory takes every byte")
}

#[test]
fn tar_members_come_with_long_names_and_times() {
    let long = format!("{}/{}", "folder".repeat(30), "x.txt");
    let kept = extract("tar", archive(&[("./a.txt", "one"), (&long, "two")]));
    assert_eq!(whole(&kept), pairs(&[("a.txt", "one"), (&long, "two")]));
    assert_eq!(kept.children[0].0.modified.as_deref(), Some("1970-01-02T00:00:00Z"));
}

#[test]
fn pax_records_override_the_header() {
    let mut builder = tar::Builder::new(Vec::new());
    builder
        .append_pax_extensions([("path", "имя.txt".as_bytes()), ("mtime", b"0.5".as_slice())])
        .expect("memory takes every byte");
    let mut header = tar::Header::new_ustar();
    header.set_size(3);
    header.set_path("short").expect("a short name");
    header.set_cksum();
    builder.append(&header, &b"one"[..]).expect("memory takes every byte");
    let kept = extract("tar", builder.into_inner().expect("memory takes every byte"));
    assert_eq!(whole(&kept), pairs(&[("имя.txt", "one")]));
    assert_eq!(kept.children[0].0.modified.as_deref(), Some("1970-01-01T00:00:00Z"));
}

#[test]
fn a_pax_record_without_its_line_end_ends_no_archive() {
    let mut builder = tar::Builder::new(Vec::new());
    for (kind, content) in
        [(tar::EntryType::XHeader, "17 path=long.txt"), (tar::EntryType::Regular, "one")]
    {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(kind);
        header.set_path("short").expect("a short name");
        header.set_size(content.len() as u64);
        header.set_cksum();
        builder.append(&header, content.as_bytes()).expect("memory takes every byte");
    }
    let kept = extract("tar", builder.into_inner().expect("memory takes every byte"));
    assert_eq!(whole(&kept), pairs(&[("long.txt", "one")]));
}

#[test]
fn links_and_devices_in_tar_are_skipped() {
    let mut builder = tar::Builder::new(Vec::new());
    for kind in
        [tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Fifo, tar::EntryType::Char]
    {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        header.set_path("x").expect("a short name");
        header.set_link_name("/etc/passwd").expect("a short name");
        header.set_cksum();
        builder.append(&header, std::io::empty()).expect("memory takes every byte");
    }
    let kept = extract("tar", builder.into_inner().expect("memory takes every byte"));
    let ends: Vec<&Bytewise> = kept.children.iter().map(|(_, end)| end).collect();
    let expected =
        [SkippedReason::Link, SkippedReason::Link, SkippedReason::Fifo, SkippedReason::Device]
            .map(|reason| Bytewise::Closed(reason.into()));
    assert_eq!(ends, expected.iter().collect::<Vec<_>>());
}

#[test]
fn a_cut_tar_gives_what_it_had() {
    let bytes = archive(&[("a", "one"), ("b", &"long".repeat(1000))]);
    let kept = extract("tar", bytes[..512 * 5].to_vec());
    assert_eq!(kept.partial, [PartialReason::Truncated]);
    assert_eq!(kept.children[0].1, Bytewise::Whole(b"one".to_vec()));
    assert!(matches!(&kept.children[1].1, Bytewise::Broken(bytes) if bytes.len() == 1024));
}

#[test]
fn a_tar_header_with_a_wrong_checksum_is_followed_where_it_leads_on() {
    for member in 0..3 {
        let mut bytes = archive(&[("a", "one"), ("b", "two"), ("c", "three")]);
        bytes[1024 * member + 148..1024 * member + 154].copy_from_slice(b"777777");
        let kept = extract("tar", bytes);
        assert_eq!(whole(&kept), pairs(&[("a", "one"), ("b", "two"), ("c", "three")]));
        assert_eq!(kept.partial, [PartialReason::Damaged]);
    }
}

#[test]
fn a_damaged_tar_header_is_stepped_over() {
    let mut bytes = archive(&[("a", "one"), ("b", "two"), ("c", "three")]);
    bytes[1024 + 124..1024 + 136]
        .copy_from_slice(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
    let kept = extract("tar", bytes);
    assert_eq!(whole(&kept), pairs(&[("a", "one"), ("c", "three")]));
    assert_eq!(kept.partial, [PartialReason::Damaged]);
}

#[test]
fn a_sparse_file_is_laid_out_again() {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNUSparse);
    header.set_path("holes").expect("a short name");
    header.set_size(2);
    let gnu = header.as_gnu_mut().expect("made as one");
    gnu.set_real_size(6);
    gnu.sparse[0].set_offset(3);
    gnu.sparse[0].set_length(2);
    header.set_cksum();
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend(b"ab");
    bytes.resize(512 * 4, 0);
    assert_eq!(whole(&extract("tar", bytes)), pairs(&[("holes", "\0\0\0ab\0")]));
}

fn gzipped(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory takes every byte");
    encoder.finish().expect("memory takes every byte")
}

fn gunzip(bytes: Vec<u8>, name: &str) -> Kept {
    extract_with("gzip", bytes, name, &[], Limits::default())
}

#[test]
fn all_members_of_a_gzip_file_are_one_child() {
    let mut bytes = gzipped(b"one ");
    bytes.extend(gzipped(b"two"));
    assert_eq!(whole(&gunzip(bytes.clone(), "log.txt.gz")), pairs(&[("log.txt", "one two")]));
    bytes.extend(b"tail");
    let kept = gunzip(bytes, "a.tgz");
    assert_eq!(whole(&kept), pairs(&[("a.tar", "one two")]));
    assert_eq!(kept.warnings[0].to_string(), "trailing-bytes: 4 bytes after the stream");
}

#[test]
fn a_gzip_header_names_and_dates_the_child() {
    let builder = flate2::GzBuilder::new().filename("folder/was.txt").mtime(86_400);
    let mut encoder = builder.write(Vec::new(), Compression::default());
    encoder.write_all(b"x").expect("memory takes every byte");
    let kept = gunzip(encoder.finish().expect("memory takes every byte"), "is.gz");
    assert_eq!(whole(&kept), pairs(&[("was.txt", "x")]));
    assert_eq!(kept.children[0].0.modified.as_deref(), Some("1970-01-02T00:00:00Z"));
}

#[test]
fn a_name_in_a_gzip_header_is_read_in_the_code_page_that_fits() {
    for (name, bytes) in [
        ("Решение.txt", encoding_rs::WINDOWS_1251.encode("Решение.txt").0),
        ("Décision.txt", encoding_rs::WINDOWS_1252.encode("Décision.txt").0),
    ] {
        let mut encoder =
            flate2::GzBuilder::new().filename(&*bytes).write(Vec::new(), Compression::default());
        encoder.write_all(b"x").expect("memory takes every byte");
        let kept = gunzip(encoder.finish().expect("memory takes every byte"), "is.gz");
        assert_eq!(whole(&kept), pairs(&[(name, "x")]));
    }
}

#[test]
fn a_cut_or_damaged_gzip_file_gives_what_it_had() {
    let bytes = gzipped(&b"line\n".repeat(10_000));
    let kept = gunzip(bytes[..bytes.len() - 9].to_vec(), "a.gz");
    assert!(matches!(&kept.children[0].1, Bytewise::Broken(bytes) if !bytes.is_empty()));
    assert!(matches!(extract("gzip", b"PK".to_vec()).error, Some(Error::Malformed(_))));
}

#[test]
fn a_gzip_of_a_hundred_thousand_members_is_read() {
    let bytes = gzipped(b"x").repeat(100_000);
    assert_eq!(gunzip(bytes, "a.gz").inflated, 100_000);
}

#[test]
fn every_cut_of_an_archive_is_read_without_harm() {
    let samples = [
        ("zip", zipped(&[("a", "one"), ("b/c", "two")])),
        ("tar", archive(&[("a", "one"), (&"l".repeat(120), "two")])),
        ("gzip", gzipped(b"content content content")),
    ];
    for (format, bytes) in samples {
        for end in 0..bytes.len() {
            drop(extract(format, bytes[..end].to_vec()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn changed_bytes_do_no_harm_and_read_alike(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        format in prop::sample::select(vec!["zip", "tar", "gzip"]),
    ) {
        let mut bytes = match format {
            "zip" => zipped(&[("a", "one"), ("b/c", "two")]),
            "tar" => archive(&[("a", "one"), ("b", "two")]),
            _ => gzipped(b"content content content"),
        };
        for (place, byte) in &changes {
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        let limits = Limits { inflated_bytes: 1 << 20, members: 100, ..Limits::default() };
        let first = extract_with(format, bytes.clone(), "a", &["x"], limits);
        prop_assert!(first.inflated <= 1 << 20);
        prop_assert_eq!(first.fingerprint(), extract_with(format, bytes, "a", &["x"], limits).fingerprint());
    }

    #[test]
    fn any_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for format in ["zip", "tar", "gzip", "docx", "xlsx", "pptx"] {
            drop(extract(format, bytes.clone()));
        }
    }
}

/// Writes one stored member by hand, of sizes that stand behind it where `flags` say so.
fn stored(name: &[u8], content: &[u8], flags: u16) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let size = u32::try_from(content.len()).expect("a short content").to_le_bytes();
    let sizes = [&crc.sum().to_le_bytes()[..], &size, &size].concat();
    let mut bytes = b"PK\x03\x04\x14\0".to_vec();
    bytes.extend(flags.to_le_bytes());
    bytes.extend([0; 6]);
    bytes.extend(if flags == 0 { sizes.clone() } else { vec![0; 12] });
    bytes.extend([u8::try_from(name.len()).expect("a short name"), 0, 0, 0]);
    bytes.extend(name);
    bytes.extend(content);
    bytes.extend(if flags == 0 { Vec::new() } else { sizes });
    bytes
}

#[test]
fn stored_members_of_sizes_behind_them_end_where_the_next_begins() {
    let bytes = [stored(b"a.txt", b"one", 8), stored(b"b.txt", b"two", 0)].concat();
    assert_eq!(whole(&extract("zip", bytes)), pairs(&[("a.txt", "one"), ("b.txt", "two")]));
}

#[test]
fn a_comment_that_holds_the_mark_of_the_end_is_a_comment() {
    let bytes = written(|zip| {
        zip.start_file("a.txt", SimpleFileOptions::default()).expect("memory takes it");
        zip.write_all(b"one").expect("memory takes it");
        zip.set_comment(format!("of Riga PK\u{5}\u{6}{} end", "\0".repeat(18))).expect("short");
    });
    let kept = extract("zip", bytes);
    assert_eq!(whole(&kept), pairs(&[("a.txt", "one")]));
    assert!(kept.warnings.is_empty(), "{:?}", kept.warnings);
}

#[test]
fn backslashes_of_windows_part_folders_and_a_second_name_is_told() {
    let mut bytes = zipped(&[("x-list.txt", "one")]);
    let directory = bytes.windows(4).position(|mark| mark == b"PK\x01\x02").expect("it has one");
    bytes[directory + 5] = 0;
    bytes[directory + 46 + 1] = b'\\';
    let kept = extract("zip", bytes);
    assert_eq!(whole(&kept), pairs(&[("x/list.txt", "one")]));
    assert_eq!(kept.values("description"), ["x\\list.txt: x-list.txt in its own header"]);
}

#[test]
fn links_and_notes_of_tar_are_kept() {
    let mut builder = tar::Builder::new(Vec::new());
    let far = "far/".repeat(40) + "Ostrovnaya.txt";
    builder
        .append_pax_extensions([("comment", b"remark of Riga".as_slice())])
        .expect("memory takes every byte");
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    builder.append_link(&mut header, "link", &far).expect("memory takes every byte");
    let kept = extract("tar", builder.into_inner().expect("memory takes every byte"));
    assert_eq!(kept.segments[0].text, format!("link → {far}"));
}
