//! How a character is folded so that spellings of one word meet.
//!
//! Case, accents, Arabic vowel marks and letter variants, digits of other scripts and full-width forms go; the
//! scripts stay apart.

/// Appends the folded form of `character`; marks vanish, or make another letter of the one before them.
pub(crate) fn push(character: char, folded: &mut String) {
    match character {
        '\0'..='\x7f' => folded.push(character.to_ascii_lowercase()),
        'А'..='Я' | 'а'..='я' | 'Ѐ'..='Џ' | 'ѐ'..='џ' => folded.push(cyrillic(character)),
        '\u{620}'..='\u{6ff}' => push_arabic(character, folded),
        '\u{c0}'..='\u{24f}' => push_latin(character, folded),
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{fb00}'..='\u{fb06}' => {
            push_presentation(character, folded);
        }
        '\u{ff10}'..='\u{ff5a}' => push_full_width(character, folded),
        _ if is_mark(character) => compose(character, folded),
        _ => folded.extend(character.to_lowercase()),
    }
}

/// Joins a mark with the letter before it where the two are a letter of its own, as in decomposed text.
fn compose(mark: char, folded: &mut String) {
    let composed = match (folded.chars().next_back(), mark) {
        (Some('и'), '\u{306}') => 'й',
        (Some('у'), '\u{306}') => 'ў',
        (Some('і'), '\u{308}') => 'ї',
        (Some('г'), '\u{301}') => 'ѓ',
        (Some('к'), '\u{301}') => 'ќ',
        (Some('و'), '\u{654}') => 'ؤ',
        (Some('ي'), '\u{654}') => 'ئ',
        _ => return,
    };
    folded.pop();
    folded.push(composed);
}

/// Returns the folded form of a word.
pub(crate) fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    word.chars().for_each(|character| push(character, &mut folded));
    folded
}

/// Tells of every letter of a Latin word whether it bears an accent, composed or not.
pub(crate) fn accents(word: &str) -> Vec<bool> {
    let mut accents = Vec::with_capacity(word.len());
    for character in word.chars() {
        match character {
            '\u{300}'..='\u{36f}' => {
                accents.pop();
                accents.push(true);
            }
            _ if is_mark(character) => {}
            _ => accents.push(matches!(character, '\u{c0}'..='\u{24f}')),
        }
    }
    accents
}

/// Tells whether `character` joins a word without being a letter of it.
pub(crate) fn is_mark(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{61c}' | '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5c7}' | '\u{640}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}')
}

/// Returns the value of a decimal digit of the scripts that the recogniser reads.
pub(crate) fn digit(character: char) -> Option<u8> {
    let zero = match character {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    u8::try_from(u32::from(character) - u32::from(zero)).ok()
}

/// Returns the Latin capital that `character` looks like, where it is a Latin, Cyrillic or Greek letter that does.
pub(crate) fn look_alike(character: char) -> Option<char> {
    text::latin_look_alike(character).map(|letter| letter.to_ascii_uppercase())
}

fn cyrillic(character: char) -> char {
    match character {
        'А'..='Я' => char::from_u32(u32::from(character) + 32).unwrap_or(character),
        'Ё' | 'ё' => 'е',
        'Ѐ'..='Џ' => char::from_u32(u32::from(character) + 80).unwrap_or(character),
        _ => character,
    }
}

fn push_arabic(character: char, folded: &mut String) {
    match character {
        'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
        'ى' | 'ی' => folded.push('ي'),
        'ة' => folded.push('ه'),
        'ک' => folded.push('ك'),
        _ if is_mark(character) => compose(character, folded),
        _ => match digit(character) {
            Some(value) => folded.push(char::from(b'0' + value)),
            None => folded.push(character),
        },
    }
}

fn push_latin(character: char, folded: &mut String) {
    let lower = character.to_lowercase().next().unwrap_or(character);
    let base = match lower {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ə' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'i' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'þ' => "th",
        _ => return folded.push(lower),
    };
    folded.push_str(base);
}

fn push_presentation(character: char, folded: &mut String) {
    let mut buffer = [0; 4];
    for plain in text::fold(character.encode_utf8(&mut buffer)).chars() {
        match plain {
            '\u{620}'..='\u{6ff}' => push_arabic(plain, folded),
            _ => folded.push(plain),
        }
    }
}

fn push_full_width(character: char, folded: &mut String) {
    let narrow = char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character);
    folded.push(narrow.to_ascii_lowercase());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_meet() {
        assert_eq!(fold("Жёлтое"), fold("желтое"));
        assert_eq!(fold("النَّشرة"), fold("النشره"));
        assert_eq!(fold("NOTIFICACIÓN"), "notificacion");
        assert_eq!(fold("٢٠٢٤"), "2024");
        assert_eq!(fold("Ｒｅｄ"), "red");
    }

    #[test]
    fn decomposed_letters_fold_as_composed_ones_do() {
        assert_eq!(fold("Росси\u{438}\u{306}скои\u{306}"), "российской");
        assert_eq!(fold("З\u{435}\u{308}рна И\u{306}"), "зерна й");
        assert_eq!(fold("Украі\u{308}на"), fold("Україна"));
        assert_eq!(fold("مسو\u{654}ول"), fold("مسؤول"));
        assert_eq!(fold("ري\u{654}يس"), fold("رئيس"));
    }
}
