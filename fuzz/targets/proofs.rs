//! What others hand over as proof: of a place under a root, of a time, of who signed.
#![no_main]

use evidence::{SigningKey, Statement, check_signature, read_ots, read_stamp};
use fixity::Proof;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read_stamp(bytes);
    let _ = read_ots(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(proof) = text.parse::<Proof>() {
        let _ = (proof.holds(), proof.states());
        assert_eq!(proof.to_string().parse::<Proof>().as_ref(), Ok(&proof));
    }
    if let Ok(statement) = text.parse::<Statement>() {
        assert_eq!(statement.to_string().parse::<Statement>().ok(), Some(statement));
    }
    // A form feed parts signature and key.
    let (signature, key) = text.split_once('\x0c').unwrap_or((text, text));
    let _ = check_signature(b"text", signature, key);
    let _ = SigningKey::open(text, || None);
});
