//! Replacement (換發) and reissue (補發): a new version takes the old one's place.

use anyhow::{Context as _, Result, bail};
use certificate::{
    Annotation, AnnotationMark, CertificateNumber, Claims, Date, IdentityNumber, PrintableText, Status,
    Timestamp,
};

use super::{Issued, Press, case_by_number};
use crate::{case::CaseDetails, db, history, unit::IssuingUnit};

/// The items that may change. `None` keeps what the certificate says.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// 姓名
    pub name: Option<PrintableText>,
    /// 身分證號
    pub identity_number: Option<IdentityNumber>,
    /// 出生年月日
    pub birth_date: Option<Date>,
}

/// A replacement to be made.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// The certificate to replace.
    pub certificate_number: CertificateNumber,
    /// 補發 or 換發.
    pub mark: AnnotationMark,
    /// 事由
    pub reason: PrintableText,
    /// What changes.
    pub changes: Changes,
}

impl Changes {
    fn apply(self, details: &mut CaseDetails) {
        let (name, identity_number, birth_date) = match details {
            CaseDetails::University(case) => {
                (&mut case.name, &mut case.identity_number, &mut case.birth_date)
            }
            CaseDetails::K12(case) => (&mut case.name, &mut case.identity_number, &mut case.birth_date),
        };
        set(name, self.name);
        set(identity_number, self.identity_number);
        set(birth_date, self.birth_date);
    }

    /// What earlier replacements changed, read from the newest certificate.
    fn since_import(claims: &Claims) -> Self {
        let (name, identity_number, birth_date) = match &claims.items {
            certificate::Items::University(items) => (&items.name, &items.identity_number, items.birth_date),
            certificate::Items::K12(items) => (&items.name, &items.identity_number, items.birth_date),
        };
        Self {
            name: Some(name.clone()),
            identity_number: Some(identity_number.clone()),
            birth_date: Some(birth_date),
        }
    }
}

fn set<T>(item: &mut T, change: Option<T>) {
    if let Some(change) = change {
        *item = change;
    }
}

impl IssuingUnit {
    /// Issues the next version. The old one turns superseded in the moment the
    /// new one becomes available, never before.
    pub async fn replace(&self, press: &Press, replacement: Replacement, now: Timestamp) -> Result<Issued> {
        let Replacement { certificate_number: number, mark, reason, changes } = replacement;
        let mut tx = self.db.write().await?;
        let case = case_by_number(&mut tx, &number).await?;
        let versions = db::load_certificates(&mut tx, &case.id).await?;
        let (Some(first), Some(newest)) = (versions.first(), versions.last()) else {
            bail!("{number} is not issued yet, so there is nothing to replace");
        };
        if newest.file.is_none() {
            bail!("version {} of {number} is still being issued; run `api issue` first", newest.version);
        }
        let events = db::load_certificate_events(&mut tx, &newest.id).await?;
        let state = history::fold(&events).remove(&newest.id).unwrap_or_default();
        if state.status() == Status::Revoked {
            bail!("{number} is annulled; an annulled certificate is not replaced");
        }
        if let Some(identity_number) = &changes.identity_number {
            let taken = db::load_holder(&mut tx, identity_number.as_str()).await?;
            if taken.is_some_and(|(id, _)| id != case.holder_id) {
                bail!("another holder is on record with the new identity number");
            }
            db::mark_identity_number(&mut tx, &case.holder_id, identity_number.as_str()).await?;
        }
        let mut details = CaseDetails::parse(&case.details).context("a stored case cannot be read")?;
        let newest_claims =
            Claims::parse(newest.claims.as_bytes()).context("stored claims cannot be read")?;
        Changes::since_import(&newest_claims).apply(&mut details);
        changes.apply(&mut details);
        let first_claims = Claims::parse(first.claims.as_bytes()).context("stored claims cannot be read")?;
        let annotation = Annotation { mark, original_issue_date: first_claims.items.issue_date(), reason };
        let version = newest.version + 1;
        let certificate =
            self.allocate_certificate(&mut tx, &case.id, version, details, Some(annotation), now).await?;
        tx.commit().await?;

        // A crash from here on leaves a pending version that `issue` completes.
        match self.complete(press, vec![certificate], now).await?.pop() {
            Some(Ok(issued)) => Ok(issued),
            Some(Err((_, failure))) => Err(failure.into()),
            None => bail!("{number} was issued by another process meanwhile"),
        }
    }
}
