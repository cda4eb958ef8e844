//! The made-up trove, read without processes.

use std::collections::BTreeMap;
use std::path::Path;

use bench::synthetic;
use fixity::merkle;

/// Digests every file of a trove, names too.
fn digest(folder: &Path) -> item::Digest {
    let root = walk::Root::open(folder).expect("the folder is there");
    let ignore = walk::Ignore::none();
    let leaves = root.found(&ignore).filter(|found| found.kind == walk::Kind::File).map(|found| {
        let mut opened = root.open_file(&found.path).expect("the file was just written");
        let digests = fixity::of_reader(&mut opened.file, &[]).expect("the file was just written");
        merkle::leaf(&[found.path, digests.blake3.0.to_vec()].concat())
    });
    merkle::root(leaves)
}

fn made(count: u64) -> (tempfile::TempDir, synthetic::Truth) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let truth = synthetic::write(folder.path(), count).expect("the folder is writable");
    (folder, truth)
}

#[test]
fn the_same_number_gives_the_same_bytes_and_truth() {
    let (one, truth) = made(300);
    let (other, again) = made(300);
    assert_eq!(digest(one.path()), digest(other.path()));
    assert_eq!(truth, again);
    let (larger, more) = made(310);
    assert_ne!(digest(one.path()), digest(larger.path()));
    assert_eq!(more.files, 310);
}

#[test]
fn a_trove_has_every_format_copies_and_words_of_its_own() {
    let (_folder, truth) = made(500);
    for format in
        ["text", "html", "pdf", "docx", "xlsx", "csv", "rtf", "odt", "pptx", "eml", "mbox", "zip"]
    {
        assert!(truth.formats.contains_key(format), "{format} is missing: {:?}", truth.formats);
    }
    assert_eq!(truth.files, 500);
    assert!(truth.items > truth.files + truth.files / 4, "{}", truth.items);
    assert!((4_000..20_000).contains(&(truth.bytes / truth.files)), "{}", truth.bytes);
    assert!(truth.needles.len() > 60, "{}", truth.needles.len());
    assert!(truth.needles.values().any(|places| places.len() > 1), "no needle has a copy");
}

#[test]
fn sentences_name_what_they_are_known_to_name() {
    let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (text, named) in synthetic::sample(40) {
        let mut found: BTreeMap<&str, u64> = BTreeMap::new();
        for mention in entities::recognise(&text) {
            *found.entry(mention.kind.name()).or_default() += 1;
        }
        for kind in synthetic::CLOSED {
            let expected = named.get(kind).copied().unwrap_or_default();
            let found = found.get(kind).copied().unwrap_or_default();
            let sums = counts.entry(kind.to_owned()).or_default();
            *sums = (sums.0 + expected, sums.1 + found);
            assert_eq!(found, expected, "{kind} in: {text}");
        }
    }
    assert!(counts.values().all(|(expected, _)| *expected > 0), "{counts:?}");
}
