//! What a text names: each mention is the text that stands there, and the same text yields the same.
#![no_main]

use std::cell::RefCell;

use entities::Recogniser;
use item::{Layer, Place, Segment};
use libfuzzer_sys::fuzz_target;

thread_local!(static RECOGNISER: RefCell<Recogniser> = RefCell::default());

fuzz_target!(|text: &str| {
    // A form feed parts segments.
    let segments: Vec<Segment> =
        text.split('\x0c').map(|part| Segment::new(Place::Whole, Layer::Body, part)).collect();
    let recognise = || RECOGNISER.with_borrow_mut(|recogniser| recogniser.mentions(&segments));
    let mentions = recognise();
    for mention in &mentions {
        let text = &segments[mention.segment as usize].text;
        assert_eq!(text.get(mention.start..mention.end), Some(&*mention.surface), "{mention:?}");
        assert!(mention.confidence > 0.0 && mention.confidence <= 1.0, "{mention:?}");
        assert!(!mention.surface.is_empty() && !mention.normal.is_empty(), "{mention:?}");
    }
    assert_eq!(mentions, recognise(), "read again");
});
