//! Bytes of items, checked before they are handed out.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use evidence::{Error, Original, Tools, original};
use item::{Outcome, SkippedReason};
use ledger::ItemRow;
use sandbox::{Pool, Program, Settings};
use zip::write::SimpleFileOptions;

use crate::{Bench, row};

fn opened(bench: &Bench, item: &ItemRow, scratch: &Path) -> Result<Original, Error> {
    let pool = Pool::new(Program::for_tests(), Settings::default());
    original(&bench.ledger(), item, Tools { pool: &pool, scratch })
}

fn bytes(bench: &Bench, item: &ItemRow) -> Result<Vec<u8>, Error> {
    let mut all = Vec::new();
    opened(bench, item, bench.folder())?.read(|chunk| {
        all.extend_from_slice(chunk);
        Ok(())
    })?;
    Ok(all)
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, SimpleFileOptions::default()).expect("it is written to memory");
        writer.write_all(content).expect("it is written to memory");
    }
    writer.finish().expect("it is written to memory").into_inner()
}

/// Bytes that do not compress away, as many as asked for.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn a_file_comes_out_as_it_lies_in_the_trove() {
    let bench = Bench::new();
    let content = noise(1 << 20);
    let item = bench.file("a.bin", &content);
    assert_eq!(bytes(&bench, &item).expect("it is as recorded"), content);
}

#[test]
fn a_file_that_was_changed_is_not_handed_out() {
    let bench = Bench::new();
    let item = bench.file("a.txt", b"recorded");
    fs::write(bench.trove().join("a.txt"), "another").expect("the trove is writable");
    let refused = bytes(&bench, &item);
    assert!(matches!(refused, Err(Error::Changed { .. })), "{refused:?}");
}

#[test]
fn a_file_that_changes_between_two_reads_is_an_error_at_the_end() {
    let bench = Bench::new();
    let item = bench.file("a.txt", b"recorded");
    let mut original = opened(&bench, &item, bench.folder()).expect("it is as recorded");
    fs::write(bench.trove().join("a.txt"), "another").expect("the trove is writable");
    let ended = original.read(|_| Ok(()));
    assert!(matches!(ended, Err(Error::ChangedMeanwhile(_))), "{ended:?}");
}

#[test]
fn a_member_of_a_container_in_a_container_comes_out() {
    let bench = Bench::new();
    let inner = zip(&[("first.txt", b"no"), ("b.txt", b"the words within")]);
    bench.file("outer.zip", &zip(&[("inner.zip", &inner)]));
    let item = bench.member("outer.zip!/inner.zip!/b.txt", b"the words within");
    assert_eq!(bytes(&bench, &item).expect("it is there"), b"the words within");
}

#[test]
fn a_large_member_waits_in_a_file_that_no_folder_lists() {
    let bench = Bench::new();
    let content = noise(9 << 20);
    bench.file("a.zip", &zip(&[("large.bin", &content)]));
    let item = bench.member("a.zip!/large.bin", &content);
    let scratch = bench.folder().join("scratch");
    fs::create_dir(&scratch).expect("the folder is writable");
    let mut original = opened(&bench, &item, &scratch).expect("it is there");
    assert_eq!(fs::read_dir(&scratch).expect("it is readable").count(), 0);
    let mut largest = 0;
    let mut digester = fixity::Digester::new(&[]);
    let read = original.read(|chunk| {
        largest = largest.max(chunk.len());
        digester.update(chunk);
        Ok(())
    });
    read.expect("nobody else can change it");
    assert_eq!(digester.finish(), fixity::of(&content, &[]));
    assert!(largest <= 1 << 20, "a chunk of {largest} bytes");
}

#[test]
fn a_large_member_without_room_is_an_error_of_this_machine() {
    let bench = Bench::new();
    let content = noise(9 << 20);
    bench.file("a.zip", &zip(&[("large.bin", &content)]));
    let item = bench.member("a.zip!/large.bin", &content);
    let refused = opened(&bench, &item, Path::new("/nonexistent"));
    assert!(matches!(refused, Err(Error::Spill(..))), "{refused:?}");
}

#[test]
fn a_member_that_comes_out_otherwise_is_not_handed_out() {
    let bench = Bench::new();
    bench.file("a.zip", &zip(&[("a.txt", b"one")]));
    let item = bench.member("a.zip!/a.txt", b"two");
    let refused = bytes(&bench, &item);
    assert!(matches!(refused, Err(Error::Otherwise { .. })), "{refused:?}");
}

#[test]
fn a_member_that_is_not_there_is_an_error_of_its_container() {
    let bench = Bench::new();
    bench.file("a.zip", &zip(&[("a.txt", b"one")]));
    let item = bench.member("a.zip!/b.txt", b"one");
    let refused = bytes(&bench, &item);
    assert!(matches!(refused, Err(Error::NotYielded { .. })), "{refused:?}");
    fs::write(bench.trove().join("a.zip"), "another file").expect("the trove is writable");
    let refused = bytes(&bench, &item);
    assert!(matches!(refused, Err(Error::Changed { .. })), "{refused:?}");
}

#[test]
fn what_was_never_read_has_no_bytes() {
    let bench = Bench::new();
    let link = ItemRow { outcome: Outcome::Skipped(SkippedReason::Link), ..row("link", None) };
    let refused = bytes(&bench, &bench.record(link));
    assert!(matches!(refused, Err(Error::Skipped(..))), "{refused:?}");
    let refused = bytes(&bench, &bench.record(row("closed", None)));
    assert!(matches!(refused, Err(Error::NeverRead(..))), "{refused:?}");
}

#[test]
fn an_error_of_the_writer_is_handed_on_as_such() {
    let bench = Bench::new();
    let item = bench.file("a.txt", b"one");
    let mut original = opened(&bench, &item, bench.folder()).expect("it is as recorded");
    let ended = original.read(|_| Err(std::io::ErrorKind::BrokenPipe.into()));
    let Err(Error::Write(_, source)) = ended else { panic!("{ended:?}") };
    assert_eq!(source.kind(), std::io::ErrorKind::BrokenPipe);
}
