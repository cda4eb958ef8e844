//! What a torrent yields: which files it names, who shares them where, and what is said of them (BEP 3, BEP 12, BEP 52).

mod bencode;

use item::{Key, Layer};

use crate::shared::decode;
use crate::shared::links::Links;
use crate::shared::segments::Lines;
use crate::shared::time::utc;
use crate::{Error, Flow, Input, Sink};
use bencode::{Value, Values};

/// How many bytes of a file tell whether it is one.
const HEAD: usize = 64 << 10;

/// Tells whether a torrent begins here: a dictionary in which that of the files stands.
pub(crate) fn is_torrent(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let begins = matches!(bytes, [b'd', b'1'..=b'9', b'0'..=b'9' | b':', ..]);
    let is_named = || {
        let marks: [&[u8]; 3] = [b"4:infod", b"8:announce", b"13:announce-list"];
        marks.iter().any(|mark| memchr::memmem::find(head, mark).is_some())
    };
    begins && is_named() && memchr::memmem::find(head, b"4:name").is_some()
}

/// Pushes the files, a line each with its size, and what is said of them.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    let (root, is_whole) = Value::read(&input.bytes);
    let root = root.map().ok_or_else(|| Error::malformed("no dictionary"))?;
    let torrent =
        Torrent { root, info: get(root, "info").and_then(Value::map).unwrap_or_default() };
    torrent.report(sink);
    if torrent.push_files(sink) == Flow::Continue {
        let _ = torrent.links().push(sink);
    }
    if is_whole { Ok(()) } else { Err(Error::Truncated) }
}

type Map<'a> = [(&'a [u8], Value<'a>)];

struct Torrent<'v, 'a> {
    root: &'v Map<'a>,
    info: &'v Map<'a>,
}

fn get<'v, 'a>(map: &'v Map<'a>, key: &str) -> Option<&'v Value<'a>> {
    map.iter().find(|(name, _)| *name == key.as_bytes()).map(|(_, value)| value)
}

/// Returns a text, in UTF-8 where it stands there so besides.
fn text(map: &Map<'_>, key: &str) -> Option<String> {
    let value = get(map, &format!("{key}.utf-8")).or_else(|| get(map, key))?;
    value.bytes().map(readable)
}

fn readable(bytes: &[u8]) -> String {
    decode::text(bytes, None).text
}

fn number(map: &Map<'_>, key: &str) -> Option<i64> {
    get(map, key)?.number()
}

impl Torrent<'_, '_> {
    fn report(&self, sink: &mut dyn Sink) {
        let texts = [
            (Key::TITLE, text(self.info, "name")),
            (Key::DESCRIPTION, text(self.root, "comment").or_else(|| text(self.info, "comment"))),
            (Key::GENERATOR, text(self.root, "created by")),
            (Key::PUBLISHER, text(self.root, "publisher").or_else(|| text(self.info, "publisher"))),
            (Key::SOURCE, text(self.info, "source")),
            (Key::CREATED, number(self.root, "creation date").filter(|it| is_moment(*it)).map(utc)),
        ];
        for (key, value) in texts {
            sink.metadata(key, value.unwrap_or_default().trim());
        }
    }

    /// Pushes the files of the first version, which others have besides, or else those of the second.
    fn push_files(&self, sink: &mut dyn Sink) -> Flow {
        let name = text(self.info, "name").unwrap_or_default();
        let mut lines = Lines::new(sink, Layer::Body, "files");
        let flow = match (get(self.info, "files"), get(self.info, "file tree")) {
            (Some(files), _) => push_list(files.list(), &name, &mut lines),
            (None, Some(tree)) => push_tree(tree, &mut vec![name], &mut lines),
            (None, None) => lines.line(&line(&[name], number(self.info, "length"))),
        };
        if flow == Flow::Stop { flow } else { lines.finish() }
    }

    /// Gathers where the files are shared and found.
    fn links(&self) -> Links {
        let mut links = Links::default();
        for key in ["announce", "announce-list", "url-list", "httpseeds", "publisher-url"] {
            let values = [self.root, self.info].into_iter().filter_map(|map| get(map, key));
            values.for_each(|value| add_all(value, &mut links));
        }
        links
    }
}

