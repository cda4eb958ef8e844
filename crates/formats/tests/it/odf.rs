//! `OpenDocument` files and books.

use formats::{Error, Limits};
use item::{EncryptedReason, Layer, LimitReason, MarkKind, PartialReason, Place};
use proptest::prelude::*;

use crate::kept::{Bytewise, Kept, extract, extract_with, zipped};

const SPACES: &str = r#"xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:ta" xmlns:draw="urn:d" xmlns:style="urn:s" xmlns:dc="urn:dc" xmlns:xlink="urn:x" xmlns:presentation="urn:p" xmlns:svg="urn:svg" xmlns:meta="urn:m""#;

fn content(styles: &str, body: &str) -> String {
    format!(
        "<?xml version='1.0'?><office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body></office:document-content>"
    )
}

fn packed(format: &str, styles: &str, body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let media_type = format!("application/vnd.oasis.opendocument.{format}");
    let content = content(styles, body);
    let mut members = vec![("mimetype", media_type.as_str()), ("content.xml", content.as_str())];
    members.extend(more);
    zipped(&members)
}

fn text(body: &str) -> Kept {
    extract("odt", packed("text", "", &format!("<office:text>{body}</office:text>"), &[]))
}

#[test]
fn paragraphs_are_lines_and_table_rows_too() {
    let kept = text(
        "<text:h>Head</text:h>\n<text:p>one<text:s text:c='2'/>R&amp;D<text:tab/>&#1046;<text:line-break/>\n  two</text:p>\n\
         <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>\
         <table:table-cell><text:p>b</text:p><text:p>c</text:p></table:table-cell></table:table-row>\
         <table:table-row><table:table-cell><text:p>d</text:p></table:table-cell></table:table-row></table:table>\
         <text:p>end<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note></text:p>",
    );
    assert_eq!(kept.segments[0].text, "Head\none  R&D\tЖ\ntwo\na\tb\nc\nd\nend\n");
    assert_eq!(kept.segments[0].place, Place::Whole);
    assert_eq!(kept.segments[1].place, Place::Part("footnotes".into()));
    assert_eq!(kept.segments[1].text, "a note\n");
    assert!(kept.error.is_none() && kept.partial.is_empty(), "{:?}", kept.warnings);
}

#[test]
fn deleted_text_is_told_apart_from_the_accepted_view() {
    let kept = text(
        "<text:tracked-changes>\
         <text:changed-region text:id='c1'><text:deletion><office:change-info><dc:creator>Ann</dc:creator><dc:date>2024-03-01T10:00:00</dc:date></office:change-info><text:p>one million</text:p></text:deletion></text:changed-region>\
         <text:changed-region text:id='c2'><text:insertion><office:change-info><dc:creator>Bob</dc:creator><dc:date>2024-03-02T10:00:00</dc:date><text:p>why</text:p></office:change-info></text:insertion></text:changed-region>\
         </text:tracked-changes>\
         <text:p>Pay <text:change text:change-id='c1'/><text:change-start text:change-id='c2'/>no<text:span>thing</text:span><text:change-end text:change-id='c2'/>!</text:p>",
    );
    assert_eq!(kept.layer(Layer::Body), "Pay nothing!\n");
    let mark = &kept.segments[0].marks[0];
    assert_eq!((mark.kind, mark.start, mark.end), (MarkKind::Inserted, 4, 11));
    assert_eq!(mark.author.as_deref(), Some("Bob"));
    let deleted =
        kept.segments.iter().find(|segment| segment.layer == Layer::Deleted).expect("there is one");
    assert_eq!(deleted.text, "Pay one million!");
    assert_eq!((deleted.marks[0].start, deleted.marks[0].end), (4, 15));
    assert_eq!(deleted.marks[0].author.as_deref(), Some("Ann"));
    assert_eq!(deleted.marks[0].date.as_deref(), Some("2024-03-01T10:00:00"));
    assert_eq!(kept.layer(Layer::Comment).trim(), "why");
    assert_eq!(kept.values("reviewer"), ["Ann", "Bob"]);
}

