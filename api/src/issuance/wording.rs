//! Template data: the words of a certificate that are not the holder's own.
//!
//! They are a file because most official wordings are not confirmed; a ministry
//! changes them without touching code.

use std::collections::BTreeMap;

use certificate::{AnnotationMark, Claims, ItemCode, Items, Kind, PrintedItem};
use serde::{Deserialize, Serialize};

/// The words of both kinds of certificate.
#[derive(Clone, Debug, Deserialize)]
pub struct Wording {
    university: KindWording,
    k12: KindWording,
}

#[derive(Clone, Debug, Deserialize)]
struct KindWording {
    title: String,
    heading: Text,
    authority: Text,
    #[serde(default)]
    statement: Option<Text>,
    #[serde(default)]
    seal: Option<Text>,
    code: CodeWording,
    labels: BTreeMap<ItemCode, Text>,
    annotations: BTreeMap<AnnotationMark, AnnotationWording>,
}

/// A text in both languages. `sample` marks wording whose official form is
/// unconfirmed; it is for the reader of the file and changes nothing here.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Text {
    zh: String,
    #[serde(default)]
    en: Option<String>,
    #[serde(default, skip_serializing)]
    #[expect(dead_code, reason = "documents the file")]
    sample: bool,
}

/// Beside the printed code, and in place of it for those who cannot see it.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct CodeWording {
    zh: String,
    en: String,
    alt: String,
}

#[derive(Clone, Debug, Deserialize)]
struct AnnotationWording {
    mark: String,
    zh: String,
    en: String,
}

/// What a template gets to lay out, as JSON.
#[derive(Serialize)]
pub(crate) struct Page<'a> {
    title: &'a str,
    heading: &'a Text,
    authority: &'a Text,
    statement: Option<Text>,
    seal: Option<&'a Text>,
    code: &'a CodeWording,
    items: Vec<PageItem<'a>>,
    annotation: Option<PageAnnotation<'a>>,
    specimen: bool,
    /// Drawn for the school before the confirmation; never signed.
    preview: bool,
    /// Whether the template draws the frame; a prepared one is laid in otherwise.
    framed: bool,
}

#[derive(Serialize)]
struct PageItem<'a> {
    #[serde(flatten)]
    item: PrintedItem,
    label: &'a Text,
}

#[derive(Serialize)]
struct PageAnnotation<'a> {
    mark: &'a str,
    note: Text,
}

/// The wording file lacks something a certificate needs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the wording file has no entry {entry} for {kind} certificates")]
pub struct WordingIncomplete {
    kind: Kind,
    entry: String,
}

impl Wording {
    /// Reads the file.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Puts the claims into words.
    pub(crate) fn page<'a>(&'a self, claims: &Claims) -> Result<Page<'a>, WordingIncomplete> {
        let kind = claims.items.kind();
        let wording = match kind {
            Kind::University => &self.university,
            Kind::K12 => &self.k12,
        };
        let incomplete = |entry: String| WordingIncomplete { kind, entry };
        let label = |item: PrintedItem| match wording.labels.get(&item.code) {
            Some(label) => Ok(PageItem { item, label }),
            None => Err(incomplete(format!("labels.{:?}", item.code))),
        };
        let annotation = match &claims.annotation {
            None => None,
            Some(annotation) => {
                let words = wording
                    .annotations
                    .get(&annotation.mark)
                    .ok_or_else(|| incomplete(format!("annotations.{:?}", annotation.mark)))?;
                Some(words.fill(annotation))
            }
        };
        Ok(Page {
            title: &wording.title,
            heading: &wording.heading,
            authority: &wording.authority,
            statement: wording.statement.as_ref().map(|statement| statement.fill(&claims.items)),
            seal: wording.seal.as_ref(),
            code: &wording.code,
            items: claims.items.printed().into_iter().map(label).collect::<Result<_, _>>()?,
            annotation,
            specimen: claims.specimen,
            preview: false,
            framed: true,
        })
    }
}

impl Text {
    /// Replaces `{rank}` by the rank in the language of the text.
    fn fill(&self, items: &Items) -> Self {
        let mut filled = self.clone();
        if let Items::University(items) = items {
            filled.zh = filled.zh.replace("{rank}", items.rank.zh());
            filled.en = filled.en.map(|text| text.replace("{rank}", items.rank.en()));
        }
        filled
    }
}

impl AnnotationWording {
    fn fill(&self, annotation: &certificate::Annotation) -> PageAnnotation<'_> {
        let reason = annotation.reason.as_str();
        let date = annotation.original_issue_date;
        let note = Text {
            zh: self.zh.replace("{date}", &date.roc_long()).replace("{reason}", reason),
            en: Some(self.en.replace("{date}", &date.en_long()).replace("{reason}", reason)),
            sample: false,
        };
        PageAnnotation { mark: &self.mark, note }
    }
}

impl Page<'_> {
    /// The same page, marked 預覽 and without the claims.
    pub(crate) fn into_preview(self) -> Self {
        Self { preview: true, ..self }
    }

    /// The same page for a frame that is laid in later.
    pub(crate) fn without_frame(self) -> Self {
        Self { framed: false, ..self }
    }

    /// Every text of the page that comes from the case, with the item it belongs
    /// to: where a missing glyph is looked for.
    pub(crate) fn case_texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let items = self.items.iter().map(|item| (field(item.item.code), item.item.value.zh.as_str()));
        items.chain(self.annotation.iter().map(|annotation| ("reason", annotation.note.zh.as_str())))
    }
}

const fn field(code: ItemCode) -> &'static str {
    match code {
        ItemCode::Name => "name",
        ItemCode::BirthDate => "birth_date",
        ItemCode::IdentityNumber => "identity_number",
        ItemCode::Rank => "rank",
        ItemCode::CertificateNumber => "certificate_number",
        ItemCode::SeniorityStart => "seniority_start",
        ItemCode::SubmittingSchool => "submitting_school",
        ItemCode::IssueDate => "issue_date",
        ItemCode::Qualification => "qualification",
        ItemCode::LegalBasis => "legal_basis",
        ItemCode::IssuingAuthority => "issuing_authority",
        ItemCode::Nationality => "nationality",
    }
}
