//! Confirmation (證書確認作業): releases certificates for download, and takes the
//! release back. Neither changes whether a certificate is valid; but the first
//! confirmation of a replacement completes it, and then the version before is
//! superseded (domain: 換發).

use anyhow::Result;
use certificate::{
    Status,
    api::{Confirmation, Confirmations, ConfirmedCase, Stage, Unconfirmation},
};
use sqlx::AnyConnection;

use super::{
    Refusal,
    record::{record, state},
};
use crate::{
    db::{self, CaseRow, CertificateRow},
    history::{Details, EventKind, NewEvent, Occasion},
    ids::new_id,
    status_list,
    unit::IssuingUnit,
};

/// Whose cases may be touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'a> {
    /// Those that this school submitted.
    School(&'a str),
    /// All: the issuing unit confirms for a present school that did not submit the
    /// case, and K-12 certificates.
    Ministry,
}

impl Scope<'_> {
    /// Loads a case; one that is out of reach does not exist.
    pub(super) async fn load_case(self, db: &mut AnyConnection, id: &str) -> Result<CaseRow> {
        let case = db::load_case(db, id).await?.ok_or(Refusal::NotFound)?;
        match self {
            Self::Ministry => Ok(case),
            Self::School(code) if case.school_code.as_deref() == Some(code) => Ok(case),
            Self::School(_) => Err(Refusal::NotFound.into()),
        }
    }
}

impl IssuingUnit {
    /// Confirms cases; all or none. What is confirmed already stays so.
    pub async fn confirm(
        &self,
        scope: Scope<'_>,
        confirmation: &Confirmation,
        occasion: Occasion<'_>,
    ) -> Result<Confirmations> {
        let mut tx = self.db.write().await?;
        let mut confirmed = 0;
        let mut list_changed = false;
        let act = new_id();
        for asked in &confirmation.cases {
            let Some(certificate) = confirmable(&mut tx, scope, asked).await? else { continue };
            list_changed |= release(&mut tx, &certificate, &act, occasion).await?;
            confirmed += 1;
        }
        if list_changed {
            status_list::publish_within(&mut tx, self.status_signer(), self.publication(occasion.now))
                .await?;
        }
        tx.commit().await?;
        Ok(Confirmations { confirmed })
    }

    /// Takes a confirmation back: the certificate can no longer be downloaded. A
    /// copy that was downloaded stays valid.
    pub async fn unconfirm(
        &self,
        scope: Scope<'_>,
        case_id: &str,
        occasion: Occasion<'_>,
    ) -> Result<Unconfirmation> {
        let mut tx = self.db.write().await?;
        let case = scope.load_case(&mut tx, case_id).await?;
        let newest = newest(&mut tx, &case.id).await?.ok_or(Refusal::NotConfirmed)?;
        if !newest.confirmed {
            return Err(Refusal::NotConfirmed.into());
        }
        let event = NewEvent {
            kind: EventKind::Unconfirmed,
            act: &new_id(),
            case_id: Some(&case.id),
            certificate_id: Some(&newest.id),
            details: &Details::default(),
        };
        record(&mut tx, occasion, &[event]).await?;
        tx.commit().await?;
        Ok(Unconfirmation { downloaded: newest.downloads > 0 })
    }
}

/// The newest version of a case.
pub(super) async fn newest(db: &mut AnyConnection, case_id: &str) -> Result<Option<CertificateRow>> {
    Ok(db::load_certificates(db, case_id).await?.pop())
}

/// The certificate to be confirmed; none when it is confirmed already.
async fn confirmable(
    db: &mut AnyConnection,
    scope: Scope<'_>,
    asked: &ConfirmedCase,
) -> Result<Option<CertificateRow>> {
    let case = scope.load_case(db, &asked.id).await?;
    if case.projection.version != i64::from(asked.version) {
        return Err(Refusal::VersionChanged.into());
    }
    let certificate = newest(db, &case.id).await?.ok_or(Refusal::NotIssued)?;
    match Stage::from_code(&case.projection.stage) {
        _ if case.projection.status != Status::Current.code() => Err(Refusal::Annulled.into()),
        Some(Stage::Confirmed) => Ok(None),
        Some(Stage::Unconfirmed) => Ok(Some(certificate)),
        _ => Err(Refusal::NotIssued.into()),
    }
}

/// Confirms, and supersedes the versions before; true when that changed the list.
async fn release(
    db: &mut AnyConnection,
    certificate: &CertificateRow,
    act: &str,
    occasion: Occasion<'_>,
) -> Result<bool> {
    let details = Details::default();
    let event = |kind, id| NewEvent {
        kind,
        act,
        case_id: Some(&certificate.case_id),
        certificate_id: Some(id),
        details: &details,
    };
    let state = state(db, &certificate.case_id).await?;
    let older = db::load_certificates(db, &certificate.case_id).await?;
    let mut events = vec![event(EventKind::Confirmed, certificate.id.as_str())];
    for older in older.iter().filter(|older| older.version < certificate.version) {
        let own = state.certificate(&older.id);
        if !own.is_superseded() && !own.is_withdrawn() {
            events.push(event(EventKind::Superseded, older.id.as_str()));
        }
    }
    record(db, occasion, &events).await?;
    Ok(events.len() > 1)
}
