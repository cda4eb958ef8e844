//! Stores of Outlook: made ones in each shape, and real ones where they are at hand.

use std::borrow::Cow;

use item::{Key, Layer, PartialReason, WarningCode};
use proptest::prelude::*;

use crate::sink::{Found, extracted, identified};
use crate::store::{Property, Shape, Store, binary, in_node, moment, number, text, wide};

const SHAPES: [Shape; 3] = [Shape::Narrow, Shape::Wide, Shape::Large];

const NOON: u64 = 0x01d9_0000_0000_0000;

/// A store with mails, a contact and an appointment, in folders.
pub(crate) fn office(shape: Shape) -> Vec<u8> {
    let mut store = Store::new(shape);
    let name = store.properties(&[text(0x3001, "Office of Ostrovnaya")]);
    store.node(0x21, name, 0, 0);
    names(&mut store);
    store.folder(0x122, 0x122, "");
    store.folder(0x8022, 0x122, "Top of Outlook data file");
    store.folder(0x8042, 0x8022, "Inbox");
    store.folder(0x8062, 0x8022, "Deleted Items");
    store.folder(0x8082, 0x8022, "Contacts/Calendar");
    mail(&mut store);
    item(
        &mut store,
        0x20_0044,
        0x8062,
        "IPM.Note",
        &[text(0x0037, "Burn this"), text(0x1000, "Belozerov paid.")],
    );
    let contact =
        [text(0x3a11, "Tereshchenko"), text(0x3a08, "+7 495 123-45-67"), text(0x8001, "Geneva")];
    item(&mut store, 0x20_0064, 0x8082, "IPM.Contact", &contact);
    let visit = [text(0x0037, "Visit"), moment(0x8000, NOON), text(0x8001, "Lyon")];
    item(&mut store, 0x20_0084, 0x8082, "IPM.Appointment", &visit);
    item(
        &mut store,
        0x20_00a4,
        0x9992,
        "IPM.StickyNote",
        &[text(0x1000, "Nobody lists this note")],
    );
    store.bytes()
}

/// Names two properties: the start of an appointment, and words.
fn names(store: &mut Store) {
    let entries = [&[0x0d, 0x82, 0, 0, 6, 0, 0, 0][..], &[0, 0, 0, 0, 5, 0, 1, 0]].concat();
    let words = [&8u32.to_le_bytes()[..], &wide("City")].concat();
    let data = store.properties(&[binary(2, &[7; 16]), binary(3, &entries), binary(4, &words)]);
    store.node(0x61, data, 0, 0);
}

fn item(store: &mut Store, id: u32, folder: u32, class: &str, properties: &[Property]) {
    let data = store.properties(&[&[text(0x001a, class)], properties].concat());
    store.node(id, data, 0, folder);
}

/// A mail with two recipients, a file of several blocks, and a mail attached.
fn mail(store: &mut Store) {
    let recipient =
        |kind, name, address| vec![number(0x0c15, kind), text(0x3001, name), text(0x39fe, address)];
    let recipients = store
        .table(&[recipient(1, "Bob", "bob@x.example"), recipient(2, "Белозеров", "bel@x.example")]);
    let file = store.data("Kuznetsova's annex. ".repeat(500).as_bytes());
    // The content is in a node within the attachment, as that of all larger ones.
    let attached =
        store.properties(&[text(0x3707, "annex.txt"), number(0x3705, 1), in_node(0x3701, 0x0fff)]);
    let within = store.inner(&[(0x0fff, file, 0)]);
    let inner = store.properties(&[
        text(0x001a, "IPM.Note"),
        text(0x0037, "Inner"),
        text(0x1000, "Pestrikov inside"),
    ]);
    let object = [0x24u32.to_le_bytes(), 100u32.to_le_bytes()].concat();
    let holder = store.properties(&[number(0x3705, 5), (0x3701, 0x000d, object)]);
    let holder_within = store.inner(&[(0x24, inner, 0)]);
    let nodes = store.inner(&[
        (0x692, recipients, 0),
        (0x8025, attached, within),
        (0x8045, holder, holder_within),
    ]);
    let data = store.properties(&[
        text(0x001a, "IPM.Note"),
        text(0x0037, "\u{1}\u{5}Re: Orders"),
        text(0x1000, "Ostrovnaya flies on Monday"),
        text(0x0c1a, "Ann"),
        text(0x0c1f, "ann@x.example"),
        moment(0x0039, NOON),
        moment(0x3008, NOON),
    ]);
    store.node(0x20_0024, data, nodes, 0x8042);
}

fn first(found: &Found, key: &Key) -> String {
    found.metadata.get(key).and_then(|values| values.first()).cloned().unwrap_or_default()
}

fn body(found: &Found) -> String {
    let segments = found.segments.iter().filter(|segment| segment.layer == Layer::Body);
    segments.map(|segment| segment.text.as_str()).collect()
}

fn names_of(found: &Found) -> Vec<String> {
    let names = found.children.iter().map(|(child, _)| String::from_utf8_lossy(&child.name));
    names.map(Cow::into_owned).collect()
}

const TOP: &str = "Top of Outlook data file";

