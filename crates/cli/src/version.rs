//! Which version this is, and of what it is made.

use std::collections::BTreeMap;

/// The version of the program, part of the provenance of every dossier: after the `+` the readers that it was built from,
/// rules, tables and libraries, as a digest. It decides nothing: `sandbox::Versions` do.
pub(crate) const LONG: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("DOSSIER_READERS"));

/// The list of all libraries that the program was built from.
const LOCK: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock"));

/// The room that reads formats, as the list names it.
const READERS: &str = "formats";

/// What that room needs for its tests alone; the list does not tell it apart.
const FOR_TESTS: [&str; 3] = ["expect-test", "proptest", "tempfile"];

/// Returns the libraries that read formats, with their versions.
pub(crate) fn parsers() -> BTreeMap<&'static str, &'static str> {
    parsers_in(LOCK)
}

fn parsers_in(lock: &str) -> BTreeMap<&str, &str> {
    let wanted: Vec<(&str, Option<&str>)> = package(lock, READERS).map(needs).unwrap_or_default();
    let outside = packages(lock).filter(|package| package.contains("\nsource = "));
    let known =
        outside.filter_map(|package| Some((field(package, "name")?, field(package, "version")?)));
    let is_wanted = |(name, version): &(&str, &str)| {
        !FOR_TESTS.contains(name)
            && wanted.iter().any(|(needed, which)| {
                needed == name && which.is_none_or(|which| which == *version)
            })
    };
    known.filter(is_wanted).collect()
}

fn packages(lock: &str) -> impl Iterator<Item = &str> {
    lock.split("[[package]]\n").skip(1)
}

fn package<'l>(lock: &'l str, name: &str) -> Option<&'l str> {
    packages(lock).find(|package| field(package, "name") == Some(name))
}

fn field<'l>(package: &'l str, name: &str) -> Option<&'l str> {
    let line = package.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""));
    line?.strip_suffix('"')
}

/// Returns what a package needs: each a name, with a version where the list holds several.
fn needs(package: &str) -> Vec<(&str, Option<&str>)> {
    let quoted = package.lines().filter_map(|line| line.strip_prefix(" \"")?.strip_suffix("\","));
    quoted
        .map(|need| {
            need.split_once(' ').map_or((need, None), |(name, version)| (name, Some(version)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_listed_with_the_version_that_is_built_in_and_rooms_are_not() {
        let lock = r#"
[[package]]
name = "formats"
version = "0.0.0"
dependencies = [
 "item",
 "zip",
 "zstd 0.13.4",
]

[[package]]
name = "item"
version = "0.0.0"

[[package]]
name = "zip"
version = "9.4.1"
source = "registry"

[[package]]
name = "zstd"
version = "0.12.0"
source = "registry"

[[package]]
name = "zstd"
version = "0.13.4"
source = "registry"
"#;
        assert_eq!(parsers_in(lock), [("zip", "9.4.1"), ("zstd", "0.13.4")].into());
        assert!(parsers().contains_key("lopdf") && !parsers().contains_key("proptest"));
    }
}
