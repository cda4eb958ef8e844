//! The sink: what an extractor pushes is bounded, mended, counted and passed on here.
//!
//! The same code runs in the worker, where [`Out`] is the socket, and in [`crate::run_here`], where it is the
//! receiver, so that both yield the same.

use std::io::{self, ErrorKind, Read};

use formats::{Child, Content, Flow, Limits, Picture, Sink};
use item::{
    Declared, Identified, Key, LimitReason, Mark, PartialReason, Place, Segment, UnreadableReason,
    Warning, WarningCode,
};

use crate::budget::{Budget, cost_of_mention};
use crate::found::Found;
use crate::job::Ending;
use crate::recognise::Named;

/// Longest text of a segment, in bytes; longer ones are cut into several, at a line end where there is one.
pub(crate) const MAX_SEGMENT: usize = 4 << 20;
/// Most marks of a segment; one with more is cut into several.
pub(crate) const MAX_MARKS: usize = 10_000;
/// Longest author or date of a mark, in bytes.
pub(crate) const MAX_MARK_WORDS: usize = 100;
/// Longest name of a sheet or part, in bytes.
pub(crate) const MAX_PLACE: usize = 1 << 10;
/// Longest value of a property, in bytes.
pub(crate) const MAX_VALUE: usize = 1 << 20;
/// Longest key of a property, and longest media type, charset or date that a container declares, in bytes.
pub(crate) const MAX_WORD: usize = 256;
/// Longest name of a child, in bytes.
pub(crate) const MAX_NAME: usize = 16 << 10;
/// Most warnings of an item.
pub(crate) const MAX_WARNINGS: usize = 1_000;
/// Longest warning, in bytes.
pub(crate) const MAX_WARNING: usize = 1 << 10;
/// Longest mention with all its keys, in bytes as it is kept.
pub(crate) const MAX_MENTION: usize = 64 << 10;
/// Largest picture, in bytes.
pub(crate) const MAX_PICTURE: usize = 32 << 20;
/// Longest side of a picture, in pixels.
pub(crate) const MAX_SIDE: u32 = 100_000;
/// Bytes of a child passed on at once.
pub(crate) const CHUNK: usize = 64 << 10;

/// How far before its longest length a text may be cut to end with a line.
const LOOK_BACK: usize = 64 << 10;

/// Where what was gathered goes besides.
pub(crate) trait Out {
    fn identified(&mut self, _identified: &Identified) {}
    fn text(&mut self, _segment: &Segment) {}
    fn metadata(&mut self, _key: &Key, _value: &str) {}
    fn warning(&mut self, _warning: &Warning) {}
    fn partial(&mut self, _reason: PartialReason) {}
    /// Takes the next mentions, once all texts are there; they stand in `_segments`.
    fn mentions(&mut self, _named: Vec<Named>, _segments: &[Segment]) {}
    fn picture(&mut self, _place: Place, _picture: Picture) {}
    fn begin(&mut self, child: Child);
    fn bytes(&mut self, chunk: &[u8]);
    fn end(&mut self, ending: Ending);
}

/// Gathers what an extractor pushes.
pub(crate) struct Gather<'a> {
    pub(crate) found: Found,
    /// Which limit was reached, if one was.
    pub(crate) limit: Option<LimitReason>,
    out: &'a mut dyn Out,
    budget: Budget,
    chunk: Vec<u8>,
    is_child_open: bool,
}

impl<'a> Gather<'a> {
    pub(crate) fn new(limits: &Limits, out: &'a mut dyn Out) -> Self {
        Self {
            found: Found::default(),
            limit: None,
            out,
            budget: Budget::new(limits),
            chunk: Vec::new(),
            is_child_open: false,
        }
    }

    /// Takes up texts that were extracted before, to which only mentions and warnings can be added.
    pub(crate) fn resume(segments: &[Segment], out: &'a mut dyn Out) -> Self {
        let budget = Budget::of_mentions(segments);
        Self { budget, ..Self::new(&Limits::default(), out) }
    }

    pub(crate) fn identified(&mut self, mut identified: Identified) {
        identified.warnings.truncate(MAX_WARNINGS);
        identified.warnings.iter_mut().for_each(shorten_warning);
        self.out.identified(&identified);
        self.found.identified = identified;
    }

