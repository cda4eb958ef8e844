//! How much an item may still yield; counted alike by the worker and, again, by the parent.

use formats::Limits;
use item::{LimitReason, Segment};

/// What a segment or a property costs besides its bytes, so that a billion empty ones cost something.
pub(crate) const PIECE_COST: u64 = 64;

/// What a picture costs besides its bytes: reading it takes long, however few they are.
pub(crate) const PICTURE_COST: usize = 64 << 10;

/// Bytes of mentions for each byte of text, generously: a name of five bytes can have ten long keys.
const MENTIONS_PER_TEXT: u64 = 64;

/// Bytes of mentions that any text may have.
const MENTIONS_AT_LEAST: u64 = 1 << 20;

/// Most bytes of mentions, and of the list of children. What came out of an item is kept in one record of the store,
/// which holds 1 GiB: both with the longest text must fit, or one item would end the run.
const MENTIONS_AT_MOST: u64 = 256 << 20;
const LISTING: u64 = 512 << 20;

/// What a child costs in the list besides its name: digests, times and what is declared of it.
const CHILD_COST: u64 = 128;

/// What an item may still yield.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    text: u64,
    members: u64,
    inflated: u64,
    listing: u64,
    mentions: u64,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            text: limits.text_bytes,
            members: limits.members,
            inflated: limits.inflated_bytes,
            listing: LISTING,
            mentions: MENTIONS_AT_LEAST,
        }
    }

    /// Returns the budget of an item that may yield nothing more but mentions in `segments`.
    pub(crate) fn of_mentions(segments: &[Segment]) -> Self {
        let length = segments.iter().map(|segment| as_u64(segment.text.len())).sum::<u64>();
        let mentions = MENTIONS_AT_LEAST.saturating_add(length.saturating_mul(MENTIONS_PER_TEXT));
        let mentions = mentions.min(MENTIONS_AT_MOST);
        Self { text: 0, members: 0, inflated: 0, listing: 0, mentions }
    }

    /// Pays for a text or property of `length` bytes.
    pub(crate) fn text(&mut self, length: usize) -> Result<(), LimitReason> {
        self.text = take(self.text, as_u64(length) + PIECE_COST).ok_or(LimitReason::Output)?;
        let more = self.mentions.saturating_add(as_u64(length) * MENTIONS_PER_TEXT);
        self.mentions = more.min(MENTIONS_AT_MOST);
        Ok(())
    }

    /// Returns how long a text could still be paid for.
    pub(crate) fn text_left(&self) -> usize {
        usize::try_from(self.text.saturating_sub(PIECE_COST)).unwrap_or(usize::MAX)
    }

    /// Pays for a child with a name of `length` bytes.
    pub(crate) fn member(&mut self, length: usize) -> Result<(), LimitReason> {
        let listed = as_u64(length) + CHILD_COST;
        self.members = take(self.members, 1).ok_or(LimitReason::Members)?;
        self.listing = take(self.listing, listed).ok_or(LimitReason::Members)?;
        self.inflated(length)
    }

    /// Pays for a picture of `length` bytes.
    pub(crate) fn picture(&mut self, length: usize) -> Result<(), LimitReason> {
        self.inflated(length.saturating_add(PICTURE_COST))
    }

    /// Pays for bytes of a child.
    pub(crate) fn inflated(&mut self, length: usize) -> Result<(), LimitReason> {
        self.inflated = take(self.inflated, as_u64(length)).ok_or(LimitReason::Inflation)?;
        Ok(())
    }

    /// Returns how many bytes of children could still be paid for.
    pub(crate) fn inflated_left(&self) -> usize {
        usize::try_from(self.inflated).unwrap_or(usize::MAX)
    }

    /// Pays for mentions of `length` bytes as sent.
    pub(crate) fn mentions(&mut self, length: usize) -> Result<(), LimitReason> {
        self.mentions = take(self.mentions, as_u64(length)).ok_or(LimitReason::Output)?;
        Ok(())
    }
}

fn take(left: u64, wanted: u64) -> Option<u64> {
    left.checked_sub(wanted)
}

fn as_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX >> 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits { text_bytes: 100, members: 2, inflated_bytes: 10, nesting: 1 }
    }

    #[test]
    fn what_is_paid_is_gone_and_what_is_refused_is_not() {
        let mut budget = Budget::new(&limits());
        assert_eq!(budget.text(40), Err(LimitReason::Output));
        assert_eq!(budget.text(36), Ok(()));
        assert_eq!(budget.text_left(), 0);
        assert_eq!(budget.text(0), Err(LimitReason::Output));
    }

    #[test]
    fn a_list_of_long_names_fits_into_a_record() {
        let limits = Limits { members: u64::MAX, inflated_bytes: u64::MAX, ..limits() };
        let mut budget = Budget::new(&limits);
        let listed = (0..100_000).take_while(|_| budget.member(16 << 10).is_ok()).count();
        assert!((30_000..33_000).contains(&listed), "{listed}");
    }

    #[test]
    fn names_of_members_count_as_inflated_bytes() {
        let mut budget = Budget::new(&limits());
        assert_eq!(budget.member(4), Ok(()));
        assert_eq!(budget.inflated_left(), 6);
        assert_eq!(budget.inflated(7), Err(LimitReason::Inflation));
        assert_eq!(budget.member(0), Ok(()));
        assert_eq!(budget.member(0), Err(LimitReason::Members));
    }
}
