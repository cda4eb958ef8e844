//! Which cryptographic message it is (CMS, RFC 5652), before it is opened.

use crate::shared::base64;
use crate::shared::certificate::{self, Certificate};
use crate::shared::der::{INTEGER, OBJECT_IDENTIFIER, SEQUENCE, SET, Value};

/// The tag of what stands in a message, or is left out of it.
const CONTENT: u8 = 0xa0;

/// The tag of the certificates that go with a signature.
const CERTIFICATES: u8 = 0xa0;
/// The tag of the attributes that a signature covers.
const ATTRIBUTES: u8 = 0xa0;
/// When a signer claims to have signed (RFC 5652 §11.3: 1.2.840.113549.1.9.5).
const SIGNING_TIME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05";

/// How the types of PKCS #7 begin (1.2.840.113549.1.7).
const PKCS_7: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07";
/// How the types that S/MIME added begin (1.2.840.113549.1.9.16.1).
const S_MIME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01";

/// What a message does with its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Holds it as it is.
    Data,
    /// Signs it.
    Signed,
    /// Packs it.
    Compressed,
    /// Encrypts it for those who hold a key.
    Encrypted,
}

/// Reads a message: what it does, and the value that its content stands in.
pub(crate) fn open(bytes: &[u8]) -> Option<(Kind, Value<'_>)> {
    let (message, _) = Value::read(bytes)?;
    let mut parts = message.parts();
    let kind = parts.next().filter(|_| message.tag == SEQUENCE)?;
    let kind = kind_of(kind.bytes).filter(|_| kind.tag == OBJECT_IDENTIFIER)?;
    let content = parts.next().filter(|content| content.tag == CONTENT)?;
    Some((kind, Value::read(content.bytes)?.0))
}

/// Tells whether a value begins with the type of a message.
pub(crate) fn is_kind(value: Value<'_>) -> bool {
    value.parts().next().is_some_and(|kind| kind_of(kind.bytes).is_some())
}

/// Returns the bytes that a message is about (`encapContentInfo`): a type, and perhaps the bytes.
pub(crate) fn content(info: Value<'_>) -> Option<Vec<u8>> {
    let content = info.part(CONTENT)?;
    Some(Value::read(content.bytes)?.0.octets().into_owned())
}

/// Returns whom the certificates name that signed, or all of them where that cannot be told.
pub(crate) fn signers(signed: Value<'_>) -> Vec<String> {
    let certificates: Vec<Certificate<'_>> = signed
        .part(CERTIFICATES)
        .into_iter()
        .flat_map(Value::parts)
        .filter_map(Certificate::read)
        .filter(|certificate| !certificate.subject.is_empty())
        .collect();
    let ids: Vec<&[u8]> = infos(signed).filter_map(serial_of).collect();
    let by_serial = |one: &&Certificate<'_>| ids.contains(&one.serial);
    let mut named: Vec<&Certificate<'_>> = certificates.iter().filter(by_serial).collect();
    if named.is_empty() {
        named.extend(&certificates);
    }
    named.into_iter().map(|certificate| certificate.subject.clone()).collect()
}

/// Returns the serial number of the certificate that a signature names (RFC 5652 §5.3).
fn serial_of(info: Value<'_>) -> Option<&[u8]> {
    Some(info.part(SEQUENCE)?.part(INTEGER)?.bytes)
}

/// Returns when the first signer claims to have signed, ISO 8601.
pub(crate) fn signing_time(signed: Value<'_>) -> Option<String> {
    let attributes = infos(signed).filter_map(|info| info.part(ATTRIBUTES)).flat_map(Value::parts);
    let is_time = |attribute: &Value<'_>| {
        attribute.part(OBJECT_IDENTIFIER).is_some_and(|kind| kind.bytes == SIGNING_TIME)
    };
    let found = attributes.filter(is_time).find_map(|attribute| attribute.part(SET));
    found.and_then(|set| set.parts().next()).map(certificate::time)
}

/// Yields what is stated of each signer (`SignerInfo`).
fn infos(signed: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    signed.parts().filter(|part| part.tag == SET).last().into_iter().flat_map(Value::parts)
}

/// Returns the bytes of a message that is written in letters, between the lines that mark it.
pub(crate) fn from_armour(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = bytes.trim_ascii_start().strip_prefix(b"-----BEGIN ")?;
    let start = memchr::memchr(b'\n', text)?;
    let end = memchr::memmem::find(text, b"-----END").unwrap_or(text.len());
    Some(base64::decode(text.get(start..end)?).bytes)
}

fn kind_of(identifier: &[u8]) -> Option<Kind> {
    let (last, start) = identifier.split_last()?;
    Some(match (start, last) {
        (PKCS_7, 1) => Kind::Data,
        (PKCS_7, 2) => Kind::Signed,
        (PKCS_7, 3 | 4 | 6) | (S_MIME, 23) => Kind::Encrypted,
        (S_MIME, 9) => Kind::Compressed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_identifier() {
        assert_eq!(kind_of(b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"), Some(Kind::Signed));
        assert_eq!(kind_of(b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"), Some(Kind::Encrypted));
        assert_eq!(kind_of(b"\x2a\x86\x48"), None);
    }

    #[test]
    fn armour_is_taken_off() {
        let text = b"-----BEGIN PKCS7-----\nAQ\nID\n-----END PKCS7-----\n";
        assert_eq!(from_armour(text).as_deref(), Some(&b"\x01\x02\x03"[..]));
        assert_eq!(from_armour(b"\x30\x03"), None);
    }
}
