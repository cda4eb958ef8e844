//! One item, by whatever names it, and its bytes.

use std::fs;
use std::os::unix::fs::symlink;

use crate::{bench, json};

/// A ZIP with `a.txt`, which says `the locked words`, under the password `secret` (APPNOTE.TXT, §6.1).
const LOCKED: &[u8] = include_bytes!("locked.zip");

#[test]
fn a_locator_wins_over_the_beginning_of_an_id() {
    let bench = bench().file("first.txt", "first");
    bench.run(["index", "trove"]).done();
    let id = json(&bench.run(["show", "first.txt", "--json"]).done())["id"].clone();
    let beginning = &id.as_str().expect("an id")[..4];
    assert_eq!(json(&bench.run(["show", beginning, "--json"]).done())["locator"], "first.txt");
    bench.write(beginning, "second");
    bench.run(["index", "trove"]).done();
    assert_eq!(json(&bench.run(["show", beginning, "--json"]).done())["locator"], beginning);
    assert!(bench.run(["show", ""]).failed(2).contains("no item"));
}

#[test]
fn an_item_is_found_by_the_path_of_its_file() {
    let mail = "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nbody\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nannex\n--b--\n";
    let bench = bench().file("in/m.eml", mail).file("-x.txt", "hyphen");
    bench.run(["index", "trove"]).done();
    let whole = bench.trove().join("in/m.eml");
    let whole = whole.to_str().expect("the path is UTF-8");
    for path in ["trove/in/m.eml", "./trove/in/m.eml", "trove/in/../in/m.eml", whole] {
        let shown = json(&bench.run(["show", path, "--json"]).done());
        assert_eq!(shown["locator"], "in/m.eml", "{path}");
    }
    let member = json(&bench.run(["show", "trove/in/m.eml!/a.txt", "--json"]).done());
    assert_eq!(member["locator"], "in/m.eml!/a.txt");
    assert!(bench.run(["show", "trove/in/n.eml"]).failed(2).contains("no item"));
    assert_eq!(bench.run(["show", "-x.txt", "--text"]).done(), "hyphen\n");
}

#[test]
fn what_is_gone_says_so() {
    let bench = bench().file("a.txt", "a").file("b.txt", "b");
    bench.run(["index", "trove"]).done();
    fs::remove_file(bench.trove().join("b.txt")).expect("the trove is writable");
    bench.run(["index", "trove"]).done();
    let shown = bench.run(["show", "b.txt"]);
    assert!(shown.err.contains("gone since run 2"), "{shown:?}");
    assert!(shown.out.contains("gone      since run 2"), "{shown:?}");
    assert_eq!(json(&bench.run(["show", "b.txt", "--json"]).done())["gone_run"], 2);
}

#[test]
fn the_original_of_a_locked_member_asks_for_its_password() {
    let bench = bench().file("l.zip", LOCKED);
    fs::write(bench.folder().join("words"), "secret\n").expect("the folder is writable");
    bench.run(["index", "trove", "--passwords", "words"]).done();
    let refused = bench.run(["show", "l.zip!/a.txt", "--original"]).failed(2);
    assert!(refused.contains("encrypted") && refused.contains("--passwords"), "{refused}");
    assert!(!refused.contains("not what was indexed"), "{refused}");
    let original = ["show", "l.zip!/a.txt", "--original", "--passwords", "words"];
    assert_eq!(bench.run(original).done(), "the locked words\n");
    bench.write("l.zip", "another file");
    assert!(bench.run(original).failed(2).contains("`l.zip` is not what was indexed"));
}

#[test]
fn the_original_of_the_second_of_two_equal_names_is_the_second() {
    let part = |text: &str| {
        format!(
            "--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\n{text}\n"
        )
    };
    let mail = format!(
        "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{}{}--b--\n",
        part("first"),
        part("second")
    );
    let bench = bench().file("m.eml", mail);
    bench.run(["index", "trove"]).done();
    assert_eq!(bench.run(["show", "m.eml!/a.txt", "--original"]).done().trim(), "first");
    assert_eq!(bench.run(["show", "m.eml!/a.txt\\#2", "--original"]).done().trim(), "second");
}

#[test]
fn a_link_has_no_original_and_says_so() {
    let bench = bench().file("a.txt", "a");
    symlink("a.txt", bench.trove().join("link")).expect("links can be made");
    bench.run(["index", "trove"]).done();
    let refused = bench.run(["show", "link", "--original"]).failed(2);
    assert!(refused.contains("skipped (link)"), "{refused}");
}

