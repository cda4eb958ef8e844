//! What the lines of a list ask for: by the headings of its columns, or as plain names or queries.

use answers::{Asked, AskedRow, BatchList};
use anyhow::{Context, bail};
use entities::Heading;

use crate::print;

/// The heading of a column of queries.
const QUERIES: &str = "query";

/// In how many lines at most the headings of a table are looked for.
const TITLES: usize = 10;

/// Which columns are asked for.
enum Roles {
    Query(usize),
    Person { name: Vec<usize>, aliases: Vec<usize>, born: Option<usize> },
}

/// Reads what lines ask for, each with its number and its cells; `column` names the one with the names or queries.
pub(super) fn list(
    lines: Vec<(u64, Vec<String>)>,
    column: Option<&str>,
    is_queries: bool,
) -> anyhow::Result<BatchList> {
    let lines = below_titles(without_margin(in_columns(lines, is_queries)));
    let Some((_, first)) = lines.first() else { bail!("it holds no lines of text") };
    let width = lines.iter().map(|(_, cells)| cells.len()).max().unwrap_or(1);
    let headings: Vec<Option<Heading>> = first.iter().map(|cell| entities::heading(cell)).collect();
    let named = column.and_then(|column| at_heading(first, column));
    // A column of queries is asked as such, unless another is named or holds names.
    let queries = at_heading(first, QUERIES).filter(|_| is_queries || lines.len() > 1);
    let is_queries = is_queries
        || column.is_none()
            && queries.is_some()
            && !first.iter().any(|cell| is_heading_of_names(cell));
    let has_heading = named.is_some()
        || (lines.len() > 1 && headings.iter().any(Option::is_some))
        || queries.is_some();
    let columns = columns(first, has_heading, width);
    let unknown =
        |column| format!("it has no column `{}`; {}", print::line(column), shown(&columns));
    let named = match column {
        Some(column) => {
            Some(named.or_else(|| number(column, width)).with_context(|| unknown(column))?)
        }
        None => queries.filter(|_| is_queries),
    };
    let known: &[Option<Heading>] = if has_heading { &headings } else { &[] };
    let roles = roles(known, named, is_queries, width).with_context(|| {
        format!("no heading states which column to ask for; {}", shown(&columns))
    })?;
    let rows = lines.into_iter().skip(usize::from(has_heading));
    let row = |(line, cells): (u64, Vec<String>)| {
        let asked = roles.asked(&cells);
        AskedRow { line, cells, asked }
    };
    Ok(BatchList { columns, rows: rows.map(row).collect() })
}

/// Returns what the columns are called: by their headings, or else by their numbers.
fn columns(first: &[String], has_heading: bool, width: usize) -> Vec<String> {
    let called = |at: usize| match first.get(at).filter(|_| has_heading) {
        Some(cell) => cell.trim().to_owned(),
        None => format!("column {}", at + 1),
    };
    (0..width).map(called).collect()
}

/// Tells whether a cell is the heading of a column of names, or of parts of them.
fn is_heading_of_names(cell: &str) -> bool {
    let heading = entities::heading(cell);
    matches!(heading, Some(Heading::Name | Heading::FamilyName | Heading::GivenName))
}

impl Roles {
    /// Returns what a row asks for.
    fn asked(&self, cells: &[String]) -> Asked {
        let cell = |at: &usize| cells.get(*at).map_or("", |cell| cell.trim());
        match self {
            Self::Query(at) => Asked::Query(cell(at).to_owned()),
            Self::Person { name, aliases, born } => {
                let parts = name.iter().map(cell).filter(|part| !part.is_empty());
                let whole: Vec<&str> = parts.collect();
                let others = aliases.iter().flat_map(|at| cell(at).split([';', '|', '/']));
                let mut names = vec![bare(&whole.join(" ")).to_owned()];
                names.extend(others.map(str::to_owned));
                let born = born.as_ref().map(cell).filter(|born| !born.is_empty());
                Asked::Name { names, born: born.map(str::to_owned) }
            }
        }
    }
}

