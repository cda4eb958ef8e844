//! What a query found as a report for a word processor (ECMA-376): each sentence with its source beneath it.

use std::io::{self, Write};

use answers::{Dossier, Hit, HitPassages, Snippet};
use zip::ZipWriter;

use crate::Error;
use crate::about::About;
use crate::held::Held;
use crate::markup::escape;
use crate::most::{Most, Written, too_large};
use crate::xlsx::options;

/// How many sentences of an item are quoted; the rest are counted.
const SENTENCES: usize = 50;

/// Writes the report of what a query finds, all items without one, the oldest first.
pub(crate) fn report(
    dossier: &Dossier,
    about: &About,
    most: Most,
    out: &mut impl Write,
) -> Result<Written, Error> {
    let (answer, hits) = dossier.hits_with_passages(about.query.as_deref(), SENTENCES)?;
    most.check(answer.items)?;
    let about = &About { warnings: answer.warnings.clone(), ..about.clone() };
    let mut held = Held::new(most.held);
    let mut count = 0;
    let written = filled(dossier, about, hits, &mut held, &mut count);
    written.map_err(|error| too_large(error, ("docx", "html"), most.held, count, answer.total))?;
    out.write_all(held.bytes())?;
    Ok(Written { count, warnings: answer.warnings, ..Written::default() })
}

fn filled(
    dossier: &Dossier,
    about: &About,
    hits: impl Iterator<Item = Result<HitPassages, answers::Error>>,
    held: &mut Held,
    count: &mut u64,
) -> Result<(), Error> {
    let mut document = Document::begin(held, about)?;
    for found in hits {
        *count += 1;
        document.item(dossier, *count, &found?)?;
    }
    Ok(document.end(about)?)
}

/// A document that grows.
struct Document<'b> {
    zip: ZipWriter<&'b mut Held>,
}

impl<'b> Document<'b> {
    fn begin(bytes: &'b mut Held, about: &About) -> io::Result<Self> {
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
    fn item(&mut self, dossier: &Dossier, number: u64, found: &HitPassages) -> Result<(), Error> {
        let HitPassages { hit, passages, more } = found;
        let row = dossier.item_by_id(&hit.id)?;
        let title = hit.title.as_deref().unwrap_or(&hit.locator);
        self.paragraph("Heading1", &[Run::plain(&format!("{number}. {title}"))])?;
        let date = hit.date.as_deref().unwrap_or("no date");
        let date = answers::date_with_source(date, hit.date_source.as_deref());
        self.paragraph("Source", &[Run::plain(&format!("{date} · {}", hit.format))])?;
        for sentence in passages {
            self.paragraph("Quote", &runs(sentence))?;
            self.paragraph("Source", &[Run::plain(&source(hit, sentence))])?;
        }
        if *more > 0 {
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
        // ECMA-376 part 1, 17.3.1.6 and 17.3.2.30: the paragraph and its runs in a script that is read from the right.
        let is_rtl = runs.iter().find_map(|run| direction(run.text)).unwrap_or_default();
        let bidi = if is_rtl { "<w:bidi/>" } else { "" };
        write!(self.zip, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{bidi}</w:pPr>")?;
        for Run { text, is_bold } in runs {
            let bold = if *is_bold { "<w:b/><w:bCs/>" } else { "" };
            let rtl = if direction(text).unwrap_or_default() { "<w:rtl/>" } else { "" };
            let text = escape(text);
            write!(
                self.zip,
                "<w:r><w:rPr>{bold}{rtl}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>"
            )?;
        }
        self.zip.write_all(b"</w:p>")
    }
}

/// Tells whether a text is read from the right, by its first letter (Unicode standard annex 9, rule P2); nothing where it has
/// none.
fn direction(text: &str) -> Option<bool> {
    text.chars().find(|letter| letter.is_alphabetic()).map(item::is_right_to_left)
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
    sentence.pieces().map(|(text, is_bold)| Run { text, is_bold }).collect()
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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn about() -> About {
        About {
            query: None,
            items: 1,
            not_searched: 0,
            files_root: String::new(),
            program: String::new(),
            exported_at: String::new(),
            warnings: Vec::new(),
        }
    }

    /// Returns the text part of a document with these paragraphs.
    fn written(paragraphs: &[&str]) -> String {
        let mut held = Held::new(1 << 20);
        let mut document = Document::begin(&mut held, &about()).expect("memory takes it");
        for text in paragraphs {
            document.paragraph("Quote", &[Run::plain(text)]).expect("memory takes it");
        }
        document.end(&about()).expect("memory takes it");
        let mut zip = zip::ZipArchive::new(Cursor::new(held.bytes())).expect("it is a ZIP");
        let mut part = String::new();
        let mut file = zip.by_name("word/document.xml").expect("it is there");
        file.read_to_string(&mut part).expect("it is XML");
        part
    }

    #[test]
    fn a_paragraph_that_is_read_from_the_right_is_marked_so_and_no_other() {
        let part = written(&["«محكمة» Interpol", "𞤀𞤣", "Interpol محكمة", "1/2020"]);
        let paragraph = |words: &str| {
            let end = part.find(words).expect("it is there");
            &part[part[..end].rfind("<w:p>").expect("it stands in a paragraph")..end]
        };
        for words in ["«محكمة»", "𞤀𞤣"] {
            let right = paragraph(words);
            assert!(right.contains("<w:bidi/>") && right.contains("<w:rtl/>"), "{right}");
        }
        for other in ["Interpol محكمة", "1/2020"] {
            assert!(!paragraph(other).contains("<w:bidi/>"), "{other}");
        }
    }

    #[test]
    fn a_document_that_outgrows_its_bound_names_what_to_do() {
        let mut held = Held::new(100);
        let error = Document::begin(&mut held, &about()).err().expect("there is no room");
        let error = too_large(error.into(), ("docx", "html"), 100 << 20, 7, 9);
        let words = error.to_string();
        assert!(words.contains("100 MiB") && words.contains("7 of 9 items"), "{words}");
        assert!(words.contains("`html`"), "{words}");
    }
}
