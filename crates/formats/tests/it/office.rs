//! Word, Excel and `PowerPoint` files.

use item::{Layer, MarkKind, PartialReason, Place, WarningCode};
use proptest::prelude::*;

use crate::kept::{Bytewise, Kept, extract, zipped};

const WORD: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

/// A document with this body.
fn document(body: &str) -> Kept {
    extract("docx", document_bytes(body, &[]))
}

fn document_bytes(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let main = format!("<w:document {WORD}><w:body>{body}</w:body></w:document>");
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/></Relationships>"#,
        ),
        ("word/document.xml", main.as_str()),
    ];
    parts.extend(more);
    zipped(&parts)
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn paragraphs_are_lines_and_table_rows_too() {
    let table = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
        paragraph("a"),
        paragraph("R&amp;D &#1046;"),
        paragraph("c")
    );
    let kept = document(&(paragraph("one") + &table + &paragraph("two")));
    assert_eq!(kept.layer(Layer::Body), "one\na\tR&D Ж\nc\ntwo\n");
    assert_eq!(kept.segments[0].place, Place::Whole);
}

#[test]
fn cells_over_several_columns_keep_the_others_in_theirs() {
    let cell = |properties: &str, text: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", paragraph(text))
    };
    let span = r#"<w:gridSpan w:val="2"/>"#;
    let table = format!(
        r#"<w:tbl><w:tr>{}{}{}</w:tr><w:tr>{}{}</w:tr><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{}</w:tr></w:tbl>"#,
        cell("", "Country"),
        cell("", "Name"),
        cell("", "Year"),
        cell(span, "Total"),
        cell("", "2020"),
        cell("", "Petrov"),
    );
    let kept = document(&table);
    assert_eq!(kept.layer(Layer::Body), "Country\tName\tYear\nTotal\t\t2020\n\tPetrov\n");
}

#[test]
fn deleted_text_is_told_apart_from_the_accepted_view() {
    let kept = document(
        r#"<w:p><w:r><w:t xml:space="preserve">Pay </w:t></w:r>
        <w:del w:author="Ann" w:date="2024-03-01T10:00:00Z"><w:r><w:delText>one </w:delText></w:r></w:del>
        <w:del w:author="Ann" w:date="2024-03-01T10:00:00Z"><w:r><w:delText>million</w:delText></w:r></w:del>
        <w:ins w:author="Bob" w:date="2024-03-02T10:00:00Z"><w:r><w:t>nothing</w:t></w:r></w:ins></w:p>
        <w:p><w:moveFrom w:author="Ann"><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p>"#,
    );
    assert_eq!(kept.layer(Layer::Body), "Pay nothing\n\n");
    let inserted = &kept.segments[0].marks[0];
    assert_eq!((inserted.kind, inserted.start, inserted.end), (MarkKind::Inserted, 4, 11));
    assert_eq!(inserted.author.as_deref(), Some("Bob"));
    let deleted = &kept.segments[1];
    assert_eq!((deleted.layer, deleted.text.as_str()), (Layer::Deleted, "Pay one million"));
    assert_eq!((deleted.marks[0].start, deleted.marks[0].end), (4, 15));
    assert_eq!(deleted.marks[0].date.as_deref(), Some("2024-03-01T10:00:00Z"));
    assert_eq!(
        (kept.segments[2].text.as_str(), kept.segments[2].marks[0].kind),
        ("gone", MarkKind::Moved)
    );
    assert_eq!(kept.values("reviewer"), ["Ann", "Bob"]);
}

#[test]
fn a_deleted_paragraph_mark_joins_two_paragraphs() {
    let kept = document(
        r#"<w:p><w:pPr><w:rPr><w:del w:author="A"/></w:rPr></w:pPr><w:r><w:t>foot</w:t></w:r></w:p>
        <w:p><w:r><w:t>note</w:t></w:r></w:p>"#,
    );
    assert_eq!(kept.layer(Layer::Body), "footnote\n");
    assert_eq!(kept.layer(Layer::Deleted), "foot\nnote");
}

#[test]
fn a_paragraph_is_read_as_it_was_before_its_changes() {
    let insertion =
        |text: &str| format!("<w:ins w:author='A'><w:r><w:t>{text}</w:t></w:r></w:ins>");
    let deletion = |text: &str| {
        format!("<w:del w:author='B'><w:r><w:delText>{text}</w:delText></w:r></w:del>")
    };
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let kept = document(&format!(
        "<w:p>{}{}{}{}</w:p><w:p>{}{}{}</w:p><w:p>{}{}</w:p><w:p>{}</w:p><w:p>{}</w:p>\
         <w:p><w:ins w:author='A'>{}</w:ins>{}</w:p>\
         <w:p><w:pPr><w:rPr><w:ins w:author='A'/></w:rPr></w:pPr>{}</w:p><w:p>{}</w:p>",
        run("A-123"),
        deletion("4"),
        insertion("9"),
        run("/5-2020"),
        run("was "),
        insertion("not "),
        run("guilty"),
        run("untouched but for its "),
        insertion("end"),
        deletion("one"),
        deletion("two"),
        deletion("passing"),
        run("rest"),
        run("one mark "),
        run("parts this"),
    ));
    let deleted: Vec<&str> = kept
        .segments
        .iter()
        .filter(|segment| segment.layer == Layer::Deleted)
        .map(|segment| segment.text.as_str())
        .collect();
    assert_eq!(
        deleted,
        ["A-1234/5-2020", "was guilty", "one\ntwo\npassing", "one mark parts this"]
    );
}

