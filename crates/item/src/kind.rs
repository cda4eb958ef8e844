//! Which kinds of thing a text can name: the one table from which recognisers, query fields, facets and pages derive.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A kind of mention, as data: what it is called, how its values are matched, and where it is shown.
#[derive(Clone, Copy, Debug)]
pub struct KindLine {
    /// The kind.
    pub kind: Kind,
    /// The id that mentions, queries, facets and JSON use.
    pub id: &'static str,
    /// The name for readers.
    pub label: &'static str,
    /// What a mention of it is, with its normal form.
    pub about: &'static str,
    /// How a value in a query is matched with normal forms.
    pub matching: Matching,
    /// Which of the five questions of a reporter it answers.
    pub group: Group,
    /// Whether searches count its values where no facets are asked for.
    pub is_default_facet: bool,
}

/// How a value in a query is matched with the normal forms of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matching {
    /// The whole value, or words of it.
    Words,
    /// The same, and letters of other scripts that look like Latin ones count as those: numbers that are written in Latin
    /// letters and typed on any keyboard.
    LatinCode,
    /// Days: a value matches the dates that it overlaps.
    Days,
    /// The whole number, or its last digits.
    Phone,
    /// The whole name, words of it, or the same name in another script, order or inflection.
    Person,
    /// The whole name, words of it, or the same body in another script, inflection or legal form.
    Body,
    /// The whole name, words of it, or the same place in another language or inflection.
    Place,
    /// One of these values and no other.
    OneOf(&'static [&'static str]),
    /// A code of two letters, ISO 3166-1.
    CountryCode,
    /// A colour and an instrument, each alone or both: `red`, `diffusion`, `red-diffusion`.
    Notice,
}

impl Matching {
    /// Returns whether one thing of the kind is written in many ways, which are listed together.
    pub fn has_forms(self) -> bool {
        matches!(self, Self::Person | Self::Body | Self::Place)
    }

    /// Returns whether values of the kind are as many as writers spell, and not out of a list that stands.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::OneOf(_) | Self::CountryCode | Self::Notice)
    }
}

/// Which of the five questions of a reporter a kind answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Who.
    Who,
    /// What was done.
    What,
    /// Where.
    Where,
    /// When.
    When,
    /// Which one: numbers and addresses.
    Which,
}

/// The colours of notices and diffusions.
pub const COLOURS: [&str; 8] =
    ["red", "blue", "green", "yellow", "black", "orange", "purple", "silver"];

/// The instruments that have a colour; the last one where the wording leaves it open.
pub const INSTRUMENTS: [&str; 3] = ["notice", "diffusion", "notice-or-diffusion"];

/// The one notice without a colour.
pub const SPECIAL_NOTICE: &str = "unsc-special-notice";

macro_rules! kinds {
    ($($variant:ident $id:literal $label:literal, $about:literal, $matching:expr, $group:ident, $facet:literal;)*) => {
        /// A kind of mention.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $(#[doc = $about] $variant,)* }

        /// Every kind, in the order in which people look for them.
        pub const KINDS: &[KindLine] = &[$(KindLine {
            kind: Kind::$variant,
            id: $id,
            label: $label,
            about: $about,
            matching: $matching,
            group: Group::$group,
            is_default_facet: $facet,
        },)*];
    };
}

