//! Fills a database with the certificates of invented people, for measuring
//! (`cargo xtask load`). Behind the feature `fill`, which no program that is
//! shipped has.
//!
//! Everything is what the acts would have left: sealed columns, keyed digests,
//! random slots, the chained history, and projections that are the fold over it.
//! Two things are left out: the files of these certificates, which have a digest
//! and no content, and the status lists between. So `api check` misses the files,
//! and `api audit-check` finds no fault.

mod accounts;
mod life;
mod people;
mod rows;

use std::{collections::BTreeMap, time::Instant};

use anyhow::{Result, ensure};
use certificate::{Timestamp, api::Role};
use serde::Serialize;

use crate::{
    db,
    files::FileStore,
    history::Head,
    ids::{new_id, random_bits},
    status_list,
    unit::IssuingUnit,
};

use people::People;

/// How many cases are in one 核定公文文號.
pub(crate) const LETTER: usize = 50;
/// How many letters share a transaction.
const LETTERS: usize = 40;
/// The history of the certificates begins three years ago.
const PAST: i64 = 3 * 365 * 86_400;

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// How many certificates.
    pub certificates: usize,
    /// Of how many schools.
    pub schools: usize,
    /// How many approved cases are left to be issued.
    pub approved: usize,
    /// How many accounts of each role.
    pub users: usize,
}

/// What there is to be asked for.
#[derive(Debug, Default, Serialize)]
pub struct Filled {
    /// The password of every account.
    pub password: &'static str,
    /// The second factor of the accounts that need one, in Base32.
    pub totp_secret: &'static str,
    /// Accounts of personnel officers, each with a 核定公文文號 of its school.
    pub schools: Vec<SchoolAccount>,
    /// Accounts of teachers whose certificates wait to be issued.
    pub teachers: Vec<String>,
    /// Accounts of the issuing unit.
    pub issuers: Vec<String>,
    /// Accounts of auditors.
    pub auditors: Vec<String>,
    /// Cases to look for.
    pub samples: Vec<Sample>,
    /// Cases with a replacement that waits to be confirmed, and its version.
    pub replacing: Vec<(String, u32)>,
    /// Confirmed cases of the highest rank.
    pub in_force: Vec<String>,
    /// 核定公文文號 of the cases that wait to be issued.
    pub approved: Vec<String>,
    /// The status list, built from the whole history.
    pub list: List,
}

/// A status list.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct List {
    /// How many slots it has.
    pub slots: i64,
    /// The length of the token.
    pub bytes: usize,
    /// How long it took to build, sign and store.
    pub milliseconds: f64,
}

/// An account of a school.
#[derive(Debug, Serialize)]
pub struct SchoolAccount {
    /// Its name.
    pub account: String,
    /// 學校代碼
    pub code: String,
    /// A 核定公文文號 whose cases wait for confirmation.
    pub document_number: String,
    /// 核定公文文號 of the school.
    pub letters: Vec<String>,
}

/// What is known of a case.
#[derive(Clone, Debug, Serialize)]
pub struct Sample {
    /// The case.
    pub id: String,
    /// 姓名
    pub name: String,
    /// 身分證號
    pub identity_number: String,
    /// 證書字號
    pub certificate_number: String,
    /// 核定公文文號
    pub document_number: String,
    /// 學校代碼
    pub school_code: Option<String>,
    /// Where a list of cases goes on behind it.
    pub after: String,
}

/// Where the filling is.
struct Progress {
    slots: RandomSlots,
    /// How many certificates there are.
    certificates: i64,
    head: Head,
    /// Person → holder.
    holders: BTreeMap<usize, String>,
    filled: Filled,
}

impl IssuingUnit {
    /// Fills an empty database.
    pub async fn fill(&self, plan: &Plan, now: Timestamp) -> Result<Filled> {
        ensure!(plan.schools > 0 && plan.users <= plan.schools, "every user has a school of its own");
        let people = People::new(plan, store_photo(&self.files)?)?;
        let head = {
            let mut tx = self.db.read().await?;
            ensure!(!db::has_rows(&mut tx, "approved_case").await?, "the database holds cases already");
            db::load_head(&mut tx).await?
        };
        let total = i64::try_from(people.letters() * LETTER)?;
        // Every fiftieth has a second version, at most.
        let slots = RandomSlots::of(status_list::slot_count(total + total / 50))?;
        let (holders, filled) = (BTreeMap::new(), Filled::default());
        let mut progress = Progress { slots, certificates: 0, head, holders, filled };
        let letters: Vec<_> = (0..people.letters()).collect();
        for chunk in letters.chunks(LETTERS) {
            let mut rows = rows::Rows::default();
            for letter in chunk {
                let at = instant(now, *letter, people.letters())?;
                life::live(self, &people, *letter, at, &mut progress, &mut rows)?;
                if people.is_approved_only(*letter) {
                    progress.filled.approved.push(people.document_number(*letter));
                }
            }
            let count = i64::try_from(rows.certificates.len())?;
            rows.insert(&self.db, progress.certificates).await?;
            progress.certificates += count;
        }
        accounts::add(self, &people, plan, &mut progress.filled, now).await?;
        self.db.analyze().await?;
        progress.filled.list = self.timed_list(now).await?;
        Ok(progress.filled)
    }
}

impl IssuingUnit {
    /// The median of a few.
    async fn timed_list(&self, now: Timestamp) -> Result<List> {
        let mut lists = Vec::new();
        for _ in 0..5 {
            let start = Instant::now();
            let token = self.publish(now).await?;
            let milliseconds = start.elapsed().as_secs_f64() * 1e3;
            let slots = self.newest_list().await?.map_or(0, |list| list.slots);
            lists.push(List { slots, bytes: token.len(), milliseconds });
        }
        lists.sort_by(|a, b| a.milliseconds.total_cmp(&b.milliseconds));
        Ok(lists[lists.len() / 2])
    }
}

/// Slots as orders choose them, without asking the database for each.
struct RandomSlots {
    taken: Vec<bool>,
}

impl RandomSlots {
    fn of(slots: i64) -> Result<Self> {
        Ok(Self { taken: vec![false; usize::try_from(slots)?] })
    }

    /// A random free slot: a power of two of them, half of which stay free.
    fn take(&mut self) -> Result<i64> {
        loop {
            let slot = usize::from_be_bytes(random_bits()[..size_of::<usize>()].try_into()?)
                & (self.taken.len() - 1);
            if !std::mem::replace(&mut self.taken[slot], true) {
                return Ok(i64::try_from(slot)?);
            }
        }
    }
}

/// Letters are spread evenly over the past.
fn instant(now: Timestamp, letter: usize, letters: usize) -> Result<Timestamp> {
    let behind = PAST - PAST * i64::try_from(letter)? / i64::try_from(letters)?;
    anyhow::Context::context(Timestamp::from_unix(now.unix() - behind), "an instant out of range")
}

/// One photo for everybody.
fn store_photo(files: &FileStore) -> Result<certificate::Digest> {
    Ok(files.put(include_bytes!("../templates/sample-photo.jpg"))?)
}

fn school_role(code: &str) -> Role {
    Role::School { code: code.to_owned() }
}

fn id() -> String {
    new_id()
}
