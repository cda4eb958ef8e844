//! How something beneath a folder is opened without leaving the folder and without following a link.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{Mode, OFlags, ResolveFlags, openat, openat2};
use rustix::io::{Errno, retry_on_intr};

/// Bytes that one system call takes, below the kernel's `PATH_MAX` of 4,096.
const LONGEST: usize = 3_500;

const NO_WAY_OUT: ResolveFlags =
    ResolveFlags::BENEATH.union(ResolveFlags::NO_SYMLINKS).union(ResolveFlags::NO_MAGICLINKS);

const STEP: OFlags =
    OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// How the kernel walks a path for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Many components in one call of `openat2` (Linux 5.6).
    Whole,
    /// One call of `openat` for each component.
    Stepwise,
}

impl Way {
    /// Tries what this kernel offers.
    pub(crate) fn of_kernel(folder: BorrowedFd<'_>) -> Self {
        match openat2(folder, c".", STEP, Mode::empty(), NO_WAY_OUT) {
            Ok(_) => Self::Whole,
            Err(_) => Self::Stepwise,
        }
    }

    /// Opens `path`, of any length, beneath `folder`.
    ///
    /// A link on the way gives `ELOOP` or `ENOTDIR`; empty components, `.`, `..` and NUL give `EINVAL`.
    pub(crate) fn open(
        self,
        folder: BorrowedFd<'_>,
        path: &[u8],
        flags: OFlags,
    ) -> io::Result<OwnedFd> {
        if !path.split(|byte| *byte == b'/').all(is_name) {
            return Err(Errno::INVAL.into());
        }
        let (mut above, mut rest) = (None::<OwnedFd>, path);
        while let Some((step, after)) = self.split(rest) {
            let here = above.as_ref().map_or(folder, AsFd::as_fd);
            above = Some(self.open_part(here, step, STEP)?);
            rest = after;
        }
        let here = above.as_ref().map_or(folder, AsFd::as_fd);
        Ok(self.open_part(here, rest, flags | OFlags::NOFOLLOW)?)
    }

    /// Splits off as many leading components as one call may take, or nothing where one call may take all.
    fn split(self, path: &[u8]) -> Option<(&[u8], &[u8])> {
        let is_slash = |byte: &u8| *byte == b'/';
        let at = match self {
            Self::Whole if path.len() <= LONGEST => None,
            Self::Whole => path[..LONGEST].iter().rposition(is_slash),
            Self::Stepwise => path.iter().position(is_slash),
        }?;
        Some((&path[..at], &path[at + 1..]))
    }

    fn open_part(
        self,
        folder: BorrowedFd<'_>,
        path: &[u8],
        flags: OFlags,
    ) -> rustix::io::Result<OwnedFd> {
        retry_on_intr(|| match self {
            Self::Whole => openat2(folder, path, flags, Mode::empty(), NO_WAY_OUT),
            Self::Stepwise => openat(folder, path, flags, Mode::empty()),
        })
    }
}

fn is_name(component: &[u8]) -> bool {
    !matches!(component, b"" | b"." | b"..") && !component.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{File, create_dir};
    use std::os::unix::fs::symlink;

    const READ: OFlags = OFlags::RDONLY.union(OFlags::CLOEXEC);

    fn opened(way: Way, folder: &tempfile::TempDir, path: &[u8]) -> Result<(), i32> {
        let folder = File::open(folder.path()).expect("the folder was just made");
        way.open(folder.as_fd(), path, READ).map(drop).map_err(|e| e.raw_os_error().unwrap_or(0))
    }

    #[test]
    fn both_ways_open_the_same_and_refuse_the_same() {
        let folder = tempfile::tempdir().expect("temporary folder");
        create_dir(folder.path().join("in")).expect("new folder");
        File::create(folder.path().join("in/file")).expect("new file");
        symlink("in", folder.path().join("link")).expect("new link");
        symlink("in/file", folder.path().join("to-file")).expect("new link");
        for way in [Way::Whole, Way::Stepwise] {
            assert_eq!(opened(way, &folder, b"in/file"), Ok(()));
            for refused in [&b"link/file"[..], b"to-file", b"../x", b"in/../in/file", b"/etc", b""]
            {
                assert!(opened(way, &folder, refused).is_err(), "{way:?} {refused:?}");
            }
        }
    }

    #[test]
    fn a_long_path_is_split_before_a_component() {
        let path = [&b"a".repeat(2_000)[..], b"/", &b"b".repeat(2_000), b"/c"].concat();
        let (step, rest) = Way::Whole.split(&path).expect("too long for one call");
        assert_eq!((step.len(), rest.len()), (2_000, 2_002));
        assert_eq!(Way::Whole.split(rest), None);
        assert_eq!(Way::Stepwise.split(b"a/b/c"), Some((&b"a"[..], &b"b/c"[..])));
    }
}
