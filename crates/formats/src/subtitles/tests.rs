use item::{Key, Layer};
use proptest::prelude::*;

use super::cues::LONGEST;
use super::*;
use crate::probe::{self, Found};

fn read(text: &str) -> Found {
    probe::of(extract, text.as_bytes())
}

/// The words of the body, each with its place.
fn said(found: &Found) -> Vec<(String, &str)> {
    let body = found.segments.iter().filter(|segment| segment.layer == Layer::Body);
    body.map(|segment| (segment.place.to_string(), segment.text.as_str())).collect()
}

fn row<'t>(place: &str, text: &'t str) -> (String, &'t str) {
    (place.to_owned(), text)
}

#[test]
fn sub_rip_gives_words_without_marks_at_their_time() {
    let found = read(
        "1\r\n00:00:00,970 --> 00:00:03,000\r\n<font color=\"#ffff00\">The <i>deal</i>s</font> of\r\n\r\n\
         2\r\n00:00:04,080 --> 00:00:06,080 X1:40\r\n{\\an8}Hargreaves & Co. {sic} <Riga> 2 < 3.\r\n\r\n3\r\n00:01:00,000 --> 00:01:02,000\r\n2019\r\n",
    );
    assert_eq!(
        said(&found),
        [
            row(
                "00:00:00.970–00:00:06.080",
                "The deals of\nHargreaves & Co. {sic} <Riga> 2 < 3.\n"
            ),
            row("00:01:00.000–00:01:02.000", "2019\n"),
        ]
    );
}

#[test]
fn web_vtt_gives_speakers_and_keeps_notes_and_settings_apart() {
    let found = read(
        "WEBVTT - Hearing\nLanguage: en\n\nNOTE checked by\nOstrovnaya\n\nSTYLE\n::cue { color: red }\n\nintro\n\
         00:00.480 --> 00:02.399 align:start\nthe<00:00:00.719><c.x> deal</c> with\n\n00:02.400 --> 00:04.000\n<v.loud Testerson>R&amp;D <b>bud</b>get.\n",
    );
    assert_eq!(
        said(&found),
        [row("00:00.480–00:04.000", "the deal with\nTesterson: R&D budget.\n")]
    );
    assert_eq!(found.layer(Layer::Comment), "checked by\nOstrovnaya\n");
    assert!(found.layer(Layer::Hidden).contains("::cue { color: red }\nintro\n"), "{found:?}");
    assert_eq!(found.first(&Key::LANGUAGE), "en");
}

#[test]
fn ass_gives_lines_and_speakers_without_styles_and_drawings() {
    let found = read(
        "[Script Info]\n; by Aegisub\nTitle: Hearing\n[V4+ Styles]\nStyle: Default,Arial,20\n[Events]\n\
         Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n\
         Dialogue: 0,0:00:01.00,0:00:03.00,Default,Vera,0,0,0,,First\\N{\\i1}Mar{\\i0}chand, {unsure}then nothing.\n\
         Dialogue: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}seen\n\
         Comment: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,ask Belozerov, please\n",
    );
    assert_eq!(
        said(&found),
        [
            row("0:00:01.00–0:00:03.00", "Vera: First\nMarchand, then nothing.\n"),
            row("0:00:04.00–0:00:05.00", "seen\n"),
        ]
    );
    assert_eq!(found.layer(Layer::Comment), "by Aegisub\nunsure\nask Belozerov, please\n");
    assert_eq!(found.first(&Key::TITLE), "Hearing");
    assert!(found.layer(Layer::Hidden).contains("Style: Default,Arial,20"));
}

#[test]
fn sami_is_read_as_a_page_in_pieces() {
    let found = read(
        "<SAMI><HEAD><TITLE>T</TITLE><STYLE TYPE='text/css'><!--\nP {margin-left:2pt;}\n--></STYLE></HEAD><BODY>\n\
         <SYNC Start=1000><P Class=FRCC>L&eacute;gende sur<br>Vauclair.\n<SYNC Start='3723004'><P>Fin\n</BODY></SAMI>",
    );
    assert_eq!(
        said(&found),
        [
            row("00:00:01.000–01:02:03.004", "Légende sur\nVauclair.\n"),
            row("01:02:03.004", "Fin\n")
        ]
    );
    assert_eq!(found.first(&Key::TITLE), "T");
    assert!(found.layer(Layer::Hidden).contains("margin-left"), "{found:?}");
}

