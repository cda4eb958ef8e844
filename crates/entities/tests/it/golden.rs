//! The mentions of kept texts, with the version that found them.

#![expect(clippy::disallowed_methods, reason = "a test may be asked to write its file anew")]

use std::fmt::Write as _;

/// The version, then each text with its mentions, parted by blank lines.
const KEPT: &str = include_str!("golden.txt");

fn version(kept: &str) -> Option<u16> {
    kept.lines().next()?.strip_prefix("version ")?.parse().ok()
}

/// Returns the kept file as this version would write it.
fn written() -> String {
    let mut out = format!("version {}\n", entities::VERSION);
    for text in KEPT.lines().filter_map(|line| line.strip_prefix("> ")) {
        write!(out, "\n> {text}\n").expect("a string takes it");
        for mention in entities::recognise(&text.replace("\\n", "\n")) {
            let (kind, normal, surface) = (mention.kind, &mention.normal, &mention.surface);
            let role = mention.role.map_or("", |role| role.name());
            let confidence = mention.confidence;
            writeln!(out, "{kind}\t{normal}\t{surface}\t{confidence}\t{role}")
                .expect("a string takes it");
        }
    }
    out
}

/// Dossiers are recognised anew only by a raised version: mentions that change without it are those of two programs.
#[test]
fn other_mentions_come_with_another_version() {
    let written = written();
    if written == KEPT {
        return;
    }
    let is_raised = version(KEPT) != Some(entities::VERSION);
    if is_raised && std::env::var_os("DOSSIER_UPDATE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/golden.txt");
        std::fs::write(path, &written).expect("the kept file can be written");
        return;
    }
    let todo = if is_raised {
        "run this test with DOSSIER_UPDATE=1, and look"
    } else {
        "raise entities::VERSION"
    };
    panic!("the mentions of kept texts are others: {todo}\n{written}");
}
