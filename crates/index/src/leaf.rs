//! Where the words of a leaf stand in the arrangement that it asks for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use roaring::RoaringBitmap;
use search::{Field, Positions, Postings, QueryWarnings, Spans, Word, find_spans};
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings as _, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED};

use crate::error::Error;
use crate::expand::{Expansion, Searched};
use crate::schema::Part;
use crate::snapshot::{Snapshot, Table};

/// How many documents' positions are held at once.
const CHUNK: usize = 512;

impl Snapshot {
    pub(crate) fn find_words(
        &self,
        field: &Field,
        spans: &Spans,
        warnings: &mut QueryWarnings,
    ) -> Result<Postings, Error> {
        let mut words: BTreeMap<&Word, Arc<Expansion>> = BTreeMap::new();
        let index = Searched { searcher: &self.searcher, fields: &self.fields };
        let mut asked = Vec::new();
        spans.for_each_word(&mut |word| asked.push(word));
        for word in asked {
            if !words.contains_key(word) {
                words.insert(word, self.expansions.expand(&index, field, word, warnings)?);
            }
        }
        let mut found = Postings::new();
        let parts = self.fields.parts(field);
        for (reader, table) in self.searcher.segment_readers().iter().zip(&self.tables) {
            for part in &parts {
                Leaf::new(reader, table, part, field, &words)?.find(spans, &mut found)?;
            }
        }
        let mut found = merged(found);
        if !field.counts_spans() {
            for (_, count) in &mut found {
                *count = 1;
            }
        }
        Ok(found)
    }
}

/// Adds up the counts of equal ords, which come from several layers.
fn merged(mut found: Postings) -> Postings {
    #[expect(clippy::stable_sort_primitive, reason = "each part of each segment comes in order")]
    found.sort();
    found.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 = kept.1.saturating_add(next.1);
        }
        is_same
    });
    found
}

/// A leaf in one part of one segment.
struct Leaf<'a> {
    inverted: Arc<InvertedIndexReader>,
    /// What terms of the part begin with.
    prefix: &'a str,
    table: &'a Table,
    is_of_items: bool,
    /// Whether it matters how often the spans occur.
    is_counted: bool,
    words: &'a BTreeMap<&'a Word, Arc<Expansion>>,
    /// Of words that were looked up, the terms that the segment knows. Most words of a name are asked for only where others of
    /// it stand, so they are looked up as they are needed.
    known: RefCell<BTreeMap<&'a Word, Rc<[TermInfo]>>>,
}

impl<'a> Leaf<'a> {
    fn new(
        reader: &SegmentReader,
        table: &'a Table,
        part: &'a Part,
        field: &Field,
        words: &'a BTreeMap<&'a Word, Arc<Expansion>>,
    ) -> Result<Self, Error> {
        Ok(Self {
            inverted: reader.inverted_index(part.field)?,
            prefix: &part.prefix,
            table,
            is_of_items: field.is_of_items(),
            is_counted: field.counts_spans(),
            words,
            known: RefCell::default(),
        })
    }

    fn find(&self, spans: &Spans, found: &mut Postings) -> Result<(), Error> {
        if !self.may_hold(spans)? {
            return Ok(());
        }
        if let Spans::Word(word) = spans {
            return self.count_word(word, found);
        }
        let candidates = self.candidates(spans)?;
        if !self.is_counted && is_flat(spans) {
            let ords = candidates.iter().filter_map(|document| self.ord(document));
            found.extend(ords.map(|ord| (ord, 1)));
            return Ok(());
        }
        let documents: Vec<u32> = candidates.iter().collect();
        if documents.is_empty() {
            return Ok(());
        }
        let mut cursors = self.cursors()?;
        for chunk in documents.chunks(CHUNK) {
            self.count_spans(spans, chunk, &mut cursors, found);
        }
        Ok(())
    }

