//! Pictures of pages, as OCR and page views take them: grey, upright as the file states, of a bounded size.
//!
//! What is drawn here are pixels and nothing else: whoever takes them never sees the bytes of the item.

mod still;

use bytes::Bytes;
use item::{Place, Warning, WarningCode};

use crate::{Error, Flow, Input, Picture, Sink};

/// The media type of the pictures that are pushed: a portable grey map (Netpbm).
pub const GREY: &str = "image/x-portable-graymap";

/// Most pixels of a picture; a page of A3 at 300 dots an inch has as many.
pub(crate) const MOST_PIXELS: u32 = 17_500_000;

/// A picture that is narrower or lower than this holds no line of legible text, in pixels.
const LEAST_SIDE: u32 = 24;
/// A picture with fewer pixels than this is a thumbnail or an icon.
const LEAST_PIXELS: u32 = 16_384;

/// Which pictures of an item are drawn at once, so that neither time nor memory grows with the number of its pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Portion {
    /// The page to begin with, counted from 1.
    pub from: u32,
    /// How many pictures are pushed at most.
    pub most: u32,
}

impl Portion {
    /// Tells whether the page with a number is drawn after so many others.
    pub(crate) fn takes(self, page: u32, drawn: u32) -> bool {
        page >= self.from && drawn < self.most
    }
}

/// Pushes pictures of what waits for OCR in a content of a format: the pages of a PDF or `DjVu` document that are pictures, each page of a
/// fax, a picture itself. What cannot be drawn is named in a warning.
pub fn pictures(
    format: &str,
    portion: Portion,
    input: &Input,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    match format {
        "pdf" => crate::pdf::pictures(input, portion, sink),
        "djvu" => crate::djvu::pictures(input, portion, sink),
        _ => {
            still::pictures(input, portion, sink);
            Ok(())
        }
    }
}

/// Pixels from black to white, row after row.
pub(crate) struct Grey {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<u8>,
}

impl Grey {
    /// Tells whether text can stand in it.
    pub(crate) fn is_legible(width: u32, height: u32) -> bool {
        width.min(height) >= LEAST_SIDE && width.saturating_mul(height) >= LEAST_PIXELS
    }

    /// Returns it as a file.
    fn into_file(self) -> Bytes {
        let mut file = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.extend(self.pixels);
        file.into()
    }
}

/// What became of a page or picture that was to be drawn.
pub(crate) enum Drawn {
    /// It was drawn.
    Grey(Grey),
    /// It is too small to hold legible text; its extent.
    TooSmall(u32, u32),
    /// It could not be drawn.
    Broken,
}

impl Drawn {
    /// Tells whether there is a picture, which counts against the portion.
    pub(crate) fn is_drawn(&self) -> bool {
        matches!(self, Self::Grey(_))
    }

    /// Pushes the picture, or the warning that there is none.
    pub(crate) fn push(self, place: Place, sink: &mut dyn Sink) -> Flow {
        let grey = match self {
            Self::Grey(grey) => grey,
            Self::TooSmall(width, height) => {
                let extent = format_args!("{width}x{height}");
                sink.warn(Warning::new(WarningCode::PictureTooSmall, extent));
                return Flow::Continue;
            }
            Self::Broken => {
                sink.warn(Warning::new(WarningCode::PictureNotRead, &place));
                return Flow::Continue;
            }
        };
        let media_type = GREY.to_owned();
        let (width, height) = (grey.width, grey.height);
        sink.picture(place, Picture { media_type, width, height, bytes: grey.into_file() })
    }
}

/// The luminance of a colour (ITU-R BT.601), as scanners weigh it.
pub(crate) fn luminance(red: u8, green: u8, blue: u8) -> u8 {
    let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    u8::try_from(sum / 1000).unwrap_or(u8::MAX)
}

/// Returns a measure as a number of pixels: whole, at least one.
pub(crate) fn whole(measure: f64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is clamped to what fits"
    )]
    let whole = measure.clamp(1.0, f64::from(u16::MAX)) as u32;
    whole
}

#[cfg(test)]
mod tests;
