//! How the names that the model reads unite with what lists and patterns found.
//!
//! A label, a title, a patronymic or a full name on a list is strong evidence and stands; a weaker guess gives way to the
//! model. What stands inside a person's name is nothing else: `Georgia O'Keeffe` names no country.

use std::ops::Range;

use item::Kind;

use crate::edges;
use crate::finding::{Finding, Found};
use crate::kinds::person;
use crate::lexicon::{Role, role};
use crate::tagger::Tagged;
use crate::tokenized::{Gap, Shape, TokenizedBlock, Word};

/// A person that lists find with at least this confidence stands where the model reads only a part of it.
const FIRM: f32 = 0.75;
/// A person that lists find with at least this confidence gives way to nothing but a longer name.
const CERTAIN: f32 = 0.95;
/// A name that the model reads with a smaller probability is left out.
const LEAST: f32 = 0.3;
/// A given name alone is a person where the model reads it with at least this probability.
const ALONE: f32 = 0.6;
/// A name of at least this probability takes in a listed person that is a part of it.
const WHOLE: f32 = 0.5;
/// A person of at least this probability takes in a sure listed one that is shorter.
const LONGER: f32 = 0.95;
/// A name of at least this probability stands where lists found a longer one (`Name: Anna Petrova Born 1974`).
const SHORTER: f32 = 0.7;
/// A name of at least this probability is what the model reads, whatever lists found.
const SURE: f32 = 0.9;
/// What stands inside a person of at least this probability names nothing else.
const PERSON: f32 = 0.8;
/// Words with which the label of a field begins.
const LABELS: Role = role::NAME_LABEL | role::DATE_LABEL | role::NUMBER_LABEL | role::LABEL;
/// No name that lists find has more words than this.
const REACH: usize = 32;

/// Enters the names that the model reads, and takes out what they contradict.
pub(crate) fn unite(block: &TokenizedBlock, found: &mut Found, tagged: &[Tagged]) {
    let listed = listed(block, found);
    let others = found.others(block);
    let kept: Vec<Tagged> = tagged
        .iter()
        .flat_map(|name| pieces(block, name))
        .filter_map(|name| edges::cut(block, &others, &without_title(block, &name)))
        .filter(|name| name.probability >= least(block, name) && !is_unsound(block, name))
        .filter(|name| name.kind != Kind::Person || !edges::is_of_thing(block, &name.words))
        .filter(|name| {
            let first =
                listed.partition_point(|other| other.words.start + REACH < name.words.start);
            let near =
                listed[first..].iter().take_while(|other| other.words.start < name.words.end);
            let mut met = near.filter(|other| meet(&other.words, &name.words));
            met.all(|other| yields(block, other, name))
        })
        .map(|name| as_sure(&listed, name))
        .collect();
    let kept = apart(kept);
    found.findings.retain(|finding| {
        let words = words_of(block, finding);
        let first = kept.partition_point(|name| name.words.end <= words.start);
        let mut near = kept[first..].iter().take_while(|name| name.words.start < words.end);
        !near.any(|name| contradicts(name, finding.kind, &words))
    });
    found.findings.retain(|finding| {
        finding.kind != Kind::Person || !edges::is_of_thing(block, &words_of(block, finding))
    });
    for name in &kept {
        found.add(finding(block, name));
        found.touch(&name.words);
    }
}

/// Returns a person with the confidence of lists, where these found the same words and are surer.
fn as_sure(listed: &[Listed], name: Tagged) -> Tagged {
    let first = listed.partition_point(|other| other.words.start < name.words.start);
    let here = listed[first..].iter().take_while(|other| other.words.start == name.words.start);
    let same = here
        .filter(|other| name.kind == Kind::Person && other.kind == Kind::Person)
        .filter(|other| other.words == name.words);
    let probability = same.map(|other| other.confidence).fold(name.probability, f32::max);
    Tagged { probability, ..name }
}

/// Returns names without those that stand inside the one before.
fn apart(mut names: Vec<Tagged>) -> Vec<Tagged> {
    names.dedup_by(|next, before| next.words.start < before.words.end);
    names
}

/// A person or bureau that lists found.
struct Listed {
    kind: Kind,
    words: Range<usize>,
    confidence: f32,
}

/// Returns the persons and bureaus that lists found, in order.
fn listed(block: &TokenizedBlock, found: &Found) -> Vec<Listed> {
    let names =
        found.findings.iter().filter(|finding| matches!(finding.kind, Kind::Person | Kind::Ncb));
    let listed = names.map(|finding| Listed {
        kind: finding.kind,
        words: words_of(block, finding),
        confidence: finding.confidence,
    });
    let mut listed: Vec<Listed> = listed.collect();
    listed.sort_by_key(|name| name.words.start);
    listed
}

