//! Documents that a password locks ([MS-DOC] §2.2.6).

use super::streams::Streams;
use crate::Passwords;
use crate::shared::bytes::size_at;
use crate::shared::lock::Lock;

/// Each block of so many bytes has a key of its own.
const BLOCK: usize = 512;
/// So much of the main stream is not encrypted, and where it says the same of the stream of tables.
const PLAIN: usize = 68;
const PLAIN_TABLES: usize = 14;

/// Decrypts the streams; nothing where no password opens them or they are locked in the way of Word 95.
pub(super) fn unlock(streams: &mut Streams, passwords: &Passwords) -> Option<()> {
    let plain_tables = size_at(&streams.main, PLAIN_TABLES)?;
    let keys = Lock::read(streams.table.get(..plain_tables)?)?.opened_by(passwords)?;
    let parts =
        [(&mut streams.main, PLAIN), (&mut streams.table, plain_tables), (&mut streams.data, 0)];
    for (stream, plain) in parts {
        let kept = stream[..plain.min(stream.len())].to_vec();
        keys.decrypt(stream, BLOCK);
        stream[..kept.len()].copy_from_slice(&kept);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::lock::tests::lock;

    #[test]
    fn streams_are_decrypted_but_for_what_is_plain_in_them() {
        let mut streams =
            Streams { main: vec![b'm'; 1_300], table: vec![b't'; 700], data: vec![b'd'; 600] };
        let head = lock("perm-1974", &mut streams.data, BLOCK);
        let length = u32::try_from(head.len()).expect("it is short");
        streams.main[PLAIN_TABLES..PLAIN_TABLES + 4].copy_from_slice(&length.to_le_bytes());
        let [main, table] = [&streams.main, &streams.table].map(|plain| {
            let mut locked = plain.clone();
            lock("perm-1974", &mut locked, BLOCK);
            locked
        });
        streams.main[PLAIN..].copy_from_slice(&main[PLAIN..]);
        streams.table = [&head[..], &table[head.len()..]].concat();
        assert!(unlock(&mut streams, &["other"].into_iter().collect()).is_none());
        unlock(&mut streams, &["perm-1974"].into_iter().collect()).expect("it is the password");
        assert!(streams.main[PLAIN..].iter().all(|byte| *byte == b'm'));
        assert!(streams.table[head.len()..].iter().all(|byte| *byte == b't'));
        assert_eq!(streams.data, [b'd'; 600]);
    }
}
