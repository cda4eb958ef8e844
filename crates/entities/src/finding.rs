//! What a kind finds in a block, and which words are taken already.

use std::ops::Range;

use item::Kind;

use crate::tokenized::TokenizedBlock;

/// A mention within a block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) kind: Kind,
    /// Byte offset of the first byte in the block.
    pub(crate) start: usize,
    /// Byte offset after the last byte.
    pub(crate) end: usize,
    pub(crate) normal: String,
    pub(crate) confidence: f32,
    pub(crate) alternatives: Vec<String>,
    pub(crate) keys: Vec<String>,
    pub(crate) need: Option<Need>,
    /// What the words around a date tell of it.
    pub(crate) date_cue: Option<DateCue>,
}

/// What the words around a date tell of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateCue {
    /// It is the date of a birth.
    Birth,
    /// It stands behind the label of a paper's date.
    Label,
    /// It has a line of its own, or with a place before it.
    Line,
    /// Its year is that of the document, or so many years before; the normal form lacks it.
    OfDocument(i16),
    /// It is so far from the date of the document; the normal form is empty.
    FromDocument(Span),
}

/// How far a date is from that of the document; before it below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Span {
    Days(i32),
    Months(i32),
    Years(i16),
}

/// What must stand near in the blocks before or after for a finding to count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Need {
    pub(crate) cue: Cue,
    /// Within how many words.
    pub(crate) window: usize,
    /// How many words of the block stand before the finding, and how many after it.
    pub(crate) before: usize,
    pub(crate) after: usize,
}

/// A class of words that makes others count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cue {
    /// Interpol, its bodies, extradition, wanted persons.
    Anchor,
    /// The same without wanted persons.
    StrongAnchor,
    /// A notice or diffusion, a control number, the CCF.
    Notice,
    /// A strong anchor or a notice.
    Subject,
}

/// Everything found in a block so far.
pub(crate) struct Found {
    pub(crate) findings: Vec<Finding>,
    /// Ranges of words that make a status count, in order of their start.
    notices: Vec<Range<usize>>,
    /// How many dates in figures can only have the day first.
    pub(crate) day_first: usize,
    /// How many can only have the month first.
    pub(crate) month_first: usize,
    taken: Vec<Hold>,
}

/// What holds a word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hold {
    Free,
    /// Other kinds but persons may have it too.
    Touched,
    Taken,
}

impl Finding {
    /// Makes a finding that stands on its own.
    pub(crate) fn new(
        kind: Kind,
        bytes: Range<usize>,
        normal: impl Into<String>,
        confidence: f32,
    ) -> Self {
        let (start, end, normal) = (bytes.start, bytes.end, normal.into());
        Self {
            kind,
            start,
            end,
            normal,
            confidence,
            alternatives: Vec::new(),
            keys: Vec::new(),
            need: None,
            date_cue: None,
        }
    }
}

impl Finding {
    /// Returns the finding with its bytes counted from `offset` bytes before.
    pub(crate) fn moved(self, offset: usize) -> Self {
        Self { start: self.start + offset, end: self.end + offset, ..self }
    }
}

impl Need {
    pub(crate) fn new(
        cue: Cue,
        window: usize,
        words: &Range<usize>,
        block: &TokenizedBlock,
    ) -> Self {
        Self { cue, window, before: words.start, after: block.words.len() - words.end }
    }
}

impl Found {
    pub(crate) fn new(block: &TokenizedBlock) -> Self {
        Self {
            findings: Vec::new(),
            notices: Vec::new(),
            day_first: 0,
            month_first: 0,
            taken: vec![Hold::Free; block.words.len()],
        }
    }

    /// Enters a finding and takes its words, so that no later kind reads them as something else.
    pub(crate) fn take(&mut self, block: &TokenizedBlock, finding: Finding) {
        let words = block.word_at(finding.start)..block.words.len();
        for at in words.take_while(|at| block.words[*at].start < finding.end) {
            self.taken[at] = Hold::Taken;
        }
        self.findings.push(finding);
    }

    /// Enters a finding and leaves its words to others.
    pub(crate) fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Enters words that make a status count.
    pub(crate) fn tell_notice(&mut self, words: Range<usize>) {
        let at = self.notices.partition_point(|known| known.start <= words.start);
        self.notices.insert(at, words);
    }

    /// Yields the words that make a status count, in order.
    pub(crate) fn notices(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.notices.iter().cloned()
    }

    /// Tells whether a notice stands within `window` words of `words`.
    pub(crate) fn notice_near(&self, words: &Range<usize>, window: usize) -> bool {
        let after = self.notices.partition_point(|known| known.start < words.end + window);
        // A notice is a few words long, so one that reaches into the window is among the last few that begin before it.
        self.notices[..after].iter().rev().take(8).any(|known| words.start < known.end + window)
    }

    /// Tells whether a notice begins within `words`.
    pub(crate) fn notice_between(&self, words: &Range<usize>) -> bool {
        let first = self.notices.partition_point(|known| known.start < words.start);
        self.notices.get(first).is_some_and(|known| known.start < words.end)
    }

    /// Tells whether one of `words` is taken.
    pub(crate) fn is_taken(&self, words: &Range<usize>) -> bool {
        self.taken[words.clone()].contains(&Hold::Taken)
    }

    /// Returns of every word whether it is part of a mention that is no name: a notice, a number, a date, an address.
    pub(crate) fn others(&self, block: &TokenizedBlock) -> Vec<bool> {
        let mut others = vec![false; block.words.len()];
        for finding in self.findings.iter().filter(|finding| !may_be_in_name(finding.kind)) {
            let words = block.word_at(finding.start)..block.words.len();
            for at in words.take_while(|at| block.words[*at].start < finding.end) {
                others[at] = true;
            }
        }
        others
    }

    /// Marks words that are part of no person's name.
    pub(crate) fn touch(&mut self, words: &Range<usize>) {
        self.taken[words.clone()].iter_mut().for_each(|hold| *hold = Hold::Touched.max(*hold));
    }

    /// Tells whether every one of `words` is part of nothing yet.
    pub(crate) fn is_free(&self, words: &Range<usize>) -> bool {
        self.taken[words.clone()].iter().all(|hold| *hold == Hold::Free)
    }
}

/// Tells whether what is found may be part of a name, or is one.
fn may_be_in_name(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Person | Kind::Org | Kind::Location | Kind::Country | Kind::Ncb | Kind::Status
    )
}
