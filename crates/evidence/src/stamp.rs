//! Time stamps of an authority (RFC 3161): the request, which is made without a network, and what its reply states.
//!
//! The request asks for a stamp on the SHA-256 digest of a text. Who signed a reply is not checked here: that needs the
//! certificates of the authority, and `openssl ts -verify` does it.

use item::Digest;

/// The object identifier of SHA-256, 2.16.840.1.101.3.4.2.1, in DER.
const SHA256: &[u8] = &[0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
/// That of signed data, 1.2.840.113549.1.7.2.
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// That of what a stamp states, 1.2.840.113549.1.9.16.1.4.
const STATED: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04];

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const BOOLEAN: u8 = 0x01;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const TIME: u8 = 0x18;
const TAGGED: u8 = 0xa0;

/// Returns the request for a stamp on a digest, in DER, as it is sent to an authority (`application/timestamp-query`).
pub fn stamp_request(sha256: &Digest) -> Vec<u8> {
    let algorithm = der(SEQUENCE, &[SHA256, &[0x05, 0x00]].concat());
    let imprint = der(SEQUENCE, &[algorithm, der(OCTETS, &sha256.0)].concat());
    // The certificate of the authority is asked for, so that the reply can be checked by itself.
    der(SEQUENCE, &[der(INTEGER, &[1]), imprint, der(BOOLEAN, &[0xff])].concat())
}

/// What the reply of an authority states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The digest that was stamped.
    pub sha256: Digest,
    /// When, as the authority writes it in UTC: `20261128220000Z`, perhaps with parts of a second.
    pub time: String,
}

/// Why a reply states nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StampError {
    /// It is no reply of an authority.
    #[error("it is no reply of a time-stamping authority (RFC 3161)")]
    NoReply,
    /// The authority refused.
    #[error("the authority did not grant a stamp (status {0})")]
    Refused(u8),
    /// The stamp is on a digest of another kind.
    #[error("the stamp is on no SHA-256 digest")]
    OtherDigest,
}

/// Reads the reply of an authority (`application/timestamp-reply`).
pub fn read_stamp(reply: &[u8]) -> Result<Stamp, StampError> {
    let (status, token) = whole(reply).and_then(status_and_token).ok_or(StampError::NoReply)?;
    // Granted, or granted with changes (§2.4.2).
    if status > 1 {
        return Err(StampError::Refused(status));
    }
    let stated = stated(token).ok_or(StampError::NoReply)?;
    let (algorithm, digest, time) = imprint_and_time(stated).ok_or(StampError::NoReply)?;
    let sha256 = <[u8; 32]>::try_from(digest).ok().filter(|_| algorithm == &SHA256[2..]);
    Ok(Stamp { sha256: Digest(sha256.ok_or(StampError::OtherDigest)?), time })
}

/// Returns the one value that a file holds.
fn whole(bytes: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader(bytes);
    let inner = reader.value(SEQUENCE)?;
    reader.0.is_empty().then_some(inner)
}

/// Returns the status, and the token, which a refusal lacks.
fn status_and_token(reply: &[u8]) -> Option<(u8, &[u8])> {
    let mut reply = Reader(reply);
    let [status] = Reader(reply.value(SEQUENCE)?).value(INTEGER)? else { return None };
    Some((*status, reply.0))
}

/// Returns what is stated in a token: signed data (RFC 5652, §5.1) around an octet string with DER in it.
fn stated(token: &[u8]) -> Option<&[u8]> {
    let mut info = Reader(whole(token)?);
    (info.value(OBJECT)? == SIGNED_DATA).then_some(())?;
    let mut signed = Reader(Reader(info.value(TAGGED)?).value(SEQUENCE)?);
    signed.value(INTEGER)?;
    signed.value(SET)?;
    let mut content = Reader(signed.value(SEQUENCE)?);
    (content.value(OBJECT)? == STATED).then_some(())?;
    whole(Reader(content.value(TAGGED)?).value(OCTETS)?)
}

