//! PDFs: known texts, encryption, what stands beside the pages, damage and malice.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use formats::{Error, Limits};
use item::{EncryptedReason, Layer, LimitReason, PartialReason, Place};
use proptest::prelude::*;

use crate::kept::{Bytewise, Kept, extract, extract_with};

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pdf").join(name);
    std::fs::read(path).expect("the fixture is part of the crate")
}

pub(crate) fn pdf(bytes: &[u8]) -> Kept {
    extract("pdf", bytes.to_vec())
}

fn words(text: &str) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(|character: char| !character.is_alphanumeric()) {
        *words.entry(word.to_lowercase()).or_default() += usize::from(!word.is_empty());
    }
    words
}

/// The share of the words of `known` that stand in `read` as often, in percent.
fn recall(known: &str, read: &str) -> usize {
    let (known, read) = (words(known), words(read));
    let found: usize =
        known.iter().map(|(word, count)| *count.min(read.get(word).unwrap_or(&0))).sum();
    found * 100 / known.values().sum::<usize>()
}

/// A PDF with these objects, numbered from 1; the first is the catalog.
pub(crate) fn made(objects: &[&str]) -> Vec<u8> {
    let numbered: Vec<(usize, &str)> = (1..).zip(objects.iter().copied()).collect();
    appended("%PDF-1.7\n", &numbered, objects.len() + 1, "")
}

/// `base` with these objects and a cross-reference section appended.
fn appended(base: &str, objects: &[(usize, &str)], size: usize, trailer: &str) -> Vec<u8> {
    let mut file = base.to_owned();
    let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
    for (number, object) in objects {
        writeln!(table, "{number} 1\n{:010} 00000 n ", file.len()).expect("memory takes it");
        write!(file, "{number} 0 obj\n{object}\nendobj\n").expect("memory takes it");
    }
    let start = file.len();
    write!(
        file,
        "{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n"
    )
    .expect("memory takes it");
    file.into_bytes()
}

pub(crate) fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

pub(crate) const CATALOG: &str = "<</Type/Catalog/Pages 2 0 R>>";
pub(crate) const PAGES: &str = "<</Type/Pages/Count 1/Kids[3 0 R]>>";
const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>";
pub(crate) const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";

fn saying(text: &str) -> String {
    stream("", &format!("BT /F 12 Tf 20 200 Td ({text}) Tj ET"))
}

#[test]
fn known_texts_are_read_in_five_languages() {
    for language in ["en", "fr", "es", "ru", "ar"] {
        let known = String::from_utf8(fixture(&format!("texts/{language}.txt")));
        let known = known.expect("the texts are UTF-8");
        for maker in ["fpdf2", "typst"] {
            let read = pdf(&fixture(&format!("{language}-{maker}.pdf")));
            let recall = recall(&known, &read.layer(Layer::Body));
            assert!(
                recall >= 99,
                "{language}-{maker}: {recall} % in {:?}",
                read.layer(Layer::Body)
            );
        }
    }
}

