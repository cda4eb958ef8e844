//! What an index is told of a content and of an item.

use std::collections::BTreeSet;

use item::{
    DateRole, Digest, Extraction, ItemId, Key, Kind, Layer, Mention, Metadata, Outcome, Segment,
};

use crate::bearers::{BEARER, bearer_value, bearers};
use crate::marks::{self, Mark};
use crate::terms::{MAX_KEYWORD, cut, keyword};

/// The longest locator that is indexed as one value, in bytes; the words of longer ones are indexed all the same.
const MAX_LOCATOR: usize = 32_000;

/// How many bytes of text are enough to tell the language.
const LANGUAGE_SAMPLE: usize = 1_000;

/// What an index is told of a content, however many items carry it.
#[derive(Clone, Debug)]
pub struct ContentRecord<'a> {
    /// The number of the content in the dossier; small numbers without large gaps keep tables small.
    pub ord: u32,
    /// The first content of the dossier with the same bytes: the same number, unless others came before it.
    pub same_bytes_as: u32,
    /// The texts.
    pub segments: &'a [Segment],
    /// The properties.
    pub metadata: &'a Metadata,
    /// What is named in the texts.
    pub mentions: &'a [Mention],
    /// The id of the format.
    pub format: String,
    /// The languages of the texts, ISO 639-1 where there is such a code.
    pub languages: BTreeSet<String>,
    /// The date that it bears, ISO 8601.
    pub date: Option<&'a str>,
    /// What `has:` finds: `attachments`, `hidden`, `comments`, and the name of every layer with text.
    pub has: BTreeSet<String>,
}

impl<'a> ContentRecord<'a> {
    /// Makes the record of what extraction yielded; its languages are the one that the text is told to be in, or else
    /// the stated ones, and the caller may add others.
    pub fn new(ord: u32, extraction: &'a Extraction) -> Self {
        Self {
            ord,
            same_bytes_as: ord,
            segments: &extraction.segments,
            metadata: &extraction.metadata,
            mentions: &extraction.mentions,
            format: extraction.identified.format.to_string(),
            languages: languages(extraction),
            date: extraction.date.as_ref().map(|date| date.date.as_str()),
            has: has_values(extraction),
        }
    }

    /// Returns how many bytes of text there are, for relevance.
    pub fn length(&self) -> u32 {
        let bytes: usize = self.segments.iter().map(|segment| segment.text.len()).sum();
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }

    /// Returns the marks of each segment, which are indexed with its text.
    pub fn marks(&self) -> Vec<Vec<Mark>> {
        marks::of_segments(self.segments, self.mentions)
    }

    /// Returns the layers in which there is text.
    pub fn layers(&self) -> BTreeSet<Layer> {
        let with_text = self.segments.iter().filter(|segment| segment.has_text());
        with_text.map(|segment| segment.layer).collect()
    }

    /// Returns the term under which the date is indexed.
    pub fn dated_term(&self) -> Option<String> {
        crate::days::Days::read(self.date?).map(crate::days::Days::term)
    }

    /// Returns the terms under which the births that are named in it are indexed.
    pub fn born_terms(&self) -> BTreeSet<String> {
        let births = self.mentions.iter().filter(|mention| is_birth(mention));
        let days = births.filter_map(|birth| crate::days::Days::read(&birth.normal));
        days.map(crate::days::Days::term).collect()
    }

    /// Returns the whole-value attributes by name: `format`, `lang`, `layer`, `has`; the date is left out, since it is no
    /// value to be listed.
    pub fn attributes(&self) -> BTreeSet<(&'static str, String)> {
        let mut attributes = BTreeSet::from([("format", keyword(&self.format))]);
        attributes.extend(self.languages.iter().map(|language| ("lang", keyword(language))));
        attributes
            .extend(self.layers().into_iter().map(|layer| ("layer", layer.name().to_owned())));
        attributes.extend(self.has.iter().map(|what| ("has", keyword(what))));
        attributes
    }

    /// Returns the values that facets count, as `(facet, value)` in ascending order: that of a mention as often as it is
    /// named, others once.
    pub fn facets(&self) -> Vec<(String, String)> {
        let attributes = self.attributes().into_iter();
        let mut once: BTreeSet<_> =
            attributes.map(|(name, value)| (name.to_owned(), value)).collect();
        once.extend(self.date.and_then(year).map(|year| facet("dated", year)));
        for key in [Key::AUTHOR, Key::FROM, Key::TO] {
            let values = self.metadata.get(&key).into_iter().flatten();
            once.extend(values.map(|value| facet(key.name(), value)));
        }
        let mentions = self.mentions.iter().filter(|mention| !is_birth(mention));
        let mentions = mentions.map(|mention| facet(mention.kind.name(), &mention.normal));
        let bearers = bearers(self.mentions);
        let bearers = bearers.iter().map(|bearer| facet(BEARER, &bearer_value(bearer)));
        let mut facets: Vec<_> = once.into_iter().chain(mentions).chain(bearers).collect();
        facets.sort_unstable();
        facets
    }
}

