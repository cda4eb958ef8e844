use fixity::manifest::{
    FileLine, Form, Manifest, Parsed, Reading, Recorded, Shape, Why, parse, read, write,
};
use fixity::{Error, audit};
use item::{Algorithm, Locator, Outcome, SkippedReason};
use proptest::prelude::*;

use crate::{file, pipe, written};

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn refused(manifest: &str) -> Error {
    parse(manifest.as_bytes()).expect_err("the manifest is wrong")
}

fn only(manifest: &str) -> Recorded {
    let parsed = parse(manifest.as_bytes()).expect("the manifest is right");
    assert_eq!(parsed.recorded.len(), 1);
    parsed.recorded.into_iter().next().expect("there is one")
}

#[test]
fn native_form_is_the_documented_one() {
    let (bytes, _) = written(vec![pipe(b"b\t"), file(b"a/x")], Form::Dossier);
    let text = String::from_utf8(bytes).expect("it is text");
    let lines: Vec<_> = text.lines().collect();
    let digests = fixity::of(b"a/x", &[]);
    assert_eq!(lines[0], "dossier-manifest\t1");
    assert_eq!(lines[3], "files\t2");
    assert_eq!(lines[7], "");
    let columns: Vec<_> = lines[8].split('\t').collect();
    let (blake3, sha256) = (digests.blake3.to_string(), digests.sha256.to_string());
    assert_eq!(columns[..6], ["file", "3", &blake3, &sha256, "read", "a/x"]);
    assert_eq!(columns[6], "1700000000.123456789");
    assert!(columns[7].starts_with("md5=") && columns[7].contains(",sha1="));
    assert_eq!(lines[9], "file\t-\t-\t-\tskipped:fifo\tb\\x09\t-\t-");
    assert!(lines[10].starts_with("sha256\t"));
    assert_eq!(lines.len(), 11);
}

#[test]
fn files_root_does_not_depend_on_times_order_and_other_digests() {
    let plain = FileLine { digests: Some(fixity::of(b"a", &[])), modified_ns: None, ..file(b"a") };
    let one = Manifest::new(vec![file(b"a"), file(b"b")]);
    let other = Manifest::new(vec![file(b"b"), plain]);
    assert_eq!(one.files_root(), other.files_root());
    assert_ne!(one.files_root(), Manifest::new(vec![file(b"a"), pipe(b"b")]).files_root());
    assert_ne!(one.files_root(), Manifest::new(vec![file(b"a"), file(b"c")]).files_root());
}

#[test]
fn a_change_of_any_byte_of_the_native_form_is_found() {
    let (bytes, _) = written(vec![file(b"a"), pipe(b"b")], Form::Dossier);
    for at in 0..bytes.len() {
        for flip in [1, 0x20, 0x80] {
            let mut altered = bytes.clone();
            altered[at] ^= flip;
            assert!(read(&altered).is_err(), "byte {at}");
        }
        assert!(read(&bytes[..at]).is_err(), "cut at {at}");
    }
    assert_eq!(read(&bytes[..bytes.len() - 1]), Err(Error::Altered));
}

#[test]
fn a_native_manifest_that_contradicts_itself_is_refused() {
    use sha2_of::seal;
    let (bytes, _) = written(vec![file(b"a"), file(b"b")], Form::Dossier);
    let text = String::from_utf8(bytes).expect("it is text");
    let other_size = seal(&text.replacen("file\t1\t", "file\t2\t", 1));
    assert_eq!(read(other_size.as_bytes()), Err(Error::Header { of: "files root" }));
    let other_count = seal(&text.replacen("files\t2", "files\t3", 1));
    assert_eq!(read(other_count.as_bytes()), Err(Error::Header { of: "number of files" }));
    let newer = seal(&text.replacen("manifest\t1", "manifest\t2", 1));
    assert_eq!(read(newer.as_bytes()), Err(Error::Version { version: "2".to_owned() }));
}

