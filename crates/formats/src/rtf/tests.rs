use item::{Key, Layer, PartialReason};

use super::extract;
use crate::probe::{self, Found};

fn read(rtf: &str) -> Found {
    probe::of(extract, rtf.as_bytes())
}

#[test]
fn bytes_are_read_in_the_code_page_of_their_font() {
    let found = read(
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}
\f0 caf\'e9 {\f1\'cf\'f0} \f2\'93\'fa\par}",
    );
    assert_eq!(found.body(), "café Пр 日\n");
    assert!(found.partial.is_empty());
}

#[test]
fn letters_in_utf_8_are_read() {
    assert_eq!(read("{\\rtf1\\ansi Пест \\'e9}").body().trim(), "Пест é");
}

#[test]
fn unicode_stands_for_its_fallback() {
    let found = read(r"{\rtf1\ansi\uc1 \u1053?\u-10179?\u-8704?{\uc0\u1046}{\uc2\u8364\'80\'80}x}");
    assert_eq!(found.body().trim(), "Н😀Ж€x");
    let found = read(r"{\rtf1 {\upr{ansi}{\*\ud{\u1046?}}} end}");
    assert_eq!(found.body().trim(), "Ж end");
}

#[test]
fn deleted_and_hidden_text_and_comments_have_layers_of_their_own() {
    let found = read(
        r"{\rtf1 seen {\deleted gone}{\v secret} on{\*\atnid X}{\*\atnauthor Ann}\chatn{\*\annotation{\*\atnref 1}why}{\footnote note}{\header head}}",
    );
    assert_eq!(found.body(), "seen  on\nheadnote");
    assert_eq!(found.layer(Layer::Deleted), "seen gone on");
    assert_eq!(found.layer(Layer::Hidden).trim(), "secret");
    assert_eq!(found.layer(Layer::Comment).trim(), "Ann: why");
}

#[test]
fn a_paragraph_stands_among_deleted_text_as_it_read_before_it_was_changed() {
    // 2019-03-18 10:30, as Word packs it ([MS-DOC] 2.9.70).
    let moment = 30 + (10 << 6) + (18 << 11) + (3 << 16) + (119 << 20);
    let found = read(&format!(
        "{{\\rtf1{{\\*\\revtbl{{Unknown;}}{{Ann Roe;}}{{Ben Poe;}}}}Control A-2741/3{{\\deleted\\revauthdel1\\revdttmdel{moment} -2019}}{{\\revised\\revauth2\\revdttm{moment} -2020}} stands.\\par next\\par}}"
    ));
    assert_eq!(found.body(), "Control A-2741/3-2020 stands.\nnext\n");
    assert_eq!(found.layer(Layer::Deleted), "Control A-2741/3-2019 stands.");
    let marks: Vec<_> = found.segments.iter().flat_map(|segment| &segment.marks).collect();
    let told = |mark: &item::Mark| (mark.start, mark.end, mark.author.clone(), mark.date.clone());
    let date = Some("2019-03-18T10:30".to_owned());
    assert_eq!(
        marks.into_iter().map(told).collect::<Vec<_>>(),
        [(16, 21, Some("Ben Poe".into()), date.clone()), (16, 21, Some("Ann Roe".into()), date)]
    );
}

#[test]
fn cells_fields_and_properties() {
    let found = read(
        r#"{\rtf1{\info{\title T\'e9}{\author Ann}{\creatim\yr2020\mo1\dy2\hr3\min4}}{\*\userprops{\propname Case No}\proptype30{\staticval 7}}
\trowd a\cell b\cell\row{\field{\*\fldinst HYPERLINK "http://x.example/"}{\fldrslt here}}{\*\unknown no}}"#,
    );
    assert!(found.body().starts_with("a\tb\nhere"), "{:?}", found.body());
    assert!(found.body().contains("http://x.example/"));
    assert!(!found.body().contains("no"));
    assert_eq!(found.first(&Key::TITLE), "Té");
    assert_eq!(found.first(&Key::CREATED), "2020-01-02T03:04:00");
    assert_eq!(found.first(&Key::custom("case-no")), "7");
}

#[test]
fn a_cell_over_two_columns_keeps_the_next_one_in_its_column() {
    let found = read(
        r"{\rtf1\trowd\cellx1000\cellx2000\cellx3000 Country\cell Name\cell Year\cell\row
\trowd\cellx2000\cellx3000 Total\cell 2020\cell\row\trowd\cellx1000\cellx2000\cellx3000 \cell Petrov\cell\cell\row}",
    );
    assert!(
        found.body().starts_with("Country\tName\tYear\nTotal\t\t2020\n\tPetrov\t"),
        "{:?}",
        found.body()
    );
}

