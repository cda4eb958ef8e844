//! TTML (W3C) and DFXP: subtitles in XML.

use item::Key;
use memchr::memmem;

use super::cues::Cues;
use crate::shared::xml::{Event, Xml};

pub(super) fn read(text: &str, cues: &mut Cues<'_>) {
    let mut xml = Xml::new(text.as_bytes());
    let mut said: Option<String> = None;
    let (mut from, mut to, mut field) = (String::new(), String::new(), String::new());
    while let Some(event) = xml.next_event() {
        match event {
            Event::Open(element) => match element.name() {
                "p" => {
                    let attribute = |name| element.attribute(name).unwrap_or_default();
                    (from, to) = (attribute("begin"), attribute("end"));
                    said = Some(String::new());
                }
                "br" => said.iter_mut().for_each(|said| said.push('\n')),
                other => other.clone_into(&mut field),
            },
            Event::Close(name) if name == "p" => {
                cues.cue(&from, &to, &with_single_blanks(&said.take().unwrap_or_default()));
            }
            Event::Close(_) => {}
            Event::Text(text) => match &mut said {
                Some(said) => said.push_str(&text.replace(['\r', '\n'], " ")),
                None => outside(&field, &text, cues),
            },
        }
    }
    // What was open when the file ends.
    cues.cue(&from, &to, &with_single_blanks(&said.unwrap_or_default()));
    if let Some(reason) = xml.damage() {
        cues.sink.partial(reason);
    }
    comments(text, cues);
}

/// Keeps a text that nobody sees.
fn outside(field: &str, text: &str, cues: &mut Cues<'_>) {
    let text = with_single_blanks(text);
    match field {
        "title" if !text.trim().is_empty() => cues.sink.metadata(Key::TITLE, text.trim()),
        "desc" if !text.trim().is_empty() => cues.sink.metadata(Key::DESCRIPTION, text.trim()),
        _ => text.lines().for_each(|line| cues.setting(line)),
    }
}

fn with_single_blanks(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

fn comments(text: &str, cues: &mut Cues<'_>) {
    let mut rest = text;
    while let Some(start) = memmem::find(rest.as_bytes(), b"<!--") {
        let inside = &rest[start + 4..];
        let end = memmem::find(inside.as_bytes(), b"-->").unwrap_or(inside.len());
        inside[..end].lines().for_each(|line| cues.comment(line));
        rest = &inside[end..];
    }
}
