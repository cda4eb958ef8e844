//! XML in which elements have the name and the digests of a file: DFXML, and what programs for hashes save.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::gathered::Gathered;
use super::recorded::{Parsed, Shape};
use super::row::{Head, NO_FILES, Row, is_of_digests};
use crate::Error;

/// More elements within each other are of no list.
const DEEPEST: usize = 64;

/// Reads the elements; nothing where the bytes do not begin as XML.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.trim_start().starts_with('<'))?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut gathered = Gathered::default();
    let read = gather(&mut reader, &mut gathered).and_then(|()| gathered.end());
    let read = read.map_err(|what| {
        let bytes = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        Error::Line { line: lines_of(&text.as_bytes()[..bytes.min(text.len())]), what }
    });
    Some(match read {
        Ok(recorded) if recorded.is_empty() => Err(NO_FILES),
        read => read.map(|recorded| Parsed::foreign(Shape::Sums, recorded)),
    })
}

/// Counts the lines that bytes begin.
fn lines_of(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count()
}

/// An element that is open.
#[derive(Default)]
struct Element {
    name: String,
    /// What its text is.
    head: Option<Head>,
    /// What its attributes and the elements within it tell.
    row: Row,
    text: String,
}

fn gather(reader: &mut Reader<&[u8]>, gathered: &mut Gathered) -> Result<(), &'static str> {
    let mut open = vec![Element::default()];
    loop {
        let depth = open.len();
        let Some(inner) = open.last_mut() else { return Err("an element ends that did not begin") };
        match reader.read_event() {
            Ok(Event::Start(_)) if depth > DEEPEST => {
                return Err("elements stand too deep within each other");
            }
            Ok(Event::Start(start)) => open.push(Element::begun(&start)?),
            Ok(Event::End(_)) => {
                let ended = open.pop().unwrap_or_default();
                let way: Vec<String> = open.iter().map(|element| element.name.clone()).collect();
                let Some(outer) = open.last_mut() else { continue };
                ended.end(way, outer, gathered)?;
            }
            Ok(Event::Text(text)) => inner.text.push_str(&text),
            Ok(Event::CData(text)) => inner.text.push_str(&text),
            Ok(Event::GeneralRef(name)) => inner.text.push_str(&character(&name)),
            Ok(Event::Eof) if depth == 1 => return Ok(()),
            Ok(Event::Eof) | Err(_) => return Err("it is damaged XML"),
            Ok(_) => {}
        }
    }
}

/// Returns what a reference stands for.
fn character(name: &BytesRef<'_>) -> String {
    let numbered = name.resolve_char_ref().ok().flatten().map(String::from);
    numbered.unwrap_or_else(|| resolve_predefined_entity(name).unwrap_or_default().to_owned())
}

impl Element {
    fn begun(start: &BytesStart<'_>) -> Result<Self, &'static str> {
        let name = start.local_name().into_inner().to_owned();
        let (mut row, mut head) = (Row::default(), Head::of(&name));
        for attribute in start.attributes().with_checks(false).flatten() {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap_or_default();
            let key = attribute.key.local_name().into_inner();
            match Head::of(key) {
                // `<hashdigest type='MD5'>`
                of if head == Head::AnyDigest && (of == Head::Algorithm || key == "type") => {
                    head = Head::Digest(value.into_owned());
                }
                of => row.take(&of, &value)?,
            }
        }
        Ok(Self { name, head: Some(head), row, text: String::new() })
    }

    /// Makes the entry of a file, or tells the element around it what it knows.
    fn end(
        self,
        mut way: Vec<String>,
        outer: &mut Self,
        gathered: &mut Gathered,
    ) -> Result<(), &'static str> {
        let is_entry = self.row.has_name() && self.row.has_digest();
        if !is_entry && is_of_digests(&self.name) {
            outer.row.join(&self.row)?;
        } else if !self.row.has_digest() && outer.row.has_digest() && !outer.row.has_name() {
            // `<mets:FLocat xlink:href="…"/>` within the element that has the digest.
            outer.row.take_names(&self.row);
        }
        way.push(self.name);
        if !gathered.take(&way, self.row)? {
            self.head.map_or(Ok(()), |head| outer.row.take(&head, &self.text))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DIGEST, paths_of};
    use super::*;

    #[test]
    fn files_are_found_in_the_shapes_that_programs_write() {
        let md5 = &DIGEST[..32];
        for text in [
            format!(
                "<?xml version='1.0'?>\n<dfxml xmlns:deep='x'><deep:algorithm name='md5'/><fileobject><filename>a &amp; &#98;</filename><filesize>3</filesize><byte_runs><byte_run><hashdigest type='md5'>{md5}</hashdigest></byte_run></byte_runs><hashdigest type='SHA256'>{DIGEST}</hashdigest></fileobject></dfxml>"
            ),
            format!(
                "<list><item><filename>a &amp; b</filename><md5>{md5}</md5><sha1/></item></list>"
            ),
            format!(
                "<files><file name=\"a &amp; b\" source=\"x\"><md5>{md5}</md5><crc32>0a0b0c0d</crc32></file></files>"
            ),
            format!("<l><f path='a &amp; b' sha256='{DIGEST}'/></l>"),
            format!(
                "<mets:file xmlns:mets='m' CHECKSUM='{DIGEST}' CHECKSUMTYPE='SHA-256'><mets:FLocat xlink:href='file://a%20&amp;%20b'/></mets:file>"
            ),
            format!(
                "<o><object><objectCharacteristics><fixity><messageDigestAlgorithm>SHA-256</messageDigestAlgorithm><messageDigest>{DIGEST}</messageDigest></fixity><size>3</size></objectCharacteristics><originalName>a &amp; b</originalName></object></o>"
            ),
            format!(
                "<l><f><name>a &amp; b</name><hashes><hash alg='SHA-256'>{DIGEST}</hash></hashes></f></l>"
            ),
        ] {
            assert_eq!(paths_of(parse(text.as_bytes())), Ok(vec!["a & b".to_owned()]), "{text}");
        }
    }

    #[test]
    fn a_file_without_a_digest_among_others_that_have_one_is_listed() {
        for text in [
            format!(
                "<dfxml><source><image_filename>x</image_filename></source><fileobject><filename>a</filename><hashdigest type='sha256'>{DIGEST}</hashdigest></fileobject><fileobject><filename>b</filename></fileobject><fileobject><filename>d</filename><name_type>d</name_type></fileobject></dfxml>"
            ),
            format!("<l name='n'><f path='a' sha256='{DIGEST}'/><f path='b' sha256=''/></l>"),
            format!("<l><f name='a'><md5>{}</md5></f><f name='b'><md5/></f></l>", &DIGEST[..32]),
        ] {
            let paths = paths_of(parse(text.as_bytes()));
            assert_eq!(paths, Ok(vec!["a".to_owned(), "b".to_owned()]), "{text}");
        }
    }

    #[test]
    fn damage_is_an_error_with_its_line() {
        assert!(matches!(parse(b"<a>\n<b></a>"), Some(Err(Error::Line { line: 2, .. }))));
        assert!(matches!(parse(b"<a>\n<md5>00</md5></a>"), Some(Err(Error::Line { line: 2, .. }))));
        assert_eq!(parse(b"<a/>"), Some(Err(NO_FILES)));
        assert!(parse("<a>".repeat(1000).as_bytes()).expect("it is XML").is_err());
        assert!(parse(b"a").is_none());
    }
}
