//! Which format a ZIP file holds, by the names of its members and two small ones among them.

use std::io::Read;

use flate2::bufread::DeflateDecoder;
use memchr::memmem;

use crate::shared::bytes::{u16_at, u32_at};
use crate::table::{Id, id, known};

/// How many members are looked at.
const MEMBERS: usize = 4096;

/// How many bytes of a member are inflated.
const INFLATED: u64 = 256 << 10;

/// How far from the end the end of the central directory is looked for (its comment is at most 64 KiB long).
const TAIL: usize = 66 << 10;

/// Every format that is a ZIP file.
pub(super) const FORMATS: &[Id] = &[
    id("zip"),
    id("docx"),
    id("xlsx"),
    id("xlsb"),
    id("pptx"),
    id("vsdx"),
    id("xps"),
    id("opc"),
    id("odt"),
    id("ods"),
    id("odp"),
    id("odg"),
    id("opendocument"),
    id("epub"),
    id("jar"),
    id("apk"),
    id("iwork"),
    id("kmz"),
];

/// Main parts of Office Open XML packages, as `[Content_Types].xml` names their content.
const CONTENT_TYPES: &[(&[u8], Id)] = &[
    (b"wordprocessingml.document.main", id("docx")),
    (b"wordprocessingml.template.main", id("docx")),
    (b"ms-word.document.macroEnabled.main", id("docx")),
    (b"ms-word.template.macroEnabledTemplate.main", id("docx")),
    (b"excel.sheet.binary.macroEnabled.main", id("xlsb")),
    (b"spreadsheetml.sheet.main", id("xlsx")),
    (b"spreadsheetml.template.main", id("xlsx")),
    (b"excel.sheet.macroEnabled.main", id("xlsx")),
    (b"excel.template.macroEnabled.main", id("xlsx")),
    (b"excel.addin.macroEnabled.main", id("xlsx")),
    (b"presentationml.presentation.main", id("pptx")),
    (b"presentationml.slideshow.main", id("pptx")),
    (b"presentationml.template.main", id("pptx")),
    (b"powerpoint.presentation.macroEnabled.main", id("pptx")),
    (b"powerpoint.slideshow.macroEnabled.main", id("pptx")),
    (b"powerpoint.template.macroEnabled.main", id("pptx")),
    (b"ms-visio.", id("vsdx")),
    (b"fixeddocumentsequence", id("xps")),
    (b"fixeddocseq", id("xps")),
];

/// Starts of the `mimetype` member of `OpenDocument` files and EPUBs.
const MIME_TYPES: &[(&str, Id)] = &[
    ("application/epub+zip", id("epub")),
    ("application/vnd.oasis.opendocument.text", id("odt")),
    ("application/vnd.oasis.opendocument.spreadsheet", id("ods")),
    ("application/vnd.oasis.opendocument.presentation", id("odp")),
    ("application/vnd.oasis.opendocument.graphics", id("odg")),
    ("application/vnd.oasis.opendocument", id("opendocument")),
    ("application/vnd.sun.xml.writer", id("odt")),
    ("application/vnd.sun.xml.calc", id("ods")),
    ("application/vnd.sun.xml.impress", id("odp")),
    ("application/vnd.sun.xml", id("opendocument")),
];

/// Members that only one format has, where nothing better is known. Each of these formats yields whatever else stands in
/// the archive, too: a name decides what it is called, not whether it is read.
const MEMBER_NAMES: &[(&str, Id)] = &[
    ("word/document.xml", id("docx")),
    ("xl/workbook.xml", id("xlsx")),
    ("xl/workbook.bin", id("xlsb")),
    ("ppt/presentation.xml", id("pptx")),
    ("androidmanifest.xml", id("apk")),
    ("index.apxl", id("iwork")),
    ("index.xml.gz", id("iwork")),
    ("meta-inf/container.xml", id("epub")),
    ("doc.kml", id("kmz")),
    ("[content_types].xml", id("opc")),
    ("meta-inf/manifest.mf", id("jar")),
];

/// Returns the format of a ZIP file; `zip` where its members say nothing.
pub(super) fn of(bytes: &[u8]) -> Id {
    let mut members = central_directory(bytes);
    if members.is_empty() {
        members = local_headers(bytes);
    }
    let by_mime_type = || member(&members, "mimetype").and_then(|member| mime_type(bytes, member));
    let by_content_types =
        || member(&members, "[content_types].xml").and_then(|member| main_part(bytes, member));
    by_mime_type().or_else(by_content_types).or_else(|| by_names(&members)).unwrap_or(known!("zip"))
}

struct Member {
    /// In lower case, with forward slashes.
    name: String,
    /// Where the local header stands.
    offset: usize,
    packed: usize,
}

fn member<'a>(members: &'a [Member], name: &str) -> Option<&'a Member> {
    members.iter().find(|member| member.name == name)
}

fn mime_type(bytes: &[u8], member: &Member) -> Option<Id> {
    let content = content(bytes, member)?;
    let text = String::from_utf8_lossy(&content);
    MIME_TYPES.iter().find(|(start, _)| text.trim().starts_with(start)).map(|(_, format)| *format)
}

