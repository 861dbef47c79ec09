//! A report as a page shows it: the items as they are printed, nothing that
//! would have to be parsed again. The worker of the page writes it; what reads it
//! needs none of the code behind the types of the items, which is a sixth of all
//! that the page would load.

use serde::Serialize;

use crate::{
    Addition, AnnotationMark, Bilingual, Cause, CauseFields, Certainty, Claims, Diagnosis, Digest, Finding,
    FindingCode, ItemCode, Kind, ListFacts, PrintedItem, Report, SignerFacts, Timestamp, Verdict,
};

/// What a verification found, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The conclusion.
    pub verdict: Verdict,
    /// The reasons, in the order of the checks.
    pub findings: Vec<Finding>,
    /// What the certificate states; only of an authentic file.
    pub stated: Option<Stated>,
    /// SHA-256 of the file (數位指紋).
    pub fingerprint: Digest,
    /// Length of the file in bytes.
    pub size: u64,
    /// Who signed; only of an authentic file.
    pub signer: Option<SignerFacts>,
    /// The list judged by; only when its signature verified.
    pub list: Option<ListFacts>,
    /// The instant judged at.
    pub judged_at: Timestamp,
}

/// What a certificate states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// The kind of certificate.
    pub kind: Kind,
    /// The items in the order of the page.
    pub items: Vec<PrintedItem>,
    /// 補發 or 換發, where there is one.
    pub annotation: Option<StatedAnnotation>,
    /// When it was signed.
    pub issued_at: Timestamp,
    /// Signed with a development key.
    pub specimen: bool,
}

/// The mark of a certificate issued in place of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatedAnnotation {
    /// 補發 or 換發.
    pub mark: AnnotationMark,
    /// 原發給日期, in words.
    pub original_issue_date: Bilingual,
    /// 事由
    pub reason: String,
}

impl From<&Claims> for Stated {
    fn from(claims: &Claims) -> Self {
        let annotation = claims.annotation.as_ref().map(|annotation| StatedAnnotation {
            mark: annotation.mark,
            original_issue_date: Bilingual {
                zh: annotation.original_issue_date.roc_long(),
                en: Some(annotation.original_issue_date.en_long()),
            },
            reason: annotation.reason.to_string(),
        });
        Self {
            kind: claims.items.kind(),
            items: claims.items.printed(),
            annotation,
            issued_at: claims.issued_at,
            specimen: claims.specimen,
        }
    }
}

impl From<Report> for Summary {
    fn from(report: Report) -> Self {
        let Report { verdict, findings, claims, fingerprint, size, signer, list, judged_at } = report;
        let stated = claims.as_ref().map(Stated::from);
        Self { verdict, findings, stated, fingerprint, size, signer, list, judged_at }
    }
}

impl Stated {
    /// What is printed of an item.
    pub fn printed(&self, code: ItemCode) -> Option<&Bilingual> {
        self.items.iter().find(|item| item.code == code).map(|item| &item.value)
    }
}

/// A value in a message, whatever wrote it.
pub trait Node: Sized {
    /// A field of an object; none if it is absent or null.
    fn field(&self, name: &str) -> Option<Self>;
    /// The elements of a list.
    fn list(&self) -> Option<Vec<Self>>;
    /// A text.
    fn text(&self) -> Option<String>;
    /// A whole number.
    fn number(&self) -> Option<u64>;
    /// Yes or no.
    fn truth(&self) -> Option<bool>;
    /// An instant.
    fn instant(&self) -> Option<Timestamp>;
}

/// Reads what serialises. None for what is in any other form.
pub trait Read: Sized {
    /// Reads it.
    fn read(node: &impl Node) -> Option<Self>;
}

/// A field that may be absent, but not wrong.
fn optional<N: Node, T>(node: &N, name: &str, read: impl FnOnce(&N) -> Option<T>) -> Option<Option<T>> {
    match node.field(name) {
        None => Some(None),
        Some(node) => read(&node).map(Some),
    }
}

fn each<T: Read>(node: &impl Node) -> Option<Vec<T>> {
    node.list()?.iter().map(T::read).collect()
}

impl Read for Summary {
    fn read(node: &impl Node) -> Option<Self> {
        Some(Self {
            verdict: Verdict::from_code(&node.field("verdict")?.text()?)?,
            findings: each(&node.field("findings")?)?,
            stated: optional(node, "stated", Read::read)?,
            fingerprint: Read::read(&node.field("fingerprint")?)?,
            size: node.field("size")?.number()?,
            signer: optional(node, "signer", Read::read)?,
            list: optional(node, "list", Read::read)?,
            judged_at: node.field("judged_at")?.instant()?,
        })
    }
}

