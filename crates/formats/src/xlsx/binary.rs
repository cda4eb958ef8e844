//! The parts of a binary workbook (XLSB, [MS-XLSB]): records in place of XML.

pub(super) mod comments;
pub(super) mod pivot;
pub(super) mod records;
pub(super) mod sheet;
pub(super) mod workbook;

use item::PartialReason;

use crate::shared::formula::{self, Tokens};
use crate::shared::ooxml::{Package, has_extension, numbered};
use records::Records;

/// Parts that say again what stands in cells, or how they look.
const WITHOUT_TEXT: [&str; 7] = [
    "binaryIndex",
    "calcChain",
    "metadata",
    "pivotTable",
    "sheetMetadata",
    "table",
    "volatileDependencies",
];

/// Tells whether a part is binary by its name.
pub(super) fn is_binary(part: &str) -> bool {
    has_extension(part, "bin")
}

/// Reads the records of a part with `walk`, once; returns nothing where there is no such part or it was read.
pub(super) fn read<T>(
    package: &Package<'_>,
    part: &str,
    walk: impl FnOnce(&mut Records<'_>) -> T,
) -> Option<T> {
    let (found, is_cut) = package.read_bytes(part, |stream| {
        let mut records = Records::of(stream);
        (walk(&mut records), records.is_cut())
    })?;
    if is_cut {
        package.note(part, PartialReason::Truncated);
    }
    Some(found)
}

/// Marks the parts as read that hold no text of their own.
pub(super) fn pass_over_looks(package: &Package<'_>) {
    let names = package.names().filter(|name| name.starts_with("xl/") && is_binary(name));
    names.filter(|name| is_without_text(name)).for_each(|name| package.mark_read(name));
}

/// Tells whether a part holds no text of its own.
pub(super) fn is_without_text(part: &str) -> bool {
    let named = numbered(part);
    let stem = named.split(' ').next().unwrap_or_default();
    WITHOUT_TEXT.contains(&stem)
}

fn texts_of_formula(tokens: &[u8]) -> Vec<String> {
    formula::texts(tokens, Tokens::Parts, |_| String::new())
}
