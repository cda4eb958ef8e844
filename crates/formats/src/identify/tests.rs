use super::*;

fn told(bytes: &[u8], name: &str) -> String {
    let found = identify(&Bytes::copy_from_slice(bytes), name.as_bytes(), &Declared::default());
    let warnings: Vec<_> = found.warnings.iter().map(Warning::to_string).collect();
    format!("{} {:?} {}", found.format, found.basis, warnings.join(", ")).trim_end().to_owned()
}

fn format(bytes: &[u8]) -> String {
    identify(&Bytes::copy_from_slice(bytes), b"", &Declared::default()).format.into_owned()
}

#[test]
fn content_decides_over_the_name_and_the_contradiction_is_said() {
    assert_eq!(
        told(b"PK\x03\x04rest", "a.pdf"),
        "zip Signature extension-mismatch: named .pdf, is zip"
    );
    assert_eq!(told(b"%PDF-1.4\n", "a.pdf"), "pdf Signature");
    assert_eq!(
        told(b"plain words", "a.pdf"),
        "text Structure extension-mismatch: named .pdf, is text"
    );
    assert_eq!(told(b"\x01\x02\x03\xff\xfe\x00\x00\x01", "a.docx"), "docx Extension");
    assert_eq!(
        told(b"\x01\x02\x03\xff\xfe\x00\x00\x01", "a.txt"),
        "unknown None extension-mismatch: named .txt, is unknown"
    );
    assert_eq!(told(b"", "a.pdf"), "empty Structure");
}

#[test]
fn a_pdf_that_lost_its_header_is_told_by_its_objects() {
    let objects = b"1 0 obj\n<< /Type /Catalog >>\nendobj\n";
    assert_eq!(told(objects, "a.pdf"), "pdf Structure");
    assert_eq!(told(objects, "a.txt"), "text Structure");
}

#[test]
fn subtitles_are_told_by_their_times_and_marks() {
    for text in [
        "WEBVTT\n\n00:01.000 --> 00:02.000\na",
        "\u{feff}1\r\n00:00:01,000 --> 00:00:02,000\r\na",
        "0:00:01.000,0:00:02.000\na",
        "[Script Info]\nTitle: a",
        "{1}{25}a",
        "<SAMI><BODY><SYNC Start=1>a",
        "<?xml version='1.0'?><tt:tt xmlns:tt='http://www.w3.org/ns/ttml'/>",
    ] {
        assert_eq!(told(text.as_bytes(), "a.srt"), "subtitles Structure", "{text}");
    }
    for text in ["1\nWords --> more", "{1}{a}b", "WEBVTTX", "<tt>a</tt>"] {
        assert_ne!(format(text.as_bytes()), "subtitles", "{text}");
    }
    assert_eq!(told(b"no subtitles", "a.srt"), "text Structure");
}

#[test]
fn a_mail_is_told_by_its_header_whatever_its_name() {
    let mail = b"\r\nReceived: from a by b\r\nX-Odd: 1\r\nFrom: a@b.c\r\nTo: d@e.f\r\nSubject: x\r\n\r\nbody";
    assert_eq!(told(mail, "a.txt"), "eml Structure");
    assert_eq!(format(b"From: A\nTo: B\nSubject: C\n\nText"), "eml");
    assert_eq!(format(b"Dear all: this is no mail.\nFrom here on: prose.\n"), "text");
    assert_eq!(told(b"Subject: only one\n\nx", "a.eml"), "eml Structure");
    assert_eq!(format(b"1234\nFrom: A\nTo: B\nSubject: C\n\nText"), "eml");
}

#[test]
fn a_mailbox_is_told_by_its_envelope_line() {
    let mail = b"From a@b Fri Jul  8 12:08:34 2011\nFrom: a@b\nSubject: x\n\nbody\n";
    assert_eq!(format(&[&mail[..], mail].concat()), "mbox");
    assert_eq!(told(mail, "archive.mbox"), "mbox Structure");
    assert_eq!(told(mail, "1.eml"), "eml Structure");
    assert_eq!(told(mail, "spam 17.txt"), "eml Structure");
    assert_eq!(format(b"From Monday on we meet.\nSubject: none\n"), "text");
}

