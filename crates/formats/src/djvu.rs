//! What a `DjVu` document yields: the text that was laid under its scans, page by page, its outline, links and properties.
//! Pages without text wait for OCR.

use std::panic::{AssertUnwindSafe, catch_unwind};

use djvu_rs::djvu_document::{DjVuBookmark, DjVuDocument, DjVuPage};
use djvu_rs::djvu_render::{RenderOptions, render_pixmap};
use djvu_rs::metadata::{DjVuMetadata, parse_metadata};
use item::{Key, Layer, PartialReason, Place, Segment, Warning, WarningCode};

use crate::picture::{Drawn, Grey, MOST_PIXELS, Portion, luminance, whole};
use crate::shared::links::Links;
use crate::{Error, Flow, Input, Sink};

/// Most pixels of a page that is drawn, before it is made smaller.
const PAGE_PIXELS: u64 = 200_000_000;

/// Pushes properties, the text of each page, links and outline.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let document = parse(&input.bytes)?;
    let mut beside = Beside::default();
    if let Ok(Some(properties)) = document.metadata() {
        beside.note(properties);
    }
    let (mut waiting, mut unread) = (Vec::new(), 0_usize);
    for at in 0..document.page_count() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let Ok(page) = document.page(at) else {
            unread += 1;
            continue;
        };
        beside.note_page(page);
        match page.text() {
            Ok(Some(text)) if !text.trim().is_empty() => {
                let segment = Segment::new(Place::Page(number), Layer::Body, text.trim_end());
                if sink.text(segment) == Flow::Stop {
                    return Ok(());
                }
            }
            Ok(_) => waiting.push(number),
            Err(_) => unread += 1,
        }
    }
    if unread > 0 {
        sink.partial(PartialReason::Damaged);
        sink.warn(Warning::new(WarningCode::ContentNotRead, format_args!("{unread} pages")));
    }
    if let (Some(first), Some(last)) = (waiting.first(), waiting.last()) {
        sink.partial(PartialReason::AwaitingOcr);
        let pages = format_args!("{} pages from {first} to {last}", waiting.len());
        sink.warn(Warning::new(WarningCode::AwaitingOcr, pages));
    }
    for (key, value) in &beside.properties {
        sink.metadata(key.clone(), value);
    }
    if beside.links.push(sink) == Flow::Stop {
        return Ok(());
    }
    push_outline(document.bookmarks(), sink);
    Ok(())
}

/// Pushes pictures of the pages that have no text.
pub(crate) fn pictures(input: &Input, portion: Portion, sink: &mut dyn Sink) -> Result<(), Error> {
    let document = parse(&input.bytes)?;
    let mut drawn = 0;
    for (number, at) in (1..).zip(0..document.page_count()) {
        let Ok(page) = document.page(at) else { continue };
        let has_text = || page.text().ok().flatten().is_some_and(|text| !text.trim().is_empty());
        if !portion.takes(number, drawn) || has_text() {
            continue;
        }
        let picture = draw(page).map_or(Drawn::Broken, Drawn::Grey);
        drawn += u32::from(picture.is_drawn());
        if picture.push(Place::Page(number), sink) == Flow::Stop {
            break;
        }
    }
    Ok(())
}

fn parse(bytes: &[u8]) -> Result<DjVuDocument, Error> {
    match catch_unwind(|| DjVuDocument::parse(bytes)) {
        Ok(Ok(document)) => Ok(document),
        Ok(Err(error)) => Err(Error::Malformed(error.to_string())),
        Err(_) => Err(Error::malformed("the library breaks over it")),
    }
}

/// What stands beside the pages.
#[derive(Default)]
struct Beside {
    links: Links,
    properties: Vec<(Key, String)>,
}

