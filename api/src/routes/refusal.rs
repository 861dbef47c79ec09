//! Refusals of the workflow as problems: what happened and what to do next.

use super::problem::ProblemResponse;
use crate::{files::FileStoreError, workflow::Refusal};

impl From<Refusal> for ProblemResponse {
    fn from(refusal: Refusal) -> Self {
        let detail = match refusal {
            Refusal::NotFound => return Self::not_found(),
            Refusal::Invalid(fields) => return Self::invalid_fields(fields),
            Refusal::Damaged => return Self::internal(),
            Refusal::VersionChanged => {
                "資料已有更新，請重新載入後再確認內容。The data changed meanwhile; reload and look at the newest version."
            }
            Refusal::NotIssued => "證書尚未產製完成，請稍候。The certificate is not issued yet; please wait.",
            Refusal::Confirmed => {
                "證書已確認；請先取消確認，或改以換發辦理。The certificate is confirmed: un-confirm it first, or replace it."
            }
            Refusal::Downloaded => {
                "教師已下載此證書，請改以換發（誤繕）辦理。The holder has downloaded it: replace it (clerical error) instead."
            }
            Refusal::NotConfirmed => "證書尚未確認。The certificate is not confirmed.",
            Refusal::Annulled => "證書已撤銷或廢止。The certificate is annulled or revoked.",
            Refusal::Superseded => {
                "證書已換發，請使用最新版本。A newer version took its place; use the newest one."
            }
            Refusal::NothingChanged => "沒有任何資料變更。Nothing would change.",
            Refusal::NothingToIssue => "沒有待產製的案件。There is nothing to issue.",
            Refusal::NothingHit => "沒有受影響的證書。There is no certificate that it would hit.",
            Refusal::OwnProposal => {
                "須由另一位承辦人核定。Another officer than the one who proposed it has to approve."
            }
            Refusal::NotProposed => "此案並非待核定狀態。It does not wait for approval.",
            Refusal::NotInForce => "此撤銷或廢止目前並未生效。The annulment is not in force.",
            Refusal::GroundDoesNotFit => "此事由不適用於這類證書或範圍。The ground does not allow this act.",
            Refusal::BatchState => {
                "批次目前的狀態無法執行此動作。The batch is not in a state that allows it."
            }
        };
        Self::conflict(detail)
    }
}

impl From<anyhow::Error> for ProblemResponse {
    /// Database and file store may be away for a moment; anything else is a fault
    /// of ours.
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<Refusal>() {
            Ok(refusal) => refusal.into(),
            Err(error) if FileStoreError::is_behind(&error) => Self::files_away(&error),
            Err(error) if error.is::<sqlx::Error>() => Self::unavailable(&error),
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), "a request failed");
                Self::internal()
            }
        }
    }
}
