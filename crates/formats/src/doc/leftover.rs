//! What looks like text among bytes that nothing says anything of.

use crate::shared::legacy_text::CodePage;

/// The shortest run of two-byte characters that is taken for text.
const WIDE: usize = 12;

/// The shortest run of one-byte characters that is taken for text.
const NARROW: usize = 16;

/// Returns the runs that look like text, a line each.
pub(super) fn plausible(bytes: &[u8]) -> String {
    let (mut text, mut at) = (String::new(), 0);
    while at < bytes.len() {
        let rest = &bytes[at..];
        let wide = rest.chunks_exact(2).take_while(|unit| is_wide(unit[0], unit[1])).count();
        if wide >= WIDE {
            keep(&CodePage::Utf16.decode(&rest[..2 * wide]), &mut text);
            at += 2 * wide;
            continue;
        }
        let narrow = rest.iter().take_while(|byte| is_narrow(**byte)).count();
        if narrow >= NARROW {
            keep(&CodePage::default().decode(&rest[..narrow]), &mut text);
        }
        at += if narrow >= NARROW { narrow } else { 1 };
    }
    text
}

/// Tells whether this is a character of the alphabets that most texts are in.
fn is_wide(low: u8, high: u8) -> bool {
    match high {
        0 => is_narrow(low),
        1..=6 => true,
        0x20 => (0x10..=0x3a).contains(&low),
        _ => false,
    }
}

fn is_narrow(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\r' | 7 | 11 | 0x20..=0x7e | 0x91..=0x97 | 0xa0..=0xff)
}

fn keep(run: &str, text: &mut String) {
    let run = run.replace(['\r', '\u{b}'], "\n").replace('\u{7}', "\t");
    if is_plausible(&run) {
        text.push_str(run.trim());
        text.push('\n');
    }
}

/// Tells whether a run is mostly letters and blanks and has words.
fn is_plausible(run: &str) -> bool {
    let all = run.chars().count();
    let letters =
        run.chars().filter(|letter| letter.is_alphabetic() || letter.is_whitespace()).count();
    let is_word = |word: &&str| {
        word.chars().count() >= 3
            && word.chars().all(|letter| letter.is_alphanumeric() || ".,;:!?'()".contains(letter))
            && word.chars().skip(1).filter(|letter| letter.is_uppercase()).count() * 2
                <= word.chars().count()
    };
    letters * 4 >= all * 3 && run.split_whitespace().filter(is_word).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_told_from_noise() {
        let wide: Vec<u8> = "Приказ номер семь".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes =
            [&[1, 2, 3][..], b"The order was given.", &[0, 1, 0xff, 0xfe], &wide, &[0; 9]].concat();
        assert_eq!(plausible(&bytes), "The order was given.\nПриказ номер семь\n");
        let noise: Vec<u8> =
            (0..4000u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect();
        assert!(plausible(&noise).len() < 200);
    }
}
