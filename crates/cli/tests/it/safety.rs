//! The trove is never written to, and its names and texts reach no terminal unescaped.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use crate::{bench, column};

/// Mode, times of change and of access, and content.
type State = (u32, i64, i64, i64, Vec<u8>);

/// Everything that `stat` and a read tell of a tree.
fn state(folder: &Path) -> BTreeMap<Vec<u8>, State> {
    let mut state = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is readable") {
            let path = entry.expect("the entry is readable").path();
            let metadata = std::fs::symlink_metadata(&path).expect("the entry is there");
            // Reading a link changes its access time, and this test reads it.
            let read = if metadata.is_file() { metadata.atime_nsec() } else { 0 };
            let stat = (metadata.mode(), metadata.mtime_nsec(), metadata.mtime(), read);
            if metadata.is_dir() {
                folders.push(path);
                continue;
            }
            let content = std::fs::read_link(&path)
                .map(|target| target.into_os_string().into_encoded_bytes());
            state.insert(
                path.into_os_string().into_encoded_bytes(),
                (stat.0, stat.1, stat.2, stat.3, content.unwrap_or_default()),
            );
        }
    }
    state
}

#[test]
fn the_trove_is_as_it_was_after_indexing() {
    let bench = bench().file("a/b.txt", "text").file("a/c.eml", "Subject: x\n\ny\n");
    std::os::unix::fs::symlink("b.txt", bench.trove().join("a/link")).expect("links can be made");
    let before = state(&bench.trove());
    bench.run(["index", "trove"]).done();
    bench.run(["verify"]).done();
    bench.run(["show", "a/b.txt", "--original"]).done();
    assert_eq!(state(&bench.trove()), before);
}

#[test]
fn links_and_pipes_are_items_and_never_opened() {
    let bench = bench().file("a.txt", "text");
    std::os::unix::fs::symlink("/dev/zero", bench.trove().join("zero")).expect("links can be made");
    std::os::unix::fs::symlink("..", bench.trove().join("up")).expect("links can be made");
    let pipe = std::process::Command::new("mkfifo")
        .arg(bench.trove().join("pipe"))
        .status()
        .expect("mkfifo runs");
    assert!(pipe.success());
    let _socket = std::os::unix::net::UnixListener::bind(bench.trove().join("socket"))
        .expect("sockets can be made");
    bench.run(["index", "trove"]).done();
    let skipped = bench.run(["items", "--outcome", "skipped", "--json"]).done();
    assert_eq!(column(&skipped, "locator"), ["pipe", "socket", "up", "zero"]);
    assert_eq!(column(&skipped, "reason"), ["fifo", "socket", "link", "link"]);
}

#[test]
fn odd_names_come_back_byte_for_byte() {
    let names: [&[u8]; 7] = [
        b"new\nline.txt",
        b"esc\x1b[2J.txt",
        b"\xff\xfe.txt",
        "\u{202e}txt.exe".as_bytes(),
        b"quote\".txt",
        b"back\\slash.txt",
        b"bang!",
    ];
    let bench = bench();
    for name in names {
        bench.write(name, "the same text");
    }
    bench.run(["index", "trove"]).done();
    let listed = bench.run(["items", "--json"]).done();
    let mut read: Vec<_> = column(&listed, "locator")
        .iter()
        .map(|printed| item::unescape(printed).expect("it is a printed form"))
        .collect();
    read.sort();
    let mut expected = names.map(<[u8]>::to_vec);
    expected.sort();
    assert_eq!(read, expected);
    for printed in column(&listed, "locator") {
        bench.run(["show", &printed, "--text"]).done();
    }
    assert_eq!(bench.run(["verify"]).status, 0);
}