/// Gives an altered manifest the last line that fits it.
mod sha2_of {
    pub(super) fn seal(altered: &str) -> String {
        let end = altered.rfind("sha256\t").expect("it has a last line");
        let sha256 = fixity::of(&altered.as_bytes()[..end], &[]).sha256;
        format!("{}sha256\t{sha256}\n", &altered[..end])
    }
}

#[test]
fn what_a_form_has_no_place_for_is_told() {
    let other = FileLine { locator: Locator::new("second", "a"), ..file(b"a") };
    let files = vec![file(b"a"), file(b"\xff"), file(b"n\nl"), pipe(b"p"), other];
    let why = |form| -> Vec<_> {
        written(files.clone(), form).1.left_out.into_iter().map(|left_out| left_out.why).collect()
    };
    assert_eq!(why(Form::Dossier), []);
    assert_eq!(why(Form::B3sum), [Why::NotRead, Why::NameNotUtf8, Why::OtherTrove]);
    assert_eq!(why(Form::Sha256sum), [Why::NotRead, Why::OtherTrove]);
    assert_eq!(why(Form::Hashdeep), [Why::LineBreakInName, Why::NotRead, Why::OtherTrove]);
    assert_eq!(why(Form::Hashset), [Why::NotRead]);
}

#[test]
fn foreign_forms_are_written_byte_by_byte() {
    let text = |form| String::from_utf8(written(vec![file(b"a\\b,c\n")], form).0).expect("text");
    let digests = fixity::of(b"a\\b,c\n", &[]);
    assert_eq!(text(Form::B3sum), format!("\\{}  a\\\\b,c\\n\n", digests.blake3));
    assert_eq!(text(Form::Sha256sum), format!("\\{}  a\\\\b,c\\n\n", digests.sha256));
    assert_eq!(text(Form::Hashset), format!("{}\n", digests.sha256));
    let (bytes, _) = written(vec![file(b"a,b")], Form::Hashdeep);
    let text = String::from_utf8(bytes).expect("it is text");
    assert!(text.starts_with("%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## "));
    assert!(text.ends_with(&format!(",{},a,b\n", fixity::of(b"a,b", &[]).sha256)));
}

#[test]
fn lines_of_other_tools_are_read() {
    let path = |manifest: String| only(&manifest).locator.map(|locator| locator.path);
    let sha256 = |manifest: String| only(&manifest).known.sha256.is_some();
    assert_eq!(path(format!("{ABC}  a b\n")), Some(b"a b".to_vec()));
    assert_eq!(path(format!("{ABC} *./a\r\n")), Some(b"a".to_vec()));
    assert_eq!(path(format!("# note\n\n{}\ta", ABC.to_uppercase())), Some(b"a".to_vec()));
    assert_eq!(path(format!("{ABC}  (x) = y\n")), Some(b"(x) = y".to_vec()));
    assert_eq!(path(format!("SHA256 (a (1)) = {ABC}\n")), Some(b"a (1)".to_vec()));
    assert_eq!(path(format!("SHA2-256(a)= {ABC}\n")), Some(b"a".to_vec()));
    assert_eq!(path(format!("\\BLAKE3 (a\\nb) = {ABC}\n")), Some(b"a\nb".to_vec()));
    assert!(sha256(format!("SHA256 (a) = {ABC}\n")));
    assert!(!sha256(format!("BLAKE3 (a) = {ABC}\n")));
    assert_eq!(path(format!("\u{feff}{ABC}  a\n")), Some(b"a".to_vec()));
    assert_eq!(path(format!("{}  a\n", &ABC[..32])), Some(b"a".to_vec()));
    assert_eq!(path(format!("{ABC}\n")), None);
    assert_eq!(path(format!("a b  {ABC}\n")), Some(b"a b".to_vec()));
    assert_eq!(path(format!("{ABC}  a b\0")), Some(b"a b".to_vec()));
    assert_eq!(path(format!("        11  {ABC}  a\n")), Some(b"a".to_vec()));
    assert_eq!(path(format!("name,sha256\na,{ABC}\n")), Some(b"a".to_vec()));
    let signed = format!(
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{ABC}  a\n-----BEGIN PGP SIGNATURE-----\n\nx\n"
    );
    assert_eq!(path(signed), Some(b"a".to_vec()));
}

