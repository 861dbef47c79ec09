//! A file, the status list and the verifier brought together. The verdict is the
//! verifier's alone.

use certificate::{CodeVerdict, Summary, Verdict};
use js_sys::{ArrayBuffer, Promise};

use crate::{
    client::StatusLists,
    copies::CopyJudgement,
    session::{Failure, Judgement},
    storage,
    worker::{Request, Subject, Verifier},
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
    let report = verifier.verify(request(Subject::File(file), list.token.clone())).await?;
    if let (Some(version), Some(token)) = (judged_by(&report), &list.token) {
        storage::keep_list(version, token);
    }
    Ok(Judgement { report, list_origin: list.origin })
}

/// The same for the code on a printed certificate.
pub async fn judge_code(
    lists: &StatusLists,
    fetch: Promise,
    verifier: &Verifier,
    code: String,
) -> Result<CopyJudgement, Failure> {
    let list = lists.list(fetch).await;
    let report = verifier.verify_code(request(Subject::Code(code), list.token.clone())).await?;
    let decided = match report.verdict {
        CodeVerdict::CopyOfCurrent | CodeVerdict::CopyOfSuperseded | CodeVerdict::CopyOfRevoked => {
            report.list
        }
        CodeVerdict::CopyStatusUnknown | CodeVerdict::CopyNotRecognised => None,
    };
    if let (Some(facts), Some(token)) = (decided, &list.token) {
        storage::keep_list(facts.version, token);
    }
    Ok(CopyJudgement { report, list_origin: list.origin })
}

fn request(subject: Subject, status: Option<String>) -> Request {
    Request { subject, status, newest_seen: storage::newest_seen() }
}

/// The version of the list that decided. One that the verifier did not judge by
/// is not kept: the number of some other list would shut out the right one.
fn judged_by(report: &Summary) -> Option<u64> {
    match report.verdict {
        Verdict::Current | Verdict::Superseded | Verdict::Revoked => report.list.map(|list| list.version),
        Verdict::NotRecognised | Verdict::StatusUnknown => None,
    }
}
