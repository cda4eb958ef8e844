//! Members that are volumes of a file that was split: laid together where a container holds all of them.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};

use item::{
    Key, Part, PartialReason, Place, Segment, Series, SeriesKind, Warning, begins_archive, escape,
};

use crate::{Child, Content, Flow, Picture, Sink};

/// How many bytes of volumes are held in memory; members beyond them are members like others.
const MOST_HELD: u64 = 128 << 20;
/// Most volumes of one file.
const MOST_VOLUMES: u64 = 1_000;
/// How many absent volumes are named.
const MOST_NAMED: usize = 8;
/// How many first bytes the signatures of archives take.
const SIGNATURE: usize = 6;

/// Hands everything on. Members whose names are those of volumes come last, each told what it is a part of, and behind
/// those of one file the file itself.
pub struct Joining<'a> {
    sink: &'a mut dyn Sink,
    held: Vec<Volume>,
    bytes: u64,
}

/// A member with the name of a volume.
struct Volume {
    child: Child,
    folder: usize,
    series: Series,
    content: Vec<u8>,
}

impl Volume {
    fn name(&self) -> &[u8] {
        &self.child.name[self.folder..]
    }

    fn folder(&self) -> &[u8] {
        &self.child.name[..self.folder]
    }
}

impl<'a> Joining<'a> {
    /// Hands on to `sink`.
    pub fn new(sink: &'a mut dyn Sink) -> Self {
        Self { sink, held: Vec::new(), bytes: 0 }
    }

    /// Hands on the volumes that were held back, and what they are volumes of.
    pub fn finish(self) -> Flow {
        let mut sets: BTreeMap<(Vec<u8>, Vec<u8>), Vec<Volume>> = BTreeMap::new();
        for volume in self.held {
            let key = (volume.folder().to_vec(), volume.series.whole.clone());
            sets.entry(key).or_default().push(volume);
        }
        for set in sets.into_values() {
            if push_set(&set, self.sink) == Flow::Stop {
                return Flow::Stop;
            }
        }
        Flow::Continue
    }

    /// Returns the series of a member that is held back: a volume with a number, or one that bears the name of the whole
    /// where others are held already.
    fn series(&self, child: &Child) -> Option<(usize, Series)> {
        let folder = child.name.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
        let name = &child.name[folder..];
        let series = Series::of(name)?;
        let is_of = |volume: &Volume| {
            volume.series.whole == series.whole && volume.folder() == &child.name[..folder]
        };
        let is_main = series.main() == Some(name);
        (!is_main || self.held.iter().any(is_of)).then_some((folder, series))
    }
}

/// Pushes the volumes of one file, and the file where all are there.
fn push_set(set: &[Volume], sink: &mut dyn Sink) -> Flow {
    let (order, absent) = order(set);
    let is_joined = absent.is_empty() && order.len() > 1 && fit(&order, set);
    let names: Vec<String> = order.iter().map(|at| escape(set[*at].name())).collect();
    let whole = escape(&set[0].series.whole);
    let joined = is_joined.then(|| {
        let lengths = order.iter().map(|at| set[*at].content.len() as u64).collect();
        let part = Part::Whole { lengths, names: names.join(", ") };
        let name = [set[0].folder(), &set[0].series.whole].concat();
        (declaring(Child { name, ..Child::default() }, &part), order.clone())
    });
    let absent = absent_of(set, absent);
    for volume in set {
        let part = if is_joined { Part::Of(whole.clone()) } else { Part::Alone(absent.clone()) };
        let child = declaring(volume.child.clone(), &part);
        if sink.child(child, Content::Stream(&mut &volume.content[..])) == Flow::Stop {
            return Flow::Stop;
        }
    }
    let Some((child, order)) = joined else { return Flow::Continue };
    let mut contents: Box<dyn Read + '_> = Box::new(io::empty());
    for at in order {
        contents = Box::new(contents.chain(&set[at].content[..]));
    }
    sink.child(child, Content::Stream(&mut contents))
}

fn declaring(mut child: Child, part: &Part) -> Child {
    child.declared.format = Some(part.to_string().into());
    child
}

