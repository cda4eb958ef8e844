//! Number plates of vehicles: letters and digits behind a word for one.

use std::ops::Range;

use item::Kind;

use crate::finding::{Finding, Found};
use crate::fold;
use crate::tokenized::{Gap, Shape, TokenizedBlock};

use super::numbers::{Cue, begins_cell, cues};

/// How many letters and digits a plate has.
const LETTERS: Range<usize> = 5..10;
/// Words that may stand between the word for a plate and the plate.
const FILLERS: [&str; 10] =
    ["n", "no", "nr", "number", "numero", "номер", "номером", "is", "est", "رقم"];

/// Finds number plates.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let places: Vec<usize> = cues(block, Cue::Plate).collect();
    for from in places {
        let is_filler =
            |at: &usize| block.word(*at).is_some() && FILLERS.contains(&block.folded(*at));
        let start = (from..from + 2).find(|at| !is_filler(at)).unwrap_or(from + 2);
        if let Some((end, normal)) =
            plate(block, start).filter(|(end, _)| !found.is_taken(&(start..*end)))
        {
            let bytes = block.span(&(start..end));
            found.take(block, Finding::new(Kind::Plate, bytes, normal, 0.85));
        }
    }
}

/// Reads groups of capitals and digits that blanks or dashes part, up to the most that a plate has.
fn plate(block: &TokenizedBlock, start: usize) -> Option<(usize, String)> {
    let mut normal = String::new();
    let mut end = start;
    while let Some(group) = group(block, end, end == start) {
        if normal.len() + group.len() >= LETTERS.end {
            break;
        }
        normal.push_str(&group);
        end += 1;
    }
    let digits = normal.bytes().filter(u8::is_ascii_digit).count();
    // What goes on is the number of something else.
    let goes_on = group(block, end, false)
        .is_some_and(|group| group.starts_with(|c: char| c.is_ascii_digit()));
    let is_plate = LETTERS.contains(&normal.len()) && digits >= 2 && digits < normal.len();
    (is_plate && !goes_on).then_some((end, normal))
}

/// Returns a group of a plate in Latin capitals or digits.
fn group(block: &TokenizedBlock, at: usize, is_first: bool) -> Option<String> {
    let word = block.word(at)?;
    let is_linked =
        matches!(word.gap, Gap::Space | Gap::Dash | Gap::None) && !begins_cell(block, at);
    if !(is_first || is_linked) {
        return None;
    }
    match word.shape {
        Shape::Number if word.len() <= 5 => Some(block.folded(at).to_owned()),
        Shape::Upper => {
            let letters = block.text[word.start..word.end].chars().map(fold::look_alike);
            letters.collect::<Option<String>>().filter(|letters| letters.len() <= 3)
        }
        _ => None,
    }
}
