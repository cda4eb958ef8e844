//! Texts and properties that were garbled or escaped before they were written, a second time as they read before that.

use item::{Key, Layer, PartialReason, Place, Segment, Warning, WarningCode};

use crate::shared::{escapes, garbled};
use crate::{Child, Content, Flow, Picture, Sink};

/// Hands everything on, and behind each text and property that is garbled, or in escapes that nobody resolved, the lines
/// that it is so in as they are meant, in the layer [`Layer::ReadAgain`].
///
/// What stands in the file stays as it is. A property is repeated under [`Key::READ_AGAIN`], which tells that its second
/// value is none that is written.
pub struct Rereading<'a> {
    sink: &'a mut dyn Sink,
    /// Encodings that were reported.
    reported: Vec<&'static str>,
}

impl<'a> Rereading<'a> {
    /// Hands on to `sink`.
    pub fn new(sink: &'a mut dyn Sink) -> Self {
        Self { sink, reported: Vec::new() }
    }

    fn report(&mut self, charset: &'static str) {
        if !self.reported.contains(&charset) {
            self.reported.push(charset);
            let about = format_args!("garbled before it was written, read again as {charset}");
            self.sink.warn(Warning::new(WarningCode::CharsetMismatch, about));
        }
    }
}

impl Sink for Rereading<'_> {
    fn text(&mut self, segment: Segment) -> Flow {
        if segment.layer == Layer::Raw {
            return self.sink.text(segment);
        }
        let mended = garbled::mended(&segment.text);
        let resolved = escapes::resolved(&segment.text);
        if mended.is_none() && resolved.is_none() {
            return self.sink.text(segment);
        }
        let place = segment.place.clone();
        let mut flow = self.sink.text(segment);
        if let Some(mended) = &mended {
            self.report(mended.charset);
        }
        for text in mended.map(|mended| mended.text).into_iter().chain(resolved) {
            if flow == Flow::Continue {
                flow = self.sink.text(Segment::new(place.clone(), Layer::ReadAgain, text));
            }
        }
        flow
    }

    fn child(&mut self, child: Child, content: Content<'_>) -> Flow {
        self.sink.child(child, content)
    }

    fn picture(&mut self, place: Place, picture: Picture) -> Flow {
        self.sink.picture(place, picture)
    }

    fn metadata(&mut self, key: Key, value: &str) {
        let mended = garbled::mended(value);
        self.sink.metadata(key.clone(), value);
        if let Some(mended) = mended {
            self.report(mended.charset);
            let value = mended.text.trim();
            self.sink.metadata(Key::READ_AGAIN, &format!("{key}: {value}"));
            self.sink.metadata(key, value);
        } else if key == Key::LINK
            && let Some(link) = escapes::resolved(value)
        {
            self.sink.metadata(Key::READ_AGAIN, &format!("{key}: {}", link.trim()));
        }
    }

    fn warn(&mut self, warning: Warning) {
        self.sink.warn(warning);
    }

    fn partial(&mut self, reason: PartialReason) {
        self.sink.partial(reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Error, Input, probe};

    fn titled(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
        let mut sink = Rereading::new(sink);
        sink.metadata(Key::TITLE, "\u{d0}\u{9f}\u{d0}\u{b5}\u{d1}\u{81}\u{d1}\u{82}");
        crate::plain::extract(input, &mut sink)
    }

    #[test]
    fn escapes_in_an_address_are_read_again() {
        #[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
        fn linked(_: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
            let mut sink = Rereading::new(sink);
            sink.metadata(Key::LINK, "http://example.org/%D0%9F%D0%B5%D1%81%D1%82");
            sink.metadata(Key::LINK, "http://example.org/a%20b");
            Ok(())
        }
        let found = probe::of(linked, b"");
        assert_eq!(found.metadata[&Key::READ_AGAIN], ["link: http://example.org/Пест"]);
        assert_eq!(found.metadata[&Key::LINK].len(), 2);
    }

    #[test]
    fn what_is_garbled_stands_a_second_time_as_it_was() {
        let found = probe::of(titled, "sound\nРџРµСЃС‚СЂРёРєРѕРІ".as_bytes());
        assert_eq!(found.segments.len(), 2);
        assert_eq!(found.segments[1].text, "Пестриков\n");
        assert_eq!(found.segments[1].place, found.segments[0].place);
        assert_eq!(
            (found.segments[0].layer, found.segments[1].layer),
            (Layer::Body, Layer::ReadAgain)
        );
        assert_eq!(found.metadata.get(&Key::TITLE).map(Vec::len), Some(2));
        assert_eq!(found.metadata[&Key::TITLE][1], "Пест");
        assert_eq!(found.metadata[&Key::READ_AGAIN], ["title: Пест"]);
        let read_again = "garbled before it was written, read again as UTF-8";
        assert_eq!(found.warnings, [Warning::new(WarningCode::CharsetMismatch, read_again)]);
    }
}
