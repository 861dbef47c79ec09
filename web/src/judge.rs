//! A file, the status list and the verifier brought together. The verdict is the
//! verifier's alone.

use certificate::{Summary, Verdict};
use js_sys::{ArrayBuffer, Promise};

use crate::{
    client::StatusLists,
    session::{Failure, Judgement},
    storage,
    worker::{Request, Verifier},
};

/// Has a file judged by the list that `fetch` brings, and keeps that list if the
/// verifier judged by it.
pub async fn judge(
    lists: &StatusLists,
    fetch: Promise,
    verifier: &Verifier,
    file: ArrayBuffer,
) -> Result<Judgement, Failure> {
    let list = lists.list(fetch).await;
    let request = Request { file, status: list.token.clone(), newest_seen: storage::newest_seen() };
    let report = verifier.verify(request).await?;
    if let (Some(version), Some(token)) = (judged_by(&report), &list.token) {
        storage::keep_list(version, token);
    }
    Ok(Judgement { report, list_origin: list.origin })
}

/// The version of the list that decided. One that the verifier did not judge by
/// is not kept: the number of some other list would shut out the right one.
fn judged_by(report: &Summary) -> Option<u64> {
    match report.verdict {
        Verdict::Current | Verdict::Superseded | Verdict::Revoked => report.list.map(|list| list.version),
        Verdict::NotRecognised | Verdict::StatusUnknown => None,
    }
}
