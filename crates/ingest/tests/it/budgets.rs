//! What the budget of a family refuses does not depend on threads, on what the store holds already, or on chance.

use ingest::{FamilyLimits, Options};
use item::{LimitReason, Outcome};

use crate::support::{Bench, extracted, options, tar};

/// A tree of containers.
#[derive(Clone, Debug)]
enum Tree {
    Leaf(Vec<u8>),
    Box(Vec<(String, Tree)>),
}

impl Tree {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Leaf(bytes) => bytes.clone(),
            Self::Box(members) => {
                tar(members.iter().map(|(name, tree)| (name.as_str(), tree.bytes())))
            }
        }
    }

    /// A tree that differs for each seed; now and then a member is a copy of the one before it.
    fn random(chance: &mut Chance, depth: u64) -> Self {
        if depth == 0 || chance.below(3) == 0 {
            let length = usize::try_from(chance.below(700)).expect("it is small") + 1;
            let word = chance.below(1 << 40);
            return Self::Leaf(format!("{word} ").into_bytes().repeat(length / 10 + 1));
        }
        let mut members: Vec<(String, Self)> = Vec::new();
        for number in 0..=chance.below(5) {
            let copied = members.last().filter(|_| chance.below(4) == 0).map(|last| last.1.clone());
            let tree = copied.unwrap_or_else(|| Self::random(chance, depth - 1));
            let extension = if matches!(tree, Self::Leaf(_)) { "txt" } else { "tar" };
            members.push((format!("{number}.{extension}"), tree));
        }
        Self::Box(members)
    }
}

/// Numbers that look like chance and are the same in every run (Knuth's MMIX generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// What must become of a tree: members one after the other, each with everything in it before the next.
struct Model {
    members: u64,
    bytes: u64,
    rows: Vec<(String, Outcome)>,
}

impl Model {
    fn visit(&mut self, name: &str, tree: &Tree) {
        let at = self.rows.len();
        self.rows.push((name.to_owned(), Outcome::Extracted));
        let Tree::Box(members) = tree else { return };
        for (member, tree) in members {
            let name = format!("{name}!/{member}");
            if self.members == 0 {
                self.rows[at].1 = Outcome::LimitReached(LimitReason::Members);
                continue;
            }
            self.members -= 1;
            let size = tree.bytes().len() as u64;
            if self.bytes < size {
                self.bytes = 0;
                self.rows.push((name, Outcome::LimitReached(LimitReason::Inflation)));
                continue;
            }
            self.bytes -= size;
            self.visit(&name, tree);
        }
    }
}

fn with(limits: FamilyLimits, jobs: usize) -> Options {
    Options { family: limits, jobs, ..options() }
}

fn limits(members: u64, inflated_bytes: u64) -> FamilyLimits {
    FamilyLimits {
        members,
        inflated_bytes,
        inflated_for_each_byte: 0,
        bytes_for_each_member: 0,
        ..FamilyLimits::default()
    }
}

/// Names of siblings such as `10.txt` and `2.txt` are ordered as locators are.
fn sorted(mut rows: Vec<(String, Outcome)>) -> Vec<(String, Outcome)> {
    rows.sort();
    rows
}

#[test]
fn random_trees_end_as_if_read_in_order_whatever_the_threads() {
    for seed in 1..=8 {
        let mut chance = Chance(seed);
        let tree =
            Tree::Box((0..4).map(|n| (format!("{n}.tar"), Tree::random(&mut chance, 4))).collect());
        let limits = limits(chance.below(60) + 1, chance.below(60_000));
        let mut model =
            Model { members: limits.members, bytes: limits.inflated_bytes, rows: Vec::new() };
        model.visit("box.tar", &tree);
        let expected = sorted(model.rows);
        let bench = Bench::new().file("box.tar", tree.bytes()).file("z.txt", "beside it");
        let mut roots = Vec::new();
        for jobs in [1, 2, 8] {
            let mut bench = bench.twin();
            roots.push(bench.done(&with(limits, jobs)).items_root);
            bench.check_index();
            let rows = bench.outcomes().into_iter().filter(|(name, _)| name.starts_with("box"));
            assert_eq!(sorted(rows.collect()), expected, "seed {seed}, {jobs} jobs");
            // Answered from the store, it comes to the same.
            bench.write("box.tar", tree.bytes());
            roots.push(bench.done(&with(limits, jobs)).items_root);
        }
        assert!(roots.iter().all(|root| *root == roots[0]), "seed {seed}: {roots:?}");
    }
}

