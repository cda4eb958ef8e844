//! Files that stand in a text as Base64: in values of JSON and XML, and in addresses that hold what they lead to.

use std::io::Read;

use file_format::FileFormat;
use flate2::read::DeflateDecoder;

use super::{base64, percent};
use crate::{Child, Content, Flow, Sink};

/// Shorter values are keys, digests and words.
const SHORTEST: usize = 24;
/// What is no text may be a key by chance, where it is shorter.
const SHORTEST_BINARY: usize = 48;

/// Values up to this length stay in the text beside the file: they may be asked for as they are written.
const LONGEST_KEPT: usize = 1 << 10;

/// A file that stood in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct File {
    extension: String,
    bytes: Vec<u8>,
}

impl File {
    /// Returns the extension and the bytes.
    pub(crate) fn into_parts(self) -> (String, Vec<u8>) {
        (self.extension, self.bytes)
    }

    /// Tells whether the value that it stands in is noise in a text: long, and surely a file. Two bytes of a signature
    /// stand at the beginning of a key by chance.
    pub(crate) fn replaces(&self, value: &str) -> bool {
        let is_by_chance = || self.bytes.get(..2).is_some_and(|two| signed(two).is_some());
        value.len() > LONGEST_KEPT && !is_by_chance()
    }
}

/// Returns the file that a value is, which must be a text or have a known signature: keys come out as noise.
pub(crate) fn in_value(value: &str) -> Option<File> {
    let value = value.trim();
    if value.starts_with("data:") {
        return in_address(value);
    }
    let is_of = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_\r\n \t".contains(&byte);
    if value.len() < SHORTEST
        || !value.bytes().take(SHORTEST).all(is_of)
        || !value.bytes().all(is_of)
    {
        return None;
    }
    // Words of a sentence are shorter than lines of Base64.
    let (words, letters) = value
        .split_ascii_whitespace()
        .fold((0, 0), |(words, letters), word| (words + 1, letters + word.len()));
    if letters < words * 20 && words > 1 {
        return None;
    }
    of_bytes(base64::decode(value.as_bytes()).bytes)
}

/// Returns what an address of the scheme `data:` holds (RFC 2397).
pub(crate) fn in_address(address: &str) -> Option<File> {
    let (kind, data) = address.strip_prefix("data:")?.split_once(',')?;
    let bytes = if kind.ends_with(";base64") {
        base64::decode(data.as_bytes()).bytes
    } else {
        percent::decoded(data)
    };
    let extension = kind.split(';').next().and_then(of_media_type);
    match extension {
        Some(extension) if !bytes.is_empty() => {
            Some(File { extension: extension.to_owned(), bytes })
        }
        _ => of_bytes(bytes),
    }
}

/// Returns what addresses in a text hold, as those of pictures in Markdown and style sheets.
pub(crate) fn in_text(text: &str) -> Vec<File> {
    let (mut files, mut rest) = (Vec::new(), text);
    while let Some(at) = memchr::memmem::find(rest.as_bytes(), b"data:") {
        rest = &rest[at..];
        let end = rest.find(|it: char| it.is_ascii_whitespace() || "\"'()<>`".contains(it));
        let (address, after) = rest.split_at(end.unwrap_or(rest.len()));
        if address.contains(";base64,") {
            files.extend(in_address(address));
        }
        rest = after;
    }
    files
}

/// Returns the extension of a text whose kind no signature shows.
fn of_media_type(media_type: &str) -> Option<&'static str> {
    match media_type {
        "text/plain" => Some("txt"),
        "text/html" => Some("html"),
        "text/csv" => Some("csv"),
        "text/calendar" => Some("ics"),
        "application/json" => Some("json"),
        "image/svg+xml" => Some("svg"),
        _ => None,
    }
}

/// Returns the file that bytes are: a text, or what has a known signature.
pub(crate) fn of_bytes(bytes: Vec<u8>) -> Option<File> {
    let bytes = package_of_queries(bytes);
    let bytes = diagram(&bytes).unwrap_or(bytes);
    let extension = signed(&bytes);
    if let Ok(text) = std::str::from_utf8(&bytes) {
        let extension = extension.unwrap_or_else(|| "txt".to_owned());
        return is_text(text).then_some(File { extension, bytes });
    }
    let extension = extension.filter(|_| bytes.len() >= SHORTEST_BINARY)?;
    Some(File { extension, bytes })
}

