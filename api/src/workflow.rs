//! The acts of the workflow, one file an act. The command line and the screens
//! call the same functions; who may call them is the routes' matter, what the
//! state of things allows is decided here.

mod annul;
mod audit;
mod batch;
mod changes;
mod confirm;
mod download;
mod export;
mod import;
mod issue;
mod notes;
mod preview;
mod record;
mod refusal;
mod revise;
pub mod rules;
mod views;

pub use annul::{Annulling, Reinstating};
pub use audit::Audit;
pub use confirm::Scope;
pub use download::Download;
pub(crate) use export::ExportRow;
pub use import::Import;
pub use issue::{IssueFailed, Issued, Outcome, Press};
pub use refusal::Refusal;
#[cfg(feature = "fill")]
pub(crate) use {
    annul::details as annulment_details,
    record::{projection, versions},
};

use anyhow::{Context as _, Result};
use certificate::{CertificateNumber, Digest, Status};
use keys::Purpose;
use serde::Serialize;

use crate::{
    db::{self, CertificateRow},
    issuance::{CodeLink, CodeSigning},
    unit::IssuingUnit,
};

/// One certificate, as the list command shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// 證書字號
    pub certificate_number: String,
    /// 1 for the first, counting up with every correction and replacement.
    pub version: i64,
    /// `university` or `k12`.
    pub kind: String,
    /// What the public list says.
    pub status: Status,
    /// `pending` until the file was stored and checked, then `available`.
    pub stage: &'static str,
    /// SHA-256 of the file.
    pub fingerprint: Option<String>,
}

impl IssuingUnit {
    /// Every certificate.
    pub async fn list(&self) -> Result<Vec<Listed>> {
        let rows = db::load_listed(&mut *self.db.read().await?).await?;
        let listed = rows.into_iter().map(|row| {
            Ok(Listed {
                status: Status::from_code(&row.status).context("a stored certificate has no status")?,
                certificate_number: row.certificate_number,
                version: row.version,
                kind: row.kind,
                stage: if row.file.is_some() { "available" } else { "pending" },
                fingerprint: row.file,
            })
        });
        listed.collect()
    }

    /// The id of the case with a certificate number, and its newest version.
    pub async fn case_by_number(&self, number: &CertificateNumber) -> Result<(String, u32)> {
        let case = db::load_case_by_number(&mut *self.db.read().await?, &number.to_string()).await?;
        let case = case.with_context(|| format!("there is no certificate {number}"))?;
        Ok((case.id, case.projection.version.try_into()?))
    }

    /// The stored bytes of a certificate: the newest version, or the one named.
    pub async fn export(&self, number: &CertificateNumber, version: Option<i64>) -> Result<Vec<u8>> {
        let certificate = self.issued(number, version).await?;
        let file = certificate.file.with_context(|| format!("{number} is not issued yet"))?;
        Ok(self.files.read(file.parse::<Digest>()?)?)
    }

    /// The link in the code that a certificate bears, signed once more: the same
    /// message has one signature.
    pub async fn code_link(&self, number: &CertificateNumber, version: Option<i64>) -> Result<CodeLink> {
        let certificate = self.issued(number, version).await?;
        let claims = self.vault.open_claims(&certificate)?;
        let signer = self.settings.open_signer(Purpose::DocumentSigning)?;
        let codes = CodeSigning { signer: &signer, root: self.root(), page: &self.settings.origin };
        Ok(codes.link(&claims)?)
    }

    async fn issued(&self, number: &CertificateNumber, version: Option<i64>) -> Result<CertificateRow> {
        let (case, _) = self.case_by_number(number).await?;
        let certificates = db::load_certificates(&mut *self.db.read().await?, &case).await?;
        let certificate = match version {
            Some(version) => certificates.into_iter().find(|certificate| certificate.version == version),
            None => certificates.into_iter().rfind(|certificate| certificate.file.is_some()),
        };
        certificate.with_context(|| format!("{number} has no such certificate"))
    }
}
