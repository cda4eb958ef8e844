//! Rich Text: damaged and hostile material, and real files.

use proptest::prelude::*;

use crate::ole::{assert_sound, real};
use crate::sink::extracted;

const SAMPLE: &[u8] = br"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset204 A;}{\f1\fcharset128 B;}}{\info{\title T}{\creatim\yr2020\mo1\dy2}}
\f0 \'cf\'f0 {\v h}{\deleted d}\u1053?\u-10179?\u-8704? {\upr{a}{\*\ud{\u1046?}}}{\field{\*\fldinst HYPERLINK x}{\fldrslt y}}
{\*\annotation c}{\footnote f}\cell\row{\pict\pngblip 8950}{\*\objdata 01050000020000000100000041}{\bin3 }}}\par}";

#[test]
fn a_document_cut_anywhere_gives_what_stands_before_the_cut() {
    for end in 0..=SAMPLE.len() {
        assert_sound("rtf", &SAMPLE[..end]);
    }
}

proptest! {
    #[test]
    fn changed_documents_are_survived(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = SAMPLE.to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        assert_sound("rtf", &bytes);
        assert_sound("rtf", &[&bytes[..cut.index(bytes.len())], &bytes[..]].concat());
    }

    #[test]
    fn random_words_are_survived(
        text in r"\{\\rtf1([{}]|\\(u|uc|bin|f|v|par|cell|row|pict|fldinst|upr|ud|'|\*|annotation|info|title|deleted)-?[0-9]{0,5}| ?[a-z0-9]{0,3}){0,80}"
    ) {
        assert_sound("rtf", text.as_bytes());
    }
}

#[test]
fn a_storm_of_groups_costs_little() {
    let storm = format!("{{\\rtf1 {}a{}", "{\\b ".repeat(300_000), "}".repeat(300_001));
    let found = extracted("rtf", storm.as_bytes());
    assert!(found.has_text() && found.error.is_none());
}

#[test]
fn real_documents_have_text() {
    real("rtf", "rtf", &[]);
}