#[test]
fn the_day_of_a_field_stands_behind_what_shows_a_part_of_it() {
    let kept = text(
        "<text:p>On <text:date text:date-value='2020-11-05T10:00:00'>5 nov.</text:date> and <text:creation-date text:date-value='2021-02-03'>3 February 2021</text:creation-date>, late</text:p>",
    );
    let expected = "On 5 nov. [2020-11-05] and 3 February 2021, late\n";
    assert_eq!(kept.layer(Layer::Body), expected);
}

#[test]
fn paragraphs_read_as_they_were_before_their_changes() {
    let region = |id: &str, kind: &str, text: &str| {
        format!(
            "<text:changed-region text:id='{id}'><text:{kind}><office:change-info><dc:creator>Ann</dc:creator></office:change-info>{text}</text:{kind}></text:changed-region>"
        )
    };
    let changes = [
        region("c1", "deletion", "<text:p>4</text:p>"),
        region("c2", "deletion", "<text:p>first</text:p><text:p>second </text:p>"),
        region("c3", "insertion", ""),
        region("c4", "deletion", "<text:p>lost</text:p>"),
    ];
    let kept = text(&format!(
        "<text:tracked-changes>{}</text:tracked-changes><text:p>A-123<text:change text:change-id='c1'/>/5</text:p>\
         <text:p><text:change text:change-id='c2'/>third</text:p>\
         <text:p>was <text:change-start text:change-id='c3'/>not</text:p><text:p>not <text:change-end text:change-id='c3'/>guilty</text:p>",
        changes.concat()
    ));
    assert_eq!(kept.layer(Layer::Body), "A-123/5\nthird\nwas not\nnot guilty\n");
    let deleted: Vec<&str> = kept
        .segments
        .iter()
        .filter(|segment| segment.layer == Layer::Deleted)
        .map(|segment| segment.text.as_str())
        .collect();
    assert_eq!(deleted, ["A-1234/5", "first\nsecond third", "was guilty", "lost\n"]);
}

#[test]
fn items_of_lists_and_headings_have_the_numbers_that_people_cite() {
    let styles = "<text:outline-style style:name='Outline'><text:outline-level-style text:level='1' style:num-format='I' style:num-suffix='.'/></text:outline-style>\
        <text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/>\
        <text:list-level-style-number text:level='2' style:num-format='a' style:num-prefix='(' style:num-suffix=')' text:display-levels='2' text:start-value='2'/>\
        <text:list-level-style-bullet text:level='3' text:bullet-char='o'/></text:list-style>";
    let item = |body: &str| format!("<text:list-item>{body}</text:list-item>");
    let inner = format!(
        "<text:list>{}{}</text:list>",
        item("<text:p>x</text:p>"),
        item("<text:p>y</text:p><text:p>more</text:p>")
    );
    let again = format!("<text:list>{}</text:list>", item("<text:p>z</text:p>"));
    let body = format!(
        "<office:text><text:h text:outline-level='1'>Facts</text:h>\
         <text:list text:style-name='L1'>{}{}</text:list><text:p>between</text:p>\
         <text:list text:style-name='L1' text:continue-numbering='true'>{}{}</text:list>\
         <text:list text:style-name='L1'>{}<text:list-item text:start-value='7'><text:p>seven</text:p></text:list-item></text:list></office:text>",
        item("<text:p>one</text:p>"),
        item(&format!("<text:p>two</text:p>{inner}")),
        item(&again),
        item("<text:p>three</text:p>"),
        item("<text:p>anew</text:p>"),
    );
    let kept = extract("odt", packed("text", styles, &body, &[]));
    assert_eq!(
        kept.layer(Layer::Body),
        "I. Facts\n1. one\n2. two\n(2.b) x\n(2.c) y\nmore\nbetween\n(2.d) z\n3. three\n1. anew\n7. seven\n"
    );
}