impl Beside {
    /// Notes properties, each once: those of a document are those of its first page as well.
    fn note(&mut self, properties: DjVuMetadata) {
        let named = [
            (Key::TITLE, properties.title),
            (Key::AUTHOR, properties.author),
            (Key::SUBJECT, properties.subject),
            (Key::PUBLISHER, properties.publisher),
            (Key::KEYWORDS, properties.keywords),
            (Key::custom("year"), properties.year),
        ];
        let named = named.into_iter().filter_map(|(key, value)| Some((key, value?)));
        let others = properties.extra.into_iter().map(|(name, value)| (Key::custom(&name), value));
        for property in named.chain(others) {
            if !self.properties.contains(&property) {
                self.properties.push(property);
            }
        }
    }

    /// Notes where the areas of a page lead, what is written on them, and the properties of the page.
    fn note_page(&mut self, page: &DjVuPage) {
        let Ok(Some((annotation, areas))) = page.annotations() else { return };
        for area in areas {
            if !area.url.starts_with('#') {
                self.links.add(&area.url);
            }
            self.links.add(&area.description);
        }
        for form in annotation.extra.iter().filter(|form| form.starts_with("(metadata")) {
            if let Ok(properties) = parse_metadata(form.as_bytes()) {
                self.note(properties);
            }
        }
    }
}

fn push_outline(bookmarks: &[DjVuBookmark], sink: &mut dyn Sink) {
    let mut titles = String::new();
    let mut waiting: Vec<(&DjVuBookmark, usize)> =
        bookmarks.iter().rev().map(|bookmark| (bookmark, 0)).collect();
    while let Some((bookmark, depth)) = waiting.pop() {
        titles.push_str(&"  ".repeat(depth.min(8)));
        titles.push_str(bookmark.title.trim());
        titles.push('\n');
        waiting.extend(bookmark.children.iter().rev().map(|child| (child, depth + 1)));
    }
    if !titles.trim().is_empty() {
        let place = Place::Part("outline".to_owned());
        let _over = sink.text(Segment::new(place, Layer::Body, titles.trim_end()));
    }
}

/// Draws a page in grey; nothing where it is too large or the drawing breaks.
fn draw(page: &DjVuPage) -> Option<Grey> {
    let (width, height) = (u32::from(page.width()), u32::from(page.height()));
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > PAGE_PIXELS {
        return None;
    }
    let scale = (f64::from(MOST_PIXELS) / (f64::from(width) * f64::from(height))).sqrt().min(1.0);
    let side = whole(f64::from(width.max(height)) * scale);
    let options = RenderOptions::fit_to_box(page, side, side);
    // A page over which the library breaks costs that page alone.
    let pixmap = catch_unwind(AssertUnwindSafe(|| render_pixmap(page, &options))).ok()?.ok()?;
    let pixels =
        pixmap.data.chunks_exact(4).map(|rgba| luminance(rgba[0], rgba[1], rgba[2])).collect();
    Some(Grey { width: pixmap.width, height: pixmap.height, pixels })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    const RECEIPT: &[u8] = include_bytes!("../tests/small/receipt.djvu");

    #[test]
    fn text_under_scans_outline_and_properties_are_read_and_pages_without_text_wait() {
        let found = probe::of(extract, RECEIPT);
        assert!(found.body().contains("Белозеров holds the"), "{}", found.body());
        assert!(found.body().contains("Receipts of the courier"));
        assert_eq!(found.first(&Key::AUTHOR), "V. Ostrovnaya");
        assert_eq!(found.partial, [PartialReason::AwaitingOcr]);
        let places: Vec<_> = found.segments.iter().map(|segment| segment.place.clone()).collect();
        assert_eq!(places, [Place::Page(1), Place::Part("outline".into())]);
    }

    #[test]
    fn a_cut_document_is_an_error_or_has_less() {
        for end in [0, 4, 16, 200, RECEIPT.len() - 100] {
            let found = probe::of(extract, &RECEIPT[..end]);
            assert!(found.error.is_some() || found.segments.len() <= 2, "{end}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..20), at in 0_usize..2000) {
            let mut hostile = RECEIPT.to_vec();
            let at = at % hostile.len();
            hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes);
            probe::of(extract, &hostile);
        }
    }
}
