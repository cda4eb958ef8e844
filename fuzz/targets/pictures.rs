//! The pictures that OCR gets of a content of the format that `DOSSIER_FORMAT` names.
#![no_main]

use formats::{Portion, pictures};
use fuzz::{Strict, format, input, let_readers_catch};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: let_readers_catch(), |bytes: &[u8]| {
    let first = Portion { from: 1, most: 2 };
    let _ended = pictures(format().id, first, &input(bytes), &mut Strict::default());
});