/// Tells whether decoded letters are a text and no noise: mostly letters, and more than one word or line.
fn is_text(text: &str) -> bool {
    let is_odd = |letter: char| letter.is_control() && !letter.is_ascii_whitespace();
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).count();
    !text.contains(is_odd) && text.contains([' ', '<', '\n']) && 2 * letters > text.chars().count()
}

/// Returns the extension of the format whose signature bytes have; what it is in full is told when the file is read.
fn signed(bytes: &[u8]) -> Option<String> {
    let format = FileFormat::from_bytes(bytes);
    let is_told = !matches!(
        format,
        FileFormat::ArbitraryBinaryData
            | FileFormat::PlainText
            | FileFormat::Empty
            | FileFormat::DerCertificate
    );
    is_told.then(|| format.extension().to_owned())
}

/// The longest diagram; in bytes.
const LONGEST_DIAGRAM: u64 = 16 << 20;

/// Returns a diagram of draw.io, which is packed, and within that written as in an address.
fn diagram(bytes: &[u8]) -> Option<Vec<u8>> {
    const START: &[u8] = b"%3CmxGraphModel";
    let mut packed = DeflateDecoder::new(bytes);
    let mut start = [0; START.len()];
    packed.read_exact(&mut start).ok().filter(|()| start == START)?;
    let mut rest = Vec::new();
    packed.take(LONGEST_DIAGRAM).read_to_end(&mut rest).ok()?;
    Some(percent::decoded(&String::from_utf8_lossy(&[START, &rest].concat())))
}

/// Takes the package out of the data of a query editor in workbooks (MS-QDEFF): a version and a length lead it.
fn package_of_queries(bytes: Vec<u8>) -> Vec<u8> {
    match bytes.get(..12) {
        Some([0, 0, 0, 0, a, b, c, d, b'P', b'K', 3, 4]) => {
            let length = u32::from_le_bytes([*a, *b, *c, *d]);
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            bytes[8..].iter().copied().take(length).collect()
        }
        _ => bytes,
    }
}

/// Pushes files as children, named by what they stand in and counted from 1.
pub(crate) fn push(files: Vec<(String, File)>, sink: &mut dyn Sink) -> Flow {
    for (number, (name, file)) in (1..).zip(files) {
        let name = if name.is_empty() { "value" } else { &name };
        let name = format!("{}-{number}.{}", name.replace(['/', '\0'], "_"), file.extension);
        let child = Child { name: name.into_bytes(), ..Child::default() };
        if sink.child(child, Content::Stream(&mut &file.bytes[..])) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Option<(String, String)> {
        in_value(value)
            .map(|file| (file.extension, String::from_utf8_lossy(&file.bytes).into_owned()))
    }

    #[test]
    fn a_diagram_of_draw_io_is_unpacked() {
        use std::io::Write;
        let drawn = "%3CmxGraphModel%3E%3CmxCell%20value%3D%22%D0%92%D0%B5%D1%80%D0%B0%22%2F%3E";
        let mut packed =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(drawn.as_bytes()).expect("memory takes it");
        let packed = packed.finish().expect("memory takes it");
        let file = of_bytes(packed.clone()).expect("it is one");
        assert!(String::from_utf8_lossy(&file.bytes).ends_with("<mxCell value=\"Вера\"/>"));
        assert!(of_bytes(packed[..packed.len() - 9].to_vec()).is_none());
    }

    #[test]
    fn texts_and_files_are_told_from_keys() {
        let text = "SXJpbmEgS3V6bmV0c292YSBhc2tlZCBmb3IgdGhlIHJlZCBub3RpY2UgdG8gYmUgZGVsZXRlZC4=";
        let plain = "Irina Kuznetsova asked for the red notice to be deleted.";
        assert_eq!(read(text), Some(("txt".into(), plain.into())));
        assert_eq!(read(&text.replace("S3V6", "S3V6\n  ")), Some(("txt".into(), plain.into())));
        assert_eq!(read("data:text/plain;charset=utf-8,a%20b"), Some(("txt".into(), "a b".into())));
        assert_eq!(read("data:text/html,%3Cp%3Ex"), Some(("html".into(), "<p>x".into())));
        for none in [
            "short",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0g",
            "these are words of a sentence that is long enough and has no stop at its end or anywhere",
            "data:,",
            &"a".repeat(3_000),
            &"ICAg".repeat(100),
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
