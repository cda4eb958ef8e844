//! How cues become sentences, each at its time.

use item::{Layer, Place, Segment};

use crate::{Flow, Sink};

/// How much is said at one place at most, before a sentence ends. In bytes.
pub(super) const LONGEST: usize = 1_000;

/// Gathers what is said until a sentence ends: it may run over several cues, and is found as a whole.
pub(super) struct Cues<'a> {
    pub(super) sink: &'a mut dyn Sink,
    flow: Flow,
    words: String,
    from: String,
    to: String,
    /// What stands in the file for programs and translators.
    settings: String,
    comments: String,
}

impl<'a> Cues<'a> {
    pub(super) fn new(sink: &'a mut dyn Sink) -> Self {
        let [words, from, to, settings, comments] = [const { String::new() }; 5];
        Self { sink, flow: Flow::Continue, words, from, to, settings, comments }
    }

    /// Adds what is said between two times, as they are written; either may be unknown.
    pub(super) fn cue(&mut self, from: &str, to: &str, said: &str) {
        let mut is_said = false;
        for line in said.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if self.words.is_empty() {
                from.clone_into(&mut self.from);
            }
            self.words.push_str(line);
            self.words.push('\n');
            is_said = true;
        }
        if !is_said {
            return;
        }
        to.clone_into(&mut self.to);
        if ends_sentence(&self.words) || self.words.len() > LONGEST {
            self.push_words();
        }
    }

    pub(super) fn setting(&mut self, line: &str) {
        push_line(&mut self.settings, line);
    }

    pub(super) fn comment(&mut self, line: &str) {
        push_line(&mut self.comments, line);
    }

    fn push_words(&mut self) {
        let (words, from, to) = (
            std::mem::take(&mut self.words),
            std::mem::take(&mut self.from),
            std::mem::take(&mut self.to),
        );
        let place = match (from.replace(',', "."), to.replace(',', ".")) {
            (from, to) if from.is_empty() && to.is_empty() => Place::Whole,
            (from, to) if to.is_empty() => Place::Part(from),
            (from, to) => Place::Part(format!("{from}–{to}")),
        };
        self.push(place, Layer::Body, words);
    }

    fn push(&mut self, place: Place, layer: Layer, text: String) {
        let segment = Segment::new(place, layer, text);
        if self.flow == Flow::Continue && segment.has_text() {
            self.flow = self.sink.text(segment);
        }
    }

    pub(super) fn finish(mut self) {
        self.push_words();
        let [settings, comments] = [&mut self.settings, &mut self.comments].map(std::mem::take);
        self.push(Place::Part("comments".into()), Layer::Comment, comments);
        self.push(Place::Part("settings".into()), Layer::Hidden, settings);
    }
}

fn push_line(text: &mut String, line: &str) {
    if !line.trim().is_empty() {
        text.push_str(line.trim());
        text.push('\n');
    }
}

fn ends_sentence(words: &str) -> bool {
    const ENDS: [char; 8] = ['.', '!', '?', '…', '。', '！', '？', '؟'];
    words
        .trim_end_matches(|letter: char| letter.is_whitespace() || "\"'»”’)]".contains(letter))
        .ends_with(ENDS)
}
