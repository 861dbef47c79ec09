//! Error bodies: `application/problem+json` (RFC 9457), never with a cause or
//! personal data in it.

use std::any::Any;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use certificate::api::{Problem, ProblemKind};

const PROBLEM_JSON: &str = "application/problem+json";

/// A problem as an answer.
pub(crate) struct ProblemResponse(Problem);

impl ProblemResponse {
    fn new(kind: ProblemKind, status: StatusCode, title: &str, detail: &str) -> Self {
        Self(Problem {
            kind,
            title: title.to_owned(),
            status: status.as_u16(),
            detail: Some(detail.to_owned()),
            fields: Vec::new(),
        })
    }

    fn not_found() -> Self {
        Self::new(
            ProblemKind::NotFound,
            StatusCode::NOT_FOUND,
            "找不到此網址 No such address",
            "請檢查網址，或回到首頁。Check the address, or go to the start page.",
        )
    }

    fn internal() -> Self {
        Self::new(
            ProblemKind::Internal,
            StatusCode::INTERNAL_SERVER_ERROR,
            "系統發生錯誤 Something went wrong on our side",
            "請稍後再試。Please try again later.",
        )
    }

    /// The request is not what the address takes.
    pub(crate) fn invalid(detail: &str) -> Self {
        let title = "傳送的內容不正確 The request is not what this address takes";
        Self::new(ProblemKind::Invalid, StatusCode::UNPROCESSABLE_ENTITY, title, detail)
    }

    /// A part the answer needs is away. The cause is logged here, once.
    pub(crate) fn unavailable(cause: &anyhow::Error) -> Self {
        tracing::error!(error = format!("{cause:#}"), "a request could not be answered");
        Self::new(
            ProblemKind::Unavailable,
            StatusCode::SERVICE_UNAVAILABLE,
            "服務暫時無法使用 The service is not available now",
            "請稍後再試。Please try again later.",
        )
    }
}

impl IntoResponse for ProblemResponse {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self.0).unwrap_or_default();
        let kind = HeaderValue::from_static(PROBLEM_JSON);
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}

pub(crate) async fn not_found() -> ProblemResponse {
    ProblemResponse::not_found()
}

pub(crate) async fn method_not_allowed() -> ProblemResponse {
    ProblemResponse::new(
        ProblemKind::MethodNotAllowed,
        StatusCode::METHOD_NOT_ALLOWED,
        "此網址不支援這個方法 This address does not take that method",
        "公開網址只支援 GET。Public addresses take GET only.",
    )
}

/// Gives every error one shape: what a layer below answered with a bare status
/// becomes a problem, too.
pub(crate) async fn uniform(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_error = status.is_client_error() || status.is_server_error();
    // A refused roster is told in a body of its own.
    if !is_error || kind.is_some_and(|kind| kind == PROBLEM_JSON || kind == "application/json") {
        return response;
    }
    match status {
        StatusCode::NOT_FOUND => ProblemResponse::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => method_not_allowed().await,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemResponse::new(
            ProblemKind::TooLarge,
            StatusCode::PAYLOAD_TOO_LARGE,
            "傳送的內容過大 The request is too large",
            "公開網址不接受檔案；證書請在頁面上驗證。Public addresses take no files; check certificates on the page.",
        ),
        StatusCode::SERVICE_UNAVAILABLE => ProblemResponse::unavailable(&anyhow::anyhow!("a request took too long")),
        _ => ProblemResponse::internal(),
    }
    .into_response()
}

/// A handler panicked: the panic hook has logged it, the caller learns nothing.
pub(crate) fn panicked(_panic: Box<dyn Any + Send + 'static>) -> Response {
    ProblemResponse::internal().into_response()
}
