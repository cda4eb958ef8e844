use std::ffi::OsStr;
use std::fs::{File, create_dir, hard_link, set_permissions};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;

use item::{Locator, UnreadableReason};
use rustix::fs::{CWD, FileType, Mode, OFlags, mkdirat, mknodat, openat};
use tempfile::tempdir;
use walk::{Error, Ignore, Kind, Root};

use crate::{file, found, listed, skipped, without_privilege};

fn fifo(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("new pipe");
}

fn link_to(target: &str) -> Kind {
    Kind::Link { target: target.into() }
}

#[test]
fn order_is_that_of_locators() {
    let folder = tempdir().expect("temporary folder");
    for path in ["a.txt", "a/b", "a/b.c/d", "a/b!", "a-1", "Z", "é", "a b/c", "a/B"] {
        file(folder.path(), path);
    }
    let paths: Vec<_> = found(folder.path()).into_iter().map(|found| found.path).collect();
    let mut sorted: Vec<_> = paths.iter().map(|path| Locator::new("", path.clone())).collect();
    sorted.sort();
    assert_eq!(paths, sorted.into_iter().map(|locator| locator.path).collect::<Vec<_>>());
    assert_eq!(paths.len(), 9);
}

#[test]
fn names_are_kept_as_bytes() {
    let folder = tempdir().expect("temporary folder");
    let long = [b'n'; 255];
    let names: [&[u8]; 8] = [
        b"\x1b[2J",
        b"\xff\xfe",
        b"new\nline",
        b"\"quote'",
        b"<img src=x onerror=alert(1)>",
        "e\u{301}".as_bytes(),
        "é".as_bytes(),
        &long,
    ];
    for name in names {
        File::create(folder.path().join(OsStr::from_bytes(name))).expect("new file");
    }
    let mut expected = names.map(<[u8]>::to_vec);
    expected.sort();
    let paths: Vec<_> = found(folder.path()).into_iter().map(|found| found.path).collect();
    assert_eq!(paths, expected);
}

#[test]
fn links_pipes_and_sockets_are_recorded_and_left_alone() {
    let folder = tempdir().expect("temporary folder");
    let at = |name: &str| folder.path().join(name);
    create_dir(at("in")).expect("new folder");
    symlink("..", at("in/up")).expect("new link");
    symlink("loop", at("loop")).expect("new link");
    symlink("/dev/zero", at("endless")).expect("new link");
    symlink("/etc", at("outside")).expect("new link");
    symlink("gone", at("dangling")).expect("new link");
    fifo(&at("pipe"));
    let _listener = UnixListener::bind(at("socket")).expect("new socket");
    let expected = [
        ("dangling", link_to("gone")),
        ("endless", link_to("/dev/zero")),
        ("in/up", link_to("..")),
        ("loop", link_to("loop")),
        ("outside", link_to("/etc")),
        ("pipe", Kind::Fifo),
        ("socket", Kind::Socket),
    ];
    assert_eq!(listed(folder.path()), expected.map(|(path, kind)| (path.to_owned(), kind)));
}

#[test]
fn a_device_is_recorded_and_left_alone() {
    let folder = tempdir().expect("temporary folder");
    let path = folder.path().join("zero");
    let zero = rustix::fs::makedev(1, 5);
    if mknodat(CWD, path, FileType::CharacterDevice, Mode::RUSR, zero).is_err() {
        return skipped("only root makes devices");
    }
    assert_eq!(listed(folder.path()), [("zero".to_owned(), Kind::Device)]);
}

#[test]
fn a_hard_link_is_a_second_file_with_the_same_inode() {
    let folder = tempdir().expect("temporary folder");
    file(folder.path(), "one");
    hard_link(folder.path().join("one"), folder.path().join("two")).expect("new link");
    let stats: Vec<_> = found(folder.path()).iter().filter_map(|found| found.stat).collect();
    assert_eq!(stats[0], stats[1]);
    assert_eq!(stats[0].links, 2);
}

#[test]
fn a_sparse_file_is_found_by_its_stated_size() {
    let folder = tempdir().expect("temporary folder");
    let sparse = File::create(folder.path().join("sparse")).expect("new file");
    if sparse.set_len(1 << 40).is_err() {
        return skipped("this file system holds no file of 1 TiB");
    }
    assert_eq!(found(folder.path())[0].stat.map(|stat| stat.size), Some(1 << 40));
}

/// Makes folders in folders until the path is `length` bytes long, with a file in the last; returns the file's path.
fn deep_file(folder: &Path, length: usize) -> Vec<u8> {
    let mut here = OwnedFd::from(File::open(folder).expect("the folder is there"));
    let name = "d".repeat(199);
    let mut path = Vec::new();
    while path.len() < length {
        mkdirat(&here, &name, Mode::RWXU).expect("new folder");
        here = openat(here.as_fd(), &name, OFlags::DIRECTORY, Mode::empty()).expect("just made");
        path.extend_from_slice(name.as_bytes());
        path.push(b'/');
    }
    openat(here, "file", OFlags::CREATE | OFlags::WRONLY, Mode::RWXU).expect("new file");
    path.extend_from_slice(b"file");
    path
}

