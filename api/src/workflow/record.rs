//! Recording: events, and the projections that lists read, in one transaction.

use anyhow::Result;
use certificate::api::Stage;
use sqlx::AnyConnection;

use super::rules::{Standing, Version};
use crate::{
    db::{self, CertificateRow, Projection},
    history::{self, CaseState, NewEvent, Occasion, fold},
};

/// Appends events and brings the projections of their cases up to date.
pub(crate) async fn record(
    db: &mut AnyConnection,
    occasion: Occasion<'_>,
    events: &[NewEvent<'_>],
) -> Result<()> {
    history::append(db, occasion, events).await?;
    let mut cases: Vec<_> = events.iter().filter_map(|event| event.case_id).collect();
    cases.sort_unstable();
    cases.dedup();
    for case in cases {
        project(db, case).await?;
    }
    Ok(())
}

/// Writes what the history says of a case to where lists read it.
pub(crate) async fn project(db: &mut AnyConnection, case_id: &str) -> Result<()> {
    let certificates = db::load_certificates(db, case_id).await?;
    let standing = Standing::new(state(db, case_id).await?, versions(&certificates));
    for certificate in &certificates {
        let own = standing.state().certificate(&certificate.id);
        let status = standing.state().status(&certificate.id).code();
        db::mark_state(db, &certificate.id, own.is_confirmed(), status, own.downloads()).await?;
    }
    let notes = db::load_case_notes(db, case_id).await?;
    let open_notes = notes.iter().filter(|note| note.settled_at.is_none()).count();
    Ok(db::mark_projection(db, case_id, &projection(&standing, open_notes.try_into()?)).await?)
}

/// What the acts on a case look at.
pub(crate) async fn standing(db: &mut AnyConnection, case_id: &str) -> Result<Standing> {
    let certificates = db::load_certificates(db, case_id).await?;
    Ok(Standing::new(state(db, case_id).await?, versions(&certificates)))
}

/// The state of one case.
pub(crate) async fn state(db: &mut AnyConnection, case_id: &str) -> Result<CaseState> {
    Ok(fold(&db::load_case_events(db, case_id).await?).remove(case_id).unwrap_or_default())
}

/// Certificates as the rules see them.
pub(crate) fn versions(certificates: &[CertificateRow]) -> Vec<Version> {
    let version = |certificate: &CertificateRow| Version {
        id: certificate.id.clone(),
        number: certificate.version,
        failed: certificate.failure.is_some(),
    };
    certificates.iter().map(version).collect()
}

/// What lists show of a case.
pub(crate) fn projection(standing: &Standing, open_notes: i64) -> Projection {
    Projection {
        version: standing.version(),
        stage: standing.stage().code().to_owned(),
        status: standing.status().code().to_owned(),
        downloaded: standing.is_downloaded(),
        open_notes,
    }
}

/// How far a certificate is.
pub(crate) const fn stage(certificate: &CertificateRow, confirmed: bool) -> Stage {
    match (&certificate.file, &certificate.failure) {
        (Some(_), _) if confirmed => Stage::Confirmed,
        (Some(_), _) => Stage::Unconfirmed,
        (None, Some(_)) => Stage::Failed,
        (None, None) => Stage::Issuing,
    }
}