#[test]
fn comments_mark_their_range_and_boxes_follow_their_paragraph() {
    let kept = text(
        "<text:p>a <office:annotation office:name='n1'><dc:creator>Ann</dc:creator><dc:date>2024-01-01</dc:date><text:p>look here</text:p></office:annotation>bc<office:annotation-end office:name='n1'/> d\
         <draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box><svg:desc>a map of the town</svg:desc></draw:frame> e</text:p>\
         <text:p><text:a xlink:href='https://example.org/%D0%96'>f</text:a></text:p>",
    );
    assert_eq!(kept.segments[0].text, "a bc d e\nboxed\nf\n");
    let mark = &kept.segments[0].marks[0];
    assert_eq!(
        (mark.kind, &kept.segments[0].text[mark.start..mark.end]),
        (MarkKind::Commented, "bc")
    );
    assert_eq!(kept.layer(Layer::Comment), "look here\n");
    let body = kept.layer(Layer::Body);
    assert!(
        body.contains("a map of the town\n") && body.contains("https://example.org/Ж"),
        "{body}"
    );
}

#[test]
fn hidden_text_and_sections_stand_in_their_own_layer() {
    let styles = "<style:style style:name='H' style:family='text'><style:text-properties text:display='none'/></style:style>\
        <style:style style:name='H2' style:family='paragraph' style:parent-style-name='H3'/>\
        <style:style style:name='H3' style:family='paragraph'><style:text-properties text:display='none'/></style:style>";
    let body = "<office:text><text:p>seen <text:span text:style-name='H'>one</text:span>too</text:p>\
        <text:p text:style-name='H2'>two</text:p><text:section text:display='none'><text:p>three</text:p></text:section>\
        <text:p>end<text:hidden-text text:string-value='four'/></text:p></office:text>";
    let kept = extract("odt", packed("text", styles, body, &[]));
    assert_eq!(kept.layer(Layer::Body), "seen too\nend\n");
    let hidden = kept.layer(Layer::Hidden);
    for word in ["one", "two", "three", "four"] {
        assert!(hidden.contains(word), "{hidden}");
    }
}

#[test]
fn a_paragraph_that_a_field_hides_is_hidden_text() {
    let body = "<office:text><text:p><text:hidden-paragraph text:is-hidden='true'/>one</text:p><text:p>two</text:p>\
        <text:p><text:hidden-paragraph text:is-hidden='false'/>three</text:p></office:text>";
    let kept = extract("odt", packed("text", "", body, &[]));
    assert_eq!(
        (kept.layer(Layer::Body), kept.layer(Layer::Hidden)),
        ("two\nthree\n".into(), "one\n".into())
    );
}

#[test]
fn letters_stay_together_beside_their_readings() {
    let ruby = |base, reading| {
        format!(
            "<text:ruby><text:ruby-base>{base}</text:ruby-base><text:ruby-text>{reading}</text:ruby-text></text:ruby>"
        )
    };
    let body = format!(
        "<office:text><text:p>{}{}市</text:p></office:text>",
        ruby("北", "Běi"),
        ruby("京", "jīng")
    );
    let kept = extract("odt", packed("text", "", &body, &[]));
    assert_eq!(kept.at(&Place::Whole, Layer::Body), Some("北京市\n"));
    assert_eq!(kept.at(&Place::Part("readings".into()), Layer::Body), Some("Běi\njīng\n"));
}

#[test]
fn sheets_are_cited_by_name_and_hidden_cells_are_apart() {
    let styles = "<style:style style:name='T' style:family='table'><style:table-properties table:display='false'/></style:style>";
    let body = "<office:spreadsheet><table:table table:name='Плата'><table:table-column/><table:table-column table:visibility='collapse'/>\
        <table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>secret column</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated='1000000000'/><table:table-cell office:value-type='float' office:value='7'/></table:table-row>\
        <table:table-row table:visibility='collapse' table:number-rows-repeated='99999'><table:table-cell><text:p>secret row</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell table:formula='of:=HYPERLINK(\"http://x\")'><text:p>link</text:p><office:annotation><dc:creator>A</dc:creator><text:p>remark</text:p></office:annotation></table:table-cell></table:table-row></table:table>\
        <table:table table:name='Two' table:style-name='T'><table:table-row><table:table-cell><text:p>secret sheet</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>";
    let kept = extract("ods", packed("spreadsheet", styles, body, &[]));
    assert_eq!(kept.segments[0].place, Place::Sheet("Плата".into()));
    let far = "\t".repeat(256);
    assert_eq!(kept.layer(Layer::Body), format!("a{far}7\nlink\n"));
    let hidden = kept.layer(Layer::Hidden);
    for text in ["secret column", "secret row", "secret sheet", "HYPERLINK"] {
        assert!(hidden.contains(text), "{hidden}");
    }
    assert_eq!(kept.layer(Layer::Comment), "remark\n");
}

