//! The issuing unit itself, with its database, its public list and real files. Two
//! of them, one that asks for a second officer and one that does not, serve all
//! sequences: each sequence has holders and cases of its own.

use std::collections::BTreeMap;

use api::{Annulling, Occasion, Refusal, Reinstating, Scope};
use certificate::{
    IdentityNumber, Kind, Rank, Status,
    api::{Annulment, CaseData, Confirmation, ConfirmedCase, Correction, NewBatch, NewReplacement, Stage},
};
use sha2::{Digest as _, Sha256};
use sqlx::{AnyConnection, Row as _};
use tokio::runtime::Runtime;

use super::acts::{
    Act, Answer, By, CAST, CaseView, Change, Done, HOLDERS, OFFICERS, SCHOOLS, Seen, Subject, VersionView,
    View,
};
use crate::api::{
    people,
    record::{self, PublishedList},
    support::{self, TestUnit},
};

/// An id that nothing has.
const NOTHING: &str = "00000000000000000000000000000000";

/// One issuing unit with everything that was ever tried on it.
struct Office {
    test: TestUnit,
    past_the_program: AnyConnection,
    list: PublishedList,
    /// What every slot has to say.
    slots: BTreeMap<u64, Status>,
}

/// Both issuing units.
pub(super) struct Desk {
    runtime: Runtime,
    offices: [Office; 2],
    sittings: u32,
}

impl Desk {
    pub(super) fn open() -> Self {
        let runtime = Runtime::new().unwrap();
        let offices = ["four_eyes = false", "four_eyes = true"].map(|settings| {
            runtime.block_on(async {
                let test = TestUnit::configured(settings).await;
                let past_the_program = test.connect().await;
                Office { test, past_the_program, list: PublishedList::default(), slots: BTreeMap::new() }
            })
        });
        Self { runtime, offices, sittings: 0 }
    }

    /// Begins a sequence.
    pub(super) fn begin(&mut self, four_eyes: bool) -> Sitting<'_> {
        self.sittings += 1;
        Sitting {
            runtime: &self.runtime,
            office: &mut self.offices[usize::from(four_eyes)],
            number: self.sittings,
            names: 0,
            annulments: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    /// 9 and 12, over everything that was tried.
    pub(super) fn check(&mut self) {
        for office in &mut self.offices {
            let audit = self.runtime.block_on(office.test.unit.check_history()).unwrap();
            assert_eq!(audit.faults, [""; 0], "12");
            assert!(audit.events > 0 && audit.signed_heads > 0, "12: there was something to check");
            self.runtime.block_on(office.list.refresh(&mut office.past_the_program));
            let expected = office.slots.iter().filter(|(_, status)| **status != Status::Current);
            let expected: BTreeMap<_, _> = expected.map(|(slot, status)| (*slot, *status)).collect();
            assert_eq!(office.list.not_current(), expected, "9");
        }
    }
}

/// One sequence.
pub(super) struct Sitting<'a> {
    runtime: &'a Runtime,
    office: &'a mut Office,
    number: u32,
    /// How many names were made up.
    names: u32,
    annulments: Vec<String>,
    /// Digests of the files, by certificate.
    files: BTreeMap<String, String>,
}

/// A certificate as it is stored.
struct Stored {
    id: String,
    slot: u64,
    confirmed: bool,
    file: Option<String>,
    status: Status,
    downloads: i64,
}

/// A case as it is stored.
struct StoredCase {
    id: String,
    place: usize,
    rank: Option<Rank>,
    version: i64,
    stage: Stage,
    status: Status,
    downloaded: bool,
    identity_index: String,
    certificates: Vec<Stored>,
}

