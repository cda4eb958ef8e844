//! HTML: what a reader sees, what the markup hides, comments, links.
//!
//! The standard's tokenizer (html5ever) reads the page, no tree is built: broken markup costs order at most, never text.

use std::borrow::Cow;

use item::{Key, Layer, LimitReason, PartialReason};

use crate::shared::base64;
use crate::shared::decode::{self, report_charset, report_replaced};
use crate::shared::embedded;
use crate::shared::html::{Page, push_margins};
use crate::shared::segments::Lines;
use crate::{Child, Content, Error, Flow, Input, Sink};

/// Pushes body, hidden text, comments and links, the properties of the head, and pictures that stand in the page as
/// `data:` URLs.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let most = usize::try_from(input.limits.text_bytes).unwrap_or(usize::MAX);
    let choice = decode::choose_markup(&input.bytes, input.declared.charset.as_deref());
    report_charset(choice, input, sink);
    let bytes = &input.bytes[choice.bom..];
    let read = choice.charset.cut(bytes, most);
    let bytes_read = without_zeros(&bytes[..read], choice.charset.unit());
    let (text, had_errors) = choice.charset.decode(&bytes_read);
    if had_errors {
        report_replaced(sink);
    }
    let page = Page::read(&text);
    push_properties(&page, sink);
    if push_texts(&page, sink) == Flow::Continue {
        push_pictures(&page, sink);
    }
    if page.is_cut {
        sink.partial(PartialReason::Truncated);
    }
    if read < bytes.len() { Err(Error::Limit(LimitReason::Output)) } else { Ok(()) }
}

/// Leaves out zero bytes, which browsers drop within a text: they part no word.
fn without_zeros(bytes: &[u8], unit: usize) -> Cow<'_, [u8]> {
    if unit > 1 || memchr::memchr(0, bytes).is_none() {
        return Cow::Borrowed(bytes);
    }
    Cow::Owned(bytes.iter().copied().filter(|byte| *byte != 0).collect())
}

fn push_properties(page: &Page, sink: &mut dyn Sink) {
    for title in &page.titles {
        sink.metadata(Key::TITLE, title);
    }
    for (name, content) in &page.metas {
        let key = match name.as_str() {
            "author" | "dc.creator" | "article:author" => Key::AUTHOR,
            "description" | "dc.description" | "og:description" => Key::DESCRIPTION,
            "keywords" | "dc.subject" => Key::KEYWORDS,
            "company" => Key::COMPANY,
            "manager" => Key::MANAGER,
            "lastauthor" => Key::LAST_AUTHOR,
            "category" => Key::CATEGORY,
            "subject" => Key::SUBJECT,
            "generator" | "progid" => Key::GENERATOR,
            "dc.title" | "og:title" => Key::TITLE,
            "language" | "content-language" | "dc.language" => Key::LANGUAGE,
            "dc.date" | "date" | "article:published_time" => Key::CREATED,
            _ => continue,
        };
        sink.metadata(key, content);
    }
}

/// Pushes all layers of a page.
fn push_texts(page: &Page, sink: &mut dyn Sink) -> Flow {
    let texts = [(Layer::Body, "lines", &page.body), (Layer::Hidden, "hidden lines", &page.hidden)];
    for (layer, noun, text) in texts {
        if push_lines(layer, noun, text, sink) == Flow::Stop {
            return Flow::Stop;
        }
    }
    push_margins(page, sink)
}

fn push_lines(layer: Layer, noun: &'static str, text: &str, sink: &mut dyn Sink) -> Flow {
    let mut lines = Lines::new(sink, layer, noun);
    for line in text.lines() {
        if lines.line(line) == Flow::Stop {
            return Flow::Stop;
        }
    }
    lines.finish()
}