#[test]
fn markup_is_told_from_its_first_element() {
    assert_eq!(format(b"<!DOCTYPE html><p>x"), "html");
    assert_eq!(format(b"  <!-- saved from url --><HTML><body>x"), "html");
    assert_eq!(format(b"<?xml version='1.0'?><html xmlns='x'><body/></html>"), "html");
    assert_eq!(format(b"<?xml version='1.0'?><a/>"), "xml");
    assert_eq!(format(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "svg");
    assert_eq!(format(b"<notice id='1'>x</notice>"), "xml");
    assert_eq!(format(b"<someone@example.org> wrote"), "text");
    assert_eq!(format("\u{feff}<html>".as_bytes()), "html");
}

#[test]
fn markup_in_one_long_line_is_told_behind_its_declaration() {
    let long = "<p>paragraph</p>".repeat(10_000);
    let one_line = |root: &str| format!("<?xml version=\"1.0\"?>\n<{root}>{long}");
    let namespace = "xmlns:ls=\"http://developer.apple.com/namespaces/ls\"";
    assert_eq!(format(one_line(&format!("ls:document {namespace}")).as_bytes()), "iwork-xml");
    assert_eq!(format(one_line("svg").as_bytes()), "svg");
    assert_eq!(format(one_line("x:document").as_bytes()), "xml");
}

#[test]
fn json_is_told_by_reading_its_first_value() {
    assert_eq!(format(b"{\"a\": [1, 2]}"), "json");
    assert_eq!(format(b"{\"a\": 1}\n{\"a\": 2}\n"), "json");
    assert_eq!(format(b"[1] See the annex."), "text");
    assert_eq!(format(b"[INFO] started"), "text");
}

#[test]
fn tables_need_a_name_or_regular_lines() {
    assert_eq!(told(b"a,b\n", "x.csv"), "csv Extension");
    assert_eq!(format(b"a;b;c\n1;2;3\n4;5;6\n7;8;9\n0;1;2\n"), "csv");
    assert_eq!(format(b"One, two.\nThree, four, five.\n"), "text");
}

#[test]
fn text_in_any_encoding_is_text_and_noise_is_not() {
    assert_eq!(format("Международный розыск".as_bytes()), "text");
    assert_eq!(format(b"\xcc\xe5\xe6\xe4\xf3\xed\xe0\xf0\xee\xe4\xed\xfb\xe9"), "text");
    assert_eq!(format(b"\xff\xfea\0b\0c\0"), "text");
    let noise: Vec<u8> =
        (0..4096u32).map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()[2]).collect();
    assert_eq!(format(&noise), "unknown");
    assert_eq!(format(&[0; 600]), "unknown");
}

#[test]
fn what_the_container_fixes_holds_unless_the_content_contradicts() {
    let declared = Declared { format: Some("eml".into()), ..Declared::default() };
    let told = |bytes: &[u8]| identify(&Bytes::copy_from_slice(bytes), b"1.eml", &declared);
    assert_eq!(told(b"no header at all").format, "eml");
    assert_eq!(told(b"no header at all").basis, Basis::Declared);
    assert_eq!(told(b"%PDF-1.4").format, "pdf");
    assert_eq!(told(b"%PDF-1.4").warnings.len(), 2);
}

#[test]
fn tar_is_told_by_its_checksum_too() {
    let mut header = [0u8; 512];
    header[..5].copy_from_slice(b"a.txt");
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    assert_eq!(format(&header), "tar");
}

#[test]
fn a_pdf_inside_of_something_does_not_tell_the_whole() {
    let pdf = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n";
    assert_eq!(format(&[b"junk\n", &pdf[..]].concat()), "pdf");
    let mut tar = [0u8; 512].to_vec();
    tar[..5].copy_from_slice(b"a.pdf");
    tar[257..262].copy_from_slice(b"ustar");
    tar.extend_from_slice(pdf);
    assert_eq!(told(&tar, "a.tar"), "tar Signature");
    let mail = [b"Received: from a by b\nFrom: a@b.c\nSubject: x\n\n", &pdf[..]].concat();
    assert_eq!(format(&mail), "eml");
    let stored = [b"PK\x03\x04\x14\0\0\0\0\0", &pdf[..]].concat();
    assert_eq!(format(&stored), "zip");
}

#[test]
fn a_text_set_out_like_a_mail_is_none() {
    let head =
        "From: NCB Moscow\nTo: NCB Vilnius\nDate: 7 March 2019\nSubject: diffusion\n\nText.\n";
    let message = format!("INTERPOL I-24/7\n{head}");
    assert_eq!(told(message.as_bytes(), "a.txt"), "text Structure");
    assert_eq!(format(message.as_bytes()), "text");
    assert_eq!(told(head.as_bytes(), "a.txt"), "text Structure");
    assert_eq!(format(head.as_bytes()), "eml");
    let sent = "From: a@b.example\nTo: c\nDate: Thu, 7 Mar 2019 12:30:00 +0300\nSubject: x\n\nText";
    assert_eq!(told(sent.as_bytes(), "a.txt"), "eml Structure");
    let traced = "\u{feff}\r\nMessage-ID: <1@b>\r\nFrom: a\r\nSubject: x\r\n\r\nText";
    assert_eq!(told(traced.as_bytes(), "a.txt"), "eml Structure");
}

