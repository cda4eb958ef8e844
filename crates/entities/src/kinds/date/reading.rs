//! What a run of words says of a date.

use std::ops::Range;

use crate::finding::Span;

use super::parts::When;

/// What a run of words says.
pub(super) enum Reading {
    One(When, f32),
    /// Two readings of a day or a period, in its normal form, the one with the day first in front.
    Either(String, String),
    Period(When, When),
    /// Several dates, each with its words.
    Several(Vec<(Range<usize>, When)>),
    /// The days of a week, or those that a date of the Islamic calendar may be.
    Days(jiff::civil::Date, jiff::civil::Date),
    /// A day or month of a year that the date of the document tells.
    OfThisYear(ThisYear),
    /// A date that is told by how far it is from that of the document.
    FromDocument(Span),
}

/// A day or a month, and how many years before that of the document it is.
#[derive(Clone, Copy)]
pub(super) struct ThisYear {
    pub(super) before: i16,
    pub(super) month: i8,
    pub(super) day: Option<i8>,
}
