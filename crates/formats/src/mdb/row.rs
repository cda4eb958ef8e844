//! The values of a row.

use super::definition::{Column, Table};
use super::pages::Pages;
use crate::shared::bytes::{hex, u16_at, u32_at, u64_at};
use crate::shared::time::utc;

/// Types of columns.
const BOOLEAN: u8 = 1;
const BYTE: u8 = 2;
const SHORT: u8 = 3;
const LONG: u8 = 4;
const MONEY: u8 = 5;
const SINGLE: u8 = 6;
const DOUBLE: u8 = 7;
const MOMENT: u8 = 8;
const TEXT: u8 = 10;
const OBJECT: u8 = 11;
const MEMO: u8 = 12;
const IDENTIFIER: u8 = 15;
const DECIMAL: u8 = 16;
const COMPLEX: u8 = 18;
const LARGE: u8 = 19;

/// Days from 1899-12-30, from which moments are counted, to 1970-01-01.
const EPOCH: f64 = 25_569.0;
/// Moments that are believed: the years from 100 to 9999, in days from 1970.
const DAYS: std::ops::Range<f64> = -683_003.0..2_932_897.0;

/// A decimal number has no more places.
const MOST_PLACES: u8 = 28;

/// A value.
#[derive(Debug, PartialEq)]
pub(super) enum Value {
    Empty,
    Whole(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    /// Prints a value for a cell.
    pub(super) fn printed(self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Whole(number) => number.to_string(),
            Self::Text(text) => text.replace(['\t', '\n', '\r'], " "),
            Self::Bytes(bytes) => hex(&bytes),
        }
    }
}

/// Reads a row of a table, a value for each column; nothing where it has more columns than the table.
pub(super) fn values(pages: &Pages<'_>, table: &Table, row: &[u8]) -> Option<Vec<Value>> {
    let row = Row::read(pages.is_old, row)?;
    if row.columns > table.columns.last()?.number + 1 {
        return None;
    }
    Some(table.columns.iter().map(|column| row.value(pages, column)).collect())
}

/// A row: how many columns it has, which of them are empty, and where those of any length stand.
struct Row<'a> {
    bytes: &'a [u8],
    columns: usize,
    /// A bit for each column that is not empty.
    mask: &'a [u8],
    /// Where the values of any length begin; the last one is where they end.
    starts: Vec<usize>,
    head: usize,
}

impl<'a> Row<'a> {
    fn read(is_old: bool, bytes: &'a [u8]) -> Option<Self> {
        let (columns, head) = if is_old {
            (usize::from(*bytes.first()?), 1)
        } else {
            (usize::from(u16_at(bytes, 0)?), 2)
        };
        let end = bytes.len().checked_sub(columns.div_ceil(8))?;
        let mask = &bytes[end..];
        let starts = if is_old { starts_old(&bytes[..end]) } else { starts_new(&bytes[..end]) }?;
        Some(Self { bytes, columns, mask, starts, head })
    }

    fn value(&self, pages: &Pages<'_>, column: &Column) -> Value {
        if column.number >= self.columns {
            return Value::Empty;
        }
        let bit =
            self.mask.get(column.number / 8).map_or(0, |byte| byte >> (column.number % 8) & 1);
        if column.kind == BOOLEAN {
            return Value::Text(if bit == 1 { "true" } else { "false" }.to_owned());
        }
        let bytes = self.bytes_of(column).filter(|_| bit == 1);
        bytes.and_then(|bytes| read(pages, column, bytes)).unwrap_or(Value::Empty)
    }

    fn bytes_of(&self, column: &Column) -> Option<&'a [u8]> {
        if let Some((offset, length)) = column.fixed {
            let start = self.head + offset;
            return self.bytes.get(start..start + length);
        }
        let start = *self.starts.get(column.among_others)?;
        let end = *self.starts.get(column.among_others + 1)?;
        self.bytes.get(start..end)
    }
}

/// Reads the places that stand before the mask, backwards: how many, then each with two bytes.
fn starts_new(bytes: &[u8]) -> Option<Vec<usize>> {
    let count = usize::from(u16_at(bytes, bytes.len().checked_sub(2)?)?);
    let place = |number| u16_at(bytes, bytes.len().checked_sub(4 + 2 * number)?).map(usize::from);
    (0..=count).map(place).collect()
}

/// Reads the places that stand before the mask, backwards: how many, then each with one byte. In a long row, numbers between
/// them say from which place on 256 is added, once for each.
fn starts_old(bytes: &[u8]) -> Option<Vec<usize>> {
    let last = bytes.len().checked_sub(1)?;
    let count = usize::from(bytes[last]);
    let mut jumps = last / 256;
    if last.checked_sub(jumps + count)? / 256 < jumps {
        jumps -= 1;
    }
    let mut passed = 0;
    (0..=count)
        .map(|number| {
            while passed < jumps && usize::from(bytes[last - passed - 1]) == number {
                passed += 1;
            }
            let place = last.checked_sub(jumps + 1 + number)?;
            Some(usize::from(bytes[place]) + 256 * passed)
        })
        .collect()
}

