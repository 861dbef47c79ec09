//! What only the holder of the issuing key can make.

use anyhow::{Context, Result, ensure};
use base64ct::{Base64, Encoding as _};
use certificate::Cause;
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha512};

use super::Spoiled;

/// The certificate as an office of the future would issue it: of a format that
/// nobody knows yet, and properly signed.
pub fn of_format(version: u8, certificate: &[u8], key: &str) -> Result<Spoiled> {
    ensure!(version < 10, "one digit");
    let mut file = certificate.to_vec();
    let claims = find(&file, b"{\"format\":")?;
    file[claims + 10] = b'0' + version;
    sign(&mut file, &signing_key(key)?)?;
    let cause = Cause::NewerFormat { version: version.into() };
    Ok(Spoiled::new(format!("format {version}"), file, cause))
}

/// The key in an unencrypted PKCS #8 file (RFC 8410 §7): its last 32 bytes.
fn signing_key(pem: &str) -> Result<SigningKey> {
    let letters: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let key = Base64::decode_vec(&letters).ok().context("the key is not Base64")?;
    Ok(SigningKey::from_bytes(key.last_chunk().context("the key is too short")?))
}

/// Puts a new digest and a new signature value into the gap (docs/format.md §4).
fn sign(file: &mut [u8], key: &SigningKey) -> Result<()> {
    let gap = find(file, b"/Contents<")? + 9;
    let end = gap + find(&file[gap..], b">")? + 1;
    let digest = Sha512::new().chain_update(&file[..gap]).chain_update(&file[end..]).finalize();
    // The attributes content-type, which is first, and message-digest, which is last.
    let first = gap + find(&file[gap..end], b"301806092a864886f70d010903")?;
    let last = gap + find(&file[gap..end], b"06092a864886f70d01090431420440")? + 30;
    file[last..last + 128].copy_from_slice(hex(&digest).as_bytes());
    let attributes = unhex(&file[first..last + 128])?;
    let length = u8::try_from(attributes.len()).context("the attributes are long")?;
    ensure!(length >= 0x80, "the attributes are short");
    let value = key.sign(&[&[0x31, 0x81, length], attributes.as_slice()].concat());
    file[end - 129..end - 1].copy_from_slice(hex(&value.to_bytes()).as_bytes());
    Ok(())
}

fn find(bytes: &[u8], words: &[u8]) -> Result<usize> {
    let place = bytes.windows(words.len()).position(|window| window == words);
    place.with_context(|| format!("no {}", String::from_utf8_lossy(words)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(digits: &[u8]) -> Result<Vec<u8>> {
    digits.chunks(2).map(|pair| Ok(u8::from_str_radix(str::from_utf8(pair)?, 16)?)).collect()
}
