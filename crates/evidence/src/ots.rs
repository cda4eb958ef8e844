//! Time stamps of OpenTimestamps: a text was there before a block of Bitcoin was made.
//!
//! A proof leads from the SHA-256 digest of a text, by appending, prepending and hashing, to what is claimed: the merkle root
//! in the header of a block, or the promise of a calendar to have it stamped. Read here, without a network: the file of a proof
//! (`DetachedTimestampFile` of python-opentimestamps 0.4, `core/timestamp.py`, `op.py`, `notary.py`). That a block with such a
//! root is in the chain, and when it was made, is for whoever asks to look up.

use std::str::FromStr;

use item::{Algorithm, Digest};

/// What a proof begins with, and the version of its form.
const HEAD: &[u8] = b"\0OpenTimestamps\0\0Proof\0\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01";
/// The tags of claims.
const BITCOIN: [u8; 8] = [0x05, 0x88, 0x96, 0x0d, 0x73, 0xd7, 0x19, 0x01];
const PENDING: [u8; 8] = [0x83, 0xdf, 0xe3, 0x0d, 0x2e, 0xf9, 0x0c, 0x8e];
/// The longest message on the way, and the longest claim, in bytes.
const LONGEST: usize = 4096;
const LONGEST_CLAIM: usize = 8192;
/// How many steps may lie between digest and claim.
const DEEPEST: u32 = 256;
/// The longest proof, in bytes; those of public calendars have some thousand.
const LARGEST: usize = 256 << 10;

const SHA1: u8 = 0x02;
const RIPEMD160: u8 = 0x03;
const SHA256: u8 = 0x08;
const KECCAK256: u8 = 0x67;
const APPEND: u8 = 0xf0;
const PREPEND: u8 = 0xf1;
const REVERSE: u8 = 0xf2;
const HEX: u8 = 0xf3;
/// Before each way but the last that goes on from a message, and before a claim.
const ANOTHER: u8 = 0xff;
const CLAIM: u8 = 0x00;

/// What a proof claims of a digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtsProof {
    /// The digest.
    pub sha256: Digest,
    /// The claims, in the order in which they stand.
    pub claims: Vec<OtsClaim>,
}

/// A claim of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtsClaim {
    /// A calendar promised to have the digest stamped: nothing is proven yet.
    Pending {
        /// Its address.
        calendar: String,
    },
    /// The digest goes into the merkle root of a block of Bitcoin.
    Bitcoin {
        /// The number of the block.
        height: u64,
        /// The root that its header must have, in the order of bytes in which it is printed; nothing where a step is not
        /// computed here.
        merkle_root: Option<Digest>,
    },
    /// A claim of another kind, which is not read.
    Other,
}

/// Why a proof is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OtsError {
    /// It does not begin or go on as a proof does.
    #[error("it is no proof of OpenTimestamps, or was cut or altered")]
    NoProof,
    /// It is on a digest of another kind.
    #[error("the proof is on no SHA-256 digest")]
    OtherDigest,
}

/// Reads a proof (`.ots`).
pub fn read_ots(proof: &[u8]) -> Result<OtsProof, OtsError> {
    let rest = proof.strip_prefix(HEAD).filter(|_| proof.len() <= LARGEST);
    let (kind, rest) = rest.and_then(<[u8]>::split_first).ok_or(OtsError::NoProof)?;
    if *kind != SHA256 {
        return Err(OtsError::OtherDigest);
    }
    let (digest, rest) = rest.split_first_chunk().ok_or(OtsError::NoProof)?;
    let claims = claims(digest, rest).ok_or(OtsError::NoProof)?;
    Ok(OtsProof { sha256: Digest(*digest), claims })
}

/// Makes a proof of what a calendar replied when a digest was posted to it.
pub fn ots_proof(sha256: &Digest, reply: &[u8]) -> Result<Vec<u8>, OtsError> {
    let proof = [HEAD, &[SHA256], &sha256.0, reply].concat();
    read_ots(&proof).map(|_| proof)
}

/// Returns the claims to which ways from a digest lead; nothing where they do not end with the bytes.
fn claims(digest: &[u8], ways: &[u8]) -> Option<Vec<OtsClaim>> {
    let mut reader = Reader { rest: ways, claims: Vec::new() };
    reader.ways(Some(digest.to_vec()), DEEPEST)?;
    reader.rest.is_empty().then_some(reader.claims)
}

struct Reader<'b> {
    rest: &'b [u8],
    claims: Vec<OtsClaim>,
}

/// What the digest has become on the way; nothing behind a step that is not computed here.
type Message = Option<Vec<u8>>;

