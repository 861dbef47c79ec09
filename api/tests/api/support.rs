//! A private issuing unit for each test.

use std::{
    path::{Path, PathBuf},
    sync::LazyLock,
};

use api::{
    Annulling, Import, IssuingUnit, Occasion, Outcome, Press, Refusal, Scope, Settings, SettingsArguments,
};
use certificate::{
    CertificateNumber, CodeReport, Kind, Rank, Report, Timestamp, Verdict,
    api::{
        Annulment, CaseData, Confirmation, ConfirmedCase, Ground, ImportOutcome, NewBatch, NewReplacement,
        Reach, ReplacementGround,
    },
};
use clap::Parser;
use keys::{Hierarchy, Profile};
use sqlx::{AnyConnection, Connection as _};
use verifier_wasm::{StatusEvidence, verify, verify_code};

use super::place::Place;

pub(super) const HEADER: &str = "類別,核定公文文號,姓名,身分證號,生日,性別,審查等級,審查類別,學校代碼,送審學校,起資年月,證書字號,審查結果,支援電子證書,師資類科,法令依據,發證機關,國籍或地區,照片";

/// One person with a certificate of every rank, one other person, one K-12
/// teacher.
pub(super) const ROSTER: [&str; 6] = [
    "university,樣字第1號,林試,F120000011,58-04-16,男,講師,文憑送審,9901,樣本大學,104/08,講字第000101號,審定通過,是,,,,,",
    "university,樣字第1號,林試,F120000011,58-04-16,男,助理教授,專門著作,9901,樣本大學,108/08,助理字第000102號,審定通過,是,,,,,",
    "university,樣字第1號,林試,F120000011,58-04-16,男,副教授,專門著作,9901,樣本大學,112/02,副字第000103號,審定通過,是,,,,,",
    "university,樣字第1號,林試,F120000011,58-04-16,男,教授,專門著作,9901,樣本大學,115/02,教字第000104號,審定通過,是,,,,,",
    "university,樣字第2號,陳𠮷範,B220000028,65-12-03,女,教授,專門著作,9901,樣本大學,115/02,教字第000201號,審定通過,是,,,,,",
    "k12,樣字第3號,張示例,D220000084,85-03-05,女,,,,,,樣教字第000301號,審定通過,是,中等學校語文領域國語文專長,師資培育法第十條,教育部,,sample-photo.jpg",
];

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    settings: SettingsArguments,
}

/// The instant at which every test starts.
pub(super) fn now() -> Timestamp {
    "2026-11-22T05:07:00Z".parse().unwrap()
}

/// An officer of the issuing unit, at the instant at which every test starts.
pub(super) fn officer() -> Occasion<'static> {
    Occasion { account: "officer", now: now(), address: None }
}

/// A second officer.
pub(super) fn second_officer() -> Occasion<'static> {
    Occasion { account: "second officer", now: now(), address: None }
}

/// The refusal behind an error.
#[track_caller]
pub(super) fn refusal<T: std::fmt::Debug>(result: anyhow::Result<T>) -> Refusal {
    result.unwrap_err().downcast().expect("a refusal, not a fault")
}

/// The instant some hours later.
pub(super) fn hours_later(hours: u64) -> Timestamp {
    now().after(std::time::Duration::from_secs(3600 * hours))
}

pub(super) fn number(text: &str) -> CertificateNumber {
    text.parse().unwrap()
}

/// Reading the fonts takes longer than a test, so all share one press. It signs
/// with the hierarchy they share, too.
static SHARED: LazyLock<(tempfile::TempDir, Press)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let hierarchy = folder.path().join("hierarchy");
    Hierarchy::create(&hierarchy, Profile::Development, "Test", None, now()).unwrap();
    let press = Press::open(&settings(folder.path(), &hierarchy, None)).unwrap();
    (folder, press)
});

pub(super) fn press() -> &'static Press {
    &SHARED.1
}

/// The keys that every test issues with.
pub(super) fn hierarchy() -> PathBuf {
    SHARED.0.path().join("hierarchy")
}

pub(super) fn settings(data: &Path, hierarchy: &Path, database: Option<&str>) -> Settings {
    let mut arguments =
        vec!["api", "--data", data.to_str().unwrap(), "--hierarchy", hierarchy.to_str().unwrap()];
    arguments.extend(database.into_iter().flat_map(|url| ["--database", url]));
    Settings::load(Cli::parse_from(arguments).settings).unwrap()
}

