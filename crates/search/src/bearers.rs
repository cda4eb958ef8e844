//! Who is named in a content, as the index counts persons: each name with the birth and the passport behind it.

use std::collections::{BTreeMap, BTreeSet};

use item::{Kind, Mention, facts_behind};
use names::Bearer;

use crate::terms::MAX_KEYWORD;

/// The facet whose values are bearers of names, see [`bearer_value`].
pub const BEARER: &str = "bearer";

/// Parts the name of a bearer from his births, and these from his passports.
const PART: char = '\u{1f}';
/// Parts births, and passports.
const LIST: char = '\u{1e}';

/// The most births and passports of one name in a content that are those of its every mention: with more, it is a name in a
/// list, and each mention has its own.
const MOST_FACTS: usize = 64;

/// Returns the bearer whom each mention of a person names, in their order.
///
/// What stands behind one mention of a name is that of its other mentions in the content, unless two births of it
/// contradict there.
pub fn bearers(mentions: &[Mention]) -> Vec<Bearer> {
    let mut each: Vec<Bearer> = Vec::new();
    let persons = (0..).zip(mentions).filter(|(_, mention)| mention.kind == Kind::Person);
    for (at, person) in persons {
        let mut bearer = Bearer { name: whole_name(person).to_owned(), ..Bearer::default() };
        for fact in facts_behind(mentions, at) {
            let of =
                if fact.kind == Kind::Passport { &mut bearer.passports } else { &mut bearer.born };
            of.insert(fact.normal.clone());
        }
        each.push(bearer);
    }
    share_facts(&mut each);
    each
}

/// Returns the name that a mention is part of, where the recogniser reads it so, as in the field of given names of a form.
fn whole_name(person: &Mention) -> &str {
    let words = |name: &str| name.split_whitespace().count();
    let is_longer = |name: &&String| words(name) > words(&person.normal);
    let mut longer = person.alternatives.iter().filter(is_longer);
    longer.find(|name| name.contains(&person.normal)).unwrap_or(&person.normal)
}

fn share_facts(bearers: &mut [Bearer]) {
    let mut known: BTreeMap<&str, Option<Bearer>> = BTreeMap::new();
    for bearer in bearers.iter() {
        let all = known.entry(&bearer.name).or_insert_with(|| Some(Bearer::default()));
        let is_one = all.as_ref().is_some_and(|all| all.facts_apart(bearer).is_none());
        match all
            .as_mut()
            .filter(|all| is_one && all.born.len() + all.passports.len() <= MOST_FACTS)
        {
            Some(all) => all.take_in(bearer),
            None => *all = None,
        }
    }
    let known: BTreeMap<String, Bearer> =
        known.into_iter().filter_map(|(name, all)| Some((name.to_owned(), all?))).collect();
    for bearer in bearers {
        if let Some(all) = known.get(&bearer.name) {
            bearer.take_in(all);
        }
    }
}

/// Returns a bearer as a value of the facet; one that would be too long comes without what stands behind his name.
pub fn bearer_value(bearer: &Bearer) -> String {
    let plain = |text: &str| text.replace(char::is_control, " ");
    let listed = |of: &BTreeSet<String>| {
        let each: Vec<String> = of.iter().map(|one| plain(one)).collect();
        each.join(&LIST.to_string())
    };
    let name = plain(&bearer.name);
    let (born, passports) = (listed(&bearer.born), listed(&bearer.passports));
    let value = format!("{name}{PART}{born}{PART}{passports}");
    let has_facts = !born.is_empty() || !passports.is_empty();
    if has_facts && value.len() <= MAX_KEYWORD { value } else { name }
}

/// Reads a value of the facet.
pub fn read_bearer(value: &str) -> Bearer {
    let mut parts = value.split(PART);
    let name = parts.next().unwrap_or_default().to_owned();
    let mut listed = || {
        let list = parts.next().unwrap_or_default().split(LIST);
        list.filter(|one| !one.is_empty()).map(str::to_owned).collect()
    };
    Bearer { name, born: listed(), passports: listed() }
}

#[cfg(test)]
mod tests {
    use item::{DateRole, Layer, Place};

    use super::*;

    fn mention(kind: Kind, normal: &str, at: usize) -> Mention {
        Mention {
            kind,
            surface: normal.to_owned(),
            normal: normal.to_owned(),
            start: at,
            end: at + 1,
            segment: 0,
            place: Place::Whole,
            layer: Layer::Body,
            confidence: 1.0,
            alternatives: Vec::new(),
            keys: Vec::new(),
            role: (kind == Kind::Date).then_some(DateRole::Birth),
        }
    }

    fn born(bearers: &[Bearer]) -> Vec<Vec<&str>> {
        bearers.iter().map(|one| one.born.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn what_stands_behind_one_mention_is_that_of_all_unless_births_contradict() {
        let one = [
            mention(Kind::Person, "Ivan Petrov", 0),
            mention(Kind::Person, "Ivan Petrov", 10),
            mention(Kind::Date, "1974-04-09", 20),
            mention(Kind::Person, "Oleg Weber", 30),
        ];
        assert_eq!(born(&bearers(&one)), [vec!["1974-04-09"], vec!["1974-04-09"], vec![]]);
        let mut two = one.to_vec();
        two.push(mention(Kind::Person, "Ivan Petrov", 40));
        two.push(mention(Kind::Date, "1981-01-02", 50));
        assert_eq!(born(&bearers(&two)), [vec![], vec!["1974-04-09"], vec![], vec!["1981-01-02"]]);
    }

    #[test]
    fn a_list_of_very_many_passports_beside_one_name_takes_memory_that_grows_with_it_alone() {
        let line = |number: usize| {
            let at = 10 * number;
            let passport = format!("75 {number:06}");
            [mention(Kind::Person, "Ivan Petrov", at), mention(Kind::Passport, &passport, at + 5)]
        };
        let list: Vec<Mention> = (0..1000).flat_map(line).collect();
        let facts: usize = bearers(&list).iter().map(|bearer| bearer.passports.len()).sum();
        assert!(facts <= 1000 + MOST_FACTS, "{facts}");
    }

    #[test]
    fn a_bearer_comes_back_from_his_value() {
        let set = |of: &[&str]| of.iter().map(|one| (*one).to_owned()).collect();
        for (born, passports) in [
            (&["1974-04-09"][..], &["75 1", "75 2"][..]),
            (&[], &["75 1"]),
            (&["1974", "1975"], &[]),
            (&[], &[]),
        ] {
            let bearer =
                Bearer { name: "Иван".to_owned(), born: set(born), passports: set(passports) };
            assert_eq!(read_bearer(&bearer_value(&bearer)), bearer);
        }
        let long = Bearer {
            name: "a".to_owned(),
            born: set(&["1"; 1]),
            passports: set(&[&"9".repeat(2_000)]),
        };
        assert_eq!(bearer_value(&long), "a");
    }
}
