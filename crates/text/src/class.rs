//! What a character does to a token: belongs to it, is dropped inside it, stands alone, or ends it.

use unicode_normalization::char::is_combining_mark;

use crate::{arabic, digits};

/// What a character does to a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Ends a token and belongs to none.
    Break,
    /// A letter or digit: begins a token or goes on with it.
    Word,
    /// A letter of a script written without spaces: a token of its own.
    Alone,
    /// A combining mark: goes on with a token, never begins one.
    Mark,
    /// Goes on with a token and leaves no trace in its folded form.
    Dropped,
    /// Parts or joins two words, see [`crate::apostrophe`].
    Apostrophe,
}

/// Returns the class of `c`.
pub(crate) fn of(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            '\'' => Class::Apostrophe,
            _ if c.is_ascii_alphanumeric() => Class::Word,
            _ => Class::Break,
        };
    }
    match c {
        '\u{2019}' | '\u{02bc}' | '\u{02bb}' | '\u{2018}' | '\u{ff07}' | '\u{02b9}'
        | '\u{0374}' | '\u{2032}' => Class::Apostrophe,
        _ if is_dropped(c) => Class::Dropped,
        _ if is_superscript_digit(c) => Class::Break,
        '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}' => Class::Mark,
        _ if is_combining_mark(c) => Class::Mark,
        _ if digits::ascii(c).is_some() => Class::Word,
        _ if is_unspaced(c) => Class::Alone,
        _ if c.is_alphanumeric() => Class::Word,
        _ => Class::Break,
    }
}

/// Tells whether `c` is invisible or decoration inside a word: soft hyphen, joiners, bidirectional controls (UAX #9
/// §2), variation selectors, tatweel and Arabic vowel signs.
fn is_dropped(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}'
    ) || arabic::is_decoration(c)
}

/// A footnote number glued to a word is no part of it.
fn is_superscript_digit(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '\u{2070}' | '\u{2074}'..='\u{2079}')
}

/// Tells whether `c` is a letter of Han, Kana, Thai, Lao, Myanmar or Khmer, which put no space between words.
fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{2e80}'..='\u{2fd5}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}'
            | '\u{3038}'..='\u{303c}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{1b000}'..='\u{1b16f}'
            | '\u{20000}'..='\u{323af}' | '\u{0e01}'..='\u{0e3a}' | '\u{0e40}'..='\u{0e4e}'
            | '\u{0e80}'..='\u{0ece}' | '\u{0edc}'..='\u{0edf}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17dc}'
    ) && c.is_alphabetic()
        || matches!(c, '\u{2e80}'..='\u{2fd5}')
}
