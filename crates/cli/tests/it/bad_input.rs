//! Bad input gets a clear message and status 2, and damages nothing.

use std::fs;

use crate::bench;

#[test]
fn a_trove_that_does_not_exist() {
    let bench = bench();
    assert!(bench.run(["index", "nowhere"]).failed(2).contains("nowhere"));
    assert!(!bench.folder().join("nowhere.dossier").exists());
}

#[test]
fn a_dossier_inside_its_trove() {
    let bench = bench().file("a.txt", "a");
    assert!(
        bench
            .run(["index", "trove", "-d", "trove/inside.dossier"])
            .failed(2)
            .contains("inside the trove")
    );
    assert!(bench.run(["index", "."]).failed(2).contains("inside the trove"));
    assert!(!bench.trove().join("inside.dossier").exists());
}

#[test]
fn a_folder_that_is_no_dossier() {
    let bench = bench().file("a.txt", "a");
    fs::create_dir(bench.folder().join("other")).expect("the folder is writable");
    fs::write(bench.folder().join("other/precious"), "x").expect("the folder is writable");
    assert!(bench.run(["index", "trove", "-d", "other"]).failed(2).contains("holds no dossier"));
    assert!(bench.run(["search", "a", "-d", "other"]).failed(2).contains("no dossier"));
    assert_eq!(fs::read_dir(bench.folder().join("other")).expect("it is there").count(), 1);
}

#[test]
fn a_dossier_of_another_trove() {
    let bench = bench().file("a.txt", "a");
    bench.run(["index", "trove"]).done();
    fs::create_dir(bench.folder().join("other")).expect("the folder is writable");
    let before = bench.run(["items", "--json"]).done();
    assert!(
        bench
            .run(["index", "other", "-d", "trove.dossier"])
            .failed(2)
            .contains("does not hold the trove")
    );
    assert_eq!(bench.run(["items", "--json"]).done(), before);
}

#[test]
fn a_dossier_of_a_newer_version() {
    let bench = bench().file("a.txt", "a");
    bench.run(["index", "trove"]).done();
    let ledger = bench.dossier().join("ledger.sqlite");
    let mut bytes = fs::read(&ledger).expect("the ledger is there");
    // The user version stands at offset 60 of the header (SQLite file format, §1.3).
    bytes[60..64].copy_from_slice(&9999_u32.to_be_bytes());
    fs::write(&ledger, bytes).expect("the ledger is writable");
    // A newer program would have sealed it.
    ledger::break_seal(&bench.dossier()).expect("the dossier is writable");
    assert!(bench.run(["index", "trove"]).failed(2).contains("version 9999"));
    assert!(bench.run(["search", "a"]).failed(2).contains("version 9999"));
}

#[test]
fn a_ledger_that_is_none() {
    let bench = bench().file("a.txt", "a");
    bench.run(["index", "trove"]).done();
    fs::write(
        bench.dossier().join("ledger.sqlite"),
        "this is no database at all, it is only a text",
    )
    .expect("writable");
    assert_eq!(bench.run(["items"]).status, 2);
    assert_eq!(bench.run(["index", "trove"]).status, 2);
}

#[test]
fn no_dossier_in_the_folder() {
    assert!(bench().run(["search", "a"]).failed(2).contains("no dossier"));
}

#[test]
fn two_dossiers_in_the_folder() {
    let bench = bench().file("a.txt", "a");
    bench.run(["index", "trove", "-d", "one.dossier"]).done();
    bench.run(["index", "trove", "-d", "two.dossier"]).done();
    assert!(bench.run(["items"]).failed(2).contains("2 dossiers"));
}

#[test]
fn a_damaged_search_index_is_made_anew_from_the_store() {
    let bench = bench().file("a.txt", "findable words");
    bench.run(["index", "trove"]).done();
    fs::write(bench.dossier().join("index/meta.json"), "{").expect("the index is writable");
    assert_eq!(bench.run(["search", "findable"]).status, 2);
    bench.run(["index", "trove"]).done();
    bench.run(["search", "findable"]).done();
}