#[test]
fn sound_and_film_are_told_before_text() {
    let silent = |start: &[u8]| [start, &[b'a'; 900][..]].concat();
    assert_eq!(told(&silent(b"RIFF\x64\x1f\0\0WAVEfmt \x10\0\0\0"), "a.wav"), "audio Signature");
    assert_eq!(format(&silent(b"RIFF\x64\x1f\0\0AVI LIST")), "video");
    assert_eq!(format(&silent(b"FORM\0\0\x10\0AIFFCOMM")), "audio");
    assert_eq!(format(&silent(b"OggS\0\x02")), "audio");
    assert_eq!(format(&silent(b"OggS\0\x02............\x80theora")), "video");
    assert_eq!(format(&silent(b"ID3\x03\0\0")), "audio");
    assert_eq!(format(&silent(b"\0\0\0\x18ftypmp42")), "video");
    assert_eq!(format(&silent(b"FORM of the letter")), "text");
    assert_eq!(format(&silent(b"ID3 is a tag")), "text");
}

#[test]
fn rtf_calendars_and_keys_are_told() {
    assert_eq!(format(b"{\\rtf1 x}"), "rtf");
    assert_eq!(format(b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"), "ics");
    assert_eq!(format(b"BEGIN:VCARD\nEND:VCARD\n"), "vcf");
    assert_eq!(format(b"-----BEGIN PGP MESSAGE-----\n\nx"), "pgp");
}

#[test]
fn a_drawing_whose_frame_looks_like_the_header_of_a_packed_stream_is_a_drawing() {
    let mut drawing = b"\x01\0\0\0\x80\0\0\0\x2a\0\0\0\0\0\0\0\x64\0\0\0\x4b\0\0\0".to_vec();
    drawing.resize(40, 0);
    assert!(crate::lzma::is_stream(&drawing), "its frame is such a header");
    drawing.extend_from_slice(b" EMF\0\0\x01\0");
    assert_eq!(format(&drawing), "emf");
}

#[test]
fn a_program_that_unpacks_itself_is_what_is_appended_to_it() {
    let name = [&b"PK\x01\x02"[..], &[0; 42], b"a"].concat();
    let record = [&b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..], &[47, 0, 0, 0, 9, 0, 0, 0, 2, 0], b"hi"];
    let archive = [&name[..], &record.concat()].concat();
    let program = [&b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"[..], &[0; 200], &archive].concat();
    assert_eq!(format(&program), "zip");
    assert_eq!(format(&program[..program.len() - 1]), "exe");
    assert_eq!(format(&[&b"\x7fELF\x02\x01"[..], &[0; 90], &archive].concat()), "zip");
    // An extension of Chrome has a head of its own.
    assert_eq!(format(&[&b"Cr24\x02\0\0\0"[..], &[0; 8], &archive].concat()), "zip");
}

#[test]
fn zero_bytes_that_fill_up_records_or_the_file_leave_a_text() {
    let list = "Белозеров signed the list in Geneva.";
    let mut padded = list.as_bytes().to_vec();
    padded.resize(4096, 0);
    assert_eq!(format(&padded), "text");
    let records = ["Ostrovnaya Vera", "Belozerov Pavel"].map(|name| format!("{name:\0<64}"));
    assert_eq!(format(records.concat().as_bytes()), "text");
    assert_eq!(format(&[0xff, 0, 0xff, 0, 0, 0, 0xff, 0].repeat(64)), "unknown");
    assert_eq!(format(b"Ostrovnaya Vera\0\0\x01\x02\x03\x04\0\0Belozerov Pavel"), "unknown");
}

#[test]
fn documents_of_works_are_told_by_their_streams_and_heads() {
    let compound = |streams: &[(&str, &[u8])]| crate::probe::compound(streams);
    assert_eq!(format(&compound(&[("CONTENTS", b"CHNKWKS\0"), ("SPELLING", b"")])), "wps");
    assert_eq!(format(&compound(&[("MN0", b"\x01\xfe")])), "wps");
    assert_eq!(format(&compound(&[("CONTENTS", b"%PDF-1.4")])), "ole");
}
