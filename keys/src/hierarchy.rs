//! A hierarchy on disk: offline root → issuing key and status key.
//!
//! ```text
//! DIR/anchors/root.pem              public: pinned by verifiers
//! DIR/certificates/issuing-N.pem    public: stands in every signed certificate
//! DIR/certificates/status-N.pem     public: stands in every status list
//! DIR/keys/{root,issuing-N,status-N}.pem   private, mode 0600
//! ```
//! The highest N with both files is the one in use; older certificates stay, as
//! what they signed stays valid.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    str::FromStr as _,
};

use certificate::{Digest, Timestamp};
use der::{Decode as _, DecodePem as _, Encode as _, EncodePem as _, pem::LineEnding};
use ed25519_dalek::SigningKey;
use sha2::{Digest as _, Sha256};
use x509_cert::{Certificate, name::Name};

use crate::{
    Anchor, Error, FileSigner, Passphrase, Profile, Purpose, Role, SignatureRefused, key_file,
    profile::{self, Request},
    x509::{Form, FormRefused, X509},
};

/// A hierarchy whose certificates were read and found to belong together.
pub struct Hierarchy {
    dir: PathBuf,
    root: Anchor,
    root_certificate: Certificate,
    issuing: Member,
    status: Member,
}

/// An end-entity certificate of the hierarchy.
#[derive(Clone, Debug)]
pub struct Member {
    name: String,
    generation: u32,
    certificate: Certificate,
}

impl Member {
    /// File name without its ending, e.g. `issuing-2`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The X.509 certificate.
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// SHA-256 of the certificate.
    pub fn fingerprint(&self) -> Digest {
        fingerprint(&self.certificate)
    }
}

impl Hierarchy {
    /// Makes a new hierarchy in `dir`, which must not exist or be empty. All or
    /// nothing: it is built beside and renamed into place.
    pub fn create(
        dir: &Path,
        profile: Profile,
        organization: &str,
        passphrase: Option<&Passphrase>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        check_organization(organization)?;
        if profile == Profile::Production && inside_source_tree(dir) {
            return Err(Error::InsideSourceTree { path: dir.to_owned() });
        }
        let occupied = fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
        if occupied || dir.is_file() {
            return Err(Error::NotEmpty { path: dir.to_owned() });
        }
        let staging = staging_path(dir);
        let made = populate(&staging, profile, organization, passphrase, now)
            .and_then(|()| fs::rename(&staging, dir).map_err(Error::access(dir)));
        if let Err(error) = made {
            // What is left of the attempt holds keys that nobody uses.
            let _ = fs::remove_dir_all(&staging);
            return Err(error);
        }
        Self::open(dir)
    }

