//! The table in `docs/architecture.md` lists every dependency that a crate has, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Crate name to the names that it may depend on: rooms first, outside libraries second.
type Table = BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>;

#[test]
fn dependencies_are_those_of_the_table() {
    let page = std::fs::read_to_string(crate::sources::root().join("docs/architecture.md"))
        .expect("the page is part of the project");
    assert_eq!(actual(), allowed(&page), "left: cargo metadata, right: docs/architecture.md");
}

fn actual() -> Table {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().expect("there are packages");
    let rooms: BTreeSet<String> = packages.iter().map(|package| text(&package["name"])).collect();
    packages.iter().map(|package| (text(&package["name"]), edges(package, &rooms))).collect()
}

/// What `cargo metadata` prints about the project, without the network.
pub(crate) fn metadata(arguments: &[&str]) -> serde_json::Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline"])
        .args(arguments)
        .current_dir(crate::sources::root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo prints JSON")
}

fn edges(
    package: &serde_json::Value,
    rooms: &BTreeSet<String>,
) -> (BTreeSet<String>, BTreeSet<String>) {
    let dependencies = package["dependencies"].as_array().into_iter().flatten();
    let normal = dependencies.filter(|dependency| dependency["kind"].is_null());
    normal.map(|dependency| text(&dependency["name"])).partition(|name| rooms.contains(name))
}

fn allowed(page: &str) -> Table {
    let rows = page.lines().skip_while(|line| !line.starts_with("| crate |")).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, _, rooms, libraries] = cells[..] else { panic!("four cells in `{line}`") };
        (name.trim_matches('`').to_owned(), (words(rooms), words(libraries)))
    })
    .collect()
}

fn words(cell: &str) -> BTreeSet<String> {
    cell.split([',', ' '])
        .filter(|word| !word.is_empty() && *word != "–")
        .map(str::to_owned)
        .collect()
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
