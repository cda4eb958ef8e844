//! A running text of the two older formats of Word, with what was hidden in it and what its paragraphs read before they
//! were changed.

use item::{Layer, Mark, Place, Segment};

use crate::shared::gap;
use crate::shared::legacy_text::push_text;
use crate::shared::segments::Lines;
use crate::shared::tracked::{Change, Former, Reading};
use crate::{Flow, Sink};

/// A running text.
#[derive(Debug, Default)]
pub(crate) struct Story {
    seen: String,
    /// What was inserted, by whom and when.
    marks: Vec<Mark>,
    hidden: String,
    former: Former,
    deleted: Vec<Deleted>,
    /// Where what is seen ended when the last hidden text was added.
    hidden_at: usize,
}

/// What a paragraph read before, or words that were inserted and deleted again.
#[derive(Debug)]
struct Deleted {
    reading: Reading,
    /// Where what is seen ended.
    at: usize,
}

impl Story {
    /// Appends text that is seen, or hidden where `layer` is that.
    pub(crate) fn push(&mut self, layer: Layer, text: &str) {
        if layer == Layer::Hidden { self.push_hidden(text) } else { self.push_seen(text, None) }
    }

    fn push_hidden(&mut self, text: &str) {
        let is_resumed = self.hidden_at != self.seen.len();
        if is_resumed && !self.hidden.is_empty() && !self.hidden.ends_with('\n') {
            self.hidden.push('\n');
        }
        self.hidden.push_str(text);
        self.hidden_at = self.seen.len();
    }

    /// Appends text that is seen, by whom it was inserted if it was.
    pub(crate) fn push_seen(&mut self, text: &str, inserted: Option<&Change>) {
        for line in text.split_inclusive('\n') {
            let start = self.seen.len();
            self.seen.push_str(line);
            let words = line.trim_end_matches('\n');
            let Some(change) = inserted else {
                self.former.keep(words);
                if words.len() < line.len() {
                    self.settle();
                }
                continue;
            };
            self.former.insert();
            match self.marks.last_mut() {
                Some(last) if last.end == start && change.is_of(last) => last.end = self.seen.len(),
                _ => self.marks.push(change.mark(start, self.seen.len())),
            }
        }
    }

    /// Appends text that stood here and was deleted.
    pub(crate) fn push_deleted(&mut self, text: &str, change: &Change) {
        for line in text.split_inclusive('\n') {
            let words = line.trim_end_matches('\n');
            if !words.is_empty() {
                self.former.delete(words, change);
            }
            if words.len() == line.len() {
                continue;
            }
            // The paragraph went on with the next one where something of it is left.
            if self.former.has_kept() { self.former.delete("\n", change) } else { self.settle() }
        }
    }

    /// Appends text that was inserted and deleted again: no reading of the paragraph has it.
    pub(crate) fn push_passing(&mut self, text: &str, change: &Change) {
        self.former.insert();
        let marks = vec![change.mark(0, text.len())];
        self.keep(Reading { text: text.to_owned(), marks, has_kept: false }, "");
    }

    /// Keeps what the paragraph read before it was changed.
    fn settle(&mut self) {
        if let Some(reading) = self.former.take() {
            self.keep(reading, "\n");
        }
    }

    /// Keeps a reading; one of which nothing is left goes on with the one before where nothing is seen between them.
    fn keep(&mut self, reading: Reading, between: &str) {
        let at = self.seen.len();
        let is_same = |last: &&mut Deleted| {
            let is_whole = !last.reading.has_kept && !reading.has_kept;
            is_whole && self.seen.get(last.at..).is_some_and(|seen| seen.trim().is_empty())
        };
        let Some(last) = self.deleted.last_mut().filter(is_same) else {
            self.deleted.push(Deleted { reading, at });
            return;
        };
        last.at = at;
        let known = &mut last.reading;
        known.text.push_str(between);
        let start = known.text.len();
        known.text.push_str(&reading.text);
        let moved = |mark: Mark| Mark { start: mark.start + start, end: mark.end + start, ..mark };
        known.marks.extend(reading.marks.into_iter().map(moved));
    }

    /// Ends a cell that reaches over so many columns.
    pub(crate) fn end_cell(&mut self, columns: usize) {
        self.settle();
        gap::push(&mut self.seen, columns);
    }

    /// Ends a row of a table.
    pub(crate) fn end_row(&mut self) {
        self.settle();
        if self.seen.ends_with('\t') {
            self.seen.pop();
        }
        self.seen.push('\n');
    }

