use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Output};

use fixity::manifest::{FileLine, Form};

use crate::{file, written};

const NAMES: [&[u8]; 12] = [
    b"plain.txt",
    b"in/folder",
    b"-",
    b"--check",
    b" blank ",
    b"*star",
    b"new\nline",
    b"back\\slash\\n",
    b"carriage\rreturn\r",
    b"\xff\xfe",
    b"# no comment",
    b"SHA256 (x) = y",
];

/// Runs a tool, or says loudly that there is none.
#[expect(clippy::disallowed_methods, reason = "what other tools accept is told by them alone")]
fn run(tool: &str, folder: &Path, arguments: &[&OsStr]) -> Option<Output> {
    let output = Command::new(tool).args(arguments).current_dir(folder).env("LC_ALL", "C").output();
    if let Err(error) = &output {
        say(&format!("`{tool}` cannot be run: {error}"));
    }
    output.ok()
}

#[expect(clippy::print_stderr, reason = "a test that was not run says so")]
fn say(why: &str) {
    eprintln!("SKIPPED: {why}");
}

fn trove(names: &[&[u8]]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    std::fs::create_dir(folder.path().join("in")).expect("new folder");
    for name in names {
        std::fs::write(folder.path().join(OsStr::from_bytes(name)), name).expect("new file");
    }
    folder
}

/// Writes a manifest beside the files, as the tool would find it.
fn check(tool: &str, names: &[&[u8]], form: Form) {
    let folder = trove(names);
    let (bytes, report) = written(names.iter().map(|name| file(name)).collect(), form);
    assert_eq!(report.left_out, []);
    std::fs::write(folder.path().join("in/manifest"), bytes).expect("new file");
    let checked = run(tool, folder.path(), &["--check".as_ref(), "in/manifest".as_ref()]);
    assert!(checked.is_none_or(|output| output.status.success()), "{tool}");
}

#[test]
fn sha256sum_accepts_every_name() {
    check("sha256sum", &NAMES, Form::Sha256sum);
}

#[test]
fn b3sum_accepts_every_name_that_is_text() {
    check("b3sum", &text_names(), Form::B3sum);
}

/// Names that `b3sum` can write; old versions of it, as 1.2.0, know no escape of a carriage return.
fn text_names() -> Vec<&'static [u8]> {
    let folder = trove(&[b"a\rb"]);
    let written = run("b3sum", folder.path(), &["a\rb".as_ref()]);
    let has_escape = written.is_none_or(|output| output.stdout.starts_with(b"\\"));
    let is_written =
        |name: &&[u8]| std::str::from_utf8(name).is_ok() && (has_escape || !name.contains(&b'\r'));
    NAMES.into_iter().filter(is_written).collect()
}

/// Reads what `tool` writes about files of these names, and audits the files against it.
fn read_back(tool: &str, names: &[&[u8]], flags: &[&str]) {
    let folder = trove(names);
    let names = names.iter().filter(|name| **name != b"-");
    let paths = names.clone().map(|name| OsStr::from_bytes(name));
    let arguments: Vec<_> = flags.iter().map(OsStr::new).chain(paths).collect();
    let Some(output) = run(tool, folder.path(), &arguments) else { return };
    let complaint = String::from_utf8_lossy(&output.stderr);
    if ["wasn't expected", "invalid argument"].iter().any(|words| complaint.contains(words)) {
        return say(&format!("this version of `{tool}` knows no {flags:?}"));
    }
    let parsed = fixity::manifest::parse(&output.stdout).expect("the tool knows its form");
    let more: Vec<_> = parsed.needs().into_iter().collect();
    let with_more =
        |name: &&[u8]| FileLine { digests: Some(fixity::of(name, &more)), ..file(name) };
    let seen: Vec<_> = names.map(with_more).collect();
    let audit = fixity::audit(&parsed.recorded, &seen, parsed.scope());
    assert_eq!((audit.matched, audit.is_ok()), (seen.len() as u64, true), "{tool} {flags:?}");
}

#[test]
fn what_sha256sum_writes_is_read() {
    for flags in [&["--"][..], &["--tag", "--"], &["--binary", "--"]] {
        read_back("sha256sum", &NAMES, flags);
    }
}

#[test]
fn what_b3sum_writes_is_read() {
    for flags in [&["--"][..], &["--tag", "--"]] {
        read_back("b3sum", &text_names(), flags);
    }
}

#[test]
fn what_cksum_and_b2sum_write_is_read() {
    for algorithm in ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b"] {
        read_back("cksum", &NAMES, &["-a", algorithm, "--"]);
        read_back("cksum", &NAMES, &["-a", algorithm, "--untagged", "--"]);
    }
    read_back("b2sum", &NAMES, &["--"]);
}

/// Audits the files of a trove with hashdeep, by names as a shell expands `*`; nothing where there is no hashdeep.
fn hashdeep_passes(folder: &Path) -> Option<bool> {
    let manifest = folder.parent().expect("it lies in another").join("hashdeep");
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .expect("it can be listed")
        .map(|entry| entry.expect("it can be read").file_name())
        .collect();
    names.sort();
    let flags = ["-r", "-l", "-a", "-k"].map(OsStr::new);
    let arguments = flags.into_iter().chain([manifest.as_os_str(), "--".as_ref()]);
    let arguments: Vec<_> = arguments.chain(names.iter().map(AsRef::as_ref)).collect();
    Some(run("hashdeep", folder, &arguments)?.status.success())
}

#[test]
fn hashdeep_passes_a_trove_that_is_as_listed_and_no_other() {
    let is_listed = |name: &&[u8]| !name.contains(&b'\n') && !name.contains(&b'\r');
    let names: Vec<&[u8]> = NAMES.into_iter().chain([&b"a,b"[..]]).filter(is_listed).collect();
    let above = trove(&[]);
    let folder = above.path().join("trove");
    std::fs::create_dir_all(folder.join("in")).expect("new folder");
    for name in &names {
        std::fs::write(folder.join(OsStr::from_bytes(name)), name).expect("new file");
    }
    let (bytes, report) = written(names.iter().map(|name| file(name)).collect(), Form::Hashdeep);
    assert_eq!(report.left_out, []);
    std::fs::write(above.path().join("hashdeep"), bytes).expect("new file");
    let Some(passes) = hashdeep_passes(&folder) else { return };
    assert!(passes);
    std::fs::write(folder.join("plain.txt"), "other").expect("it is writable");
    assert_eq!(hashdeep_passes(&folder), Some(false));
    std::fs::write(folder.join("plain.txt"), "plain.txt").expect("it is writable");
    std::fs::rename(folder.join("a,b"), folder.join("elsewhere")).expect("it is there");
    assert_eq!(hashdeep_passes(&folder), Some(false));
    std::fs::rename(folder.join("elsewhere"), folder.join("a,b")).expect("it is there");
    std::fs::write(folder.join("new"), "new").expect("it is writable");
    assert_eq!(hashdeep_passes(&folder), Some(false));
}
