//! Programs that chores start, and the folders of the project.

use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) type Done = Result<(), String>;

pub(crate) fn install_missing(programs: &[(&str, &str)]) -> Done {
    let missing: Vec<&str> =
        programs.iter().filter(|(program, _)| !has(program)).map(|(_, package)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    run("apt-get", &["update", "-q"])?;
    run("apt-get", &[&["install", "-qy"], missing.as_slice()].concat())
}

pub(crate) fn has(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
}

pub(crate) fn run(program: &str, arguments: &[&str]) -> Done {
    run_with("DOSSIER_CHORE", "1", program, arguments)
}

pub(crate) fn run_with(variable: &str, value: &str, program: &str, arguments: &[&str]) -> Done {
    let line = format!("{program} {}", arguments.join(" "));
    eprintln!("\n$ {line}");
    let status = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .env(variable, value)
        .status()
        .map_err(|error| format!("could not start {program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{line} ended with {status}")) }
}

/// Returns what a program prints on standard output.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
    let line = format!("{program} {}", arguments.join(" "));
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .output()
        .map_err(|error| format!("could not start {program}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{line} ended with {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{line} printed what is no text"))
}

/// The folder that cargo builds into.
pub(crate) fn target_folder() -> PathBuf {
    let built = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root().join(built.unwrap_or_else(|| "target".into()))
}

/// The folder of the project, as cargo tells it at this start: a build may be shared between several copies.
pub(crate) fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR");
    let own = own.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default()
}
