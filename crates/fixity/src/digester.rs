//! Every digest of a content in one read.

use std::collections::BTreeMap;
use std::io::{self, Read};

use item::{Algorithm, Digest, Digests};
use sha2::Digest as _;

use crate::parts::{Builder, Parts};

/// Bytes that each algorithm takes in turn while they stay in the processor's cache.
const CHUNK: usize = 64 * 1024;

/// Takes BLAKE3, SHA-256 and what else is asked for, in one pass.
#[derive(Clone, Debug)]
pub struct Digester {
    size: u64,
    blake3: Builder,
    sha256: sha2::Sha256,
    more: Vec<(Algorithm, More)>,
}

#[derive(Clone, Debug)]
enum More {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha512(Box<sha2::Sha512>),
    Crc32(crc32fast::Hasher),
    Sha224(sha2::Sha224),
    Sha384(Box<sha2::Sha384>),
    Blake2b(Box<blake2b_simd::State>),
}

impl Digester {
    /// Begins a content; `more` names the digests to take besides BLAKE3 and SHA-256.
    pub fn new(more: &[Algorithm]) -> Self {
        let more = more.iter().map(|algorithm| (*algorithm, More::new(*algorithm))).collect();
        Self { size: 0, blake3: Builder::default(), sha256: sha2::Sha256::new(), more }
    }

    /// Takes the next bytes of the content.
    pub fn update(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(CHUNK) {
            self.blake3.update(chunk);
            self.sha256.update(chunk);
            self.more.iter_mut().for_each(|(_, more)| more.update(chunk));
        }
        self.size += bytes.len() as u64;
    }

    /// Ends the content.
    pub fn finish(self) -> Digests {
        self.finish_with_parts().0
    }

    /// Ends the content; returns besides the parts of one that is longer than one of them.
    pub fn finish_with_parts(self) -> (Digests, Option<Parts>) {
        let more: BTreeMap<_, _> =
            self.more.into_iter().map(|(algorithm, more)| (algorithm, more.finish())).collect();
        let (blake3, parts) = self.blake3.finish();
        let sha256 = Digest(self.sha256.finalize().into());
        (Digests { size: self.size, blake3, sha256, more }, parts)
    }
}

/// Takes the BLAKE3 digest of what a reader yields; nothing once `go_on`, asked at every MiB, gives false.
pub fn blake3_while(
    reader: &mut impl Read,
    go_on: &dyn Fn() -> bool,
) -> io::Result<Option<Digest>> {
    let mut hasher = blake3::Hasher::new();
    let mut chunk = vec![0; 1 << 20];
    while go_on() {
        match reader.read(&mut chunk) {
            Ok(0) => return Ok(Some(Digest(*hasher.finalize().as_bytes()))),
            Ok(length) => drop(hasher.update(&chunk[..length])),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

impl More {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Md5 => Self::Md5(md5::Md5::new()),
            Algorithm::Sha1 => Self::Sha1(sha1::Sha1::new()),
            Algorithm::Sha512 => Self::Sha512(Box::default()),
            Algorithm::Crc32 => Self::Crc32(crc32fast::Hasher::new()),
            Algorithm::Sha224 => Self::Sha224(sha2::Sha224::new()),
            Algorithm::Sha384 => Self::Sha384(Box::default()),
            Algorithm::Blake2b => Self::Blake2b(Box::default()),
        }
    }

    fn update(&mut self, chunk: &[u8]) {
        match self {
            Self::Md5(hasher) => hasher.update(chunk),
            Self::Sha1(hasher) => hasher.update(chunk),
            Self::Sha512(hasher) => hasher.update(chunk),
            Self::Crc32(hasher) => hasher.update(chunk),
            Self::Sha224(hasher) => hasher.update(chunk),
            Self::Sha384(hasher) => hasher.update(chunk),
            Self::Blake2b(hasher) => drop(hasher.update(chunk)),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Md5(hasher) => hasher.finalize().to_vec(),
            Self::Sha1(hasher) => hasher.finalize().to_vec(),
            Self::Sha512(hasher) => hasher.finalize().to_vec(),
            Self::Crc32(hasher) => hasher.finalize().to_be_bytes().to_vec(),
            Self::Sha224(hasher) => hasher.finalize().to_vec(),
            Self::Sha384(hasher) => hasher.finalize().to_vec(),
            Self::Blake2b(hasher) => hasher.finalize().as_bytes().to_vec(),
        }
    }
}

/// Returns the digests of bytes in memory.
pub fn of(bytes: &[u8], more: &[Algorithm]) -> Digests {
    let mut digester = Digester::new(more);
    digester.update(bytes);
    digester.finish()
}

/// Reads to the end and returns the digests of what came; holds 64 KiB at a time.
pub fn of_reader(reader: &mut dyn Read, more: &[Algorithm]) -> io::Result<Digests> {
    let mut digester = Digester::new(more);
    let mut buffer = vec![0; CHUNK];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(digester.finish()),
            Ok(length) => digester.update(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EVERY: [Algorithm; 7] = [
        Algorithm::Md5,
        Algorithm::Sha1,
        Algorithm::Sha512,
        Algorithm::Crc32,
        Algorithm::Sha224,
        Algorithm::Sha384,
        Algorithm::Blake2b,
    ];

    fn begins(digest: &[u8], hex: &str) -> bool {
        let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
        let mut expected = digits.map(|pair| u8::from_str_radix(pair?, 16).ok()).zip(digest);
        expected.all(|(expected, byte)| expected == Some(*byte))
    }

    #[test]
    fn digests_are_those_of_the_standards() {
        let digests = of(b"abc", &EVERY);
        assert_eq!(digests.size, 3);
        assert_eq!(
            digests.blake3.to_string(),
            "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85"
        );
        assert_eq!(
            digests.sha256.to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert!(begins(&digests.more[&Algorithm::Md5], "900150983cd24fb0d6963f7d28e17f72"));
        assert!(begins(
            &digests.more[&Algorithm::Sha1],
            "a9993e364706816aba3e25717850c26c9cd0d89d"
        ));
        assert!(begins(&digests.more[&Algorithm::Sha512], "ddaf35a193617abacc417349ae204131"));
        assert!(begins(&digests.more[&Algorithm::Crc32], "352441c2"));
        assert!(begins(&digests.more[&Algorithm::Sha224], "23097d223405d8228642a477bda255b3"));
        assert!(begins(&digests.more[&Algorithm::Sha384], "cb00753f45a35e8bb5a03d699ac65007"));
        assert!(begins(&digests.more[&Algorithm::Blake2b], "ba80a53f981c4d0d6a2797b69f12f6e9"));
        let lengths: Vec<_> = digests.more.values().map(Vec::len).collect();
        assert_eq!(lengths, [4, 16, 20, 28, 48, 64, 64]);
    }

    #[test]
    fn a_reader_that_fails_gives_its_error() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::UnexpectedEof.into())
            }
        }
        let error = of_reader(&mut Broken, &[]).expect_err("nothing can be read");
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    }

    proptest! {
        #[test]
        fn digests_do_not_depend_on_how_the_bytes_come(
            bytes in proptest::collection::vec(any::<u8>(), 0..200_000),
            piece in 1_usize..100_000,
        ) {
            let mut digester = Digester::new(&EVERY);
            bytes.chunks(piece).for_each(|piece| digester.update(piece));
            let whole = of(&bytes, &EVERY);
            prop_assert_eq!(&digester.finish(), &whole);
            prop_assert_eq!(of_reader(&mut &*bytes, &EVERY).expect("memory can be read"), whole);
        }
    }
}