/// Returns algorithm and digest of the imprint, and the time (RFC 3161, §2.4.2).
fn imprint_and_time(stated: &[u8]) -> Option<(&[u8], &[u8], String)> {
    let mut stated = Reader(stated);
    (stated.value(INTEGER)? == [1]).then_some(())?;
    stated.value(OBJECT)?;
    let mut imprint = Reader(stated.value(SEQUENCE)?);
    let algorithm = Reader(imprint.value(SEQUENCE)?).value(OBJECT)?;
    let digest = imprint.value(OCTETS)?;
    stated.value(INTEGER)?;
    let time = std::str::from_utf8(stated.value(TIME)?).ok()?;
    is_time(time).then(|| (algorithm, digest, time.to_owned()))
}

/// Tells whether a text is a time in UTC down to the second, perhaps with parts of one.
fn is_time(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(text) = text.strip_suffix('Z') else { return false };
    let (seconds, parts) = text.split_once('.').unwrap_or((text, "0"));
    seconds.len() == 14 && digits(seconds) && !parts.is_empty() && digits(parts)
}

/// Writes a value that is shorter than 128 bytes.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap_or_default();
    [&[tag, length], content].concat()
}

/// Reads values of DER one after the other.
struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    /// Returns the content of the next value, if it has this tag.
    fn value(&mut self, tag: u8) -> Option<&'b [u8]> {
        let (&found, rest) = self.0.split_first()?;
        let (&first, mut rest) = rest.split_first()?;
        let mut length = usize::from(first & 0x7f);
        if first & 0x80 != 0 {
            let (bytes, behind) =
                rest.split_at_checked(length).filter(|_| (1..=4).contains(&length))?;
            length = bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
            rest = behind;
        }
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        (found == tag).then_some(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reply that states `time` for `digest`, as far as it is read here.
    fn reply(status: u8, digest: &Digest, time: &str) -> Vec<u8> {
        let sequence = |parts: &[Vec<u8>]| der(SEQUENCE, &parts.concat());
        let imprint = sequence(&[der(SEQUENCE, SHA256), der(OCTETS, &digest.0)]);
        let policy = der(OBJECT, &[0x2a, 0x03]);
        let serial = der(INTEGER, &[7]);
        let stated =
            sequence(&[der(INTEGER, &[1]), policy, imprint, serial, der(TIME, time.as_bytes())]);
        let content = sequence(&[der(OBJECT, STATED), der(TAGGED, &der(OCTETS, &stated))]);
        let signed = long(SEQUENCE, &[der(INTEGER, &[3]), der(SET, &[]), content].concat());
        let token = long(SEQUENCE, &[der(OBJECT, SIGNED_DATA), long(TAGGED, &signed)].concat());
        long(SEQUENCE, &[sequence(&[der(INTEGER, &[status])]), token].concat())
    }

    fn long(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).expect("it is short").to_be_bytes();
        [&[tag, 0x82], &length[..], content].concat()
    }

    #[test]
    fn a_reply_states_digest_and_time_and_what_is_cut_or_refused_states_nothing() {
        let digest = Digest([5; 32]);
        let time = "20261128220000Z".to_owned();
        let granted = reply(0, &digest, &time);
        assert_eq!(read_stamp(&granted), Ok(Stamp { sha256: digest, time: time.clone() }));
        for at in 0..granted.len() {
            assert!(read_stamp(&granted[..at]).is_err(), "{at}");
            let mut flipped = granted.clone();
            flipped[at] ^= 0x80;
            let _never_a_panic = read_stamp(&flipped);
        }
        assert_eq!(read_stamp(&reply(2, &digest, &time)), Err(StampError::Refused(2)));
        for no_time in ["", "Z.Z", "2026", "20261128220000", "20261128220000.Z"] {
            assert_eq!(read_stamp(&reply(0, &digest, no_time)), Err(StampError::NoReply));
        }
        let refusal = der(SEQUENCE, &der(SEQUENCE, &der(INTEGER, &[2])));
        assert_eq!(read_stamp(&refusal), Err(StampError::Refused(2)));
        assert_eq!(read_stamp(b""), Err(StampError::NoReply));
    }
}