fn main_part(bytes: &[u8], member: &Member) -> Option<Id> {
    let content = content(bytes, member)?;
    let has = |mark: &[u8]| memmem::find(&content, mark).is_some();
    CONTENT_TYPES.iter().find(|(mark, _)| has(mark)).map(|(_, format)| *format)
}

fn by_names(members: &[Member]) -> Option<Id> {
    if members.iter().any(is_iwork_member) {
        return Some(known!("iwork"));
    }
    let known = MEMBER_NAMES.iter().find(|(name, _)| member(members, name).is_some());
    known.map(|(_, format)| *format)
}

/// Pages, Numbers and Keynote keep their history or parts at the top; deeper, some folder that was packed holds them.
fn is_iwork_member(member: &Member) -> bool {
    matches!(
        member.name.as_str(),
        "metadata/buildversionhistory.plist" | "buildversionhistory.plist" | "index.zip"
    ) || member
        .name
        .strip_prefix("index/")
        .is_some_and(|part| part.rsplit('.').next() == Some("iwa"))
}

/// Inflates the start of a member; nothing where it is packed or locked by other means.
fn content(bytes: &[u8], member: &Member) -> Option<Vec<u8>> {
    let header = bytes.get(member.offset..)?.get(..30)?;
    let method = u16_at(header, 8)?;
    let start =
        member.offset + 30 + usize::from(u16_at(header, 26)?) + usize::from(u16_at(header, 28)?);
    let packed = bytes.get(start..)?;
    let packed =
        if member.packed == 0 { packed } else { &packed[..packed.len().min(member.packed)] };
    let mut content = Vec::new();
    match method {
        0 => content.extend_from_slice(&packed[..packed.len().min(4096)]),
        8 => drop(DeflateDecoder::new(packed).take(INFLATED).read_to_end(&mut content)),
        _ => return None,
    }
    Some(content)
}

fn central_directory(bytes: &[u8]) -> Vec<Member> {
    let tail = bytes.len().saturating_sub(TAIL);
    let mut members = Vec::new();
    let Some(end) = memmem::rfind(&bytes[tail..], b"PK\x05\x06") else { return members };
    let end = tail + end;
    let (Some(size), Some(offset)) = (u32_at(bytes, end + 12), u32_at(bytes, end + 16)) else {
        return members;
    };
    // What stands before the archive (a self-extractor) shifts every offset.
    let shift = end.saturating_sub(offset as usize + size as usize);
    let mut at = offset as usize + shift;
    while members.len() < MEMBERS
        && bytes.get(at..).is_some_and(|rest| rest.starts_with(b"PK\x01\x02"))
    {
        let Some((member, next)) = central_entry(bytes, at, shift) else { break };
        members.push(member);
        at = next;
    }
    members
}

fn central_entry(bytes: &[u8], at: usize, shift: usize) -> Option<(Member, usize)> {
    let length = |place| u16_at(bytes, at + place).map(usize::from);
    let (name_length, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let name = bytes.get(at + 46..)?.get(..name_length)?;
    let offset = u32_at(bytes, at + 42)? as usize + shift;
    let member = Member { name: folded(name), offset, packed: u32_at(bytes, at + 20)? as usize };
    Some((member, at + 46 + name_length + extra + comment))
}

/// Finds members by their local headers, for files whose end is missing.
fn local_headers(bytes: &[u8]) -> Vec<Member> {
    let head = &bytes[..bytes.len().min(4 << 20)];
    let found = memmem::find_iter(head, b"PK\x03\x04").take(MEMBERS);
    found.filter_map(|at| local_header(head, at)).collect()
}

fn local_header(bytes: &[u8], at: usize) -> Option<Member> {
    let name = bytes.get(at + 30..)?.get(..usize::from(u16_at(bytes, at + 26)?))?;
    Some(Member { name: folded(name), offset: at, packed: u32_at(bytes, at + 18)? as usize })
}

fn folded(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn package(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            writer.start_file(*name, SimpleFileOptions::default()).expect("memory");
            writer.write_all(content).expect("memory");
        }
        writer.finish().expect("memory").into_inner()
    }

    #[test]
    fn every_content_type_media_type_and_name_is_identified_as_its_line() {
        for (mark, format) in CONTENT_TYPES {
            let types = [b"<Types>application/vnd.", *mark, b"+xml</Types>"].concat();
            assert_eq!(of(&package(&[("[Content_Types].xml", &types)])), *format, "{mark:?}");
        }
        for (mark, format) in MIME_TYPES {
            let found = of(&package(&[("mimetype", mark.as_bytes()), ("content.xml", b"<a/>")]));
            assert_eq!(found, *format, "{mark}");
        }
        for (name, format) in MEMBER_NAMES {
            assert_eq!(of(&package(&[(name, b"")])), *format, "{name}");
        }
        assert_eq!(of(&package(&[("a.txt", b"a")])), known!("zip"));
    }
}
