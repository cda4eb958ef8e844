//! Signatures in the form of minisign: Ed25519 over the BLAKE2b-512 digest of a text, with a comment that is signed, too.
//!
//! The form is that of <https://jedisct1.github.io/minisign/#signature-format>; keys are those that `minisign -G` makes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use blake2b_simd::{Params, blake2b};
use ed25519_compact::{PublicKey, SecretKey, Signature};

/// The algorithm of keys.
const ED25519: &[u8] = b"Ed";
/// That of signatures over a digest, the only ones that are written and believed.
const PREHASHED: &[u8] = b"ED";
/// The key derivation of a key under a password, and that of one without.
const SCRYPT: &[u8] = b"Sc";
const NONE: &[u8] = b"\0\0";
/// The digest that tells the right password.
const BLAKE2B: &[u8] = b"B2";
/// The id of a key, in bytes.
const ID: usize = 8;
/// What a password hides of a secret key: its id, the key, a digest.
const HIDDEN: usize = ID + 64 + 32;
/// The most memory that the derivation of a key may ask for, in bytes: that of `minisign -G`.
const MOST_MEMORY: u64 = 1 << 30;
/// The longest comment that minisign reads, in bytes.
const LONGEST_COMMENT: usize = 8192;

const UNTRUSTED: &str = "untrusted comment: ";
const TRUSTED: &str = "trusted comment: ";

/// Why something cannot be signed, or a signature is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The file is no secret key.
    #[error("it is no secret key of minisign")]
    NoSecretKey,
    /// The file is no public key.
    #[error("it is no public key of minisign")]
    NoPublicKey,
    /// The file is no signature.
    #[error("it is no signature of minisign over a digest")]
    NoSignature,
    /// The key is locked by a password.
    #[error("the secret key is locked by a password")]
    NeedsPassword,
    /// The password is another one.
    #[error("the password does not open the secret key")]
    WrongPassword,
    /// The derivation asks for more than is granted.
    #[error("the secret key asks for more than 1 GiB of memory to be opened")]
    TooCostly,
    /// Another key made the signature.
    #[error("the signature was made with another key")]
    OtherKey,
    /// Text, comment or signature was altered.
    #[error("the signature does not fit: text, comment or signature was altered")]
    DoesNotFit,
}

/// A secret key that is open.
pub struct SigningKey {
    id: [u8; ID],
    key: SecretKey,
}

impl SigningKey {
    /// Opens the text of a key file; `password` is asked for where the key is locked, and gives nothing where there is none.
    pub fn open(
        text: &str,
        password: impl FnOnce() -> Option<String>,
    ) -> Result<Self, SignatureError> {
        let bytes = second_line(text).ok_or(SignatureError::NoSecretKey)?;
        let bytes: &[u8; 158] =
            bytes.as_slice().try_into().map_err(|_| SignatureError::NoSecretKey)?;
        let (algorithm, rest) = bytes.split_at(2);
        let (derivation, rest) = rest.split_at(2);
        let (digest, rest) = rest.split_at(2);
        let (cost, hidden) = rest.split_at(48);
        if algorithm != ED25519 || digest != BLAKE2B {
            return Err(SignatureError::NoSecretKey);
        }
        let mut open = [0; HIDDEN];
        open.copy_from_slice(hidden);
        let is_locked = match derivation {
            SCRYPT => true,
            NONE => false,
            _ => return Err(SignatureError::NoSecretKey),
        };
        if is_locked {
            let password = password().ok_or(SignatureError::NeedsPassword)?;
            let stream = derived(password.as_bytes(), cost)?;
            open.iter_mut().zip(stream).for_each(|(byte, mask)| *byte ^= mask);
        }
        let (id, rest) = open.split_at(ID);
        let (key, check) = rest.split_at(64);
        // Without a password there is no digest: `minisign -G -W` leaves zeros there (version 0.11).
        let mut hasher = Params::new().hash_length(32).to_state();
        hasher.update(ED25519).update(id).update(key);
        if is_locked && hasher.finalize().as_bytes() != check {
            return Err(SignatureError::WrongPassword);
        }
        let key = SecretKey::from_slice(key).map_err(|_| SignatureError::NoSecretKey)?;
        // A key without a password has no digest; one whose halves do not fit would sign what nobody can check.
        key.validate_public_key(&key.public_key()).map_err(|_| SignatureError::NoSecretKey)?;
        let id = id.try_into().map_err(|_| SignatureError::NoSecretKey)?;
        Ok(Self { id, key })
    }

