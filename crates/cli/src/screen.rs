//! Where results for people are printed: standard output, through a pager where they would run off the terminal.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use answers::Dossier;
use sandbox::Pager;

use crate::args::{AnyTable, MatterOut, TableForm, TableOut};
use crate::terminal::{Layout, width_of};
use crate::{place, print};

/// What is started where no other pager is named: it leaves at once where everything fits on the screen.
const USUAL_PAGER: &str = "less -FRX";

/// Results on their way to a person, a pipe or a file.
pub(crate) struct Screen {
    out: Box<dyn Write>,
    layout: Layout,
}

impl Screen {
    /// Opens standard output, through a pager where it is a terminal and one is wanted.
    pub(crate) fn open(is_paged: bool) -> Self {
        let stdout = io::stdout();
        let width = width_of(&stdout);
        let layout = Layout { width, is_coloured: width.is_some() && place::wants_colours() };
        let pager = width.filter(|_| is_paged).and_then(|_| pager());
        let out: Box<dyn Write> = match pager {
            Some(pager) => Box::new(BufWriter::new(pager)),
            None => Box::new(print::out()),
        };
        Self { out, layout }
    }

    /// Returns how results are laid out here.
    pub(crate) fn layout(&self) -> Layout {
        self.layout
    }

    /// Prints a line as it is laid out here, those after the first begun with `hang` blanks.
    pub(crate) fn line(&mut self, text: &str, hang: usize) -> io::Result<()> {
        writeln!(self.out, "{}", self.layout.wrapped(text, hang))
    }

    /// Hands everything over and waits until a pager is left, so that what is printed next stands under the results.
    pub(crate) fn close(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<F: AnyTable> TableOut<F> {
    /// Opens where a table goes: a new file outside the trove, or the screen.
    pub(crate) fn open(&self, dossier: &Dossier, is_paged: bool) -> anyhow::Result<Box<dyn Write>> {
        open(self.output.as_deref(), dossier, is_paged && self.form() == F::of(TableForm::Table))
    }
}

impl MatterOut {
    /// Opens where an answer goes: a new file outside the trove, or the screen.
    pub(crate) fn open(&self, dossier: &Dossier, is_paged: bool) -> anyhow::Result<Box<dyn Write>> {
        let is_for_eye = !self.json && !self.csv && !self.html;
        open(self.output.as_deref(), dossier, is_paged && is_for_eye)
    }
}

fn open(
    output: Option<&Path>,
    dossier: &Dossier,
    is_paged: bool,
) -> anyhow::Result<Box<dyn Write>> {
    Ok(match output {
        Some(path) => Box::new(BufWriter::new(place::output_file(path, dossier)?)),
        None => Box::new(Screen::open(is_paged)),
    })
}

/// Starts the pager that the environment names, or else the usual one; nothing where there is none.
fn pager() -> Option<Pager> {
    let named = place::pager();
    match named.as_deref().map(str::trim) {
        Some("" | "cat") => None,
        Some(named) => Pager::start(named).ok(),
        None => Pager::start(USUAL_PAGER).ok(),
    }
}
