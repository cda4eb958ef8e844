//! Looking up by ord, sets of ords and their counts.

use std::cmp::Ordering;

use roaring::RoaringBitmap;

/// Where one ord in so many is there, a table of all is quicker than finding the place of each.
const DENSE: usize = 32;

/// Returns the set of about `count` ords below `beyond`; those above are left out.
pub fn set_of(ords: impl Iterator<Item = u32>, count: usize, beyond: usize) -> RoaringBitmap {
    if count.saturating_mul(DENSE) < beyond {
        return ords.filter(|ord| (*ord as usize) < beyond).collect();
    }
    let mut bits = vec![0_u8; beyond.div_ceil(8)];
    for ord in ords.filter(|ord| (*ord as usize) < beyond) {
        bits[ord as usize / 8] |= 1 << (ord % 8);
    }
    RoaringBitmap::from_lsb0_bytes(0, &bits)
}

/// Adds up the counts of equal ords, by ascending ord; most come in runs that ascend.
pub fn summed(mut found: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    if found.is_sorted_by(|(one, _), (next, _)| one < next) {
        return found;
    }
    let beyond = found.iter().map(|(ord, _)| *ord as usize + 1).max().unwrap_or(0);
    if found.len() * DENSE >= beyond {
        return summed_in_table(&found, beyond);
    }
    #[expect(clippy::stable_sort_primitive, reason = "a stable sort makes use of the runs")]
    found.sort();
    found.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 = kept.1.saturating_add(next.1);
        }
        is_same
    });
    found
}

fn summed_in_table(found: &[(u32, u32)], beyond: usize) -> Vec<(u32, u32)> {
    let mut counts = vec![0_u32; beyond];
    for (ord, count) in found {
        let counted = &mut counts[*ord as usize];
        *counted = counted.saturating_add(*count);
    }
    (0..).zip(counts).filter(|(_, count)| *count > 0).collect()
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

    #[test]
    fn counts_of_equal_ords_are_added_up_however_many_there_are() {
        for spread in [1, 32, 100_000] {
            let ord = |at: u32| at * spread;
            let found =
                vec![(ord(2), 1), (ord(5), 2), (ord(1), 1), (ord(2), u32::MAX), (ord(5), 3)];
            assert_eq!(summed(found), [(ord(1), 1), (ord(2), u32::MAX), (ord(5), 5)], "{spread}");
        }
        assert_eq!(summed(Vec::new()), []);
    }

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
