use proptest::prelude::*;

use super::*;
use crate::probe;

const SIZE: usize = 24;

fn put(image: &mut [u8], at: usize, bytes: &[u8]) {
    image[at..at + bytes.len()].copy_from_slice(bytes);
}

fn entry(name: &[u8; 11], kind: u8, start: u16, size: u32) -> Vec<u8> {
    let mut entry = [&name[..], &[kind], &[0; 10]].concat();
    // 2019-05-07 10:20:30
    entry.extend([0x5482_u16, 0x4ea7, start].iter().flat_map(|it| it.to_le_bytes()));
    entry.extend(size.to_le_bytes());
    entry.splice(20..22, [0, 0]);
    entry
}

fn long(name: &str) -> Vec<u8> {
    let mut units: Vec<u16> = name.encode_utf16().chain([0]).collect();
    units.resize(13, 0xffff);
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    [&[0x41], &bytes[..10], &[LONG, 0, 0], &bytes[10..22], &[0, 0], &bytes[22..]].concat()
}

const LONG: u8 = 0x0f;

/// A volume with clusters of one sector: a file in two pieces, a folder with a long name in it, a deleted file.
fn image() -> Vec<u8> {
    let mut image = vec![0; SIZE * 512];
    put(&mut image, 0, b"\xeb\x3c\x90MSDOS5.0\0\x02\x01\x01\0\x01\x10\0\x18\0\xf0\x01\0");
    put(&mut image, 510, b"\x55\xaa");
    // Cluster 2 is followed by 4, 3 and 4 and 5 end.
    put(&mut image, 512, b"\xf0\xff\xff\x04\xf0\xff\xff\xff\xff");
    let root = [
        entry(b"PAPERS     ", 0x08, 0, 0),
        entry(b"NOTE    TXT", 0x20, 2, 600),
        entry(b"CASE       ", 0x10, 3, 0),
        entry(b"\xe5LD     TXT", 0x20, 7, 5),
        entry(b"\xe5ONE    TXT", 0x20, 4, 5),
    ];
    put(&mut image, 1024, &root.concat());
    let sector = |cluster: usize| (3 + cluster - 2) * 512;
    put(&mut image, sector(2), &[b'a'; 512]);
    put(&mut image, sector(4), &[b'b'; 88]);
    let case =
        [entry(b".          ", 0x10, 3, 0), long("Дело 7.txt"), entry(b"DELO7   TXT", 0x20, 5, 4)];
    put(&mut image, sector(3), &case.concat());
    put(&mut image, sector(5), b"case");
    put(&mut image, sector(7), b"lists");
    image
}

#[test]
fn files_come_whole_with_their_names_and_deleted_ones_that_are_there() {
    let found = probe::of(extract, &image());
    assert!(is_image(&image()));
    assert_eq!(found.names(), ["NOTE.TXT", "CASE/Дело 7.txt", "deleted/_LD.TXT"]);
    let content = |number: usize| found.children[number].1.clone();
    assert_eq!(content(0), [vec![b'a'; 512], vec![b'b'; 88]].concat());
    assert_eq!((content(1), content(2)), (b"case".to_vec(), b"lists".to_vec()));
    assert_eq!(found.first(&Key::TITLE), "PAPERS");
    assert_eq!(found.children[0].0.modified.as_deref(), Some("2019-05-07T10:36:04"));
    assert!(found.partial.is_empty() && found.error.is_none());
}

#[test]
fn volumes_in_partitions_are_read_and_others_are_children() {
    let mut disk = vec![0; 512];
    let size = u32::try_from(SIZE).expect("small");
    for (number, kind, start) in [(0, 1, 1), (1, 7, 1 + size), (2, 6, 2 + size)] {
        let length = if kind == 7 { 1 } else { size };
        let entry = [&[0, 0, 0, 0, kind, 0, 0, 0], &start.to_le_bytes()[..], &length.to_le_bytes()];
        put(&mut disk, PARTITIONS + number * PARTITION, &entry.concat());
    }
    put(&mut disk, 510, END_OF_SECTOR);
    let found = probe::of(extract, &[disk, image(), vec![b'x'; 512], image()].concat());
    assert_eq!(found.names().len(), 7);
    assert_eq!(found.names()[3..5], ["partition-2.img", "partition-3/NOTE.TXT"]);
    assert_eq!(found.children[3].1, [b'x'; 512]);
}

#[test]
fn folders_that_hold_each_other_and_chains_without_an_end_are_damage() {
    let mut hostile = image();
    // A folder whose entry leads back to it, and a chain from cluster 4 to 2.
    put(&mut hostile, 512 * 4 + 32, &entry(b"AGAIN      ", 0x10, 3, 0));
    put(&mut hostile, 512 + 6, b"\x02\xf0\xff");
    let found = probe::of(extract, &hostile);
    assert_eq!(found.partial, [PartialReason::Damaged]);
    let cut = probe::of(extract, &image()[..512 * 4 + 100]);
    assert_eq!(cut.names()[0], "NOTE.TXT");
    assert!(!is_image(&[0; 4096]) && !is_image(b""));
}

#[test]
fn deleted_files_that_name_the_same_clusters_are_looked_for_within_a_bound() {
    let mut hostile = image();
    let size = 14 * 512;
    let deleted = |number: u8| {
        let mut entry = entry(b"\xe5       TXT", 0x20, 8, size);
        entry[1] = b'A' + number;
        entry
    };
    put(&mut hostile, 1024, &(0..16).flat_map(deleted).collect::<Vec<u8>>());
    let found = probe::of(extract, &hostile);
    // each of 21 clusters eight times by mean, 14 at once
    assert_eq!(found.names().len(), 12);
    assert_eq!(found.partial, [PartialReason::Damaged]);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 1..60), at in 0_usize..3000) {
        let mut hostile = image();
        let at = at % hostile.len();
        let end = (at + bytes.len()).min(hostile.len());
        hostile.splice(at..end, bytes);
        probe::of(extract, &hostile);
    }
}
