//! Which items and contents the documents of one segment are.

use tantivy::SegmentReader;
use tantivy::columnar::ColumnIndex;

use crate::error::Error;
use crate::schema;

/// Stands for no number.
const NONE: u32 = u32::MAX;

/// Where a document stands: in which segment, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stand {
    pub(crate) segment: u32,
    pub(crate) document: u32,
}

/// Which ords the documents of one segment have.
pub(crate) struct Table {
    contents: Vec<u32>,
    items: Vec<u32>,
}

impl Table {
    fn read(reader: &SegmentReader) -> Result<Self, Error> {
        let [contents, items] = [schema::CONTENT, schema::ITEM].map(|column| {
            let mut ords = numbers(reader, column)?;
            if let Some(alive) = reader.alive_bitset() {
                let dead = (0..).zip(&mut ords).filter(|(document, _)| !alive.is_alive(*document));
                dead.for_each(|(_, ord)| *ord = NONE);
            }
            Ok::<_, Error>(ords)
        });
        Ok(Self { contents: contents?, items: items? })
    }

    /// Returns how many documents the segment has.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns the ord of a living document, if it is an item's or a content's, whichever is asked for.
    pub(crate) fn ord(&self, document: u32, is_of_items: bool) -> Option<u32> {
        at(if is_of_items { &self.items } else { &self.contents }, document)
    }
}

/// What one segment lists of its documents, in their order.
pub(crate) struct Listed {
    pub(crate) table: Table,
    pub(crate) items: Vec<(u32, Stand)>,
    pub(crate) contents: Vec<(u32, Stand)>,
    /// Of items: content and tie.
    pub(crate) owners: Vec<(u32, Option<u32>, u32)>,
    /// Of contents: length and first content of the same bytes.
    pub(crate) lengths: Vec<(u32, u32, u32)>,
}

impl Listed {
    pub(crate) fn read(segment: usize, reader: &SegmentReader) -> Result<Self, Error> {
        let segment = u32::try_from(segment).unwrap_or(u32::MAX);
        let table = Table::read(reader)?;
        let of_item = numbers(reader, schema::CONTENT_OF_ITEM)?;
        let tie = numbers(reader, schema::TIE)?;
        let length = numbers(reader, schema::LENGTH)?;
        let same_bytes = numbers(reader, schema::SAME_BYTES_AS)?;
        let (mut items, mut contents) = (Vec::new(), Vec::new());
        let (mut owners, mut lengths) = (Vec::new(), Vec::new());
        for document in 0..reader.max_doc() {
            if let Some(item) = table.ord(document, true) {
                items.push((item, Stand { segment, document }));
                let tie = at(&tie, document).unwrap_or(u32::MAX);
                owners.push((item, at(&of_item, document), tie));
            }
            if let Some(content) = table.ord(document, false) {
                contents.push((content, Stand { segment, document }));
                let first = at(&same_bytes, document).unwrap_or(content);
                lengths.push((content, at(&length, document).unwrap_or(0), first));
            }
        }
        Ok(Self { table, items, contents, owners, lengths })
    }
}

/// Puts the documents of all segments in the order of their ords.
pub(crate) fn in_order<'a>(parts: impl Iterator<Item = &'a [(u32, Stand)]>) -> Vec<(u32, Stand)> {
    let mut stands: Vec<_> = parts.flatten().copied().collect();
    // Segments follow one another in long runs, which a stable sort makes use of.
    stands.sort();
    stands.dedup_by_key(|(ord, _)| *ord);
    stands
}

fn at(numbers: &[u32], document: u32) -> Option<u32> {
    numbers.get(document as usize).copied().filter(|number| *number != NONE)
}

/// Returns the first number that each document has in a column.
fn numbers(reader: &SegmentReader, column: &str) -> Result<Vec<u32>, Error> {
    let column = reader.fast_fields().u64(column)?;
    let mut numbers = vec![NONE; reader.max_doc() as usize];
    let mut set = |document: u32, value: u64| {
        if let Some(number) = numbers.get_mut(document as usize) {
            *number = u32::try_from(value).unwrap_or(NONE);
        }
    };
    let mut values = vec![0; column.values.num_vals() as usize];
    column.values.get_range(0, &mut values);
    match &column.index {
        ColumnIndex::Full => (0..).zip(values).for_each(|(document, value)| set(document, value)),
        ColumnIndex::Optional(index) => {
            let documents = index.iter_non_null_docs();
            documents.zip(values).for_each(|(document, value)| set(document, value));
        }
        ColumnIndex::Empty { .. } | ColumnIndex::Multivalued(_) => {
            for document in 0..reader.max_doc() {
                column.first(document).into_iter().for_each(|value| set(document, value));
            }
        }
    }
    Ok(numbers)
}
