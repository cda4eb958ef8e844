//! Skeletons of consonants, in which Arabic and Latin spellings meet.

use crate::forms::Forms;
use crate::latin;

/// Latin graphemes of several letters with their readings; the longest ones first.
const GRAPHEMES: &[(&str, &[&str])] = &[
    ("schtsch", &["X"]),
    ("chtch", &["X"]),
    ("shch", &["X"]),
    ("szcz", &["X"]),
    ("tsch", &["X", "tX"]),
    ("tch", &["tX"]),
    ("sch", &["X", "Z"]),
    ("sh", &["X"]),
    ("ch", &["X", "k", "g"]),
    ("kh", &["g"]),
    ("gh", &["g"]),
    ("dj", &["Z"]),
    ("zh", &["Z"]),
    ("th", &["t", "s", "tg"]),
    ("dh", &["d", "z", "dg"]),
    // ц in German
    ("zw", &["tsf"]),
    ("zk", &["zk", "tsk"]),
    ("ph", &["f"]),
    ("ck", &["k"]),
];

/// Stands for w between a consonant or long vowel and a vowel, which is romanised as w, ou, u or v: Harbawi, Harbaoui,
/// Харбави, الحرباوي. As a part of a long vowel و stands for nothing.
const GLIDE: &str = "W";

/// Stands for a final o or u, which Arabic writes: -енко and -нюк, Ignacio and Ignacia have the same consonants.
const FINAL_O: char = 'O';

const VOWELS: [char; 6] = ['a', 'e', 'i', 'o', 'u', 'y'];

/// The fewest letters that are left of a word where one that may be its own is cut.
const MIN_BARE: usize = 4;

/// Returns the readings of an Arabic word by its consonants; also without a letter before it that may be a conjunction
/// or preposition.
pub(crate) fn forms(word: &str) -> Forms {
    // Persian writes a final h that is not heard before an ending: خامنه‌ای is Khamenei
    let word = &word.replace("ه\u{200c}", "\u{200c}");
    let folded = text::fold(word);
    let forms = forms_of_folded(word, &folded);
    let bare = folded.strip_prefix("لل").or_else(|| folded.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك']));
    match bare.filter(|bare| bare.chars().count() >= MIN_BARE) {
        Some(bare) => forms.or(forms_of_folded(bare, bare)),
        None => forms,
    }
}

fn forms_of_folded(word: &str, folded: &str) -> Forms {
    let mut forms = Forms::default();
    let bare = match folded.strip_prefix("ال") {
        Some(bare) if word.starts_with('ا') && bare.chars().count() > 2 => {
            forms.push(&["", "l"]);
            bare
        }
        _ => folded,
    };
    push_letters(bare, word.ends_with(['ة', '\u{fe93}', '\u{fe94}']), &mut forms);
    let end = final_o(bare.ends_with('و'));
    forms.map(|form| collapsed(form.chars().chain(end)))
}

/// Pushes the readings of letters behind the article; a word that `ends_open` ends in ta marbuta.
fn push_letters(bare: &str, ends_open: bool, forms: &mut Forms) {
    let mut letters = bare.chars().enumerate().peekable();
    let mut before = None;
    while let Some((at, letter)) = letters.next() {
        match (letter, letters.peek()) {
            ('ت', Some((_, 'ش'))) => {
                forms.push(&["X", "tX"]);
                letters.next();
            }
            // ц
            ('ت', Some((_, 'س'))) => {
                forms.push(&["ts", "s"]);
                letters.next();
            }
            // m before b: جنبلاط is Jumblatt
            ('ن', Some((_, 'ب'))) => forms.push(&["n", "m"]),
            // v in Turkish: تشاووش is Çavuş
            ('و', Some((_, 'و'))) if before == Some('ا') => forms.push(&["f", ""]),
            // v in Persian: جواد is Javad
            ('و', Some((_, 'ا'))) if at > 0 => forms.push(&[GLIDE, "f"]),
            ('و', Some((_, 'ي'))) if before == Some('ا') => forms.push(&[GLIDE]),
            // a consonant or a vowel: درويش is Darwish, سويدي Suwaidi, كوين Quinn
            ('و', Some((_, 'ي'))) if at > 0 => forms.push(&["", GLIDE]),
            ('ه', None) if ends_open => {}
            ('ه', None) => forms.push(&["g", ""]),
            _ => forms.push(readings(letter, at == 0)),
        }
        before = Some(letter);
    }
}

fn readings(letter: char, is_first: bool) -> &'static [&'static str] {
    match letter {
        'ب' | 'پ' => &["b"],
        'ت' | 'ط' | 'ٹ' => &["t"],
        'ث' => &["t", "s"],
        'ج' => &["Z", "g"],
        'ح' | 'خ' | 'غ' | 'گ' | 'ه' => &["g"],
        'د' | 'ڈ' => &["d"],
        'ذ' | 'ظ' | 'ض' => &["d", "z"],
        'ر' | 'ڑ' => &["r"],
        'ز' => &["z"],
        'س' | 'ص' => &["s"],
        'ش' | 'چ' => &["X"],
        'ف' | 'ڤ' => &["f"],
        'ق' => &["k", "g"],
        'ك' => &["k"],
        'ل' => &["l"],
        'م' => &["m"],
        'ن' | 'ں' => &["n"],
        'ژ' => &["Z"],
        'و' if is_first => &["f"],
        _ => &[],
    }
}

