//! Subtitles and transcripts: `SubRip`, `WebVTT`, SBV, `MicroDVD`, SSA and ASS, SAMI, TTML.
//!
//! What is said is the body, each sentence at its time; who says it stands before it. Settings and styles, which nobody
//! sees as words, are hidden text.

mod ass;
mod cues;
mod markup;
mod sami;
mod timed;
mod ttml;

use item::LimitReason;

use crate::shared::decode::{self, report_charset, report_replaced};
use crate::{Error, Input, Sink};
use cues::Cues;

/// A way to write subtitles that the first lines tell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    WebVtt,
    /// `SubRip` and SBV: times on a line of their own.
    Timed,
    MicroDvd,
    Ass,
    Sami,
}

impl Kind {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let begins = |mark: &str| {
            text.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark))
        };
        match () {
            () if timed::is_web_vtt(text) => Some(Self::WebVtt),
            () if begins("[Script Info]") => Some(Self::Ass),
            () if begins("<SAMI>") || begins("<SAMI ") => Some(Self::Sami),
            () if timed::begins(text) => Some(Self::Timed),
            () if timed::frames(text).is_some() => Some(Self::MicroDvd),
            () => None,
        }
    }
}

/// Tells whether a text begins as subtitles do; those in XML are told by their root.
pub(crate) fn is_told(text: &str) -> bool {
    Kind::of(text).is_some()
}

/// Pushes what is said, remarks, and settings; titles and the like as properties.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let most = usize::try_from(input.limits.text_bytes).unwrap_or(usize::MAX);
    let choice = decode::choose_markup(&input.bytes, input.declared.charset.as_deref());
    report_charset(choice, input, sink);
    let bytes = &input.bytes[choice.bom..];
    let read = choice.charset.cut(bytes, most);
    let (text, had_errors) = choice.charset.decode(&bytes[..read]);
    if had_errors {
        report_replaced(sink);
    }
    let mut cues = Cues::new(sink);
    match Kind::of(&text) {
        Some(Kind::WebVtt) => timed::web_vtt(&text, &mut cues),
        Some(Kind::Timed) => timed::plain(&text, &mut cues),
        Some(Kind::MicroDvd) => timed::micro_dvd(&text, &mut cues),
        Some(Kind::Ass) => ass::read(&text, &mut cues),
        Some(Kind::Sami) => sami::read(&text, &mut cues),
        None if text.trim_start().starts_with('<') => ttml::read(&text, &mut cues),
        None => return Err(Error::malformed("no subtitles")),
    }
    cues.finish();
    if read < bytes.len() { Err(Error::Limit(LimitReason::Output)) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
