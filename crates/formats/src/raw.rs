//! Runs of letters in a content that no reader understands: words among noise, in a layer that is searched only where it
//! is asked for.

use item::{Layer, Place, Segment};

use crate::{Flow, Input, Sink};

/// Shorter runs are chance; in letters.
const LEAST: usize = 6;
/// How much of a content is looked at, and how much text is kept; in bytes.
const MOST_READ: usize = 64 << 20;
const MOST_TEXT: usize = 4 << 20;

/// Pushes the runs, a line each: those of UTF-8 first, then those of UTF-16.
pub fn raw(input: &Input, sink: &mut dyn Sink) {
    let bytes = &input.bytes[..input.bytes.len().min(MOST_READ)];
    for (name, text) in [("UTF-8", narrow(bytes)), ("UTF-16", wide(bytes))] {
        let segment = Segment::new(Place::Part(name.to_owned()), Layer::Raw, text);
        if segment.has_text() && sink.text(segment) == Flow::Stop {
            return;
        }
    }
}

/// Returns the runs of both encodings, a line each.
pub(crate) fn all_runs(bytes: &[u8]) -> String {
    narrow(bytes) + &wide(bytes)
}

/// Collects the runs of UTF-8.
fn narrow(bytes: &[u8]) -> String {
    runs(bytes.utf8_chunks().flat_map(|chunk| {
        let is_broken = !chunk.invalid().is_empty();
        chunk.valid().chars().map(Some).chain(is_broken.then_some(None))
    }))
}

/// Collects the runs of UTF-16, little-endian, wherever they begin.
fn wide(bytes: &[u8]) -> String {
    let at = |start: usize| {
        let units = bytes.get(start..).unwrap_or_default().chunks_exact(2);
        runs(units.map(|pair| {
            char::from_u32(u32::from(u16::from_le_bytes([pair[0], pair[1]])))
                .filter(|letter| is_usual(*letter))
        }))
    };
    at(0) + &at(1)
}

/// Two bytes of chance make a Chinese character more often than any other: only scripts whose letters share their upper
/// byte are told from noise.
fn is_usual(letter: char) -> bool {
    matches!(letter, '\t' | ' '..='ɏ' | 'Ͱ'..='ӿ' | '\u{590}'..='\u{6ff}' | '\u{2010}'..='\u{2026}' | '№')
}

/// Joins letters to runs, and keeps those that look like words.
fn runs(letters: impl Iterator<Item = Option<char>>) -> String {
    let (mut text, mut run) = (String::new(), String::new());
    for letter in letters.chain([None]) {
        if let Some(letter) = letter.filter(|letter| !letter.is_control() || *letter == '\t') {
            run.push(letter);
        } else {
            if is_word(&run) {
                text.push_str(run.trim());
                text.push('\n');
            }
            run.clear();
        }
        if text.len() > MOST_TEXT {
            break;
        }
    }
    text
}

/// Tells whether a run is long enough and made of letters for the most part.
fn is_word(run: &str) -> bool {
    let all = run.chars().count();
    let letters = run.chars().filter(|letter| letter.is_alphanumeric() || *letter == ' ').count();
    all >= LEAST && letters * 4 >= all * 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe;

    fn read(bytes: &[u8]) -> String {
        let extract = |input: &Input, sink: &mut dyn Sink| {
            raw(input, sink);
            Ok(())
        };
        probe::of(extract, bytes).layer(Layer::Raw)
    }

    #[test]
    fn runs_of_letters_are_lines() {
        let wide: Vec<u8> = "Белозеров ждёт".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bytes = [
            b"\x01\x02The second passport\0\xfe\xff\x9d",
            &wide[..],
            b"\xff\xfe\0",
            "дело Островной".as_bytes(),
        ]
        .concat();
        let text = read(&bytes);
        for words in ["The second passport", "Белозеров ждёт", "дело Островной"]
        {
            assert!(text.lines().any(|line| line == words), "{words}: {text}");
        }
    }

    #[test]
    fn noise_has_no_words() {
        let noise: Vec<u8> = (0..4096_u32)
            .map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()[0])
            .collect();
        assert!(read(&noise).len() < 400, "{}", read(&noise));
    }
}
