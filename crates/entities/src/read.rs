//! What was found in a segment, block by block.

use std::sync::Arc;

use crate::block::{self, Reading};
use crate::echo::Families;
use crate::finding::Finding;

/// A segment's blocks: where each begins, and what it holds.
pub(crate) struct Read {
    pub(crate) starts: Vec<usize>,
    pub(crate) readings: Vec<Arc<Reading>>,
}

impl Read {
    pub(crate) fn findings(&self) -> impl Iterator<Item = (usize, &Finding)> {
        let blocks = self.readings.iter().enumerate();
        let findings = blocks
            .flat_map(|(at, reading)| reading.findings.iter().map(move |finding| (at, finding)));
        let counted = findings.filter(|(at, finding)| self.counts(*at, finding));
        counted.map(|(at, finding)| (self.starts[at], finding))
    }

    /// Returns the bare family names of persons that the document names in full, each with the start of its block.
    pub(crate) fn named_again(&self, text: &str, families: &mut Families) -> Vec<(usize, Finding)> {
        let mut again = Vec::new();
        for (start, reading) in self.starts.iter().zip(&self.readings) {
            let block = &text[*start..];
            let found =
                reading.capitals.iter().filter_map(|capital| families.named_again(block, capital));
            again.extend(found.map(|finding| (*start, finding)));
        }
        again
    }

    fn counts(&self, at: usize, finding: &Finding) -> bool {
        finding.need.is_none_or(|need| block::is_met(&need, &self.readings, at))
    }
}
