use proptest::prelude::*;

use super::*;
use crate::probe;

const PAGE: usize = 512;

/// The mark of a text or of bytes of this length.
pub(super) fn mark(length: usize, is_text: bool) -> u8 {
    u8::try_from(12 + 2 * length + usize::from(is_text)).expect("short")
}

pub(super) fn record(kinds: &[u8], body: &[u8]) -> Vec<u8> {
    [&[u8::try_from(kinds.len() + 1).expect("few")], kinds, body].concat()
}

/// A leaf with these records, each under the number of its row.
pub(super) fn leaf(at: usize, records: &[Vec<u8>]) -> Vec<u8> {
    let mut page = vec![0; PAGE];
    page[at] = 0x0d;
    page[at + 4] = u8::try_from(records.len()).expect("few");
    let mut end = PAGE;
    for (number, record) in (1_u8..).zip(records) {
        let cell = [&[u8::try_from(record.len()).expect("short"), number][..], record].concat();
        end -= cell.len();
        page[end..end + cell.len()].copy_from_slice(&cell);
        let pointer = at + 6 + 2 * usize::from(number);
        page[pointer..pointer + 2]
            .copy_from_slice(&u16::try_from(end).expect("small").to_be_bytes());
    }
    page
}

fn database() -> Vec<u8> {
    let sql = b"CREATE TABLE chat(id INTEGER PRIMARY KEY, \"said by\" TEXT, what TEXT)";
    let schema = record(
        &[mark(5, true), mark(4, true), mark(4, true), 1, 0x81, 0x15],
        &[&b"tablechatchat\x02"[..], sql].concat(),
    );
    // The length of the definition takes two bytes: 13 + 2 · 68 = 149 = 0x81 0x15.
    assert_eq!(13 + 2 * sql.len(), (1 << 7) + 0x15);
    let mut first = leaf(HEADER_SIZE, &[schema]);
    first[..16].copy_from_slice(b"SQLite format 3\0");
    first[16..18].copy_from_slice(&[2, 0]);
    first[59] = 1;
    let rows = [
        record(
            &[0, mark(10, true), mark(8, true)],
            "Ostrovnaya\u{434}\u{435}\u{43b}\u{43e}".as_bytes(),
        ),
        record(&[0, 0, 1], b"\xfe"),
    ];
    [first, leaf(0, &rows)].concat()
}

const HEADER_SIZE: usize = 100;

#[test]
fn a_table_is_a_sheet_with_its_columns_and_row_numbers() {
    let found = probe::of(extract, &database());
    assert_eq!(found.body(), "id\tsaid by\twhat\n1\tOstrovnaya\tдело\n2\t\t-2\n");
    assert_eq!(found.layer(Layer::Name), "chat");
    assert!(found.error.is_none() && found.partial.is_empty(), "{found:?}");
}

#[test]
fn definitions_give_the_names_of_columns() {
    let sql = "CREATE TABLE [a b](\"x, y\" TEXT DEFAULT ',)', n NUMERIC(3, 2), id integer primary key, PRIMARY KEY(n))";
    assert_eq!(columns(sql), (vec!["x, y".to_owned(), "n".to_owned(), "id".to_owned()], Some(2)));
}

#[test]
fn a_page_that_is_gone_is_damage() {
    let found = probe::of(extract, &database()[..PAGE]);
    assert_eq!(found.partial, [PartialReason::Damaged]);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..20), at in 16_usize..1024) {
        let mut hostile = database();
        let at = at % hostile.len();
        hostile.splice(at..(at + bytes.len()).min(hostile.len()), bytes);
        probe::of(extract, &hostile);
    }
}
