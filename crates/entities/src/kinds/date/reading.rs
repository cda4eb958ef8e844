//! What a run of words says of a date.

use std::ops::Range;

use super::parts::When;
use super::this_year::ThisYear;

/// What a run of words says.
pub(super) enum Reading {
    One(When, f32),
    /// Two readings of a day or a period, in its normal form, the one with the day first in front.
    Either(String, String),
    Period(When, When),
    /// Several dates, each with its words.
    Several(Vec<(Range<usize>, When)>),
    /// The days that a date of the Islamic calendar may be.
    Hijri(jiff::civil::Date, jiff::civil::Date),
    /// A day or month of a year that the date of the document tells.
    OfThisYear(ThisYear),
}