/// Pushes the pictures and other files in `data:` URLs as children.
fn push_pictures(page: &Page, sink: &mut dyn Sink) {
    for (index, url) in page.pictures.iter().enumerate() {
        let Some((kind, data)) = url.split_once(";base64,") else { continue };
        let extension: String = kind.chars().take_while(char::is_ascii_alphanumeric).collect();
        let bytes = base64::decode(data.as_bytes()).bytes;
        let mut child = Child {
            name: format!("image-{}.{extension}", index + 1).into_bytes(),
            ..Child::default()
        };
        child.declared.media_type = Some(format!("image/{kind}"));
        if sink.child(child, Content::Stream(&mut &bytes[..])) == Flow::Stop {
            return;
        }
    }
    let data = page.data.iter().filter_map(|address| embedded::in_address(address));
    let _ = embedded::push(data.map(|file| ("data".to_owned(), file)).collect(), sink);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::{self, Found};

    fn read(html: &str) -> Found {
        probe::of(extract, html.as_bytes())
    }

    #[test]
    fn blocks_become_lines_and_cells_are_parted_by_tabs() {
        let found = read(
            "<html><body><h1>Red\n notice</h1><p>Control&nbsp;No. <b>A</b>-1/5-2020<br>caf&eacute; &#1053;&#x426;&#1041;</p>\
             <table><tr><td>a<td>b</tr><tr><th>c</th><th>d</th></tr></table></body></html>",
        );
        assert_eq!(found.body(), "Red notice\nControl\u{a0}No. A-1/5-2020\ncafé НЦБ\na\tb\nc\td\n");
    }

    #[test]
    fn cells_over_several_rows_and_columns_keep_the_others_in_their_columns() {
        let found = read(
            "<table><tr><th>Country<th>Name<th>Year<tr><td rowspan=2>Russia<td>Petrov<td>2019<tr><td>Kim<td>2020\
             <tr><td colspan=2>Total<td>2</table><p>end</p>",
        );
        let expected = "Country\tName\tYear\nRussia\tPetrov\t2019\n\tKim\t2020\nTotal\t\t2\nend\n";
        assert_eq!(found.body(), expected);
        let nested = "<table><tr><td>a<td><table><tr><td>b<td>c</table><td>d<td>e</table>";
        assert_eq!(read(nested).body(), "a\nb\tc\nd\te\n");
    }

    #[test]
    fn scripts_and_styles_are_left_out() {
        assert_eq!(read("a<style>p{}</style><script>if (a < b) '</p>'</script>b").body(), "ab\n");
    }

    #[test]
    fn a_zero_byte_parts_no_word() {
        assert_eq!(read("<p>Kuznet\0sova paid</p>").body(), "Kuznetsova paid\n");
    }

    #[test]
    fn data_for_scripts_is_hidden_text() {
        let found = read("a<script type='application/ld+json'>{\"name\": \"Anna\"}</script>b");
        assert_eq!(
            (found.body(), found.layer(Layer::Hidden)),
            ("ab\n".into(), "{\"name\": \"Anna\"}\n".into())
        );
    }

    #[test]
    fn a_title_without_its_end_swallows_no_page_and_that_of_a_drawing_is_text() {
        let found = read("<title>Report<body><p>Kuznetsova</body>");
        assert_eq!((found.first(&Key::TITLE), found.body()), ("Report", "Kuznetsova\n".into()));
        let found = read("<title>T</title><svg><title>chart</title></svg>");
        assert_eq!((found.metadata[&Key::TITLE].len(), found.body()), (1, "chart\n".into()));
    }

    #[test]
    fn data_within_a_script_is_hidden_text() {
        let found = read(
            "a<script>var x = {\"name\": \"Irina Kuznetsova\"}, y = [1, 2]; f({a: 1})</script>b",
        );
        assert_eq!(found.layer(Layer::Hidden), "{\"name\": \"Irina Kuznetsova\"}\n");
    }

    #[test]
    fn what_style_sheets_hide_and_add_is_told() {
        let found = read(
            "<style>.x{display:none} p::after{content:'Belozerov was here'}</style><p class='y x'>unseen</p><p>seen</p>",
        );
        assert_eq!(
            (found.body(), found.layer(Layer::Hidden)),
            ("seen\nBelozerov was here\n".into(), "unseen\n".into())
        );
    }

    #[test]
    fn a_page_in_an_attribute_is_read_and_what_is_deleted_stands_apart() {
        let found = read(
            "<iframe srcdoc='&lt;p>Belozerov &amp;amp; co&lt;/p>'></iframe>The notice <del>stays</del><ins>goes</ins>",
        );
        assert_eq!(found.body(), "Belozerov & co\nThe notice goes\n");
        assert_eq!(found.layer(Layer::Deleted), "stays\n");
    }

    #[test]
    fn data_in_a_text_of_a_script_is_hidden_text() {
        let found = read(
            r#"<script>x = JSON.parse("{\"name\":\"Irina Kuznetsova\"}"); y = JSON.parse('{"name": "Anna", "at": "Riga"}')</script>"#,
        );
        assert_eq!(
            found.layer(Layer::Hidden),
            "{\"name\":\"Irina Kuznetsova\"}\n{\"name\": \"Anna\", \"at\": \"Riga\"}\n"
        );
    }

    #[test]
    fn letters_stay_together_beside_their_readings() {
        for page in [
            "<ruby>国<rp>(</rp><rt>こく</rt><rp>)</rp>際<rp>(</rp><rt>さい</rt><rp>)</rp></ruby>刑事",
            "<ruby>国<rp>(<rt>こく<rp>)<rb>際<rp>(<rt>さい<rp>)</ruby>刑事",
        ] {
            let found = read(page);
            let texts: Vec<&str> = found.segments.iter().map(|one| one.text.as_str()).collect();
            assert_eq!(texts, ["国際刑事\n", "こくさい\n"], "{page}");
        }
        assert_eq!(read("<ruby>a<rp>and Belozerov</rp></ruby>").body(), "a\nand Belozerov\n");
    }

    #[test]
    fn sections_of_characters_are_text_in_drawings_alone() {
        let found = read(
            "<svg><text>a</text><![CDATA[b <c>]]><foreignObject><p>d<![CDATA[e]]></p></foreignObject></svg>",
        );
        assert_eq!(found.body(), "a\nb <c>\nd\n");
        assert!(found.layer(Layer::Comment).contains("[CDATA[e"), "{found:?}");
        assert!(read("<p>x<![CDATA[y]]>").layer(Layer::Comment).contains('y'));
    }

    #[test]
    fn words_stay_whole_at_hidden_letters_and_apart_at_blocks_by_style() {
        let found = read(
            "<p>Kuz<span style='display:none'>xx</span>netsova <span style='display: block'>one</span><span style='display:block'>two</span>",
        );
        assert_eq!(
            (found.body(), found.layer(Layer::Hidden)),
            ("Kuznetsova\none\ntwo\n".into(), "xx\n".into())
        );
    }

    #[test]
    fn addresses_that_a_server_protects_are_read() {
        let found =
            read("<a data-cfemail='422a2b022732232f322e276c2d3025'>[email&#160;protected]</a>");
        assert!(found.body().contains("hi@epample.org"), "{}", found.body());
    }

    #[test]
    fn files_in_addresses_are_children() {
        let found = read(
            "<a href='data:text/plain;base64,S3V6bmV0c292YQ=='>x</a><iframe src='data:text/html,%3Cp%3Ey'></iframe>",
        );
        assert_eq!(found.names(), ["data-1.txt", "data-2.html"]);
        assert_eq!(found.children[0].1, b"Kuznetsova");
    }

    #[test]
    fn where_a_page_leads_by_itself_is_a_link() {
        let found =
            read("<meta http-equiv=Refresh content=\"0; URL='https://example.org/z?a=b'\">gone");
        assert!(found.body().contains("https://example.org/z?a=b\n"), "{}", found.body());
    }

    #[test]
    fn where_buttons_and_drawings_lead_is_a_link() {
        let found = read(
            "<button onclick=\"window.open('https://example.org/a', '_blank')\">a</button><svg><a xlink:href='https://example.org/b'>b</a></svg>\
             <div data-href=https://example.org/c>c</div><button formaction=https://example.org/d>d</button><i onclick='f(\"x\")'>e</i>",
        );
        let links: Vec<String> = found.body().lines().skip(3).map(str::to_owned).collect();
        let expected = ["a", "b", "c", "d"].map(|page| format!("https://example.org/{page}"));
        assert_eq!(links, expected, "{}", found.body());
    }

    #[test]
    fn what_stands_for_scripts_and_in_templates_is_read_apart_from_its_neighbours() {
        let found = read(
            "a<noscript>Keller</noscript>b<script type='text/template'><p>Orlov</p></script>c",
        );
        assert_eq!(found.body(), "a\nKeller\nbc\n");
        assert_eq!(found.layer(Layer::Hidden), "<p>Orlov</p>\n");
    }

    #[test]
    fn properties_that_office_programs_write_are_kept() {
        let found = read(
            "<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>Anna Keller</o:Author><o:Company>Keller Ltd</o:Company><o:Pages>2</o:Pages>\
             </o:DocumentProperties></xml><![endif]--><p>text",
        );
        assert_eq!(found.first(&Key::AUTHOR), "Anna Keller");
        assert_eq!(found.first(&Key::COMPANY), "Keller Ltd");
        assert_eq!(found.layer(Layer::Comment), "");
    }

    #[test]
    fn hidden_text_stands_in_its_own_layer() {
        let found = read(
            "<p>seen</p><p style='color:red; Display : none'>one <b>two</b></p><div hidden>three<p>four</div>\
             <span style=\"visibility:hidden\">five</span><p>seen too</p><input type=hidden value=six>",
        );
        assert_eq!(found.body(), "seen\nseen too\n");
        assert_eq!(found.layer(Layer::Hidden), "one two\nthree\nfour\nfive\nsix\n");
    }

    #[test]
    fn properties_comments_and_links_are_kept() {
        let found = read(
            "<!DOCTYPE html><title>A &amp; B</title><meta name=Author content='I. Ivanov'><!-- draft of 5 May -->\
             <a href='https://example.org/x' title='tip'>x</a> <a href='mailto:a@b.c'>y</a><img alt='a map' src=m.png>",
        );
        assert_eq!(found.first(&Key::TITLE), "A & B");
        assert_eq!(found.first(&Key::AUTHOR), "I. Ivanov");
        assert_eq!(found.layer(Layer::Comment), "draft of 5 May\n");
        assert_eq!(found.body(), "x y a map\nhttps://example.org/x\ntip\nmailto:a@b.c\n");
    }

    #[test]
    fn an_xml_declaration_is_no_comment() {
        let found = read(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><html><body>a<?php secret ?></body></html>",
        );
        assert_eq!(found.layer(Layer::Comment), "?php secret ?\n");
    }

    #[test]
    fn broken_markup_loses_no_text() {
        assert_eq!(read("<p>a</b></p></p><div>b<p>c</div>d").body(), "a\nb\nc\nd\n");
        assert_eq!(read("a <!-- open comment").layer(Layer::Comment), "open comment\n");
        assert_eq!(read("a <script>lost?").layer(Layer::Hidden), "lost?\n");
        let found = read("seen <a href=\"open quote>text that follows");
        assert!(found.layer(Layer::Hidden).contains("text that follows"), "{found:?}");
        assert_eq!(found.partial, [PartialReason::Truncated]);
    }

    #[test]
    fn a_tag_with_attributes_beyond_number_becomes_text() {
        let names: String =
            (0..5000).fold(String::new(), |names, number| names + " a" + &number.to_string());
        let found = read(&format!("<p{names}>end"));
        assert!(found.body().contains("a4999") && found.body().contains("end"));
    }

    #[test]
    fn the_charset_of_the_page_is_used() {
        let page = b"<html><head><meta http-equiv=Content-Type content='text/html; charset=koi8-r'></head>\xc4\xc1</html>";
        assert_eq!(probe::of(extract, page).body(), "да\n");
        assert_eq!(probe::of(extract, page).first(&Key::CHARSET), "KOI8-R");
    }

    #[test]
    fn a_page_states_nothing_in_a_comment() {
        let page = b"<!-- <meta charset=windows-1251> --><!--><meta charset=koi8-r><p>\xc4\xc1";
        assert_eq!(probe::of(extract, page).first(&Key::CHARSET), "KOI8-R");
        let open = b"<meta charset=koi8-r><!-- <meta charset=windows-1251>";
        assert_eq!(probe::of(extract, open).first(&Key::CHARSET), "KOI8-R");
    }

    #[test]
    fn pictures_in_the_page_are_children() {
        let found = read("<img src='data:image/png;base64,iVBORw0KGgo='>");
        assert_eq!(found.names(), ["image-1.png"]);
        assert_eq!(found.children[0].1, b"\x89PNG\r\n\x1a\n");
    }
}
