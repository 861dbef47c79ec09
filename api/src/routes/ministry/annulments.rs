//! Annulment, revocation, approval by a second officer, reinstatement.

use axum::{Json, extract::State, http::StatusCode};
use certificate::api::{Annulment, AnnulmentPreview, Ground, NewAnnulment, NewReinstatement};

use crate::{
    account::Actor,
    routes::{Arrival, Office, id::Id, json::JsonBody, problem::ProblemResponse},
    workflow::{Annulling, Refusal, Reinstating},
};

/// `GET /api/ministry/annulments`
pub(crate) async fn list(State(office): State<Office>) -> Result<Json<Vec<Annulment>>, ProblemResponse> {
    Ok(Json(office.unit.annulments().await?))
}

/// `POST /api/ministry/annulments/preview`
pub(crate) async fn preview(
    State(office): State<Office>,
    JsonBody(new): JsonBody<NewAnnulment>,
) -> Result<Json<AnnulmentPreview>, ProblemResponse> {
    let ground = ground(&office, &new).await?;
    Ok(Json(office.unit.preview_annulment(&new, &ground).await?))
}

/// `POST /api/ministry/annulments`
pub(crate) async fn propose(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    JsonBody(new): JsonBody<NewAnnulment>,
) -> Result<(StatusCode, Json<Annulment>), ProblemResponse> {
    let ground = ground(&office, &new).await?;
    if new.document_number.trim().is_empty() {
        let reason = "請填公文文號 Give the number of the official letter";
        return Err(ProblemResponse::invalid_field("document_number", reason));
    }
    let annulling = Annulling {
        case_id: new.case_id,
        rank: None,
        ground,
        decision_date: new.decision_date,
        document_number: new.document_number.trim().to_owned(),
    };
    Ok((StatusCode::CREATED, Json(office.unit.annul(&annulling, actor.at(now)).await?)))
}

/// The ground says how far an act reaches; a form that says otherwise is refused.
async fn ground(office: &Office, new: &NewAnnulment) -> Result<Ground, ProblemResponse> {
    let ground = office.unit.reference().await?.grounds.into_iter().find(|ground| ground.code == new.ground);
    match ground {
        Some(ground) if ground.reach == new.reach => Ok(ground),
        Some(_) => Err(Refusal::GroundDoesNotFit.into()),
        None => Err(ProblemResponse::invalid_field("ground", "沒有此事由 There is no such ground")),
    }
}

/// `PUT /api/ministry/annulments/{act}/approval`
pub(crate) async fn approve(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(act): Id,
) -> Result<Json<Annulment>, ProblemResponse> {
    Ok(Json(office.unit.approve_annulment(&act, actor.at(now)).await?))
}

/// `DELETE /api/ministry/annulments/{act}/approval`
pub(crate) async fn reject(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(act): Id,
) -> Result<Json<Annulment>, ProblemResponse> {
    Ok(Json(office.unit.reject_annulment(&act, actor.at(now)).await?))
}

/// `POST /api/ministry/annulments/{act}/reinstatement`
pub(crate) async fn reinstate(
    State(office): State<Office>,
    Arrival(now): Arrival,
    actor: Actor,
    Id(act): Id,
    JsonBody(new): JsonBody<NewReinstatement>,
) -> Result<Json<Annulment>, ProblemResponse> {
    for (field, text) in [("legal_basis", &new.legal_basis), ("document_number", &new.document_number)] {
        if text.trim().is_empty() {
            return Err(ProblemResponse::invalid_field(field, "不可空白 Must not be empty"));
        }
    }
    let reinstating = Reinstating {
        legal_basis: new.legal_basis,
        decision_date: new.decision_date,
        document_number: Some(new.document_number),
    };
    Ok(Json(office.unit.reinstate(&act, &reinstating, actor.at(now)).await?))
}
