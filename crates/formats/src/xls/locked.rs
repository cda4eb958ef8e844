//! Workbooks that a password locks ([MS-XLS] §2.2.10).

use item::EncryptedReason;

use super::globals::{BOF, EOF, SHEET};
use super::records::Records;
use crate::shared::bytes::u16_at;
use crate::shared::lock::Lock;
use crate::{Error, Passwords};

/// The record that says how all after it is encrypted, and the way that is read.
pub(super) const LOCK: u16 = 0x002f;
const BY_RC4: u16 = 1;
/// Each block of so many bytes has a key of its own.
const BLOCK: usize = 1_024;
/// The head of a record is never encrypted, nor are records of these kinds.
const HEAD: usize = 4;
const PLAIN: [u16; 7] = [BOF, LOCK, 0x00e1, 0x0138, 0x0194, 0x0195, 0x0196];

/// Decrypts the records of a stream, where they are encrypted.
pub(super) fn unlocked(stream: Vec<u8>, passwords: &Passwords) -> Result<Vec<u8>, Error> {
    let mut globals = Records::of(&stream).take_while(|record| record.kind != EOF);
    let Some(lock) = globals.find(|record| record.kind == LOCK) else { return Ok(stream) };
    let head = lock.data.get(2..).filter(|_| u16_at(lock.data, 0) == Some(BY_RC4));
    let keys = head.and_then(Lock::read).and_then(|lock| lock.opened_by(passwords));
    let keys = keys.ok_or(Error::Encrypted(EncryptedReason::NeedsPassword))?;
    let mut plain = stream.clone();
    keys.decrypt(&mut plain, BLOCK);
    let mut records = Records::of(&stream);
    while let Some((at, kind, data)) = records.next_plain() {
        let kept = at..at + HEAD + plain_length(kind, data);
        plain[kept.clone()].copy_from_slice(&stream[kept]);
    }
    Ok(plain)
}

/// Returns how much of a record's data is not encrypted: of a sheet in the list, the place where it begins.
fn plain_length(kind: u16, data: &[u8]) -> usize {
    match kind {
        SHEET => data.len().min(4),
        _ if PLAIN.contains(&kind) => data.len(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::lock::tests::lock;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).expect("tests are short").to_le_bytes();
        [&kind.to_le_bytes()[..], &length, data].concat()
    }

    /// Returns a stream as it reads, and as a password locks it.
    fn streams(password: &str) -> (Vec<u8>, Vec<u8>) {
        let head = [&BY_RC4.to_le_bytes()[..], &lock(password, &mut [], BLOCK)].concat();
        let start = [record(BOF, &[0, 6, 5, 0]), record(LOCK, &head)].concat();
        let sheet = record(SHEET, b"\x01\x02\x03\x04\0\0\x04\0list");
        let text = record(0x00fc, &[b'x'; 2_000]);
        let plain = [&start[..], &sheet, &text, &record(EOF, &[])].concat();
        let mut locked = plain.clone();
        lock(password, &mut locked, BLOCK);
        locked[..start.len() + 8].copy_from_slice(&plain[..start.len() + 8]);
        for at in [start.len() + sheet.len(), plain.len() - 4] {
            locked[at..at + 4].copy_from_slice(&plain[at..at + 4]);
        }
        (plain, locked)
    }

    #[test]
    fn records_are_decrypted_and_their_heads_are_left() {
        let (plain, locked) = streams("perm-1974");
        assert_eq!(
            unlocked(locked.clone(), &["perm-1974"].into_iter().collect()).ok(),
            Some(plain)
        );
        let error = unlocked(locked, &["other"].into_iter().collect()).err();
        assert!(matches!(error, Some(Error::Encrypted(EncryptedReason::NeedsPassword))));
    }

    #[test]
    fn what_is_not_locked_is_left_as_it_is() {
        let stream = [record(BOF, &[0, 6, 5, 0]), record(EOF, &[])].concat();
        assert_eq!(unlocked(stream.clone(), &Passwords::default()).ok(), Some(stream));
    }
}
