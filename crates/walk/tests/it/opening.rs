use std::fs::{remove_file, rename, set_permissions};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use item::UnreadableReason;
use rustix::fs::{CWD, FileType, Mode, Timespec, Timestamps, mknodat, utimensat};
use tempfile::{TempDir, tempdir};
use walk::{Root, Stat};

use crate::{file, without_privilege};

fn trove() -> (TempDir, Root) {
    let folder = tempdir().expect("temporary folder");
    file(folder.path(), "in/file");
    let root = Root::open(folder.path()).expect("the folder was just made");
    (folder, root)
}

fn fifo(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR, 0).expect("new pipe");
}

/// Opens `in/file` after `swap` has put something in its place.
fn reason_after(swap: impl FnOnce(&Path)) -> Option<UnreadableReason> {
    let (folder, root) = trove();
    let path = folder.path().join("in/file");
    remove_file(&path).expect("it was just made");
    swap(&path);
    root.open_file(b"in/file").err().map(|unopened| unopened.reason)
}

#[test]
fn a_file_swapped_for_something_else_is_replaced() {
    assert_eq!(reason_after(fifo), Some(UnreadableReason::Replaced));
    assert_eq!(
        reason_after(|path| symlink("/etc/hostname", path).expect("link")),
        Some(UnreadableReason::Replaced)
    );
    assert_eq!(
        reason_after(|path| symlink("loop", path).expect("link")),
        Some(UnreadableReason::Replaced)
    );
    assert_eq!(
        reason_after(|path| std::fs::create_dir(path).expect("folder")),
        Some(UnreadableReason::Replaced)
    );
    let socket = |path: &Path| drop(UnixListener::bind(path).expect("socket"));
    assert_eq!(reason_after(socket), Some(UnreadableReason::Replaced));
    assert_eq!(reason_after(|_| ()), Some(UnreadableReason::Vanished));
}

#[test]
fn a_folder_swapped_for_a_link_leads_nowhere() {
    let (folder, root) = trove();
    rename(folder.path().join("in"), folder.path().join("real")).expect("ours");
    symlink("real", folder.path().join("in")).expect("new link");
    let unopened = root.open_file(b"in/file").expect_err("a link stands on the way");
    assert_eq!(unopened.reason, UnreadableReason::Replaced);
    assert_eq!(unopened.to_string(), "could not open `in/file` (replaced)");
}

#[test]
fn a_file_closed_to_us_is_denied() {
    let (folder, root) = trove();
    let path = folder.path().join("in/file");
    set_permissions(path, PermissionsExt::from_mode(0o000)).expect("ours");
    let reason = without_privilege(|| root.open_file(b"in/file").err().map(|error| error.reason));
    assert!(reason.is_none_or(|reason| reason == Some(UnreadableReason::PermissionDenied)));
}

#[test]
fn paths_out_of_the_trove_are_refused() {
    let (_folder, root) = trove();
    for path in [&b"../in/file"[..], b"/in/file", b"in//file", b"in/./file", b"", b"in/file\0"] {
        assert!(root.open_file(path).is_err(), "{path:?}");
    }
}

#[test]
fn reading_leaves_the_access_time_alone() {
    let (folder, root) = trove();
    let path = folder.path().join("in/file");
    let long_ago = Timespec { tv_sec: 1_000_000_000, tv_nsec: 0 };
    let times = Timestamps { last_access: long_ago, last_modification: long_ago };
    utimensat(CWD, &path, &times, rustix::fs::AtFlags::empty()).expect("ours");
    let mut opened = root.open_file(b"in/file").expect("it is there");
    let mut text = String::new();
    opened.file.read_to_string(&mut text).expect("it is a file of ours");
    assert_eq!(text, "text");
    assert_eq!(path.metadata().expect("it is there").atime(), 1_000_000_000);
    assert_eq!(Stat::of(&opened.file).expect("it is open"), opened.stat);
}

/// While another thread puts a file, a pipe and a link in each other's place, whatever opens is the file.
#[test]
fn a_race_of_swaps_yields_the_file_or_a_reason() {
    let (folder, root) = trove();
    let at = |name: &str| folder.path().join(name);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                fifo(&at("next"));
                rename(at("next"), at("in/file")).expect("ours");
                symlink("/dev/zero", at("next")).expect("new link");
                rename(at("next"), at("in/file")).expect("ours");
                file(folder.path(), "next");
                rename(at("next"), at("in/file")).expect("ours");
            }
        });
        for _ in 0..500 {
            match root.open_file(b"in/file") {
                Ok(opened) => assert!(
                    opened.stat.size <= 4 && opened.file.metadata().is_ok_and(|m| m.is_file())
                ),
                Err(unopened) => assert_eq!(unopened.reason, UnreadableReason::Replaced),
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
}
