//! Frames of a worker that was taken over: the parent keeps nothing that breaks a limit or stands off its text.
#![no_main]

use fuzz::LIMITS;
use item::Layer;
use libfuzzer_sys::fuzz_target;
use sandbox::{Child, Ending, Receiver, take_frames};

#[derive(Default)]
struct Counted {
    members: u64,
    bytes: u64,
    open: u64,
}

impl Receiver for Counted {
    fn begin(&mut self, child: Child) {
        assert!(!child.name.is_empty(), "a child has no name");
        self.members += 1;
        self.open += 1;
    }
    fn bytes(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
    }
    fn end(&mut self, _ending: Ending) {
        self.open -= 1;
    }
    fn restart(&mut self) {}
}

fuzz_target!(|frames: &[u8]| {
    let mut counted = Counted::default();
    let ran = take_frames(frames, &LIMITS, &mut counted);
    assert_eq!(counted.open, 0, "a child is left open");
    assert!(counted.members <= LIMITS.members && counted.bytes <= LIMITS.inflated_bytes);
    let texts = ran.segments.iter().filter(|segment| segment.layer != Layer::Metadata);
    let bytes: usize = texts.map(|segment| segment.text.len()).sum();
    assert!(bytes as u64 <= LIMITS.text_bytes, "{bytes}");
    for segment in &ran.segments {
        let is_sound = |start: usize, end: usize| segment.text.get(start..end).is_some();
        assert!(segment.marks.iter().all(|mark| is_sound(mark.start, mark.end)));
    }
    for mention in &ran.mentions {
        let text = &ran.segments[mention.segment as usize].text;
        assert_eq!(text.get(mention.start..mention.end), Some(&*mention.surface));
    }
});
