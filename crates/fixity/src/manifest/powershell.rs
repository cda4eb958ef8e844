//! What programs of Windows print: `Get-FileHash` as a table, `certutil -hashfile`.

use super::lines::{is_comment, locator_from};
use super::recorded::{Known, Parsed, Recorded, Shape};
use super::told::{Named, by_name};
use crate::Error;

/// The columns of the table.
const COLUMNS: [&str; 3] = ["Algorithm", "Hash", "Path"];

/// Reads the lines; nothing where they do not begin as those of either program do.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !is_comment(line.as_bytes()));
    let lines: Vec<(usize, &str)> = lines.collect();
    let (_, first) = lines.first()?;
    let rows = if first.split_whitespace().eq(COLUMNS) {
        of_table(&lines[1..])
    } else if certutil_head(first).is_some() {
        of_certutil(&lines)
    } else {
        return None;
    };
    let recorded = rows.into_iter().map(|(number, row)| {
        row.and_then(recorded).map_err(|what| Error::Line { line: number, what })
    });
    let recorded = recorded.collect::<Result<Vec<_>, _>>();
    Some(recorded.map(|recorded| Parsed::foreign(Shape::Sums, recorded)))
}

/// Algorithm, digits and path.
type Row = (String, String, String);

/// Rows with the numbers of their lines.
type Rows = Vec<(usize, Result<Row, &'static str>)>;

fn of_table(lines: &[(usize, &str)]) -> Rows {
    let read = |line: &str| {
        let (algorithm, rest) = line.split_once(' ')?;
        let (digits, path) = rest.trim_start().split_once(' ')?;
        Some((algorithm.to_owned(), digits.to_owned(), path.trim().to_owned()))
    };
    let rows = lines.iter().filter(|(_, line)| !is_rule(line));
    let row = |line| read(line).ok_or("it has not the columns of the first line");
    rows.map(|(number, line)| (*number, row(line))).collect()
}

/// Reads `SHA256 hash of a.txt:`, the digest on the next line, perhaps in pairs, and a line that says that all went well.
fn of_certutil(lines: &[(usize, &str)]) -> Rows {
    let lines = lines.iter().filter(|(_, line)| !line.starts_with("CertUtil:"));
    let lines: Vec<_> = lines.collect();
    let row = |head: &str, digits: Option<&&(usize, &str)>| {
        let (algorithm, path) = certutil_head(head)?;
        let digits = digits?.1.split_whitespace().collect();
        Some((algorithm.to_owned(), digits, path.to_owned()))
    };
    let incomplete = "a head with the name of a file and its digest must follow each other";
    let pairs = lines.chunks(2);
    pairs.map(|pair| (pair[0].0, row(pair[0].1, pair.get(1)).ok_or(incomplete))).collect()
}

/// What stands before and behind the algorithm in the head that `certutil` prints, in the languages that were met; the longer of
/// two that begin alike comes first.
const HEADS: [(&str, &str); 16] = [
    ("", " hash of file "),
    ("", " hash of "),
    ("", "-Hash der Datei "),
    ("", "-Hash von "),
    ("", " hachage du fichier "),
    ("", " hachage de "),
    ("Hachage ", " du fichier "),
    ("Hachage ", " de "),
    ("", " hash del archivo "),
    ("", " hash de "),
    ("Hash ", " del archivo "),
    ("Hash ", " de "),
    ("Хэш ", " файла "),
    ("Хэш ", " "),
    ("Хеш ", " файла "),
    ("Хеш ", " "),
];

/// Reads algorithm and path of `SHA256 hash of file a.txt:`, or the same in another language.
fn certutil_head(line: &str) -> Option<(&str, &str)> {
    let head = line.trim_end().strip_suffix(':')?.trim_end();
    HEADS.iter().find_map(|(before, behind)| {
        let (algorithm, path) = head.strip_prefix(before)?.split_once(behind)?;
        (Named::of(algorithm).is_some() && !path.is_empty()).then_some((algorithm, path))
    })
}

/// Tells whether a line only underlines the heads of the columns.
fn is_rule(line: &str) -> bool {
    line.bytes().all(|byte| byte == b'-' || byte == b' ')
}

fn recorded((algorithm, digits, path): Row) -> Result<Recorded, &'static str> {
    if path.ends_with("...") || path.ends_with('…') {
        return Err("its path is cut, since the window was too narrow");
    }
    let known: Known = by_name(&algorithm, digits.as_bytes())?;
    let locator = Some(locator_from(path.as_bytes())?);
    Ok(Recorded { locator, size: None, known, modified_ns: None, closed: None })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DIGEST, paths_of};
    use super::*;

    fn paths(text: &str) -> Result<Vec<String>, Error> {
        paths_of(parse(text.as_bytes()))
    }

    #[test]
    fn a_table_is_read() {
        let table = format!(
            "\r\nAlgorithm       Hash          Path\r\n---------       ----          ----\r\nSHA256          {DIGEST}       C:\\leak\\a b.txt\r\n\r\n"
        );
        assert_eq!(paths(&table).expect("it is sound"), ["C:\\\\leak\\\\a b.txt"]);
    }

    #[test]
    fn what_certutil_prints_is_read() {
        let pairs: Vec<&str> = DIGEST
            .as_bytes()
            .chunks(2)
            .map(|pair| std::str::from_utf8(pair).expect("digits"))
            .collect();
        let done = "CertUtil: -hashfile command completed successfully.";
        let printed = format!(
            "SHA256 hash of a.txt:\r\n{DIGEST}\r\n{done}\r\nSHA256 hash of file b c.txt:\r\n{}\r\n{done}\r\n",
            pairs.join(" ")
        );
        assert_eq!(paths(&printed).expect("it is sound"), ["a.txt", "b c.txt"]);
        for head in [
            "SHA256-Hash von a.txt:",
            "SHA256-Hash der Datei a.txt:",
            "Хэш SHA256 a.txt:",
            "SHA256 hachage de a.txt :",
            "SHA256 hash de a.txt:",
        ] {
            let printed = format!("{head}\r\n{DIGEST}\r\nCertUtil: fertig\r\n");
            assert_eq!(paths(&printed), Ok(vec!["a.txt".to_owned()]), "{head}");
        }
        let own = format!("SHA256 hash of de la file a.txt:\r\n{DIGEST}\r\n");
        assert_eq!(paths(&own), Ok(vec!["de la file a.txt".to_owned()]));
        assert!(matches!(paths("MD5 hash of a:\n"), Err(Error::Line { line: 1, .. })));
    }

    #[test]
    fn what_is_cut_or_of_another_length_is_an_error_with_its_line() {
        let cut =
            format!("Algorithm Hash Path\n--------- ---- ----\nSHA256 {DIGEST} C:\\leak\\a...\n");
        assert!(matches!(paths(&cut), Err(Error::Line { line: 3, .. })));
        let other = format!("Algorithm Hash Path\nMD5 {DIGEST} a.txt\n");
        assert!(matches!(paths(&other), Err(Error::Line { line: 2, .. })));
        assert!(parse(b"no heads").is_none());
    }
}