#[test]
fn a_box_of_boxes_that_hold_more_than_the_budget_is_cut_at_the_same_member_in_every_run() {
    let inner = |number: usize| {
        let members = (0..10).map(|at| Tree::Leaf(vec![b'a'; 3_000 + number * 10 + at]));
        Tree::Box(members.enumerate().map(|(at, tree)| (format!("{at}.txt"), tree)).collect())
    };
    let tree = Tree::Box((10..26).map(|number| (format!("{number}.tar"), inner(number))).collect());
    // The first twelve boxes and a part of the thirteenth.
    let size: usize = (10..22).map(|number| inner(number).bytes().len() + 31_000).sum();
    let limits = limits(1_000, size as u64 + 20_000);
    let mut model =
        Model { members: limits.members, bytes: limits.inflated_bytes, rows: Vec::new() };
    model.visit("box.tar", &tree);
    let refused = model
        .rows
        .iter()
        .filter(|(_, outcome)| *outcome == Outcome::LimitReached(LimitReason::Inflation));
    assert!(refused.count() > 3);
    let bench = Bench::new().file("box.tar", tree.bytes());
    let expected = sorted(model.rows);
    for jobs in [1, 2, 8, 8] {
        let mut bench = bench.twin();
        bench.done(&with(limits, jobs));
        assert_eq!(sorted(bench.outcomes()), expected, "{jobs} jobs");
    }
}

#[test]
fn a_family_within_its_budget_is_read_once() {
    let tree = tar([("a.txt", b"one".to_vec()), ("b.tar", tar([("c.txt", b"two".to_vec())]))]);
    let mut bench = Bench::new().file("box.tar", &tree);
    let exact = 3 + 3 + tar([("c.txt", b"two".to_vec())]).len() as u64;
    let summary = bench.done(&with(limits(3, exact), 4));
    assert_eq!(extracted(&summary), 4);
    assert!(bench.outcomes().iter().all(|(_, outcome)| *outcome == Outcome::Extracted));
    let mut bench = bench.twin();
    bench.done(&with(limits(3, exact - 1), 4));
    let refused = Outcome::LimitReached(LimitReason::Inflation);
    assert_eq!(bench.outcome("box.tar!/b.tar!/c.txt"), refused);
}

#[test]
fn members_beyond_the_budget_are_counted_by_their_container() {
    let members = ["a.txt", "b.txt", "c.txt", "d.txt"].map(|name| (name, name.into()));
    let mut bench = Bench::new().file("box.tar", tar(members));
    bench.done(&with(limits(2, 1 << 20), 2));
    let rows = bench.rows();
    let names: Vec<String> = rows.iter().map(|row| row.locator.to_string()).collect();
    assert_eq!(names, ["box.tar", "box.tar!/a.txt", "box.tar!/b.txt"]);
    assert_eq!(rows[0].outcome, Outcome::LimitReached(LimitReason::Members));
    assert!(rows[0].warnings.iter().any(|warning| warning.to_string() == "members-not-listed: 2"));
    bench.check_index();
}

#[test]
fn copies_of_one_box_in_a_family_are_paid_for_each() {
    let inner = tar([("a.txt", vec![b'a'; 1_000])]);
    let copies = ["1.tar", "2.tar", "3.tar"].map(|name| (name, inner.clone()));
    let paid = inner.len() as u64 + 1_000;
    for jobs in [1, 8] {
        let mut bench = Bench::new().file("box.tar", tar(copies.clone()));
        bench.done(&with(limits(99, paid * 2), jobs));
        let refused = Outcome::LimitReached(LimitReason::Inflation);
        assert_eq!(bench.outcome("box.tar!/2.tar!/a.txt"), Outcome::Extracted);
        assert_eq!(bench.outcome("box.tar!/3.tar"), refused);
    }
}

#[test]
fn what_an_abandoned_attempt_wrote_is_not_left_in_the_dossier() {
    // The last box is read at once by another thread than the first, which alone is more than the budget.
    let large = tar((0..40).map(|_| ("x.txt", vec![b'x'; 2_000])));
    let tree = tar([("1.tar", large.clone()), ("2.tar", tar([("late.txt", b"late".to_vec())]))]);
    for _ in 0..4 {
        let mut bench = Bench::new().file("box.tar", &tree);
        let summary = bench.done(&with(limits(99, large.len() as u64 + 5_000), 8));
        let names: Vec<_> = bench.outcomes().into_iter().map(|(name, _)| name).collect();
        assert!(!names.contains(&"box.tar!/2.tar!/late.txt".to_owned()), "{names:?}");
        assert_eq!(summary.items, names.len() as u64);
        assert_eq!(summary.new, summary.items);
        let all = ledger::Filter { with_gone: true, ..ledger::Filter::default() };
        assert_eq!(bench.ledger().items(all).count(), names.len());
        bench.check_index();
    }
}

#[test]
fn containers_deeper_than_the_limit_are_not_opened() {
    let mut tree = tar([("leaf.txt", b"deep".to_vec())]);
    for _ in 0..17 {
        tree = tar([("in.tar", tree)]);
    }
    let mut bench = Bench::new().file("box.tar", tree);
    bench.done(&options());
    let depth = Outcome::LimitReached(LimitReason::Depth);
    let closed: Vec<_> = bench.rows().into_iter().filter(|row| row.outcome == depth).collect();
    assert_eq!(closed.len(), 1);
    assert_eq!(closed[0].locator.members.len(), 17);
}
