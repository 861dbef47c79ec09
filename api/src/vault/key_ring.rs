//! The key ring file: one line a key, the newest last.
//!
//! ```text
//! index <base64 of 32 bytes>
//! key <id> <base64 of 32 bytes> [<when it was added>]
//! ```
//! The newest key seals, every key opens. The index key is never changed: the
//! indexes made with it are what rows are found by.

use std::{
    fmt, fs,
    io::{self, Read as _, Write as _},
    path::Path,
    str::FromStr,
};

use base64ct::{Base64, Encoding as _};
use certificate::Timestamp;
use zeroize::Zeroizing;

use super::VaultError;

const HEAD: &str = "\
# Storage keys of dcert. Whoever has them reads what is sealed; without them nobody does.
# Keep a copy apart from the backups. Lines are added by `api storage-key rotate`.
";

/// 32 secret bytes, wiped from memory when dropped.
pub(super) type Secret = Zeroizing<[u8; 32]>;

/// Names a storage key; says nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId(u64);

impl KeyId {
    /// With the version before it six bytes, which are eight characters of base64:
    /// so a query can compare the key of a sealed text ([`super::text_prefix`]).
    pub(super) const BYTES: usize = 5;

    pub(super) const fn to_bytes(self) -> [u8; Self::BYTES] {
        let [_, _, _, a, b, c, d, e] = self.0.to_be_bytes();
        [a, b, c, d, e]
    }

    pub(super) const fn from_bytes([a, b, c, d, e]: [u8; Self::BYTES]) -> Self {
        Self(u64::from_be_bytes([0, 0, 0, a, b, c, d, e]))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010x}", self.0)
    }
}

/// Not ten hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a storage key is named by ten hexadecimal digits")]
pub struct ParseKeyIdError;

impl FromStr for KeyId {
    type Err = ParseKeyIdError;

    fn from_str(text: &str) -> Result<Self, ParseKeyIdError> {
        let is_id = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let id = is_id.then(|| u64::from_str_radix(text, 16).ok()).flatten();
        id.map(Self).ok_or(ParseKeyIdError)
    }
}

/// A key that seals.
pub(super) struct Key {
    pub(super) id: KeyId,
    pub(super) secret: Secret,
    /// Unknown for the first one.
    pub(super) added_at: Option<Timestamp>,
}

/// What tells whether a file was replaced since it was read: replacing gives a
/// new inode.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp([i64; 4]);

impl Stamp {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        Self::of_metadata(&fs::metadata(path)?)
    }

    #[cfg(unix)]
    fn of_metadata(metadata: &fs::Metadata) -> io::Result<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let inode = i64::from_ne_bytes(metadata.ino().to_ne_bytes());
        let length = i64::from_ne_bytes(metadata.len().to_ne_bytes());
        Ok(Self([inode, length, metadata.mtime(), metadata.mtime_nsec()]))
    }

    /// Elsewhere the file is read again each time.
    #[cfg(not(unix))]
    fn of_metadata(_metadata: &fs::Metadata) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// The keys of one file.
pub(super) struct KeyRing {
    index_key: Secret,
    /// Oldest first, never empty.
    keys: Vec<Key>,
}

impl KeyRing {
    /// New random keys.
    pub(super) fn generate() -> Self {
        Self { index_key: random_secret(), keys: vec![random_key(None)] }
    }

    pub(super) fn newest(&self) -> &Key {
        self.keys.last().expect("a ring holds a key")
    }

    pub(super) fn key(&self, id: KeyId) -> Option<&Key> {
        self.keys.iter().find(|key| key.id == id)
    }

    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Reads the file anew, adds a key and writes it back: nothing that another
    /// process added is lost. The caller sees to it that there is one at a time.
    pub(super) fn add_key(path: &Path, now: Timestamp) -> Result<KeyId, VaultError> {
        let (_, mut ring) = Self::read(path)?;
        let key = random_key(Some(now));
        let id = key.id;
        ring.keys.push(key);
        ring.replace(path)?;
        Ok(id)
    }

    /// As [`Self::add_key`], without a key that opens nothing any more.
    pub(super) fn remove_key(path: &Path, id: KeyId) -> Result<(), VaultError> {
        let (_, mut ring) = Self::read(path)?;
        ring.keys.retain(|key| key.id != id);
        ring.replace(path)
    }

    pub(super) fn knows(&self, id: KeyId) -> bool {
        self.key(id).is_some()
    }

    pub(super) fn index_key(&self) -> &[u8] {
        self.index_key.as_slice()
    }

