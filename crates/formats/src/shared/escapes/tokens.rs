//! Texts that stand as Base64 within a line: tokens of browsers, commands of `PowerShell`, credentials, values of settings.

use crate::shared::base64;

/// A shorter run of letters and figures is a word.
const SHORTEST: usize = 20;
/// Longer ones are files.
const LONGEST: usize = 64 << 10;

/// Tells whether a run of letters and figures in a text may be Base64.
pub(super) fn may_have(text: &str) -> bool {
    next(text.as_bytes(), 0).is_some()
}

/// Replaces Base64 by what it says; nothing where none says something.
pub(super) fn line(line: &str) -> Option<String> {
    let (mut out, mut at, mut is_changed) = (String::new(), 0, false);
    while let Some((start, end)) = next(line.as_bytes(), at) {
        out.push_str(&line[at..start]);
        at = end;
        match meaning(&line[start..end]) {
            Some(text) => {
                out.push_str(&text);
                is_changed = true;
                at += line[end..].len() - line[end..].trim_start_matches('=').len();
            }
            None => out.push_str(&line[start..end]),
        }
    }
    out.push_str(&line[at..]);
    is_changed.then_some(out)
}

/// Finds the next run that is long enough and mixes its letters as Base64 does, looking at one byte of each such length.
fn next(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut at = from + SHORTEST - 1;
    while let Some(byte) = bytes.get(at) {
        if !is_of(*byte) {
            at += SHORTEST;
            continue;
        }
        let before = bytes[from..at].iter().rev().take_while(|byte| is_of(**byte)).count();
        let after = bytes[at..].iter().take_while(|byte| is_of(**byte)).count();
        let run = (at - before, at + after);
        if run.1 - run.0 >= SHORTEST && is_mixed(&bytes[run.0..run.1]) {
            return Some(run);
        }
        at += after + SHORTEST;
    }
    None
}

fn is_of(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

fn is_mixed(run: &[u8]) -> bool {
    run.iter().any(u8::is_ascii_uppercase) && run.iter().any(u8::is_ascii_lowercase)
}

/// Returns what a run says as UTF-8, or as UTF-16 as programs for Windows encode it.
fn meaning(run: &str) -> Option<String> {
    if run.len() > LONGEST {
        return None;
    }
    let bytes = base64::decode(run.as_bytes()).bytes;
    let text = match String::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => text,
        Ok(text) => of_units(text.as_bytes())?,
        Err(error) => of_units(error.as_bytes())?,
    };
    let is_odd = |letter: char| letter.is_control() && !letter.is_ascii_whitespace();
    let all = text.chars().count();
    let letters = text.chars().filter(|letter| letter.is_alphanumeric() || *letter == ' ').count();
    (!text.contains(is_odd) && letters * 2 >= all).then(|| text.replace(['\n', '\r', '\t'], " "))
}

/// Reads UTF-16 in scripts of Europe and the Near East: others come out of any bytes.
fn of_units(bytes: &[u8]) -> Option<String> {
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    let is_near = bytes.len().is_multiple_of(2) && units.iter().all(|unit| *unit < 0x700);
    is_near.then(|| String::from_utf16(&units).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_commands_and_credentials_are_read() {
        for (written, read) in [
            ("Basic b3N0cm92bmF5YTpHZW5ldmEtMjAxOQ==", "Basic ostrovnaya:Geneva-2019"),
            ("-enc QwBvAHAAeQAtAEkAdABlAG0AIABOAGEAcgB2AGEA end", "-enc Copy-Item Narva end"),
            (
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJuYW1lIjoiVmVyYSBPc3Ryb3ZuYXlhIn0.xx",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\"}.{\"name\":\"Vera Ostrovnaya\"}.xx",
            ),
        ] {
            assert_eq!(line(written).as_deref(), Some(read), "{written}");
        }
    }

    #[test]
    fn words_keys_and_paths_are_left_alone() {
        for text in [
            "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0g",
            "/usr/share/locale/Ru/LC_MESSAGES/someProgramThatIsLong.mo",
            "Donaudampfschifffahrtsgesellschaft InternationalizationOfThings",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "",
        ] {
            assert_eq!(line(text), None, "{text}");
        }
    }
}