#[test]
fn a_path_of_twelve_thousand_bytes_is_walked_and_opened() {
    let folder = tempdir().expect("temporary folder");
    let deep = deep_file(folder.path(), 12_000);
    file(folder.path(), "a/before");
    file(folder.path(), "e/after");
    let root = Root::open(folder.path()).expect("the folder was just made");
    let paths: Vec<_> = root.found(&Ignore::none()).map(|found| (found.path, found.kind)).collect();
    let expected = [b"a/before".to_vec(), deep.clone(), b"e/after".to_vec()];
    assert_eq!(paths, expected.map(|path| (path, Kind::File)));
    assert_eq!(root.open_file(&deep).expect("it is there").stat.size, 0);
}

#[test]
fn an_ignored_folder_is_walked_and_each_entry_listed_as_ignored() {
    let folder = tempdir().expect("temporary folder");
    for path in ["cache/a", "cache/deep/b", "cached", "kept/a.tmp", "kept/b"] {
        file(folder.path(), path);
    }
    symlink("a", folder.path().join("cache/link")).expect("new link");
    let rules = Ignore::from_lines("cache/\n*.tmp\n!cache/a\n").expect("the rules are valid");
    let root = Root::open(folder.path()).expect("the folder was just made");
    let listed: Vec<_> = root
        .found(&rules)
        .map(|found| (item::escape(&found.path), found.kind == Kind::Ignored))
        .collect();
    let expected = [
        ("cache/a", true),
        ("cache/deep/b", true),
        ("cache/link", true),
        ("cached", false),
        ("kept/a.tmp", true),
        ("kept/b", false),
    ];
    assert_eq!(listed, expected.map(|(path, is_ignored)| (path.to_owned(), is_ignored)));
}

#[test]
fn what_rights_keep_from_us_is_found_as_unreadable() {
    let folder = tempdir().expect("temporary folder");
    file(folder.path(), "closed/in");
    file(folder.path(), "listed/in");
    file(folder.path(), "open");
    let mode = |path: &str, mode| {
        set_permissions(folder.path().join(path), PermissionsExt::from_mode(mode)).expect("ours");
    };
    mode("closed", 0o000);
    mode("listed", 0o400);
    let listed = without_privilege(|| listed(folder.path()));
    mode("closed", 0o700);
    mode("listed", 0o700);
    let denied = Kind::Unreadable(UnreadableReason::PermissionDenied);
    let expected = [("closed", denied.clone()), ("listed/in", denied), ("open", Kind::File)];
    let expected = expected.map(|(path, kind)| (path.to_owned(), kind));
    if let Some(listed) = listed {
        assert_eq!(listed, expected);
    }
}

#[test]
fn a_file_is_a_trove_of_one() {
    let folder = tempdir().expect("temporary folder");
    file(folder.path(), "in/one.txt");
    file(folder.path(), "in/other.txt");
    symlink("in/one.txt", folder.path().join("link")).expect("new link");
    for path in ["in/one.txt", "link"] {
        let root = Root::open(&folder.path().join(path)).expect("a file is a trove");
        let paths: Vec<_> = root.found(&Ignore::none()).map(|found| found.path).collect();
        assert_eq!(paths, [b"one.txt"]);
        assert_eq!(root.open_file(b"one.txt").expect("it is there").stat.size, 4);
        assert!(root.open_file(b"other.txt").is_err());
    }
}

#[test]
fn what_is_no_trove_is_refused_by_name() {
    let folder = tempdir().expect("temporary folder");
    let at = |name: &str| folder.path().join(name);
    fifo(&at("pipe"));
    assert!(matches!(Root::open(&at("gone")), Err(Error::Missing { .. })));
    assert!(matches!(Root::open(&at("pipe")), Err(Error::NeitherFileNorFolder { .. })));
    create_dir(at("closed")).expect("new folder");
    file(folder.path(), "secret");
    for closed in ["closed", "secret"] {
        set_permissions(at(closed), PermissionsExt::from_mode(0o000)).expect("ours");
        let root = without_privilege(|| Root::open(&at(closed)));
        assert!(root.is_none_or(|root| matches!(root, Err(Error::Unreadable { .. }))), "{closed}");
    }
}

#[test]
fn the_walk_stays_in_the_folder_that_was_opened() {
    let folder = tempdir().expect("temporary folder");
    file(folder.path(), "trove/ours");
    let root = Root::open(&folder.path().join("trove")).expect("the folder was just made");
    std::fs::rename(folder.path().join("trove"), folder.path().join("moved")).expect("ours");
    file(folder.path(), "trove/theirs");
    let paths: Vec<_> = root.found(&Ignore::none()).map(|found| found.path).collect();
    assert_eq!(paths, [b"ours"]);
}
