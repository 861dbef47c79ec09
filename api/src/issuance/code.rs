//! The code of a printed certificate (docs/format.md §8): claims → signed link,
//! and link → the symbol on the page (ISO/IEC 18004).
//!
//! Ed25519 signs the same message the same way every time, so a certificate that
//! is composed again after a crash has the same code and the same bytes.

use certificate::{Claims, CodeClaims, CodeDigests, Digest};
use der::Encode as _;
use keys::{Anchor, Signer, x509::X509};
use qrcode::{Color, EcLevel, QrCode};
use sha2::{Digest as _, Sha256};

use crate::origin::PublicOrigin;

/// Modules of light around the symbol (ISO/IEC 18004 §9.1).
const QUIET_ZONE: usize = 4;

/// The link on a certificate, signed by the issuing key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLink(String);

/// Signs the codes of certificates.
pub struct CodeSigning<'a> {
    /// Holds the issuing key.
    pub signer: &'a dyn Signer,
    /// The root that verifiers pin.
    pub root: &'a Anchor,
    /// Where the page of verification is.
    pub page: &'a PublicOrigin,
}

/// Why there is no code.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodeError {
    /// The signer did not sign.
    #[error(transparent)]
    Signer(#[from] keys::SignerError),
    /// The certificate of the key is not one that a code can carry.
    #[error("the issuing certificate is not in the form that a printed code carries")]
    Certificate,
    /// More than a symbol holds.
    #[error("the printed code is too long for a symbol")]
    Symbol,
}

impl CodeSigning<'_> {
    /// Signs the code of a certificate.
    pub fn link(&self, claims: &Claims) -> Result<CodeLink, CodeError> {
        let der = self.signer.certificate().to_der().map_err(|_| CodeError::Certificate)?;
        let parts = X509::parse(&der).and_then(|certificate| certificate.parts(self.root));
        let digests = CodeDigests {
            claims: Digest(Sha256::digest(claims.to_json()).into()),
            list: Digest(Sha256::digest(&claims.status.list).into()),
        };
        let code = CodeClaims::of(claims, digests, parts.ok_or(CodeError::Certificate)?);
        let signature = self.signer.sign(&code.message())?;
        let signature = signature.as_slice().try_into().map_err(|_| CodeError::Certificate)?;
        Ok(CodeLink(code.link(self.page.as_str(), signature)))
    }
}

impl CodeLink {
    /// Any text, for tests of what is drawn.
    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The link.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The symbol on its light ground: one path, in a drawing of one unit a module.
    pub(crate) fn symbol(&self) -> Result<String, CodeError> {
        let symbol = smallest(self.0.as_bytes()).ok_or(CodeError::Symbol)?;
        let width = symbol.width();
        let side = width + 2 * QUIET_ZONE;
        let path = outline(&symbol.to_colors(), width);
        Ok(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\" viewBox=\"0 0 {side} {side}\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
        ))
    }
}

/// A quarter of the symbol may be lost (level Q); where that takes more modules
/// than the place on the page has at a size that scanners resolve, a seventh (M).
fn smallest(link: &[u8]) -> Option<QrCode> {
    const MOST_MODULES: usize = 85;
    let robust = QrCode::with_error_correction_level(link, EcLevel::Q).ok();
    robust
        .filter(|symbol| symbol.width() <= MOST_MODULES)
        .or_else(|| QrCode::with_error_correction_level(link, EcLevel::M).ok())
}

/// The dark modules as one path: a rectangle for every run in a row.
fn outline(colours: &[Color], width: usize) -> String {
    let mut path = String::new();
    for (row, modules) in colours.chunks(width).enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|one, next| one == next) {
            if run[0] == Color::Dark {
                let (x, y, length) = (column + QUIET_ZONE, row + QUIET_ZONE, run.len());
                path.push_str(&format!("M{x} {y}h{length}v1h-{length}z"));
            }
            column += run.len();
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_dark_modules_is_one_rectangle() {
        let colours = [Color::Dark, Color::Dark, Color::Light, Color::Light, Color::Light, Color::Dark];
        assert_eq!(outline(&colours, 3), "M4 4h2v1h-2zM6 5h1v1h-1z");
    }

    #[test]
    fn capitals_take_less_room_and_long_links_less_correction() {
        let link = |length: usize| format!("HTTPS://DCERT.EXAMPLE/#C:{}", "0Z$:/".repeat(length / 5));
        assert_eq!(smallest(link(430).as_bytes()).unwrap().width(), 81);
        assert_eq!(smallest(link(600).as_bytes()).unwrap().error_correction_level(), EcLevel::M);
        assert!(smallest(link(430).to_lowercase().as_bytes()).unwrap().width() > 81);
    }
}