/// Audits one file `a` that holds "abc" against a list.
fn audited(list: &[u8]) -> (fixity::audit::Audit, Vec<String>, Vec<&'static str>) {
    let parsed = parse(list).expect("the list is right");
    let more: Vec<_> = parsed.needs().into_iter().collect();
    let seen = |path: &str| FileLine {
        locator: Locator::new("", path),
        digests: Some(fixity::of(b"abc", &more)),
        modified_ns: None,
        closed: None,
    };
    let seen = [seen("a"), seen("b")];
    let (parsed, _) = parsed.fitted(&seen);
    let audit = audit(&parsed.recorded, &seen, parsed.scope());
    let foreign = parsed.foreign_at(&audit.not_comparable).into_iter().map(str::to_owned).collect();
    (audit, foreign, parsed.compared_by(&seen).into_iter().collect())
}

const MD5: &str = "900150983cd24fb0d6963f7d28e17f72";
const SHA1: &str = "a9993e364706816aba3e25717850c26c9cd0d89d";
const SHA224: &str = "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7";
const SHA384: &str = "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7";
const SHA512: &str = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
const BLAKE2B: &str = "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923";
const SM3: &str = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";

#[test]
fn what_tools_for_digests_print_is_compared() {
    for (list, by) in [
        (format!("{BLAKE2B}  a\n{BLAKE2B}  b\n"), "blake2b"),
        (format!("{SHA512}  a\n{SHA512}  b\n"), "sha512"),
        (format!("BLAKE2b (a) = {BLAKE2B}\nBLAKE2B-512(b)= {BLAKE2B}\n"), "blake2b"),
        (format!("SHA384 (a) = {SHA384}\nSHA2-384(b)= {SHA384}\n"), "sha384"),
        (format!("{SHA224}  a\n{SHA224} *b\n"), "sha224"),
        ("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=  a\nSHA256 (b) = ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=\n".into(), "sha256"),
        ("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=  a\nsha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=  b\n".into(), "sha256"),
        ("SHA1(a)= a9:99:3e:36:47:06:81:6a:ba:3e:25:71:78:50:c2:6c:9c:d0:d8:9d\nSHA1(b)= A9993E364706816ABA3E25717850C26C9CD0D89D\n".into(), "sha1"),
        ("; Generated by a program\r\n;\r\na 352441C2\r\nb 352441c2\r\n".into(), "crc32"),
        ("352441c2  a\n352441c2\tb\n".into(), "crc32"),
        (format!("{SHA1} ?SHA1*a\r\n{MD5} *b\r\n"), "md5"),
        (format!("{MD5}  {SHA1}  a\nb  352441C2 {MD5} {SHA1}\n"), "sha1"),
        (format!("{MD5},a\n{MD5},b\n"), "md5"),
        (format!("\"a\",\"{MD5}\"\nb,{MD5}\n"), "md5"),
        (format!("3,{MD5},a\n         3  {MD5}  b\n"), "md5"),
        (format!("%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n3,{MD5},a\n%%%% HASHDEEP-1.0\n%%%% size,sha1,filename\n3,{SHA1},b\n"), "md5"),
        (format!("#mtree\n/set type=file\n./a size=3 sha384digest={SHA384}\n./b md5={MD5}\n"), "md5"),
        (format!("{{\"a\":\"{MD5}\",\"b\":\"{MD5}\"}}"), "md5"),
        (format!("[{{\"md5\":\"{MD5}\",\"relpath\":\"a\"}},{{\"md5\":\"{MD5}\",\"relpath\":\"b\"}}]"), "md5"),
        (format!("{MD5}|/a|12|r/rrw-r--r--|0|0|3|1|2|3|0\n0|/|11|d/drwxr-xr-x|0|0|64|1|2|3|0\n{MD5}|/b|13|r/rrw-r--r--|0|0|3|1|2|3|0\n"), "md5"),
        (format!("<x><f><filename>a</filename><hashdigest type='md5'>{MD5}</hashdigest></f><f name='b' md5='{MD5}'/></x>"), "md5"),
    ] {
        let wide: Vec<u8> = list.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xef\xbb\xbf", list.as_bytes()].concat();
        for list in [list.as_bytes(), &marked, &[b"\xff\xfe", &wide[..]].concat()] {
            let (audit, foreign, compared_by) = audited(list);
            assert_eq!((audit.matched, audit.is_ok()), (2, true), "{}", String::from_utf8_lossy(list));
            assert!(compared_by.contains(&by) && foreign.is_empty(), "{by}: {compared_by:?}");
        }
    }
}

