//! Tables with a head, as forensic programs, PowerShell and spreadsheets hand out lists of digests: a line a file, columns
//! parted by commas, semicolons or tabs, in any order.

use encoding_rs::Encoding;

use super::fitted::CODE_PAGES;
use super::lines::is_comment;
use super::recorded::{Parsed, Recorded, Shape};
use super::row::{Head, Row};
use crate::Error;

/// What parts columns: besides the usual signs that of Markdown and of data bases, and that of load files of disclosure.
const SIGNS: [u8; 5] = *b",;\t|\x14";

/// What load files have for quotes, in UTF-8 and in Windows-1252.
const THORNS: [&[u8]; 2] = ["þ".as_bytes(), b"\xfe"];

/// Reads the lines; nothing where they do not begin with the heads of a column of names and one of digests.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let lines = (1..).zip(bytes.split(|byte| *byte == b'\n'));
    let lines = lines.map(|(number, line)| (number, line.strip_suffix(b"\r").unwrap_or(line)));
    let mut lines = lines.filter(|(_, line)| !is_comment(line) && !is_rule(line));
    let (_, head) = lines.next()?;
    let (sign, heads) = SIGNS.into_iter().find_map(|sign| Some((sign, heads(head, sign)?)))?;
    let (mut recorded, mut passed_over) = (Vec::new(), Vec::new());
    for (number, line) in lines {
        match self::recorded(&heads, &fields(line, sign)) {
            Ok(Some(entry)) => recorded.push(entry),
            Ok(None) => passed_over.push(number),
            Err(what) => return Some(Err(Error::Line { line: number, what })),
        }
    }
    let parsed = Parsed::foreign(Shape::Sums, recorded);
    Some(Ok(Parsed { passed_over, ..parsed }))
}

/// Returns the heads of the columns, where there are names and digests.
fn heads(line: &[u8], sign: u8) -> Option<Vec<Head>> {
    let fields = fields(line, sign);
    in_any_encoding(&fields).into_iter().find_map(|fields| {
        let heads: Vec<Head> = fields.iter().map(|head| Head::of(head)).collect();
        let has_names = heads.iter().any(|head| matches!(head, Head::Name(_)));
        (has_names && heads.iter().any(Head::is_digest)).then_some(heads)
    })
}

/// Returns words in UTF-8, or else in each encoding that lists are written in.
fn in_any_encoding(words: &[Vec<u8>]) -> Vec<Vec<String>> {
    let in_utf8 = |word: &Vec<u8>| String::from_utf8(word.clone()).ok();
    if let Some(words) = words.iter().map(in_utf8).collect() {
        return vec![words];
    }
    let read = |page: &&'static Encoding| {
        let read = |word: &Vec<u8>| page.decode_without_bom_handling(word).0.into_owned();
        words.iter().map(read).collect()
    };
    CODE_PAGES.iter().map(read).collect()
}

/// Returns what a line tells of a file; nothing where it names none, or a folder. One without a digest cannot be compared.
fn recorded(heads: &[Head], fields: &[Vec<u8>]) -> Result<Option<Recorded>, &'static str> {
    let mut row = Row::default();
    for (head, field) in heads.iter().zip(fields) {
        match head {
            Head::Name(rank) => row.take_name(*rank, field),
            _ => row.take(head, &String::from_utf8_lossy(field))?,
        }
    }
    match row.has_digest() {
        true if !row.has_name() => Err("it has no path in the columns of the first line"),
        false if !row.lacks_digest() => Ok(None),
        _ => row.finish().map(Some),
    }
}

/// Tells whether a line only parts lines of a table that is drawn.
fn is_rule(line: &[u8]) -> bool {
    line.iter().all(|byte| b"-=+|: ".contains(byte))
}

/// Parts a line at a sign outside quotes.
fn fields(line: &[u8], sign: u8) -> Vec<Vec<u8>> {
    let (mut fields, mut field) = (Vec::new(), Vec::new());
    let mut is_quoted = false;
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if is_quoted && bytes.next_if_eq(&b'"').is_some() => field.push(b'"'),
            b'"' => is_quoted = !is_quoted,
            _ if byte == sign && !is_quoted => fields.push(std::mem::take(&mut field)),
            _ => field.push(byte),
        }
    }
    fields.push(field);
    match sign {
        b'|' => fields.iter().map(|field| without_ticks(field)).collect(),
        b'\x14' => fields.iter().map(|field| without_thorns(field)).collect(),
        _ => fields,
    }
}

fn without_ticks(cell: &[u8]) -> Vec<u8> {
    let cell = cell.trim_ascii();
    cell.strip_prefix(b"`").and_then(|cell| cell.strip_suffix(b"`")).unwrap_or(cell).to_vec()
}