impl Read for Stated {
    fn read(node: &impl Node) -> Option<Self> {
        Some(Self {
            kind: node.field("kind")?.text()?.parse().ok()?,
            items: each(&node.field("items")?)?,
            annotation: optional(node, "annotation", Read::read)?,
            issued_at: node.field("issued_at")?.instant()?,
            specimen: node.field("specimen")?.truth()?,
        })
    }
}

impl Read for StatedAnnotation {
    fn read(node: &impl Node) -> Option<Self> {
        let mark = node.field("mark")?.text()?;
        Some(Self {
            mark: AnnotationMark::ALL.into_iter().find(|known| known.code() == mark)?,
            original_issue_date: Read::read(&node.field("original_issue_date")?)?,
            reason: node.field("reason")?.text()?,
        })
    }
}

impl Read for PrintedItem {
    fn read(node: &impl Node) -> Option<Self> {
        let code = node.field("code")?.text()?;
        Some(Self {
            code: ItemCode::ALL.into_iter().find(|known| known.name() == code)?,
            value: Read::read(&node.field("value")?)?,
        })
    }
}

impl Read for Bilingual {
    fn read(node: &impl Node) -> Option<Self> {
        Some(Self { zh: node.field("zh")?.text()?, en: optional(node, "en", Node::text)? })
    }
}

impl Read for Finding {
    fn read(node: &impl Node) -> Option<Self> {
        Some(Self {
            code: FindingCode::from_code(&node.field("code")?.text()?)?,
            at: optional(node, "at", Node::number)?,
            expected: optional(node, "expected", Node::text)?,
            found: optional(node, "found", Node::text)?,
        })
    }
}

impl Read for SignerFacts {
    fn read(node: &impl Node) -> Option<Self> {
        Some(Self {
            name: node.field("name")?.text()?,
            fingerprint: Read::read(&node.field("fingerprint")?)?,
            development: node.field("development")?.truth()?,
        })
    }
}

impl Read for ListFacts {
    fn read(node: &impl Node) -> Option<Self> {
        Some(Self {
            version: node.field("version")?.number()?,
            issued_at: node.field("issued_at")?.instant()?,
            expires_at: node.field("expires_at")?.instant()?,
        })
    }
}

impl Read for Digest {
    fn read(node: &impl Node) -> Option<Self> {
        node.text()?.parse().ok()
    }
}

impl Read for Diagnosis {
    fn read(node: &impl Node) -> Option<Self> {
        let certainty = node.field("certainty")?.text()?;
        let fields = CauseFields {
            kind: optional(node, "kind", Node::text)?,
            program: optional(node, "program", Node::text)?,
            added: optional(node, "added", each)?,
            missing: optional(node, "missing", Node::number)?,
            count: optional(node, "count", Node::number)?,
            signer: optional(node, "signer", Node::text)?,
            version: optional(node, "version", |node| node.number()?.try_into().ok())?,
        };
        Some(Self {
            cause: Cause::from_fields(&node.field("cause")?.text()?, fields)?,
            certainty: Certainty::ALL.into_iter().find(|known| known.code() == certainty)?,
        })
    }
}

