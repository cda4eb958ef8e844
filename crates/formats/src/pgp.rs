//! What `OpenPGP` yields (RFC 4880, RFC 9580): of keys whose they are, of signatures which key made them and when, of messages that
//! are signed and not encrypted their text.

use std::io::Read;

use item::{EncryptedReason, Key, Layer, Place, Segment};
use sha1::{Digest, Sha1};

use crate::shared::{base64, time::utc};
use crate::{Child, Content, Error, Input, Sink};

/// Tags of packets (RFC 4880 §4.3).
const SESSION_KEY: u8 = 1;
const SIGNATURE: u8 = 2;
const PASSWORD_KEY: u8 = 3;
const SECRET_KEY: u8 = 5;
const PUBLIC_KEY: u8 = 6;
const PACKED: u8 = 8;
const ENCRYPTED: [u8; 3] = [9, 18, 20];
const LITERAL: u8 = 11;
const USER_ID: u8 = 13;

/// How deep packed packets may stand in each other.
const DEPTH: u32 = 4;
/// The most that packed packets inflate to; in bytes.
const MOST_INFLATED: u64 = 64 << 20;

/// Pushes what is said of keys and signatures as lines, and what a message holds as a child.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut found = Found::default();
    let armoured = armoured(&input.bytes);
    if armoured.is_empty() {
        found.packets(&input.bytes, DEPTH);
    }
    for (heads, body) in armoured {
        found.lines.extend(heads);
        found.packets(&body, DEPTH);
    }
    let Found { lines, literals, is_encrypted } = found;
    if !lines.is_empty() {
        // A stop has been noted by the sink, which then takes no child either.
        let _ = sink.text(Segment::new(Place::Whole, Layer::Body, lines.join("\n")));
    }
    for (name, bytes) in &literals {
        let name = if name.is_empty() { name_within(&input.name) } else { name.clone() };
        let _ = sink.child(Child { name, ..Child::default() }, Content::Stream(&mut &bytes[..]));
    }
    if is_encrypted || lines.is_empty() && literals.is_empty() {
        sink.metadata(Key::ENCRYPTION, "OpenPGP");
        return Err(Error::Encrypted(EncryptedReason::NeedsKey));
    }
    Ok(())
}

/// Returns the name of a message without the extension that its encryption gave it.
fn name_within(name: &[u8]) -> Vec<u8> {
    let stem = name.iter().rposition(|byte| *byte == b'.').map_or(&b""[..], |dot| &name[..dot]);
    if stem.is_empty() { b"content".to_vec() } else { stem.to_vec() }
}

/// Returns the heads and the bytes of each block that is written in letters (RFC 4880 §6.2).
fn armoured(bytes: &[u8]) -> Vec<(Vec<String>, Vec<u8>)> {
    let starts = memchr::memmem::find_iter(bytes, b"-----BEGIN PGP ");
    let blocks = starts.filter_map(|start| {
        let block = &bytes[start..];
        let block = &block[..memchr::memmem::find(block, b"-----END").unwrap_or(block.len())];
        let mut lines = block.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let kind = lines.next()?.strip_prefix(b"-----BEGIN ")?.strip_suffix(b"-----")?;
        let (mut heads, mut body) = (Vec::new(), Vec::new());
        // of a message its content is told, or that it is encrypted
        if kind != b"PGP MESSAGE" {
            heads.push(format!("kind: {}", String::from_utf8_lossy(kind)));
        }
        let mut is_head = true;
        for line in lines {
            is_head &= line.contains(&b':');
            if is_head {
                heads.push(String::from_utf8_lossy(line).into_owned());
            } else if !line.starts_with(b"=") {
                // A line that begins so is a checksum.
                body.extend_from_slice(line);
            }
        }
        Some((heads, base64::decode(&body).bytes))
    });
    blocks.collect()
}

#[derive(Default)]
struct Found {
    lines: Vec<String>,
    /// Names and bytes of what messages hold.
    literals: Vec<(Vec<u8>, Vec<u8>)>,
    is_encrypted: bool,
}

impl Found {
    fn packets(&mut self, bytes: &[u8], depth: u32) {
        let mut rest = bytes;
        while let Some((tag, body, after)) = packet(rest) {
            self.packet(tag, &body, depth);
            rest = after;
        }
    }

    fn packet(&mut self, tag: u8, body: &[u8], depth: u32) {
        match tag {
            SIGNATURE => self.lines.extend(signature(body)),
            PUBLIC_KEY | SECRET_KEY => self.lines.extend(key(tag, body)),
            USER_ID => self.lines.push(format!("user: {}", String::from_utf8_lossy(body))),
            LITERAL => self.literals.extend(literal(body)),
            PACKED if depth > 0 => self.packets(&inflated(body), depth - 1),
            SESSION_KEY => {
                self.is_encrypted = true;
                let recipient = body.get(1..9).map(|id| format!("encrypted for key: {}", hex(id)));
                self.lines.extend(recipient);
            }
            PASSWORD_KEY => self.is_encrypted = true,
            _ => self.is_encrypted |= ENCRYPTED.contains(&tag),
        }
    }
}

