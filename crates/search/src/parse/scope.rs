//! In which layers the words of a query are looked for.

use item::LayerSet;

use crate::query::{Field, Query, Spans};
use crate::word::Word;

/// Settles the layers of every leaf: those that a `layer:` beside it in the same AND group (or in one around that)
/// names, the nearest first; all but stray letters where there is none.
pub(super) fn settle(mut query: Query) -> Query {
    scope_groups(&mut query);
    keep_exact(&mut query, false);
    set_layers(&mut query, LayerSet::SEARCHED);
    query
}

/// Takes other forms of words away from what must not occur: only what is written is ruled out.
fn keep_exact(query: &mut Query, is_negated: bool) {
    match query {
        Query::And(parts) => {
            for part in parts {
                keep_exact(part, is_negated);
            }
        }
        Query::Or(parts) => {
            parts.retain(|part| !is_negated || !is_other_form(part));
            for part in parts {
                keep_exact(part, is_negated);
            }
        }
        Query::Not(part) => keep_exact(part, true),
        Query::Boost(part, _) => keep_exact(part, is_negated),
        Query::All | Query::Words { .. } | Query::Size { .. } | Query::Duplicates => {}
    }
}

fn is_other_form(query: &Query) -> bool {
    match query {
        Query::Boost(part, _) => is_other_form(part),
        Query::Words { spans, .. } => {
            matches!(spans, Spans::Word(word) if word.is_other_form())
        }
        _ => false,
    }
}

/// Inner groups come first, so that the nearest `layer:` wins.
fn scope_groups(query: &mut Query) {
    match query {
        Query::And(parts) => {
            parts.iter_mut().for_each(scope_groups);
            let named = parts
                .iter()
                .filter_map(layers_named)
                .reduce(|one, other| one.iter().filter(|layer| other.contains(*layer)).collect());
            if let Some(layers) = named.filter(|layers| !layers.is_empty()) {
                for part in parts {
                    set_layers(part, layers);
                }
            }
        }
        Query::Or(parts) => parts.iter_mut().for_each(scope_groups),
        Query::Not(part) | Query::Boost(part, _) => scope_groups(part),
        Query::All | Query::Words { .. } | Query::Size { .. } | Query::Duplicates => {}
    }
}

/// Returns the layers that the query names, if it does nothing else.
fn layers_named(query: &Query) -> Option<LayerSet> {
    match query {
        Query::Words {
            field: Field::ContentAttribute(name),
            spans: Spans::Word(Word::Term(layer)),
        } if name == "layer" => layer.parse().ok().map(|layer| LayerSet::from_iter([layer])),
        Query::Or(parts) => {
            let sets = parts.iter().map(layers_named).collect::<Option<Vec<_>>>()?;
            Some(sets.into_iter().flat_map(|set| set.iter().collect::<Vec<_>>()).collect())
        }
        Query::Boost(part, _) => layers_named(part),
        _ => None,
    }
}

/// Sets the layers of every leaf that has none yet.
fn set_layers(query: &mut Query, wanted: LayerSet) {
    match query {
        Query::And(parts) | Query::Or(parts) => {
            for part in parts {
                set_layers(part, wanted);
            }
        }
        Query::Not(part) | Query::Boost(part, _) => set_layers(part, wanted),
        Query::Words { field: Field::Text(layers) | Field::Mention { layers, .. }, .. }
            if layers.is_empty() =>
        {
            *layers = wanted;
        }
        Query::All | Query::Words { .. } | Query::Size { .. } | Query::Duplicates => {}
    }
}
