//! Manifests and audits.

use std::fs;

use crate::{bench, json};

#[test]
fn every_verdict_is_told() {
    let bench = bench();
    for name in ["same", "touched", "changed", "moved", "missing"] {
        bench.write(name, format!("content of {name}"));
    }
    bench.run(["index", "trove"]).done();
    assert_eq!(json(&bench.run(["verify", "--json"]).done())["ok"], true);
    let trove = bench.trove();
    let later = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    fs::File::options()
        .write(true)
        .open(trove.join("touched"))
        .and_then(|file| file.set_modified(later))
        .expect("times can be set");
    bench.write("changed", "other content");
    fs::rename(trove.join("moved"), trove.join("elsewhere")).expect("the trove is writable");
    fs::remove_file(trove.join("missing")).expect("the trove is writable");
    bench.write("fresh", "fresh content");
    let printed = bench.run(["verify", "--json"]);
    assert_eq!(printed.status, 1);
    let audit = json(&printed.out);
    assert_eq!(audit["ok"], false);
    assert_eq!(audit["changed"], serde_json::json!(["changed"]));
    assert_eq!(audit["moved"], serde_json::json!([{"from": "moved", "to": "elsewhere"}]));
    assert_eq!(audit["new"], serde_json::json!(["fresh"]));
    assert_eq!(audit["missing"], serde_json::json!(["missing"]));
    assert_eq!(audit["times_only"], serde_json::json!(["touched"]));
}

#[test]
fn manifests_of_every_form_are_read_back() {
    let bench =
        bench().file("a.txt", "one").file("b/c d.txt", "two").file("back\\slash\nline", "three");
    bench.run(["index", "trove"]).done();
    for form in ["dossier", "b3sum", "sha256sum"] {
        bench.run(["manifest", "--format", form, "-o", form]).done();
        assert_eq!(
            json(&bench.run(["verify", "--against", form, "--json"]).done())["matched"],
            3,
            "{form}"
        );
        assert_eq!(
            json(&bench.run(["verify", "trove", "--against", form, "--json"]).done())["matched"],
            3,
            "{form}"
        );
    }
    bench.write("a.txt", "another");
    for form in ["dossier", "b3sum", "sha256sum"] {
        assert_eq!(bench.run(["verify", "--against", form]).status, 1, "{form}");
    }
}

#[test]
fn files_that_have_all_changed_never_pass_for_a_list_that_cannot_be_compared() {
    let bench = bench().file("a", "one").file("b", "two");
    bench.run(["index", "trove"]).done();
    for form in ["b3sum", "sha256sum"] {
        bench.run(["manifest", "--format", form, "-o", form]).done();
    }
    bench.write("a", "ONE");
    bench.write("b", "TWO");
    for form in ["b3sum", "sha256sum"] {
        let audit = json(&bench.run(["verify", "--against", form, "--json"]).out);
        assert_eq!(audit["changed"], serde_json::json!(["a", "b"]), "{form}");
        assert_eq!(audit["algorithm_in_doubt"], true, "{form}");
        let printed = bench.run(["verify", "--against", form]).out;
        assert!(printed.contains("the trove differs from what was recorded"), "{printed}");
    }
    let other = "0".repeat(64);
    fs::write(bench.folder().join("sm3"), format!("SM3 (a) = {other}\nSM3 (b) = {other}\n"))
        .expect("the folder is writable");
    let printed = bench.run(["verify", "--against", "sm3"]);
    assert!(printed.status == 1 && printed.out.contains("nothing could be compared"));
}

