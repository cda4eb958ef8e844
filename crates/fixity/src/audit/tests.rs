use std::collections::BTreeMap;

use super::*;
use item::{Algorithm, SkippedReason, UnreadableReason};
use proptest::prelude::*;

fn file(path: &str, content: &str) -> FileLine {
    FileLine {
        locator: Locator::new("", path),
        digests: Some(crate::of(content.as_bytes(), &[])),
        modified_ns: Some(0),
        closed: None,
    }
}

fn closed(path: &str, reason: impl Into<Outcome>) -> FileLine {
    FileLine { digests: None, closed: Some(reason.into()), ..file(path, "") }
}

fn denied(path: &str) -> FileLine {
    closed(path, UnreadableReason::PermissionDenied)
}

fn link(path: &str, target: &str) -> FileLine {
    let digests = Some(crate::of(target.as_bytes(), &[]));
    FileLine { digests, ..closed(path, SkippedReason::Link) }
}

fn recorded(files: &[FileLine]) -> Vec<Recorded> {
    files.iter().map(Recorded::from).collect()
}

fn at(path: &str) -> Locator {
    Locator::new("", path)
}

fn compared(before: &[FileLine], now: &[FileLine]) -> Audit {
    audit(&recorded(before), now, Scope::Everything)
}

#[test]
fn an_untouched_trove_matches() {
    let files = [file("a", "1"), file("b", "1"), link("c", "a"), denied("d")];
    let audit = compared(&files, &files);
    assert!(audit.is_ok());
    assert_eq!((audit.matched, audit.unreadable), (3, vec![at("d")]));
}

#[test]
fn each_single_edit_has_its_verdict() {
    let before = [file("a", "1"), file("b", "2")];
    let changed = compared(&before, &[file("a", "x"), file("b", "2")]);
    assert_eq!((changed.changed.clone(), changed.is_ok()), (vec![at("a")], false));
    let missing = compared(&before, &[file("b", "2")]);
    assert_eq!((missing.missing.clone(), missing.is_ok()), (vec![at("a")], false));
    let new = compared(&before, &[file("a", "1"), file("b", "2"), file("c", "1")]);
    assert_eq!((new.new.clone(), new.is_ok()), (vec![at("c")], false));
    let moved = compared(&before, &[file("c/a", "1"), file("b", "2")]);
    assert_eq!(moved.moved, [Moved { from: at("a"), to: at("c/a") }]);
    let swapped = compared(&before, &[file("a", "2"), file("b", "1")]);
    assert_eq!(swapped.changed, [at("a"), at("b")]);
}

#[test]
fn another_time_alone_is_told_apart_and_ok() {
    let touched = FileLine { modified_ns: Some(1), ..file("a", "1") };
    let audit = compared(&[file("a", "1")], &[touched]);
    assert_eq!((audit.times_only.clone(), audit.is_ok()), (vec![at("a")], true));
}

#[test]
fn a_file_moved_and_replaced_is_changed_and_new() {
    let audit = compared(&[file("a", "1")], &[file("a", "2"), file("b", "1")]);
    assert_eq!((audit.changed, audit.new), (vec![at("a")], vec![at("b")]));
}

#[test]
fn a_moved_folder_keeps_equal_files_apart_by_name() {
    let before = [file("x/1", ""), file("x/2", ""), file("x/3", "")];
    let audit = compared(&before, &[file("y/2", ""), file("y/3", ""), file("y/4", "")]);
    let moved = [("x/1", "y/4"), ("x/2", "y/2"), ("x/3", "y/3")];
    assert_eq!(audit.moved, moved.map(|(from, to)| Moved { from: at(from), to: at(to) }));
}

#[test]
fn a_file_that_became_a_link_is_changed() {
    let audit = compared(&[file("a", "1")], &[link("a", "/etc/passwd")]);
    assert_eq!(audit.changed, [at("a")]);
    let audit = compared(&[link("a", "b")], &[link("a", "c")]);
    assert_eq!(audit.changed, [at("a")]);
}

#[test]
fn files_beneath_a_folder_that_closed_are_unreadable() {
    let before = [file("in/a", "1"), file("in/deep/b", "2"), file("inn", "3")];
    let audit = compared(&before, &[denied("in"), file("inn", "3")]);
    assert_eq!(audit.unreadable, [at("in"), at("in/a"), at("in/deep/b")]);
    assert!(audit.missing.is_empty() && !audit.is_ok());
}

#[test]
fn a_folder_that_opened_is_changed_and_its_files_are_new() {
    let audit = compared(&[denied("in")], &[file("in/a", "1")]);
    assert_eq!((audit.changed, audit.new), (vec![at("in")], vec![at("in/a")]));
    assert!(audit.missing.is_empty());
}

