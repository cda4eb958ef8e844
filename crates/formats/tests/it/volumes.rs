//! Archives whose volumes were laid together.

use formats::{Input, Limits};

use crate::kept::{Bytewise, Kept, zipped};

fn read(volumes: &[&[u8]]) -> Kept {
    let input = Input {
        bytes: volumes.concat().into(),
        volumes: volumes.iter().map(|volume| volume.len() as u64).collect(),
        name: b"x.zip".to_vec(),
        declared: item::Declared::default(),
        passwords: formats::Passwords::default(),
        limits: Limits::default(),
    };
    let reader = formats::Format::by_id("zip").and_then(|format| format.extract);
    let mut kept = Kept::default();
    kept.error = reader.expect("the format has a reader")(&input, &mut kept).err();
    kept
}

fn texts(kept: &Kept) -> Vec<String> {
    let text = |content: &Bytewise| match content {
        Bytewise::Whole(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        other => format!("{other:?}"),
    };
    kept.children.iter().map(|(_, content)| text(content)).collect()
}

/// Makes a ZIP archive of two members in two volumes: the second member and the directory stand in the second, and places
/// are counted in it (APPNOTE 6.3.10, sections 4.4.11 and 8.5).
fn split() -> [Vec<u8>; 2] {
    let whole = zipped(&[("a.txt", "the first"), ("b.txt", "the second")]);
    let find = |mark: &[u8], nth: usize| {
        memchr::memmem::find_iter(&whole, mark).nth(nth).expect("the archive has it")
    };
    let (cut, directory, last, end) = (
        find(b"PK\x03\x04", 1),
        find(b"PK\x01\x02", 0),
        find(b"PK\x01\x02", 1),
        find(b"PK\x05\x06", 0),
    );
    let mut second = whole[cut..].to_vec();
    let mut put =
        |at: usize, bytes: &[u8]| second[at - cut..][..bytes.len()].copy_from_slice(bytes);
    let short = |at: usize| u32::try_from(at).expect("tests are short").to_le_bytes();
    // the first member moves behind the mark of a split archive
    put(directory + 42, &4_u32.to_le_bytes());
    put(last + 34, &[1, 0]);
    put(last + 42, &short(0));
    put(end + 4, &[1, 0, 1, 0]);
    put(end + 16, &short(directory - cut));
    [[b"PK\x07\x08", &whole[..cut]].concat(), second]
}

#[test]
fn places_in_a_zip_of_several_disks_are_counted_in_their_disk() {
    let [first, second] = split();
    let kept = read(&[&first, &second]);
    assert_eq!(texts(&kept), ["the first", "the second"]);
    assert!(kept.partial.is_empty() && kept.error.is_none(), "{:?}", kept.partial);
}

#[test]
fn members_in_a_disk_that_is_missing_are_listed_and_the_others_read() {
    let [_, second] = split();
    let kept = read(&[b"", &second]);
    let names: Vec<_> = kept.children.iter().map(|(child, _)| child.name.clone()).collect();
    assert!(names.contains(&b"a.txt".to_vec()) && texts(&kept).contains(&"the second".to_owned()));
}

#[test]
fn lengths_of_volumes_that_are_not_true_break_nothing() {
    let [first, second] = split();
    for lengths in [vec![u64::MAX; 3], vec![0; 1_000], vec![first.len() as u64]] {
        let input = Input {
            bytes: [&first[..], &second].concat().into(),
            volumes: lengths,
            name: Vec::new(),
            declared: item::Declared::default(),
            passwords: formats::Passwords::default(),
            limits: Limits::default(),
        };
        for format in formats::FORMATS {
            let Some(extract) = format.extract else { continue };
            drop(extract(&input, &mut Kept::default()));
        }
    }
}
