//! Names that a form has in several fields: `Surname: …`, beneath it `Forenames: …`.
//!
//! Each field is a mention of its own. The mention of the second one also gets the whole name as a further reading, so
//! that the person is found by it.

use std::sync::LazyLock;

use item::{Kind, Mention, Segment};

use crate::kinds::name_words;

use super::fields::Field;

/// How far apart the fields of one name stand, in bytes between them.
const MOST_BETWEEN: usize = 300;
/// The longest label, in bytes; what stands farther before a value labels something else.
const LONGEST_LABEL: usize = 80;

/// Which part of a name a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Family,
    Given,
    Patronymic,
}

/// The labels, folded, in words joined by blanks.
static LABELS: LazyLock<Vec<(Part, String)>> = LazyLock::new(|| {
    let labels = |usage, part| name_words::phrases_of(usage).map(move |label| (part, words(label)));
    let of_son = labels("patronymic", Part::Patronymic);
    labels("family", Part::Family).chain(labels("given", Part::Given)).chain(of_son).collect()
});

/// Adds the whole name to the mentions of persons of whom a form has the names in two fields, in either order.
///
/// `fields` are those of the forms, in the order of the text.
pub(crate) fn join_fields(segments: &[Segment], fields: &[Field], mentions: &mut [Mention]) {
    let mut before: Option<(Part, usize)> = None;
    let mut whole: Option<(usize, String)> = None;
    for at in 0..mentions.len() {
        let mention = &mentions[at];
        if mention.kind != Kind::Person {
            continue;
        }
        let Some(part) = part(segments, fields, mention) else { continue };
        if part == Part::Patronymic {
            let of = whole.as_ref().filter(|(last, _)| are_near(&mentions[*last], mention));
            if let Some(name) = of.map(|(_, name)| format!("{name} {}", mention.normal)) {
                add_reading(&mut mentions[at], &name);
            }
            continue;
        }
        let other =
            before.filter(|(other, first)| *other != part && are_near(&mentions[*first], mention));
        let Some((_, first)) = other else {
            before = Some((part, at));
            continue;
        };
        let (family, given) = if part == Part::Given { (first, at) } else { (at, first) };
        let name = format!("{} {}", mentions[family].normal, mentions[given].normal);
        add_reading(&mut mentions[at], &name);
        whole = Some((at, name));
        before = None;
    }
}

/// Adds a whole name to the readings of a mention, unless a row of a table told it with more words.
fn add_reading(mention: &mut Mention, name: &str) {
    if !mention.alternatives.iter().any(|known| known.starts_with(name)) {
        mention.alternatives.push(name.to_owned());
    }
}

fn are_near(one: &Mention, other: &Mention) -> bool {
    one.segment == other.segment && other.start.saturating_sub(one.end) <= MOST_BETWEEN
}

/// Returns which part of a name a mention is, by the field that it stands in, else by the label before it.
fn part(segments: &[Segment], fields: &[Field], mention: &Mention) -> Option<Part> {
    let place = (mention.segment, mention.start);
    let behind = fields.partition_point(|field| (field.segment, field.start) <= place);
    let field = fields[..behind].last().filter(|field| field.holds(mention));
    match field.map(|field| field.name) {
        Some("family") => Some(Part::Family),
        Some("given") => Some(Part::Given),
        Some("birth-name" | "alias" | "subject") => None,
        _ => part_of(segments, mention),
    }
}

/// Returns which part of a name the label before a mention announces: on its line or in its row, or alone on the line
/// above.
fn part_of(segments: &[Segment], mention: &Mention) -> Option<Part> {
    let text = segments.get(mention.segment as usize)?.text.get(..mention.start)?;
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(LONGEST_LABEL))..];
    let own_line = near.rsplit('\n').next().unwrap_or_default();
    let label = if own_line.trim().is_empty() {
        near.trim_end().rsplit('\n').next()
    } else {
        Some(own_line)
    };
    let label = words(label?);
    let ends = |known: &&(Part, String)| {
        label
            .strip_suffix(known.1.as_str())
            .is_some_and(|head| head.is_empty() || head.ends_with(' '))
    };
    let longest = LABELS.iter().filter(ends).max_by_key(|(_, words)| words.len());
    longest.map(|(part, _)| *part)
}