#[test]
fn wrong_usage_is_status_2() {
    let bench = bench();
    for arguments in
        [&["frobnicate"][..], &["index"], &["items", "--outcome", "splendid"], &["search"]]
    {
        assert_eq!(bench.run(arguments.iter()).status, 2, "{arguments:?}");
    }
}

#[test]
fn a_second_writer_is_refused_while_the_first_writes() {
    let bench = bench().file("a.txt", "a");
    bench.run(["index", "trove"]).done();
    let lock = fs::File::options()
        .append(true)
        .open(bench.dossier().join("lock"))
        .expect("the lock is there");
    lock.lock().expect("nobody holds the lock");
    let refused = bench.run(["index", "trove"]).failed(2);
    assert!(refused.contains("another run is at work") && refused.contains("wait"), "{refused}");
    assert_eq!(bench.run(["items"]).status, 0);
}

#[test]
fn a_full_disk_damages_nothing() {
    let bench = bench();
    for number in 0..400_u32 {
        // Words that compress badly, so that the disk fills up.
        let words = (0..900).map(|at| {
            format!("{:x}", number.wrapping_mul(2_654_435_761).wrapping_add(at * 40_503) ^ at << 13)
        });
        bench.write(format!("{number}.txt"), words.collect::<Vec<_>>().join(" "));
    }
    let small = bench.folder().join("small");
    fs::create_dir(&small).expect("the folder is writable");
    let mount = |arguments: &[&str]| {
        let status = std::process::Command::new("mount").args(arguments).arg(&small).status();
        status.is_ok_and(|status| status.success())
    };
    if !mount(&["-t", "tmpfs", "-o", "size=3m", "none"]) {
        println!("SKIPPED: a_full_disk_damages_nothing: this user may not mount a small disk");
        return;
    }
    let full = bench.run(["index", "trove", "-d", "small/x.dossier"]);
    let listed = bench.run(["items", "-d", "small/x.dossier"]);
    let is_larger = mount(&["-o", "remount,size=300m"]);
    let again = bench.run(["index", "trove", "-d", "small/x.dossier"]);
    let coverage = bench.run(["report", "coverage", "-d", "small/x.dossier", "--json"]);
    let unmounted = std::process::Command::new("umount").arg(&small).status();
    assert!(unmounted.is_ok_and(|status| status.success()) && is_larger);
    let message = full.failed(2);
    assert!(message.contains("No space left") || message.contains("full"), "{message}");
    assert!(listed.status <= 2, "{listed:?}");
    again.done();
    assert_eq!(crate::json(&coverage.done())["items"], 400);
}

#[test]
fn volumes_that_the_disk_has_no_room_for_end_no_run_and_are_read_once_there_is() {
    let bench = bench().file("a.txt", "findable");
    for (number, begins) in [(1, "7z\u{bc}"), (2, "other")] {
        let path = format!("x.7z.{number:03}");
        bench.write(&path, begins);
        let file = fs::File::options().write(true).open(bench.trove().join(path));
        file.and_then(|file| file.set_len(20 << 20)).expect("the trove is writable");
    }
    let small = bench.folder().join("small");
    fs::create_dir(&small).expect("the folder is writable");
    let mount = |arguments: &[&str]| {
        let status = std::process::Command::new("mount").args(arguments).arg(&small).status();
        status.is_ok_and(|status| status.success())
    };
    if !mount(&["-t", "tmpfs", "-o", "size=30m", "none"]) {
        println!(
            "SKIPPED: volumes_that_the_disk_has_no_room_for: this user may not mount a small disk"
        );
        return;
    }
    let outcomes = || {
        let listed = bench.run(["items", "-d", "small/x.dossier", "--json"]).out;
        crate::column(&listed, "outcome").into_iter().zip(crate::column(&listed, "reason"))
    };
    let first = bench.run(["index", "trove", "-d", "small/x.dossier"]);
    let before: Vec<_> = outcomes().collect();
    let is_larger = mount(&["-o", "remount,size=300m"]);
    let again = bench.run(["index", "trove", "-d", "small/x.dossier"]);
    let after: Vec<_> = outcomes().collect();
    let unmounted = std::process::Command::new("umount").arg(&small).status();
    assert!(unmounted.is_ok_and(|status| status.success()) && is_larger);
    first.done();
    again.done();
    let limited = ("limit-reached".to_owned(), "disk-space".to_owned());
    let volume = ("empty".to_owned(), "volume".to_owned());
    assert!(before.contains(&limited) && before.contains(&volume), "{before:?}");
    assert!(!after.contains(&limited) && after.contains(&volume), "{after:?}");
}

