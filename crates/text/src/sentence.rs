//! Where the sentences of a text begin and end.

use std::ops::Range;

/// The longest sentence, in bytes; a longer one is cut at a line end or space, or else at a character boundary.
pub const MAX_SENTENCE: usize = 4096;

/// Short words before whose full stop a sentence goes on, folded to lower case.
const ABBREVIATIONS: [&str; 61] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "no", "art", "arts", "para", "vs", "inc", "ltd", "co",
    "corp", "gen", "col", "sgt", "capt", "rev", "hon", "jr", "sr", "fig", "vol", "pp", "ed", "mme",
    "mlle", "me", "sra", "srta", "lic", "ing", "núm", "г", "гг", "ст", "стр", "ул", "д", "кв", "п",
    "пп", "ч", "гр", "тов", "проф", "им", "обл", "р", "тел", "см", "т", "руб", "коп", "млн",
    "млрд", "тыс", "пер", "корп",
];

/// Yields the sentences of `text` without the white space around them; together they hold everything but white space.
///
/// A sentence ends at `.`, `!`, `?` and their kin of other scripts, at a blank line, and at [`MAX_SENTENCE`]. The full
/// stop of an initial, an abbreviation or a number before a small letter or digit ends none.
pub fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at..];
        if rest.is_empty() {
            return None;
        }
        let length = length(rest);
        let sentence = at..at + rest[..length].trim_end().len();
        at += length;
        Some(sentence)
    })
}

/// Returns how many bytes the first sentence of `rest` takes; at least one character.
fn length(rest: &str) -> usize {
    let limit = rest.floor_char_boundary(MAX_SENTENCE);
    let end = rest[..limit].char_indices().find_map(|(at, c)| match c {
        '.' | '!' | '?' | '…' | '؟' | '۔' | '。' | '！' | '？' | '।' | '։' => {
            stop(rest, at, c)
        }
        '\n' if is_blank_line(&rest[at + 1..]) => Some(at),
        '\u{2029}' | '\u{c}' => Some(at),
        _ => None,
    });
    end.filter(|end| *end <= limit).unwrap_or_else(|| cut(rest, limit))
}

/// Returns where the sentence ends whose stop stands at `at`, if it is the end of one.
fn stop(rest: &str, at: usize, c: char) -> Option<usize> {
    let after = &rest[at + c.len_utf8()..];
    let closing = after.trim_start_matches(is_closing);
    let end = rest.len() - closing.len();
    if matches!(c, '。' | '！' | '？') || closing.is_empty() {
        return Some(end);
    }
    if !closing.starts_with(char::is_whitespace) {
        return None;
    }
    let next = closing.trim_start().chars().next();
    let goes_on = next.is_some_and(char::is_lowercase) || (c == '.' && is_short(&rest[..at], next));
    (!goes_on).then_some(end)
}

fn is_closing(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '"' | '\'' | ')' | ']' | '»' | '”' | '’' | '؟')
}

/// Tells whether `before` ends in an initial, an abbreviation, or a number whose stop leads on to another number.
fn is_short(before: &str, next: Option<char>) -> bool {
    let start = before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let word = &before[start..];
    let mut characters = word.chars();
    let is_initial =
        characters.next().is_some_and(char::is_uppercase) && characters.next().is_none();
    let is_number = word.ends_with(char::is_numeric) && next.is_some_and(char::is_numeric);
    is_initial
        || is_number
        || (word.len() <= 8 && ABBREVIATIONS.contains(&word.to_lowercase().as_str()))
}

fn is_blank_line(after: &str) -> bool {
    after.trim_start_matches([' ', '\t', '\r']).starts_with('\n')
}

/// Returns where to cut a sentence that does not end before `limit`.
fn cut(rest: &str, limit: usize) -> usize {
    if limit == rest.len() {
        return limit;
    }
    let head = &rest[..limit];
    let at = head.rfind('\n').or_else(|| head.rfind(char::is_whitespace));
    at.filter(|at| *at > 0).unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut_up(text: &str) -> Vec<&str> {
        sentences(text).map(|span| &text[span]).collect()
    }

    #[test]
    fn stops_and_blank_lines_end_sentences() {
        assert_eq!(cut_up("One. Two!  Three?\n\nFour"), ["One.", "Two!", "Three?", "Four"]);
        assert_eq!(cut_up("Первое. «Второе.» Третье"), ["Первое.", "«Второе.»", "Третье"]);
        assert_eq!(cut_up("ما هذا؟ نعم."), ["ما هذا؟", "نعم."]);
        assert_eq!(cut_up("第一。第二。"), ["第一。", "第二。"]);
    }

    #[test]
    fn initials_abbreviations_and_numbers_do_not() {
        assert_eq!(
            cut_up("И. И. Иванов, ст. 159 УК РФ. Да"),
            ["И. И. Иванов, ст. 159 УК РФ.", "Да"]
        );
        assert_eq!(
            cut_up("Mr. Smith met Dr. Jones at 3.15 p.m. there."),
            ["Mr. Smith met Dr. Jones at 3.15 p.m. there."]
        );
        assert_eq!(cut_up("born 01. 02. 1970 in"), ["born 01. 02. 1970 in"]);
    }

    #[test]
    fn a_wrapped_line_goes_on() {
        assert_eq!(cut_up("red\nnotice"), ["red\nnotice"]);
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_left_out(text in "[a-zA-Zа-я.!? \n\t\u{2029}»”0-9。]{0,200}", times in 1_usize..80) {
            let text = text.repeat(times);
            let mut last = 0;
            for span in sentences(&text) {
                prop_assert!(text[last..span.start].trim().is_empty());
                prop_assert!(!span.is_empty() && span.len() <= MAX_SENTENCE);
                last = span.end;
            }
            prop_assert!(text[last..].trim().is_empty());
        }
    }
}
