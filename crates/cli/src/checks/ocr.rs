//! Whether text is read off pictures.

use anyhow::{Context, bail};
use sandbox::Picture;
use sandbox::engine::{Engine, tesseract};

use super::{Finding, Machine};

/// A picture of a word and a number, as a portable bitmap.
const WORD: &[u8] = include_bytes!("../../data/word.pbm");
/// What stands in it.
const NUMBER: &str = "1923";

pub(crate) fn reads_a_picture(machine: &Machine) -> Finding {
    let engine = tesseract().context("tesseract does not answer");
    Finding::should(engine.and_then(|engine| read(&engine, machine)))
}

fn read(engine: &Engine, machine: &Machine) -> anyhow::Result<String> {
    let with = engine.languages.join(", ");
    let Some(language) =
        engine.languages.iter().find(|name| *name == "eng").or(engine.languages.first())
    else {
        bail!("{} has no language", engine.name);
    };
    let picture = Picture {
        media_type: "image/x-portable-bitmap".to_owned(),
        width: 400,
        height: 96,
        bytes: WORD.into(),
    };
    let read = engine.read(&picture, &[language], &machine.program, &|| true);
    let text = read.with_context(|| format!("{} did not read a picture", engine.name))?.text;
    // Models of other scripts may take the letters for theirs, and read them nevertheless.
    if text.is_empty() || (language == "eng" && !text.contains(NUMBER)) {
        bail!("{} read `{}` off a picture of {NUMBER}", engine.name, crate::print::line(&text));
    }
    if !engine.finds_direction {
        bail!(
            "{} with {with} read a picture; turned pages are not read without its model `osd`",
            engine.name
        );
    }
    Ok(format!("{} with {with} read a picture", engine.name))
}
