//! A kind to copy: the docket numbers of a court that there is not, `Docket 12/2019`.
//!
//! This file shows what a kind of mention looks like, and is compiled and run with the tests, so that it cannot go stale.
//!
//! To add a kind, four more steps: a line in `item::kind`; a line in [`super::RECOGNISERS`], placed before the kinds that
//! would read the same words otherwise; the words that it knows in a table under `data/`, one line for each language; and
//! its cases in `tests/it/cases/<kind>.tsv`, those that must not be found among them.

use std::ops::Range;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::tokenized::{Gap, TokenizedBlock};

/// How sure a finding is: a label, a shape and a year leave little doubt.
const CONFIDENCE: f32 = 0.95;

/// Finds docket numbers.
///
/// The block is cut into words once for all kinds; look at words and at the gaps before them, and take time linear in
/// the block.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    // Folded words are the same in every case and with look-alike letters: `DOCKET` is found, too.
    let labels = (0..block.words.len()).filter(|at| block.folded(*at) == "docket");
    for at in labels.collect::<Vec<_>>() {
        if let Some((words, normal)) = docket(block, at) {
            // It stands in for a kind of its own. `take` keeps later kinds from reading the words as something else; `add` leaves the words to them.
            found.take(
                block,
                Finding::new(Kind::CaseNumber, block.span(&words), normal, CONFIDENCE),
            );
        }
    }
}

/// Reads number and year behind a label, and returns the words with the normal form.
fn docket(block: &TokenizedBlock, label: usize) -> Option<(Range<usize>, String)> {
    let (number, year) = (label + 1, label + 2);
    block.number(number).filter(|number| number.len() <= 6)?;
    block.number(year).filter(|year| year.len() == 4 && year.gap == Gap::Slash)?;
    let normal = format!("{}/{}", block.folded(number), block.folded(year));
    Some((number..year + 1, normal))
}

mod tests {
    use super::*;

    fn dockets(text: &str) -> Vec<(String, String)> {
        let block = crate::kinds::read(text);
        let mut found = Found::new(&block);
        find(&block, &mut found);
        let findings = found.findings.into_iter();
        findings.map(|one| (text[one.start..one.end].to_owned(), one.normal)).collect()
    }

    #[test]
    fn a_number_behind_its_label_is_found_as_written_and_in_normal_form() {
        assert_eq!(dockets("see DOCKET 12/2019."), [("12/2019".into(), "12/2019".into())]);
    }

    #[test]
    fn what_only_looks_like_one_is_not() {
        for text in ["12/2019", "docket twelve", "docket 12 2019", "docket 12/19", "docket"] {
            assert_eq!(dockets(text), [], "{text}");
        }
    }
}