#[test]
fn a_large_initial_belongs_to_the_word_behind_it() {
    let kept = document(
        r#"<w:p><w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr><w:r><w:t>O</w:t></w:r></w:p>
        <w:p><w:r><w:t>strova</w:t></w:r></w:p><w:p><w:r><w:t>end</w:t></w:r></w:p>"#,
    );
    assert_eq!(kept.layer(Layer::Body), "Ostrova\nend\n");
}

#[test]
fn what_is_chosen_in_a_form_is_text_and_what_else_could_be_is_hidden() {
    let list = r#"<w:ddList><w:result w:val="1"/><w:listEntry w:val="Riga"/><w:listEntry w:val="Vilnius"/></w:ddList>"#;
    let first =
        r#"<w:ddList><w:listEntry w:val="Tallinn"/><w:listEntry w:val="Narva"/></w:ddList>"#;
    let ticked = r#"<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>"#;
    let open = r#"<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>"#;
    let field = |data: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:statusText w:val="Where?"/>{data}</w:ffData></w:fldChar></w:r>
            <w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let kept = document(&format!(
        "<w:p>{} {}</w:p><w:p>{}{}</w:p>",
        field(list),
        field(first),
        field(ticked),
        field(open)
    ));
    assert_eq!(kept.layer(Layer::Body), "VilniusTallinn\n☒☐\n");
    for hidden in ["Riga", "Narva", "Where?"] {
        assert!(kept.layer(Layer::Hidden).contains(hidden), "{hidden}");
    }
}

#[test]
fn what_a_control_is_called_and_what_it_offers_is_hidden_text() {
    let kept = document(
        r#"<w:p><w:sdt><w:sdtPr><w:alias w:val="Station"/><w:comboBox><w:listItem w:displayText="Riga" w:value="r"/>
        <w:listItem w:displayText="Narva" w:value="n"/></w:comboBox></w:sdtPr><w:sdtContent><w:r><w:t>Riga</w:t></w:r>
        </w:sdtContent></w:sdt></w:p>"#,
    );
    assert_eq!(kept.layer(Layer::Body), "Riga\n");
    for hidden in ["Station", "Narva"] {
        assert!(kept.layer(Layer::Hidden).contains(hidden), "{hidden}");
    }
}

#[test]
fn words_that_their_place_in_an_equation_parts_are_no_word() {
    let run = |text: &str| format!("<m:r><m:t>{text}</m:t></m:r>");
    let below = |base: &str, below: &str| {
        format!("<m:sSub><m:e>{}</m:e><m:sub>{}</m:sub></m:sSub>", run(base), run(below))
    };
    let kept = document(&format!(
        r#"<w:p><m:oMath xmlns:m="m">{}{}<m:f><m:num>{}</m:num><m:den>{}</m:den></m:f>{}</m:oMath></w:p>"#,
        below("paid", "Orlov"),
        run("="),
        run("sum"),
        run("days"),
        below("H", "2") + &run("O") + &below("x", "i"),
    ));
    assert_eq!(kept.layer(Layer::Body), "paid Orlov=sum/daysH2Oxi\n");
}

#[test]
fn the_day_of_a_control_stands_behind_what_it_shows() {
    let control = |content: &str| {
        format!(
            r#"<w:sdt><w:sdtPr><w:date w:fullDate="2019-04-12T00:00:00Z"><w:dateFormat w:val="d MMM"/></w:date></w:sdtPr>
            <w:sdtContent>{content}</w:sdtContent></w:sdt>"#
        )
    };
    let inline = control("<w:r><w:t>12</w:t></w:r><w:r><w:t> Apr</w:t></w:r>");
    let kept = document(&format!(
        "<w:p><w:r><w:t>on </w:t></w:r>{inline}<w:r><w:t>, late</w:t></w:r></w:p>{}{}",
        control(&paragraph("April")),
        paragraph("end")
    ));
    assert_eq!(kept.layer(Layer::Body), "on 12 Apr [2019-04-12], late\nApril [2019-04-12]\nend\n");
}

#[test]
fn a_document_that_is_brought_in_is_a_child() {
    let types = r#"<Types><Default Extension="docx" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let inner = document_bytes(&paragraph("inner"), &[]);
    let main = format!(
        r#"<w:document {WORD}><w:body>{}<w:altChunk r:id="c"/></w:body></w:document>"#,
        paragraph("shell")
    );
    let parts: [(&str, &[u8]); 3] = [
        ("[Content_Types].xml", types.as_bytes()),
        ("word/document.xml", main.as_bytes()),
        ("word/afchunk1.docx", &inner),
    ];
    let kept = extract("docx", zipped(&parts));
    assert_eq!((kept.layer(Layer::Body), kept.partial.is_empty()), ("shell\n".into(), true));
    assert_eq!(kept.children[0].0.name, b"word/afchunk1.docx");
    assert_eq!(kept.children[0].1, Bytewise::Whole(inner));
}