#[test]
fn columns_are_read_one_after_the_other() {
    for language in ["en", "fr", "es", "ru"] {
        let known = String::from_utf8(fixture(&format!("texts/{language}.txt")));
        let known = known.expect("the texts are UTF-8");
        let read = pdf(&fixture(&format!("{language}-typst.pdf"))).layer(Layer::Body);
        let in_order = |text: &str| {
            let words = text.split(|character: char| !character.is_alphanumeric());
            words.filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(in_order(&read), in_order(&known));
    }
}

#[test]
fn a_pdf_with_an_empty_password_is_read_and_says_how_it_was_locked() {
    for (method, said) in [
        ("rc4-40", "RC4-40"),
        ("rc4-128", "RC4-128"),
        ("aes-128", "AES-128"),
        ("aes-256", "AES-256"),
    ] {
        let read = pdf(&fixture(&format!("{method}-empty.pdf")));
        assert!(read.layer(Layer::Body).contains("Anna Keller"), "{method}");
        let values = read.values("encryption");
        assert!(values.iter().any(|value| value.starts_with(said)), "{method}: {values:?}");
    }
}

#[test]
fn a_locked_pdf_asks_for_its_password_and_opens_with_either() {
    for method in ["rc4-40", "rc4-128", "aes-128", "aes-256"] {
        let bytes = fixture(&format!("{method}-user.pdf"));
        let closed = extract_with("pdf", bytes.clone(), "a.pdf", &["wrong"], Limits::default());
        assert!(
            matches!(closed.error, Some(Error::Encrypted(EncryptedReason::NeedsPassword))),
            "{method}: {:?}",
            closed.error
        );
        for password in ["open sesame", "owner"] {
            let passwords = ["wrong", password];
            let open = extract_with("pdf", bytes.clone(), "a.pdf", &passwords, Limits::default());
            assert!(open.layer(Layer::Body).contains("Anna Keller"), "{method}: {:?}", open.error);
        }
    }
}

#[test]
fn what_stands_beside_the_page_is_found() {
    let read = pdf(&fixture("extras.pdf"));
    assert_eq!(read.names(), ["ledger.csv"]);
    assert_eq!(read.children[0].1, Bytewise::Whole(b"name,sum\nKeller,12\n".to_vec()));
    assert!(read.layer(Layer::Comment).contains("Who approved this?"));
    assert!(read.layer(Layer::Body).contains("First part"));
    assert_eq!(read.values("title"), ["Minutes"]);
    assert_eq!(read.values("author"), ["Anna Keller"]);
    assert_eq!(read.values("created"), ["2020-01-02T03:04:05Z"]);
    assert_eq!(read.values("pages"), ["1"]);
    assert_eq!(read.values("link"), ["https://example.org/annex"]);
}

#[test]
fn an_earlier_revision_gives_the_text_that_was_taken_out() {
    let first = made(&[CATALOG, PAGES, PAGE, &saying("paid to Keller"), FONT]);
    let first = String::from_utf8(first).expect("made of text");
    let start = first.rfind("xref\n0 1").expect("it has a table");
    let trailer = format!("/Prev {start}");
    let later = saying("paid to nobody");
    let read = pdf(&appended(&first, &[(4, &later)], 6, &trailer));
    assert_eq!(read.layer(Layer::Body), "paid to nobody");
    assert_eq!(read.layer(Layer::EarlierRevision), "paid to Keller");
    let earlier = read.segments.last().expect("there are two segments");
    assert_eq!(earlier.place, Place::Part("revision 1, page 1".to_owned()));
}

#[test]
fn text_in_a_layer_that_is_switched_off_is_found() {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R\
        /Resources<</Font<</F 5 0 R>>/Properties<</L 6 0 R>>>>>>";
    let content =
        "BT /F 12 Tf 20 200 Td (seen) Tj ET /OC /L BDC BT /F 12 Tf 20 100 Td (unseen) Tj ET EMC";
    let read = pdf(&made(&[
        "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>>>",
        PAGES,
        page,
        &stream("", content),
        FONT,
        "<</Type/OCG/Name(Draft)>>",
    ]));
    assert_eq!(read.layer(Layer::Body), "seen");
    assert_eq!(read.layer(Layer::Hidden), "unseen");
}

#[test]
fn values_of_form_fields_are_read() {
    let read = pdf(&made(&[
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>",
        PAGES,
        PAGE,
        &saying("form"),
        FONT,
        "<</T(person)/Kids[7 0 R 8 0 R]>>",
        "<</T(name)/TU(Full name)/FT/Tx/V(Anna Keller)/Parent 6 0 R>>",
        "<</T(consent)/FT/Btn/V/Yes/Parent 6 0 R>>",
    ]));
    let form = read.segments.iter().find(|segment| segment.place == Place::Part("form".to_owned()));
    let expected = "person.name (Full name): Anna Keller\nperson.consent: Yes";
    assert_eq!(form.expect("a form").text, expected);
}

#[test]
fn fields_without_a_value_give_their_question_and_what_they_begin_with() {
    let read = pdf(&made(&[
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R 7 0 R 8 0 R]>>>>",
        PAGES,
        PAGE,
        &saying("form"),
        FONT,
        "<</T(payer)/FT/Tx/DV(Belozerov)>>",
        "<</T(q7)/TU(Who ordered the payment?)/FT/Tx>>",
        "<</T(empty)/FT/Tx>>",
    ]));
    let place = Place::Part("fields without a value".to_owned());
    let part = read.segments.iter().find(|segment| segment.place == place).expect("it is there");
    assert_eq!(part.text, "payer: Belozerov\nq7 (Who ordered the payment?)");
}

