//! Tables with a head, as forensic programs, PowerShell and spreadsheets hand out lists of digests: a line a file, columns
//! parted by commas, semicolons or tabs, in any order.

use super::lines::is_comment;
use super::recorded::{Parsed, Recorded, Shape};
use super::row::{Head, Row};
use crate::Error;

/// Reads the lines; nothing where they do not begin with the heads of a column of names and one of digests.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !is_comment(line.as_bytes()));
    let (_, head) = lines.next()?;
    let (sign, heads) =
        [',', ';', '\t'].into_iter().find_map(|sign| Some((sign, heads(head, sign)?)))?;
    let recorded = lines.map(|(number, line)| {
        recorded(&heads, &fields(line, sign)).map_err(|what| Error::Line { line: number, what })
    });
    let recorded = recorded.collect::<Result<Vec<_>, _>>();
    Some(recorded.map(|recorded| Parsed::foreign(Shape::Sums, recorded)))
}

/// Returns the heads of the columns, where there are names and digests.
fn heads(line: &str, sign: char) -> Option<Vec<Head>> {
    let heads: Vec<Head> = fields(line, sign).iter().map(|head| Head::of(head)).collect();
    let has_names = heads.iter().any(|head| matches!(head, Head::Name(_)));
    (has_names && heads.iter().any(Head::is_digest)).then_some(heads)
}

fn recorded(heads: &[Head], fields: &[String]) -> Result<Recorded, &'static str> {
    let mut row = Row::default();
    heads.iter().zip(fields).try_for_each(|(head, field)| row.take(head, field))?;
    if !row.has_digest() || !row.has_name() {
        return Err("it has no digest or no path in the columns of the first line");
    }
    row.finish()
}

/// Parts a line at a sign outside quotes.
fn fields(line: &str, sign: char) -> Vec<String> {
    let (mut fields, mut field) = (Vec::new(), String::new());
    let mut is_quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if is_quoted && characters.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => is_quoted = !is_quoted,
            _ if character == sign && !is_quoted => fields.push(std::mem::take(&mut field)),
            _ => field.push(character),
        }
    }
    fields.push(field);
    fields
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
    fn a_line_without_a_digest_is_an_error_with_its_number() {
        let table = format!("path,sha256\na,{DIGEST}\nb,\n");
        assert!(matches!(paths(&table), Err(Error::Line { line: 3, .. })));
        assert!(matches!(paths("path,sha256\na,xyz\n"), Err(Error::Line { line: 2, .. })));
    }
}
