//! What the pages say, and what of it is missing.

use hayro::RenderCache;
use hayro_interpret::InterpreterCache;
use hayro_syntax::Pdf;
use item::{LimitReason, PartialReason, Place, Segment, Warning, WarningCode};

use super::fonts::Fonts;
use super::glyphs::{self, Shapes};
use super::lines::Compounds;
use super::picture;
use super::sight::{self, Texts};
use crate::picture::{Drawn, Portion};
use crate::{Error, Flow, Sink};

/// A page with fewer glyphs than this and a picture is taken for a picture of a page.
const GLYPHS_MIN: usize = 5;
/// A page that pictures take this share of, with no more than so many glyphs, is a scan with a stamp on it: the number of a
/// production, the line of a fax, the filing line of a court, which is the longest with some eighty letters.
const SCANNED: f64 = 0.5;
const STAMP_MAX: usize = 160;
/// A page with a greater share of unknown glyphs than this, in percent, is not taken as read.
const UNMAPPED_MAX: usize = 10;
/// How many pages or ranges of pages one kind of warning names.
const NAMED_MAX: usize = 20;

/// What became of the pages.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// The texts, for the comparison with earlier revisions.
    pub(super) texts: Vec<String>,
    /// Bytes of text over all pages.
    pub(super) bytes: u64,
    /// Pages whose content is there and could not be read.
    pub(super) unread: Vec<u32>,
}

/// Pushes the text of each page as soon as it is read, up to `budget` bytes, and what is missing at the end.
pub(super) fn read(pdf: &Pdf, budget: u64, keep: bool, sink: &mut dyn Sink) -> Result<Read, Error> {
    let mut read = Read::default();
    let mut missing = Missing::default();
    let result = each(pdf, budget, |number, shapes, texts| {
        missing.note(number, shapes);
        if shapes.is_unread {
            read.unread.push(number);
        }
        read.bytes += texts.len() as u64;
        if keep {
            read.texts.push(texts.whole());
        }
        push(number, texts, sink)
    });
    missing.tell(sink);
    if !read.unread.is_empty() {
        sink.partial(PartialReason::Damaged);
        let pages = ranges(&read.unread.iter().map(|page| (*page, *page)).collect::<Vec<_>>());
        sink.warn(Warning::new(WarningCode::ContentNotRead, format_args!("pages {pages}")));
    }
    result.map(|()| read)
}

