//! Words that are written backwards and shown the right way round by a sign or style that turns them.

/// Turns what follows to right-to-left, whatever it is (UAX 9).
pub(crate) const TURN: char = '\u{202e}';
/// Ends that.
pub(crate) const TURN_BACK: char = '\u{202c}';

/// Writes turned words as they are seen; nothing where none are of letters that read from left to right.
pub(super) fn line(line: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = line;
    let mut is_changed = false;
    while let Some((before, run)) = rest.split_once(TURN) {
        let (run, after) = run.split_once(TURN_BACK).unwrap_or((run, ""));
        out.push_str(before);
        if run.contains(reads_rightwards) {
            out.extend(run.chars().rev());
            is_changed = true;
        } else {
            out.push_str(run);
        }
        rest = after;
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

fn reads_rightwards(letter: char) -> bool {
    letter.is_alphabetic() && !matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_seen() {
        assert_eq!(
            line("to \u{202e}avostenzuK\u{202c} paid").as_deref(),
            Some("to Kuznetsova paid")
        );
        assert_eq!(line("list\u{202e}fdp.exe").as_deref(), Some("listexe.pdf"));
        assert_eq!(line("\u{202e}سلام\u{202c}"), None);
    }
}
