//! Greek letters as classes of sounds, by the pronunciation of today.

use crate::forms::Forms;

/// Returns the readings of a Greek word.
pub(crate) fn forms(word: &str) -> Forms {
    let lowered = word.chars().flat_map(char::to_lowercase).map(bare);
    let letters: Vec<char> = lowered.filter(|letter| !is_mark(*letter)).collect();
    let mut forms = Forms::default();
    let mut at = 0;
    while at < letters.len() {
        let pair = letters.get(at..at + 2).and_then(|pair| of_pair(pair[0], pair[1], at == 0));
        let (readings, length) = pair.map_or((readings(letters[at]), 1), |pair| (pair, 2));
        forms.push(readings);
        at += length;
    }
    forms
}

/// Returns a letter without its accent; a diaeresis parts two vowels, and stays.
fn bare(letter: char) -> char {
    match letter {
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' => 'ι',
        'ό' => 'ο',
        'ύ' => 'υ',
        'ώ' => 'ω',
        _ => letter,
    }
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}' | '\u{301}' | '\u{342}')
}

fn of_pair(first: char, second: char, begins: bool) -> Option<&'static [&'static str]> {
    Some(match (first, second) {
        ('ο', 'υ') => &["u"],
        ('α', 'ι') => &["e", "ai"],
        ('ε' | 'ο' | 'υ', 'ι') => &["i"],
        ('α', 'υ') => &["av", "af"],
        ('ε', 'υ') => &["ev", "ef"],
        ('μ', 'π') if begins => &["b"],
        ('μ', 'π') => &["b", "mb", "mp"],
        ('ν', 'τ') if begins => &["d"],
        ('ν', 'τ') => &["nt", "d", "nd"],
        ('γ', 'κ') => &["gk", "g", "ng"],
        ('γ', 'γ') => &["ng", "g"],
        ('τ', 'σ' | 'ζ') => &["C"],
        _ => return None,
    })
}

fn readings(letter: char) -> &'static [&'static str] {
    match letter {
        'α' => &["a"],
        'β' => &["v"],
        'γ' => &["g", "i"],
        'δ' => &["d"],
        'ε' => &["e"],
        'ζ' => &["z"],
        'η' | 'ι' | 'υ' | 'ϊ' | 'ϋ' | 'ΐ' | 'ΰ' => &["i"],
        'θ' | 'τ' => &["t"],
        'κ' => &["k"],
        'λ' => &["l"],
        'μ' => &["m"],
        'ν' => &["n"],
        'ξ' => &["ks"],
        'ο' | 'ω' => &["o"],
        'π' => &["p"],
        'ρ' => &["r"],
        'σ' | 'ς' => &["s"],
        'φ' => &["f"],
        'χ' => &["g"],
        'ψ' => &["ps"],
        _ => &[],
    }
}
