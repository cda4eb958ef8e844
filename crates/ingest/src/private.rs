//! What lies in a dossier is for its user alone.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Takes every file and folder of a dossier from all but its user: modes 0600 and 0700.
///
/// A file system without modes, or one of another user, keeps its own, and files that a reader shares with others may go at
/// any moment; neither is a reason to end a run.
pub fn close_to_others(dossier: &Path) -> io::Result<()> {
    close(dossier, 0o700)?;
    for entry in std::fs::read_dir(dossier)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            close_to_others(&entry.path())?;
        } else if kind.is_file() {
            close(&entry.path(), 0o600)?;
        }
    }
    Ok(())
}

fn close(path: &Path, mode: u32) -> io::Result<()> {
    let is_open = |stat: std::fs::Metadata| stat.permissions().mode() & 0o777 != mode;
    let closed = match std::fs::metadata(path).map(is_open) {
        Ok(true) => std::fs::set_permissions(path, Permissions::from_mode(mode)),
        other => other.map(drop),
    };
    match closed.as_ref().map_err(io::Error::kind) {
        Err(io::ErrorKind::PermissionDenied | io::ErrorKind::NotFound) => Ok(()),
        _ => closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stood_open_is_closed_and_links_are_left_alone() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mode = |name: &str| {
            let stat = std::fs::metadata(folder.path().join(name)).expect("it is there");
            stat.permissions().mode() & 0o777
        };
        let open = |name: &str, mode| {
            let path = folder.path().join(name);
            std::fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
        };
        std::fs::create_dir_all(folder.path().join("dossier/index")).expect("it is writable");
        for name in ["dossier/manifest", "dossier/index/meta.json", "elsewhere"] {
            std::fs::write(folder.path().join(name), "x").expect("it is writable");
            open(name, 0o644);
        }
        open("dossier/index", 0o755);
        open("dossier", 0o755);
        std::os::unix::fs::symlink("../elsewhere", folder.path().join("dossier/link"))
            .expect("it can be made");
        close_to_others(&folder.path().join("dossier")).expect("it is ours");
        assert_eq!(["dossier", "dossier/index"].map(mode), [0o700; 2]);
        assert_eq!(["dossier/manifest", "dossier/index/meta.json"].map(mode), [0o600; 2]);
        assert_eq!(mode("elsewhere"), 0o644);
    }
}
