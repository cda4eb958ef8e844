//! Who and what is named together, as a graph (`GraphML` 1.1): papers, and the people, notices and bureaus that they name.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Write};

use answers::Paper;
use item::{Kind, Mention};

use crate::Error;
use crate::about::About;
use crate::markup::escape;

/// The kinds that are nodes, and what a node of each is called.
const KINDS: [(Kind, &str); 4] = [
    (Kind::Person, "person"),
    (Kind::Control, "notice"),
    (Kind::NoticeId, "notice"),
    (Kind::Ncb, "bureau"),
];
/// A line that names more than this is a list, and tells nothing of any two of them.
const MOST_IN_A_LINE: usize = 12;

/// A graph that is written while it grows paper by paper: a paper and its edges at once; what is named, and what stands
/// together, which any later paper may tell more of, at the end.
pub(crate) struct Graph<W: Write> {
    out: W,
    papers: u64,
    things: BTreeMap<Thing, ThingNode>,
    /// In how many papers two things stand in one line, by the numbers of their nodes.
    together: BTreeMap<(u64, u64), Dated>,
    seen: HashSet<String>,
}

/// What is named: the name of its node and its key.
type Thing = (&'static str, String);

/// How a thing is written, and in how many papers of which dates it stands.
#[derive(Debug, Default)]
struct ThingNode {
    /// By the order in which things are named first.
    number: u64,
    forms: BTreeMap<String, u64>,
    dated: Dated,
}

/// A number of papers with the first and the last of their dates.
#[derive(Clone, Debug, Default)]
struct Dated {
    papers: u64,
    first: Option<String>,
    last: Option<String>,
}

impl<W: Write> Graph<W> {
    /// Begins a graph.
    pub(crate) fn begin(about: &About, mut out: W) -> Result<Self, Error> {
        out.write_all(HEAD.as_bytes())?;
        writeln!(out, "<desc>{}</desc>", escape(&about.line()))?;
        writeln!(out, "<graph id=\"dossier\" edgedefault=\"undirected\">")?;
        Ok(Self {
            out,
            papers: 0,
            things: BTreeMap::new(),
            together: BTreeMap::new(),
            seen: HashSet::new(),
        })
    }

    /// Adds a paper; the copies of a content are one.
    pub(crate) fn add(&mut self, paper: &Paper) -> Result<(), Error> {
        let line = &paper.answer.item;
        let content = line.blake3.clone().unwrap_or_else(|| line.id.clone());
        if !self.seen.insert(content) {
            return Ok(());
        }
        let date = paper.answer.date.as_deref();
        let mut named: BTreeMap<u64, u64> = BTreeMap::new();
        let mut lines: BTreeMap<(u32, usize), BTreeSet<u64>> = BTreeMap::new();
        let mut place = (0, 0, 0);
        for mention in &paper.mentions {
            place = line_of(paper, mention, place);
            let Some(thing) = thing(mention) else { continue };
            let next = self.things.len() as u64;
            let new = || ThingNode { number: next, ..ThingNode::default() };
            let node = self.things.entry(thing).or_insert_with(new);
            *node.forms.entry(mention.normal.clone()).or_default() += 1;
            let times = named.entry(node.number).or_default();
            if *times == 0 {
                node.dated.add(date);
            }
            *times += 1;
            lines.entry((place.0, place.1)).or_default().insert(node.number);
        }
        for pair in pairs(lines.into_values()) {
            self.together.entry(pair).or_default().add(date);
        }
        if named.is_empty() { Ok(()) } else { self.write_paper(paper, &named) }
    }

    fn write_paper(&mut self, paper: &Paper, named: &BTreeMap<u64, u64>) -> Result<(), Error> {
        let (line, date) = (&paper.answer.item, &paper.answer.date);
        let id = format!("p{}", self.papers);
        self.papers += 1;
        let label = paper.answer.title.as_deref().unwrap_or_else(|| name(&line.locator));
        node(&mut self.out, &id, "paper", label, |out| {
            data(out, "locator", &line.locator)?;
            data(out, "item", &line.id)?;
            date.iter().try_for_each(|date| data(out, "date", date))
        })?;
        for (thing, times) in named {
            edge(&mut self.out, &id, &format!("n{thing}"), "names", |out| {
                data(out, "weight", &times.to_string())?;
                date.iter().try_for_each(|date| data(out, "edge_date", date))
            })?;
        }
        Ok(())
    }

    /// Ends the graph and returns how many nodes it has.
    pub(crate) fn end(self) -> Result<u64, Error> {
        let Self { mut out, papers, things, together, .. } = self;
        for ((kind, _), found) in &things {
            node(&mut out, &format!("n{}", found.number), kind, found.label(), |out| {
                found.dated.write(out, "papers")
            })?;
        }
        for ((one, other), dated) in &together {
            let (one, other) = (format!("n{one}"), format!("n{other}"));
            edge(&mut out, &one, &other, "same line", |out| dated.write(out, "weight"))?;
        }
        out.write_all(b"</graph>\n</graphml>\n")?;
        Ok(papers + things.len() as u64)
    }
}

impl ThingNode {
    /// Returns the fullest of the forms that are no rarer than a quarter of the most frequent one.
    fn label(&self) -> &str {
        let most = self.forms.values().max().copied().unwrap_or_default();
        let usual = self.forms.iter().filter(|(_, times)| 4 * **times >= most);
        let words = |form: &str| form.split_whitespace().count();
        let fullest = usual.max_by_key(|(form, times)| (words(form), **times));
        fullest.map_or("", |(form, _)| form)
    }
}

impl Dated {
    fn add(&mut self, date: Option<&str>) {
        self.papers += 1;
        let Some(date) = date else { return };
        if self.first.as_deref().is_none_or(|first| date < first) {
            self.first = Some(date.to_owned());
        }
        if self.last.as_deref().is_none_or(|last| date > last) {
            self.last = Some(date.to_owned());
        }
    }

    fn write(&self, out: &mut dyn Write, count: &str) -> io::Result<()> {
        let of_edge = if count == "weight" { "edge_" } else { "" };
        data(out, count, &self.papers.to_string())?;
        for (key, date) in [("first", &self.first), ("last", &self.last)] {
            if let Some(date) = date {
                data(out, &format!("{of_edge}{key}"), date)?;
            }
        }
        Ok(())
    }
}

/// Returns the node that a mention stands for. A person is the canonical key of the name, which is the same in every
/// script and spelling; who is named by the family name alone is a node of that name.
fn thing(mention: &Mention) -> Option<Thing> {
    let (_, node) = KINDS.iter().find(|(kind, _)| *kind == mention.kind)?;
    let key = mention.keys.first().unwrap_or(&mention.normal);
    Some((node, key.clone()))
}

/// Returns the segment of a mention, where its line begins, and its own start; `before` is that of the mention before, behind
/// which alone line ends are looked for.
fn line_of(paper: &Paper, mention: &Mention, before: (u32, usize, usize)) -> (u32, usize, usize) {
    let (line, from) = match before {
        (segment, line, from) if segment == mention.segment => (line, from),
        _ => (0, 0),
    };
    let segment = paper.segments.get(mention.segment as usize);
    let between = segment.and_then(|segment| segment.text.get(from..mention.start));
    let start = between.and_then(|text| text.rfind('\n')).map_or(line, |at| from + at + 1);
    (mention.segment, start, mention.start)
}

/// Returns each two things that stand in one line, once.
fn pairs(lines: impl Iterator<Item = BTreeSet<u64>>) -> BTreeSet<(u64, u64)> {
    let mut pairs = BTreeSet::new();
    for line in lines.filter(|line| line.len() <= MOST_IN_A_LINE) {
        let things: Vec<u64> = line.into_iter().collect();
        for (at, one) in things.iter().enumerate() {
            pairs.extend(things[at + 1..].iter().map(|other| (*one, *other)));
        }
    }
    pairs
}

fn name(locator: &str) -> &str {
    locator.rsplit('/').next().unwrap_or(locator)
}

type WriteData<'d> = &'d mut dyn Write;

fn node(
    out: &mut impl Write,
    id: &str,
    kind: &str,
    label: &str,
    more: impl FnOnce(WriteData<'_>) -> io::Result<()>,
) -> io::Result<()> {
    write!(out, "<node id=\"{id}\">")?;
    data(out, "label", label)?;
    data(out, "kind", kind)?;
    more(out)?;
    writeln!(out, "</node>")
}

fn edge(
    out: &mut impl Write,
    source: &str,
    target: &str,
    how: &str,
    more: impl FnOnce(WriteData<'_>) -> io::Result<()>,
) -> io::Result<()> {
    write!(out, "<edge source=\"{source}\" target=\"{target}\">")?;
    data(out, "how", how)?;
    more(out)?;
    writeln!(out, "</edge>")
}

fn data(out: &mut (impl Write + ?Sized), key: &str, value: &str) -> io::Result<()> {
    write!(out, "<data key=\"{key}\">{}</data>", escape(value))
}

/// What stands before the graph: its attributes. `label` and `weight` are those that programs for graphs look for.
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd">
<key id="label" for="node" attr.name="label" attr.type="string"/>
<key id="kind" for="node" attr.name="kind" attr.type="string"/>
<key id="locator" for="node" attr.name="locator" attr.type="string"/>
<key id="item" for="node" attr.name="item" attr.type="string"/>
<key id="date" for="node" attr.name="date" attr.type="string"/>
<key id="papers" for="node" attr.name="papers" attr.type="long"/>
<key id="first" for="node" attr.name="first" attr.type="string"/>
<key id="last" for="node" attr.name="last" attr.type="string"/>
<key id="how" for="edge" attr.name="how" attr.type="string"/>
<key id="weight" for="edge" attr.name="weight" attr.type="double"/>
<key id="edge_date" for="edge" attr.name="date" attr.type="string"/>
<key id="edge_first" for="edge" attr.name="first" attr.type="string"/>
<key id="edge_last" for="edge" attr.name="last" attr.type="string"/>
"#;
