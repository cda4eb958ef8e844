//! Bytes that stand in a text as hexadecimal figures, line by line: Intel HEX, S-records of Motorola, and what `hexdump -C`,
//! `xxd` and recorders of networks print.

/// A shorter dump is a number or two.
const SHORTEST: usize = 16;

/// Finds the dumps in a text, in order.
pub(crate) fn files(text: &[u8]) -> Vec<Vec<u8>> {
    let mut dumps = Dumps::default();
    for line in text.split(|byte| *byte == b'\n') {
        dumps.line(line.trim_ascii());
    }
    dumps.end();
    dumps.found
}

/// The kinds of lines; a dump is of one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Record,
    Printed,
}

#[derive(Default)]
struct Dumps {
    found: Vec<Vec<u8>>,
    bytes: Vec<u8>,
    kind: Option<Kind>,
    /// Where the last printed line begins, counted from the dump's own first byte.
    last: usize,
    /// The address of the first printed line.
    first: u64,
    lines: usize,
}

impl Dumps {
    fn line(&mut self, line: &[u8]) {
        if let Some(data) = intel(line).or_else(|| motorola(line)) {
            self.begin(Kind::Record);
            self.bytes.extend(data);
            self.lines += 1;
        } else if let Some((address, data)) = printed(line) {
            self.printed(address, &data);
        } else {
            self.end();
        }
    }

    fn begin(&mut self, kind: Kind) {
        if self.kind != Some(kind) {
            self.end();
            self.kind = Some(kind);
        }
    }

    /// Takes a printed line: the address of the next one tells how many bytes are this one's, and what is its text.
    fn printed(&mut self, address: u64, data: &[u8]) {
        self.begin(Kind::Printed);
        let length = address.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        match length {
            Some(length) if self.lines > 0 && length > self.last && length <= self.bytes.len() => {
                self.bytes.truncate(length);
            }
            _ => {
                self.end();
                self.kind = Some(Kind::Printed);
                self.first = address;
            }
        }
        self.last = self.bytes.len();
        self.bytes.extend_from_slice(data);
        self.lines += 1;
    }

    fn end(&mut self) {
        if self.lines > 1 && self.bytes.len() >= SHORTEST {
            self.found.push(std::mem::take(&mut self.bytes));
        }
        self.bytes.clear();
        (self.kind, self.lines, self.last) = (None, 0, 0);
    }
}

/// Reads `:10010000…40`: how many bytes, an address, the kind of the record, data, a checksum (Intel, 1988).
fn intel(line: &[u8]) -> Option<Vec<u8>> {
    let record = pairs(line.strip_prefix(b":")?)?;
    let sum = record.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    let length = usize::from(*record.first()?);
    if sum != 0 || record.len() != length + 5 {
        return None;
    }
    Some(if record[3] == 0 { record[4..4 + length].to_vec() } else { Vec::new() })
}

/// Reads `S1130000…DC`: the kind, how many bytes, an address of two to four, data, a checksum.
fn motorola(line: &[u8]) -> Option<Vec<u8>> {
    let (kind, record) = (line.get(1)?, pairs(line.strip_prefix(b"S")?.get(1..)?)?);
    let sum = record.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    if sum != 0xff || usize::from(*record.first()?) + 1 != record.len() {
        return None;
    }
    let address = match kind {
        b'1' => 2,
        b'2' => 3,
        b'3' => 4,
        b'0' | b'5'..=b'9' => return Some(Vec::new()),
        _ => return None,
    };
    record.get(1 + address..record.len() - 1).map(<[u8]>::to_vec)
}

/// Reads pairs of figures that fill a line.
fn pairs(text: &[u8]) -> Option<Vec<u8>> {
    let is_even = text.len().is_multiple_of(2) && text.len() <= 600;
    let pair = |pair: &[u8]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
    is_even.then(|| text.chunks_exact(2).map(pair).collect::<Option<_>>())?
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// How many bytes a line shows at most.
const LINE: usize = 32;

/// Reads `00000010  d0 9f … |…|` and `00000010: d09f … …`: an address and groups of figures, up to the text beside them.
fn printed(line: &[u8]) -> Option<(u64, Vec<u8>)> {
    let line = line.strip_prefix(b"0x").unwrap_or(line);
    let end = line.iter().position(|byte| !byte.is_ascii_hexdigit())?;
    if !(4..=16).contains(&end) {
        return None;
    }
    let address = u64::from_str_radix(std::str::from_utf8(&line[..end]).ok()?, 16).ok()?;
    let rest = line[end..].strip_prefix(b":").unwrap_or(&line[end..]);
    let mut bytes = Vec::new();
    for group in rest.split(|byte| matches!(byte, b' ' | b'\t')).filter(|group| !group.is_empty()) {
        let group = pairs(group).filter(|group| matches!(group.len(), 1 | 2 | 4));
        let Some(group) = group.filter(|group| bytes.len() + group.len() <= LINE) else { break };
        bytes.extend(group);
    }
    (bytes.len() >= 2 || !bytes.is_empty() && rest.starts_with(b"  ")).then_some((address, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        files(text.as_bytes())
            .into_iter()
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect()
    }

    #[test]
    fn records_of_programmers_are_read() {
        let intel = ":1000000042656C6F7A65726F76206B6565707320E0\n:10001000746865206B657920696E206C6F636B6511\n:00000001FF\n";
        assert_eq!(texts(intel), ["Belozerov keeps the key in locke"]);
        let motorola = "S00600004844521B\nS113000042656C6F7A65726F76206B6565707320DC\nS1130010746865206B657920696E206C6F636B650D\nS9030000FC\n";
        assert_eq!(texts(motorola), ["Belozerov keeps the key in locke"]);
        assert!(texts(&intel.replace("11\n", "12\n")).is_empty());
    }

    #[test]
    fn printed_dumps_are_read_without_the_text_beside_them() {
        let canonical = "00000000  d0 9f d0 b5 d1 81 d1 82  d1 80 d0 b8 d0 ba d0 be  |................|\n00000010  d0 b2 20 d0 b2 20 d0 a0  d0 b8 d0 b3 d0 b5 0a     |.. .. .........|\n";
        assert_eq!(texts(canonical), ["Пестриков в Риге\n"]);
        let xxd = "00000000: 4f73 7472 6f76 6e61 7961 2070 6169 6420  Ostrovnaya paid \n00000010: 7468 6520 6c61                           the la\n";
        assert_eq!(texts(xxd), ["Ostrovnaya paid the la"]);
        let face = "0000 61 62 63 64 65 66 67 68 ab cd\n0008 69 6a 6b 6c 6d 6e 6f 70\n";
        assert_eq!(texts(face), ["abcdefghijklmnop"]);
    }

    #[test]
    fn tables_of_numbers_are_no_dumps() {
        for text in
            ["2019 12 03\n2020 12 04\n", "1234 5678 9012\n2345 6789 0123\n", "", "00000000 61 62\n"]
        {
            assert!(texts(text).is_empty(), "{text}");
        }
    }
}
