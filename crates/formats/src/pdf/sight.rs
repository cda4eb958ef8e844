//! Which words of a page can be seen, and which are covered or invisible: the texts of its layers.
//!
//! Words stay whole: one of which at least half is covered is covered.

use std::collections::HashMap;
use std::ops::Range;

use item::Layer;

use super::glyphs::{Glyph, Shapes};
use super::lines::{self, Compounds, WORD_GAP};
use super::replaced;

/// Where pictures that lie over text cover more than this share of a page, it was scanned, and its text laid under the
/// picture.
const PICTURED_PAGE: f64 = 0.4;
/// A glyph that is drawn again less than this share of the font size away is the same glyph.
const SAME_PLACE: f32 = 0.3;
/// The side of the squares in which glyphs are looked up, in units of the page; the same place is no wider.
const SQUARE: f32 = 4.0;

/// What a page says.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// What is seen.
    body: String,
    /// What is covered.
    covered: String,
    /// What is invisible without being covered, and what glyphs are said to stand for that say something else.
    hidden: String,
}

impl Texts {
    /// Bytes of text.
    pub(super) fn len(&self) -> usize {
        self.body.len() + self.covered.len() + self.hidden.len()
    }

    /// All that the page says, as one text.
    pub(super) fn whole(&self) -> String {
        let texts = [&self.body, &self.covered, &self.hidden];
        let texts: Vec<&str> =
            texts.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        texts.join("\n\n")
    }

    /// The texts with their layers; some are empty.
    pub(super) fn layers(self) -> [(Layer, String); 3] {
        [
            (Layer::Body, self.body),
            (Layer::UnderRedaction, self.covered),
            (Layer::Hidden, self.hidden),
        ]
    }
}

/// How a glyph can be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    Seen,
    Covered,
    Unseen,
}

/// Sets the texts of a page.
pub(super) fn texts(shapes: &Shapes, compounds: &mut Compounds) -> Texts {
    let said = shapes.said.clone() + &replaced::words(shapes);
    if shapes.glyphs.iter().all(|glyph| glyph.mark.is_plain()) {
        let body = lines::text(shapes, &shapes.glyphs, compounds);
        return Texts { body, covered: String::new(), hidden: said.trim_end().to_owned() };
    }
    let sights = sights(shapes);
    let seen = sights.iter().zip(&shapes.glyphs).filter(|(sight, _)| **sight == Sight::Seen);
    let seen: Vec<Glyph> = seen.map(|(_, glyph)| *glyph).collect();
    let mut stretches = |kind: Sight| {
        let stretches = stretches(&sights, kind);
        let texts =
            stretches.map(|stretch| lines::text(shapes, &shapes.glyphs[stretch], compounds));
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).collect();
        texts.join("\n")
    };
    let (covered, hidden) = (stretches(Sight::Covered), stretches(Sight::Unseen));
    let hidden = [hidden.as_str(), said.trim_end()].join("\n").trim_matches('\n').to_owned();
    Texts { body: lines::text(shapes, &seen, compounds), covered, hidden }
}

/// The ranges of neighbouring glyphs that are of one kind.
fn stretches(sights: &[Sight], kind: Sight) -> impl Iterator<Item = Range<usize>> + use<'_> {
    let mut end = 0;
    let chunks = sights.chunk_by(|one, next| one == next);
    let ranges = chunks.map(move |chunk| {
        end += chunk.len();
        end - chunk.len()..end
    });
    ranges.filter(move |range| sights[range.start] == kind)
}

fn sights(shapes: &Shapes) -> Vec<Sight> {
    let by_pictures = shapes.pictured < PICTURED_PAGE;
    let mut sights: Vec<Sight> =
        shapes.glyphs.iter().map(|glyph| sight(glyph, by_pictures)).collect();
    let words: Vec<Range<usize>> = words(shapes).collect();
    for word in &words {
        let verdict = verdict(&sights[word.clone()]);
        sights[word.clone()].fill(verdict);
    }
    see_repeated(shapes, &words, &mut sights);
    settle_spaces(shapes, &mut sights);
    clear_signs(shapes, &mut sights);
    sights
}

fn sight(glyph: &Glyph, by_pictures: bool) -> Sight {
    if glyph.mark.is_covered(by_pictures) {
        Sight::Covered
    } else if glyph.mark.is_unseen() {
        Sight::Unseen
    } else {
        Sight::Seen
    }
}

