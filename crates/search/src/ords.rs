//! Looking up by ord, and sets of ords.

use std::cmp::Ordering;

use roaring::RoaringBitmap;

/// Where one ord in so many belongs to a set, setting bits is quicker than finding the place of each.
const DENSE: usize = 32;

/// Returns the set of about `count` ords below `beyond`; those above are left out.
pub fn set_of(ords: impl Iterator<Item = u32>, count: usize, beyond: usize) -> RoaringBitmap {
    if count.saturating_mul(DENSE) < beyond {
        return ords.filter(|ord| (*ord as usize) < beyond).collect();
    }
    let mut bits = vec![0_u8; beyond.div_ceil(8)];
    for ord in ords.filter(|ord| (*ord as usize) < beyond) {
        if let Some(byte) = bits.get_mut(ord as usize / 8) {
            *byte |= 1 << (ord % 8);
        }
    }
    RoaringBitmap::from_lsb0_bytes(0, &bits)
}

/// Finds the entry of `ord` among entries whose ords ascend without one coming twice: at once where ords have no gaps, and
/// in the fewer steps the fewer gaps they have.
pub fn find_ord<T>(entries: &[(u32, T)], ord: u32) -> Option<usize> {
    let guess = ord.checked_sub(entries.first()?.0)? as usize;
    // As ords ascend, none stands further from the first than its distance from that.
    let mut beyond = guess.min(entries.len() - 1) + 1;
    let mut step = 1;
    loop {
        let at = beyond.saturating_sub(step);
        match entries[at].0.cmp(&ord) {
            Ordering::Equal => return Some(at),
            Ordering::Less => {
                let between = &entries[at + 1..beyond];
                let found = between.binary_search_by_key(&ord, |entry| entry.0).ok()?;
                return Some(at + 1 + found);
            }
            Ordering::Greater if at == 0 => return None,
            Ordering::Greater => (beyond, step) = (at, 2 * step),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_set_has_the_ords_below_its_end_however_many_there_are(
            ords in proptest::collection::vec(0_u32..200_000, 0..300),
            count in 0_usize..20_000,
            beyond in 0_usize..200_000,
        ) {
            let expected: RoaringBitmap =
                ords.iter().copied().filter(|ord| (*ord as usize) < beyond).collect();
            prop_assert_eq!(set_of(ords.into_iter(), count, beyond), expected);
        }

        #[test]
        fn every_ord_is_found_where_it_stands_and_no_other(
            ords in proptest::collection::btree_set(0_u32..400, 0..300),
            asked in 0_u32..420,
        ) {
            let entries: Vec<(u32, ())> = ords.iter().map(|ord| (*ord, ())).collect();
            let expected = ords.iter().position(|ord| *ord == asked);
            prop_assert_eq!(find_ord(&entries, asked), expected);
            for (at, ord) in ords.iter().enumerate() {
                prop_assert_eq!(find_ord(&entries, *ord), Some(at));
            }
        }
    }
}
