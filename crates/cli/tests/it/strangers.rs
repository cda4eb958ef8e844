//! What somebody who has no Dossier can check: proofs, by the script that stands beside the pages.

use std::path::Path;
use std::process::{Command, Output};

use crate::bench;
use crate::readme::root;

/// Runs the checker; nothing where there is no Python.
fn check(folder: &Path, arguments: &[&str]) -> Option<Output> {
    let script = root().join("docs/check_proof.py");
    let ran = Command::new("python3").arg(script).args(arguments).current_dir(folder).output();
    ran.inspect_err(|_| println!("SKIPPED: proofs for strangers: there is no python3")).ok()
}

/// Returns how the checker ended over a file, a proof and a root that were written into `folder`.
fn verdict(folder: &Path, proof: &[u8], file: &[u8], root: &str) -> Option<i32> {
    std::fs::write(folder.join("a.proof"), proof).expect("the folder is writable");
    std::fs::write(folder.join("a.file"), file).expect("the folder is writable");
    let ended = check(folder, &["a.proof", "a.file", root])?;
    ended.status.code()
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes
}

#[test]
fn a_stranger_checks_files_and_members_against_the_published_root() {
    let bench = bench();
    let leak = root().join("fixtures/trove");
    bench.run(["index".as_ref(), leak.as_os_str(), "-d".as_ref(), "leak.dossier".as_ref()]).done();
    let manifest = bench.run(["manifest", "--format", "dossier"]).done();
    let root_of = |name: &str| {
        let line = manifest.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'));
        line.expect("a manifest states it").to_owned()
    };
    for (item, name) in [
        ("notes/timeline.svg", "files-root"),
        ("archives/branch.7z", "files-root"),
        ("odd/empty.txt", "files-root"),
        ("archives/branch.7z!/memo.docx", "items-root"),
    ] {
        let proof = bench.run(["prove", item]).done();
        let original = bench.command().args(["show", item, "--original"]).output();
        let file = original.expect("the program starts").stdout;
        let root = root_of(name);
        let Some(ended) = verdict(bench.folder(), proof.as_bytes(), &file, &root) else { return };
        assert_eq!(ended, 0, "{item}");
        let other = if name == "files-root" { "items-root" } else { "files-root" };
        assert_eq!(verdict(bench.folder(), proof.as_bytes(), &file, &root_of(other)), Some(1));
        let longer = [&file[..], b"\n"].concat();
        assert_eq!(verdict(bench.folder(), proof.as_bytes(), &longer, &root), Some(1));
        for at in [0, file.len() / 2, file.len().saturating_sub(1)] {
            if !file.is_empty() {
                let ended = verdict(bench.folder(), proof.as_bytes(), &flipped(&file, at), &root);
                assert_eq!(ended, Some(1), "{item}: byte {at} of the file");
            }
        }
        for at in (0..proof.len()).step_by(41) {
            let ended = verdict(bench.folder(), &flipped(proof.as_bytes(), at), &file, &root);
            assert_ne!(ended, Some(0), "{item}: byte {at} of the proof");
        }
    }
}

#[test]
fn the_digest_of_the_checker_is_blake3_for_every_shape_of_tree() {
    let bench = bench();
    for length in [0_usize, 1, 64, 65, 1023, 1024, 1025, 2048, 3072, 5000, 7 * 1024 + 1] {
        let content: Vec<u8> = (0_u8..=250).cycle().take(length).collect();
        bench.write(format!("{length:05}"), content);
    }
    bench.run(["index", "trove"]).done();
    let manifest = bench.run(["manifest", "--format", "dossier"]).done();
    let root = manifest.lines().find_map(|line| line.strip_prefix("files-root\t"));
    let root = root.expect("a manifest states it");
    for entry in std::fs::read_dir(bench.trove()).expect("it is there") {
        let name = entry.expect("it can be read").file_name();
        let name = name.to_str().expect("they are numbers");
        std::fs::write(bench.folder().join("proof"), bench.run(["prove", name]).done())
            .expect("the folder is writable");
        let file = format!("trove/{name}");
        let Some(ended) = check(bench.folder(), &["proof", &file, root]) else { return };
        assert!(ended.status.success(), "{name}: {ended:?}");
    }
}

#[test]
fn what_was_not_compared_is_listed_as_not_tried() {
    let bench = bench().file("a.txt", "a letter");
    bench.run(["index", "trove"]).done();
    let manifest = bench.run(["manifest", "--format", "dossier"]).done();
    let root = manifest.lines().find_map(|line| line.strip_prefix("files-root\t"));
    let root = root.expect("a manifest states it");
    let proof = bench.run(["prove", "a.txt"]).done();
    std::fs::write(bench.folder().join("proof"), &proof).expect("the folder is writable");
    let asked = ["proof", "trove/a.txt", root, "--sha256-alone"];
    let Some(ended) = check(bench.folder(), &asked) else { return };
    let printed = String::from_utf8(ended.stdout).expect("it prints ASCII");
    assert!(ended.status.success(), "{printed}");
    let last = printed.lines().last();
    assert_eq!(last, Some("not tried   the file has the BLAKE3 digest that it states"));
}

#[test]
fn numbers_and_digests_in_another_form_are_no_proof() {
    let bench = bench().file("a.txt", "one").file("b.txt", "two");
    bench.run(["index", "trove"]).done();
    let manifest = bench.run(["manifest", "--format", "dossier"]).done();
    let root = manifest.lines().find_map(|line| line.strip_prefix("files-root\t"));
    let root = root.expect("a manifest states it");
    let proof = bench.run(["prove", "b.txt"]).done();
    let file = b"two";
    let Some(ended) = verdict(bench.folder(), proof.as_bytes(), file, root) else { return };
    assert_eq!(ended, 0);
    let beside = proof.lines().find_map(|line| line.strip_prefix("beside\t"));
    let beside = beside.expect("two leaves have one beside");
    let spaced = format!("{} {}", &beside[..2], &beside[2..]);
    for (plain, lax) in [
        ("leaf\t1\t2", "leaf\t+1\t2"),
        ("leaf\t1\t2", "leaf\t1\t 2"),
        ("leaf\t1\t2", "leaf\t01\t2"),
        ("leaf\t1\t2", "leaf\t0_1\t2"),
        ("leaf\t1\t2", "leaf\t\u{661}\t2"),
        ("leaf\t1\t2", "leaf\t1\t2\t2"),
        ("tree\tfiles", "tree\tfiles\tfiles"),
        (beside, &spaced),
        (beside, &beside.to_uppercase()),
    ] {
        let other = proof.replacen(plain, lax, 1);
        assert_ne!(other, proof, "{plain}");
        assert_eq!(verdict(bench.folder(), other.as_bytes(), file, root), Some(2), "{lax}");
    }
}
