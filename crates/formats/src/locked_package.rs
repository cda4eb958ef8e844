//! Office Open XML packages that a password locks ([MS-OFFCRYPTO] §2.3.4).

use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use aes::{Aes128, Aes192, Aes256};
use item::{EncryptedReason, Key};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::shared::base64;
use crate::shared::bytes::{size_at, u16_at, u64_at};
use crate::shared::ole::Compound;
use crate::shared::xml::{Event, Xml};
use crate::{Child, Content, Error, Input, Sink};

/// What Excel locks with where nobody gave a password, and opens without asking ([MS-XLS] §2.4.117).
const OF_EXCEL: &str = "VelvetSweatshop";

/// How often a password is digested: no program does it more often.
const SPINS_MAX: u32 = 10_000_000;

/// How often the older way digests.
const SPINS: u32 = 50_000;

/// So much is encrypted as one piece.
const PIECE: usize = 4096;

const BLOCK: usize = 16;

/// Pushes the package as a child where a password opens it.
pub(crate) fn extract(input: &Input, sink: &mut dyn Sink) -> Result<(), Error> {
    sink.metadata(Key::ENCRYPTION, "password");
    let file = Compound::open(&input.bytes)
        .ok_or_else(|| Error::Malformed("it does not begin as a Compound File".into()))?;
    let stream = |name| file.stream_named(name).unwrap_or_default();
    let lock = Lock::read(&stream("EncryptionInfo")).ok_or(LOCKED)?;
    let passwords = ["", OF_EXCEL].into_iter().chain(input.passwords.iter());
    let key = passwords.filter(|word| !word.is_empty()).find_map(|word| lock.key(word));
    let package =
        lock.opened(&stream("EncryptedPackage"), &key.ok_or(LOCKED)?).ok_or(Error::Truncated)?;
    let name = if input.name.is_empty() { b"package".to_vec() } else { input.name.clone() };
    // A limit that the sink has noted ends the pushing, and nothing follows.
    let _flow = sink.child(Child { name, ..Child::default() }, Content::Stream(&mut &package[..]));
    Ok(())
}

const LOCKED: Error = Error::Encrypted(EncryptedReason::NeedsPassword);

/// How a package is locked.
enum Lock {
    /// As since Office 2010: told in XML.
    Agile(Box<Agile>),
    /// As in Office 2007.
    Standard(Standard),
}

impl Lock {
    fn read(info: &[u8]) -> Option<Self> {
        match (u16_at(info, 0)?, u16_at(info, 2)?) {
            (4, 4) => Some(Self::Agile(Box::new(Agile::read(info.get(8..)?)))),
            (2..=4, 2) => Standard::read(info).map(Self::Standard),
            _ => None,
        }
    }

    /// Returns the key of the package where the password is right.
    fn key(&self, password: &str) -> Option<Vec<u8>> {
        let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
        match self {
            Self::Agile(lock) => lock.key(&password),
            Self::Standard(lock) => lock.key(&password),
        }
    }

    /// Decrypts the stream of the package, which begins with its length.
    fn opened(&self, stream: &[u8], key: &[u8]) -> Option<Vec<u8>> {
        let size = usize::try_from(u64_at(stream, 0)?).ok()?;
        let mut package = stream.get(8..)?.to_vec();
        for (number, piece) in (0u32..).zip(package.chunks_mut(PIECE)) {
            match self {
                Self::Agile(lock) => {
                    let start = lock.package.digest(&[&lock.package.salt, &number.to_le_bytes()]);
                    chained(key, &sized(start, lock.package.block), piece)?;
                }
                Self::Standard(_) => each(key, piece)?,
            }
        }
        package.truncate(size);
        Some(package)
    }
}

/// What a part of the lock states: its salt, how it is digested, how long its blocks and keys are.
#[derive(Default)]
struct Stated {
    salt: Vec<u8>,
    digest: String,
    block: usize,
    key_bytes: usize,
    spins: u32,
    verifier: Vec<u8>,
    verifier_digest: Vec<u8>,
    key: Vec<u8>,
}

impl Stated {
    fn digest(&self, parts: &[&[u8]]) -> Vec<u8> {
        match self.digest.as_str() {
            "SHA256" => digest::<Sha256>(parts),
            "SHA384" => digest::<Sha384>(parts),
            "SHA512" => digest::<Sha512>(parts),
            _ => digest::<Sha1>(parts),
        }
    }
}

#[derive(Default)]
struct Agile {
    package: Stated,
    password: Stated,
}