#[test]
fn variables_and_sources_of_a_serial_letter_are_hidden_texts() {
    let settings = format!(
        r#"<w:settings {WORD}><w:mailMerge><w:query w:val="SELECT * FROM wanted"/></w:mailMerge>
        <w:docVars><w:docVar w:name="client" w:val="file 17"/></w:docVars></w:settings>"#
    );
    let relations = r#"<Relationships><Relationship Id="m" Type="x/mailMergeSource" TargetMode="External"
        Target="file:///C:/Users/ann/wanted.mdb"/></Relationships>"#;
    let more =
        [("word/settings.xml", settings.as_str()), ("word/_rels/settings.xml.rels", relations)];
    let hidden = extract("docx", document_bytes("", &more)).layer(Layer::Hidden);
    for text in ["client\tfile 17", "SELECT * FROM wanted", "file:///C:/Users/ann/wanted.mdb"] {
        assert!(hidden.contains(text), "{hidden}");
    }
}

#[test]
fn hidden_text_is_found_whether_hidden_directly_or_by_style() {
    let styles = format!(
        r#"<w:styles {WORD}><w:style w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>
        <w:style w:styleId="I"><w:basedOn w:val="H"/></w:style></w:styles>"#
    );
    let body = r#"<w:p><w:r><w:t>seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>direct</w:t></w:r></w:p>
        <w:p><w:pPr><w:pStyle w:val="I"/></w:pPr><w:r><w:t>styled</w:t></w:r>
        <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r></w:p>
        <w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr>
        </w:rPrChange></w:rPr><w:t>too</w:t></w:r></w:p>"#;
    let kept = extract("docx", document_bytes(body, &[("word/styles.xml", &styles)]));
    assert_eq!(kept.layer(Layer::Body), "seen\nshown\ntoo\n");
    assert_eq!(kept.layer(Layer::Hidden), "direct\nstyled");
}

#[test]
fn a_text_box_is_read_once_and_follows_its_paragraph() {
    let text_box = format!("<w:txbxContent>{}</w:txbxContent>", paragraph("boxed"));
    let kept = document(&format!(
        "<w:p><w:r><w:t>around</w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{text_box}</mc:Choice>\
         <mc:Fallback>{text_box}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>it</w:t></w:r></w:p>"
    ));
    assert_eq!(kept.layer(Layer::Body), "aroundit\nboxed\n");
}

#[test]
fn a_text_box_that_only_older_programs_can_read_is_read() {
    let old = format!("<w:pict><w:txbxContent>{}</w:txbxContent></w:pict>", paragraph("boxed"));
    let kept = document(&format!(
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice><mc:Fallback>{old}</mc:Fallback>\
         </mc:AlternateContent></w:r></w:p>"
    ));
    assert_eq!(kept.layer(Layer::Body), "\nboxed\n");
}

#[test]
fn symbols_are_the_characters_of_their_fonts() {
    let symbol = |font: &str, code: &str| format!("<w:sym w:font=\"{font}\" w:char=\"{code}\"/>");
    let signs = [
        symbol("Symbol", "F061"),
        symbol("Wingdings", "F0FE"),
        symbol("Times New Roman", "F0E9"),
        symbol("Symbol", "03A9"),
        symbol("Webdings", "F041"),
    ];
    let kept = document(&format!("<w:p><w:r>{}</w:r></w:p>", signs.concat()));
    assert_eq!(kept.layer(Layer::Body), "α☑éΩ\u{f041}\n");
}

#[test]
fn comments_are_cited_with_author_and_date_and_marked_in_the_text() {
    let comments = format!(
        r#"<w:comments {WORD}><w:comment w:id="7" w:author="Ann" w:date="2024-01-02T03:04:05Z">{}</w:comment></w:comments>"#,
        paragraph("really?")
    );
    let body = r#"<w:p><w:r><w:t xml:space="preserve">We </w:t></w:r><w:commentRangeStart w:id="7"/>
        <w:r><w:t>knew</w:t></w:r><w:commentRangeEnd w:id="7"/></w:p>"#;
    let kept = extract("docx", document_bytes(body, &[("word/comments.xml", &comments)]));
    let mark = &kept.segments[0].marks[0];
    assert_eq!(
        (mark.kind, &kept.segments[0].text[mark.start..mark.end]),
        (MarkKind::Commented, "knew")
    );
    let comment = &kept.segments[1];
    assert_eq!((comment.layer, comment.text.as_str()), (Layer::Comment, "really?"));
    assert_eq!(comment.marks[0].author.as_deref(), Some("Ann"));
}

#[test]
fn what_was_deleted_from_a_comment_is_kept() {
    let comments = format!(
        "<w:comments {WORD}><w:comment w:id=\"1\" w:author=\"Ann\"><w:p><w:r><w:t>before </w:t></w:r>\
         <w:ins w:author=\"Bo\"><w:r><w:t>May</w:t></w:r></w:ins>\
         <w:del w:author=\"Bo\"><w:r><w:delText>Friday</w:delText></w:r></w:del></w:p></w:comment></w:comments>"
    );
    let kept =
        extract("docx", document_bytes(&paragraph("a"), &[("word/comments.xml", &comments)]));
    assert_eq!(kept.layer(Layer::Comment), "before May");
    assert_eq!(kept.at(&Place::Part("comments".into()), Layer::Deleted), Some("before Friday"));
}

#[test]
fn letters_stay_together_beside_their_readings() {
    let body = "<w:p><w:r><w:t>東</w:t></w:r><w:r><w:ruby><w:rt><w:r><w:t>きょう</w:t></w:r></w:rt>\
        <w:rubyBase><w:r><w:t>京</w:t></w:r></w:rubyBase></w:ruby></w:r><w:r><w:t>都</w:t></w:r></w:p>";
    let kept = document(body);
    assert_eq!(kept.at(&Place::Whole, Layer::Body), Some("東京都\n"));
    assert_eq!(kept.at(&Place::Part("readings".into()), Layer::Body), Some("きょう\n"));
}

