//! Signing in and out, the second factor, the password.

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use certificate::api::{Enrolment, PasswordChange, SecondFactor, Session, SignIn};

use super::{
    Arrival, Office,
    client::{Client, Whence},
    cookie,
    json::JsonBody,
    problem::ProblemResponse,
};
use crate::account::{AccountProblem, OpenSession, StepDone};

/// `POST /api/session`
pub(crate) async fn sign_in(
    State(office): State<Office>,
    Arrival(now): Arrival,
    client: Client,
    Whence(address): Whence,
    headers: HeaderMap,
    JsonBody(attempt): JsonBody<SignIn>,
) -> Result<Response, ProblemResponse> {
    office.rates.sign_ins.check(&client)?;
    let before = cookie::read(office.origin(), &headers);
    let done = office.unit.sign_in(&attempt, before.as_ref(), address.as_ref(), now).await?;
    Ok(with_cookie(&office, &done))
}

/// `GET /api/session`: tells how long the session lasts, and does not prolong it;
/// `null` where there is none. Asking is no fault of a page that does not know.
pub(crate) async fn session(session: Option<Extension<OpenSession>>) -> Json<Option<Session>> {
    Json(session.map(|Extension(session)| session.describe()))
}

/// `DELETE /api/session`
pub(crate) async fn sign_out(
    State(office): State<Office>,
    Arrival(now): Arrival,
    Extension(session): Extension<OpenSession>,
) -> Result<Response, ProblemResponse> {
    office.unit.sign_out(&session, now).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie::clear(office.origin()))]).into_response())
}

/// `POST /api/session/second-factor`
pub(crate) async fn offer_second_factor(
    State(office): State<Office>,
    Arrival(now): Arrival,
    Extension(session): Extension<OpenSession>,
) -> Result<Json<Enrolment>, ProblemResponse> {
    Ok(Json(office.unit.offer_second_factor(&session, now).await?))
}

/// `PUT /api/session/second-factor`
pub(crate) async fn give_second_factor(
    State(office): State<Office>,
    Arrival(now): Arrival,
    Extension(session): Extension<OpenSession>,
    JsonBody(SecondFactor { code }): JsonBody<SecondFactor>,
) -> Result<Response, ProblemResponse> {
    let done = office.unit.give_second_factor(&session, code.trim(), now).await?;
    Ok(with_cookie(&office, &done))
}

/// `PUT /api/session/password`
pub(crate) async fn change_password(
    State(office): State<Office>,
    Arrival(now): Arrival,
    Extension(session): Extension<OpenSession>,
    JsonBody(change): JsonBody<PasswordChange>,
) -> Result<Response, ProblemResponse> {
    let done = office.unit.change_password(&session, &change, now).await?;
    Ok(with_cookie(&office, &done))
}

fn with_cookie(office: &Office, done: &StepDone) -> Response {
    let headers = [
        (header::SET_COOKIE, cookie::set(office.origin(), &done.token)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, Json(done.session.describe())).into_response()
}

impl From<AccountProblem> for ProblemResponse {
    fn from(problem: AccountProblem) -> Self {
        match problem {
            AccountProblem::Refused => Self::sign_in_refused(),
            AccountProblem::Ended => Self::sign_in_required(),
            AccountProblem::StepRequired => Self::step_required(),
            AccountProblem::UnexpectedFactor => Self::conflict(
                "第二因子已設定，或請先取得新的密鑰。The second factor is set up already, or a secret has to be asked for first.",
            ),
            AccountProblem::WrongCode => Self::invalid_field("code", "驗證碼不正確 The code is wrong"),
            AccountProblem::WrongCurrent => {
                Self::invalid_field("current", "目前的密碼不正確 The current password is wrong")
            }
            AccountProblem::NewPassword(reason) => Self::invalid_field("new", &reason.to_string()),
            AccountProblem::Other(error) => Self::unavailable(&error),
        }
    }
}