impl Sitting<'_> {
    fn document_number(&self) -> String {
        format!("樣字第{}號", self.number)
    }

    /// The place in the cast is the last digit.
    fn certificate_number(&self, place: usize) -> String {
        format!("樣字第{:07}{place}號", self.number)
    }

    fn place(&self, certificate_number: &str) -> Option<usize> {
        (0..CAST.len()).find(|place| self.certificate_number(*place) == certificate_number)
    }

    fn identity_number(&self, holder: usize) -> IdentityNumber {
        people::identity_number(self.number as usize * HOLDERS + holder)
    }

    fn row(&self, place: usize) -> String {
        let case = &CAST[place];
        let (document, number) = (self.document_number(), self.certificate_number(place));
        let person = self.number as usize * HOLDERS + case.holder;
        match (case.rank, case.school) {
            (Some(rank), Some(school)) => {
                people::university(&document, &number, person, rank, SCHOOLS[school])
            }
            _ => people::k12(&document, &number, person),
        }
    }

    async fn stored(&mut self) -> Vec<StoredCase> {
        let db = &mut self.office.past_the_program;
        let document = format!("樣字第{}號", self.number);
        let cases = sqlx::query(
            "select approved_case.*, holder.identity_index as identity_index from approved_case
             join holder on holder.id = holder_id where document_number = $1 order by certificate_number",
        )
        .bind(&document)
        .fetch_all(&mut *db)
        .await
        .unwrap();
        let certificates = sqlx::query(
            "select certificate.* from certificate join approved_case on approved_case.id = case_id
             where document_number = $1 order by certificate.version",
        )
        .bind(&document)
        .fetch_all(db)
        .await
        .unwrap();
        let of_case = |id: &str| {
            let own = certificates.iter().filter(|row| row.get::<String, _>("case_id") == id);
            (1..)
                .zip(own)
                .map(|(number, row)| {
                    assert_eq!(
                        row.get::<i64, _>("version"),
                        number,
                        "3: versions are numbered without a gap"
                    );
                    Stored {
                        id: row.get("id"),
                        slot: row.get::<i64, _>("slot").try_into().unwrap(),
                        confirmed: row.get::<i64, _>("confirmed") == 1,
                        file: row.get("file"),
                        status: Status::from_code(row.get("status")).unwrap(),
                        downloads: row.get("downloads"),
                    }
                })
                .collect()
        };
        let case = |row: &sqlx::any::AnyRow| {
            let id: String = row.get("id");
            StoredCase {
                place: self.place(row.get("certificate_number")).unwrap(),
                rank: row.get::<Option<String>, _>("rank").map(|rank| rank.parse().unwrap()),
                version: row.get("version"),
                stage: Stage::from_code(row.get("stage")).unwrap(),
                status: Status::from_code(row.get("status")).unwrap(),
                downloaded: row.get::<i64, _>("downloaded") == 1,
                identity_index: row.get("identity_index"),
                certificates: of_case(&id),
                id,
            }
        };
        cases.iter().map(case).collect()
    }

    async fn see(&mut self) -> View {
        let stored = self.stored().await;
        self.office.list.refresh(&mut self.office.past_the_program).await;
        let mut view = View::from_iter((0..CAST.len()).map(|_| None));
        for case in stored {
            assert_eq!(case.version, case.certificates.len() as i64, "3: one version is the newest");
            let offered = self.office.test.unit.teacher_certificates(&case.identity_index).await.unwrap();
            let offered = (1..)
                .zip(&case.certificates)
                .filter(|(_, own)| offered.iter().any(|offer| offer.id == own.id));
            view[case.place] = Some(CaseView {
                rank: case.rank,
                stage: case.stage,
                status: case.status,
                downloaded: case.downloaded,
                offered: offered.map(|(number, _)| number).collect(),
                versions: case.certificates.iter().map(|certificate| self.version(certificate)).collect(),
            });
        }
        view
    }

    fn version(&mut self, certificate: &Stored) -> VersionView {
        let published = self.office.list.status(certificate.slot);
        self.office.slots.insert(certificate.slot, published);
        if let Some(file) = &certificate.file {
            let first = self.files.entry(certificate.id.clone()).or_insert_with(|| file.clone());
            assert_eq!(first, file, "11: a file keeps its bytes");
        }
        let stage = match (&certificate.file, certificate.confirmed) {
            (Some(_), true) => Stage::Confirmed,
            (Some(_), false) => Stage::Unconfirmed,
            (None, false) => Stage::Issuing,
            (None, true) => panic!("1: what was not made is not confirmed"),
        };
        VersionView { stage, status: certificate.status, published, downloads: certificate.downloads }
    }

    async fn try_act(&mut self, act: &Act) -> anyhow::Result<Done> {
        let stored = self.stored().await;
        let unit = &self.office.test.unit;
        let occasion = support::officer();
        let by_officer =
            |officer: usize| Occasion { account: OFFICERS[officer], now: support::now(), address: None };
        let find = |place: usize| stored.iter().find(|case| case.place == place);
        let id = |place: usize| find(place).map_or(NOTHING.to_owned(), |case| case.id.clone());
        let seen = |place: usize, seen: Seen| seen.of(find(place).map_or(0, |case| case.certificates.len()));
        let annulment = |number: usize| self.annulments.get(number).map_or(NOTHING, String::as_str);
        let scope = |by: By| match by {
            By::School(school) => Scope::School(SCHOOLS[school]),
            By::Ministry => Scope::Ministry,
        };
        match *act {
            Act::Import { cases } => {
                let rows: Vec<_> =
                    (0..CAST.len()).filter(|place| cases[*place]).map(|place| self.row(place)).collect();
                let rows: Vec<_> = rows.iter().map(String::as_str).collect();
                if rows.is_empty() {
                    return Ok(Done::Imported(0));
                }
                Ok(Done::Imported(self.office.test.import(&rows).await?.imported.try_into()?))
            }
            Act::StartBatch => {
                let new = NewBatch { document_number: Some(self.document_number()) };
                unit.start_batch(new, occasion).await?;
                Ok(Done::Nothing)
            }
            Act::Press => self.press().await,
            Act::Correct { case, seen: version, change } => {
                let correction = Correction {
                    version: seen(case, version),
                    data: data(change, &mut self.names, self.number),
                };
                unit.correct(&id(case), &correction, occasion).await?;
                Ok(Done::Nothing)
            }
            Act::Confirm { ref cases, by } => {
                let asked = |(case, version): &(usize, Seen)| ConfirmedCase {
                    id: id(*case),
                    version: seen(*case, *version),
                };
                let confirmation = Confirmation { cases: cases.iter().map(asked).collect() };
                Ok(Done::Confirmed(unit.confirm(scope(by), &confirmation, occasion).await?.confirmed))
            }
            Act::Unconfirm { case, by } => {
                let downloaded = unit.unconfirm(scope(by), &id(case), occasion).await?.downloaded;
                Ok(Done::Unconfirmed { downloaded })
            }
            Act::Download { case, version, holder } => {
                let index = self.office.test.unit.identity_index(&self.identity_number(holder));
                let found = find(case).and_then(|case| case.certificates.get(version));
                let certificate = found.map_or(NOTHING, |certificate| certificate.id.as_str());
                let download = unit.download(&index, certificate, occasion).await?;
                let digest = certificate::Digest(Sha256::digest(&download.bytes).into());
                assert_eq!(Some(digest.to_string()), found.unwrap().file, "11: the bytes that were stored");
                Ok(Done::Nothing)
            }
            Act::Replace { case, seen: version, ground, change, paper } => {
                let replacement = NewReplacement {
                    case_id: id(case),
                    version: seen(case, version),
                    ground,
                    reason: "測試".to_owned(),
                    paper_issue_date: paper.then(|| "104-08-01".parse().unwrap()),
                    data: data(change, &mut self.names, self.number),
                };
                unit.replace(&replacement, occasion).await?;
                Ok(Done::Nothing)
            }
            Act::Annul { case, from, reach, fits, officer } => {
                let is_university = CAST[case].rank.is_some();
                let kind = if is_university == fits { Kind::University } else { Kind::K12 };
                let annulling = Annulling {
                    case_id: id(case),
                    rank: from,
                    ground: support::ground(kind, reach),
                    decision_date: "115-11-20".parse().unwrap(),
                    document_number: "樣字第9號".to_owned(),
                };
                let annulment = unit.annul(&annulling, by_officer(officer)).await?;
                let done = self.hit(&annulment);
                self.annulments.push(annulment.id);
                Ok(done)
            }
            Act::Approve { annulment: number, officer } => {
                Ok(self.hit(&unit.approve_annulment(annulment(number), by_officer(officer)).await?))
            }
            Act::Reject { annulment: number, officer } => {
                Ok(self.hit(&unit.reject_annulment(annulment(number), by_officer(officer)).await?))
            }
            Act::Reinstate { annulment: number } => {
                let reinstating = Reinstating {
                    legal_basis: "訴願決定".to_owned(),
                    decision_date: "115-11-21".parse().unwrap(),
                    document_number: None,
                };
                Ok(self.hit(&unit.reinstate(annulment(number), &reinstating, occasion).await?))
            }
        }
    }

    /// Presses until nothing is left, also of sequences before.
    async fn press(&self) -> anyhow::Result<Done> {
        let mut issued = Vec::new();
        loop {
            let outcomes = self.office.test.unit.press(support::press(), support::officer()).await?;
            if outcomes.is_empty() {
                issued.sort_unstable();
                return Ok(Done::Issued(issued));
            }
            for outcome in outcomes {
                let made = outcome?;
                let place = self.place(&made.certificate_number.to_string());
                issued.extend(place.map(|place| (place, made.version.try_into().unwrap())));
            }
        }
    }

    fn hit(&self, annulment: &Annulment) -> Done {
        let place = |number: &certificate::CertificateNumber| self.place(&number.to_string()).unwrap();
        let mut hit: Vec<_> = annulment.hit.iter().map(place).collect();
        hit.sort_unstable();
        Done::Hit(hit)
    }
}

/// A name is never the one before.
fn data(change: Change, names: &mut u32, number: u32) -> CaseData {
    match change {
        Change::Nothing => CaseData::default(),
        Change::Name => {
            *names += 1;
            CaseData { name: Some(format!("林試 {number} {names}")), ..Default::default() }
        }
        Change::Rank(rank) => CaseData { rank: Some(rank.code().to_owned()), ..Default::default() },
    }
}

impl Subject for Sitting<'_> {
    fn act(&mut self, act: &Act) -> Answer {
        let runtime = self.runtime;
        runtime.block_on(self.try_act(act)).map_err(|error| {
            error.downcast::<Refusal>().unwrap_or_else(|error| panic!("not a refusal: {error:#}"))
        })
    }

    fn view(&mut self) -> View {
        let runtime = self.runtime;
        runtime.block_on(self.see())
    }

    fn head(&mut self) -> (i64, String) {
        let runtime = self.runtime;
        runtime.block_on(record::head(&mut self.office.past_the_program))
    }
}