impl Reader<'_> {
    /// Follows every way that goes on from a message.
    fn ways(&mut self, message: Message, deepest: u32) -> Option<()> {
        let deepest = deepest.checked_sub(1)?;
        loop {
            match self.byte()? {
                ANOTHER => {
                    let tag = self.byte()?;
                    self.way(tag, message.clone(), deepest)?;
                }
                tag => return self.way(tag, message, deepest),
            }
        }
    }

    fn way(&mut self, tag: u8, message: Message, deepest: u32) -> Option<()> {
        if tag == CLAIM {
            let claim = self.claim(message)?;
            self.claims.push(claim);
            return Some(());
        }
        let message = self.step(tag, message)?;
        let is_short = message.as_ref().is_none_or(|message| message.len() <= LONGEST);
        is_short.then(|| self.ways(message, deepest))?
    }

    /// Takes one step.
    fn step(&mut self, tag: u8, message: Message) -> Option<Message> {
        Some(match tag {
            APPEND => {
                let piece = self.counted(LONGEST)?;
                message.map(|message| [&message, piece].concat())
            }
            PREPEND => {
                let piece = self.counted(LONGEST)?;
                message.map(|message| [piece, &message].concat())
            }
            REVERSE => message.map(|message| message.into_iter().rev().collect()),
            HEX => message.map(|message| hex(&message)),
            SHA256 => message.map(|message| fixity::of(&message, &[]).sha256.0.to_vec()),
            SHA1 => message.and_then(|message| sha1(&message)),
            // No public calendar takes such a step.
            RIPEMD160 | KECCAK256 => None,
            _ => return None,
        })
    }

    fn claim(&mut self, message: Message) -> Option<OtsClaim> {
        let (tag, rest) = self.rest.split_first_chunk::<8>()?;
        self.rest = rest;
        let mut stated = Reader { rest: self.counted(LONGEST_CLAIM)?, claims: Vec::new() };
        Some(match *tag {
            PENDING => {
                let calendar = std::str::from_utf8(stated.counted(LONGEST)?).ok()?.to_owned();
                OtsClaim::Pending { calendar }
            }
            BITCOIN => OtsClaim::Bitcoin {
                height: stated.number()?,
                merkle_root: message.and_then(|message| printed_order(&message)),
            },
            _ => OtsClaim::Other,
        })
    }

    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    /// Returns a number: seven bits in each byte, the lowest first.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for at in 0..9 {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << (7 * at);
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// Returns bytes behind their number.
    fn counted(&mut self, most: usize) -> Option<&'_ [u8]> {
        let length = usize::try_from(self.number()?).ok().filter(|length| *length <= most)?;
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| b"0123456789abcdef"[usize::from(digit)]).collect()
}

fn sha1(message: &[u8]) -> Option<Vec<u8>> {
    fixity::of(message, &[Algorithm::Sha1]).more.remove(&Algorithm::Sha1)
}

/// Returns a root in the order of bytes in which those of Bitcoin are printed, which is not that of the header.
fn printed_order(message: &[u8]) -> Option<Digest> {
    let mut root = <[u8; 32]>::try_from(message).ok()?;
    root.reverse();
    Some(Digest(root))
}

/// What is known of a block of Bitcoin: `HEIGHT=HEX`, where HEX is the merkle root as block explorers print it, or the whole
/// header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The number of the block.
    pub height: u64,
    /// The merkle root, in the order of bytes in which it is printed.
    pub merkle_root: Digest,
    /// When it was made, in seconds since 1970, where the header is known. Miners may be off by up to two hours.
    pub time: Option<u32>,
}

/// Why a text names no block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a block is HEIGHT=HEX, with a merkle root of 64 hex digits or a header of 160")]
pub struct NoBlock;

impl FromStr for Block {
    type Err = NoBlock;

    fn from_str(text: &str) -> Result<Self, NoBlock> {
        let (height, hex) = text.split_once('=').ok_or(NoBlock)?;
        let height = height.parse().map_err(|_| NoBlock)?;
        if hex.len() == 64 {
            let merkle_root = hex.parse().map_err(|_| NoBlock)?;
            return Ok(Self { height, merkle_root, time: None });
        }
        let header = header(hex).ok_or(NoBlock)?;
        let (_, root_and_more) = header.split_at(36);
        let (root, time) = root_and_more.split_at(32);
        let merkle_root = printed_order(root).ok_or(NoBlock)?;
        let time = time.first_chunk().map(|time| u32::from_le_bytes(*time));
        Ok(Self { height, merkle_root, time })
    }
}