    /// Passes mentions on, as far as they can be paid for, and returns how many that were.
    pub(crate) fn mentions(&mut self, mut named: Vec<Named>, segments: &[Segment]) -> usize {
        let is_short = |named: &&Named| cost_of_mention(named, segments) <= MAX_MENTION;
        let budget = &mut self.budget;
        let is_paid = |named: &&Named| budget.mention(named, segments).is_ok();
        let kept = named.iter().filter(is_short).take_while(is_paid).count();
        named.retain(|named| is_short(&named));
        named.truncate(kept);
        self.out.mentions(named, segments);
        kept
    }

    /// Ends the child that a panic left open, if one did.
    pub(crate) fn close(&mut self) {
        if self.is_child_open {
            self.end_child(Ending::Unreadable(UnreadableReason::ReadError));
        }
    }

    fn end_child(&mut self, ending: Ending) {
        self.is_child_open = false;
        self.out.end(ending);
    }

    fn flow(&self) -> Flow {
        if self.limit.is_some() { Flow::Stop } else { Flow::Continue }
    }

    fn stop(&mut self, reason: LimitReason) -> Flow {
        self.limit.get_or_insert(reason);
        Flow::Stop
    }

    fn piece(&mut self, mut segment: Segment) -> Flow {
        let fits = cut(&mut segment, self.budget.text_left());
        if segment.text.is_empty() {
            return if fits { self.flow() } else { self.stop(LimitReason::Output) };
        }
        if let Err(reason) = self.budget.segment(&segment) {
            return self.stop(reason);
        }
        self.out.text(&segment);
        self.found.segments.push(segment);
        if fits { self.flow() } else { self.stop(LimitReason::Output) }
    }

    fn stream(&mut self, bytes: &mut dyn Read) -> Ending {
        self.chunk.resize(CHUNK, 0);
        loop {
            let length = match bytes.read(&mut self.chunk) {
                Ok(0) => return Ending::Whole,
                Ok(length) => length.min(CHUNK),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Ending::Unreadable(read_failure(&error)),
            };
            let paid = length.min(self.budget.inflated_left());
            if self.budget.inflated(paid).is_ok() && paid > 0 {
                self.out.bytes(&self.chunk[..paid]);
            }
            if paid < length {
                let _ = self.stop(LimitReason::Inflation);
                return Ending::Limited(LimitReason::Inflation);
            }
        }
    }
}

impl Sink for Gather<'_> {
    fn text(&mut self, mut segment: Segment) -> Flow {
        if self.limit.is_some() {
            return Flow::Stop;
        }
        if let Some(warning) = mend(&mut segment) {
            self.warn(warning);
        }
        loop {
            if let Some(warning) = thin(&mut segment) {
                self.warn(warning);
            }
            let Some(rest) = split(&mut segment) else { return self.piece(segment) };
            let whole = std::mem::replace(&mut segment, rest);
            if self.piece(whole) == Flow::Stop {
                return Flow::Stop;
            }
        }
    }

    fn child(&mut self, mut child: Child, content: Content<'_>) -> Flow {
        if self.limit.is_some() {
            return Flow::Stop;
        }
        if let Some(warning) = mend_child(&mut child) {
            self.warn(warning);
        }
        if let Err(reason) = self.budget.member(&child) {
            return self.stop(reason);
        }
        self.found.children += 1;
        self.is_child_open = true;
        self.out.begin(child);
        let ending = match content {
            Content::Stream(bytes) => self.stream(bytes),
            Content::Encrypted => Ending::Encrypted,
            Content::Unreadable(reason) => Ending::Unreadable(reason),
            Content::Limited(reason) => Ending::Limited(reason),
            Content::Unsupported(reason) => Ending::Unsupported(reason),
            Content::Skipped(reason) => Ending::Skipped(reason),
        };
        self.end_child(ending);
        self.flow()
    }

    fn picture(&mut self, mut place: Place, picture: Picture) -> Flow {
        if self.limit.is_some() {
            return Flow::Stop;
        }
        mend_place(&mut place);
        if !is_sound_picture(&picture) {
            self.warn(Warning::new(WarningCode::PictureDropped, &place));
            self.partial(PartialReason::AwaitingOcr);
            return Flow::Continue;
        }
        if let Err(reason) = self.budget.picture(picture.bytes.len()) {
            return self.stop(reason);
        }
        self.out.picture(place, picture);
        Flow::Continue
    }

    fn metadata(&mut self, key: Key, value: &str) {
        let value = value.trim();
        let is_named = !key.name().is_empty() && key.name().len() <= MAX_WORD;
        if self.limit.is_some() || value.is_empty() || !is_named {
            return;
        }
        let kept = &value[..value.floor_char_boundary(MAX_VALUE)];
        if kept.len() < value.len() {
            self.warn(Warning::new(WarningCode::PropertyCut, &key));
        }
        if let Err(reason) = self.budget.property(&key, kept) {
            let _ = self.stop(reason);
            return;
        }
        self.out.metadata(&key, kept);
        self.found.metadata.entry(key).or_default().push(kept.to_owned());
    }

    fn warn(&mut self, mut warning: Warning) {
        match self.found.warnings.len() {
            MAX_WARNINGS.. => return,
            count if count == MAX_WARNINGS - 1 => {
                warning = Warning::bare(WarningCode::MoreWarnings);
            }
            _ => {}
        }
        shorten_warning(&mut warning);
        self.out.warning(&warning);
        self.found.warnings.push(warning);
    }

    fn partial(&mut self, reason: PartialReason) {
        if self.found.partial.is_none() {
            self.out.partial(reason);
            self.found.partial = Some(reason);
        }
    }
}

