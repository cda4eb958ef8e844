//! Character sets that the user names for files and folders whose labels lie.

use item::{Declared, Locator};
use walk::Ignore;

/// What stands between two rules where they are written in one word.
const BETWEEN: char = ',';

/// The character sets that the user names, each for the items that a pattern in gitignore syntax covers; the last one that
/// covers an item counts.
#[derive(Clone, Debug, Default)]
pub struct Charsets(Vec<Rule>);

#[derive(Clone, Debug)]
struct Rule {
    pattern: String,
    covered: Ignore,
    name: String,
}

impl Charsets {
    /// Adds a rule; an error where the pattern is none.
    pub fn add(&mut self, pattern: &str, name: &str) -> Result<(), walk::Error> {
        let covered = Ignore::from_lines(pattern)?;
        self.0.push(Rule { pattern: pattern.to_owned(), covered, name: name.to_owned() });
        Ok(())
    }

    /// Returns what is declared of an item, with the character set that the user names for it.
    pub(crate) fn declared(&self, locator: &Locator, by_container: &Declared) -> Declared {
        let mut declared = by_container.clone();
        if let Some(name) = self.of(locator) {
            declared.charset = Some(format!("={name}"));
        }
        declared
    }

    /// Returns the character set of an item; a member is covered by its own path behind that of its container.
    pub(crate) fn of(&self, locator: &Locator) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        let members = locator.members.iter().map(|member| member.name.as_slice());
        let path = std::iter::once(locator.path.as_slice()).chain(members).collect::<Vec<_>>();
        let path = path.join(&b'/');
        let rule = self.0.iter().rev().find(|rule| rule.covered.covers(&path));
        rule.map(|rule| rule.name.as_str())
    }

    /// Writes the rules in one word, for the settings of a run.
    pub(crate) fn on_one_line(&self) -> String {
        let rules = self.0.iter().map(|rule| format!("{}={}", escaped(&rule.pattern), rule.name));
        rules.collect::<Vec<_>>().join(&BETWEEN.to_string())
    }

    /// Reads what was written; rules that cannot be read are left out.
    pub(crate) fn from_line(line: &str) -> Self {
        let mut charsets = Self::default();
        for (pattern, name) in line.split(BETWEEN).filter_map(|rule| rule.rsplit_once('=')) {
            // What was a pattern once is one still.
            let _added = charsets.add(&plain(pattern), name);
        }
        charsets
    }
}

/// Writes a pattern without what parts settings and rules.
fn escaped(pattern: &str) -> String {
    let escaped = |letter: char| match letter {
        '%' | BETWEEN => format!("%{:02x}", u32::from(letter)),
        blank if blank.is_ascii_whitespace() => format!("%{:02x}", u32::from(blank)),
        other => other.to_string(),
    };
    pattern.chars().map(escaped).collect()
}

fn plain(escaped: &str) -> String {
    let mut parts = escaped.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut out, part| {
        let (code, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        let letter = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
        out.extend(letter);
        out + rest
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charsets(rules: &[(&str, &str)]) -> Charsets {
        let mut charsets = Charsets::default();
        for (pattern, name) in rules {
            charsets.add(pattern, name).expect("it is a pattern");
        }
        charsets
    }

    fn of<'c>(charsets: &'c Charsets, locator: &str) -> Option<&'c str> {
        charsets.of(&locator.parse().expect("the printed form is valid"))
    }

    #[test]
    fn the_last_rule_that_covers_an_item_counts_for_it_and_its_members() {
        let charsets =
            charsets(&[("/old", "koi8-r"), ("*.txt", "cp866"), ("old/new.txt", "utf-8")]);
        assert_eq!(of(&charsets, "old/box.zip!/letter.doc"), Some("koi8-r"));
        assert_eq!(of(&charsets, "old/box.zip!/letter.txt"), Some("cp866"));
        assert_eq!(of(&charsets, "old/new.txt"), Some("utf-8"));
        assert_eq!(of(&charsets, "elsewhere/letter.doc"), None);
    }

    #[test]
    fn rules_are_read_back_from_one_word() {
        let charsets = charsets(&[("a, b=100 %/*.txt", "koi8-r"), ("*.eml", "cp1251")]);
        let line = charsets.on_one_line();
        assert!(!line.contains(' '));
        let read = Charsets::from_line(&line);
        assert_eq!(read.on_one_line(), line);
        assert_eq!(of(&read, "a, b=100 %/x.txt"), Some("koi8-r"));
        assert_eq!(Charsets::from_line("").on_one_line(), "");
    }
}
