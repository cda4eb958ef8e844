//! What one form of a text says besides another: mails have theirs in plain, in HTML and in Rich Text.

use std::borrow::Cow;
use std::collections::HashSet;

/// From so many new words on a form is a text of its own, and not a few lines that differ.
const OWN: usize = 3;

/// The words of the forms so far.
#[derive(Default)]
pub(crate) struct SeenWords(HashSet<String>);

impl SeenWords {
    /// Begins with what stands in `texts`.
    pub(crate) fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self(texts.into_iter().flat_map(words).collect())
    }

    /// Tells whether nothing was said yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Notes what stands in `text`.
    pub(crate) fn add(&mut self, text: &str) {
        self.0.extend(words(text));
    }

    /// Returns what `text` says more: all of it where much of it is new, else the lines with a new word, or nothing.
    pub(crate) fn more_in<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let new = |text| words(text).filter(|word| !self.0.contains(word)).take(OWN).count();
        if self.is_empty() || new(text) >= OWN {
            return text.into();
        }
        text.split_inclusive('\n').filter(|line| new(line) > 0).collect::<String>().into()
    }
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_said_and_no_more() {
        let said = SeenWords::of(["One is compliant.", "Two."]);
        for (text, more) in [
            ("one\nis *compliant*", ""),
            ("One\nis not compliant\nTwo", "is not compliant\n"),
            ("One\nTwo\nThree four five", "One\nTwo\nThree four five"),
            ("", ""),
        ] {
            assert_eq!(said.more_in(text), more, "{text}");
        }
        assert_eq!(SeenWords::default().more_in("One"), "One");
    }
}
