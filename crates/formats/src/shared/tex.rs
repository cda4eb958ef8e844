//! Words that commands of TeX part, and letters that are written by them: `Kuz\'{e}n\-tsova`, `Pe\textbf{strikov}`.

use unicode_normalization::UnicodeNormalization;

/// Commands that stand at the head of nearly every document or list of literature.
const SIGNS: [&str; 6] =
    ["\\begin{", "\\documentclass", "\\usepackage", "\\section{", "@article{", "@book{"];

/// Tells whether a text is one of TeX, so that a stroke before a letter is a command and no escape.
pub(crate) fn is_tex(text: &str) -> bool {
    SIGNS.iter().any(|sign| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some())
}

/// Returns a line without the commands that part its words; nothing where none does. Outside of a text of TeX only
/// letters in braces count.
pub(crate) fn line(line: &str, is_tex: bool) -> Option<String> {
    memchr::memchr(b'\\', line.as_bytes())?;
    let mut reader =
        Reader { out: String::with_capacity(line.len()), open: Vec::new(), changed: false };
    let mut rest = line;
    while let Some(next) = rest.chars().next() {
        let taken = reader.take(rest, is_tex).unwrap_or_else(|| {
            reader.out.push(next);
            next.len_utf8()
        });
        rest = &rest[taken..];
    }
    reader.changed.then_some(reader.out)
}

struct Reader {
    out: String,
    /// For each open brace, whether it belongs to a command that was left out.
    open: Vec<bool>,
    changed: bool,
}

impl Reader {
    /// Takes what begins a text and is no plain letter; returns how long that is.
    fn take(&mut self, text: &str, is_tex: bool) -> Option<usize> {
        let is_within = self.out.ends_with(char::is_alphabetic);
        if let Some((letter, length)) = letter(text, is_tex && is_within) {
            self.out.push(letter);
            self.changed = true;
            return Some(length);
        }
        match text.as_bytes() {
            [b'\\', b'-', ..] if is_tex => {
                self.changed = true;
                Some(2)
            }
            [b'\\', ..] if is_tex => self.command(text, is_within),
            [b'{', ..] => {
                self.open.push(false);
                None
            }
            [b'}', ..] => {
                let is_of_command = self.open.pop().unwrap_or(false);
                is_of_command.then_some(1)
            }
            _ => None,
        }
    }

    /// Leaves out a command with its brace where its argument stands at a letter: within a word.
    fn command(&mut self, text: &str, is_within: bool) -> Option<usize> {
        let name = text[1..].find(|letter: char| !letter.is_ascii_alphabetic())?;
        let length = name + 2;
        if name == 0 || text.as_bytes().get(length - 1) != Some(&b'{') {
            return None;
        }
        let argument = &text[length..];
        let end = argument.find(['{', '}'])?;
        let goes_on = argument[end..].strip_prefix('}')?.starts_with(char::is_alphabetic);
        let is_word = |text: &str| !text.is_empty() && text.chars().all(char::is_alphabetic);
        if !(is_within || goes_on) || !is_word(&argument[..end]) {
            return None;
        }
        self.open.push(true);
        self.changed = true;
        Some(length)
    }
}

/// Reads a letter that is written by a command at the start, with how long that is: `\'{e}`, `{\'e}`, `\c{c}`, `{\ss}`;
/// without braces where that is `bare`.
fn letter(text: &str, bare: bool) -> Option<(char, usize)> {
    let is_braced = text.starts_with("{\\");
    let command = if is_braced { &text[1..] } else { text };
    let command = command.strip_prefix('\\')?;
    let (letter, length, is_in_braces) = accented(command).or_else(|| own(command))?;
    let end = usize::from(is_braced) + 1 + length;
    if is_braced {
        return text[end..].starts_with('}').then_some((letter, end + 1));
    }
    (is_in_braces || bare).then_some((letter, end))
}

/// Reads an accent with its letter behind a stroke, and whether the letter stands in braces.
fn accented(command: &str) -> Option<(char, usize, bool)> {
    let mark = command.chars().next()?;
    let accent = match mark {
        '`' => '\u{300}',
        '\'' => '\u{301}',
        '^' => '\u{302}',
        '~' => '\u{303}',
        '=' => '\u{304}',
        'u' => '\u{306}',
        '.' => '\u{307}',
        '"' => '\u{308}',
        'r' => '\u{30a}',
        'H' => '\u{30b}',
        'v' => '\u{30c}',
        'd' => '\u{323}',
        'c' => '\u{327}',
        'k' => '\u{328}',
        _ => return None,
    };
    let rest = &command[1..];
    let braced = rest.strip_prefix('{');
    if braced.is_none() && mark.is_ascii_alphabetic() {
        return None;
    }
    let base = braced.unwrap_or(rest);
    // The dot of i and j is left out under an accent.
    let (base, dotless) = base.strip_prefix('\\').map_or((base, 0), |base| (base, 1));
    let letter = base.chars().next().filter(char::is_ascii_alphabetic)?;
    let mut composed = [letter, accent].into_iter().nfc();
    let whole = composed.next().filter(|_| composed.next().is_none())?;
    let length = 1 + usize::from(braced.is_some()) + dotless + 1;
    match braced {
        Some(_) => base[1..].starts_with('}').then_some((whole, length + 1, true)),
        None => Some((whole, length, false)),
    }
}

/// Reads a letter that has a command of its own, up to the braces or the blank that end it.
fn own(command: &str) -> Option<(char, usize, bool)> {
    const LETTERS: [(&str, char); 13] = [
        ("ss", 'ß'),
        ("ae", 'æ'),
        ("AE", 'Æ'),
        ("oe", 'œ'),
        ("OE", 'Œ'),
        ("aa", 'å'),
        ("AA", 'Å'),
        ("o", 'ø'),
        ("O", 'Ø'),
        ("l", 'ł'),
        ("L", 'Ł'),
        ("i", 'ı'),
        ("dj", 'đ'),
    ];
    let name = command.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(command.len());
    let (_, letter) = LETTERS.iter().find(|(own, _)| *own == &command[..name])?;
    let rest = &command[name..];
    let (ended, is_in_braces) = match rest {
        _ if rest.starts_with("{}") => (2, true),
        _ if rest.starts_with(' ') => (1, false),
        _ => (0, false),
    };
    Some((*letter, name + ended, is_in_braces))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_tex_are_put_together() {
        for (written, read) in [
            (r"Kuz\'{e}n\-tsova paid", "Kuzéntsova paid"),
            (r#"M\"uller and {\'E}mile"#, "Müller and Émile"),
            (r"Pe\textbf{strikov} and \emph{Ostro}vnaya", "Pestrikov and Ostrovnaya"),
            (
                r"Stra{\ss}e, Stra\ss{}e, \L{}\'od\'z, Fran\c{c}ois, \v{S}koda",
                "Straße, Straße, Łódź, François, Škoda",
            ),
            (r"Mar\'{\i}a", "María"),
        ] {
            assert_eq!(line(written, true).as_deref(), Some(read));
        }
        assert_eq!(line(r"\section{Payments} to \textbf{Vera} in \LaTeX", true), None);
    }

    #[test]
    fn elsewhere_only_letters_in_braces_count() {
        assert_eq!(line(r#"author = {M{\"u}ller}"#, false).as_deref(), Some("author = {Müller}"));
        for text in [
            r#"{"a": "{\"users\": \"Otto\"}"}"#,
            r"l\'avocat d\'Orlov",
            r"C:\c\-x\emph{a}b",
            r"\\server\c$",
        ] {
            assert_eq!(line(text, false), None, "{text}");
        }
    }
}