#[test]
fn subjects_of_annotations_are_read_unless_they_name_a_tool() {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R\
        /Resources<</Font<</F 5 0 R>>>>/Annots[6 0 R 7 0 R 8 0 R]>>";
    let note = |entries: &str| format!("<</Type/Annot/Rect[0 0 9 9]/Subtype/Highlight{entries}>>");
    let read = pdf(&made(&[
        CATALOG,
        PAGES,
        page,
        &saying("text"),
        FONT,
        &note("/T(Keller)/Subj(Ostrovnaya account)/Contents(check)"),
        &note("/Subj(Second transfer)"),
        &note("/Subj(Highlight)"),
    ]));
    assert_eq!(read.layer(Layer::Comment), "Keller, Ostrovnaya account: check\n\nSecond transfer");
}

#[test]
fn text_in_patterns_and_masks_is_read() {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>\
        /Pattern<</P 6 0 R>>/ExtGState<</G<</SMask<</S/Alpha/G 7 0 R>>>>>>>>>>";
    let content = stream(
        "",
        "/Pattern cs /P scn 0 0 300 300 re f 0 0 300 300 re f \
         /G gs 0 0 1 rg 0 0 300 300 re f",
    );
    let tile = stream(
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 200 50]/XStep 200/YStep 50\
         /Resources<</Font<</F 5 0 R>>>>",
        "BT /F 12 Tf 5 5 Td (Belozerov) Tj ET",
    );
    let mask = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 300 300]/Group<</S/Transparency/CS/DeviceGray>>\
         /Resources<</Font<</F 5 0 R>>>>",
        "BT /F 12 Tf 5 205 Td (Kuznetsova) Tj ET",
    );
    let read = pdf(&made(&[CATALOG, PAGES, page, &content, FONT, &tile, &mask]));
    let all: String = read.segments.iter().map(|segment| segment.text.as_str()).collect();
    assert_eq!(all.matches("Belozerov").count(), 1, "{all}");
    assert_eq!(all.matches("Kuznetsova").count(), 1, "{all}");
}

#[test]
fn codes_are_characters_where_a_font_says_so_by_a_name() {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]\
        /ToUnicode/Identity-H>>";
    let descendant = "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 500\
        /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>";
    let content = stream("", "BT /F 12 Tf 20 200 Td <041f043504410442> Tj ET");
    let read = pdf(&made(&[CATALOG, PAGES, PAGE, &content, font, descendant]));
    assert_eq!(read.layer(Layer::Body), "Пест");
    assert!(read.partial.is_empty());
}

#[test]
fn a_stream_without_its_end_is_read() {
    let whole = made(&[CATALOG, PAGES, PAGE, FONT, FONT, &saying("cut off")]);
    let whole =
        String::from_utf8(whole).expect("it is text").replace("/Contents 4 0 R", "/Contents 6 0 R");
    for ending in ["endstream", "Tj ET"] {
        let cut = whole.rfind(ending).expect("it is there");
        let read =
            pdf(&[&whole.as_bytes()[..cut], if ending == "Tj ET" { b"Tj" } else { b"" }].concat());
        assert_eq!(read.layer(Layer::Body), "cut off", "{ending}");
    }
}

