//! SSA and ASS: sections of lines `key: value`, in which dialogue stands as a row whose columns are named above.

use item::Key;

use super::cues::Cues;
use super::markup;

/// Which column is which, as they are named in a line `Format:`.
struct Columns {
    count: usize,
    from: usize,
    to: usize,
    name: usize,
}

/// The columns of files without a line that names them.
const USUAL: Columns = Columns { count: 10, from: 1, to: 2, name: 4 };

impl Columns {
    fn named(line: &str) -> Self {
        let names: Vec<String> =
            line.split(',').map(|name| name.trim().to_ascii_lowercase()).collect();
        let at = |of: &[&str]| names.iter().position(|name| of.contains(&name.as_str()));
        let at = |of: &[&str]| at(of).unwrap_or(names.len());
        Self {
            count: names.len(),
            from: at(&["start"]),
            to: at(&["end"]),
            name: at(&["name", "actor"]),
        }
    }
}

pub(super) fn read(text: &str, cues: &mut Cues<'_>) {
    let mut columns = USUAL;
    let mut is_dialogue = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            is_dialogue = line.eq_ignore_ascii_case("[Events]");
        }
        match line.split_once(':') {
            _ if line.starts_with(';') => cues.comment(line.trim_start_matches(';')),
            Some(("Format", names)) if is_dialogue => columns = Columns::named(names),
            Some(("Dialogue", row)) => dialogue(row, &columns, cues),
            // A row that is put out of use.
            Some(("Comment", row)) => {
                let text = row.splitn(columns.count.max(1), ',').last().unwrap_or_default();
                cues.comment(text);
            }
            Some((key, value)) if !is_dialogue => {
                property(key, value, cues);
                cues.setting(line);
            }
            _ => cues.setting(line),
        }
    }
}

fn property(key: &str, value: &str, cues: &mut Cues<'_>) {
    let key = match key {
        "Title" => Key::TITLE,
        "Original Script" => Key::AUTHOR,
        _ => return,
    };
    cues.sink.metadata(key, value.trim());
}

/// Adds a row; its last column may hold commas.
fn dialogue(row: &str, columns: &Columns, cues: &mut Cues<'_>) {
    let values: Vec<&str> = row.splitn(columns.count.max(1), ',').map(str::trim).collect();
    let value = |at: usize| values.get(at).copied().unwrap_or_default();
    let mut remarks = String::new();
    let said = values.last().copied().unwrap_or_default();
    let said = markup::without_overrides(said, Some(&mut remarks));
    let said = said.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", "\u{a0}");
    let said = match value(columns.name) {
        "" => said,
        name => format!("{name}: {said}"),
    };
    cues.cue(value(columns.from), value(columns.to), &said);
    remarks.lines().for_each(|remark| cues.comment(remark));
}
