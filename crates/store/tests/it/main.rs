//! What the store promises.

mod damage;
mod round_trip;

use item::{
    Basis, Extraction, Identified, Key, Layer, Mark, MarkKind, Mention, Outcome, Place, Segment,
    Warning, WarningCode,
};

/// An extraction that has something in every field.
fn rich(text: &str, confidence: f32) -> Extraction {
    let identified = Identified {
        format: "pdf".into(),
        basis: Basis::Signature,
        warnings: vec![Warning::bare(WarningCode::LinkTarget)],
    };
    let mut extraction = Extraction::nothing(identified, Outcome::Extracted);
    extraction.metadata.insert(Key::TITLE, vec![text.to_owned()]);
    let places = [
        Place::Whole,
        Place::Page(3),
        Place::Sheet("Q1".into()),
        Place::Slide(2),
        Place::Field("subject".into()),
        Place::Part("notes".into()),
    ];
    for (place, layer) in places.into_iter().zip(Layer::ALL) {
        let mut segment = Segment::new(place, layer, text);
        let mark = Mark {
            start: 0,
            end: 0,
            kind: MarkKind::Deleted,
            author: Some("A".into()),
            date: None,
        };
        segment.marks.push(mark);
        extraction.segments.push(segment);
    }
    extraction.mentions.push(Mention {
        kind: item::Kind::Person,
        surface: text.into(),
        normal: text.into(),
        start: 0,
        end: text.len(),
        segment: 0,
        place: Place::Page(3),
        layer: Layer::Body,
        confidence,
        alternatives: vec![text.into()],
        keys: vec!["ivanov".into()],
        role: Some(item::DateRole::Birth),
    });
    extraction.children.push(item::ChildRecord {
        name: b"\xff.pdf".to_vec(),
        ordinal: 1,
        declared: item::Declared::default(),
        modified: Some("2024-01-01".into()),
        digests: Some(item::Digests {
            size: 3,
            blake3: item::Digest([7; 32]),
            sha256: item::Digest([8; 32]),
            more: [(item::Algorithm::Md5, vec![1; 16])].into(),
        }),
        closed: None,
    });
    extraction.date =
        Some(item::DocumentDate { date: "2024-05".into(), source: item::DateSource::Text });
    extraction
}
