//! What stands in layers of a PDF that are switched off (optional content, ISO 32000-2 §8.11).

use std::collections::HashSet;

use hayro_syntax::Pdf;
use hayro_syntax::object::Dict;
use item::{Layer, Place, Segment};
use lopdf::{Document, Object};

use super::pages;
use super::structure::Objects;
use crate::{Flow, Sink};

/// Pushes the lines that show on a page only when every layer is switched on; `texts` are the pages as they are seen.
pub(super) fn read(
    objects: &Objects<'_>,
    texts: &[String],
    budget: u64,
    sink: &mut dyn Sink,
) -> Flow {
    let Some(pdf) = has_any(objects).then(|| with_all_layers(objects.document)).flatten() else {
        return Flow::Continue;
    };
    let mut flow = Flow::Continue;
    let result = pages::each(&pdf, budget, |number, _, text| {
        let Some(seen) = texts.get(number as usize - 1) else { return Flow::Stop };
        let seen: HashSet<&str> = seen.lines().collect();
        let text = text.whole();
        let hidden: Vec<&str> =
            text.lines().filter(|line| !line.is_empty() && !seen.contains(line)).collect();
        if !hidden.is_empty() {
            flow = sink.text(Segment::new(Place::Page(number), Layer::Hidden, hidden.join("\n")));
        }
        flow
    });
    if result.is_err() { Flow::Stop } else { flow }
}

/// Tells whether the document has layers at all, so that its texts are worth keeping for [`read`].
pub(super) fn may_have_any(pdf: &Pdf) -> bool {
    let catalog = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    catalog.is_some_and(|catalog| catalog.contains_key(b"OCProperties"))
}

/// Tells whether a layer is switched off.
fn has_any(objects: &Objects<'_>) -> bool {
    let catalog = objects.document.catalog().ok();
    let layers = catalog.and_then(|catalog| objects.dictionary(catalog, b"OCProperties"));
    let Some(settings) = layers.and_then(|layers| objects.dictionary(layers, b"D")) else {
        return false;
    };
    let is_off_at_first =
        matches!(objects.get(settings, b"BaseState"), Object::Name(name) if name == b"OFF");
    is_off_at_first || objects.array(settings, b"OFF").next().is_some()
}

fn with_all_layers(document: &Document) -> Option<Pdf> {
    let mut document = document.clone();
    document.catalog_mut().ok()?.remove(b"OCProperties");
    let mut plain = Vec::new();
    document.save_to(&mut plain).ok()?;
    Pdf::new(plain).ok()
}
