//! Reading an item in this process.

use std::cell::RefCell;
use std::time::Instant;

use entities::Recogniser;
use formats::{Child, Input, Picture};
use item::{Mention, Place, Segment};

use crate::gather::Out;
use crate::job::{Ending, Ran, Receiver, Usage};
use crate::read::read;
use crate::recognise::Named;

thread_local! {
    static RECOGNISER: RefCell<Recogniser> = RefCell::new(Recogniser::new());
}

/// Extracts and recognises one item in this process, with the limits of `input` on what it may yield and none on
/// time and memory.
///
/// For contents that are trusted: a crash of an extractor is a crash of this process. A panic is caught.
pub fn run_here(input: &Input, receiver: &mut dyn Receiver) -> Ran {
    let begun = Instant::now();
    let mut out = Here { receiver, mentions: Vec::new() };
    let (mut found, end) = read(input, &mut recognise, &mut out);
    found.mentions = out.mentions;
    let outcome = found.outcome(end);
    let usage = Usage { wall: begun.elapsed(), attempts: 1, ..Usage::default() };
    found.into_ran(outcome, usage)
}

fn recognise(segments: &[Segment]) -> Vec<Mention> {
    RECOGNISER.with_borrow_mut(|recogniser| recogniser.mentions(segments))
}

struct Here<'a> {
    receiver: &'a mut dyn Receiver,
    mentions: Vec<Mention>,
}

impl Out for Here<'_> {
    fn mentions(&mut self, named: Vec<Named>, segments: &[Segment]) {
        self.mentions.extend(named.into_iter().filter_map(|named| named.into_mention(segments)));
    }

    fn picture(&mut self, place: Place, picture: Picture) {
        self.receiver.picture(place, picture);
    }

    fn begin(&mut self, child: Child) {
        self.receiver.begin(child);
    }

    fn bytes(&mut self, chunk: &[u8]) {
        self.receiver.bytes(chunk);
    }

    fn end(&mut self, ending: Ending) {
        self.receiver.end(ending);
    }
}
