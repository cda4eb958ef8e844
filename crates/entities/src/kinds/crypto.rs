//! Addresses of cryptocurrencies: Bitcoin and its like in `Base58Check` and Bech32 (BIP 173, BIP 350), Tron, Ethereum.

use std::ops::Range;

use item::Kind;
use sha2::{Digest, Sha256};

use crate::finding::{Finding, Found};
use crate::tokenized::{Gap, TokenizedBlock};

/// How many letters and digits an address has: the shortest in `Base58Check`, the longest in Bech32.
const LENGTHS: Range<usize> = 26..63;
const BASE58: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE58_DIGITS: u32 = 58;
/// How many bytes `Base58Check` has: what kind it is, a hash, a check sum.
const BASE58_BYTES: usize = 25;
const BECH32: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// What the check sum of Bech32 comes to, before and since BIP 350.
const BECH32_SUMS: [u32; 2] = [1, 0x2bc8_30a3];
/// The networks whose addresses are in Bech32.
const NETWORKS: [&str; 2] = ["bc", "ltc"];

/// Finds addresses.
pub(crate) fn find(block: &TokenizedBlock, found: &mut Found) {
    let mut at = 0;
    while at < block.words.len() {
        let joined = (at + 1..block.words.len()).take_while(|next| block.gap(*next) == Gap::None);
        let end = joined.last().unwrap_or(at) + 1;
        let written = block.surface(&(at..end));
        let address = LENGTHS.contains(&written.len()).then(|| address(written)).flatten();
        if let Some(normal) = address.filter(|_| !found.is_taken(&(at..end))) {
            found.take(block, Finding::new(Kind::Crypto, block.span(&(at..end)), normal, 0.97));
        }
        at = end;
    }
}

/// Returns the normal form of an address: as it is written where its case tells, else in small letters.
fn address(written: &str) -> Option<String> {
    let is_one_case =
        || !(written.contains(char::is_lowercase) && written.contains(char::is_uppercase));
    let lower = written.to_ascii_lowercase();
    if is_ethereum(&lower) || is_one_case() && is_bech32(&lower) {
        return Some(lower);
    }
    is_base58(written).then(|| written.to_owned())
}

/// Tells whether it has the form of an address of Ethereum, whose case may hold a check sum (EIP-55) that is not verified.
fn is_ethereum(lower: &str) -> bool {
    let digits = lower.strip_prefix("0x");
    digits.is_some_and(|digits| {
        digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

/// Tells whether the last four bytes are the first of the hash, taken twice, of those before them.
fn is_base58(written: &str) -> bool {
    let mut bytes = [0_u8; BASE58_BYTES];
    for letter in written.bytes() {
        let Some(mut carry) = value(BASE58, letter) else { return false };
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * BASE58_DIGITS;
            [.., *byte] = carry.to_be_bytes();
            carry >>= 8;
        }
        if carry > 0 {
            return false;
        }
    }
    let (payload, sum) = bytes.split_at(BASE58_BYTES - 4);
    Sha256::digest(Sha256::digest(payload)).starts_with(sum)
}

/// Returns the value of a letter by its place in an alphabet.
fn value(alphabet: &[u8], letter: u8) -> Option<u32> {
    let place = alphabet.iter().position(|known| *known == letter);
    place.and_then(|place| u32::try_from(place).ok())
}

fn is_bech32(lower: &str) -> bool {
    let Some((network, data)) = lower.split_once('1') else { return false };
    let values: Option<Vec<u32>> = data.bytes().map(|letter| value(BECH32, letter)).collect();
    let Some(values) = values.filter(|_| NETWORKS.contains(&network)) else { return false };
    let head = network.bytes().map(|byte| u32::from(byte) >> 5);
    let tail = network.bytes().map(|byte| u32::from(byte) & 31);
    let sum = head.chain([0]).chain(tail).chain(values).fold(1, checksum);
    BECH32_SUMS.contains(&sum)
}

/// Goes on with the check sum of BIP 173 by one value.
fn checksum(sum: u32, value: u32) -> u32 {
    const GENERATORS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let top = sum >> 25;
    let next = ((sum & 0x01ff_ffff) << 5) ^ value;
    let of_top = GENERATORS.iter().enumerate().filter(|(bit, _)| top >> bit & 1 == 1);
    of_top.fold(next, |sum, (_, generator)| sum ^ generator)
}