#[test]
fn what_was_never_read_is_new_once_it_is() {
    let audit = compared(&[denied("a")], &[file("a", "1")]);
    assert_eq!(audit.new, [at("a")]);
    let audit = compared(&[file("a", "1")], &[denied("a")]);
    assert_eq!((audit.unreadable, audit.unreadable_before), (vec![at("a")], 0));
}

#[test]
fn a_file_without_digests_is_never_taken_for_matched() {
    let blank = FileLine { digests: None, ..file("a", "1") };
    assert_eq!(compared(&[file("a", "1")], std::slice::from_ref(&blank)).unreadable, [at("a")]);
    assert!(blank.leaf().contains("\tunreadable:read-error\t"));
}

#[test]
fn a_link_and_a_file_of_the_same_bytes_are_told_apart_when_they_move() {
    let audit = compared(&[file("a", "x"), link("b", "x")], &[link("c", "x"), file("d", "x")]);
    let moved = [("a", "d"), ("b", "c")];
    assert_eq!(audit.moved, moved.map(|(from, to)| Moved { from: at(from), to: at(to) }));
}

#[test]
fn what_a_rule_left_out_is_not_covered() {
    let left_out = closed("a", SkippedReason::Ignored);
    let audit = compared(std::slice::from_ref(&left_out), &[file("a", "1")]);
    assert_eq!((audit.not_covered.clone(), audit.is_ok()), (vec![at("a")], true));
    let audit = compared(&[file("a", "1")], &[left_out]);
    assert_eq!((audit.unreadable.clone(), audit.is_ok()), (vec![at("a")], false));
}

#[test]
fn links_are_not_covered_by_a_manifest_of_files() {
    let before = recorded(&[file("a", "1")]);
    let now = [file("a", "1"), link("b", "a")];
    let audit = audit(&before, &now, Scope::FilesRead);
    assert_eq!((audit.not_covered.clone(), audit.is_ok()), (vec![at("b")], true));
}

#[test]
fn digests_without_paths_match_every_copy() {
    let known = |content: &str| {
        let either = Some(crate::of(content.as_bytes(), &[]).sha256.0.to_vec());
        let known = Known { either, ..Known::default() };
        Recorded { locator: None, size: None, known, modified_ns: None, closed: None }
    };
    let now = [file("a", "1"), file("b", "1"), file("c", "2")];
    let audit = audit(&[known("1"), known("3")], &now, Scope::FilesRead);
    assert_eq!((audit.matched, audit.new), (2, vec![at("c")]));
    assert_eq!(audit.missing_contents, [known("3").known]);
}

#[test]
fn a_digest_that_was_not_taken_cannot_be_compared() {
    let md5 = |file: &FileLine| {
        let mut entry = Recorded::from(file);
        entry.known = Known { more: [(Algorithm::Md5, vec![0; 16])].into(), ..Known::default() };
        entry
    };
    let now = file("a", "1");
    let audit = audit(&[md5(&now)], std::slice::from_ref(&now), Scope::FilesRead);
    assert_eq!((audit.not_comparable.clone(), audit.is_ok()), (vec![at("a")], false));
    let larger = FileLine { digests: Some(crate::of(b"12", &[])), ..file("a", "1") };
    let sized = Recorded { size: Some(1), ..md5(&now) };
    let audit = crate::audit(&[sized], &[larger], Scope::FilesRead);
    assert_eq!(audit.changed, [at("a")]);
}

/// A hundred thousand empty files in a renamed folder: the work must not grow with the square of their number.
#[test]
fn a_large_folder_of_equal_files_may_move() {
    let files = |folder: &str| -> Vec<_> {
        (0..100_000)
            .map(|number| FileLine { locator: at(&format!("{folder}/{number}")), ..file("", "") })
            .collect()
    };
    let audit = compared(&files("before"), &files("after"));
    assert_eq!((audit.moved.len(), audit.new.len(), audit.missing.len()), (100_000, 0, 0));
}

fn any_file() -> impl Strategy<Value = FileLine> {
    let path = "[ab](/[ab]){0,2}";
    let time = proptest::option::of(0..2_i64);
    (path, "[xy]?", time, 0..6_u8).prop_map(|(path, content, modified_ns, kind)| match kind {
        0 => denied(&path),
        1 => link(&path, &content),
        2 => closed(&path, SkippedReason::Ignored),
        _ => FileLine { modified_ns, ..file(&path, &content) },
    })
}

