//! Recording: events, and the projections that lists read, in one transaction.

use anyhow::Result;
use certificate::{Status, api::Stage};
use sqlx::AnyConnection;

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
    let state = state(db, case_id).await?;
    let certificates = db::load_certificates(db, case_id).await?;
    for certificate in &certificates {
        let own = state.certificate(&certificate.id);
        let status = state.status(&certificate.id).code();
        db::mark_state(db, &certificate.id, own.is_confirmed(), status, own.downloads()).await?;
    }
    let notes = db::load_case_notes(db, case_id).await?;
    let open_notes = notes.iter().filter(|note| note.settled_at.is_none()).count();
    let projection = projection(&state, certificates.last(), open_notes.try_into()?);
    Ok(db::mark_projection(db, case_id, &projection).await?)
}

/// The state of one case.
pub(crate) async fn state(db: &mut AnyConnection, case_id: &str) -> Result<CaseState> {
    Ok(fold(&db::load_case_events(db, case_id).await?).remove(case_id).unwrap_or_default())
}

/// What lists show, from the state and the newest version. Pure.
pub(crate) fn projection(state: &CaseState, newest: Option<&CertificateRow>, open_notes: i64) -> Projection {
    let Some(newest) = newest else {
        let status = if state.is_annulled() { Status::Revoked } else { Status::Current };
        return Projection {
            version: 0,
            stage: Stage::Approved.code().to_owned(),
            status: status.code().to_owned(),
            downloaded: false,
            open_notes,
        };
    };
    let own = state.certificate(&newest.id);
    Projection {
        version: newest.version,
        stage: stage(newest, own.is_confirmed()).code().to_owned(),
        status: state.status(&newest.id).code().to_owned(),
        downloaded: own.downloads() > 0,
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
