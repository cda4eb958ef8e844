//! Real files, changed at random from a seed: whatever becomes of them, no reader panics.
//!
//! `DOSSIER_MUTATIONS=1000` changes each file so often, `DOSSIER_SEED=7` begins elsewhere; a failure names both.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use formats::{Format, Limits};

use crate::corpora::name;
use crate::kept::extract_with;
use crate::sink::identified;

/// How often each file is changed unless the environment says otherwise.
const MUTATIONS: u64 = 6;

/// Larger files are left out. In bytes.
const LARGEST: u64 = 512 << 10;

/// A changed file yields at most so much; what is beyond is a limit and no failure.
const LIMITS: Limits =
    Limits { text_bytes: 4 << 20, members: 1_000, inflated_bytes: 16 << 20, nesting: 256 };

/// Numbers that follow from a seed (Marsaglia's xorshift of 64 bits).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.roll() % bound.max(1) as u64).expect("it is below the bound")
    }
}

/// Changes bytes as damage and malice do: single bytes, lengths, ranges that are lost, doubled or cut off.
fn mutate(bytes: &mut Vec<u8>, dice: &mut Dice) {
    const LENGTHS: [u32; 6] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, u32::MAX];
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        let end = bytes.len().min(at + 1 + dice.below(64));
        match dice.below(6) {
            0 | 1 => bytes[at] = dice.roll().to_le_bytes()[0],
            2 => {
                let length = LENGTHS[dice.below(LENGTHS.len())].to_le_bytes();
                let end = bytes.len().min(at + length.len());
                bytes[at..end].copy_from_slice(&length[..end - at]);
            }
            3 => drop(bytes.drain(at..end)),
            4 => {
                let doubled = bytes[at..end].to_vec();
                bytes.splice(at..at, doubled);
            }
            _ => bytes.truncate(at),
        }
        if bytes.is_empty() {
            return;
        }
    }
}

/// Lists the files below a folder, in order.
fn bundled(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(&folder).expect("it is bundled").flatten().map(|it| it.path())
        {
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

#[expect(clippy::disallowed_methods, reason = "a long run is ordered by the environment")]
fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(usual)
}

#[test]
fn changed_files_make_no_reader_panic() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mutations, first) = (number("DOSSIER_MUTATIONS", MUTATIONS), number("DOSSIER_SEED", 1));
    let folders = [root.join("tests/small"), root.join("../../fixtures/trove")];
    for path in folders.iter().flat_map(|folder| bundled(folder)) {
        let whole = std::fs::read(&path).expect("it is bundled");
        let name = name(&path);
        let format = identified(&whole, &name).format;
        let has_reader = Format::by_id(&format).is_some_and(|format| format.extract.is_some());
        if whole.is_empty() || whole.len() as u64 > LARGEST || !has_reader {
            continue;
        }
        for seed in first..first + mutations {
            let mut bytes = whole.clone();
            // Seeds lie close together; the odd factor sets them apart (Knuth's multiplicative hash).
            mutate(&mut bytes, &mut Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
            let read = catch_unwind(AssertUnwindSafe(|| {
                drop(identified(&bytes, &name));
                drop(extract_with(&format, bytes, &name, &[], LIMITS));
            }));
            assert!(read.is_ok(), "{name} as {format}, DOSSIER_SEED={seed}");
        }
    }
}
