use item::{EncryptedReason, PartialReason};

use super::*;
use crate::probe::{self, Found};

fn read(mail: &str) -> Found {
    probe::of(extract, mail.replace('\n', "\r\n").as_bytes())
}

fn all<'a>(found: &'a Found, key: &Key) -> Vec<&'a str> {
    found.metadata.get(key).into_iter().flatten().map(String::as_str).collect()
}

#[test]
fn the_header_becomes_properties() {
    let found = read(
        "From: =?koi8-r?B?6dfBzs/X?= <i@example.org>\nTo: a@b.c, \"D, E\" <d@e.f>\nCc: G: h@i.j;\n\
         Subject: =?utf-8?Q?R=C3=A9ponse?=\n =?utf-8?Q?_du_BCN?=\nDate: Fri, 8 Jul 2011 12:08:34 +0200\n\
         Message-ID: <1@x>\nIn-Reply-To: <0@x>\nX-Mailer: The Bat!\n\nbody\n",
    );
    assert_eq!(found.first(&Key::FROM), "Иванов <i@example.org>");
    assert_eq!(all(&found, &Key::TO), ["a@b.c", "D, E <d@e.f>"]);
    assert_eq!(all(&found, &Key::CC), ["h@i.j"]);
    assert_eq!(found.first(&Key::SUBJECT), "Réponse du BCN");
    assert_eq!(found.first(&Key::SENT), "2011-07-08T12:08:34+02:00");
    assert_eq!(found.first(&Key::MESSAGE_ID), "1@x");
    assert_eq!(found.first(&Key::IN_REPLY_TO), "0@x");
    assert_eq!(found.first(&Key::GENERATOR), "The Bat!");
    assert_eq!(found.body(), "body\r\n");
}

#[test]
fn blanks_before_the_colon_belong_to_no_name_of_a_field() {
    let found = read(
        "From : Lucía <l@x.es>\nSubject\t: On the order\nContent-Type : text/html\n\n<p>a</p>",
    );
    assert_eq!(found.first(&Key::FROM), "Lucía <l@x.es>");
    assert_eq!(found.first(&Key::SUBJECT), "On the order");
    assert_eq!(found.body(), "a\n");
}

#[test]
fn an_encoded_word_right_behind_a_text_stays_right_behind_it() {
    let found =
        read("Subject: [SPAM]=?utf-8?Q?=D0=9E=D1=82?=\n =?utf-8?Q?=D0=B2=D0=B5=D1=82?= x\n\nb");
    assert_eq!(found.first(&Key::SUBJECT), "[SPAM]Ответ x");
}

#[test]
fn raw_eight_bit_fields_are_read_in_the_detected_encoding() {
    let mail = b"From: a@b.c\nSubject: \xcc\xe5\xe6\xe4\xf3\xed\xe0\xf0\xee\xe4\xed\xfb\xe9 \xf0\xee\xe7\xfb\xf1\xea\n\nx";
    assert_eq!(probe::of(extract, mail).first(&Key::SUBJECT), "Международный розыск");
    assert_eq!(read("Subject: Ответ\n\nx").first(&Key::SUBJECT), "Ответ");
}

#[test]
fn a_date_that_cannot_be_read_is_kept_as_written() {
    let found = read("From: a@b\nDate: the day after\n\nx");
    assert_eq!(found.first(&Key::DATE_RAW), "the day after");
    assert_eq!(found.first(&Key::SENT), "");
}

#[test]
fn attachments_are_children_with_decoded_names() {
    let found = read(
        "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n\
         --b\nContent-Type: application/pdf; name=\"=?utf-8?B?0LDQutGCLnBkZg==?=\"\nContent-Transfer-Encoding: base64\n\
         Content-Disposition: attachment\n\nJVBERg==\n\
         --b\nContent-Type: image/png\nContent-Disposition: attachment; filename*=utf-8''%D1%8F.png\n\nx\n\
         --b\nContent-Type: message/rfc822\n\nSubject: inner\n\ninside\n\
         --b\nContent-Type: application/octet-stream\n\ny\n--b--\n",
    );
    assert_eq!(found.names(), ["акт.pdf", "я.png", "3.eml", "attachment-4.bin"]);
    assert_eq!(found.children[0].1, b"%PDF");
    assert_eq!(found.children[2].1, b"Subject: inner\r\n\r\ninside");
    assert_eq!(found.children[2].0.declared.format.as_deref(), Some("eml"));
    assert_eq!(found.body(), "text");
}

