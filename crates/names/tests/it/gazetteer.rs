use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use super::meet;

/// Spellings of one name each, by script.
struct Group {
    latin: Vec<String>,
    cyrillic: Vec<String>,
}

fn groups() -> Option<Vec<Group>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/training/gazetteers/person_names.txt");
    let Ok(text) = std::fs::read_to_string(path) else {
        let line = "SKIPPED: the gazetteer of names is not there, so no recall was measured\n";
        std::io::stderr().write_all(line.as_bytes()).expect("standard error is open");
        return None;
    };
    Some(text.lines().filter_map(group).collect())
}

fn group(line: &str) -> Option<Group> {
    let (spellings, _) = line.split_once(" => ")?;
    let words = || spellings.split(", ").filter(|word| !word.contains(' '));
    let is_cyrillic = |word: &&str| word.chars().all(|c| ('\u{400}'..'\u{530}').contains(&c));
    let is_latin = |word: &&str| word.chars().all(|c| c < '\u{250}');
    let group = Group {
        latin: words().filter(is_latin).map(str::to_owned).collect(),
        cyrillic: words().filter(is_cyrillic).map(str::to_owned).collect(),
    };
    (!group.latin.is_empty() && !group.cyrillic.is_empty()).then_some(group)
}

fn is_russian(word: &str) -> bool {
    ["ов", "ев", "ин", "ский", "цкий"].iter().any(|ending| word.ends_with(ending))
}

#[derive(Default)]
struct Recall {
    groups: f64,
    any: f64,
    pairs: f64,
    met: f64,
}

impl Recall {
    fn add(&mut self, word: &str, latin: &[String]) {
        let met = latin.iter().filter(|other| meet(word, other)).map(|_| 1.0).sum::<f64>();
        self.groups += 1.0;
        self.any += f64::from(met > 0.0);
        self.pairs += latin.iter().map(|_| 1.0).sum::<f64>();
        self.met += met;
    }

    fn percent(&self) -> (f64, f64) {
        (100.0 * self.met / self.pairs, 100.0 * self.any / self.groups)
    }
}

#[test]
fn recorded_spellings_of_russian_surnames_meet() {
    let Some(groups) = groups() else { return };
    let mut by_form: BTreeMap<&str, Recall> = BTreeMap::new();
    for group in &groups {
        let Some(surname) = group.cyrillic.iter().find(|word| is_russian(word)) else { continue };
        by_form.entry("nominative").or_default().add(surname, &group.latin);
        if let Some(stem) = surname.strip_suffix("ский").or_else(|| surname.strip_suffix("цкий"))
        {
            let hard = &surname[stem.len()..stem.len() + 4];
            by_form.entry("inflected").or_default().add(&format!("{stem}{hard}ого"), &group.latin);
            by_form.entry("inflected").or_default().add(&format!("{stem}{hard}ой"), &group.latin);
        } else {
            by_form.entry("inflected").or_default().add(&format!("{surname}ым"), &group.latin);
            by_form.entry("inflected").or_default().add(&format!("{surname}ой"), &group.latin);
        }
    }
    let (pairs, any) = by_form["nominative"].percent();
    assert!(pairs > 75.0 && any > 93.0, "nominative: {pairs:.1} % of pairs, {any:.1} % of groups");
    let (pairs, any) = by_form["inflected"].percent();
    assert!(pairs > 75.0 && any > 93.0, "inflected: {pairs:.1} % of pairs, {any:.1} % of groups");
}
