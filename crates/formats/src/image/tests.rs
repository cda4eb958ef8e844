use item::PartialReason;
use proptest::prelude::*;

use super::*;
use crate::probe;

/// Tags of one directory with a pointer to that of the place, little-endian.
fn tags() -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    let texts: [(u16, &[u8]); 3] =
        [(0x010f, b"Kamera Werke\0"), (0x0110, b"K-7\0"), (0x013b, b"Vera Ostrovnaya\0")];
    let values_at = 8 + 2 + 12 * 4 + 4;
    let place_at = values_at + 13 + 16;
    let mut values: Vec<u8> = Vec::new();
    out.extend([4, 0]);
    for (tag, value) in texts {
        out.extend(tag.to_le_bytes());
        out.extend([2, 0]);
        out.extend(u32::try_from(value.len()).expect("short").to_le_bytes());
        if value.len() <= 4 {
            out.extend(value);
        } else {
            out.extend(u32::try_from(values_at + values.len()).expect("short").to_le_bytes());
            values.extend(value);
        }
    }
    out.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0]);
    out.extend(u32::try_from(place_at).expect("short").to_le_bytes());
    out.extend([0; 4]);
    out.extend(values);
    out.extend(place(place_at));
    out
}

fn place(at: usize) -> Vec<u8> {
    let mut out = vec![4, 0];
    let fractions_at = u32::try_from(at + 2 + 48 + 4).expect("short");
    for (tag, value) in [(1_u8, *b"S\0\0\0"), (3, *b"E\0\0\0")] {
        out.extend([tag, 0, 2, 0, 2, 0, 0, 0]);
        out.extend(value);
        out.extend([tag + 1, 0, 5, 0, 3, 0, 0, 0]);
        out.extend((fractions_at + if tag == 1 { 0 } else { 24 }).to_le_bytes());
    }
    out.extend([0; 4]);
    for number in [55_u32, 1, 45, 1, 0, 1, 37, 1, 36, 1, 36, 1] {
        out.extend(number.to_le_bytes());
    }
    out
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("short").to_be_bytes();
    [&[0xff, marker], &length[..], content].concat()
}

fn chunk(kind: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("short").to_be_bytes();
    [&length[..], kind, content, &[0; 4]].concat()
}

fn jpeg() -> Vec<u8> {
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><dc:creator>Pavel Belozerov</dc:creator></x:xmpmeta>";
    let press = b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x50\0\x0bAgence Nord";
    let exif = [&b"Exif\0\0"[..], &tags()].concat();
    let segments = [
        segment(0xe1, &exif),
        segment(0xe1, xmp),
        segment(0xed, press),
        segment(0xfe, b"taken from the car"),
    ];
    [&b"\xff\xd8"[..], &segments.concat(), b"\xff\xda\0\x02\xff\xd9"].concat()
}

#[test]
fn a_photograph_gives_camera_place_and_authors() {
    let found = probe::of(extract, &jpeg());
    assert_eq!(found.first(&Key::CAMERA), "Kamera Werke K-7");
    assert_eq!(found.first(&Key::COORDINATES), "-55.750000, 37.610000");
    assert_eq!(found.metadata[&Key::AUTHOR], ["Vera Ostrovnaya", "Pavel Belozerov", "Agence Nord"]);
    assert_eq!(found.first(&Key::DESCRIPTION), "taken from the car");
    assert_eq!(found.partial, [PartialReason::AwaitingOcr]);
}

#[test]
fn the_texts_of_a_png_are_properties() {
    let mut packed = b"Comment\0\0".to_vec();
    let mut encoder = flate2::write::ZlibEncoder::new(&mut packed, flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, b"packed").expect("memory");
    encoder.finish().expect("memory");
    let chunks = [
        chunk(b"IHDR", &[0; 13]),
        chunk(b"tEXt", b"Author\0Ren\xe9"),
        chunk(b"iTXt", "Title\0\0\0ru\0\0снимок".as_bytes()),
        chunk(b"zTXt", &packed),
        chunk(b"tEXt", b"Case No\0 14 "),
        chunk(b"eXIf", &tags()),
    ];
    let found = probe::of(extract, &[&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat()].concat());
    assert_eq!(found.metadata[&Key::AUTHOR], ["René", "Vera Ostrovnaya"]);
    assert_eq!(found.first(&Key::TITLE), "снимок");
    assert_eq!(found.first(&Key::DESCRIPTION), "packed");
    assert_eq!(found.first(&Key::custom("case no")), "14");
}

