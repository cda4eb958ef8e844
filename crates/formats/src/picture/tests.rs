use bytes::Bytes;
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageFormat, LumaA, RgbImage};
use item::{Declared, Key, PartialReason, Segment};

use super::*;
use crate::{Child, Content, Limits, Picture};

/// Keeps pictures and warnings.
#[derive(Default)]
struct Kept {
    pictures: Vec<(Place, Picture)>,
    warnings: Vec<Warning>,
}

impl Sink for Kept {
    fn text(&mut self, _: Segment) -> Flow {
        Flow::Continue
    }
    fn child(&mut self, _: Child, _: Content<'_>) -> Flow {
        Flow::Continue
    }
    fn picture(&mut self, place: Place, picture: Picture) -> Flow {
        self.pictures.push((place, picture));
        Flow::Continue
    }
    fn metadata(&mut self, _: Key, _: &str) {}
    fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
    fn partial(&mut self, _: PartialReason) {}
}

const ALL: Portion = Portion { from: 1, most: 100 };

fn drawn(format: &str, bytes: Vec<u8>, portion: Portion) -> Kept {
    let input = Input {
        bytes: Bytes::from(bytes),
        volumes: Vec::new(),
        name: Vec::new(),
        declared: Declared::default(),
        passwords: crate::Passwords::default(),
        limits: Limits::default(),
    };
    let mut kept = Kept::default();
    pictures(format, portion, &input, &mut kept).expect("the material is sound");
    kept
}

fn file(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    image.write_to(&mut out, format).expect("memory takes it");
    out.into_inner()
}

fn pixels(picture: &Picture) -> &[u8] {
    let length = (picture.width * picture.height) as usize;
    &picture.bytes[picture.bytes.len() - length..]
}

#[test]
fn a_picture_comes_grey_and_on_white_paper() {
    let clear = GrayAlphaImage::from_pixel(200, 100, LumaA([0, 0]));
    let kept = drawn("png", file(&clear.into(), ImageFormat::Png), ALL);
    let [(Place::Whole, picture)] = &kept.pictures[..] else { panic!("one picture") };
    assert_eq!((picture.width, picture.height, picture.media_type.as_str()), (200, 100, GREY));
    assert!(picture.bytes.starts_with(b"P5\n200 100\n255\n"));
    assert!(pixels(picture).iter().all(|pixel| *pixel == 255));
}

#[test]
fn a_picture_that_is_too_large_is_made_smaller_in_proportion() {
    let large = RgbImage::new(8_000, 4_000);
    let kept = drawn("png", file(&large.into(), ImageFormat::Png), ALL);
    let picture = &kept.pictures[0].1;
    assert!(picture.width * picture.height <= MOST_PIXELS && picture.width > 5_000);
    assert!(picture.width.abs_diff(2 * picture.height) <= 2);
}

#[test]
fn an_icon_is_left_and_what_cannot_be_drawn_is_named() {
    let icon = GrayImage::new(400, 20);
    let kept = drawn("png", file(&icon.into(), ImageFormat::Png), ALL);
    assert_eq!(kept.warnings, [Warning::new(WarningCode::PictureTooSmall, "400x20")]);
    let broken = drawn("heif", b"no picture at all".to_vec(), ALL);
    assert_eq!(broken.warnings, [Warning::new(WarningCode::PictureNotRead, Place::Whole)]);
    assert!(kept.pictures.is_empty() && broken.pictures.is_empty());
}

#[test]
fn pictures_of_jpeg_2000_are_drawn() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/trove/scans/scan 0008.jp2");
    let kept = drawn("jp2", std::fs::read(path).expect("the bundled leak has it"), ALL);
    let picture = &kept.pictures[0].1;
    let dark = pixels(picture).iter().filter(|pixel| **pixel < 100).count();
    assert!(dark > 1_000 && dark < pixels(picture).len() / 4, "{dark} dark pixels");
}

/// A TIFF of one grey page after the other, each of one shade.
fn fax(shades: &[u8]) -> Vec<u8> {
    const SIDE: u16 = 150;
    let length = u32::from(SIDE) * u32::from(SIDE);
    let mut out = b"II*\0".to_vec();
    let mut at = 8_u32;
    out.extend(at.to_le_bytes());
    for (number, shade) in (1..).zip(shades) {
        let entries: [(u16, u32); 8] = [
            (256, SIDE.into()),
            (257, SIDE.into()),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, at + 2 + 8 * 12 + 4),
            (278, SIDE.into()),
            (279, length),
        ];
        out.extend([8, 0]);
        for (tag, value) in entries {
            out.extend(tag.to_le_bytes());
            out.extend([4, 0, 1, 0, 0, 0]);
            out.extend(value.to_le_bytes());
        }
        at += 2 + 8 * 12 + 4 + length;
        let next = if number == shades.len() { 0 } else { at };
        out.extend(next.to_le_bytes());
        out.extend(std::iter::repeat_n(*shade, length as usize));
    }
    out
}

#[test]
fn every_page_of_a_fax_is_drawn_in_portions() {
    let fax = fax(&[10, 20, 30]);
    let shades = |portion| {
        let kept = drawn("tiff", fax.clone(), portion);
        let shade = |(place, picture): &(Place, Picture)| (place.clone(), pixels(picture)[0]);
        kept.pictures.iter().map(shade).collect::<Vec<_>>()
    };
    let page = |number, shade| (Place::Page(number), shade);
    assert_eq!(shades(Portion { from: 1, most: 2 }), [page(1, 10), page(2, 20)]);
    assert_eq!(shades(Portion { from: 3, most: 2 }), [page(3, 30)]);
    assert_eq!(shades(Portion { from: 4, most: 2 }), []);
}

#[test]
fn pages_that_point_at_each_other_are_drawn_once() {
    let mut circle = fax(&[10, 20]);
    let last = circle.len() - 150 * 150 - 4;
    circle[last..last + 4].copy_from_slice(&8_u32.to_le_bytes());
    assert_eq!(drawn("tiff", circle, ALL).pictures.len(), 2);
}