    /// Signs a text and a comment, and returns the text of the signature file. Line ends in the comment become blanks.
    pub fn sign(&self, text: &[u8], comment: &str) -> String {
        // Without noise a signature is that of RFC 8032, the same each time.
        let signature = self.key.sign(blake2b(text).as_bytes(), None);
        let comment = comment.replace(['\n', '\r'], " ");
        let global = self.key.sign([&signature[..], comment.as_bytes()].concat(), None);
        let first = STANDARD.encode([PREHASHED, &self.id, &signature[..]].concat());
        let second = STANDARD.encode(&global[..]);
        format!("{UNTRUSTED}signature by dossier\n{first}\n{TRUSTED}{comment}\n{second}\n")
    }
}

/// Checks the signature of a text by a public key, each as the text of its file, and returns the comment that is signed.
pub fn check_signature(
    text: &[u8],
    signature: &str,
    public_key: &str,
) -> Result<String, SignatureError> {
    let (id, key) = public(public_key).ok_or(SignatureError::NoPublicKey)?;
    let (by, signed, comment, global) = parted(signature).ok_or(SignatureError::NoSignature)?;
    if by != id {
        return Err(SignatureError::OtherKey);
    }
    let fits = |message: &[u8], signature: &Signature| key.verify(message, signature).is_ok();
    let is_whole = fits(blake2b(text).as_bytes(), &signed)
        && fits(&[&signed[..], comment.as_bytes()].concat(), &global);
    if is_whole { Ok(comment.to_owned()) } else { Err(SignatureError::DoesNotFit) }
}

/// Reads a public key: a file of two lines, or its second line alone.
fn public(text: &str) -> Option<([u8; ID], PublicKey)> {
    let bytes = second_line(text).or_else(|| STANDARD.decode(text.trim()).ok())?;
    let (id, key) = bytes.strip_prefix(ED25519)?.split_first_chunk::<ID>()?;
    Some((*id, PublicKey::from_slice(key).ok()?))
}

/// Reads a signature: the id of its key, the signature, the comment, the signature over both.
fn parted(text: &str) -> Option<([u8; ID], Signature, &str, Signature)> {
    let mut lines = text.lines();
    lines.next()?.strip_prefix(UNTRUSTED)?;
    let first = STANDARD.decode(lines.next()?).ok()?;
    let comment = lines.next()?.strip_prefix(TRUSTED)?;
    let global = STANDARD.decode(lines.next()?).ok()?;
    let (id, signature) = first.strip_prefix(PREHASHED)?.split_first_chunk::<ID>()?;
    let is_short = comment.len() <= LONGEST_COMMENT && lines.next().is_none();
    let signatures = (Signature::from_slice(signature).ok()?, Signature::from_slice(&global).ok()?);
    is_short.then_some((*id, signatures.0, comment, signatures.1))
}

fn second_line(text: &str) -> Option<Vec<u8>> {
    let mut lines = text.lines();
    lines.next()?.strip_prefix(UNTRUSTED)?;
    STANDARD.decode(lines.next()?.trim_end()).ok()
}

/// Derives what hides a secret key; `cost` is the salt and the two limits behind it.
fn derived(password: &[u8], cost: &[u8]) -> Result<[u8; HIDDEN], SignatureError> {
    let (salt, limits) = cost.split_at(32);
    let (operations, memory) = limits.split_at(8);
    let number = |bytes: &[u8]| bytes.try_into().map_or(u64::MAX, u64::from_le_bytes);
    let (log_n, r, p) = scrypt_costs(number(operations), number(memory))?;
    let params = scrypt::Params::new(log_n, r, p).map_err(|_| SignatureError::NoSecretKey)?;
    let mut stream = [0; HIDDEN];
    scrypt::scrypt(password, salt, &params, &mut stream)
        .map_err(|_| SignatureError::NoSecretKey)?;
    Ok(stream)
}

