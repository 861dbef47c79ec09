//! 證書確認作業

use certificate::api::{Confirmation, Confirmations, NewNote, Note, SchoolCases, Unconfirmation};

use super::http::{Client, Leaving, escaped};
use crate::trouble::Trouble;

/// The picture of a case, for an `<img>`.
pub fn preview(case: &str) -> String {
    format!("/api/school/cases/{case}/preview")
}

impl Client {
    /// The cases of one 核定公文文號 that this school submitted.
    pub async fn school_cases(
        self,
        document_number: String,
        leaving: Leaving,
    ) -> Result<SchoolCases, Trouble> {
        let number = escaped(document_number.trim());
        self.get(format!("/api/school/cases?document_number={number}"), leaving).await
    }

    /// 確認
    pub async fn confirm_at_school(self, confirmation: Confirmation) -> Result<Confirmations, Trouble> {
        self.send("PUT", "/api/school/confirmations".to_owned(), &confirmation).await
    }

    /// Takes a confirmation back.
    pub async fn unconfirm_at_school(self, case: String) -> Result<Unconfirmation, Trouble> {
        self.act("DELETE", format!("/api/school/confirmations/{case}")).await
    }

    /// Tells the issuing unit what is wrong.
    pub async fn note(self, case: String, text: String) -> Result<Note, Trouble> {
        self.send("POST", format!("/api/school/cases/{case}/notes"), &NewNote { text }).await
    }
}
