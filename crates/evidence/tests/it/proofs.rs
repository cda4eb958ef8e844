//! Proofs that are checked without the dossier.

use std::fs::{self, File};

use evidence::{Checked, check, prove};
use fixity::Proof;
use item::Locator;

use crate::Bench;

fn checked(proof: &Proof, bench: &Bench, content: &[u8]) -> Checked {
    let path = bench.folder().join("handed-over");
    fs::write(&path, content).expect("the folder is writable");
    let file = File::open(path).expect("it was just written");
    check(proof, &file, &Locator::new("", "handed-over")).expect("it is readable")
}

#[test]
fn a_file_and_a_member_are_proven_under_their_roots() {
    let bench = Bench::new();
    let file = bench.file("a.zip", b"the container");
    bench.file("z.txt", b"another");
    let member = bench.member("a.zip!/b.txt", b"the member");
    let manifest = evidence::manifest(&bench.ledger()).expect("the ledger is readable");
    for (item, content, tree, root) in [
        (&file, &b"the container"[..], "files", manifest.files_root()),
        (&member, b"the member", "items", manifest.items_root),
    ] {
        let proof = prove(&bench.ledger(), item).expect("it is in the ledger");
        let read: Proof = proof.to_string().parse().expect("it was just written");
        let checked = checked(&read, &bench, content);
        assert!(checked.ok, "{checked:?}");
        assert_eq!((checked.tree, checked.root), (tree, root.to_string()));
        assert_eq!(checked.locator, Some(item.locator.to_string()));
    }
}

#[test]
fn a_proof_of_another_file_or_an_altered_one_does_not_pass() {
    let bench = Bench::new();
    let item = bench.file("a.txt", b"one");
    bench.file("b.txt", b"two");
    let proof = prove(&bench.ledger(), &item).expect("it is in the ledger");
    let other = checked(&proof, &bench, b"two");
    assert!(other.holds && !other.is_same_content && !other.ok, "{other:?}");
    let altered = Proof { leaf: proof.leaf.replace("a.txt", "c.txt"), ..proof };
    let altered = checked(&altered, &bench, b"one");
    assert!(!altered.holds && altered.is_same_content && !altered.ok, "{altered:?}");
}

#[test]
fn a_proof_names_no_other_file() {
    let bench = Bench::new();
    let item = bench.file("a.txt", b"one");
    bench.file("secret-source.txt", b"two");
    let proof = prove(&bench.ledger(), &item).expect("it is in the ledger").to_string();
    assert!(!proof.contains("secret"), "{proof}");
}

#[test]
fn an_item_that_is_not_in_the_ledger_has_no_proof() {
    let bench = Bench::new();
    bench.file("a.txt", b"one");
    assert!(prove(&bench.ledger(), &crate::row("b.txt", Some(b"x"))).is_err());
    assert!(prove(&bench.ledger(), &crate::row("a.txt!/b", Some(b"x"))).is_err());
}
