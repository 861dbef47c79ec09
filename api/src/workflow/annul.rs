//! Annulment (撤銷, 審定辦法 Art. 45: the rank and every higher one), revocation
//! (廢止, Arts. 25 and 28: one rank only), and reinstatement (效力復原) of exactly
//! what one act took. A second officer approves where the setting says so.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use certificate::{
    CertificateNumber, Date, Kind, Rank, Timestamp,
    api::{Annulment, AnnulmentState, Ground, Reach},
};
use sqlx::AnyConnection;

use super::{
    Refusal,
    record::record,
    rules::{self, Extent},
};
use crate::{
    db::{self, AnnulmentRow, CaseRow},
    history::{Details, Event, EventKind, NewEvent, Occasion},
    ids::new_id,
    unit::IssuingUnit,
};

/// How many annulments a list shows.
const LISTED: i64 = 200;

/// An annulment or revocation to be recorded.
#[derive(Clone, Debug)]
pub struct Annulling {
    /// A case of the holder.
    pub case_id: String,
    /// University: where it begins; by default the rank of the case.
    pub rank: Option<Rank>,
    /// The ground, from the reference data.
    pub ground: Ground,
    /// The day of the decision.
    pub decision_date: Date,
    /// Number of the official letter.
    pub document_number: String,
}

/// The legal side of a reinstatement.
#[derive(Clone, Debug)]
pub struct Reinstating {
    /// 法令依據
    pub legal_basis: String,
    /// The day of the decision.
    pub decision_date: Date,
    /// Number of the official letter.
    pub document_number: Option<String>,
}

/// The cases of a holder, parted by what an annulment hits.
pub(super) struct Parted {
    pub(super) hit: Vec<CaseRow>,
    pub(super) spared: Vec<CaseRow>,
}

impl IssuingUnit {
    /// Annuls or revokes; where a second officer has to approve, proposes it.
    pub async fn annul(&self, annulling: &Annulling, occasion: Occasion<'_>) -> Result<Annulment> {
        let mut tx = self.db.write().await?;
        let case = db::load_case(&mut tx, &annulling.case_id).await?.ok_or(Refusal::NotFound)?;
        let rank = start_rank(&case, annulling.rank)?;
        let ground = &annulling.ground;
        check_ground(&case, ground)?;
        if part(&mut tx, &case, ground.reach, rank).await?.hit.is_empty() {
            return Err(Refusal::NothingHit.into());
        }
        let row = AnnulmentRow {
            id: new_id(),
            case_id: case.id.clone(),
            rank: rank.map(|rank| rank.code().to_owned()),
            reach: ground.reach.code().to_owned(),
            ground: ground.code.clone(),
            legal_basis: ground.legal_basis.clone(),
            decision_date: annulling.decision_date.to_string(),
            document_number: annulling.document_number.clone(),
            state: AnnulmentState::Proposed.code().to_owned(),
            proposed_by: occasion.account.to_owned(),
            proposed_at: occasion.now.unix(),
            decided_by: None,
        };
        db::insert_annulment(&mut tx, &row).await?;
        if self.settings.four_eyes {
            note(&mut tx, EventKind::AnnulmentProposed, &row, occasion).await?;
        } else {
            self.enforce(&mut tx, &row, None, occasion).await?;
        }
        let annulment = self.load_annulment(&mut tx, &row.id).await?;
        tx.commit().await?;
        Ok(annulment)
    }