/// What an index is told of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemRecord {
    /// The number of the item in the dossier; small numbers without large gaps keep tables small.
    pub ord: u32,
    /// The id of the item, which is the same in every dossier.
    pub id: ItemId,
    /// The content, where the item has one that extraction was run on.
    pub content: Option<u32>,
    /// Where it stands: its locator in the printed form.
    pub locator: String,
    /// How many containers it is in.
    pub depth: u32,
    /// Its size in bytes, where known.
    pub size: Option<u64>,
    /// When it was changed last, ISO 8601.
    pub modified: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The BLAKE3 digest of its content.
    pub blake3: Option<Digest>,
    /// The SHA-256 digest of its content.
    pub sha256: Option<Digest>,
    /// Tags that people gave it.
    pub tags: BTreeSet<String>,
    /// Lists that people put it on.
    pub lists: BTreeSet<String>,
    /// The words of notes that people wrote on it, folded.
    pub note_words: BTreeSet<String>,
}

impl ItemRecord {
    /// Returns the whole-value attributes by name.
    ///
    /// `path` is the folded locator, cut where it is longer than any that can be typed; `modified` is left out, since it is a date.
    pub fn attributes(&self) -> BTreeSet<(&'static str, String)> {
        let mut attributes = BTreeSet::from([("outcome", self.outcome.status().name().to_owned())]);
        attributes.extend(self.outcome.reason().map(|reason| ("reason", reason.name().to_owned())));
        attributes.extend(self.blake3.map(|digest| ("blake3", digest.to_string())));
        attributes.extend(self.sha256.map(|digest| ("sha256", digest.to_string())));
        attributes.extend(self.tags.iter().map(|tag| ("tag", keyword(tag))));
        attributes.extend(self.lists.iter().map(|list| ("list", keyword(list))));
        attributes.extend(self.note_words.iter().map(|word| ("note", keyword(word))));
        let folded = text::fold(&self.locator);
        attributes.insert(("path", cut(&folded, MAX_LOCATOR).to_owned()));
        attributes.retain(|(_, value)| !value.is_empty());
        attributes
    }

    /// Returns what decides between equal hits: how many containers the item is in, up to 15, and then 28 bits of its id,
    /// which are as good as any others and the same in every dossier.
    pub fn tie(&self) -> u32 {
        let [a, b, c, d, ..] = self.id.0;
        self.depth.min(15) << 28 | u32::from_be_bytes([a, b, c, d]) >> 4
    }

    /// Returns its name with the folders that it stands in, on disk or in its container: the part of the printed locator
    /// that is its own.
    pub fn name(&self) -> &str {
        own_name(&self.locator)
    }

    /// Returns the term under which the locator is indexed as one value.
    pub fn locator_term(&self) -> &str {
        cut(&self.locator, MAX_LOCATOR)
    }

    /// Returns the term under which `modified` is indexed.
    pub fn modified_term(&self) -> Option<String> {
        crate::days::Days::read(self.modified.as_deref()?).map(crate::days::Days::term)
    }

    /// Returns the values that facets count, as `(facet, value)` in ascending order.
    pub fn facets(&self) -> Vec<(String, String)> {
        let mut facets = BTreeSet::from([facet("outcome", self.outcome.status().name())]);
        facets.extend(self.outcome.reason().map(|reason| facet("reason", reason.name())));
        facets.extend(self.tags.iter().map(|tag| facet("tag", tag)));
        facets.into_iter().collect()
    }
}

/// Returns what follows the last container in a printed locator; `\!` is a part of a name.
pub fn own_name(locator: &str) -> &str {
    let ends = locator.match_indices("!/").map(|(at, _)| at);
    let last = ends.filter(|at| !locator[..*at].ends_with('\\')).last();
    last.map_or(locator, |at| &locator[at + 2..])
}

/// Returns the year of a date in ISO 8601.
fn year(date: &str) -> Option<&str> {
    date.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A date of birth is no date of an event: every paper on a person names the same one.
fn is_birth(mention: &Mention) -> bool {
    mention.kind == Kind::Date && mention.role == Some(DateRole::Birth)
}

fn facet(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), cut(&value.replace('\0', " "), MAX_KEYWORD).to_owned())
}

/// Returns the language of the first texts that are no properties, or else what the properties say.
fn languages(extraction: &Extraction) -> BTreeSet<String> {
    let mut sample = String::new();
    for segment in extraction.segments.iter().filter(|segment| segment.is_content()) {
        if sample.len() >= LANGUAGE_SAMPLE {
            break;
        }
        sample.push_str(cut(&segment.text, LANGUAGE_SAMPLE - sample.len()));
        sample.push('\n');
    }
    match text::language(&sample) {
        Some(language) => BTreeSet::from([language.to_owned()]),
        None => stated_languages(&extraction.metadata),
    }
}

fn stated_languages(metadata: &Metadata) -> BTreeSet<String> {
    let stated = metadata.get(&Key::LANGUAGE).into_iter().flatten();
    let subtags = stated.filter_map(|tag| tag.split(['-', '_', ',', ';']).next());
    subtags.map(|subtag| subtag.trim().to_lowercase()).filter(|subtag| !subtag.is_empty()).collect()
}

fn has_values(extraction: &Extraction) -> BTreeSet<String> {
    let with_text = extraction.segments.iter().filter(|segment| segment.has_text());
    let mut has: BTreeSet<String> = BTreeSet::new();
    for segment in with_text {
        // in the plural alone, so that no facet counts them twice
        let name = if segment.layer == Layer::Comment { "comments" } else { segment.layer.name() };
        has.insert(name.to_owned());
    }
    if !extraction.children.is_empty() {
        has.insert("attachments".to_owned());
    }
    has
}
