//! A bundle for others to check: a bag (`BagIt` 1.0, RFC 8493) of texts, citations, notes, and the originals where asked for.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use answers::{Coverage, ItemAnswer, ItemLine, Paper, printed_place};

use crate::about::About;
use crate::cell::{Cell, Rows};
use crate::csv::Csv;
use crate::lines::line;
use crate::{Error, tables};

/// A bag that grows.
pub struct Bag {
    root: PathBuf,
    /// The files so far, each with its digest and size.
    payload: Vec<(String, String, u64)>,
    papers: Vec<Paper>,
    /// Of each original that is left out: id, locator, reason.
    left_out: Vec<[String; 3]>,
}

/// How a reader of the bag checks it.
const HOW_TO_CHECK: &str = "\
How to check this bundle
========================

1. Nothing was changed since it was made:

     sha256sum --check manifest-sha256.txt

   or, with the bagit-python library:  bagit.py --validate .

2. What is what: data/citations.csv has a row for each item: its place in the
   leak, its size and digests. data/texts/ID.txt is the text of the item with
   that id, data/originals/ID.* the file itself where originals were asked for.

3. An original is the one that was in the leak: its SHA-256 is the one in its
   row of data/citations.csv, and

     dossier prove ID -o ID.proof      (by whoever has the dossier)
     dossier check ID.proof FILE       (by anybody)

   proves that it stands under the files root in data/about.json.

4. An original that could not be read stands with the reason in
   data/left-out.csv, where there is any.

5. What was not searched: data/coverage.json. That something is not in this
   bundle does not mean that it is not in the leak.
";

impl Bag {
    /// Begins a bag in a folder that is empty.
    pub fn begin(root: &Path) -> io::Result<Self> {
        fs::create_dir(root.join("data"))?;
        fs::create_dir(root.join("data/texts"))?;
        Ok(Self {
            root: root.to_owned(),
            payload: Vec::new(),
            papers: Vec::new(),
            left_out: Vec::new(),
        })
    }

    /// Adds an item: its text, and its place among the citations.
    pub fn add(&mut self, mut paper: Paper) -> Result<(), Error> {
        let name = format!("data/texts/{}.txt", paper.answer.item.id);
        self.file(&name, |out| text(&paper, out))?;
        paper.segments = Vec::new();
        paper.mentions = Vec::new();
        self.papers.push(paper);
        Ok(())
    }

