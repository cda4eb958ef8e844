//! Real files. Skipped, loudly, where they are not at hand.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

use item::Key;

use crate::sink::{Found, extracted, identified};

/// Returns the files below a folder of the corpora, in order of their path; nothing where it is not there.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora").join(folder);
    let mut files = Vec::new();
    let mut open = vec![root];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    if files.is_empty() {
        show(&format!("SKIPPED: no files of `{folder}` in the corpora"));
    }
    files.sort();
    files
}

/// Shows a line even where the test passes.
pub(crate) fn show(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("standard error takes a line");
}

pub(crate) fn extension(path: &Path) -> String {
    printed(path.extension()).to_ascii_lowercase()
}

pub(crate) fn name(path: &Path) -> String {
    printed(path.file_name())
}

fn printed(name: Option<&OsStr>) -> String {
    String::from_utf8_lossy(name.unwrap_or_default().as_encoded_bytes()).into_owned()
}

/// Formats that a file of this extension may rightly have.
fn expected(extension: &str) -> Option<&'static [&'static str]> {
    Some(match extension {
        "txt" => &["text", "eml", "csv"],
        "html" | "htm" => &["html"],
        "xml" => &["xml", "word-xml", "excel-xml"],
        "docx" | "docm" | "dotx" | "dotm" => &["docx", "ooxml-encrypted"],
        "xlsx" | "xlsm" | "xltx" => &["xlsx", "ooxml-encrypted"],
        "xlsb" => &["xlsb"],
        "pptx" | "pptm" | "ppsx" => &["pptx", "ooxml-encrypted"],
        "doc" | "dot" => &["doc"],
        "xls" => &["xls"],
        "ppt" => &["ppt"],
        "pdf" => &["pdf"],
        "rtf" => &["rtf"],
        "odt" => &["odt"],
        "ods" => &["ods"],
        "odp" => &["odp"],
        "key" | "pages" | "numbers" => &["iwork"],
        "msg" => &["msg"],
        "eml" => &["eml"],
        "mbox" => &["mbox", "eml"],
        "mhtml" => &["mhtml"],
        "zip" => &["zip"],
        "tar" => &["tar"],
        "gz" => &["gzip"],
        "bz2" => &["bz2"],
        "7z" => &["7z"],
        "rar" => &["rar"],
        "one" => &["one"],
        "mdb" => &["mdb"],
        "chm" => &["chm"],
        "pst" => &["pst"],
        "ics" => &["ics"],
        "csv" => &["csv"],
        "json" => &["json"],
        "png" => &["png"],
        "jpg" => &["jpeg"],
        "tif" => &["tiff"],
        _ => return None,
    })
}

/// Files whose name says more than their content, and what they are without it.
const LIARS: &[(&str, &str)] = &[
    // Two values a line are no table to somebody who does not know the name.
    ("testCSV.csv", "text"),
    ("foo.csv", "text"),
    // An envelope line and a text, no header.
    ("quoted.mbox", "text"),
    // EBCDIC.
    ("english.cp500.txt", "unknown"),
    // An archive without members.
    ("invalid.xlsx", "zip"),
];

#[test]
fn real_files_are_what_their_names_say_though_nobody_asks_the_names() {
    let (mut right, mut wrong) = (0, Vec::new());
    for path in ["tika", "poi", "pst", "ocr", "udhr"].into_iter().flat_map(files) {
        let Some(expected) = expected(&extension(&path)) else { continue };
        let bytes = std::fs::read(&path).expect("corpora are readable");
        let found = identified(&bytes, "");
        let lie = LIARS.iter().find(|(liar, _)| *liar == name(&path)).map(|(_, format)| *format);
        if expected.contains(&found.format.as_ref()) || lie == Some(found.format.as_ref()) {
            right += 1;
        } else {
            wrong.push(format!("{} is {} {:?}", name(&path), found.format, found.basis));
        }
    }
    show(&wrong.join("\n"));
    show(&format!("identified without their names: {right} of {}", right + wrong.len()));
    assert!(wrong.len() * 50 <= right, "{wrong:#?}");
}

fn mails() -> Vec<(PathBuf, Found)> {
    let named = ["mail", "mail-parser", "tika"].into_iter().flat_map(files);
    let named = named.filter(|path| extension(path) == "eml");
    let unnamed = files("spam").into_iter().filter(|path| extension(path) == "txt");
    named
        .chain(unnamed)
        .map(|path| {
            let bytes = std::fs::read(&path).expect("corpora are readable");
            (path, extracted("eml", &bytes))
        })
        .collect()
}

