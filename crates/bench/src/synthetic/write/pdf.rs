//! PDFs: pages of lines in a font that is not embedded, with the table that tells its letters.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::synthetic::paper::Paper;
use crate::synthetic::random::Random;

/// Letters in a line, and lines on a page.
const WIDTH: usize = 84;
const LINES: usize = 52;
/// The first code of the font; the space comes first.
const FIRST: u8 = 32;

/// Writes a paper that uses 200 letters at most, all of them written from left to right.
pub(super) fn pdf(paper: &Paper, _: &mut Random) -> Vec<u8> {
    let pages = pages(paper);
    let codes = codes(&pages.concat());
    let first_page = 6;
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned().into_bytes(),
        pages_object(first_page, pages.len()),
        font(&codes),
        stream(&to_unicode(&codes)),
        info(paper),
    ];
    for (at, page) in pages.iter().enumerate() {
        let content = first_page + 2 * at + 1;
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> \
                 /Contents {content} 0 R >>"
            )
            .into_bytes(),
        );
        objects.push(stream(&content_of(page, &codes)));
    }
    assembled(&objects)
}

/// The lines of each page. A paragraph stays on one page, so that what it names does.
fn pages(paper: &Paper) -> Vec<Vec<String>> {
    let mut pages = vec![Vec::new()];
    for paragraph in std::iter::once(paper.title.clone()).chain(paper.lines()) {
        let lines = lines(&paragraph);
        match pages.last_mut() {
            Some(page) if page.is_empty() || page.len() + lines.len() <= LINES => {
                page.extend(lines);
            }
            _ => pages.push(lines),
        }
    }
    pages
}

/// The lines of a paragraph, each no longer than [`WIDTH`] letters, and an empty one.
fn lines(paragraph: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut line = String::new();
    for word in paragraph.split(' ') {
        if !line.is_empty() && line.chars().count() + word.chars().count() >= WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.rotate_left(1);
    lines
}

fn codes(lines: &[String]) -> BTreeMap<char, u8> {
    let mut codes = BTreeMap::from([(' ', FIRST)]);
    for letter in lines.iter().flat_map(|line| line.chars()) {
        let next = FIRST.saturating_add(u8::try_from(codes.len()).unwrap_or(u8::MAX));
        codes.entry(letter).or_insert(next);
    }
    codes
}

fn pages_object(first: usize, count: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..count).map(|at| format!("{} 0 R", first + 2 * at)).collect();
    format!("<< /Type /Pages /Kids [ {} ] /Count {count} >>", kids.join(" ")).into_bytes()
}

fn font(codes: &BTreeMap<char, u8>) -> Vec<u8> {
    let mut by_code: Vec<(u8, char)> =
        codes.iter().map(|(letter, code)| (*code, *letter)).collect();
    by_code.sort_unstable();
    let names = by_code.iter().map(|(_, letter)| format!("/uni{:04X} ", u32::from(*letter)));
    let widths = "500 ".repeat(by_code.len());
    format!(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar {FIRST} /LastChar {} /Widths [ {widths}] \
         /Encoding << /Type /Encoding /Differences [ {FIRST} {}] >> /ToUnicode 4 0 R >>",
        usize::from(FIRST) + by_code.len() - 1,
        names.collect::<String>()
    )
    .into_bytes()
}

fn to_unicode(codes: &BTreeMap<char, u8>) -> Vec<u8> {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made-Up def /CMapType 2 def\n\
         1 begincodespacerange <00> <FF> endcodespacerange\n",
    );
    let all: Vec<(&char, &u8)> = codes.iter().collect();
    for some in all.chunks(100) {
        _ = writeln!(map, "{} beginbfchar", some.len());
        for (letter, code) in some {
            _ = writeln!(map, "<{code:02X}> <{:04X}>", u32::from(**letter));
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap end end\n");
    map.into_bytes()
}

fn info(paper: &Paper) -> Vec<u8> {
    let title: String = paper.title.encode_utf16().fold(String::from("FEFF"), |mut title, unit| {
        _ = write!(title, "{unit:04X}");
        title
    });
    format!("<< /Title <{title}> /Producer (made up) >>").into_bytes()
}

fn content_of(page: &[String], codes: &BTreeMap<char, u8>) -> Vec<u8> {
    let mut content = String::from("BT /F1 10 Tf 14 TL 60 790 Td\n");
    for line in page {
        content.push('<');
        for letter in line.chars() {
            let code = codes.get(&letter).copied().unwrap_or(FIRST);
            _ = write!(content, "{code:02X}");
        }
        content.push_str("> Tj T*\n");
    }
    content.push_str("ET\n");
    content.into_bytes()
}

fn stream(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes it");
    let packed = encoder.finish().expect("memory takes it");
    let mut object =
        format!("<< /Length {} /Filter /FlateDecode >>\nstream\n", packed.len()).into_bytes();
    object.extend(packed);
    object.extend(b"\nendstream");
    object
}

fn assembled(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = String::new();
    for (at, object) in objects.iter().enumerate() {
        _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend(format!("{} 0 obj\n", at + 1).into_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file.extend(
        format!(
            "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 5 0 R >>\n\
             startxref\n{start}\n%%EOF\n"
        )
        .into_bytes(),
    );
    file
}
