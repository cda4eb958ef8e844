//! Which id an item has, and which key a thing made of several parts.

use item::{Digest, ItemId, Locator};

const ITEM: &str = "dossier item id 1";
const KEY: &str = "dossier key 1";

/// Returns the id of the item at `locator`.
///
/// It is BLAKE3 in its key derivation mode (context `dossier item id 1`), cut to 16 bytes, over the trove label, the
/// path, the number of members, and name and ordinal of each. Names stand behind their length; all numbers have eight
/// bytes, the lowest first.
pub fn item_id(locator: &Locator) -> ItemId {
    let mut hasher = blake3::Hasher::new_derive_key(ITEM);
    push(&mut hasher, &locator.trove);
    push(&mut hasher, &locator.path);
    push_number(&mut hasher, locator.members.len() as u64);
    for member in &locator.members {
        push(&mut hasher, &member.name);
        push_number(&mut hasher, u64::from(member.ordinal));
    }
    let mut id = ItemId::default();
    hasher.finalize_xof().fill(&mut id.0);
    id
}

/// Returns a key for what `parts` say together; other parts, or the same bytes parted elsewhere, give another key.
///
/// It is BLAKE3 in its key derivation mode (context `dossier key 1`) over the number of parts and each part behind its
/// length; numbers have eight bytes, the lowest first.
pub fn key(parts: &[&[u8]]) -> Digest {
    let mut hasher = blake3::Hasher::new_derive_key(KEY);
    push_number(&mut hasher, parts.len() as u64);
    for part in parts {
        push(&mut hasher, part);
    }
    Digest(*hasher.finalize().as_bytes())
}

fn push(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    push_number(hasher, bytes.len() as u64);
    hasher.update(bytes);
}

fn push_number(hasher: &mut blake3::Hasher, number: u64) {
    hasher.update(&number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_apart_what_a_locator_tells_apart() {
        let zip = Locator::new("", "a.zip");
        let locators = [
            zip.clone(),
            Locator::new("a", ".zip"),
            zip.member("b", 0),
            zip.member("b", 1),
            zip.member("b/c", 0),
            zip.member("b", 0).member("c", 0),
        ];
        let ids: std::collections::BTreeSet<_> = locators.iter().map(item_id).collect();
        assert_eq!(ids.len(), locators.len());
    }

    #[test]
    fn ids_never_change_between_versions() {
        let id = item_id(&Locator::new("", "a/b.zip").member("c.eml", 1));
        assert_eq!(id.to_string(), "04512d368f9a30e5524ecfd47f47faa0");
    }

    #[test]
    fn a_key_depends_on_where_the_parts_end() {
        assert_eq!(key(&[b"ab", b"c"]), key(&[b"ab", b"c"]));
        assert_ne!(key(&[b"ab", b"c"]), key(&[b"a", b"bc"]));
        assert_ne!(key(&[b"ab"]), key(&[b"ab", b""]));
    }
}
