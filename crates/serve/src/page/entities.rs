//! The values of one kind of mention, with their counts.

use answers::{Dossier, EntityLine, EntityPerson, EntityRequest};
use askama::Template;
use item::kind::{KINDS, KindLine};

use super::frame::Frame;
use super::links;
use super::pieces::tone;
use super::safe_text::{Exact, SafeText};
use crate::api::{BY_FORM, CONTAINING};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape, address};
use crate::requests::{known_kind, present};
use crate::site::Site;

/// How many values a page holds, unless more are asked for.
const FIRST: usize = 200;
const MOST: usize = 20_000;
/// How many spellings of a body or a place stand beside it.
const MOST_SPELLINGS: usize = 6;

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "q", about: "only in what this query finds", shape: Shape::Text },
    CONTAINING,
    BY_FORM,
    Parameter { name: "initial", about: "the letter that values begin with", shape: Shape::Text },
    Parameter { name: "limit", about: "how many values at most", shape: Shape::Number(MOST) },
];

#[derive(Template)]
#[template(path = "entities.html")]
struct Entities {
    frame: Frame,
    kind: &'static str,
    name: &'static str,
    about: SafeText,
    tone: &'static str,
    query: Exact,
    containing: Exact,
    /// Whether values can be picked by their letters.
    is_open: bool,
    /// The letters that values begin with: the letter, how many, the way there, whether it is the one at hand.
    initials: Vec<(SafeText, SafeText, String, bool)>,
    kinds: Vec<(&'static str, String)>,
    values: Vec<Value>,
    total: SafeText,
    /// Where more values are listed, if there may be more.
    more: Option<String>,
    /// For what is written in many ways, the other way to list it: what it is called, and where it is.
    other_way: Option<(&'static str, String)>,
}

struct Value {
    normal: SafeText,
    items: SafeText,
    mentions: SafeText,
    link: String,
    /// For a person, the page with all forms of the name.
    who: Option<String>,
    /// Of a person: the usual forms in other scripts. Of a body or a place: other ways in which it is written.
    names: Vec<SafeText>,
    born: Vec<SafeText>,
    /// In how many forms the name is written, where these are more than one.
    forms: Option<SafeText>,
    could_be: Vec<SafeText>,
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let kind = known_kind(&params.id)?;
    let typed = |name| params.text(name).unwrap_or_default();
    let (query, containing, initial) = (typed("q"), typed(CONTAINING.name), typed("initial"));
    let forms = typed(BY_FORM.name);
    let by_form = !forms.is_empty();
    let limit = params.number("limit").unwrap_or(FIRST);
    let list = dossier.entities(&EntityRequest {
        kind: kind.kind,
        query: present(Some(query)),
        containing: present(Some(containing)),
        initial: initial.chars().next(),
        by_form,
        limit,
    })?;
    let listed_by = |forms: &str, initial: &str, limit: &str| {
        let asked = [
            ("q", query),
            (CONTAINING.name, containing),
            (BY_FORM.name, forms),
            ("initial", initial),
            ("limit", limit),
        ];
        address(&format!("/entities/{}", kind.id), asked)
    };
    let listed = |initial: &str, limit: &str| listed_by(forms, initial, limit);
    let other_way = kind.matching.has_forms().then(|| {
        if by_form {
            ("each once", listed_by("", "", ""))
        } else {
            ("each form of a name by itself", listed_by("each", "", ""))
        }
    });
    let more = (list.values.len() < list.total && limit < MOST)
        .then(|| listed(initial, &limit.saturating_mul(5).min(MOST).to_string()));
    let value = |line: &EntityLine| Value {
        normal: SafeText::text(&site.named(kind.id, &line.value)),
        items: SafeText::number(line.items),
        mentions: SafeText::number(line.mentions),
        link: links::search(query, &[links::Narrowing::click(kind.id, &line.value)]),
        who: links::Narrowing::click(kind.id, &line.value).who(),
        names: other_names(line),
        born: of_person(line, |person| person.born.clone()),
        forms: line
            .person
            .as_ref()
            .filter(|person| person.forms.len() > 1)
            .map(|person| SafeText::number(person.forms.len() as u64)),
        could_be: of_person(line, |person| person.could_be.clone()),
    };
    let letter = |&(letter, count): &(char, u64)| {
        let letter = letter.to_string();
        let is_here = letter == initial;
        let link = listed(if is_here { "" } else { &letter }, "");
        (SafeText::text(&letter), SafeText::number(count), link, is_here)
    };
    let other =
        |other: &KindLine| (other.id, address(&format!("/entities/{}", other.id), [("q", query)]));
    Ok(Entities {
        frame: Frame::new(&site.title, kind.label).at("entities").warned(&list.warnings),
        kind: kind.id,
        name: kind.label,
        about: SafeText::sentence(kind.about),
        tone: tone(Some(kind)),
        query: Exact::text(query),
        containing: Exact::text(containing),
        is_open: kind.matching.is_open(),
        initials: if kind.matching.is_open() {
            list.initials.iter().map(letter).collect()
        } else {
            Vec::new()
        },
        kinds: KINDS.iter().map(other).collect(),
        values: list.values.iter().map(value).collect(),
        total: SafeText::number(list.total as u64),
        more,
        other_way,
    }
    .render()?)
}

/// Returns the usual forms of a person in other scripts, or other spellings of a body or a place, as far as a line holds
/// them.
fn other_names(line: &EntityLine) -> Vec<SafeText> {
    let usual = line.person.iter().flat_map(|person| &person.names);
    let spellings = line.spellings.iter().map(|spelling| &spelling.value);
    let others = usual.chain(spellings.take(MOST_SPELLINGS)).filter(|name| **name != line.value);
    others.map(|name| SafeText::text(name)).collect()
}

/// Returns texts of a person; none for what is no person.
fn of_person(line: &EntityLine, texts: impl Fn(&EntityPerson) -> Vec<String>) -> Vec<SafeText> {
    let texts = line.person.as_ref().map(texts).unwrap_or_default();
    texts.iter().map(|text| SafeText::text(text)).collect()
}
