//! What an extractor pushed so far, and the verdict on it.

use std::borrow::Cow;

use item::{
    Basis, Identified, Layer, Mention, Metadata, Outcome, Place, Reason, Segment, Status, Warning,
};
use serde::{Deserialize, Serialize};

use crate::job::{Ran, Usage};
use crate::spent::Spent;

/// How reading an item ended, as the one who read it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum End {
    /// There is not one byte.
    NoBytes,
    /// The format could not be told.
    UnknownFormat,
    /// No reader is built in.
    NoReader,
    /// The extractor came to its end.
    Finished,
    /// The content is locked.
    Encrypted(Reason),
    /// The extractor met a feature that it does not know.
    Unsupported,
    /// The sink or the extractor reached a limit.
    Limit(Reason),
    /// The content breaks the rules of its format.
    Malformed,
    /// The content ends too early.
    Truncated,
    /// The extractor or the recogniser panicked.
    Panicked,
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
    pub(crate) partial: Option<Reason>,
    pub(crate) children: u64,
    /// What the worker says that it spent.
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
    /// Appends the properties as texts, so that they are searched and recognised like others.
    ///
    /// Called once, when extraction is over.
    pub(crate) fn append_properties(&mut self) {
        for (key, values) in &self.metadata {
            let place = Place::Field(key.name().to_owned());
            let texts =
                values.iter().map(|value| Segment::new(place.clone(), Layer::Metadata, value));
            self.segments.extend(texts);
        }
    }

    /// Returns how the item ended, given how reading it ended.
    pub(crate) fn outcome(&self, end: End) -> Outcome {
        let something = self.children > 0 || self.has_text();
        match end {
            End::NoBytes => Outcome::new(Status::Empty, Reason::NoBytes),
            End::UnknownFormat => Outcome::new(Status::Unsupported, Reason::UnknownFormat),
            End::NoReader => Outcome::new(Status::Unsupported, Reason::NoReader),
            End::Encrypted(reason) => Outcome::new(Status::Encrypted, reason),
            End::Limit(reason) => Outcome::new(Status::LimitReached, reason),
            End::Panicked => Outcome::new(Status::Failed, Reason::Panicked),
            End::Unsupported if something => Outcome::new(Status::Partial, Reason::PartUnsupported),
            End::Unsupported => Outcome::new(Status::Unsupported, Reason::UnknownMethod),
            End::Malformed if something => Outcome::new(Status::Partial, Reason::Damaged),
            End::Malformed => Outcome::new(Status::Failed, Reason::Malformed),
            End::Truncated if something => Outcome::new(Status::Partial, Reason::Truncated),
            End::Truncated => Outcome::new(Status::Failed, Reason::Truncated),
            End::Finished => self.finished(something),
        }
    }

    fn finished(&self, something: bool) -> Outcome {
        match self.partial {
            Some(reason) => Outcome::new(Status::Partial, reason),
            None if something => Outcome::EXTRACTED,
            None => Outcome::new(Status::Empty, Reason::NoText),
        }
    }

    fn has_text(&self) -> bool {
        self.segments.iter().any(|segment| segment.layer != Layer::Metadata && segment.has_text())
    }

    /// Makes the result of a run.
    pub(crate) fn into_ran(self, outcome: Outcome, mut usage: Usage) -> Ran {
        usage.spent = self.spent.at_most(usage.cpu);
        Ran {
            identified: self.identified,
            outcome,
            warnings: self.warnings,
            metadata: self.metadata,
            segments: self.segments,
            mentions: self.mentions,
            date: None,
            usage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use item::Key;

    fn with_text(layer: Layer, text: &str) -> Found {
        let segments = vec![Segment::new(Place::Whole, layer, text)];
        Found { segments, ..Found::default() }
    }

    #[test]
    fn an_item_with_a_letter_is_extracted_and_one_with_dashes_is_empty() {
        assert_eq!(with_text(Layer::Body, "я").outcome(End::Finished), Outcome::EXTRACTED);
        let empty = Outcome::new(Status::Empty, Reason::NoText);
        assert_eq!(with_text(Layer::Body, " - \n").outcome(End::Finished), empty);
        assert_eq!(with_text(Layer::Metadata, "author").outcome(End::Finished), empty);
    }

    #[test]
    fn a_container_without_text_is_extracted() {
        let found = Found { children: 1, ..Found::default() };
        assert_eq!(found.outcome(End::Finished), Outcome::EXTRACTED);
    }

    #[test]
    fn an_error_after_a_text_is_partial_and_before_one_is_final() {
        let cases = [
            (End::Malformed, Status::Failed, Reason::Malformed, Reason::Damaged),
            (End::Truncated, Status::Failed, Reason::Truncated, Reason::Truncated),
            (End::Unsupported, Status::Unsupported, Reason::UnknownMethod, Reason::PartUnsupported),
        ];
        for (end, status, before, after) in cases {
            assert_eq!(Found::default().outcome(end), Outcome::new(status, before));
            let partial = Outcome::new(Status::Partial, after);
            assert_eq!(with_text(Layer::Body, "a").outcome(end), partial);
        }
    }

    #[test]
    fn what_is_missing_makes_the_rest_partial() {
        let found =
            Found { partial: Some(Reason::AwaitingOcr), ..with_text(Layer::Body, "page 1") };
        let outcome = Outcome::new(Status::Partial, Reason::AwaitingOcr);
        assert_eq!(found.outcome(End::Finished), outcome);
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
}