#[test]
fn hidden_cells_of_a_sheet_stand_under_their_header_and_beside_their_key() {
    let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
    let row = |attributes: &str, cells: &[&str]| {
        let cells: String = cells.iter().map(|text| cell(text)).collect();
        format!("<table:table-row {attributes}>{cells}</table:table-row>")
    };
    let body = format!(
        "<office:spreadsheet><table:table table:name='A'><table:table-column/><table:table-column table:visibility='collapse'/>\
         <table:table-column/>{}{}{}</table:table></office:spreadsheet>",
        row("", &["Name", "Informant", "Born"]),
        row("", &["Okonjo", "yes", "1970"]),
        row("table:visibility='filter'", &["Ostrova", "no", "1981"]),
    );
    let kept = extract("ods", packed("spreadsheet", "", &body, &[]));
    assert_eq!(kept.layer(Layer::Body), "Name\t\tBorn\nOkonjo\t\t1970\n");
    let hidden = kept.segments.iter().find(|segment| segment.layer == Layer::Hidden);
    let hidden = hidden.expect("some cells are hidden");
    assert_eq!(hidden.text, "Name\tInformant\tBorn\nOkonjo\tyes\nOstrova\tno\t1981\n");
    let marked: Vec<&str> =
        hidden.marks.iter().map(|mark| &hidden.text[mark.start..mark.end]).collect();
    assert_eq!(marked, ["Informant", "yes\nOstrova\tno\t1981"]);
}

#[test]
fn a_cell_reads_as_its_value_and_as_it_is_shown() {
    let body = "<office:spreadsheet><table:table table:name='A'><table:table-row>\
        <table:table-cell office:value-type='date' office:date-value='2021-10-18'><text:p>10-18</text:p></table:table-cell>\
        <table:table-cell office:value-type='date' office:date-value='2021-02-01'><text:p>02/01/2021</text:p></table:table-cell>\
        <table:table-cell office:value-type='date' office:date-value='2021-02-01T10:30:00'/>\
        <table:table-cell office:value-type='currency' office:value='1234.5'><text:p>1,234.50 EUR</text:p></table:table-cell>\
        <table:table-cell office:value-type='float' office:value='7'><text:p>7</text:p></table:table-cell>\
        </table:table-row></table:table></office:spreadsheet>";
    let text = extract("ods", packed("spreadsheet", "", body, &[])).layer(Layer::Body);
    let expected =
        "2021-10-18 [10-18]\t2021-02-01\t2021-02-01 10:30:00\t1,234.50 EUR [1234.5]\t7\n";
    assert_eq!(text, expected);
}

#[test]
fn a_cell_that_is_written_once_for_many_stands_in_each_of_them() {
    let body = "<office:spreadsheet><table:table table:name='A'><table:table-row>\
        <table:table-cell table:number-columns-repeated='2' office:value-type='float' office:value='4'/>\
        <table:table-cell table:number-columns-repeated='3'><text:p>six</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated='2'/><table:table-cell><text:p>end</text:p></table:table-cell>\
        </table:table-row><table:table-row><table:table-cell table:number-columns-repeated='999999999'><text:p>x</text:p>\
        </table:table-cell></table:table-row></table:table></office:spreadsheet>";
    let text = extract("ods", packed("spreadsheet", "", body, &[])).layer(Layer::Body);
    let (first, second) = text.split_once('\n').expect("there are two rows");
    assert_eq!(first, "4\t4\tsix\tsix\tsix\t\t\tend");
    assert!((100..10_000).contains(&second.len()), "{}", second.len());
}

