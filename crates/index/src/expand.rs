//! Which terms of the index a word stands for.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use search::{Field, Matcher, QueryWarnings, Word};
use tantivy::query::FuzzyTermQuery;
use tantivy::{Searcher, SegmentReader, Term};

use crate::error::Error;
use crate::schema::{Fields, Part};

/// How many expansions are remembered, and terms in all of them; one with a good part of these is not.
const MAX_REMEMBERED: usize = 4_096;
const MAX_TERMS: usize = 200_000;
const MAX_TERMS_OF_ONE: usize = 20_000;

/// The terms that a word stands for, without what terms of its field begin with, in byte order.
#[derive(Debug)]
pub(crate) struct Expansion {
    pub(crate) terms: Vec<String>,
    is_cut: bool,
}

/// Expansions of words that were asked for before.
#[derive(Debug, Default)]
pub(crate) struct Expansions(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    expansions: HashMap<(Field, Word), Arc<Expansion>>,
    /// How many terms they have in all.
    terms: usize,
}

impl Expansions {
    /// Returns the terms that `word` stands for in `field`, and warns where they had to be cut.
    pub(crate) fn expand(
        &self,
        index: &Searched<'_>,
        field: &Field,
        word: &Word,
        warnings: &mut QueryWarnings,
    ) -> Result<Arc<Expansion>, Error> {
        if let Some(terms) = word.listed() {
            return Ok(Arc::new(Expansion { terms, is_cut: false }));
        }
        let expansion = match self.get(field, word) {
            Some(expansion) => expansion,
            None => self.remember(field, word, index.find_terms(field, word)?),
        };
        if expansion.is_cut {
            warnings.warn_of_expansion(word);
        }
        Ok(expansion)
    }

    fn get(&self, field: &Field, word: &Word) -> Option<Arc<Expansion>> {
        let remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.expansions.get(&(field.clone(), word.clone())).map(Arc::clone)
    }

    fn remember(&self, field: &Field, word: &Word, expansion: Expansion) -> Arc<Expansion> {
        let expansion = Arc::new(expansion);
        let terms = expansion.terms.len();
        if terms <= MAX_TERMS_OF_ONE {
            let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let is_full = remembered.expansions.len() >= MAX_REMEMBERED;
            if is_full || remembered.terms + terms > MAX_TERMS {
                *remembered = Remembered::default();
            }
            remembered.terms += terms;
            remembered.expansions.insert((field.clone(), word.clone()), Arc::clone(&expansion));
        }
        expansion
    }
}

/// One state of an index, and its fields.
pub(crate) struct Searched<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
}

impl Searched<'_> {
    fn find_terms(&self, field: &Field, word: &Word) -> Result<Expansion, Error> {
        let limit = field.expansion_limit(word);
        let parts = self.fields.parts(field);
        let of_segment = |reader: &SegmentReader| {
            let mut terms = BTreeSet::new();
            for part in &parts {
                collect(reader, part, word, limit, &mut terms)?;
            }
            Ok(terms)
        };
        let segments = self.searcher.segment_readers().par_iter();
        let found = segments.map(of_segment).collect::<Result<Vec<BTreeSet<String>>, Error>>()?;
        let terms: BTreeSet<String> = found.into_iter().flatten().collect();
        let is_cut = terms.len() > limit;
        Ok(Expansion { terms: terms.into_iter().take(limit).collect(), is_cut })
    }

    /// Calls `visit` with every term of a field, without what terms of its field begin with.
    pub(crate) fn for_each_term(
        &self,
        field: &Field,
        visit: &mut dyn FnMut(&str),
    ) -> Result<(), Error> {
        for part in self.fields.parts(field) {
            for reader in self.searcher.segment_readers() {
                let inverted = reader.inverted_index(part.field)?;
                let mut stream = part.stream(inverted.terms(), "")?;
                while stream.advance() {
                    let key = std::str::from_utf8(stream.key()).unwrap_or("");
                    visit(key.strip_prefix(&part.prefix[..]).unwrap_or(key));
                }
            }
        }
        Ok(())
    }
}

/// Adds the first terms of one dictionary that the word stands for, one more than `limit` at most.
fn collect(
    reader: &SegmentReader,
    part: &Part,
    word: &Word,
    limit: usize,
    terms: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let inverted = reader.inverted_index(part.field)?;
    let dictionary = inverted.terms();
    let mut sieve = Sieve { matcher: word.matcher(), prefix: &part.prefix, left: limit, terms };
    // An automaton grows with its word: one that is longer than any of a text is compared with each term instead.
    if let Word::Fuzzy { term, distance } = word
        && part.prefix.is_empty()
        && term.len() <= text::MAX_TOKEN
    {
        let near = Term::from_field_text(part.field, term);
        let automaton = FuzzyTermQuery::new(near, *distance, true).automaton()?;
        let mut stream = dictionary.search(automaton).into_stream()?;
        while stream.advance() && sieve.take(stream.key()) {}
        return Ok(());
    }
    let mut stream = part.stream(dictionary, word.literal_prefix())?;
    while stream.advance() && sieve.take(stream.key()) {}
    Ok(())
}

/// Keeps the terms that a word stands for.
struct Sieve<'a> {
    matcher: Matcher,
    prefix: &'a str,
    /// How many more are wanted besides one that shows that there are too many.
    left: usize,
    terms: &'a mut BTreeSet<String>,
}

impl Sieve<'_> {
    /// Takes the term if it fits; tells whether more are wanted.
    fn take(&mut self, key: &[u8]) -> bool {
        let key = std::str::from_utf8(key).unwrap_or("");
        let Some(term) = key.strip_prefix(self.prefix) else { return true };
        if !self.matcher.matches(term) {
            return true;
        }
        self.terms.insert(term.to_owned());
        let wants_more = self.left > 0;
        self.left = self.left.saturating_sub(1);
        wants_more
    }
}