/// Returns the parameters of scrypt for two limits, as `pickparams` of libsodium does.
fn scrypt_costs(operations: u64, memory: u64) -> Result<(u8, u32, u32), SignatureError> {
    const R: u64 = 8;
    if memory > MOST_MEMORY || operations > MOST_MEMORY {
        return Err(SignatureError::TooCostly);
    }
    let operations = operations.max(32_768);
    let is_bound_by_memory = operations >= memory / 32;
    let most = if is_bound_by_memory { memory / (R * 128) } else { operations / (R * 4) };
    let log_n = (1..63).find(|log_n| 1_u64 << log_n > most / 2).unwrap_or(63);
    let p = if is_bound_by_memory { (operations / 4) / (1 << log_n) / R } else { 1 };
    let p = u32::try_from(p).map_err(|_| SignatureError::TooCostly)?.max(1);
    if (u64::from(p) + (1 << log_n)).saturating_mul(R * 128) > 2 * MOST_MEMORY {
        return Err(SignatureError::TooCostly);
    }
    Ok((log_n, 8, p))
}

#[cfg(test)]
mod tests {
    use ed25519_compact::{KeyPair, Seed};

    use super::*;

    /// The two files of a key without a password.
    fn keys(seed: u8) -> (String, String) {
        let pair = KeyPair::from_seed(Seed::new([seed; 32]));
        let id = [seed; ID];
        let hidden = [&id[..], &pair.sk[..], &[0; 32]].concat();
        let secret = [ED25519, NONE, BLAKE2B, &[0; 48], &hidden].concat();
        let public = [ED25519, &id, &pair.pk[..]].concat();
        let file = |bytes: &[u8]| format!("{UNTRUSTED}a key\n{}\n", STANDARD.encode(bytes));
        (file(&secret), file(&public))
    }

    #[test]
    fn a_signature_is_believed_for_its_text_comment_and_key_alone() {
        let (secret, public) = keys(1);
        let key = SigningKey::open(&secret, || None).expect("it has no password");
        let signature = key.sign(b"text", "said\nat noon");
        let check = |text: &[u8], public: &str| check_signature(text, &signature, public);
        assert_eq!(check(b"text", &public), Ok("said at noon".to_owned()));
        assert_eq!(
            check(b"text", public.lines().nth(1).expect("it has two")),
            Ok("said at noon".to_owned())
        );
        assert_eq!(check(b"other", &public), Err(SignatureError::DoesNotFit));
        assert_eq!(check(b"text", &keys(2).1), Err(SignatureError::OtherKey));
        assert_eq!(check(b"text", "x"), Err(SignatureError::NoPublicKey));
        let altered = signature.replace("noon", "nine");
        assert_eq!(check_signature(b"text", &altered, &public), Err(SignatureError::DoesNotFit));
        for at in 0..signature.len() {
            let cut = check_signature(b"text", &signature[..at], &public);
            assert!(cut.is_err() || at + 1 == signature.len(), "{at}");
        }
    }

    #[test]
    fn a_key_that_was_altered_or_is_none_signs_nothing() {
        let (secret, public) = keys(1);
        for odd in ["", "x", &public, &secret.replace("RWQ", "RWR"), &secret[..secret.len() - 9]] {
            assert!(SigningKey::open(odd, || None).is_err(), "{odd}");
        }
        let bytes = second_line(&secret).expect("it has two");
        // The seed, and the public half behind it.
        for at in [62, 62 + 32] {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            let odd = format!("{UNTRUSTED}a key\n{}\n", STANDARD.encode(altered));
            assert_eq!(SigningKey::open(&odd, || None).err(), Some(SignatureError::NoSecretKey));
        }
    }

    #[test]
    fn costs_are_those_of_libsodium() {
        // `crypto_pwhash_scryptsalsa208sha256_*_SENSITIVE` and `_INTERACTIVE`, with their N, r and p.
        assert_eq!(scrypt_costs(33_554_432, 1_073_741_824), Ok((20, 8, 1)));
        assert_eq!(scrypt_costs(524_288, 16_777_216), Ok((14, 8, 1)));
        assert_eq!(scrypt_costs(524_288, u64::MAX), Err(SignatureError::TooCostly));
        assert_eq!(scrypt_costs(1 << 30, 0), Err(SignatureError::TooCostly));
    }
}
