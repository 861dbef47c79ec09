//! The receipt of a check: what was found of which file, when and by which list. It
//! names nobody; the certificate number is all it says of the certificate. It is not
//! signed: whoever wants to know checks the file again, and the receipt tells
//! whether it is the same file.

use certificate::{Digest, FindingCode, ItemCode, ListFacts, Node, Read, Timestamp, Verdict};
use serde::Serialize;

use crate::session::{Judgement, ListOrigin};

/// The version of the form.
const FORM: u64 = 1;

/// No receipt is longer.
pub const LONGEST: u64 = 64 * 1024;

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// Names the form and its version.
    dcert_receipt: u64,
    /// The conclusion.
    pub verdict: Verdict,
    /// The reasons for it.
    pub findings: Vec<FindingCode>,
    /// 證書字號, if the file was authentic.
    pub certificate_number: Option<String>,
    /// Signed with a development key.
    pub specimen: bool,
    /// SHA-256 of the file (數位指紋).
    pub fingerprint: Digest,
    /// Length of the file in bytes.
    pub size: u64,
    /// When it was judged.
    pub judged_at: Timestamp,
    /// The list judged by.
    pub list: Option<ListFacts>,
    /// The list was not fetched then, but kept from before.
    pub list_kept: bool,
    /// The version of the verifier.
    pub verifier: String,
}

impl Receipt {
    /// The receipt of a judgement by this version of the verifier.
    pub fn of(judgement: &Judgement, verifier: String) -> Self {
        let report = &judgement.report;
        let stated = report.stated.as_ref();
        let number = stated.and_then(|stated| stated.printed(ItemCode::CertificateNumber));
        Self {
            dcert_receipt: FORM,
            verdict: report.verdict,
            findings: report.findings.iter().map(|finding| finding.code).collect(),
            certificate_number: number.map(|number| number.zh.clone()),
            specimen: stated.is_some_and(|stated| stated.specimen),
            fingerprint: report.fingerprint,
            size: report.size,
            judged_at: report.judged_at,
            list: report.list,
            list_kept: judgement.list_origin == ListOrigin::Kept,
            verifier,
        }
    }

    /// The text of the file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a receipt holds only strings, numbers and lists")
    }

    /// The name of the file: by the fingerprint, which names nobody.
    pub fn file_name(&self) -> String {
        let fingerprint = self.fingerprint.to_string();
        format!("dcert-receipt-{}.json", fingerprint.get(..12).unwrap_or(&fingerprint))
    }
}

impl Read for Receipt {
    fn read(node: &impl Node) -> Option<Self> {
        let form = node.field("dcert_receipt")?.number()?;
        let code = |node: &_| FindingCode::from_code(&Node::text(node)?);
        let (number, list) = (node.field("certificate_number"), node.field("list"));
        let receipt = Self {
            dcert_receipt: form,
            verdict: Verdict::from_code(&node.field("verdict")?.text()?)?,
            findings: node.field("findings")?.list()?.iter().map(code).collect::<Option<_>>()?,
            certificate_number: number.map(|number| number.text().ok_or(())).transpose().ok()?,
            specimen: node.field("specimen")?.truth()?,
            fingerprint: Read::read(&node.field("fingerprint")?)?,
            size: node.field("size")?.number()?,
            judged_at: node.field("judged_at")?.instant()?,
            list: list.map(|list| ListFacts::read(&list).ok_or(())).transpose().ok()?,
            list_kept: node.field("list_kept")?.truth()?,
            verifier: node.field("verifier")?.text()?,
        };
        (form == FORM).then_some(receipt)
    }
}

/// A receipt beside the files that came with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It is the receipt of this file; the verdict now.
    Same(Verdict),
    /// Of none of them.
    None,
    /// There are no files beside it.
    Alone,
    /// Not all files are judged yet.
    Pending,
}

/// Finds the file of a receipt.
pub fn compare<'a>(
    receipt: &Receipt,
    judged: impl IntoIterator<Item = &'a Judgement>,
    all_done: bool,
) -> Comparison {
    let mut reports = judged.into_iter().map(|judgement| &judgement.report).peekable();
    let alone = all_done && reports.peek().is_none();
    match reports.find(|report| report.fingerprint == receipt.fingerprint && report.size == receipt.size) {
        Some(report) => Comparison::Same(report.verdict),
        None if alone => Comparison::Alone,
        None if all_done => Comparison::None,
        None => Comparison::Pending,
    }
}

#[cfg(test)]
mod tests {
    use certificate::Finding;
    use serde_json::{Value, json};

    use super::*;
    use crate::batch::tests::judged;

    struct Json(Value);

    impl Node for Json {
        fn field(&self, name: &str) -> Option<Self> {
            self.0.get(name).filter(|value| !value.is_null()).cloned().map(Self)
        }

        fn list(&self) -> Option<Vec<Self>> {
            Some(self.0.as_array()?.iter().cloned().map(Self).collect())
        }

        fn text(&self) -> Option<String> {
            self.0.as_str().map(str::to_owned)
        }

        fn number(&self) -> Option<u64> {
            self.0.as_u64()
        }

        fn truth(&self) -> Option<bool> {
            self.0.as_bool()
        }

        fn instant(&self) -> Option<Timestamp> {
            self.0.as_str()?.parse().ok()
        }
    }

    fn read(value: Value) -> Option<Receipt> {
        Receipt::read(&Json(value))
    }

    fn receipt(verdict: Verdict) -> Receipt {
        let mut judgement = judged(verdict, Some(("教字第142195號", "周路徑")));
        judgement.report.findings = vec![Finding::new(FindingCode::StatusExpired).found("x")];
        Receipt::of(&judgement, "0.1.0".to_owned())
    }

    #[test]
    fn a_receipt_is_read_as_it_was_written() {
        for verdict in Verdict::ALL {
            let receipt = receipt(verdict);
            assert_eq!(read(serde_json::from_str(&receipt.to_json()).unwrap()), Some(receipt));
        }
    }

    #[test]
    fn a_receipt_names_nobody() {
        let receipt = receipt(Verdict::Current);
        assert!(receipt.to_json().contains("教字第142195號"));
        assert!(!receipt.to_json().contains("周路徑"));
        assert_eq!(receipt.file_name(), "dcert-receipt-070707070707.json");
    }

    #[test]
    fn what_is_no_receipt_is_none() {
        let whole: Value = serde_json::from_str(&receipt(Verdict::Current).to_json()).unwrap();
        for name in ["dcert_receipt", "verdict", "fingerprint", "size", "judged_at", "verifier"] {
            let mut cut = whole.clone();
            cut.as_object_mut().unwrap().remove(name);
            assert_eq!(read(cut), None, "{name}");
        }
        let mut newer = whole;
        newer["dcert_receipt"] = json!(2);
        assert_eq!(read(newer), None);
        assert_eq!(read(json!([])), None);
    }

    #[test]
    fn a_receipt_finds_its_file_and_says_what_has_become_of_it() {
        let receipt = receipt(Verdict::Current);
        let now = judged(Verdict::Revoked, None);
        let mut other = now.clone();
        other.report.fingerprint = Digest([8; 32]);
        assert_eq!(compare(&receipt, [&other, &now], true), Comparison::Same(Verdict::Revoked));
        assert_eq!(compare(&receipt, [&other], false), Comparison::Pending);
        assert_eq!(compare(&receipt, [&other], true), Comparison::None);
        assert_eq!(compare(&receipt, [], true), Comparison::Alone);
        assert_eq!(compare(&receipt, [], false), Comparison::Pending);
    }
}
