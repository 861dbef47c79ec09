//! What the database holds sealed, opened: case data, claims, particulars of
//! holders, notes, addresses. The place of a text is authenticated with it, so that texts
//! cannot be exchanged between rows.

use std::net::IpAddr;

use anyhow::{Context as _, Result};
use certificate::{Claims, Date, IdentityNumber, PrintableText};
use serde::{Deserialize, Serialize};

use crate::{
    case::CaseDetails,
    db::{CaseRow, CertificateRow, NoteRow},
    history::SealedAddress,
    vault::Vault,
};

/// What identifies a holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Particulars {
    pub(crate) identity_number: IdentityNumber,
    pub(crate) birth_date: Date,
}

impl Vault {
    pub(crate) fn identity_index(&self, number: &IdentityNumber) -> String {
        self.index("identity-number", number.as_str())
    }

    pub(crate) fn name_index(&self, name: &PrintableText) -> String {
        self.index("name", name.as_str())
    }

    pub(crate) fn seal_particulars(&self, holder_id: &str, particulars: &Particulars) -> Result<String> {
        Ok(self.seal_text(&holder_place(holder_id), &serde_json::to_string(particulars)?))
    }

    pub(crate) fn open_particulars(&self, holder_id: &str, sealed: &str) -> Result<Particulars> {
        let text = self.unseal_text(&holder_place(holder_id), sealed)?;
        serde_json::from_str(&text).context("stored particulars cannot be read")
    }

    pub(crate) fn seal_details(&self, case_id: &str, revision: i64, details: &CaseDetails) -> String {
        self.seal_text(&case_place(case_id, revision), &details.to_json())
    }

    pub(crate) fn open_details(&self, case: &CaseRow) -> Result<CaseDetails> {
        let text = self.unseal_text(&case_place(&case.id, case.revision), &case.sealed)?;
        CaseDetails::parse(&text).context("a stored case cannot be read")
    }

    pub(crate) fn seal_claims(&self, certificate_id: &str, claims: &Claims) -> String {
        self.seal_text(&claims_place(certificate_id), &claims.to_json())
    }

    pub(crate) fn open_claims(&self, certificate: &CertificateRow) -> Result<Claims> {
        let text = self.unseal_text(&claims_place(&certificate.id), &certificate.sealed)?;
        Claims::parse(text.as_bytes()).context("stored claims cannot be read")
    }

    pub(crate) fn seal_address(&self, address: IpAddr) -> SealedAddress {
        let text = address.to_string();
        let id = self.index("client-address", &text);
        SealedAddress { sealed: self.seal_text(&address_place(&id), &text), id }
    }

    pub(crate) fn open_address(&self, address: &SealedAddress) -> Result<String> {
        Ok(self.unseal_text(&address_place(&address.id), &address.sealed)?)
    }

    pub(crate) fn seal_note(&self, note_id: &str, text: &str) -> String {
        self.seal_text(&note_place(note_id), text)
    }

    pub(crate) fn open_note(&self, note: &NoteRow) -> Result<String> {
        Ok(self.unseal_text(&note_place(&note.id), &note.sealed)?)
    }
}

/// The place of the particulars of a holder.
pub(crate) fn holder_place(holder_id: &str) -> String {
    format!("holder/{holder_id}")
}

/// The place of the data of a case.
pub(crate) fn case_place(case_id: &str, revision: i64) -> String {
    format!("case/{case_id}/{revision}")
}

/// The place of the claims of a certificate.
pub(crate) fn claims_place(certificate_id: &str) -> String {
    format!("claims/{certificate_id}")
}

/// The place of an address.
fn address_place(address_id: &str) -> String {
    format!("client_address/{address_id}")
}

/// The place of the text of a note.
pub(crate) fn note_place(note_id: &str) -> String {
    format!("note/{note_id}")
}
