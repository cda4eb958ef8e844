//! The packed section of a help file: frames of LZX, begun anew at regular places ([MS-PATCH] describes LZX).

use item::LimitReason;
use lzxd::{Lzxd, WindowSize};

use crate::Error;
use crate::shared::bytes::{size_at, u64_at};

/// How much a frame unpacks to.
const FRAME: usize = 0x8000;
/// The most that is unpacked; in bytes.
const MOST: u64 = 256 << 20;

/// The unpacked section.
pub(super) struct Unpacked {
    bytes: Vec<u8>,
    /// Frames that are lost: zeros stand for them.
    lost: Vec<usize>,
}

impl Unpacked {
    /// Returns a part of the section, where all of it could be unpacked.
    pub(super) fn get(&self, start: usize, length: usize) -> Option<bytes::Bytes> {
        let end = start.checked_add(length)?;
        let bytes = self.bytes.get(start..end)?;
        let is_lost =
            self.lost.iter().any(|frame| frame * FRAME < end && start < (frame + 1) * FRAME);
        (!is_lost).then(|| bytes::Bytes::copy_from_slice(bytes))
    }
}

/// Unpacks a section; nothing where it is not said how it is packed.
pub(super) fn unpack(
    packed: &[u8],
    control: &[u8],
    resets: &[u8],
    most: u64,
) -> Result<Option<Unpacked>, Error> {
    let (Some((window, interval)), Some(frames)) = (settings(control), frames(resets)) else {
        return Ok(None);
    };
    let size = u64_at(resets, 16).unwrap_or(0);
    if size > most.min(MOST) {
        return Err(Error::Limit(LimitReason::Inflation));
    }
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let mut unpacked = Unpacked { bytes: Vec::new(), lost: Vec::new() };
    let mut decoder = Lzxd::new(window);
    let mut is_lost = false;
    for (number, start) in frames.iter().enumerate().take(size.div_ceil(FRAME)) {
        if number % interval == 0 {
            decoder.reset();
            is_lost = false;
        }
        let length = FRAME.min(size - number * FRAME);
        let end = frames.get(number + 1).copied().unwrap_or(packed.len()).min(packed.len());
        let frame = packed.get(*start..end).filter(|frame| !is_lost && !frame.is_empty());
        let bytes = frame.and_then(|frame| decoder.decompress_next(frame, length).ok());
        unpacked.bytes.extend_from_slice(bytes.unwrap_or_default());
        if bytes.is_none() {
            is_lost = true;
            unpacked.lost.push(number);
        }
        unpacked.bytes.resize(number * FRAME + length, 0);
    }
    Ok(Some(unpacked))
}

/// Reads the window, and after how many frames packing begins anew.
fn settings(control: &[u8]) -> Option<(WindowSize, usize)> {
    let unit = match size_at(control, 8).filter(|_| control.get(4..8) == Some(b"LZXC"))? {
        1 => 1,
        _ => FRAME,
    };
    let in_bytes = |at| size_at(control, at)?.checked_mul(unit);
    let window = match in_bytes(16)? {
        0x8000 => WindowSize::KB32,
        0x1_0000 => WindowSize::KB64,
        0x2_0000 => WindowSize::KB128,
        0x4_0000 => WindowSize::KB256,
        0x8_0000 => WindowSize::KB512,
        0x10_0000 => WindowSize::MB1,
        0x20_0000 => WindowSize::MB2,
        _ => return None,
    };
    Some((window, (in_bytes(12)? / FRAME).max(1)))
}

/// Reads where each frame begins.
fn frames(resets: &[u8]) -> Option<Vec<usize>> {
    let (count, head) = (size_at(resets, 4)?, size_at(resets, 12)?);
    let places = resets.get(head..)?.chunks_exact(8).take(count);
    Some(places.map_while(|place| usize::try_from(u64_at(place, 0)?).ok()).collect())
}
