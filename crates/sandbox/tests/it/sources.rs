//! Bytes reach the worker by socket and by descriptor.

use std::fs::File;
use std::io::{Seek, Write};
use std::os::fd::AsFd;

use item::{FailedReason, Outcome};
use sandbox::{Source, memory::Sealed};

use crate::support::{Kept, pool, ran, run_source};

#[test]
fn a_sealed_file_is_read_by_descriptor() {
    let sealed = Sealed::from_bytes(b"MOCK:text sealed").expect("memory files are there");
    let pool = pool();
    for _ in 0..100 {
        let source = Source::Descriptor(sealed.as_fd(), sealed.len());
        let ran = run_source(&pool, source, &mut Kept::default());
        assert_eq!(ran.segments[0].text, "sealed");
    }
    assert_eq!(pool.usage().started, 1, "descriptors are closed after use");
}

#[test]
fn a_large_content_in_memory_arrives_whole() {
    let mut content = b"MOCK:text large\n".to_vec();
    content.resize(9 << 20, b' ');
    content.extend(b"\nproperty last");
    let ran = ran(&pool(), &content);
    assert_eq!(ran.outcome, Outcome::Extracted);
    assert_eq!(ran.segments[1].text, "last");
}

#[test]
fn a_sparse_file_of_a_gigabyte_costs_no_memory() {
    let mut file = tempfile::tempfile().expect("a temporary file can be made");
    file.write_all(b"MOCK:touch").expect("it can be written");
    file.set_len(1 << 30).expect("it can be sparse");
    let ran = run_file(&file, 1 << 30);
    assert_eq!((ran.outcome, ran.segments[0].text.as_str()), (Outcome::Extracted, "1073741824"));
    assert!(ran.usage.peak_resident < 100 << 20, "{:?}", ran.usage);
}

#[test]
fn a_file_that_was_cut_short_kills_the_worker_and_no_more() {
    let mut file = tempfile::tempfile().expect("a temporary file can be made");
    file.write_all(b"MOCK:touch").expect("it can be written");
    file.rewind().expect("it can be read");
    let ran = run_file(&file, 1 << 20);
    assert_eq!(ran.outcome, crate::support::failed(FailedReason::Killed));
}

fn run_file(file: &File, length: u64) -> sandbox::Ran {
    let settings = sandbox::Settings {
        cpu_time: std::time::Duration::from_secs(30),
        wall_time: std::time::Duration::from_mins(1),
        ..crate::support::settings()
    };
    let pool = sandbox::Pool::new(crate::support::program(), settings);
    run_source(&pool, Source::Descriptor(file.as_fd(), length), &mut Kept::default())
}
