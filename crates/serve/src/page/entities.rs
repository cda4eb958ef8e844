//! The values of one kind of mention, with their counts.

use answers::{Dossier, EntityLine, EntityList, EntityPerson, EntityRequest};
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
    let asked = Asked::read(params)?;
    let list = dossier.entities(&asked.request())?;
    let kind = asked.kind;
    Ok(Entities {
        frame: Frame::new(&site.title, kind.label).at("entities").warned(&list.warnings),
        kind: kind.id,
        name: kind.label,
        about: SafeText::sentence(kind.about),
        tone: tone(Some(kind)),
        query: Exact::text(asked.query),
        containing: Exact::text(asked.containing),
        is_open: kind.matching.is_open(),
        initials: asked.initials(&list),
        kinds: KINDS.iter().map(|other| (other.id, asked.of_kind(other))).collect(),
        values: list.values.iter().map(|line| asked.value(site, line)).collect(),
        total: SafeText::number(list.total as u64),
        more: asked.more(&list),
        other_way: asked.other_way(),
    }
    .render()?)
}

/// What the address of a page asks for.
struct Asked<'g> {
    kind: &'static KindLine,
    query: &'g str,
    containing: &'g str,
    /// Whether each form of a name is listed by itself: `each`, or nothing.
    forms: &'g str,
    initial: &'g str,
    limit: usize,
}

impl<'g> Asked<'g> {
    fn read(params: &'g Params) -> Result<Self, Failure> {
        let typed = |name| params.text(name).unwrap_or_default();
        Ok(Self {
            kind: known_kind(&params.id)?,
            query: typed("q"),
            containing: typed(CONTAINING.name),
            forms: typed(BY_FORM.name),
            initial: typed("initial"),
            limit: params.number("limit").unwrap_or(FIRST),
        })
    }

    fn request(&self) -> EntityRequest<'g> {
        EntityRequest {
            kind: self.kind.kind,
            query: present(Some(self.query)),
            containing: present(Some(self.containing)),
            initial: self.initial.chars().next(),
            by_form: !self.forms.is_empty(),
            limit: self.limit,
        }
    }

    /// Returns the address of the same list with something else about it.
    fn address(&self, forms: &str, initial: &str, limit: &str) -> String {
        let asked = [
            ("q", self.query),
            (CONTAINING.name, self.containing),
            (BY_FORM.name, forms),
            ("initial", initial),
            ("limit", limit),
        ];
        address(&format!("/entities/{}", self.kind.id), asked)
    }

    /// Returns the address of the values of another kind.
    fn of_kind(&self, other: &KindLine) -> String {
        address(&format!("/entities/{}", other.id), [("q", self.query)])
    }

    /// Returns where more values are listed, if there may be more.
    fn more(&self, list: &EntityList) -> Option<String> {
        let limit = self.limit.saturating_mul(5).min(MOST).to_string();
        (list.values.len() < list.total && self.limit < MOST)
            .then(|| self.address(self.forms, self.initial, &limit))
    }

    /// Returns the other way to list what is written in many ways.
    fn other_way(&self) -> Option<(&'static str, String)> {
        let (name, forms) = if self.forms.is_empty() {
            ("each form of a name by itself", "each")
        } else {
            ("each once", "")
        };
        self.kind.matching.has_forms().then(|| (name, self.address(forms, "", "")))
    }

    /// Returns the letters that values begin with: the letter, how many, the way there, whether it is the one at hand.
    fn initials(&self, list: &EntityList) -> Vec<(SafeText, SafeText, String, bool)> {
        let letter = |&(letter, count): &(char, u64)| {
            let letter = letter.to_string();
            let is_here = letter == self.initial;
            let link = self.address(self.forms, if is_here { "" } else { &letter }, "");
            (SafeText::text(&letter), SafeText::number(count), link, is_here)
        };
        if self.kind.matching.is_open() {
            list.initials.iter().map(letter).collect()
        } else {
            Vec::new()
        }
    }

    fn value(&self, site: &Site, line: &EntityLine) -> Value {
        let click = links::Narrowing::click(self.kind.id, &line.value);
        let forms = line.person.as_ref().map_or(0, |person| person.forms.len());
        Value {
            normal: SafeText::text(&site.named(self.kind.id, &line.value)),
            items: SafeText::number(line.items),
            mentions: SafeText::number(line.mentions),
            who: click.who(),
            link: links::search(self.query, &[click]),
            names: other_names(line),
            born: of_person(line, |person| &person.born),
            forms: (forms > 1).then(|| SafeText::number(forms as u64)),
            could_be: of_person(line, |person| &person.could_be),
        }
    }
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
fn of_person(line: &EntityLine, texts: impl Fn(&EntityPerson) -> &Vec<String>) -> Vec<SafeText> {
    line.person.iter().flat_map(texts).map(|text| SafeText::text(text)).collect()
}
