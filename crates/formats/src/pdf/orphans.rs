//! Pages that lie in a PDF and are in no list of its pages: somebody took them out, and a program left them behind.

use std::collections::HashSet;

use hayro_syntax::Pdf;
use item::{Layer, Place, Segment};
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::pages;
use super::structure::Objects;
use crate::{Flow, Sink};

/// How many of them are read.
const ORPHANS_MAX: usize = 1000;
/// How far up the tree a page inherits what it does not state itself.
const DEPTH_MAX: usize = 16;

/// Pushes the texts of pages that no list names, up to `budget` bytes.
pub(super) fn read(objects: &Objects<'_>, budget: u64, sink: &mut dyn Sink) -> Flow {
    let orphans = orphans(objects);
    let Some(pdf) = (!orphans.is_empty()).then(|| with_pages(objects, &orphans)).flatten() else {
        return Flow::Continue;
    };
    let mut flow = Flow::Continue;
    let result = pages::each(&pdf, budget, |number, _, texts| {
        let place = Place::Part(format!("page {number} of those in no list"));
        let segment = Segment::new(place, Layer::Hidden, texts.whole());
        if segment.has_text() {
            flow = sink.text(segment);
        }
        flow
    });
    if result.is_err() { Flow::Stop } else { flow }
}

fn orphans(objects: &Objects<'_>) -> Vec<ObjectId> {
    let listed: HashSet<ObjectId> = objects.pages.iter().copied().collect();
    let is_page = |object: &Object| {
        let Object::Dictionary(dictionary) = object else { return false };
        dictionary.has_type(b"Page") && dictionary.has(b"Contents")
    };
    let pages = objects.document.objects.iter().filter(|(_, object)| is_page(object));
    pages.map(|(id, _)| *id).filter(|id| !listed.contains(id)).take(ORPHANS_MAX).collect()
}

/// Makes a document of these pages alone.
fn with_pages(objects: &Objects<'_>, pages: &[ObjectId]) -> Option<Pdf> {
    let mut document = objects.document.clone();
    let tree = document.new_object_id();
    for id in pages {
        let inherited = ["Resources", "MediaBox"].map(|key| (key, inherited(objects, *id, key)));
        let page = document.get_dictionary_mut(*id).ok()?;
        page.set("Parent", tree);
        for (key, value) in inherited {
            if let Some(value) = value.filter(|_| !page.has(key.as_bytes())) {
                page.set(key, value);
            }
        }
    }
    let count = i64::try_from(pages.len()).ok()?;
    let kids: Vec<Object> = pages.iter().map(|id| Object::Reference(*id)).collect();
    let mut root = Dictionary::new();
    root.set("Type", Object::Name(b"Pages".to_vec()));
    root.set("Count", count);
    root.set("Kids", kids);
    document.objects.insert(tree, Object::Dictionary(root));
    document.catalog_mut().ok()?.set("Pages", tree);
    saved(document)
}

fn saved(mut document: Document) -> Option<Pdf> {
    let mut plain = Vec::new();
    document.save_to(&mut plain).ok()?;
    Pdf::new(plain).ok()
}

/// What the nodes above a page state for it.
fn inherited(objects: &Objects<'_>, page: ObjectId, key: &str) -> Option<Object> {
    let mut node = objects.document.get_dictionary(page).ok()?;
    for _ in 0..DEPTH_MAX {
        if let Ok(value) = node.get(key.as_bytes()) {
            return Some(value.clone());
        }
        node = objects.dictionary(node, b"Parent")?;
    }
    None
}