    /// Reads the certificates and checks that they belong together.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let root_path = dir.join("anchors/root.pem");
        let pem = fs::read_to_string(&root_path).map_err(Error::access(&root_path))?;
        let refused = || Error::NotACertificate { path: root_path.clone() };
        let root = Anchor::from_pem(&pem).map_err(|_| refused())?;
        let root_certificate = Certificate::from_der(root.der()).map_err(|_| refused())?;
        let issuing = newest(dir, Role::Issuing)?;
        let status = newest(dir, Role::Status)?;
        let hierarchy = Self { dir: dir.to_owned(), root, root_certificate, issuing, status };
        hierarchy.check_member(&hierarchy.issuing, Purpose::DocumentSigning)?;
        hierarchy.check_member(&hierarchy.status, Purpose::StatusSigning)?;
        Ok(hierarchy)
    }

    /// The root.
    pub const fn root(&self) -> &Anchor {
        &self.root
    }

    /// The root's X.509 certificate.
    pub const fn root_certificate(&self) -> &Certificate {
        &self.root_certificate
    }

    /// The newest issuing certificate.
    pub const fn issuing(&self) -> &Member {
        &self.issuing
    }

    /// The newest status certificate.
    pub const fn status(&self) -> &Member {
        &self.status
    }

    /// Development or production, as the root says.
    pub const fn profile(&self) -> Profile {
        if self.root.is_development() { Profile::Development } else { Profile::Production }
    }

    /// Opens the newest key for a purpose.
    pub fn signer(&self, purpose: Purpose, passphrase: Option<&Passphrase>) -> Result<FileSigner, Error> {
        let member = match purpose {
            Purpose::DocumentSigning => &self.issuing,
            Purpose::StatusSigning => &self.status,
        };
        let path = key_path(&self.dir, &member.name);
        self.check_encrypted(&path)?;
        FileSigner::open(member.certificate.clone(), &path, passphrase)
    }

    /// Opens every key that is here and checks it against its certificate. The
    /// root key may be away: it belongs off-line.
    pub fn check_keys(&self, passphrase: Option<&Passphrase>) -> Result<bool, Error> {
        self.signer(Purpose::DocumentSigning, passphrase)?;
        self.signer(Purpose::StatusSigning, passphrase)?;
        let root_path = key_path(&self.dir, Role::Root.name());
        if !root_path.exists() {
            return Ok(false);
        }
        self.root_signer(passphrase).map(|_| true)
    }

    /// Makes a new issuing key under the same root. What older keys signed stays
    /// valid.
    pub fn rotate_issuing(&self, passphrase: Option<&Passphrase>, now: Timestamp) -> Result<Self, Error> {
        self.rotate(Role::Issuing, self.issuing.generation + 1, passphrase, now)
    }

    /// Makes a new status key under the same root. Lists that the older one signed
    /// stay valid until they expire.
    pub fn rotate_status(&self, passphrase: Option<&Passphrase>, now: Timestamp) -> Result<Self, Error> {
        self.rotate(Role::Status, self.status.generation + 1, passphrase, now)
    }

    fn rotate(
        &self,
        role: Role,
        generation: u32,
        passphrase: Option<&Passphrase>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let root = self.root_signer(passphrase)?;
        let organization = organization(self.root_certificate.tbs_certificate().subject());
        let request = Request {
            role,
            profile: self.profile(),
            subject: subject(role, self.profile(), &organization, &generation.to_string())?,
            issuer: self.root_certificate.tbs_certificate().subject(),
            now,
            serial: random()?,
        };
        let key = key_file::generate()?;
        let certificate = profile::build(&request, &key.verifying_key(), root.key())?;
        let name = format!("{}-{generation}", role.name());
        // The key first: a key without a certificate is unused, a certificate
        // without a key would be chosen and fail.
        key_file::write(&key_path(&self.dir, &name), &key, passphrase)?;
        write_certificate(&certificate_path(&self.dir, &name), &certificate)?;
        Self::open(&self.dir)
    }

    /// Checks that a message was signed, for a purpose, with a key that the root
    /// vouches for, at an instant at which its certificate was valid. That need not
    /// be the newest key.
    pub fn check_signature(
        &self,
        certificate: &[u8],
        purpose: Purpose,
        at: Timestamp,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureRefused> {
        let cert = check_below(&self.root, certificate, purpose).map_err(|_| SignatureRefused)?;
        let (not_before, not_after) = cert.validity();
        if at < not_before || not_after < at {
            return Err(SignatureRefused);
        }
        cert.key_algorithm().check(cert.public_key(), message, signature)
    }

    fn root_signer(&self, passphrase: Option<&Passphrase>) -> Result<FileSigner, Error> {
        let path = key_path(&self.dir, Role::Root.name());
        self.check_encrypted(&path)?;
        FileSigner::open(self.root_certificate.clone(), &path, passphrase)
    }

    fn check_encrypted(&self, key: &Path) -> Result<(), Error> {
        if self.profile() == Profile::Production && !key_file::is_encrypted(key)? {
            return Err(Error::KeyNotEncrypted { path: key.to_owned() });
        }
        Ok(())
    }

    fn check_member(&self, member: &Member, purpose: Purpose) -> Result<(), Error> {
        let der = member.certificate.to_der().map_err(|_| Error::Build)?;
        check_below(&self.root, &der, purpose)
            .map(drop)
            .map_err(|reason| Error::Mismatch { path: certificate_path(&self.dir, &member.name), reason })
    }
}

/// Takes a certificate apart and checks that a root issued it for a purpose. Its
/// validity is not checked.
fn check_below<'a>(root: &Anchor, der: &'a [u8], purpose: Purpose) -> Result<X509<'a>, &'static str> {
    let cert = X509::parse(der).ok_or("its algorithms or its form are not accepted")?;
    if cert.issuer() != root.subject() {
        return Err("it names another issuer than the root");
    }
    cert.check_signature(root.public_key()).map_err(|_| "its signature is not the root's")?;
    let form =
        Form { role: purpose.into(), development: root.is_development(), issuer_key: root.public_key() };
    cert.check_form(&form).map_err(|refused| match refused {
        FormRefused::Purpose => "it is for another purpose",
        FormRefused::Other => "it is not in the form that verifiers accept",
    })?;
    Ok(cert)
}

