//! Containers of very many members: all are items, and the program keeps a list of none.

use item::Status;

use crate::support::{Bench, extracted, options, tar};

/// More than are listed with their container.
const MEMBERS: usize = 12_000;

fn many() -> Vec<u8> {
    let names: Vec<_> = (0..MEMBERS).map(|number| format!("{:05}.txt", number / 2)).collect();
    tar(names.iter().map(|name| (name.as_str(), b"the same letter".to_vec())))
}

#[test]
fn every_member_is_an_item_and_the_list_that_is_kept_of_them_is_bounded() {
    let mut bench = Bench::new().file("many.tar", many());
    let summary = bench.done(&options());
    assert_eq!(summary.items, MEMBERS as u64 + 1);
    assert!(bench.outcomes().iter().all(|(_, outcome)| outcome.status() == Status::Extracted));
    bench.check_index();
    let kept = bench.extraction("many.tar").children.len();
    assert!(kept > 0 && kept < MEMBERS, "{kept}");
}

#[test]
fn a_copy_of_a_container_whose_list_was_cut_has_every_member() {
    let mut bench = Bench::new().file("a.tar", many());
    bench.done(&options());
    bench.write("b.tar", many());
    bench.write("c.tar", tar([("inner.tar", many())]));
    let mut fresh = bench.twin();
    let summary = bench.done(&options());
    assert_eq!((summary.items, summary.gone), (3 * (MEMBERS as u64 + 1) + 1, 0));
    assert_eq!(summary.items_root, fresh.done(&options()).items_root);
    bench.check_index();
    let again = bench.done(&options());
    assert_eq!((extracted(&again), again.unchanged), (0, again.items));
}