fn shorten_warning(warning: &mut Warning) {
    if let Some(about) = &mut warning.about {
        about.truncate(about.floor_char_boundary(MAX_WARNING));
    }
}

fn read_failure(error: &io::Error) -> UnreadableReason {
    match error.kind() {
        ErrorKind::UnexpectedEof => UnreadableReason::Truncated,
        _ => UnreadableReason::ReadError,
    }
}

/// Makes a segment keep the rules that the parent checks, and returns what was lost by it.
fn mend(segment: &mut Segment) -> Option<Warning> {
    mend_place(&mut segment.place);
    let before = segment.marks.len();
    let text = &segment.text;
    segment.marks.retain(|mark| is_sound(mark, text));
    for mark in &mut segment.marks {
        shorten(&mut mark.author);
        shorten(&mut mark.date);
    }
    let lost = before - segment.marks.len();
    (lost > 0).then(|| Warning::new(WarningCode::MarksDropped, lost))
}

/// Drops marks of a segment that begin together and are more than one may have, and returns what was lost by it.
fn thin(segment: &mut Segment) -> Option<Warning> {
    let together = segment.marks.iter().filter(|mark| mark.start == 0).count();
    let lost = together.checked_sub(MAX_MARKS).filter(|lost| *lost > 0)?;
    segment.marks.sort_by_key(|mark| mark.start);
    segment.marks.drain(MAX_MARKS..together);
    Some(Warning::new(WarningCode::MarksDropped, lost))
}

fn mend_place(place: &mut Place) {
    if let Place::Sheet(name) | Place::Field(name) | Place::Part(name) = place {
        name.truncate(name.floor_char_boundary(MAX_PLACE));
    }
}

/// Tells whether a picture has an extent and bytes within the bounds.
pub(crate) fn is_sound_picture(picture: &Picture) -> bool {
    let is_side = |side: u32| (1..=MAX_SIDE).contains(&side);
    is_side(picture.width)
        && is_side(picture.height)
        && (1..=MAX_WORD).contains(&picture.media_type.len())
        && (1..=MAX_PICTURE).contains(&picture.bytes.len())
}

fn shorten(words: &mut Option<String>) {
    if let Some(words) = words {
        words.truncate(words.floor_char_boundary(MAX_MARK_WORDS));
    }
}

/// Tells whether a mark stands within `text`, on whole characters.
pub(crate) fn is_sound(mark: &Mark, text: &str) -> bool {
    mark.start <= mark.end && text.get(mark.start..mark.end).is_some()
}

/// Makes a child keep the rules that the parent checks, and returns what was lost by it.
fn mend_child(child: &mut Child) -> Option<Warning> {
    let Declared { media_type, charset, format } = &mut child.declared;
    drop_long(media_type);
    drop_long(charset);
    drop_long(&mut child.modified);
    format.take_if(|format| format.len() > MAX_WORD);
    if child.name.is_empty() {
        child.name = b"unnamed".to_vec();
    }
    if child.name.len() <= MAX_NAME {
        return None;
    }
    child.name.truncate(MAX_NAME);
    Some(Warning::new(WarningCode::NameCut, item::escape(&child.name[..MAX_WORD])))
}

