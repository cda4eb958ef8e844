//! Which script a word is in.

use crate::MAX_LETTERS;

/// A script whose names have keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Arabic letters.
    Arabic,
    /// Greek letters.
    Greek,
    /// Georgian letters.
    Georgian,
    /// Armenian letters.
    Armenian,
}

/// Returns the script of the first letter of a name; nothing where that is of another script.
pub fn first(name: &str) -> Option<Script> {
    name.chars().find(|letter| letter.is_alphabetic()).and_then(of_letter)
}

/// Returns the script of the first letter; nothing where a digit or a letter of a script without keys stands in the
/// word, or where it is too long for a name.
pub(crate) fn of(word: &str) -> Option<Script> {
    let mut first = None;
    for (count, letter) in word.chars().filter(|c| c.is_alphanumeric()).enumerate() {
        let script = of_letter(letter)?;
        first = first.or(Some(script));
        if count >= MAX_LETTERS {
            return None;
        }
    }
    first
}

/// Tells whether letters of several scripts stand in the word.
pub(crate) fn is_mixed(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    let mut scripts = word.chars().filter_map(of_letter);
    let first = scripts.next();
    scripts.any(|script| Some(script) != first)
}

fn of_letter(letter: char) -> Option<Script> {
    match letter {
        'a'..='z'
        | 'A'..='Z'
        | '\u{aa}'
        | '\u{ba}'
        | '\u{c0}'..='\u{2af}'
        | '\u{1d00}'..='\u{1eff}'
        | '\u{2b0}'..='\u{2ff}'
        | '\u{fb00}'..='\u{fb06}'
        | '\u{ff21}'..='\u{ff3a}'
        | '\u{ff41}'..='\u{ff5a}' => Some(Script::Latin),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' => Some(Script::Cyrillic),
        '\u{620}'..='\u{65f}'
        | '\u{66e}'..='\u{6ef}'
        | '\u{6fa}'..='\u{6ff}'
        | '\u{750}'..='\u{77f}'
        | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' => Some(Script::Arabic),
        '\u{370}'..='\u{3e1}' | '\u{1f00}'..='\u{1fff}' => Some(Script::Greek),
        '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' | '\u{2d00}'..='\u{2d2d}' => {
            Some(Script::Georgian)
        }
        '\u{531}'..='\u{58f}' | '\u{fb13}'..='\u{fb17}' => Some(Script::Armenian),
        _ => None,
    }
}