/// Tells whether what lists found gives way to a name that the model reads.
fn yields(block: &TokenizedBlock, listed: &Listed, name: &Tagged) -> bool {
    let is_part = name.words.start <= listed.words.start && listed.words.end <= name.words.end;
    let is_more = is_part && name.words.len() > listed.words.len();
    match (listed.kind, name.kind) {
        (Kind::Person, Kind::Person) => {
            // What stands behind a label or a given name may go beyond the name; what stands first belongs to it.
            let is_tail =
                name.words.start > listed.words.start && name.words.end <= listed.words.end;
            let longer = if listed.confidence < SURE { WHOLE } else { LONGER };
            let is_cut = name.words.end < listed.words.end && belongs(block, name.words.end);
            let is_shorter = name.words.len() < listed.words.len()
                && listed.words.start <= name.words.start
                && name.words.end <= listed.words.end;
            let is_likelier = listed.confidence < CERTAIN
                && !(is_more || is_tail || is_cut)
                && (!is_shorter || name.probability >= least_of_part(block, listed, name));
            is_more && name.probability >= longer
                || (is_likelier || listed.words == name.words) && name.probability >= WHOLE
                || listed.confidence < FIRM
        }
        (Kind::Person, _) => {
            let is_inside = name.words.len() < listed.words.len();
            is_more && name.probability >= WHOLE
                || is_part && name.probability >= SURE
                || listed.confidence < FIRM && !is_inside && name.probability >= WHOLE
        }
        _ => is_more,
    }
}

/// Returns the least probability of a name that is a part of a listed one: a family name alone, behind which lists found the
/// given name (`Соловьёва Татьяна`), must be sure.
fn least_of_part(block: &TokenizedBlock, listed: &Listed, name: &Tagged) -> f32 {
    let is_family = name.words.len() == 1
        && name.words.start == listed.words.start
        && name.words.end + 1 == listed.words.end
        && block.words[name.words.end].has(role::GIVEN)
        && !block.words[name.words.start].has(role::GIVEN);
    if is_family { SURE } else { SHORTER }
}

/// Returns the least probability that counts for a name.
fn least(block: &TokenizedBlock, name: &Tagged) -> f32 {
    let is_given = name.kind == Kind::Person
        && name.words.len() == 1
        && block.words[name.words.start].has(role::GIVEN);
    if is_given { ALONE } else { LEAST }
}

/// Tells whether a listed name goes on at a word behind a comma or with an initial: `Müller, Hans`, `Petrov I. I.`.
fn belongs(block: &TokenizedBlock, at: usize) -> bool {
    block.gap(at) == Gap::Comma
        || block.words[at].len() <= 2 && block.words[at].shape == Shape::Upper
}

/// Returns the parts of a name: all kinds end at a colon and at a label on the next line, a person at a bracket, too, and
/// commas part persons.
fn pieces(block: &TokenizedBlock, name: &Tagged) -> Vec<Tagged> {
    let is_person = name.kind == Kind::Person;
    let is_label = |at: usize| {
        block.gap(at) == Gap::Line
            && (block.gap(at + 1) == Gap::Colon || block.words[at].has(LABELS))
    };
    let ends = |at: &usize| match block.gap(*at) {
        Gap::Open | Gap::Close => is_person,
        Gap::Colon => true,
        _ => is_label(*at),
    };
    let rest = name.words.start + 1..name.words.end;
    let end = rest.clone().find(ends).unwrap_or(name.words.end);
    let is_comma = |at: &usize| is_person && *at < end && block.gap(*at) == Gap::Comma;
    let mut edges = vec![name.words.start];
    edges.extend(rest.filter(is_comma));
    edges.push(end);
    edges.windows(2).map(|edge| Tagged { words: edge[0]..edge[1], ..name.clone() }).collect()
}

/// Tells whether a person ends with a particle, behind which the family name must stand, or holds a title in small
/// letters, which parts two persons. No person has digits, or nothing but letters that stand alone (`г-н` is a title). One
/// word of a table is no person: the heading of its column decides.
fn is_unsound(block: &TokenizedBlock, name: &Tagged) -> bool {
    let words = &block.words[name.words.clone()];
    let is_small = |word: &Word, role| word.shape == Shape::Lower && word.has(role);
    name.kind == Kind::Person
        && (words.len() == 1 && block.text.contains('\t')
            || words.iter().all(|word| word.len() == 1 && word.shape != Shape::Caseless)
            || words.last().is_some_and(|word| is_small(word, role::PARTICLE))
            || words.iter().any(|word| is_small(word, role::TITLE))
            || block.surface(&name.words).contains(|sign: char| sign.is_numeric()))
}

/// Returns a person without the title before it.
fn without_title(block: &TokenizedBlock, name: &Tagged) -> Tagged {
    let is_title = |at: &usize| name.kind == Kind::Person && block.words[*at].has(role::TITLE);
    let titles = name.words.clone().take_while(is_title).count();
    let start =
        if titles < name.words.len() { name.words.start + titles } else { name.words.start };
    Tagged { words: start..name.words.end, ..name.clone() }
}

/// Tells whether a finding cannot stand beside a name that the model reads.
fn contradicts(name: &Tagged, kind: Kind, words: &Range<usize>) -> bool {
    let meets = meet(&name.words, words);
    match kind {
        Kind::Person => meets,
        Kind::Country => {
            let is_part = name.words.len() > words.len();
            meets && is_part && name.kind == Kind::Person && name.probability >= PERSON
        }
        _ => false,
    }
}

fn finding(block: &TokenizedBlock, name: &Tagged) -> Finding {
    if name.kind == Kind::Person {
        return person::finding(block, &name.words, name.probability);
    }
    let mut bytes = block.span(&name.words);
    bytes.start += person::written_together(block, name.words.start, role::CITY | role::COUNTRY);
    let normal = text::fold(&person::unwrapped(&block.text[bytes.clone()]));
    Finding::new(name.kind, bytes, normal, name.probability)
}

fn words_of(block: &TokenizedBlock, finding: &Finding) -> Range<usize> {
    let start = block.word_at(finding.start);
    start..block.words.partition_point(|word| word.start < finding.end)
}

fn meet(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
