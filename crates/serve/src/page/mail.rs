//! Who writes to whom, and which mails are answered and are not in the leak.

use answers::{Dossier, Mails};
use askama::Template;

use super::frame::Frame;
use super::links::{self, Narrowing};
use super::safe_text::{Exact, SafeText};
use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape};
use crate::requests::present;
use crate::site::Site;

/// How many people the table has, and how many missing mails are listed.
const PEOPLE: usize = 30;
const MISSING: usize = 200;

pub(super) const PARAMETERS: &[Parameter] = &[Parameter {
    name: "q",
    about: "only in the mails that this query finds",
    shape: Shape::Text,
}];

#[derive(Template)]
#[template(path = "mail.html")]
pub(super) struct MailPage {
    frame: Frame,
    query: Exact,
    mails: SafeText,
    without_recipient: SafeText,
    people: Vec<Person>,
    people_left_out: usize,
    missing: Vec<(SafeText, Vec<SafeText>)>,
    missing_total: SafeText,
    basis: SafeText,
}

/// A row of the table.
struct Person {
    number: usize,
    address: SafeText,
    name: Option<SafeText>,
    sent: SafeText,
    received: SafeText,
    /// How many mails go to each of the people, with the search for them.
    cells: Vec<Option<(SafeText, String)>>,
}

pub(super) fn show(dossier: &Dossier, site: &Site, params: &Params) -> Result<String, Failure> {
    let mails = dossier.mails(present(params.text("q")))?;
    Ok(page(site, params, &mails, &site.basis(dossier)?).render()?)
}

pub(super) fn page(site: &Site, params: &Params, mails: &Mails, basis: &str) -> MailPage {
    let typed = params.text("q").unwrap_or_default();
    let shown = &mails.people[..mails.people.len().min(PEOPLE)];
    let counts = mails.counts();
    let person = |(number, person): (usize, &answers::Correspondent)| {
        let cell = |other: &answers::Correspondent| {
            let count = *counts.get(&(person.address.as_str(), other.address.as_str()))?;
            let narrowings = [("from", &person.address), ("to", &other.address)]
                .map(|(field, value)| Narrowing { field: field.to_owned(), value: value.clone() });
            Some((SafeText::number(count as u64), links::search(typed, &narrowings)))
        };
        Person {
            number,
            address: SafeText::text(&person.address),
            name: person.name.as_deref().map(SafeText::text),
            sent: SafeText::number(person.sent as u64),
            received: SafeText::number(person.received as u64),
            cells: shown.iter().map(cell).collect(),
        }
    };
    let missing = |mail: &answers::AbsentMail| {
        let named_by = mail.named_by.iter().map(|by| SafeText::text(by)).collect();
        (SafeText::text(&mail.message_id), named_by)
    };
    MailPage {
        frame: Frame::new(&site.title, "Mail").at("start").warned(&mails.warnings),
        query: Exact::text(typed),
        mails: SafeText::number(mails.mails as u64),
        without_recipient: SafeText::number(mails.without_recipient as u64),
        people: (1..).zip(shown).map(person).collect(),
        people_left_out: mails.people.len() - shown.len(),
        missing: mails.absent.iter().take(MISSING).map(missing).collect(),
        missing_total: SafeText::number(mails.absent.len() as u64),
        basis: SafeText::sentence(basis),
    }
}
