//! What the attacks start from.

use std::{ffi::OsStr, fs, path::Path};

use anyhow::{Context, Result, anyhow, ensure};
use base64ct::{Base64, Encoding as _};
use certificate::Timestamp;
use ed25519_dalek::{Signer as _, SigningKey, pkcs8::DecodePrivateKey as _};
use keys::{Anchor, Anchors};

use super::{
    draft::{Draft, object, stream},
    envelope,
    token::Token,
};
use crate::{Environment, Office, files_below};

/// A private key and the X.509 certificate that vouches for it.
#[derive(Clone)]
pub struct Identity {
    /// DER.
    pub certificate: Vec<u8>,
    /// The key.
    pub key: SigningKey,
}

impl Identity {
    /// Signs with Ed25519.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(message).to_vec()
    }
}

/// Genuine files of one hierarchy, with all of its keys.
#[derive(Clone)]
pub struct Genuine {
    /// A certificate that is current.
    pub file: Vec<u8>,
    /// Another certificate of the same hierarchy.
    pub other: Vec<u8>,
    /// A certificate with a photograph, where there is one.
    pub with_photo: Option<Vec<u8>>,
    /// The link in the code of the first certificate.
    pub code: String,
    /// The status list.
    pub token: Vec<u8>,
    /// The pinned root and its key.
    pub root: Identity,
    /// Signs certificates.
    pub issuing: Identity,
    /// Signs status lists.
    pub status: Identity,
}

impl Genuine {
    /// Reads a folder as `cargo xtask sample` writes it. The signing certificates
    /// are taken from the file and the list.
    pub fn load(folder: &Path) -> Result<Self> {
        let read = |name: &str| fs::read(folder.join(name)).with_context(|| format!("{name} cannot be read"));
        let key = |name: &str| {
            let path = folder.join("keys").join(name);
            let pem = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            SigningKey::from_pkcs8_pem(&pem).map_err(|_| anyhow!("{} is no key", path.display()))
        };
        let file = read("current.pdf")?;
        let token = read("status.jwt")?;
        let issuing = Draft::of(&file).map(|draft| envelope::signing_certificate(&draft.signature_value));
        let status = Token::of(&token).context("the list is no token")?.certificate();
        let codes = String::from_utf8(read("codes.txt")?)?;
        let genuine = Self {
            code: codes.lines().next().context("a sample has a code")?.to_owned(),
            other: read("rare-name.pdf")?,
            with_photo: read("with-photo.pdf").ok(),
            root: Identity { certificate: certificate(&read("anchors/root.pem")?)?, key: key("root.pem")? },
            issuing: Identity {
                certificate: issuing.context("the certificate is not in our form")?,
                key: key("issuing-1.pem")?,
            },
            status: Identity { certificate: status, key: key("status-1.pem")? },
            file,
            token,
        };
        genuine.check_keys()?;
        Ok(genuine)
    }

    /// Issues the demonstration roster and reads what came of it.
    pub fn issue(environment: &Environment, office: &Office) -> Result<Self> {
        let tree = Path::new(env!("CARGO_MANIFEST_DIR"));
        let (roster, photos) = (tree.join("demo/roster.csv"), tree.join("../api/templates"));
        office.run([OsStr::new("import"), roster.as_os_str(), OsStr::new("--photos"), photos.as_os_str()])?;
        office.run(["issue"])?;
        let sample = tempfile::tempdir()?;
        for (name, number) in [
            ("current.pdf", "教字第990001號"),
            ("rare-name.pdf", "助理字第990004號"),
            ("with-photo.pdf", "樣教字第990011號"),
        ] {
            fs::write(sample.path().join(name), office.export(number, 1)?)?;
        }
        fs::write(sample.path().join("codes.txt"), office.run(["code", "教字第990001號"])?)?;
        fs::write(sample.path().join("status.jwt"), office.publish()?)?;
        for folder in ["anchors", "keys"] {
            fs::create_dir(sample.path().join(folder))?;
            for (path, content) in files_below(&environment.hierarchy.join(folder))? {
                let name = path.file_name().context("a file has a name")?;
                fs::write(sample.path().join(folder).join(name), content)?;
            }
        }
        Self::load(sample.path())
    }

    /// The certificate taken apart.
    pub(super) fn draft(&self) -> Draft {
        Draft::of(&self.file).expect("the certificate was taken apart before")
    }

    /// The certificate with a change, signed with the issuing key.
    pub(super) fn insider(&self, change: impl FnOnce(&mut Draft)) -> Vec<u8> {
        let mut draft = self.draft();
        change(&mut draft);
        draft.sign(&self.issuing)
    }

    /// A certificate of about `length` bytes that is as genuine as the other: the
    /// issuing key signed it, and all that grew is a font.
    pub fn enlarged(&self, length: usize) -> Vec<u8> {
        self.insider(|draft| {
            let font = draft.reference("/FontFile2", "/FontFile2 ");
            let content = vec![0x55; length.saturating_sub(self.file.len())];
            draft.objects[font - 1] = object(font, &stream("/Filter/FlateDecode", &content));
        })
    }

    /// The list taken apart.
    pub(super) fn list(&self) -> Token {
        Token::of(&self.token).expect("the list was taken apart before")
    }

    /// The pinned root.
    pub fn anchors(&self) -> Anchors {
        Anchor::from_der(&self.root.certificate).into_iter().collect()
    }

    /// The instant to judge at: a minute after the list was made.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.list().issued_at() + 60).expect("the list is of this century")
    }

    /// Attacks that fail because of a wrong key would prove nothing.
    fn check_keys(&self) -> Result<()> {
        for Identity { certificate, key } in [&self.root, &self.issuing, &self.status] {
            let public = key.verifying_key();
            let known = certificate.windows(32).any(|window| window == public.as_bytes());
            ensure!(known, "a key does not belong to its certificate");
        }
        Ok(())
    }
}

/// DER of a PEM certificate.
fn certificate(pem: &[u8]) -> Result<Vec<u8>> {
    let lines = core::str::from_utf8(pem)?.lines().filter(|line| !line.starts_with("-----"));
    Base64::decode_vec(&lines.collect::<String>()).map_err(|_| anyhow!("not a PEM file"))
}
