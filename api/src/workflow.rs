//! The acts of the issuing unit. The command line and, later, the screens call
//! the same functions.

mod annul;
mod import;
mod issue;
mod replace;

pub use annul::{Annulment, Hit, Reinstatement};
pub use import::Import;
pub use issue::{IssueFailed, Issued, Press};
pub use replace::{Changes, Replacement};

use anyhow::{Context as _, Result};
use certificate::{CertificateNumber, Digest, Status, Timestamp};
use serde::Serialize;
use sqlx::AnyConnection;

use crate::{
    db::{self, CaseRow, CertificateRow},
    history::{self, Event, EventKind},
    unit::IssuingUnit,
};

/// One certificate, as the list command shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// 證書字號
    pub certificate_number: String,
    /// 1 for the first, counting up with every replacement.
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
        let mut tx = self.db.read().await?;
        let states = history::fold(&db::load_events(&mut tx).await?);
        let mut listed = Vec::new();
        for (case, certificate) in db::load_all_certificates(&mut tx).await? {
            listed.push(Listed {
                certificate_number: case.certificate_number,
                version: certificate.version,
                kind: case.kind,
                status: states.get(&certificate.id).map_or(Status::Current, history::State::status),
                stage: if certificate.file.is_some() { "available" } else { "pending" },
                fingerprint: certificate.file,
            });
        }
        Ok(listed)
    }

    /// The stored bytes of a certificate: the newest version, or the one named.
    pub async fn export(&self, number: &CertificateNumber, version: Option<i64>) -> Result<Vec<u8>> {
        let mut tx = self.db.read().await?;
        let case = case_by_number(&mut tx, number).await?;
        let certificates = db::load_certificates(&mut tx, &case.id).await?;
        let certificate = match version {
            Some(version) => certificates.into_iter().find(|certificate| certificate.version == version),
            None => certificates.into_iter().rfind(|certificate| certificate.file.is_some()),
        };
        let certificate = certificate.with_context(|| format!("{number} has no such certificate"))?;
        let file = certificate.file.with_context(|| format!("{number} is not issued yet"))?;
        Ok(self.files.read(file.parse::<Digest>()?)?)
    }

    fn event(&self, kind: EventKind, act: &str, certificate: &CertificateRow, now: Timestamp) -> Event {
        Event {
            sequence: 0,
            at: now,
            officer: self.settings.officer.clone(),
            kind,
            act: act.to_owned(),
            certificate_id: certificate.id.clone(),
            details: "{}".to_owned(),
        }
    }
}

async fn case_by_number(db: &mut AnyConnection, number: &CertificateNumber) -> Result<CaseRow> {
    db::load_case_by_number(db, &number.to_string())
        .await?
        .with_context(|| format!("there is no certificate {number}"))
}
