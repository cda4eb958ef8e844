//! Papers that are nearly the same: forms filled in again, drafts, papers that were issued again.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use item::{Extraction, Kind, Layer};
use ledger::{Filter, ItemRow};
use serde::Serialize;

use crate::alike::groups::{Groups, groups};
use crate::alike::signature::Signature;
use crate::{Dossier, Error, Order, SearchRequest};

/// The kinds of which is told what varies among papers that share their words.
const VARYING: [Kind; 10] = [
    Kind::Control,
    Kind::NoticeId,
    Kind::Notice,
    Kind::Person,
    Kind::Date,
    Kind::Ncb,
    Kind::Country,
    Kind::Article,
    Kind::CaseNumber,
    Kind::Passport,
];
/// How many values that vary are listed for each kind.
const MOST_VALUES: usize = 40;
/// For how many numbers of a group it is looked up whether they were deleted.
const MOST_NUMBERS: usize = 50;

/// From which similarity on two papers are sure to be compared, but for one pair in eight at the bound itself; see
/// [`groups`](crate::alike::groups).
const SURE_TO_MEET: f64 = 0.5;
/// What is reported below that.
const MAY_BE_MISSED: &str =
    "papers less than half alike are compared by chance alone, and many of them are missed";

/// Groups of papers that are nearly the same.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Near {
    /// How many different contents were compared.
    pub compared: usize,
    /// How many were not, as they have fewer than three words.
    pub too_short: usize,
    /// The groups, the largest first.
    pub groups: Vec<NearGroup>,
    /// What could not be read in the query, and what was not compared or is not listed.
    pub warnings: Vec<String>,
}

/// Papers that are nearly the same.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearGroup {
    /// The papers, the oldest first, those without a date last.
    pub papers: Vec<NearPaper>,
    /// By kind of mention, the values that some of the papers have and others have not.
    pub varies: BTreeMap<String, Vec<String>>,
    /// By kind, how many more such values there are than are listed.
    pub unlisted: BTreeMap<String, usize>,
    /// For how many numbers of the group it was not looked up whether they were deleted.
    pub unchecked_numbers: usize,
    /// Papers that may have been issued again after a deletion.
    pub again: Vec<Again>,
}

/// A paper of a group.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NearPaper {
    /// The id of the item.
    pub id: String,
    /// Its printed locator.
    pub locator: String,
    /// The title, or the subject of a mail.
    pub title: Option<String>,
    /// The date that it bears.
    pub date: Option<String>,
    /// Which share of runs of three words it has in common with the first paper, from 0 to 1, within a few hundredths.
    pub similarity: f64,
    /// How many other items have the same content.
    pub copies: usize,
}

/// A number that a paper reports as deleted, and a paper of the same group that follows under another number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Again {
    /// The number.
    pub deleted: String,
    /// Where a deletion stands in one paper with it.
    pub deleted_in: String,
    /// The date of that paper.
    pub deleted_on: String,
    /// The paper that follows.
    pub again_in: String,
    /// The date of that.
    pub again_on: String,
}

/// A content that is compared.
struct Compared {
    item: ItemRow,
    signature: Signature,
}

impl Dossier {
    /// Returns the groups of papers whose similarity to another of the group is at least `least`, from 0 to 1, among those
    /// that a query finds or among all. The copies of a content are one.
    pub fn near_duplicates(&self, query: Option<&str>, least: f64) -> Result<Near, Error> {
        let (compared, too_short) = self.compared(query)?;
        let mut warnings =
            query.map(|query| self.query_warnings(query)).transpose()?.unwrap_or_default();
        if least < SURE_TO_MEET {
            warnings.push(MAY_BE_MISSED.to_owned());
        }
        let signatures: Vec<Signature> =
            compared.iter().map(|compared| compared.signature.clone()).collect();
        let Groups { groups: mut found, uncompared } = groups(&signatures, least);
        if uncompared > 0 {
            warnings.push(format!(
                "{uncompared} times a paper was not compared with all that have a passage in common with it, as too many different papers have; it may belong to a further group"
            ));
        }
        found.sort_by_key(|group| std::cmp::Reverse(group.len()));
        let of_group = |group: &Vec<usize>| {
            self.near_group(group.iter().filter_map(|number| compared.get(*number)).collect())
        };
        Ok(Near {
            compared: compared.len(),
            too_short,
            groups: found.iter().map(of_group).collect::<Result<_, _>>()?,
            warnings,
        })
    }

