//! The libraries of the project are those that `deny.toml` allows: by licence, by source, and one version of each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::sources::root;

#[test]
fn every_licence_is_allowed() {
    let deny = deny();
    let allowed = strings(&deny, "allow = [");
    assert!(allowed.contains("MIT"), "{allowed:?}");
    let libraries = libraries();
    let refused = libraries.iter().filter(|library| {
        !library["license"].as_str().is_some_and(|licence| is_allowed(licence, &allowed))
    });
    let refused: Vec<String> =
        refused.map(|library| format!("{}: {}", library["name"], library["license"])).collect();
    assert_eq!(refused, [""; 0]);
}

#[test]
fn every_library_comes_from_the_one_registry() {
    let libraries = libraries();
    let sources: BTreeSet<&str> =
        libraries.iter().filter_map(|library| library["source"].as_str()).collect();
    assert_eq!(sources.len(), 1, "{sources:?}");
    assert!(sources.iter().all(|source| source.starts_with("registry+")), "{sources:?}");
}

#[test]
fn a_library_stands_in_two_versions_only_where_it_is_listed() {
    let mut versions = BTreeMap::<String, BTreeSet<String>>::new();
    for library in libraries() {
        let version = short(library["version"].as_str().unwrap_or_default());
        versions
            .entry(library["name"].as_str().unwrap_or_default().to_owned())
            .or_default()
            .insert(version);
    }
    versions.retain(|_, versions| versions.len() > 1);
    let deny = deny();
    let listed = strings(&deny, "skip = [");
    let mut missing: BTreeSet<String> = versions.keys().cloned().collect();
    let mut stale = Vec::new();
    for entry in listed.iter().filter(|entry| entry.contains('@')) {
        let (name, version) = entry.split_once('@').expect("an entry names a version");
        match versions.get(name) {
            Some(versions) if versions.contains(version) => drop(missing.remove(name)),
            _ => stale.push(entry.clone()),
        }
    }
    assert_eq!(
        (missing, stale),
        (BTreeSet::new(), Vec::new()),
        "left: not listed, right: listed and not there"
    );
}

#[test]
fn expressions_of_licences_are_understood() {
    let allowed = ["MIT", "Zlib"].map(str::to_owned).into();
    for licence in ["MIT", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "(GPL-3.0 OR Zlib) AND MIT"] {
        assert!(is_allowed(licence, &allowed), "{licence}");
    }
    for licence in
        ["", "GPL-3.0", "MIT AND GPL-3.0", "MIT WITH odd", "(MIT OR Zlib) AND X", "MIT OR"]
    {
        assert!(!is_allowed(licence, &allowed), "{licence}");
    }
}

fn deny() -> String {
    let deny = std::fs::read_to_string(root().join("deny.toml"));
    deny.expect("the file is part of the project")
}

/// The strings of the list that begins with `head`.
fn strings(deny: &str, head: &str) -> BTreeSet<String> {
    let lines = deny.lines().skip_while(|line| *line != head).skip(1);
    let lines = lines.take_while(|line| *line != "]").filter(|line| !line.trim().starts_with('#'));
    lines.filter_map(|line| Some(line.split('"').nth(1)?.to_owned())).collect()
}

/// What other people wrote, as cargo describes it.
fn libraries() -> Vec<Value> {
    let platform = ["--filter-platform", "x86_64-unknown-linux-gnu"];
    let metadata = crate::edges::metadata(&[&["--all-features"], platform.as_slice()].concat());
    let packages = metadata["packages"].as_array().expect("there are packages");
    packages.iter().filter(|package| !package["source"].is_null()).cloned().collect()
}

/// The part of a version that says what goes together: `1` of 1.2.3, `0.2` of 0.2.3.
fn short(version: &str) -> String {
    let parts: Vec<&str> = version.split(['.', '+']).collect();
    match parts[..] {
        ["0", minor, ..] => format!("0.{minor}"),
        [major, ..] => major.to_owned(),
        [] => String::new(),
    }
}

/// Tells whether a licence expression (SPDX, with `/` for OR as older crates have it) can be met by what is allowed.
fn is_allowed(licence: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = licence.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at, allowed) == Some(true) && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> Option<bool> {
    let mut is_met = both(words, at, allowed)?;
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        is_met |= both(words, at, allowed)?;
    }
    Some(is_met)
}

fn both(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> Option<bool> {
    let mut is_met = one(words, at, allowed)?;
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        is_met &= one(words, at, allowed)?;
    }
    Some(is_met)
}

fn one(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> Option<bool> {
    let word = *words.get(*at)?;
    *at += 1;
    if word == "(" {
        let is_met = either(words, at, allowed);
        *at += 1;
        return is_met.filter(|_| words.get(*at - 1) == Some(&")"));
    }
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
        return Some(allowed.contains(&format!("{word} WITH {}", words.get(*at - 1)?)));
    }
    Some(allowed.contains(word))
}
