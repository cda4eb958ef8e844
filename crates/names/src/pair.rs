//! Whether two names can be those of one person, and what else of a person tells: the one pairing that persons and
//! matters go by.

use std::collections::BTreeSet;

use crate::{Band, apart, compare};

/// Why two names that have too little in common are of two persons.
pub const NAMES_DIFFER: &str = "names differ";

/// What in two names shows two bearers, however many words they share.
const CONTRADICTIONS: [&str; 5] =
    ["patronymics differ", "initials differ", apart::GENERATIONS, apart::SEXES, apart::BODY];

/// Whether two names can be those of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// They are one name.
    Same,
    /// One is a part of the other, or most of their words are met: something else must join them.
    May,
    /// They are not one name; why.
    Differ(&'static str),
}

/// A name with what stands behind it in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bearer {
    /// The name.
    pub name: String,
    /// Dates of birth, ISO 8601, maybe without day or month.
    pub born: BTreeSet<String>,
    /// Numbers of passports.
    pub passports: BTreeSet<String>,
}

/// Pairs two names; a word alone may be that of a name that has it.
pub fn pair(one: &str, other: &str) -> Verdict {
    if one == other {
        return Verdict::Same;
    }
    let compared = compare(one, other);
    let has = |reason: &str| compared.why.contains(&reason);
    if let Some(why) = CONTRADICTIONS.into_iter().find(|why| has(why)) {
        return Verdict::Differ(why);
    }
    if compared.same {
        return Verdict::Same;
    }
    let is_one_word = [one, other].iter().any(|name| name.split_whitespace().nth(1).is_none());
    let is_met = has("same words") || has("spelling") || has("transliteration");
    // A letter or a sound calls for a look, and joins nothing.
    let is_hint = has("one letter") || has("sound");
    let is_near = || compared.band() == Band::Perhaps && !is_hint;
    let may = if is_one_word { is_met } else { is_near() };
    if may { Verdict::May } else { Verdict::Differ(NAMES_DIFFER) }
}

/// Tells whether dates of birth contradict: both are known, and none of the one can be one of the other. A year beside a
/// day of that year says no more than the day.
pub fn are_born_apart(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let agree = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
    let can_be_one = || told(one).any(|a| told(other).any(|b| agree(a, b)));
    !one.is_empty() && !other.is_empty() && !can_be_one()
}

/// Yields the dates that no other one of the same set tells more closely.
fn told(dates: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    let next = dates.iter().skip(1).map(Some).chain([None]);
    let pairs = dates.iter().zip(next);
    let is_told = |(date, next): &(&String, Option<&String>)| {
        !next.is_some_and(|next| next.starts_with(date.as_str()))
    };
    pairs.filter(is_told).map(|(date, _)| date.as_str())
}

impl Bearer {
    /// Returns what of births and passports speaks against two being one person. Passports do so only where no births
    /// are compared, for people have several.
    pub fn facts_apart(&self, other: &Self) -> Option<&'static str> {
        if !self.born.is_empty() && !other.born.is_empty() {
            return are_born_apart(&self.born, &other.born).then_some("births differ");
        }
        let is_other_passport = !self.passports.is_empty()
            && !other.passports.is_empty()
            && self.passports.is_disjoint(&other.passports);
        is_other_passport.then_some("passports differ")
    }

    /// Tells whether the two share a birth, to the day, or a passport.
    pub fn shares_fact(&self, other: &Self) -> bool {
        let is_day = |born: &&String| born.len() == "1974-04-09".len();
        self.born.intersection(&other.born).any(|born| is_day(&born))
            || !self.passports.is_disjoint(&other.passports)
    }

    /// Takes in what else is known of the same person.
    pub fn take_in(&mut self, other: &Self) {
        self.born.extend(other.born.iter().cloned());
        self.passports.extend(other.passports.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearer(born: &[&str], passports: &[&str]) -> Bearer {
        let set = |of: &[&str]| of.iter().map(|one| (*one).to_owned()).collect();
        Bearer { name: "Ivan Petrov".to_owned(), born: set(born), passports: set(passports) }
    }

    #[test]
    fn a_year_agrees_with_its_day_and_passports_count_only_without_births() {
        let day = bearer(&["1974-04-09"], &["75 1"]);
        assert_eq!(day.facts_apart(&bearer(&["1974"], &["75 2"])), None);
        assert_eq!(day.facts_apart(&bearer(&["1974-05"], &["75 1"])), Some("births differ"));
        assert_eq!(day.facts_apart(&bearer(&[], &["75 2"])), Some("passports differ"));
        assert!(day.shares_fact(&bearer(&["1981-01-02"], &["75 1"])));
        let year_and_day = bearer(&["1974", "1974-04-09"], &[]);
        assert_eq!(year_and_day.facts_apart(&bearer(&["1974-05-01"], &[])), Some("births differ"));
        assert_eq!(year_and_day.facts_apart(&bearer(&["1974"], &[])), None);
        assert!(!bearer(&["1974"], &[]).shares_fact(&bearer(&["1974"], &[])));
    }

    #[test]
    fn father_and_son_man_and_woman_person_and_company_are_two() {
        for (one, other) in [
            ("Henry Ford II", "Henry Ford III"),
            ("Henry Ford Sr.", "Henry Ford Jr."),
            ("Robert Carter", "Roberta Carter"),
            ("Henry Ford", "Henry Ford Ltd"),
        ] {
            assert!(matches!(pair(one, other), Verdict::Differ(_)), "{one} {other}");
        }
        // a case of Russian
        assert_eq!(pair("Александр Петров", "Александра Петрова"), Verdict::Same);
    }

    #[test]
    fn a_word_alone_may_be_a_name_and_another_patronymic_is_none() {
        assert_eq!(pair("Ivan Pestrikov", "Пестриков Иван"), Verdict::Same);
        assert_eq!(pair("Pestrikov", "Пестриков Иван"), Verdict::May);
        assert_eq!(pair("Oleg Weber", "Пестриков Иван"), Verdict::Differ(NAMES_DIFFER));
        assert_eq!(
            pair("Иван Сергеевич Петров", "Иван Алексеевич Петров"),
            Verdict::Differ("patronymics differ")
        );
    }
}
