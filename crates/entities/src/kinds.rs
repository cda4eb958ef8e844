//! The kinds of mention, one file and one line each.

pub(crate) mod address;
pub(crate) mod aircraft;
pub(crate) mod article;
pub(crate) mod card;
pub(crate) mod ccf;
pub(crate) mod control;
pub(crate) mod country;
pub(crate) mod country_code;
pub(crate) mod crypto;
pub(crate) mod date;
pub(crate) mod date_role;
pub(crate) mod name_case;
pub(crate) mod name_words;
pub(crate) mod ncb;
pub(crate) mod notice;
pub(crate) mod notice_id;
pub(crate) mod numbers;
pub(crate) mod person;
pub(crate) mod plate;
pub(crate) mod resolution;
pub(crate) mod ship;
pub(crate) mod status;
pub(crate) mod tax;
#[cfg(test)]
mod template;

use std::sync::LazyLock;

use item::Kind;

use crate::cue;
use crate::edges;
use crate::finding::Found;
use crate::lexicon::Words;
use crate::tokenized::TokenizedBlock;

/// What finds the mentions of a kind.
pub(crate) struct Recogniser {
    pub(crate) kind: Kind,
    /// Enters the words that the kind knows.
    learn: fn(&mut Words),
    pub(crate) find: fn(&TokenizedBlock, &mut Found),
}

const fn of(
    kind: Kind,
    learn: fn(&mut Words),
    find: fn(&TokenizedBlock, &mut Found),
) -> Recogniser {
    Recogniser { kind, learn, find }
}

/// Learns nothing: the kind is told by shape, or by the words of another.
fn nothing(_: &mut Words) {}

/// One recogniser for every kind, in the order in which a block is read: a later one leaves alone the words that an
/// earlier one took.
pub(crate) const RECOGNISERS: &[Recogniser] = &[
    of(Kind::Url, nothing, address::urls),
    of(Kind::Email, nothing, address::emails),
    of(Kind::Ip, nothing, address::ips),
    of(Kind::Control, control::learn, control::find),
    of(Kind::Ccf, nothing, ccf::find),
    of(Kind::Resolution, nothing, resolution::find),
    of(Kind::Iban, nothing, numbers::ibans),
    of(Kind::Crypto, nothing, crypto::find),
    of(Kind::Card, nothing, card::find),
    of(Kind::Ship, nothing, ship::find),
    of(Kind::Aircraft, nothing, aircraft::find),
    of(Kind::Plate, nothing, plate::find),
    of(Kind::Passport, numbers::learn, numbers::passports),
    of(Kind::TaxId, nothing, tax::find),
    of(Kind::CaseNumber, nothing, numbers::case_numbers),
    of(Kind::Phone, nothing, numbers::phones),
    of(Kind::Notice, notice::learn, notice::find),
    of(Kind::NoticeId, notice_id::learn, notice_id::find),
    of(Kind::Status, status::learn, status::find),
    of(Kind::Ncb, ncb::learn, ncb::find),
    of(Kind::Country, country::learn, country::find),
    of(Kind::Article, article::learn, article::find),
    of(Kind::Date, date::learn, date::find),
    of(Kind::Person, name_words::learn, person::find),
];

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    cue::learn(&mut words);
    edges::learn(&mut words);
    for recogniser in RECOGNISERS {
        (recogniser.learn)(&mut words);
    }
    words
});

/// Cuts `text`, looks every word up once, and finds what tells the subject.
pub(crate) fn read(text: &str) -> TokenizedBlock<'_> {
    let mut block = TokenizedBlock::cut(text);
    block.look_up(&WORDS);
    block.anchors = cue::anchors(&block);
    block
}

#[cfg(test)]
mod tests {
    use item::kind::KINDS;

    use super::*;
    use crate::tagger;

    #[test]
    fn every_kind_of_the_table_is_recognised_once_by_lists_or_by_the_model() {
        let mut recognised: Vec<Kind> = RECOGNISERS.iter().map(|line| line.kind).collect();
        recognised.extend(tagger::KINDS.iter().filter(|kind| **kind != Kind::Person));
        recognised.sort();
        assert_eq!(recognised, KINDS.iter().map(|line| line.kind).collect::<Vec<_>>());
    }
}