#[test]
fn what_is_not_taken_is_named_and_the_other_lines_are_judged() {
    for (list, name) in [
        (format!("SM3 (a) = {SM3}\nMD5 (b) = {MD5}\n"), "sm3"),
        (format!("BLAKE2b-256 (a) = {SM3}\nMD5 (b) = {MD5}\n"), "blake2b-256"),
        (format!("SHA3-256(a)= {SM3}\nMD5 (b) = {MD5}\n"), "sha3-256"),
        (format!("1219131554 3 a\n{MD5}  b\n"), "cksum"),
        (format!("16556     1 a\n{MD5}  b\n"), "cksum"),
        (
            format!(
                "%%%% HASHDEEP-1.0\n%%%% size,tiger,filename\n3,2aab,a\n%%%% size,md5,filename\n3,{MD5},b\n"
            ),
            "tiger",
        ),
        (format!("name,size,tiger,md5\na,3,2aab,\nb,3,,{MD5}\n"), "tiger"),
        (format!("./a type=file rmd160digest=00\n./b type=file md5={MD5}\n"), "rmd160digest"),
        (
            format!(
                "[{{\"Path\":\"a\",\"Hashes\":{{\"quickxor\":\"x\"}}}},{{\"Path\":\"b\",\"Hashes\":{{\"md5\":\"{MD5}\"}}}}]"
            ),
            "quickxor",
        ),
    ] {
        let (audit, foreign, _) = audited(list.as_bytes());
        assert_eq!(
            (audit.matched, audit.not_comparable.len(), audit.is_ok()),
            (1, 1, false),
            "{list}"
        );
        assert_eq!(foreign, [name], "{list}");
    }
    let (audit, ..) = audited(format!("1219131554 4 a\n{MD5}  b\n").as_bytes());
    assert_eq!(audit.changed, [Locator::new("", "a")]);
}

/// A list of an algorithm that has digests of the same length, as SM3 and Whirlpool have, looks like one of files that have all
/// changed: that must never pass for less.
#[test]
fn files_have_changed_where_no_digest_without_a_name_fits_and_it_is_doubted() {
    for other in [BLAKE2B.replace('b', "c"), SM3.to_owned()] {
        let list = format!("{other}  a\n{other}  b\n");
        let (audit, ..) = audited(list.as_bytes());
        assert_eq!((audit.changed.len(), audit.not_comparable.len()), (2, 0), "{list}");
        let abc = FileLine { digests: Some(fixity::of(b"abc", &[])), ..file(b"a") };
        let is_in_doubt = |list: &str| {
            let parsed = parse(list.as_bytes()).expect("the list is right");
            parsed.is_algorithm_in_doubt(std::slice::from_ref(&abc))
        };
        assert!(is_in_doubt(&list));
        assert!(!is_in_doubt(&format!("{other}  a\n{ABC}  b\n")));
        assert!(!is_in_doubt(&format!("SHA256 (a) = {}\n", ABC.replace('b', "c"))));
    }
    let other = BLAKE2B.replace('b', "c");
    let (audit, ..) = audited(format!("{other}  a\n{BLAKE2B}  b\n").as_bytes());
    assert_eq!((audit.changed.len(), audit.matched), (1, 1));
}

#[test]
fn a_name_that_begins_with_digits_of_a_digest_is_a_name() {
    for name in [format!("{MD5} report.pdf"), MD5.to_owned(), format!("{SHA1} {MD5} b")] {
        let read = only(&format!("{ABC}  {name}\n")).locator.map(|locator| locator.path);
        assert_eq!(read, Some(name.into_bytes()));
    }
}

