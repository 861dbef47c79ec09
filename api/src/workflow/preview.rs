//! What a preview draws: the claims of the newest version, or for a case that was
//! not issued yet those it would have.

use anyhow::Result;
use certificate::{Claims, FORMAT_VERSION, Items, Nonce, StatusReference, Timestamp};

use super::confirm::{Scope, newest};
use crate::unit::IssuingUnit;

/// What is drawn.
pub(crate) struct Sheet {
    pub(crate) claims: Claims,
    pub(crate) photo: Option<Vec<u8>>,
}

impl IssuingUnit {
    /// The sheet of a case.
    pub(crate) async fn preview(&self, scope: Scope<'_>, case_id: &str, now: Timestamp) -> Result<Sheet> {
        let mut tx = self.db.read().await?;
        let case = scope.load_case(&mut tx, case_id).await?;
        let claims = match newest(&mut tx, case_id).await? {
            Some(certificate) => self.vault.open_claims(&certificate)?,
            None => Claims {
                format: FORMAT_VERSION,
                items: self.vault.open_details(&case)?.items(now.taiwan_date()),
                annotation: None,
                status: StatusReference { list: self.settings.list_uri.clone(), index: 0 },
                nonce: Nonce([0; 16]),
                issued_at: now,
                specimen: self.issues_specimens(),
            },
        };
        drop(tx);
        let photo = match &claims.items {
            Items::University(_) => None,
            Items::K12(items) => Some(self.files.fetch(items.photo).await?),
        };
        Ok(Sheet { claims, photo })
    }
}
