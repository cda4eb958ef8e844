//! Mails compared with the parse that comes with them, in both forms of line ends: headers, texts, names and the number
//! of attachments. Skipped, loudly, where they are not at hand.

use std::collections::BTreeSet;

use formats::Format;
use serde_json::Value;

use crate::corpora::{extension, files, show};
use crate::sink::{Found, extracted, identified};

/// Differences that are meant, by folder and file, with the words that are expected and not found.
const MEANT: [(&str, &[&str], &str); 6] = [
    ("malformed/009.eml", &["plain", "text"], "a delimiter of the outer parts ends the inner ones"),
    ("malformed/011.eml", &["plain", "text"], "a delimiter of the outer parts ends the inner ones"),
    (
        "malformed/012.eml",
        &["message", "plain", "rfc822", "text"],
        "a delimiter of the outer parts ends the inner ones",
    ),
    ("malformed/019.eml", &["\u{fe}to"], "a byte of no charset is read in one that was guessed"),
    (
        "rfc/000.eml",
        &["bigger", "bold", "italic", "smaller"],
        "marks of text/richtext are no words",
    ),
    (
        "rfc/001.eml",
        &["3 attachments, not 0"],
        "a body that lies elsewhere is none of the mail; where it lies stands in the text",
    ),
];

/// Headers whose values are compared.
const HEADERS: [&str; 13] = [
    "subject",
    "from",
    "to",
    "cc",
    "bcc",
    "reply_to",
    "sender",
    "message_id",
    "in_reply_to",
    "references",
    "comments",
    "keywords",
    "date",
];

#[test]
fn mails_are_read_as_their_expected_parse_says() {
    let (mut same, mut differing) = (0, Vec::new());
    for path in files("mail-parser").into_iter().filter(|path| extension(path) == "eml") {
        let mail = std::fs::read(&path).expect("corpora are readable");
        for (ends, parse) in [("", "json"), ("\r\n", "crlf.json")] {
            let Ok(json) = std::fs::read(path.with_extension(parse)) else { continue };
            let expected: Value = serde_json::from_slice(&json).expect("parses are JSON");
            let mail = if ends.is_empty() { mail.clone() } else { with_long_ends(&mail) };
            let missing = missing(&expected, &mail);
            let meant = MEANT.iter().filter(|(file, ..)| path.ends_with(file));
            let is_meant =
                |word: &String| meant.clone().any(|(_, words, _)| words.contains(&&word[..]));
            let unmeant: Vec<String> = missing.into_iter().filter(|word| !is_meant(word)).collect();
            if unmeant.is_empty() {
                same += 1;
            } else {
                differing.push(format!("{path:?} {parse}: {unmeant:?}"));
            }
        }
    }
    show(&format!("mails as in their expected parse: {same} of {}", same + differing.len()));
    assert!(differing.is_empty(), "{differing:#?}");
}

fn with_long_ends(mail: &[u8]) -> Vec<u8> {
    let mut long = Vec::new();
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.strip_suffix(b"\n").map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        match bare {
            Some(bare) => long.extend([bare, b"\r\n"].concat()),
            None => long.extend(line),
        }
    }
    long
}

/// Returns the words of the parse that are not found, and what is missing besides.
fn missing(expected: &Value, mail: &[u8]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let items = gather("eml", mail, &mut found);
    let mut wanted = BTreeSet::new();
    want(expected, &mut wanted);
    let mut missing: BTreeSet<String> = wanted.difference(&found).cloned().collect();
    let attachments = count_of_files(expected);
    if attachments > items {
        missing.insert(format!("{attachments} attachments, not {items}"));
    }
    missing
}

/// Adds all words of a content and of what it holds, and returns how many items it holds.
fn gather(format: &str, bytes: &[u8], words: &mut BTreeSet<String>) -> usize {
    let found: Found = extracted(format, bytes);
    for segment in &found.segments {
        add(&segment.text, words);
    }
    found.metadata.values().flatten().for_each(|value| add(value, words));
    let mut items = found.children.len();
    for (child, bytes) in &found.children {
        let name = String::from_utf8_lossy(&child.name).into_owned();
        add(&name, words);
        let declared = child.declared.format.as_deref().map(str::to_owned);
        let format = declared.unwrap_or_else(|| identified(bytes, &name).format.into_owned());
        if Format::by_id(&format).is_some_and(|format| format.extract.is_some()) {
            items += gather(&format, bytes, words);
        }
    }
    items
}

fn add(text: &str, words: &mut BTreeSet<String>) {
    let lower = text.to_lowercase();
    let all = lower.split(|letter: char| !letter.is_alphanumeric());
    words.extend(all.filter(|word| !word.is_empty()).map(str::to_owned));
}

/// Adds the words of the parts of a parsed mail, and of the mails in it.
fn want(mail: &Value, words: &mut BTreeSet<String>) {
    for part in mail["parts"].as_array().into_iter().flatten() {
        for header in part["headers"].as_array().into_iter().flatten() {
            if header["name"].as_str().is_some_and(|name| HEADERS.contains(&name)) {
                want_value(&header["value"], words);
            }
        }
        let body = &part["body"];
        if let Some(text) = body["Text"].as_str() {
            add(text, words);
        }
        if let Some(html) = body["Html"].as_str() {
            let page = extracted("html", html.as_bytes());
            page.segments.iter().for_each(|segment| add(&segment.text, words));
        }
        if body["Message"].is_object() {
            want(&body["Message"], words);
        }
    }
}

fn want_value(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text != "Empty" => add(text, words),
        Value::Array(values) => values.iter().for_each(|value| want_value(value, words)),
        Value::Object(fields) => match date(value) {
            Some(date) => add(&date, words),
            None => fields.values().for_each(|value| want_value(value, words)),
        },
        _ => {}
    }
}

/// Writes the time of a date as ours is written.
fn date(value: &Value) -> Option<String> {
    let number = |field: &str| value[field].as_u64();
    let time = (number("year")?, number("month")?, number("day")?);
    Some(format!("{:04}-{:02}-{:02}", time.0, time.1, time.2))
}

/// Counts the attachments that the expected parse did not read as text: texts in odd places are part of our text.
fn count_of_files(mail: &Value) -> usize {
    let attachments = mail["attachments"].as_array().into_iter().flatten();
    let body =
        |id: &Value| &mail["parts"][usize::try_from(id.as_u64().unwrap_or(0)).unwrap_or(0)]["body"];
    attachments.filter(|id| body(id)["Text"].is_null() && body(id)["Html"].is_null()).count()
}
