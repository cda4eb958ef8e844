//! Recognition of what the texts of an item name.

use item::{DateRole, Kind, Mention, Segment, Warning, WarningCode};
use serde::{Deserialize, Serialize};

/// Tells whether a warning is about recognition, and not about what was extracted.
pub(crate) fn is_of_recognition(warning: &Warning) -> bool {
    matches!(warning.code, WarningCode::NotRecognised | WarningCode::MentionsDropped)
}

/// A mention as it crosses the socket: what the parent can read off the segment is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Named {
    pub(crate) kind: Kind,
    pub(crate) segment: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) normal: String,
    pub(crate) confidence: f32,
    pub(crate) alternatives: Vec<String>,
    pub(crate) keys: Vec<String>,
    pub(crate) role: Option<DateRole>,
}

impl Named {
    /// Returns `mention` without what the segment holds; nothing where its range or confidence is unsound or its
    /// surface is not what stands there.
    pub(crate) fn from_mention(mention: Mention, segments: &[Segment]) -> Option<Self> {
        let named = Self {
            kind: mention.kind,
            segment: mention.segment,
            start: u32::try_from(mention.start).ok()?,
            end: u32::try_from(mention.end).ok()?,
            normal: mention.normal,
            confidence: mention.confidence,
            alternatives: mention.alternatives,
            keys: mention.keys,
            role: mention.role,
        };
        let (_, surface) = named.stands_in(segments)?;
        (surface == mention.surface).then_some(named)
    }

    /// Returns the whole mention; nothing where its range or confidence is unsound.
    pub(crate) fn into_mention(self, segments: &[Segment]) -> Option<Mention> {
        let (segment, surface) = self.stands_in(segments)?;
        Some(Mention {
            surface: surface.to_owned(),
            place: segment.place.clone(),
            layer: segment.layer,
            start: usize::try_from(self.start).ok()?,
            end: usize::try_from(self.end).ok()?,
            kind: self.kind,
            normal: self.normal,
            segment: self.segment,
            confidence: self.confidence,
            alternatives: self.alternatives,
            keys: self.keys,
            role: self.role,
        })
    }

    fn stands_in<'a>(&self, segments: &'a [Segment]) -> Option<(&'a Segment, &'a str)> {
        let segment = segments.get(usize::try_from(self.segment).ok()?)?;
        let range = usize::try_from(self.start).ok()?..usize::try_from(self.end).ok()?;
        let surface = segment.text.get(range).filter(|surface| !surface.is_empty())?;
        (self.confidence > 0.0 && self.confidence <= 1.0).then_some((segment, surface))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use item::{Layer, Place};

    fn segments() -> [Segment; 1] {
        [Segment::new(Place::Page(2), Layer::Comment, "Мария Иванова")]
    }

    fn named(start: u32, end: u32) -> Named {
        Named {
            kind: Kind::Person,
            segment: 0,
            start,
            end,
            normal: "Мария".into(),
            confidence: 0.5,
            alternatives: Vec::new(),
            keys: Vec::new(),
            role: None,
        }
    }

    #[test]
    fn a_mention_takes_surface_place_and_layer_from_its_segment() {
        let mention = named(0, 10).into_mention(&segments()).expect("the range is sound");
        assert_eq!(mention.surface, "Мария");
        assert_eq!((mention.place.clone(), mention.layer), (Place::Page(2), Layer::Comment));
        assert_eq!(Named::from_mention(mention, &segments()), Some(named(0, 10)));
    }

    #[test]
    fn a_mention_off_its_text_is_refused() {
        for (start, end) in [(0, 1), (0, 99), (4, 2), (0, 0), (u32::MAX, u32::MAX)] {
            assert_eq!(named(start, end).into_mention(&segments()), None, "{start}..{end}");
        }
        let elsewhere = Named { segment: 1, ..named(0, 10) };
        assert_eq!(elsewhere.into_mention(&segments()), None);
        let unsure = Named { confidence: f32::NAN, ..named(0, 10) };
        assert_eq!(unsure.into_mention(&segments()), None);
    }
}
