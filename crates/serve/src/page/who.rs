//! Who bears a name: each person once, with every form in which texts write the name.

use std::collections::BTreeSet;

use answers::{Dossier, Who, WhoForm, WhoPerson};
use askama::Template;

use super::frame::Frame;
use super::kept::{self, Before, Forms};
use super::links::{self, Narrowing};
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape, address};
use crate::requests::present;
use crate::site::Site;

pub(super) const PARAMETERS: &[Parameter] =
    &[Parameter { name: "name", about: "the name of a person", shape: Shape::Text }];

#[derive(Template)]
#[template(path = "who.html")]
pub(super) struct WhoPage {
    frame: Frame,
    name: Exact,
    persons: Vec<Person>,
    unclear: Vec<Spelling>,
    /// What was looked at; nothing where nobody was asked for.
    asked: Option<Asked>,
    /// What is needed to decide on two of the names; nothing where there are no two, or nothing is kept.
    deciding: Option<Deciding>,
}

/// The names that can be decided on.
struct Deciding {
    names: Vec<Exact>,
    forms: Forms,
}

struct Asked {
    search: String,
    papers: SafeText,
    examined: SafeText,
    unrecognised: SafeText,
    basis: SafeText,
}

struct Person {
    number: usize,
    names: Vec<SafeText>,
    papers: SafeText,
    born: Vec<SafeText>,
    passports: Vec<SafeText>,
    apart: Vec<(usize, &'static str)>,
    forms: Vec<Spelling>,
}

struct Spelling {
    written: SafeText,
    /// The search for this spelling alone.
    link: String,
    papers: SafeText,
    mentions: SafeText,
    sure: &'static str,
    why: String,
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let Some(name) = present(params.text("name")).filter(|name| !name.trim().is_empty()) else {
        return Ok(page(site, "", None).render()?);
    };
    let who = dossier.who(name)?;
    let found = (&who, &site.basis(dossier)?[..], kept::before(site, dossier));
    Ok(page(site, name, Some(found)).render()?)
}

/// Makes the page of what was found, with what it rests on and what could be taken back.
pub(super) fn page(site: &Site, name: &str, found: Option<(&Who, &str, Before)>) -> WhoPage {
    let frame = Frame::new(&site.title, "Who bears a name").at("start");
    let Some((who, basis, before)) = found else {
        let name = Exact::text(name);
        let (persons, unclear) = (Vec::new(), Vec::new());
        return WhoPage { frame, name, persons, unclear, asked: None, deciding: None };
    };
    let number = |number: usize| SafeText::number(number as u64);
    WhoPage {
        frame: frame.warned(&who.warnings),
        name: Exact::text(name),
        persons: (1..).zip(&who.persons).map(|(at, person)| Person::of(at, person)).collect(),
        unclear: who.unclear.iter().map(Spelling::of).collect(),
        asked: Some(Asked {
            search: links::search(&who.query, &[]),
            papers: SafeText::number(who.papers),
            examined: number(who.examined),
            unrecognised: number(who.unrecognised),
            basis: SafeText::sentence(basis),
        }),
        deciding: deciding(site, name, who, before),
    }
}

/// Returns what is needed to decide on two of the names that are listed.
fn deciding(site: &Site, name: &str, who: &Who, before: Before) -> Option<Deciding> {
    let forms = who.persons.iter().flat_map(|person| &person.forms).chain(&who.unclear);
    let names: BTreeSet<&str> = forms.map(|form| form.form.as_str()).collect();
    let names: Vec<Exact> = names.into_iter().map(Exact::text).collect();
    let forms = Forms::of(site, before, "", address(links::WHO, [("name", name)]));
    forms.filter(|_| names.len() > 1).map(|forms| Deciding { names, forms })
}

impl Person {
    fn of(number: usize, person: &WhoPerson) -> Self {
        let texts = |texts: &[String]| texts.iter().map(|text| SafeText::text(text)).collect();
        Self {
            number,
            names: texts(&person.names),
            papers: SafeText::number(person.papers as u64),
            born: texts(&person.born),
            passports: texts(&person.passports),
            apart: person.apart.iter().map(|apart| (apart.other, apart.why)).collect(),
            forms: person.forms.iter().map(Spelling::of).collect(),
        }
    }
}

impl Spelling {
    fn of(form: &WhoForm) -> Self {
        let spelling = Narrowing { field: "person".to_owned(), value: form.form.clone() };
        Self {
            written: SafeText::text(&form.form),
            link: links::search("", &[spelling]),
            papers: SafeText::number(form.papers as u64),
            mentions: SafeText::number(form.mentions as u64),
            sure: form.sure.name(),
            why: form.why.join(", "),
        }
    }
}