/// Reads the packet at the start: its tag, its body, what follows (RFC 4880 §4.2).
fn packet(bytes: &[u8]) -> Option<(u8, Vec<u8>, &[u8])> {
    let (head, rest) = bytes.split_first()?;
    if head & 0x80 == 0 {
        return None;
    }
    if head & 0x40 == 0 {
        let width = [1, 2, 4, 0][usize::from(head & 3)];
        let (length, rest) = rest.split_at_checked(width)?;
        let length = if width == 0 { rest.len() } else { number(length) };
        let (body, rest) = rest.split_at(length.min(rest.len()));
        return Some((head >> 2 & 15, body.to_vec(), rest));
    }
    let (mut body, mut rest, mut is_partial) = (Vec::new(), rest, true);
    while is_partial {
        let (length, after) = match *rest {
            [short @ ..0xc0, ref after @ ..] => (usize::from(short), after),
            [high @ 0xc0..0xe0, low, ref after @ ..] => {
                (((usize::from(high) - 0xc0) << 8) + usize::from(low) + 0xc0, after)
            }
            [0xff, ref after @ ..] => {
                let (length, after) = after.split_at_checked(4)?;
                (number(length), after)
            }
            [power @ 0xe0..=0xfe, ref after @ ..] => (1 << (power & 0x1f), after),
            _ => return None,
        };
        is_partial = matches!(rest.first(), Some(0xe0..=0xfe));
        let (piece, after) = after.split_at(length.min(after.len()));
        body.extend_from_slice(piece);
        rest = after;
        is_partial &= !rest.is_empty();
    }
    Some((head & 0x3f, body, rest))
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

fn hex(bytes: &[u8]) -> String {
    crate::shared::bytes::hex(bytes).to_uppercase()
}

fn moment(bytes: &[u8]) -> String {
    utc(i64::try_from(number(bytes)).unwrap_or_default())
}

/// Says of a signature by which key it was made, and when (RFC 4880 §5.2).
fn signature(body: &[u8]) -> Option<String> {
    let (when, by) = match body.first()? {
        2 | 3 => (body.get(3..7)?, body.get(7..15)?),
        4 | 6 => {
            let wide = usize::from(body.first() == Some(&6)) * 2;
            let hashed = body.get(4..)?;
            let (hashed, rest) = parts_of(hashed, 2 + wide)?;
            let (loose, _) = parts_of(rest, 2 + wide)?;
            let parts: Vec<_> = subpackets(hashed).into_iter().chain(subpackets(loose)).collect();
            let part = |tag| parts.iter().find(|part| part.0 == tag).map(|part| part.1);
            let issuer = part(16).or_else(|| part(33).and_then(|print| print.get(1..)));
            (part(2).unwrap_or_default(), issuer.unwrap_or_default())
        }
        _ => return None,
    };
    Some(format!("signature by key: {} made: {}", hex(by), moment(when)))
}

/// Splits off a run of bytes that its length stands before.
fn parts_of(bytes: &[u8], width: usize) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_at_checked(width)?;
    rest.split_at_checked(number(length))
}

/// Lists the parts of a signature with their tags (RFC 4880 §5.2.3.1).
fn subpackets(mut bytes: &[u8]) -> Vec<(u8, &[u8])> {
    let mut found = Vec::new();
    while let Some(first) = bytes.first() {
        let part = match first {
            0xff => parts_of(&bytes[1..], 4),
            0xc0..0xff => bytes.get(2..).and_then(|rest| {
                let length = ((usize::from(*first) - 0xc0) << 8) + usize::from(bytes[1]) + 0xc0;
                rest.split_at_checked(length)
            }),
            _ => parts_of(bytes, 1),
        };
        let Some((part, rest)) = part else { break };
        found.extend(part.split_first().map(|(tag, body)| (tag & 0x7f, body)));
        bytes = rest;
    }
    found
}

/// Says of a key when it was made, and of a public one its fingerprint (RFC 4880 §5.5.2, §12.2).
fn key(tag: u8, body: &[u8]) -> Option<String> {
    let when = moment(body.get(1..5)?);
    if tag == SECRET_KEY {
        return Some(format!("secret key made: {when}"));
    }
    let length = u16::try_from(body.len()).ok().filter(|_| body.first() == Some(&4));
    let print = length.map(|length| {
        let hash = Sha1::new().chain_update([0x99]).chain_update(length.to_be_bytes());
        format!(" fingerprint: {}", hex(&hash.chain_update(body).finalize()))
    });
    Some(format!("public key made: {when}{}", print.unwrap_or_default()))
}

