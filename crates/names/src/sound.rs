//! Whether two words may sound alike, whatever language each is spelled in: for names that one script writes as they are
//! spelled and another as they are heard, Hughes and Хьюз, Dupont and Дюпон, Xi and Си.
//!
//! A code keeps of each word the classes of its consonants alone, so that it joins far more than one name. It is no key: it
//! only tells that somebody should look.

use crate::script::{self, Script};
use crate::{latin, letters};

/// Latin graphemes and the classes that they may stand for, the longest first; a class is a letter, none is silence.
const GRAPHEMES: &[(&str, &[&str])] = &[
    ("schtsch", &["s"]),
    ("tzsch", &["s"]),
    ("tsch", &["s"]),
    ("augh", &[""]),
    ("eigh", &[""]),
    ("ough", &[""]),
    ("sch", &["s"]),
    ("tch", &["s"]),
    ("igh", &[""]),
    ("ugh", &[""]),
    ("dge", &["s"]),
    ("dgi", &["s"]),
    ("dzs", &["s"]),
    ("ch", &["s", "k"]),
    ("ck", &["k"]),
    ("cs", &["s"]),
    ("cz", &["s"]),
    ("dh", &["t", "s"]),
    ("dj", &["s"]),
    ("dz", &["s"]),
    ("gh", &["k", ""]),
    ("gn", &["n"]),
    ("kh", &["k"]),
    ("lk", &["lk", "k"]),
    ("lm", &["lm", "m"]),
    ("ng", &["n", "nk"]),
    ("ph", &["f"]),
    ("qu", &["k"]),
    ("rz", &["s", "r"]),
    ("sh", &["s"]),
    ("sz", &["s"]),
    ("th", &["t", "s"]),
    ("ts", &["s"]),
    ("tz", &["s"]),
    ("wh", &["", "f"]),
    ("zh", &["s"]),
    ("zs", &["s"]),
];
/// Graphemes that begin words.
const FIRST: &[(&str, &[&str])] =
    &[("wr", &["r"]), ("kn", &["n"]), ("h", &["k", ""]), ("x", &["s", "k"])];
/// Graphemes that end words: silent in French, д in Hungarian.
const LAST: &[(&str, &[&str])] = &[
    ("aux", &[""]),
    ("eux", &[""]),
    ("ez", &["", "s"]),
    ("er", &["r", ""]),
    ("ts", &["", "s"]),
    ("ds", &["", "ts"]),
    ("gy", &["t", "k"]),
    ("t", &["t", ""]),
    ("d", &["t", ""]),
    ("x", &["ks", ""]),
    ("s", &["s", ""]),
];

/// The most codes that a word has.
const MOST: usize = 8;

/// The fewest classes of codes of which one may differ.
const LONG: usize = 5;

/// Tells whether two words have a code in common; of long ones a class may differ.
pub(crate) fn alike(one: &[String], other: &[String]) -> bool {
    let is_near = |a: &str, b: &str| a.len().min(b.len()) >= LONG && letters::is_one_off(a, b);
    one.iter().any(|a| other.iter().any(|b| a == b && !a.is_empty() || is_near(a, b)))
}

/// Returns the codes of a word; none of a script that is read elsewhere.
pub(crate) fn codes(word: &str) -> Vec<String> {
    let mut codes = match script::of(word) {
        Some(Script::Latin) => of_latin(&latin::plain(word)),
        Some(Script::Cyrillic) => vec![of_cyrillic(&text::fold(word))],
        _ => Vec::new(),
    };
    for code in &mut codes {
        *code = collapsed(code);
    }
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn of_latin(word: &str) -> Vec<String> {
    let mut codes = vec![String::new()];
    let mut at = 0;
    while let Some(letter) = word[at..].chars().next() {
        let rest = &word[at..];
        let find = |list: &'static [(&str, &[&str])], fits: &dyn Fn(&str) -> bool| {
            list.iter().find(|(grapheme, _)| fits(grapheme)).copied()
        };
        let known = find(FIRST, &|grapheme| at == 0 && rest.starts_with(grapheme))
            .or_else(|| find(LAST, &|grapheme| at > 1 && rest == grapheme))
            .or_else(|| find(GRAPHEMES, &|grapheme| rest.starts_with(grapheme)));
        let (length, readings) = match known {
            Some((grapheme, readings)) => (grapheme.len(), readings),
            None => (letter.len_utf8(), single(letter, rest)),
        };
        extend(&mut codes, readings);
        at += length;
    }
    codes
}