#[test]
fn lines_about_one_path_that_agree_are_one() {
    let tagged = format!("BLAKE3 (a) = {ABC}\nSHA256 (a) = {ABC}\nMD5 (a) = {}\n", &ABC[..32]);
    let joined = only(&tagged);
    assert!(joined.known.blake3.is_some() && joined.known.sha256.is_some());
    assert!(parse(tagged.as_bytes()).expect("it was read before").needs().is_empty());
    let contradicting = format!("{ABC}  a\n{}  a\n", ABC.replace('b', "c"));
    assert_eq!(parse(contradicting.as_bytes()).expect("both lines are right").recorded.len(), 2);
}

#[test]
fn hashdeep_manifests_are_read() {
    let text = format!(
        "%%%% HASHDEEP-1.0\n%%%% size,md5,tiger,sha256,filename\n## Invoked from: /\n3,{},x,{ABC},./a,b\n",
        &ABC[..32]
    );
    let entry = only(&text);
    assert_eq!(entry.locator, Some(Locator::new("", "a,b")));
    assert_eq!((entry.size, entry.known.sha256.is_some()), (Some(3), true));
    assert!(entry.known.more.contains_key(&Algorithm::Md5));
    let weak = format!("%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n3,{},a\n", &ABC[..32]);
    let needs = parse(weak.as_bytes()).expect("it is right").needs();
    assert_eq!(needs.into_iter().collect::<Vec<_>>(), [Algorithm::Md5]);
}

#[test]
fn paths_from_outside_the_trove_are_placed_in_it() {
    let placed = |manifest: String, folder: &[u8]| {
        let parsed = parse(manifest.as_bytes()).expect("it is right").placed(b"second", folder);
        parsed.recorded.into_iter().next().and_then(|entry| entry.locator)
    };
    let at = |path: &str| Some(Locator::new("second", path));
    assert_eq!(placed(format!("{ABC}  /mnt/leak/a/b\n"), b"/mnt/leak"), at("a/b"));
    assert_eq!(placed(format!("{ABC}  ./leak/a\n"), b"leak/"), at("a"));
    assert_eq!(placed(format!("{ABC}  leaked/a\n"), b"leak"), at("leaked/a"));
}

#[test]
fn utf16_is_read_as_utf8_is() {
    let text = format!("{ABC}  café\r\n");
    let (little, big) = (u16::to_le_bytes, u16::to_be_bytes);
    for (mark, bytes) in [(&b"\xff\xfe"[..], little as fn(u16) -> [u8; 2]), (b"\xfe\xff", big)] {
        let wide: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
        for mark in [mark, b""] {
            assert_eq!(parse(&[mark, &wide].concat()), parse(text.as_bytes()));
        }
    }
}

#[test]
fn lines_of_comment_list_nothing() {
    for comment in ["# one", "; one", "  # one", "// one", " "] {
        let text = format!("{comment}\n{ABC}  a\n{comment}\r\n");
        assert_eq!(only(&text), only(&format!("{ABC}  a\n")));
        let deep = format!("%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n{comment}\n3,{ABC},a\n");
        assert_eq!(only(&deep).size, Some(3));
    }
}

/// Returns which files of `trove` the lines of a manifest of the same contents stand for, and how they were read.
fn fitted(written: &[&str], trove: &[&str]) -> (Vec<String>, Vec<String>) {
    let seen: Vec<_> = trove.iter().map(|path| file(path.as_bytes())).collect();
    let line = |(path, file): (&&str, &FileLine)| {
        let sha256 = file.digests.as_ref().map(|digests| digests.sha256.to_string());
        format!("SHA256 ({path}) = {}\n", sha256.unwrap_or_default())
    };
    let text: String = written.iter().zip(&seen).map(line).collect();
    let (parsed, readings) = parse(text.as_bytes()).expect("it is right").fitted(&seen);
    let paths = parsed.recorded.iter().filter_map(|entry| entry.locator.as_ref());
    let readings = readings.iter().map(ToString::to_string);
    (paths.map(ToString::to_string).collect(), readings.collect())
}

