//! Pictures in an item come to the caller as they are, within bounds.

use item::{LimitReason, Outcome, PartialReason, Place, Warning, WarningCode};

use crate::support::{Kept, limited, pool, run};

#[test]
fn pictures_come_whole_with_place_and_extent() {
    let mut kept = Kept::default();
    let content = b"MOCK:text before\npicture 1 640 480 200000\npicture 7 1 1 1\ntext after";
    let ran = run(&pool(), content, &mut kept);
    assert_eq!((ran.outcome, ran.segments.len()), (Outcome::Extracted, 2));
    let seen: Vec<_> = kept
        .pictures
        .iter()
        .map(|(place, picture)| {
            assert!(picture.bytes.iter().all(|byte| *byte == b'p'));
            (place.clone(), picture.width, picture.height, picture.bytes.len())
        })
        .collect();
    assert_eq!(seen, [(Place::Page(1), 640, 480, 200_000), (Place::Page(7), 1, 1, 1)]);
    assert!(kept.pictures.iter().all(|(_, picture)| picture.media_type == "image/png"));
    assert!(kept.children.is_empty());
}

#[test]
fn a_picture_without_extent_or_beyond_bounds_is_dropped_with_a_warning() {
    let mut kept = Kept::default();
    let content = b"MOCK:text a\npicture 2 0 5 9\npicture 3 5 200000 9\npicture 4 5 5 40000000";
    let ran = run(&pool(), content, &mut kept);
    let dropped = |page| Warning::new(WarningCode::PictureDropped, Place::Page(page));
    assert_eq!(ran.warnings, [dropped(2), dropped(3), dropped(4)]);
    assert_eq!(
        (ran.outcome, kept.pictures.len()),
        (Outcome::Partial(PartialReason::AwaitingOcr), 0)
    );
}

#[test]
fn pictures_count_against_the_inflated_bytes() {
    let mut kept = Kept::default();
    let content = format!("MOCK:{}", "picture 1 9 9 3000000\n".repeat(9));
    let ran = run(&pool(), content.as_bytes(), &mut kept);
    assert_eq!((ran.outcome, kept.pictures.len()), (limited(LimitReason::Inflation), 5));
}

#[test]
fn pictures_of_an_attempt_that_failed_are_void() {
    let mut kept = Kept::default();
    run(&pool(), b"MOCK:picture 1 9 9 9\nabort", &mut kept);
    assert_eq!((kept.restarts, kept.pictures.len()), (1, 1));
}
