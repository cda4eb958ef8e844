//! Locators as keys whose order, byte by byte, is the order of locators.
//!
//! A key is the trove label, the path, and for each member its name and ordinal (big-endian). Every part ends in
//! [`END`]; the components of a path or name are parted by [`NEXT`]; bytes up to [`ESCAPE`] are written after an
//! [`ESCAPE`]. So a part that ends sorts before one that goes on, and a container before its members.

use std::ops::Range;

use item::{Locator, Member};

const END: u8 = 0;
const NEXT: u8 = 1;
const ESCAPE: u8 = 2;

/// Returns the key of `locator`.
pub(crate) fn of(locator: &Locator) -> Vec<u8> {
    let mut key = Vec::with_capacity(locator.path.len() + locator.trove.len() + 8);
    push_label(&mut key, &locator.trove);
    push_path(&mut key, &locator.path);
    key.push(END);
    for member in &locator.members {
        push_member(&mut key, member);
    }
    key
}

/// Returns the locator whose key is `key`.
pub(crate) fn locator(key: &[u8]) -> Option<Locator> {
    let (trove, rest) = take_part(key)?;
    let (path, mut rest) = take_part(rest)?;
    let mut locator = Locator::new(trove, path);
    while !rest.is_empty() {
        let (name, after) = take_part(rest)?;
        let (ordinal, after) = after.split_first_chunk()?;
        locator.members.push(Member { name, ordinal: u32::from_be_bytes(*ordinal) });
        rest = after;
    }
    Some(locator)
}

/// Returns the keys of everything for which `is_under(top)` holds.
pub(crate) fn under(top: &Locator) -> Range<Vec<u8>> {
    let mut start = Vec::new();
    push_label(&mut start, &top.trove);
    let Some((last, above)) = top.members.split_last() else {
        return folder(start, &top.path);
    };
    push_path(&mut start, &top.path);
    start.push(END);
    for member in above {
        push_member(&mut start, member);
    }
    if last.ordinal == 0 {
        return folder(start, &last.name);
    }
    push_member(&mut start, last);
    beneath(start)
}

/// Returns the keys of a container and everything in it.
pub(crate) fn family(container: &Locator) -> Range<Vec<u8>> {
    beneath(of(container))
}

/// Returns the keys of everything in the trove with a label.
pub(crate) fn trove(label: &[u8]) -> Range<Vec<u8>> {
    let mut start = Vec::new();
    push_label(&mut start, label);
    beneath(start)
}

/// Returns the keys that continue `start` by `path` itself or by something in the folder `path`.
fn folder(mut start: Vec<u8>, path: &[u8]) -> Range<Vec<u8>> {
    let path = path.strip_suffix(b"/").unwrap_or(path);
    if path.is_empty() {
        let end = beneath(start.clone()).end;
        start.push(END);
        return start..end;
    }
    push_path(&mut start, path);
    let mut end = start.clone();
    start.push(END);
    end.push(NEXT + 1);
    start..end
}

/// Returns the keys that begin with `start`.
fn beneath(start: Vec<u8>) -> Range<Vec<u8>> {
    let mut end = start.clone();
    while end.pop_if(|byte| *byte == u8::MAX).is_some() {}
    match end.last_mut() {
        Some(byte) => *byte += 1,
        None => end = vec![u8::MAX],
    }
    start..end
}

fn push_label(key: &mut Vec<u8>, label: &[u8]) {
    for byte in label {
        push_byte(key, *byte);
    }
    key.push(END);
}

fn push_path(key: &mut Vec<u8>, path: &[u8]) {
    for byte in path {
        match byte {
            b'/' => key.push(NEXT),
            _ => push_byte(key, *byte),
        }
    }
}

fn push_member(key: &mut Vec<u8>, member: &Member) {
    push_path(key, &member.name);
    key.push(END);
    key.extend(member.ordinal.to_be_bytes());
}

fn push_byte(key: &mut Vec<u8>, byte: u8) {
    if byte <= ESCAPE {
        key.push(ESCAPE);
    }
    key.push(byte);
}

/// Takes one part and its end off the front of `key`.
fn take_part(key: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut part = Vec::new();
    let mut rest = key;
    loop {
        let (byte, after) = rest.split_first()?;
        rest = after;
        match *byte {
            END => return Some((part, rest)),
            NEXT => part.push(b'/'),
            ESCAPE => {
                let (escaped, after) = rest.split_first()?;
                part.push(*escaped);
                rest = after;
            }
            other => part.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name() -> impl Strategy<Value = Vec<u8>> {
        let byte = prop::sample::select(vec![0_u8, 1, 2, 3, b'/', b'a', b'b', 254, 255]);
        prop::collection::vec(byte, 0..5)
    }

    fn any_locator() -> impl Strategy<Value = Locator> {
        let ordinal = prop::sample::select(vec![0_u32, 1, 255, 256, u32::MAX]);
        let members = prop::collection::vec((name(), ordinal), 0..3);
        (prop::sample::select(vec![&b""[..], b"x", b"\0", b"\xff", b"/"]), name(), members)
            .prop_map(|(trove, path, members)| {
                let top = Locator::new(trove, path);
                members.into_iter().fold(top, |at, (name, ordinal)| at.member(name, ordinal))
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn keys_are_ordered_as_locators_are(one in any_locator(), other in any_locator()) {
            prop_assert_eq!(of(&one).cmp(&of(&other)), one.cmp(&other));
        }

        #[test]
        fn a_locator_is_read_back_from_its_key(at in any_locator()) {
            prop_assert_eq!(locator(&of(&at)), Some(at));
        }

        #[test]
        fn ranges_hold_what_lies_under(one in any_locator(), mut other in any_locator(), takes in 0_usize..3) {
            if takes > 0 {
                other.path = one.path.clone();
                other.trove = one.trove.clone();
            }
            if takes > 1 {
                other.members.splice(0..0, one.members.iter().cloned());
            }
            prop_assert_eq!(under(&one).contains(&of(&other)), other.is_under(&one), "{} {}", one, other);
            prop_assert_eq!(trove(&one.trove).contains(&of(&other)), one.trove == other.trove);
        }

        #[test]
        fn no_bytes_break_the_reader(key in prop::collection::vec(0_u8..5, 0..20)) {
            if let Some(at) = locator(&key) {
                prop_assert_eq!(locator(&of(&at)), Some(at));
            }
        }
    }
}