#[test]
fn what_cannot_be_read_is_an_outcome_and_not_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let bench = bench().file("open.txt", "open").file("closed.txt", "closed");
    let closed = bench.trove().join("closed.txt");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).expect("rights can be set");
    if fs::read(&closed).is_ok() {
        println!(
            "SKIPPED: what_cannot_be_read_is_an_outcome_and_not_an_error: this user reads everything"
        );
        return;
    }
    bench.run(["index", "trove"]).done();
    let listed = crate::lines(&bench.run(["items", "--outcome", "unreadable", "--json"]).done());
    assert_eq!(
        (&listed[0]["locator"], &listed[0]["reason"]),
        (&"closed.txt".into(), &"permission-denied".into())
    );
    assert_eq!(bench.run(["index", "trove", "--strict"]).status, 1);
}

/// A trove that was indexed and then moved.
fn moved() -> testkit::Bench {
    let bench = bench().file("a.txt", "Interpol").file("b/c.txt", "Red Notice");
    bench.run(["index", "trove"]).done();
    std::fs::rename(bench.trove(), bench.folder().join("moved")).expect("the folder is ours");
    bench
}

#[test]
fn a_trove_that_was_moved_is_refused_and_told_how_to_go_on() {
    let error = moved().run(["index", "moved", "-d", "trove.dossier"]).failed(2);
    assert!(error.contains("does not hold the trove") && error.contains("\nhint: "), "{error}");
    assert!(error.contains("dossier verify 'moved'"), "{error}");
    assert!(error.contains("dossier index 'moved' --moved-from '"), "{error}");
}

#[test]
fn a_trove_that_was_moved_goes_on_as_the_same() {
    let bench = moved();
    let before = bench.run(["items", "--json"]).done();
    let arguments = ["index", "moved", "-d", "trove.dossier", "--moved-from", "trove", "--json"];
    for _ in 0..2 {
        let summary = crate::json(&bench.run(arguments).done());
        let counts = ["new", "changed", "unchanged", "gone"].map(|count| summary[count].as_u64());
        assert_eq!(counts, [Some(0), Some(0), Some(2), Some(0)], "{summary}");
    }
    assert_eq!(bench.run(["items", "--json"]).done(), before);
    assert_eq!(bench.run(["show", "a.txt", "--original"]).done(), "Interpol");
    bench.run(["verify"]).done();
}

#[test]
fn a_trove_cannot_have_moved_from_where_none_was() {
    let bench = moved();
    let error =
        bench.run(["index", "moved", "-d", "trove.dossier", "--moved-from", "elsewhere"]).failed(2);
    assert!(error.contains("holds no trove at") && error.contains("/trove`"), "{error}");
    let error =
        bench.run(["index", "moved", "-d", "new.dossier", "--moved-from", "trove"]).failed(2);
    assert!(error.contains("holds no dossier"), "{error}");
    assert!(!bench.folder().join("new.dossier").exists());
}

#[test]
fn a_want_of_room_for_what_is_read_is_not_written_down_as_the_fate_of_the_file() {
    let bench = bench().file("large.txt", "Interpol ".repeat(400_000));
    let limited = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 2048; exec \"$0\" index trove"])
        .arg(env!("CARGO_BIN_EXE_dossier"))
        .current_dir(bench.folder())
        .output()
        .map(testkit::Printed::from)
        .expect("a shell runs");
    let message = limited.failed(2);
    assert!(
        message
            .contains("could not read `large.txt`: out of memory, file descriptors or disk space"),
        "{message}"
    );
    assert!(message.contains("hint: what was done is kept"), "{message}");
    assert_eq!(bench.run(["items", "--outcome", "unreadable"]).out, "");
    bench.run(["index", "trove", "--strict"]).done();
}
