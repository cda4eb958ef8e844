//! Looking up by ord.

use std::cmp::Ordering;

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
