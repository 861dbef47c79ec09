//! Settings: a file, then the environment, then flags; the later wins.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result};
use certificate::Date;
use clap::Args;
use keys::{FileSigner, Hierarchy, Passphrase, Purpose};
use serde::Deserialize;

use crate::{
    account::AccessSettings,
    files::{FileStore, ObjectStoreSettings},
    origin::PublicOrigin,
    vault::Vault,
};

/// Where Debian's `fonts-cns11643-kai` puts its files.
const DEFAULT_FONTS: &str = "/usr/share/fonts/truetype/cns11643";
const DEFAULT_ORIGIN: &str = "http://127.0.0.1:8080";
/// 民國 103: whether it counts by approval, and from which day, is not confirmed.
const DEFAULT_ELECTRONIC_FROM: &str = "2014-01-01";
const SETTINGS_FILE: &str = "dcert.toml";

/// Flags and environment variables that every command takes.
#[derive(Args, Clone, Debug)]
pub struct SettingsArguments {
    /// The folder for database, files and settings
    #[arg(long, env = "DCERT_DATA", default_value = "data", global = true)]
    data: PathBuf,
    /// The signing hierarchy; by default DATA/hierarchy
    #[arg(long, env = "DCERT_HIERARCHY", global = true)]
    hierarchy: Option<PathBuf>,
    /// A file whose first line is the passphrase of the keys
    #[arg(long, env = "DCERT_PASSPHRASE_FILE", global = true)]
    passphrase_file: Option<PathBuf>,
    /// The key ring of what is sealed at rest; by default DATA/storage.keys
    #[arg(long, env = "DCERT_STORAGE_KEYS", global = true)]
    storage_keys: Option<PathBuf>,
    /// The folder of the CNS 11643 Kai fonts
    #[arg(long, env = "DCERT_FONTS", global = true)]
    fonts: Option<PathBuf>,
    /// A folder of templates that replace the shipped ones
    #[arg(long, env = "DCERT_TEMPLATES", global = true)]
    templates: Option<PathBuf>,
    /// postgres://… ; by default SQLite in the data folder
    #[arg(long, env = "DCERT_DATABASE", global = true, hide_env_values = true)]
    database: Option<String>,
    /// Where the public reaches this service; part of every certificate
    #[arg(long, env = "DCERT_ORIGIN", global = true)]
    origin: Option<String>,
    /// The name under which acts are recorded
    #[arg(long, env = "DCERT_OFFICER", default_value = "command-line", global = true)]
    officer: String,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder for database, files and settings.
    pub data: PathBuf,
    /// The signing hierarchy.
    pub hierarchy: PathBuf,
    /// File with the passphrase of the keys.
    pub passphrase_file: Option<PathBuf>,
    /// Key ring of what is sealed at rest.
    pub storage_keys: PathBuf,
    /// Folder of the fonts.
    pub fonts: PathBuf,
    /// Folder of templates, if not the shipped ones.
    pub templates: Option<PathBuf>,
    /// Database URL.
    pub database: String,
    /// The name under which acts are recorded.
    pub officer: String,
    /// URI of the status list, part of every certificate.
    pub list_uri: String,
    /// Where browsers reach the service.
    pub origin: PublicOrigin,
    /// Accounts and sessions.
    pub access: AccessSettings,
    /// Where files are kept, if not in the data folder.
    pub object_store: ObjectStoreSettings,
    /// How long a status list may be judged by.
    pub list_validity: Duration,
    /// Whether a second officer has to approve an annulment.
    pub four_eyes: bool,
    /// Whether a number of bare digits gets the prefix of its rank at import.
    pub derive_prefix: bool,
    /// The first day of approval from which there are electronic certificates.
    pub electronic_from: Date,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsFile {
    hierarchy: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
    storage_keys: Option<PathBuf>,
    fonts: Option<PathBuf>,
    templates: Option<PathBuf>,
    database: Option<String>,
    origin: Option<String>,
    list_validity_hours: Option<u64>,
    four_eyes: Option<bool>,
    #[serde(default)]
    access: AccessSettings,
    #[serde(default)]
    object_store: ObjectStoreSettings,
    derive_prefix: Option<bool>,
    electronic_from: Option<Date>,
}

impl Settings {
    /// Reads DATA/dcert.toml, if there is one, and lays the arguments over it.
    pub fn load(arguments: SettingsArguments) -> Result<Self> {
        let data = arguments.data;
        let file = read_file(&data.join(SETTINGS_FILE))?;
        let origin = arguments.origin.or(file.origin).unwrap_or_else(|| DEFAULT_ORIGIN.to_owned());
        let sqlite = || format!("sqlite://{}?mode=rwc", data.join("dcert.sqlite").display());
        Ok(Self {
            hierarchy: arguments.hierarchy.or(file.hierarchy).unwrap_or_else(|| data.join("hierarchy")),
            passphrase_file: arguments.passphrase_file.or(file.passphrase_file),
            storage_keys: arguments
                .storage_keys
                .or(file.storage_keys)
                .unwrap_or_else(|| data.join("storage.keys")),
            fonts: arguments.fonts.or(file.fonts).unwrap_or_else(|| DEFAULT_FONTS.into()),
            templates: arguments.templates.or(file.templates),
            database: arguments.database.or(file.database).unwrap_or_else(sqlite),
            officer: arguments.officer,
            origin: PublicOrigin::parse(&origin).context("the setting `origin`")?,
            access: file.access,
            // Not by flags: other users of the machine see those.
            object_store: file.object_store.or_environment(|name| std::env::var(name).ok()),
            list_uri: format!("{}/status/1", origin.trim_end_matches('/')),
            // A day: a week-end without the operator must not stop verification
            // for long, and an annulment must not stay unseen for longer. Verifiers
            // trust no list beyond 31 days.
            list_validity: Duration::from_secs(
                3600 * file.list_validity_hours.unwrap_or(24).clamp(1, 31 * 24),
            ),
            four_eyes: file.four_eyes.unwrap_or(false),
            // Whether a prefix always follows from the rank is not confirmed.
            derive_prefix: file.derive_prefix.unwrap_or(false),
            electronic_from: match file.electronic_from {
                Some(day) => day,
                None => DEFAULT_ELECTRONIC_FROM.parse()?,
            },
            data,
        })
    }
}

impl Settings {
    /// Opens the store of files: a bucket where one is set, else a folder.
    pub(crate) fn open_files(&self, vault: Vault) -> Result<FileStore> {
        match self.object_store.url {
            Some(_) => FileStore::in_bucket(&self.object_store, vault),
            None => Ok(FileStore::open(&self.data.join("files"), vault)?),
        }
    }

    /// Opens the newest key of the hierarchy for a purpose.
    pub fn open_signer(&self, purpose: Purpose) -> Result<FileSigner> {
        let passphrase = self.passphrase_file.as_deref().map(Passphrase::read).transpose()?;
        Ok(Hierarchy::open(&self.hierarchy)?.signer(purpose, passphrase.as_ref())?)
    }
}

fn read_file(path: &Path) -> Result<SettingsFile> {
    match fs::read_to_string(path) {
        Ok(text) => {
            toml::from_str(&text).with_context(|| format!("{} is not a settings file", path.display()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(SettingsFile::default()),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}
