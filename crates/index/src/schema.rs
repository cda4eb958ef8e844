//! Which fields the documents of the index have.

use std::ops::Bound;

use item::Layer;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::termdict::{TermDictionary, TermStreamer};

use crate::error::Error;

/// The version of the layout: an index with another one must be made anew.
const LAYOUT: u32 = 7;

/// The name under which our way of cutting text is known to tantivy.
pub(crate) const TOKENIZER: &str = "dossier";
/// The name under which it is known how terms are read that were cut before.
pub(crate) const PRETOKENIZED: &str = "laid";

/// What the name of the field begins with that tells the version and holds nothing.
const VERSION: &str = "version_";

/// The fields, in the order in which the schema numbers them.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) content: Field,
    pub(crate) item: Field,
    /// The content of an item.
    pub(crate) content_of_item: Field,
    /// What decides between equal hits.
    pub(crate) tie: Field,
    pub(crate) length: Field,
    /// The first content of the same bytes.
    pub(crate) same_bytes_as: Field,
    pub(crate) size: Field,
    pub(crate) property: Field,
    pub(crate) path: Field,
    pub(crate) locator: Field,
    pub(crate) attribute: Field,
    pub(crate) facet: Field,
    /// One for each layer, in the order of [`Layer::ALL`].
    texts: Vec<Field>,
    mentions: Vec<Field>,
}

/// Names of the columns.
pub(crate) const CONTENT: &str = "content";
pub(crate) const ITEM: &str = "item";
pub(crate) const CONTENT_OF_ITEM: &str = "content_of_item";
pub(crate) const LENGTH: &str = "length";
pub(crate) const SAME_BYTES_AS: &str = "same_bytes_as";
pub(crate) const TIE: &str = "tie";
pub(crate) const SIZE: &str = "size";
pub(crate) const FACET: &str = "facet";

impl Fields {
    pub(crate) fn text(&self, layer: Layer) -> Field {
        self.texts[position(layer)]
    }

    pub(crate) fn mention(&self, layer: Layer) -> Field {
        self.mentions[position(layer)]
    }

    /// Returns the parts of the index in which a field of a query stands.
    pub(crate) fn parts(&self, field: &search::Field) -> Vec<Part> {
        let part = |field, prefix: String| Part { field, prefix };
        match field {
            search::Field::Text(layers) => {
                layers.iter().map(|layer| part(self.text(layer), String::new())).collect()
            }
            search::Field::Mention { kind, layers } => {
                layers.iter().map(|layer| part(self.mention(layer), prefix(kind.name()))).collect()
            }
            search::Field::Property(keys) => {
                keys.iter().map(|key| part(self.property, prefix(key))).collect()
            }
            search::Field::ContentAttribute(name) | search::Field::ItemAttribute(name) => {
                vec![part(self.attribute, prefix(name))]
            }
            search::Field::Path => vec![part(self.path, String::new())],
            search::Field::Name => vec![part(self.text(Layer::Name), String::new())],
            search::Field::Locator => vec![part(self.locator, String::new())],
        }
    }
}

/// A field of the index, and what its terms begin with there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Part {
    pub(crate) field: Field,
    pub(crate) prefix: String,
}

impl Part {
    /// Streams the terms of a dictionary that belong here and go on with `beginning`.
    pub(crate) fn stream<'d>(
        &self,
        dictionary: &'d TermDictionary,
        beginning: &str,
    ) -> std::io::Result<TermStreamer<'d>> {
        let start = format!("{}{beginning}", self.prefix).into_bytes();
        let end = after_prefix(&start);
        let mut range = dictionary.range().ge(start);
        if let Bound::Excluded(end) = end {
            range = range.lt(end);
        }
        range.into_stream()
    }
}

/// Returns the first key after all those that begin with `prefix`.
fn after_prefix(prefix: &[u8]) -> Bound<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if let Some(next) = last.checked_add(1) {
            end.push(next);
            return Bound::Excluded(end);
        }
    }
    Bound::Unbounded
}

/// Returns what the terms of one kind, property or attribute begin with in a field that holds several.
pub(crate) fn prefix(name: &str) -> String {
    format!("{name}\0")
}

pub(crate) fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let number = INDEXED | FAST;
    let positions = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let whole = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic),
    );
    let mut by_layer = |name: &str, tokenizer: &str| -> Vec<Field> {
        let field = |layer: &Layer| format!("{name}_{}", layer.name().replace('-', "_"));
        let options = positions(tokenizer);
        Layer::ALL
            .iter()
            .map(|layer| schema.add_text_field(&field(layer), options.clone()))
            .collect()
    };
    let (texts, mentions) = (by_layer("text", TOKENIZER), by_layer("mention", PRETOKENIZED));
    let fields = Fields {
        content: schema.add_u64_field(CONTENT, number.clone()),
        item: schema.add_u64_field(ITEM, number),
        content_of_item: schema.add_u64_field(CONTENT_OF_ITEM, FAST),
        tie: schema.add_u64_field(TIE, FAST),
        length: schema.add_u64_field(LENGTH, FAST),
        same_bytes_as: schema.add_u64_field(SAME_BYTES_AS, FAST),
        size: schema.add_u64_field(SIZE, FAST),
        property: schema.add_text_field("property", positions(PRETOKENIZED)),
        path: schema.add_text_field("path", positions(PRETOKENIZED)),
        locator: schema.add_text_field("locator", whole.clone()),
        attribute: schema.add_text_field("attribute", whole),
        facet: schema.add_text_field(FACET, TextOptions::default().set_fast("raw")),
        texts,
        mentions,
    };
    schema.add_u64_field(&format!("{VERSION}{}", version()), FAST);
    (schema.build(), fields)
}

/// Refuses a schema that another version made.
pub(crate) fn check(found: &Schema) -> Result<(), Error> {
    let names = found.fields().map(|(_, entry)| entry.name());
    let versions: Vec<&str> = names.filter_map(|name| name.strip_prefix(VERSION)).collect();
    let wanted = version();
    match versions[..] {
        [found] if found == wanted => Ok(()),
        [found] => Err(Error::OtherVersion { found: found.to_owned(), wanted }),
        _ => Err(Error::OtherVersion { found: "unknown".to_owned(), wanted }),
    }
}

fn version() -> String {
    format!("{LAYOUT}_{}", search::ANALYSER)
}

/// Returns where a layer stands in [`Layer::ALL`], which is also the order of its declaration.
fn position(layer: Layer) -> usize {
    Layer::ALL.iter().position(|other| *other == layer).unwrap_or(0)
}
