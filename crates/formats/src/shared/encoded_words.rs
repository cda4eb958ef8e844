//! Encoded words of headers of mails (RFC 2047), as senders write them: cut within a letter, under a wrong label, with blanks.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use super::{base64, decode};

/// A longer encoded word is none.
const WORD: usize = 8 << 10;

/// Begins the sequences that change the set of characters (ISO/IEC 2022).
const ESCAPE: u8 = 0x1b;

/// An encoded word and where it stands.
struct Word<'a> {
    range: Range<usize>,
    charset: &'a str,
    bytes: Vec<u8>,
    /// What stands there in Base64, if it does.
    base64: Option<&'a str>,
}

/// Replaces the encoded words in a text by what they mean.
pub(crate) fn decoded(text: &str) -> String {
    replaced(text, str::to_owned)
}

/// Writes every run of encoded words as one word in UTF-8, for parsers that decode word by word.
///
/// The run stays an encoded word, since a comma or quote in a name must not be read as a mark of the header.
pub(crate) fn normalised(block: &str) -> String {
    replaced(block, encoded)
}

/// Writes a text as an encoded word.
pub(crate) fn encoded(text: &str) -> String {
    let mut word = "=?UTF-8?Q?".to_owned();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte));
        } else {
            let _ = write!(word, "={byte:02X}");
        }
    }
    word + "?="
}

fn replaced(text: &str, write: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(first) = next_word(text, at) {
        out.push_str(&text[at..first.range.start]);
        let run = run_from(text, first);
        at = run.last().map_or(text.len(), |word| word.range.end);
        out.push_str(&write(&meaning(&run)));
    }
    out.push_str(&text[at..]);
    out
}

/// Returns the word and those that follow it with nothing but white space between them (RFC 2047 §6.2).
fn run_from<'a>(text: &'a str, first: Word<'a>) -> Vec<Word<'a>> {
    let mut end = first.range.end;
    let mut run = vec![first];
    while let Some(next) = next_word(text, end).filter(|next| {
        text[end..next.range.start].chars().all(|letter| letter.is_ascii_whitespace())
    }) {
        end = next.range.end;
        run.push(next);
    }
    run
}

/// Decodes a run: the bytes of neighbours in one character set belong together, as many senders cut within a letter.
fn meaning(run: &[Word<'_>]) -> String {
    let mut text = String::new();
    let is_one = |one: &Word<'_>, next: &Word<'_>| {
        // A word in an encoding with escapes is whole: it ends in ASCII (RFC 2047 §3).
        one.charset.eq_ignore_ascii_case(next.charset) && !one.bytes.contains(&ESCAPE)
    };
    for same in run.chunk_by(is_one) {
        let bytes: Vec<u8> = same.iter().flat_map(|word| word.bytes.iter().copied()).collect();
        let read = |bytes: &[u8]| decode::text(bytes, Some(same[0].charset)).text;
        let apart = read(&bytes);
        let meant = in_one_piece(same)
            .map(|bytes| read(&bytes))
            .filter(|joined| is_garbled(&apart) && !is_garbled(joined))
            .unwrap_or(apart);
        // A field is one line; an encoded line end must not begin another one.
        text.push_str(&meant.replace(['\r', '\n'], " "));
    }
    text
}

/// Decodes words as one piece of Base64 where a sender cut it elsewhere than between groups of four.
fn in_one_piece(run: &[Word<'_>]) -> Option<Vec<u8>> {
    let pieces = run.iter().map(|word| word.base64).collect::<Option<Vec<_>>>()?;
    let is_cut = |piece: &&str| !piece.contains('=') && !piece.len().is_multiple_of(4);
    let (_, before) = pieces.split_last()?;
    before.iter().any(is_cut).then(|| base64::decode(pieces.concat().as_bytes()).bytes)
}

/// Tells whether a text has what no sender writes into a field.
fn is_garbled(text: &str) -> bool {
    let is_odd = |letter: char| letter.is_control() && !letter.is_ascii_whitespace();
    text.contains(|letter| letter == char::REPLACEMENT_CHARACTER || is_odd(letter))
}

/// Finds the next encoded word: `=?charset?encoding?text?=`, the character set perhaps with a language (RFC 2231 §5).
fn next_word(text: &str, from: usize) -> Option<Word<'_>> {
    let mut at = from;
    loop {
        at += text[at..].find("=?")?;
        if let Some(word) = word_at(text, at) {
            return Some(word);
        }
        at += 2;
    }
}

fn word_at(text: &str, start: usize) -> Option<Word<'_>> {
    let inner = &text[start + 2..];
    let (charset, rest) = inner.split_once('?')?;
    let is_label = charset.len() < 80 && charset.bytes().all(|byte| byte.is_ascii_graphic());
    let (encoding, rest) = rest.split_once('?')?;
    let (content, end) = match rest.find("?=") {
        Some(end) => (&rest[..end], end + 2),
        None => cut_content(rest, encoding)?,
    };
    if !is_label || content.len() > WORD {
        return None;
    }
    let (bytes, base64) = match encoding {
        "B" | "b" => (base64::decode(content.as_bytes()).bytes, Some(content)),
        "Q" | "q" => (from_q(&unfolded(content)), None),
        _ => return None,
    };
    let length = 2 + charset.len() + 1 + encoding.len() + 1 + end;
    let charset = charset.split('*').next().unwrap_or(charset);
    Some(Word { range: start..start + length, charset, bytes, base64 })
}

