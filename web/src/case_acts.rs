//! What an officer is offered to do about a case. Whether it may be done is the
//! server's to say; here only what makes no sense is left out.

use certificate::{
    Status,
    api::{AnnulmentState, CaseDetail, Role, Stage},
};

/// Something to be done about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// 瀏覽證書
    Preview,
    /// Corrects the data before confirmation.
    Correct,
    /// Confirms for the school.
    Confirm,
    /// Takes the confirmation back.
    Unconfirm,
    /// 補發, 換發
    Replace,
    /// 撤銷, 廢止
    Annul,
}

/// What is offered to somebody with these roles.
pub fn acts(case: &CaseDetail, roles: &[Role]) -> Vec<Act> {
    if !roles.contains(&Role::Issuer) {
        return Vec::new();
    }
    let (stage, status) = (case.summary.stage, case.summary.status);
    let in_force = status == Status::Current;
    let issued = case.versions.iter().any(|version| version.fingerprint.is_some());
    let pending = case.annulments.iter().any(|act| act.state == AnnulmentState::Proposed);
    let offered = [
        (Act::Preview, true),
        (Act::Correct, in_force && matches!(stage, Stage::Approved | Stage::Failed | Stage::Unconfirmed)),
        (Act::Confirm, in_force && stage == Stage::Unconfirmed),
        (Act::Unconfirm, stage == Stage::Confirmed),
        // One issued on paper has no version here yet.
        (Act::Replace, in_force && matches!(stage, Stage::Confirmed | Stage::Approved)),
        (Act::Annul, issued && status != Status::Revoked && !pending),
    ];
    offered.into_iter().filter_map(|(act, offered)| offered.then_some(act)).collect()
}

#[cfg(test)]
mod tests {
    use certificate::{
        Digest, Kind,
        api::{CaseData, CaseSummary, CaseVersion},
    };

    use super::*;

    fn case(stage: Stage, status: Status) -> CaseDetail {
        let version = CaseVersion {
            certificate_id: "v1".to_owned(),
            version: 1,
            issue_date: "2023-09-01".parse().unwrap(),
            stage,
            status,
            annotation: None,
            changed: Vec::new(),
            downloads: 0,
            fingerprint: matches!(stage, Stage::Unconfirmed | Stage::Confirmed).then_some(Digest([0; 32])),
        };
        CaseDetail {
            summary: CaseSummary {
                id: "a".to_owned(),
                kind: Kind::University,
                name: "王小明".to_owned(),
                identity_number: "F12".to_owned(),
                certificate_number: "教字第142195號".parse().unwrap(),
                document_number: "1".to_owned(),
                rank: None,
                school_code: None,
                submitting_school: None,
                version: 1,
                stage,
                status,
                downloaded: false,
                open_notes: 0,
            },
            data: CaseData::default(),
            versions: vec![version],
            failure: None,
            notes: Vec::new(),
            history: Vec::new(),
            annulments: Vec::new(),
        }
    }

    #[track_caller]
    fn check(stage: Stage, status: Status, expected: &[Act]) {
        assert_eq!(acts(&case(stage, status), &[Role::Issuer]), expected);
    }

    #[test]
    fn a_case_is_corrected_before_and_replaced_after_its_confirmation() {
        use Act::{Annul, Confirm, Correct, Preview, Replace, Unconfirm};
        check(Stage::Approved, Status::Current, &[Preview, Correct, Replace]);
        check(Stage::Issuing, Status::Current, &[Preview]);
        check(Stage::Failed, Status::Current, &[Preview, Correct]);
        check(Stage::Unconfirmed, Status::Current, &[Preview, Correct, Confirm, Annul]);
        check(Stage::Confirmed, Status::Current, &[Preview, Unconfirm, Replace, Annul]);
    }

    #[test]
    fn what_is_revoked_is_not_revoked_again() {
        check(Stage::Confirmed, Status::Revoked, &[Act::Preview, Act::Unconfirm]);
    }

    #[test]
    fn an_auditor_only_looks() {
        assert!(acts(&case(Stage::Confirmed, Status::Current), &[Role::Auditor]).is_empty());
    }
}
