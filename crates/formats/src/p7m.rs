//! Signed, packed and encrypted messages (CMS, RFC 5652) as S/MIME mails and signed files have them.

use std::borrow::Cow;
use std::io::Read;

use item::{Declared, EncryptedReason, Key};

use crate::shared::cms::{self, Kind};
use crate::shared::der::SEQUENCE;
use crate::{Child, Content, Error, Input, Sink};

/// Pushes what a message signs, packs or holds as a child, and who signed it as properties; no signature is verified.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let bytes: Cow<'_, [u8]> = match cms::from_armour(&input.bytes) {
        Some(bytes) => bytes.into(),
        None => input.bytes[..].into(),
    };
    let message = cms::open(&bytes);
    let (kind, body) = message.ok_or_else(|| Error::malformed("no cryptographic message"))?;
    match kind {
        Kind::Encrypted => {
            sink.metadata(Key::ENCRYPTION, "S/MIME");
            return Err(Error::Encrypted(EncryptedReason::NeedsKey));
        }
        Kind::Data => push(&body.octets(), input, sink),
        Kind::Signed => {
            for signer in cms::signers(body) {
                sink.metadata(Key::SIGNER, &signer);
            }
            if let Some(content) = body.part(SEQUENCE).and_then(cms::content) {
                push(&content, input, sink);
            }
        }
        Kind::Compressed => {
            let content = body.parts().filter(|part| part.tag == SEQUENCE).find_map(cms::content);
            let packed = content.ok_or(Error::Truncated)?;
            let mut inflated = flate2::read::ZlibDecoder::new(&packed[..]);
            push_stream(is_mail_name(input), &mut inflated, input, sink);
        }
    }
    Ok(())
}

fn push(content: &[u8], input: &Input, sink: &mut dyn Sink) {
    push_stream(is_mail(content), &mut &content[..], input, sink);
}

fn push_stream(is_mail: bool, content: &mut dyn Read, input: &Input, sink: &mut dyn Sink) {
    let name = if is_mail { b"1.eml".to_vec() } else { name_within(&input.name) };
    let format = is_mail.then_some(Cow::Borrowed("eml"));
    let declared = Declared { format, ..Declared::default() };
    // A stop has been noted by the sink, and there is nothing behind it.
    let _ = sink.child(Child { name, declared, modified: None }, Content::Stream(content));
}

/// Tells whether bytes begin as the parts of mails do.
fn is_mail(content: &[u8]) -> bool {
    let start = content.trim_ascii_start();
    let is_field =
        |name: &[u8]| start.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name));
    is_field(b"content-") || is_field(b"mime-version:")
}

/// Tells whether the name is that of a mail's part, of which nothing was unpacked yet.
fn is_mail_name(input: &Input) -> bool {
    input.name.eq_ignore_ascii_case(b"smime.p7z") || input.name.eq_ignore_ascii_case(b"smime.p7m")
}

/// Returns the name of a signed file without the extension of its signature.
fn name_within(name: &[u8]) -> Vec<u8> {
    let stem = name.iter().rposition(|byte| *byte == b'.').map_or(name, |dot| &name[..dot]);
    let name = if stem.contains(&b'.') { stem } else { b"content" };
    name.to_vec()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;
    use crate::shared::certificate::{COMMON_NAME, MAIL_ADDRESS};
    use crate::shared::der::{INTEGER, SET};

    fn value(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let bytes = parts.concat();
        let length = u16::try_from(bytes.len()).expect("tests are short").to_be_bytes();
        [&[tag, 0x82][..], &length, &bytes].concat()
    }

    fn message(kind: &[u8], body: &[u8]) -> Vec<u8> {
        value(SEQUENCE, &[&value(6, &[kind]), &value(0xa0, &[body])])
    }

    fn pkcs_7(kind: u8) -> Vec<u8> {
        [b"\x2a\x86\x48\x86\xf7\x0d\x01\x07", &[kind][..]].concat()
    }

    fn name(common: &str, address: &str) -> Vec<u8> {
        let pair = |kind: &[u8], text: &str| {
            let pair = value(SEQUENCE, &[&value(6, &[kind]), &value(12, &[text.as_bytes()])]);
            value(SET, &[&pair])
        };
        value(SEQUENCE, &[&pair(COMMON_NAME, common), &pair(MAIL_ADDRESS, address)])
    }

    fn certificate(serial: u8, subject: &[u8]) -> Vec<u8> {
        let empty = value(SEQUENCE, &[]);
        let serial = value(INTEGER, &[&[serial]]);
        let fields =
            value(SEQUENCE, &[&value(0xa0, &[]), &serial, &empty, &empty, &empty, subject]);
        value(SEQUENCE, &[&fields])
    }

    fn signed(content: &[u8]) -> Vec<u8> {
        let info =
            value(SEQUENCE, &[&value(6, &[&pkcs_7(1)]), &value(0xa0, &[&value(4, &[content])])]);
        let certificates = value(
            0xa0,
            &[&certificate(1, &name("Root", "")), &certificate(2, &name("Вера О.", "v@o.org"))],
        );
        let serial = value(SEQUENCE, &[&value(SEQUENCE, &[]), &value(INTEGER, &[&[2]])]);
        let signer = value(SEQUENCE, &[&value(INTEGER, &[&[1]]), &serial]);
        let version = value(INTEGER, &[&[1]]);
        let body = value(
            SEQUENCE,
            &[&version, &value(SET, &[]), &info, &certificates, &value(SET, &[&signer])],
        );
        message(&pkcs_7(2), &body)
    }

    #[test]
    fn what_is_signed_is_a_child_and_the_signer_is_named() {
        let found = probe::of(extract, &signed(b"Content-Type: text/plain\r\n\r\nOne"));
        assert_eq!(found.names(), ["1.eml"]);
        assert_eq!(found.children[0].1, b"Content-Type: text/plain\r\n\r\nOne");
        assert_eq!(found.metadata[&Key::SIGNER], ["Вера О. <v@o.org>"]);
    }

    #[test]
    fn what_is_encrypted_needs_a_key() {
        for kind in [&pkcs_7(3)[..], b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"] {
            let found = probe::of(extract, &message(kind, &value(SEQUENCE, &[])));
            let error = found.error.expect("it is locked");
            assert!(matches!(error, Error::Encrypted(EncryptedReason::NeedsKey)));
        }
    }

    #[test]
    fn a_signed_file_keeps_its_name() {
        assert_eq!(name_within(b"letter.txt.p7m"), b"letter.txt");
        assert_eq!(name_within(b"smime.p7m"), b"content");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), at in 0..300_usize) {
            probe::of(extract, &bytes);
            let mut broken = signed(b"text");
            let at = at.min(broken.len());
            let end = broken.len().min(at + bytes.len());
            broken.splice(at..end, bytes);
            probe::of(extract, &broken);
        }
    }
}
