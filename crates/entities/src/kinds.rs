//! The kinds of mention, one file and one line each.

pub(crate) mod address;
pub(crate) mod article;
pub(crate) mod ccf;
pub(crate) mod control;
pub(crate) mod country;
pub(crate) mod date;
pub(crate) mod name_case;
pub(crate) mod name_words;
pub(crate) mod ncb;
pub(crate) mod notice;
pub(crate) mod notice_id;
pub(crate) mod numbers;
pub(crate) mod person;
pub(crate) mod status;
#[cfg(test)]
mod template;

use crate::finding::Found;
use crate::page::Page;

/// A kind of mention.
pub struct KindLine {
    /// The kind as mentions and queries name it.
    pub id: &'static str,
    /// The kind as a reader is told it.
    pub name: &'static str,
    /// What a mention of it is, with its normal form.
    pub about: &'static str,
    pub(crate) find: fn(&Page, &mut Found),
}

/// Every kind, in the order in which a block is read: a later kind leaves alone the words that an earlier one took.
pub const KINDS: &[KindLine] = &[
    KindLine {
        id: "url",
        name: "web address",
        about: "an address with scheme or www",
        find: address::urls,
    },
    KindLine {
        id: "email",
        name: "e-mail address",
        about: "an address, in lower case",
        find: address::emails,
    },
    KindLine { id: "ip", name: "IP address", about: "an IPv4 or IPv6 address", find: address::ips },
    KindLine {
        id: "control",
        name: "control number",
        about: "an Interpol control number: `A-1234/5-2020`",
        find: control::find,
    },
    KindLine {
        id: "ccf",
        name: "CCF reference",
        about: "a file of the CCF: `CCF/110/R123.19`",
        find: ccf::find,
    },
    KindLine {
        id: "iban",
        name: "bank account",
        about: "an IBAN whose check digits are right",
        find: numbers::ibans,
    },
    KindLine {
        id: "passport",
        name: "passport",
        about: "the number in a machine-readable zone whose check digits are right, or after a label",
        find: numbers::passports,
    },
    KindLine {
        id: "tax-id",
        name: "tax or company number",
        about: "a Russian INN, OGRN or SNILS whose check digits are right",
        find: numbers::tax_ids,
    },
    KindLine {
        id: "case-number",
        name: "case number",
        about: "the number of a criminal case, after a label",
        find: numbers::case_numbers,
    },
    KindLine {
        id: "phone",
        name: "telephone number",
        about: "a number in E.164 form",
        find: numbers::phones,
    },
    KindLine {
        id: "notice",
        name: "notice or diffusion",
        about: "`<colour>-notice`, `<colour>-diffusion`, `<colour>-notice-or-diffusion`, `unsc-special-notice`",
        find: notice::find,
    },
    KindLine {
        id: "notice-id",
        name: "notice or file number",
        about: "the number of a notice or an Interpol file: `2019/114539`",
        find: notice_id::find,
    },
    KindLine {
        id: "status",
        name: "state of a notice",
        about: "what became of a notice, a diffusion or a record",
        find: status::find,
    },
    KindLine {
        id: "ncb",
        name: "bureau",
        about: "a National Central Bureau, by its country",
        find: ncb::find,
    },
    KindLine {
        id: "country",
        name: "country",
        about: "a country or its people: ISO 3166-1",
        find: country::find,
    },
    KindLine {
        id: "article",
        name: "article of a rule",
        about: "`const-3`, `rpd-83`, `ccf-statute-35`, `uk-rf-207.3`, `uk-rf-159/4`",
        find: article::find,
    },
    KindLine {
        id: "date",
        name: "date",
        about: "a date as precise as written, ISO 8601",
        find: date::find,
    },
    KindLine {
        id: "person",
        name: "person",
        about: "a person, with script-blind keys",
        find: person::find,
    },
];