#[test]
fn names_short_forms_and_data_of_programs_are_read() {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>\
        /PieceInfo<</App<</Private<</Owner(kept by a program)>>>>>>>>";
    let catalog = "<</Type/Catalog/Pages 2 0 R/Dests<</Chapter_seven[3 0 R/Fit]>>/PageLabels<</Nums[0<</P(Annex-)>>]>>\
        /OCProperties<</OCGs[6 0 R]/D<</Order[6 0 R]>>>>>>";
    let content =
        stream("", "/Span<</E(Ministry of Finance)>>BDC BT /F 12 Tf 20 200 Td (MoF) Tj ET EMC");
    let layer = "<</Type/OCG/Name(Draft layer)>>";
    let read = pdf(&made(&[catalog, PAGES, page, &content, FONT, layer]));
    assert_eq!(read.layer(Layer::Hidden), "Ministry of Financekept by a program");
    let names = read.layer(Layer::Metadata);
    for name in ["Chapter_seven", "Annex-", "Draft layer"] {
        assert!(names.contains(name), "{names}");
    }
}

#[test]
fn a_page_that_no_list_names_is_hidden_text() {
    let orphan = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 7 0 R/Resources<</Font<</F 5 0 R>>>>>>";
    let read =
        pdf(&made(&[CATALOG, PAGES, PAGE, &saying("kept"), FONT, orphan, &saying("taken out")]));
    assert_eq!(
        (read.layer(Layer::Body), read.layer(Layer::Hidden)),
        ("kept".into(), "taken out".into())
    );
}

#[test]
fn a_page_that_is_a_picture_waits_for_its_text() {
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>";
    let image = stream(
        "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8",
        "0",
    );
    let read = pdf(&made(&[CATALOG, PAGES, page, &stream("", "q 9 0 0 9 0 0 cm /I Do Q"), &image]));
    assert_eq!(read.partial, [PartialReason::AwaitingOcr]);
    assert_eq!(read.warnings[0].to_string(), "awaiting-ocr: pages 1");
}

#[test]
fn glyphs_without_a_meaning_are_counted_and_shown_once() {
    let font = "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 1/LastChar 2/Widths[1 1]\
        /CharProcs<</q1 6 0 R>>/Encoding<</Differences[1/q1/q1]>>>>";
    let glyph = stream("", "1 0 0 0 1 1 d1 0 0 1 1 re f");
    let read = pdf(&made(&[CATALOG, PAGES, PAGE, &saying(r"\1\2\1\2"), font, &glyph]));
    assert_eq!(read.partial, [PartialReason::UnmappedGlyphs]);
    assert_eq!(read.warnings[0].to_string(), "unmapped-glyphs: page 1, 100 %");
    assert_eq!(read.layer(Layer::Body), "\u{fffd}");
}

#[test]
fn the_codes_of_drawn_glyphs_are_taken_where_their_names_mean_nothing() {
    let font = "<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 98/Widths[1 1]\
        /CharProcs<</97 6 0 R/98 6 0 R>>/Encoding<</Differences[97/97/98]>>>>";
    let glyph = stream("", "1 0 0 0 1 1 d1 0 0 1 1 re f");
    let read = pdf(&made(&[CATALOG, PAGES, PAGE, &saying("abba"), font, &glyph]));
    assert_eq!(read.layer(Layer::Body), "abba");
    assert!(read.partial.is_empty());
}

#[test]
fn what_a_font_cannot_name_is_taken_from_the_marked_content() {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>";
    let descendant = "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 500\
        /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>";
    let map = stream(
        "",
        "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange \
         4 beginbfchar <0001> <006f> <0002> <0000> <0003> <e001> <0004> <0072> endbfchar endcmap",
    );
    let content = |code: &str| {
        stream(
            "",
            &format!(
                "BT /F 12 Tf 20 200 Td <0001> Tj /Span<</ActualText(ff)>>BDC <{code}> Tj EMC <0004> Tj ET"
            ),
        )
    };
    for code in ["0002", "0003"] {
        let read = pdf(&made(&[CATALOG, PAGES, PAGE, &content(code), font, descendant, &map]));
        assert_eq!(read.layer(Layer::Body), "offr", "{code}");
    }
}

