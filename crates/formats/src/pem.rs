//! What certificates, keys and requests yield: whom they name and for how long, as lines of text (RFC 7468, RFC 5280).

use item::{EncryptedReason, Layer, Place, Segment};

use crate::shared::bytes::hex;
use crate::shared::certificate::{Certificate, printed};
use crate::shared::der::{INTEGER, SEQUENCE, SET, Value};
use crate::shared::{base64, cms};
use crate::{Error, Input, Sink};

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";

/// How the labels of blocks end that hold letters and no text (RFC 7468 §4, and what programs write besides).
const LABELS: [&str; 8] =
    ["CERTIFICATE", "KEY", "REQUEST", "CRL", "PARAMETERS", "PKCS7", "CMS", "KEY BLOCK"];

/// Pushes a line for each thing that the file says of itself.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut lines = Vec::new();
    if is_locked_store(&input.bytes) {
        return Err(Error::Encrypted(EncryptedReason::NeedsPassword));
    }
    if input.bytes.starts_with(&[SEQUENCE]) {
        describe("", &input.bytes, &mut lines);
    }
    for (label, body) in armoured(&input.bytes) {
        lines.push(format!("kind: {}", label.to_lowercase()));
        describe(&label, &base64::decode(body).bytes, &mut lines);
    }
    lines.extend(prose(&input.bytes));
    if lines.is_empty() {
        return Err(Error::malformed("neither key nor certificate"));
    }
    let _ = sink.text(Segment::new(Place::Whole, Layer::Body, lines.join("\n")));
    Ok(())
}

/// Returns the lines that stand outside the blocks of letters, and those in blocks of an unknown kind.
fn prose(bytes: &[u8]) -> Vec<String> {
    if bytes.starts_with(&[SEQUENCE]) {
        return Vec::new();
    }
    let text = crate::shared::decode::text(bytes, None).text;
    let mut is_block = false;
    let mut lines = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(label) = line.strip_prefix("-----BEGIN ") {
            let label = label.trim_end_matches(['-', ' ']);
            is_block = LABELS.iter().any(|known| label.ends_with(known));
        } else if line.starts_with("-----END ") {
            is_block = false;
        } else if !is_block {
            lines.push(line.to_owned());
        }
    }
    lines
}

/// Tells whether bytes are a certificate, not written in letters.
pub(crate) fn is_certificate(bytes: &[u8]) -> bool {
    let certificate = bytes.starts_with(&[SEQUENCE]).then(|| Value::read(bytes)).flatten();
    let certificate = certificate.and_then(|(value, _)| Certificate::read(value));
    certificate.is_some_and(|it| it.validity.len() == 2 && !it.subject.is_empty())
}

/// Tells whether bytes are a store of keys that a password locks (PKCS #12, RFC 7292 §4).
pub(crate) fn is_locked_store(bytes: &[u8]) -> bool {
    let store = bytes.starts_with(&[SEQUENCE]).then(|| Value::read(bytes)).flatten();
    let mut parts = store.into_iter().flat_map(|(value, _)| value.parts());
    let is_version = parts.next().is_some_and(|part| part.tag == INTEGER && part.bytes == [3]);
    let content = parts.next().filter(|part| is_version && part.tag == SEQUENCE);
    content.is_some_and(|content| cms::is_kind(content))
}

/// Yields the labels and bodies that stand between lines of dashes.
fn armoured(bytes: &[u8]) -> impl Iterator<Item = (String, &[u8])> {
    let starts = memchr::memmem::find_iter(bytes, BEGIN);
    starts.filter_map(|start| {
        let rest = &bytes[start + BEGIN.len()..];
        let end = memchr::memmem::find(rest, DASHES)?;
        let label = std::str::from_utf8(&rest[..end]).ok()?.to_owned();
        let body = &rest[end + DASHES.len()..];
        let body = &body[..memchr::memmem::find(body, DASHES).unwrap_or(body.len())];
        Some((label, body))
    })
}

fn describe(label: &str, der: &[u8], lines: &mut Vec<String>) {
    let Some((value, _)) = Value::read(der).filter(|(value, _)| value.tag == SEQUENCE) else {
        return;
    };
    if label.ends_with("REQUEST") {
        let subject = value.part(SEQUENCE).and_then(|fields| fields.part(SEQUENCE)).map(printed);
        return lines.extend(subject.map(|subject| format!("subject: {subject}")));
    }
    if label.ends_with("CRL") {
        let issuer = value.part(SEQUENCE).into_iter().flat_map(Value::parts);
        let is_name = |part: &Value<'_>| part.tag == SEQUENCE && part.part(SET).is_some();
        let issuer = issuer.filter(is_name).map(printed).next();
        return lines.extend(issuer.map(|issuer| format!("issuer: {issuer}")));
    }
    let is_certificate = label.is_empty() || label.ends_with("CERTIFICATE");
    let Some(certificate) = Certificate::read(value).filter(|_| is_certificate) else { return };
    lines.push(format!("subject: {}", certificate.subject));
    lines.push(format!("issuer: {}", certificate.issuer));
    lines.push(format!("valid: {}", certificate.validity.join(" – ")));
    lines.push(format!("serial number: {}", hex(certificate.serial)));
    lines.extend(certificate.names.iter().map(|name| format!("name: {name}")));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    /// Made by `openssl req -x509 -newkey ed25519` for this test.
    const CERTIFICATE: &str = include_str!("../tests/small/border.pem");

    #[test]
    fn a_certificate_names_its_holder_and_its_time() {
        let text = probe::of(extract, CERTIFICATE.as_bytes()).body();
        for line in [
            "kind: certificate",
            "subject: Вера Островная, Border Office <vera@example.org>",
            "valid: 2026-11-28T14:48 – 2036-11-25T14:48",
            "name: border.example.org",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}: {text}");
        }
    }

    #[test]
    fn a_key_is_called_so() {
        let key = b"-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        assert_eq!(probe::of(extract, key).body(), "kind: rsa private key");
    }

    #[test]
    fn what_is_no_key_between_the_lines_is_text() {
        let note =
            b"-----BEGIN FORWARDED MESSAGE-----\nVera pays.\n-----END FORWARDED MESSAGE-----\nBye";
        assert!(probe::of(extract, note).body().ends_with("\nVera pays.\nBye"));
    }

    #[test]
    fn a_certificate_without_letters_is_one() {
        let (_, body) = armoured(CERTIFICATE.as_bytes()).next().expect("there is one");
        let der = base64::decode(body).bytes;
        assert!(is_certificate(&der) && !is_locked_store(&der));
        assert!(probe::of(extract, &der).body().contains("Border Office"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0..400_usize) {
            is_certificate(&bytes);
            is_locked_store(&bytes);
            probe::of(extract, &bytes);
            let mut broken = CERTIFICATE.as_bytes().to_vec();
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes);
            probe::of(extract, &broken);
        }
    }
}
