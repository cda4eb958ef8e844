//! Real files. Skipped, loudly, where they are not at hand.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

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
