//! What the records of a spreadsheet hold.

use super::{Cell, Edition, lmbcs};
use crate::shared::bytes::{u16_at, u32_at, u64_at};
use crate::shared::member_names::Names;

/// How long the list of hidden columns is, in bytes.
const COLUMNS: usize = 32;

/// What one record holds.
pub(super) enum Found<'a> {
    /// A cell with its number format.
    Cell(Cell, u8, Value<'a>),
    Comment(Cell, Text<'a>),
    /// The name of a sheet.
    Name(u16, Text<'a>),
    /// A header or footer of printed pages.
    Margin(Text<'a>),
    HiddenColumns(Vec<u16>),
}

/// The value of a cell.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Number(f64),
    Text(Text<'a>),
}

/// A text in the characters of its program.
#[derive(Clone, Copy, Debug)]
pub(super) enum Text<'a> {
    /// In the code page of the machine.
    Machine(&'a [u8]),
    /// In the character set of Lotus.
    Lmbcs(&'a [u8]),
}

impl<'a> Text<'a> {
    fn of(edition: Edition, bytes: &'a [u8]) -> Self {
        let text = &bytes[..bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len())];
        match edition {
            Edition::Two => Self::Machine(text),
            Edition::Three => Self::Lmbcs(text),
        }
    }

    pub(super) fn read(self, pages: Names) -> String {
        match self {
            Self::Machine(text) => pages.readable(text),
            Self::Lmbcs(text) => lmbcs::decode(text),
        }
    }
}

/// The format of numbers that are shown as they are.
const GENERAL: u8 = 0x71;

/// Reads one record; nothing where it holds nothing to be read.
pub(super) fn read(edition: Edition, kind: u16, data: &[u8]) -> Option<Found<'_>> {
    match edition {
        Edition::Two => of_one_sheet(kind, data),
        Edition::Three => of_many_sheets(kind, data),
    }
}

fn of_one_sheet(kind: u16, data: &[u8]) -> Option<Found<'_>> {
    let text = |bytes| Text::of(Edition::Two, bytes);
    match kind {
        0x25 | 0x26 => return Some(Found::Margin(text(data))),
        0x64 => {
            let columns = data.get(..COLUMNS)?.iter().zip(0_u16..);
            let hidden = columns.flat_map(|(byte, at)| {
                (0..8).filter(move |bit| byte >> bit & 1 == 1).map(move |bit| at * 8 + bit)
            });
            return Some(Found::HiddenColumns(hidden.collect()));
        }
        _ => {}
    }
    let (format, cell) = (*data.first()?, (0, u16_at(data, 3)?, u16_at(data, 1)?));
    let rest = data.get(5..)?;
    let value = match kind {
        0x0d => Value::Number(f64::from(u16_at(rest, 0)?.cast_signed())),
        0x0e | 0x10 => number(f64::from_bits(u64_at(rest, 0)?))?,
        0x0f => Value::Text(text(without_alignment(rest))),
        0x33 => Value::Text(text(rest)),
        _ => return None,
    };
    Some(Found::Cell(cell, format, value))
}

fn of_many_sheets(kind: u16, data: &[u8]) -> Option<Found<'_>> {
    let text = |bytes| Text::of(Edition::Three, bytes);
    if kind == 0x23 {
        return Some(Found::Name(u16_at(data, 2)?, text(data.get(4..)?)));
    }
    let cell = (u16::from(*data.get(2)?), u16_at(data, 0)?, u16::from(*data.get(3)?));
    let rest = data.get(4..)?;
    let value = match kind {
        0x16 => Value::Text(text(without_alignment(rest))),
        0x1a => Value::Text(text(rest)),
        0x17 | 0x19 => number(extended(rest)?)?,
        0x18 => number(small(u16_at(rest, 0)?.cast_signed()))?,
        0x25 => number(packed(u32_at(rest, 0)?))?,
        0x26 => return Some(Found::Comment(cell, text(rest))),
        0x27 | 0x28 => number(f64::from_bits(u64_at(rest, 0)?))?,
        _ => return None,
    };
    Some(Found::Cell(cell, GENERAL, value))
}

/// Returns a value that is a number; errors and texts of formulas are none.
fn number(number: f64) -> Option<Value<'static>> {
    number.is_finite().then_some(Value::Number(number))
}

/// Returns a label without the sign that aligns it.
fn without_alignment(label: &[u8]) -> &[u8] {
    match label {
        [b'\'' | b'"' | b'^' | b'\\' | b'|', rest @ ..] => rest,
        other => other,
    }
}

/// Reads an extended number of 80 bits (IEEE 754): a whole part of 64 bits behind its exponent, which follows it.
fn extended(bytes: &[u8]) -> Option<f64> {
    let (whole, head) = (u64_at(bytes, 0)?, u16_at(bytes, 8)?);
    let exponent = i32::from(head & 0x7fff);
    // errors and the mark of a text
    if exponent == 0x7fff {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a cell shows fewer digits")]
    let number = whole as f64 * 2_f64.powi(exponent - 16_383 - 63);
    Some(if head & 0x8000 == 0 { number } else { -number })
}

/// Reads a number of 16 bits: a whole one, or one that one of eight factors was taken out of.
fn small(bits: i16) -> f64 {
    const FACTORS: [f64; 8] = [5_000.0, 500.0, 0.05, 0.005, 0.000_5, 0.000_05, 0.062_5, 0.015_625];
    if bits & 1 == 0 {
        return f64::from(bits >> 1);
    }
    FACTORS[usize::try_from(bits >> 1 & 7).unwrap_or(0)] * f64::from(bits >> 4)
}

/// Reads a number of 32 bits: 26 of them the number, then its sign, and which power of ten it is multiplied with or
/// divided by.
fn packed(bits: u32) -> f64 {
    let power = 10_f64.powi(i32::try_from(bits & 15).unwrap_or(0));
    let number = f64::from(bits >> 6);
    let number = if bits & 0x10 == 0 { number * power } else { number / power };
    if bits & 0x20 == 0 { number } else { -number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_width_are_read() {
        let is_same = |one: f64, other: f64| (one - other).abs() < 1e-12;
        assert!(is_same(small(42 << 1), 42.0));
        assert!(is_same(small(-3 << 1), -3.0));
        assert!(is_same(small(7 << 4 | 2 << 1 | 1), 7.0 * 0.05));
        assert!(is_same(packed(1_234 << 6 | 0x10 | 2), 12.34));
        assert!(is_same(packed(5 << 6 | 0x20 | 3), -5_000.0));
        let one_and_a_half = [&(3_u64 << 62).to_le_bytes()[..], &16_383_u16.to_le_bytes()].concat();
        assert_eq!(extended(&one_and_a_half), Some(1.5));
        let minus_ten = [&(10_u64 << 60).to_le_bytes()[..], &0xc002_u16.to_le_bytes()].concat();
        assert_eq!(extended(&minus_ten), Some(-10.0));
        assert_eq!(extended(&[0xff; 10]), None);
    }
}
