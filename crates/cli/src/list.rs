//! A list that a user brings: lines of a text, or rows of a table in any format that is read.

mod ftm;
mod json;
mod table;

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use answers::BatchList;
use anyhow::{Context, bail};
use item::{Declared, Layer, Locator, Outcome, Place, Segment};
use sandbox::{Child, Ending, Job, Receiver, Source};

use crate::given::Given;
use crate::{place, print, workers};

/// Reads a list; `column` names the one with the names or queries, by its heading or its number from 1.
pub(crate) fn read(
    path: &Path,
    column: Option<&str>,
    is_queries: bool,
) -> anyhow::Result<BatchList> {
    let reading = || format!("could not read the list `{}`", place::printed(path));
    let read = || {
        if json::is_called_so(path) {
            let text = Given::open(path)?.text()?;
            return match ftm::list(&text)? {
                Some(list) => Ok(list),
                None => table::list(json::rows(&text)?, column, is_queries),
            };
        }
        let given = Given::open(path)?;
        let (descriptor, size) = given.descriptor()?;
        let lines = lines(Source::Descriptor(descriptor, size), path.as_os_str().as_bytes())?;
        table::list(lines, column, is_queries)
    };
    read().with_context(reading)
}

/// Reads a list that is held in memory; its name hints at its format.
pub(crate) fn read_bytes(
    bytes: &[u8],
    name: &str,
    column: Option<&str>,
    is_queries: bool,
) -> anyhow::Result<BatchList> {
    table::list(lines(Source::Inline(bytes), name.as_bytes())?, column, is_queries)
}

/// Returns the lines of the list that hold anything, with their cells: of a workbook those of its first sheet.
fn lines(source: Source<'_>, name: &[u8]) -> anyhow::Result<Vec<(u64, Vec<String>)>> {
    let locator = Locator::new("", name);
    let declared = Declared::default();
    let job = Job {
        source,
        name: locator.name(),
        declared: &declared,
        limits: sandbox::Limits::default(),
        volumes: &[],
        pictures: None,
    };
    let ran = workers::pool(None)?.run(job, &mut NoChildren)?;
    if !matches!(ran.outcome, Outcome::Extracted) {
        bail!("it was not read to its end: {}", ran.outcome);
    }
    let is_shown = |segment: &&Segment| segment.layer == Layer::Body;
    let sheet = ran.segments.iter().find(is_shown).map(|segment| segment.place.clone());
    let is_of_sheet = |segment: &&Segment| match &sheet {
        Some(Place::Sheet(_)) => sheet.as_ref() == Some(&segment.place),
        _ => true,
    };
    let shown = ran.segments.iter().filter(is_shown);
    let mut text = String::new();
    for segment in shown.clone().filter(is_of_sheet) {
        text.push_str(&segment.text);
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    if !shown.clone().all(|segment| is_of_sheet(&segment))
        && let Some(sheet) = &sheet
    {
        let sheet = print::line(&sheet.to_string());
        print::say(&format!("of the workbook, {sheet} is asked for alone"));
    }
    if ran.segments.iter().any(|segment| segment.layer == Layer::Hidden) {
        print::say("hidden rows, columns and sheets of the list are not asked for");
    }
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
    let numbered = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    Ok(numbered.map(|(number, line)| (number, cells(line))).collect())
}

/// A list holds no other items that are asked for.
struct NoChildren;

impl Receiver for NoChildren {
    fn begin(&mut self, _child: Child) {}
    fn bytes(&mut self, _chunk: &[u8]) {}
    fn end(&mut self, _ending: Ending) {}
    fn restart(&mut self) {}
}
