//! Real Office files and archives, read where they are at hand.

use std::io::Write;
use std::path::{Path, PathBuf};

use formats::{Bytes, FORMATS};
use item::Declared;

use crate::kept::{Kept, extract};

/// Formats that this test is about.
const OFFICE: [&str; 3] = ["docx", "xlsx", "pptx"];
const ARCHIVES: [&str; 3] = ["zip", "tar", "gzip"];

fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error takes a line");
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn corpora() -> Option<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let mut found = Vec::new();
    for folder in ["tika", "poi"] {
        files(&root.join(folder), &mut found);
    }
    found.sort();
    if found.is_empty() {
        say("SKIPPED: no real files under ../shared/corpora, nothing was checked against them");
        return None;
    }
    Some(found)
}

/// Reads every file of these formats and returns how many gave something, and how many there are.
fn survey(formats: &[&str], gave: fn(&Kept) -> bool) -> Option<(usize, usize)> {
    let (mut good, mut all) = (0, 0);
    for path in corpora()? {
        let bytes = Bytes::from(std::fs::read(&path).expect("the file was listed"));
        let name = path.file_name().expect("a file has a name").as_encoded_bytes();
        let format = formats::identify(&bytes, name, &Declared::default()).format;
        if !formats.contains(&&*format) || !FORMATS.iter().any(|line| line.id == format) {
            continue;
        }
        all += 1;
        let kept = extract(&format, bytes);
        if gave(&kept) {
            good += 1;
        } else {
            say(&format!(
                "{format} {}: {:?} {:?} {:?}",
                item::escape(name),
                kept.error,
                kept.partial,
                kept.warnings
            ));
        }
    }
    Some((good, all))
}

#[test]
fn real_office_files_give_text_or_children() {
    let survey = survey(&OFFICE, |kept| kept.has_text() || !kept.children.is_empty());
    let Some((good, all)) = survey else { return };
    say(&format!("office: {good} of {all} gave text or children"));
    assert!(good * 100 >= all * 95, "{good} of {all}");
}

#[test]
fn real_archives_give_members() {
    let Some((good, all)) = survey(&ARCHIVES, |kept| !kept.children.is_empty()) else { return };
    say(&format!("archives: {good} of {all} gave members"));
    assert!(good * 100 >= all * 90, "{good} of {all}");
}