fn any_files() -> impl Strategy<Value = Vec<FileLine>> {
    let by_path = |files: Vec<FileLine>| {
        let by_path: BTreeMap<_, _> =
            files.into_iter().map(|file| (file.locator.clone(), file)).collect();
        by_path.into_values().collect()
    };
    proptest::collection::vec(any_file(), 0..12).prop_map(by_path)
}

/// Sorts the locators of all verdicts that `belongs` lets pass.
fn listed(
    audit: &Audit,
    moved: fn(&Moved) -> &Locator,
    belongs: &BTreeSet<Locator>,
) -> Vec<Locator> {
    let Audit { times_only, changed, new, missing, unreadable, not_covered, .. } = audit;
    let lists = [times_only, changed, new, missing, unreadable, not_covered];
    let mut listed: Vec<_> =
        lists.into_iter().flatten().chain(audit.moved.iter().map(moved)).collect();
    listed.retain(|locator| belongs.contains(locator));
    listed.sort();
    listed.into_iter().cloned().collect()
}

proptest! {
    #[test]
    fn every_entry_of_both_sides_has_exactly_one_verdict(
        before in any_files(), now in any_files(), drops_times: bool, files_only: bool,
    ) {
        let mut entries = recorded(&before);
        for entry in &mut entries {
            entry.modified_ns = entry.modified_ns.filter(|_| !drops_times);
        }
        let scope = if files_only { Scope::FilesRead } else { Scope::Everything };
        let audit = audit(&entries, &now, scope);
        let locators = |files: &[FileLine]| files.iter().map(|file| file.locator.clone()).collect::<BTreeSet<_>>();
        for (side, moved) in [
            (locators(&before), (|moved| &moved.from) as fn(&Moved) -> &Locator),
            (locators(&now), |moved| &moved.to),
        ] {
            let listed = listed(&audit, moved, &side);
            let distinct: BTreeSet<_> = listed.iter().collect();
            prop_assert_eq!(distinct.len(), listed.len());
            prop_assert_eq!(listed.len() as u64 + audit.matched, side.len() as u64);
        }
    }

    #[test]
    fn a_trove_compared_with_itself_is_ok_in_any_order(files in any_files(), turn: prop::sample::Index) {
        let mut turned = files.clone();
        turned.rotate_left(turn.index(files.len().max(1)).min(files.len()));
        let audit = compared(&files, &turned);
        prop_assert!(audit.is_ok());
        prop_assert_eq!(audit.matched + audit.unreadable_before, files.len() as u64);
    }

    #[test]
    fn no_edit_goes_unnoticed(before in any_files(), now in any_files()) {
        let contents = |files: &[FileLine]| -> Vec<_> {
            files.iter().map(|file| (file.locator.clone(), file.digests.clone(), file.closed.map(|_| ()))).collect()
        };
        let left_out = |file: &FileLine| file.closed.is_some_and(is_ignored);
        if contents(&before) != contents(&now) && !before.iter().any(left_out) {
            prop_assert!(!compared(&before, &now).is_ok());
        }
    }
}

#[test]
fn what_a_manifest_could_not_have_recorded_is_not_covered_and_no_match() {
    let mut audit = compared(&[file("a", "1")], &[file("a", "1"), file("b", "2"), file("c", "3")]);
    assert_eq!((audit.is_ok(), audit.new.len()), (false, 2));
    audit.set_aside(|locator| *locator == at("c"));
    assert_eq!((audit.new.clone(), audit.not_covered.clone()), (vec![at("b")], vec![at("c")]));
    audit.set_aside(|_| true);
    assert!(audit.new.is_empty() && audit.not_covered == [at("b"), at("c")]);
    assert_eq!(
        (audit.is_ok(), audit.names_not_covered),
        (false, 2),
        "it cannot be told whether they were there"
    );
}

#[test]
fn a_further_trove_that_a_manifest_does_not_list_is_not_covered_it() {
    let further = FileLine { locator: Locator::new("more", "b"), ..file("b", "2") };
    let mut audit = compared(&[file("a", "1")], &[file("a", "1"), further]);
    audit.set_aside(|locator| !locator.trove.is_empty());
    assert_eq!((audit.is_ok(), audit.names_not_covered, audit.not_covered.len()), (true, 0, 1));
}

#[test]
fn a_line_without_digests_counts_as_unreadable_whether_or_not_it_says_why() {
    let silent = FileLine { digests: None, ..file("a", "") };
    assert_eq!(silent.unread(), Some(Outcome::Unreadable(UnreadableReason::ReadError)));
    assert_eq!(denied("a").unread(), denied("a").closed);
    assert_eq!(link("a", "b").unread().map(Outcome::status), Some(Status::Skipped));
    assert_eq!(file("a", "1").unread(), None);
}
