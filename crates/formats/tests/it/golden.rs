//! What readers yield does not change without a version that tells dossiers to read such items again.
//!
//! `tests/golden.tsv` has a line for each format that is read, with its version and a digest of all that its reader
//! yields of the bundled trove and of `tests/small`, and one for identification. `tests/small` has files of formats that
//! would add nothing to the story that the trove tells.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use formats::{Bytes, Child, FORMATS, Format, IDENTIFICATION, Input, Limits, identify};
use item::{Declared, Identified};

use crate::pst::office;
use crate::sink::Found;
use crate::store::Shape;

/// Members within members that are read, too: some formats stand in archives and mails alone.
const DEPTH: usize = 4;

/// FNV-1a with 64 bits: equal outputs are equal on every machine.
#[derive(Clone, Copy)]
struct Digest(u64);

impl Digest {
    const NEW: Self = Self(0xcbf2_9ce4_8422_2325);

    fn add(&mut self, text: &str) {
        for byte in text.as_bytes().iter().chain(&[0]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

struct Outputs {
    identified: Digest,
    by_format: BTreeMap<&'static str, Digest>,
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the bundled trove is there") {
        let path = entry.expect("the folder can be listed").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

impl Outputs {
    /// Identifies and reads a content and what it holds, and adds what came out.
    fn add(&mut self, name: &[u8], bytes: Bytes, declared: Declared, depth: usize) {
        let Identified { format, basis, .. } = identify(&bytes, name, &declared);
        self.identified.add(&format!("{} {format} {basis:?}", name.escape_ascii()));
        for (child, bytes) in self.read(name, bytes, declared) {
            if depth < DEPTH && !bytes.is_empty() {
                self.add(&child.name, bytes.into(), child.declared, depth + 1);
            }
        }
    }

    /// Reads a content alone, adds what came out, and returns its children.
    fn read(&mut self, name: &[u8], bytes: Bytes, declared: Declared) -> Vec<(Child, Vec<u8>)> {
        let Identified { format, .. } = identify(&bytes, name, &declared);
        let Some(Format { id, extract: Some(extract), .. }) = Format::by_id(&format) else {
            return Vec::new();
        };
        let input = Input {
            bytes,
            volumes: Vec::new(),
            name: name.to_vec(),
            declared,
            passwords: ["perm-1974"].into_iter().collect(),
            limits: Limits::default(),
        };
        let mut found = Found::default();
        let ended = extract(&input, &mut found).map_err(|error| error.to_string());
        let digest = self.by_format.entry(id).or_insert(Digest::NEW);
        digest.add(&json(&(&found.segments, &found.metadata, &found.warnings)));
        digest.add(&format!("{ended:?}"));
        for (child, bytes) in &found.children {
            digest.add(&format!(
                "{} {:?} {}",
                child.name.escape_ascii(),
                child.modified,
                bytes.len()
            ));
        }
        found.children
    }

    fn lines(&self) -> String {
        let mut lines = format!("identification\t{IDENTIFICATION}\t{:016x}\n", self.identified.0);
        for format in FORMATS.iter().filter(|format| format.extract.is_some()) {
            let digest = self.by_format.get(format.id);
            let digest = digest.unwrap_or_else(|| panic!("no bundled file is a {}", format.id));
            writeln!(lines, "{}\t{}\t{:016x}", format.id, format.version, digest.0)
                .expect("a string takes it");
        }
        lines
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("what came out can be written as JSON")
}

fn outputs() -> Outputs {
    let mut outputs = Outputs { identified: Digest::NEW, by_format: BTreeMap::new() };
    for (name, bytes) in contents("../../fixtures/trove") {
        outputs.add(&name, bytes, Declared::default(), 0);
    }
    for (name, bytes) in contents("tests/small") {
        outputs.read(&name, bytes, Declared::default());
    }
    outputs.read(b"object.bin", packed_note().into(), Declared::default());
    outputs.read(b"office.pst", office(Shape::Wide).into(), Declared::default());
    outputs
}

/// Returns names and bytes of all files beneath a folder.
fn contents(folder: &str) -> Vec<(Vec<u8>, Bytes)> {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
    paths.sort();
    let content = |path: &PathBuf| {
        let name = path.file_name().expect("a file has a name").as_encoded_bytes();
        (name.to_vec(), std::fs::read(path).expect("the file is readable").into())
    };
    paths.iter().map(content).collect()
}

/// Makes an object as it stands in documents: a note that the packager of Windows wrapped.
fn packed_note() -> Vec<u8> {
    let note = b"The minutes are in the annex.";
    let size = [u8::try_from(note.len()).expect("it is short"), 0, 0, 0];
    let wrapped =
        [b"\x02\0note.txt\0C:\\note.txt\0\0\0\x03\0\x01\0\0\0\0", &size[..], note].concat();
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory takes it");
    let mut stream = file.create_stream("/\u{1}Ole10Native").expect("the name is sound");
    let length = u32::try_from(wrapped.len()).expect("it is short").to_le_bytes();
    stream.write_all(&[&length[..], &wrapped].concat()).expect("memory takes it");
    drop(stream);
    file.flush().expect("memory takes it");
    file.into_inner().into_inner()
}

/// Returns version and digest by name.
fn table(lines: &str) -> BTreeMap<&str, (&str, &str)> {
    let cells = lines.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    cells.map(|cells| (cells[0], (cells[1], cells[2]))).collect()
}

#[test]
fn what_readers_yield_changes_with_their_version_alone() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden.tsv");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let now = outputs().lines();
    for (name, (version, digest)) in table(&now) {
        if let Some((before, known)) = table(&kept).get(name) {
            assert!(
                *known == digest || *before != version,
                "`{name}` yields something else than before under the version {version}: raise it in `table.rs`"
            );
        }
    }
    #[expect(clippy::disallowed_methods, reason = "a test is asked to write by the environment")]
    let is_asked = std::env::var_os("DOSSIER_UPDATE").is_some();
    if is_asked {
        std::fs::write(path, &now).expect("the table is writable");
        return;
    }
    assert_eq!(now, kept, "run this test with DOSSIER_UPDATE=1");
}
