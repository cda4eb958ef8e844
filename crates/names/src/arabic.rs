//! Skeletons of consonants, in which Arabic and Latin spellings meet.

use crate::forms::Forms;

/// Returns the readings of an Arabic word by its consonants.
pub(crate) fn forms(word: &str) -> Forms {
    let folded = text::fold(word);
    let bare = folded.strip_prefix("ال").filter(|bare| bare.chars().count() > 1).unwrap_or(&folded);
    let mut forms = Forms::default();
    for (at, letter) in bare.chars().enumerate() {
        forms.push(readings(letter, at == 0));
    }
    forms.map(|form| collapsed(form.chars()))
}

fn readings(letter: char, is_first: bool) -> &'static [&'static str] {
    match letter {
        'ب' | 'پ' => &["b"],
        'ت' | 'ط' => &["t"],
        'ث' => &["t", "s"],
        'ج' => &["Z", "g"],
        'ح' | 'خ' | 'غ' | 'گ' | 'ه' => &["g"],
        'د' | 'ض' => &["d"],
        'ذ' | 'ظ' => &["d", "z"],
        'ر' => &["r"],
        'ز' => &["z"],
        'س' | 'ص' => &["s"],
        'ش' | 'چ' => &["X"],
        'ف' | 'ڤ' => &["f"],
        'ق' | 'ك' => &["k"],
        'ل' => &["l"],
        'م' => &["m"],
        'ن' => &["n"],
        'ژ' => &["Z"],
        'و' if is_first => &["f"],
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
