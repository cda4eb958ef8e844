//! How a worker is started.

use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// A program that calls [`crate::worker_main`] when it is started with `args`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The absolute path.
    pub path: PathBuf,
    /// The arguments.
    pub args: Vec<OsString>,
}

impl Program {
    /// Returns the worker of this crate, for tests of any crate: `dossier-worker` beside the folder of the running
    /// test, brought up to date by `cargo build`. It knows the `mock` contents.
    ///
    /// # Panics
    ///
    /// When the worker cannot be built, or the running program is no test that Cargo built.
    pub fn for_tests() -> Self {
        static BUILT: OnceLock<PathBuf> = OnceLock::new();
        let path =
            BUILT.get_or_init(|| build().expect("the worker for tests can be built")).clone();
        Self { path, args: Vec::new() }
    }

    /// Starts it with one end of a socket pair as standard input; returns it with the other end.
    ///
    /// It gets no environment, no folder but the root, and a group of its own, so that keys pressed in the terminal
    /// reach the parent alone.
    #[expect(clippy::disallowed_methods, reason = "the one place where processes are started")]
    pub(crate) fn start(&self) -> io::Result<(Child, UnixStream)> {
        let (ours, theirs) = UnixStream::pair()?;
        let child = Command::new(&self.path)
            .args(&self.args)
            .env_clear()
            .current_dir("/")
            .process_group(0)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        Ok((child, ours))
    }
}

/// Builds the worker into the folder that the running test was built into, with the features that a test of the whole
/// workspace has, so that nothing is compiled for it a second time.
#[expect(clippy::disallowed_methods, reason = "tests start a compiler")]
fn build() -> io::Result<PathBuf> {
    let profile = profile_folder(&std::env::current_exe()?)?;
    let target = profile.parent().ok_or(io::ErrorKind::NotFound)?;
    let mut command = Command::new("cargo");
    command
        .args(["build", "--quiet", "--workspace", "--all-features", "--bin", "dossier-worker"])
        .arg("--target-dir")
        .arg(target)
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    if profile.ends_with("release") {
        command.arg("--release");
    }
    if !command.status()?.success() {
        return Err(io::Error::other("`cargo build` of `dossier-worker` failed"));
    }
    Ok(profile.join("dossier-worker"))
}

/// Returns `target/debug` for `target/debug/deps/test-0123` and `target/debug/examples/x`.
fn profile_folder(test: &Path) -> io::Result<PathBuf> {
    let folder = test.parent().and_then(Path::parent).ok_or(io::ErrorKind::NotFound)?;
    Ok(folder.to_path_buf())
}