#[test]
fn tags_are_found_in_pictures_of_other_kinds() {
    let tiff = probe::of(extract, &tags());
    let other = probe::of(extract, &[&b"\0\0\0\x18ftypheic....Exif\0\0"[..], &tags()].concat());
    for found in [tiff, other] {
        assert_eq!(found.first(&Key::AUTHOR), "Vera Ostrovnaya");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..40), at in 0_usize..600) {
        for whole in [jpeg(), tags()] {
            let mut hostile = whole;
            let at = at % hostile.len();
            hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes.iter().copied());
            probe::of(extract, &hostile);
        }
        probe::of(extract, &[&b"\x89PNG\r\n\x1a\n"[..], &bytes].concat());
        probe::of(extract, &[&b"\xff\xd8\xff\xed"[..], &bytes].concat());
    }
}

#[test]
fn comments_of_a_gif_and_what_stands_behind_it_are_found() {
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xfe\x04mill\0,\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;note";
    let found = probe::of(extract, gif);
    assert_eq!(found.first(&Key::DESCRIPTION), "mill");
    assert_eq!(
        (found.names(), &found.children[0].1[..]),
        (vec!["behind the picture".into()], &b"note"[..])
    );
    for end in 0..gif.len() {
        assert!(probe::of(extract, &gif[..end]).children.len() < 2);
    }
}

#[test]
fn exif_and_xml_in_blocks_are_found() {
    let tags = tags();
    let mut webp = b"RIFF\0\0\0\0WEBPEXIF".to_vec();
    webp.extend(u32::try_from(tags.len()).expect("short").to_le_bytes());
    webp.extend(&tags);
    assert_eq!(probe::of(extract, &webp).first(&Key::AUTHOR), "Vera Ostrovnaya");
    let heif = [&b"\0\0\0\x18ftypheic\0\0infe\0\0\0\0Exif\0\0\0\0\0\0Exif\0\0"[..], &tags].concat();
    assert_eq!(probe::of(extract, &heif).first(&Key::AUTHOR), "Vera Ostrovnaya");
    let jp2 = b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x1bxml <a><b>scan</b>7</a>";
    assert_eq!(probe::of(extract, jp2).first(&Key::DESCRIPTION), "scan 7");
}

#[test]
fn a_packet_in_several_segments_is_put_together() {
    let packet = b"<a><dc:title>Plan of Narva</dc:title></a>";
    let mut jpeg = b"\xff\xd8".to_vec();
    for (at, piece) in [(20, &packet[20..]), (0, &packet[..20])] {
        let mut content = b"http://ns.adobe.com/xmp/extension/\0".to_vec();
        content.extend([b'0'; 32]);
        content.extend([0, 0, 0, 42, 0, 0, 0, at]);
        content.extend(piece);
        jpeg.extend([0xff, 0xe1, 0, u8::try_from(content.len() + 2).expect("short")]);
        jpeg.extend(content);
    }
    assert_eq!(probe::of(extract, &jpeg).first(&Key::TITLE), "Plan of Narva");
}

#[test]
fn a_comment_is_read_in_the_order_of_its_bytes_whatever_order_the_tags_have() {
    let comment: Vec<u8> =
        "Квартира Кузнецовой".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let comment = [&b"UNICODE\0"[..], &comment].concat();
    let mut tags = b"MM\0*\0\0\0\x08\0\x01\x92\x86\0\x07".to_vec();
    tags.extend(u32::try_from(comment.len()).expect("short").to_be_bytes());
    tags.extend([0, 0, 0, 26, 0, 0, 0, 0]);
    let mut found = Found::default();
    exif::read(&[tags, comment].concat(), &mut found);
    assert_eq!(found.properties, [(Key::DESCRIPTION, "Квартира Кузнецовой".to_owned())]);
}

#[test]
fn an_archive_behind_a_picture_is_a_child_and_what_cameras_put_there_is_not() {
    // A mark within packed data is followed by zero.
    let scan = [&jpeg()[..jpeg().len() - 4], b"\0\x02\xff\0\xff\xd3x\xff\xd9"].concat();
    let bitmap = [&b"BM\x1e\0\0\0"[..], &[0; 24]].concat();
    let webp = b"RIFF\x04\0\0\0WEBP".to_vec();
    for picture in [scan, bitmap, webp] {
        let found = probe::of(extract, &[&picture[..], b"Rar!\x1a\x07\0rest"].concat());
        assert_eq!(found.names(), ["behind the picture"]);
        assert_eq!(found.children[0].1, b"Rar!\x1a\x07\0rest");
        let found = probe::of(extract, &[&picture[..], b"\xff\xd8\xff second"].concat());
        assert!(found.names().is_empty());
    }
}
