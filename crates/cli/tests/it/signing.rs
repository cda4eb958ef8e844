//! Statements that are signed and stamped, with the tools of others as judges.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use testkit::Bench;
use testkit::terminal::Terminal;

use crate::{bench, json};

/// Runs a tool of the system in a folder; nothing, loudly, where it is not installed.
fn tool(folder: &Path, name: &str, arguments: &[&str]) -> Option<Output> {
    tool_with(folder, name, arguments, "")
}

fn tool_with(folder: &Path, name: &str, arguments: &[&str], input: &str) -> Option<Output> {
    std::fs::write(folder.join("input"), input).expect("the folder is writable");
    let input = std::fs::File::open(folder.join("input")).expect("it was just written");
    let ran =
        Command::new(name).args(arguments).current_dir(folder).stdin(Stdio::from(input)).output();
    ran.inspect_err(|_| println!("SKIPPED: signatures and stamps: there is no {name}")).ok()
}

/// A dossier of two files.
fn indexed() -> Bench {
    let bench = bench().file("a.txt", "one").file("b.txt", "two");
    bench.run(["index", "trove"]).done();
    bench
}

const SIGN: &[&str] = &["sign", "--secret-key", "k.key", "-o", "leak.statement"];
const CHECK: &[&str] = &["check", "leak.statement", "--public-key", "k.pub"];

#[test]
fn minisign_verifies_what_is_signed_and_what_it_signs_is_checked() {
    let bench = indexed();
    let folder = bench.folder();
    let made = tool(folder, "minisign", &["-G", "-W", "-p", "k.pub", "-s", "k.key"]);
    let Some(made) = made else { return };
    assert!(made.status.success(), "{made:?}");
    let statement = bench.run(SIGN).done();
    let root = statement.lines().find_map(|line| line.strip_prefix("files-root\t"));
    let root = root.expect("it states the root");
    let verified = tool(folder, "minisign", &["-V", "-m", "leak.statement", "-p", "k.pub"]);
    let verified = verified.expect("it is installed");
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success() && said.contains(&format!("files-root {root} files 2")));
    let checked = json(&bench.run(CHECK.iter().chain(&["--json"])).done());
    assert_eq!((&checked["is_signed"], &checked["files_root"]), (&true.into(), &root.into()));
    let comment = said.lines().find_map(|line| line.strip_prefix("Trusted comment: "));
    let again = ["-S", "-m", "leak.statement", "-s", "k.key", "-t", comment.expect("it prints it")];
    assert!(tool(folder, "minisign", &again).expect("it is installed").status.success());
    assert!(bench.run(CHECK).done().contains("the signature holds"));
    let other = ["-S", "-m", "leak.statement", "-s", "k.key", "-t", "files-root 00"];
    assert!(tool(folder, "minisign", &other).expect("it is installed").status.success());
    let refused = bench.run(CHECK);
    assert!(refused.status == 1 && refused.out.contains("states something else"), "{refused:?}");
    let text = std::fs::read_to_string(folder.join("leak.statement")).expect("it was written");
    std::fs::write(folder.join("leak.statement"), text.replace("files\t2", "files\t3"))
        .expect("it is ours");
    let refused = bench.run(CHECK);
    assert!(refused.status == 1 && refused.out.contains("was altered"), "{refused:?}");
    assert_eq!(bench.run(SIGN).status, 2, "nothing is written over");
}

#[test]
fn a_key_under_a_password_is_opened_by_the_password_in_a_file_alone() {
    let bench = indexed();
    let folder = bench.folder();
    let password = "correct horse\n";
    let made =
        tool_with(folder, "minisign", &["-G", "-p", "k.pub", "-s", "k.key"], &password.repeat(2));
    let Some(made) = made else { return };
    assert!(made.status.success(), "{made:?}");
    assert!(bench.run(SIGN).failed(2).contains("--password"));
    for (word, status) in [("wrong horse\n", 2), (password, 0)] {
        std::fs::write(folder.join("word"), word).expect("the folder is writable");
        let signed = bench.run(SIGN.iter().chain(&["--password", "word"]));
        assert_eq!(signed.status, status, "{signed:?}");
    }
    assert!(bench.run(CHECK).done().contains("the signature holds"));
}

#[test]
fn ctrl_c_at_the_password_ends_the_program_by_itself_so_that_the_terminal_shows_again_what_is_typed()
 {
    let bench = indexed();
    let made =
        tool_with(bench.folder(), "minisign", &["-G", "-p", "k.pub", "-s", "k.key"], "a\na\n");
    if made.is_none() {
        return;
    }
    let Some(mut terminal) = Terminal::start(&bench, 100, &SIGN.join(" ")) else { return };
    terminal.wait_for("the password of the secret key", 1);
    terminal.press("a\x03");
    let (status, seen) = terminal.end();
    assert_eq!(status.code(), Some(2), "{seen}");
}

/// An authority of its own: a key, a certificate for time stamps, and what `openssl ts` is to know.
const AUTHORITY: &str = "[tsa]\nserial=serial\nsigner_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\nordering=yes\naccuracy=secs:1\n\
[req]\ndistinguished_name=name\nx509_extensions=ext\nprompt=no\n[name]\nCN=an authority\n[ext]\nextendedKeyUsage=critical,timeStamping\nbasicConstraints=CA:true\n";