#[test]
fn the_original_of_a_moved_trove_tells_what_to_do() {
    let bench = bench().file("a.txt", "a");
    bench.run(["index", "trove"]).done();
    fs::rename(bench.trove(), bench.folder().join("elsewhere")).expect("the folder is writable");
    for arguments in [&["show", "a.txt", "--original"][..], &["verify"]] {
        let refused = bench.run(arguments.iter()).failed(2);
        assert!(refused.contains("dossier verify NEWPLACE"), "{refused}");
    }
    bench.run(["verify", "elsewhere"]).done();
    let refused = bench.run(["index", "elsewhere", "-d", "trove.dossier"]).failed(2);
    assert!(refused.contains("any more"), "{refused}");
}

#[test]
fn controls_of_an_original_do_not_reach_a_terminal() {
    let bench = bench().file("a.bin", "\x1b[2Jx").file("b.txt", "harmless");
    bench.run(["index", "trove"]).done();
    assert_eq!(bench.run(["show", "a.bin", "--original"]).done(), "\x1b[2Jx");
    let on_terminal = |item: &str| {
        let typed = format!("{} show {item} --original", env!("CARGO_BIN_EXE_dossier"));
        std::process::Command::new("script")
            .args(["-qec", &typed, "/dev/null"])
            .current_dir(bench.folder())
            .env_remove("DOSSIER")
            .stdin(std::process::Stdio::null())
            .output()
    };
    let (Ok(refused), Ok(shown)) = (on_terminal("a.bin"), on_terminal("b.txt")) else {
        println!("SKIPPED: controls_of_an_original_do_not_reach_a_terminal: there is no `script`");
        return;
    };
    let printed = String::from_utf8(refused.stdout).expect("messages are UTF-8");
    let words = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("redirect it into a file"), "{printed:?}");
    assert!(!printed.contains('\x1b'), "{printed:?}");
    assert_eq!(shown.stdout, b"harmless");
}

#[test]
fn a_mail_begins_with_its_head() {
    let mail = "From: Anna Weber <weber@example.org>\nTo: ncb@example.org, chief@example.org\nSubject: the notice\nDate: Mon, 6 May 2019 10:00:00 +0000\nX-Odd: 1\n\nbody\n";
    let bench = bench().file("m.eml", mail);
    bench.run(["index", "trove"]).done();
    let shown = bench.run(["show", "m.eml"]).done();
    let names: Vec<&str> = shown.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names[..4], ["from", "to", "sent", "subject"], "{shown}");
    assert_eq!(shown.matches("the notice").count(), 1, "{shown}");
    assert!(bench.run(["show", "m.eml", "--metadata"]).done().contains("subject   the notice"));
}

#[test]
fn mentions_are_a_table_of_values_with_counts() {
    let text = "NCB Moscow asked twice: A-2741/3-2019, again A 2741/3-2019, on 6 May 2019.\n";
    let bench = bench().file("a.txt", text);
    bench.run(["index", "trove"]).done();
    let table = bench.run(["show", "a.txt", "--mentions"]).done();
    let mut lines = table.lines();
    assert!(lines.next().is_some_and(|head| head.starts_with("kind") && head.contains("times")));
    let control: Vec<&str> = table.lines().filter(|line| line.starts_with("control ")).collect();
    let [control] = control[..] else { panic!("{table}") };
    let cells: Vec<&str> = control.split_whitespace().collect();
    assert_eq!(cells[..3], ["control", "2", "A-2741/3-2019"], "{table}");
}

#[test]
fn who_deleted_and_commented_and_when_is_printed() {
    let leak = crate::readme::root().join("fixtures/trove/ccf/R287.20/decision draft.docx");
    let bench = bench().file("draft.docx", fs::read(leak).expect("the leak is bundled"));
    bench.run(["index", "trove"]).done();
    let shown = bench.run(["show", "draft.docx"]).done();
    for done in ["deleted", "inserted", "commented"] {
        let printed = format!("   ^ {done} by A. Weber, 2021-04-20T10:00:00Z: ");
        assert!(shown.contains(&printed), "{shown}");
    }
}

#[test]
fn what_is_called_so_elsewhere_is_named_where_an_item_is_not() {
    let bench =
        bench().file("a/letter.txt", "one").file("b/letter.txt", "two").file("letter.md", "x");
    bench.run(["index", "trove"]).done();
    let refused = bench.run(["show", "letter.txt"]).failed(2);
    assert!(refused.contains("called so are `a/letter.txt`, `b/letter.txt`"), "{refused}");
    let refused = bench.run(["show", "nothing.txt"]).failed(2);
    assert!(refused.contains("list items with `dossier items`"), "{refused}");
}
