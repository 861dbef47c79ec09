//! 證書下載

use certificate::api::TeacherCertificate;
use js_sys::ArrayBuffer;

use super::http::{Client, Leaving};
use crate::trouble::Trouble;

/// The address of a certificate's file.
pub fn file(certificate: &str) -> String {
    format!("/api/teacher/certificates/{certificate}/file")
}

impl Client {
    /// The own certificates.
    pub async fn certificates(self, leaving: Leaving) -> Result<Vec<TeacherCertificate>, Trouble> {
        self.get("/api/teacher/certificates".to_owned(), leaving).await
    }

    /// The file as it was issued, byte by byte.
    pub async fn certificate_bytes(
        self,
        certificate: &str,
        leaving: Leaving,
    ) -> Result<ArrayBuffer, Trouble> {
        self.bytes(file(certificate), leaving).await
    }
}
