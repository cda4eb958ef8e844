//! Georgian letters as classes of sounds: a script to copy.
//!
//! To add another one, three more steps: a variant of `Script` with its ranges (`script.rs`); an arm in `skeletons`
//! (`lib.rs`) that calls `forms`; and rows in `tests/it/table.rs` of names that must meet their spellings in Latin,
//! Cyrillic and Arabic letters, and of such that must not. Keys are kept in dossiers: a change of keys is a change of
//! `search::ANALYSER`.

use crate::forms::Forms;

/// Endings of cases: ergative, genitive, instrumental, adverbial, dative; the longest first.
const CASES: &[&str] = &["მა", "ის", "ით", "ად", "ს"];
/// The fewest letters that are left of a name without its case.
const SHORTEST_STEM: usize = 4;

/// Returns the readings of a Georgian word, as it stands and without the ending of a case.
///
/// Each letter pushes the classes of sounds that it may stand for, the likeliest first: the same classes as for
/// every other script, since spellings meet in them. What is pushed for a letter is written side by side.
pub(crate) fn forms(word: &str) -> Forms {
    let whole = letters(word);
    let stem = CASES.iter().find_map(|ending| word.strip_suffix(ending));
    match stem.filter(|stem| stem.chars().count() >= SHORTEST_STEM) {
        Some(stem) => whole.or(letters(stem)),
        None => whole,
    }
}

fn letters(word: &str) -> Forms {
    let mut forms = Forms::default();
    for letter in word.chars() {
        forms.push(readings(letter));
    }
    forms
}

fn readings(letter: char) -> &'static [&'static str] {
    match letter {
        'ა' => &["a"],
        'ე' => &["e"],
        'ი' => &["i"],
        'ო' => &["o"],
        'უ' => &["u"],
        'ბ' => &["b"],
        // Romanised `g`, and `gh` or `kh`: one class, as for the Cyrillic letters.
        'გ' | 'ღ' | 'ხ' | 'ჰ' => &["g"],
        'დ' => &["d"],
        'ვ' => &["v"],
        'ზ' => &["z"],
        // One letter may stand for two sounds.
        'ძ' => &["dz", "z"],
        'თ' | 'ტ' => &["t"],
        'კ' | 'ქ' | 'ყ' => &["k"],
        'ლ' => &["l"],
        'მ' => &["m"],
        'ნ' => &["n"],
        'პ' | 'ფ' => &["p"],
        'ჟ' | 'ჯ' => &["Z"],
        'რ' => &["r"],
        'ს' => &["s"],
        'ც' | 'წ' => &["C"],
        'შ' | 'ჩ' | 'ჭ' => &["X"],
        // What is no letter of the script says nothing.
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endings;

    fn keys(word: &str) -> Vec<String> {
        forms(word).map(|form| endings::skeleton(&form)).into_vec()
    }

    #[test]
    fn a_name_meets_its_other_spellings() {
        for (georgian, others) in
            [("ბერიძე", ["Beridze", "Беридзе"]), ("დავით", ["Davit", "Давит"])]
        {
            let keys = keys(georgian);
            for other in others {
                let found = crate::keys(other);
                assert!(found.iter().any(|key| keys.contains(key)), "{other}: {keys:?} {found:?}");
            }
        }
    }

    #[test]
    fn other_names_and_other_scripts_do_not() {
        assert!(!keys("დავით").contains(&crate::keys("Beridze")[0]));
        assert_eq!(keys("David"), [""]);
    }
}