#[test]
fn an_html_alternative_is_kept_only_where_it_says_more() {
    let mail = |html: &str| {
        read(&format!(
            "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nThe same words.\n\
             --b\nContent-Type: text/html\n\n{html}\n--b--\n"
        ))
    };
    assert_eq!(mail("<p>The <b>same</b> words.").segments.len(), 2);
    let found =
        mail("<p>The same words, but three others here.</p><p style='display:none'>secret</p>");
    let places: Vec<_> = found.segments.iter().map(|segment| segment.place.to_string()).collect();
    assert_eq!(places, ["header", "", "html body", "html body"]);
    assert_eq!(found.layer(Layer::Hidden), "secret\n");
}

#[test]
fn a_mail_of_html_alone_has_its_text() {
    let found = read(
        "Content-Type: text/html; charset=windows-1251\nContent-Transfer-Encoding: quoted-printable\n\n<p>=E4=E0</p>",
    );
    assert_eq!(found.body(), "да\n");
    assert_eq!(found.first(&Key::CHARSET), "windows-1251");
}

#[test]
fn flowed_lines_are_joined() {
    let found = read(
        "Content-Type: text/plain; format=flowed\n\nOne \nline.\n> quoted \n> too\nnext\n-- \nname\n",
    );
    assert_eq!(found.body(), "One line.\n> quoted too\nnext\n-- \nname\n");
}

#[test]
fn a_file_in_the_text_is_a_child() {
    let found = read("From: a@b\n\nHere:\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n");
    assert_eq!(found.names(), ["cat.txt"]);
    assert_eq!(found.children[0].1, b"Cat");
    assert_eq!(found.body(), "Here:\r\nbye\r\n");
}

#[test]
fn an_encrypted_mail_says_so_and_keeps_its_header() {
    let found = read(
        "From: a@b\nSubject: s\nContent-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n\n\
         --b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: application/octet-stream\n\n\
         -----BEGIN PGP MESSAGE-----\n--b--\n",
    );
    assert!(matches!(found.error, Some(Error::Encrypted(EncryptedReason::NeedsKey))));
    assert_eq!(found.first(&Key::SUBJECT), "s");
    assert_eq!(found.children.len(), 2);
}

#[test]
fn text_around_the_parts_is_hidden_text() {
    let found = read(
        "Content-Type: multipart/mixed; boundary=b\n\nnot shown\n--b\n\nshown\n--b--\nnor this\n",
    );
    assert_eq!(found.layer(Layer::Hidden), "not shown\r\nnor this\r\n");
}

#[test]
fn damage_costs_no_text() {
    assert_eq!(read("Content-Type: multipart/mixed; boundary=b\n\nno parts").body(), "no parts");
    assert_eq!(
        read("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nunclosed").body(),
        "unclosed"
    );
    assert_eq!(read("no header at all").body(), "no header at all");
    assert_eq!(read("From x Fri Jul  8 12:08:34 2011\nSubject: s\n\nx").first(&Key::SUBJECT), "s");
    assert_eq!(read("12\nSubject: s\n\nx").first(&Key::SUBJECT), "s");
}

#[test]
fn nesting_beyond_the_limit_is_said() {
    let part = |level| format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n");
    let found = read(&((0..200).map(part).collect::<Vec<_>>().concat() + "\ndeep"));
    assert_eq!(found.partial, [PartialReason::Depth]);
    assert_eq!(found.children.len(), 1);
}

const PARTS: &str = "--b1\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\ndGV4dA==\n\
     --b1\nContent-Type: application/pdf; name=\"a.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b1--\n";

#[test]
fn parts_are_found_however_the_header_misnames_their_boundary() {
    let headers = [
        "From: a@b\nContent-Type: multipart/mixed;\n boundary=\"other\"\n\n",
        "From: a@b\nContent-Type: multipart/mixed\n\n",
        "From: a@b\nContent-Type: multipart/mixed;\n?boundary=\"b1\"\n\n",
        "From: a@b\nContent-Type: multipart/mixed; boundary=\n\t\"b1\"\n\n",
        "From: a@b\nContent-Type: multipart/mixed; boundary=\"b1\"\n",
        "From: a@b\nMIME-Version: 1.0\n\n\nContent-type: multipart/mixed;\n\tBoundary=\"b1\"\n\n",
        "From: a@b\nMIME-Version: 1.0\n\n",
    ];
    for header in headers {
        let found = read(&format!("{header}{PARTS}"));
        assert_eq!(found.body(), "text", "{header}");
        assert_eq!(found.names(), ["a.pdf"], "{header}");
        assert_eq!(found.children[0].1, b"%PDF", "{header}");
    }
}