fn extend(codes: &mut Vec<String>, readings: &[&str]) {
    let Some((first, others)) = readings.split_first() else { return };
    let before = codes.len();
    for reading in others {
        let room = MOST.saturating_sub(codes.len());
        codes.extend_from_within(..before.min(room));
        codes.iter_mut().rev().take(before.min(room)).for_each(|code| code.push_str(reading));
    }
    codes[..before].iter_mut().for_each(|code| code.push_str(first));
}

fn single(letter: char, rest: &str) -> &'static [&'static str] {
    let is_soft = matches!(rest.as_bytes().get(1), Some(b'e' | b'i' | b'y'));
    match letter {
        'b' | 'p' => &["p"],
        'c' if is_soft => &["s"],
        'g' if is_soft => &["k", "s"],
        'c' | 'g' | 'k' | 'q' => &["k"],
        'd' | 't' => &["t"],
        'f' | 'v' => &["f"],
        'h' => &["k", ""],
        'j' => &["s", "k", ""],
        'l' => &["l"],
        'm' => &["m"],
        'n' => &["n"],
        'r' => &["r"],
        's' | 'z' | 'X' | 'Z' | 'ç' | 'ś' => &["s"],
        'w' => &["f", ""],
        'x' => &["ks"],
        'ą' | 'ę' => &["", "n"],
        _ => &[],
    }
}

fn of_cyrillic(folded: &str) -> String {
    let classes = folded.chars().filter_map(|letter| match letter {
        'б' | 'п' => Some('p'),
        'в' | 'ф' => Some('f'),
        'г' | 'ґ' | 'к' | 'х' => Some('k'),
        'д' | 'т' => Some('t'),
        'ж' | 'з' | 'с' | 'ц' | 'ч' | 'ш' | 'щ' => Some('s'),
        'л' => Some('l'),
        'м' => Some('m'),
        'н' => Some('n'),
        'р' => Some('r'),
        _ => None,
    });
    classes.collect()
}

/// Writes classes once that follow each other, and an affricate as its hiss.
fn collapsed(code: &str) -> String {
    let mut collapsed = String::with_capacity(code.len());
    for class in code.chars() {
        if class == 's' && collapsed.ends_with('t') {
            collapsed.pop();
        }
        if !collapsed.ends_with(class) {
            collapsed.push(class);
        }
    }
    collapsed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_another_script_writes_as_they_are_heard_sound_alike() {
        for (spelled, heard) in [
            ("Hughes", "Хьюз"),
            ("Wright", "Райт"),
            ("Churchill", "Черчилль"),
            ("Browder", "Браудер"),
            ("Dupont", "Дюпон"),
            ("Chevalier", "Шевалье"),
            ("Rousseau", "Руссо"),
            ("Weiß", "Вайс"),
            ("Jiménez", "Хименес"),
            ("Kovács", "Ковач"),
            ("Xi", "Си"),
            ("Jinping", "Цзиньпин"),
            ("Wałęsa", "Валенса"),
        ] {
            assert!(
                alike(&codes(spelled), &codes(heard)),
                "{spelled} {:?} {heard} {:?}",
                codes(spelled),
                codes(heard)
            );
        }
        assert!(!alike(&codes("Browder"), &codes("Бродский")));
        assert!(codes("محمد").is_empty());
    }
}
