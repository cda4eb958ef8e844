//! Sorts files into seeds: `seeds OUT FOLDER…` puts each file beneath the folders, and each member of one, into
//! `OUT/reader/FORMAT`, its text into `OUT/recognise`, the frames that a worker sends of it into `OUT/wire`. Each format with a
//! reader has a folder, if an empty one.
// What libFuzzer needs of a program stands in this library.
extern crate libfuzzer_sys as _;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use formats::FORMATS;
use fuzz::input;
use item::Segment;
use sandbox::{Child, Ending, Ran, Receiver, frames_of, run_here};

/// Larger seeds make a run slow. In bytes.
const LARGEST: usize = 256 << 10;
/// How deep members are looked for: an archive may hold itself.
const DEPTH: u32 = 4;

fn main() -> io::Result<()> {
    let mut words = std::env::args_os().skip(1).map(PathBuf::from);
    let out = words.next().expect("seeds OUT FOLDER…");
    for format in FORMATS.iter().filter(|format| format.extract.is_some()) {
        fs::create_dir_all(out.join("reader").join(format.id))?;
    }
    words.try_for_each(|folder| sort(&folder, &out))
}

fn sort(path: &Path, out: &Path) -> io::Result<()> {
    if !path.is_dir() {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        return seed(&fs::read(path)?, name, DEPTH, out);
    }
    for entry in fs::read_dir(path)? {
        sort(&entry?.path(), out)?;
    }
    Ok(())
}

fn seed(bytes: &[u8], name: &[u8], depth: u32, out: &Path) -> io::Result<()> {
    let mut members = Members::default();
    let item = formats::Input { name: name.to_vec(), ..input(bytes) };
    let Ran { identified, segments, .. } = run_here(&item, &mut members);
    let of_format = out.join("reader").join(&*identified.format);
    if of_format.is_dir() {
        keep(bytes, &of_format)?;
    }
    keep(&[name, b"\n", bytes].concat(), &out.join("identify"))?;
    keep(text(&segments).as_bytes(), &out.join("recognise"))?;
    keep(&frames_of(&item), &out.join("wire"))?;
    let Some(depth) = depth.checked_sub(1) else { return Ok(()) };
    members.0.iter().try_for_each(|(name, bytes)| seed(bytes, name, depth, out))
}

/// The first texts, parted as the target parts them.
fn text(segments: &[Segment]) -> String {
    let mut text = String::new();
    for segment in segments.iter().filter(|segment| segment.text.len() < 4_096) {
        if text.len() < 8_192 {
            text.extend([&segment.text, "\x0c"]);
        }
    }
    text
}

fn keep(bytes: &[u8], folder: &Path) -> io::Result<()> {
    if bytes.is_empty() || bytes.len() > LARGEST {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    fs::write(folder.join(fixity::of(bytes, &[]).blake3.to_string()), bytes)
}

/// The names and bytes of the members of a container.
#[derive(Default)]
struct Members(Vec<(Vec<u8>, Vec<u8>)>);

impl Receiver for Members {
    fn begin(&mut self, child: Child) {
        self.0.push((child.name, Vec::new()));
    }
    fn bytes(&mut self, chunk: &[u8]) {
        if let Some((_, bytes)) = self.0.last_mut() {
            bytes.extend_from_slice(chunk);
        }
    }
    fn end(&mut self, _ending: Ending) {}
    fn restart(&mut self) {}
}
