//! The signs that terms of the index begin with which are no words: control characters, which no word of a text holds.
//! Those of names are [`names::MARKS`].

macro_rules! signs {
    ($($(#[$about:meta])* $name:ident = $sign:literal;)*) => {
        $($(#[$about])* pub(crate) const $name: &str = $sign;)*

        #[cfg(test)]
        const SIGNS: &[&str] = &[$($name),*];
    };
}

signs! {
    /// Marks a whole value; alone it stands for any value.
    WHOLE = "\u{4}";
    /// Marks a range of days.
    DAYS = "\u{5}";
    /// Marks the last digits of a telephone number.
    TAIL = "\u{6}";
    /// Stands at a word with which another name begins.
    DIVIDER = "\u{13}";
    /// Marks the first word of a mention.
    BEGINS = "\u{16}";
    /// Marks the last word of a mention.
    ENDS = "\u{17}";
    /// Stands at the first word of a sentence.
    SENTENCE = "\u{18}";
    /// Stands at the first word of a paragraph.
    PARAGRAPH = "\u{19}";
    /// Stands at the first word of a segment, which is a page in formats with pages.
    SEGMENT = "\u{1a}";
}

/// Tells whether a term stands in a running text beside its words.
pub(crate) fn is_beside_words(term: &str) -> bool {
    [BEGINS, ENDS, SENTENCE, PARAGRAPH, SEGMENT].iter().any(|sign| term.starts_with(sign))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_term_that_is_no_word_begins_with_a_sign_of_its_own() {
        let of_texts = SIGNS.iter().map(|sign| (*sign).to_owned());
        let of_names = names::MARKS.iter().map(char::to_string);
        let mut seen = BTreeSet::new();
        for sign in of_texts.chain(of_names) {
            assert!(sign.len() == 1 && sign.as_str() < " ", "{sign:?}");
            assert!(seen.insert(sign.clone()), "{sign:?} stands for two things");
        }
    }
}
