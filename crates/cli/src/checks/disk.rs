//! Whether the place of the dossier can hold one.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, anyhow, bail};

use super::{Finding, Machine};
use crate::place;

/// Less free room than this is said.
const LITTLE_ROOM: u64 = 1 << 30;

impl Machine {
    /// Returns a folder in the place of the dossier.
    pub(crate) fn scratch(&self) -> anyhow::Result<&Path> {
        let scratch = self.scratch.as_ref().map_err(|why| {
            anyhow!("could not make a folder in `{}`: {why}", place::printed(&self.place))
        });
        scratch.map(super::Scratch::folder)
    }
}

pub(crate) fn is_writable(machine: &Machine) -> Finding {
    let written = machine.scratch().and_then(write_and_rename);
    Finding::must(written.map(|()| {
        format!("a file in `{}` was written, synced and renamed", place::printed(&machine.place))
    }))
}

fn write_and_rename(scratch: &Path) -> anyhow::Result<()> {
    let (before, after) = (scratch.join("before"), scratch.join("after"));
    let mut file = File::create_new(&before)?;
    file.write_all(b"x")?;
    file.sync_all()?;
    std::fs::rename(&before, &after)?;
    File::open(scratch)?.sync_all()?;
    Ok(())
}

pub(crate) fn holds_a_ledger(machine: &Machine) -> Finding {
    Finding::must(machine.scratch().and_then(ledger_in))
}

fn ledger_in(scratch: &Path) -> anyhow::Result<String> {
    let folder = scratch.join("ledger");
    let mut writer = ledger::open_write(&folder)?;
    if !matches!(ledger::open_write(&folder), Err(ledger::Error::Locked(_))) {
        bail!("a second writer was not kept out: this file system does not lock");
    }
    writer.transaction(|tx| tx.set_meta("try", "kept"))?;
    // Read while the writer is there, as a search during a run does.
    if ledger::open_read(&folder)?.meta("try")?.as_deref() != Some("kept") {
        bail!("what was committed could not be read back");
    }
    Ok("a ledger was made, locked against a second writer, and read".to_owned())
}

pub(crate) fn holds_an_index(machine: &Machine) -> Finding {
    Finding::must(machine.scratch().and_then(index_in))
}

fn index_in(scratch: &Path) -> anyhow::Result<String> {
    let folder = scratch.join("index");
    let options = index::Options { threads: 1, ..index::Options::default() };
    index::open_for_writing(&folder, options)?.writer.finish()?;
    index::open(&folder)?;
    Ok("an index was made and opened".to_owned())
}

pub(crate) fn holds_unlinked_files(machine: &Machine) -> Finding {
    let tried = machine.scratch().and_then(|scratch| Ok(sandbox::try_unlinked(scratch)?));
    Finding::must(tried.map(|()| "a file that no folder lists was written".to_owned()))
}

pub(crate) fn room(machine: &Machine) -> Finding {
    Finding::should(room_in(&machine.place))
}

fn room_in(place: &Path) -> anyhow::Result<String> {
    let room = sandbox::machine::room(place).context("could not ask for the room on disk")?;
    let found = format!("{} free", super::machine::gigabytes(room));
    if room < LITTLE_ROOM { Err(anyhow!(found)) } else { Ok(found) }
}
