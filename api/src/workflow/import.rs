//! Import of approved cases from a roster. All or nothing: one bad row and nothing
//! is stored, and every bad row is reported with row, column and reason.

use std::path::PathBuf;

use anyhow::Result;
use certificate::{
    Timestamp,
    api::{ImportOutcome, RowProblem},
};
use sqlx::AnyConnection;

use crate::{
    db::{self, CaseRow},
    files::FileStore,
    ids::new_id,
    roster::{self, NewCase, Roster},
    unit::IssuingUnit,
};

/// A roster to be imported.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The file: CSV, XLSX, or a ZIP with one of them and the photos.
    pub roster: Vec<u8>,
    /// The folder of the photos, where they are not in the file.
    pub photos: Option<PathBuf>,
    /// Whether only to tell what would happen.
    pub dry_run: bool,
}

impl IssuingUnit {
    /// Imports a roster, or tells what an import would do.
    pub async fn import(&self, import: Import, now: Timestamp) -> Result<ImportOutcome> {
        let Import { roster, photos, dry_run } = import;
        let rules = self.roster_rules().await?;
        // Seconds of work for a large workbook: not on a thread that serves others.
        let read = tokio::task::spawn_blocking(move || roster::read(&roster, photos, &rules));
        let Roster { cases, problems } = read.await?;
        let mut outcome = ImportOutcome { stored: false, imported: 0, unchanged: 0, problems };
        let mut tx = self.db.write().await?;
        for case in &cases {
            match store_case(&mut tx, case, now).await? {
                Ok(true) => outcome.imported += 1,
                Ok(false) => outcome.unchanged += 1,
                Err(problem) => outcome.problems.push(problem),
            }
        }
        outcome.problems = roster::arrange(outcome.problems);
        if dry_run || !outcome.problems.is_empty() {
            tx.rollback().await?;
            return Ok(outcome);
        }
        // Photos first: a photo without a case is harmless.
        store_photos(&self.files, &cases)?;
        tx.commit().await?;
        outcome.stored = true;
        Ok(outcome)
    }
}

fn store_photos(files: &FileStore, cases: &[NewCase]) -> Result<()> {
    cases.iter().filter_map(|case| case.photo.as_deref()).try_for_each(|photo| files.put(photo).map(drop))?;
    Ok(())
}

/// Inserts a case. `Ok(false)`: it was there already with the same data.
async fn store_case(
    db: &mut AnyConnection,
    case: &NewCase,
    now: Timestamp,
) -> Result<Result<bool, RowProblem>> {
    let problem = |column: &str, reason: &str| Ok(Err(roster::of_row(case.row, column, reason)));
    let details = &case.details;
    let number = details.certificate_number().to_string();
    if let Some(known) = db::load_case_by_number(db, &number).await? {
        let same = known.details == details.to_json() && known.document_number == case.document_number;
        return if same {
            Ok(Ok(false))
        } else {
            problem("證書字號", "此字號已用於其他資料 this number is in use with other data")
        };
    }
    let identity_number = details.identity_number().as_str();
    let birth_date = details.birth_date().to_string();
    let holder_id = match db::load_holder(db, identity_number).await? {
        Some((_, known)) if known != birth_date => {
            return problem(
                "生日",
                "此證號登記的生日不同 another birth date is on record for this identity number",
            );
        }
        Some((id, _)) => id,
        None => {
            let id = new_id();
            db::insert_holder(db, &id, identity_number, &birth_date).await?;
            id
        }
    };
    let row = CaseRow {
        id: new_id(),
        holder_id,
        kind: details.kind().code().to_owned(),
        document_number: case.document_number.clone(),
        certificate_number: number,
        details: details.to_json(),
        imported_at: now.unix(),
    };
    db::insert_case(db, &row).await?;
    Ok(Ok(true))
}
