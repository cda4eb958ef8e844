//! The sources of the rooms, without their tests, as modules and as the paths that these name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of the project.
pub(crate) fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo starts tests");
    Path::new(&own).join("../..")
}

/// The modules of one room, by path: `""` is its root, `"page::search"` is a module of a module.
pub(crate) type Modules = BTreeMap<String, String>;

/// Reads every room under `crates`, by name.
pub(crate) fn rooms() -> BTreeMap<String, Modules> {
    let folders = std::fs::read_dir(root().join("crates")).expect("the rooms stand in a folder");
    let folders = folders.map(|entry| entry.expect("the folder is readable").path());
    folders
        .filter(|folder| folder.join("src").is_dir())
        .map(|folder| (name(&folder), modules(&folder.join("src"))))
        .collect()
}

fn modules(src: &Path) -> Modules {
    let mut found = Modules::new();
    collect(src, "", &mut found);
    found
}

fn collect(folder: &Path, within: &str, found: &mut Modules) {
    for entry in std::fs::read_dir(folder).expect("sources are readable") {
        let path = entry.expect("sources are readable").path();
        let stem = path.file_stem().expect("files have names").to_string_lossy().into_owned();
        if path.is_dir() {
            // Programs of a room are roots of their own and see it from outside.
            if stem != "bin" {
                collect(&path, &joined(within, &stem), found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let module = match stem.as_str() {
                "lib" | "main" | "mod" => within.to_owned(),
                stem => joined(within, stem),
            };
            let source = std::fs::read_to_string(&path).expect("sources are readable");
            found.insert(module, source);
        }
    }
    let tests: Vec<String> =
        found.iter().flat_map(|(module, source)| test_modules(module, source)).collect();
    found.retain(|module, _| !tests.contains(module));
    for source in found.values_mut() {
        if let Some(at) = source.find("#[cfg(test)]\nmod tests {") {
            source.truncate(at);
        }
    }
}

/// The modules in files of their own that only tests see.
fn test_modules(module: &str, source: &str) -> Vec<String> {
    let declared = source.split("#[cfg(test)]\n").skip(1).filter_map(|rest| {
        let rest = rest.strip_prefix("mod ")?;
        Some(joined(module, rest.lines().next()?.strip_suffix(';')?))
    });
    declared.collect()
}

fn name(folder: &Path) -> String {
    folder.file_name().expect("rooms have names").to_string_lossy().into_owned()
}

/// Joins the path of a module and a name.
pub(crate) fn joined(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}