/// Returns the content of a word that was cut off before its end, where it is one beyond doubt, and its length.
fn cut_content<'a>(rest: &'a str, encoding: &str) -> Option<(&'a str, usize)> {
    let end = rest.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(rest.len());
    let content = rest[..end].trim_end_matches('?');
    let is_of_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    let is_word = match encoding {
        "B" | "b" => content.len() >= 8 && content.bytes().all(is_of_base64),
        "Q" | "q" => from_q(content).len() < content.len(),
        _ => false,
    };
    is_word.then_some((content, end))
}

/// Takes away the line ends at which a field was folded within a word, with the blank behind each.
fn unfolded(content: &str) -> Cow<'_, str> {
    if !content.contains('\n') {
        return Cow::Borrowed(content);
    }
    let lines = content.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let parts = lines.enumerate().map(|(number, line)| match number {
        0 => line,
        _ => line.strip_prefix([' ', '\t']).unwrap_or(line),
    });
    Cow::Owned(parts.collect())
}

/// Undoes the encoding Q (RFC 2047 §4.2); an escape that is none stays as it stands.
fn from_q(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let escaped = after.get(..2).filter(|_| byte == b'=');
        let digits = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) => {
                bytes.push(value);
                rest = &after[2..];
            }
            None if byte == b'_' => bytes.push(b' '),
            None => bytes.push(byte),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_that_is_cut_by_the_end_of_a_word_is_whole() {
        let cut = "=?utf-8?Q?=D0=A6=D0=B8=D1?=\r\n =?UTF-8?q?=80_a?= b";
        assert_eq!(decoded(cut), "Цир a b");
        assert_eq!(decoded("=?utf-8?B?0JLQtdGA0LAg0A==?= =?utf-8?B?ng==?="), "Вера О");
        assert_eq!(decoded("=?utf-8*ru?Q?=D0?==?utf-8?B?lg==?="), "Ж");
    }

    #[test]
    fn base64_that_is_cut_within_a_group_is_whole() {
        let cut = "=?utf-8?B?0J7QsdCy0LjQvdC40YLQtd?=\r\n =?utf-8?B?C70YzQvdGL0Lkg0LDQutGC?=";
        assert_eq!(decoded(cut), "Обвинительный акт");
        let without_padding = "=?utf-8?B?0JLQtdGA0LAg0J4?= =?utf-8?B?INCe?=";
        assert_eq!(decoded(without_padding), "Вера О О");
    }

    #[test]
    fn a_word_in_which_a_field_was_folded_is_whole() {
        assert_eq!(decoded("=?utf-8?Q?=D0=A6=D0=B8\r\n =D1=80_a?="), "Цир a");
        assert_eq!(decoded("=?utf-8?Q?a\n\tb?="), "ab");
    }

    #[test]
    fn a_wrong_label_does_not_garble() {
        for label in ["us-ascii", "iso-8859-1", "windows-1252", "koi8-r", "no-such"] {
            let word = format!("=?{label}?Q?Gen=C3=A8ve, d=C3=A9cision, =C3=A9t=C3=A9?=");
            assert_eq!(decoded(&word), "Genève, décision, été", "{label}");
        }
    }

    #[test]
    fn words_in_a_stateful_encoding_are_read_one_after_the_other() {
        let words = "=?ISO-2022-JP?B?GyRCOXE6XTc6O3YbKEI=?= =?ISO-2022-JP?B?GyRCN1k7ITUhOT0bKEI=?=";
        assert_eq!(decoded(words), "国際刑事警察機構");
    }

    #[test]
    fn a_word_without_its_label_or_its_end_is_read() {
        for (written, read) in [
            ("=??Q?d=C3=A9cision?= x", "décision x"),
            ("a =?utf-8?B?0J/QtdGB0YLRgNC40LrQvtCy", "a Пестриков"),
            ("=?utf-8?Q?=D0=9F=D0=B5?\r\n x", "Пе\r\n x"),
        ] {
            assert_eq!(decoded(written), read);
        }
    }

    #[test]
    fn what_is_no_encoded_word_stays() {
        for text in ["a =? b", "=?utf-8?X?a?=", "=?utf-8?Q?never ended", "1 =?=? 2"] {
            assert_eq!(decoded(text), text);
        }
    }

    #[test]
    fn a_run_becomes_one_word_of_ascii() {
        let block = "To: =?koi8-r?B?6dfBzs/X?=\r\n =?koi8-r?Q?,_?= <i@x>\r\n";
        assert_eq!(
            normalised(block),
            "To: =?UTF-8?Q?=D0=98=D0=B2=D0=B0=D0=BD=D0=BE=D0=B2=2C=20?= <i@x>\r\n"
        );
        assert_eq!(decoded(&normalised(block)), "To: Иванов,  <i@x>\r\n");
    }
}
