//! The bytes of an item as they lie in the trove, after checking that they are those recorded.

use std::collections::HashMap;
use std::fs::File;
use std::io::{IsTerminal, Read, Seek, Write};
use std::os::fd::AsFd;
use std::path::Path;

use answers::Dossier;
use anyhow::{Context, bail, ensure};
use item::{Declared, Digest, Locator, Member, Outcome, Reason, Status};
use ledger::ItemRow;
use sandbox::{Child, Ending, Job, Pool, Receiver, Source};

use crate::{commands, place};

/// Bytes that are read at once.
const CHUNK: usize = 1 << 18;

/// Writes the bytes of an item; `passwords` is a file of them for what is locked.
pub(crate) fn write(
    dossier: &Dossier,
    item: &ItemRow,
    passwords: Option<&Path>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    if item.outcome.status == Status::Skipped {
        bail!("`{}` was not read and has no bytes to show: {}", item.locator, item.outcome);
    }
    let Some(recorded) = &item.digests else {
        bail!("the bytes of `{}` were never read: {}", item.locator, item.outcome);
    };
    let recorded = recorded.blake3;
    let top = Locator::new(item.locator.trove.clone(), item.locator.path.clone());
    let mut file = open(dossier, &top)?;
    if item.locator.members.is_empty() {
        check(&mut file, &top, recorded)?;
        return copy(&mut file, &top, recorded, out);
    }
    let bytes = match member(&file, &item.locator, recorded, passwords) {
        Ok(bytes) => bytes,
        Err(error) => {
            // Where the file is another one now, that is why.
            let before = dossier.ledger().item_by_locator(&top)?.and_then(|top| top.digests);
            if let Some(digests) = before {
                let now = read_through(&mut file, &top, |_| Ok(()))?;
                is_as_recorded(&top, digests.blake3, now)?;
            }
            return Err(error);
        }
    };
    let mut harm = Harm::of_stdout();
    harm.take(&bytes);
    harm.refuse(&item.locator)?;
    out.write_all(&bytes)?;
    Ok(())
}

fn open(dossier: &Dossier, top: &Locator) -> anyhow::Result<File> {
    let troves = dossier.ledger().troves()?;
    let trove = troves.iter().find(|trove| trove.label == top.trove);
    let folder = place::of_trove(trove.context("the trove is not in the dossier")?)?;
    let root = walk::Root::open(&folder)?;
    let opened = root.open_file(&top.path).with_context(|| format!("could not open `{top}`"))?;
    Ok(opened.file)
}

/// Reads a file through to tell whether it is the one recorded and fit for where it goes.
fn check(file: &mut File, at: &Locator, recorded: Digest) -> anyhow::Result<()> {
    let mut harm = Harm::of_stdout();
    let now = read_through(file, at, |chunk| {
        harm.take(chunk);
        Ok(())
    })?;
    is_as_recorded(at, recorded, now)?;
    harm.refuse(at)
}

fn is_as_recorded(at: &Locator, recorded: Digest, now: Digest) -> anyhow::Result<()> {
    ensure!(
        now == recorded,
        "`{at}` is not what was indexed: recorded blake3 {recorded}, now {now}"
    );
    Ok(())
}

fn copy(
    file: &mut File,
    at: &Locator,
    recorded: Digest,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let now = read_through(file, at, |chunk| Ok(out.write_all(chunk)?))?;
    ensure!(now == recorded, "`{at}` changed while it was written out");
    Ok(())
}

