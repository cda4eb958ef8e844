//! Excel workbooks of 1993 to 2003.

use std::io::{Cursor, Write};

use formats::Error;
use item::{Layer, PartialReason, Place};
use proptest::prelude::*;

use crate::kept::{Kept, extract};

const GLOBALS: &[u8] = b"\0\x06\x05\0";
const SHEET: &[u8] = b"\0\x06\x10\0";
const CHART: &[u8] = b"\0\x06\x20\0";

/// A record.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("records are short");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// A string behind its length in two bytes.
fn long(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let count = u16::try_from(units.len() / 2).expect("strings are short");
    [&count.to_le_bytes()[..], b"\x01", &units].concat()
}

/// A string behind its length in one byte.
fn short(text: &str) -> Vec<u8> {
    let long = long(text);
    [&long[..1], &long[2..]].concat()
}

fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    record(0x0204, &[&row.to_le_bytes()[..], &column.to_le_bytes(), b"\0\0", &long(text)].concat())
}

fn number(row: u16, column: u16, style: u16, number: f64) -> Vec<u8> {
    let head = [row, column, style].map(u16::to_le_bytes).concat();
    record(0x0203, &[&head[..], &number.to_le_bytes()].concat())
}

/// A text object of this kind and number.
fn object(kind: u16, id: u16, text: &str) -> Vec<u8> {
    let head = [&b"\x15\0\x12\0"[..], &kind.to_le_bytes(), &id.to_le_bytes(), &[0; 14]].concat();
    let text = long(text);
    let about = [&[0; 10][..], &text[..2], b"\x10\0\0\0\0\0"].concat();
    [record(0x5d, &head), record(0x1b6, &about), record(0x3c, &text[2..]), record(0x3c, &[0; 16])]
        .concat()
}

/// A workbook of one sheet, with more records in front.
fn stream(more: &[Vec<u8>], is_hidden: bool, sheet: &[Vec<u8>]) -> Vec<u8> {
    let more = more.concat();
    let listed = |at: u32| {
        record(0x85, &[&at.to_le_bytes()[..], &[u8::from(is_hidden), 0], &short("Касса")].concat())
    };
    let length = record(0x809, GLOBALS).len() + more.len() + listed(0).len() + 4;
    let listed = listed(u32::try_from(length).expect("it is short"));
    [
        &record(0x809, GLOBALS)[..],
        &more,
        &listed,
        &record(10, b""),
        &record(0x809, SHEET),
        &sheet.concat(),
        &record(10, b""),
    ]
    .concat()
}

fn packed(stream: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory");
    file.create_stream("/Workbook").expect("new").write_all(stream).expect("memory");
    file.flush().expect("memory");
    file.into_inner().into_inner()
}

fn book(more: &[Vec<u8>], sheet: &[Vec<u8>]) -> Kept {
    extract("xls", packed(&stream(more, false, sheet)))
}

#[test]
fn cells_read_as_they_are_shown_and_a_far_one_costs_nothing() {
    let strings = record(
        0xfc,
        &[&[2, 0, 0, 0, 2, 0, 0, 0][..], &long("Okonjo"), &long("left over")].concat(),
    );
    let format = record(0x41e, &[&[164, 0][..], &long("#,##0.00\" EUR\"")].concat());
    let styles = [record(0xe0, &[0; 20]), record(0xe0, &[&[0, 0, 164, 0][..], &[0; 16]].concat())];
    let text_of_formula = [
        record(
            0x06,
            &[
                &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 6, 0][..],
                b"\x17\x03\0abc",
            ]
            .concat(),
        ),
        record(0x207, &long("computed")),
    ];
    let sheet = [
        record(0xfd, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        number(0, 1, 1, 1_234_567.5),
        text_of_formula.concat(),
        record(0xbd, &[1, 0, 1, 0, 0, 0, 0x02, 0x02, 0, 0, 0, 0, 3, 2, 0, 0, 2, 0]),
        record(0x205, &[1, 0, 3, 0, 0, 0, 1, 0]),
        label(65_535, 255, "far"),
    ];
    let kept = book(&[strings, format, styles.concat()], &sheet);
    let cells = &kept.segments[0];
    assert_eq!((&cells.place, cells.layer), (&Place::Sheet("Касса".into()), Layer::Body));
    let far = "\t".repeat(255);
    assert_eq!(
        cells.text,
        format!("Okonjo\t1,234,567.50 EUR [1234567.5]\ncomputed\t128\t1.28\tTRUE\n{far}far\n")
    );
    let hidden = kept.layer(Layer::Hidden);
    assert!(hidden.contains("A2: \"abc\"") && hidden.contains("left over"), "{hidden}");
    assert!(kept.error.is_none() && kept.partial.is_empty() && kept.warnings.is_empty());
}

