//! What `Get-FileHash` of PowerShell prints, as a table or as comma-separated values.

use super::lines::is_comment;
use super::recorded::{Known, Parsed, Recorded, Shape};
use super::sums::{locator_from, tagged_digest};
use crate::Error;

/// The columns of either form.
const COLUMNS: [&str; 3] = ["Algorithm", "Hash", "Path"];

/// Reads the lines; nothing where they do not begin with the heads of the columns.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !is_comment(line.as_bytes()));
    let (_, head) = lines.next()?;
    let read: fn(&str) -> Option<Row> = match head {
        _ if head.split_whitespace().eq(COLUMNS) => of_table,
        _ if fields(head)?.iter().eq(&COLUMNS) => of_values,
        _ => return None,
    };
    let rows = lines.filter(|(_, line)| !is_rule(line));
    let recorded = rows.map(|(number, line)| {
        let row = read(line).ok_or("it has not the columns of the first line");
        row.and_then(recorded).map_err(|what| Error::Line { line: number, what })
    });
    let recorded = recorded.collect::<Result<Vec<_>, _>>();
    Some(recorded.map(|recorded| Parsed::foreign(Shape::Sums, recorded)))
}

/// Algorithm, digits and path.
type Row = (String, String, String);

fn of_table(line: &str) -> Option<Row> {
    let (algorithm, rest) = line.split_once(' ')?;
    let (digits, path) = rest.trim_start().split_once(' ')?;
    Some((algorithm.to_owned(), digits.to_owned(), path.trim().to_owned()))
}

fn of_values(line: &str) -> Option<Row> {
    let [algorithm, digits, path] = <[String; 3]>::try_from(fields(line)?).ok()?;
    Some((algorithm, digits, path))
}

/// Parts a line at commas outside quotes.
fn fields(line: &str) -> Option<Vec<String>> {
    let mut fields = vec![String::new()];
    let mut is_quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if is_quoted && characters.next_if_eq(&'"').is_some() => {
                fields.last_mut()?.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => fields.push(String::new()),
            _ => fields.last_mut()?.push(character),
        }
    }
    Some(fields)
}

/// Tells whether a line only underlines the heads of the columns.
fn is_rule(line: &str) -> bool {
    line.bytes().all(|byte| byte == b'-' || byte == b' ')
}

fn recorded((algorithm, digits, path): Row) -> Result<Recorded, &'static str> {
    if path.ends_with("...") || path.ends_with('…') {
        return Err("its path is cut, since the window was too narrow");
    }
    let known: Known = tagged_digest(algorithm.as_bytes(), digits.as_bytes())?;
    let locator = Some(locator_from(path.as_bytes())?);
    Ok(Recorded { locator, size: None, known, modified_ns: None, closed: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";

    fn paths(text: &str) -> Result<Vec<String>, Error> {
        let parsed = parse(text.as_bytes()).expect("the heads are there")?;
        let printed = |entry: &Recorded| entry.locator.as_ref().map(ToString::to_string);
        Ok(parsed.recorded.iter().filter_map(printed).collect())
    }

    #[test]
    fn a_table_and_values_name_the_same_files() {
        let table = format!(
            "\r\nAlgorithm       Hash          Path\r\n---------       ----          ----\r\nSHA256          {DIGEST}       C:\\leak\\a b.txt\r\n\r\n"
        );
        let values = format!(
            "#TYPE Selected.X\r\n\"Algorithm\",\"Hash\",\"Path\"\r\n\"SHA256\",\"{DIGEST}\",\"C:\\leak\\a b.txt\"\r\n"
        );
        assert_eq!(paths(&table).expect("it is sound"), ["C:\\\\leak\\\\a b.txt"]);
        assert_eq!(paths(&values).expect("it is sound"), ["C:\\\\leak\\\\a b.txt"]);
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