/// Returns the lines in columns where one sign parts all of them alike and no tabulator does; what begins with `# ` is a comment
/// in lists of names.
fn in_columns(lines: Vec<(u64, Vec<String>)>, is_queries: bool) -> Vec<(u64, Vec<String>)> {
    let is_text = lines.iter().all(|(_, cells)| cells.len() == 1);
    if is_queries || !is_text {
        return lines;
    }
    let is_comment = |line: &(u64, Vec<String>)| line.1[0].trim_start().starts_with("# ");
    let mut lines = lines;
    let all = lines.len();
    lines.retain(|line| !is_comment(line));
    if lines.len() < all {
        let comments = all - lines.len();
        print::say(&format!("{comments} lines that begin with `# ` are not asked for"));
    }
    let ends = [';', ','];
    let cells = |line: &str, sign: char| -> Vec<String> {
        line.trim_end_matches(ends).split(sign).map(|cell| cell.trim().to_owned()).collect()
    };
    let signs = ['|', ';'].into_iter();
    let parting = signs.into_iter().find(|sign| {
        let mut widths = lines.iter().map(|(_, line)| cells(&line[0], *sign).len());
        let first = widths.next().unwrap_or_default();
        first > 1 && lines.len() > 1 && widths.all(|width| width == first)
    });
    match parting {
        Some(sign) => {
            lines.into_iter().map(|(number, line)| (number, cells(&line[0], sign))).collect()
        }
        None => lines,
    }
}

/// Returns the lines without the columns before the first one that holds anything: a table may stand in the middle of a sheet.
fn without_margin(mut lines: Vec<(u64, Vec<String>)>) -> Vec<(u64, Vec<String>)> {
    let is_blank = |cell: &&String| cell.trim().is_empty();
    let margin = |cells: &[String]| cells.iter().take_while(is_blank).count();
    let narrowest = lines.iter().map(|(_, cells)| margin(cells)).min().unwrap_or(0);
    for (_, cells) in &mut lines {
        cells.drain(..narrowest);
    }
    lines
}

/// Returns the lines from the first one on that has headings of names, where a title stands above it; else all.
fn below_titles(mut lines: Vec<(u64, Vec<String>)>) -> Vec<(u64, Vec<String>)> {
    let is_filled = |cell: &&String| !cell.trim().is_empty();
    let is_title = |(_, cells): &(u64, Vec<String>)| cells.iter().filter(is_filled).count() < 2;
    let has_headings = |(_, cells): &(u64, Vec<String>)| {
        cells.len() > 1 && cells.iter().any(|cell| is_heading_of_names(cell))
    };
    if lines.first().is_some_and(is_title) {
        let first = lines.iter().take(TITLES).position(has_headings);
        lines.drain(..first.unwrap_or_default());
    }
    lines
}

/// Returns a name without the number, the bullet, the quotes and the comma that it may have in a list; a number that other figures
/// follow is a part of an address, a date or a telephone number.
fn bare(name: &str) -> &str {
    const BULLETS: [char; 9] = ['-', '–', '—', '*', '•', '·', '●', '▪', '◦'];
    let name = name.trim();
    let digits = name.strip_prefix('(').unwrap_or(name);
    let behind = digits.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = behind.strip_prefix(['.', ')', ':', ']']);
    let plain = match numbered.filter(|_| behind.len() < digits.len()) {
        Some(rest) => rest,
        None => name.trim_start_matches(BULLETS),
    };
    let is_figure = |c: char| c.is_numeric() || c == '+';
    let plain = if plain.trim_start().starts_with(is_figure) { name } else { plain };
    let plain = plain.trim().trim_end_matches([';', ',']);
    let quotes = [('"', '"'), ('«', '»'), ('“', '”'), ('\'', '\'')];
    let inner = |(open, close): (char, char)| plain.strip_prefix(open)?.strip_suffix(close);
    let inner = quotes.into_iter().find_map(inner).unwrap_or(plain).trim();
    if inner.is_empty() { name } else { inner }
}

