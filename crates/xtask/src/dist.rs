//! `cargo xtask dist`: what a user downloads: one static program, a Debian package, and their digests.

use std::path::{Path, PathBuf};

use crate::shell::{Done, install_missing, output, root, run, target_folder};

/// musl links statically with every library that the program needs, `SQLite` and Zstandard included; glibc does not fully.
const TARGET: &str = "x86_64-unknown-linux-musl";

/// The shells with a completion script, and where Debian looks for it.
const COMPLETIONS: [(&str, &str); 3] = [
    ("bash", "usr/share/bash-completion/completions/dossier"),
    ("zsh", "usr/share/zsh/vendor-completions/_dossier"),
    ("fish", "usr/share/fish/vendor_completions.d/dossier.fish"),
];

const DOCUMENTS: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Builds the program statically and packs it: `target/dist` then holds an archive, a package and `SHA256SUMS`.
pub(crate) fn dist() -> Done {
    install_missing(&[
        ("musl-gcc", "musl-tools"),
        ("dpkg-deb", "dpkg"),
        ("xz", "xz-utils"),
        ("sha256sum", "coreutils"),
    ])?;
    if !output("rustup", &["target", "list", "--installed"])?.contains(TARGET) {
        run("rustup", &["target", "add", TARGET])?;
    }
    run("cargo", &["build", "--release", "--target", TARGET, "-p", "cli", "--bin", "dossier"])?;
    let folder = target_folder().join("dist");
    start_anew(&folder)?;
    let program = target_folder().join(TARGET).join("release/dossier");
    let version = version()?;
    let name = format!("dossier-{version}-x86_64-linux");
    let libraries = libraries()?;
    archive(&folder, &name, &program, &libraries)?;
    package(&folder, &version, &program, &libraries)?;
    let sums = sums(&folder)?;
    std::fs::write(folder.join("SHA256SUMS"), &sums).map_err(|error| error.to_string())?;
    eprintln!("\n{}\n{sums}", folder.display());
    Ok(())
}

/// Packs the program with its pages for systems without Debian packages.
fn archive(folder: &Path, name: &str, program: &Path, libraries: &str) -> Done {
    let inside = folder.join(name);
    copy(program, &inside.join("dossier"))?;
    for document in DOCUMENTS {
        copy(&root().join(document), &inside.join(document))?;
    }
    write(&inside.join("LIBRARIES.txt"), libraries)?;
    run(&shown(program), &["manual", &shown(&inside.join("man"))])?;
    for (shell, _) in COMPLETIONS {
        let script = output(&shown(program), &["completions", shell])?;
        write(&inside.join("completions").join(format!("dossier.{shell}")), &script)?;
    }
    let packed = shown(&folder.join(format!("{name}.tar.xz")));
    tar(folder, &packed, name)
}

/// The same order, owner and time in every build, so that equal programs give equal archives.
fn tar(folder: &Path, packed: &str, name: &str) -> Done {
    let time = format!("--mtime=@{}", source_time());
    let folder = shown(folder);
    let fixed = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner", &time];
    run("tar", &[&["-C", &folder, "-cJf", packed], &fixed[..], &[name]].concat())
}

/// Makes the Debian package.
fn package(folder: &Path, version: &str, program: &Path, libraries: &str) -> Done {
    let inside = folder.join("package");
    copy(program, &inside.join("usr/bin/dossier"))?;
    let documents = inside.join("usr/share/doc/dossier");
    for document in DOCUMENTS {
        copy(&root().join(document), &documents.join(document))?;
    }
    write(&documents.join("copyright"), &copyright(libraries))?;
    let manual = inside.join("usr/share/man/man1");
    run(&shown(program), &["manual", &shown(&manual)])?;
    for page in entries(&manual)? {
        run("gzip", &["-9n", &shown(&page)])?;
    }
    for (shell, place) in COMPLETIONS {
        write(&inside.join(place), &output(&shown(program), &["completions", shell])?)?;
    }
    write(&inside.join("DEBIAN/control"), &control(version))?;
    let built = folder.join(format!("dossier_{version}_amd64.deb"));
    let arguments = ["--root-owner-group", "-Zxz", "--build", &shown(&inside), &shown(&built)];
    run("dpkg-deb", &arguments)?;
    std::fs::remove_dir_all(&inside).map_err(|error| error.to_string())
}

/// The control file (Debian Policy, section 5.3).
fn control(version: &str) -> String {
    format!(
        "Package: dossier\nVersion: {version}\nArchitecture: amd64\nMaintainer: the developers of Dossier <dossier@localhost>\nSection: utils\nPriority: optional\nSuggests: xdg-utils\nDescription: index and search for leaked files\n Reads a trove of leaked files on one machine, without a network, and lets\n reporters search texts, names and notices in any script, cite what they\n find, and verify that not one byte was changed.\n"
    )
}

fn copyright(libraries: &str) -> String {
    format!(
        "Dossier is licensed under MIT or Apache-2.0, at your choice; both texts are in this folder.\n\nThe program contains these libraries, each under its own licence:\n\n{libraries}"
    )
}

/// Lists what is linked into the program, with licences.
fn libraries() -> Result<String, String> {
    let tree = output(
        "cargo",
        &[
            "tree",
            "-p",
            "cli",
            "-e",
            "normal",
            "--target",
            TARGET,
            "--prefix",
            "none",
            "--format",
            "{p} | {l}",
        ],
    )?;
    let outside = tree.lines().filter(|line| !line.contains('/') || line.contains(" | "));
    let mut lines: Vec<&str> = outside.map(|line| line.trim_end_matches(" (*)")).collect();
    lines.retain(|line| !line.contains(&shown(&root())));
    lines.sort_unstable();
    lines.dedup();
    Ok(lines.join("\n") + "\n")
}

fn sums(folder: &Path) -> Result<String, String> {
    let files = entries(folder)?.into_iter().filter(|path| path.is_file());
    let names: Vec<String> =
        files.filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    let script = format!("cd '{}' && sha256sum {}", folder.display(), names.join(" "));
    output("sh", &["-c", &script])
}

fn version() -> Result<String, String> {
    let id = output("cargo", &["pkgid", "-p", "cli"])?;
    let version = id.trim().rsplit(['@', '#']).next().unwrap_or_default();
    Ok(version.to_owned())
}

/// Seconds since 1970 of the last commit; 0 where there is no history.
fn source_time() -> String {
    let time = output("git", &["log", "-1", "--format=%ct"]).unwrap_or_default();
    if time.trim().is_empty() { "0".to_owned() } else { time.trim().to_owned() }
}

fn start_anew(folder: &Path) -> Done {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|error| error.to_string())?;
    }
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())
}

/// Returns what a folder holds, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}

fn copy(from: &Path, to: &Path) -> Done {
    let copied = parent(to).and_then(|()| std::fs::copy(from, to));
    copied.map(drop).map_err(|error| format!("could not copy {}: {error}", from.display()))
}

fn write(to: &Path, text: &str) -> Done {
    let written = parent(to).and_then(|()| std::fs::write(to, text));
    written.map_err(|error| format!("could not write {}: {error}", to.display()))
}

fn parent(of: &Path) -> std::io::Result<()> {
    of.parent().map_or(Ok(()), std::fs::create_dir_all)
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
