//! What a PDF hides on its pages: text under boxes, pictures and annotations, text in the colour of its ground,
//! invisible text. And what looks so and is not.

use item::{Layer, PartialReason, Place};
use proptest::prelude::*;

use crate::kept::Kept;
use crate::pdf::{CATALOG, FONT, PAGES, made, pdf, stream};

const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>\
    /ExtGState<</Half<</ca .5>>/Times<</BM/Multiply>>>>/XObject<</Dot 6 0 R/Scan 7 0 R/Cut 8 0 R>>>>>>";

fn picture(entries: &str, width: usize, height: usize) -> String {
    let entries = format!(
        "/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8{entries}"
    );
    stream(&entries, &"0".repeat(width * height))
}

/// What a page of this content says: its body, what it covers, what it hides.
fn layers(content: &str) -> [String; 3] {
    with_page(PAGE, content)
}

fn with_page(page: &str, content: &str) -> [String; 3] {
    let read = read(page, content);
    [Layer::Body, Layer::UnderRedaction, Layer::Hidden].map(|layer| read.layer(layer))
}

fn read(page: &str, content: &str) -> Kept {
    pdf(&made(&[
        CATALOG,
        PAGES,
        page,
        &stream("", content),
        FONT,
        &picture("", 1, 1),
        &picture("", 20, 20),
        &picture("/Mask[0 1]", 20, 20),
    ]))
}

/// Text whose baseline begins at (20, 100): `seen SECRET seen`, the second word from x = 50 to 103.
const TEXT: &str = "BT /F 12 Tf 20 100 Td (seen ) Tj (SECRET) Tj ( after) Tj ET\n";
const BOX: &str = "48 96 54 14 re f\n";

fn assert_covered(content: &str) {
    assert_eq!(layers(content), ["seen after", "SECRET", ""], "{content}");
}

fn assert_seen(content: &str) {
    assert_eq!(layers(content), ["seen SECRET after", "", ""], "{content}");
}

#[test]
fn text_under_a_box_is_kept_apart_with_its_page() {
    let read = pdf(&made(&[CATALOG, PAGES, PAGE, &stream("", &format!("{TEXT}{BOX}")), FONT]));
    assert_eq!(read.layer(Layer::Body), "seen after");
    let covered = read.segments.iter().find(|segment| segment.layer == Layer::UnderRedaction);
    let covered = covered.expect("a word is covered");
    assert_eq!((covered.text.as_str(), &covered.place), ("SECRET", &Place::Page(1)));
}

#[test]
fn whatever_is_opaque_covers() {
    for cover in [
        "0 0 0 rg 48 96 54 14 re f",
        "1 g 48 96 54 14 re f",
        "48 96 27 14 re 75 96 27 14 re f",
        "48 96 m 102 96 l 102 110 l 48 110 l f",
        "50 96 m 100 96 l 102 98 l 102 108 l 100 110 l 50 110 l 48 108 l 48 98 l h f",
        "q 0 1 -1 0 0 0 cm 96 -102 14 54 re f Q",
        "14 w 48 103 m 102 103 l S",
        "48 96 54 14 re B",
        "/Times gs 48 96 54 14 re f",
        "q 54 0 0 14 48 96 cm /Scan Do Q",
        "q 54 0 0 14 48 96 cm /Dot Do Q",
        "q 40 90 70 30 re W n 48 96 54 14 re f Q",
        "48 96 54 14 re f 1 g BT /F 6 Tf 60 100 Td (X) Tj ET",
    ] {
        let [body, covered, _] = layers(&format!("{TEXT}{cover}\n"));
        assert_eq!((body.contains("SECRET"), covered.as_str()), (false, "SECRET"), "{cover}");
    }
}

#[test]
fn what_does_not_hide_covers_nothing() {
    for content in [
        format!("10 90 200 30 re f 1 g {TEXT}"),
        format!("{TEXT}48 96 54 14 re S"),
        format!("{TEXT}48 103 54 1 re f"),
        format!("{TEXT}48 96 54 5 re f"),
        format!("{TEXT}48 90 54 5 re f"),
        format!("{TEXT}/Half gs {BOX}"),
        format!("{TEXT}1 1 0 rg /Times gs {BOX}"),
        format!("{TEXT}q 0 0 10 10 re W n {BOX} Q"),
        format!("{TEXT}q 48 96 m 60 96 l 48 99 l W n {BOX} Q"),
        format!("{TEXT}40 90 70 30 re 44 92 62 24 re f*"),
        format!("{TEXT}q 54 0 0 14 48 96 cm /Cut Do Q"),
    ] {
        assert_seen(&content);
    }
}

