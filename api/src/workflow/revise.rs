//! New data for a case: correction before the confirmation, replacement (換發) and
//! reissue (補發) after it. Both order a new version; what differs is what becomes
//! of the one before.

use anyhow::{Context as _, Result};
use certificate::{
    Annotation, Claims, PrintableText,
    api::{Correction, NewReplacement},
};
use sqlx::AnyConnection;

use super::{
    Refusal,
    issue::Order,
    record::{record, standing},
};
use crate::{
    archive::Particulars,
    case::CaseDetails,
    db::{self, CaseRow, CertificateRow},
    history::{CaseState, Details, EventKind, NewEvent, Occasion},
    ids::new_id,
    status_list::FreeSlots,
    unit::IssuingUnit,
};

impl IssuingUnit {
    /// Corrects a case before its confirmation. An unreleased file is withdrawn on
    /// the list, and a new one is made by the press.
    pub async fn correct(
        &self,
        case_id: &str,
        correction: &Correction,
        occasion: Occasion<'_>,
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
        let case = db::load_case(&mut tx, case_id).await?.ok_or(Refusal::NotFound)?;
        let standing = standing(&mut tx, case_id).await?;
        let facts = standing.correct(correction.version)?;
        let details = self.vault.open_details(&case)?;
        let changed = details.changed(&correction.data)?;
        let fields = details.differences(&changed);
        if fields.is_empty() {
            return Err(Refusal::NothingChanged.into());
        }
        self.revise(&mut tx, &case, &details, &changed, occasion).await?;
        let act = new_id();
        let noted = Details { fields, ..Default::default() };
        let events: Vec<_> = facts.iter().map(|fact| fact.of(case_id, &act, &noted)).collect();
        let withdrawn = db::load_certificates(&mut tx, case_id).await?.pop();
        if let Some(withdrawn) = &withdrawn {
            let order = Order {
                case_id,
                version: withdrawn.version + 1,
                details: changed,
                annotation: self.vault.open_claims(withdrawn)?.annotation,
            };
            let mut slots = FreeSlots::load(&mut tx, 1).await?;
            self.order(&mut tx, &mut slots, order, occasion.now).await?;
        }
        record(&mut tx, occasion, &events).await?;
        if withdrawn.is_some() {
            self.publish_within(&mut tx, occasion.now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Orders a new version in place of a confirmed certificate, or an electronic
    /// one in place of or beside a paper one. The old one stays as it is until the
    /// new one is confirmed.
    pub async fn replace(&self, replacement: &NewReplacement, occasion: Occasion<'_>) -> Result<()> {
        let case_id = replacement.case_id.as_str();
        let mut tx = self.db.write().await?;
        let case = db::load_case(&mut tx, case_id).await?.ok_or(Refusal::NotFound)?;
        let standing = standing(&mut tx, case_id).await?;
        standing.replace(replacement.version)?;
        let certificates = db::load_certificates(&mut tx, case_id).await?;
        let details = self.vault.open_details(&case)?;
        let changed = details.changed(&replacement.data)?;
        let fields = details.differences(&changed);
        if fields.is_empty() && certificates.last().is_some() && needs_change(replacement) {
            return Err(Refusal::NothingChanged.into());
        }
        let annotation = self.annotation(replacement, standing.state(), &certificates)?;
        self.revise(&mut tx, &case, &details, &changed, occasion).await?;
        let version = certificates.last().map_or(1, |newest| newest.version + 1);
        let mut slots = FreeSlots::load(&mut tx, 1).await?;
        let order = Order { case_id, version, details: changed, annotation };
        let ordered = self.order(&mut tx, &mut slots, order, occasion.now).await?;
        let ground = Some(replacement.ground.code().to_owned());
        let event = NewEvent {
            kind: EventKind::Replaced,
            act: &new_id(),
            case_id: Some(case_id),
            certificate_id: Some(&ordered.id),
            details: &Details { fields, ground, ..Default::default() },
        };
        record(&mut tx, occasion, &[event]).await?;
        Ok(tx.commit().await?)
    }

    /// What the new certificate says of the one it stands for.
    fn annotation(
        &self,
        replacement: &NewReplacement,
        state: &CaseState,
        certificates: &[CertificateRow],
    ) -> Result<Option<Annotation>> {
        let reason: PrintableText = replacement.reason.trim().parse().map_err(|error| {
            Refusal::field("reason", &format!("格式不符 Not in the form needed: {error}"))
        })?;
        let original = match certificates {
            [] => None,
            [..] => Some(self.first_released(state, certificates)?),
        };
        let original_issue_date = match (original, replacement.paper_issue_date) {
            (Some(claims), _) => match claims.annotation {
                Some(annotation) => annotation.original_issue_date,
                None => claims.items.issue_date(),
            },
            (None, Some(date)) => date,
            (None, None) => {
                return Err(Refusal::field(
                    "paper_issue_date",
                    "請填紙本證書的發給日期 Give the date of issue of the paper certificate",
                )
                .into());
            }
        };
        Ok(replacement.ground.mark().map(|mark| Annotation { mark, original_issue_date, reason }))
    }

    /// The claims of the first version that was not withdrawn.
    fn first_released(&self, state: &CaseState, certificates: &[CertificateRow]) -> Result<Claims> {
        let first =
            certificates.iter().find(|certificate| !state.certificate(&certificate.id).is_withdrawn());
        self.vault.open_claims(first.context("a confirmed case has a certificate that was not withdrawn")?)
    }

    /// Adds a revision of the data. Where the identity number or birth date
    /// changed, the holder's particulars change, too.
    async fn revise(
        &self,
        db: &mut AnyConnection,
        case: &CaseRow,
        before: &CaseDetails,
        details: &CaseDetails,
        occasion: Occasion<'_>,
    ) -> Result<()> {
        if before == details {
            return Ok(());
        }
        let particulars = |details: &CaseDetails| Particulars {
            identity_number: details.identity_number().clone(),
            birth_date: details.birth_date(),
        };
        if particulars(before) != particulars(details) {
            self.change_particulars(db, &case.holder_id, &particulars(details)).await?;
        }
        let revision = case.revision + 1;
        let row = CaseRow {
            revision,
            school_code: details.school_code().map(str::to_owned),
            rank: details.rank().map(|rank| rank.code().to_owned()),
            name_index: self.vault.name_index(details.name()),
            sealed: self.vault.seal_details(&case.id, revision, details),
            ..case.clone()
        };
        Ok(db::append_revision(db, &row, occasion.now.unix()).await?)
    }

    async fn change_particulars(
        &self,
        db: &mut AnyConnection,
        holder_id: &str,
        particulars: &Particulars,
    ) -> Result<()> {
        let index = self.vault.identity_index(&particulars.identity_number);
        let taken = db::load_holder(db, &index).await?.is_some_and(|(id, _)| id != holder_id);
        if taken {
            return Err(Refusal::field(
                "identity_number",
                "另有他人使用此號碼 Another holder is on record with this number",
            )
            .into());
        }
        let sealed = self.vault.seal_particulars(holder_id, particulars)?;
        // The account of the teacher goes with the number.
        let before = db::load_identity_index(db, holder_id).await?;
        db::mark_identity_index(db, &before, &index).await?;
        Ok(db::mark_particulars(db, holder_id, &index, &sealed).await?)
    }
}

/// A lost or damaged paper needs no change of data.
const fn needs_change(replacement: &NewReplacement) -> bool {
    use certificate::api::ReplacementGround::{Changed, Clerical, Damaged, Lost, PaperToElectronic};
    match replacement.ground {
        Changed | Clerical => true,
        Lost | Damaged | PaperToElectronic => false,
    }
}