/// An issuing unit with its own data folder.
pub(super) struct TestUnit {
    pub(super) place: Place,
    pub(super) unit: IssuingUnit,
}

impl TestUnit {
    pub(super) async fn empty() -> Self {
        let place = Place::new().await;
        let unit = place.open().await;
        Self { place, unit }
    }

    /// With this settings file.
    pub(super) async fn configured(settings: &str) -> Self {
        let place = Place::new().await;
        std::fs::write(place.folder.path().join("dcert.toml"), settings).unwrap();
        let unit = place.open().await;
        Self { place, unit }
    }

    /// With the roster imported.
    pub(super) async fn with_cases() -> Self {
        let test = Self::empty().await;
        test.import(&ROSTER).await.unwrap();
        test
    }

    /// With everything of the roster issued.
    pub(super) async fn with_certificates() -> Self {
        let test = Self::with_cases().await;
        assert_eq!(test.issue().await, ROSTER.len());
        test
    }

    /// As [`Self::with_certificates`], where a second officer approves annulments.
    pub(super) async fn with_four_eyes() -> Self {
        let test = Self::configured("four_eyes = true").await;
        test.import(&ROSTER).await.unwrap();
        assert_eq!(test.issue().await, ROSTER.len());
        test
    }

    /// The keyed digest of an identity number.
    pub(super) fn identity_index(&self, number: &str) -> String {
        self.unit.identity_index(&number.parse().unwrap())
    }

    /// As after a crash: a new process on the same folder.
    pub(super) async fn restart(self) -> Self {
        let Self { place, unit } = self;
        drop(unit);
        let unit = place.open().await;
        Self { place, unit }
    }

    /// Another process on the same folder, as the server beside a command.
    pub(super) async fn second_process(&self) -> IssuingUnit {
        self.place.open().await
    }

    pub(super) fn key(&self, purpose: keys::Purpose) -> keys::FileSigner {
        self.place.settings().open_signer(purpose).unwrap()
    }

    /// The `api` command on this unit.
    pub(super) fn command(&self, arguments: &[&str]) -> std::process::Command {
        let settings = self.place.settings();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_api"));
        command.arg("--data").arg(&settings.data).arg("--hierarchy").arg(&settings.hierarchy);
        command.arg("--database").arg(&settings.database).args(arguments);
        command
    }

    pub(super) fn data(&self) -> &Path {
        self.place.folder.path()
    }

    /// A connection past the program, as somebody with the database would have.
    pub(super) async fn connect(&self) -> AnyConnection {
        AnyConnection::connect(&self.place.settings().database).await.unwrap()
    }

    pub(super) async fn import(&self, rows: &[&str]) -> anyhow::Result<ImportOutcome> {
        let roster = format!("{HEADER}\n{}\n", rows.join("\n")).into_bytes();
        let outcome = self.import_file(roster, false).await;
        let problems = &outcome.problems;
        let lines = problems.iter().map(|p| format!("row {}, column {}: {}", p.row, p.column, p.reason));
        let lines: Vec<_> = lines.collect();
        anyhow::ensure!(lines.is_empty(), "nothing was imported:\n{}", lines.join("\n"));
        Ok(outcome)
    }

    /// Imports a file of any format, with the photos of the templates.
    pub(super) async fn import_file(&self, roster: Vec<u8>, dry_run: bool) -> ImportOutcome {
        let photos = Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"));
        self.unit.import(Import { roster, photos, dry_run }, officer()).await.unwrap()
    }

    /// Issues everything there is; returns how many became available.
    pub(super) async fn issue(&self) -> usize {
        self.issue_at(now()).await
    }

    /// The same at some instant.
    pub(super) async fn issue_at(&self, now: Timestamp) -> usize {
        let outcomes = self.press_at(now).await;
        outcomes.into_iter().map(Result::unwrap).count()
    }

    /// Starts a batch of everything there is, and presses until nothing is left.
    pub(super) async fn press(&self) -> Vec<Outcome> {
        self.press_at(now()).await
    }