#[test]
fn a_result_within_an_instruction_is_not_seen() {
    let field = |kind| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let run = |name, text| format!("<w:r><w:{name}>{text}</w:{name}></w:r>");
    let inner =
        [&field("begin"), &run("instrText", "MERGEFIELD a"), &field("separate"), &run("t", "yes")];
    let outer = [
        &run("instrText", "= \"yes\" \"to go\""),
        &field("separate"),
        &run("t", "to go"),
        &field("end"),
    ];
    let body = [
        "<w:p>",
        &run("t", "Status: "),
        &field("begin"),
        &run("instrText", "IF "),
        &inner.map(String::as_str).concat(),
        &field("end"),
        &outer.map(String::as_str).concat(),
        &run("t", " at once"),
        "</w:p>",
        // One that never ends.
        &format!("<w:p>{}</w:p>", field("begin")),
        &paragraph("seen"),
    ];
    let kept = document(&body.concat());
    assert_eq!(kept.at(&Place::Whole, Layer::Body), Some("Status: to go at once\n\nseen\n"));
    assert_eq!(kept.layer(Layer::Hidden), "yes");
}

#[test]
fn small_signs_links_and_fields_are_kept() {
    let relations = r#"<Relationships><Relationship Id="r" Type="x/hyperlink" Target="mailto:a@b.example?subject=%D0%96"
        TargetMode="External"/></Relationships>"#;
    let body = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>e</w:t><w:noBreakHyphen/><w:t>mail hy\u{ad}phen</w:t><w:br/>\
        <w:sym w:char=\"03B1\"/></w:r><w:r><w:instrText>HYPERLINK \"http://c.example\"</w:instrText></w:r></w:p>";
    let kept =
        extract("docx", document_bytes(body, &[("word/_rels/document.xml.rels", relations)]));
    let text = kept.layer(Layer::Body);
    assert!(text.starts_with("a\te-mail hyphen\nα\n"), "{text}");
    assert!(
        text.contains("mailto:a@b.example?subject=%D0%96\tmailto:a@b.example?subject=Ж"),
        "{text}"
    );
    assert!(text.contains("http://c.example"), "{text}");
}

#[test]
fn notes_headers_and_embedded_objects_come_out() {
    let note = format!(
        "<w:footnotes {WORD}><w:footnote w:id=\"1\">{}</w:footnote></w:footnotes>",
        paragraph("under")
    );
    let header = format!("<w:hdr {WORD}>{}</w:hdr>", paragraph("above"));
    let more = [
        ("word/footnotes.xml", note.as_str()),
        ("word/header1.xml", header.as_str()),
        ("word/media/image1.png", "not a picture"),
        ("word/embeddings/oleObject1.bin", "bytes"),
        ("customXml/item1.xml", "<a><b>free</b></a>"),
        (
            "word/charts/chart1.xml",
            "<c:chart><c:strCache><c:pt><c:v>Riga</c:v></c:pt></c:strCache></c:chart>",
        ),
    ];
    let kept = extract("docx", document_bytes(&paragraph("text"), &more));
    let place = |text: &str| {
        let found = kept.segments.iter().find(|segment| segment.text.trim() == text);
        found.map(|segment| segment.place.to_string())
    };
    assert_eq!(place("under").as_deref(), Some("footnotes"));
    assert_eq!(place("above").as_deref(), Some("header"));
    assert_eq!(place("free").as_deref(), Some("customXml/item1.xml"));
    assert_eq!(place("Riga").as_deref(), Some("chart 1"));
    assert_eq!(kept.names(), ["word/media/image1.png", "word/embeddings/oleObject1.bin"]);
}

#[test]
fn properties_become_metadata() {
    let core = r#"<cp:coreProperties xmlns:dc="d"><dc:title>T &amp; U</dc:title><dc:creator>Ann</dc:creator>
        <cp:lastModifiedBy>Bob</cp:lastModifiedBy><dcterms:created>2024-01-01T00:00:00Z</dcterms:created></cp:coreProperties>"#;
    let custom = r#"<Properties><property name="Case No."><vt:lpwstr>17</vt:lpwstr></property></Properties>"#;
    let app = "<Properties><Company>Acme</Company><Application>Word</Application></Properties>";
    let more =
        [("docProps/core.xml", core), ("docProps/custom.xml", custom), ("docProps/app.xml", app)];
    let kept = extract("docx", document_bytes("", &more));
    assert_eq!(kept.values("title"), ["T & U"]);
    assert_eq!(kept.values("author"), ["Ann"]);
    assert_eq!(kept.values("last-author"), ["Bob"]);
    assert_eq!(kept.values("created"), ["2024-01-01T00:00:00Z"]);
    assert_eq!(kept.values("custom-case-no"), ["17"]);
    assert_eq!(kept.values("company"), ["Acme"]);
}