fn read_through(
    file: &mut File,
    at: &Locator,
    mut each: impl FnMut(&[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<Digest> {
    let reading = || format!("could not read `{at}`");
    file.rewind().with_context(reading)?;
    let mut digester = fixity::Digester::new(&[]);
    let mut chunk = vec![0; CHUNK];
    loop {
        let length = file.read(&mut chunk).with_context(reading)?;
        if length == 0 {
            return Ok(digester.finish().blake3);
        }
        digester.update(&chunk[..length]);
        each(&chunk[..length])?;
    }
}

/// Returns the bytes of the member at `locator` out of the file that holds it, by opening one container after the
/// other.
fn member(
    file: &File,
    locator: &Locator,
    recorded: Digest,
    passwords: Option<&Path>,
) -> anyhow::Result<Vec<u8>> {
    let settings = commands::index::settings(passwords, None, None)?;
    let pool = Pool::new(commands::index::program()?, settings);
    let mut at = Locator::new(locator.trove.clone(), locator.path.clone());
    let size = file.metadata().with_context(|| format!("could not read `{at}`"))?.len();
    let mut declared = Declared::default();
    let mut held = Vec::new();
    let mut closed = None;
    for (depth, step) in locator.members.iter().enumerate() {
        let source =
            if depth == 0 { Source::Descriptor(file.as_fd(), size) } else { Source::Inline(&held) };
        let limits = sandbox::Limits::default();
        let job = Job { source, name: at.name(), declared: &declared, limits };
        let mut wanted = Wanted::new(step);
        let outcome = match pool.run(job, &mut wanted) {
            Ok(ran) => Some(ran.outcome),
            Err(sandbox::Error::Stopped) if wanted.found.is_some() => None,
            Err(error) => return Err(error.into()),
        };
        let Some((child, bytes, ending)) = wanted.found else {
            bail!("`{at}` does not yield `{locator}` now: {}", said(outcome.or(closed)));
        };
        at = at.member(step.name.clone(), step.ordinal);
        (declared, held, closed) = (child.declared, bytes, ending.outcome());
        if let Some(outcome) = closed.filter(|_| held.is_empty()) {
            bail!("`{at}` cannot be opened now: {}", said(Some(outcome)));
        }
    }
    let now = fixity::of(&held, &[]).blake3;
    match closed {
        Some(outcome) if now != recorded => {
            bail!("`{locator}` cannot be read to its end now: {}", said(Some(outcome)))
        }
        _ => ensure!(
            now == recorded,
            "`{locator}` comes out otherwise than when it was indexed: recorded blake3 {recorded}, now {now}"
        ),
    }
    Ok(held)
}

/// Returns how something ended, with what to do about it.
fn said(outcome: Option<Outcome>) -> String {
    let Some(outcome) = outcome else { return "it has no such member".to_owned() };
    let is_locked = outcome.status == Status::Encrypted
        || matches!(outcome.reason, Some(Reason::PartEncrypted | Reason::NeedsPassword));
    let next = if is_locked { "; give its password with --passwords FILE" } else { "" };
    format!("{outcome}{next}")
}

/// Keeps one child alone, and wants no more once it has it.
struct Wanted<'a> {
    step: &'a Member,
    ordinals: HashMap<Vec<u8>, u32>,
    current: Option<(Child, Vec<u8>)>,
    found: Option<(Child, Vec<u8>, Ending)>,
}

impl<'a> Wanted<'a> {
    fn new(step: &'a Member) -> Self {
        Self { step, ordinals: HashMap::new(), current: None, found: None }
    }
}

impl Receiver for Wanted<'_> {
    fn begin(&mut self, child: Child) {
        let ordinal = self.ordinals.entry(child.name.clone()).or_insert(0);
        let is_wanted = child.name == self.step.name && *ordinal == self.step.ordinal;
        *ordinal += 1;
        self.current = is_wanted.then(|| (child, Vec::new()));
    }

    fn bytes(&mut self, chunk: &[u8]) {
        if let Some((_, bytes)) = &mut self.current {
            bytes.extend_from_slice(chunk);
        }
    }

    fn end(&mut self, ending: Ending) {
        if let Some((child, bytes)) = self.current.take() {
            self.found = Some((child, bytes, ending));
        }
    }

    fn restart(&mut self) {
        *self = Self::new(self.step);
    }

    fn proceed(&self) -> bool {
        self.found.is_none()
    }
}

/// Looks for what could command the terminal that standard output may be.
struct Harm {
    is_terminal: bool,
    previous: u8,
    is_found: bool,
}

impl Harm {
    fn of_stdout() -> Self {
        Self { is_terminal: std::io::stdout().is_terminal(), previous: 0, is_found: false }
    }

    fn take(&mut self, chunk: &[u8]) {
        for byte in chunk {
            // The controls from U+0080 to U+009F are two bytes in UTF-8.
            let is_second = self.previous == 0xc2 && (0x80..0xa0).contains(byte);
            let is_control = byte.is_ascii_control() && !b"\n\r\t".contains(byte);
            self.is_found |= is_second || is_control;
            self.previous = *byte;
        }
    }

    fn refuse(&self, at: &Locator) -> anyhow::Result<()> {
        ensure!(
            !(self.is_terminal && self.is_found),
            "`{at}` holds bytes that could command the terminal; redirect it into a file"
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_harmful(chunks: &[&[u8]]) -> bool {
        let mut harm = Harm { is_terminal: true, previous: 0, is_found: false };
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
