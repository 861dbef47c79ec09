//! 證書下載

use serde::{Deserialize, Serialize};

use crate::{CertificateNumber, Date, Digest, Kind, Rank, Status};

/// `GET /api/teacher/certificates`: a list of these, newest first. Only what was
/// confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeacherCertificate {
    /// Names the certificate in addresses.
    pub id: String,
    /// Which family.
    pub kind: Kind,
    /// 職級; K-12 has none.
    pub rank: Option<Rank>,
    /// 師資類科; university has none.
    pub qualification: Option<String>,
    /// 證書編號
    pub certificate_number: CertificateNumber,
    /// 1 for the first, counting up.
    pub version: u32,
    /// 發給證書年月日
    pub issue_date: Date,
    /// What the public list says.
    pub status: Status,
    /// 數位指紋
    pub fingerprint: Digest,
    /// The name under which a browser saves the file.
    pub file_name: String,
    /// Whether it is a specimen.
    pub specimen: bool,
}
