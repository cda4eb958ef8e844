//! The reader of the format that `DOSSIER_FORMAT` names: it keeps to its limits, and pushes nothing unsound.
#![no_main]

use fuzz::{Strict, format, input, let_readers_catch, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

fuzz_target!(init: let_readers_catch(), |bytes: &[u8]| {
    let read = format().extract.expect("the format has a reader");
    let _ended = read(&input(bytes), &mut Strict::default());
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});
