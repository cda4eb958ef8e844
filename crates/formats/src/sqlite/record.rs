//! The values of a record (`SQLite` Database File Format, section 2.1).

use crate::shared::decode::Charset;

/// A value of a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// Reads a number of one to nine bytes; returns what stands behind it.
pub(super) fn varint(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let mut number = 0_u64;
    for (at, byte) in bytes.iter().enumerate().take(9) {
        if at == 8 {
            return Some(((number << 8 | u64::from(*byte)).cast_signed(), &bytes[9..]));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number.cast_signed(), &bytes[at + 1..]));
        }
    }
    None
}

/// Reads the values of a record, as many as are whole.
pub(super) fn values(record: &[u8], charset: Charset) -> Vec<Value> {
    let Some((header, _)) = varint(record) else { return Vec::new() };
    let header = usize::try_from(header).unwrap_or(usize::MAX).min(record.len());
    let (head, mut body) = record.split_at(header);
    let mut kinds = varint(head).map_or(&[][..], |(_, rest)| rest);
    let mut values = Vec::new();
    while let Some((kind, rest)) = varint(kinds) {
        kinds = rest;
        let Some((value, after)) = value(kind, body, charset) else { break };
        values.push(value);
        body = after;
    }
    values
}

fn value(kind: i64, body: &[u8], charset: Charset) -> Option<(Value, &[u8])> {
    let length = match kind {
        0 | 8 | 9 => 0,
        1..=4 => usize::try_from(kind).ok()?,
        5 => 6,
        6 | 7 => 8,
        12.. => usize::try_from((kind - 12) / 2).ok()?,
        _ => return None,
    };
    let (bytes, rest) = body.split_at_checked(length)?;
    let value = match kind {
        0 => Value::Null,
        8 | 9 => Value::Integer(kind - 8),
        1..=6 => Value::Integer(integer(bytes)),
        7 => Value::Real(f64::from_be_bytes(*bytes.first_chunk()?)),
        _ if kind % 2 == 0 => Value::Bytes(bytes.to_vec()),
        _ => Value::Text(charset.decode(bytes).0),
    };
    Some((value, rest))
}

/// Reads a number with a sign, big-endian.
fn integer(bytes: &[u8]) -> i64 {
    let is_negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    bytes
        .iter()
        .fold(if is_negative { -1 } else { 0 }, |number, byte| number << 8 | i64::from(*byte))
}
