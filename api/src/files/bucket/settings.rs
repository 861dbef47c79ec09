//! Where the bucket is and who may use it.

use std::{fmt, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;
use url::{Host, Url};
use zeroize::Zeroizing;

/// Where Debian keeps the authorities that the system trusts.
const SYSTEM_AUTHORITIES: &str = "/etc/ssl/certs/ca-certificates.crt";
/// What stores that know no regions take.
const REGION: &str = "us-east-1";

/// The table `[object_store]` of the settings file, and what the environment says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ObjectStoreSettings {
    /// `https://s3.example.org/bucket`, or `https://bucket.s3.example.org`. Without
    /// it files are kept in the data folder.
    pub url: Option<String>,
    /// The region that requests are signed for.
    pub region: Option<String>,
    /// Authorities in PEM that may vouch for the store, in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// Access key id.
    pub key_id: Option<String>,
    /// Secret access key.
    pub secret: Option<SecretKey>,
}

/// The secret half of an access key.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct SecretKey(Zeroizing<String>);

impl SecretKey {
    /// Takes the text.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretKey {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

/// Secrets stay out of traces.
impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

/// The settings, complete.
#[derive(Clone, Debug)]
pub(super) struct Access {
    /// With a path that ends without a slash.
    pub(super) url: Url,
    pub(super) region: String,
    pub(super) ca_file: PathBuf,
    pub(super) key_id: String,
    pub(super) secret: SecretKey,
}

impl ObjectStoreSettings {
    /// Lays the environment over the file.
    pub(crate) fn or_environment(self, variable: impl Fn(&str) -> Option<String>) -> Self {
        let given =
            |name: &str| variable(&format!("DCERT_OBJECT_STORE{name}")).filter(|text| !text.is_empty());
        Self {
            url: given("").or(self.url),
            region: given("_REGION").or(self.region),
            ca_file: given("_CA_FILE").map(PathBuf::from).or(self.ca_file),
            key_id: given("_KEY_ID").or(self.key_id),
            secret: given("_SECRET").map(SecretKey::from).or(self.secret),
        }
    }

    pub(super) fn access(&self) -> Result<Access> {
        let text = self.url.as_deref().context("the setting `object_store.url` is missing")?;
        Ok(Access {
            url: check_url(text).with_context(|| format!("the object store {text}"))?,
            region: self.region.clone().unwrap_or_else(|| REGION.to_owned()),
            ca_file: self.ca_file.clone().unwrap_or_else(|| SYSTEM_AUTHORITIES.into()),
            key_id: self.key_id.clone().context("the object store needs `key_id`")?,
            secret: self.secret.clone().context("the object store needs `secret`")?,
        })
    }
}

/// TLS, except to the same machine; the bucket is in the path or in the name.
fn check_url(text: &str) -> Result<Url> {
    let mut url = Url::parse(text)?;
    let is_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    ensure!(url.scheme() == "https" || (url.scheme() == "http" && is_loopback), "must be reached by https");
    ensure!(url.username().is_empty() && url.password().is_none(), "has its keys in settings of their own");
    ensure!(url.query().is_none() && url.fragment().is_none(), "is an address and a bucket, nothing else");
    let path = url.path().trim_end_matches('/').to_owned();
    let is_bucket = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let bucket = path.strip_prefix('/').unwrap_or_default();
    ensure!(bucket.bytes().all(is_bucket), "is the address of a bucket, not of a folder in it");
    url.set_path(&path);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, is_good: bool) {
        assert_eq!(check_url(url).is_ok(), is_good, "{url}");
    }

    #[test]
    fn a_store_is_reached_by_tls() {
        check("https://s3.example.org/dcert", true);
        check("https://dcert.s3.example.org", true);
        check("https://dcert.s3.example.org:9000/", true);
        check("http://127.0.0.1:9000/dcert", true);
        check("http://s3.example.org/dcert", false);
        check("ftp://s3.example.org/dcert", false);
        check("https://key:secret@s3.example.org/dcert", false);
        check("https://s3.example.org/dcert/folder", false);
        check("https://s3.example.org/dcert?x=y", false);
        check("s3.example.org", false);
    }

    #[test]
    fn the_environment_wins_and_the_secret_is_not_shown() {
        let file: ObjectStoreSettings =
            toml::from_str("url = \"https://a\"\nkey_id = \"file\"\nsecret = \"hidden\"").unwrap();
        let settings = file
            .or_environment(|name| (name == "DCERT_OBJECT_STORE_KEY_ID").then(|| "environment".to_owned()));
        assert_eq!(settings.key_id.as_deref(), Some("environment"));
        assert_eq!(settings.secret.as_ref().map(SecretKey::reveal), Some("hidden"));
        assert!(!format!("{settings:?}").contains("hidden"));
        assert!(!format!("{:?}", settings.access().unwrap()).contains("hidden"));
    }
}