#[test]
fn an_authority_grants_what_is_asked_and_its_reply_is_checked() {
    let bench = indexed();
    let folder = bench.folder();
    if tool(folder, "minisign", &["-G", "-W", "-p", "k.pub", "-s", "k.key"]).is_none() {
        return;
    }
    bench.run(SIGN).done();
    bench.run(["stamp", "leak.statement"]).done();
    std::fs::write(folder.join("tsa.conf"), AUTHORITY).expect("the folder is writable");
    std::fs::write(folder.join("serial"), "01\n").expect("the folder is writable");
    let openssl = |line: &str| tool(folder, "openssl", &line.split(' ').collect::<Vec<_>>());
    let certificate =
        "req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.pem -days 30 -config tsa.conf";
    let Some(made) = openssl(certificate) else { return };
    assert!(made.status.success(), "{made:?}");
    let reply = "ts -reply -queryfile leak.statement.tsq -signer tsa.pem -inkey tsa.key -config tsa.conf -section tsa -out leak.statement.tsr";
    let made = openssl(reply).expect("it is installed");
    assert!(made.status.success(), "{made:?}");
    let verify = "ts -verify -data leak.statement -in leak.statement.tsr -CAfile tsa.pem";
    let verified = openssl(verify).expect("it is installed");
    assert!(verified.status.success(), "{verified:?}");
    let check = ["check", "leak.statement", "--reply", "leak.statement.tsr"];
    let checked = bench.run(check).done();
    assert!(checked.contains("the stamp is on this statement"), "{checked}");
    let other = std::fs::read_to_string(folder.join("leak.statement")).expect("it is there");
    std::fs::write(folder.join("leak.statement"), other.replace("items\t2", "items\t3"))
        .expect("it is ours");
    let refused = bench.run(check);
    assert!(refused.status == 1 && refused.out.contains("on something else"), "{refused:?}");
}

/// The merkle root of a block that holds only one transaction, or what stands for it here: any 32 bytes.
fn printed(root: &item::Digest) -> String {
    let mut bytes = root.0;
    bytes.reverse();
    item::Digest(bytes).to_string()
}

#[test]
fn what_a_calendar_replies_becomes_a_proof_that_a_named_block_bears_out() {
    let bench = indexed();
    let folder = bench.folder();
    if tool(folder, "minisign", &["-G", "-W", "-p", "k.pub", "-s", "k.key"]).is_none() {
        return;
    }
    bench.run(SIGN).done();
    bench.run(["stamp", "leak.statement", "--ots"]).done();
    let statement = std::fs::read(folder.join("leak.statement")).expect("it was signed");
    let digest = fixity::of(&statement, &[]).sha256;
    let request = std::fs::read(folder.join("leak.statement.digest")).expect("it was asked for");
    assert_eq!(request, digest.0);
    let check = ["check", "leak.statement", "--ots", "leak.statement.ots"];

    // A promise of a calendar, and beside it a digest that went into block 7.
    let address = b"https://calendar.example";
    let length = |bytes: &[u8]| u8::try_from(bytes.len()).expect("it is short");
    let promise = [
        &[0xff, 0x00, 0x83, 0xdf, 0xe3, 0x0d, 0x2e, 0xf9, 0x0c, 0x8e][..],
        &[length(address) + 1, length(address)],
        address,
    ];
    let block = [
        0xf0, 4, b'm', b'o', b'r', b'e', 0x08, 0x00, 0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19,
        0x01, 1, 7,
    ];
    std::fs::write(folder.join("reply"), [&promise.concat()[..], &block].concat())
        .expect("it is writable");
    bench.run(["stamp", "leak.statement", "--ots", "--reply", "reply"]).done();
    let root = printed(&fixity::of(&[&digest.0[..], b"more"].concat(), &[]).sha256);

    let unnamed = bench.run(check);
    assert!(unnamed.status == 1 && unnamed.out.contains(&root), "{unnamed:?}");
    assert!(unnamed.out.contains("promised    by https://calendar.example: no proof yet"));
    assert!(unnamed.out.contains("bears out nothing so far"));
    let named =
        |root: &str| bench.run(check.iter().copied().chain(["--block", &format!("7={root}")]));
    let borne_out = named(&root).done();
    assert!(borne_out.contains("in block    7"), "{borne_out}");
    assert!(borne_out.contains("is not checked here"), "{borne_out}");
    let refuted = named(&"0".repeat(64));
    assert!(refuted.status == 1 && refuted.out.contains("NOT in block 7"), "{refuted:?}");

    let mut other = String::from_utf8(statement).expect("it is UTF-8");
    other = other.replace("files\t2", "files\t3");
    std::fs::write(folder.join("other.statement"), other).expect("it is writable");
    let other = bench.run([
        "check",
        "other.statement",
        "--ots",
        "leak.statement.ots",
        "--block",
        &format!("7={root}"),
    ]);
    assert!(other.status == 1 && other.out.contains("on something else"), "{other:?}");
    let json = json(&bench.run(check.iter().copied().chain(["--json"])).out);
    assert_eq!((&json["ok"], &json["ots"]["claims"][1]["height"]), (&false.into(), &7.into()));
}