    /// Reads a file that nobody else can read, with the stamp it had.
    pub(super) fn read(path: &Path) -> Result<(Stamp, Self), VaultError> {
        let mut file = match fs::File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(VaultError::Missing { path: path.to_owned() });
            }
            opened => opened.map_err(access(path))?,
        };
        let metadata = file.metadata().map_err(access(path))?;
        check_mode(path, &metadata)?;
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text).map_err(access(path))?;
        let ring =
            Self::parse(&text).map_err(|line| VaultError::NotAKeyRing { path: path.to_owned(), line })?;
        Ok((Stamp::of_metadata(&metadata).unwrap_or(Stamp([0; 4])), ring))
    }

    /// The error is the number of the line at fault.
    fn parse(text: &str) -> Result<Self, usize> {
        let mut index_key = None;
        let mut keys: Vec<Key> = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            match line.split_whitespace().collect::<Vec<_>>()[..] {
                [] => {}
                [word, ..] if word.starts_with('#') => {}
                ["index", secret] if index_key.is_none() => {
                    index_key = Some(parse_secret(secret).ok_or(number)?);
                }
                ["key", id, secret, ref added_at @ ..] => {
                    let key = parse_key(id, secret, added_at).ok_or(number)?;
                    if keys.iter().any(|known| known.id == key.id) {
                        return Err(number);
                    }
                    keys.push(key);
                }
                _ => return Err(number),
            }
        }
        match index_key {
            Some(index_key) if !keys.is_empty() => Ok(Self { index_key, keys }),
            _ => Err(0),
        }
    }

    fn print(&self) -> Zeroizing<String> {
        let encode = |secret: &Secret| Zeroizing::new(Base64::encode_string(secret.as_slice()));
        // Room for every line, so that no copy is left behind by growing.
        let mut text = Zeroizing::new(String::with_capacity(HEAD.len() + 96 * (self.keys.len() + 1)));
        text.push_str(HEAD);
        text.extend(["index ", &encode(&self.index_key), "\n"]);
        for key in &self.keys {
            text.extend(["key ", &key.id.to_string(), " ", &encode(&key.secret)]);
            text.extend(key.added_at.into_iter().map(|added_at| format!(" {added_at}")));
            text.push('\n');
        }
        text
    }

    /// Writes a new file, complete or not at all. One that another process made
    /// in the meantime stays.
    pub(super) fn create(&self, path: &Path) -> Result<(), VaultError> {
        match self.write_beside(path)?.persist_noclobber(path) {
            Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => {
                Err(access(path)(error.error))
            }
            Ok(_) | Err(_) => sync_folder(path),
        }
    }

    /// Takes the place of a file, complete or not at all.
    fn replace(&self, path: &Path) -> Result<(), VaultError> {
        self.write_beside(path)?.persist(path).map_err(|error| access(path)(error.error))?;
        sync_folder(path)
    }

    /// A complete, synced file of mode 0600 (which is what `tempfile` gives) in
    /// the same folder.
    fn write_beside(&self, path: &Path) -> Result<tempfile::NamedTempFile, VaultError> {
        let folder = folder(path);
        fs::create_dir_all(folder).map_err(access(path))?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(access(path))?;
        file.write_all(self.print().as_bytes())
            .and_then(|()| file.as_file().sync_all())
            .map_err(access(path))?;
        Ok(file)
    }
}

fn random_secret() -> Secret {
    let mut secret = Zeroizing::new([0; 32]);
    getrandom::fill(secret.as_mut()).expect("the system gives random bytes");
    secret
}

/// A random name, so that rings that grew apart never name two keys alike.
fn random_key(added_at: Option<Timestamp>) -> Key {
    let mut id = [0; KeyId::BYTES];
    getrandom::fill(&mut id).expect("the system gives random bytes");
    Key { id: KeyId::from_bytes(id), secret: random_secret(), added_at }
}

fn parse_key(id: &str, secret: &str, added_at: &[&str]) -> Option<Key> {
    let added_at = match added_at {
        [] => None,
        [added_at] => Some(added_at.parse().ok()?),
        _ => return None,
    };
    Some(Key { id: id.parse().ok()?, secret: parse_secret(secret)?, added_at })
}

fn parse_secret(text: &str) -> Option<Secret> {
    let mut secret = Zeroizing::new([0; 32]);
    let length = Base64::decode(text, secret.as_mut()).ok()?.len();
    (length == 32).then_some(secret)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The name itself must survive a power cut, too.
fn sync_folder(path: &Path) -> Result<(), VaultError> {
    fs::File::open(folder(path)).and_then(|folder| folder.sync_all()).map_err(access(path))
}

#[cfg(unix)]
fn check_mode(path: &Path, metadata: &fs::Metadata) -> Result<(), VaultError> {
    use std::os::unix::fs::PermissionsExt as _;
    if metadata.permissions().mode() & 0o077 == 0 {
        Ok(())
    } else {
        Err(VaultError::ReadableByOthers { path: path.to_owned() })
    }
}

#[cfg(not(unix))]
fn check_mode(_path: &Path, _metadata: &fs::Metadata) -> Result<(), VaultError> {
    Ok(())
}

fn access(path: &Path) -> impl Fn(io::Error) -> VaultError {
    let path = path.to_owned();
    move |source| VaultError::Access { path: path.clone(), source }
}