#[test]
fn what_glyphs_are_said_to_stand_for_is_hidden_text_where_they_say_something_else() {
    let page = |said: &str| {
        let content =
            format!("BT /F 12 Tf 20 200 Td /Span<</ActualText({said})>>BDC (Paid) Tj EMC ET");
        pdf(&made(&[CATALOG, PAGES, PAGE, &stream("", &content), FONT]))
    };
    let other = page("Keller");
    assert_eq!(
        (other.layer(Layer::Body), other.layer(Layer::Hidden)),
        ("Paid".into(), "Keller".into())
    );
    for same in ["Paid", "paid ", "diaP", " "] {
        assert_eq!(page(same).layer(Layer::Hidden), "", "{same}");
    }
}

#[test]
fn what_a_part_of_a_word_is_said_to_be_stands_in_that_word() {
    let content =
        "BT /F 12 Tf 20 200 Td (on Ore) Tj /Span<</ActualText(s)>>BDC (MM) Tj EMC (ic case) Tj ET";
    let page = pdf(&made(&[CATALOG, PAGES, PAGE, &stream("", content), FONT]));
    assert_eq!(page.layer(Layer::Body), "on OreMMic case");
    assert_eq!(page.layer(Layer::Hidden), "Oresic");
}

#[test]
fn what_is_said_in_the_place_of_a_picture_is_hidden_text() {
    let content = "/Figure<</Alt(Map of Narva)>>BDC BT /F 12 Tf 20 200 Td (Paid) Tj ET EMC";
    let page = pdf(&made(&[CATALOG, PAGES, PAGE, &stream("", content), FONT]));
    assert_eq!(page.layer(Layer::Hidden), "Map of Narva");
}

#[test]
fn a_field_whose_value_is_rich_text_alone_has_it() {
    let catalog = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>";
    let field = "<</FT/Tx/T(notes)/RV(<body><p>Kel<b>ler</b></p></body>)>>";
    let page = pdf(&made(&[
        catalog,
        PAGES,
        PAGE,
        &stream("", "BT /F 12 Tf 20 200 Td (x) Tj ET"),
        FONT,
        field,
    ]));
    assert!(page.layer(Layer::Body).contains("notes: Keller"), "{}", page.layer(Layer::Body));
}

#[test]
fn a_page_whose_content_is_broken_is_named() {
    let broken = stream("/Filter/FlateDecode", "this is not deflate");
    let read = pdf(&made(&[CATALOG, PAGES, PAGE, &broken, FONT]));
    assert_eq!(read.partial, [PartialReason::Damaged]);
    assert_eq!(read.warnings[0].to_string(), "content-not-read: pages 1");
}

#[test]
fn a_certificate_is_asked_for_where_one_is_needed() {
    let first = made(&[CATALOG, PAGES, PAGE, &saying("closed"), FONT]);
    let first = String::from_utf8(first).expect("made of text");
    let locked = first.replace(
        "/Root 1 0 R",
        "/Root 1 0 R/ID[(a)(a)]/Encrypt<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4>>",
    );
    let read = pdf(locked.as_bytes());
    assert!(
        matches!(read.error, Some(Error::Encrypted(EncryptedReason::NeedsKey))),
        "{:?}",
        read.error
    );
}