#[test]
fn hidden_rows_and_columns_stay_in_their_table() {
    let row = |number: u16, is_hidden: bool| {
        record(
            0x208,
            &[&number.to_le_bytes()[..], &[0; 10], &[u8::from(is_hidden) << 5, 0, 0, 0]].concat(),
        )
    };
    let sheet = [
        record(0x7d, &[1, 0, 1, 0, 0, 4, 0, 0, 1, 0, 0, 0]),
        row(1, false),
        row(2, true),
        label(0, 0, "Name"),
        label(0, 1, "Informant"),
        label(0, 2, "Born"),
        label(1, 0, "Okonjo"),
        label(1, 1, "yes"),
        label(1, 2, "1970"),
        label(2, 0, "Ostrova"),
        label(2, 1, "no"),
        label(2, 2, "1981"),
    ];
    let kept = book(&[], &sheet);
    assert_eq!(kept.layer(Layer::Body), "Name\t\tBorn\nOkonjo\t\t1970\n");
    let hidden = "Name\tInformant\tBorn\nOkonjo\tyes\nOstrova\tno\t1981\n";
    assert_eq!(kept.layer(Layer::Hidden), hidden);
    let whole = extract("xls", packed(&stream(&[], true, &sheet)));
    assert_eq!(
        whole.layer(Layer::Hidden),
        "Name\tInformant\tBorn\nOkonjo\tyes\t1970\nOstrova\tno\t1981\n"
    );
}

#[test]
fn notes_boxes_margins_charts_and_prompts_are_read() {
    let note = record(0x1c, &[&[4, 0, 1, 0, 0, 0, 7, 0][..], &long("Ann")].concat());
    let validation =
        [&[0; 4][..], &long("Where?"), &long("\0"), &long("Name a town"), &long("\0"), &[0; 6]]
            .concat();
    let sheet = [
        label(0, 0, "cell"),
        object(0x19, 7, "change this"),
        object(0x06, 8, "in a box"),
        note,
        record(0x14, &long("&LSecret &P")),
        record(0x1be, &validation),
        record(0x809, CHART),
        record(0x100d, &[&[0, 0][..], &short("Cases by year")].concat()),
        record(10, b""),
    ];
    let kept = book(&[], &sheet);
    let comment = kept.segments.iter().find(|segment| segment.layer == Layer::Comment);
    let comment = comment.expect("there is a note");
    assert_eq!(comment.text, "B5: change this");
    assert_eq!(comment.marks[0].author.as_deref(), Some("Ann"));
    let body = kept.layer(Layer::Body);
    for text in ["in a box", "Secret", "Where?", "Name a town", "Cases by year"] {
        assert!(body.contains(text), "{text} in {body}");
    }
    assert!(!body.contains("change this"));
}

#[test]
fn a_cut_workbook_gives_what_it_has() {
    let whole = stream(&[], false, &[label(0, 0, "first"), label(1, 0, "second")]);
    let kept = extract("xls", packed(&whole[..whole.len() - 10]));
    assert_eq!(kept.layer(Layer::Body), "first\n");
    assert!(kept.partial.contains(&PartialReason::Truncated));
    assert!(matches!(extract("xls", packed(b"no records")).error, Some(Error::Malformed(_))));
}