fn header(hex: &str) -> Option<[u8; 80]> {
    let mut header = [0; 80];
    let (pairs, []) = hex.as_bytes().as_chunks::<2>() else { return None };
    if pairs.len() != header.len() {
        return None;
    }
    for (byte, [high, low]) in header.iter_mut().zip(pairs) {
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|it| u8::try_from(it).ok());
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// On the SHA-256 of "a statement\n": a promise, three ways to blocks, one of them by RIPEMD-160 and one of Litecoin. Made
    /// by python-opentimestamps 0.4.5.
    const PROOF: &str = "004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e892940108bd0eff4700528d9e36d887ed944a4d90d4292a0fb80e8f42656c3d3a072cea35f010000102030405060708090a0b0c0d0e0f08f1096c656674207369646508ff0083dfe30d2ef90c8e2e2d68747470733a2f2f616c6963652e6274632e63616c656e6461722e6f70656e74696d657374616d70732e6f7267ff0308000588960d73d719010380b518fff005726967687402f10274780808000588960d73d7190103f7ef15f3080006869a0d73d71b450107";
    const ROOT: &str = "f7e445ed11a8aa1956b9300e28b180fbc8fd794e04c51f100ab880ada1a31cf1";

    fn proof() -> Vec<u8> {
        let byte = |at: usize| u8::from_str_radix(&PROOF[at..at + 2], 16).expect("it is hex");
        (0..PROOF.len()).step_by(2).map(byte).collect()
    }

    #[test]
    fn a_proof_that_another_program_made_leads_to_each_of_its_claims() {
        let read = read_ots(&proof()).expect("it is a proof");
        assert_eq!(read.sha256, fixity::of(b"a statement\n", &[]).sha256);
        let calendar = "https://alice.btc.calendar.opentimestamps.org".to_owned();
        let merkle_root = Some(ROOT.parse().expect("it is a digest"));
        let expected = [
            OtsClaim::Pending { calendar },
            OtsClaim::Bitcoin { height: 400_000, merkle_root: None },
            OtsClaim::Bitcoin { height: 358_391, merkle_root },
            OtsClaim::Other,
        ];
        assert_eq!(read.claims, expected);
    }

    #[test]
    fn a_proof_that_was_cut_is_none_and_an_altered_one_leads_elsewhere() {
        let digest = fixity::of(b"a statement\n", &[]).sha256;
        let steps = [&[APPEND, 5][..], b"right", &[SHA256, PREPEND, 2], b"tx", &[SHA256, SHA256]];
        let block = [&[CLAIM][..], &BITCOIN, &[3, 0xf7, 0xef, 0x15]].concat();
        let way = [&steps.concat()[..], &block].concat();
        let whole = ots_proof(&digest, &way).expect("it is a way");
        let right = read_ots(&whole).expect("it is a proof");
        for at in 0..whole.len() {
            assert!(read_ots(&whole[..at]).is_err(), "{at}");
            for bit in 0..8 {
                let mut flipped = whole.clone();
                flipped[at] ^= 1 << bit;
                assert_ne!(read_ots(&flipped).as_ref(), Ok(&right), "bit {bit} of byte {at}");
            }
        }
        assert_eq!(read_ots(&[&whole[..], b"\0"].concat()), Err(OtsError::NoProof));
    }

    #[test]
    fn hostile_proofs_end_within_their_bounds() {
        let of = |ways: &[u8]| ots_proof(&Digest([7; 32]), ways);
        assert_eq!(of(&vec![SHA256; 100_000]), Err(OtsError::NoProof), "too deep");
        assert_eq!(of(&[HEX; 9]), Err(OtsError::NoProof), "too long a message");
        assert_eq!(of(&[APPEND, 0xff, 0xff, 0xff, 0xff, 0x7f]), Err(OtsError::NoProof));
        assert_eq!(of(&vec![ANOTHER; LARGEST]), Err(OtsError::NoProof));
        assert_eq!(of(b""), Err(OtsError::NoProof));
    }

    #[test]
    fn the_reply_of_a_calendar_becomes_the_proof() {
        let whole = proof();
        let (_, reply) = whole.split_at(HEAD.len() + 1 + 32);
        let digest = fixity::of(b"a statement\n", &[]).sha256;
        assert_eq!(ots_proof(&digest, reply), Ok(whole.clone()));
        let mut other = whole;
        other[HEAD.len()] = SHA1;
        assert_eq!(read_ots(&other), Err(OtsError::OtherDigest));
    }

    #[test]
    fn a_block_is_named_by_its_root_or_its_header() {
        let named: Block = format!("7={ROOT}").parse().expect("it is a root");
        assert_eq!(
            (named.height, named.merkle_root.to_string(), named.time),
            (7, ROOT.to_owned(), None)
        );
        // The first block of Bitcoin, of 3 January 2009.
        let genesis = "0=0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c";
        let genesis: Block = genesis.parse().expect("it is a header");
        let root = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
        assert_eq!(genesis.merkle_root.to_string(), root);
        assert_eq!(genesis.time, Some(1_231_006_505));
        for no_block in ["", "7", "7=", "x=00", &format!("7={ROOT}00"), &format!("-7={ROOT}")] {
            assert_eq!(no_block.parse::<Block>(), Err(NoBlock), "{no_block}");
        }
    }
}
