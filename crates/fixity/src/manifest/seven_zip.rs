//! The table that `7z h` prints: digests, size and name beneath a line of heads and one of dashes, which tell how wide the columns
//! are.

use super::lines::{locator_from, number_from};
use super::recorded::{Known, Parsed, Recorded, Shape};
use super::told::{Named, by_name};
use crate::Error;

/// Reads the lines between the two rules; nothing where there is no such table.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lines: Vec<(usize, &str)> = (1..).zip(text.lines()).collect();
    let at = lines.windows(2).position(|pair| algorithms(pair[0].1, pair[1].1).is_some())?;
    let (algorithms, rule) = (algorithms(lines[at].1, lines[at + 1].1)?, lines[at + 1].1);
    let rows = lines[at + 2..].iter().take_while(|(_, line)| !is_rule(line));
    let recorded = rows.filter_map(|(number, line)| {
        let entry = recorded(line, rule, &algorithms).transpose()?;
        Some(entry.map_err(|what| Error::Line { line: *number, what }))
    });
    let recorded = recorded.collect::<Result<Vec<_>, _>>();
    Some(recorded.map(|recorded| Parsed::foreign(Shape::Sums, recorded)))
}

/// Returns the heads of the columns of digests, where a line ends with those of size and name and a rule stands beneath.
fn algorithms<'a>(heads: &'a str, rule: &str) -> Option<Vec<&'a str>> {
    let mut words: Vec<&str> = heads.split_whitespace().collect();
    let is_of_both = words.pop() == Some("Name") && words.pop() == Some("Size");
    let is_named = !words.is_empty() && words.iter().all(|word| Named::of(word).is_some());
    let is_ruled = is_rule(rule) && rule.split_whitespace().count() == words.len() + 2;
    (is_of_both && is_named && is_ruled).then_some(words)
}

fn is_rule(line: &str) -> bool {
    line.starts_with("--") && line.bytes().all(|byte| b"- ".contains(&byte))
}

/// Reads a line; nothing of a folder, which has no digest.
fn recorded(line: &str, rule: &str, algorithms: &[&str]) -> Result<Option<Recorded>, &'static str> {
    let damaged = "it has not the columns of the first line";
    let mut starts = vec![0];
    starts.extend(rule.match_indices(" -").map(|(at, _)| at + 1));
    let column = |at: usize| -> Option<&str> {
        let end = starts.get(at + 1).copied().unwrap_or(line.len());
        line.get(starts[at]..end.min(line.len())).map(str::trim)
    };
    let mut known = Known::default();
    for (at, name) in algorithms.iter().enumerate() {
        let digits = column(at).ok_or(damaged)?;
        if !digits.is_empty() {
            known.add(by_name(name, digits.as_bytes())?);
        }
    }
    if known == Known::default() {
        return Ok(None);
    }
    let size = column(algorithms.len()).and_then(number_from);
    let path = column(algorithms.len() + 1).ok_or(damaged)?;
    let locator = Some(locator_from(path.as_bytes())?);
    Ok(Some(Recorded { locator, size, known, modified_ns: None, closed: None }))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{DIGEST, paths_of};
    use super::*;

    fn printed(row: &str) -> String {
        let (dashes, heads) = ("-".repeat(64), format!("{:64} {:>13}  Name", "SHA256", "Size"));
        let rule = format!("{dashes} {}  ------------", "-".repeat(13));
        format!(
            "\r\n7-Zip 21.07\r\n\r\n{heads}\r\n{rule}\r\n{row}\r\n{:64} {:>13}  s\r\n{rule}\r\n{DIGEST} {:>13}\r\n\r\nSHA256 for data:   {DIGEST}\r\n",
            "", 0, 7
        )
    }

    #[test]
    fn files_are_read_and_folders_and_sums_are_none() {
        let list = printed(&format!("{DIGEST} {:>13}  s\\a b.txt", 7));
        let parsed = parse(list.as_bytes()).expect("it is a table").expect("it is sound");
        assert_eq!(parsed.recorded[0].size, Some(7));
        assert_eq!(paths_of(Some(Ok(parsed))), Ok(vec!["s\\\\a b.txt".to_owned()]));
    }

    #[test]
    fn what_is_cut_is_an_error_with_its_line_and_other_tables_are_none() {
        let short = printed(&format!("{DIGEST} 7"));
        assert!(matches!(parse(short.as_bytes()), Some(Err(Error::Line { line: 6, .. }))));
        for text in
            ["", "Size Name\n---- ----\n", "SHA256 Size Name\nx\n", "MD5 Size Name\n-- --\n"]
        {
            assert!(parse(text.as_bytes()).is_none(), "{text}");
        }
    }
}
