//! Which of many values are looked for: by letters in them, and by the letter that they begin with.

use std::collections::BTreeMap;

use text::fold;

use crate::Values;

impl Values {
    /// Keeps the values that contain these letters, whatever their case and accents.
    pub fn retain_containing(&mut self, letters: &str) {
        let letters = Letters::of(letters);
        self.values.retain(|value| letters.are_in(&value.value));
    }

    /// Keeps the values that begin with this letter, as [`Values::initials`] gives it.
    pub fn retain_beginning_with(&mut self, letter: char) {
        self.values.retain(|value| initial(&value.value) == Some(letter));
    }

    /// Returns the first letters of the values as [`initials()`] does.
    pub fn initials(&self) -> Vec<(char, u64)> {
        initials(self.values.iter().map(|value| value.value.as_str()))
    }
}

/// Letters that are looked for in values, whatever their case and accents.
#[derive(Clone, Debug)]
pub struct Letters(String);

impl Letters {
    /// Reads letters as typed.
    pub fn of(typed: &str) -> Self {
        Self(fold(typed))
    }

    /// Tells whether a value contains them.
    pub fn are_in(&self, value: &str) -> bool {
        fold(value).contains(&self.0)
    }
}

/// Returns the first letters and digits of values, folded and in capitals, with the number of values of each, in the
/// order of Unicode; signs before them are passed over.
pub fn initials<'v>(values: impl Iterator<Item = &'v str>) -> Vec<(char, u64)> {
    let mut counts = BTreeMap::new();
    for letter in values.filter_map(initial) {
        *counts.entry(letter).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

/// Returns the first letter or digit of a value, folded and in capitals.
pub fn initial(value: &str) -> Option<char> {
    let first = value.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())?;
    fold(first).chars().next()?.to_uppercase().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FacetValue;

    fn values(names: &[&str]) -> Values {
        let value = |name: &&str| FacetValue { value: (*name).to_owned(), items: 1, times: 1 };
        Values { values: names.iter().map(value).collect(), warnings: Vec::new() }
    }

    fn names(values: &Values) -> Vec<&str> {
        values.values.iter().map(|value| value.value.as_str()).collect()
    }

    #[test]
    fn letters_are_looked_for_whatever_their_case_and_accents() {
        let mut found = values(&["Élise PETROV", "Петров", "Anna", "Şahin"]);
        found.retain_containing("petr");
        assert_eq!(names(&found), ["Élise PETROV"]);
        let mut found = values(&["Петров", "ПЕТРОВА", "Сидоров"]);
        found.retain_containing("Петр");
        assert_eq!(names(&found), ["Петров", "ПЕТРОВА"]);
        let mut found = values(&["a", "b"]);
        found.retain_containing("");
        assert_eq!(names(&found), ["a", "b"]);
    }

    #[test]
    fn initials_are_those_of_the_first_word_without_signs_and_accents() {
        let mut found = values(&["«élan»", "Émile", "eva", "Петров", "+7 495", "-", ""]);
        assert_eq!(found.initials(), [('7', 1), ('E', 3), ('П', 1)]);
        found.retain_beginning_with('E');
        assert_eq!(names(&found), ["«élan»", "Émile", "eva"]);
    }
}
