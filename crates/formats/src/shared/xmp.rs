//! The properties that XMP packets state (ISO 16684-1).

use item::Key;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Limits on what one packet may yield and nest.
const PROPERTIES_MAX: usize = 1000;
pub(crate) const NESTING_MAX: usize = 64;

/// The properties of an XMP packet that have a key, in the order found; a packet that breaks off gives what it has.
pub(crate) fn properties(packet: &[u8]) -> Vec<(Key, String)> {
    let text = crate::shared::decode::text(packet, None).text;
    let mut found = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut value = String::new();
    let mut reader = lenient(&text);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(start) => {
                attributes(&start, &mut found);
                open.push(start.name().as_ref().to_owned());
                value.clear();
            }
            Event::Empty(start) => attributes(&start, &mut found),
            Event::Text(piece) => value.push_str(piece.as_ref()),
            Event::GeneralRef(name) => value.extend(character(name.as_ref())),
            Event::End(_) => {
                found.extend(
                    open.iter().rev().find_map(|name| key(name)).map(|key| trimmed(key, &value)),
                );
                value.clear();
                open.pop();
            }
            _ => {}
        }
        if open.len() > NESTING_MAX || found.len() > PROPERTIES_MAX {
            break;
        }
    }
    found.retain(|(_, value)| !value.trim().is_empty());
    found
}

/// Reads XML that may be broken.
pub(crate) fn lenient(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader
}

fn attributes(start: &BytesStart<'_>, found: &mut Vec<(Key, String)>) {
    for attribute in start.attributes().flatten() {
        if let Some(key) = key(attribute.key.as_ref()) {
            let value = attribute
                .value
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&amp;", "&");
            found.push(trimmed(key, &value));
        }
    }
}

fn trimmed(key: Key, value: &str) -> (Key, String) {
    (key, value.trim().to_owned())
}

fn key(name: &str) -> Option<Key> {
    // Properties that a document defines under a name of its own.
    if let Some(own) = name.strip_prefix("pdfx:") {
        return Some(Key::custom(own));
    }
    Some(match name {
        "dc:title" | "photoshop:Headline" => Key::TITLE,
        "dc:creator" => Key::AUTHOR,
        "dc:description" => Key::SUBJECT,
        // The last three are persons who are marked in a picture.
        "dc:subject"
        | "pdf:Keywords"
        | "Iptc4xmpExt:PersonInImage"
        | "mwg-rs:Name"
        | "MPReg:PersonDisplayName" => Key::KEYWORDS,
        "dc:language" => Key::LANGUAGE,
        "xmp:CreatorTool" | "xap:CreatorTool" => Key::GENERATOR,
        "pdf:Producer" => Key::PRODUCER,
        "xmp:CreateDate" | "xap:CreateDate" => Key::CREATED,
        "xmp:ModifyDate" | "xap:ModifyDate" => Key::MODIFIED,
        "xmpMM:DocumentID" | "xapMM:DocumentID" => Key::DOCUMENT_ID,
        "xmpMM:InstanceID" | "xapMM:InstanceID" => Key::INSTANCE_ID,
        "dc:publisher" => Key::PUBLISHER,
        "dc:rights" => Key::RIGHTS,
        "dc:contributor" | "photoshop:CaptionWriter" | "xmpRights:Owner" => Key::CONTRIBUTOR,
        "photoshop:AuthorsPosition" => Key::CATEGORY,
        "photoshop:City" | "photoshop:State" | "photoshop:Country" | "Iptc4xmpCore:Location" => {
            Key::PLACE_NAME
        }
        "dc:source" | "photoshop:Source" | "photoshop:Credit" => Key::SOURCE,
        "dc:identifier" | "photoshop:TransmissionReference" => Key::IDENTIFIER,
        "photoshop:Instructions" | "exif:UserComment" => Key::DESCRIPTION,
        "aux:SerialNumber" => Key::SERIAL_NUMBER,
        "aux:OwnerName" => Key::OWNER,
        "stEvt:softwareAgent" | "stEvt:when" => Key::HISTORY,
        _ => return None,
    })
}

/// Returns the character of a reference.
pub(crate) fn character(entity: &str) -> Option<char> {
    match entity {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_and_attributes_give_properties() {
        let packet = br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmp:CreatorTool="Writer &amp; Co">
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Plan &lt;A&gt;</rdf:li></rdf:Alt></dc:title>
            <dc:creator><rdf:Seq><rdf:li>Ann</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator>
            <xmp:CreateDate>2020-01-31T12:00:00Z</xmp:CreateDate></rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let found = properties(packet);
        let expected = [
            (Key::GENERATOR, "Writer & Co"),
            (Key::TITLE, "Plan <A>"),
            (Key::AUTHOR, "Ann"),
            (Key::AUTHOR, "Bob"),
            (Key::CREATED, "2020-01-31T12:00:00Z"),
        ];
        assert_eq!(found, expected.map(|(key, value)| (key, value.to_owned())));
    }

    #[test]
    fn a_broken_packet_gives_what_stands_before_the_break() {
        assert_eq!(properties(b"<a><dc:title>T</dc:title><b"), [(Key::TITLE, "T".to_owned())]);
    }
}