#[test]
fn ttml_gives_paragraphs_whose_words_are_parted_by_breaks() {
    let ttml = "<?xml version='1.0'?><tt xmlns='http://www.w3.org/ns/ttml' xmlns:ttm='x'><head><ttm:title>T</ttm:title>\
                <ttm:copyright>© Narva</ttm:copyright></head><!-- ask Vera --><body><div><p begin='16s' end='22s'>&gt; they<br/>\
                li<span>ve</span>\n  on</p></div></body></tt>";
    let found = read(ttml);
    assert_eq!(said(&found), [row("16s–22s", "> they\nlive on\n")]);
    assert_eq!(found.first(&Key::TITLE), "T");
    assert_eq!(found.layer(Layer::Hidden), "© Narva\n");
    assert_eq!(found.layer(Layer::Comment), "ask Vera\n");
    let cut = read(&ttml[..ttml.len() - 40]);
    assert!(cut.body().starts_with("> they\nli") && !cut.partial.is_empty(), "{cut:?}");
}

#[test]
fn sbv_and_micro_dvd_are_read() {
    let found = read("0:00:00.599,0:00:04.160\nFirst line\n\n0:00:04.200,0:00:05.000\nends.\n");
    assert_eq!(said(&found), [row("0:00:00.599–0:00:05.000", "First line\nends.\n")]);
    let found = read("{100}{150}{y:i}He left|/for Riga.\n{160}{}Alone\n");
    assert_eq!(
        said(&found),
        [row("frame 100–150", "He left\nfor Riga.\n"), row("frame 160", "Alone\n")]
    );
}

#[test]
fn a_text_in_another_encoding_is_read() {
    let text =
        "1\n00:00:00,970 --> 00:00:03,000\n<i>Свидетель</i> Григорьев покинул город ночью.\n";
    let bytes = encoding_rs::WINDOWS_1251.encode(text).0.into_owned();
    let found = probe::of(extract, &bytes);
    assert_eq!(found.body(), "Свидетель Григорьев покинул город ночью.\n");
}

#[test]
fn words_that_never_end_are_parted_after_a_while() {
    let cues: String = (0..3_000).fold(String::new(), |cues, at| {
        format!("{cues}{at}\n00:00:00,000 --> 00:00:01,000\nword {{ < & never\n\n")
    });
    let found = read(&cues);
    let longest = found.segments.iter().map(|segment| segment.text.len()).max();
    assert!(longest < Some(2 * LONGEST) && found.segments.len() > 30);
    assert_eq!(found.body().matches("never").count(), 3_000);
}

#[test]
fn a_cut_file_gives_what_it_has_and_another_one_none() {
    assert_eq!(read("1\n00:00:00,970 --> 00:00:03,000\nthe de").body(), "the de\n");
    assert!(matches!(read("plain words").error, Some(Error::Malformed(_))));
}

#[test]
fn a_sink_that_says_stop_is_obeyed() {
    let two = "WEBVTT\n\n00:00.480 --> 00:02.399\nOne.\n\n00:03.480 --> 00:04.399\nTwo.\n";
    assert_eq!(probe::stopped_after(1, extract, two.as_bytes()).body(), "One.\n");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(
        head in prop::sample::select(vec!["WEBVTT\n", "[Script Info]\n[Events]\n", "<SAMI>", "<tt>", "{1}{2}", "1\n00:00:00,0 --> 00:00:01,0\n"]),
        parts in proptest::collection::vec(prop::sample::select(vec![
            "<", ">", "{", "}", "\\p1", "\\N", "&", "&amp;", "\n", "\n\n", "Dialogue: ", "Format: a", ",", "<SYNC Start=1>",
            "<p>", "</p>", "<br/>", "<v ", "-->", "00:00:00,0 --> 00:00:01,0", "é", "{1}{2}", "|", "1",
        ]), 0..40),
    ) {
        read(&(head.to_owned() + &parts.concat()));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        probe::of(extract, &bytes);
        probe::of(extract, &[b"WEBVTT\n\n", &bytes[..]].concat());
    }
}