#[test]
fn slides_come_in_order_with_their_notes() {
    let styles = "<style:style style:name='D' style:family='drawing-page'><style:drawing-page-properties presentation:visibility='hidden'/></style:style>";
    let body = "<office:presentation><presentation:footer-decl>shared footer</presentation:footer-decl>\
        <draw:page><draw:frame><draw:text-box><text:p>first</text:p></draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>say this</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>\
        <draw:page draw:style-name='D'><draw:custom-shape><text:p>left out</text:p></draw:custom-shape></draw:page></office:presentation>";
    let kept = extract("odp", packed("presentation", styles, body, &[]));
    let cited: Vec<_> = kept
        .segments
        .iter()
        .map(|segment| (segment.place.to_string(), segment.layer, segment.text.trim().to_owned()))
        .collect();
    let expected = [
        (String::new(), Layer::Body, "shared footer"),
        ("slide 1".into(), Layer::Body, "first"),
        ("notes 1".into(), Layer::Body, "say this"),
        ("slide 2".into(), Layer::Hidden, "left out"),
    ];
    assert_eq!(cited, expected.map(|(place, layer, text)| (place, layer, text.to_owned())));
}

#[test]
fn headers_properties_objects_and_pictures_are_kept() {
    let styles = format!(
        "<office:document-styles {SPACES}><office:master-styles><style:master-page style:name='Standard'><style:header><text:p>top</text:p></style:header><style:footer><text:p>bottom</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>"
    );
    let meta = format!(
        "<office:document-meta {SPACES}><office:meta><dc:title>A &amp; B</dc:title><meta:initial-creator>Ann</meta:initial-creator><dc:creator>Bob</dc:creator><dc:date>2024-01-02T00:00:00</dc:date><meta:user-defined meta:name='Case No.'>R287</meta:user-defined><meta:document-statistic meta:page-count='3'/></office:meta></office:document-meta>"
    );
    let chart = content("", "<office:chart><text:p>axis</text:p></office:chart>");
    let more = [
        ("styles.xml", styles.as_str()),
        ("meta.xml", meta.as_str()),
        ("Object 1/content.xml", chart.as_str()),
        ("Object 1/styles.xml", "<x/>"),
        ("Pictures/a.png", "\u{89}PNG"),
    ];
    let kept = extract(
        "odt",
        packed("text", "", "<office:text><text:p>body</text:p></office:text>", &more),
    );
    let cited: Vec<_> = kept
        .segments
        .iter()
        .map(|segment| (segment.place.to_string(), segment.text.trim().to_owned()))
        .collect();
    let expected = [("", "body"), ("header", "top"), ("footer", "bottom"), ("object 1", "axis")];
    assert_eq!(cited, expected.map(|(place, text)| (place.to_owned(), text.to_owned())));
    assert_eq!(kept.values("title"), ["A & B"]);
    assert_eq!((kept.values("author"), kept.values("last-author")), (vec!["Ann"], vec!["Bob"]));
    assert_eq!((kept.values("custom-case-no"), kept.values("pages")), (vec!["R287"], vec!["3"]));
    assert_eq!(kept.names(), ["Pictures/a.png"]);
}

#[test]
fn an_encrypted_document_says_so() {
    let manifest = "<manifest:manifest xmlns:manifest='m'><manifest:file-entry manifest:full-path='content.xml'><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let kept = extract(
        "odt",
        zipped(&[("content.xml", "\u{1}\u{2}"), ("META-INF/manifest.xml", manifest)]),
    );
    assert!(matches!(kept.error, Some(Error::Encrypted(EncryptedReason::NeedsPassword))));
    assert!(kept.segments.is_empty() && kept.children.is_empty());
}

fn flat() -> String {
    format!(
        "<?xml version='1.0'?><office:document {SPACES} office:mimetype=\"application/vnd.oasis.opendocument.text\"><office:meta><dc:title>flat</dc:title></office:meta><office:body><office:text><text:p>flat text</text:p><draw:frame><draw:image><office:binary-data>iVBORw0KGgo=</office:binary-data></draw:image></draw:frame></office:text></office:body></office:document>"
    )
}

#[test]
fn a_document_in_one_file_is_told_and_read() {
    let found = crate::sink::identified(flat().as_bytes(), "a.fodt");
    assert_eq!((found.format.as_ref(), found.warnings.len()), ("odt", 0));
    let kept = extract("odt", flat());
    assert_eq!(kept.layer(Layer::Body), "flat text\n");
    assert_eq!(kept.values("title"), ["flat"]);
    assert_eq!(kept.children[0].1, Bytewise::Whole(b"\x89PNG\r\n\x1a\n".to_vec()));
}

