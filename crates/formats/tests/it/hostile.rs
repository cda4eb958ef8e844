//! No input makes an extractor panic, and the same input gives the same output.

use proptest::prelude::*;

use crate::sink::{extracted, identified};

/// The formats whose readers this module tries, each with a small sound sample.
const SAMPLES: &[(&str, &[u8])] = &[
    ("text", b"Hello \xd0\x9d\xd0\xa6\xd0\x91\r\nworld \xcf\xf0\n"),
    ("html", b"<!DOCTYPE html><title>a&amp;b</title><p hidden>x<table><tr><td>1<td>2</table><!-- c --><img src='data:image/png;base64,AAAA'><script>x</script>"),
    ("xml", b"<?xml version='1.0' encoding='utf-8'?><!DOCTYPE a [<!ENTITY x 'y'>]><a b='c'>t<b>u</b>&amp;&#65;&x;<![CDATA[d]]><!-- e --></a>"),
    ("json", b"{\"a\": [1, -2.5e3, true, null, {\"b\": \"\\u0416\\n\"}], \"c\": \"d\"}"),
    ("csv", b"a;\"b;\nc\";d\r\n1;2;3\r\n"),
    ("eml", b"From: =?koi8-r?B?6dfBzs/X?= <i@example.org>\r\nDate: Fri, 8 Jul 2011 12:08:34 +0200\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\npre\r\n--b\r\nContent-Type: text/html; charset=koi8-r\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=C4=C1\r\n--b\r\nContent-Type: application/pdf; name*=utf-8''%D1%8F\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nbegin 644 a\r\n#0V%T\r\n`\r\nend\r\n--b--\r\npost"),
    ("mbox", b"From a@b Fri Jul  8 12:08:34 2011\nSubject: 1\n\n>From x\n\nFrom a@b Fri Jul  8 12:08:34 2011\nSubject: 2\n\ny\n"),
];

/// Extracts twice and returns what came out, printed.
fn seen(format: &str, bytes: &[u8]) -> String {
    let first = format!("{:?} {:?}", identified(bytes, "x"), extracted(format, bytes));
    assert_eq!(
        first,
        format!("{:?} {:?}", identified(bytes, "x"), extracted(format, bytes)),
        "{format}"
    );
    first
}

#[test]
fn every_prefix_of_a_sample_is_survived() {
    for (format, sample) in SAMPLES {
        for end in 0..=sample.len() {
            seen(format, &sample[..end]);
        }
    }
}

#[test]
fn samples_give_text_without_an_error() {
    for (format, sample) in SAMPLES {
        let found = extracted(format, sample);
        assert!(found.error.is_none(), "{format}: {:?}", found.error);
        assert!(found.has_text() || !found.children.is_empty(), "{format}");
    }
}

proptest! {
    #[test]
    fn random_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for (format, _) in SAMPLES {
            seen(format, &bytes);
        }
    }

    #[test]
    fn random_text_is_survived(text in "[<>/!\\-&;#=\"'{}\\[\\],:a-zа-я0-9 \\n\\r\\t?+.]{0,400}") {
        for (format, _) in SAMPLES {
            seen(format, text.as_bytes());
        }
    }

    #[test]
    fn changed_samples_are_survived(
        which in 0..SAMPLES.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let (format, sample) = SAMPLES[which];
        let mut bytes = sample.to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let doubled = [&bytes[cut.index(bytes.len())..], &bytes[..]].concat();
        seen(format, &bytes);
        let found = extracted(format, &doubled);
        let children: usize = found.children.iter().map(|(_, bytes)| bytes.len()).sum();
        prop_assert!(found.text_bytes() + children <= 16 * doubled.len() + 4096);
    }
}
