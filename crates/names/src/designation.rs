//! Which words of the name of a body or a place tell which one is meant, in any script and inflection.
//!
//! A legal form, an article and a preposition tell nothing. A word has the keys of a word of a name; one of up to three
//! letters, which often is an abbreviation, its letters in Latin script. What tables know in several languages, such as
//! `Moscow` and `موسكو`, has one key in all of them. What is translated word by word and stands in no table does not meet.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use crate::gazette::Gazette;
use crate::legal_form;
use crate::memo::{Memo, WORDS_KEPT, remembered};
use crate::script::Script;

/// Bodies of the beat.
static BODIES: LazyLock<Gazette> =
    LazyLock::new(|| Gazette::read(include_str!("../data/bodies.tsv"), telling));
/// Countries, and cities of many people.
static PLACES: LazyLock<Gazette> =
    LazyLock::new(|| Gazette::read(include_str!("../data/places.tsv"), words));

/// Up to so many letters a word is taken as it stands.
const MOST_SHORT: usize = 3;
/// So many words of a name are looked at.
const MOST_WORDS: usize = 16;

/// Words that tell nothing in the name of a body, folded.
const FILLING: &[&str] = &[
    "the",
    "of",
    "for",
    "and",
    "on",
    "in",
    "to",
    "le",
    "la",
    "les",
    "l",
    "de",
    "des",
    "du",
    "d",
    "et",
    "pour",
    "a",
    "au",
    "aux",
    "el",
    "los",
    "las",
    "del",
    "y",
    "e",
    "para",
    "der",
    "die",
    "das",
    "und",
    "fur",
    "von",
    "и",
    "по",
    "в",
    "на",
    "при",
    "для",
    "с",
    "та",
    "у",
    "co",
    "company",
    "companies",
    "group",
    "компания",
    "группа",
    "s",
];

/// What of a name tells which body or place is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Designation {
    /// By word that tells, in their order, its keys; one key alone of what a table knows in several languages.
    pub words: Vec<Vec<String>>,
    /// The kind of the legal form that the name has, as a row of `data/legal-forms.tsv` begins.
    pub form: Option<&'static str>,
}

/// Returns what the name of a body designates.
///
/// ```
/// assert!(names::body("ПАО «Газпром»").is(&names::body("Gazprom")));
/// assert!(names::body("Следственного комитета").is(&names::body("Investigative Committee of Russia")));
/// ```
pub fn body(name: &str) -> Designation {
    thread_local!(static BODY: Memo<Designation> = Memo::default());
    remembered(&BODY, WORDS_KEPT, name, |name| {
        let all = words(name);
        let (form, rest) = legal_form::without(&all);
        let telling = without_filling(rest);
        let telling = if telling.is_empty() { all } else { telling };
        Designation { words: keys_of(&BODIES, &telling), form }
    })
}

/// Returns what the name of a place designates.
pub fn place(name: &str) -> Designation {
    thread_local!(static PLACE: Memo<Designation> = Memo::default());
    remembered(&PLACE, WORDS_KEPT, name, |name| Designation {
        words: keys_of(&PLACES, &words(name)),
        form: None,
    })
}

impl Designation {
    /// Tells whether both are the same, whatever their legal forms: as many words, and each pair shares a key.
    pub fn is(&self, other: &Self) -> bool {
        let shares =
            |(one, other): (&Vec<String>, &Vec<String>)| one.iter().any(|key| other.contains(key));
        !self.words.is_empty()
            && self.words.len() == other.words.len()
            && self.words.iter().zip(&other.words).all(shares)
    }
}

/// Puts together what is the same; each comes with how often it is named. Returns their numbers, those named most first.
///
/// Each joins the one named most that it is the same as, so that nothing is joined by way of a third. Companies of the same
/// name and of different legal forms stay apart, and what has no form joins the only one that there is.
pub fn same(of: &[(Designation, u64)]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..of.len()).collect();
    order.sort_by_key(|at| (Reverse(of[*at].1), *at));
    let mut heads: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for at in order {
        let designation = &of[at].0;
        let first = || designation.words.first().into_iter().flatten();
        let near: BTreeSet<usize> =
            first().filter_map(|key| heads.get(key.as_str())).flatten().copied().collect();
        if let Some(group) = near.into_iter().find(|group| of[groups[*group][0]].0.is(designation))
        {
            groups[group].push(at);
            continue;
        }
        first().for_each(|key| heads.entry(key).or_default().push(groups.len()));
        groups.push(vec![at]);
    }
    groups.into_iter().flat_map(|group| by_form(of, group)).collect()
}

/// Parts a group where its legal forms differ.
fn by_form(of: &[(Designation, u64)], group: Vec<usize>) -> Vec<Vec<usize>> {
    let mut by_form: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for at in &group {
        by_form.entry(of[*at].0.form).or_default().push(*at);
    }
    let forms = by_form.keys().flatten().count();
    if forms <= 1 { vec![group] } else { by_form.into_values().collect() }
}

/// Returns the folded words of the name of a body that tell which one it is.
fn telling(name: &str) -> Vec<String> {
    without_filling(&words(name))
}

fn without_filling(words: &[String]) -> Vec<String> {
    words.iter().filter(|word| !FILLING.contains(&word.as_str())).cloned().collect()
}

