//! A bundle of papers with namesakes, twins and names in four scripts: each matter has its own papers and no others.

use std::collections::BTreeSet;

use item::{Layer, Place, Segment};
use matters::Paper;

/// The papers with the matter that each is of; nothing where it is nobody's.
fn papers() -> Vec<(Option<&'static str>, String)> {
    let rows = include_str!("papers.tsv").lines().filter(|line| !line.starts_with('#'));
    let paper = |row: &'static str| {
        let (matter, text) = row.split_once('\t').expect("a paper has two cells");
        (Some(matter).filter(|matter| *matter != "-"), text.replace("\\n", "\n"))
    };
    rows.map(paper).collect()
}

#[test]
fn each_matter_has_its_own_papers_and_no_others() {
    let papers = papers();
    let read = papers.iter().map(|(_, text)| {
        let segments = [Segment::new(Place::Whole, Layer::Body, text.as_str())];
        Paper::read(&segments, &entities::recognise(text), None).units
    });
    let joined = matters::join(read.collect());
    let groups: Vec<BTreeSet<usize>> = joined
        .matters
        .iter()
        .map(|matter| matter.nodes.iter().map(|(paper, _)| *paper).collect())
        .collect();
    for group in &groups {
        let of: BTreeSet<_> = group.iter().map(|paper| papers[*paper].0).collect();
        assert_eq!(of.len(), 1, "papers of several matters are one: {group:?}");
    }
    for (at, (matter, text)) in papers.iter().enumerate() {
        let own = (0..papers.len()).filter(|other| matter.is_some() && papers[*other].0 == *matter);
        let own: BTreeSet<usize> = own.collect();
        let group = groups.iter().find(|group| group.contains(&at));
        assert!(own.is_empty() || group == Some(&own), "{text}\n{own:?}, found {group:?}");
    }
}