    /// Reads what is compared, in the order of locators, and how many contents are too short.
    fn compared(&self, query: Option<&str>) -> Result<(Vec<Compared>, usize), Error> {
        let among: Option<HashSet<u64>> =
            query.map(|query| self.items_found(query)).transpose()?.map(HashSet::from_iter);
        let mut seen = HashSet::new();
        let mut compared = Vec::new();
        let mut too_short = 0;
        for row in self.ledger.items(Filter::default()) {
            let row = row?;
            let Some(digests) = &row.digests else { continue };
            let is_asked = among.as_ref().is_none_or(|among| among.contains(&row.ord));
            if !is_asked || row.text_bytes == 0 || !seen.insert(digests.blake3) {
                continue;
            }
            let Some(extraction) = self.extraction(&row)? else { continue };
            match Signature::of(body(&extraction)) {
                Some(signature) => compared.push(Compared { item: row, signature }),
                None => too_short += 1,
            }
        }
        Ok((compared, too_short))
    }

    fn near_group(&self, members: Vec<&Compared>) -> Result<NearGroup, Error> {
        let mut dated = Vec::new();
        for member in members {
            let content = self.content(member.item.content)?;
            let (title, date) =
                content.map(|content| (content.title, content.date)).unwrap_or_default();
            dated.push((date.is_none(), date, title, member));
        }
        // Those of one date stay in the order of their locators.
        dated.sort_by(|(is_undated, date, ..), (other, later, ..)| {
            (is_undated, date).cmp(&(other, later))
        });
        let first = dated.first().map(|(.., member)| member.signature.clone());
        let mut papers = Vec::new();
        let mut named = Vec::new();
        for (_, date, title, member) in dated {
            let digest = member.item.digests.as_ref().map(|digests| digests.blake3);
            let same = digest.map(|digest| self.ledger.items_by_blake3(&digest)).transpose()?;
            let similarity =
                first.as_ref().map_or(1.0, |first| first.similarity(&member.signature));
            named.push(
                self.extraction(&member.item)?.map(|found| Named::of(&found)).unwrap_or_default(),
            );
            papers.push(NearPaper {
                id: member.item.id.to_string(),
                locator: member.item.locator.to_string(),
                title,
                date,
                similarity: (similarity * 100.0).round() / 100.0,
                copies: same.map_or(0, |same| same.len().saturating_sub(1)),
            });
        }
        let again = self.issued_again(&papers, &named)?;
        let (varies, unlisted) = varying(&named);
        let unchecked_numbers = numbers_of(&named).len().saturating_sub(MOST_NUMBERS);
        Ok(NearGroup { papers, varies, unlisted, unchecked_numbers, again })
    }

    /// Looks for papers that follow the deletion of a number of the group, name the same person, and bear another number.
    fn issued_again(&self, papers: &[NearPaper], named: &[Named]) -> Result<Vec<Again>, Error> {
        let mut again = Vec::new();
        for number in numbers_of(named).into_iter().take(MOST_NUMBERS) {
            let Some((place, day)) = self.first_deletion(number)? else { continue };
            let has_number = |named: &&Named| named.has(Kind::Control, number);
            let people: BTreeSet<&String> =
                named.iter().filter(has_number).flat_map(|named| &named.people).collect();
            let follows = papers.iter().zip(named).find(|(paper, named)| {
                paper.date.as_ref().is_some_and(|date| *date > day)
                    && named.values.contains_key(&Kind::Control)
                    && !named.has(Kind::Control, number)
                    && named.people.iter().any(|person| people.contains(person))
            });
            if let Some((paper, _)) = follows {
                again.push(Again {
                    deleted: number.clone(),
                    deleted_in: place,
                    deleted_on: day,
                    again_in: paper.locator.clone(),
                    again_on: paper.date.clone().unwrap_or_default(),
                });
            }
        }
        Ok(again)
    }