/// Returns the folded words of a name, in their order.
fn words(name: &str) -> Vec<String> {
    text::tokens(name).take(MOST_WORDS).map(|token| token.folded).collect()
}

fn keys_of(gazette: &Gazette, words: &[String]) -> Vec<Vec<String>> {
    gazette.find(words).map_or_else(
        || words.iter().map(|word| keys_of_word(word)).collect(),
        |known| vec![vec![format!("={known}")]],
    )
}

fn keys_of_word(word: &str) -> Vec<String> {
    let is_short = word.chars().count() <= MOST_SHORT;
    let mut keys = if is_short { Vec::new() } else { crate::keys(word) };
    if keys.is_empty() {
        return vec![word.chars().map(in_latin).collect()];
    }
    if crate::script(word) == Some(Script::Cyrillic) {
        // Keys know the cases of names of persons alone: `Северного` is none.
        let more = crate::keys(&text::stem("ru", word));
        keys.extend(more);
        keys.sort_unstable();
        keys.dedup();
    }
    keys
}

/// Returns a folded Cyrillic letter in Latin ones, as abbreviations of bodies are written abroad; any other as it is.
fn in_latin(letter: char) -> String {
    let latin = match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'э' | 'є' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'й' | 'і' | 'ї' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ы' => "y",
        'ю' => "yu",
        'я' => "ya",
        'ъ' | 'ь' => "",
        other => return other.to_string(),
    };
    latin.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn bodies(one: &str, other: &str) -> bool {
        body(one).is(&body(other))
    }

    #[test]
    fn a_body_is_itself_in_any_legal_form_script_and_inflection() {
        for (one, other) in [
            ("Газпром", "ПАО «Газпром»"),
            ("Gazprom", "Газпрома"),
            ("Gazprom OAO", "غازبروم"),
            ("ООО «Северный поток»", "Северного потока"),
            ("Общество с ограниченной ответственностью «Вектор»", "OOO Vektor"),
            ("Общества с ограниченной ответственностью «Вектор»", "Vektor LLC"),
            ("Durand et Fils S.A.R.L.", "Durand & Fils"),
            ("Construcciones Ortega, S.A.", "Construcciones Ortega"),
            ("The Meridian Trust Company", "Meridian Trust"),
            ("شركة النور ذ.م.م", "شركة النور"),
            ("ФСБ", "FSB"),
            ("ВТБ", "VTB"),
        ] {
            assert!(bodies(one, other), "{one} / {other}: {:?} {:?}", body(one), body(other));
        }
    }

    #[test]
    fn a_body_of_the_beat_is_itself_in_any_language() {
        for (one, other) in [
            ("Следственного комитета Российской Федерации", "Investigative Committee of Russia"),
            ("Генеральной прокуратуры", "the Prosecutor General's Office"),
            ("Министерства внутренних дел", "Ministère de l'Intérieur"),
            ("Cour européenne des droits de l’homme", "ЕСПЧ"),
            ("الإنتربول", "INTERPOL"),
            ("Европейского суда по правам человека", "European Court of Human Rights"),
        ] {
            assert!(bodies(one, other), "{one} / {other}: {:?} {:?}", body(one), body(other));
        }
    }

    #[test]
    fn other_bodies_are_others() {
        for (one, other) in [
            ("Gazprom", "Gazprom Neft"),
            ("BBC", "CBC"),
            ("ФСО", "FSA"),
            ("Ministry of Justice", "Ministry of Finance"),
            ("МВД России", "МИД России"),
            ("Alfa Bank", "Alfa Group Bank Holding"),
            ("LLC", "Ltd"),
            ("", ""),
        ] {
            assert!(!bodies(one, other), "{one} / {other}: {:?} {:?}", body(one), body(other));
        }
    }

    #[test]
    fn a_place_is_itself_in_any_language_and_inflection() {
        for (one, other) in [
            ("Москве", "Moscou"),
            ("Moscú", "موسكو"),
            ("Санкт-Петербурга", "Saint Petersburg"),
            ("Лондоне", "Londres"),
            ("Российской Федерации", "Российская Федерация"),
            ("Германии", "Allemagne"),
            ("Wien", "Вена"),
            ("Севилье", "Seville"),
            ("Нижнеподгорск", "Nizhnepodgorsk"),
        ] {
            assert!(
                place(one).is(&place(other)),
                "{one} / {other}: {:?} {:?}",
                place(one),
                place(other)
            );
        }
        for (one, other) in [("Moscow", "Moscow Region"), ("Лондон", "Лион"), ("Paris", "Parma")]
        {
            assert!(!place(one).is(&place(other)), "{one} / {other}");
        }
    }

    #[test]
    fn nothing_is_joined_by_way_of_a_third_and_legal_forms_part_companies() {
        let of = |names: &[(&str, u64)]| -> Vec<(Designation, u64)> {
            names.iter().map(|(name, times)| (body(name), *times)).collect()
        };
        let plain = of(&[("Gazprom", 5), ("ПАО Газпром", 9), ("Вектор", 2), ("Газпрома", 1)]);
        assert_eq!(same(&plain), [vec![1, 0, 3], vec![2]]);
        let mut parted =
            same(&of(&[("ООО Вектор", 3), ("ЗАО Вектор", 2), ("Vektor", 1), ("Vector LLC", 1)]));
        parted.sort();
        assert_eq!(parted, [vec![0, 3], vec![1], vec![2]]);
    }
}
