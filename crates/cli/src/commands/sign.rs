//! `sign` and `stamp`: what is published of a leak, who says so, and since when.

use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use evidence::{Deed, SignatureError, SigningKey, Statement};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use crate::args::{Sign, Stamp};
use crate::commands::log;
use crate::print::Hint;
use crate::{Ended, clock, place, print};

/// What the name of a signature ends in, and those of requests for time stamps and of a proof.
pub(crate) const SIGNATURE: &str = ".minisig";
const REQUEST: &str = ".tsq";
const OTS_REQUEST: &str = ".digest";
const OTS_PROOF: &str = ".ots";

const CTRL_C: u8 = 0x03;
const CTRL_D: u8 = 0x04;
const CTRL_U: u8 = 0x15;
const BACKSPACE: u8 = 0x08;
const DELETE: u8 = 0x7F;

pub(crate) fn sign(dossier: Option<PathBuf>, args: &Sign) -> anyhow::Result<Ended> {
    let folder = place::to_read(dossier)?;
    let dossier = place::open_at(&folder)?;
    place::warn_if_incomplete(&dossier)?;
    let key = open_key(args)?;
    let statement = Statement::of(&evidence::manifest(dossier.ledger())?, clock::stamp());
    let text = statement.to_string();
    let signature = beside(&args.output, SIGNATURE);
    // Both are made before either is written, so that none stands there alone.
    let mut signed = place::output_file(&args.output, &dossier)?;
    let made = place::output_file(&signature, &dossier);
    if made.is_err() {
        std::fs::remove_file(&args.output)?;
    }
    made?.write_all(key.sign(text.as_bytes(), &statement.comment()).as_bytes())?;
    signed.write_all(text.as_bytes())?;
    let mut out = print::out();
    writeln!(out, "{text}signed in {}", place::printed(&signature))?;
    out.flush()?;
    drop(dossier);
    log::note(&folder, Deed::Exported, &format!("signed statement: {}", statement.comment()));
    Ok(Ended::Done)
}

/// Writes the request for a time stamp on a statement, or makes a proof of what a calendar replied to one.
pub(crate) fn stamp(args: &Stamp) -> anyhow::Result<Ended> {
    let text = read(&args.statement)?;
    text.parse::<Statement>().with_context(|| not_understood(&args.statement))?;
    let sha256 = fixity::of(text.as_bytes(), &[]).sha256;
    let (ending, bytes, next) = match &args.reply {
        Some(reply) => {
            let bytes = std::fs::read(reply)
                .with_context(|| format!("could not read `{}`", place::printed(reply)))?;
            let proof = evidence::ots_proof(&sha256, &bytes);
            let next = "is the proof: a promise of the calendar at first, which `dossier check --ots` lists";
            (OTS_PROOF, proof.with_context(|| not_understood(reply))?, next)
        }
        None if args.ots => {
            let next = "is to be posted to a calendar of OpenTimestamps, as it is, at its path `/digest`; make the proof of its reply with `dossier stamp --ots --reply`";
            (OTS_REQUEST, sha256.0.to_vec(), next)
        }
        None => {
            let next = "is to be sent to a time-stamping authority; check its reply with `dossier check --reply`";
            (REQUEST, evidence::stamp_request(&sha256), next)
        }
    };
    let path = beside(&args.statement, ending);
    let mut file = File::create_new(&path)
        .with_context(|| format!("could not make `{}`", place::printed(&path)))?;
    file.write_all(&bytes)?;
    print::say(&format!("{} {next}", place::printed(&path)));
    Ok(Ended::Done)
}

fn open_key(args: &Sign) -> anyhow::Result<SigningKey> {
    let text = read(&args.secret_key)?;
    let given = args.password.as_deref().map(first_line).transpose()?;
    SigningKey::open(&text, || given.or_else(ask)).map_err(|error| {
        let wrong = anyhow::Error::from(error).context(not_understood(&args.secret_key));
        match error {
            SignatureError::NeedsPassword => {
                wrong.context(Hint("name a file with its password with --password".to_owned()))
            }
            _ => wrong,
        }
    })
}

/// Returns the password in the first line of a file.
fn first_line(path: &Path) -> anyhow::Result<String> {
    Ok(read(path)?.lines().next().unwrap_or_default().to_owned())
}

/// Asks for a password on the terminal, which does not show it; nothing where there is no terminal, or where Ctrl-C is
/// pressed. The terminal hands over each key as it is, Ctrl-C too, so that the program never ends while it shows nothing.
fn ask() -> Option<String> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return None;
    }
    let shown = tcgetattr(&stdin).ok()?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
    print::say("the password of the secret key:");
    tcsetattr(&stdin, OptionalActions::Flush, &hidden).ok()?;
    let line = typed_line(stdin.lock());
    tcsetattr(&stdin, OptionalActions::Now, &shown).ok()?;
    line
}

/// Returns the line that the keys make, with the keys of a terminal for taking back; nothing where Ctrl-C is among them.
fn typed_line(keys: impl BufRead) -> Option<String> {
    let mut line = Vec::new();
    for key in keys.bytes() {
        match key.ok()? {
            CTRL_C => return None,
            b'\r' | b'\n' | CTRL_D => break,
            CTRL_U => line.clear(),
            // All bytes of a letter in UTF-8 but the first.
            BACKSPACE | DELETE => while line.pop().is_some_and(|byte| byte & 0xC0 == 0x80) {},
            byte => line.push(byte),
        }
    }
    String::from_utf8(line).ok()
}

pub(crate) fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path)
        .with_context(|| format!("could not read `{}`", place::printed(path)))
}

pub(crate) fn not_understood(path: &Path) -> String {
    format!("could not understand `{}`", place::printed(path))
}

/// Returns the path whose name is that of `path` with `ending` behind.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_typed_with_the_keys_of_a_terminal() {
        for (keys, line) in [
            ("word\n", Some("word")),
            ("wörd\x7f\x7f\x7förd\r", Some("wörd")),
            ("wö\x08\x08\x08word\n", Some("word")),
            ("wrong\x15word\x04", Some("word")),
            ("wo\x03rd\n", None),
        ] {
            assert_eq!(typed_line(keys.as_bytes()).as_deref(), line, "{keys:?}");
        }
    }
}
