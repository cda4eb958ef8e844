//! Binary Excel workbooks.

use item::{Key, Layer, PartialReason, Place};
use proptest::prelude::*;

use crate::kept::{Kept, extract, zipped};

const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="t/worksheet" Target="worksheets/sheet1.bin"/>
    <Relationship Id="r2" Type="t/worksheet" Target="worksheets/sheet2.bin"/>
    <Relationship Id="r3" Type="t/sharedStrings" Target="sharedStrings.bin"/>
    <Relationship Id="r4" Type="t/styles" Target="styles.bin"/></Relationships>"#;

/// A number of seven bits a byte.
fn number(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = u8::try_from(number & 0x7f).expect("seven bits");
        number >>= 7;
        if number == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

/// A record of fields that follow one another.
fn record(kind: usize, fields: &[&[u8]]) -> Vec<u8> {
    let data = fields.concat();
    [number(kind), number(data.len()), data].concat()
}

fn text(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let count = u32::try_from(units.len() / 2).expect("strings are short");
    [&count.to_le_bytes()[..], &units].concat()
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn sheet(name: &str, relation: &str, state: u32) -> Vec<u8> {
    record(156, &[&numbers(&[state, 1]), &text(relation), &text(name)])
}

/// A row of this number, counted from 0.
fn row(number: u32, is_hidden: bool) -> Vec<u8> {
    record(0, &[&numbers(&[number, 0]), &[44, 1, 0, if is_hidden { 0x10 } else { 0 }]])
}

fn cell(kind: usize, column: u32, style: u32, value: &[u8]) -> Vec<u8> {
    record(kind, &[&numbers(&[column, style]), value])
}

fn rows(rows: &[Vec<u8>]) -> Vec<u8> {
    [record(145, &[]), rows.concat(), record(146, &[])].concat()
}

fn workbook(more: &[Vec<u8>]) -> Vec<u8> {
    [sheet("Касса", "r1", 0), sheet("Offshore", "r2", 1), more.concat()].concat()
}

/// A workbook of two sheets, the second of which is hidden.
fn parts(first: Vec<u8>, more: &[(&'static str, Vec<u8>)]) -> Vec<(&'static str, Vec<u8>)> {
    let styles = [
        record(44, &[&164_u16.to_le_bytes(), &text("dd.mm.yyyy")]),
        record(617, &[]),
        record(47, &[&[0xff, 0xff, 0, 0]]),
        record(47, &[&[0xff, 0xff, 164, 0]]),
        record(618, &[]),
    ];
    let strings = ["Name", "Иванов", "left over"].map(|each| record(19, &[&[0], &text(each)]));
    let second = rows(&[row(0, false), cell(6, 0, 0, &text("Bahamas"))]);
    let mut parts = vec![
        ("xl/_rels/workbook.bin.rels", RELATIONS.as_bytes().to_vec()),
        ("xl/styles.bin", styles.concat()),
        ("xl/sharedStrings.bin", strings.concat()),
        ("xl/worksheets/sheet1.bin", first),
        ("xl/worksheets/sheet2.bin", second),
    ];
    parts.extend_from_slice(more);
    if !parts.iter().any(|(name, _)| *name == "xl/workbook.bin") {
        parts.insert(0, ("xl/workbook.bin", workbook(&[])));
    }
    parts
}

fn book(first: Vec<u8>, more: &[(&'static str, Vec<u8>)]) -> Kept {
    extract("xlsb", zipped(&parts(first, more)))
}

#[test]
fn cells_read_as_shown_and_hidden_ones_apart() {
    let formula = [&text("go")[..], &[0, 0], &numbers(&[9]), b"\x17\x03\0a\0b\0c\0"].concat();
    let first = [
        record(60, &[&numbers(&[3, 3, 2560, 0]), &[1, 0]]),
        rows(&[
            row(0, false),
            cell(7, 0, 0, &numbers(&[0])),
            cell(7, 2, 0, &numbers(&[1])),
            cell(2, 3, 0, &numbers(&[5 << 2 | 2])),
            row(1, true),
            cell(5, 0, 0, &79_161_234_567_f64.to_le_bytes()),
            row(2, false),
            cell(5, 0, 1, &45_352_f64.to_le_bytes()),
            record(18, &[&numbers(&[0, 1])]),
            cell(4, 2, 0, &[1]),
            cell(8, 3, 0, &[formula, numbers(&[0])].concat()),
            row(3, false),
            cell(3, 0, 0, &[0x2a]),
            cell(62, 1, 0, &[&[1][..], &text("rich"), &numbers(&[1, 0])].concat()),
        ]),
        record(479, &[&[0, 0], &text("&LTop &P"), &text("Foot"), &numbers(&[u32::MAX; 4])]),
        record(494, &[&[0; 16], &text("r9"), &text("Касса!A1"), &text("see there"), &text("")]),
    ];
    let kept = book(first.concat(), &[]);
    let sheet = || Place::Sheet("Касса".into());
    assert_eq!(
        kept.at(&sheet(), Layer::Body),
        Some("Name\t\tИванов\n2024-03-01\tИванов\tTRUE\n#N/A\trich\n")
    );
    assert_eq!(
        kept.at(&sheet(), Layer::Hidden),
        Some("Name\t\t5\n79161234567\n2024-03-01\tИванов\tgo\n")
    );
    assert_eq!(kept.at(&Place::Sheet("Offshore".into()), Layer::Hidden), Some("Bahamas\n"));
    assert_eq!(kept.at(&Place::Part("header \"Касса\"".into()), Layer::Body), Some("Top\nFoot\n"));
    let formulas = Place::Part("formulas \"Касса\"".into());
    assert_eq!(kept.at(&formulas, Layer::Hidden), Some("D3: \"abc\"\n"));
    let unused = Place::Part("unused strings".into());
    assert_eq!(kept.at(&unused, Layer::Hidden), Some("left over\n"));
    assert!(kept.segments.iter().any(|segment| segment.text.contains("see there")));
    assert!(kept.partial.is_empty() && kept.warnings.is_empty(), "{:?}", kept.warnings);
}

#[test]
fn names_comments_and_what_is_asked_for_are_read() {
    let name = |flags, name| {
        let tokens = [&numbers(&[5])[..], b"\x17\x01\0\x16\x04", &numbers(&[0])];
        let tokens = [tokens.concat(), text("what for")].concat();
        record(39, &[&numbers(&[flags]), &[0; 5], &text(name), &tokens])
    };
    let comments = [
        record(632, &[&text("Ann")]),
        record(635, &[&numbers(&[0, 1, 1, 1, 1]), &[0; 16]]),
        record(637, &[&[0], &text("why so")]),
    ];
    let relations = r#"<Relationships><Relationship Id="a" Type="t/comments" Target="../comments1.bin"/></Relationships>"#;
    let prompts = [text(""), text("wrong"), text("Sum"), text("in euro")].concat();
    let list = [numbers(&[5]), b"\x17\x01\0a\0".to_vec(), numbers(&[0])].concat();
    let validation = record(64, &[&numbers(&[0, 1, 0, 0, 0, 0]), &prompts, &list]);
    let kept = book(
        validation,
        &[
            ("xl/workbook.bin", workbook(&[name(0, "Rate"), name(0x20, "_xlnm.Print_Area")])),
            ("xl/comments1.bin", comments.concat()),
            ("xl/worksheets/_rels/sheet1.bin.rels", relations.as_bytes().to_vec()),
        ],
    );
    let names = Place::Part("defined names".into());
    assert_eq!(kept.at(&names, Layer::Body), Some("Rate\twhat for\tЖ\n"));
    assert_eq!(kept.at(&Place::Sheet("Касса".into()), Layer::Comment), Some("B2: why so"));
    assert_eq!(kept.values(Key::REVIEWER.name()), ["Ann"]);
    let prompts = Place::Part("prompts \"Касса\"".into());
    assert_eq!(kept.at(&prompts, Layer::Body), Some("wrong\nSum\nin euro\na\n"));
}

#[test]
fn pivot_caches_links_and_connections_remember_their_sources() {
    let field = |name, flags: u16, items: &[Vec<u8>]| {
        let begin = record(183, &[&[0; 20], &text(name)]);
        let about = record(189, &[&flags.to_le_bytes(), &numbers(&[0])]);
        [begin, about, items.concat()].concat()
    };
    let definition = [
        field("Payee", 8, &["Ann", "Bob"].map(|payee| record(24, &[&text(payee)]))),
        field("Sum", 0x40, &[]),
        field("Day", 4, &[]),
        field("Note", 8, &[]),
    ];
    let day = [&2024_u16.to_le_bytes()[..], &[3, 0, 14, 9, 30, 0]].concat();
    let packed = record(33, &[&numbers(&[1]), &12.5_f64.to_le_bytes(), &day, &text("paid")]);
    let mixed = [record(34, &[]), record(26, &[&numbers(&[0])]), record(24, &[&text("owed")])];
    let relations = r#"<Relationships><Relationship Id="a" Type="t/pivotCacheRecords" Target="pivotCacheRecords1.bin"/></Relationships>"#;
    let link = [
        record(359, &[&numbers(&[1]), &text("Payments")]),
        record(366, &[&numbers(&[0])]),
        record(368, &[&numbers(&[0]), &7_f64.to_le_bytes()]),
        record(371, &[&numbers(&[1]), &text("Иванов")]),
    ];
    let connection = record(201, &[&[3, 0, 9, 0, 0], &text("DSN=ledger;UID=ann"), &[0; 3]]);
    let kept = book(
        Vec::new(),
        &[
            ("xl/pivotCache/pivotCacheDefinition1.bin", definition.concat()),
            ("xl/pivotCache/_rels/pivotCacheDefinition1.bin.rels", relations.as_bytes().to_vec()),
            ("xl/pivotCache/pivotCacheRecords1.bin", [packed, mixed.concat()].concat()),
            ("xl/externalLinks/externalLink1.bin", link.concat()),
            ("xl/connections.bin", connection),
        ],
    );
    let text = |name: &str| kept.at(&Place::Part(name.into()), Layer::Hidden);
    let cache = text("pivotCacheDefinition 1").expect("it is read");
    assert!(cache.contains("Payee\tAnn\tBob\nSum\nDay\nNote\n"), "{cache}");
    assert!(cache.contains("Bob\t12.5\t2024-03-14T09:30:00\tpaid\n\nAnn\towed"), "{cache}");
    assert_eq!(text("externalLink 1"), Some("Payments\n\n7\tИванов\t"));
    assert_eq!(text("connections"), Some("DSN=ledger;UID=ann\n"));
}

#[test]
fn a_cut_part_gives_what_it_has_and_is_told() {
    let mut first =
        rows(&[row(0, false), cell(6, 0, 0, &text("kept")), cell(6, 1, 0, &text("lost"))]);
    first.truncate(first.len() - 6);
    let kept = book(first, &[]);
    assert_eq!(kept.at(&Place::Sheet("Касса".into()), Layer::Body), Some("kept\n"));
    assert_eq!(kept.partial, [PartialReason::Truncated]);
}

proptest! {
    #[test]
    fn no_records_do_harm(
        records in prop::collection::vec(
            (
                prop::sample::select(vec![0, 2, 5, 6, 7, 8, 9, 12, 18, 19, 24, 25, 26, 33, 34, 39, 44, 47, 60, 62, 64, 145, 156, 161, 176, 183, 189, 359, 371, 479, 494, 617, 632, 635, 637]),
                prop::collection::vec(any::<u8>(), 0..40),
            ),
            0..30,
        ),
        tail in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let records: Vec<Vec<u8>> = records.iter().map(|(kind, data)| record(*kind, &[data])).collect();
        let part = [record(145, &[]), records.concat(), tail].concat();
        for name in ["xl/workbook.bin", "xl/sharedStrings.bin", "xl/styles.bin", "xl/pivotCache/pivotCacheDefinition1.bin", "xl/externalLinks/externalLink1.bin", "xl/connections.bin"] {
            let mut parts = parts(part.clone(), &[]);
            parts.retain(|(other, _)| *other != name);
            parts.push((name, part.clone()));
            drop(extract("xlsb", zipped(&parts)));
        }
    }
}
