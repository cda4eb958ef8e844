//! What the user names: programs for formats that are not read, character sets of files whose labels lie.

use ingest::{Charsets, Options, Reader};
use item::{FailedReason, Key, Layer, Outcome, Status};

use crate::support::{Bench, extracted, options, tar};

/// Bytes of no format that is known.
const UNKNOWN: &[u8] = b"\x01\x02\xfe\xff\x00\x90proprietary\x00\x03";
/// `Привет, мир` in KOI8-R, which reads as other Russian letters in code page 1251.
const GREETING: &[u8] = b"\xf0\xd2\xc9\xd7\xc5\xd4, \xcd\xc9\xd2";

fn reader(line: &str) -> Options {
    let reader = Reader {
        extension: "prop".to_owned(),
        program: "/bin/sh".into(),
        args: vec!["-c".into(), line.into()],
        provenance: "sh (of the test)".to_owned(),
    };
    Options { readers: vec![reader], ..options() }
}

fn charset(pattern: &str, name: &str) -> Options {
    let mut charsets = Charsets::default();
    charsets.add(pattern, name).expect("it is a pattern");
    Options { charsets, ..options() }
}

/// The texts of an item in a layer.
fn texts(bench: &Bench, locator: &str, layer: Layer) -> Vec<String> {
    let extraction = bench.extraction(locator);
    let segments = extraction.segments.into_iter();
    segments.filter(|one| one.layer == layer).map(|one| one.text).collect()
}

#[test]
fn a_program_of_the_user_reads_what_no_reader_is_built_in_for() {
    let mut bench = Bench::new()
        .file("a.prop", UNKNOWN)
        .file("b.other", UNKNOWN)
        .file("c.tar", tar([("d.PROP", UNKNOWN.to_vec())]));
    let speaks = reader("echo '{\"text\": \"Red notice of Interpol\", \"page\": 2}'");
    bench.done(&speaks);
    for locator in ["a.prop", "c.tar!/d.PROP"] {
        assert_eq!(bench.outcome(locator), Outcome::Extracted);
        assert_eq!(texts(&bench, locator, Layer::External), ["Red notice of Interpol"]);
        let extraction = bench.extraction(locator);
        assert_eq!(extraction.first(&Key::READER), Some("sh (of the test)"));
        assert!(extraction.mentions.iter().any(|mention| mention.normal == "red-notice"));
    }
    assert_eq!(bench.outcome("b.other").status(), Status::Unsupported);
    bench.check_index();
    let again = bench.done(&speaks);
    assert_eq!((again.changed, extracted(&again)), (0, 0));
}

#[test]
fn a_program_is_given_the_bytes_of_the_item() {
    let mut bench = Bench::new().file("a.prop", UNKNOWN);
    bench.done(&reader("wc -c"));
    let read = texts(&bench, "a.prop", Layer::External).concat();
    assert_eq!(read.trim(), UNKNOWN.len().to_string());
}

#[test]
fn a_program_that_fails_or_is_silent_is_an_outcome() {
    let mut bench = Bench::new().file("a.prop", UNKNOWN);
    bench.done(&reader("echo no such codec >&2; exit 3"));
    assert_eq!(bench.outcome("a.prop"), Outcome::Failed(FailedReason::ReaderFailed));
    let warnings = bench.rows()[0].warnings.clone();
    assert!(warnings.iter().any(|warning| warning.to_string().contains("no such codec")));
    let failed = Outcome::Failed(FailedReason::ReaderFailed);
    bench.done(&Options { retry: vec![failed], ..reader("true") });
    assert_eq!(bench.outcome("a.prop").status(), Status::Empty);
}

#[test]
fn a_file_is_read_in_the_character_set_that_the_user_names_and_only_it_is_read_again() {
    let mut bench = Bench::new()
        .file("old.txt", GREETING)
        .file("new.txt", "a word")
        .file("box.tar", tar([("old.txt", GREETING.to_vec()), ("other.txt", b"another".to_vec())]));
    bench.done(&charset("old.txt", "windows-1251"));
    let wrong = texts(&bench, "old.txt", Layer::Body);
    assert!(!wrong.concat().contains("Привет"), "{wrong:?}");
    let again = bench.done(&charset("old.txt", "koi8-r"));
    for locator in ["old.txt", "box.tar!/old.txt"] {
        assert_eq!(texts(&bench, locator, Layer::Body), ["Привет, мир"]);
    }
    // The text, which two threads may both come upon first, and the container that leads to it.
    assert!((2..=3).contains(&extracted(&again)), "{}", extracted(&again));
    assert_eq!(extracted(&bench.done(&charset("old.txt", "koi8-r"))), 0);
}
