//! A sink that holds readers to their rules.

use std::io::Read;

use formats::{Child, Content, Flow, Limits, Picture, Sink};
use item::{Key, PartialReason, Place, Segment, Warning};

use crate::LIMITS;

/// How often a reader may push on after it was told to stop.
const MOST_AFTER_STOP: u32 = 1_000;

/// Takes what a reader pushes, stops it at its limits, and panics where a rule is broken.
#[derive(Default)]
pub struct Strict {
    text: u64,
    members: u64,
    inflated: u64,
    after_stop: u32,
}

impl Strict {
    fn flow(&mut self) -> Flow {
        let Limits { text_bytes, members, inflated_bytes, .. } = LIMITS;
        if self.text < text_bytes && self.members < members && self.inflated < inflated_bytes {
            return Flow::Continue;
        }
        self.after_stop += 1;
        assert!(self.after_stop < MOST_AFTER_STOP, "the reader does not stop");
        Flow::Stop
    }

    fn drain(&mut self, stream: &mut dyn Read) {
        let mut chunk = vec![0; 64 << 10];
        while self.inflated < LIMITS.inflated_bytes {
            match stream.read(&mut chunk) {
                Ok(0) | Err(_) => return,
                Ok(length) => self.inflated += length as u64,
            }
        }
    }
}

impl Sink for Strict {
    fn text(&mut self, segment: Segment) -> Flow {
        let Segment { place, text, marks, .. } = &segment;
        assert!(!matches!(place, Place::Page(0) | Place::Slide(0)), "{place:?} counts from 0");
        for mark in marks {
            assert!(text.get(mark.start..mark.end).is_some(), "{mark:?} stands off its text");
        }
        self.text += text.len() as u64;
        self.flow()
    }

    fn child(&mut self, child: Child, content: Content<'_>) -> Flow {
        assert!(!child.name.is_empty(), "a child has no name");
        self.members += 1;
        if let Content::Stream(stream) = content {
            self.drain(stream);
        }
        self.flow()
    }

    fn picture(&mut self, place: Place, picture: Picture) -> Flow {
        assert!(!matches!(place, Place::Page(0)), "{place:?} counts from 0");
        assert!(picture.width > 0 && picture.height > 0, "a picture has no extent");
        self.inflated += picture.bytes.len() as u64;
        self.flow()
    }

    fn metadata(&mut self, key: Key, value: &str) {
        assert!(!key.name().is_empty(), "a property has no name");
        self.text += value.len() as u64;
    }

    fn warn(&mut self, _warning: Warning) {}

    fn partial(&mut self, _reason: PartialReason) {}
}
