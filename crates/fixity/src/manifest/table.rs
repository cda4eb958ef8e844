//! Tables with a head, as forensic programs, PowerShell and spreadsheets hand out lists of digests: a line a file, columns
//! parted by commas, semicolons or tabs, in any order.

use super::lines::{is_comment, number_from};
use super::recorded::{Known, Parsed, Recorded, Shape};
use super::sums::{digest_by_length, locator_from, tagged_digest};
use crate::Error;

/// Heads of the column of names, in the five languages, the likeliest first.
const NAMES: [&str; 17] = [
    "fullpath",
    "path",
    "filepath",
    "fullname",
    "filenames",
    "filename",
    "file",
    "name",
    "путь",
    "файл",
    "имяфайла",
    "имя",
    "chemin",
    "fichier",
    "ruta",
    "archivo",
    "nombre",
];
const SIZES: [&str; 6] = ["size", "bytes", "length", "размер", "taille", "tamaño"];
/// Heads of columns of digests whose algorithm shows in the length alone.
const DIGESTS: [&str; 5] = ["hash", "digest", "checksum", "хеш", "хэш"];

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    /// By its place among the heads that names may have.
    Name(usize),
    Size,
    /// With the tag of the algorithm, where the head states it.
    Digest(Option<&'static str>),
    Other,
}

/// Reads the lines; nothing where they do not begin with the heads of a column of names and one of digests.
pub(super) fn parse(bytes: &[u8]) -> Option<Result<Parsed, Error>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !is_comment(line.as_bytes()));
    let (_, head) = lines.next()?;
    let (sign, columns) =
        [',', ';', '\t'].into_iter().find_map(|sign| Some((sign, columns(head, sign)?)))?;
    let recorded = lines.map(|(number, line)| {
        recorded(&columns, &fields(line, sign)).map_err(|what| Error::Line { line: number, what })
    });
    let recorded = recorded.collect::<Result<Vec<_>, _>>();
    Some(recorded.map(|recorded| Parsed::foreign(Shape::Sums, recorded)))
}

/// Returns what the columns hold, of which one has the names: that with the likeliest head.
fn columns(head: &str, sign: char) -> Option<Vec<Column>> {
    let mut columns: Vec<Column> = fields(head, sign).iter().map(|head| column(head)).collect();
    let best = columns.iter().filter_map(|column| match column {
        Column::Name(rank) => Some(*rank),
        _ => None,
    });
    let best = best.min()?;
    for column in &mut columns {
        if matches!(column, Column::Name(rank) if *rank != best) {
            *column = Column::Other;
        }
    }
    let has_digests = columns.iter().any(|column| matches!(column, Column::Digest(_)));
    has_digests.then_some(columns)
}

fn column(head: &str) -> Column {
    let letters = head.to_lowercase();
    let plain: String = letters.chars().filter(|letter| letter.is_alphanumeric()).collect();
    if let Some(rank) = NAMES.iter().position(|name| *name == plain) {
        return Column::Name(rank);
    }
    if SIZES.contains(&plain.trim_end_matches("bytes")) || SIZES.contains(&plain.as_str()) {
        return Column::Size;
    }
    match plain.trim_end_matches("hash").trim_end_matches("sum") {
        "md5" => Column::Digest(Some("MD5")),
        "sha1" => Column::Digest(Some("SHA1")),
        "sha256" | "sha2256" => Column::Digest(Some("SHA256")),
        "sha512" | "sha2512" => Column::Digest(Some("SHA512")),
        "blake3" | "b3" => Column::Digest(Some("BLAKE3")),
        _ if DIGESTS.contains(&plain.as_str()) => Column::Digest(None),
        _ => Column::Other,
    }
}

fn recorded(columns: &[Column], fields: &[String]) -> Result<Recorded, &'static str> {
    let (mut known, mut size, mut locator) = (Known::default(), None, None);
    for (column, field) in columns.iter().zip(fields) {
        let field = field.trim();
        match column {
            Column::Digest(_) if field.is_empty() => {}
            Column::Digest(Some(tag)) => {
                known.add(tagged_digest(tag.as_bytes(), field.as_bytes())?);
            }
            Column::Digest(None) => known.add(digest_by_length(field.as_bytes())?),
            Column::Size => size = number_from(field).filter(|_| !field.is_empty()),
            Column::Name(_) => locator = Some(locator_from(field.as_bytes())?),
            Column::Other => {}
        }
    }
    if known == Known::default() || locator.is_none() {
        return Err("it has no digest or no path in the columns of the first line");
    }
    Ok(Recorded { locator, size, known, modified_ns: None, closed: None })
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
    use super::*;

    const DIGEST: &str = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";

    fn paths(text: &str) -> Result<Vec<String>, Error> {
        let parsed = parse(text.as_bytes()).expect("the heads are there")?;
        let printed = |entry: &Recorded| entry.locator.as_ref().map(ToString::to_string);
        Ok(parsed.recorded.iter().filter_map(printed).collect())
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
                "#TYPE X\r\n\"Algorithm\",\"Hash\",\"Path\"\r\n\"SHA256\",\"{DIGEST}\",\"a, \"\"b\"\".txt\"\r\n"
            ),
        ] {
            assert_eq!(paths(&table).expect("it is sound"), ["a, \"b\".txt"], "{table}");
        }
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
