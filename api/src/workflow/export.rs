//! Export of cases: page by page, so that half a million of them take no memory.

use std::collections::BTreeMap;

use anyhow::Result;
use certificate::api::CaseQuery;

use crate::{
    case::CaseDetails,
    db::{self, CaseFilter, CaseRow},
    history::{self, Details, EventKind, NewEvent, Occasion},
    ids::new_id,
    unit::IssuingUnit,
};

/// How many cases are read at once.
const PAGE: i64 = 500;

/// A case on its way out.
pub(crate) struct ExportRow {
    pub(crate) case: CaseRow,
    pub(crate) details: CaseDetails,
    /// 數位指紋 of the newest version, once it was issued.
    pub(crate) fingerprint: Option<String>,
}

/// Some rows of an export, and where the others are.
pub(crate) struct ExportPage {
    pub(crate) rows: Vec<ExportRow>,
    /// None after the last page.
    pub(crate) next: Option<CaseFilter>,
}

impl IssuingUnit {
    /// Records an export and gives what [`Self::export_rows`] begins with. The event
    /// comes first: data that left are on record, also where the receiver hangs up.
    pub(crate) async fn begin_export(&self, query: CaseQuery, occasion: Occasion<'_>) -> Result<CaseFilter> {
        let document_number = query.document_number.clone();
        let filter = self.filter(query)?;
        let mut tx = self.db.write().await?;
        let event = NewEvent {
            kind: EventKind::Exported,
            act: &new_id(),
            case_id: None,
            certificate_id: None,
            details: &Details { document_number, subject: Some("cases".to_owned()), ..Default::default() },
        };
        history::append(&mut tx, occasion, &[event]).await?;
        tx.commit().await?;
        Ok(filter)
    }

    /// The next cases, newest import first.
    pub(crate) async fn export_rows(&self, filter: &CaseFilter) -> Result<ExportPage> {
        let mut tx = self.db.read().await?;
        let cases = db::search_cases(&mut tx, filter, PAGE).await?;
        let ids: Vec<_> = cases.iter().map(|case| case.id.as_str()).collect();
        let mut files: BTreeMap<_, _> = db::load_newest_files(&mut tx, &ids).await?.into_iter().collect();
        let is_full = i64::try_from(cases.len())? == PAGE;
        let next = cases
            .last()
            .filter(|_| is_full)
            .map(|last| CaseFilter { after: Some((last.imported_at, last.id.clone())), ..filter.clone() });
        let rows = cases.into_iter().map(|case| {
            let details = self.vault.open_details(&case)?;
            Ok(ExportRow { fingerprint: files.remove(&case.id), details, case })
        });
        Ok(ExportPage { rows: rows.collect::<Result<_>>()?, next })
    }
}