fn at_heading(first: &[String], column: &str) -> Option<usize> {
    let wanted = column.trim().to_lowercase();
    first.iter().position(|cell| cell.trim().to_lowercase() == wanted)
}

fn number(column: &str, width: usize) -> Option<usize> {
    column
        .parse::<usize>()
        .ok()
        .filter(|number| (1..=width).contains(number))
        .map(|number| number - 1)
}

fn shown(columns: &[String]) -> String {
    let names: Vec<String> = columns.iter().map(|column| print::line(column)).collect();
    format!("name one (on the command line by --column): {}", names.join(", "))
}

/// Returns which columns to ask for; nothing where several are there and no heading states it.
fn roles(
    headings: &[Option<Heading>],
    named: Option<usize>,
    is_queries: bool,
    width: usize,
) -> Option<Roles> {
    let all = |wanted: Heading| {
        let of_kind = headings.iter().enumerate().filter(move |(_, known)| **known == Some(wanted));
        of_kind.map(|(at, _)| at).collect::<Vec<_>>()
    };
    if is_queries {
        return named.or((width == 1).then_some(0)).map(Roles::Query);
    }
    let (family, given) = (all(Heading::FamilyName), all(Heading::GivenName));
    let is_in_parts = !family.is_empty() && !given.is_empty();
    let name = match (named, all(Heading::Name)) {
        (Some(named), _) => vec![named],
        (None, whole) if !whole.is_empty() => vec![whole[0]],
        _ if is_in_parts => [given, all(Heading::Patronymic), family].concat(),
        _ if family.len() + given.len() == 0 && !all(Heading::Bearer).is_empty() => {
            vec![all(Heading::Bearer)[0]]
        }
        // One column alone may hold whole names, whatever it is called.
        _ if family.len() + given.len() == 1 => [family, given].concat(),
        _ if width == 1 => vec![0],
        _ => return None,
    };
    let aliases = headings
        .iter()
        .enumerate()
        .filter(|(at, heading)| **heading == Some(Heading::Alias) && !name.contains(at))
        .map(|(at, _)| at)
        .collect();
    Some(Roles::Person { name, aliases, born: all(Heading::Birth).first().copied() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str, column: Option<&str>) -> anyhow::Result<BatchList> {
        let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
        let lines = (1..).zip(text.lines().map(cells)).collect();
        super::list(lines, column, false)
    }

    fn asked(text: &str, column: Option<&str>) -> Vec<String> {
        let list = list(text, column).expect("it is a list");
        list.rows.iter().filter_map(|row| row.asked.query()).collect()
    }

    #[test]
    fn lines_are_names_and_a_heading_is_none() {
        assert_eq!(asked("Ivan Petrov\nPavel Sidorov", None).len(), 2);
        assert_eq!(asked("ФИО\nПётр Иванов", None), ["name:\"Пётр Иванов\""]);
    }

    #[test]
    fn numbers_bullets_quotes_and_comments_are_none_of_the_names() {
        for line in [
            "1. Ivan Petrov",
            "12) Ivan Petrov;",
            "- Ivan Petrov",
            "• «Ivan Petrov»",
            "\"Ivan Petrov\",",
            "(3) Ivan Petrov",
        ] {
            assert_eq!(
                asked(&format!("{line}\n# of 2019\n{line}"), None),
                ["name:\"Ivan Petrov\""; 2],
                "{line}"
            );
        }
        assert_eq!(asked("7\n-", None), ["\"7\""]);
        for number in
            ["192.168.10.5", "12.345.678-9", "(495) 123-45-67", "12.05.2019", "-5", "1. 2. 3"]
        {
            assert_eq!(bare(number), number);
        }
    }

    #[test]
    fn bars_and_semicolons_part_columns_where_all_lines_have_as_many() {
        let table = "№|ФИО|Год\n1|Пётр Иванов|1974\n2|Анна Ким|1980";
        assert_eq!(asked(table, None), ["name:\"Пётр Иванов\"", "name:\"Анна Ким\""]);
        assert_eq!(asked("Иванов; Пётр\nКим", None).len(), 2);
        assert!(list("1|Пётр Иванов\n2|Анна Ким", None).is_err());
    }

    #[test]
    fn a_list_may_stand_in_any_column_of_a_sheet() {
        assert_eq!(asked("\tIvan Petrov\n\tPavel Sidorov", None).len(), 2);
        let table = "\t\tName\tBorn\n\t\tIvan Petrov\t1974\n\t\t\t1980";
        assert_eq!(asked(table, None), ["name:\"Ivan Petrov\""]);
    }

    #[test]
    fn headings_may_stand_below_a_title() {
        let table = "Wanted persons\nof 2019\t\nNo\tName\tBorn\n1\tIvan Petrov\t1974";
        assert_eq!(asked(table, None), ["name:\"Ivan Petrov\""]);
    }

    #[test]
    fn a_column_of_what_persons_are_holds_names_where_no_other_does() {
        assert_eq!(asked("id\tDirector\n7\tIvan Petrov", None), ["name:\"Ivan Petrov\""]);
        assert_eq!(asked("Director\tName\nyes\tIvan Petrov", None), ["name:\"Ivan Petrov\""]);
    }

    #[test]
    fn a_column_with_that_heading_holds_queries() {
        let table = "id\tQuery\tnote\n7\tnotice:red-notice Minsk\thello";
        assert_eq!(asked(table, None), ["notice:red-notice Minsk"]);
        assert_eq!(asked("query\nред OR синий\nminsk", None), ["ред OR синий", "minsk"]);
        // Names outrank them, and so does the column that is chosen.
        assert_eq!(asked("name\tquery\nIvan Petrov\tminsk", None), ["name:\"Ivan Petrov\""]);
        assert_eq!(asked("id\tquery\tname\n7\tminsk\tIvan", Some("3")), ["name:\"Ivan\""]);
        assert_eq!(asked("Query", None), ["name:\"Query\""]);
    }

    #[test]
    fn names_in_two_columns_are_one_and_aliases_are_asked_too() {
        let table = "id\tSurname\tGiven names\tAlias\n7\tPetrov\tIvan\tVanya; Иван Петров";
        let wanted = "(name:\"Ivan Petrov\" OR name:\"Vanya\" OR name:\"Иван Петров\")";
        assert_eq!(asked(table, None), [wanted]);
    }

    #[test]
    fn parts_of_a_name_are_joined_in_their_order() {
        let table = "Фамилия\tИмя\tОтчество\nПетров\tИван\tСергеевич";
        assert_eq!(asked(table, None), ["name:\"Иван Сергеевич Петров\""]);
        let table = "Apellido paterno\tApellido materno\tNombre\nVega\tRoldán\tRafael";
        assert_eq!(asked(table, None), ["name:\"Rafael Vega Roldán\""]);
    }

    #[test]
    fn a_column_is_chosen_by_heading_or_number_and_never_guessed() {
        let table = "Whom\tCountry\nIvan Petrov\tRussia";
        assert_eq!(asked(table, Some("whom")), ["name:\"Ivan Petrov\""]);
        assert_eq!(asked("1\tIvan Petrov\n2\tPavel Sidorov", Some("2")).len(), 2);
        let refused = list(table, None).err().map(|error| error.to_string());
        assert!(refused.is_some_and(|error| error.contains("--column): column 1, column 2")));
        assert!(list(table, Some("9")).is_err());
    }
}