#[test]
fn an_older_workbook_is_read_in_its_code_page() {
    let stream = [
        record(0x809, &[0, 5, 5, 0]),
        record(0x42, &1251u16.to_le_bytes()),
        record(10, b""),
        record(0x809, &[0, 5, 0x10, 0]),
        record(0x204, b"\0\0\0\0\0\0\x03\0\xc8\xe2\xe0"),
        record(0x1c, b"\0\0\0\0\x02\0\xc4\xe0"),
        record(10, b""),
    ];
    let kept = extract("xls", packed(&stream.concat()));
    assert_eq!(kept.layer(Layer::Hidden), "Ива\n", "no list names the sheet");
    assert_eq!(kept.layer(Layer::Comment), "A1: Да");
}

/// A cell of Excel 3 and 4: row, column, style.
fn place(row: u16, column: u16, style: u16) -> Vec<u8> {
    [row, column, style].map(u16::to_le_bytes).concat()
}

/// The records of a sheet of Excel 4, in which dates have the second format.
fn sheet_of_four() -> Vec<u8> {
    let formula = |row, result: &[u8], tokens: &[u8]| {
        let length = u16::try_from(tokens.len()).expect("it is short").to_le_bytes();
        record(0x406, &[&place(row, 1, 0)[..], result, &[0, 0], &length, tokens].concat())
    };
    [
        record(0x409, b"\0\0\x10\0\0\0"),
        record(0x42, &1251_u16.to_le_bytes()),
        record(0x14, b"\x04&LTo"),
        record(0x41e, b"\0\0\x07General"),
        record(0x41e, b"\0\0\x0ayyyy-mm-dd"),
        record(0x443, &[0; 12]),
        record(0x443, &[0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        record(0x218, b"\0\0\0\x04\0\0Rate"),
        record(0x208, &[&[1, 0][..], &[0; 10], &[0x20, 0, 0, 0]].concat()),
        record(0x204, &[&place(0, 0, 0)[..], b"\x05\0\xca\xe0\xf1\xf1\xe0"].concat()),
        record(0x203, &[&place(0, 1, 1)[..], &45_352_f64.to_le_bytes()].concat()),
        record(0x27e, &[&place(1, 0, 0)[..], &(7_u32 << 2 | 2).to_le_bytes()].concat()),
        formula(2, b"\0\0\0\0\0\0\xff\xff", b"\x24\0\0\0\x17\x03abc"),
        record(0x207, b"\x02\0go"),
        record(0x1c, b"\0\0\0\0\x03\0why"),
        record(0x0a, b""),
    ]
    .concat()
}

#[test]
fn a_sheet_of_excel_4_has_no_file_around_it() {
    let bytes = sheet_of_four();
    assert_eq!(crate::sink::identified(&bytes, "old.xls").format, "xls");
    let kept = extract("xls", bytes);
    let sheet = Place::Sheet("Sheet1".into());
    assert_eq!(kept.at(&sheet, Layer::Body), Some("Касса\t2024-03-01\n\tgo\n"));
    assert_eq!(kept.at(&sheet, Layer::Hidden), Some("Касса\n7\n"));
    assert_eq!(kept.at(&sheet, Layer::Comment), Some("A1: why"));
    assert_eq!(kept.at(&Place::Part("header \"Sheet1\"".into()), Layer::Body), Some("To\n"));
    let formulas = Place::Part("formulas \"Sheet1\"".into());
    assert_eq!(kept.at(&formulas, Layer::Hidden), Some("B3: \"abc\"\n"));
    assert_eq!(kept.at(&Place::Part("defined names".into()), Layer::Body), Some("Rate\n"));
    assert!(kept.partial.is_empty() && kept.error.is_none());
}

#[test]
fn a_workbook_of_excel_4_names_its_sheets() {
    let head = |name: &[u8]| record(0x8f, &[&[0; 4][..], name].concat());
    let begin = record(0x409, b"\0\0\0\x01\0\0");
    let book = [
        begin,
        head(b"\x04Cash"),
        sheet_of_four(),
        head(b"\x05Debts"),
        sheet_of_four(),
        record(10, b""),
    ];
    let kept = extract("xls", book.concat());
    let names = |name: &str| kept.at(&Place::Sheet(name.into()), Layer::Body).is_some();
    assert!(names("Cash") && names("Debts"));
    assert!(kept.partial.is_empty());
}

#[test]
fn a_sheet_of_excel_2_has_looks_where_styles_are_later() {
    let cell = |row: u16, column: u16, format| {
        [&row.to_le_bytes()[..], &column.to_le_bytes(), &[0, format, 0]].concat()
    };
    let sheet = [
        record(0x09, b"\x02\0\x10\0"),
        record(0x1e, b"\x07General"),
        record(0x1e, b"\x0ayyyy-mm-dd"),
        record(0x04, &[&cell(0, 0, 0)[..], b"\x04Cash"].concat()),
        record(0x02, &[&cell(0, 1, 1)[..], &45_352_u16.to_le_bytes()].concat()),
        record(0x03, &[&cell(1, 0, 0)[..], &2.5_f64.to_le_bytes()].concat()),
        record(0x05, &[&cell(1, 1, 0)[..], b"\x01\0"].concat()),
        record(0x06, &[&cell(2, 0, 0)[..], b"\0\0\0\0\0\0\xff\xff\0\0"].concat()),
        record(0x07, b"\x02go"),
        record(0x0a, b""),
    ];
    let kept = extract("xls", sheet.concat());
    assert_eq!(kept.layer(Layer::Body), "Cash\t2024-03-01\n2.5\tTRUE\ngo\n");
}

#[test]
fn a_cut_sheet_of_excel_4_gives_what_it_has() {
    let mut bytes = sheet_of_four();
    bytes.truncate(bytes.len() - 6);
    let kept = extract("xls", bytes);
    assert!(kept.layer(Layer::Body).starts_with("Касса"));
    assert_eq!(kept.partial, [PartialReason::Truncated]);
}

proptest! {
    #[test]
    fn no_records_of_early_sheets_do_harm(
        begin in prop::sample::select(vec![0x09_u16, 0x209, 0x409]),
        records in prop::collection::vec(
            (
                prop::sample::select(vec![0x02_u16, 0x04, 0x06, 0x07, 0x08, 0x0a, 0x14, 0x18, 0x1e, 0x2f, 0x8f, 0x203, 0x204, 0x206, 0x207, 0x208, 0x218, 0x243, 0x406, 0x41e, 0x443]),
                prop::collection::vec(any::<u8>(), 0..40),
            ),
            0..30,
        ),
    ) {
        let records: Vec<Vec<u8>> = records.iter().map(|(kind, data)| record(*kind, data)).collect();
        drop(extract("xls", [record(begin, b"\0\0\x10\0\0\0"), records.concat()].concat()));
        drop(extract("xls", [record(begin, b"\0\0\0\x01\0\0"), records.concat()].concat()));
    }

    #[test]
    fn any_records_do_no_harm(
        records in proptest::collection::vec((0usize..30, proptest::collection::vec(any::<u8>(), 0..60)), 0..30)
    ) {
        const KINDS: [u16; 30] = [
            0x06, 0x0a, 0x14, 0x18, 0x1c, 0x22, 0x2f, 0x3c, 0x42, 0x5a, 0x5c, 0x5d, 0x7d, 0x85, 0xbd,
            0xcd, 0xd6, 0xe0, 0xe5, 0xec, 0xfc, 0xfd, 0x1ae, 0x1b6, 0x1b8, 0x1be, 0x203, 0x204, 0x809, 0x41e,
        ];
        let records: Vec<Vec<u8>> = records.iter().map(|(kind, data)| record(KINDS[*kind], data)).collect();
        extract("xls", packed(&stream(&records, false, &records)));
    }
}