fn drop_long(words: &mut Option<String>) {
    words.take_if(|words| words.len() > MAX_WORD);
}

/// Cuts `segment` to at most `length` bytes, with its marks, and tells whether it fitted as it was.
fn cut(segment: &mut Segment, length: usize) -> bool {
    if segment.text.len() <= length {
        return true;
    }
    let end = segment.text.floor_char_boundary(length);
    segment.text.truncate(end);
    segment.marks.retain_mut(|mark| {
        mark.end = mark.end.min(end);
        mark.start < end
    });
    false
}

/// Takes off what of `segment` is beyond the longest length or has more marks than one may have, if anything is.
fn split(segment: &mut Segment) -> Option<Segment> {
    let longest = longest(segment);
    if segment.text.len() <= longest {
        return None;
    }
    let end = split_point(&segment.text, longest);
    let rest = Segment {
        place: segment.place.clone(),
        layer: segment.layer,
        text: segment.text.split_off(end),
        marks: marks_from(&segment.marks, end),
    };
    segment.text.shrink_to_fit();
    segment.marks.retain_mut(|mark| {
        mark.end = mark.end.min(end);
        mark.start < end
    });
    Some(rest)
}

/// Returns how long `segment` may be: up to the longest length, and to where its marks become too many.
fn longest(segment: &mut Segment) -> usize {
    if segment.marks.len() <= MAX_MARKS {
        return MAX_SEGMENT;
    }
    segment.marks.sort_by_key(|mark| mark.start);
    segment.marks[MAX_MARKS].start.min(MAX_SEGMENT)
}

fn split_point(text: &str, longest: usize) -> usize {
    let longest = text.floor_char_boundary(longest);
    let from = text.floor_char_boundary(longest.saturating_sub(LOOK_BACK));
    let tail = &text.as_bytes()[from..longest];
    let line_end = tail.iter().rposition(|byte| *byte == b'\n');
    let end = line_end.or_else(|| tail.iter().rposition(|byte| *byte == b' '));
    end.map_or(longest, |at| from + at + 1)
}

