//! What a query finds as a file, to hand over. Originals are none of it.

use answers::Dossier;
use export::{About, Csv, Form, Held, Most, Rows, Shortened, Workbook, workbook};
use std::io::{self, Write};

use crate::failure::Failure;
use crate::params::{Parameter, Params, Shape};
use crate::reply::File;
use crate::requests::present;
use crate::site::Site;

/// How many items a file from the page holds; a page has a minute.
const MOST: u64 = 20_000;

/// How many bytes a file from the page holds; it is made in memory.
const MOST_BYTES: usize = 256 << 20;

const NAMES: [&str; Form::ALL.len()] = {
    let mut names = [""; Form::ALL.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = Form::ALL[at].name();
        at += 1;
    }
    names
};

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter { name: "q", about: "what is exported; everything without", shape: Shape::Text },
    Parameter { name: "format", about: "in which form", shape: Shape::Word(&NAMES) },
];

pub(super) fn give(dossier: &Dossier, site: &Site, params: &Params) -> Result<File, Failure> {
    let query = present(params.text("q"));
    let asked = present(params.text("format")).unwrap_or_default();
    let form = Form::ALL.into_iter().find(|form| form.name() == asked).unwrap_or(Form::Csv);
    let mut out = Bounded::default();
    let about = site.about(dossier, query)?;
    let most = Most { items: MOST, held: MOST_BYTES as u64 };
    let written = ::export::write(dossier, form, &about, most, &mut out);
    if out.is_full {
        return Err(Failure::bad(format!(
            "the file is larger than the {} MiB that a page gives; `dossier export` gives any size",
            MOST_BYTES >> 20
        )));
    }
    let shortened = written?.shortened;
    // A browser shows no message beside a file that it saves.
    let cut = if shortened == Shortened::default() { "" } else { "-shortened" };
    let name = format!("dossier{cut}.{}", form.ending());
    Ok(File { name, media_type: form.media_type(), bytes: out.bytes })
}

/// Bytes of a file, up to as many as a page gives.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    is_full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MOST_BYTES {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Makes a table as CSV or as a workbook; `fill` is given what rows of CSV state that they rest on.
pub(super) fn table(
    site: &Site,
    dossier: &Dossier,
    as_workbook: bool,
    name: &str,
    fill: impl FnOnce(Option<&About>, &mut dyn Rows) -> io::Result<()>,
) -> Result<File, Failure> {
    let form = if as_workbook { Form::Xlsx } else { Form::Csv };
    let about = site.about(dossier, None)?;
    let mut bytes = Vec::new();
    let mut cut = "";
    if as_workbook {
        let fill = |book: &mut Workbook<&mut Held>| fill(None, book);
        let ((), shortened) = workbook(&mut bytes, name, &about, MOST_BYTES as u64, fill)?;
        cut = if shortened == Shortened::default() { "" } else { "-shortened" };
    } else {
        fill(Some(&about), &mut Csv::begin(&mut bytes)?)?;
    }
    let name = format!("dossier-{name}{cut}.{}", form.ending());
    Ok(File { name, media_type: form.media_type(), bytes })
}