fn populate(
    dir: &Path,
    profile: Profile,
    organization: &str,
    passphrase: Option<&Passphrase>,
    now: Timestamp,
) -> Result<(), Error> {
    for folder in ["anchors", "certificates", "keys"] {
        let path = dir.join(folder);
        fs::create_dir_all(&path).map_err(Error::access(&path))?;
    }
    restrict(&dir.join("keys"))?;
    let root_key = key_file::generate()?;
    // The suffix tells two roots of one organisation apart by name.
    let suffix =
        root_key.verifying_key().as_bytes()[..4].iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let root_name = subject(Role::Root, profile, organization, &suffix)?;
    let make = |role: Role, key: &SigningKey, subject: Name| {
        let request = Request { role, profile, subject, issuer: &root_name, now, serial: random()? };
        profile::build(&request, &key.verifying_key(), &root_key)
    };
    let root = make(Role::Root, &root_key, root_name.clone())?;
    key_file::write(&key_path(dir, Role::Root.name()), &root_key, passphrase)?;
    write_certificate(&dir.join("anchors/root.pem"), &root)?;
    for role in [Role::Issuing, Role::Status] {
        let key = key_file::generate()?;
        let certificate = make(role, &key, subject(role, profile, organization, "1")?)?;
        let name = format!("{}-1", role.name());
        key_file::write(&key_path(dir, &name), &key, passphrase)?;
        write_certificate(&certificate_path(dir, &name), &certificate)?;
    }
    Ok(())
}

/// `CN=… issuing 2,O=…`; a development hierarchy says so in every name.
fn subject(role: Role, profile: Profile, organization: &str, suffix: &str) -> Result<Name, Error> {
    let mark = match profile {
        Profile::Development => "SPECIMEN development ",
        Profile::Production => "",
    };
    let name = format!("CN={mark}{} {suffix},O={organization}", role.name());
    Name::from_str(&name).map_err(|_| Error::Organization)
}

fn organization(name: &Name) -> String {
    name.to_string()
        .split(',')
        .find_map(|part| part.trim().strip_prefix("O=").map(str::to_owned))
        .unwrap_or_default()
}

/// RFC 4514 escapes nothing here, so the separators are refused.
fn check_organization(name: &str) -> Result<(), Error> {
    let length_ok = (1..=64).contains(&name.chars().count()) && name.trim() == name;
    let plain =
        !name.contains([',', '+', '=', '"', '\\', '<', '>', ';', '#']) && !name.contains(char::is_control);
    if length_ok && plain { Ok(()) } else { Err(Error::Organization) }
}

fn inside_source_tree(dir: &Path) -> bool {
    let absolute = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    absolute.ancestors().any(|folder| folder.join(".git").exists())
}

fn staging_path(dir: &Path) -> PathBuf {
    let mut name = dir.file_name().unwrap_or_default().to_owned();
    name.push(format!(".new-{}", std::process::id()));
    dir.with_file_name(name)
}

fn key_path(dir: &Path, name: &str) -> PathBuf {
    dir.join("keys").join(format!("{name}.pem"))
}

fn certificate_path(dir: &Path, name: &str) -> PathBuf {
    dir.join("certificates").join(format!("{name}.pem"))
}

fn newest(dir: &Path, role: Role) -> Result<Member, Error> {
    let folder = dir.join("certificates");
    let prefix = format!("{}-", role.name());
    let generations = fs::read_dir(&folder).map_err(Error::access(&folder))?.filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        name.strip_prefix(&prefix)?.strip_suffix(".pem")?.parse::<u32>().ok()
    });
    let missing = || Error::Missing { path: dir.to_owned(), member: role.name() };
    let generation = generations
        .filter(|generation| key_path(dir, &format!("{prefix}{generation}")).exists())
        .max()
        .ok_or_else(missing)?;
    let name = format!("{prefix}{generation}");
    let path = certificate_path(dir, &name);
    let pem = fs::read_to_string(&path).map_err(Error::access(&path))?;
    let certificate = Certificate::from_pem(pem).map_err(|_| Error::NotACertificate { path })?;
    Ok(Member { name, generation, certificate })
}

fn write_certificate(path: &Path, certificate: &Certificate) -> Result<(), Error> {
    let pem = certificate.to_pem(LineEnding::LF).map_err(|_| Error::Build)?;
    fs::File::create_new(path)
        .and_then(|mut file| file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()))
        .map_err(Error::access(path))
}

fn fingerprint(certificate: &Certificate) -> Digest {
    Digest(Sha256::digest(certificate.to_der().unwrap_or_default()).into())
}

fn random() -> Result<[u8; 16], Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| Error::Randomness)?;
    Ok(bytes)
}

#[cfg(unix)]
fn restrict(dir: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).map_err(Error::access(dir))
}

#[cfg(not(unix))]
fn restrict(_dir: &Path) -> Result<(), Error> {
    Ok(())
}

#[cfg(test)]
mod tests;
