//! Subtitles and transcripts: `SubRip`, `WebVTT`, SBV, `MicroDVD`, SSA and ASS, SAMI, TTML.
//!
//! What is said is the body, each sentence at its time; who says it stands before it. Settings and styles, which nobody
//! sees as words, are hidden text.

mod ass;
mod markup;
mod sami;
mod timed;
mod ttml;

use item::{Layer, LimitReason, Place, Segment};

use crate::shared::decode::{self, report_charset, report_replaced};
use crate::{Error, Flow, Input, Sink};

/// How much is said at one place at most, before a sentence ends. In bytes.
const LONGEST: usize = 1_000;

/// A way to write subtitles that the first lines tell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    WebVtt,
    /// `SubRip` and SBV: times on a line of their own.
    Timed,
    MicroDvd,
    Ass,
    Sami,
}

impl Kind {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let begins = |mark: &str| {
            text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
        };
        match () {
            () if timed::is_web_vtt(text) => Some(Self::WebVtt),
            () if begins("[Script Info]") => Some(Self::Ass),
            () if begins("<SAMI>") || begins("<SAMI ") => Some(Self::Sami),
            () if timed::begins(text) => Some(Self::Timed),
            () if timed::frames(text).is_some() => Some(Self::MicroDvd),
            () => None,
        }
    }
}

/// Tells whether a text begins as subtitles do; those in XML are told by their root.
pub(crate) fn is_told(text: &str) -> bool {
    Kind::of(text).is_some()
}

/// Pushes what is said, remarks, and settings; titles and the like as properties.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let most = usize::try_from(input.limits.text_bytes).unwrap_or(usize::MAX);
    let choice = decode::choose_markup(&input.bytes, input.declared.charset.as_deref());
    report_charset(choice, input, sink);
    let bytes = &input.bytes[choice.bom..];
    let read = choice.charset.cut(bytes, most);
    let (text, had_errors) = choice.charset.decode(&bytes[..read]);
    if had_errors {
        report_replaced(sink);
    }
    let mut cues = Cues::new(sink);
    match Kind::of(&text) {
        Some(Kind::WebVtt) => timed::web_vtt(&text, &mut cues),
        Some(Kind::Timed) => timed::plain(&text, &mut cues),
        Some(Kind::MicroDvd) => timed::micro_dvd(&text, &mut cues),
        Some(Kind::Ass) => ass::read(&text, &mut cues),
        Some(Kind::Sami) => sami::read(&text, &mut cues),
        None if text.trim_start().starts_with('<') => ttml::read(&text, &mut cues),
        None => return Err(Error::malformed("no subtitles")),
    }
    cues.finish();
    if read < bytes.len() { Err(Error::Limit(LimitReason::Output)) } else { Ok(()) }
}

/// Gathers what is said until a sentence ends: it may run over several cues, and is found as a whole.
struct Cues<'a> {
    sink: &'a mut dyn Sink,
    flow: Flow,
    words: String,
    from: String,
    to: String,
    /// What stands in the file for programs and translators.
    settings: String,
    comments: String,
}

impl<'a> Cues<'a> {
    fn new(sink: &'a mut dyn Sink) -> Self {
        let [words, from, to, settings, comments] = [const { String::new() }; 5];
        Self { sink, flow: Flow::Continue, words, from, to, settings, comments }
    }

    /// Adds what is said between two times, as they are written; either may be unknown.
    fn cue(&mut self, from: &str, to: &str, said: &str) {
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

    fn setting(&mut self, line: &str) {
        push_line(&mut self.settings, line);
    }

    fn comment(&mut self, line: &str) {
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

    fn finish(mut self) {
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

#[cfg(test)]
mod tests;
