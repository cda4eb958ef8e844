//! The words in which glyphs stand that are said to stand for others (`ActualText`): a reader of the page sees the glyphs, a
//! program that copies the text gets what is said.

use super::bidi;
use super::glyphs::{Glyph, Replaced, Shapes};
use super::lines::WORD_GAP;

/// More glyphs before or behind do not belong to the word.
const WORD: usize = 40;

/// Returns what is said, with the letters that stand right before and behind it, a line each.
pub(super) fn words(shapes: &Shapes) -> String {
    shapes.replaced.iter().map(|one| word(shapes, one) + "\n").collect()
}

fn word(shapes: &Shapes, Replaced { said, glyphs }: &Replaced) -> String {
    let said = said.trim();
    let before = shapes.glyphs.get(..=glyphs.start).unwrap_or_default();
    let behind = shapes.glyphs.get(glyphs.end.saturating_sub(1)..).unwrap_or_default();
    let begins_word = said.starts_with(char::is_alphanumeric);
    let ends_word = said.ends_with(char::is_alphanumeric);
    let head = before.windows(2).rev().take(WORD);
    let head = head.take_while(|pair| begins_word && goes_on(shapes, &pair[0], pair));
    let head: Vec<&str> = head.map(|pair| shapes.text_of(&pair[0])).collect();
    let tail = behind.windows(2).take(WORD);
    let tail = tail.take_while(|pair| ends_word && goes_on(shapes, &pair[1], pair));
    let tail: String = tail.map(|pair| shapes.text_of(&pair[1])).collect();
    head.into_iter().rev().collect::<String>() + said + &tail
}

/// Tells whether a glyph is of letters, and two glyphs stand beside each other without a gap. What is written from right to
/// left may be drawn in either order.
fn goes_on(shapes: &Shapes, letters: &Glyph, pair: &[Glyph]) -> bool {
    let text = shapes.text_of(letters);
    !text.is_empty()
        && text.chars().all(char::is_alphanumeric)
        && !bidi::is_right_to_left(text)
        && pair[1].origin.minus(pair[0].end).length() < WORD_GAP * pair[0].size
}
