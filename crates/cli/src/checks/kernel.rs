//! What the kernel offers.

use std::fs::FileTimes;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context, bail};
use sandbox::offers;

use super::{Finding, Machine};

pub(crate) fn seals(_: &Machine) -> Finding {
    let sealed = offers::seals().map(|()| "a sealed memory file could not be changed".to_owned());
    Finding::must(sealed.map_err(Into::into))
}

pub(crate) fn follows_no_link(machine: &Machine) -> Finding {
    Finding::must(machine.scratch().and_then(link_leads_nowhere))
}

fn link_leads_nowhere(scratch: &Path) -> anyhow::Result<String> {
    let folder = scratch.join("links");
    std::fs::create_dir_all(folder.join("inside"))?;
    std::fs::write(folder.join("inside/file"), "x")?;
    std::os::unix::fs::symlink("inside", folder.join("link"))?;
    std::os::unix::fs::symlink("inside/file", folder.join("inside/to-file"))?;
    let root = walk::Root::open(&folder)?;
    root.open_file(b"inside/file")?;
    for link in [&b"link/file"[..], b"inside/to-file", b"../links/inside/file"] {
        if root.open_file(link).is_ok() {
            bail!("`{}` was opened through a link", item::escape(link));
        }
    }
    Ok("links and ways out of a folder were refused".to_owned())
}

pub(crate) fn opens_whole_paths(machine: &Machine) -> Finding {
    Finding::should(whole_paths(&machine.place))
}

fn whole_paths(place: &Path) -> anyhow::Result<String> {
    if !walk::Root::open(place)?.opens_whole_paths() {
        bail!("not offered");
    }
    Ok("a path was opened beneath a folder in one call".to_owned())
}

pub(crate) fn leaves_times_alone(machine: &Machine) -> Finding {
    Finding::should(machine.scratch().and_then(reading_leaves_no_trace))
}

/// Reads a file that looks as if it was read before it was changed last: any reader would leave a trace, unless the
/// file system keeps none.
fn reading_leaves_no_trace(scratch: &Path) -> anyhow::Result<String> {
    let folder = scratch.join("times");
    std::fs::create_dir(&folder)?;
    let path = folder.join("file");
    std::fs::write(&path, "evidence")?;
    let (read, changed) =
        (UNIX_EPOCH + Duration::from_hours(24), UNIX_EPOCH + Duration::from_hours(48));
    let times = FileTimes::new().set_accessed(read).set_modified(changed);
    std::fs::File::options().write(true).open(&path)?.set_times(times)?;
    let mut opened = walk::Root::open(&folder)?.open_file(b"file")?;
    opened.file.read_to_end(&mut Vec::new())?;
    if std::fs::metadata(&path)?.accessed()? != read {
        bail!("reading a file changed its access time");
    }
    Ok("reading a file left its access time alone".to_owned())
}

pub(crate) fn pidfd(_: &Machine) -> Finding {
    let offered = offers::pidfd().context("not offered");
    Finding::unused(offered.map(|()| "offered".to_owned()))
}