    /// Returns what is seen.
    pub(crate) fn seen(&self) -> &str {
        &self.seen
    }

    /// Pushes the text as that of the item as a whole.
    pub(crate) fn push_whole(mut self, sink: &mut dyn Sink) -> Flow {
        self.settle();
        let mut lines = Lines::new(sink, Layer::Body, "lines");
        let (mut start, mut marks) = (0, &self.marks[..]);
        for line in self.seen.split_inclusive('\n') {
            let end = start + line.len();
            let within = marks.partition_point(|mark| mark.start < end);
            let cut = |mark: &Mark| Mark {
                start: mark.start.max(start) - start,
                end: mark.end.min(end) - start,
                ..mark.clone()
            };
            let of_line = marks[..within].iter().filter(|mark| mark.end > start).map(cut);
            if lines.marked_line(line.trim_end_matches('\n'), of_line) == Flow::Stop {
                return Flow::Stop;
            }
            // The last one may go on in the next line.
            marks = &marks[within.saturating_sub(1)..];
            start = end;
        }
        if lines.finish() == Flow::Stop {
            return Flow::Stop;
        }
        let mut lines = Lines::new(sink, Layer::Hidden, "hidden lines");
        for line in self.hidden.lines() {
            if lines.line(line) == Flow::Stop {
                return Flow::Stop;
            }
        }
        if lines.finish() == Flow::Stop {
            return Flow::Stop;
        }
        push_readings(self.deleted, &Place::Whole, sink)
    }

    /// Pushes the text as that of a part; what is seen of it belongs to `layer`.
    pub(crate) fn push_part(mut self, name: &str, layer: Layer, sink: &mut dyn Sink) -> Flow {
        self.settle();
        let place = Place::Part(name.to_owned());
        for (layer, text) in [(layer, &self.seen), (Layer::Hidden, &self.hidden)] {
            if push_text(&place, layer, text, sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        push_readings(self.deleted, &place, sink)
    }
}

fn push_readings(deleted: Vec<Deleted>, place: &Place, sink: &mut dyn Sink) -> Flow {
    for Deleted { reading: Reading { text, marks, .. }, .. } in deleted {
        let segment = Segment { place: place.clone(), layer: Layer::Deleted, text, marks };
        if sink.text(segment) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

#[cfg(test)]
mod tests {
    use item::MarkKind;

    use super::*;

    fn by(kind: MarkKind, author: &str) -> Change {
        Change { author: Some(author.to_owned()), ..Change::new(kind) }
    }

    fn readings(mut story: Story) -> Vec<String> {
        story.settle();
        story.deleted.into_iter().map(|deleted| deleted.reading.text).collect()
    }

    #[test]
    fn a_paragraph_is_kept_as_it_read_before() {
        let (struck, added) = (by(MarkKind::Deleted, "Ann"), by(MarkKind::Inserted, "Ben"));
        let mut story = Story::default();
        story.push(Layer::Body, "first\nA-2741/3");
        story.push_deleted("-2019", &struck);
        story.push_seen("-2020", Some(&added));
        story.push(Layer::Body, " was sent\nlast\n");
        assert_eq!(story.seen(), "first\nA-2741/3-2020 was sent\nlast\n");
        assert_eq!(story.marks, [added.mark(14, 19)]);
        assert_eq!(story.deleted[0].reading.marks, [struck.mark(8, 13)]);
        assert_eq!(readings(story), ["A-2741/3-2019 was sent"]);
    }

    #[test]
    fn paragraphs_that_are_gone_stand_together_and_joined_ones_apart_again() {
        let struck = by(MarkKind::Deleted, "Ann");
        let mut story = Story::default();
        story.push(Layer::Body, "kept\n");
        story.push_deleted("one\n", &struck);
        story.push_deleted("two\n", &struck);
        story.push(Layer::Body, "three");
        story.push_deleted("\n", &struck);
        story.push(Layer::Body, " four\n");
        assert_eq!(readings(story), ["one\ntwo", "three\n four"]);
    }

    #[test]
    fn what_came_and_went_is_in_no_reading() {
        let struck = by(MarkKind::Deleted, "Ann");
        let mut story = Story::default();
        story.push(Layer::Body, "a ");
        story.push_passing("guilty", &struck);
        story.push(Layer::Body, "man\n");
        assert_eq!(readings(story), ["guilty", "a man"]);
    }
}