impl Agile {
    fn read(xml: &[u8]) -> Self {
        let mut lock = Self::default();
        let mut xml = Xml::new(xml);
        while let Some(event) = xml.next_event() {
            let Event::Open(element) = event else { continue };
            let number = |name: &str| {
                element.attribute(name).and_then(|value| value.parse().ok()).unwrap_or(0u32)
            };
            let bytes = |name: &str| {
                base64::decode(element.attribute(name).unwrap_or_default().as_bytes()).bytes
            };
            let stated = || Stated {
                salt: bytes("saltValue"),
                digest: element.attribute("hashAlgorithm").unwrap_or_default(),
                block: number("blockSize") as usize,
                key_bytes: number("keyBits") as usize / 8,
                spins: number("spinCount").min(SPINS_MAX),
                verifier: bytes("encryptedVerifierHashInput"),
                verifier_digest: bytes("encryptedVerifierHashValue"),
                key: bytes("encryptedKeyValue"),
            };
            match element.name() {
                "keyData" => lock.package = stated(),
                "encryptedKey" => lock.password = stated(),
                _ => {}
            }
        }
        lock
    }

    fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        let stated = &self.password;
        let mut spun = stated.digest(&[&stated.salt, password]);
        for round in 0..stated.spins {
            spun = stated.digest(&[&round.to_le_bytes(), &spun]);
        }
        // What the password is digested with for each of three uses (§2.3.4.13).
        let opened = |use_of: [u8; 8], locked: &[u8]| {
            let key = sized(stated.digest(&[&spun, &use_of]), stated.key_bytes);
            let mut bytes = locked.to_vec();
            chained(&key, &sized(stated.salt.clone(), stated.block), &mut bytes)?;
            Some(bytes)
        };
        let verifier = opened([0xfe, 0xa7, 0xd2, 0x76, 0x3b, 0x4b, 0x9e, 0x79], &stated.verifier)?;
        let expected =
            opened([0xd7, 0xaa, 0x0f, 0x6d, 0x30, 0x61, 0x34, 0x4e], &stated.verifier_digest)?;
        let digest = stated.digest(&[&verifier]);
        let is_right = expected.get(..digest.len()) == Some(&digest);
        let key = opened([0x14, 0x6e, 0x0b, 0xe7, 0xab, 0xac, 0xd0, 0xd6], &stated.key)?;
        is_right.then(|| key.get(..stated.key_bytes).map(<[u8]>::to_vec)).flatten()
    }
}

struct Standard {
    key_bytes: usize,
    salt: Vec<u8>,
    verifier: Vec<u8>,
    verifier_digest: Vec<u8>,
}

impl Standard {
    fn read(info: &[u8]) -> Option<Self> {
        let header = info.get(12..)?;
        let verifier = header.get(size_at(info, 8)?..)?;
        Some(Self {
            key_bytes: size_at(header, 16)?.clamp(128, 256) / 8,
            salt: verifier.get(4..20)?.to_vec(),
            verifier: verifier.get(20..36)?.to_vec(),
            verifier_digest: verifier.get(40..72)?.to_vec(),
        })
    }

    fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        let mut spun = digest::<Sha1>(&[&self.salt, password]);
        for round in 0..SPINS {
            spun = digest::<Sha1>(&[&round.to_le_bytes(), &spun]);
        }
        let last = digest::<Sha1>(&[&spun, &[0; 4]]);
        // §2.3.4.7: the digest is widened by two paddings.
        let widened = |padding: u8| {
            let mut block = [padding; 64];
            block.iter_mut().zip(&last).for_each(|(byte, digit)| *byte ^= digit);
            digest::<Sha1>(&[&block])
        };
        let key = [widened(0x36), widened(0x5c)].concat().get(..self.key_bytes)?.to_vec();
        let (mut verifier, mut expected) = (self.verifier.clone(), self.verifier_digest.clone());
        each(&key, &mut verifier)?;
        each(&key, &mut expected)?;
        let is_right = expected.get(..20)? == digest::<Sha1>(&[&verifier]);
        is_right.then_some(key)
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = D::new();
    for part in parts {
        digest.update(part);
    }
    digest.finalize().to_vec()
}

/// Cuts bytes to a length, or fills them up as the standard does.
fn sized(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    bytes.resize(length.min(64), 0x36);
    bytes
}

/// Decrypts blocks, each for itself; what is no whole block stays. Nothing where the key has no known length.
fn each(key: &[u8], bytes: &mut [u8]) -> Option<()> {
    match key.len() {
        16 => decrypt(&Aes128::new_from_slice(key).ok()?, bytes),
        24 => decrypt(&Aes192::new_from_slice(key).ok()?, bytes),
        32 => decrypt(&Aes256::new_from_slice(key).ok()?, bytes),
        _ => return None,
    }
    Some(())
}

fn decrypt(
    cipher: &impl BlockCipherDecrypt<BlockSize = aes::cipher::consts::U16>,
    bytes: &mut [u8],
) {
    for block in bytes.chunks_exact_mut(BLOCK) {
        if let Ok(block) = <&mut Array<u8, _>>::try_from(block) {
            cipher.decrypt_block(block);
        }
    }
}

/// Decrypts blocks that are chained from a start on.
fn chained(key: &[u8], start: &[u8], bytes: &mut [u8]) -> Option<()> {
    let before = [start.get(..BLOCK)?, bytes].concat();
    each(key, bytes)?;
    bytes.iter_mut().zip(&before).for_each(|(byte, before)| *byte ^= before);
    Some(())
}