#[test]
fn a_cut_document_gives_what_it_had() {
    let long: String =
        (0..400).map(|number| paragraph(&format!("line {number} {}", number * 7919))).collect();
    let bytes = document_bytes(&long, &[]);
    let kept = extract("docx", bytes[..bytes.len() * 2 / 3].to_vec());
    assert!(kept.layer(Layer::Body).contains("line 20 "), "{:?}", kept.error);
    assert!(
        kept.partial.contains(&PartialReason::Truncated)
            || kept.partial.contains(&PartialReason::Damaged)
    );
    let without_directory = &bytes[..bytes.len() - 60];
    assert!(extract("docx", without_directory.to_vec()).layer(Layer::Body).contains("line 399 "));
}

#[test]
fn hostile_xml_is_read_within_bounds() {
    let nested = "<w:p>".repeat(1_000_000) + "<w:r><w:t>deep</w:t></w:r>";
    let kept = document(&nested);
    assert!(kept.layer(Layer::Body).contains("deep"));
    assert!(kept.warnings.iter().any(|warning| warning.code == WarningCode::DeepNesting));
    let attributes = " a=\"x\"".repeat(100_000);
    let kept = document(&format!("<w:p{attributes}><w:r><w:t>wide</w:t></w:r></w:p>"));
    assert_eq!(kept.layer(Layer::Body), "wide\n");
    let laughs = r#"<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><w:document><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>"#;
    let kept = extract("docx", zipped(&[("word/document.xml", laughs)]));
    assert_eq!(kept.layer(Layer::Body), "&b;\n");
}

const BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="Cash" sheetId="1" r:id="r1"/>
    <sheet name="Offshore" sheetId="2" state="veryHidden" r:id="r2"/></sheets>
    <definedNames><definedName name="Rate" hidden="1">0.17</definedName></definedNames></workbook>"#;
const BOOK_RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="t/worksheet" Target="worksheets/sheet1.xml"/>
    <Relationship Id="r2" Type="t/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#;

