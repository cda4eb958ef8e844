//! Whether what was typed may be a name of a person, though no field says so.

/// What was typed, as a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedName {
    /// The query that asks for it as a name.
    pub query: String,
    /// Whether it is written as names are: each word with a capital, or in a script without them.
    pub is_capitalised: bool,
}

/// More words than this are a sentence and no name.
const MOST_WORDS: usize = 6;

/// Words that join names and are written small.
const PARTICLES: [&str; 18] = [
    "al", "el", "bin", "ibn", "abu", "de", "del", "la", "las", "los", "y", "e", "da", "dos", "van",
    "von", "der", "ben",
];

/// Returns what was typed as a name; nothing where it holds anything but words that a name may have: a field, a
/// quotation, an operator, a number.
pub fn typed_name(typed: &str) -> Option<TypedName> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    if words.is_empty() || words.len() > MOST_WORDS || !words.iter().all(|word| is_name_word(word))
    {
        return None;
    }
    let query = match words[..] {
        [word] => format!("name:{word}"),
        _ => format!("name:\"{}\"", words.join(" ")),
    };
    let is_capitalised = words.iter().all(|word| is_capital(word) || PARTICLES.contains(word))
        && words.iter().any(|word| is_capital(word));
    Some(TypedName { query, is_capitalised })
}

/// Returns the family name of a name in which it stands in capitals beside given names that do not, as in police papers.
///
/// Later papers of a file name the person by it, so `name:` looks for it alone, too.
pub fn family_in_capitals(name: &str) -> Option<String> {
    let is_in_capitals = |word: &&str| {
        let letters = || word.chars().filter(|letter| letter.is_alphabetic());
        letters().nth(1).is_some() && letters().all(char::is_uppercase)
    };
    let has_given_name = |word: &str| word.chars().any(char::is_lowercase);
    let words: Vec<&str> = name.split_whitespace().filter(is_in_capitals).collect();
    (!words.is_empty() && name.split_whitespace().any(has_given_name)).then(|| words.join(" "))
}

/// A word of letters, with an apostrophe or hyphen inside, or an initial with its stop.
fn is_name_word(word: &str) -> bool {
    let is_operator = matches!(word, "OR" | "AND" | "NOT");
    let is_inner = |c: char| c.is_alphabetic() || is_mark(c) || matches!(c, '-' | '\'' | '’' | '.');
    let starts = word.starts_with(char::is_alphabetic);
    !is_operator && starts && word.chars().all(is_inner)
}

/// Vowel signs of Arabic and Hebrew, and accents that stand alone.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}')
}

fn is_capital(word: &str) -> bool {
    word.starts_with(|first: char| first.is_alphabetic() && !first.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(typed: &str) -> Option<(String, bool)> {
        typed_name(typed).map(|name| (name.query, name.is_capitalised))
    }

    #[test]
    fn words_of_a_name_in_any_script_are_asked_for_as_one() {
        for (typed, asked, is_capitalised) in [
            ("Щербаков Андрей", "name:\"Щербаков Андрей\"", true),
            ("Velihanov", "name:Velihanov", true),
            ("velihanov", "name:velihanov", false),
            ("يوسف الحرباوي", "name:\"يوسف الحرباوي\"", true),
            ("Youssef el Harbaoui", "name:\"Youssef el Harbaoui\"", true),
            ("O’Brien-Smith J.", "name:\"O’Brien-Smith J.\"", true),
        ] {
            assert_eq!(query(typed), Some((asked.to_owned(), is_capitalised)));
        }
    }

    #[test]
    fn a_family_name_is_told_by_its_capitals_beside_given_names() {
        for (name, family) in [
            ("PESTRIKOV Ivan", Some("PESTRIKOV")),
            ("EL HARBAOUI Youssef I.", Some("EL HARBAOUI")),
            ("ПЕСТРИКОВ Иван", Some("ПЕСТРИКОВ")),
            ("PESTRIKOV IVAN", None),
            ("PESTRIKOV", None),
            ("Ivan Pestrikov", None),
        ] {
            assert_eq!(family_in_capitals(name).as_deref(), family, "{name}");
        }
    }

    #[test]
    fn what_holds_more_than_words_is_no_name() {
        for typed in [
            "",
            "*",
            "Ivan*",
            "name:Ivan",
            "\"Ivan Pestrikov\"",
            "Ivan OR Pyotr",
            "-Ivan",
            "A-2741/3-2019",
            "one two three four five six seven",
            "Ivan 1974",
            "Iva~1",
        ] {
            assert_eq!(query(typed), None, "{typed}");
        }
    }
}
