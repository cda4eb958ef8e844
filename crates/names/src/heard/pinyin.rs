//! Chinese in pinyin, which Russian writes by the system of Palladius.

/// Consonants that begin a syllable, the longest first.
const INITIALS: &[(&str, &str)] = &[
    ("zh", "чж"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("b", "б"),
    ("p", "п"),
    ("m", "м"),
    ("f", "ф"),
    ("d", "д"),
    ("t", "т"),
    ("n", "н"),
    ("l", "л"),
    ("g", "г"),
    ("k", "к"),
    ("h", "х"),
    ("j", "цз"),
    ("q", "ц"),
    ("x", "с"),
    ("r", "ж"),
    ("z", "цз"),
    ("c", "ц"),
    ("s", "с"),
];

/// What ends a syllable behind a consonant, the longest first.
const FINALS: &[(&str, &str)] = &[
    ("iang", "ян"),
    ("iong", "юн"),
    ("uang", "уан"),
    ("ang", "ан"),
    ("eng", "эн"),
    ("ong", "ун"),
    ("iao", "яо"),
    ("ian", "янь"),
    ("ing", "ин"),
    ("uai", "уай"),
    ("uan", "уань"),
    ("ai", "ай"),
    ("ei", "эй"),
    ("ao", "ао"),
    ("ou", "оу"),
    ("an", "ань"),
    ("en", "энь"),
    ("ia", "я"),
    ("ie", "е"),
    ("iu", "ю"),
    ("in", "инь"),
    ("ua", "уа"),
    ("uo", "о"),
    ("ui", "уй"),
    ("un", "унь"),
    ("ue", "юэ"),
    ("a", "а"),
    ("o", "о"),
    ("e", "э"),
    ("i", "и"),
    ("u", "у"),
];

/// Syllables that begin with no consonant, the longest first.
const WHOLE: &[(&str, &str)] = &[
    ("yuan", "юань"),
    ("yang", "ян"),
    ("ying", "ин"),
    ("yong", "юн"),
    ("wang", "ван"),
    ("weng", "вэн"),
    ("yan", "янь"),
    ("yao", "яо"),
    ("yin", "инь"),
    ("you", "ю"),
    ("yue", "юэ"),
    ("yun", "юнь"),
    ("wai", "вай"),
    ("wan", "вань"),
    ("wei", "вэй"),
    ("wen", "вэнь"),
    ("ang", "ан"),
    ("ya", "я"),
    ("ye", "е"),
    ("yi", "и"),
    ("yu", "юй"),
    ("wa", "ва"),
    ("wo", "во"),
    ("wu", "у"),
    ("ai", "ай"),
    ("an", "ань"),
    ("ao", "ао"),
    ("ou", "оу"),
    ("en", "энь"),
    ("er", "эр"),
    ("a", "а"),
    ("e", "э"),
];

/// The most syllables that a name written as one word has.
const MOST: usize = 3;

/// Returns how a word is written whose every syllable is one of pinyin.
pub(super) fn cyrillic(word: &str) -> Option<String> {
    let folded = text::fold(word);
    syllables(&folded, MOST)
}

fn syllables(rest: &str, most: usize) -> Option<String> {
    if rest.is_empty() {
        return Some(String::new());
    }
    if most == 0 {
        return None;
    }
    let whole = WHOLE.iter().filter_map(|(latin, cyrillic)| {
        let after = rest.strip_prefix(latin)?;
        Some(format!("{cyrillic}{}", syllables(after, most - 1)?))
    });
    let composed = INITIALS.iter().filter_map(|(latin, initial)| {
        let after = rest.strip_prefix(latin)?;
        FINALS.iter().find_map(|(latin_end, end)| {
            let after = after.strip_prefix(latin_end).filter(|_| may_meet(latin, latin_end))?;
            let end = after_soft(latin, latin_end).unwrap_or(end);
            Some(format!("{initial}{end}{}", syllables(after, most - 1)?))
        })
    });
    composed.chain(whole).next()
}

/// Tells whether a syllable has these consonants before this end: i and ü stand behind few.
fn may_meet(initial: &str, end: &str) -> bool {
    match initial {
        "g" | "k" | "h" | "f" => !end.starts_with('i'),
        "zh" | "ch" | "sh" | "r" | "z" | "c" | "s" => !end.starts_with('i') || end == "i",
        "j" | "q" | "x" => {
            end.starts_with(['i', 'u']) && !matches!(end, "ua" | "uo" | "ui" | "uai" | "uang")
        }
        _ => true,
    }
}

/// U behind j, q and x is ü.
fn after_soft(initial: &str, end: &str) -> Option<&'static str> {
    match (initial, end) {
        ("j" | "q" | "x", "u") => Some("юй"),
        ("j" | "q" | "x", "uan") => Some("юань"),
        ("j" | "q" | "x", "un") => Some("юнь"),
        _ => None,
    }
}
