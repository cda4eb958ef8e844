//! The project's chores: `cargo xtask demo` shows the main job and opens the page, `cargo xtask test` passes all tests,
//! `cargo xtask dist` makes what a user downloads.
#![allow(clippy::disallowed_methods, reason = "chores start programs and read the environment")]
#![allow(clippy::print_stderr, clippy::exit, reason = "chores speak to the developer")]

mod dist;

use std::path::{Path, PathBuf};
use std::process::{Command, exit};

/// Above this, a new dependency needs a reason that outweighs reading it.
const MOST_PACKAGES: usize = 396;

fn main() {
    let typed: Vec<String> = std::env::args().skip(1).collect();
    let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
    let done = match typed[..] {
        ["demo"] => demo(true),
        ["demo", "--no-serve"] => demo(false),
        ["test"] => test(),
        ["dist"] => dist::dist(),
        _ => Err("usage: cargo xtask demo [--no-serve] | test | dist".into()),
    };
    if let Err(message) = done {
        eprintln!("{message}");
        exit(1);
    }
}

type Done = Result<(), String>;

/// Builds the program, indexes the bundled trove, shows what came out, and opens its page, until Ctrl-C.
fn demo(with_page: bool) -> Done {
    run("cargo", &["build", "--release", "-p", "cli", "--bin", "dossier"])?;
    let built = target_folder();
    let (program, dossier) = (built.join("release/dossier"), built.join("demo.dossier"));
    if dossier.exists() {
        std::fs::remove_dir_all(&dossier)
            .map_err(|error| format!("could not remove the last demo: {error}"))?;
    }
    let on_demo = |arguments: &[&str]| {
        eprintln!("\n$ dossier {}", arguments.join(" "));
        let status = Command::new(&program)
            .args(arguments)
            .current_dir(root())
            .env("DOSSIER", &dossier)
            .status()
            .map_err(|error| format!("could not start dossier: {error}"))?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("dossier {} ended with {status}", arguments.join(" ")))
        }
    };
    on_demo(&["index", "fixtures/trove"])?;
    on_demo(&["search", "notice:red-diffusion name:Pestrikov"])?;
    on_demo(&["entities", "notice"])?;
    on_demo(&["report", "coverage"])?;
    on_demo(&["verify"])?;
    if with_page { on_demo(&["open", "fixtures/trove"]) } else { Ok(()) }
}

/// Runs every check, cheapest first.
fn test() -> Done {
    install_missing(&[
        ("cc", "gcc"),
        ("sha256sum", "coreutils"),
        ("chromium", "chromium"),
        ("chromedriver", "chromium-driver"),
    ])?;
    run("cargo", &["fmt", "--all", "--check"])?;
    lock_file_stays_small()?;
    run(
        "cargo",
        &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"],
    )?;
    if has("cargo-nextest") {
        run("cargo", &["nextest", "run", "--workspace", "--all-features"])?;
        run("cargo", &["test", "--workspace", "--all-features", "--doc", "--quiet"])?;
    } else {
        run("cargo", &["test", "--workspace", "--all-features"])?;
    }
    run("cargo", &["build", "--workspace", "--all-features", "--benches"])?;
    run_with(
        "RUSTDOCFLAGS",
        "-D warnings",
        "cargo",
        &["doc", "--workspace", "--all-features", "--no-deps", "--document-private-items"],
    )
}

fn lock_file_stays_small() -> Done {
    let lock =
        std::fs::read_to_string(root().join("Cargo.lock")).map_err(|error| error.to_string())?;
    let packages = lock.lines().filter(|line| *line == "[[package]]").count();
    if packages <= MOST_PACKAGES {
        return Ok(());
    }
    Err(format!("Cargo.lock holds {packages} packages, more than {MOST_PACKAGES}"))
}

fn install_missing(programs: &[(&str, &str)]) -> Done {
    let missing: Vec<&str> =
        programs.iter().filter(|(program, _)| !has(program)).map(|(_, package)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    run("apt-get", &["update", "-q"])?;
    run("apt-get", &[&["install", "-qy"], missing.as_slice()].concat())
}

fn has(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
}

fn run(program: &str, arguments: &[&str]) -> Done {
    run_with("DOSSIER_CHORE", "1", program, arguments)
}

fn run_with(variable: &str, value: &str, program: &str, arguments: &[&str]) -> Done {
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
fn output(program: &str, arguments: &[&str]) -> Result<String, String> {
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
fn target_folder() -> PathBuf {
    let built = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root().join(built.unwrap_or_else(|| "target".into()))
}

/// The folder of the project, as cargo tells it at this start: a build may be shared between several copies.
fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR");
    let own = own.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default()
}