fn marks_from(marks: &[Mark], start: usize) -> Vec<Mark> {
    let beyond = marks.iter().filter(|mark| mark.end > start);
    beyond
        .map(|mark| Mark {
            start: mark.start.saturating_sub(start),
            end: mark.end - start,
            ..mark.clone()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use item::{Layer, MarkKind};

    #[derive(Default)]
    struct Endings(Vec<(Vec<u8>, u64, Ending)>, Vec<u8>, u64);

    impl Out for Endings {
        fn begin(&mut self, child: Child) {
            (self.1, self.2) = (child.name, 0);
        }
        fn bytes(&mut self, chunk: &[u8]) {
            self.2 += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        }
        fn end(&mut self, ending: Ending) {
            self.0.push((std::mem::take(&mut self.1), self.2, ending));
        }
    }

    fn body(text: impl Into<String>) -> Segment {
        Segment::new(Place::Whole, Layer::Body, text)
    }

    fn mark(start: usize, end: usize) -> Mark {
        Mark { start, end, kind: MarkKind::Inserted, author: None, date: None }
    }

    #[test]
    fn a_text_beyond_the_limit_is_cut_on_a_whole_character_and_stops() {
        let mut out = Endings::default();
        let limits = Limits { text_bytes: 64 + 5, ..Limits::default() };
        let mut gather = Gather::new(&limits, &mut out);
        assert_eq!(gather.text(body("абв")), Flow::Stop);
        assert_eq!(gather.found.segments[0].text, "аб");
        assert_eq!(gather.limit, Some(LimitReason::Output));
        assert_eq!(gather.text(body("г")), Flow::Stop);
        assert_eq!(gather.found.segments.len(), 1);
    }

    #[test]
    fn a_long_text_is_split_at_a_line_end_with_its_marks() {
        let mut out = Endings::default();
        let mut gather = Gather::new(&Limits::default(), &mut out);
        let line = format!("{}\n", "x".repeat(999));
        let text = line.repeat(5_000);
        let mut segment = body(text.clone());
        segment.marks = vec![mark(0, text.len())];
        assert_eq!(gather.text(segment), Flow::Continue);
        let segments = &gather.found.segments;
        assert_eq!(segments.len(), 2);
        assert!(segments[0].text.ends_with('\n') && segments[0].text.len() <= MAX_SEGMENT);
        assert_eq!(segments[0].marks, [mark(0, segments[0].text.len())]);
        assert_eq!(segments[1].marks, [mark(0, segments[1].text.len())]);
        assert_eq!(segments.iter().map(|segment| segment.text.as_str()).collect::<String>(), text);
    }

    #[test]
    fn a_text_with_many_marks_is_split_and_keeps_them_all() {
        let mut out = Endings::default();
        let mut gather = Gather::new(&Limits::default(), &mut out);
        let count = 2 * MAX_MARKS + 1;
        let mut segment = body("word ".repeat(count));
        segment.marks = (0..count).rev().map(|at| mark(5 * at, 5 * at + 4)).collect();
        let text = segment.text.clone();
        assert_eq!(gather.text(segment), Flow::Continue);
        let segments = &gather.found.segments;
        assert_eq!(segments.iter().map(|segment| segment.text.as_str()).collect::<String>(), text);
        assert_eq!(segments.iter().map(|segment| segment.marks.len()).sum::<usize>(), count);
        assert!(segments.iter().all(|segment| segment.marks.len() <= MAX_MARKS));
        assert!(gather.found.warnings.is_empty());
    }

    #[test]
    fn marks_that_begin_together_are_dropped_beyond_the_most_with_a_warning() {
        let mut out = Endings::default();
        let mut gather = Gather::new(&Limits::default(), &mut out);
        let mut segment = body("words that go on");
        segment.marks = vec![mark(6, 16); 2 * MAX_MARKS];
        assert_eq!(gather.text(segment), Flow::Continue);
        let segments = &gather.found.segments;
        assert!(segments.iter().all(|segment| segment.marks.len() <= MAX_MARKS));
        assert_eq!(segments.iter().map(|segment| segment.marks.len()).sum::<usize>(), MAX_MARKS);
        assert_eq!(gather.found.warnings, [Warning::new(WarningCode::MarksDropped, MAX_MARKS)]);
    }

    #[test]
    fn unsound_marks_are_dropped_with_a_warning() {
        let mut out = Endings::default();
        let mut gather = Gather::new(&Limits::default(), &mut out);
        let mut segment = body("яб");
        segment.marks = vec![mark(0, 2), mark(1, 2), mark(2, 9), mark(4, 2)];
        let _ = gather.text(segment);
        assert_eq!(gather.found.segments[0].marks, [mark(0, 2)]);
        assert_eq!(gather.found.warnings, [Warning::new(WarningCode::MarksDropped, 3)]);
    }

    #[test]
    fn a_child_beyond_the_inflation_limit_keeps_what_came() {
        let mut out = Endings::default();
        let limits = Limits { inflated_bytes: 100_001, ..Limits::default() };
        let mut gather = Gather::new(&limits, &mut out);
        let child = Child { name: b"a".to_vec(), ..Child::default() };
        let mut endless = io::repeat(0);
        assert_eq!(gather.child(child, Content::Stream(&mut endless)), Flow::Stop);
        assert_eq!(gather.limit, Some(LimitReason::Inflation));
        let limited = Ending::Limited(LimitReason::Inflation);
        assert_eq!(out.0, [(b"a".to_vec(), 100_000, limited)]);
    }

    #[test]
    fn a_nameless_child_gets_a_name() {
        let mut out = Endings::default();
        let mut gather = Gather::new(&Limits::default(), &mut out);
        let _ = gather.child(Child::default(), Content::Encrypted);
        assert_eq!(out.0, [(b"unnamed".to_vec(), 0, Ending::Encrypted)]);
    }

    #[test]
    fn warnings_are_bounded() {
        let mut out = Endings::default();
        let mut gather = Gather::new(&Limits::default(), &mut out);
        (0..2_000).for_each(|number| gather.warn(Warning::new(WarningCode::LinkTarget, number)));
        assert_eq!(gather.found.warnings.len(), MAX_WARNINGS);
        assert_eq!(gather.found.warnings.last(), Some(&Warning::bare(WarningCode::MoreWarnings)));
    }
}