#[test]
fn a_line_is_about_the_file_whose_name_another_system_writes_so() {
    let cases: [(&[&str], &[&str], &[&str]); 11] = [
        (&["a", "sub\\b"], &["a", "sub/b"], &["backslashes part folders"]),
        (&[".\\sub\\b"], &["sub/b"], &["backslashes part folders"]),
        (&["cafe\u{301}"], &["caf\u{e9}"], &["names stand in another Unicode form"]),
        (&["caf\u{e9}"], &["cafe\u{301}"], &["names stand in another Unicode form"]),
        (
            &["100%25", "a%2520b"],
            &["100%", "a%20b"],
            &["%25, %0D and %0A are escapes, as in a bag"],
        ),
        (&["a%20b", "caf%C3%A9"], &["a b", "caf\u{e9}"], &["% begins escapes, as in addresses"]),
        (&["  a ", "b c\t"], &["a", "b c"], &["blanks or quotes stand around names"]),
        (
            &["\"s\\b\""],
            &["s/b"],
            &["backslashes part folders", "blanks or quotes stand around names"],
        ),
        (&["/mnt/x/a", "/mnt/x/s/b"], &["a", "s/b"], &["the trove folder is `/mnt/x/` there"]),
        (
            &["F:\\x\\a", "F:\\x\\s\\cafe\u{301}"],
            &["a", "s/caf\u{e9}"],
            &[
                "backslashes part folders",
                "names stand in another Unicode form",
                "the trove folder is `F:/x/` there",
            ],
        ),
        (&["a", "s/b"], &["data/a", "data/s/b"], &["paths are relative to `data/` of the trove"]),
    ];
    for (written, trove, readings) in cases {
        let (paths, read_as) = fitted(written, trove);
        let trove: Vec<_> =
            trove.iter().map(|path| Locator::new("", path.as_bytes()).to_string()).collect();
        assert_eq!(paths, trove);
        assert_eq!(read_as, readings);
    }
}

#[test]
fn a_name_in_an_encoding_of_another_system_is_found() {
    for (page, name) in [
        ("windows-1251", &b"\xe6\xe0\xeb\xee\xe1\xe0"[..]),
        ("IBM866", b"\xa6\xa0\xab\xae\xa1\xa0"),
        ("KOI8-R", b"\xd6\xc1\xcc\xcf\xc2\xc1"),
    ] {
        let seen = [file("жалоба".as_bytes())];
        let list = [ABC.as_bytes(), b"  ", name, b"\n"].concat();
        let (parsed, readings) = parse(&list).expect("it is a list").fitted(&seen);
        assert_eq!(parsed.recorded[0].locator, Some(seen[0].locator.clone()), "{page}");
        assert_eq!(readings.into_iter().collect::<Vec<_>>(), [Reading::CodePage(page)]);
    }
}

#[test]
fn names_without_folders_are_those_of_the_files_with_their_contents() {
    let trove = ["a", "s/b", "t/b", "t/c"];
    let seen: Vec<_> = trove.iter().map(|path| file(path.as_bytes())).collect();
    let line = |at: usize, name: &str| {
        let digests = seen[at].digests.as_ref().expect("it was read");
        format!("{}  {name}\n", digests.sha256)
    };
    let list = line(2, "b") + &line(1, "b") + &line(0, "c");
    let (parsed, readings) = parse(list.as_bytes()).expect("it is a list").fitted(&seen);
    let paths: Vec<_> = parsed
        .recorded
        .iter()
        .filter_map(|entry| Some(entry.locator.as_ref()?.to_string()))
        .collect();
    // The third has another content than the only file of its name: it is that file, and it has changed.
    assert_eq!(
        (paths, readings.into_iter().collect::<Vec<_>>()),
        (["t/b", "s/b", "t/c"].map(str::to_owned).to_vec(), vec![Reading::Bare])
    );
    let moved = line(0, "a") + &line(1, "b");
    let (parsed, readings) = parse(moved.as_bytes()).expect("it is a list").fitted(&seen);
    assert!(
        readings.is_empty() && parsed.recorded.len() == 2,
        "most stand where the list has them"
    );
}