fn push(number: u32, texts: Texts, sink: &mut dyn Sink) -> Flow {
    for (layer, text) in texts.layers() {
        if !text.is_empty()
            && sink.text(Segment::new(Place::Page(number), layer, text)) == Flow::Stop
        {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Calls `each_page` with number and texts of each page until it says stop.
pub(super) fn each(
    pdf: &Pdf,
    budget: u64,
    mut each_page: impl FnMut(u32, &Shapes, Texts) -> Flow,
) -> Result<(), Error> {
    let cache = InterpreterCache::new();
    let mut fonts = Fonts::default();
    let mut compounds = Compounds::default();
    // Offsets of glyphs are 32 bits wide.
    let mut budget = usize::try_from(budget.min(1 << 31)).unwrap_or(usize::MAX);
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        let shapes = glyphs::collect(page, &cache, &mut fonts, budget);
        let texts = sight::texts(&shapes, &mut compounds);
        budget = budget.saturating_sub(texts.len());
        let flow = each_page(number, &shapes, texts);
        if shapes.is_cut {
            return Err(Error::Limit(LimitReason::Output));
        }
        if flow == Flow::Stop {
            break;
        }
    }
    Ok(())
}

/// Pushes pictures of the pages that are taken for pictures.
pub(super) fn pictures(pdf: &Pdf, portion: Portion, sink: &mut dyn Sink) {
    let (interpreted, drawing) = (InterpreterCache::new(), RenderCache::new());
    let mut fonts = Fonts::default();
    let mut drawn = 0;
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        if !portion.takes(number, drawn) {
            continue;
        }
        let shapes = glyphs::collect(page, &interpreted, &mut fonts, usize::MAX);
        if is_picture(&shapes) {
            let picture = picture::draw(page, &drawing).map_or(Drawn::Broken, Drawn::Grey);
            drawn += u32::from(picture.is_drawn());
            if picture.push(Place::Page(number), sink) == Flow::Stop {
                return;
            }
        }
    }
}

/// Tells whether a page is taken for a picture of a page: nothing is written on it, or no more than a stamp, and no text was
/// laid under the picture.
fn is_picture(shapes: &Shapes) -> bool {
    let written = written(shapes);
    let is_read =
        || shapes.glyphs.iter().filter(|glyph| glyph.mark.is_of_scan()).count() >= GLYPHS_MIN;
    let is_stamped = shapes.illustrated >= SCANNED && written <= STAMP_MAX && !is_read();
    shapes.images > 0 && (written < GLYPHS_MIN || is_stamped)
}

/// How many glyphs of a page are no blanks.
fn written(shapes: &Shapes) -> usize {
    shapes.glyphs.iter().filter(|glyph| shapes.text_of(glyph) != " ").count()
}

/// Pages whose text is missing or doubtful.
#[derive(Debug, Default)]
struct Missing {
    /// Pages with the share of their unknown glyphs in percent.
    unmapped: Vec<(u32, usize)>,
    /// Ranges of pages that are pictures, first to last.
    pictures: Vec<(u32, u32)>,
    /// Ranges of pages on which too much is painted to tell what covers what.
    crowded: Vec<(u32, u32)>,
}

impl Missing {
    fn note(&mut self, number: u32, shapes: &Shapes) {
        if is_picture(shapes) {
            extend(&mut self.pictures, number);
        }
        if shapes.is_crowded {
            extend(&mut self.crowded, number);
        }
        let share = (shapes.unmapped * 100).checked_div(written(shapes)).unwrap_or(0);
        if share > UNMAPPED_MAX {
            self.unmapped.push((number, share));
        }
    }

    fn tell(&self, sink: &mut dyn Sink) {
        if !self.unmapped.is_empty() {
            sink.partial(PartialReason::UnmappedGlyphs);
        }
        for (number, share) in self.unmapped.iter().take(NAMED_MAX) {
            sink.warn(Warning::new(
                WarningCode::UnmappedGlyphs,
                format_args!("page {number}, {share} %"),
            ));
        }
        if self.unmapped.len() > NAMED_MAX {
            let more = self.unmapped.len() - NAMED_MAX;
            sink.warn(Warning::new(WarningCode::UnmappedGlyphs, format_args!("{more} more pages")));
        }
        if !self.pictures.is_empty() {
            sink.partial(PartialReason::AwaitingOcr);
            sink.warn(Warning::new(
                WarningCode::AwaitingOcr,
                format_args!("pages {}", ranges(&self.pictures)),
            ));
        }
        if !self.crowded.is_empty() {
            let pages = ranges(&self.crowded);
            sink.warn(Warning::new(
                WarningCode::RedactionCheckIncomplete,
                format_args!("pages {pages}"),
            ));
        }
    }
}

/// Adds a page to the last of `ranges`, or begins one.
fn extend(ranges: &mut Vec<(u32, u32)>, number: u32) {
    match ranges.last_mut() {
        Some((_, last)) if *last + 1 == number => *last = number,
        _ => ranges.push((number, number)),
    }
}

fn ranges(ranges: &[(u32, u32)]) -> String {
    let named = ranges.iter().take(NAMED_MAX).map(|(first, last)| {
        if first == last { first.to_string() } else { format!("{first}-{last}") }
    });
    let mut list = named.collect::<Vec<_>>().join(", ");
    if ranges.len() > NAMED_MAX {
        list.push_str(" and more");
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_pages_are_named_up_to_a_bound() {
        assert_eq!(ranges(&[(1, 3), (7, 7)]), "1-3, 7");
        let many: Vec<(u32, u32)> = (0..30).map(|page| (2 * page, 2 * page)).collect();
        assert!(ranges(&many).ends_with("38 and more"));
    }
}
