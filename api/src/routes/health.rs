//! For the operator's probes and for programs.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use certificate::Timestamp;
use tokio::sync::Mutex;

use super::{Arrival, Office, problem::ProblemResponse};
use crate::files::FileStore;

/// How long what was found counts.
const PROBE_SECONDS: i64 = 2;

const OPENAPI: &str = include_str!("../../openapi.json");

/// The process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The service can do its job: the database answers, the newest status list may
/// still be judged by, and the store of files can be reached.
pub(crate) async fn readyz(State(office): State<Office>, Arrival(now): Arrival) -> Response {
    match office.unit.newest_list().await {
        Ok(Some(list)) if list.expires_at > now.unix() => {}
        Ok(_) => {
            return ProblemResponse::unavailable(&anyhow::anyhow!("there is no fresh status list"))
                .into_response();
        }
        Err(error) => return ProblemResponse::unavailable(&error).into_response(),
    }
    match office.files.look(&office.unit.files, now).await {
        Ok(()) => (StatusCode::OK, "ready\n").into_response(),
        Err(error) => ProblemResponse::files_away(&error).into_response(),
    }
}

/// The last look at the store of files. Anybody may ask whether we are ready, and
/// must not make us ask an object store each time.
#[derive(Default)]
pub(crate) struct Probe {
    last: Mutex<Option<(Timestamp, Result<(), String>)>>,
}

impl Probe {
    /// Who comes while a look is under way waits for it.
    async fn look(&self, files: &FileStore, now: Timestamp) -> anyhow::Result<()> {
        let mut last = self.last.lock().await;
        let found = match last.take() {
            Some((at, found)) if now.unix() - at.unix() < PROBE_SECONDS => (at, found),
            _ => (now, files.answers().await.map_err(|error| format!("{error:#}"))),
        };
        let answer = found.1.clone().map_err(anyhow::Error::msg);
        *last = Some(found);
        answer
    }
}

/// The interface of this server.
pub(crate) async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI)
}
