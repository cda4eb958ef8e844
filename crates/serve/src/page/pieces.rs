//! A text cut where what is to be said of it changes: what was asked for, what is named, what a mark says.

use answers::{Part, Snippet};
use item::MarkKind;
use item::kind::{Group, KindLine};

use super::links;
use super::shown::Shown;

/// A piece of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: Shown,
    /// Whether the query asks for it.
    pub(super) is_hit: bool,
    pub(super) mention: Option<Named>,
    pub(super) mark: Option<Marked>,
}

/// What a piece names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) kind: Shown,
    pub(super) normal: Shown,
    /// The search for it.
    pub(super) link: String,
    /// The group of kinds, which has a colour.
    pub(super) tone: &'static str,
    /// Whether the mention begins here, and not in a piece before.
    pub(super) is_first: bool,
}

/// What a mark says of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marked {
    pub(super) name: &'static str,
    pub(super) about: Shown,
}

/// Cuts a snippet.
pub(super) fn of_snippet(snippet: &Snippet) -> Vec<Piece> {
    let hits = &snippet.highlights;
    let edges = hits.iter().flatten().copied().collect();
    let piece = |(start, end): (usize, usize)| Piece {
        text: Shown::text(&snippet.text[start..end]),
        is_hit: covers(hits, start),
        ..Piece::default()
    };
    cuts(&snippet.text, edges).map(piece).collect()
}

/// Cuts a part of an item's text.
pub(super) fn of_part(part: &Part) -> Vec<Piece> {
    let mentions = part.mentions.iter().flat_map(|mention| [mention.start, mention.end]);
    let marks = part.marks.iter().flat_map(|mark| [mark.start, mark.end]);
    let edges = part.highlights.iter().flatten().copied().chain(mentions).chain(marks).collect();
    let piece = |(start, end): (usize, usize)| {
        // The first of overlapping mentions: links do not nest.
        let mention = part.mentions.iter().find(|one| one.start <= start && start < one.end);
        let mark = part.marks.iter().find(|mark| mark.start <= start && start < mark.end);
        Piece {
            text: Shown::text(&part.text[start..end]),
            is_hit: covers(&part.highlights, start),
            mention: mention.map(|mention| Named {
                kind: Shown::text(mention.kind.name()),
                normal: Shown::text(&mention.normal),
                link: links::of_value(mention.kind.name(), &mention.normal),
                tone: tone(Some(mention.kind.line())),
                is_first: mention.start == start,
            }),
            mark: mark.map(|mark| Marked {
                name: mark_name(mark.kind),
                about: Shown::text(&about(mark)),
            }),
        }
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

fn mark_name(kind: MarkKind) -> &'static str {
    match kind {
        MarkKind::Inserted => "inserted",
        MarkKind::Deleted => "deleted",
        MarkKind::Moved => "moved",
        MarkKind::Hidden => "hidden",
        MarkKind::Commented => "commented",
    }
}

fn about(mark: &item::Mark) -> String {
    let by = mark.author.as_ref().map(|author| format!(" by {author}")).unwrap_or_default();
    let on = mark.date.as_ref().map(|date| format!(", {date}")).unwrap_or_default();
    format!("{}{by}{on}", mark_name(mark.kind))
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
        let pieces = of_part(&part(text, vec![mention], vec![[name, name + "Иван".len()]]));
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
        let pieces = of_part(&part("жук", Vec::new(), vec![[1, 3], [4, 99]]));
        let joined: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(joined, "жук");
    }
}