/// Returns the volumes in the order of their bytes, and the names of those that are missing before the last.
fn order(set: &[Volume]) -> (Vec<usize>, Vec<Vec<u8>>) {
    let series = &set[0].series;
    let at = |name: &[u8]| set.iter().position(|volume| volume.name() == name);
    let is_there = |number: &u64| series.name(*number).and_then(|name| at(&name)).is_some();
    let firsts = series.kind.first_numbers();
    let first = firsts.iter().copied().find(is_there);
    let first = first.or_else(|| firsts.last().copied()).unwrap_or_default();
    let (mut order, mut absent) = (Vec::new(), Vec::new());
    let mut numbered = set.len() - series.main().and_then(at).map_or(0, |_| 1);
    for number in first..first + MOST_VOLUMES {
        let Some(name) = series.name(number).filter(|_| numbered > 0) else { break };
        match at(&name) {
            Some(at) => {
                order.push(at);
                numbered -= 1;
            }
            None => absent.push(name),
        }
    }
    if let Some(main) = series.main() {
        let place = if series.kind == SeriesKind::Zip { order.len() } else { 0 };
        match at(main) {
            Some(at) => order.insert(place, at),
            None => absent.push(main.to_vec()),
        }
    }
    (order, absent)
}

/// Returns the names of the absent volumes; of a set without a gap the next one, which it may or may not have had.
fn absent_of(set: &[Volume], mut absent: Vec<Vec<u8>>) -> String {
    let series = &set[0].series;
    let is_there = |name: &Vec<u8>| set.iter().any(|volume| volume.name() == name.as_slice());
    if absent.is_empty() {
        let names = (0..MOST_VOLUMES).filter_map(|number| series.name(number));
        let behind = names.skip_while(|name| !is_there(name)).skip_while(is_there);
        absent.extend(behind.take(1));
    }
    let more = if absent.len() > MOST_NAMED { " and more" } else { "" };
    let names: Vec<String> = absent.iter().take(MOST_NAMED).map(|name| escape(name)).collect();
    names.join(", ") + more
}

/// Tells whether lengths and first bytes are those of volumes of one file, as for files that lie side by side.
fn fit(order: &[usize], set: &[Volume]) -> bool {
    let contents: Vec<&[u8]> = order.iter().map(|at| &set[*at].content[..]).collect();
    let [first, others @ ..] = contents.as_slice() else { return false };
    match set[0].series.kind {
        SeriesKind::Zip => first.starts_with(b"PK"),
        SeriesKind::Rar | SeriesKind::OldRar => {
            contents.iter().all(|content| content.starts_with(b"Rar!"))
        }
        SeriesKind::Numbers | SeriesKind::Letters => {
            let begins_alike = |other: &&[u8]| {
                other.len() >= SIGNATURE && first.get(..SIGNATURE) == other.get(..SIGNATURE)
            };
            let (last, middle) = others.split_last().map_or((&first[..], others), |(l, m)| (l, m));
            let are_even = last.len() <= first.len() + contents.len()
                && middle.iter().all(|content| content.len() == first.len());
            let goes_on = set[0].series.kind == SeriesKind::Numbers
                && begins_archive(first)
                && !others.iter().any(|content| begins_archive(content));
            !first.is_empty() && (are_even || goes_on) && !others.iter().any(begins_alike)
        }
    }
}

impl Sink for Joining<'_> {
    fn text(&mut self, segment: Segment) -> Flow {
        self.sink.text(segment)
    }

    fn child(&mut self, child: Child, content: Content<'_>) -> Flow {
        let (series, stream) = match (self.series(&child), content) {
            (Some(series), Content::Stream(stream)) if self.bytes < MOST_HELD => (series, stream),
            (_, content) => return self.sink.child(child, content),
        };
        let room = MOST_HELD - self.bytes;
        let mut content = Vec::new();
        let read = stream.take(room).read_to_end(&mut content);
        let error = match read {
            Ok(length) if (length as u64) < room => {
                self.bytes += length as u64;
                let (folder, series) = series;
                self.held.push(Volume { child, folder, series, content });
                return Flow::Continue;
            }
            Ok(_) => None,
            Err(error) => Some(error),
        };
        let mut rest = Failing(error);
        let mut whole = Cursor::new(content).chain(&mut rest).chain(stream);
        self.sink.child(child, Content::Stream(&mut whole))
    }

    fn picture(&mut self, place: Place, picture: Picture) -> Flow {
        self.sink.picture(place, picture)
    }

    fn metadata(&mut self, key: Key, value: &str) {
        self.sink.metadata(key, value);
    }

    fn warn(&mut self, warning: Warning) {
        self.sink.warn(warning);
    }

    fn partial(&mut self, reason: PartialReason) {
        self.sink.partial(reason);
    }
}

