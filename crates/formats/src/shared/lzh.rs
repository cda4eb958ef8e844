//! Members that are packed by the Lempel-Ziv and Huffman codes of Yoshizaki and Okumura: by LHA, and by ARJ.

use std::io::{self, Read};

use delharc::LhaError;
use delharc::crc::Crc16;
use delharc::decode::{Decoder, DecoderAny};
use flate2::Crc;

/// How much is unpacked at a time: what a cut member gives ends at such a step; in bytes.
const STEP: u64 = 32;

/// The bytes of a member, and an error where they break off or do not fit their checksum.
pub(crate) struct Unpacked<'a> {
    decoder: DecoderAny<&'a [u8]>,
    left: u64,
    sum: Sum,
}

/// A checksum on its way to what it should become.
pub(crate) enum Sum {
    /// That of LHA.
    Short(Crc16, u16),
    /// That of ARJ.
    Long(Crc, u32),
}

impl<'a> Unpacked<'a> {
    /// Unpacks so many bytes.
    pub(crate) fn new(decoder: DecoderAny<&'a [u8]>, length: u64, sum: Sum) -> Self {
        Self { decoder, left: length, sum }
    }
}

impl Sum {
    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Short(sum, _) => sum.digest(bytes),
            Self::Long(sum, _) => sum.update(bytes),
        }
    }

    fn is_right(&self) -> bool {
        match self {
            Self::Short(sum, stated) => sum.sum16() == *stated,
            Self::Long(sum, stated) => sum.sum() == *stated,
        }
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let step = usize::try_from(self.left.min(STEP)).unwrap_or_default();
        let length = buffer.len().min(step);
        if length == 0 {
            let is_right = buffer.is_empty() || self.sum.is_right();
            return if is_right { Ok(0) } else { Err(io::ErrorKind::InvalidData.into()) };
        }
        let step = &mut buffer[..length];
        self.decoder.fill_buffer(step).map_err(|cause| match cause {
            LhaError::Io(_) => io::ErrorKind::UnexpectedEof,
            _ => io::ErrorKind::InvalidData,
        })?;
        self.sum.update(step);
        self.left -= length as u64;
        Ok(length)
    }
}