#[test]
fn sha256sum_accepts_the_manifest() {
    let bench = bench().file("a.txt", "one").file("b/new\nline.txt", "two");
    bench.run(["index", "trove"]).done();
    bench.run(["manifest", "--format", "sha256sum", "-o", "sums"]).done();
    let checked = std::process::Command::new("sha256sum")
        .args(["--check", "--strict", "../sums"])
        .current_dir(bench.trove())
        .output();
    let checked = checked.expect("sha256sum is part of every Debian");
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn the_files_root_depends_on_files_alone() {
    let bench = bench().file("a.txt", "one");
    let root = |arguments: &[&str]| json(&bench.run(arguments.iter()).done())["files_root"].clone();
    let first = root(&["index", "trove", "--json"]);
    assert_eq!(root(&["index", "trove", "--json", "--item-timeout", "7", "--jobs", "1"]), first);
    assert_eq!(root(&["verify", "--json"]), first);
    bench.write("a.txt", "two");
    assert_ne!(root(&["index", "trove", "--json"]), first);
}

#[test]
fn a_manifest_is_never_written_over_a_file() {
    let bench = bench().file("a.txt", "one");
    bench.run(["index", "trove"]).done();
    fs::write(bench.folder().join("precious"), "x").expect("the folder is writable");
    assert!(bench.run(["manifest", "-o", "precious"]).failed(2).contains("not written over"));
}

#[test]
fn a_broken_manifest_is_refused_with_its_line() {
    let bench = bench().file("a.txt", "one");
    bench.run(["index", "trove"]).done();
    fs::write(bench.folder().join("broken"), "not a manifest at all\n")
        .expect("the folder is writable");
    assert!(bench.run(["verify", "--against", "broken"]).failed(2).contains("broken"));
}

#[test]
fn a_manifest_is_never_written_into_the_trove() {
    let bench = bench().file("in/a.txt", "one");
    bench.run(["index", "trove"]).done();
    std::os::unix::fs::symlink("trove/in", bench.folder().join("way")).expect("links can be made");
    for path in ["trove/list", "trove/in/list", "way/list", "./trove/../trove/list"] {
        let refused = bench.run(["manifest", "-o", path]).failed(2);
        assert!(refused.contains("lies inside the trove, which is never written to"), "{refused}");
    }
    assert!(!bench.trove().join("list").exists() && !bench.trove().join("in/list").exists());
    bench.run(["manifest", "-o", "list"]).done();
}

#[test]
fn a_form_that_cannot_name_a_file_says_so_and_claims_no_match() {
    let bench = bench().file("a.txt", "one").file(b"\xff.txt", "two").file("b\nc", "three");
    bench.run(["index", "trove"]).done();
    for (form, not_covered) in [("b3sum", "\\xff.txt"), ("hashdeep", "b\\x0ac")] {
        let printed = bench.run(["manifest", "--format", form, "-o", form]);
        assert_eq!(printed.status, 1, "{printed:?}");
        assert!(printed.err.contains("left out"), "{printed:?}");
        let audit = json(&bench.run(["verify", "--against", form, "--json"]).out);
        assert_eq!(audit["ok"], false, "{form}");
        assert_eq!(audit["names_not_covered"], 1, "{form}");
        assert_eq!(audit["not_covered"], serde_json::json!([not_covered]), "{form}");
        assert_eq!(audit["matched"], 2, "{form}");
    }
    bench.run(["manifest", "--format", "sha256sum", "-o", "sha256sum"]).done();
    bench.write(b"\xfe.txt", "planted");
    let audit = json(&bench.run(["verify", "--against", "sha256sum", "--json"]).out);
    assert_eq!(audit["new"], serde_json::json!(["\\xfe.txt"]));
}

#[test]
fn a_link_that_a_form_leaves_out_is_no_lack() {
    let bench = bench().file("a.txt", "one");
    std::os::unix::fs::symlink("a.txt", bench.trove().join("link")).expect("links can be made");
    bench.run(["index", "trove"]).done();
    bench.run(["manifest", "--format", "b3sum", "-o", "b3sum"]).done();
}

#[test]
fn an_audit_tells_by_which_digests_it_compared() {
    let bench = bench().file("a.txt", "one");
    bench.run(["index", "trove"]).done();
    fs::write(bench.folder().join("sums"), "f97c5d29941bfb1b2fdab0874906ab82  a.txt\n")
        .expect("the folder is writable");
    let weak = bench.run(["verify", "--against", "sums", "--json"]);
    assert!(weak.err.contains("compared by md5, which can be forged"), "{weak:?}");
    assert_eq!(json(&weak.done())["compared_by"], serde_json::json!(["md5"]));
    let strong = bench.run(["verify", "--json"]);
    assert_eq!(strong.err, "");
    assert_eq!(json(&strong.done())["compared_by"], serde_json::json!(["blake3"]));
    bench.run(["manifest", "--format", "sha256sum", "-o", "sha256sum"]).done();
    let strong = json(&bench.run(["verify", "--against", "sha256sum", "--json"]).done());
    assert_eq!(strong["compared_by"], serde_json::json!(["sha256"]));
}

#[test]
fn a_proof_is_checked_without_a_dossier() {
    let bench = bench().file("a.txt", "one").file("secret.txt", "two");
    bench.run(["index", "trove"]).done();
    bench.run(["prove", "a.txt", "-o", "a.proof"]).done();
    fs::remove_dir_all(bench.dossier()).expect("the dossier can be removed");
    let checked = json(&bench.run(["check", "a.proof", "trove/a.txt", "--json"]).done());
    assert_eq!((&checked["ok"], &checked["locator"]), (&true.into(), &"a.txt".into()));
    assert!(bench.run(["check", "a.proof", "trove/a.txt"]).done().contains("the proof holds"));
    let other = bench.run(["check", "a.proof", "trove/secret.txt"]);
    assert_eq!(other.status, 1);
    assert!(other.out.contains("the file is another one"), "{other:?}");
    fs::write(bench.folder().join("broken"), "no proof\n").expect("the folder is writable");
    assert!(bench.run(["check", "broken", "trove/a.txt"]).failed(2).contains("broken"));
}

#[test]
fn a_bag_is_audited_by_its_own_lists() {
    let bench = bench().file("a.txt", "one").file("b/c.txt", "two");
    bench.run(["index", "trove"]).done();
    bench.run(["export", "--format", "bagit", "--originals", "-o", "leak.bag"]).done();
    let audit = bench.run(["verify", "--against", "leak.bag", "--json"]).done();
    let audit = json(&audit);
    assert_eq!((&audit["ok"], &audit["new"]), (&true.into(), &serde_json::json!([])), "{audit}");
    assert_eq!(audit["not_covered"], serde_json::json!(["tagmanifest-sha256.txt"]));
    let bag = bench.folder().join("leak.bag");
    std::fs::write(bag.join("bag-info.txt"), "Contact-Name: Eve\n").expect("it is writable");
    std::fs::write(bag.join("data/more.txt"), "put in").expect("it is writable");
    std::fs::remove_file(bag.join("data/about.json")).expect("it is there");
    let audit = bench.run(["verify", "--against", "leak.bag", "--json"]);
    assert_eq!(audit.status, 1);
    let audit = json(&audit.out);
    assert_eq!(audit["changed"], serde_json::json!(["bag-info.txt"]));
    assert_eq!(audit["new"], serde_json::json!(["data/more.txt"]));
    assert_eq!(audit["missing"], serde_json::json!(["data/about.json"]));
    let refused = bench.run(["verify", "--against", "trove"]).failed(2);
    assert!(refused.contains("has no bagit.txt"), "{refused}");
}

#[test]
fn a_file_that_a_list_names_without_a_digest_is_no_match_and_not_new() {
    let bench = bench().file("a.txt", "one").file("b.txt", "two");
    bench.run(["index", "trove"]).done();
    let first = bench.run(["items", "--json"]).done();
    let digest = crate::column(&first, "sha256")[0].clone();
    let list = format!(r#"[{{"path":"a.txt","sha256":"{digest}"}},{{"path":"b.txt"}}]"#);
    std::fs::write(bench.folder().join("list.json"), list).expect("it is writable");
    let audit = bench.run(["verify", "--against", "list.json", "--json"]);
    let answer = json(&audit.out);
    assert_eq!((audit.status, &answer["matched"]), (1, &1.into()), "{answer}");
    assert_eq!(answer["not_comparable"], serde_json::json!(["b.txt"]), "{answer}");
    assert_eq!(answer["new"], serde_json::json!([]), "{answer}");
    let shown = bench.run(["verify", "--against", "list.json"]).out;
    assert!(shown.contains("not comparable  b.txt") || shown.contains("b.txt"), "{shown}");
    let log = bench.run(["manifest", "--format", "b3sum", "-o", "x"]).done();
    assert_eq!(log, "");
    assert!(bench.run(["log"]).done().contains("manifest as b3sum:"));
}

#[test]
fn titles_and_totals_of_a_list_are_passed_over_and_counted() {
    let bench = bench().file("a.txt", "abc").file("b/c d.txt", "two");
    bench.run(["index", "trove"]).done();
    let [abc, two] = ["abc", "two"].map(|text| fixity::of(text.as_bytes(), &[]).sha256);
    let list = format!("SHA256:\n {abc} 3 a.txt\n {two} 3 b/c d.txt\n");
    fs::write(bench.folder().join("Release"), list).expect("the folder is writable");
    let printed = bench.run(["verify", "--against", "Release"]).done();
    for line in [
        "2 matched",
        "read as      sizes, times or signs stand before names",
        "1 lines of the manifest have no digest and were passed over, the first of them line 1",
    ] {
        assert!(printed.contains(line), "{line} in {printed}");
    }
    let audit = json(&bench.run(["verify", "--against", "Release", "--json"]).done());
    assert_eq!(audit["passed_over"], serde_json::json!([1]));
}
