//! Pictures that are items of their own.

use std::io::Cursor;

use hayro_jpeg2000::{DecodeSettings, DecoderContext};
use image::imageops::thumbnail;
use image::{
    DynamicImage, GrayAlphaImage, GrayImage, ImageDecoder, ImageReader, Luma, LumaA, RgbImage,
    RgbaImage,
};
use item::Place;

use super::{Drawn, Grey, MOST_PIXELS, Portion};
use crate::{Flow, Input, Sink};

/// Bytes that a decoder may ask for.
const MOST_MEMORY: u64 = 600 << 20;
/// Bytes that the decoder of JPEG 2000 takes for each pixel: four channels of floating point.
const SAMPLE_BYTES: u64 = 16;
/// Most pages of one file that are looked for.
const MOST_PAGES: usize = 10_000;

/// Pushes the picture, or each page of a TIFF with several.
pub(super) fn pictures(input: &Input, portion: Portion, sink: &mut dyn Sink) {
    let pages = pages(&input.bytes);
    if pages.len() < 2 {
        if portion.takes(1, 0) {
            let _ = still(&input.bytes).push(Place::Whole, sink);
        }
        return;
    }
    let mut bytes = input.bytes.to_vec();
    let mut count = 0;
    for (number, directory) in (1..).zip(pages) {
        if !portion.takes(number, count) {
            continue;
        }
        bytes[4..8].copy_from_slice(&directory);
        let drawn = still(&bytes);
        count += u32::from(drawn.is_drawn());
        if drawn.push(Place::Page(number), sink) == Flow::Stop {
            return;
        }
    }
}

fn still(bytes: &[u8]) -> Drawn {
    match dimensions(bytes) {
        Some((width, height)) if !Grey::is_legible(width, height) => Drawn::TooSmall(width, height),
        _ => decode(bytes).map_or(Drawn::Broken, Drawn::Grey),
    }
}

fn reader(bytes: &[u8]) -> Option<ImageReader<Cursor<&[u8]>>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    Some(reader)
}

fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    match jpeg2000(bytes) {
        Some(image) => Some((image.width(), image.height())),
        None => reader(bytes)?.into_dimensions().ok(),
    }
}

fn decode(bytes: &[u8]) -> Option<Grey> {
    let image = match jpeg2000(bytes) {
        Some(image) => decode_jpeg2000(&image)?,
        None => decode_upright(bytes)?,
    };
    let image = bounded(grey(image));
    Some(Grey { width: image.width(), height: image.height(), pixels: image.into_raw() })
}

fn decode_upright(bytes: &[u8]) -> Option<DynamicImage> {
    let mut decoder = reader(bytes)?.into_decoder().ok()?;
    let orientation = decoder.orientation().ok();
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    if let Some(orientation) = orientation {
        image.apply_orientation(orientation);
    }
    Some(image)
}

/// Reads the head of a picture of JPEG 2000, if it is one of an extent that fits into memory.
fn jpeg2000(bytes: &[u8]) -> Option<hayro_jpeg2000::Image<'_>> {
    let image = hayro_jpeg2000::Image::new(bytes, &DecodeSettings::default()).ok()?;
    let samples = u64::from(image.width()) * u64::from(image.height());
    (samples.saturating_mul(SAMPLE_BYTES) < MOST_MEMORY).then_some(image)
}

fn decode_jpeg2000(image: &hayro_jpeg2000::Image<'_>) -> Option<DynamicImage> {
    let (width, height) = (image.width(), image.height());
    let mut context = DecoderContext::default();
    let decoded = image.decode(&mut context).ok()?;
    let samples = decoded.data_u8();
    match decoded.components().len() {
        1 => GrayImage::from_raw(width, height, samples).map(Into::into),
        2 => GrayAlphaImage::from_raw(width, height, samples).map(Into::into),
        3 => RgbImage::from_raw(width, height, samples).map(Into::into),
        4 if image.has_alpha() => RgbaImage::from_raw(width, height, samples).map(Into::into),
        _ => None,
    }
}

fn grey(image: DynamicImage) -> GrayImage {
    if !image.color().has_alpha() {
        return image.into_luma8();
    }
    let clear = image.into_luma_alpha8();
    GrayImage::from_fn(clear.width(), clear.height(), |x, y| on_white(*clear.get_pixel(x, y)))
}

/// Makes a picture that is too large smaller, in proportion.
fn bounded(image: GrayImage) -> GrayImage {
    let pixels = f64::from(image.width()) * f64::from(image.height());
    let share = (f64::from(MOST_PIXELS) / pixels).sqrt();
    if share >= 1.0 {
        return image;
    }
    let scaled = |side: u32| super::whole(f64::from(side) * share);
    thumbnail(&image, scaled(image.width()), scaled(image.height()))
}

/// Lays a pixel that one can see through on white paper.
fn on_white(pixel: LumaA<u8>) -> Luma<u8> {
    let [grey, alpha] = pixel.0.map(u32::from);
    Luma([u8::try_from((grey * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)])
}

/// Returns where the directory of each page of a TIFF stands, as its header would state it, so that each page can be put
/// first (TIFF 6.0, section 2); empty for other pictures.
fn pages(bytes: &[u8]) -> Vec<[u8; 4]> {
    let mut pages = Vec::new();
    let is_big = bytes.starts_with(b"MM\0*");
    if !is_big && !bytes.starts_with(b"II*\0") {
        return pages;
    }
    let mut next = four(bytes, 4);
    while let Some(stated) = next.filter(|stated| *stated != [0; 4]) {
        if pages.contains(&stated) || pages.len() == MOST_PAGES {
            break;
        }
        let at = long(stated, is_big);
        let Some(entries) = bytes.get(at..at.saturating_add(2)) else { break };
        let entries = [entries[0], entries[1]];
        let count = if is_big { u16::from_be_bytes(entries) } else { u16::from_le_bytes(entries) };
        pages.push(stated);
        next = four(bytes, at + 2 + 12 * usize::from(count));
    }
    pages
}

fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..)?.first_chunk::<4>().copied()
}

fn long(bytes: [u8; 4], is_big: bool) -> usize {
    let long = if is_big { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) };
    usize::try_from(long).unwrap_or(usize::MAX)
}
