//! What a query found as a report for a word processor (ECMA-376): each sentence with its source beneath it.

use std::io::{self, Cursor, Write};

use answers::{Dossier, Hit, SearchRequest, Snippet};
use zip::ZipWriter;

use crate::Error;
use crate::about::About;
use crate::markup::escape;
use crate::xlsx::options;

/// How many sentences of an item are quoted; the rest are counted.
const SENTENCES: usize = 50;

/// Writes the report of what a query finds, all items without one, the oldest first, and returns how many items it has.
pub(crate) fn report(dossier: &Dossier, about: &About, out: &mut impl Write) -> Result<u64, Error> {
    let query = about.query.as_deref().unwrap_or("*");
    let request = SearchRequest {
        limit: usize::MAX,
        order: dossier.report_order(query)?,
        facets: vec!["outcome".to_owned()],
        ..SearchRequest::new(query)
    };
    let (_, hits) = dossier.search_by_hit(&request)?;
    let mut bytes = Cursor::new(Vec::new());
    let mut document = Document::begin(&mut bytes, about)?;
    let mut count = 0;
    for hit in hits {
        let hit = hit?;
        count += 1;
        document.item(dossier, query, count, &hit)?;
    }
    document.end(about)?;
    out.write_all(bytes.get_ref())?;
    Ok(count)
}

/// A document that grows.
struct Document<'b> {
    zip: ZipWriter<&'b mut Cursor<Vec<u8>>>,
}

impl<'b> Document<'b> {
    fn begin(bytes: &'b mut Cursor<Vec<u8>>, about: &About) -> io::Result<Self> {
        let mut zip = ZipWriter::new(bytes);
        for (name, part) in PARTS {
            zip.start_file(name, options())?;
            zip.write_all(part.as_bytes())?;
        }
        let title = about.query.as_deref().unwrap_or("All items");
        zip.start_file("docProps/core.xml", options())?;
        write!(
            zip,
            "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator></cp:coreProperties>",
            escape(title),
            escape(&about.program)
        )?;
        zip.start_file("word/document.xml", options())?;
        write!(zip, "{HEAD}<w:document xmlns:w=\"{WORD}\"><w:body>")?;
        let mut document = Self { zip };
        document.paragraph("Title", &[Run::plain(title)])?;
        document.basis(about)?;
        Ok(document)
    }

    /// Writes an item: its heading, the sentences that were asked for, what people put on it, and how it is cited.
    fn item(
        &mut self,
        dossier: &Dossier,
        query: &str,
        number: u64,
        hit: &Hit,
    ) -> Result<(), Error> {
        let row = dossier.item_by_id(&hit.id)?;
        let title = hit.title.as_deref().unwrap_or(&hit.locator);
        self.paragraph("Heading1", &[Run::plain(&format!("{number}. {title}"))])?;
        let date = hit.date.as_deref().unwrap_or("no date");
        let date = answers::date_with_source(date, hit.date_source.as_deref());
        self.paragraph("Source", &[Run::plain(&format!("{date} · {}", hit.format))])?;
        let (sentences, more) = dossier.passages(query, &row, SENTENCES)?;
        for sentence in &sentences {
            self.paragraph("Quote", &runs(sentence))?;
            self.paragraph("Source", &[Run::plain(&source(hit, sentence))])?;
        }
        if more > 0 {
            let more = format!("{more} more sentences of this item are left out of this report");
            self.paragraph("Source", &[Run::plain(&more)])?;
        }
        for line in dossier.annotations_on(&row)? {
            self.paragraph("Normal", &[Run::bold(&line.in_words())])?;
        }
        self.paragraph("Source", &[Run::plain(&dossier.cite(&row)?)])?;
        for copy in &hit.duplicates {
            self.paragraph("Source", &[Run::plain(&format!("the same content: {copy}"))])?;
        }
        let unlisted = hit.duplicate_count.saturating_sub(hit.duplicates.len() as u64);
        if unlisted > 0 {
            let more = format!("the same content in {unlisted} more places");
            self.paragraph("Source", &[Run::plain(&more)])?;
        }
        Ok(())
    }

    /// States what the report rests on.
    fn basis(&mut self, about: &About) -> io::Result<()> {
        for (name, value) in about.rows() {
            self.paragraph("Source", &[Run::bold(&format!("{name}: ")), Run::plain(&value)])?;
        }
        Ok(())
    }

    fn end(mut self, about: &About) -> io::Result<()> {
        let foot = "What this report does not hold may still be in the leak";
        self.paragraph("Heading1", &[Run::plain("Basis")])?;
        self.paragraph(
            "Normal",
            &[Run::plain(&format!(
                "{foot}: of {} items, {} were not searched to their end.",
                about.items, about.not_searched
            ))],
        )?;
        self.zip.write_all(
            b"<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
        )?;
        self.zip.finish()?.flush()
    }

    fn paragraph(&mut self, style: &str, runs: &[Run<'_>]) -> io::Result<()> {
        write!(self.zip, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>")?;
        for Run { text, is_bold } in runs {
            let bold = if *is_bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
            let text = escape(text);
            write!(self.zip, "<w:r>{bold}<w:t xml:space=\"preserve\">{text}</w:t></w:r>")?;
        }
        self.zip.write_all(b"</w:p>")
    }
}

/// A piece of text in one face.
struct Run<'t> {
    text: &'t str,
    is_bold: bool,
}

impl<'t> Run<'t> {
    fn plain(text: &'t str) -> Self {
        Self { text, is_bold: false }
    }

    fn bold(text: &'t str) -> Self {
        Self { text, is_bold: true }
    }
}

/// Returns a sentence with what was asked for in bold.
fn runs(sentence: &Snippet) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut at = 0;
    for [start, end] in &sentence.highlights {
        let (before, marked) = (sentence.text.get(at..*start), sentence.text.get(*start..*end));
        let (Some(before), Some(marked)) = (before, marked) else { continue };
        runs.extend([Run::plain(before), Run::bold(marked)]);
        at = *end;
    }
    runs.push(Run::plain(sentence.text.get(at..).unwrap_or_default()));
    runs.retain(|run| !run.text.is_empty());
    runs
}

/// Returns where a sentence stands: the place of the item, the place in it, its layer, and the digest of its content.
fn source(hit: &Hit, sentence: &Snippet) -> String {
    let place = sentence.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
    let layer = &sentence.layer;
    let digest = hit.sha256.as_deref().unwrap_or("no digest");
    format!("— {}{place}, {layer}; SHA-256 {digest}", hit.locator)
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// The parts that are the same in every report (ECMA-376, part 2, and part 1, section 11.3).
const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/><Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>",
    ),
    (
        "word/_rels/document.xml.rels",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/></Relationships>",
    ),
    (
        "word/styles.xml",
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:pPr><w:spacing w:after=\"80\"/></w:pPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/><w:basedOn w:val=\"Normal\"/><w:rPr><w:b/><w:sz w:val=\"36\"/></w:rPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:keepNext/><w:spacing w:before=\"320\" w:after=\"40\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/><w:sz w:val=\"26\"/></w:rPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Quote\"><w:name w:val=\"Quote\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:keepNext/><w:spacing w:before=\"120\" w:after=\"0\"/><w:ind w:left=\"284\"/></w:pPr></w:style><w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"Source\"><w:name w:val=\"Source\"/><w:basedOn w:val=\"Normal\"/><w:pPr><w:spacing w:after=\"40\"/></w:pPr><w:rPr><w:color w:val=\"595959\"/><w:sz w:val=\"17\"/></w:rPr></w:style></w:styles>",
    ),
];
