//! Annulment (撤銷) of a rank and every higher one, and reinstatement (效力復原) of
//! exactly what one annulment took.

use anyhow::{Result, bail};
use certificate::{CertificateNumber, Date, Kind, PrintableText, Rank, Timestamp};
use serde::Serialize;
use sqlx::AnyConnection;

use super::case_by_number;
use crate::{
    db::{self, CaseRow, CertificateRow},
    history::{ActDetails, EventKind, fold},
    ids::new_id,
    status_list,
    unit::IssuingUnit,
};

/// An annulment to be recorded.
#[derive(Clone, Debug)]
pub struct Annulment {
    /// A certificate of the holder.
    pub holder_of: CertificateNumber,
    /// University: that rank and every higher one (審定辦法 Art. 45). K-12 has no
    /// ranks; the one certificate is annulled.
    pub rank: Option<Rank>,
    /// 法令依據
    pub legal_basis: PrintableText,
    /// The day of the decision.
    pub decision_date: Date,
    /// Number of the official letter.
    pub document_number: Option<PrintableText>,
}

/// A reinstatement to be recorded.
#[derive(Clone, Debug)]
pub struct Reinstatement {
    /// The annulment that is undone.
    pub act: String,
    /// 法令依據
    pub legal_basis: PrintableText,
    /// The day of the decision.
    pub decision_date: Date,
}

/// An act and the certificates it hit.
#[derive(Clone, Debug, Serialize)]
pub struct Hit {
    /// Names the act; a reinstatement refers to it.
    pub act: String,
    /// 證書字號, each once.
    pub certificates: Vec<String>,
}

impl IssuingUnit {
    /// Annuls. Every version of every certificate of the holder at that rank or
    /// above is hit, replaced ones too.
    pub async fn annul(&self, annulment: Annulment, now: Timestamp) -> Result<Hit> {
        let mut tx = self.db.write().await?;
        let case = case_by_number(&mut tx, &annulment.holder_of).await?;
        let hit = annulled_certificates(&mut tx, &case, annulment.rank).await?;
        if hit.is_empty() {
            bail!("the holder has no certificate of that rank or above");
        }
        let details = ActDetails {
            legal_basis: Some(annulment.legal_basis),
            decision_date: Some(annulment.decision_date),
            document_number: annulment.document_number,
            ..Default::default()
        };
        let hit = self.act(&mut tx, EventKind::Annulled, &details, &hit, now).await?;
        tx.commit().await?;
        Ok(hit)
    }

    /// Reinstates: undoes one annulment and nothing else. The same stored bytes
    /// verify again.
    pub async fn reinstate(&self, reinstatement: Reinstatement, now: Timestamp) -> Result<Hit> {
        let mut tx = self.db.write().await?;
        let mut hit = Vec::new();
        for event in db::load_act(&mut tx, &reinstatement.act).await? {
            let events = db::load_certificate_events(&mut tx, &event.certificate_id).await?;
            let state = fold(&events).remove(&event.certificate_id).unwrap_or_default();
            if event.kind == EventKind::Annulled && state.is_annulled_by(&reinstatement.act) {
                hit.push(db::load_certificate(&mut tx, &event.certificate_id).await?);
            }
        }
        if hit.is_empty() {
            bail!("there is no annulment {} in force", reinstatement.act);
        }
        let details = ActDetails {
            legal_basis: Some(reinstatement.legal_basis),
            decision_date: Some(reinstatement.decision_date),
            undoes: Some(reinstatement.act),
            ..Default::default()
        };
        let hit = self.act(&mut tx, EventKind::Reinstated, &details, &hit, now).await?;
        tx.commit().await?;
        Ok(hit)
    }

    /// Records one act on several certificates and publishes the list that shows
    /// it, in the caller's transaction.
    async fn act(
        &self,
        db: &mut AnyConnection,
        kind: EventKind,
        details: &ActDetails,
        hit: &[CertificateRow],
        now: Timestamp,
    ) -> Result<Hit> {
        let act = new_id();
        let mut certificates = Vec::new();
        for certificate in hit {
            let mut event = self.event(kind, &act, certificate, now);
            event.details = details.to_json();
            db::append_event(db, &event).await?;
            certificates.push(db::load_case(db, &certificate.case_id).await?.certificate_number);
        }
        certificates.dedup();
        status_list::publish_within(db, self.status_signer(), self.publication(now)).await?;
        Ok(Hit { act, certificates })
    }
}

async fn annulled_certificates(
    db: &mut AnyConnection,
    case: &CaseRow,
    rank: Option<Rank>,
) -> Result<Vec<CertificateRow>> {
    let is_university = case.kind == Kind::University.code();
    match (is_university, rank) {
        (true, None) => bail!("a university annulment names the rank from which on it applies: give --rank"),
        (false, Some(_)) => bail!("a k12 certificate has no rank: leave --rank out"),
        (false, None) => Ok(db::load_certificates(db, &case.id).await?),
        (true, Some(from)) => {
            let mut certificates = db::load_holder_certificates(db, &case.holder_id).await?;
            certificates.retain(|certificate| {
                let rank = certificate.rank.as_deref().and_then(|rank| rank.parse::<Rank>().ok());
                rank.is_some_and(|rank| rank >= from)
            });
            Ok(certificates)
        }
    }
}
