//! Programs of the user for formats that no reader is built in for, as they are named.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use ingest::Reader;
use sandbox::Guest;

use crate::{place, print};

/// Returns what was typed and the lines of a file: `EXT=COMMAND` each. The file lies in no trove: what a leak brings along is
/// never run.
pub(crate) fn lines(
    typed: &[String],
    file: Option<&Path>,
    troves: &[PathBuf],
) -> anyhow::Result<Vec<String>> {
    let mut lines = typed.to_vec();
    if let Some(file) = file {
        refuse_of_trove(file, troves)?;
        let named = std::fs::read_to_string(file).with_context(|| {
            format!("could not read the programs in `{}`", place::printed(file))
        })?;
        let named = named.lines().map(str::trim);
        lines.extend(
            named.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned),
        );
    }
    Ok(lines)
}

/// Reads lines of `EXT=COMMAND`. The programs lie in no trove.
pub(crate) fn named(lines: &[String], troves: &[PathBuf]) -> anyhow::Result<Vec<Reader>> {
    lines.iter().map(|line| reader(line, troves)).collect()
}

fn reader(line: &str, troves: &[PathBuf]) -> anyhow::Result<Reader> {
    let Some((extension, command)) = line.split_once('=') else {
        bail!("`{}` is no EXT=COMMAND", print::line(line));
    };
    let extension = extension.trim().trim_start_matches('.').to_lowercase();
    let mut words = command.split_whitespace();
    let (Some(name), false) = (words.next(), extension.is_empty()) else {
        bail!("`{}` is no EXT=COMMAND", print::line(line));
    };
    let program = Guest::find(Path::new(name)).with_context(|| {
        format!("there is no program `{}`; name it by its whole path", print::line(name))
    })?;
    let args: Vec<OsString> = words.map(OsString::from).collect();
    refuse_of_trove(&program, troves)?;
    args.iter().try_for_each(|arg| refuse_of_trove(Path::new(arg), troves))?;
    let bytes = std::fs::read(&program)
        .with_context(|| format!("could not read the program `{}`", place::printed(&program)))?;
    let digest = fixity::of(&bytes, &[]).blake3;
    // A path or an argument may name the user or hold a secret, and the record is published.
    let name = place::printed(Path::new(program.file_name().unwrap_or(program.as_os_str())));
    let provenance = format!("{name} (BLAKE3 {digest})");
    Ok(Reader { extension, program, args, provenance })
}

fn refuse_of_trove(path: &Path, troves: &[PathBuf]) -> anyhow::Result<()> {
    let whole = |path: &Path| std::fs::canonicalize(path).ok();
    let is_inside = |trove: &PathBuf| {
        let (Some(path), Some(trove)) = (whole(path), whole(trove)) else { return false };
        path.starts_with(trove)
    };
    if troves.iter().any(is_inside) {
        bail!("`{}` lies inside the trove, and nothing of a trove is run", place::printed(path));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_an_extension_and_a_program_with_its_arguments() {
        let reader = reader(" .WAV = cat -u - ", &[]).expect("every system has it");
        assert_eq!((reader.extension.as_str(), reader.args.len()), ("wav", 2));
        assert!(reader.provenance.starts_with("cat (BLAKE3 "), "{}", reader.provenance);
        for wrong in ["", "wav", "=cat", "wav=", "wav=nothing-of-that-name"] {
            assert!(super::reader(wrong, &[]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn nothing_of_a_trove_is_run() {
        let refused = reader("wav=/bin/cat", &[PathBuf::from("/")]);
        assert!(refused.is_err_and(|error| error.to_string().contains("lies inside the trove")));
        let trove = tempfile::tempdir().expect("a temporary folder can be made");
        let script = trove.path().join("read.sh");
        std::fs::write(&script, "cat").expect("the folder is writable");
        let refused =
            reader(&format!("wav=sh {}", place::printed(&script)), &[trove.path().into()]);
        assert!(refused.is_err_and(|error| error.to_string().contains("lies inside the trove")));
    }
}