kinds! {
    Notice "notice" "notice or diffusion",
        "`<colour>-notice`, `<colour>-diffusion`, `<colour>-notice-or-diffusion`, `unsc-special-notice`",
        Matching::Notice, What, true;
    Person "person" "person",
        "the name of a person, as it is written", Matching::Person, Who, true;
    Org "org" "body",
        "a company, an authority or another body, in small letters without accents", Matching::Body, Who, false;
    Location "location" "place",
        "a place, in small letters without accents", Matching::Place, Where, false;
    Status "status" "state of a notice",
        "what became of a notice, a diffusion or a record",
        Matching::OneOf(&[
            "requested", "published", "cancelled", "deleted", "suspended", "blocked", "refused",
            "compliant", "not-compliant",
        ]), What, true;
    Country "country" "country",
        "a country or its people: ISO 3166-1", Matching::CountryCode, Where, true;
    Ncb "ncb" "bureau",
        "a National Central Bureau, by its country", Matching::CountryCode, Where, true;
    Control "control" "control number",
        "an Interpol control number: `A-1234/5-2020`", Matching::LatinCode, Which, true;
    Ccf "ccf" "CCF reference",
        "a file of the CCF: `CCF/110/R123.19`", Matching::LatinCode, Which, false;
    NoticeId "notice-id" "notice or file number",
        "the number of a notice or an Interpol file: `2019/114539`", Matching::LatinCode, Which, false;
    Article "article" "article of a rule",
        "`const-3`, `rpd-83`, `ccf-statute-35`, `uk-rf-207.3`, `uk-rf-159/4`", Matching::Words, What, false;
    Resolution "resolution" "resolution",
        "a resolution of Interpol's General Assembly: `AG-2011-RES-07`", Matching::LatinCode, What, false;
    Date "date" "date",
        "a date as precise as written, ISO 8601", Matching::Days, When, false;
    Email "email" "email address",
        "an address, in lower case", Matching::Words, Who, false;
    Phone "phone" "telephone number",
        "a number in E.164 form", Matching::Phone, Who, false;
    Passport "passport" "passport",
        "the number in a machine-readable zone whose check digits are right, or after a label",
        Matching::LatinCode, Which, false;
    TaxId "tax-id" "tax or company number",
        "a Russian INN, OGRN or SNILS, a Spanish DNI or NIE, a French SIREN or SIRET, a Kazakh IIN: the check digits are right",
        Matching::LatinCode, Which, false;
    CaseNumber "case-number" "case number",
        "the number of a criminal case, after a label", Matching::Words, Which, false;
    Iban "iban" "bank account",
        "an IBAN whose check digits are right", Matching::LatinCode, Which, false;
    Card "card" "bank card",
        "the number of a bank card whose check digit is right, behind a word for one", Matching::Words, Which, false;
    Crypto "crypto" "crypto address",
        "an address of Bitcoin or Tron whose check sum is right, or of Ethereum", Matching::LatinCode, Which, false;
    Ship "ship" "ship",
        "`imo-9074729` whose check digit is right, `mmsi-273345000`", Matching::LatinCode, Which, false;
    Aircraft "aircraft" "aircraft",
        "the registration of an aircraft beside a word for one: `RA-89001`", Matching::LatinCode, Which, false;
    Plate "plate" "number plate",
        "the number plate of a vehicle behind a word for one: `A123BC77`", Matching::LatinCode, Which, false;
    Url "url" "web address",
        "an address with scheme or www", Matching::Words, Which, false;
    Ip "ip" "IP address",
        "an IPv4 or IPv6 address", Matching::Words, Which, false;
}

impl Kind {
    /// Returns the line of the table.
    pub fn line(self) -> &'static KindLine {
        &KINDS[self as usize]
    }

    /// Returns the id that mentions, queries, facets and JSON use.
    pub fn name(self) -> &'static str {
        self.line().id
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(id: &str) -> Result<Self, ()> {
        KINDS.iter().find(|line| line.id == id).map(|line| line.kind).ok_or(())
    }
}

// By id, so that records outlive a change of the table's order.
impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        id.parse()
            .map_err(|()| serde::de::Error::custom(format_args!("`{id}` is no kind of mention")))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Kind {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Kind".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let ids: Vec<&str> = KINDS.iter().map(|line| line.id).collect();
        schemars::json_schema!({ "type": "string", "enum": ids })
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;

    use super::*;

    #[test]
    fn every_line_stands_at_its_kind_and_is_found_by_its_id() {
        for (at, line) in KINDS.iter().enumerate() {
            assert_eq!((line.kind as usize, line.kind.line().id), (at, line.id));
            assert_eq!(line.id.parse(), Ok(line.kind));
            assert!(!line.label.is_empty() && !line.about.is_empty(), "{}", line.id);
            let is_plain = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(line.id.chars().all(is_plain), "{} cannot be typed as a field", line.id);
        }
    }

    #[test]
    fn a_kind_of_no_table_is_refused() {
        assert_eq!("person ".parse::<Kind>(), Err(()));
        let stored = IntoDeserializer::<serde::de::value::Error>::into_deserializer("docket");
        assert!(Kind::deserialize(stored).is_err());
    }
}
