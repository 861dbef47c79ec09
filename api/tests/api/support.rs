//! A private issuing unit for each test.

use std::{path::Path, sync::LazyLock};

use api::{Import, IssuingUnit, Press, Settings, SettingsArguments};
use certificate::{CertificateNumber, Report, Timestamp, Verdict, api::ImportOutcome};
use clap::Parser;
use keys::{Hierarchy, Profile};
use verifier_wasm::{StatusEvidence, verify};

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
    let press = Press::open(&settings(folder.path(), &hierarchy)).unwrap();
    (folder, press)
});

pub(super) fn press() -> &'static Press {
    &SHARED.1
}

fn settings(data: &Path, hierarchy: &Path) -> Settings {
    let arguments = ["api", "--data", data.to_str().unwrap(), "--hierarchy", hierarchy.to_str().unwrap()];
    Settings::load(Cli::parse_from(arguments).settings).unwrap()
}

/// An issuing unit with its own data folder.
pub(super) struct TestUnit {
    folder: tempfile::TempDir,
    pub(super) unit: IssuingUnit,
}

impl TestUnit {
    pub(super) async fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let unit = Self::open(folder.path()).await;
        Self { folder, unit }
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

    async fn open(data: &Path) -> IssuingUnit {
        IssuingUnit::open(settings(data, &SHARED.0.path().join("hierarchy"))).await.unwrap()
    }

    /// As after a crash: a new process on the same folder.
    pub(super) async fn restart(self) -> Self {
        let Self { folder, unit } = self;
        drop(unit);
        let unit = Self::open(folder.path()).await;
        Self { folder, unit }
    }

    /// Another process on the same folder, as the server beside a command.
    pub(super) async fn second_process(&self) -> IssuingUnit {
        Self::open(self.data()).await
    }

    pub(super) fn key(&self, purpose: keys::Purpose) -> keys::FileSigner {
        settings(self.data(), &SHARED.0.path().join("hierarchy")).open_signer(purpose).unwrap()
    }

    pub(super) fn data(&self) -> &Path {
        self.folder.path()
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
        self.unit.import(Import { roster, photos, dry_run }, now()).await.unwrap()
    }

    /// Issues everything there is; returns how many became available.
    pub(super) async fn issue(&self) -> usize {
        let mut issued = 0;
        let count = |outcome: Result<api::Issued, api::IssueFailed>| {
            outcome.unwrap();
            issued += 1;
        };
        self.unit.issue(press(), None, now(), count).await.unwrap();
        issued
    }

    pub(super) async fn file(&self, certificate: &str) -> Vec<u8> {
        self.unit.export(&number(certificate), None).await.unwrap()
    }

    /// Verifies with a list published this instant.
    pub(super) async fn report(&self, file: &[u8]) -> Report {
        let token = self.unit.publish(now()).await.unwrap();
        let evidence = StatusEvidence { token: Some(token.as_bytes()), newest_seen: None };
        verify(file, &self.unit.anchors(), evidence, now())
    }

    pub(super) async fn verdict(&self, file: &[u8]) -> Verdict {
        self.report(file).await.verdict
    }
}