/// Returns which part of a name a label announces, if it holds nothing else.
pub(crate) fn part_named(label: &str) -> Option<Part> {
    let label = words(label);
    LABELS.iter().find(|(_, known)| *known == label).map(|(part, _)| *part)
}

/// Returns the folded words of a label, without the `s` of `Forename(s)` and what else stands in brackets.
pub(crate) fn words(label: &str) -> String {
    let plain = label.split('(').enumerate().map(|(at, part)| {
        if at == 0 { part } else { part.split_once(')').map_or("", |(_, rest)| rest) }
    });
    let plain: String = plain.collect();
    let words: Vec<String> = text::tokens(&plain).map(|token| token.folded).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use crate::form::labels_of;
    use crate::kinds::name_words;
    use crate::recognise;

    use super::words;

    const FIELDS: [&str; 7] =
        ["family", "given", "patronymic", "birth-name", "alias", "subject", "relative"];

    /// Returns the further readings of persons.
    fn whole(text: &str) -> Vec<String> {
        recognise(text).into_iter().flat_map(|mention| mention.alternatives).collect()
    }

    /// Two tables hold labels of names: one for persons in a text, one for the fields of forms.
    #[test]
    fn both_tables_of_labels_state_the_same_part_of_a_name() {
        let usages = [
            ("family", "family"),
            ("family-more", "family"),
            ("given", "given"),
            ("patronymic", "patronymic"),
            ("alias", "alias"),
        ];
        let of_usage = |(usage, field): (&'static str, &'static str)| {
            name_words::phrases_of(usage).map(move |phrase| (words(phrase), field))
        };
        let cues: Vec<(String, &str)> = usages.into_iter().flat_map(of_usage).collect();
        for (field, label) in FIELDS.iter().flat_map(|of| labels_of(of).map(move |it| (*of, it))) {
            let stated = cues.iter().filter(|(phrase, _)| *phrase == label);
            let stated: Vec<&str> = stated.map(|(_, field)| *field).collect();
            // `Name` alone is a whole one in a form; `الكنية` is the family name in Syria, and a byname elsewhere
            let differs = matches!(label.as_str(), "name" | "الكنيه");
            assert!(
                stated.is_empty() || differs || stated.contains(&field),
                "{label}: {field}, {stated:?}"
            );
        }
    }

    #[test]
    fn a_name_in_two_fields_is_one_name() {
        for (form, name) in [
            (
                "Family name: ECHEVERRI SALAS\nForename(s): María del Carmen\n",
                "ECHEVERRI SALAS María del Carmen",
            ),
            ("1. Surname: MELIKHANOV\n2. Sex: male\n3. Given names: Ruslan\n", "MELIKHANOV Ruslan"),
            ("Фамилия: МЕЛИХАНОВ\nИмя: Руслан\n", "МЕЛИХАНОВ Руслан"),
            ("Nom : MELIKHANOV\nPrénoms : Rouslan\n", "MELIKHANOV Rouslan"),
            ("Nombre: Carmen\nApellidos: Echeverri Salas\n", "Echeverri Salas Carmen"),
            ("اللقب: المسعودي\nالاسم الأول: طارق\n", "المسعودي طارق"),
            ("Фамилия (Family name): МЕЛИХАНОВ\nИмя (Forenames): Руслан\n", "МЕЛИХАНОВ Руслан"),
        ] {
            assert_eq!(whole(form), [name], "{form}");
        }
    }

    #[test]
    fn fields_of_two_persons_are_not_put_together() {
        let far =
            format!("Surname: MELIKHANOV\n{}\nGiven names: Ruslan\n", "Nothing else. ".repeat(40));
        assert_eq!(whole(&far), [""; 0]);
        assert_eq!(whole("Surname: MELIKHANOV\nSurname: ZIMIN\n"), [""; 0]);
        assert_eq!(
            whole("Surname: MELIKHANOV\nForenames: Ruslan\nSurname: ZIMIN\nForenames: Pavel\n"),
            ["MELIKHANOV Ruslan", "ZIMIN Pavel"]
        );
    }
}
