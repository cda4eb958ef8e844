//! The project's chores: `cargo xtask demo` shows the main job and opens the page, `cargo xtask test` passes all tests,
//! `cargo xtask dist` makes what a user downloads.
#![allow(clippy::disallowed_methods, reason = "chores start programs and read the environment")]
#![allow(clippy::print_stderr, clippy::exit, reason = "chores speak to the developer")]

mod dist;
mod shell;

use std::process::{Command, exit};

use shell::{Done, has, install_missing, root, run, run_with, target_folder};

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
        ("tesseract", "tesseract-ocr"),
        ("tesseract", "tesseract-ocr-fra"),
        ("tesseract", "tesseract-ocr-spa"),
        ("tesseract", "tesseract-ocr-rus"),
        ("tesseract", "tesseract-ocr-ara"),
    ])?;
    run("cargo", &["fmt", "--all", "--check"])?;
    // What `deny.toml` allows is held by a test of this crate too; known weaknesses of libraries need the network, so
    // they are no part of what must pass.
    if has("cargo-deny") {
        run("cargo", &["deny", "--all-features", "check", "bans", "licenses", "sources"])?;
    }
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
