//! The properties of characters and paragraphs one by one ([MS-DOC] §2.2.5).

use crate::shared::bytes::u16_at;

/// Calls `take` with each property of a group and what follows its code.
pub(super) fn each_property<'a>(mut properties: &'a [u8], mut take: impl FnMut(u16, &'a [u8])) {
    while let Some(code) = u16_at(properties, 0) {
        let operand = &properties[2..];
        take(code, operand);
        properties = operand.get(length(code, operand)..).unwrap_or_default();
    }
}

/// Returns how many bytes the operand of a property takes ([MS-DOC] §2.2.5.1).
fn length(code: u16, operand: &[u8]) -> usize {
    match code >> 13 {
        0 | 1 => 1,
        2 | 4 | 5 => 2,
        3 => 4,
        7 => 3,
        _ if code == 0xd608 => 1 + usize::from(u16_at(operand, 0).unwrap_or(0)),
        _ => 1 + usize::from(operand.first().copied().unwrap_or(0)),
    }
}