    /// Tells whether the segment knows words enough for the spans, without reading where they stand.
    fn may_hold(&self, spans: &Spans) -> Result<bool, Error> {
        match spans {
            Spans::Word(word) | Spans::Mention { begins: word, .. } => self.knows(word),
            Spans::Any(parts) => any(parts, |part| self.may_hold(part)),
            Spans::Sequence(parts) => all(parts, |part| self.may_hold(part)),
            Spans::Window { slots, .. } => {
                // The slot with the fewest words is often that of the family name.
                let mut slots: Vec<&Vec<Word>> = slots.iter().collect();
                slots.sort_by_key(|slot| slot.len());
                all(slots, |slot| any(slot, |word| self.knows(word)))
            }
            Spans::Unless { found, .. } | Spans::Without { found, .. } => self.may_hold(found),
            Spans::Near { left, right, .. } | Spans::Within { left, right, .. } => {
                all([left, right], |part| self.may_hold(part))
            }
        }
    }

    fn knows(&self, word: &Word) -> Result<bool, Error> {
        Ok(!self.infos(word)?.is_empty())
    }

    /// Counts one word: no two of its terms stand at one position.
    fn count_word(&self, word: &Word, found: &mut Postings) -> Result<(), Error> {
        for info in self.infos(word)?.iter() {
            let mut postings = self.open(info, IndexRecordOption::WithFreqs)?;
            while postings.doc() != TERMINATED {
                if let Some(ord) = self.ord(postings.doc()) {
                    found.push((ord, postings.term_freq()));
                }
                postings.advance();
            }
        }
        Ok(())
    }

    fn ord(&self, document: u32) -> Option<u32> {
        self.table.ord(document, self.is_of_items)
    }

    /// Returns what the segment has of the terms that a word stands for.
    fn infos(&self, word: &Word) -> Result<Rc<[TermInfo]>, Error> {
        if let Some(infos) = self.known.borrow().get(word) {
            return Ok(Rc::clone(infos));
        }
        let Some((word, expansion)) = self.words.get_key_value(word) else {
            return Ok(Rc::default());
        };
        let terms = self.inverted.terms();
        let mut infos = Vec::new();
        for term in &expansion.terms {
            infos.extend(terms.get([self.prefix, term].concat())?);
        }
        let infos: Rc<[TermInfo]> = infos.into();
        self.known.borrow_mut().insert(word, Rc::clone(&infos));
        Ok(infos)
    }

    fn open(&self, info: &TermInfo, option: IndexRecordOption) -> Result<SegmentPostings, Error> {
        Ok(self.inverted.read_postings_from_terminfo(info, option)?)
    }

    /// Returns the living documents that hold words enough for the spans, wherever these stand.
    fn candidates(&self, spans: &Spans) -> Result<RoaringBitmap, Error> {
        match spans {
            Spans::Word(word) => self.documents(word),
            Spans::Any(parts) => union(parts.iter().map(|part| self.candidates(part))),
            Spans::Sequence(parts) => intersection(parts.iter().map(|part| self.candidates(part))),
            Spans::Window { slots, .. } => intersection(
                slots.iter().map(|slot| union(slot.iter().map(|word| self.documents(word)))),
            ),
            Spans::Unless { found, .. } | Spans::Without { found, .. } => self.candidates(found),
            Spans::Mention { begins, .. } => self.documents(begins),
            Spans::Near { left, right, .. } | Spans::Within { left, right, .. } => {
                intersection([left, right].into_iter().map(|part| self.candidates(part)))
            }
        }
    }

    fn documents(&self, word: &Word) -> Result<RoaringBitmap, Error> {
        let mut documents = RoaringBitmap::new();
        for info in self.infos(word)?.iter() {
            let mut postings = self.open(info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                if self.ord(postings.doc()).is_some() {
                    documents.insert(postings.doc());
                }
                postings.advance();
            }
        }
        Ok(documents)
    }

