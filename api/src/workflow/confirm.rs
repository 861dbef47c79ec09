//! Confirmation (證書確認作業): releases certificates for download, and takes the
//! release back. Neither changes whether a certificate is valid; but the first
//! confirmation of a replacement completes it, and then the version before is
//! superseded (domain: 換發).

use anyhow::Result;
use certificate::api::{Confirmation, Confirmations, ConfirmedCase, Unconfirmation};
use sqlx::AnyConnection;

use super::{
    Refusal,
    record::{record, standing},
};
use crate::{
    db::{self, CaseRow, CertificateRow},
    history::{Details, Occasion},
    ids::new_id,
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
            let released = release(&mut tx, scope, asked, &act, occasion).await?;
            confirmed += u32::from(released > 0);
            // More than the confirmation: a version before was superseded.
            list_changed |= released > 1;
        }
        if list_changed {
            self.publish_within(&mut tx, occasion.now).await?;
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
        let standing = standing(&mut tx, &case.id).await?;
        let fact = standing.unconfirm()?;
        let act = new_id();
        record(&mut tx, occasion, &[fact.of(&case.id, &act, Details::NONE)]).await?;
        tx.commit().await?;
        Ok(Unconfirmation { downloaded: standing.is_downloaded() })
    }
}

/// The newest version of a case.
pub(super) async fn newest(db: &mut AnyConnection, case_id: &str) -> Result<Option<CertificateRow>> {
    Ok(db::load_certificates(db, case_id).await?.pop())
}

/// Confirms, and supersedes the versions before; says how many facts that made.
async fn release(
    db: &mut AnyConnection,
    scope: Scope<'_>,
    asked: &ConfirmedCase,
    act: &str,
    occasion: Occasion<'_>,
) -> Result<usize> {
    let case = scope.load_case(db, &asked.id).await?;
    let standing = standing(db, &case.id).await?;
    let facts = standing.confirm(asked.version)?;
    let events: Vec<_> = facts.iter().map(|fact| fact.of(&case.id, act, Details::NONE)).collect();
    record(db, occasion, &events).await?;
    Ok(events.len())
}