fn without_thorns(field: &[u8]) -> Vec<u8> {
    let bare = |thorn: &&[u8]| field.strip_prefix(*thorn)?.strip_suffix(*thorn);
    THORNS.iter().find_map(bare).unwrap_or(field).to_vec()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DIGEST, paths_of};
    use super::*;

    fn paths(text: &str) -> Result<Vec<String>, Error> {
        paths_of(parse(text.as_bytes()))
    }

    #[test]
    fn columns_are_told_by_their_heads_in_any_order() {
        let md5 = &DIGEST[..32];
        for table in [
            format!("path,sha256\n\"a, \"\"b\"\".txt\",{DIGEST}\n"),
            format!(
                "\"Name\",\"Size (bytes)\",\"MD5\"\r\n\"a, \"\"b\"\".txt\",\"7\",\"{md5}\"\r\n"
            ),
            format!("MD5,SHA1,FileNames\n{md5},,\"a, \"\"b\"\".txt\"\n"),
            format!("Файл;Хеш\n\"a, \"\"b\"\".txt\";{DIGEST}\n"),
            format!("Name\tFull path\tSHA-256 hash\nb.txt\t\"a, \"\"b\"\".txt\"\t{DIGEST}\n"),
            format!(
                "Filename,MD5,CRC32,SHA-384,File Size\n\"a, \"\"b\"\".txt\",{md5},0a0b0c0d,,7\n"
            ),
            format!("Filename;Tiger;Size\n\"a, \"\"b\"\".txt\";{md5};7\n"),
            format!(
                "#TYPE X\r\n\"Algorithm\",\"Hash\",\"Path\"\r\n\"SHA256\",\"{DIGEST}\",\"a, \"\"b\"\".txt\"\r\n"
            ),
        ] {
            assert_eq!(paths(&table).expect("it is sound"), ["a, \"b\".txt"], "{table}");
        }
    }

    #[test]
    fn a_folder_in_a_column_of_its_own_goes_before_the_name() {
        let table = format!("No,FileName,FilePath,HashValue\n1,b.txt,C:\\leak\\a\\,{DIGEST}\n");
        assert_eq!(paths(&table).expect("it is sound"), ["C:\\\\leak\\\\a\\\\b.txt"]);
        let table = format!(
            "Name,Location,MD5 Hash\nb.txt,/img/a,{0}\nb.txt,/img/b.txt,{0}\n",
            &DIGEST[..32]
        );
        assert_eq!(paths(&table).expect("it is sound"), ["/img/a/b.txt", "/img/b.txt"]);
    }

    #[test]
    fn the_column_of_algorithms_says_what_digests_are() {
        let table = format!("Algorithm,Hash,Path\nRIPEMD160,{},a\n", &DIGEST[..40]);
        let parsed = parse(table.as_bytes()).expect("the heads are there").expect("it is sound");
        assert_eq!(parsed.recorded[0].known.foreign, ["ripemd160".to_owned()].into());
    }

    #[test]
    fn what_is_no_such_table_is_left_to_other_forms() {
        for text in ["", "a,b\nc,d\n", "path,note\na,b\n", "sha256,md5\n"] {
            assert!(parse(text.as_bytes()).is_none(), "{text}");
        }
    }

    #[test]
    fn a_line_without_a_digest_is_listed_and_one_that_is_none_is_an_error_with_its_number() {
        let table = format!("path,sha256\na,{DIGEST}\nb,\nfolder/,\n,\nTotal\n");
        let parsed = parse(table.as_bytes()).expect("the heads are there").expect("it is sound");
        assert_eq!(parsed.passed_over, [4, 5]);
        assert_eq!(paths_of(Some(Ok(parsed))), Ok(vec!["a".into(), "b".into(), "Total".into()]));
        assert!(matches!(paths("path,sha256\na,xyz\n"), Err(Error::Line { line: 2, .. })));
        let nameless = format!("path,sha256\n,{DIGEST}\n");
        assert!(matches!(paths(&nameless), Err(Error::Line { line: 2, .. })));
    }

    #[test]
    fn heads_stand_in_the_languages_and_encodings_of_their_programs() {
        for (heads, encoding) in [
            ("Имя файла;Контрольная сумма", encoding_rs::WINDOWS_1251),
            ("Имя файла;Хеш MD5", encoding_rs::IBM866),
            ("Nombre del archivo;Tamaño;Suma MD5", encoding_rs::WINDOWS_1252),
            ("Chemin complet;Empreinte MD5", encoding_rs::UTF_8),
        ] {
            let row = format!("a b.txt;{}", &DIGEST[..32])
                .replace(';', if heads.contains("Tam") { ";7;" } else { ";" });
            let table = [&encoding.encode(heads).0[..], b"\r\n", row.as_bytes()].concat();
            assert_eq!(paths_of(parse(&table)), Ok(vec!["a b.txt".to_owned()]), "{heads}");
        }
    }

    #[test]
    fn tables_that_are_drawn_and_load_files_are_read() {
        for table in [
            format!("| File | SHA-256 |\n|---|:--|\n| `a b.txt` | `{DIGEST}` |\n"),
            format!("+---+---+\n| path | sha256 |\n+---+---+\n| a b.txt | {DIGEST} |\n+---+---+\n"),
            format!(
                "þDOCIDþ\u{14}þSHA256HASHþ\u{14}þNATIVEFILEþ\r\nþ1þ\u{14}þ{DIGEST}þ\u{14}þa b.txtþ\r\n"
            ),
        ] {
            assert_eq!(paths(&table), Ok(vec!["a b.txt".to_owned()]), "{table}");
        }
    }
}