/// Tells whether a number of seconds is a moment that a person may have seen.
fn is_moment(seconds: i64) -> bool {
    (0..=253_402_300_799).contains(&seconds)
}

fn add_all(value: &Value<'_>, links: &mut Links) {
    match value.bytes() {
        Some(address) => links.add(&readable(address)),
        None => value.list().iter().for_each(|value| add_all(value, links)),
    }
}

fn push_list(files: &Values<'_>, name: &str, lines: &mut Lines<'_>) -> Flow {
    for file in files {
        let file = file.map().unwrap_or_default();
        let path = get(file, "path.utf-8").or_else(|| get(file, "path"));
        let parts = path.map(Value::list).unwrap_or_default().iter().filter_map(Value::bytes);
        let path: Vec<String> =
            std::iter::once(name.to_owned()).chain(parts.map(readable)).collect();
        if lines.line(&line(&path, number(file, "length"))) == Flow::Stop {
            return Flow::Stop;
        }
    }
    Flow::Continue
}

/// Pushes the files of a tree: a file is a dictionary under an empty name.
fn push_tree(tree: &Value<'_>, path: &mut Vec<String>, lines: &mut Lines<'_>) -> Flow {
    for (name, value) in tree.map().unwrap_or_default() {
        let flow = if name.is_empty() {
            lines.line(&line(path, value.map().and_then(|file| number(file, "length"))))
        } else {
            path.push(readable(name));
            let flow = push_tree(value, path, lines);
            path.pop();
            flow
        };
        if flow == Flow::Stop {
            return flow;
        }
    }
    Flow::Continue
}

fn line(path: &[String], size: Option<i64>) -> String {
    let path = path.iter().filter(|part| !part.is_empty()).map(String::as_str);
    let path = path.collect::<Vec<_>>().join("/");
    size.map_or_else(|| path.clone(), |size| format!("{path}\t{size}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::probe;

    const TORRENT: &[u8] = "d8:announce22:http://tracker.example7:comment21:of Пестриков10:created by4:test13:creation datei1557224430e4:infod5:filesld6:lengthi7e4:pathl4:case5:a.txteed6:lengthi9e4:pathl5:b.txteee4:name4:leak6:pieces0:ee".as_bytes();

    #[test]
    fn files_and_what_is_said_of_them_are_read() {
        assert!(is_torrent(TORRENT));
        let found = probe::of(extract, TORRENT);
        assert_eq!(found.body(), "leak/case/a.txt\t7\nleak/b.txt\t9\nhttp://tracker.example\n");
        assert_eq!(found.first(&Key::DESCRIPTION), "of Пестриков");
        assert_eq!(found.first(&Key::CREATED), "2019-05-07T10:20:30Z");
        assert_eq!((found.first(&Key::TITLE), found.error.is_none()), ("leak", true));
    }

    #[test]
    fn one_file_and_trees_of_the_second_version_are_read() {
        let one = b"d4:infod6:lengthi7e4:name5:a.txtee";
        assert_eq!(probe::of(extract, one).body(), "a.txt\t7\n");
        let tree = b"d4:infod9:file treed4:cased5:a.txtd0:d6:lengthi7eeeee4:name4:leakee";
        assert_eq!(probe::of(extract, tree).body(), "leak/case/a.txt\t7\n");
    }

    #[test]
    fn a_cut_torrent_gives_what_it_has_and_other_bytes_are_none() {
        let cut = probe::of(extract, &TORRENT[..150]);
        assert!(
            matches!(cut.error, Some(Error::Truncated)) && cut.body().contains("http://tracker")
        );
        assert!(!is_torrent(b"d8:announce") && !is_torrent(b"do not open") && !is_torrent(b""));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in "[dlie0-9:a-z]{0,200}", at in 0_usize..200) {
            let hostile = [&TORRENT[..at.min(TORRENT.len())], bytes.as_bytes()].concat();
            probe::of(extract, &hostile);
        }
    }

    #[test]
    fn values_within_values_without_end_cost_no_stack() {
        let deep = [&b"d4:info"[..], &b"l".repeat(300_000)].concat();
        assert!(probe::of(extract, &deep).error.is_some());
    }
}