#[test]
fn items_come_out_under_the_paths_of_their_folders() {
    for shape in SHAPES {
        let bytes = office(shape);
        assert_eq!(identified(&bytes, "x").format, "pst");
        let found = extracted("pst", &bytes);
        assert!(found.error.is_none() && found.partial.is_empty(), "{shape:?} {found:#?}");
        assert_eq!(first(&found, &Key::TITLE), "Office of Ostrovnaya");
        let names = [
            "Contacts_Calendar/1.msg",
            "Contacts_Calendar/2.msg",
            "Deleted Items/1.msg",
            "Inbox/1.msg",
        ];
        let mut names: Vec<String> = names.iter().map(|name| format!("{TOP}/{name}")).collect();
        names.push("(no folder)/1.msg".into());
        assert_eq!(names_of(&found), names, "{shape:?}");
        assert!(body(&found).contains("/Inbox\t1\n"), "{}", body(&found));
    }
}

#[test]
fn a_mail_has_its_header_its_text_its_attachments_and_the_mail_in_it() {
    for shape in SHAPES {
        let store = extracted("pst", &office(shape));
        let mail = &store.children[3];
        assert!(
            mail.0.modified.as_deref().is_some_and(|it| it.starts_with("2022-")),
            "{shape:?} {store:#?}"
        );
        let found = extracted("msg", &mail.1);
        assert!(found.error.is_none() && found.partial.is_empty(), "{shape:?} {found:#?}");
        assert_eq!(first(&found, &Key::SUBJECT), "Re: Orders");
        assert_eq!(first(&found, &Key::FROM), "Ann <ann@x.example>");
        assert_eq!(first(&found, &Key::TO), "Bob <bob@x.example>");
        assert_eq!(first(&found, &Key::CC), "Белозеров <bel@x.example>");
        assert_eq!(body(&found), "Ostrovnaya flies on Monday");
        assert_eq!(names_of(&found), ["annex.txt", "2.msg"]);
        assert_eq!(found.children[0].1, "Kuznetsova's annex. ".repeat(500).as_bytes());
        assert_eq!(body(&extracted("msg", &found.children[1].1)), "Pestrikov inside");
    }
}

#[test]
fn fields_of_contacts_and_appointments_are_their_text_and_have_names() {
    for shape in SHAPES {
        let store = extracted("pst", &office(shape));
        let contact = body(&extracted("msg", &store.children[0].1));
        assert!(contact.contains("family name: Tereshchenko"), "{contact}");
        assert!(contact.contains("business telephone: +7 495 123-45-67"), "{contact}");
        assert!(contact.contains("City: Geneva"), "{contact}");
        let visit = body(&extracted("msg", &store.children[1].1));
        assert!(visit.contains("start: 2022-11-24T12:26:38Z"), "{visit}");
        assert!(visit.contains("City: Lyon"), "{visit}");
    }
}

#[test]
fn a_damaged_item_costs_itself_alone() {
    // Heaps of large pages are packed: their marks are not found by their bytes.
    for shape in [Shape::Narrow, Shape::Wide] {
        let bytes = office(shape);
        let whole = extracted("pst", &bytes);
        let mut broken = bytes.clone();
        let mut heaps = bytes.windows(4).enumerate().filter(|(_, four)| four[2..] == [0xec, 0xbc]);
        let (last, _) = heaps.next_back().expect("there are heaps");
        broken[last + 2] = 0;
        let found = extracted("pst", &broken);
        assert_eq!(found.partial, [PartialReason::Damaged], "{shape:?}");
        assert!(found.warnings.iter().any(|warning| warning.code == WarningCode::DamagedPart));
        assert_eq!(names_of(&found), names_of(&whole));
        let pairs = found.children.iter().zip(&whole.children);
        let same = pairs.filter(|(one, other)| one.1 == other.1).count();
        assert_eq!(same, whole.children.len() - 1, "{shape:?}");
    }
}

#[test]
fn the_same_item_is_the_same_bytes_in_every_store() {
    let [narrow, wide, large] = SHAPES.map(|shape| extracted("pst", &office(shape)).children);
    for ((one, other), third) in narrow.iter().zip(&wide).zip(&large) {
        assert!(one.1 == other.1 && other.1 == third.1);
    }
}

#[test]
fn a_store_that_windows_locks_needs_its_key() {
    let mut bytes = office(Shape::Wide);
    bytes[513] = 0x10;
    let found = extracted("pst", &bytes);
    assert!(matches!(
        found.error,
        Some(formats::Error::Encrypted(item::EncryptedReason::NeedsKey))
    ));
}

#[test]
fn a_cut_store_gives_what_it_has_or_an_error() {
    for shape in SHAPES {
        let bytes = office(shape);
        for end in (0..bytes.len()).step_by(509) {
            let found = extracted("pst", &bytes[..end]);
            assert!(
                found.error.is_some() || found.partial.contains(&PartialReason::Damaged),
                "{shape:?} {end}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn broken_stores_are_survived(
        shape in 0..3usize,
        breaks in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        junk in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut bytes = office(SHAPES[shape]);
        for (at, byte) in breaks {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let first = format!("{:?}", extracted("pst", &bytes));
        prop_assert_eq!(first, format!("{:?}", extracted("pst", &bytes)));
        extracted("pst", &[b"!BDN", &junk[..]].concat());
    }
}
