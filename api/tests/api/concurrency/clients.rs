//! Clients of the issuing unit, each with dice of its own.

use std::{collections::BTreeMap, sync::Arc};

use api::{Annulling, IssuingUnit, Occasion, Refusal, Scope};
use certificate::{
    Kind, Rank,
    api::{Confirmation, ConfirmedCase, Correction, NewBatch, NewReplacement, Reach, ReplacementGround},
};

use super::{PERSONS, reinstating};
use crate::api::{
    people,
    support::{self, number, officer, renamed},
};

/// How many events of a kind the answers promise.
pub(super) type Tally = BTreeMap<&'static str, i64>;

/// A small generator of random numbers (xorshift64*): the same for the same client.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Less than `sides`.
    pub(super) const fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % sides
    }
}

/// Acts so many times on any of the cases. Panics at an answer that is neither
/// yes nor a reason.
pub(super) async fn work(unit: Arc<IssuingUnit>, numbers: Arc<[String]>, client: u64, acts: usize) -> Tally {
    let mut dice = Dice::new(client + 1);
    let mut tally = Tally::new();
    for _ in 0..acts {
        match act(&unit, &numbers, &mut dice, &mut tally).await {
            Ok(()) => {}
            Err(error) => assert!(error.is::<Refusal>(), "client {client}: {error:#}"),
        }
    }
    tally
}

async fn act(
    unit: &IssuingUnit,
    numbers: &[String],
    dice: &mut Dice,
    tally: &mut Tally,
) -> anyhow::Result<()> {
    let mut count = |kind, events: usize| *tally.entry(kind).or_default() += i64::try_from(events).unwrap();
    let chosen = number(&numbers[dice.roll(numbers.len())]);
    let (case_id, version) = unit.case_by_number(&chosen).await?;
    match dice.roll(20) {
        0..=5 => {
            let (other, other_version) =
                unit.case_by_number(&number(&numbers[dice.roll(numbers.len())])).await?;
            let cases = vec![
                ConfirmedCase { id: case_id, version },
                ConfirmedCase { id: other, version: other_version },
            ];
            let done = unit.confirm(Scope::Ministry, &Confirmation { cases }, officer()).await?;
            count("confirmed", done.confirmed as usize);
        }
        6..=8 => {
            unit.unconfirm(Scope::Ministry, &case_id, officer()).await?;
            count("unconfirmed", 1);
        }
        9..=10 => {
            let person = PERSONS[dice.roll(PERSONS.len())];
            let index = unit.identity_index(&people::identity_number(person));
            let offered = unit.teacher_certificates(&index).await?;
            let Some(certificate) = offered.get(dice.roll(3)) else { return Ok(()) };
            unit.download(&index, &certificate.id, officer()).await?;
            count("downloaded", 1);
        }
        11..=12 => {
            let data = renamed(&format!("林試 {}", dice.roll(1_000_000)));
            unit.correct(&case_id, &Correction { version, data }, officer()).await?;
            count("corrected", 1);
        }
        13..=14 => {
            let replacement = NewReplacement {
                case_id,
                version,
                ground: ReplacementGround::Changed,
                reason: "姓名變更".to_owned(),
                paper_issue_date: None,
                data: renamed(&format!("林試 {}", dice.roll(1_000_000))),
            };
            unit.replace(&replacement, officer()).await?;
            count("replaced", 1);
        }
        15..=16 => annul(unit, case_id, dice, &mut count).await?,
        17 => reinstate(unit, dice, &mut count).await?,
        18 => {
            unit.start_batch(NewBatch::default(), officer()).await?;
            count("batch-started", 1);
        }
        _ => count("issued", usize::try_from(press(unit).await?)?),
    }
    Ok(())
}

async fn annul(
    unit: &IssuingUnit,
    case_id: String,
    dice: &mut Dice,
    count: &mut impl FnMut(&'static str, usize),
) -> anyhow::Result<()> {
    let rank = unit.case_detail(&case_id).await?.summary.rank;
    let (kind, reach) = match rank {
        Some(_) if dice.roll(2) == 0 => (Kind::University, Reach::FromRankUpward),
        Some(_) => (Kind::University, Reach::ThisOnly),
        None => (Kind::K12, Reach::ThisOnly),
    };
    let annulling = Annulling {
        case_id,
        rank: rank.map(|_| Rank::ALL[dice.roll(4)]),
        ground: support::ground(kind, reach),
        decision_date: "115-11-20".parse()?,
        document_number: "樣字第9號".to_owned(),
    };
    let annulment = unit.annul(&annulling, officer()).await?;
    let event = if rank.is_some() && reach == Reach::ThisOnly { "revoked" } else { "annulled" };
    count(event, annulment.hit.len());
    Ok(())
}

async fn reinstate(
    unit: &IssuingUnit,
    dice: &mut Dice,
    count: &mut impl FnMut(&'static str, usize),
) -> anyhow::Result<()> {
    let annulments = unit.annulments().await?;
    if annulments.is_empty() {
        return Ok(());
    }
    let id = &annulments[dice.roll(annulments.len())].id;
    count("reinstated", unit.reinstate(id, &reinstating(), officer()).await?.hit.len());
    Ok(())
}

/// Presses until nothing is left; says how many became available.
pub(super) async fn press(unit: &IssuingUnit) -> anyhow::Result<i64> {
    let occasion = Occasion { account: "the press", now: support::now(), address: None };
    let mut made = 0;
    loop {
        let outcomes = unit.press(support::press(), occasion).await?;
        if outcomes.is_empty() {
            return Ok(made);
        }
        for outcome in outcomes {
            outcome?;
            made += 1;
        }
    }
}