/// Gives an error once, or nothing.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Error, Input, probe};

    /// Pushes members from lines `name content`, and `!` for one that cannot be read to its end.
    #[expect(clippy::unnecessary_wraps, reason = "the signature of every extractor")]
    fn members(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
        let mut sink = Joining::new(sink);
        for line in String::from_utf8_lossy(&input.bytes).lines() {
            let (name, content) = line.split_once(' ').expect("tests are made so");
            let child = Child { name: name.into(), ..Child::default() };
            let _ = sink.child(child, Content::Stream(&mut content.as_bytes()));
        }
        let _ = sink.finish();
        Ok(())
    }

    fn read(list: &str) -> Vec<(String, String, String)> {
        let found = probe::of(members, list.as_bytes());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let shown = |(child, content): &(Child, Vec<u8>)| {
            let declared = child.declared.format.clone().unwrap_or_default().into_owned();
            (text(&child.name), text(content), declared)
        };
        found.children.iter().map(shown).collect()
    }

    fn row(name: &str, content: &str, declared: &str) -> (String, String, String) {
        (name.into(), content.into(), declared.into())
    }

    #[test]
    fn volumes_that_are_all_there_are_laid_together() {
        assert_eq!(
            read("d/x.7z.002 CD\nnote.txt hello\nd/x.7z.001 AB\nd/x.7z.003 E"),
            [
                row("note.txt", "hello", ""),
                row("d/x.7z.002", "CD", "volume of x.7z"),
                row("d/x.7z.001", "AB", "volume of x.7z"),
                row("d/x.7z.003", "E", "volume of x.7z"),
                row("d/x.7z", "ABCDE", "volumes 2,2,1 x.7z.001, x.7z.002, x.7z.003"),
            ]
        );
        assert_eq!(
            read("x.z01 PK..\nx.z02 abcd\nx.zip end\ny.zip PK"),
            [
                row("y.zip", "PK", ""),
                row("x.z01", "PK..", "volume of x.zip"),
                row("x.z02", "abcd", "volume of x.zip"),
                row("x.zip", "end", "volume of x.zip"),
                row("x.zip", "PK..abcdend", "volumes 4,4,3 x.z01, x.z02, x.zip"),
            ]
        );
    }

    #[test]
    fn volumes_of_an_archive_may_have_any_lengths() {
        let found = read("x.zip.001 PK\u{3}\u{4}\nx.zip.002 abcdefgh\nx.zip.003 ijklmnopqrstuvw");
        assert_eq!(found.last().map(|(name, ..)| name.as_str()), Some("x.zip"), "{found:?}");
        let found = read("x.zip.001 PK\u{3}\u{4}\nx.zip.002 PK\u{3}\u{4}efgh\nx.zip.003 ijk");
        assert!(found.iter().all(|(name, ..)| name != "x.zip"), "{found:?}");
    }

    #[test]
    fn absent_volumes_are_named() {
        let alone =
            |list: &str| read(list).into_iter().map(|(.., declared)| declared).collect::<Vec<_>>();
        assert_eq!(alone("x.7z.001 AB"), ["volume without x.7z.002"]);
        assert_eq!(alone("x.7z.003 AB"), ["volume without x.7z.001, x.7z.002"]);
        assert_eq!(alone("x.z01 PK"), ["volume without x.zip"]);
        assert_eq!(alone("x.part1.rar a\nx.part3.rar b"), vec!["volume without x.part2.rar"; 2]);
    }

    #[test]
    fn files_of_their_own_are_no_volumes() {
        let found = read("x.zip.001 PK1234567\nx.zip.002 PK1234567");
        assert!(found.iter().all(|(name, ..)| name != "x.zip"), "{found:?}");
        assert_eq!(read("x.zip PK\nx.rar Rar!").len(), 2);
    }
}
