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

use item::Kind;

use crate::finding::Found;
use crate::page::Page;

/// What finds the mentions of a kind.
pub(crate) struct Recogniser {
    pub(crate) kind: Kind,
    pub(crate) find: fn(&Page, &mut Found),
}

const fn of(kind: Kind, find: fn(&Page, &mut Found)) -> Recogniser {
    Recogniser { kind, find }
}

/// One recogniser for every kind, in the order in which a block is read: a later one leaves alone the words that an
/// earlier one took.
pub(crate) const RECOGNISERS: &[Recogniser] = &[
    of(Kind::Url, address::urls),
    of(Kind::Email, address::emails),
    of(Kind::Ip, address::ips),
    of(Kind::Control, control::find),
    of(Kind::Ccf, ccf::find),
    of(Kind::Iban, numbers::ibans),
    of(Kind::Passport, numbers::passports),
    of(Kind::TaxId, numbers::tax_ids),
    of(Kind::CaseNumber, numbers::case_numbers),
    of(Kind::Phone, numbers::phones),
    of(Kind::Notice, notice::find),
    of(Kind::NoticeId, notice_id::find),
    of(Kind::Status, status::find),
    of(Kind::Ncb, ncb::find),
    of(Kind::Country, country::find),
    of(Kind::Article, article::find),
    of(Kind::Date, date::find),
    of(Kind::Person, person::find),
];

#[cfg(test)]
mod tests {
    use item::kind::KINDS;

    use super::*;

    #[test]
    fn every_kind_of_the_table_has_one_recogniser() {
        let mut recognised: Vec<Kind> = RECOGNISERS.iter().map(|line| line.kind).collect();
        recognised.sort();
        assert_eq!(recognised, KINDS.iter().map(|line| line.kind).collect::<Vec<_>>());
    }
}