#[test]
fn no_control_of_a_text_or_name_reaches_the_terminal() {
    let bench = bench();
    let text = "begin \x1b[31m\x1b]52;c;AAAA\x07 \u{202e}reversed\u{9b}2J end";
    bench.write(b"\x1b[2J\xe2\x80\xae.txt".as_slice(), text);
    bench.run(["index", "trove"]).done();
    for arguments in [
        &["search", "begin"][..],
        &["items"],
        &["search", "begin", "--csv"],
        &["entities", "person"],
    ] {
        let printed = bench.run(arguments.iter());
        let harmful = |character: char| {
            (character.is_control() && !matches!(character, '\n' | '\t'))
                || matches!(character, '\u{202a}'..='\u{202e}')
        };
        // Lines of CSV end so (RFC 4180, section 2.1); a carriage return by itself overwrites a line.
        let out = printed.out.replace("\r\n", "\n");
        assert!(!out.contains(harmful), "{arguments:?}: {out:?}");
        assert!(!printed.err.contains(harmful), "{arguments:?}: {:?}", printed.err);
    }
    let shown = bench.run(["show", "\\x1b[2J\\xe2\\x80\\xae.txt"]).done();
    assert!(!shown.contains('\x1b'));
}

#[test]
fn formulas_in_csv_cells_are_defused() {
    let bench =
        bench().file("f.html", "<title>=HYPERLINK(\"http://example.org\")</title><p>body word</p>");
    bench.run(["index", "trove"]).done();
    let csv = bench.run(["search", "body", "--csv"]).done();
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://example.org\"\")\""), "{csv}");
}

#[test]
fn what_the_dossier_holds_is_for_its_owner_alone() {
    let bench = bench().file("a.txt", "secret");
    bench.run(["index", "trove"]).done();
    let mode =
        |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&bench.dossier()), 0o700);
    assert_eq!(mode(&bench.dossier().join("ledger.sqlite")), 0o600);
}

#[test]
fn a_path_of_twelve_thousand_bytes_is_read() {
    let bench = bench();
    let name = "d".repeat(240);
    // Made step by step: no call of the system takes a path that long.
    let mut folder = std::fs::File::open(bench.trove()).expect("the trove is there");
    for _ in 0..50 {
        folder = make_and_open(&folder, &name);
    }
    let inside = proc_path(&folder).join("deep.txt");
    std::fs::write(inside, "found in the depth").expect("the folder is writable");
    bench.run(["index", "trove"]).done();
    let answer = bench.run(["search", "depth", "--jsonl"]).done();
    assert!(column(&answer, "locator")[0].len() > 12_000);
    bench.run(["verify"]).done();
}

fn proc_path(folder: &std::fs::File) -> std::path::PathBuf {
    use std::os::fd::AsRawFd;
    Path::new("/proc/self/fd").join(folder.as_raw_fd().to_string())
}

fn make_and_open(folder: &std::fs::File, name: &str) -> std::fs::File {
    let path = proc_path(folder).join(OsStr::from_bytes(name.as_bytes()));
    std::fs::create_dir(&path).expect("the folder is writable");
    std::fs::File::open(path).expect("the folder was just made")
}

#[test]
fn messages_that_nobody_can_read_end_no_run() {
    let bench = bench().file("a.txt", "red notice").file(b"\xff.txt", "blue notice");
    let without_messages = |arguments: &[&str]| {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("it is there");
        let ended = bench.command().args(arguments).stderr(full).output();
        ended.expect("the program starts").status.code()
    };
    assert_eq!(without_messages(&["index", "trove"]), Some(0));
    assert_eq!(without_messages(&["search", "notice", "--limit", "1"]), Some(0));
    // The name is none that this format can hold, which is said and is the status.
    assert_eq!(without_messages(&["manifest", "--format", "b3sum"]), Some(1));
    assert_eq!(without_messages(&["show", "nothing"]), Some(2));
}

#[test]
fn a_dossier_that_is_named_for_a_trove_is_not_indexed() {
    let bench = bench().file("a.txt", "red notice");
    bench.run(["index", "trove", "-d", "leak.dossier"]).done();
    for command in ["index", "open"] {
        let said = bench.run([command, "leak.dossier"]).failed(2);
        assert!(said.contains("`dossier serve --dossier leak.dossier` opens it"), "{said}");
    }
    assert!(!bench.folder().join("leak.dossier.dossier").exists());
    // One that lies in a trove is a folder like any other.
    let moved = bench.trove().join("old.dossier");
    std::fs::rename(bench.folder().join("leak.dossier"), moved).expect("it can be moved");
    bench.run(["index", "trove", "-d", "again.dossier"]).done();
}
