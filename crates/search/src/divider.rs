//! Where in a running text one name ends and another person's begins.

use crate::name_terms::NameTerms;

/// From how many words on a name may be whole.
const WHOLE: usize = 2;
/// The longest line that is taken for a line of a list and not of a paragraph, in bytes.
const LINE_OF_LIST: usize = 60;
/// The shortest word whose full stop ends a sentence, in characters.
const MIN_LAST: usize = 3;

/// Goes through the words of a text and tells where a name cannot go on.
///
/// A sentence, a list or a cell ends a name. So does a comma, a short line or a word in between, once two words that may
/// be a name have come, one of them a given name: in `Petrov Ivan, Sidorov Pavel` no Ivan Sidorov is named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Divider {
    /// How many words of the name have come.
    words: usize,
    has_given_name: bool,
    is_ended: bool,
    may_be_ended: bool,
    line_start: usize,
}

impl Divider {
    /// Takes the next word, with what stands between the word before and it; tells whether a name begins with it.
    pub(crate) fn begins(
        &mut self,
        between: &str,
        at: usize,
        word: &str,
        terms: &NameTerms,
    ) -> bool {
        self.pass(between, at);
        let is_name = terms.iter().next().is_some();
        if !is_name {
            self.pass_word(word);
            return false;
        }
        let is_given_name = terms.are_of_given_name();
        let is_joined = is_given_name && word.starts_with('و');
        let begins = self.is_ended || (self.may_be_ended || is_joined) && self.is_whole();
        if begins {
            (self.words, self.has_given_name) = (0, false);
        }
        self.words += 1;
        self.has_given_name |= is_given_name;
        (self.is_ended, self.may_be_ended) = (false, false);
        begins
    }

    /// Passes a word that is none of the name: it ends a whole name, and makes a capital before it none of this one.
    fn pass_word(&mut self, word: &str) {
        if names::is_maiden(word) {
            self.may_be_ended = false;
            return;
        }
        if self.words == 0 || names::is_particle(word) {
            return;
        }
        if self.is_whole() {
            self.may_be_ended = true;
        } else {
            (self.words, self.has_given_name) = (0, false);
        }
    }

    fn is_whole(&self) -> bool {
        self.words >= WHOLE && self.has_given_name
    }

    /// Looks at what stands before the word at byte `at`.
    fn pass(&mut self, between: &str, at: usize) {
        if between == " " {
            return;
        }
        let mut before = ' ';
        for sign in between.chars() {
            match sign {
                ';' | '|' | '•' | '؛' | '!' | '?' | '؟' => self.is_ended = true,
                '\n' if before == '\n' => self.is_ended = true,
                ',' | '،' | '\t' | '/' => self.may_be_ended = true,
                _ => {}
            }
            before = sign;
        }
        if let Some(line_break) = between.rfind('\n') {
            let start = at - between.len();
            self.may_be_ended |= start.saturating_sub(self.line_start) < LINE_OF_LIST;
            self.line_start = at - between.len() + line_break + 1;
        }
    }

    /// Notes the end of a word, of so many characters, before what stands behind it.
    pub(crate) fn end_of(&mut self, word: &str, behind: &str) {
        let is_stop =
            behind.starts_with('.') && !behind[1..].starts_with(|c: char| !c.is_whitespace());
        self.is_ended |= is_stop && word.chars().count() >= MIN_LAST && !names::is_maiden(word);
    }
}

#[cfg(test)]
mod tests {
    use crate::sign::DIVIDER;
    use crate::terms::TextTerms;

    /// Returns the words with which another name begins.
    fn begin(text: &str) -> Vec<&str> {
        let mut terms = TextTerms::new(text);
        let mut found = Vec::new();
        while terms.advance() {
            if terms.term() == DIVIDER {
                let (start, end) = terms.place();
                found.push(&text[start..end]);
            }
        }
        found
    }

    #[test]
    fn a_list_divides_names() {
        assert_eq!(begin("Petrov Ivan, Sidorov Pavel; Zaitsev Oleg"), ["Sidorov", "Zaitsev"]);
        assert_eq!(begin("Ivan Petrov told Pavel Sidorov"), ["Pavel"]);
        assert_eq!(begin("PETROV Ivan\nSIDOROV Pavel\n"), ["SIDOROV"]);
        assert_eq!(begin("Петров И. С. и Сидоров П. А."), ["Сидоров"]);
        assert_eq!(begin("so said Petrov. Ivan left"), ["Ivan"]);
    }

    #[test]
    fn what_parts_one_name_does_not() {
        for text in [
            "Petrov, Ivan",
            "UGARTEMENDIA ROJAS, María del Pilar",
            "Surname: PETROV\nGiven names: Ivan",
            "Petrov (first name Ivan)",
            "the long line of a paragraph that goes on until its end is named Ivan\nSergeevich Petrov",
            "Ivan S. Petrov",
            "Ivan Petrov oglu Aliyev",
            "Mohamed Ahmed ould Bah",
        ] {
            assert_eq!(begin(text), [""; 0], "{text}");
        }
    }
}
