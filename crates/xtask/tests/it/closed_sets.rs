//! What stands in a closed set is used: a name that nothing records is a promise that nothing keeps.

use std::fmt::Debug;

/// The sources of all rooms but `item`, where the sets stand, without tests.
fn sources() -> String {
    let rooms = crate::sources::rooms().into_iter().filter(|(room, _)| room != "item");
    rooms.flat_map(|(_, modules)| modules.into_values()).collect()
}

fn unused<T: Debug>(set: &str, values: &[T]) -> Vec<String> {
    let sources = sources();
    let paths = values.iter().map(|value| format!("{set}::{value:?}"));
    paths.filter(|path| !names(&sources, path)).collect()
}

/// Tells whether `path` stands in `sources` as a whole word.
fn names(sources: &str, path: &str) -> bool {
    let rests = sources.split(path).skip(1);
    rests.into_iter().any(|rest| {
        !rest.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '_')
    })
}

#[test]
fn every_reason_is_given_by_some_code() {
    let unused = [
        unused("PartialReason", item::PartialReason::ALL),
        unused("EmptyReason", item::EmptyReason::ALL),
        unused("EncryptedReason", item::EncryptedReason::ALL),
        unused("UnsupportedReason", item::UnsupportedReason::ALL),
        unused("LimitReason", item::LimitReason::ALL),
        unused("FailedReason", item::FailedReason::ALL),
        unused("UnreadableReason", item::UnreadableReason::ALL),
        unused("SkippedReason", item::SkippedReason::ALL),
    ];
    assert_eq!(unused.concat(), [""; 0]);
}

#[test]
fn every_warning_code_is_given_by_some_code() {
    let mut unused = unused("WarningCode", item::WarningCode::ALL);
    // What another version recorded is read in `item` itself.
    unused.retain(|path| path != "WarningCode::Other");
    assert_eq!(unused, [""; 0]);
}

#[test]
fn every_key_of_a_property_is_used_by_some_reader() {
    let sources = sources();
    let constants = item::Key::ALL
        .iter()
        .map(|(key, _)| format!("Key::{}", key.name().to_uppercase().replace('-', "_")));
    let unused: Vec<String> = constants.filter(|path| !names(&sources, path)).collect();
    assert_eq!(unused, [""; 0]);
}
