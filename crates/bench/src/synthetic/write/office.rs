//! Office files: ZIP archives of XML parts.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::escaped;
use crate::synthetic::paper::Paper;
use crate::synthetic::random::Random;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const PACKAGE: &str = "application/vnd.openxmlformats-officedocument";

/// Packs members into a ZIP archive.
pub(crate) fn zipped(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, content) in members {
        // ODF wants its first member plain.
        let is_plain = name == "mimetype";
        let method = if is_plain { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let begun = archive.start_file(name.as_str(), options.compression_method(method));
        begun.expect("names are short");
        archive.write_all(content).expect("memory takes it");
    }
    archive.finish().expect("memory takes it").into_inner()
}

fn part(name: &str, content: String) -> (String, Vec<u8>) {
    (name.to_owned(), content.into_bytes())
}

fn relations(targets: &[(&str, &str)]) -> String {
    let lines = targets.iter().enumerate().map(|(at, (kind, target))| {
        format!("<Relationship Id=\"rId{}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>", at + 1)
    });
    format!(
        "{HEAD}<Relationships xmlns=\"{RELATIONS}\">{}</Relationships>",
        lines.collect::<String>()
    )
}

fn types(parts: &[(&str, &str)]) -> String {
    let lines = parts.iter().map(|(name, kind)| {
        format!("<Override PartName=\"/{name}\" ContentType=\"{PACKAGE}.{kind}+xml\"/>")
    });
    format!(
        "{HEAD}<Types xmlns=\"{TYPES}\"><Default Extension=\"rels\" ContentType=\
         \"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
         ContentType=\"application/xml\"/>{}</Types>",
        lines.collect::<String>()
    )
}

fn core(paper: &Paper) -> String {
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>",
        escaped(&paper.title)
    )
}

pub(super) fn docx(paper: &Paper, _: &mut Random) -> Vec<u8> {
    let mut body = String::new();
    for line in std::iter::once(paper.title.clone()).chain(paper.lines()) {
        body.push_str("<w:p><w:pPr><w:spacing w:after=\"120\"/></w:pPr>");
        // Word cuts a paragraph into runs wherever somebody typed.
        for run in line.split_inclusive(". ") {
            let text = escaped(run);
            _ = write!(
                body,
                "<w:r><w:rPr><w:sz w:val=\"22\"/></w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"
            );
        }
        body.push_str("</w:p>");
    }
    let document = format!(
        "{HEAD}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}\
         <w:sectPr/></w:body></w:document>"
    );
    zipped(&[
        part(
            "[Content_Types].xml",
            types(&[("word/document.xml", "wordprocessingml.document.main")]),
        ),
        part("_rels/.rels", relations(&[("officeDocument", "word/document.xml")])),
        part("docProps/core.xml", core(paper)),
        part("word/document.xml", document),
    ])
}

pub(super) fn xlsx(paper: &Paper, random: &mut Random) -> Vec<u8> {
    let (mut strings, mut rows) = (String::new(), String::new());
    for (at, sentence) in paper.paragraphs.iter().flatten().enumerate() {
        _ = write!(strings, "<si><t xml:space=\"preserve\">{}</t></si>", escaped(sentence));
        let (row, amount) = (at + 1, random.below(10_000_000));
        _ = write!(
            rows,
            "<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>{at}</v></c><c r=\"B{row}\"><v>{}.{:02}</v></c></row>",
            amount / 100,
            amount % 100
        );
    }
    let sheets = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    zipped(&[
        part(
            "[Content_Types].xml",
            types(&[
                ("xl/workbook.xml", "spreadsheetml.sheet.main"),
                ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet"),
                ("xl/sharedStrings.xml", "spreadsheetml.sharedStrings"),
            ]),
        ),
        part("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")])),
        part("docProps/core.xml", core(paper)),
        part(
            "xl/workbook.xml",
            format!(
                "{HEAD}<workbook xmlns=\"{sheets}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"Q1\" sheetId=\"1\" \
                 r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        part(
            "xl/_rels/workbook.xml.rels",
            relations(&[
                ("worksheet", "worksheets/sheet1.xml"),
                ("sharedStrings", "sharedStrings.xml"),
            ]),
        ),
        part("xl/sharedStrings.xml", format!("{HEAD}<sst xmlns=\"{sheets}\">{strings}</sst>")),
        part(
            "xl/worksheets/sheet1.xml",
            format!(
                "{HEAD}<worksheet xmlns=\"{sheets}\"><sheetData>{rows}</sheetData></worksheet>"
            ),
        ),
    ])
}

/// One slide for each paragraph.
pub(super) fn pptx(paper: &Paper, _: &mut Random) -> Vec<u8> {
    let names = "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\
        \"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:p=\
        \"http://schemas.openxmlformats.org/presentationml/2006/main\"";
    let slides: Vec<(String, Vec<u8>)> = paper
        .lines()
        .enumerate()
        .map(|(at, line)| {
            let slide = format!(
                "{HEAD}<p:sld {names}><p:cSld><p:spTree><p:sp><p:txBody><a:bodyPr/><a:p><a:r><a:t>{}</a:t></a:r>\
                 </a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
                escaped(&line)
            );
            part(&format!("ppt/slides/slide{}.xml", at + 1), slide)
        })
        .collect();
    let targets: Vec<(&str, &str)> =
        slides.iter().map(|(name, _)| ("slide", name.trim_start_matches("ppt/"))).collect();
    let ids = (1..=slides.len())
        .map(|number| format!("<p:sldId id=\"{}\" r:id=\"rId{number}\"/>", 255 + number));
    let presentation = format!(
        "{HEAD}<p:presentation {names}><p:sldIdLst>{}</p:sldIdLst></p:presentation>",
        ids.collect::<String>()
    );
    let mut parts = vec![("ppt/presentation.xml", "presentationml.presentation.main")];
    parts.extend(slides.iter().map(|(name, _)| (name.as_str(), "presentationml.slide")));
    let mut members = vec![
        part("[Content_Types].xml", types(&parts)),
        part("_rels/.rels", relations(&[("officeDocument", "ppt/presentation.xml")])),
        part("docProps/core.xml", core(paper)),
        part("ppt/presentation.xml", presentation),
        part("ppt/_rels/presentation.xml.rels", relations(&targets)),
    ];
    members.extend(slides);
    zipped(&members)
}

pub(super) fn odt(paper: &Paper, _: &mut Random) -> Vec<u8> {
    let office = "urn:oasis:names:tc:opendocument:xmlns";
    let media_type = "application/vnd.oasis.opendocument.text";
    let lines = paper.lines().map(|line| format!("<text:p>{}</text:p>", escaped(&line)));
    let content = format!(
        "{HEAD}<office:document-content xmlns:office=\"{office}:office:1.0\" xmlns:text=\"{office}:text:1.0\" \
         office:version=\"1.2\"><office:body><office:text><text:h>{}</text:h>{}</office:text></office:body>\
         </office:document-content>",
        escaped(&paper.title),
        lines.collect::<String>()
    );
    let manifest = format!(
        "{HEAD}<manifest:manifest xmlns:manifest=\"{office}:manifest:1.0\"><manifest:file-entry \
         manifest:full-path=\"/\" manifest:media-type=\"{media_type}\"/><manifest:file-entry \
         manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    zipped(&[
        part("mimetype", media_type.to_owned()),
        part("content.xml", content),
        part("META-INF/manifest.xml", manifest),
    ])
}
