//! Where the words of a leaf stand in the arrangement that it asks for.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use rayon::prelude::*;
use roaring::RoaringBitmap;
use search::{Field, Positions, Postings, QueryWarnings, Spans, Word, count_spans};
use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings as _, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED};

use crate::error::Error;
use crate::expand::{Expansion, Searched};
use crate::schema::Part;
use crate::segment::Table;
use crate::snapshot::Snapshot;

/// How many documents' positions are held at once.
const CHUNK: usize = 256;

impl Snapshot {
    pub(crate) fn find_words(
        &self,
        field: &Field,
        spans: &Spans,
        warnings: &mut QueryWarnings,
    ) -> Result<Postings, Error> {
        let asked = Asked::new(spans, |word| {
            let index = Searched { searcher: &self.searcher, fields: &self.fields };
            self.expansions.expand(&index, field, word, warnings)
        })?;
        let parts = self.fields.parts(field);
        let find = |(reader, table): (&SegmentReader, &Table)| {
            let mut found = Postings::new();
            for part in &parts {
                Leaf::new(reader, table, part, field, &asked)?.find(spans, &mut found)?;
            }
            Ok(found)
        };
        let segments = self.searcher.segment_readers().par_iter().zip(&self.tables);
        let found = segments.map(find).collect::<Result<Vec<Postings>, Error>>()?;
        // Equal ords come from several terms, layers and segments.
        let mut found = search::summed(found.concat());
        if !field.counts_spans() {
            for (_, count) in &mut found {
                *count = 1;
            }
        }
        Ok(found)
    }
}

/// What spans ask for.
struct Asked<'a> {
    /// Each word, with the terms that it stands for and the lists that it is on.
    words: BTreeMap<&'a Word, (Arc<Expansion>, Vec<usize>)>,
    /// Lists of words of which any may stand at a place, by where they lie in memory.
    lists: Vec<Address>,
}

/// Where a list of words lies, and how long it is.
type Address = (usize, usize);

fn address(words: &[Word]) -> Address {
    (words.as_ptr().addr(), words.len())
}

impl<'a> Asked<'a> {
    fn new(
        spans: &'a Spans,
        mut expand: impl FnMut(&Word) -> Result<Arc<Expansion>, Error>,
    ) -> Result<Self, Error> {
        let mut lists: Vec<&[Word]> = Vec::new();
        spans.for_each_list(&mut |words| lists.push(words));
        let mut words: BTreeMap<&Word, (Arc<Expansion>, Vec<usize>)> = BTreeMap::new();
        for word in lists.iter().copied().flatten() {
            if !words.contains_key(word) {
                words.insert(word, (expand(word)?, Vec::new()));
            }
        }
        lists.sort_unstable_by_key(|words| address(words));
        lists.dedup_by_key(|words| address(words));
        for (list, of_list) in lists.iter().enumerate() {
            for word in *of_list {
                words.entry(word).and_modify(|(_, on)| on.push(list));
            }
        }
        Ok(Self { words, lists: lists.into_iter().map(address).collect() })
    }
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
    asked: &'a Asked<'a>,
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
        asked: &'a Asked<'a>,
    ) -> Result<Self, Error> {
        Ok(Self {
            inverted: reader.inverted_index(part.field)?,
            prefix: &part.prefix,
            table,
            is_of_items: field.is_of_items(),
            is_counted: field.counts_spans(),
            asked,
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
        let documents_at_once = documents.len().min(CHUNK);
        let mut stands = Stands::new(&self.asked.lists, self.cursors()?, documents_at_once);
        for chunk in documents.chunks(CHUNK) {
            stands.read(chunk);
            for (at, document) in chunk.iter().enumerate() {
                let count = count_spans(spans, &stands.of_document(at));
                let Some(ord) = self.ord(*document).filter(|_| count > 0) else { continue };
                found.push((ord, u32::try_from(count).unwrap_or(u32::MAX)));
            }
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
        let Some((word, (expansion, _))) = self.asked.words.get_key_value(word) else {
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
            let of_term = std::iter::from_fn(|| {
                let document = Some(postings.doc()).filter(|document| *document != TERMINATED)?;
                postings.advance();
                Some(document)
            });
            let living = of_term.filter(|document| self.ord(*document).is_some());
            documents |= search::set_of(living, info.doc_freq as usize, self.table.len());
        }
        Ok(documents)
    }

    /// Returns where each term stands, with the lists that its word is on.
    fn cursors(&self) -> Result<Vec<(&'a [usize], SegmentPostings)>, Error> {
        let mut cursors = Vec::new();
        for (word, (_, lists)) in &self.asked.words {
            for info in self.infos(word)?.iter() {
                let postings = self.open(info, IndexRecordOption::WithFreqsAndPositions)?;
                cursors.push((lists.as_slice(), postings));
            }
        }
        Ok(cursors)
    }
}

/// Where words stand in some documents.
struct Stands<'a> {
    lists: &'a [Address],
    /// Each term, going forward through the documents, with the lists that its word is on.
    cursors: Vec<(&'a [usize], SegmentPostings)>,
    /// By document and by list.
    positions: Vec<Vec<u32>>,
    here: Vec<u32>,
}

/// Where words stand in one document, by list.
struct OfDocument<'s> {
    lists: &'s [Address],
    positions: &'s [Vec<u32>],
}

impl Positions for OfDocument<'_> {
    fn of_any(&self, words: &[Word]) -> Cow<'_, [u32]> {
        let list = self.lists.binary_search(&address(words));
        list.map_or(&[][..], |list| &self.positions[list]).into()
    }
}

impl<'a> Stands<'a> {
    /// Takes terms for at most so many documents at a time.
    fn new(
        lists: &'a [Address],
        cursors: Vec<(&'a [usize], SegmentPostings)>,
        documents: usize,
    ) -> Self {
        let positions = vec![Vec::new(); documents * lists.len()];
        Self { lists, cursors, positions, here: Vec::new() }
    }

    /// Reads where the words stand in these documents, which come behind all that were read before.
    fn read(&mut self, documents: &[u32]) {
        let width = self.lists.len();
        self.positions.iter_mut().for_each(Vec::clear);
        for (lists, postings) in &mut self.cursors {
            let mut at = 0;
            while let Some(document) = documents.get(at) {
                if postings.doc() < *document {
                    postings.seek(*document);
                }
                let reached = postings.doc();
                at += documents[at..].partition_point(|document| *document < reached);
                if documents.get(at) == Some(&reached) {
                    postings.positions(&mut self.here);
                    for list in *lists {
                        self.positions[at * width + *list].extend_from_slice(&self.here);
                    }
                    at += 1;
                }
            }
        }
        for positions in &mut self.positions {
            if !positions.is_sorted_by(|one, next| one < next) {
                positions.sort_unstable();
                positions.dedup();
            }
        }
    }

    fn of_document(&self, at: usize) -> OfDocument<'_> {
        let width = self.lists.len();
        OfDocument { lists: self.lists, positions: &self.positions[at * width..][..width] }
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
