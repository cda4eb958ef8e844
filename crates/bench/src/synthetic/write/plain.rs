//! Formats that are text themselves.

use std::fmt::Write;

use super::escaped;
use crate::synthetic::paper::Paper;
use crate::synthetic::random::Random;

pub(super) fn text(paper: &Paper, _: &mut Random) -> Vec<u8> {
    let mut text = paper.title.clone();
    for line in paper.lines() {
        text.push_str("\n\n");
        text.push_str(&line);
    }
    text.push('\n');
    text.into_bytes()
}

pub(super) fn html(paper: &Paper, _: &mut Random) -> Vec<u8> {
    let direction = if paper.language == "ar" { " dir=\"rtl\"" } else { "" };
    let title = escaped(&paper.title);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"{direction}>\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>body {{ font-family: serif; max-width: 40em }}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        paper.language
    );
    for line in paper.lines() {
        page.push_str("<p>");
        page.push_str(&escaped(&line));
        page.push_str("</p>\n");
    }
    page.push_str("</body>\n</html>\n");
    page.into_bytes()
}

/// A table: a number, a sentence, an amount.
pub(super) fn csv(paper: &Paper, random: &mut Random) -> Vec<u8> {
    let mut table = String::from("no;text;amount\r\n");
    for (number, sentence) in paper.paragraphs.iter().flatten().enumerate() {
        let text = sentence.replace('"', "\"\"");
        _ = write!(table, "{};\"{text}\";{}\r\n", number + 1, random.below(1_000_000));
    }
    table.into_bytes()
}

pub(super) fn rtf(paper: &Paper, _: &mut Random) -> Vec<u8> {
    let mut text =
        String::from("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Times New Roman;}}\n\\b ");
    push_rtf(&mut text, &paper.title);
    text.push_str("\\b0\\par\n");
    for line in paper.lines() {
        push_rtf(&mut text, &line);
        text.push_str("\\par\n");
    }
    text.push('}');
    text.into_bytes()
}

fn push_rtf(out: &mut String, text: &str) {
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte @ (b'\\' | b'{' | b'}')) => out.extend(['\\', char::from(byte)]),
            Ok(byte) if byte.is_ascii() => out.push(char::from(byte)),
            // Signed, as the format wants it; `?` is for readers that know no Unicode.
            _ => _ = write!(out, "\\u{}?", unit.cast_signed()),
        }
    }
}
