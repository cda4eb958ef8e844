//! How results and messages reach a terminal, a pipe or a file without doing harm there.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::terminal::{Layout, cut, width_of};

/// Standard output, locked and buffered; flush it before the command ends.
pub(crate) fn out() -> io::BufWriter<io::StdoutLock<'static>> {
    io::BufWriter::with_capacity(64 << 10, io::stdout().lock())
}

/// Prints one JSON value and a line end. What could command or mislead a terminal is written as `\u` escapes, which
/// every reader of JSON takes for the same characters.
pub(crate) fn json_line(out: &mut impl Write, value: &impl Serialize) -> anyhow::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Harmless);
    value.serialize(&mut serializer).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Writes the characters of strings, harmful ones as escapes. Controls below U+0020 are escaped by JSON itself.
struct Harmless;

impl serde_json::ser::Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        for (at, character) in fragment.char_indices().filter(|(_, c)| item::is_harmful(*c)) {
            out.write_all(&fragment.as_bytes()[written..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + character.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[written..])
    }
}

pub(crate) use item::visible as safe;

/// Returns `text` on one line, for tables and messages.
pub(crate) fn line(text: &str) -> String {
    safe(&text.replace(['\n', '\t'], " "))
}

/// Prints a message on standard error, on a terminal in whole words.
pub(crate) fn say(message: &str) {
    let layout = Layout { width: width_of(&io::stderr()), is_coloured: false };
    for line in safe(message).lines() {
        write_message(&format!("{}\n", layout.wrapped(line, 2)));
    }
}

/// Prints what could not be done as asked, a message each.
pub(crate) fn warnings(warnings: &[String]) {
    for warning in warnings {
        say(&format!("warning: {warning}"));
    }
}

/// Writes `line` over the one before on a terminal, cut so that it never reaches the edge, where it would wrap.
pub(crate) fn over(line: &str) {
    let line = self::line(line);
    let width = width_of(&io::stderr()).unwrap_or(usize::MAX);
    write_message(&format!("\r\x1b[K{}", cut(&line, width.saturating_sub(1))));
}

/// Writes to standard error. Where nobody can read that any more, as a log on a full disk or a pipe whose reader went away, the
/// work goes on: what it came to stands in the dossier.
fn write_message(message: &str) {
    let _unread = io::stderr().write_all(message.as_bytes());
}

/// What to do about an error; goes with it as its outermost context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hint(pub(crate) String);

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Prints an error with its chain of causes once, and on a line of its own what to do next where that is known.
pub(crate) fn error(error: &anyhow::Error) {
    let hint = error.downcast_ref::<Hint>();
    say(&message(error.chain().skip(usize::from(hint.is_some()))));
    if let Some(Hint(hint)) = hint {
        say(&format!("hint: {hint}"));
    }
}

fn message<'e>(causes: impl Iterator<Item = &'e (dyn std::error::Error + 'static)>) -> String {
    let mut message = String::from("error");
    for cause in causes {
        let cause = cause.to_string();
        if !message.ends_with(&cause) {
            message.push_str(": ");
            message.push_str(&cause);
        }
    }
    message
}

/// Tells whether whoever read standard output went away, which is no error.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Tells whether results go to a terminal.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Tells whether a person watches standard error.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}
