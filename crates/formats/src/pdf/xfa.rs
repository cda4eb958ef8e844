//! What an XFA form says (ISO 32000-1 §12.7.8): the values, and the questions, captions and choices of its template.

use lopdf::{Dictionary, Document, Object};
use quick_xml::events::Event;

use crate::shared::xmp;

/// Returns the packets of the form one after the other: they are one stream, or an array of names and streams. A stream of
/// more than `inflated_max` bytes is left out.
pub(super) fn packets(document: &Document, inflated_max: usize, form: &Dictionary) -> Vec<u8> {
    let entry = form.get(b"XFA").and_then(|xfa| document.dereference(xfa));
    let Ok((_, entry)) = entry else { return Vec::new() };
    let content = |object: &Object| {
        let stream = document.dereference(object).ok()?.1.as_stream().ok()?;
        stream.get_plain_content_with_limit(inflated_max).ok()
    };
    match entry {
        Object::Array(entries) => entries.iter().filter_map(content).flatten().collect(),
        entry => content(entry).unwrap_or_default(),
    }
}

/// Returns what was filled in: the character content of the packet `datasets`, an element a line.
pub(super) fn values(packets: &[u8]) -> String {
    words_in(packets, "datasets")
}

/// Returns what the packet `template` shows: captions, help, choices, texts.
pub(super) fn template(packets: &[u8]) -> String {
    words_in(packets, "template")
}

/// Elements whose content programs read and nobody sees.
const UNSEEN: [&str; 3] = ["script", "event", "image"];

fn words_in(packets: &[u8], packet: &str) -> String {
    let text = crate::shared::decode::text(packets, None).text;
    let mut words = String::new();
    let mut open: Vec<String> = Vec::new();
    let mut reader = xmp::lenient(&text);
    while let Ok(event) = reader.read_event() {
        let is_inside = open.iter().any(|name| name == packet)
            && !open.iter().any(|name| UNSEEN.contains(&name.as_str()));
        match event {
            Event::Eof => break,
            Event::Start(start) => {
                open.push(start.local_name().as_ref().to_owned());
                if open.len() > xmp::NESTING_MAX {
                    break;
                }
            }
            Event::Text(piece) if is_inside => words.push_str(piece.as_ref()),
            Event::CData(piece) if is_inside => words.push_str(piece.as_ref()),
            Event::GeneralRef(name) if is_inside => words.extend(xmp::character(name.as_ref())),
            Event::End(_) => {
                open.pop();
                words.push('\n');
            }
            _ => {}
        }
    }
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FORM: &str = "<xdp:xdp><template><field><caption><value><text>Family &amp; name</text></value>\
        </caption><items><text>Single</text></items><event><script>if (a) b()</script></event></field></template>\
        <xfa:datasets><xfa:data><who>Tereshchenko</who><town>Nice</town></xfa:data></xfa:datasets></xdp:xdp>";

    #[test]
    fn values_and_questions_are_told_apart() {
        assert_eq!(values(FORM.as_bytes()), "Tereshchenko\nNice");
        assert_eq!(template(FORM.as_bytes()), "Family & name\nSingle");
    }

    proptest! {
        #[test]
        fn a_cut_form_gives_what_it_has(end in 0..FORM.len()) {
            let cut = &FORM.as_bytes()[..end];
            prop_assert!(values(FORM.as_bytes()).starts_with(&values(cut)));
        }
    }
}