    /// The second officer approves: what it hits is revoked now.
    pub async fn approve_annulment(&self, id: &str, occasion: Occasion<'_>) -> Result<Annulment> {
        let mut tx = self.db.write().await?;
        let row = db::load_annulment(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        rules::approve(state(&row)?, &row.proposed_by, occasion.account)?;
        self.enforce(&mut tx, &row, Some(occasion.account), occasion).await?;
        let annulment = self.load_annulment(&mut tx, id).await?;
        tx.commit().await?;
        Ok(annulment)
    }

    /// The proposal is rejected, or taken back by its proposer.
    pub async fn reject_annulment(&self, id: &str, occasion: Occasion<'_>) -> Result<Annulment> {
        let mut tx = self.db.write().await?;
        let row = db::load_annulment(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        rules::reject(state(&row)?)?;
        db::mark_annulment(&mut tx, id, AnnulmentState::Rejected.code(), Some(occasion.account)).await?;
        note(&mut tx, EventKind::AnnulmentRejected, &row, occasion).await?;
        let annulment = self.load_annulment(&mut tx, id).await?;
        tx.commit().await?;
        Ok(annulment)
    }

    /// Reinstates: undoes one annulment and nothing else. The same stored bytes
    /// verify again.
    pub async fn reinstate(
        &self,
        id: &str,
        reinstating: &Reinstating,
        occasion: Occasion<'_>,
    ) -> Result<Annulment> {
        let mut tx = self.db.write().await?;
        let row = db::load_annulment(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        rules::reinstate(state(&row)?)?;
        db::mark_annulment(&mut tx, id, AnnulmentState::Reinstated.code(), None).await?;
        let details = Details {
            legal_basis: Some(reinstating.legal_basis.clone()),
            decision_date: Some(reinstating.decision_date),
            document_number: reinstating.document_number.clone(),
            undoes: Some(id.to_owned()),
            ..Default::default()
        };
        let cases = hit_cases(&mut tx, id).await?;
        self.record_act(&mut tx, EventKind::Reinstated, &new_id(), &cases, &details, occasion).await?;
        let annulment = self.load_annulment(&mut tx, id).await?;
        tx.commit().await?;
        Ok(annulment)
    }

    /// Proposed ones first, then the newest.
    pub async fn annulments(&self) -> Result<Vec<Annulment>> {
        let mut tx = self.db.read().await?;
        let annulments = db::load_annulments(&mut tx, LISTED).await?;
        self.annulments_of(&mut tx, annulments).await
    }

    async fn enforce(
        &self,
        db: &mut AnyConnection,
        row: &AnnulmentRow,
        decided_by: Option<&str>,
        occasion: Occasion<'_>,
    ) -> Result<()> {
        let case = db::load_case(db, &row.case_id).await?.ok_or(Refusal::NotFound)?;
        let reach = Reach::from_code(&row.reach).context("a stored annulment has no reach")?;
        let rank = row.rank.as_deref().map(str::parse).transpose()?;
        let hit = part(db, &case, reach, rank).await?.hit;
        if hit.is_empty() {
            // A correction between proposal and approval may have changed the rank.
            return Err(Refusal::NothingHit.into());
        }
        let cases: Vec<_> = hit.into_iter().map(|case| case.id).collect();
        let kind = Extent { case_id: &case.id, rank, reach }.kind();
        db::mark_annulment(db, &row.id, AnnulmentState::InForce.code(), decided_by).await?;
        self.record_act(db, kind, &row.id, &cases, &details(row)?, occasion).await
    }

    /// Records one act on several cases and publishes the list that shows it, in
    /// the caller's transaction.
    async fn record_act(
        &self,
        db: &mut AnyConnection,
        kind: EventKind,
        act: &str,
        cases: &[String],
        details: &Details,
        occasion: Occasion<'_>,
    ) -> Result<()> {
        let event = |case| NewEvent { kind, act, case_id: Some(case), certificate_id: None, details };
        let events: Vec<_> = cases.iter().map(|case| event(case.as_str())).collect();
        record(db, occasion, &events).await?;
        self.publish_within(db, occasion.now).await
    }

    async fn load_annulment(&self, db: &mut AnyConnection, id: &str) -> Result<Annulment> {
        let row = db::load_annulment(db, id).await?.ok_or(Refusal::NotFound)?;
        self.annulments_of(db, vec![row]).await?.pop().context("one for each row")
    }

    /// Annulments as officers see them, with what each hit.
    pub(super) async fn annulments_of(
        &self,
        db: &mut AnyConnection,
        rows: Vec<AnnulmentRow>,
    ) -> Result<Vec<Annulment>> {
        let cases = db::load_cases(db, rows.iter().map(|row| row.case_id.as_str())).await?;
        let mut hits = db::load_acts(db, &rows).await?;
        hits.retain(|_, event| is_hit(event));
        let hit_cases = hits.values().filter_map(|event| event.case_id.as_deref());
        let numbers = db::load_certificate_numbers(db, hit_cases).await?;
        let mut hit = BTreeMap::<_, Vec<CertificateNumber>>::new();
        for event in hits.values() {
            if let Some(number) = event.case_id.as_ref().and_then(|case| numbers.get(case)) {
                hit.entry(event.act.as_str()).or_default().push(number.parse()?);
            }
        }
        let annulment = |row: AnnulmentRow| {
            let hit = hit.remove(row.id.as_str()).unwrap_or_default();
            self.annulment(cases.get(&row.case_id).context("an annulment has its case")?, row, hit)
        };
        rows.into_iter().map(annulment).collect()
    }

    fn annulment(&self, case: &CaseRow, row: AnnulmentRow, hit: Vec<CertificateNumber>) -> Result<Annulment> {
        Ok(Annulment {
            name: self.vault.open_details(case)?.name().to_string(),
            certificate_number: case.certificate_number.parse()?,
            rank: row.rank.as_deref().map(str::parse).transpose()?,
            reach: Reach::from_code(&row.reach).context("a stored annulment has no reach")?,
            state: state(&row)?,
            decision_date: row.decision_date.parse()?,
            proposed_at: Timestamp::from_unix(row.proposed_at).context("a stored instant is out of range")?,
            hit,
            id: row.id,
            case_id: row.case_id,
            ground: row.ground,
            legal_basis: row.legal_basis,
            document_number: row.document_number,
            proposed_by: row.proposed_by,
            decided_by: row.decided_by,
        })
    }
}

/// Where an annulment begins. K-12 has no ranks; the one certificate is hit.
pub(super) fn start_rank(case: &CaseRow, asked: Option<Rank>) -> Result<Option<Rank>> {
    let own = case.rank.as_deref().map(str::parse).transpose()?;
    if own.is_none() && asked.is_some() {
        return Err(Refusal::field("rank", "此類證書沒有等級 This kind of certificate has no rank").into());
    }
    Ok(asked.or(own))
}

pub(super) fn check_ground(case: &CaseRow, ground: &Ground) -> Result<()> {
    let fits = case.kind == ground.kind.code()
        && (ground.kind == Kind::University || ground.reach == Reach::ThisOnly);
    if fits { Ok(()) } else { Err(Refusal::GroundDoesNotFit.into()) }
}

/// Parts the cases of the holder.
pub(super) async fn part(
    db: &mut AnyConnection,
    case: &CaseRow,
    reach: Reach,
    rank: Option<Rank>,
) -> Result<Parted> {
    let extent = Extent { case_id: &case.id, rank, reach };
    let is_hit = |other: &CaseRow| {
        let rank = other.rank.as_deref().and_then(|rank| rank.parse().ok());
        extent.hits(&other.id, rank)
    };
    let (hit, spared) = db::load_holder_cases(db, &case.holder_id).await?.into_iter().partition(is_hit);
    Ok(Parted { hit, spared })
}

fn state(row: &AnnulmentRow) -> Result<AnnulmentState> {
    AnnulmentState::from_code(&row.state).context("a stored annulment has no state")
}

/// The cases that an act hit, whether it is still in force or not.
async fn hit_cases(db: &mut AnyConnection, act: &str) -> Result<Vec<String>> {
    let events = db::load_act(db, act).await?.into_iter();
    Ok(events.filter(is_hit).filter_map(|event| event.case_id).collect())
}

const fn is_hit(event: &Event) -> bool {
    matches!(event.kind, EventKind::Annulled | EventKind::Revoked)
}

/// What its events say of an annulment.
pub(crate) fn details(row: &AnnulmentRow) -> Result<Details> {
    Ok(Details {
        legal_basis: Some(row.legal_basis.clone()),
        decision_date: Some(row.decision_date.parse()?),
        document_number: Some(row.document_number.clone()),
        ground: Some(row.ground.clone()),
        ..Default::default()
    })
}

async fn note(
    db: &mut AnyConnection,
    kind: EventKind,
    row: &AnnulmentRow,
    occasion: Occasion<'_>,
) -> Result<()> {
    let event = NewEvent {
        kind,
        act: &row.id,
        case_id: Some(&row.case_id),
        certificate_id: None,
        details: &details(row)?,
    };
    record(db, occasion, &[event]).await
}
