//! Private keys in files: PKCS#8 PEM, encrypted with PBES2 (scrypt, AES-256-CBC),
//! mode 0600, wiped from memory after use.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
};

use ed25519_dalek::{
    SigningKey,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, KeypairBytes, spki::der::pem::LineEnding},
};
use zeroize::Zeroizing;

use crate::Error;

/// A passphrase, wiped from memory when dropped.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// A passphrase that was typed.
    pub const fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// The first line of a file.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = read_secret(path)?;
        Ok(Self(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned())))
    }
}

/// New random key.
pub(crate) fn generate() -> Result<SigningKey, Error> {
    let mut secret = Zeroizing::new([0; 32]);
    getrandom::fill(secret.as_mut()).map_err(|_| Error::Randomness)?;
    Ok(SigningKey::from_bytes(&secret))
}

/// Writes a key to a new file.
pub(crate) fn write(path: &Path, key: &SigningKey, passphrase: Option<&Passphrase>) -> Result<(), Error> {
    // Version 1 of PKCS#8, without the public key, is what every tool reads.
    let key = KeypairBytes { secret_key: key.to_bytes(), public_key: None };
    let pem = match passphrase {
        Some(passphrase) => key.to_pkcs8_encrypted_pem(passphrase.0.as_bytes(), LineEnding::LF),
        None => key.to_pkcs8_pem(LineEnding::LF),
    }
    .map_err(|_| Error::Build)?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(Error::access(path))?;
    file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::access(path))
}

/// Whether the file holds an encrypted key.
pub(crate) fn is_encrypted(path: &Path) -> Result<bool, Error> {
    Ok(read_secret(path)?.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
}

/// Reads a key.
pub(crate) fn read(path: &Path, passphrase: Option<&Passphrase>) -> Result<SigningKey, Error> {
    check_mode(path)?;
    let pem = read_secret(path)?;
    let pair = if pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
        let passphrase = passphrase.ok_or_else(|| Error::PassphraseNeeded { path: path.to_owned() })?;
        KeypairBytes::from_pkcs8_encrypted_pem(&pem, passphrase.0.as_bytes())
            .map_err(|_| Error::WrongPassphrase { path: path.to_owned() })?
    } else {
        KeypairBytes::from_pkcs8_pem(&pem).map_err(|_| Error::NotAKey { path: path.to_owned() })?
    };
    SigningKey::try_from(pair).map_err(|_| Error::NotAKey { path: path.to_owned() })
}

fn read_secret(path: &Path) -> Result<Zeroizing<String>, Error> {
    let mut text = Zeroizing::new(String::new());
    fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text)).map_err(Error::access(path))?;
    Ok(text)
}

#[cfg(unix)]
fn check_mode(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).map_err(Error::access(path))?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(Error::KeyReadableByOthers { path: path.to_owned() }) }
}

#[cfg(not(unix))]
fn check_mode(_path: &Path) -> Result<(), Error> {
    Ok(())
}
