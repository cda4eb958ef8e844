//! Trove builders and the command-line harness. For tests only.

pub mod browser;
pub mod kills;
pub mod serving;
pub mod terminal;

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A trove in a temporary folder, with a place for a dossier beside it.
#[derive(Debug)]
pub struct Bench {
    folder: tempfile::TempDir,
    program: PathBuf,
}

/// What a command printed, and how it ended.
#[derive(Debug)]
pub struct Printed {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// The exit status; -1 where a signal ended it.
    pub status: i32,
}

impl Bench {
    /// Makes an empty trove; `program` is the `dossier` to drive.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::create_dir(folder.path().join("trove")).expect("the temporary folder is writable");
        Self { folder, program: program.into() }
    }

    /// The folder that holds the trove and the dossier.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The trove folder.
    pub fn trove(&self) -> PathBuf {
        self.folder.path().join("trove")
    }

    /// The dossier that `index trove` makes.
    pub fn dossier(&self) -> PathBuf {
        self.folder.path().join("trove.dossier")
    }

    /// Writes a file of the trove, its folders first.
    #[must_use]
    pub fn file(self, path: impl AsRef<[u8]>, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Writes a file of the trove, its folders first.
    pub fn write(&self, path: impl AsRef<[u8]>, content: impl AsRef<[u8]>) {
        let path = self.trove().join(OsStr::from_bytes(path.as_ref()));
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder"))
            .expect("the trove is writable");
        std::fs::write(path, content).expect("the trove is writable");
    }

    /// Runs the program in the folder that holds the trove.
    pub fn run<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Printed {
        self.run_with_input(arguments, b"")
    }

    /// Runs the program with `input` on its standard input.
    pub fn run_with_input<I: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = I>,
        input: &[u8],
    ) -> Printed {
        let given = self.folder.path().join("standard-input");
        std::fs::write(&given, input).expect("the temporary folder is writable");
        let stdin = std::fs::File::open(given).expect("the file was just written");
        let output =
            self.command().args(arguments).stdin(stdin).output().expect("the program starts");
        output.into()
    }

    /// Makes a command that runs the program in the folder that holds the trove.
    #[allow(clippy::disallowed_methods, reason = "tests start the program as a user would")]
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(self.folder.path()).env_remove("DOSSIER").env("NO_COLOR", "1");
        // So that a test prints the same on every machine; those of OCR ask for it.
        command.env("DOSSIER_OCR", "off");
        command
    }
}

impl From<Output> for Printed {
    fn from(output: Output) -> Self {
        Self {
            out: String::from_utf8(output.stdout).expect("results are UTF-8"),
            err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
            status: output.status.code().unwrap_or(-1),
        }
    }
}

impl Printed {
    /// Returns standard output after checking that the command ended with status 0.
    pub fn done(self) -> String {
        assert_eq!(self.status, 0, "{self:?}");
        self.out
    }

    /// Returns standard error after checking that the command ended with `status`.
    pub fn failed(self, status: i32) -> String {
        assert_eq!(self.status, status, "{self:?}");
        self.err
    }
}

/// Returns the folder of real material, or says loudly that a test is skipped without it.
pub fn corpora(test: &str) -> Option<PathBuf> {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora");
    if corpora.is_dir() {
        return Some(corpora);
    }
    announce(&format!("SKIPPED: {test}: the real material is not beside the project"));
    None
}

/// Says something that a test runner must not swallow.
#[allow(clippy::print_stderr, reason = "a skipped test is announced")]
fn announce(message: &str) {
    eprintln!("{message}");
}