#[test]
fn names_and_subjects_that_are_cut_within_a_letter_are_whole() {
    let found = read(
        "From: =?utf-8?B?0JLQtdGA0LAsINA=?=\n =?utf-8?B?ng==?= <v@example.org>\nSubject: =?us-ascii?Q?Gen=C3=A8ve?=\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n\
         Content-Type: application/pdf; name=\"=?utf-8?Q?a=D0?=\n =?utf-8?Q?=96.pdf?=\"\n\ny\n--b--\n",
    );
    assert_eq!(found.first(&Key::FROM), "Вера, О <v@example.org>");
    assert_eq!(found.first(&Key::SUBJECT), "Genève");
    assert_eq!(found.names(), ["aЖ.pdf"]);
}

#[test]
fn names_in_sections_are_joined_before_they_are_decoded() {
    let found = read(
        "Content-Type: multipart/mixed; boundary*0=b; boundary*1=c\n\n--bc\n\nx\n--bc\n\
         Content-Disposition: attachment; filename=R.txt;\n filename*0*=UTF-8''%D0%A0%D0;\n filename*1*=%B5.txt\n\ny\n--bc--\n",
    );
    assert_eq!(found.names(), ["Ре.txt"]);
}

#[test]
fn parts_are_read_where_nothing_announces_them() {
    let part =
        "Content-Type: text/plain; name=a.txt\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n";
    for mail in [
        format!("From: a@b\nContent-Type: text/plain\n\n--b\n{part}--b--\n"),
        format!(
            "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n\n{part}--b--\n"
        ),
    ] {
        let found = read(&mail);
        let hello = found.body().contains("Hello")
            || found.children.iter().any(|(_, bytes)| bytes == b"Hello");
        assert!(hello, "{mail}");
    }
}

#[test]
fn lines_before_the_header_do_not_hide_it() {
    let found = read("+OK 1234 octets\nFrom: a@b\nSubject: s\n\ntext\n");
    assert_eq!((found.first(&Key::SUBJECT), found.body()), ("s", "text\r\n".into()));
    assert!(found.layer(Layer::Hidden).contains("+OK 1234 octets"));
    let prose = read("A letter.\nNote: this is no header.\n\ntext\n");
    assert!(prose.body().contains("Note: this is no header."));
}

#[test]
fn a_mail_in_utf_16_is_read() {
    let text: Vec<u8> = "\u{feff}From: a@b\r\nSubject: Дело\r\n\r\nтекст"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let found = probe::of(extract, &text);
    assert_eq!((found.first(&Key::SUBJECT), found.body()), ("Дело", "текст".into()));
}

#[test]
fn a_mail_with_carriage_returns_alone_is_read() {
    let found = probe::of(extract, b"From: a@b\rSubject: s\r\rone\rtwo\r");
    assert_eq!((found.first(&Key::SUBJECT), found.body()), ("s", "one\ntwo\n".into()));
}

#[test]
fn a_footer_behind_base64_is_text_of_its_own() {
    let found = read(
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n0JTQsA==\n\n____\nthe list\n",
    );
    assert!(found.body().starts_with("Да"), "{}", found.body());
    assert!(found.body().contains("the list"), "{}", found.body());
    assert!(found.warnings.is_empty());
}

#[test]
fn addresses_behind_links_are_text() {
    let found = read("Content-Type: text/html\n\n<a href='https://files.example.org/7'>here</a>");
    assert!(found.body().contains("https://files.example.org/7"), "{}", found.body());
}

#[test]
fn a_day_that_no_calendar_has_is_kept_as_written() {
    let found = read("From: a@b\nDate: Fri, 31 Apr 2019 10:11:12 +0300\n\nx");
    assert_eq!(found.first(&Key::DATE_RAW), "Fri, 31 Apr 2019 10:11:12 +0300");
    assert_eq!(found.first(&Key::SENT), "");
}

#[test]
fn the_list_that_apple_mail_writes_behind_a_mail_is_none_of_its_text() {
    let mail = "Subject: One\n\nthe text\n";
    let list = "<?xml version=\"1.0\"?>\n<!DOCTYPE plist>\n<plist><dict><key>flags</key><integer>7</integer></dict></plist>\n";
    for length in [mail.len(), 3] {
        let found = probe::of(extract, format!("{length}\n{mail}{list}").as_bytes());
        assert_eq!(found.body().trim(), "the text");
        assert!(found.layer(item::Layer::Metadata).contains("flags: 7"));
    }
}

#[test]
fn a_part_of_a_longer_mail_is_reported_as_one() {
    let mail = b"Content-Type: message/partial; id=\"a@b\"; number=2; total=3\n\nmiddle\n";
    let found = probe::of(extract, mail);
    assert_eq!(found.warnings, [Warning::new(WarningCode::MailInParts, "2 of 3, a@b")]);
}

