//! Bytes that a terminal would take for commands.

use anyhow::ensure;
use item::Locator;

/// Looks for what could command the terminal that standard output is.
#[derive(Default)]
pub(crate) struct Harm {
    previous: u8,
    is_found: bool,
}

impl Harm {
    /// Looks at the next bytes.
    pub(crate) fn take(&mut self, chunk: &[u8]) {
        for byte in chunk {
            // The controls from U+0080 to U+009F are two bytes in UTF-8.
            let is_second = self.previous == 0xc2 && (0x80..0xa0).contains(byte);
            let is_control = byte.is_ascii_control() && !b"\n\r\t".contains(byte);
            self.is_found |= is_second || is_control;
            self.previous = *byte;
        }
    }

    /// Fails where what was taken could command a terminal.
    pub(crate) fn refuse(&self, at: &Locator) -> anyhow::Result<()> {
        ensure!(
            !self.is_found,
            "`{at}` holds bytes that could command the terminal; redirect it into a file"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_harmful(chunks: &[&[u8]]) -> bool {
        let mut harm = Harm::default();
        for chunk in chunks {
            harm.take(chunk);
        }
        harm.refuse(&Locator::new("", "a")).is_err()
    }

    #[test]
    fn controls_are_kept_from_a_terminal_also_across_chunks() {
        assert!(is_harmful(&[b"a\x1b[2J"]));
        assert!(is_harmful(&[b"a\xc2", b"\x9b2J"]));
        assert!(!is_harmful(&["a\tb\r\nИванов é".as_bytes()]));
    }
}
