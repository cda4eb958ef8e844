//! Calendars and address cards.

use formats::{Error, Limits};
use item::{Layer, LimitReason, PartialReason, Place};
use proptest::prelude::*;

use crate::kept::{Bytewise, extract, extract_with};

const EVENT: &str = "BEGIN:VCALENDAR\r\nPRODID:-//x//EN\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\n\
    BEGIN:VTIMEZONE\r\nTZID:Europe/Kyiv\r\nBEGIN:STANDARD\r\nDTSTART:19701025T040000\r\nTZOFFSETFROM:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
    BEGIN:VEVENT\r\nSUMMARY:Meeting\\, se\r\n cond round\r\nDTSTART;TZID=Europe/Kyiv:20240501T100000\r\nDTEND:20240501T110000Z\r\n\
    ORGANIZER;CN=\"Ivanov; I.\":MAILTO:i@example.org\r\nATTENDEE;PARTSTAT=DECLINED;CN=Ann:mailto:ann@example.org\r\n\
    DESCRIPTION:one\\ntwo\r\nATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=a.txt:aGVsbG8=\r\n\
    BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn an_event_reads_as_a_person_would_write_it() {
    let kept = extract("ics", EVENT);
    assert_eq!(
        kept.segments[0].text,
        "summary: Meeting, second round\nstart: 2024-05-01T10:00:00 Europe/Kyiv\nend: 2024-05-01T11:00:00Z\n\
         organizer: Ivanov; I. <i@example.org>\nattendee: Ann <ann@example.org> (partstat DECLINED)\n\
         description: one\ntwo\nattach: a.txt\nvalarm:\ntrigger: -PT15M\n"
    );
    assert_eq!(kept.segments[0].place, Place::Whole);
    assert_eq!(
        kept.segments[1].text,
        "prodid: -//x//EN\nmethod: REQUEST\ntime zone: Europe/Kyiv\n"
    );
    assert_eq!(kept.values("title"), ["Meeting, second round"]);
    assert_eq!(
        (kept.names(), &kept.children[0].1),
        (vec!["a.txt".into()], &Bytewise::Whole(b"hello".to_vec()))
    );
    assert!(kept.error.is_none() && kept.partial.is_empty());
}

#[test]
fn what_programs_call_an_entry_is_no_text_of_it() {
    let kept =
        extract("ics", "BEGIN:VEVENT\r\nUID:4711@example.org\r\nSUMMARY:Meeting\r\nEND:VEVENT\r\n");
    assert_eq!(kept.layer(Layer::Body), "summary: Meeting\n");
    assert_eq!(kept.values("uid"), ["4711@example.org"]);
}

#[test]
fn entries_of_one_file_are_cited_by_number() {
    let cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nN:Smith;Ann;;Dr.;\nTEL;TYPE=WORK,VOICE:+1 234\nEMAIL:ann@example.org\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:4.0\nitem1.FN:Bob\nTEL;VALUE=uri:tel:+7-900\nPHOTO:data:image/png;base64,iVBORw0KGgo=\nBDAY:19700102\nEND:VCARD\n";
    let kept = extract("vcf", cards);
    assert_eq!(kept.segments[0].place, Place::Part("entry 1".into()));
    assert_eq!(
        kept.segments[0].text,
        "name: Ann\nfull name: Dr. Ann Smith\ntelephone (work, voice): +1 234\nemail: ann@example.org\n"
    );
    assert_eq!(
        kept.segments[1].text,
        "name: Bob\ntelephone: +7-900\nphoto: photo-1.png\nbirthday: 1970-01-02\n"
    );
    assert_eq!(kept.children[0].1, Bytewise::Whole(b"\x89PNG\r\n\x1a\n".to_vec()));
    assert_eq!((kept.values("title"), kept.values("entries")), (vec!["Ann"], vec!["2"]));
}

#[test]
fn old_cards_in_other_encodings_are_read() {
    let card = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=98=D0=B2=\r\n=D0=B0=D0=BD\r\n\
        TEL;CELL:123\r\nPHOTO;ENCODING=BASE64;JPEG:\r\n /9j/\r\n 4AAQ\r\n\r\nEND:VCARD\r\n";
    let kept = extract("vcf", card);
    assert_eq!(
        kept.layer(Layer::Body),
        "name: Иван\ntelephone (cell): 123\nphoto (jpeg): photo-1.jpeg\n"
    );
    assert_eq!(kept.children[0].1, Bytewise::Whole(b"\xff\xd8\xff\xe0\x00\x10".to_vec()));
    let wide: Vec<u8> = "\u{feff}BEGIN:VCARD\nFN:Ж\n Ж\nEND:VCARD\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(extract("vcf", wide).values("title"), ["Ж Ж".replace(' ', "")]);
    let russian = encoding_rs::WINDOWS_1251
        .encode("BEGIN:VCARD\nFN:Иванов Иван Иванович\nNOTE:пишет из Москвы\nEND:VCARD\n")
        .0
        .into_owned();
    assert_eq!(extract("vcf", russian).values("title"), ["Иванов Иван Иванович"]);
}

#[test]
fn a_cut_or_odd_file_gives_what_it_has() {
    let kept =
        extract("ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\nno colon here\nDTSTART:some day");
    assert_eq!(kept.layer(Layer::Body), "summary: a\nno colon here\nstart: some day\n");
    assert_eq!(kept.partial, [PartialReason::Truncated]);
    let kept = extract("ics", "END:VEVENT\nEND:VCALENDAR\nSUMMARY:alone\n");
    assert_eq!(kept.layer(Layer::Body), "summary: alone\n");
    let limits = Limits { text_bytes: 60, ..Limits::default() };
    let kept = extract_with("ics", EVENT, "a.ics", &[], limits);
    assert!(matches!(kept.error, Some(Error::Limit(LimitReason::Output))));
}

#[test]
fn depth_and_number_do_no_harm() {
    extract("ics", "BEGIN:VEVENT\n".repeat(200_000) + &"END:VCALENDAR\n".repeat(200_000));
    let many = extract("vcf", "BEGIN:VCARD\nFN:x\nEND:VCARD\n".repeat(50_000));
    assert_eq!(many.segments.len(), 50_000);
    extract("vcf", format!("FN;{}:x", "A=B;".repeat(200_000)));
    extract("vcf", format!("N:{}", ";a".repeat(200_000)));
    extract("vcf", "FN;QUOTED-PRINTABLE:=\n".repeat(100_000));
}

#[test]
fn every_prefix_is_survived() {
    for end in 0..EVENT.len() {
        extract("ics", EVENT.as_bytes()[..end].to_vec());
        extract("vcf", EVENT.as_bytes()[..end].to_vec());
    }
}

proptest! {
    #[test]
    fn any_lines_are_survived(
        lines in prop::collection::vec("(BEGIN|END|DTSTART|N|FN|PHOTO|ATTACH|X.Y|)(;[A-Z]{0,3}=?\"?[a-z:;,]{0,4}\"?){0,2}:?(VCARD|VEVENT|VCALENDAR|[0-9TZ/,;\\\\nЖ=-]{0,18})", 0..20),
        bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        for format in ["ics", "vcf"] {
            let text = lines.join("\n");
            let first = extract(format, text.clone());
            prop_assert_eq!(first.fingerprint(), extract(format, text).fingerprint());
            extract(format, bytes.clone());
        }
    }
}