#[test]
fn text_that_is_drawn_again_over_the_box_is_seen() {
    assert_seen(&format!("{TEXT}1 g {BOX} 0 g {TEXT}"));
    let word = "BT /F 12 Tf 20 100 Td (SECRET) Tj ET";
    assert_eq!(layers(&format!("{word} 1 g 0 0 300 300 re f 0 g {word}")), ["SECRET", "", ""]);
}

#[test]
fn text_in_the_colour_of_its_box_is_covered() {
    assert_covered(
        "BT /F 12 Tf 20 100 Td (seen ) Tj ET 48 96 54 14 re f BT /F 12 Tf 50.03 100 Td (SECRET) Tj ET \
         BT /F 12 Tf 106 100 Td (after) Tj ET",
    );
    let outlined = "1 g 48 96 54 14 re f BT /F 12 Tf 2 Tr 0 G 50 100 Td (SECRET) Tj ET";
    assert_eq!(layers(outlined), ["SECRET", "", ""]);
}

#[test]
fn words_stay_whole_and_signs_are_no_secret() {
    let text = "BT /F 12 Tf 20 100 Td (Ivanov) Tj ET ";
    assert_eq!(layers(&format!("{text} 20 96 32 14 re f")), ["", "Ivanov", ""]);
    assert_eq!(layers(&format!("{text} 20 96 8 14 re f")), ["Ivanov", "", ""]);
    assert_eq!(
        layers("BT /F 12 Tf 20 100 Td (______) Tj ET 1 g 10 90 90 30 re f"),
        ["______", "", ""]
    );
}

#[test]
fn covered_words_with_seen_ones_between_stand_in_lines_of_their_own() {
    let text = "BT /F 12 Tf 20 100 Td (AAA ) Tj (met ) Tj (BBB) Tj ET ";
    let [body, covered, _] = layers(&format!("{text} 18 96 26 14 re f 69 96 30 14 re f"));
    assert_eq!((body.as_str(), covered.as_str()), ("met", "AAA\nBBB"));
}

#[test]
fn the_text_of_a_scanned_page_is_no_secret() {
    let scan = "q 300 0 0 300 0 0 cm /Scan Do Q ";
    assert_seen(&format!("{TEXT}{scan}"));
    assert_seen(&format!("3 Tr {TEXT}{scan}"));
    assert_seen(&format!("{scan} 3 Tr {TEXT}"));
    assert_covered(&format!("{scan} 3 Tr {TEXT} 0 Tr {BOX}"));
    assert_covered(&format!("3 Tr {TEXT}{scan}{BOX}"));
}

#[test]
fn invisible_text_where_nothing_is_to_be_seen_is_hidden() {
    let text = "BT /F 12 Tf 20 100 Td (seen) Tj 0 -40 Td 3 Tr (NOTE) Tj ET ";
    assert_eq!(layers(text), ["seen", "", "NOTE"]);
    let on_box = format!("10 50 90 24 re f {text}");
    assert_eq!(layers(&on_box), ["seen", "NOTE", ""]);
}

#[test]
fn white_text_on_bare_paper_is_hidden() {
    let text = "BT /F 12 Tf 20 100 Td (seen) Tj 0 -40 Td 1 g (NOTE) Tj ET ";
    assert_eq!(layers(text), ["seen", "", "NOTE"]);
    let on_box = format!("10 50 90 24 re f {text}");
    assert_eq!(layers(&on_box), ["seen\n\nNOTE", "", ""]);
    let on_shape = format!("10 50 m 100 50 l 100 74 l 10 80 l f {text}");
    assert_eq!(layers(&on_shape), ["seen\n\nNOTE", "", ""]);
}