    fn cursors(&self) -> Result<Cursors<'a>, Error> {
        let mut cursors = Vec::new();
        for word in self.words.keys() {
            for info in self.infos(word)?.iter() {
                let postings = self.open(info, IndexRecordOption::WithFreqsAndPositions)?;
                cursors.push((*word, postings));
            }
        }
        Ok(cursors)
    }

    fn count_spans(
        &self,
        spans: &Spans,
        documents: &[u32],
        cursors: &mut Cursors<'a>,
        found: &mut Postings,
    ) {
        let mut stands = vec![Stands::default(); documents.len()];
        for (word, postings) in cursors {
            append_positions(word, postings, documents, &mut stands);
        }
        for (document, mut stands) in documents.iter().zip(stands) {
            stands.settle();
            let count = find_spans(spans, &stands).len();
            let Some(ord) = self.ord(*document) else { continue };
            if count > 0 {
                found.push((ord, u32::try_from(count).unwrap_or(u32::MAX)));
            }
        }
    }
}

/// Each term with the word that stands for it, going forward through the documents.
type Cursors<'a> = Vec<(&'a Word, SegmentPostings)>;

/// Where the words stand in one document.
#[derive(Clone, Default)]
struct Stands<'a>(Vec<(&'a Word, Vec<u32>)>);

impl<'a> Stands<'a> {
    fn of_word(&mut self, word: &'a Word) -> &mut Vec<u32> {
        let at = self.0.iter().position(|(known, _)| *known == word).unwrap_or_else(|| {
            self.0.push((word, Vec::new()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    fn settle(&mut self) {
        for (_, positions) in &mut self.0 {
            positions.sort_unstable();
            positions.dedup();
        }
    }
}

impl Positions for Stands<'_> {
    fn of(&self, word: &Word) -> &[u32] {
        self.0.iter().find(|(known, _)| *known == word).map_or(&[], |(_, positions)| positions)
    }
}

fn append_positions<'a>(
    word: &'a Word,
    postings: &mut SegmentPostings,
    documents: &[u32],
    stands: &mut [Stands<'a>],
) {
    let mut here = Vec::new();
    let mut at = 0;
    while let Some(document) = documents.get(at) {
        if postings.doc() < *document {
            postings.seek(*document);
        }
        let reached = postings.doc();
        at += documents[at..].partition_point(|document| *document < reached);
        if documents.get(at) == Some(&reached) {
            postings.positions(&mut here);
            stands[at].of_word(word).extend_from_slice(&here);
            at += 1;
        }
    }
}

fn any<T>(
    of: impl IntoIterator<Item = T>,
    mut is: impl FnMut(T) -> Result<bool, Error>,
) -> Result<bool, Error> {
    for one in of {
        if is(one)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn all<T>(
    of: impl IntoIterator<Item = T>,
    mut is: impl FnMut(T) -> Result<bool, Error>,
) -> Result<bool, Error> {
    Ok(!any(of, |one| Ok(!is(one)?))?)
}

/// Tells whether the spans occur wherever one of their words does.
fn is_flat(spans: &Spans) -> bool {
    match spans {
        Spans::Word(_) => true,
        Spans::Any(parts) => parts.iter().all(is_flat),
        Spans::Sequence(_)
        | Spans::Window { .. }
        | Spans::Unless { .. }
        | Spans::Without { .. }
        | Spans::Near { .. }
        | Spans::Mention { .. }
        | Spans::Within { .. } => false,
    }
}

fn union(sets: impl Iterator<Item = Result<RoaringBitmap, Error>>) -> Result<RoaringBitmap, Error> {
    let mut union = RoaringBitmap::new();
    for set in sets {
        union |= set?;
    }
    Ok(union)
}

fn intersection(
    sets: impl Iterator<Item = Result<RoaringBitmap, Error>>,
) -> Result<RoaringBitmap, Error> {
    let mut common: Option<RoaringBitmap> = None;
    for set in sets {
        let set = set?;
        let both = match common {
            None => set,
            Some(common) => common & set,
        };
        if both.is_empty() {
            return Ok(both);
        }
        common = Some(both);
    }
    Ok(common.unwrap_or_default())
}
