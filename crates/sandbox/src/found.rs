//! What an extractor pushed so far, and the verdict on it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use item::{
    Basis, EmptyReason, EncryptedReason, FailedReason, Identified, Key, Layer, LimitReason,
    Mention, Metadata, Outcome, PartialReason, Place, Segment, UnsupportedReason, Warning,
};
use serde::{Deserialize, Serialize};

use crate::job::{Ran, Usage};
use crate::spent::Spent;

/// How reading an item ended, as its reader reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum End {
    /// There is not one byte.
    NoBytes,
    /// The format could not be recognised.
    UnknownFormat,
    /// No reader is built in.
    NoReader,
    /// The extractor came to its end.
    Finished,
    /// The content is locked.
    Encrypted(EncryptedReason),
    /// The extractor met a feature that it does not know.
    Unsupported,
    /// The sink or the extractor reached a limit.
    Limit(LimitReason),
    /// The content breaks the rules of its format.
    Malformed,
    /// The content ends too early.
    Truncated,
    /// The extractor or the recogniser panicked.
    Panicked,
    /// It is a volume of a file that is read beside it.
    Volume,
    /// It is a volume whose others are not there, and does not make sense without them.
    VolumeAlone,
}

/// What an extractor pushed so far.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) identified: Identified,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) metadata: Metadata,
    pub(crate) segments: Vec<Segment>,
    pub(crate) mentions: Vec<Mention>,
    /// The first reason why something is missing.
    pub(crate) partial: Option<PartialReason>,
    pub(crate) children: u64,
    /// What the worker reports that it spent.
    pub(crate) spent: Spent,
}

impl Default for Found {
    fn default() -> Self {
        Self {
            identified: Identified {
                format: Cow::Borrowed(formats::UNKNOWN),
                basis: Basis::None,
                warnings: Vec::new(),
            },
            warnings: Vec::new(),
            metadata: Metadata::new(),
            segments: Vec::new(),
            mentions: Vec::new(),
            partial: None,
            children: 0,
            spent: Spent::default(),
        }
    }
}

impl Found {
    /// Appends the properties and the names of sheets as texts, so that they are searched and recognised like others.
    ///
    /// Called once, when extraction is over.
    pub(crate) fn append_properties(&mut self) {
        self.append_names();
        for (key, values) in self.metadata.iter().filter(|(key, _)| **key != Key::READ_AGAIN) {
            let place = Place::Field(key.name().to_owned());
            for value in values {
                let layer = layer_of(&self.metadata, key, value);
                self.segments.push(Segment::new(place.clone(), layer, value));
            }
        }
    }

    /// Appends the name of each sheet that no reader gave as a text of its own.
    fn append_names(&mut self) {
        let sheet = |segment: &Segment| match &segment.place {
            Place::Sheet(name) => Some(name.clone()),
            _ => None,
        };
        let (given, others): (Vec<_>, Vec<_>) =
            self.segments.iter().partition(|segment| segment.layer == Layer::Name);
        let mut known: BTreeSet<String> = given.into_iter().filter_map(sheet).collect();
        let new = others.into_iter().filter_map(sheet).filter(|name| known.insert(name.clone()));
        let names = new.map(|name| Segment::new(Place::Sheet(name.clone()), Layer::Name, name));
        let names: Vec<Segment> = names.collect();
        self.segments.extend(names);
    }

    /// Returns how the item ended, given how reading it ended.
    pub(crate) fn outcome(&self, end: End) -> Outcome {
        let something = self.children > 0 || self.has_text();
        match end {
            End::NoBytes => Outcome::Empty(EmptyReason::NoBytes),
            End::UnknownFormat => Outcome::Unsupported(UnsupportedReason::UnknownFormat),
            End::NoReader => Outcome::Unsupported(UnsupportedReason::NoReader),
            End::Encrypted(reason) => Outcome::Encrypted(reason),
            End::Limit(reason) => Outcome::LimitReached(reason),
            End::Panicked => Outcome::Failed(FailedReason::Panicked),
            End::Unsupported if something => Outcome::Partial(PartialReason::PartUnsupported),
            End::Unsupported => Outcome::Unsupported(UnsupportedReason::UnknownMethod),
            End::Malformed if something => Outcome::Partial(PartialReason::Damaged),
            End::Malformed => Outcome::Failed(FailedReason::Malformed),
            End::Truncated if something => Outcome::Partial(PartialReason::Truncated),
            End::Truncated => Outcome::Failed(FailedReason::Truncated),
            End::Finished => self.finished(something),
            End::Volume => Outcome::Empty(EmptyReason::Volume),
            End::VolumeAlone => Outcome::Partial(PartialReason::Truncated),
        }
    }

