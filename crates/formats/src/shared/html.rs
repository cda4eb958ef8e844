//! An HTML page as its tokens give it: for web pages, bodies of mails, chapters of books.

mod layout;
mod page;
mod rows;
mod style;

use item::{Layer, Place, Segment};

pub(crate) use page::Page;

use crate::{Flow, Sink};

/// Pushes what is marked as deleted, comments, readings of letters and links.
pub(crate) fn push_margins(page: &Page, sink: &mut dyn Sink) -> Flow {
    let margins = [
        (Layer::Deleted, "deletions", &page.deleted),
        (Layer::Comment, "comments", &page.comments),
        (Layer::Body, "readings", &page.readings),
        (Layer::Body, "links", &page.links),
    ];
    for (layer, name, text) in margins {
        let segment = Segment::new(Place::Part(name.into()), layer, text.as_str());
        if segment.has_text() && sink.text(segment) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}
