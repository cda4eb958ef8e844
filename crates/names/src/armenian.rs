//! Armenian letters as classes of sounds.

use crate::forms::Forms;

/// Endings of cases and of the article; the longest first.
const CASES: &[&str] = &["ին", "ից", "ով", "ում", "ը", "ն", "ի"];
/// The fewest letters that are left of a name without its case.
const SHORTEST_STEM: usize = 4;

/// Returns the readings of an Armenian word, as it stands and without the ending of a case.
pub(crate) fn forms(word: &str) -> Forms {
    let stem = CASES.iter().find_map(|ending| word.strip_suffix(ending));
    match stem.filter(|stem| stem.chars().count() >= SHORTEST_STEM) {
        Some(stem) => letters(word).or(letters(stem)),
        None => letters(word),
    }
}

fn letters(word: &str) -> Forms {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let mut forms = Forms::default();
    let mut at = 0;
    while at < letters.len() {
        let (readings, length): (&[&str], usize) = match letters[at..] {
            ['ո', 'ւ', ..] => (&["u"], 2),
            ['ո', ..] if at == 0 => (&["vo", "o"], 1),
            ['ե', ..] if at == 0 => (&["ie", "e"], 1),
            [letter, ..] => (readings(letter), 1),
            [] => break,
        };
        forms.push(readings);
        at += length;
    }
    forms
}

fn readings(letter: char) -> &'static [&'static str] {
    match letter {
        'ա' => &["a"],
        'ե' | 'է' | 'ը' => &["e"],
        'ի' | 'յ' => &["i"],
        'ո' | 'օ' => &["o"],
        'բ' => &["b"],
        'գ' | 'խ' | 'հ' | 'ղ' => &["g"],
        'դ' => &["d"],
        'զ' => &["z"],
        'թ' | 'տ' => &["t"],
        'ժ' | 'ջ' => &["Z"],
        'լ' => &["l"],
        'ծ' | 'ց' => &["C"],
        'կ' | 'ք' => &["k"],
        'ձ' => &["dz", "z"],
        'ճ' | 'շ' | 'չ' => &["X"],
        'մ' => &["m"],
        'ն' => &["n"],
        'պ' | 'փ' => &["p"],
        'ռ' | 'ր' => &["r"],
        'ս' => &["s"],
        'վ' | 'ւ' => &["v"],
        'և' => &["ev"],
        'ֆ' => &["f"],
        _ => &[],
    }
}
