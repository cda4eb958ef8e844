//! How the bytes of one ZIP member are had.

use std::io::{self, Read};

use bytes::{Buf, Bytes};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::read::{ZipReadOptions, read_zipfile_from_stream_with_options};
use zip::result::ZipError;

use crate::shared::passwords::Passwords;

use super::directory::{Entry, extra_field};

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Methods that the `zip` crate decodes as it is built here: shrink, reduce, implode, deflate64, bzip2, LZMA, Zstandard
/// (old and new number), XZ, `PPMd`.
const DECODED_ELSEWHERE: [u16; 13] = [1, 2, 3, 4, 5, 6, 9, 12, 14, 20, 93, 95, 98];
const AES_FIELD: u16 = 0x9901;
/// What unpacks this far without an error was opened with the right password.
const ENOUGH: u64 = 64 << 20;

/// What came of opening a member.
pub(crate) enum Opening<'a> {
    /// Its bytes; damage shows as an error at the end.
    Stream(&'a mut dyn Read),
    /// No password fits.
    Locked,
    /// Packed by this method, which is not built in.
    UnknownMethod(u16),
    /// The archive ends before it, or it stands on another disk.
    Missing,
    /// Its header makes no sense.
    Broken,
}

impl Entry {
    /// Opens the member, trying `passwords` where it is encrypted, and hands what came of it to `take`.
    pub(crate) fn open<T>(
        &self,
        bytes: &Bytes,
        passwords: &Passwords,
        take: impl FnOnce(Opening<'_>) -> T,
    ) -> T {
        let Some(place) = self.place(bytes) else { return take(Opening::Missing) };
        let packed = Packed { bytes: bytes.slice(place), cut: self.is_cut(bytes) };
        if self.is_encrypted() {
            return match self.password(&packed, passwords) {
                Some(password) => self.unpack(packed, Some(&password), take),
                None => take(Opening::Locked),
            };
        }
        match self.method {
            STORED => take(Opening::Stream(&mut self.checked(packed))),
            DEFLATED => take(Opening::Stream(&mut self.checked(DeflateDecoder::new(packed)))),
            method if DECODED_ELSEWHERE.contains(&method) => self.unpack(packed, None, take),
            method => take(Opening::UnknownMethod(method)),
        }
    }

    fn checked<R: Read>(&self, reader: R) -> Checked<R> {
        let expected = self.packed.map(|_| self.crc);
        Checked { reader, crc: Crc::new(), expected }
    }

    /// Finds the password with which the member unpacks, since `ZipCrypto` lets 1 wrong one in 256 pass its check.
    fn password(&self, packed: &Packed, passwords: &Passwords) -> Option<Vec<u8>> {
        let spellings = passwords.iter().flat_map(spellings);
        std::iter::once(Vec::new()).chain(spellings).find(|password| {
            self.unpack(packed.clone(), Some(password), |opening| match opening {
                Opening::Stream(stream) => {
                    io::copy(&mut stream.take(ENOUGH), &mut io::sink()).is_ok()
                }
                _ => false,
            })
        })
    }

    /// Lets the `zip` crate decode the member behind a local header written anew from what the directory says.
    fn unpack<T>(
        &self,
        packed: Packed,
        password: Option<&[u8]>,
        take: impl FnOnce(Opening<'_>) -> T,
    ) -> T {
        let length = packed.bytes.len() as u64;
        let mut source = self.header(length).reader().chain(packed);
        let mut options = ZipReadOptions::new()
            .password(password)
            .override_compressed_size(length)
            .override_crc(self.crc);
        if self.packed.is_some() {
            options = options.override_uncompressed_size(self.size);
        }
        match read_zipfile_from_stream_with_options(&mut source, options) {
            Ok(Some(mut member)) => take(Opening::Stream(&mut member)),
            Ok(None) => take(Opening::Broken),
            Err(error) => take(self.refused(&error)),
        }
    }

    fn header(&self, packed: u64) -> Bytes {
        let wide = packed.max(self.size) >= u64::from(u32::MAX);
        let narrow =
            |size: u64| if wide { u32::MAX } else { u32::try_from(size).unwrap_or(u32::MAX) };
        let mut extra = Vec::new();
        if wide {
            push_field(&mut extra, 1, &[self.size.to_le_bytes(), packed.to_le_bytes()].concat());
        }
        if let Some(aes) = extra_field(&self.extra, AES_FIELD) {
            push_field(&mut extra, AES_FIELD, aes);
        }
        let mut header = b"PK\x03\x04\x33\x00".to_vec();
        header.extend(self.flags.to_le_bytes());
        header.extend(self.method.to_le_bytes());
        header.extend(self.dos_time);
        header.extend(self.crc.to_le_bytes());
        header.extend(narrow(packed).to_le_bytes());
        header.extend(narrow(self.size).to_le_bytes());
        header.extend(1_u16.to_le_bytes());
        header.extend(u16::try_from(extra.len()).unwrap_or(0).to_le_bytes());
        header.push(b'm');
        header.extend(extra);
        header.into()
    }

    fn refused(&self, error: &ZipError) -> Opening<'static> {
        match error {
            ZipError::CompressionMethodNotSupported(method) => Opening::UnknownMethod(*method),
            ZipError::InvalidPassword
            | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Opening::Locked,
            ZipError::UnsupportedArchive(_) => Opening::UnknownMethod(self.method),
            _ if self.is_encrypted() => Opening::Locked,
            _ => Opening::Broken,
        }
    }
}

fn push_field(extra: &mut Vec<u8>, id: u16, field: &[u8]) {
    extra.extend(id.to_le_bytes());
    extra.extend(u16::try_from(field.len()).unwrap_or(0).to_le_bytes());
    extra.extend(field);
}

/// The bytes that a password may stand for: UTF-8, and the code pages of Windows and DOS.
fn spellings(password: &str) -> Vec<Vec<u8>> {
    let mut spellings = vec![password.as_bytes().to_vec()];
    if !password.is_ascii() {
        for encoding in [encoding_rs::IBM866, encoding_rs::WINDOWS_1251, encoding_rs::WINDOWS_1252]
        {
            let (bytes, _, unmappable) = encoding.encode(password);
            if !unmappable {
                spellings.push(bytes.into_owned());
            }
        }
    }
    spellings
}

/// The packed bytes of a member; reading past their end is an error where the archive was cut.
#[derive(Clone)]
struct Packed {
    bytes: Bytes,
    cut: bool,
}

impl Read for Packed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.bytes.is_empty() && self.cut && !buffer.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let length = buffer.len().min(self.bytes.len());
        self.bytes.split_to(length).copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

/// A reader that tells at the end whether the checksum was right.
struct Checked<R> {
    reader: R,
    crc: Crc,
    expected: Option<u32>,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.crc.update(&buffer[..length]);
        let ended = length == 0 && !buffer.is_empty();
        if ended && self.expected.is_some_and(|expected| expected != self.crc.sum()) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "checksum differs"));
        }
        Ok(length)
    }
}
