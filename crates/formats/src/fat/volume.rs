//! Where the clusters of a volume stand, and which follows which.

use std::io::{self, Read};
use std::ops::Range;

use crate::shared::bytes::{size_at, u16_at, u32_at};

/// Ends the first sector of a volume and of a disk that has partitions.
pub(super) const END_OF_SECTOR: &[u8] = b"\x55\xaa";
/// A cluster that is free.
const FREE: usize = 0;
/// The first cluster that there is.
pub(super) const FIRST: usize = 2;
/// Fewer clusters have entries of 12 bits, and fewer than the second of 16.
const FEWEST_OF_16: usize = 4085;
const FEWEST_OF_32: usize = 65_525;

/// How long an entry of the table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Width {
    Twelve,
    Sixteen,
    ThirtyTwo,
}

/// A volume.
#[derive(Debug)]
pub(super) struct Volume<'a> {
    bytes: &'a [u8],
    width: Width,
    table: &'a [u8],
    /// The folder at the root, where it stands before all clusters.
    root: &'a [u8],
    /// The first cluster of the root, where it does not.
    pub(super) root_cluster: usize,
    /// Where the clusters begin, how long each is, and how many there are.
    data: usize,
    cluster: usize,
    count: usize,
}

impl<'a> Volume<'a> {
    /// Reads the first sector, if it is one of a volume.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let is_jump = matches!(bytes, [0xeb, _, 0x90, ..] | [0xe9, ..]);
        let number = |at| u16_at(bytes, at).map(usize::from);
        let (sector, entries) = (number(11)?, number(17)?);
        let (per_cluster, tables) = (usize::from(*bytes.get(13)?), usize::from(*bytes.get(16)?));
        let is_of_powers =
            matches!(sector, 512 | 1024 | 2048 | 4096) && per_cluster.is_power_of_two();
        let is_sector = bytes.get(510..512) == Some(END_OF_SECTOR) || sector == 512 && entries > 0;
        if !is_jump || !is_of_powers || !is_sector || !(1..=4).contains(&tables) {
            return None;
        }
        let either =
            |short: usize, long| Some(if short > 0 { short } else { size_at(bytes, long)? });
        let (all, of_table) = (either(number(19)?, 32)?, either(number(22)?, 36)?);
        let start = number(14)?.checked_mul(sector)?;
        let length = of_table.checked_mul(sector)?;
        let root = start.checked_add(length.checked_mul(tables)?)?;
        let data = root.checked_add((entries * 32).next_multiple_of(sector))?;
        let cluster = per_cluster * sector;
        let count = all.checked_mul(sector)?.checked_sub(data)? / cluster;
        let width = match count {
            _ if entries == 0 => Width::ThirtyTwo,
            _ if count < FEWEST_OF_16 => Width::Twelve,
            _ if count < FEWEST_OF_32 => Width::Sixteen,
            _ => return None,
        };
        let table = bytes.get(start..start.checked_add(length)?.min(bytes.len()))?;
        // The first entry repeats the kind of the medium.
        let is_medium =
            table.first() == bytes.get(21) && matches!(table.first(), Some(0xf0 | 0xf8..));
        is_medium.then(|| Self {
            bytes,
            width,
            table,
            root: bytes.get(root..data.min(bytes.len())).unwrap_or_default(),
            root_cluster: if width == Width::ThirtyTwo {
                size_at(bytes, 44).unwrap_or(0)
            } else {
                0
            },
            data,
            cluster,
            count,
        })
    }

    /// Returns the folder at the root, where it stands before all clusters.
    pub(super) fn root(&self) -> &'a [u8] {
        self.root
    }

    pub(super) fn cluster_length(&self) -> usize {
        self.cluster
    }

    /// Returns what the table has for a cluster: the one that follows it.
    fn entry(&self, cluster: usize) -> Option<usize> {
        let number = match self.width {
            Width::Twelve => {
                let pair = u16_at(self.table, cluster + cluster / 2)?;
                u32::from(if cluster.is_multiple_of(2) { pair & 0xfff } else { pair >> 4 })
            }
            Width::Sixteen => u32::from(u16_at(self.table, cluster * 2)?),
            Width::ThirtyTwo => u32_at(self.table, cluster * 4)? & 0x0fff_ffff,
        };
        usize::try_from(number).ok()
    }

    fn has(&self, cluster: usize) -> bool {
        (FIRST..self.count.saturating_add(FIRST)).contains(&cluster)
    }

    /// Returns the cluster that follows one, if one does.
    pub(super) fn next(&self, cluster: usize) -> Option<usize> {
        self.entry(cluster).filter(|next| self.has(*next))
    }

    /// Returns the bytes of a cluster, as far as the image goes.
    pub(super) fn cluster(&self, cluster: usize) -> Option<&'a [u8]> {
        let place = cluster.checked_sub(FIRST)?.checked_mul(self.cluster)?;
        let start = self.data.checked_add(place).filter(|_| self.has(cluster))?;
        self.bytes.get(start..start.checked_add(self.cluster)?.min(self.bytes.len()))
    }

    /// Returns how many clusters there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Returns the clusters that a file of this size had in a row.
    pub(super) fn row_of(&self, start: usize, size: usize) -> Range<usize> {
        start..start.saturating_add(size.div_ceil(self.cluster))
    }

    /// Tells whether a cluster is there and free.
    pub(super) fn is_free(&self, cluster: usize) -> bool {
        self.has(cluster) && self.entry(cluster) == Some(FREE)
    }

    /// Reads a file along the table.
    pub(super) fn chain(&self, start: usize, size: usize) -> Clusters<'_, 'a> {
        self.clusters(start, size, Self::next)
    }

    /// Reads clusters in a row.
    pub(super) fn row(&self, start: usize, size: usize) -> Clusters<'_, 'a> {
        self.clusters(start, size, |_, cluster| cluster.checked_add(1))
    }

    fn clusters(&self, start: usize, size: usize, follow: Follow<'a>) -> Clusters<'_, 'a> {
        Clusters {
            volume: self,
            next: Some(start),
            left: size,
            piece: &[],
            follow,
            steps: self.count,
        }
    }
}

/// Tells which cluster comes behind another.
type Follow<'a> = fn(&Volume<'a>, usize) -> Option<usize>;

/// The bytes of a file, cluster after cluster.
pub(super) struct Clusters<'v, 'a> {
    volume: &'v Volume<'a>,
    next: Option<usize>,
    left: usize,
    piece: &'a [u8],
    follow: Follow<'a>,
    /// How many clusters may still come: a chain may lead back into itself.
    steps: usize,
}

impl Read for Clusters<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 || buffer.is_empty() {
            return Ok(0);
        }
        if self.piece.is_empty() {
            let cluster = self.next.filter(|_| self.steps > 0);
            let piece = cluster.and_then(|cluster| self.volume.cluster(cluster));
            self.piece =
                piece.filter(|piece| !piece.is_empty()).ok_or(io::ErrorKind::UnexpectedEof)?;
            self.steps -= 1;
            self.next = cluster.and_then(|cluster| (self.follow)(self.volume, cluster));
        }
        let count = self.piece.len().min(buffer.len()).min(self.left);
        let (read, rest) = self.piece.split_at(count);
        buffer[..count].copy_from_slice(read);
        (self.piece, self.left) = (rest, self.left - count);
        Ok(count)
    }
}
