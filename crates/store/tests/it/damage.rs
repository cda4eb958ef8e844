use std::path::Path;

use item::Location;
use proptest::prelude::*;
use store::{Error, Packs, Writer};

use super::rich;

fn one_pack(dir: &Path) -> (Location, Vec<u8>) {
    let mut writer = Writer::create(dir).expect("the folder is writable");
    let location =
        writer.append(&rich("Красное уведомление, red notice", 0.5)).expect("the disk has room");
    (location, std::fs::read(dir.join("000001.pack")).expect("the pack is there"))
}

fn read_as(dir: &Path, bytes: &[u8], location: &Location) -> Result<item::Extraction, Error> {
    std::fs::write(dir.join("000001.pack"), bytes).expect("the folder is writable");
    Packs::open(dir)?.read(location)
}

#[test]
fn no_flipped_bit_yields_other_content() {
    let dir = tempfile::tempdir().expect("temporary folders can be made");
    let (location, whole) = one_pack(dir.path());
    let mut caught = 0;
    for at in 0..whole.len() * 8 {
        let mut bytes = whole.clone();
        bytes[at / 8] ^= 1 << (at % 8);
        match read_as(dir.path(), &bytes, &location) {
            Ok(extraction) => assert_eq!(extraction, rich("Красное уведомление, red notice", 0.5)),
            Err(Error::Damaged { pack: 1, .. } | Error::Version { pack: 1, .. }) => caught += 1,
            Err(other) => panic!("bit {at}: {other}"),
        }
    }
    assert!(caught > whole.len() * 8 - 16, "only {caught} of {} were caught", whole.len() * 8);
}

#[test]
fn no_cut_pack_is_read() {
    let dir = tempfile::tempdir().expect("temporary folders can be made");
    let (location, whole) = one_pack(dir.path());
    for length in 0..whole.len() {
        let result = read_as(dir.path(), &whole[..length], &location);
        assert!(matches!(result, Err(Error::Damaged { pack: 1, .. })), "{length}: {result:?}");
    }
}

#[test]
fn a_wrong_location_is_an_error() {
    let dir = tempfile::tempdir().expect("temporary folders can be made");
    let (location, _) = one_pack(dir.path());
    let packs = Packs::open(dir.path()).expect("the folder is there");
    for wrong in [
        Location { offset: location.offset + 1, ..location },
        Location { offset: u64::MAX, ..location },
        Location { len: location.len - 1, ..location },
        Location { len: u32::MAX, ..location },
        Location { raw_len: u32::MAX, ..location },
        Location { raw_len: location.raw_len + 1, ..location },
        Location { pack: 9, ..location },
    ] {
        assert!(packs.read(&wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn another_version_is_named() {
    let dir = tempfile::tempdir().expect("temporary folders can be made");
    let (location, mut bytes) = one_pack(dir.path());
    bytes[8] = 9;
    assert!(matches!(
        read_as(dir.path(), &bytes, &location),
        Err(Error::Version { pack: 1, found: 9 })
    ));
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(
        garbage in prop::collection::vec(any::<u8>(), 0..300),
        raw_len in prop_oneof![0_u32..1000, any::<u32>()],
    ) {
        let dir = tempfile::tempdir()?;
        let (location, whole) = one_pack(dir.path());
        let start = usize::try_from(location.offset)?;
        let len = u32::try_from(12 + garbage.len())?;
        let mut bytes = whole[..start + 4].to_vec();
        bytes.extend(len.to_le_bytes());
        bytes.extend(raw_len.to_le_bytes());
        bytes.extend(garbage);
        let result = read_as(dir.path(), &bytes, &Location { len, raw_len, ..location });
        let is_noticed = matches!(result, Err(Error::Damaged { pack: 1, .. }));
        prop_assert!(is_noticed);
    }
}