#[test]
fn pictures_and_packed_files_are_children() {
    let found = read(
        r"{\rtf1{\pict\pngblip 89504e47}{\object\objemb{\*\objdata 0105000002000000080000005061636b61676500000000000000000024000000
0200612e74787400613a5c612e74787400000003000300000061 3a0004000000746578 74}}}",
    );
    assert_eq!(found.names(), ["image-1.png", "a.txt"]);
    assert_eq!(found.children[0].1, b"\x89PNG");
    assert_eq!(found.children[1].1, b"text");
}

#[test]
fn a_cut_document_gives_what_there_is_and_says_so() {
    let found = read(r"{\rtf1 some {\b text");
    assert_eq!(found.body().trim(), "some text");
    assert_eq!(found.partial, [PartialReason::Truncated]);
}

#[test]
fn what_stands_for_a_picture_in_a_page_is_read() {
    let found = read(
        r#"{\rtf1\fromhtml1{\*\htmltag64 <p>}Hello{\*\htmltag84 <img src="cid:x" alt="Seal of Ostrovnaya">}\par}"#,
    );
    assert!(found.body().contains("Seal of Ostrovnaya"), "{}", found.body());
}

#[test]
fn entities_of_a_page_are_letters_and_links_are_addresses() {
    let found = read(
        r#"{\rtf1\fromhtml1 keeps{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 A {\*\htmltag84 &amp;}\htmlrtf &\htmlrtf0  B{\field{\*\fldinst HYPERLINK "http://x.example/"}{\fldrslt here}}}"#,
    );
    assert!(found.body().contains("keeps A & B"), "{}", found.body());
    assert!(!found.body().contains("HYPERLINK"), "{}", found.body());
}

#[test]
fn what_fields_of_forms_begin_with_and_explain_is_hidden_text() {
    let found = read(
        r"{\rtf1 {\field{\*\fldinst FORMTEXT{\*\formfield{\fftype0{\*\ffname a}{\*\ffdeftext Belozerov}{\*\ffhelptext who pays}}}}{\fldrslt shown}}}",
    );
    assert_eq!(found.layer(Layer::Hidden).trim(), "Belozerov\nwho pays");
    assert!(found.body().contains("shown"));
}

#[test]
fn what_is_chosen_in_a_field_of_a_form_is_text() {
    let field = |data: &str, shown: &str| {
        let data = format!(r"{{\*\formfield{{{data}}}}}");
        let field = format!(r"{{\field{{\*\fldinst FORM{data}}}{{\fldrslt {shown}}}}}");
        read(&format!(r"{{\rtf1 Seat: {field} now}}")).body().trim().to_owned()
    };
    let list = r"{\*\ffl Ankara}{\*\ffl Tirana}";
    assert_eq!(field(&format!(r"\fftype2\ffres25\ffdefres1{list}"), ""), "Seat: Tirana now");
    assert_eq!(field(&format!(r"\fftype2\ffres0\ffdefres1{list}"), ""), "Seat: Ankara now");
    assert_eq!(field(&format!(r"\fftype2\ffres0{list}"), "Ankara"), "Seat: Ankara now");
    assert_eq!(field(&format!(r"\fftype2\ffres7{list}"), ""), "Seat:  now");
    assert_eq!(field(r"\fftype1\ffres25\ffdefres1", ""), "Seat: ☒ now");
    assert_eq!(field(r"\fftype1\ffres0", ""), "Seat: ☐ now");
}

#[test]
fn variables_and_entries_of_an_index_are_hidden_text() {
    let found = read(r"{\rtf1 {\*\docvar {Case}{KZ-17}}x{\xe Belo{\b zerov}}}");
    assert_eq!(found.layer(Layer::Hidden).trim(), "Case KZ-17\nBelozerov");
    assert_eq!(found.body().trim(), "x");
}

#[test]
fn text_behind_the_end_is_found() {
    assert_eq!(read(r"{\rtf1 a} left over").layer(Layer::Hidden), "left over");
}

#[test]
fn many_groups_cost_no_stack() {
    let found = read(&format!("{{\\rtf1 {}x", "{".repeat(200_000)));
    assert_eq!(found.body().trim(), "x");
}
