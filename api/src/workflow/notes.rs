//! Notes of schools to the issuing unit: data are wrong, please correct.

use anyhow::Result;
use certificate::api::Note;

use super::{Refusal, confirm::Scope, record::record};
use crate::{
    db::{self, NoteRow},
    history::{Details, EventKind, NewEvent, Occasion},
    ids::new_id,
    unit::IssuingUnit,
};

/// As many characters as a note may have.
const LONGEST: usize = 1000;

impl IssuingUnit {
    /// Writes a note on a case of the school.
    pub async fn write_note(
        &self,
        scope: Scope<'_>,
        case_id: &str,
        text: &str,
        occasion: Occasion<'_>,
    ) -> Result<Note> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LONGEST {
            return Err(Refusal::field("text", "請填 1 至 1,000 字 Write 1 to 1,000 characters").into());
        }
        let mut tx = self.db.write().await?;
        let case = scope.load_case(&mut tx, case_id).await?;
        let id = new_id();
        let row = NoteRow {
            case_id: case.id,
            account: occasion.account.to_owned(),
            at: occasion.now.unix(),
            sealed: self.vault.seal_note(&id, text),
            settled_at: None,
            id,
        };
        db::insert_note(&mut tx, &row).await?;
        record(&mut tx, occasion, &[event(EventKind::NoteWritten, &row)]).await?;
        let note = self.load_note_of(&mut tx, row).await?;
        tx.commit().await?;
        Ok(note)
    }

    /// Settles a note; settling it again changes nothing.
    pub async fn settle_note(&self, id: &str, occasion: Occasion<'_>) -> Result<Note> {
        let mut tx = self.db.write().await?;
        let row = db::load_note(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        if db::mark_settled(&mut tx, id, occasion.now.unix()).await? {
            record(&mut tx, occasion, &[event(EventKind::NoteSettled, &row)]).await?;
        }
        let row = db::load_note(&mut tx, id).await?.ok_or(Refusal::NotFound)?;
        let note = self.load_note_of(&mut tx, row).await?;
        tx.commit().await?;
        Ok(note)
    }
}

fn event(kind: EventKind, row: &NoteRow) -> NewEvent<'_> {
    NewEvent { kind, act: &row.id, case_id: Some(&row.case_id), certificate_id: None, details: Details::NONE }
}
