//! What a certificate says of its holder (RFC 5280 §4.1); nothing of it is verified.

use crate::shared::der::{INTEGER, OBJECT_IDENTIFIER, SEQUENCE, Value};

/// Parts of names (RFC 5280 §4.1.2.4).
pub(crate) const COMMON_NAME: &[u8] = b"\x55\x04\x03";
/// The address of mail in a name.
pub(crate) const MAIL_ADDRESS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01";
const ORGANISATION: &[u8] = b"\x55\x04\x0a";
/// The extension that lists further names (RFC 5280 §4.2.1.6).
const FURTHER_NAMES: &[u8] = b"\x55\x1d\x11";

/// The tag of a string in UTF-16.
const BMP_STRING: u8 = 0x1e;
/// The tag of a time with a year of two figures.
const UTC_TIME: u8 = 0x17;
/// The tag of the extensions.
const EXTENSIONS: u8 = 0xa3;
/// The tag of the bytes of an extension.
const OCTETS: u8 = 0x04;
/// The tags of further names: an address of mail, a machine, an address of the web.
const READABLE: [u8; 3] = [0x81, 0x82, 0x86];

/// What a certificate says.
pub(crate) struct Certificate<'a> {
    /// The serial number, the most significant byte first.
    pub(crate) serial: &'a [u8],
    /// Who issued it.
    pub(crate) issuer: String,
    /// Whom it names.
    pub(crate) subject: String,
    /// From when to when it is valid, ISO 8601.
    pub(crate) validity: Vec<String>,
    /// Further names of whom it names: addresses and machines.
    pub(crate) names: Vec<String>,
}

impl<'a> Certificate<'a> {
    /// Reads a certificate; nothing where it is none.
    pub(crate) fn read(certificate: Value<'a>) -> Option<Self> {
        let fields = certificate.part(SEQUENCE)?;
        let serial = fields.part(INTEGER)?.bytes;
        // Algorithm, issuer, validity, subject.
        let sequences: Vec<_> = fields.parts().filter(|part| part.tag == SEQUENCE).collect();
        let [_, issuer, validity, subject, ..] = sequences[..] else { return None };
        Some(Self {
            serial,
            issuer: printed(issuer),
            subject: printed(subject),
            validity: validity.parts().map(time).collect(),
            names: fields.part(EXTENSIONS).map(further_names).unwrap_or_default(),
        })
    }
}

/// Prints a name as `Ann Smith, Company <ann@example.org>`.
pub(crate) fn printed(name: Value<'_>) -> String {
    let part = |wanted: &[u8]| {
        let pairs = name.parts().flat_map(Value::parts);
        let mut values = pairs.filter_map(|pair| {
            let mut parts = pair.parts();
            let kind = parts.next().filter(|kind| kind.tag == OBJECT_IDENTIFIER)?;
            parts.next().filter(|_| kind.bytes == wanted).map(text)
        });
        values.next().filter(|text| !text.is_empty())
    };
    let parts = [part(COMMON_NAME), part(ORGANISATION)];
    let named = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    match part(MAIL_ADDRESS) {
        Some(address) if named.is_empty() => address,
        Some(address) => format!("{named} <{address}>"),
        None => named,
    }
}

fn further_names(extensions: Value<'_>) -> Vec<String> {
    let listed = extensions.parts().flat_map(Value::parts);
    let listed = listed
        .filter(|one| one.part(OBJECT_IDENTIFIER).is_some_and(|kind| kind.bytes == FURTHER_NAMES));
    let names = listed.filter_map(|one| Some(Value::read(one.part(OCTETS)?.bytes)?.0));
    let names = names.flat_map(Value::parts).filter(|name| READABLE.contains(&name.tag));
    names.map(text).collect()
}

/// Writes a time as ISO 8601; years of two figures are of 1950 to 2049 (RFC 5280 §4.1.2.5.1).
pub(crate) fn time(value: Value<'_>) -> String {
    let written = text(value);
    let century = if written.starts_with(['5', '6', '7', '8', '9']) { "19" } else { "20" };
    let full = if value.tag == UTC_TIME { format!("{century}{written}") } else { written };
    let figure = |range| full.get(range).unwrap_or_default();
    let (date, clock) =
        ([figure(0..4), figure(4..6), figure(6..8)], [figure(8..10), figure(10..12)]);
    format!("{}T{}", date.join("-"), clock.join(":"))
}

fn text(value: Value<'_>) -> String {
    if value.tag == BMP_STRING {
        return encoding_rs::UTF_16BE.decode_without_bom_handling(value.bytes).0.trim().to_owned();
    }
    crate::shared::decode::text(value.bytes, None).text.trim().to_owned()
}
