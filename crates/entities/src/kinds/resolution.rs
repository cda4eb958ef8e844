//! Resolutions of Interpol's General Assembly: `AG-2011-RES-07`, `AGN/55/RES/2`, `GA-2022-90-RES-01`.

use item::Kind;

use crate::finding::{Finding, Found};
use crate::tokenized::{Gap, Shape, TokenizedBlock};

/// Finds resolutions.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    for at in 0..block.words.len() {
        let begins = block.words[at].shape == Shape::Upper
            && matches!(block.folded(at), "ag" | "agn" | "ga")
            && matches!(block.gap(at + 1), Gap::Dash | Gap::Slash);
        let Some(end) = begins.then(|| end(block, at)).flatten() else { continue };
        let sign = if block.gap(at + 1) == Gap::Dash { "-" } else { "/" };
        let parts: Vec<String> =
            (at..end).map(|place| block.folded(place).to_uppercase()).collect();
        let finding =
            Finding::new(Kind::Resolution, block.span(&(at..end)), parts.join(sign), 0.97);
        found.take(block, finding);
    }
}

/// Returns the word after the number, the year or session before `RES` and perhaps a second number there.
fn end(block: &TokenizedBlock, at: usize) -> Option<usize> {
    let sign = block.gap(at + 1);
    let number = |place: usize, digits: std::ops::RangeInclusive<usize>| {
        block.number(place).filter(|number| digits.contains(&number.len()) && number.gap == sign)
    };
    number(at + 1, 2..=4)?;
    let res = at + 2 + usize::from(number(at + 2, 2..=2).is_some());
    let is_res = block.word(res).is_some() && block.folded(res) == "res" && block.gap(res) == sign;
    (is_res && number(res + 1, 1..=2).is_some()).then_some(res + 2)
}
