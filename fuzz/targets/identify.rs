//! Which format bytes have: one of the table, whatever they are called.
#![no_main]

use formats::{Bytes, EMPTY, Format, UNKNOWN, identify};
use item::Declared;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // The first line is the name.
    let at = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (name, content) = bytes.split_at(at);
    let identified = identify(&Bytes::copy_from_slice(content), name, &Declared::default());
    let id = identified.format.as_ref();
    assert!(Format::by_id(id).is_some() || [EMPTY, UNKNOWN].contains(&id), "{id}");
});