/// What a word is of which some glyphs can be seen and others not.
fn verdict(word: &[Sight]) -> Sight {
    let is_half =
        |kind: Sight| 2 * word.iter().filter(|sight| **sight == kind).count() >= word.len();
    [Sight::Covered, Sight::Unseen].into_iter().find(|kind| is_half(*kind)).unwrap_or(Sight::Seen)
}

/// The ranges of the glyphs of each word, in the order in which they are drawn.
fn words(shapes: &Shapes) -> impl Iterator<Item = Range<usize>> + use<'_> {
    let mut end = 0;
    let is_same = |one: &Glyph, next: &Glyph| {
        shapes.text_of(one) != " " && shapes.text_of(next) != " " && touch(one, next)
    };
    let chunks = shapes.glyphs.chunk_by(is_same);
    let ranges = chunks.map(move |chunk| {
        end += chunk.len();
        end - chunk.len()..end
    });
    ranges.filter(|range| shapes.text_of(&shapes.glyphs[range.start]) != " ")
}

/// Tells whether one glyph stands beside the other, on either side, with no gap between words.
fn touch(one: &Glyph, next: &Glyph) -> bool {
    let gap = WORD_GAP * one.size.max(next.size);
    let after = next.origin.minus(one.end);
    let before = one.origin.minus(next.end);
    let rise = after.along(one.direction.upwards()).abs();
    rise < one.size.max(next.size)
        && (after.along(one.direction).abs() < gap || before.along(one.direction).abs() < gap)
}

/// Words whose glyphs are drawn once more where they can be seen are seen.
fn see_repeated(shapes: &Shapes, words: &[Range<usize>], sights: &mut [Sight]) {
    if !sights.iter().any(|sight| *sight != Sight::Seen) {
        return;
    }
    let mut seen: HashMap<(i32, i32), Vec<&Glyph>> = HashMap::new();
    for (glyph, sight) in shapes.glyphs.iter().zip(&*sights) {
        if *sight == Sight::Seen {
            seen.entry(square(glyph, 0.0, 0.0)).or_default().push(glyph);
        }
    }
    let is_repeated = |glyph: &Glyph| {
        let near = (SAME_PLACE * glyph.size).min(SQUARE / 2.0);
        let mut squares: Vec<(i32, i32)> =
            [(-near, -near), (-near, near), (near, -near), (near, near)]
                .map(|(x, y)| square(glyph, x, y))
                .to_vec();
        squares.dedup();
        squares.iter().filter_map(|square| seen.get(square)).flatten().any(|other| {
            other.origin.minus(glyph.origin).length() < near
                && shapes.text_of(other) == shapes.text_of(glyph)
        })
    };
    for word in words {
        let glyphs = &shapes.glyphs[word.clone()];
        if sights[word.start] != Sight::Seen && glyphs.iter().all(is_repeated) {
            sights[word.clone()].fill(Sight::Seen);
        }
    }
}

/// The square in which a glyph begins, moved by so much.
#[expect(
    clippy::cast_possible_truncation,
    reason = "what lies off any page shares its outermost squares"
)]
fn square(glyph: &Glyph, x: f32, y: f32) -> (i32, i32) {
    (((glyph.origin.x + x) / SQUARE).floor() as i32, ((glyph.origin.y + y) / SQUARE).floor() as i32)
}

/// Spaces are as the words on both their sides, or seen.
fn settle_spaces(shapes: &Shapes, sights: &mut [Sight]) {
    let mut before = Sight::Seen;
    let mut spaces = 0..0;
    for (at, glyph) in shapes.glyphs.iter().enumerate() {
        if shapes.text_of(glyph) == " " {
            spaces.end = at + 1;
            sights[at] = Sight::Seen;
            continue;
        }
        if sights[at] == before {
            sights[spaces.clone()].fill(before);
        }
        before = sights[at];
        spaces = at + 1..at + 1;
    }
}

/// Rules, dots and other signs are no text that anybody hid.
fn clear_signs(shapes: &Shapes, sights: &mut [Sight]) {
    for kind in [Sight::Covered, Sight::Unseen] {
        let stretches: Vec<Range<usize>> = stretches(sights, kind).collect();
        for stretch in stretches {
            let glyphs = &shapes.glyphs[stretch.clone()];
            let has_text = |glyph: &Glyph| shapes.text_of(glyph).contains(char::is_alphanumeric);
            if !glyphs.iter().any(has_text) {
                sights[stretch].fill(Sight::Seen);
            }
        }
    }
}
