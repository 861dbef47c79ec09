//! 證書下載: the stored bytes, to their holder only, every download recorded.

use anyhow::{Context as _, Result};
use certificate::{Digest, Status};
use sqlx::AnyConnection;

use super::{Refusal, rules, views::file_name};
use crate::{
    db::{self, CertificateRow},
    history::{self, Details, EventKind, NewEvent, Occasion},
    ids::new_id,
    unit::IssuingUnit,
};

/// A certificate on its way to its holder.
#[derive(Clone, Debug)]
pub struct Download {
    /// The stored bytes: the bytes that were signed.
    pub bytes: Vec<u8>,
    /// Their SHA-256.
    pub fingerprint: Digest,
    /// The name under which a browser saves them.
    pub file_name: String,
}

impl IssuingUnit {
    /// Whether a certificate was released to the holder of an identity number, is in
    /// force, and its file has this fingerprint: then a browser has it already.
    pub async fn is_released_as(
        &self,
        identity_index: &str,
        certificate_id: &str,
        fingerprint: &str,
    ) -> Result<bool> {
        let released = db::load_released_certificates(&mut *self.db.read().await?, identity_index).await?;
        Ok(released.iter().any(|released| {
            released.id == certificate_id
                && released.status == Status::Current.code()
                && released.file.as_deref() == Some(fingerprint)
        }))
    }

    /// The file of a certificate that was released to the holder of an identity
    /// number and is in force. It is recorded before the bytes leave: a download
    /// that is not in the history has not happened.
    pub async fn download(
        &self,
        identity_index: &str,
        certificate_id: &str,
        occasion: Occasion<'_>,
    ) -> Result<Download> {
        let seen = released(&mut *self.db.read().await?, identity_index, certificate_id).await?;
        let fingerprint = seen.file.as_deref().context("what was released has a file")?.parse()?;
        // Before the write begins: nobody waits for the file store.
        let bytes = self.files.fetch(fingerprint).await?;
        let mut tx = self.db.write().await?;
        // Meanwhile it may have been taken back; the file of a certificate stays.
        let certificate = released(&mut tx, identity_index, certificate_id).await?;
        let claims = self.vault.open_claims(&certificate)?;
        let event = NewEvent {
            kind: EventKind::Downloaded,
            act: &new_id(),
            case_id: Some(&certificate.case_id),
            certificate_id: Some(&certificate.id),
            details: &Details { fingerprint: Some(fingerprint), ..Default::default() },
        };
        history::append(&mut tx, occasion, &[event]).await?;
        // Counted up rather than folded anew: it may be downloaded without limit.
        db::mark_downloaded(&mut tx, &certificate).await?;
        tx.commit().await?;
        let file_name = file_name(claims.items.certificate_number(), certificate.version);
        Ok(Download { bytes, fingerprint, file_name })
    }
}

/// A certificate that its holder may download now.
async fn released(db: &mut AnyConnection, identity_index: &str, id: &str) -> Result<CertificateRow> {
    let released = db::load_released_certificates(db, identity_index).await?;
    let certificate = released.into_iter().find(|released| released.id == id).ok_or(Refusal::NotFound)?;
    rules::download(Status::from_code(&certificate.status).context("a stored certificate has no status")?)?;
    Ok(certificate)
}