#[test]
fn annotations_cover_and_mark() {
    let with = |annotation: &str| {
        let page = PAGE.replace("/Resources", &format!("/Annots[{annotation}]/Resources"));
        with_page(&page, TEXT)
    };
    let place = "/Rect[48 96 102 110]";
    for annotation in [
        format!("<</Subtype/Square/IC[0]{place}>>"),
        format!("<</Subtype/Redact{place}>>"),
        "<</Subtype/Redact/Rect[0 0 300 300]/QuadPoints[48 110 102 110 48 96 102 96]>>".to_owned(),
        format!("<</Subtype/FreeText{place}/AP<</N 9 0 R>>>>"),
    ] {
        let form = stream("/Type/XObject/Subtype/Form/BBox[0 0 54 14]", "0 0 54 14 re f");
        let page = PAGE.replace("/Resources", &format!("/Annots[{annotation}]/Resources"));
        let dot = picture("", 1, 1);
        let read =
            pdf(&made(&[CATALOG, PAGES, &page, &stream("", TEXT), FONT, &dot, &dot, &dot, &form]));
        assert_eq!(read.layer(Layer::UnderRedaction), "SECRET", "{annotation}");
        assert_eq!(read.layer(Layer::Body), "seen after", "{annotation}");
        let field = page.replace("/FreeText", "/Widget");
        let read =
            pdf(&made(&[CATALOG, PAGES, &field, &stream("", TEXT), FONT, &dot, &dot, &dot, &form]));
        assert_eq!(read.layer(Layer::UnderRedaction).is_empty(), field != page);
    }
    for annotation in [
        format!("<</Subtype/Square{place}>>"),
        format!("<</Subtype/Square/IC[0]/CA .4{place}>>"),
        format!("<</Subtype/Square/IC[0]/F 2{place}>>"),
        format!("<</Subtype/Highlight/C[0]{place}>>"),
    ] {
        assert_eq!(with(&annotation), ["seen SECRET after", "", ""], "{annotation}");
    }
}

#[test]
fn a_page_with_too_much_paint_says_so() {
    let line =
        |number: i32| format!("BT /F 6 Tf 20 {} Td (text and text) Tj ET ", 10 * number + 120);
    let lines = (0..20).map(line).collect::<Vec<_>>().concat();
    let many = format!("{TEXT}{lines}{}{BOX}", "0 0 20 300 re f ".repeat(100_000));
    let read = pdf(&made(&[CATALOG, PAGES, PAGE, &stream("", &many), FONT]));
    assert!(read.layer(Layer::Body).contains("SECRET"));
    assert_eq!(read.warnings[0].to_string(), "redaction-check-incomplete: pages 1");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_word_is_lost_whatever_is_painted(
        operators in prop::collection::vec(prop::sample::select(vec![
            "0 g", "1 g", "q", "Q", "W n", "f", "f*", "S", "B", "/Half gs", "/Times gs", "3 Tr", "0 Tr", "14 w",
            "48 96 54 14 re", "0 0 300 300 re", "0 100 m 300 100 l", "1e9 0 0 1e9 0 0 cm", "0 0 0 0 0 0 cm",
            "54 0 0 14 48 96 cm", ".01 0 0 .01 0 0 cm", "/Scan Do", "/Dot Do", "/Cut Do",
        ]), 0..24),
    ) {
        let content = format!("{TEXT}{}", operators.join("\n"));
        let all = layers(&content).join(" ");
        for word in ["seen", "SECRET", "after"] {
            prop_assert_eq!(all.matches(word).count(), 1, "{} in {:?}", word, all);
        }
    }
}

#[test]
fn a_scan_with_a_stamp_waits_for_ocr_and_other_pages_with_pictures_do_not() {
    let waits = |content: &str| read(PAGE, content).partial == [PartialReason::AwaitingOcr];
    let scan = "q 300 0 0 300 0 0 cm /Scan Do Q ";
    let stamp = "BT /F 8 Tf 20 10 Td (LEAK-000123 CONFIDENTIAL) Tj ET ";
    assert!(
        waits(&format!("{scan}{stamp}"))
            && waits(&format!("{stamp}q 300 0 0 200 0 50 cm /Scan Do Q "))
    );
    let stamped = read(PAGE, &format!("{scan}{stamp}"));
    assert_eq!(stamped.layer(Layer::Body), "LEAK-000123 CONFIDENTIAL");
    let strips = (0..10).map(|at| format!("q 300 0 0 30 0 {} cm /Scan Do Q", 30 * at));
    let in_strips = strips.collect::<Vec<_>>().join(" ");
    assert!(waits(&format!("{in_strips} {stamp}")));
    let laid_under = format!("{scan} 3 Tr {TEXT} 0 Tr {stamp}");
    let small = format!("q 150 0 0 150 0 50 cm /Scan Do Q {stamp}");
    let written =
        format!("{scan}BT /F 2 Tf 10 280 Td 3 TL {} ET", "(a line of the text) ' ".repeat(12));
    for content in [laid_under, small, written, stamp.to_owned()] {
        assert!(!waits(&content), "{content}");
    }
}
