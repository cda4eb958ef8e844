use proptest::prelude::*;

use super::*;
use crate::probe;

const DATABASE: &[u8] = include_bytes!("../../tests/small/agents.mdb");

#[test]
fn a_table_is_a_sheet_and_deleted_rows_stand_in_their_layer() {
    let found = probe::of(extract, DATABASE);
    assert!(found.error.is_none(), "{:?}", found.error);
    assert_eq!(found.layer(Layer::Name), "Agents");
    assert_eq!(found.body(), "Id\tName\tMet\n1\tВера Островная\t2018-05-04\n2\tPestrikov");
    assert_eq!(found.layer(Layer::Deleted), "3\tBelozerov");
}

#[test]
fn tables_of_people_are_told_from_those_of_the_program_and_from_what_is_not_read() {
    let object = |name: &str, kind| Object { name: name.to_owned(), kind, page: 9 };
    assert!(object("Agents", TABLE).is_table() && object("MSysSecret", TABLE).is_table());
    assert!(!object("MSysObjects", TABLE).is_table() && !object("Agents", 5).is_table());
    assert_eq!(object("Debts", 5).unread(), Some("query"));
    assert_eq!(object("Agents", TABLE).unread(), None);
}

#[test]
fn a_cut_database_gives_what_it_has() {
    for end in (0..DATABASE.len()).step_by(97) {
        probe::of(extract, &DATABASE[..end]);
    }
    assert!(probe::of(extract, &DATABASE[..0x4000]).segments.iter().any(|it| it.text == "Agents"));
}

#[test]
fn a_newer_database_whose_pages_are_noise_needs_a_password() {
    let mut locked = DATABASE.to_vec();
    locked[0x14] = 3;
    locked[0x1000..].fill(0x5a);
    let error = probe::of(extract, &locked).error;
    assert!(matches!(error, Some(Error::Encrypted(EncryptedReason::NeedsPassword))));
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..DATABASE.len()) {
        let mut broken = DATABASE.to_vec();
        let end = broken.len().min(at + bytes.len());
        broken.splice(at..end, bytes);
        probe::of(extract, &broken);
    }
}