#[test]
fn columns_before_names_are_told_by_the_names_of_the_files() {
    let seen = [file(b"12 a"), file(b"s/\xc3\xa9 b")];
    let sums = |names: [&str; 2]| -> String {
        let digest =
            |at: usize| seen[at].digests.as_ref().map(|digests| digests.sha256.to_string());
        let line = |at: usize| format!("{} {}\n", digest(at).unwrap_or_default(), names[at]);
        line(0) + &line(1)
    };
    for (names, readings) in [
        (["12 a", "s/\u{e9} b"], vec![]),
        (["7 12 a", "4 s/\u{e9} b"], vec![Reading::Columns]),
        (
            ["7 /x/12 a", "4 /x/s/\u{e9} b"],
            vec![Reading::Columns, Reading::Beneath(b"/x/".to_vec())],
        ),
        (["\"12 a\"", "\"s/\\303\\251 b\""], vec![Reading::Padding, Reading::OctalEscapes]),
        (["file:///x/12%20a", "file:///x/s/%C3%A9%20b"], vec![Reading::Beneath(b"/x/".to_vec())]),
    ] {
        let (parsed, read_as) = parse(sums(names).as_bytes()).expect("it is a list").fitted(&seen);
        let read: Vec<_> = parsed.recorded.iter().map(|entry| entry.locator.clone()).collect();
        let files: Vec<_> = seen.iter().map(|file| Some(file.locator.clone())).collect();
        assert_eq!((read, read_as.into_iter().collect::<Vec<_>>()), (files, readings), "{names:?}");
    }
}

#[test]
fn a_name_that_the_trove_has_is_never_read_otherwise() {
    let all = ["a\\b", "a/b", "100%25", "100%", "caf\u{e9}", "cafe\u{301}"];
    let (paths, read_as) = fitted(&all, &all);
    let printed: Vec<_> =
        all.iter().map(|path| Locator::new("", path.as_bytes()).to_string()).collect();
    assert_eq!((paths, read_as), (printed, Vec::new()));
}

#[test]
fn a_folder_of_another_name_is_a_move_and_no_other_root() {
    let (paths, read_as) = fitted(&["old/a", "old/b"], &["new/a", "new/b"]);
    assert_eq!((paths, read_as), (vec!["old/a".to_owned(), "old/b".to_owned()], Vec::new()));
}

#[test]
fn another_root_is_supposed_only_where_no_line_finds_its_file() {
    let (paths, read_as) = fitted(&["a", "x/b", "x/c"], &["a", "b", "c"]);
    assert_eq!((paths.len(), paths[1].as_str(), read_as), (3, "x/b", Vec::new()));
}

#[test]
fn wrong_lines_are_named_by_their_number() {
    let line = |manifest: &str| match refused(manifest) {
        Error::Line { line, .. } => line,
        other => panic!("{other}"),
    };
    assert_eq!(line("no manifest"), 1);
    assert_eq!(line(&format!("{ABC}  a\n{ABC}\n")), 2);
    assert_eq!(line(&format!("{ABC}  a\n\n\\{ABC}  a\\x\n")), 3);
    assert_eq!(line(&format!("{ABC}  ./\n")), 1);
    assert_eq!(line(&format!("{ABC}  a\0\n")), 1);
    assert_eq!(line(&format!("MD5 (a) = {ABC}\n")), 1);
    assert_eq!(line(&format!("CRC32 (a) = {ABC}\n")), 1);
    assert_eq!(line("%%%% HASHDEEP-1.0\n3,00,a\n"), 2);
    assert_eq!(line("%%%% HASHDEEP-1.0\n%%%% size,colour,filename\n"), 2);
    assert_eq!(line("%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n\n-1,00,a\n"), 4);
    assert_eq!(line("dossier-manifest\t1\nprogram\t\nnonsense\n"), 3);
    assert!(matches!(refused("%%%% HASHDEEP-2.0\n"), Error::Version { .. }));
    assert_eq!(parse(b"\xff\xfea\0b"), Err(Error::Line { line: 1, what: "it is damaged UTF-16" }));
}

