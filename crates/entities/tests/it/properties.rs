//! What holds for every text.

use item::{Layer, Place, Segment};
use proptest::prelude::*;

/// Pieces that kinds look for, to be strung together in any order.
const PIECES: &[&str] = &[
    "Interpol",
    "red",
    "Notice",
    "notices",
    "and",
    "diffusion",
    "rouge",
    "красного",
    "уведомления",
    "циркуляр",
    "النشرة",
    "الحمراء",
    "A-1234/5-2020",
    "А-12/",
    "2019/114539",
    "CCF/",
    "R123.19",
    "NCB",
    "Moscow",
    "of",
    "Russia",
    "17",
    "May",
    "2024",
    "мая",
    "05/06/2024",
    "г.",
    "–",
    "/",
    ".",
    ",",
    "a@b.org",
    "http://x.org/(a)",
    "www.",
    "10.0.0.1",
    "::1",
    "article",
    "3",
    "Constitution",
    "ст.",
    "159",
    "ч.",
    "УК РФ",
    "\n",
    "\n\n",
    "\u{ad}",
    "\u{301}",
    "ё",
    "@",
    "://",
    "Ivan",
    "Pestrikov",
    "ПЕТРОВ",
    "И.",
    "-",
    "(",
    ")",
    "+7 495 123-45-67",
    "DE89370400440532013000",
    "٢٠٢٤",
    "cancelled",
    "двадцать",
    "первого",
    "thousand",
    "quarter",
    "Q3",
    "VI",
    "رمضان",
    "1440",
    "هـ",
    "Message-ID: <",
    "born",
    "Date:",
    "and",
    "draft",
];

fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec((prop::sample::select(PIECES), prop::bool::ANY), 0..40);
    let strung = pieces.prop_map(|pieces| {
        let blank = |is: bool| if is { " " } else { "" };
        pieces.iter().flat_map(|(piece, is)| [*piece, blank(*is)]).collect::<String>()
    });
    prop_oneof![strung, "\\PC{0,200}", "[a-zA-Zа-яА-Я0-9@:/. \n-]{0,200}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_span_is_its_surface_and_the_order_is_kept(text in texts()) {
        let found = entities::recognise(&text);
        for mention in &found {
            prop_assert_eq!(text.get(mention.start..mention.end), Some(mention.surface.as_str()));
            prop_assert!(!mention.surface.is_empty() && !mention.normal.is_empty());
            prop_assert!(mention.confidence > 0.0 && mention.confidence <= 1.0);
        }
        let keys: Vec<_> = found.iter().map(|mention| (mention.start, mention.end, mention.kind.name())).collect();
        prop_assert!(keys.is_sorted());
    }

    #[test]
    fn a_used_recogniser_answers_like_a_new_one(first in texts(), second in texts()) {
        let segments = |text: &str| vec![Segment::new(Place::Page(1), Layer::Body, text)];
        let mut used = entities::Recogniser::new();
        let _before = used.mentions(&segments(&first));
        prop_assert_eq!(used.mentions(&segments(&second)), entities::Recogniser::new().mentions(&segments(&second)));
    }

    #[test]
    fn blanks_in_front_shift_spans_and_nothing_else(text in texts(), blanks in 1..5_usize) {
        let plain = entities::recognise(&format!(" {text}"));
        let mut shifted = entities::recognise(&format!("{} {text}", " ".repeat(blanks)));
        for mention in &mut shifted {
            mention.start -= blanks;
            mention.end -= blanks;
        }
        prop_assert_eq!(plain, shifted);
    }
}