    async fn press_at(&self, now: Timestamp) -> Vec<Outcome> {
        let occasion = Occasion { now, ..officer() };
        match self.unit.start_batch(NewBatch::default(), occasion).await {
            Err(error) if error.downcast_ref() == Some(&Refusal::NothingToIssue) => {}
            started => drop(started.unwrap()),
        }
        let mut all = Vec::new();
        loop {
            let mut outcomes = self.unit.press(press(), occasion).await.unwrap();
            if outcomes.is_empty() {
                return all;
            }
            all.append(&mut outcomes);
        }
    }

    /// Id and newest version of a case.
    pub(super) async fn case(&self, certificate: &str) -> ConfirmedCase {
        let (id, version) = self.unit.case_by_number(&number(certificate)).await.unwrap();
        ConfirmedCase { id, version }
    }

    /// Confirms the newest version of a case.
    pub(super) async fn confirm(&self, certificate: &str) -> anyhow::Result<u32> {
        let confirmation = Confirmation { cases: vec![self.case(certificate).await] };
        Ok(self.unit.confirm(Scope::Ministry, &confirmation, officer()).await?.confirmed)
    }

    /// Orders a replacement; what changes is up to the caller.
    pub(super) async fn order_replacement(&self, certificate: &str, data: CaseData) -> anyhow::Result<()> {
        let case = self.case(certificate).await;
        let replacement = NewReplacement {
            case_id: case.id,
            version: case.version,
            ground: ReplacementGround::Changed,
            reason: "姓名變更".to_owned(),
            paper_issue_date: None,
            data,
        };
        self.unit.replace(&replacement, officer()).await
    }

    /// Replaces from confirmation to confirmation.
    pub(super) async fn replace(&self, certificate: &str, data: CaseData) {
        self.confirm(certificate).await.unwrap();
        self.order_replacement(certificate, data).await.unwrap();
        assert_eq!(self.issue().await, 1);
        self.confirm(certificate).await.unwrap();
    }

    /// Annuls a holder's ranks from one on, or a K-12 certificate.
    pub(super) async fn annul(&self, of: &str, rank: Option<Rank>) -> anyhow::Result<Annulment> {
        let (kind, reach) = match rank {
            Some(_) => (Kind::University, Reach::FromRankUpward),
            None => (Kind::K12, Reach::ThisOnly),
        };
        self.unit.annul(&self.annulling(of, rank, ground(kind, reach)).await, officer()).await
    }

    pub(super) async fn annulling(&self, of: &str, rank: Option<Rank>, ground: Ground) -> Annulling {
        Annulling {
            case_id: self.case(of).await.id,
            rank,
            ground,
            decision_date: "115-11-20".parse().unwrap(),
            document_number: "樣字第9號".to_owned(),
        }
    }

    pub(super) async fn file(&self, certificate: &str) -> Vec<u8> {
        self.unit.export(&number(certificate), None).await.unwrap()
    }

    /// Verifies with a list published this instant.
    pub(super) async fn report(&self, file: &[u8]) -> Report {
        self.report_at(file, now()).await
    }

    /// The same at some instant.
    pub(super) async fn report_at(&self, file: &[u8], now: Timestamp) -> Report {
        let token = self.unit.publish(now).await.unwrap();
        let evidence = StatusEvidence { token: Some(token.as_bytes()), newest_seen: None };
        verify(file, &self.unit.anchors(), evidence, now)
    }

    /// Checks the code that a version of a certificate bears, with a list published
    /// this instant.
    pub(super) async fn code_report(&self, certificate: &str, version: i64) -> CodeReport {
        let link = self.unit.code_link(&number(certificate), Some(version)).await.unwrap();
        let token = self.unit.publish(now()).await.unwrap();
        let evidence = StatusEvidence { token: Some(token.as_bytes()), newest_seen: None };
        verify_code(link.as_str(), &self.unit.anchors(), evidence, now())
    }

    pub(super) async fn verdict(&self, file: &[u8]) -> Verdict {
        self.report(file).await.verdict
    }
}

/// A ground as the reference data hold it.
pub(super) fn ground(kind: Kind, reach: Reach) -> Ground {
    Ground {
        code: "sample".to_owned(),
        name: "樣本事由".to_owned(),
        legal_basis: "審定辦法第45條".to_owned(),
        reach,
        kind,
    }
}

/// A changed name.
pub(super) fn renamed(name: &str) -> CaseData {
    CaseData { name: Some(name.to_owned()), ..Default::default() }
}
