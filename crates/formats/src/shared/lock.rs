//! How workbooks and documents of 1997 to 2003 are locked by a password with RC4 ([MS-OFFCRYPTO] §2.3.5, §2.3.6).

use md5::Md5;
use sha1::Sha1;
use sha2::Digest;

use crate::shared::bytes::{size_at, u16_at, u32_at};
use crate::shared::passwords::Passwords;
use crate::shared::rc4::Rc4;

/// What Excel locks with where nobody gave a password, and opens without asking ([MS-XLS] §2.4.117).
const OF_EXCEL: &str = "VelvetSweatshop";

/// The number of RC4 among algorithms.
const RC4: u32 = 0x6801;
/// The salt and the verifier are as long.
const SALT: usize = 16;

/// How a file is locked.
pub(crate) struct Lock<'a> {
    kind: Kind,
    salt: &'a [u8],
    verifier: &'a [u8],
    /// The digest of the verifier, encrypted behind it.
    digest: &'a [u8],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Keys of 40 bits by MD5.
    Old,
    /// Keys of so many bytes by SHA-1, as Windows makes them.
    CryptoApi(usize),
}

/// What opens a file: each block of it has a key of its own.
pub(crate) struct BlockKeys {
    kind: Kind,
    base: Vec<u8>,
}

impl<'a> Lock<'a> {
    /// Reads the head of an encryption; nothing where it is of another kind.
    pub(crate) fn read(head: &'a [u8]) -> Option<Self> {
        match (u16_at(head, 0)?, u16_at(head, 2)?) {
            (1, 1) => Some(Self {
                kind: Kind::Old,
                salt: head.get(4..4 + SALT)?,
                verifier: head.get(20..36)?,
                digest: head.get(36..52)?,
            }),
            (2..=4, 2) => {
                let header = head.get(12..)?;
                let length = size_at(head, 8)?;
                let bits = size_at(header, 16).filter(|_| u32_at(header, 8) == Some(RC4))?;
                // No size stands for the least.
                let bytes = if bits == 0 { 5 } else { bits / 8 };
                let rest = header.get(length..)?;
                Some(Self {
                    kind: Kind::CryptoApi(bytes.clamp(1, 20)),
                    salt: rest.get(4..4 + SALT)?,
                    verifier: rest.get(20..36)?,
                    digest: rest.get(40..60)?,
                })
            }
            _ => None,
        }
    }

    /// Finds the one of the passwords that opens the file, after the one that Excel itself tries.
    pub(crate) fn opened_by(&self, passwords: &Passwords) -> Option<BlockKeys> {
        [OF_EXCEL]
            .into_iter()
            .chain(passwords.iter())
            .map(|word| self.keys(word))
            .find(|keys| self.fits(keys))
    }

    fn keys(&self, password: &str) -> BlockKeys {
        let password: Vec<u8> = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let base = match self.kind {
            Kind::Old => {
                let first = Md5::digest(&password);
                let piece = [&first[..5], self.salt].concat();
                Md5::digest(piece.repeat(16))[..5].to_vec()
            }
            Kind::CryptoApi(_) => {
                Sha1::new().chain_update(self.salt).chain_update(&password).finalize().to_vec()
            }
        };
        BlockKeys { kind: self.kind, base }
    }

    fn fits(&self, keys: &BlockKeys) -> bool {
        let mut cipher = keys.cipher(0);
        let (mut verifier, mut digest) = (self.verifier.to_vec(), self.digest.to_vec());
        cipher.apply(&mut verifier);
        cipher.apply(&mut digest);
        match self.kind {
            Kind::Old => Md5::digest(&verifier)[..] == digest[..],
            Kind::CryptoApi(_) => Sha1::digest(&verifier)[..] == digest[..],
        }
    }
}

impl BlockKeys {
    /// Decrypts a stream whose blocks are so long; what stands in it unencrypted comes out as noise.
    pub(crate) fn decrypt(&self, stream: &mut [u8], block: usize) {
        for (number, piece) in (0..).zip(stream.chunks_mut(block)) {
            self.cipher(number).apply(piece);
        }
    }

    fn cipher(&self, block: u32) -> Rc4 {
        let number = block.to_le_bytes();
        match self.kind {
            Kind::Old => {
                Rc4::new(&Md5::new().chain_update(&self.base).chain_update(number).finalize())
            }
            Kind::CryptoApi(length) => {
                let mut key =
                    Sha1::new().chain_update(&self.base).chain_update(number).finalize().to_vec();
                key.truncate(length);
                // Windows makes keys of 40 bits as long as those of 128.
                if length == 5 {
                    key.resize(16, 0);
                }
                Rc4::new(&key)
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Locks a stream with a password in the older way, and returns the head.
    pub(crate) fn lock(password: &str, stream: &mut [u8], block: usize) -> Vec<u8> {
        let salt = [7; SALT];
        let empty = Lock { kind: Kind::Old, salt: &salt, verifier: &[], digest: &[] };
        let keys = empty.keys(password);
        let mut verifier = [3; 16].to_vec();
        let mut digest = Md5::digest(&verifier).to_vec();
        let mut cipher = keys.cipher(0);
        cipher.apply(&mut verifier);
        cipher.apply(&mut digest);
        keys.decrypt(stream, block);
        [&[1, 0, 1, 0][..], &salt, &verifier, &digest].concat()
    }

    #[test]
    fn the_right_password_of_several_is_found() {
        let mut stream = b"a text over several blocks".to_vec();
        let head = lock("perm-1974", &mut stream, 8);
        let lock = Lock::read(&head).expect("it is one");
        assert!(lock.opened_by(&["wrong"].into_iter().collect()).is_none());
        let keys = lock.opened_by(&["wrong", "perm-1974"].into_iter().collect()).expect("it fits");
        keys.decrypt(&mut stream, 8);
        assert_eq!(stream, b"a text over several blocks");
    }

    #[test]
    fn what_excel_locks_with_is_tried_unasked() {
        let head = lock(OF_EXCEL, &mut [], 8);
        assert!(
            Lock::read(&head).is_some_and(|lock| lock.opened_by(&Passwords::default()).is_some())
        );
    }

    #[test]
    fn a_cut_head_is_none() {
        let head = lock("x", &mut [], 8);
        for end in 0..head.len() {
            assert!(Lock::read(&head[..end]).is_none());
        }
    }
}
