//! 撤銷 and 廢止, from the proposal to the reinstatement.

use serde::{Deserialize, Serialize};

use super::CaseSummary;
use crate::{CertificateNumber, Date, Rank, Timestamp};

/// `POST /api/ministry/annulments`; to `…/annulments/preview` the same body shows
/// what it would hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAnnulment {
    /// A case of the holder; with [`Reach::FromRankUpward`] its rank is where it
    /// begins.
    pub case_id: String,
    /// How far it reaches.
    pub reach: Reach,
    /// Code of the ground in the reference data.
    pub ground: String,
    /// The day of the decision.
    pub decision_date: Date,
    /// Number of the official letter.
    pub document_number: String,
}

/// How far an annulment or a revocation reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// 撤銷, 該等級起: the rank and every higher one (審定辦法 Art. 45).
    FromRankUpward,
    /// 廢止 of the rank only (審定辦法 Arts. 25, 28); a K-12 certificate, which has
    /// no rank, whichever the act.
    ThisOnly,
}

impl Reach {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::FromRankUpward, Self::ThisOnly];

    /// The code in JSON and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::FromRankUpward => "from-rank-upward",
            Self::ThisOnly => "this-only",
        }
    }

    /// The one with a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What an annulment hits. `POST /api/ministry/annulments/preview`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnnulmentPreview {
    /// The certificates of the same holder that it hits.
    pub hit: Vec<CaseSummary>,
    /// Those that it leaves alone.
    pub spared: Vec<CaseSummary>,
    /// Whether a second officer has to approve it.
    pub needs_approval: bool,
}

/// An annulment (撤銷) or revocation (廢止). `GET /api/ministry/annulments` lists the
/// newest two hundred, proposed ones first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annulment {
    /// Names the act in addresses and in the history.
    pub id: String,
    /// The case it starts from.
    pub case_id: String,
    /// Its 證書字號.
    pub certificate_number: CertificateNumber,
    /// Name of the holder.
    pub name: String,
    /// The rank from which on, or which alone; K-12 has none.
    pub rank: Option<Rank>,
    /// How far it reaches.
    pub reach: Reach,
    /// Code of the ground.
    pub ground: String,
    /// 法令依據
    pub legal_basis: String,
    /// The day of the decision.
    pub decision_date: Date,
    /// Number of the official letter.
    pub document_number: String,
    /// Where it stands.
    pub state: AnnulmentState,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Who approved or rejected it.
    pub decided_by: Option<String>,
    /// 證書字號 of the certificates that it hit.
    pub hit: Vec<CertificateNumber>,
}

/// Where an annulment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnnulmentState {
    /// Waits for a second officer: `PUT` or `DELETE …/annulments/{id}/approval`.
    Proposed,
    /// The certificates are revoked.
    InForce,
    /// The second officer did not approve.
    Rejected,
    /// Undone.
    Reinstated,
}

impl AnnulmentState {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Proposed, Self::InForce, Self::Rejected, Self::Reinstated];

    /// The code in JSON and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::InForce => "in-force",
            Self::Rejected => "rejected",
            Self::Reinstated => "reinstated",
        }
    }

    /// The one with a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// `POST /api/ministry/annulments/{id}/reinstatement`: undoes exactly this act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReinstatement {
    /// 法令依據
    pub legal_basis: String,
    /// The day of the decision.
    pub decision_date: Date,
    /// Number of the official letter.
    pub document_number: String,
}