/// Takes the file out of a packet: its name and its bytes (RFC 4880 §5.9).
fn literal(body: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (name, rest) = parts_of(body.get(1..)?, 1)?;
    let name = if name == b"_CONSOLE" { b"" } else { name };
    Some((name.to_vec(), rest.get(4..)?.to_vec()))
}

/// Inflates packets as far as they go (RFC 4880 §5.6).
fn inflated(body: &[u8]) -> Vec<u8> {
    let Some((method, packed)) = body.split_first() else { return Vec::new() };
    let mut inflated = Vec::new();
    let stream: &mut dyn Read = match method {
        0 => &mut &packed[..],
        1 => &mut flate2::read::DeflateDecoder::new(packed),
        2 => &mut flate2::read::ZlibDecoder::new(packed),
        3 => &mut bzip2::read::BzDecoder::new(packed),
        _ => return Vec::new(),
    };
    drop(stream.take(MOST_INFLATED).read_to_end(&mut inflated));
    inflated
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    fn packet_of(tag: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).expect("tests are short").to_be_bytes();
        [&[0xc0 | tag, 0xff][..], &length, body].concat()
    }

    #[test]
    fn a_key_names_its_users() {
        let bytes = [
            packet_of(PUBLIC_KEY, &[4, 0x5e, 0, 0, 0, 1, 0, 1, 1]),
            packet_of(USER_ID, "Вера <v@o.org>".as_bytes()),
        ];
        let text = probe::of(extract, &bytes.concat()).body();
        assert!(text.contains("user: Вера <v@o.org>"), "{text}");
        assert!(text.contains("public key made: 2019-12-22T23:45:04Z fingerprint: "), "{text}");
    }

    #[test]
    fn a_signature_names_its_key_and_its_time() {
        let hashed = [5, 2, 0x5e, 0, 0, 0];
        let loose = [9, 16, 1, 2, 3, 4, 5, 6, 7, 8];
        let body = [&[4, 0, 1, 8, 0, 6][..], &hashed, &[0, 10], &loose, &[0, 0]].concat();
        let armour = "-----BEGIN PGP SIGNATURE-----\nVersion: X 1\n\n";
        let letters = [armour.as_bytes(), &letters(&packet_of(SIGNATURE, &body))].concat();
        let text = probe::of(extract, &letters).body();
        assert!(text.contains("Version: X 1"), "{text}");
        assert!(
            text.contains("signature by key: 0102030405060708 made: 2019-12-22T23:45:04Z"),
            "{text}"
        );
    }

    /// Writes bytes in Base64.
    fn letters(bytes: &[u8]) -> Vec<u8> {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = Vec::new();
        for three in bytes.chunks(3) {
            let bits = three.iter().fold(0, |bits, byte| bits << 8 | usize::from(*byte));
            let bits = bits << (8 * (3 - three.len()));
            let figures = (0..=three.len()).map(|at| ALPHABET[bits >> (18 - 6 * at) & 63]);
            out.extend(figures);
        }
        out
    }

    #[test]
    fn a_message_that_is_not_encrypted_is_read() {
        let literal = packet_of(LITERAL, &[&b"b\x05a.txt"[..], &[0; 4], b"hello"].concat());
        let mut packed = vec![2];
        let mut zlib = flate2::read::ZlibEncoder::new(&literal[..], flate2::Compression::fast());
        zlib.read_to_end(&mut packed).expect("memory can be read");
        let found = probe::of(extract, &packet_of(PACKED, &packed));
        assert_eq!(
            (found.names(), &found.children[0].1[..]),
            (vec!["a.txt".into()], &b"hello"[..])
        );
        assert!(found.error.is_none());
    }

    #[test]
    fn an_encrypted_message_needs_a_key_and_names_whose() {
        let message =
            [packet_of(SESSION_KEY, &[3, 1, 2, 3, 4, 5, 6, 7, 8, 1]), packet_of(18, b"x")];
        let found = probe::of(extract, &message.concat());
        assert!(matches!(found.error, Some(Error::Encrypted(EncryptedReason::NeedsKey))));
        assert!(found.body().contains("encrypted for key: 0102030405060708"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), tag in 0..64_u8) {
            probe::of(extract, &bytes);
            probe::of(extract, &packet_of(tag, &bytes));
            probe::of(extract, &[b"-----BEGIN PGP MESSAGE-----\n\n", &letters(&bytes)[..]].concat());
        }
    }
}
