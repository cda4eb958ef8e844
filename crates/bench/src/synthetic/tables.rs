//! Tables in text: cells parted by tabs, `#` begins a remark.

/// Returns the rows of a table.
pub(crate) fn rows(table: &'static str) -> Vec<Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split('\t').collect()).collect()
}
