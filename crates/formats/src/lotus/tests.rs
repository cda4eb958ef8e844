use item::{Key, Layer};
use proptest::prelude::*;

use super::*;
use crate::probe;

fn record_of(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("tests are short");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

fn cell(kind: u16, format: u8, (column, row): (u16, u16), value: &[u8]) -> Vec<u8> {
    let head = [&[format][..], &column.to_le_bytes(), &row.to_le_bytes()].concat();
    record_of(kind, &[&head, value].concat())
}

/// A sheet of version 2, written column by column, with a date, a formula's text, a hidden column and a footer.
fn sheet() -> Vec<u8> {
    let mut hidden = [0; 32];
    hidden[0] = 0b100;
    [
        record_of(0, &[6, 4]),
        record_of(0x64, &hidden),
        cell(0x0f, 0xff, (0, 0), b"'Payee\0"),
        cell(0x0f, 0xff, (0, 1), b"'\x8f\xa5\xe2\xe0\xae\xa2\0"),
        cell(0x0f, 0xff, (0, 2), b"'\x91\xa8\xa4\xae\xe0\xae\xa2 \x88\xa2\xa0\xad\0"),
        cell(0x0e, 0x22, (1, 1), &1_234_567.5_f64.to_le_bytes()),
        cell(0x0d, 0x72, (1, 2), &33_000_u16.to_le_bytes()),
        cell(0x10, 0x72, (1, 3), &[&33_000_f64.to_le_bytes()[..], &[0, 0]].concat()),
        cell(0x33, 0x71, (1, 4), b"paid\0"),
        cell(0x0f, 0xff, (2, 1), b"\"secret account\0"),
        record_of(0x26, b"|Page of the fund|\0"),
        record_of(1, b""),
    ]
    .concat()
}

#[test]
fn cells_stand_by_rows_with_their_formats_and_in_their_code_page() {
    let found = probe::of(extract, &sheet());
    assert!(found.error.is_none() && found.partial.is_empty(), "{:?}", found.error);
    let body = found.body();
    assert!(body.contains("Payee\nПетров\t1,234,567.50 [1234567.5]\nСидоров Иван\t"), "{body}");
    assert!(body.contains("1990-05-07") && body.contains("paid"), "{body}");
    assert!(!body.contains("secret"));
    let hidden = found.segments.iter().filter(|segment| segment.layer == Layer::Hidden);
    assert!(hidden.into_iter().any(|segment| segment.text.contains("secret account")));
    assert!(found.segments.iter().any(|segment| segment.text.contains("Page of the fund")));
    assert_eq!(found.first(&Key::CHARSET), "IBM866");
}

fn cell_3(kind: u16, (sheet, row, column): (u8, u16, u8), value: &[u8]) -> Vec<u8> {
    record_of(kind, &[&row.to_le_bytes()[..], &[sheet, column], value].concat())
}

/// A file of version 4 with two sheets, of which the second has a name.
fn book() -> Vec<u8> {
    let begin = [&0x1002_u16.to_le_bytes()[..], &[0; 24]].concat();
    [
        record_of(0, &begin),
        record_of(0x23, b"\xb0\x36\x01\0Offshore\0"),
        cell_3(0x16, (1, 0, 0), b"'\x05\xc8\x05\xe2\x05\xe0\x05\xed\0"),
        cell_3(0x16, (0, 0, 0), b"'Balance\0"),
        cell_3(0x25, (0, 0, 1), &(1_234_u32 << 6 | 0x12).to_le_bytes()),
        cell_3(0x18, (0, 1, 0), &(84_u16).to_le_bytes()),
        cell_3(0x28, (1, 1, 0), &99.5_f64.to_le_bytes()),
        cell_3(0x26, (1, 1, 0), b"ask the bank\0"),
        record_of(1, b""),
    ]
    .concat()
}

#[test]
fn sheets_come_in_their_order_with_names_and_comments() {
    let found = probe::of(extract, &book());
    let texts: Vec<(String, &str)> =
        found.segments.iter().map(|one| (one.place.to_string(), one.text.as_str())).collect();
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert_eq!((texts[0].1, texts[1].1), ("Balance\t12.34\n42\n", "Иван\n99.5\n"));
    assert!(texts[1].0.contains("Offshore"));
    assert_eq!((found.segments[2].layer, texts[2].1), (Layer::Comment, "ask the bank"));
}

#[test]
fn a_cut_sheet_gives_what_it_has() {
    let whole = sheet();
    let found = probe::of(extract, &whole[..whole.len() - 10]);
    assert!(found.body().contains("Петров"));
    assert_eq!(found.partial, [PartialReason::Truncated]);
}

#[test]
fn a_locked_sheet_is_reported_as_such() {
    let locked = [record_of(0, &[6, 4]), record_of(0x4b, &[1, 2, 3, 4])].concat();
    assert!(matches!(probe::of(extract, &locked).error, Some(Error::Encrypted(_))));
}

#[test]
fn a_far_corner_costs_a_line() {
    let far = cell_3(0x16, (255, u16::MAX, 255), b"'far\0");
    let begin = [&0x1000_u16.to_le_bytes()[..], &[0; 24]].concat();
    let found = probe::of(extract, &[record_of(0, &begin), far, record_of(1, b"")].concat());
    assert_eq!(found.body().trim(), "far");
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80), at in 0..400_usize) {
        for mut broken in [sheet(), book()] {
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes.iter().copied());
            probe::of(extract, &broken);
        }
    }
}