fn book(more: &[(&str, &str)]) -> Vec<u8> {
    let mut parts = vec![("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS)];
    parts.extend(more);
    zipped(&parts)
}

#[test]
fn cells_read_as_they_are_shown() {
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/></numFmts>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#;
    let strings = "<sst><si><t>Name</t></si><si><r><t>Iva</t></r><r><t>nov</t></r></si><si><t>left over</t></si></sst>";
    let sheet = r#"<worksheet><cols><col min="4" max="4" hidden="1"/></cols><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c r="D1"><v>5</v></c></row>
        <row r="2" hidden="1"><c r="A2"><v>7.9161234567E10</v></c></row>
        <row r="3"><c r="A3" s="1"><v>45352</v></c><c r="B3" t="inlineStr"><is><t>in</t></is></c><c t="b"><v>1</v></c>
        <c t="str"><f>HYPERLINK("http://x.example","go")</f><v>go</v></c></row></sheetData>
        <headerFooter><oddHeader>&amp;LTop &amp;P</oddHeader></headerFooter></worksheet>"#;
    let hidden = r#"<worksheet><sheetData><row><c t="inlineStr"><is><t>Bahamas</t></is></c></row></sheetData></worksheet>"#;
    let kept = extract(
        "xlsx",
        book(&[
            ("xl/styles.xml", styles),
            ("xl/sharedStrings.xml", strings),
            ("xl/worksheets/sheet1.xml", sheet),
            ("xl/worksheets/sheet2.xml", hidden),
        ]),
    );
    let at = |place: Place, layer| {
        let found =
            kept.segments.iter().find(|segment| segment.place == place && segment.layer == layer);
        found.map(|segment| segment.text.as_str())
    };
    assert_eq!(
        at(Place::Sheet("Cash".into()), Layer::Body),
        Some("Name\t\tIvanov\n2024-03-01\tin\tTRUE\n")
    );
    assert_eq!(
        at(Place::Sheet("Cash".into()), Layer::Hidden),
        Some("Name\t\t5\n79161234567\n2024-03-01\tin\tgo\n")
    );
    assert_eq!(at(Place::Sheet("Offshore".into()), Layer::Hidden), Some("Bahamas\n"));
    assert_eq!(at(Place::Part("header \"Cash\"".into()), Layer::Body), Some("Top\n"));
    assert_eq!(at(Place::Part("unused strings".into()), Layer::Hidden), Some("left over\n"));
    assert_eq!(at(Place::Part("defined names".into()), Layer::Body), Some("Rate\t0.17\n"));
    assert!(kept.layer(Layer::Hidden).contains("http://x.example"));
}

#[test]
fn comments_on_cells_tell_cell_author_and_date() {
    let relations = r#"<Relationships><Relationship Id="a" Type="t/comments" Target="../comments1.xml"/>
        <Relationship Id="b" Type="t/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>"#;
    let notes = "<comments><authors><author>Ann</author></authors><commentList>\
        <comment ref=\"B2\" authorId=\"0\"><text><r><t>why</t></r><r><t> so</t></r></text></comment>\
        <comment ref=\"B3\" authorId=\"0\"><text><t>[Threaded comment] copy</t></text></comment></commentList></comments>";
    let threads = r#"<ThreadedComments><threadedComment ref="B3" dT="2024-01-01T00:00:00.00" personId="{1}"><text>thread</text></threadedComment></ThreadedComments>"#;
    let people = r#"<personList><person displayName="Bob" id="{1}"/></personList>"#;
    let kept = extract(
        "xlsx",
        book(&[
            ("xl/worksheets/sheet1.xml", "<worksheet/>"),
            ("xl/worksheets/sheet2.xml", "<worksheet/>"),
            ("xl/worksheets/_rels/sheet1.xml.rels", relations),
            ("xl/comments1.xml", notes),
            ("xl/threadedComments/threadedComment1.xml", threads),
            ("xl/persons/person.xml", people),
        ]),
    );
    let comments: Vec<_> =
        kept.segments.iter().filter(|segment| segment.layer == Layer::Comment).collect();
    assert_eq!(comments.len(), 2);
    assert_eq!(comments[0].text, "B2: why so");
    assert_eq!(comments[0].marks[0].author.as_deref(), Some("Ann"));
    assert_eq!(comments[1].text, "B3: thread");
    assert_eq!(comments[1].marks[0].author.as_deref(), Some("Bob"));
    assert_eq!(comments[1].marks[0].date.as_deref(), Some("2024-01-01T00:00:00.00"));
}

#[test]
fn strings_that_are_missing_are_told() {
    let sheet = r#"<worksheet><sheetData><row><c t="s"><v>7</v></c></row></sheetData></worksheet>"#;
    let kept = extract("xlsx", book(&[("xl/worksheets/sheet1.xml", sheet)]));
    assert!(
        kept.warnings.iter().any(|warning| warning.to_string().contains("xl/sharedStrings.xml"))
    );
}

#[test]
fn pivot_caches_remember_their_source() {
    let definition = r#"<pivotCacheDefinition refreshedBy="Orlov"><cacheSource><worksheetSource sheet="Payments"/></cacheSource><cacheFields>
        <cacheField name="Who"><sharedItems><s v="Ann"/><s v="Bob"/></sharedItems></cacheField><cacheField name="Sum"/>
        </cacheFields></pivotCacheDefinition>"#;
    let relations = r#"<Relationships><Relationship Id="a" Type="t/pivotCacheRecords" Target="pivotCacheRecords1.xml"/></Relationships>"#;
    let records = r#"<pivotCacheRecords><r><x v="1"/><n v="7000"/></r></pivotCacheRecords>"#;
    let kept = extract(
        "xlsx",
        book(&[
            ("xl/pivotCache/pivotCacheDefinition1.xml", definition),
            ("xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels", relations),
            ("xl/pivotCache/pivotCacheRecords1.xml", records),
        ]),
    );
    let memory = kept
        .segments
        .iter()
        .find(|segment| segment.text.contains("Payments"))
        .expect("it is pushed");
    assert_eq!(memory.layer, Layer::Hidden);
    assert!(memory.text.contains("Bob\t7000"), "{}", memory.text);
    assert!(memory.text.starts_with("refreshedBy: Orlov\n"), "{}", memory.text);
    assert!(kept.partial.contains(&PartialReason::Damaged), "the listed sheets are missing");
}

fn show(more: &[(&str, &str)]) -> Kept {
    let main = r#"<p:presentation xmlns:r="r"><p:sldIdLst><p:sldId id="256" r:id="b"/><p:sldId id="257" r:id="a"/>
        </p:sldIdLst></p:presentation>"#;
    let relations = r#"<Relationships><Relationship Id="a" Type="t/slide" Target="slides/slide1.xml"/>
        <Relationship Id="b" Type="t/slide" Target="slides/slide2.xml"/></Relationships>"#;
    let mut parts =
        vec![("ppt/presentation.xml", main), ("ppt/_rels/presentation.xml.rels", relations)];
    parts.extend(more);
    extract("pptx", zipped(&parts))
}

fn slide(attributes: &str, text: &str) -> String {
    format!(
        "<p:sld {attributes}><p:sp><p:nvSpPr><p:nvPr><p:ph/></p:nvPr></p:nvSpPr><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp></p:sld>"
    )
}

/// Lists of two kinds; the second list of the first kind begins anew, and a style stands on the third level.
const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">
    <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
    <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1(%2)"/></w:lvl>
    <w:lvl w:ilvl="2"><w:start w:val="3"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%3."/><w:pStyle w:val="Third"/></w:lvl></w:abstractNum>
    <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
    <w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
    <w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num></w:numbering>"#;

fn item(list: u32, level: u32, mark: &str, text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list}"/></w:numPr><w:rPr>{mark}</w:rPr></w:pPr>{text}</w:p>"#
    )
}