#[test]
fn real_mails_have_a_header_and_a_text() {
    let (mut with_text, mut with_children, mut without) = (0, 0, Vec::new());
    for (path, found) in mails() {
        match () {
            () if found.has_text() => with_text += 1,
            () if !found.children.is_empty() => with_children += 1,
            () => without.push(format!("{} {:?} {:?}", name(&path), found.error, found.partial)),
        }
    }
    show(&without.join("\n"));
    show(&format!(
        "mails with text {with_text}, with children only {with_children}, with neither {}",
        without.len()
    ));
    assert!(without.len() * 20 <= with_text, "{without:#?}");
}

#[test]
fn real_mails_in_text_files_are_told_to_be_mails() {
    let (mut right, mut wrong) = (0, Vec::new());
    for path in files("spam").into_iter().filter(|path| extension(path) == "txt") {
        let bytes = std::fs::read(&path).expect("corpora are readable");
        let found = identified(&bytes, "a.txt");
        if matches!(found.format.as_ref(), "eml" | "mbox") {
            right += 1;
        } else {
            wrong.push(name(&path));
        }
    }
    show(&format!("mails in .txt files: {right} of {}", right + wrong.len()));
    show(&wrong.join("\n"));
    assert!(wrong.len() * 50 <= right, "{wrong:#?}");
}

/// Compares with the parse that comes with the files: subject, senders; attachments may be more where it gave up.
#[test]
fn mails_are_read_as_their_expected_parse_says() {
    let (mut same, mut differing) = (0, Vec::new());
    for path in files("mail-parser").into_iter().filter(|path| extension(path) == "eml") {
        let Ok(json) = std::fs::read(path.with_extension("json")) else { continue };
        let expected: serde_json::Value = serde_json::from_slice(&json).expect("parses are JSON");
        let found = extracted("eml", &std::fs::read(&path).expect("corpora are readable"));
        let differences = differences(&expected, &found);
        if differences.is_empty() {
            same += 1;
        } else {
            differing.push(format!("{}: {differences}", name(&path)));
        }
    }
    show(&differing.join("\n"));
    show(&format!("mails as in their expected parse: {same} of {}", same + differing.len()));
    assert!(differing.len() * 8 <= same, "{differing:#?}");
}

fn differences(expected: &serde_json::Value, found: &Found) -> String {
    let mut differences = Vec::new();
    let headers = expected["parts"][0]["headers"].as_array().cloned().unwrap_or_default();
    let value = |name: &str| {
        headers.iter().rev().find(|header| header["name"] == name).map(|header| &header["value"])
    };
    let subject = value("subject")
        .and_then(|value| value["Text"].as_str())
        .unwrap_or_default()
        .trim()
        .to_owned();
    let seen = found
        .metadata
        .get(&Key::SUBJECT)
        .and_then(|values| values.last())
        .cloned()
        .unwrap_or_default();
    if subject != seen {
        differences.push(format!("subject {subject:?} is {seen:?}"));
    }
    let sender = value("from")
        .and_then(|value| value["Address"]["List"][0]["address"].as_str())
        .unwrap_or_default();
    let senders = found.metadata.get(&Key::FROM).map(|values| values.join(" ")).unwrap_or_default();
    if !senders.contains(sender) {
        differences.push(format!("sender {sender:?} is {senders:?}"));
    }
    let attachments = expected_children(expected);
    if attachments > found.children.len() {
        differences.push(format!("attachments {attachments} are {}", found.children.len()));
    }
    differences.join("; ")
}

/// Counts the attachments that the expected parse did not read as text: texts in odd places are part of our text.
fn expected_children(expected: &serde_json::Value) -> usize {
    let attachments = expected["attachments"].as_array().cloned().unwrap_or_default();
    let part = |id: &serde_json::Value| {
        &expected["parts"][usize::try_from(id.as_u64().unwrap_or(0)).unwrap_or(0)]
    };
    let is_text = |id: &&serde_json::Value| {
        let body = &part(id)["body"];
        body.get("Text").is_some() || body.get("Html").is_some()
    };
    attachments.iter().filter(|id| !is_text(id)).count()
}
