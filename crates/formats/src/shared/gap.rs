//! Empty cells between others in a row of a sheet.

/// At most this many tabs stand for empty cells: all columns that BIFF8 has ([MS-XLS], 2.2.1), so that rows keep their columns,
/// and a cell in a far corner costs little.
const WIDEST: usize = 256;

/// Appends a tab for each column between two cells, or between the margin and the first one.
pub(crate) fn push(text: &mut String, columns: usize) {
    text.extend(std::iter::repeat_n('\t', columns.min(WIDEST)));
}
