//! Import of approved cases from a roster. All or nothing: one bad row and nothing
//! is stored, and every bad row is reported with row, column and reason.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use certificate::api::{ImportOutcome, RowProblem};
use sqlx::AnyConnection;

use super::{record::projection, rules::Standing};
use crate::{
    archive::Particulars,
    db::{self, CaseRow},
    history::{self, Details, EventKind, NewEvent, Occasion},
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
    pub async fn import(&self, import: Import, occasion: Occasion<'_>) -> Result<ImportOutcome> {
        let Import { roster, photos, dry_run } = import;
        let rules = self.roster_rules().await?;
        // Seconds of work for a large workbook: not on a thread that serves others.
        let read = tokio::task::spawn_blocking(move || roster::read(&roster, photos, &rules));
        let mut roster = read.await?;
        let photos: Vec<_> = roster.cases.iter_mut().filter_map(|case| case.photo.take()).collect();
        if dry_run || !photos.is_empty() {
            let rehearsal = self.store_cases(&roster, true, occasion).await?;
            if dry_run || !rehearsal.problems.is_empty() {
                return Ok(rehearsal);
            }
            // Photos first, for a photo without a case is harmless; and outside the
            // write, for nobody should wait for the file store.
            self.files.put_all(photos).await?;
        }
        self.store_cases(&roster, false, occasion).await
    }

    /// Stores every case, or none where one cannot be stored. A rehearsal stores
    /// none and tells the same.
    async fn store_cases(
        &self,
        roster: &Roster,
        rehearsal: bool,
        occasion: Occasion<'_>,
    ) -> Result<ImportOutcome> {
        let problems = roster.problems.clone();
        let mut outcome = ImportOutcome { stored: false, imported: 0, unchanged: 0, problems };
        let mut tx = self.db.write().await?;
        let mut new = Vec::new();
        for case in &roster.cases {
            match store_case(self, &mut tx, case, occasion).await? {
                Ok(Some(id)) => new.push(id),
                Ok(None) => outcome.unchanged += 1,
                Err(problem) => outcome.problems.push(problem),
            }
        }
        outcome.imported = new.len().try_into()?;
        outcome.problems = roster::arrange(outcome.problems);
        if rehearsal || !outcome.problems.is_empty() {
            tx.rollback().await?;
            return Ok(outcome);
        }
        note_imported(&mut tx, &new, occasion).await?;
        tx.commit().await?;
        outcome.stored = true;
        Ok(outcome)
    }
}

async fn note_imported(db: &mut AnyConnection, cases: &[String], occasion: Occasion<'_>) -> Result<()> {
    let act = new_id();
    let event = |case| NewEvent {
        kind: EventKind::Imported,
        act: &act,
        case_id: Some(case),
        certificate_id: None,
        details: Details::NONE,
    };
    let events: Vec<_> = cases.iter().map(|case| event(case.as_str())).collect();
    Ok(history::append(db, occasion, &events).await?)
}

/// Inserts a case and gives its id; none when it was there already with the same
/// data.
async fn store_case(
    unit: &IssuingUnit,
    db: &mut AnyConnection,
    case: &NewCase,
    occasion: Occasion<'_>,
) -> Result<Result<Option<String>, RowProblem>> {
    let problem = |column: &str, reason: &str| Ok(Err(roster::of_row(case.row, column, reason)));
    let details = &case.details;
    let number = details.certificate_number().to_string();
    if let Some(known) = db::load_case_by_number(db, &number).await? {
        // As it was imported: what was corrected or replaced since is not undone.
        let imported = db::load_revision(db, &known.id, 1).await?.context("a case has a first revision")?;
        let same =
            unit.vault.open_details(&imported)? == *details && known.document_number == case.document_number;
        return if same {
            Ok(Ok(None))
        } else {
            problem("證書字號", "此字號已用於其他資料 this number is in use with other data")
        };
    }
    let particulars =
        Particulars { identity_number: details.identity_number().clone(), birth_date: details.birth_date() };
    let identity_index = unit.vault.identity_index(&particulars.identity_number);
    let holder_id = match db::load_holder(db, &identity_index).await? {
        Some((id, sealed)) if unit.vault.open_particulars(&id, &sealed)? != particulars => {
            return problem(
                "生日",
                "此證號登記的生日不同 another birth date is on record for this identity number",
            );
        }
        Some((id, _)) => id,
        None => {
            let id = new_id();
            let sealed = unit.vault.seal_particulars(&id, &particulars)?;
            db::insert_holder(db, &id, &identity_index, &sealed).await?;
            id
        }
    };
    let id = new_id();
    let row = CaseRow {
        holder_id,
        kind: details.kind().code().to_owned(),
        document_number: case.document_number.clone(),
        certificate_number: number,
        school_code: details.school_code().map(str::to_owned),
        rank: details.rank().map(|rank| rank.code().to_owned()),
        name_index: unit.vault.name_index(details.name()),
        imported_at: occasion.now.unix(),
        revision: 1,
        sealed: unit.vault.seal_details(&id, 1, details),
        projection: projection(&Standing::default(), 0),
        id,
    };
    db::insert_case(db, &row).await?;
    Ok(Ok(Some(row.id)))
}