    /// Returns where a number and a deletion stand first in one paper, with the date of that.
    fn first_deletion(&self, number: &str) -> Result<Option<(String, String)>, Error> {
        let request = SearchRequest {
            limit: 1,
            order: Order::OldestFirst,
            ..SearchRequest::new(format!("control:\"{number}\" status:deleted"))
        };
        let (_, items) = self.found_items(&request, 1)?;
        let Some(item) = items.first() else { return Ok(None) };
        let Some(row) = self.ledger.item(u64::from(*item))? else { return Ok(None) };
        let date = self.content(row.content)?.and_then(|content| content.date);
        Ok(date.map(|date| (row.locator.to_string(), date)))
    }
}

/// What a paper names.
#[derive(Default)]
struct Named {
    values: BTreeMap<Kind, BTreeSet<String>>,
    /// The canonical keys of the persons.
    people: BTreeSet<String>,
}

impl Named {
    fn of(extraction: &Extraction) -> Self {
        let mut named = Self::default();
        for mention in extraction.mentions.iter().filter(|found| VARYING.contains(&found.kind)) {
            named.values.entry(mention.kind).or_default().insert(mention.normal.clone());
            if mention.kind == Kind::Person {
                named.people.extend(mention.keys.first().cloned());
            }
        }
        named
    }

    fn has(&self, kind: Kind, value: &str) -> bool {
        self.values.get(&kind).is_some_and(|values| values.contains(value))
    }
}

/// Returns the control numbers that any of the papers names.
fn numbers_of(named: &[Named]) -> BTreeSet<&String> {
    named.iter().filter_map(|named| named.values.get(&Kind::Control)).flatten().collect()
}

/// Returns by kind the values that some papers have and others have not, and how many more there are than are listed.
fn varying(papers: &[Named]) -> (BTreeMap<String, Vec<String>>, BTreeMap<String, usize>) {
    let mut counts: BTreeMap<(Kind, &String), usize> = BTreeMap::new();
    for (kind, values) in papers.iter().flat_map(|named| &named.values) {
        for value in values {
            *counts.entry((*kind, value)).or_default() += 1;
        }
    }
    let mut varies: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut unlisted: BTreeMap<String, usize> = BTreeMap::new();
    for ((kind, value), _) in counts.into_iter().filter(|(_, count)| *count < papers.len()) {
        let values = varies.entry(kind.name().to_owned()).or_default();
        if values.len() < MOST_VALUES {
            values.push(value.clone());
        } else {
            *unlisted.entry(kind.name().to_owned()).or_default() += 1;
        }
    }
    (varies, unlisted)
}

/// Yields the texts of a paper that its readers were to see.
pub(crate) fn body(extraction: &Extraction) -> impl Iterator<Item = &str> {
    let is_read =
        |layer| matches!(layer, Layer::Body | Layer::Ocr | Layer::External | Layer::ReadAgain);
    let body = extraction.segments.iter().filter(move |segment| is_read(segment.layer));
    body.map(|segment| segment.text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_vary_beyond_those_listed_are_counted() {
        let of = |numbers: std::ops::Range<usize>| {
            let numbers = numbers.map(|number| format!("A-{number}/1-2019")).collect();
            Named { values: BTreeMap::from([(Kind::Control, numbers)]), people: BTreeSet::new() }
        };
        let (varies, unlisted) = varying(&[of(0..MOST_VALUES + 4), of(0..1)]);
        assert_eq!(varies["control"].len(), MOST_VALUES);
        assert_eq!(unlisted, BTreeMap::from([("control".to_owned(), 3)]));
        let (varies, unlisted) = varying(&[of(0..2), of(0..2)]);
        assert!(varies.is_empty() && unlisted.is_empty());
    }
}