impl Read for Addition {
    fn read(node: &impl Node) -> Option<Self> {
        let code = node.text()?;
        Self::ALL.into_iter().find(|known| known.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    impl Node for Value {
        fn field(&self, name: &str) -> Option<Self> {
            self.get(name).filter(|value| !value.is_null()).cloned()
        }

        fn list(&self) -> Option<Vec<Self>> {
            self.as_array().cloned()
        }

        fn text(&self) -> Option<String> {
            self.as_str().map(str::to_owned)
        }

        fn number(&self) -> Option<u64> {
            self.as_u64()
        }

        fn truth(&self) -> Option<bool> {
            self.as_bool()
        }

        fn instant(&self) -> Option<Timestamp> {
            self.as_str()?.parse().ok()
        }
    }

    fn refused() -> Report {
        Report {
            verdict: Verdict::NotRecognised,
            findings: FindingCode::ALL.iter().map(|code| Finding::new(*code).at(7).found("x")).collect(),
            claims: None,
            fingerprint: Digest([7; 32]),
            size: 9,
            signer: None,
            list: None,
            judged_at: "2026-11-22T05:07:00Z".parse().unwrap(),
        }
    }

    fn good(kind: Kind) -> Report {
        let items = match kind {
            Kind::University => {
                r#"{"university":{"name":"周路徑","birth_date":"1989-04-16","identity_number":"F123456784",
                "rank":"lecturer","certificate_number":"講字第871941號","seniority_start":"2022-02",
                "submitting_school":"樣本大學","issue_date":"2026-11-22"}}"#
            }
            Kind::K12 => {
                r#"{"k12":{"name":"周路徑","birth_date":"1989-04-16","identity_number":"F123456784",
                "photo":"0707070707070707070707070707070707070707070707070707070707070707",
                "certificate_number":"中字第1120001號","qualification":"中等學校數學科","legal_basis":"師資培育法",
                "issue_date":"2026-11-22","issuing_authority":"教育部","nationality":"日本"}}"#
            }
        };
        let annotation = match kind {
            Kind::University => {
                r#"{"mark":"replacement","original_issue_date":"2023-09-01","reason":"姓名變更"}"#
            }
            Kind::K12 => r#"{"mark":"reissue","original_issue_date":"2023-09-01","reason":"遺失"}"#,
        };
        let claims = format!(
            r#"{{"format":1,"items":{items},"annotation":{annotation},"status":{{"list":"https://x/status/1","index":1}},
            "nonce":"07070707070707070707070707070707","issued_at":"2026-11-22T05:07:00Z","specimen":true}}"#
        );
        let instant = |text: &str| text.parse().unwrap();
        Report {
            verdict: Verdict::Current,
            findings: Vec::new(),
            claims: Some(serde_json::from_str(&claims).unwrap()),
            signer: Some(SignerFacts {
                name: "教育部".to_owned(),
                fingerprint: Digest([1; 32]),
                development: true,
            }),
            list: Some(ListFacts {
                version: 3,
                issued_at: instant("2026-11-22T04:00:00Z"),
                expires_at: instant("2026-11-23T04:00:00Z"),
            }),
            ..refused()
        }
    }

    fn written(value: &impl Serialize) -> Value {
        serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
    }

    #[test]
    fn a_summary_is_read_as_it_was_written() {
        for report in [refused(), good(Kind::University), good(Kind::K12)] {
            let summary = Summary::from(report);
            assert_eq!(Summary::read(&written(&summary)), Some(summary));
        }
    }

    #[test]
    fn a_summary_says_what_the_certificate_prints() {
        let stated = Summary::from(good(Kind::University)).stated.unwrap();
        assert_eq!(stated.printed(ItemCode::CertificateNumber).unwrap().zh, "講字第871941號");
        assert_eq!(stated.printed(ItemCode::Rank).unwrap().zh, "講師");
        assert_eq!(stated.printed(ItemCode::LegalBasis), None);
        assert_eq!(stated.annotation.unwrap().original_issue_date.zh, "中華民國112年9月1日");
    }

    #[test]
    fn what_lacks_a_field_or_has_a_wrong_one_is_no_summary() {
        let whole = written(&Summary::from(good(Kind::University)));
        for name in ["verdict", "findings", "fingerprint", "size", "judged_at"] {
            let mut cut = whole.clone();
            cut.as_object_mut().unwrap().remove(name);
            assert_eq!(Summary::read(&cut), None, "{name}");
        }
        for name in whole.as_object().unwrap().keys() {
            let mut wrong = whole.clone();
            wrong[name.as_str()] = serde_json::json!(false);
            assert_eq!(Summary::read(&wrong), None, "{name}");
        }
    }

    #[test]
    fn codes_are_those_that_serialise() {
        for code in ItemCode::ALL {
            assert_eq!(written(&code), code.name());
        }
        for mark in AnnotationMark::ALL {
            assert_eq!(written(&mark), mark.code());
        }
        for certainty in Certainty::ALL {
            assert_eq!(written(&certainty), certainty.code());
        }
        for verdict in Verdict::ALL {
            assert_eq!(written(&verdict), verdict.code());
        }
    }

    #[test]
    fn a_diagnosis_is_read_as_it_was_written() {
        for cause in [
            Cause::Edited { added: Addition::ALL.to_vec(), program: Some("qpdf".to_owned()) },
            Cause::CutOff { missing: None },
            Cause::NewerFormat { version: 2 },
        ] {
            let diagnosis = Diagnosis::likely(cause);
            assert_eq!(Diagnosis::read(&written(&diagnosis)), Some(diagnosis));
        }
        assert_eq!(Diagnosis::read(&serde_json::json!({"cause": "other", "certainty": "likely"})), None);
    }
}
