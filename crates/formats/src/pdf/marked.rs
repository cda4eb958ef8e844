//! What the annotations of a page cover that have no appearance of their own, and where the form has its fields.

use hayro_interpret::kurbo::Rect;
use hayro_syntax::object::dict::keys::{ANNOTS, AP, CA, F, IC, QUADPOINTS, RECT, SUBTYPE};
use hayro_syntax::object::{Array, Dict, Name, Rect as Bounds};
use hayro_syntax::page::Page;

/// How many annotations of a page are looked at, and how many stretches of text each of them marks.
const ANNOTATIONS_MAX: usize = 10_000;
const STRETCHES_MAX: usize = 1000;
/// Flags of annotations that are not shown (ISO 32000-2 §12.5.3): hidden, no view.
const UNSEEN: u32 = 1 << 1 | 1 << 5;

/// What the annotations of a page are about.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Whether there are any.
    pub(super) are_there: bool,
    /// Where the form has fields.
    pub(super) fields: Vec<Rect>,
    /// What is covered, or marked to be blackened and was not.
    pub(super) covers: Vec<Rect>,
}

/// Looks at the annotations of `page`.
pub(super) fn read(page: &Page<'_>) -> Notes {
    let mut notes = Notes::default();
    let Some(annotations) = page.raw().get::<Array<'_>>(ANNOTS) else { return notes };
    for annotation in annotations.iter::<Dict<'_>>().take(ANNOTATIONS_MAX) {
        notes.are_there = true;
        let is_unseen = annotation.get::<u32>(F).is_some_and(|flags| flags & UNSEEN != 0);
        match annotation.get::<Name<'_>>(SUBTYPE).as_deref() {
            Some(b"Widget") => notes.fields.extend(bounds(&annotation)),
            // A mark that shows a frame until it is applied, and then takes the text away.
            Some(b"Redact") => notes.covers.extend(stretches(&annotation)),
            Some(b"Square") if !is_unseen && is_filled(&annotation) => {
                notes.covers.extend(bounds(&annotation));
            }
            _ => {}
        }
    }
    notes
}

/// A rectangle as it is reckoned with.
pub(super) fn rectangle(bounds: Bounds) -> Rect {
    Rect::new(bounds.x0, bounds.y0, bounds.x1, bounds.y1).abs()
}

fn bounds(annotation: &Dict<'_>) -> Option<Rect> {
    annotation.get::<Bounds>(RECT).map(rectangle)
}

/// Tells whether a viewer fills the annotation by itself with an opaque colour.
fn is_filled(annotation: &Dict<'_>) -> bool {
    let has_colour =
        annotation.get::<Array<'_>>(IC).is_some_and(|colour| colour.raw_iter().next().is_some());
    has_colour
        && !annotation.contains_key(AP)
        && annotation.get::<f32>(CA).is_none_or(|opacity| opacity >= 1.0)
}

/// The bounds of each stretch of text that an annotation marks, or its own.
fn stretches(annotation: &Dict<'_>) -> Vec<Rect> {
    let corners: Vec<f64> = annotation
        .get::<Array<'_>>(QUADPOINTS)
        .map(|points| points.iter::<f64>().take(8 * STRETCHES_MAX).collect())
        .unwrap_or_default();
    let stretches: Vec<Rect> = corners.chunks_exact(8).map(around).collect();
    if stretches.is_empty() { bounds(annotation).into_iter().collect() } else { stretches }
}

/// The rectangle around corners that are given one after the other, across and up.
fn around(corners: &[f64]) -> Rect {
    let across = corners.iter().step_by(2).copied();
    let up = corners.iter().skip(1).step_by(2).copied();
    Rect::new(
        across.clone().fold(f64::INFINITY, f64::min),
        up.clone().fold(f64::INFINITY, f64::min),
        across.fold(f64::NEG_INFINITY, f64::max),
        up.fold(f64::NEG_INFINITY, f64::max),
    )
}