#[test]
fn a_cut_document_gives_what_it_had() {
    let whole = content("", "<office:text><text:p>one</text:p><text:p>two</text:p></office:text>");
    let cut = &whole[..whole.find("two").expect("it is there") + 2];
    let kept = extract("odt", zipped(&[("content.xml", cut)]));
    assert_eq!(kept.layer(Layer::Body), "one\ntw\n");
    assert_eq!(kept.partial, [PartialReason::Truncated]);
    let packed = packed("text", "", "<office:text><text:p>one</text:p></office:text>", &[]);
    let directory = memchr::memmem::find(&packed, b"PK\x01\x02").expect("there is one");
    assert_eq!(extract("odt", packed[..directory].to_vec()).layer(Layer::Body), "one\n");
}

#[test]
fn depth_size_and_number_do_no_harm() {
    let deep = "<draw:custom-shape><text:p><office:annotation><text:p>".repeat(100_000) + "bottom";
    let kept = text(&deep);
    assert!(kept.segments.iter().any(|segment| segment.text.contains("bottom")));
    let starts = "<text:change-start text:change-id='c'/>".repeat(50_000);
    let regions = "<text:tracked-changes><text:changed-region text:id='c'><text:insertion/></text:changed-region></text:tracked-changes>";
    let kept = text(&format!("{regions}<text:p>{starts}{}</text:p>", "a<text:s/>".repeat(50_000)));
    assert!(kept.segments[0].marks.len() <= 16);
    let long = format!("<office:text><text:p>{}</text:p></office:text>", "x".repeat(1 << 20));
    let limits = Limits { text_bytes: 1 << 10, ..Limits::default() };
    let kept = extract_with("odt", packed("text", "", &long, &[]), "a.odt", &[], limits);
    assert!(matches!(kept.error, Some(Error::Limit(LimitReason::Output))));
    let limits = Limits { inflated_bytes: 1 << 10, ..Limits::default() };
    let kept = extract_with("odt", packed("text", "", &long, &[]), "a.odt", &[], limits);
    assert!(matches!(kept.error, Some(Error::Limit(LimitReason::Inflation))));
}

const CONTAINER: &str =
    "<container><rootfiles><rootfile full-path='OEBPS/a.opf'/></rootfiles></container>";
const BOOK: &str = "<package xmlns:dc='d'><metadata><dc:title>The Book</dc:title><dc:creator>Ann</dc:creator><meta property='dcterms:modified'>2024-01-01</meta></metadata>\
    <manifest><item id='b' href='second%20part.xhtml' media-type='application/xhtml+xml'/><item id='a' href='first.xhtml' media-type='application/xhtml+xml'/>\
    <item id='i' href='i.png' media-type='image/png'/></manifest><spine><itemref idref='a'/><itemref idref='b'/></spine></package>";

fn book(more: &[(&str, &str)]) -> Vec<u8> {
    let mut members = vec![
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/a.opf", BOOK),
        (
            "OEBPS/second part.xhtml",
            "<html><head><title/></head><body><p>two &eacute;</p><!-- aside --></body></html>",
        ),
        (
            "OEBPS/first.xhtml",
            "<html><body><p>one</p><a href='https://example.org'>x</a></body></html>",
        ),
        ("OEBPS/left.xhtml", "<html><body>left over</body></html>"),
        ("OEBPS/i.png", "PNG"),
        ("OEBPS/a.css", "p {}"),
    ];
    members.extend(more);
    zipped(&members)
}

#[test]
fn a_book_is_read_in_its_order() {
    let kept = extract("epub", book(&[]));
    let cited: Vec<_> = kept
        .segments
        .iter()
        .map(|segment| (segment.place.to_string(), segment.layer, segment.text.trim().to_owned()))
        .collect();
    let expected = [
        ("chapter 1", Layer::Body, "one\nx"),
        ("chapter 2", Layer::Body, "two é"),
        ("chapter 2", Layer::Comment, "aside"),
        ("unlisted OEBPS/left.xhtml", Layer::Hidden, "left over"),
        ("links", Layer::Body, "https://example.org"),
    ];
    assert_eq!(
        cited,
        expected.map(|(place, layer, text)| (place.to_owned(), layer, text.to_owned()))
    );
    assert_eq!((kept.values("title"), kept.values("author")), (vec!["The Book"], vec!["Ann"]));
    assert_eq!(kept.values("modified"), ["2024-01-01"]);
    assert_eq!(kept.names(), ["OEBPS/i.png"]);
    assert!(kept.error.is_none() && kept.partial.is_empty());
}