    /// Adds the original of an item, which `write` writes; one that cannot be written is listed with the reason.
    pub fn add_original<E: std::fmt::Display>(
        &mut self,
        item: &ItemAnswer,
        write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<Result<(), E>, Error> {
        fs::create_dir_all(self.root.join("data/originals"))?;
        let name = format!("data/originals/{}{}", item.item.id, extension(&item.item.locator));
        let path = self.root.join(&name);
        let mut out = Digesting::new(BufWriter::new(File::create_new(&path)?));
        let written = write(&mut out);
        let (digest, size) = out.end()?;
        match &written {
            Ok(()) => self.payload.push((name, digest, size)),
            // What was cut off is no original.
            Err(error) => {
                fs::remove_file(&path)?;
                let ItemLine { id, locator, .. } = &item.item;
                self.left_out.push([id.clone(), locator.clone(), error.to_string()]);
            }
        }
        Ok(written)
    }

    /// Ends the bag and returns how many items it holds. `sealed_on` is the day, ISO 8601.
    pub fn end(
        mut self,
        about: &About,
        coverage: &Coverage,
        sealed_on: &str,
    ) -> Result<u64, Error> {
        let papers = std::mem::take(&mut self.papers);
        self.file("data/about.json", |out| line(out, about))?;
        self.file("data/coverage.json", |out| line(out, coverage))?;
        self.file("data/HOW-TO-CHECK.txt", |out| Ok(out.write_all(HOW_TO_CHECK.as_bytes())?))?;
        self.file("data/notes.jsonl", |out| {
            let lines = papers.iter().flat_map(|paper| &paper.answer.annotations);
            lines.into_iter().try_for_each(|annotation| line(out, annotation))
        })?;
        let count = papers.len() as u64;
        self.file("data/citations.csv", |out| {
            let mut csv = Csv::begin(out)?;
            tables::items(papers.into_iter().map(Ok), Some(about), &mut csv).map(drop)
        })?;
        self.list_what_is_left_out()?;
        self.tags(about, sealed_on)?;
        Ok(count)
    }

    /// Writes which originals are left out, where there are any.
    fn list_what_is_left_out(&mut self) -> Result<(), Error> {
        let left_out = std::mem::take(&mut self.left_out);
        if left_out.is_empty() {
            return Ok(());
        }
        self.file("data/left-out.csv", |out| {
            let mut csv = Csv::begin(out)?;
            csv.row(&Cell::texts(["id", "locator", "reason"]))?;
            for row in &left_out {
                csv.row(&Cell::texts(row.iter().map(String::as_str)))?;
            }
            Ok(())
        })
    }

    /// Writes the tag files (RFC 8493, sections 2.1 and 2.2).
    fn tags(self, about: &About, sealed_on: &str) -> Result<(), Error> {
        let entry = |(name, digest, _): &(String, String, u64)| format!("{digest}  {name}\n");
        let manifest: String = self.payload.iter().map(entry).collect();
        let bytes: u64 = self.payload.iter().map(|(.., size)| size).sum();
        let info = format!(
            "Bagging-Date: {sealed_on}\nBag-Software-Agent: {}\nPayload-Oxum: {bytes}.{}\nExternal-Description: {}\n",
            tag_value(&about.program),
            self.payload.len(),
            tag_value(&about.line()),
        );
        let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
        let files = [
            ("bagit.txt", declaration),
            ("bag-info.txt", &info),
            ("manifest-sha256.txt", &manifest),
        ];
        for (name, text) in files {
            fs::write(self.root.join(name), text)?;
        }
        let entry = |(name, text): (&str, &str)| {
            format!("{}  {name}\n", fixity::of(text.as_bytes(), &[]).sha256)
        };
        let tags: String = files.into_iter().map(entry).collect();
        fs::write(self.root.join("tagmanifest-sha256.txt"), tags)?;
        Ok(())
    }

    /// Writes a file of the payload.
    fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut Digesting<BufWriter<File>>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let file = File::create_new(self.root.join(name))?;
        let mut out = Digesting::new(BufWriter::new(file));
        write(&mut out)?;
        let (digest, size) = out.end()?;
        self.payload.push((name.to_owned(), digest, size));
        Ok(())
    }
}

/// Returns a value of a tag file: on one line (RFC 8493, section 2.2.2).
fn tag_value(text: &str) -> String {
    item::visible(&text.replace(['\n', '\r', '\t'], " "))
}

/// Returns the extension of a name, where it is a plain one: names of a leak are not trusted with a place on disk.
fn extension(locator: &str) -> String {
    let name = locator.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_plain = extension.len() <= 8 && extension.chars().all(|c| c.is_ascii_alphanumeric());
    if is_plain && !extension.is_empty() {
        format!(".{}", extension.to_lowercase())
    } else {
        String::new()
    }
}

/// Writes the text of an item, each part beneath where it stands.
fn text(paper: &Paper, out: &mut impl Write) -> Result<(), Error> {
    writeln!(out, "{}", item::visible(&paper.answer.cite))?;
    for segment in &paper.segments {
        let place = printed_place(&segment.place).unwrap_or_default();
        writeln!(out, "\n-- {} {}", segment.layer.name(), item::visible(&place))?;
        writeln!(out, "{}", item::visible(&segment.text))?;
    }
    Ok(())
}

/// A file that is digested as it is written.
struct Digesting<W> {
    out: W,
    digester: fixity::Digester,
    size: u64,
}

impl<W: Write> Digesting<W> {
    fn new(out: W) -> Self {
        Self { out, digester: fixity::Digester::new(&[]), size: 0 }
    }

    /// Returns SHA-256 and size of what was written.
    fn end(mut self) -> io::Result<(String, u64)> {
        self.out.flush()?;
        Ok((self.digester.finish().sha256.to_string(), self.size))
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.digester.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_the_leak_decides_nothing_but_a_plain_extension() {
        assert_eq!(extension("a/b.PDF"), ".pdf");
        for odd in ["a/b", "a/b.", "a.zip!/..", "x.p\u{202e}df", "x.verylongone", "x.a b"] {
            assert_eq!(extension(odd), "", "{odd}");
        }
    }
}