#[test]
fn loops_end() {
    let itself = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>",
        "/X Do",
    );
    let page = "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>";
    let loops: [&[&str]; 4] = [
        &[CATALOG, PAGES, page, &stream("", "/X Do"), &itself],
        &[CATALOG, "<</Type/Pages/Count 1/Kids[2 0 R 3 0 R]>>", PAGE, &saying("kept"), FONT],
        &[
            "<</Type/Catalog/Pages 2 0 R/Outlines<</First 6 0 R>>>>",
            PAGES,
            PAGE,
            &saying("kept"),
            FONT,
            "<</Title(again)/Next 6 0 R/First 6 0 R>>",
        ],
        &[
            "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>",
            PAGES,
            PAGE,
            &saying("kept"),
            FONT,
            "<</T(a)/V(b)/Kids[6 0 R]>>",
        ],
    ];
    for objects in loops {
        assert!(pdf(&made(objects)).error.is_none(), "{objects:?}");
    }
    let first = String::from_utf8(made(&[CATALOG, PAGES, PAGE, &saying("kept"), FONT]));
    let first = first.expect("made of text");
    let start = first.rfind("xref\n0 1").expect("it has a table");
    let looped = first.replace("/Root 1 0 R", &format!("/Root 1 0 R/Prev {start}"));
    assert_eq!(pdf(looped.as_bytes()).layer(Layer::Body), "kept");
}

#[test]
fn a_cut_file_keeps_what_it_has_or_says_that_it_is_cut() {
    let whole = made(&[CATALOG, PAGES, PAGE, &saying("kept"), FONT]);
    let without_table = whole.len() - 200;
    assert_eq!(pdf(&whole[..without_table]).layer(Layer::Body), "kept");
    assert!(matches!(pdf(&whole[..40]).error, Some(Error::Truncated)));
}

#[test]
fn text_beyond_the_limit_is_an_error_and_not_silence() {
    let limits = Limits { text_bytes: 10, ..Limits::default() };
    let read = extract_with("pdf", fixture("en-fpdf2.pdf"), "a.pdf", &[], limits);
    assert!(matches!(read.error, Some(Error::Limit(LimitReason::Output))), "{:?}", read.error);
    assert!(read.layer(Layer::Body).starts_with("The commis"));
}

#[test]
fn real_files_give_their_text() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    let mut waiting = vec![root.clone()];
    let (mut files, mut texts) = (0, 0);
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "pdf") {
                files += 1;
                texts += usize::from(pdf(&std::fs::read(path).unwrap_or_default()).has_text());
            }
        }
    }
    if files == 0 {
        skipped(&root);
        return;
    }
    assert!(texts * 100 >= files * 78, "{texts} of {files}");
}

#[expect(clippy::print_stderr, reason = "a skipped test must be seen")]
fn skipped(root: &Path) {
    eprintln!("SKIPPED: no PDFs under `{}`", root.to_string_lossy());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn damaged_files_end_the_same_way_each_time(
        seed in 0_usize..4,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..24),
        cut in any::<prop::sample::Index>(),
        is_cut in any::<bool>(),
    ) {
        let mut bytes = fixture(["extras.pdf", "aes-256-empty.pdf", "ru-typst.pdf", "rc4-40-user.pdf"][seed]);
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if is_cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        prop_assert_eq!(pdf(&bytes).fingerprint(), pdf(&bytes).fingerprint());
    }

    #[test]
    fn anything_after_a_header_ends(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let mut file = b"%PDF-1.4\n".to_vec();
        file.extend(bytes);
        prop_assert!(pdf(&file).error.is_some());
    }
}

#[test]
fn arabic_lines_keep_their_control_numbers_whole() {
    let trove = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/trove");
    for (name, line) in [
        ("notices/تعميم.pdf", "رقم المراقبة: A-2741/3-2019\nرقم الملف: 2019/41872"),
        ("notes/ملاحظات.pdf", "رقم المراقبة: A-2741/3-2019"),
        ("messages/2018/رسالة 2018-11-07.pdf", "رقم A-6127/8-2017 بتاريخ 7 نوفمبر 2018، وهو يخص"),
        ("messages/2021/استفسار موسكو 2021-04-06.pdf", "رقم A-2299/3-2021 لدى الإنتربول"),
        ("ccf/R287.20/قرار.pdf", "المرجع: CCF/114/R287.20"),
    ] {
        let bytes = std::fs::read(trove.join(name)).expect("the trove is part of the project");
        let text = pdf(&bytes).layer(Layer::Body);
        assert!(text.contains(line), "{name}: {text}");
    }
}
