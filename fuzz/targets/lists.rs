//! Lists of digests in any form, and locators: what is read is written as it was, and read the same again.
#![no_main]

use fixity::manifest::{Form, Manifest, parse, read, write};
use item::{Digest, Locator};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(parsed) = parse(bytes) {
        let _fitted = parsed.fitted(&[]);
    }
    let line = format!("sha256\t{}\n", Digest(fixity::of(bytes, &[]).sha256.0));
    if let Ok(manifest) = read(&[bytes, line.as_bytes()].concat()) {
        assert_eq!(read(&written(&manifest)).as_ref(), Ok(&manifest));
    }
    if let Some(locator) = std::str::from_utf8(bytes).ok().and_then(|it| it.parse::<Locator>().ok())
    {
        assert_eq!(locator.to_string().parse::<Locator>().as_ref(), Ok(&locator));
    }
});

fn written(manifest: &Manifest) -> Vec<u8> {
    let mut out = Vec::new();
    write(manifest, Form::Dossier, &mut out).expect("a vector takes any bytes");
    out
}
