//! What the recogniser does with the segments of an item.

use entities::Recogniser;
use item::{Layer, Mention, Place, Segment};

fn mentions(texts: &[(Place, Layer, &str)]) -> Vec<Mention> {
    let segments =
        texts.iter().map(|(place, layer, text)| Segment::new(place.clone(), *layer, *text));
    Recogniser::new().mentions(&segments.collect::<Vec<_>>())
}

#[test]
fn a_mention_tells_its_segment_place_and_layer() {
    let found = mentions(&[
        (Place::Page(1), Layer::Body, "nothing here"),
        (Place::Page(2), Layer::Deleted, "النشرة الحمراء من الإنتربول"),
    ]);
    let [notice] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((notice.segment, &notice.place, notice.layer), (1, &Place::Page(2), Layer::Deleted));
    assert_eq!((notice.start, notice.end), (0, "النشرة الحمراء".len()));
}

#[test]
fn an_ambiguous_date_is_read_as_the_other_segments_write_theirs() {
    let date = |other: &str| {
        let found = mentions(&[
            (Place::Page(1), Layer::Body, "03/04/2024"),
            (Place::Page(2), Layer::Body, other),
        ]);
        let first = found.into_iter().next().expect("a date stands on page 1");
        assert_eq!(first.alternatives, ["2024-04-03", "2024-03-04"]);
        (first.normal, first.confidence > 0.6)
    };
    assert_eq!(date("04/25/2024"), ("2024-03-04".to_owned(), true));
    assert_eq!(date("25/04/2024"), ("2024-04-03".to_owned(), true));
    assert_eq!(date("no date"), ("2024-04-03".to_owned(), false));
}

#[test]
fn a_family_name_is_known_from_another_segment_in_any_script() {
    let found = mentions(&[
        (Place::Page(1), Layer::Body, "Ivan Pestrikov"),
        (Place::Page(2), Layer::Body, "передано Пестрикову"),
    ]);
    let persons: Vec<_> = found.iter().map(|person| person.surface.as_str()).collect();
    assert_eq!(persons, ["Ivan Pestrikov", "Пестрикову"]);
}
