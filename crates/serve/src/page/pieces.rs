//! A text cut where what is to be said of it changes: what was asked for, what is named, what a mark says.

use answers::{Part, Snippet};
use item::kind::{Group, KindLine};

use super::direction::{Direction, has_right_to_left};
use super::links;
use super::safe_text::SafeText;

/// A piece of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: SafeText,
    /// Whether the query asks for it.
    pub(super) is_hit: bool,
    /// The number of the match that begins here.
    pub(super) number: Option<usize>,
    pub(super) mention: Option<Named>,
    pub(super) mark: Option<Marked>,
}

/// What a piece names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) kind: SafeText,
    pub(super) normal: SafeText,
    /// The search for it.
    pub(super) link: String,
    /// The group of kinds, which has a colour.
    pub(super) tone: &'static str,
    /// Whether it stands apart from the order of the text around it: a number among Arabic words keeps its parts in
    /// order. A name in a script that joins its letters is never cut out of its word.
    pub(super) is_apart: bool,
}

/// What a mark says of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) name: &'static str,
    pub(super) about: SafeText,
    /// Who did it and when, where the mark ends here.
    pub(super) by: Option<SafeText>,
}

/// Lines of a text that read the same way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) direction: Direction,
    pub(super) pieces: Vec<Piece>,
}

/// Cuts a snippet.
pub(super) fn of_snippet(snippet: &Snippet) -> Vec<Piece> {
    let hits = &snippet.highlights;
    let edges = hits.iter().flatten().copied().collect();
    let piece = |(start, end): (usize, usize)| Piece {
        text: SafeText::text(&snippet.text[start..end]),
        is_hit: covers(hits, start),
        ..Piece::default()
    };
    cuts(&snippet.text, edges).map(piece).collect()
}

/// Cuts a part of an item's text.
pub(super) fn of_part(part: &Part) -> Vec<Lines> {
    let runs = Direction::runs(&part.text);
    let ends = runs.iter().map(|run| run.end);
    let mut pieces = cut_at(part, ends).into_iter().peekable();
    let lines = |run: &super::direction::Run| {
        let mut of_run = Vec::new();
        while let Some((_, piece)) = pieces.next_if(|(start, _)| *start < run.end) {
            of_run.push(piece);
        }
        Lines { direction: run.direction, pieces: of_run }
    };
    runs.iter().map(lines).collect()
}

/// Returns the pieces of a part, each with its start; none goes over one of these ends.
fn cut_at(part: &Part, ends: impl Iterator<Item = usize>) -> Vec<(usize, Piece)> {
    let mentions = part.mentions.iter().flat_map(|mention| [mention.start, mention.end]);
    let marks = part.marks.iter().flat_map(|mark| [mark.start, mark.end]);
    let edges = part
        .highlights
        .iter()
        .flatten()
        .copied()
        .chain(mentions)
        .chain(marks)
        .chain(ends)
        .collect();
    let piece = |(start, end): (usize, usize)| {
        // The first of overlapping mentions: links do not nest.
        let mention = part.mentions.iter().find(|one| one.start <= start && start < one.end);
        let mark = part.marks.iter().find(|mark| mark.start <= start && start < mark.end);
        let piece = Piece {
            text: SafeText::text(&part.text[start..end]),
            is_hit: covers(&part.highlights, start),
            number: None,
            mention: mention.map(|mention| Named {
                kind: SafeText::text(mention.kind.name()),
                normal: SafeText::text(&mention.normal),
                link: links::of_value(mention.kind.name(), &mention.normal),
                tone: tone(Some(mention.kind.line())),
                is_apart: part
                    .text
                    .get(mention.start..mention.end)
                    .is_some_and(|text| !has_right_to_left(text)),
            }),
            mark: mark.map(|mark| Marked {
                name: mark.kind.name(),
                about: SafeText::text(&about(mark)),
                by: by(mark).filter(|_| mark.end == end).map(|by| SafeText::text(&by)),
            }),
        };
        (start, piece)
    };
    cuts(&part.text, edges).map(piece).collect()
}

fn covers(ranges: &[[usize; 2]], at: usize) -> bool {
    ranges.iter().any(|[start, end]| (*start..*end).contains(&at))
}

/// Returns the ranges between neighbouring edges; an edge that is inside a character is none.
fn cuts(text: &str, mut edges: Vec<usize>) -> impl Iterator<Item = (usize, usize)> {
    edges.extend([0, text.len()]);
    edges.retain(|edge| text.is_char_boundary(*edge));
    edges.sort_unstable();
    edges.dedup();
    let ends = edges.clone().into_iter().skip(1);
    edges.into_iter().zip(ends)
}

fn about(mark: &item::Mark) -> String {
    by(mark).unwrap_or_else(|| mark.kind.name().to_owned())
}

/// Returns who made a mark and when: `deleted by Brandt, 2021-04-19`; nothing where neither is known.
fn by(mark: &item::Mark) -> Option<String> {
    let author = mark.author.as_deref().map(|author| format!(" by {author}"));
    let day = mark.date.as_deref().and_then(|date| date.split('T').next());
    let day = day.map(|day| format!(", {day}"));
    let is_known = author.is_some() || day.is_some();
    let (author, day) = (author.unwrap_or_default(), day.unwrap_or_default());
    is_known.then(|| format!("{}{author}{day}", mark.kind.name()))
}

/// Returns the style class of a kind's group, or of what is no kind.
pub(super) fn tone(kind: Option<&KindLine>) -> &'static str {
    match kind.map(|kind| kind.group) {
        Some(Group::Who) => "t-who",
        Some(Group::What) => "t-what",
        Some(Group::Where) => "t-where",
        Some(Group::When) => "t-when",
        Some(Group::Which) | None => "t-which",
    }
}

#[cfg(test)]
mod tests {
    use answers::PartMention;

    use super::*;

    fn part(text: &str, mentions: Vec<PartMention>, highlights: Vec<[usize; 2]>) -> Part {
        Part {
            segment: 0,
            offset: 0,
            place: None,
            layer: "body".into(),
            text: text.into(),
            marks: Vec::new(),
            mentions,
            highlights,
        }
    }

    #[test]
    fn pieces_join_to_the_text_and_know_what_covers_them() {
        let text = "об Иванове из Москвы";
        let name = text.find("Иванове").expect("it is there");
        let mention = PartMention {
            kind: item::Kind::Person,
            normal: "Иванов".into(),
            start: name,
            end: name + "Иванове".len(),
        };
        let part = part(text, vec![mention], vec![[name, name + "Иван".len()]]);
        let pieces = of_part(&part).remove(0).pieces;
        let joined: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(joined, text);
        let hits: Vec<&str> =
            pieces.iter().filter(|piece| piece.is_hit).map(|piece| piece.text.as_str()).collect();
        assert_eq!(hits, ["Иван"]);
        let named = pieces.iter().filter(|piece| piece.mention.is_some());
        assert_eq!(named.map(|piece| piece.text.as_str()).collect::<String>(), "Иванове");
    }

    #[test]
    fn an_edge_inside_a_character_or_beyond_the_end_cuts_nothing() {
        let part = part("жук", Vec::new(), vec![[1, 3], [4, 99]]);
        let pieces = of_part(&part).remove(0).pieces;
        let joined: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(joined, "жук");
    }
}
