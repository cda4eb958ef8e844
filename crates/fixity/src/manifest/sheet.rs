//! A sheet for each file: lines `Path : a.txt`, `MD5 : …`, as `Get-FileHash | Format-List` and programs for hashes print them, and
//! the maps of a list in YAML.

use super::lines::is_comment;
use super::recorded::{Parsed, Recorded, Shape};
use super::row::{Head, Row};
use crate::Error;

/// Reads the lines; nothing where the first sheet has not both a name and a digest.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut sheets = sheets(text)?.into_iter().peekable();
    let (_, first) = sheets.peek()?;
    // `sha256:…  a.txt` is a line of another form.
    if !first.as_ref().is_ok_and(|row| row.has_name() && row.has_digest()) {
        return None;
    }
    let recorded =
        sheets.map(|(line, row)| row.and_then(recorded).map_err(|what| Error::Line { line, what }));
    let recorded = recorded.collect::<Result<Vec<_>, _>>();
    Some(recorded.map(|recorded| Parsed::foreign(Shape::Sums, recorded)))
}

fn recorded(row: Row) -> Result<Recorded, &'static str> {
    if row.has_digest() { row.finish() } else { Err("there is no digest beside its name") }
}

/// Returns what stands of each file, with the number of its first line; nothing where the first line has no known head.
fn sheets(text: &str) -> Option<Vec<(usize, Result<Row, &'static str>)>> {
    let mut sheets: Vec<(usize, Result<Row, &'static str>)> = Vec::new();
    let mut is_new = true;
    for (number, value) in lines(text) {
        let Some((head, value)) = value else {
            is_new = true;
            continue;
        };
        if sheets.is_empty() && head == Head::Other {
            return None;
        }
        let is_repeated = |row: &Result<Row, _>| row.as_ref().is_ok_and(|row| row.has(&head));
        if is_new || sheets.last().is_some_and(|(_, row)| is_repeated(row)) {
            sheets.push((number, Ok(Row::default())));
            is_new = false;
        }
        let (_, row) = sheets.last_mut()?;
        if let Ok(taking) = row
            && let Err(what) = taking.take(&head, &value)
        {
            *row = Err(what);
        }
    }
    Some(sheets)
}

/// Returns head and value of each line with its number; nothing where a line parts sheets. What a narrow window broke is whole.
fn lines(text: &str) -> Vec<(usize, Option<(Head, String)>)> {
    let mut lines: Vec<(usize, Option<(Head, String)>)> = Vec::new();
    let is_list = text.lines().any(|line| item_of_list(line).is_some());
    for (number, line) in (1..).zip(text.lines()) {
        if is_list {
            let item = item_of_list(line);
            lines.extend(item.map(|_| (number, None)));
            let value = headed(item.unwrap_or(line));
            let value = value.filter(|(head, value)| *head != Head::Other && !value.is_empty());
            lines.extend(value.map(|value| (number, Some(value))));
            continue;
        }
        let value = headed(line);
        if is_comment(line.as_bytes()) || is_rule(line) {
            lines.push((number, None));
        } else if line.starts_with(' ')
            && value.as_ref().is_none_or(|(head, _)| *head == Head::Other)
            && let Some((_, Some((_, before)))) = lines.last_mut()
        {
            before.push_str(line.trim());
        } else {
            lines.push((number, Some(value.unwrap_or((Head::Other, String::new())))));
        }
    }
    lines
}

/// Returns what stands behind the hyphen with which YAML begins the map of a file: `- path: a.txt`.
fn item_of_list(line: &str) -> Option<&str> {
    let item = line.trim_start().strip_prefix("- ")?;
    headed(item).filter(|(head, _)| *head != Head::Other).map(|_| item)
}

fn headed(line: &str) -> Option<(Head, String)> {
    let (head, value) = line.split_once(':')?;
    let value = value.trim();
    let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    Some((Head::of(head), value.to_owned()))
}

/// Tells whether a line only parts sheets.
fn is_rule(line: &str) -> bool {
    line.trim().bytes().all(|byte| b"-=_*".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DIGEST, paths_of};
    use super::*;

    #[test]
    fn sheets_are_parted_by_blank_lines_rules_or_a_name() {
        let of_shell = |path: &str| {
            format!("\r\nAlgorithm : SHA256\r\nHash      : {DIGEST}\r\nPath      : {path}\r\n\r\n")
        };
        let (md5, rule) = (&DIGEST[..32], "=".repeat(50));
        let of_program = |path: &str| {
            format!("{rule}\r\nFilename : {path}\r\nMD5      : {md5}\r\nCRC32    : \r\n{rule}\r\n")
        };
        let close = |path: &str| format!("File: {path}\nMD5: {md5}\nVersion: 1:2\n");
        for list in [&of_shell as &dyn Fn(&str) -> String, &of_program, &close] {
            let text = list("a b.txt") + &list("C:\\c.txt");
            assert_eq!(
                paths_of(parse(text.as_bytes())),
                Ok(vec!["a b.txt".into(), "C:\\\\c.txt".into()]),
                "{text}"
            );
        }
    }

    #[test]
    fn maps_of_a_list_in_yaml_are_sheets() {
        let text = format!(
            "version: 1\nfiles:\n  - path: \"a b.txt\"\n    mode: x\n    sha256: {DIGEST}\n  - path: c.txt\n    sha256: {DIGEST}\n"
        );
        let paths = paths_of(parse(text.as_bytes()));
        assert_eq!(paths, Ok(vec!["a b.txt".to_owned(), "c.txt".to_owned()]));
    }

    #[test]
    fn a_path_that_a_narrow_window_broke_is_whole() {
        let text = format!(
            "Algorithm : SHA256\nHash      : {DIGEST}\nPath      : C:\\lea\n            k\\a.txt\n"
        );
        assert_eq!(paths_of(parse(text.as_bytes())), Ok(vec!["C:\\\\leak\\\\a.txt".into()]));
    }

    #[test]
    fn a_sheet_without_a_digest_is_an_error_with_its_line_and_other_lines_are_no_sheets() {
        let text = format!("Path : a\nMD5 : {}\n\nPath : b\n", &DIGEST[..32]);
        assert!(matches!(paths_of(parse(text.as_bytes())), Err(Error::Line { line: 4, .. })));
        for text in ["", "Path : a\n", "note: x\nPath : a\n", "MD5 (a) = 00\n"] {
            assert!(parse(text.as_bytes()).is_none(), "{text}");
        }
    }
}
