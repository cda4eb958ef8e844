//! Skeletons of consonants, in which Arabic and Latin spellings meet.

use crate::forms::Forms;
use crate::latin;

/// Latin graphemes of several letters with their readings; the longest ones first.
const GRAPHEMES: &[(&str, &[&str])] = &[
    ("tch", &["tX"]),
    ("sch", &["X"]),
    ("sh", &["X"]),
    ("ch", &["X", "k", "g"]),
    ("kh", &["g"]),
    ("gh", &["g"]),
    ("dj", &["Z"]),
    ("zh", &["Z"]),
    ("th", &["t", "s"]),
    ("dh", &["d", "z"]),
    ("ph", &["f"]),
    ("ck", &["k"]),
];

/// Stands for the glide of names in -awi, which is romanised as w, ou, u or v: Harbawi, Harbaoui, Харбави, الحرباوي.
const AWI: &str = "W";
/// The ending -awi in folded letters, as it is romanised.
const AWI_ENDINGS: &[&str] =
    &["aoui", "aouy", "awi", "awy", "aui", "auy", "avi", "ави", "ауи", "аві", "ауі"];

/// The fewest letters that are left of a word where one that may be its own is cut.
const MIN_BARE: usize = 4;

/// Returns the readings of an Arabic word by its consonants; also without a letter before it that may be a conjunction
/// or preposition.
pub(crate) fn forms(word: &str) -> Forms {
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
    if let Some(head) = bare.strip_suffix("اوي") {
        push_letters(head, false, &mut forms);
        forms.push(&[AWI]);
    } else {
        push_letters(bare, word.ends_with(['ة', '\u{fe93}', '\u{fe94}']), &mut forms);
    }
    forms.map(|form| collapsed(form.chars()))
}

/// Pushes the readings of letters behind the article; a word that `ends_open` ends in ta marbuta.
fn push_letters(bare: &str, ends_open: bool, forms: &mut Forms) {
    let mut letters = bare.chars().enumerate().peekable();
    while let Some((at, letter)) = letters.next() {
        match (letter, letters.peek()) {
            ('ت', Some((_, 'ش'))) => {
                forms.push(&["X", "tX"]);
                letters.next();
            }
            ('ه', None) if ends_open => {}
            ('ه', None) => forms.push(&["g", ""]),
            _ => forms.push(readings(letter, at == 0)),
        }
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
    let plain = latin::plain(word);
    let letters = before_awi(&plain).unwrap_or(&plain);
    let mut forms = Forms::default();
    let mut at = 0;
    while let Some(letter) = letters[at..].chars().next() {
        let rest = &letters[at..];
        let known = GRAPHEMES.iter().find(|(grapheme, _)| rest.starts_with(grapheme));
        let (readings, length) = match known {
            Some((grapheme, readings)) => (*readings, grapheme.len()),
            None => (latin_readings(letter, at == 0, rest), letter.len_utf8()),
        };
        forms.push(readings);
        at += length;
    }
    if letters.len() < plain.len() {
        forms.push(if plain.ends_with("avi") { &[AWI, "f"] } else { &[AWI] });
    }
    forms.map(|form| collapsed(form.chars()))
}

/// Returns what stands before the ending -awi, if a word has it.
pub(crate) fn before_awi(folded: &str) -> Option<&str> {
    let head = AWI_ENDINGS.iter().find_map(|ending| folded.strip_suffix(ending))?;
    (head.chars().count() > 1).then_some(head)
}

/// Returns the consonants of the skeleton of what stands before the ending -awi, with that ending.
pub(crate) fn consonants_with_awi(head: &str) -> String {
    format!("{}{AWI}", consonants_of(head))
}

fn latin_readings(letter: char, is_first: bool, rest: &str) -> &'static [&'static str] {
    match letter {
        'b' | 'p' => &["b"],
        'c' if matches!(rest.as_bytes().get(1), Some(b'e' | b'i' | b'y')) => &["s"],
        'c' | 'k' | 'q' => &["k"],
        'd' => &["d"],
        'f' | 'v' => &["f"],
        'w' if is_first => &["f"],
        // German and Polish surnames in -ow, -ew, -owa, -ewa; elsewhere a glide
        'w' if matches!(rest, "w" | "wa" | "wu" | "wi" | "wym" | "wej") => &["f", ""],
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
        'z' => &["z"],
        'X' | 'ç' => &["X"],
        _ => &[],
    }
}

/// Returns the consonants of a skeleton; Arabic has no p and no v.
pub(crate) fn consonants_of(skeleton: &str) -> String {
    collapsed(skeleton.chars().filter_map(|sound| match sound {
        'a' | 'e' | 'u' => None,
        'p' => Some('b'),
        'v' => Some('f'),
        'C' => Some('s'),
        _ => Some(sound),
    }))
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