    fn finished(&self, something: bool) -> Outcome {
        match self.partial {
            Some(reason) => Outcome::Partial(reason),
            None if something => Outcome::Extracted,
            None => Outcome::Empty(EmptyReason::NoText),
        }
    }

    fn has_text(&self) -> bool {
        self.segments.iter().any(|segment| segment.is_content() && segment.has_text())
    }

    /// Makes the result of a run.
    pub(crate) fn into_ran(self, outcome: Outcome, mut usage: Usage) -> Ran {
        usage.spent = self.spent.at_most(usage.cpu);
        let date = entities::document_date(&self.metadata, &self.mentions);
        Ran {
            identified: self.identified,
            outcome,
            warnings: self.warnings,
            metadata: self.metadata,
            segments: self.segments,
            mentions: self.mentions,
            date,
            usage,
        }
    }
}

/// Returns the layer of a property: one that was read again is told from what is written.
fn layer_of(metadata: &Metadata, key: &Key, value: &str) -> Layer {
    let read_again = metadata.get(&Key::READ_AGAIN).into_iter().flatten();
    let is_read_again = |listed: &String| {
        listed.strip_prefix(key.name()).and_then(|rest| rest.strip_prefix(": ")) == Some(value)
    };
    if read_again.into_iter().any(is_read_again) { Layer::ReadAgain } else { Layer::Metadata }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_text(layer: Layer, text: &str) -> Found {
        let segments = vec![Segment::new(Place::Whole, layer, text)];
        Found { segments, ..Found::default() }
    }

    #[test]
    fn an_item_with_a_letter_is_extracted_and_one_with_dashes_is_empty() {
        assert_eq!(with_text(Layer::Body, "я").outcome(End::Finished), Outcome::Extracted);
        let empty = Outcome::Empty(EmptyReason::NoText);
        assert_eq!(with_text(Layer::Body, " - \n").outcome(End::Finished), empty);
        assert_eq!(with_text(Layer::Metadata, "author").outcome(End::Finished), empty);
    }

    #[test]
    fn a_container_without_text_is_extracted() {
        let found = Found { children: 1, ..Found::default() };
        assert_eq!(found.outcome(End::Finished), Outcome::Extracted);
    }

    #[test]
    fn an_error_after_a_text_is_partial_and_before_one_is_final() {
        let cases = [
            (End::Malformed, FailedReason::Malformed.into(), PartialReason::Damaged),
            (End::Truncated, FailedReason::Truncated.into(), PartialReason::Truncated),
            (
                End::Unsupported,
                UnsupportedReason::UnknownMethod.into(),
                PartialReason::PartUnsupported,
            ),
        ];
        for (end, before, after) in cases {
            assert_eq!(Found::default().outcome(end), before);
            assert_eq!(with_text(Layer::Body, "a").outcome(end), Outcome::Partial(after));
        }
    }

    #[test]
    fn what_is_missing_makes_the_rest_partial() {
        let found =
            Found { partial: Some(PartialReason::AwaitingOcr), ..with_text(Layer::Body, "page 1") };
        let outcome = Outcome::Partial(PartialReason::AwaitingOcr);
        assert_eq!(found.outcome(End::Finished), outcome);
    }

    #[test]
    fn a_sheet_gives_its_name_once() {
        let mut found = Found::default();
        for layer in [Layer::Body, Layer::Hidden] {
            found.segments.push(Segment::new(Place::Sheet("Q1".into()), layer, "a"));
        }
        found.append_properties();
        found.append_properties();
        let names = found.segments.iter().filter(|segment| segment.layer == Layer::Name);
        assert_eq!(names.map(|name| name.text.as_str()).collect::<Vec<_>>(), ["Q1"]);
    }

    #[test]
    fn properties_become_texts_of_their_layer() {
        let mut found = Found::default();
        found.metadata.insert(Key::TO, vec!["a@example.org".into(), "b@example.org".into()]);
        found.append_properties();
        assert_eq!(found.segments.len(), 2);
        assert_eq!(found.segments[1].place, Place::Field("to".into()));
        assert_eq!(found.segments[1].layer, Layer::Metadata);
    }

    #[test]
    fn a_property_that_was_read_again_is_told_from_what_is_written() {
        let mut found = Found::default();
        found.metadata.insert(Key::TITLE, vec!["РџРµСЃС‚".into(), "Пест".into()]);
        found.metadata.insert(Key::READ_AGAIN, vec!["title: Пест".into()]);
        found.append_properties();
        let layers: Vec<Layer> = found.segments.iter().map(|segment| segment.layer).collect();
        assert_eq!(layers, [Layer::Metadata, Layer::ReadAgain]);
        assert!(!found.has_text());
    }
}