#[test]
fn items_of_lists_have_the_numbers_that_people_cite() {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let deleted = r#"<w:del w:author="Ann"><w:r><w:delText>gone</w:delText></w:r></w:del>"#;
    let inserted = format!(r#"<w:ins w:author="Ann">{}</w:ins>"#, run("new"));
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="Third"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
        <w:style w:styleId="Own"><w:basedOn w:val="Third"/></w:style></w:styles>"#;
    let body = [
        item(1, 0, "", &run("one")),
        item(1, 1, "", &run("first")),
        item(1, 1, "", &run("second")),
        format!(r#"<w:p><w:pPr><w:pStyle w:val="Own"/></w:pPr>{}</w:p>"#, run("styled")),
        item(1, 0, r#"<w:del w:author="Ann"/>"#, deleted),
        item(1, 0, "", ""),
        item(1, 0, "", &inserted),
        item(3, 0, "", &run("bullet")),
        item(2, 0, "", &run("anew")),
        item(0, 0, "", &run("plain")),
    ];
    let more = [("word/numbering.xml", NUMBERING), ("word/styles.xml", styles)];
    let kept = extract("docx", document_bytes(&body.concat(), &more));
    assert_eq!(
        kept.layer(Layer::Body),
        "1. one\n1(a) first\n1(b) second\niii. styled\n\n3. new\nbullet\n7. anew\nplain\n"
    );
    assert!(!kept.layer(Layer::Deleted).contains("3."));
}

#[test]
fn slides_come_in_the_order_in_which_they_are_shown() {
    let relations = r#"<Relationships><Relationship Id="n" Type="t/notesSlide" Target="../notesSlides/notesSlide1.xml"/>
        <Relationship Id="c" Type="t/comments" Target="../comments/comment1.xml"/></Relationships>"#;
    let comments = r#"<p:cmLst><p:cm authorId="0" dt="2024-01-01T00:00:00"><p:pos x="1" y="2"/><p:text>weak</p:text></p:cm></p:cmLst>"#;
    let kept = show(&[
        ("ppt/slides/slide1.xml", &slide("show=\"0\"", "second")),
        ("ppt/slides/slide2.xml", &slide("", "first")),
        ("ppt/slides/slide3.xml", &slide("", "dropped")),
        ("ppt/slides/_rels/slide2.xml.rels", relations),
        ("ppt/notesSlides/notesSlide1.xml", &slide("", "say this")),
        ("ppt/comments/comment1.xml", comments),
        (
            "ppt/commentAuthors.xml",
            r#"<p:cmAuthorLst><p:cmAuthor id="0" name="Ann"/></p:cmAuthorLst>"#,
        ),
        (
            "ppt/slideMasters/slideMaster1.xml",
            &(slide("", "Click to edit").replace("</p:sld>", "")
                + "<p:sp><a:p><a:r><a:t>Secret Ltd</a:t></a:r></a:p></p:sp></p:sld>"),
        ),
    ]);
    let texts: Vec<_> = kept
        .segments
        .iter()
        .map(|segment| (segment.place.to_string(), segment.layer, segment.text.trim().to_owned()))
        .collect();
    let expected = [
        ("slide 1", Layer::Body, "first"),
        ("notes 1", Layer::Body, "say this"),
        ("slide 1", Layer::Comment, "weak"),
        ("slide 2", Layer::Hidden, "second"),
        ("unlisted slide 3", Layer::Hidden, "dropped"),
        ("slideMaster 1", Layer::Body, "Secret Ltd"),
    ];
    assert_eq!(
        texts,
        expected.map(|(place, layer, text)| (place.to_owned(), layer, text.to_owned()))
    );
    assert_eq!(kept.segments[2].marks[0].author.as_deref(), Some("Ann"));
}

#[test]
fn every_cut_of_a_file_is_read_without_harm() {
    let body = paragraph("one") + &paragraph("two");
    let samples = [
        (
            "docx",
            document_bytes(
                &body,
                &[("word/media/a.png", "x"), ("docProps/core.xml", "<a><title>t</title></a>")],
            ),
        ),
        (
            "xlsx",
            book(&[(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>",
            )]),
        ),
        (
            "pptx",
            zipped(&[("ppt/presentation.xml", "<p/>"), ("ppt/slides/slide1.xml", &slide("", "x"))]),
        ),
    ];
    for (format, bytes) in samples {
        for end in 0..bytes.len() {
            drop(extract(format, bytes[..end].to_vec()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn changed_bytes_do_no_harm_and_read_alike(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let body = paragraph("one") + r#"<w:p><w:del w:author="a"><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"#;
        let mut bytes = document_bytes(&body, &[]);
        for (place, byte) in &changes {
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        prop_assert_eq!(extract("docx", bytes.clone()).fingerprint(), extract("docx", bytes).fingerprint());
    }

    #[test]
    fn any_markup_does_no_harm(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:del>", "</w:del>", "<w:ins w:author='a'>",
                "</w:ins>", "<w:tc>", "</w:tc>", "</w:tr>", "<w:txbxContent>", "</w:txbxContent>", "<w:comment>",
                "</w:comment>", "<mc:AlternateContent>", "<mc:Choice>", "</mc:Choice>", "<mc:Fallback>", "<w:vanish/>",
                "<w:delText>", "text", "&amp;", "&", "<", "<w:tabs>", "é", "<w:row>", "<c>", "<v>", "</c>", "</row>",
                "<a:t>", "<sp>", "</sp>", "<ph/>", "<f>", "\"",
            ]),
            0..60,
        )
    ) {
        let xml: String = pieces.concat();
        let sheet = [("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS), ("xl/worksheets/sheet1.xml", xml.as_str())];
        drop(document(&xml));
        drop(extract("xlsx", zipped(&sheet)));
        drop(extract("pptx", zipped(&[("ppt/slides/slide1.xml", xml.as_str())])));
    }
}

fn one_sheet(sheet: &str) -> Kept {
    extract(
        "xlsx",
        book(&[("xl/worksheets/sheet1.xml", sheet), ("xl/worksheets/sheet2.xml", "<worksheet/>")]),
    )
}

fn inline(reference: &str, text: &str) -> String {
    format!(r#"<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

#[test]
fn hidden_cells_keep_their_header_and_key() {
    let rows = [("Country", "2018", "2019"), ("Russia", "56", "28"), ("Egypt", "6", "7")];
    let row = |(index, (key, first, second)): (usize, &(&str, &str, &str))| {
        let number = index + 1;
        let hidden = if *key == "Egypt" { r#" ht="0" customHeight="1""# } else { "" };
        let key = inline(&format!("A{number}"), key);
        format!(
            r#"<row r="{number}"{hidden}>{key}<c r="B{number}"><v>{first}</v></c><c r="C{number}"><v>{second}</v></c></row>"#
        )
    };
    let rows: String = rows.iter().enumerate().map(row).collect();
    let kept = one_sheet(&format!(
        r#"<worksheet><cols><col min="3" max="3" hidden="1"/></cols><sheetData>{rows}</sheetData></worksheet>"#
    ));
    assert_eq!(kept.layer(Layer::Body), "Country\t2018\nRussia\t56\nRate\t0.17\n");
    let hidden = kept.segments.iter().find(|segment| segment.layer == Layer::Hidden);
    let hidden = hidden.expect("cells are hidden");
    assert_eq!(hidden.text, "Country\t2018\t2019\nRussia\t\t28\nEgypt\t6\t7\n");
    let marked = hidden.marks.iter().map(|mark| &hidden.text[mark.start..mark.end]);
    assert_eq!(marked.collect::<Vec<_>>(), ["2019", "28\nEgypt\t6\t7"]);
}

#[test]
fn a_hidden_sheet_is_one_table() {
    let sheet = format!(
        r#"<worksheet><cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1">{}{}</row>
        <row r="2" hidden="1">{}{}</row></sheetData></worksheet>"#,
        inline("A1", "Name"),
        inline("B1", "Born"),
        inline("A2", "Okonjo"),
        inline("B2", "1970")
    );
    let kept = extract(
        "xlsx",
        book(&[("xl/worksheets/sheet1.xml", "<worksheet/>"), ("xl/worksheets/sheet2.xml", &sheet)]),
    );
    assert_eq!(kept.layer(Layer::Hidden), "Name\tBorn\nOkonjo\t1970\n");
}

#[test]
fn formulas_that_nobody_calculated_are_reported_by_cell() {
    let kept = one_sheet(
        r#"<worksheet><sheetData><row r="1"><c r="A1"><f>B1+C1</f><v></v></c><c r="B1"><v>2</v></c>
        <c r="C1" t="str"><f>""&amp;""</f><v></v></c><c r="D1"><f t="shared" si="0"/></c></row></sheetData></worksheet>"#,
    );
    let warning = "formula-without-value: 2 in sheet \"Cash\": A1, D1";
    assert!(kept.warnings.iter().any(|found| found.to_string() == warning), "{:?}", kept.warnings);
    assert_eq!(kept.partial, [PartialReason::PartUnsupported]);
    assert!(kept.layer(Layer::Hidden).contains("A1: =B1+C1"));
}

#[test]
fn settings_of_comment_boxes_are_no_text() {
    let drawing = r#"<xml xmlns:v="v" xmlns:x="x"><v:shape><v:textbox><div>On the box</div></v:textbox>
        <x:ClientData ObjectType="Note"><x:AutoFill>False</x:AutoFill><x:Row>1</x:Row></x:ClientData></v:shape></xml>"#;
    let kept = extract(
        "xlsx",
        book(&[
            ("xl/worksheets/sheet1.xml", "<worksheet/>"),
            ("xl/worksheets/sheet2.xml", "<worksheet/>"),
            ("xl/drawings/commentsDrawing1.vml", drawing),
        ]),
    );
    assert_eq!(kept.layer(Layer::Body), "Rate\t0.17\nOn the box\n");
}

#[test]
fn a_locked_package_is_opened_by_its_password_alone() {
    let trove = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/trove");
    let bytes = std::fs::read(trove.join("odd/locked.xlsx")).expect("it is bundled");
    let with = |passwords: &[&str]| {
        let input = formats::Input {
            bytes: bytes.clone().into(),
            volumes: Vec::new(),
            name: b"locked.xlsx".to_vec(),
            declared: item::Declared::default(),
            passwords: passwords.iter().map(ToString::to_string).collect(),
            limits: formats::Limits::default(),
        };
        let reader = formats::Format::by_id("ooxml-encrypted").and_then(|format| format.extract);
        let mut found = crate::sink::Found::default();
        found.error = reader.expect("it has one")(&input, &mut found).err();
        found
    };
    let opened = with(&["wrong", "perm-1974"]);
    let (child, package) = &opened.children[0];
    assert_eq!((&child.name[..], &package[..4]), (&b"locked.xlsx"[..], &b"PK\x03\x04"[..]));
    assert_eq!(crate::sink::identified(package, "locked.xlsx").format, "xlsx");
    let locked = with(&["wrong"]);
    assert!(locked.children.is_empty());
    assert!(matches!(locked.error, Some(formats::Error::Encrypted(_))));
}

#[test]
fn scenarios_and_formats_that_depend_on_a_text_are_read() {
    let kept = one_sheet(
        r#"<worksheet><sheetData/><protectedRanges><protectedRange name="Fees" sqref="A1"/></protectedRanges>
        <scenarios><scenario name="If Orlov pays" user="Vera" comment="best for us"><inputCells r="A2" val="77777"/>
        </scenario></scenarios><conditionalFormatting><cfRule type="containsText" text="Zakharov"/></conditionalFormatting></worksheet>"#,
    );
    let all: String = kept.segments.iter().map(|segment| segment.text.as_str()).collect();
    for found in ["Fees", "If Orlov pays\tVera\tbest for us", "77777", "Zakharov"] {
        assert!(all.contains(found), "{found} in {all}");
    }
}