fn component() -> impl Strategy<Value = Vec<u8>> {
    let odd = proptest::sample::select(b"\\\n\r\t !*-#(),.=\x1b\xff\xd0\xbf\xef\xbd".to_vec());
    let byte = prop_oneof![odd, 1_u8..].prop_filter("no slash", |byte| *byte != b'/');
    proptest::collection::vec(byte, 1..12)
        .prop_filter("a name", |name| name != b"." && name != b"..")
}

fn any_line() -> impl Strategy<Value = FileLine> {
    let path = proptest::collection::vec(component(), 1..4);
    let time: BoxedStrategy<Option<i64>> = any::<Option<i64>>().boxed();
    (path, time, 0..4_u8, "[a-z]?").prop_map(|(path, modified_ns, kind, trove)| {
        let path = path.join(&b'/');
        let locator = Locator::new(trove, path.clone());
        let line = if kind == 0 { pipe(&path) } else { file(&path) };
        let line = FileLine { locator, modified_ns, ..line };
        let digests = Some(fixity::of(b"target", &[]));
        let closed = Some(Outcome::Skipped(SkippedReason::Link));
        if kind == 1 { FileLine { digests, closed, ..line } } else { line }
    })
}

fn any_manifest() -> impl Strategy<Value = Manifest> {
    let lines = proptest::collection::vec(any_line(), 0..8);
    (lines, any::<(u64, String, String)>()).prop_map(|(mut lines, (items, program, settings))| {
        lines.sort_by(|one, other| one.locator.cmp(&other.locator));
        lines.dedup_by(|one, other| one.locator == other.locator);
        let items_root = fixity::key(&[program.as_bytes()]);
        let mut manifest = Manifest::new(lines);
        (manifest.items, manifest.items_root) = (items, items_root);
        (manifest.program, manifest.settings) = (program, settings);
        manifest
    })
}

fn bytes_of(manifest: &Manifest, form: Form) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(manifest, form, &mut bytes).expect("memory takes all");
    bytes
}

proptest! {
    #[test]
    fn a_native_manifest_is_read_back(manifest in any_manifest()) {
        let bytes = bytes_of(&manifest, Form::Dossier);
        prop_assert_eq!(parse(&bytes), Ok(Parsed::from(&manifest)));
        prop_assert_eq!(read(&bytes), Ok(manifest));
    }

    /// What is written in any form matches the same files when it is read back, and nothing else does.
    #[test]
    fn every_form_is_read_back(manifest in any_manifest(), pick in 1..Form::ALL.len()) {
        let (_, form) = Form::ALL[pick];
        let mut bytes = Vec::new();
        let report = write(&manifest, form, &mut bytes).expect("memory takes all");
        let parsed = parse(&bytes).expect("it was just written");
        prop_assert_eq!(parsed.recorded.len() as u64, report.lines);
        if form == Form::Hashset {
            prop_assert!(parsed.recorded.is_empty() || parsed.shape == Shape::Hashset);
            return Ok(());
        }
        let is_listed = |file: &&FileLine| report.left_out.iter().all(|out| out.locator != file.locator);
        let unlabelled = |file: &FileLine| {
            let locator = Locator::new("", file.locator.path.clone());
            FileLine { locator, ..file.clone() }
        };
        let listed: Vec<_> = manifest.files().iter().filter(is_listed).map(unlabelled).collect();
        let audit = audit(&parsed.recorded, &listed, parsed.scope());
        prop_assert!(audit.is_ok());
        prop_assert_eq!(audit.matched, listed.len() as u64);
        prop_assert_eq!(report.left_out.len() + listed.len(), manifest.files().len());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>, manifest in any_manifest(), pick in 0..Form::ALL.len(), at: prop::sample::Index) {
        let first = parse(&bytes);
        prop_assert_eq!(parse(&bytes), first);
        let mut spoilt = bytes_of(&manifest, Form::ALL[pick].1);
        spoilt.push(b'\n');
        let at = at.index(spoilt.len());
        spoilt.splice(at..at, bytes);
        drop(parse(&spoilt));
    }
}