fn read(pages: &Pages<'_>, column: &Column, bytes: &[u8]) -> Option<Value> {
    Some(match column.kind {
        BYTE => Value::Whole(i64::from(*bytes.first()?)),
        SHORT => Value::Whole(i64::from(u16_at(bytes, 0)?.cast_signed())),
        LONG | COMPLEX => Value::Whole(i64::from(u32_at(bytes, 0)?.cast_signed())),
        LARGE => Value::Whole(u64_at(bytes, 0)?.cast_signed()),
        MONEY => Value::Text(decimal(i128::from(u64_at(bytes, 0)?.cast_signed()), 4)),
        SINGLE => Value::Text(f32::from_bits(u32_at(bytes, 0)?).to_string()),
        DOUBLE => Value::Text(f64::from_bits(u64_at(bytes, 0)?).to_string()),
        MOMENT => Value::Text(moment(f64::from_bits(u64_at(bytes, 0)?))),
        TEXT => Value::Text(pages.text(bytes)),
        MEMO => Value::Text(pages.text(&pages.long(bytes)?)),
        OBJECT => Value::Bytes(pages.long(bytes)?),
        IDENTIFIER => Value::Text(identifier(bytes)?),
        DECIMAL => Value::Text(numeric(bytes, column.places)?),
        _ => Value::Bytes(bytes.to_vec()),
    })
}

/// Writes a moment as ISO 8601, without a clock where it is midnight; one that no calendar has as its number.
fn moment(days: f64) -> String {
    // Before 1899-12-30, the clock counts forward from the day even so.
    let (day, clock) = (days.trunc() - EPOCH, days.fract().abs());
    if !DAYS.contains(&day) {
        return days.to_string();
    }
    #[expect(clippy::cast_possible_truncation, reason = "days and seconds of these years fit")]
    let (day, second) = (day as i64, (clock * 86_400.0).round() as i64);
    let text = utc(day * 86_400 + second);
    let text = text.trim_end_matches('Z');
    text.strip_suffix("T00:00:00").unwrap_or(text).to_owned()
}

/// Writes a whole number of the last of `places` decimal places.
fn decimal(number: i128, places: u32) -> String {
    let unit = 10_u128.pow(places);
    let (whole, part) = (number.unsigned_abs() / unit, number.unsigned_abs() % unit);
    let sign = if number < 0 { "-" } else { "" };
    let part = format!("{part:0width$}", width = usize::try_from(places).unwrap_or(0));
    let part = part.trim_end_matches('0');
    if part.is_empty() || places == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part}")
    }
}

/// Reads a decimal number of 16 bytes, four by four, behind its sign.
fn numeric(bytes: &[u8], places: u8) -> Option<String> {
    let (sign, rest) = bytes.split_first()?;
    let fours = rest.chunks_exact(4).take(4);
    let number =
        fours.fold(0_u128, |number, four| number << 32 | u128::from(u32_at(four, 0).unwrap_or(0)));
    let number = i128::try_from(number).ok()?;
    Some(decimal(
        if sign & 0x80 == 0 { number } else { -number },
        u32::from(places.min(MOST_PLACES)),
    ))
}

/// Writes a GUID ([MS-DTYP] §2.3.4.3).
fn identifier(bytes: &[u8]) -> Option<String> {
    let (one, two, three) = (u32_at(bytes, 0)?, u16_at(bytes, 4)?, u16_at(bytes, 6)?);
    let rest = bytes.get(8..16)?;
    Some(format!("{{{one:08x}-{two:04x}-{three:04x}-{}-{}}}", hex(&rest[..2]), hex(&rest[2..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_moments_are_written_as_read() {
        assert_eq!(decimal(-1_234_500, 4), "-123.45");
        assert_eq!(decimal(70_000, 4), "7");
        assert_eq!(moment(43_224.5), "2018-05-04T12:00:00");
        assert_eq!(moment(43_224.0), "2018-05-04");
        assert_eq!(moment(1e300), 1e300.to_string());
    }

    #[test]
    fn places_of_a_long_row_of_the_old_version_are_counted_on() {
        // Two values, the second beyond byte 255: one jump, from place 1 on.
        let mut row = vec![2; 300];
        row.extend([44, 4, 1, 1, 1]);
        let starts = starts_old(&row).expect("it is whole");
        assert_eq!(starts.len(), 2);
    }
}
