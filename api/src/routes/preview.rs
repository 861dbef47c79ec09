//! 瀏覽證書: what a certificate looks like, drawn without a signature and marked
//! 預覽, so that no signed file leaves before its confirmation.

use std::sync::Arc;

use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};
use certificate::Timestamp;

use super::{Office, problem::ProblemResponse};
use crate::workflow::Scope;

/// The drawing of the newest version of a case, as SVG.
pub(super) async fn answer(
    office: &Office,
    scope: Scope<'_>,
    case_id: &str,
    now: Timestamp,
) -> Result<Response, ProblemResponse> {
    let sheet = office.unit.preview(scope, case_id, now).await?;
    let composer = Arc::clone(office.composer().await?);
    let _turn = office.drawing.acquire().await.map_err(anyhow::Error::from)?;
    let svg = tokio::task::spawn_blocking(move || composer.preview(&sheet.claims, sheet.photo.as_deref()))
        .await
        .map_err(anyhow::Error::from)?
        .map_err(anyhow::Error::from)?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}
