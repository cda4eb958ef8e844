//! Single edits of a trove, chosen at random from a seed: each is named rightly, and nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use evidence::{AuditAnswer, Reference, audit};

use crate::Bench;

/// How many edits are made; more with `DOSSIER_EDITS`.
const EDITS: u64 = 60;
/// A part of a file that is short enough to have the smallest.
const PART: u64 = 16 << 10;

/// Numbers from a seed (xorshift64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end.max(1) as u64).expect("it is below the end")
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| u8::try_from(self.below(256)).expect("it is a byte")).collect()
    }
}

/// What an audit is to list, and nothing besides.
#[derive(Debug, Default, PartialEq, Eq)]
struct Verdicts {
    changed: Vec<String>,
    moved: Vec<(String, String)>,
    new: Vec<String>,
    missing: Vec<String>,
    times_only: Vec<String>,
}

impl From<&AuditAnswer> for Verdicts {
    fn from(answer: &AuditAnswer) -> Self {
        let moved = answer.moved.iter().map(|moved| (moved.from.clone(), moved.to.clone()));
        assert!(answer.unreadable.is_empty() && answer.not_covered.is_empty(), "{answer:?}");
        Self {
            changed: answer.changed.clone(),
            moved: moved.collect(),
            new: answer.new.clone(),
            missing: answer.missing.clone(),
            times_only: answer.times_only.clone(),
        }
    }
}

/// A trove as it was recorded, to be edited and brought back.
struct Trove {
    bench: Bench,
    files: BTreeMap<String, Vec<u8>>,
    time: SystemTime,
}

impl Trove {
    fn new(dice: &mut Dice) -> Self {
        let time = SystemTime::UNIX_EPOCH + Duration::from_hours(400_000);
        let mut trove = Self { bench: Bench::new(), files: BTreeMap::new(), time };
        for number in 0..30 {
            let content = match number % 5 {
                0 => dice.bytes(number + 1),
                1 => dice.bytes(16 << 10),
                _ => {
                    let length = 20_000 + dice.below(200_000);
                    dice.bytes(length)
                }
            };
            let name = format!("{number:02}.bin");
            trove.files.insert(name.clone(), content);
            trove.restore(&name);
            trove.bench.file_with_parts(&name, &trove.files[&name]);
        }
        trove
    }

    fn path(&self, name: &str) -> PathBuf {
        self.bench.trove().join(name)
    }

    fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.path(name), content).expect("the trove is writable");
    }

    fn touch(&self, name: &str, time: SystemTime) {
        let file = fs::File::options().append(true).open(self.path(name));
        file.and_then(|file| file.set_modified(time)).expect("times can be set");
    }

    fn restore(&self, name: &str) {
        self.write(name, &self.files[name]);
        self.touch(name, self.time);
    }

    fn audited(&self) -> AuditAnswer {
        let ledger = self.bench.ledger();
        let reference = Reference::of_dossier(&ledger, None, &[]).expect("it is in its place");
        audit(&reference, 2, &|| true).expect("the trove is readable")
    }

    /// Writes other content, and checks that the audit names the file and where it differs.
    fn change(&self, name: &str, content: &[u8]) {
        self.write(name, content);
        let answer = self.audited();
        let changed = vec![name.to_owned()];
        let expected = Verdicts { changed, ..Verdicts::default() };
        assert_eq!(Verdicts::from(&answer), expected);
        let then = &self.files[name];
        let [change] = &answer.changes[..] else { panic!("{answer:?}") };
        assert_eq!((change.size_before, change.size), (then.len() as u64, content.len() as u64));
        let shorter = then.len().min(content.len()) as u64;
        for at in (0..shorter).step_by(1 << 14) {
            let end = shorter.min(at + PART);
            let of = |bytes: &[u8]| {
                let index = |at: u64| usize::try_from(at).expect("files are small");
                bytes[index(at)..index(end)].to_vec()
            };
            let is_cut_amid = content.len() < then.len() && end - at < PART;
            let is_listed = change.ranges.iter().any(|part| part.from <= at && end <= part.to);
            let is_left_open = change.not_comparable.is_some_and(|part| part.to == end);
            assert_eq!(is_left_open, is_cut_amid, "{change:?}");
            assert_eq!(is_listed, !is_cut_amid && of(then) != of(content), "{change:?} at {at}");
        }
        self.restore(name);
    }

    fn edit(&self, dice: &mut Dice) {
        let names: Vec<&String> = self.files.keys().collect();
        let name = names[dice.below(names.len())].as_str();
        let mut content = self.files[name].clone();
        let at = dice.below(content.len());
        match dice.below(10) {
            0 => content[at] ^= 1 << dice.below(8),
            1 => {
                let end = content.len().min(at + 1 + dice.below(40_000));
                content[at..end].iter_mut().for_each(|byte| *byte = !*byte);
            }
            2 => {
                let length = 1 + dice.below(50_000);
                content.extend(dice.bytes(length));
            }
            3 => content.truncate(at),
            4 => content.insert(at, !content[at]),
            5 => return self.rename(name),
            6 => return self.remove(name),
            7 => return self.add(dice),
            8 => return self.swap(name, names[(dice.below(names.len() - 1) + 1) % names.len()]),
            _ => return self.age(name),
        }
        self.change(name, &content);
    }

    fn rename(&self, name: &str) {
        let other = format!("{name}.moved");
        fs::rename(self.path(name), self.path(&other)).expect("it is there");
        let moved = vec![(name.to_owned(), other.clone())];
        let expected = Verdicts { moved, ..Verdicts::default() };
        assert_eq!(Verdicts::from(&self.audited()), expected);
        fs::rename(self.path(&other), self.path(name)).expect("it is there");
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).expect("it is there");
        let expected = Verdicts { missing: vec![name.to_owned()], ..Verdicts::default() };
        assert_eq!(Verdicts::from(&self.audited()), expected);
        self.restore(name);
    }

    fn add(&self, dice: &mut Dice) {
        let length = 100 + dice.below(9_000);
        self.write("added", &dice.bytes(length));
        let expected = Verdicts { new: vec!["added".to_owned()], ..Verdicts::default() };
        assert_eq!(Verdicts::from(&self.audited()), expected);
        fs::remove_file(self.path("added")).expect("it is there");
    }

    fn swap(&self, one: &str, other: &str) {
        if one == other {
            return;
        }
        self.write(one, &self.files[other]);
        self.write(other, &self.files[one]);
        let mut changed = vec![one.to_owned(), other.to_owned()];
        changed.sort();
        let expected = Verdicts { changed, ..Verdicts::default() };
        assert_eq!(Verdicts::from(&self.audited()), expected);
        self.restore(one);
        self.restore(other);
    }

    fn age(&self, name: &str) {
        self.touch(name, self.time - Duration::from_secs(1));
        let answer = self.audited();
        assert!(answer.ok, "{answer:?}");
        let expected = Verdicts { times_only: vec![name.to_owned()], ..Verdicts::default() };
        assert_eq!(Verdicts::from(&answer), expected);
        self.restore(name);
    }
}

#[test]
fn every_edit_is_named_rightly_and_nothing_else_is() {
    let asked = std::env::var("DOSSIER_EDITS").ok().and_then(|number| number.parse().ok());
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let trove = Trove::new(&mut dice);
    for _ in 0..asked.unwrap_or(EDITS) {
        trove.edit(&mut dice);
    }
    let untouched = trove.audited();
    assert!(untouched.ok && untouched.matched == 30, "{untouched:?}");
}
