//! Error bodies: `application/problem+json` (RFC 9457), never with a cause or
//! personal data in it.

use std::any::Any;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use certificate::api::{FieldProblem, Problem, ProblemKind};

const PROBLEM_JSON: &str = "application/problem+json";
/// Seconds after which to ask an object store again that was away.
const FILES_BACK: u64 = 10;

/// A problem as an answer.
pub(crate) struct ProblemResponse {
    problem: Problem,
    /// Seconds until another try makes sense.
    retry_after: Option<u64>,
}

impl ProblemResponse {
    fn new(kind: ProblemKind, status: StatusCode, title: &str, detail: &str) -> Self {
        let problem = Problem {
            kind,
            title: title.to_owned(),
            status: status.as_u16(),
            detail: Some(detail.to_owned()),
            fields: Vec::new(),
        };
        Self { problem, retry_after: None }
    }

    /// There is no such thing, or it is none of the caller's business: the answer
    /// is the same.
    pub(crate) fn not_found() -> Self {
        Self::new(
            ProblemKind::NotFound,
            StatusCode::NOT_FOUND,
            "找不到此網址 No such address",
            "請檢查網址，或回到首頁。Check the address, or go to the start page.",
        )
    }

    /// The body is not what the address takes.
    pub(crate) fn invalid() -> Self {
        Self::new(
            ProblemKind::Invalid,
            StatusCode::UNPROCESSABLE_ENTITY,
            "請求內容不正確 The request is not what this address takes",
            "請檢查各欄位。Check the fields.",
        )
    }

    /// One field of the body cannot be taken; `reason` is shown.
    pub(crate) fn invalid_field(field: &str, reason: &str) -> Self {
        let mut response = Self::invalid();
        response.problem.fields.push(FieldProblem { field: field.to_owned(), reason: reason.to_owned() });
        response
    }

    /// Fields of a form that cannot be taken.
    pub(crate) fn invalid_fields(fields: Vec<FieldProblem>) -> Self {
        let mut response = Self::invalid();
        response.problem.fields = fields;
        response
    }

    /// The body is larger than the address takes.
    pub(crate) fn too_large() -> Self {
        Self::new(
            ProblemKind::TooLarge,
            StatusCode::PAYLOAD_TOO_LARGE,
            "傳送的內容過大 The request is too large",
            "證書請在頁面上驗證，不需上傳；名冊請分次匯入。Certificates are checked on the page, without an upload; import a roster in parts.",
        )
    }

    /// Nobody is signed in, or not any more.
    pub(crate) fn sign_in_required() -> Self {
        Self::new(
            ProblemKind::SignInRequired,
            StatusCode::UNAUTHORIZED,
            "請先登入 Please sign in",
            "尚未登入，或登入已逾時。Nobody is signed in, or the session has ended.",
        )
    }

    /// One answer for a wrong password or code and for an account that is unknown,
    /// locked or disabled.
    pub(crate) fn sign_in_refused() -> Self {
        Self::new(
            ProblemKind::SignInRefused,
            StatusCode::UNAUTHORIZED,
            "登入失敗 Sign-in refused",
            "帳號、密碼或驗證碼不正確，或帳號暫時鎖定；連續失敗 5 次將鎖定 15 分鐘。Account, password or code is wrong, or the account is locked; 5 failures lock it for 15 minutes.",
        )
    }

    /// A step of the sign-in comes first.
    pub(crate) fn step_required() -> Self {
        Self::new(
            ProblemKind::StepRequired,
            StatusCode::FORBIDDEN,
            "請先完成登入步驟 Complete the sign-in first",
            "請輸入驗證碼或變更密碼。Give the second factor, or change the password.",
        )
    }

    /// The account has no role that may do this.
    pub(crate) fn forbidden() -> Self {
        Self::new(
            ProblemKind::Forbidden,
            StatusCode::FORBIDDEN,
            "此帳號沒有權限 This account may not do that",
            "請以有權限的帳號登入。Sign in with an account that may.",
        )
    }

    /// A page of another site sent the request.
    pub(crate) fn foreign_origin() -> Self {
        Self::new(
            ProblemKind::ForeignOrigin,
            StatusCode::FORBIDDEN,
            "請求來自其他網站 The request came from another site",
            "請從本系統的頁面操作。Use the pages of this service.",
        )
    }

    /// Not so fast.
    pub(crate) fn too_many_requests(seconds: u64) -> Self {
        let response = Self::new(
            ProblemKind::TooManyRequests,
            StatusCode::TOO_MANY_REQUESTS,
            "請求過於頻繁 Too many requests",
            "請稍候再試。Please wait and try again.",
        );
        Self { retry_after: Some(seconds), ..response }
    }

    /// The state of things does not allow it; `detail` says why and what to do.
    pub(crate) fn conflict(detail: &str) -> Self {
        Self::new(
            ProblemKind::Conflict,
            StatusCode::CONFLICT,
            "目前狀態無法執行 This cannot be done now",
            detail,
        )
    }

    /// A fault of ours.
    pub(crate) fn internal() -> Self {
        Self::new(
            ProblemKind::Internal,
            StatusCode::INTERNAL_SERVER_ERROR,
            "系統發生錯誤 Something went wrong on our side",
            "請稍後再試。Please try again later.",
        )
    }

    /// A part the answer needs is away. The cause is logged here, once.
    pub(crate) fn unavailable(cause: &anyhow::Error) -> Self {
        Self::away(cause, "請稍後再試。Please try again later.")
    }

    /// The store of certificate files is away. Nothing happened; the same request
    /// may be sent again.
    pub(crate) fn files_away(cause: &anyhow::Error) -> Self {
        let response = Self::away(
            cause,
            "證書檔案庫暫時沒有回應；資料沒有遺失，請稍後再試一次。The store of certificate files does not answer now; nothing is lost, please try again in a moment.",
        );
        Self { retry_after: Some(FILES_BACK), ..response }
    }

    fn away(cause: &anyhow::Error, detail: &str) -> Self {
        tracing::error!(error = format!("{cause:#}"), "a request could not be answered");
        let title = "服務暫時無法使用 The service is not available now";
        Self::new(ProblemKind::Unavailable, StatusCode::SERVICE_UNAVAILABLE, title, detail)
    }
}

impl IntoResponse for ProblemResponse {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self.problem).unwrap_or_default();
        let kind = HeaderValue::from_static(PROBLEM_JSON);
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
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
        StatusCode::PAYLOAD_TOO_LARGE => ProblemResponse::too_large(),
        StatusCode::SERVICE_UNAVAILABLE => {
            ProblemResponse::unavailable(&anyhow::anyhow!("a request took too long"))
        }
        _ => ProblemResponse::internal(),
    }
    .into_response()
}

/// A handler panicked: the panic hook has logged it, the caller learns nothing.
pub(crate) fn panicked(_panic: Box<dyn Any + Send + 'static>) -> Response {
    ProblemResponse::internal().into_response()
}