/// Returns the readings of a Latin word by its consonants, as Arabic would write them.
pub(crate) fn forms_of_latin(word: &str) -> Forms {
    let letters = latin::plain(word);
    let is_german = letters.contains("sch") || ends_german(&letters);
    let mut forms = Forms::default();
    let mut at = 0;
    while let Some(letter) = letters[at..].chars().next() {
        let rest = &letters[at..];
        if let Some((readings, length)) = glide(&letters[..at], rest) {
            forms.push(readings);
            at += length;
            continue;
        }
        let known = GRAPHEMES.iter().find(|(grapheme, _)| rest.starts_with(grapheme));
        let (readings, length) = match known {
            Some((grapheme, readings)) => (*readings, grapheme.len()),
            None if letter == 's' && stands_between_vowels(&letters, at) => (&["s", "z"][..], 1),
            None if letter == 'j' && is_german => (&[""][..], 1),
            None if letter == 'z' && is_german => (&["z", "ts"][..], 1),
            None => (latin_readings(letter, at == 0, rest), letter.len_utf8()),
        };
        forms.push(readings);
        at += length;
    }
    let end = final_o(letters.ends_with(['o', 'u']));
    forms.map(|form| collapsed(form.chars().chain(end)))
}

/// Tells whether a word ends as German and Polish write Slavic family names.
fn ends_german(letters: &str) -> bool {
    ["ow", "ew", "owa", "ewa"].iter().any(|ending| letters.ends_with(ending))
}

/// Tells whether the letter at a byte stands between vowels, where s is z in German and French.
fn stands_between_vowels(letters: &str, at: usize) -> bool {
    let is_vowel = |byte: Option<&u8>| byte.is_some_and(|byte| b"aeiouy".contains(byte));
    let bytes = letters.as_bytes();
    at > 0 && is_vowel(bytes.get(at - 1)) && is_vowel(bytes.get(at + 1))
}

/// Returns the readings of w, ou, u or v where it may be a glide, and its length in bytes.
fn glide(before: &str, rest: &str) -> Option<(&'static [&'static str], usize)> {
    let length = ["ou", "w", "u", "v"].iter().find(|letters| rest.starts_with(**letters))?.len();
    let next = rest[length..].chars().next();
    let is_first = before.is_empty();
    match (rest.as_bytes()[0], next) {
        // German and Polish family names in -ow, -ew, -owa, -ewa
        (b'w', None | Some('a' | 'y' | 'e' | 'i' | 'u')) if before.ends_with(['o', 'e']) => {
            Some((&["f"], length))
        }
        // German and Polish write v so, too
        (b'w', Some('a' | 'e' | 'i' | 'o' | 'u' | 'y')) if !is_first => {
            Some((&[GLIDE, "f"], length))
        }
        (b'w', Some(_)) if !is_first => Some((&["", "f"], length)),
        // an ayn may stand between the vowels of a first syllable: الجوعاني is Jouani
        (b'o' | b'u', Some('a')) if !is_first && !before.contains(VOWELS) => {
            Some((&[GLIDE, ""], length))
        }
        (b'o' | b'u', Some('a')) if !is_first => Some((&[GLIDE], length)),
        (b'v', Some('i')) if before.ends_with('a') && rest.len() == 2 => {
            Some((&["f", GLIDE], length))
        }
        (b'v', Some('a')) if rest.ends_with('i') && !is_first => Some((&["f", GLIDE], length)),
        (b'o' | b'u', Some('i' | 'y')) if before.ends_with(['a', 'e']) => Some((&[GLIDE], length)),
        _ => None,
    }
}

fn latin_readings(letter: char, is_first: bool, rest: &str) -> &'static [&'static str] {
    match letter {
        'b' | 'p' => &["b"],
        'c' if matches!(rest.as_bytes().get(1), Some(b'e' | b'i' | b'y')) => &["s"],
        'c' | 'k' | 'q' => &["k"],
        'd' => &["d"],
        'f' | 'v' => &["f"],
        'w' if is_first => &["f"],
        'h' if rest.len() == 1 => &["", "g"],
        'h' if !is_first => &["g", ""],
        'g' | 'h' => &["g"],
        // Spanish and German besides English
        'j' => &["Z", "g", ""],
        'Z' => &["Z"],
        'l' => &["l"],
        'm' => &["m"],
        'n' => &["n"],
        'r' => &["r"],
        's' | 'ś' => &["s"],
        't' => &["t"],
        'x' => &["ks"],
        // Spanish
        'z' if rest.len() == 1 => &["z", "s"],
        'z' => &["z"],
        'X' | 'ç' => &["X"],
        'đ' => &["d", "Z"],
        _ => &[],
    }
}

/// Returns the consonants of a skeleton; Arabic has no p and no v.
pub(crate) fn consonants_of(skeleton: &str) -> String {
    consonants_with(skeleton, 'f')
}

/// Returns the consonants of a skeleton whose v is a glide, as Russian writes Arabic names in -ави, -вани.
pub(crate) fn consonants_with_glides(skeleton: &str) -> String {
    consonants_with(skeleton, 'W')
}

fn consonants_with(skeleton: &str, v: char) -> String {
    let mut sounds = skeleton.chars().peekable();
    let mut consonants = String::with_capacity(skeleton.len());
    while let Some(sound) = sounds.next() {
        match sound {
            'u' if !consonants.is_empty() && sounds.peek() == Some(&'a') => consonants.push('W'),
            'a' | 'e' | 'u' => {}
            'p' => consonants.push('b'),
            'v' => consonants.push(v),
            'C' => consonants.push('s'),
            _ => consonants.push(sound),
        }
    }
    collapsed(consonants.chars())
}

/// Returns the mark of a final o, if there is one.
pub(crate) fn final_o(is_there: bool) -> Option<char> {
    is_there.then_some(FINAL_O)
}

fn collapsed(sounds: impl Iterator<Item = char>) -> String {
    let mut collapsed = String::new();
    for sound in sounds {
        if !collapsed.ends_with(sound) {
            collapsed.push(sound);
        }
    }
    collapsed
}