fn rights(names: &[&str], method: &str) -> String {
    let mut locked = String::new();
    for name in names {
        locked += "<EncryptedData><EncryptionMethod Algorithm='";
        locked += method;
        locked += "'/><CipherData><CipherReference URI='";
        locked += name;
        locked += "'/></CipherData></EncryptedData>";
    }
    format!("<encryption>{locked}</encryption>")
}

#[test]
fn a_book_under_rights_management_says_so() {
    let aes = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";
    let all = rights(&["OEBPS/first.xhtml", "OEBPS/second%20part.xhtml", "OEBPS/left.xhtml"], aes);
    let kept = extract("epub", book(&[("META-INF/encryption.xml", &all)]));
    assert!(matches!(kept.error, Some(Error::Encrypted(EncryptedReason::NeedsKey))));
    let some = rights(&["OEBPS/first.xhtml", "OEBPS/i.png"], aes);
    let kept = extract("epub", book(&[("META-INF/encryption.xml", &some)]));
    assert_eq!(kept.partial, [PartialReason::PartEncrypted]);
    assert_eq!(kept.children[0].1, Bytewise::Encrypted);
    let fonts = rights(&["OEBPS/f.otf"], "http://www.idpf.org/2008/embedding");
    assert!(extract("epub", book(&[("META-INF/encryption.xml", &fonts)])).partial.is_empty());
}

#[test]
fn every_prefix_is_survived() {
    let samples = [
        ("odt", packed("text", "", "<office:text><text:p>one</text:p></office:text>", &[])),
        ("odt", flat().into_bytes()),
        ("epub", book(&[])),
    ];
    for (format, sample) in samples {
        for end in 0..sample.len() {
            extract(format, sample[..end].to_vec());
        }
    }
}

proptest! {
    #[test]
    fn any_markup_is_survived(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "<text:p>", "</text:p>", "a ", "<text:span text:style-name='H'>", "</text:span>", "<table:table table:name='s'>",
            "</table:table>", "<table:table-row>", "</table:table-row>", "<table:table-cell table:number-columns-repeated='3'>",
            "</table:table-cell>", "<office:annotation office:name='n'>", "</office:annotation>", "<office:annotation-end office:name='n'/>",
            "<dc:creator>", "</dc:creator>", "<draw:text-box>", "</draw:text-box>", "<text:note>", "</text:note>", "<draw:page>",
            "</draw:page>", "<text:changed-region text:id='c'>", "<text:insertion>", "<text:deletion>", "</text:deletion>", "</text:insertion>",
            "</text:changed-region>", "<text:change-start text:change-id='c'/>", "<text:change-end text:change-id='c'/>", "<text:hidden-text text:string-value='x'/>",
            "<office:spreadsheet>", "<style:master-page>", "</style:master-page>", "<style:header>", "<office:forms>", "<office:meta>", "</office:meta>",
            "<text:section text:display='none'>", "</text:section>", "</x>", "<office:binary-data>", "Ж", "\n",
        ]), 0..60),
    ) {
        let flat = format!("<office:document><office:body>{}", pieces.concat());
        let first = extract("odt", flat.clone());
        prop_assert_eq!(first.fingerprint(), extract("odt", flat).fingerprint());
    }

    #[test]
    fn changed_documents_are_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..10),
        is_book in any::<bool>(),
    ) {
        let (format, mut bytes) = if is_book {
            ("epub", book(&[]))
        } else {
            ("odt", packed("text", "", "<office:text><text:p>one</text:p></office:text>", &[("Pictures/a", "b")]))
        };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let first = extract(format, bytes.clone());
        prop_assert_eq!(first.fingerprint(), extract(format, bytes).fingerprint());
    }
}