#[test]
fn attachments_that_apple_mail_keeps_apart_are_reported() {
    let mail = "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\nContent-Disposition: attachment; filename=a.pdf\nX-Apple-Content-Length: 77\n\n\n--b--\n";
    let list =
        "<?xml version=\"1.0\"?><plist><dict><key>flags</key><integer>1</integer></dict></plist>";
    let found = probe::of(extract, format!("{}\n{mail}{list}", mail.len()).as_bytes());
    let warning = Warning::new(WarningCode::AttachmentsApart, 1);
    assert!(found.warnings.contains(&warning), "{:?}", found.warnings);
}

#[test]
fn names_of_attachments_are_read_however_their_field_is_written() {
    for (field, name) in [
        ("attachments; filename=\"a b.txt\"", "a b.txt"),
        ("attachment filename=\"a b.txt\"", "a b.txt"),
        ("filename=\"a b.txt\"", "a b.txt"),
        ("attachment; filename='a b.txt'", "a b.txt"),
        ("attachment; filename=list as at\n 17.04.txt", "list as at 17.04.txt"),
        ("attachment; filename=\"&#1057;&#1087;.txt\"", "Сп.txt"),
        ("attachment; filename*=utf-8'ru'%D1%8F.txt", "я.txt"),
    ] {
        let found = read(&format!(
            "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n\
             --b\nContent-Type: application/octet-stream\nContent-Disposition: {field}\n\ny\n--b--\n"
        ));
        assert_eq!(found.names(), [name], "{field}");
    }
}

#[test]
fn the_charset_is_told_however_its_field_is_written() {
    for kind in [
        "text/plain charset=iso-8859-5",
        "text/plain; charset='iso-8859-5'",
        "text/plain; charset=\"iso-8859-5; format=flowed\"",
        "text/plain; charset=_iso-8859-5$ESC",
    ] {
        let mail = [format!("From: a@b\nContent-Type: {kind}\n\n").as_bytes(), b"\xd2\xd8\xd7\xe3"]
            .concat();
        assert_eq!(probe::of(extract, &mail).body(), "визу", "{kind}");
    }
}

#[test]
fn parts_behind_a_closing_boundary_and_in_an_encoded_multipart_are_read() {
    let part = "--b\nContent-Type: text/plain; name=c.txt\nContent-Disposition: attachment\n\ninner\n--b--\n";
    let found = read(&format!(
        "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b--\n\n{part}"
    ));
    assert_eq!((found.body(), found.names()), ("text".into(), vec!["c.txt".into()]));
    let encoded = "LS1iDQpDb250ZW50LVR5cGU6IHRleHQvcGxhaW4NCg0KdGV4dA0KLS1iLS0NCg==";
    let found = read(&format!(
        "From: a@b\nContent-Type: multipart; boundary=b\nContent-Transfer-Encoding: base64\n\n{encoded}\n"
    ));
    assert_eq!(found.body(), "text");
}

#[test]
fn a_comma_in_a_name_without_quotes_parts_no_person() {
    let found = read("From: a@b\nTo: Belozerov, Pavel <p@x.org>, d@x.org, Desk\n\nx");
    assert_eq!(all(&found, &Key::TO), ["Belozerov, Pavel <p@x.org>", "d@x.org", "Desk"]);
}

#[test]
fn a_file_in_base64_within_the_text_is_a_child() {
    let block = "QmVsb3plcm92IGNyb3NzZWQgYXQgTmFydmEsIGFuZCBPc3Ryb3ZuYXlhIHBhaWQgdGhlIGxhd3ll\nciBpbiBSaWdhLg==";
    let found = read(&format!(
        "From: a@b\n\nIt came back:\n\nContent-Disposition: attachment; filename=\"a.txt\"\n\n{block}\n\nThat is all.\n"
    ));
    assert_eq!(found.names(), ["a.txt"]);
    assert!(found.body().contains("That is all") && !found.body().contains("QmVsb3"));
}

#[test]
fn a_saved_page_tells_where_it_stood() {
    let found = read(
        "From: <Saved by a browser>\nSnapshot-Content-Location: https://news.example.org/list?id=7\nMIME-Version: 1.0\n\
         Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\nContent-Location: https://news.example.org/list?id=7\n\n<p>text\n\
         --b\nContent-Type: image/png\nContent-Location: https://news.example.org/a.png\n\nx\n--b--\n",
    );
    assert_eq!(all(&found, &Key::SOURCE), ["https://news.example.org/list?id=7"]);
    assert_eq!(found.names(), ["a.png"]);
}
