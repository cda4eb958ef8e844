//! Which Arabic words are one word with and without what is written together with it: article, prepositions,
//! conjunctions, the alef of the accusative and the ending of the feminine.

use std::collections::BTreeSet;

/// The fewest letters of a word, in letters.
const MIN_WORD: usize = 3;
/// The fewest letters that are left where a letter is cut that may well be the word's own.
const MIN_DOUBTFUL: usize = 4;
/// Longer words have no other forms, in letters.
const MAX_WORD: usize = 30;

/// What may stand before all else.
const CONJUNCTIONS: &[&str] = &["", "و", "ف"];
/// What may stand before a word, besides the preposition that swallows the alef of the article.
const PARTICLES: &[&str] = &["", "ال", "بال", "كال", "ب", "ك", "ل"];
/// What may stand behind a word, folded.
const ENDINGS: &[&str] = &["", "ا", "ه"];

/// Tells whether a folded word is one of Arabic letters that may have other forms.
pub fn may_have_clitics(folded: &str) -> bool {
    let length = folded.chars().count();
    (MIN_WORD..=MAX_WORD).contains(&length)
        && folded.chars().all(|c| matches!(c, '\u{621}'..='\u{64a}'))
}

/// Returns the folded forms of a folded word, itself among them: some hundreds at most.
pub fn clitic_forms(folded: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([folded.to_owned()]);
    for core in cores(folded) {
        for ending in ENDINGS {
            if *ending == "ه" && core.chars().count() < MIN_DOUBTFUL {
                continue;
            }
            for conjunction in CONJUNCTIONS {
                let with = |particle: &str| format!("{conjunction}{particle}{core}{ending}");
                forms.extend(PARTICLES.iter().map(|particle| with(particle)));
                // the article is swallowed by `ل` before it, and wholly so before another `ل`
                forms.insert(with(if core.starts_with('ل') { "ل" } else { "لل" }));
            }
        }
    }
    forms
}

/// Returns what the word may be once all that is written together with it is cut, the word itself first.
fn cores(folded: &str) -> Vec<String> {
    let mut cores: Vec<String> = vec![folded.to_owned()];
    cores.extend(rest(folded, "و", MIN_DOUBTFUL).map(str::to_owned));
    for conjunction in CONJUNCTIONS {
        let Some(behind) = folded.strip_prefix(conjunction) else { continue };
        for article in ["ال", "بال", "كال", "لل"] {
            cores.extend(rest(behind, article, MIN_WORD).map(str::to_owned));
        }
        cores.extend(rest(behind, "لل", MIN_WORD - 1).map(|rest| format!("ل{rest}")));
    }
    for at in 0..cores.len() {
        let alef = cores[at].strip_suffix('ا').filter(|core| is_of(core, MIN_WORD));
        let feminine = cores[at].strip_suffix('ه').filter(|core| is_of(core, MIN_DOUBTFUL));
        let shorter: Vec<String> = alef.into_iter().chain(feminine).map(str::to_owned).collect();
        cores.extend(shorter);
    }
    cores.sort_unstable();
    cores.dedup();
    cores
}

/// Returns what stands behind `prefix`, if that is at least `least` letters.
fn rest<'a>(word: &'a str, prefix: &str, least: usize) -> Option<&'a str> {
    word.strip_prefix(prefix).filter(|rest| is_of(rest, least))
}

fn is_of(word: &str, least: usize) -> bool {
    word.chars().count() >= least
}

/// What is written together with an Arabic word and may be cut: conjunctions, prepositions, the article; the fewest
/// letters first.
const PREFIXES: [&str; 15] =
    ["و", "ف", "ب", "ل", "ك", "ال", "لل", "وب", "ول", "وال", "بال", "فال", "كال", "ولل", "وبال"];

/// Yields a folded Arabic word without what is written together with it before it, in each way that leaves three letters.
pub fn without_clitics(folded: &str) -> impl Iterator<Item = &str> {
    let is_arabic = folded.starts_with(|c| matches!(c, '\u{620}'..='\u{6ff}'));
    let prefixes = PREFIXES.into_iter().filter(move |_| is_arabic);
    prefixes.filter_map(|prefix| folded.strip_prefix(prefix)).filter(|bare| is_of(bare, MIN_WORD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_meets_its_forms_and_they_meet_it() {
        for (word, form) in [
            ("محكمة", "المحكمة"),
            ("محكمة", "وللمحكمة"),
            ("محكمة", "بالمحكمة"),
            ("محكمة", "ومحكمة"),
            ("الإنتربول", "للإنتربول"),
            ("نشرة", "النشرة"),
            ("كتاب", "كتاباً"),
            ("حكم", "حكماً"),
            ("حكم", "والحكم"),
            ("لجنة", "للجنة"),
            ("لجنة", "اللجنة"),
            ("متهم", "المتهمة"),
        ] {
            let (word, form) = (crate::fold(word), crate::fold(form));
            assert!(clitic_forms(&word).contains(&form), "{word} {form}");
            assert!(clitic_forms(&form).contains(&word), "{form} {word}");
        }
    }

    #[test]
    fn letters_of_the_word_itself_are_not_cut() {
        for (word, other) in [("الله", "له"), ("بلدية", "لديه"), ("كتاب", "تاب"), ("نشرة", "نشر")]
        {
            assert!(
                !clitic_forms(&crate::fold(word)).contains(&crate::fold(other)),
                "{word} {other}"
            );
        }
    }

    #[test]
    fn a_word_is_found_without_what_stands_before_it() {
        let bare = |word| without_clitics(word).collect::<Vec<_>>();
        assert_eq!(bare("وبالبيت"), ["بالبيت", "البيت", "بيت"]);
        assert_eq!(bare("بيت"), [""; 0]);
        assert_eq!(bare("valid"), [""; 0]);
    }

    #[test]
    fn forms_are_bounded() {
        for word in ["وللوللوللواااا", "والبالكالللااه", "فالااهاهاه"]
        {
            assert!(clitic_forms(word).len() < 1_000, "{word}");
        }
        assert!(!may_have_clitics(&"ا".repeat(MAX_WORD + 1)));
        assert!(!may_have_clitics("في") && !may_have_clitics("abc") && !may_have_clitics("2019"));
    }
}
