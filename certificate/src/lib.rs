//! What a teacher certificate is: kinds, ranks, numbers, identity numbers, ROC
//! dates, claims, status and the report of a verification.
//!
//! Pure values: no I/O, no clock, no randomness. Everything parses strictly and
//! prints back to the same text, on the server and in the browser alike.

pub mod api;
mod check;
mod claims;
mod code;
mod date;
mod diagnosis;
mod hex;
mod identity_number;
mod items;
mod number;
mod printable_text;
mod printed;
mod rank;
mod report;
mod status;
mod summary;
mod timestamp;

pub use check::{Check, Outcome};
pub use claims::{Annotation, AnnotationMark, Claims, ClaimsError, FORMAT_VERSION};
pub use code::{
    CodeAnnotation, CodeClaims, CodeDigests, CodeError, CodeItems, CodeReason, CodeReport, CodeSigner,
    CodeStatement, CodeText, CodeVerdict, K12Code, UniversityCode, UnverifiedCode,
};
pub use date::{Date, DateError, YearMonth};
pub use diagnosis::{Addition, Cause, CauseFields, Certainty, Diagnosis};
pub use hex::{Digest, Nonce, ParseHexError};
pub use identity_number::{IdentityNumber, IdentityNumberError, IdentityNumberKind};
pub use items::{Items, K12Items, Kind, UniversityItems};
pub use number::{CertificateNumber, CertificateNumberError};
pub use printable_text::{PrintableText, PrintableTextError};
pub use printed::{Bilingual, ItemCode, PrintedItem};
pub use rank::{ParseRankError, Rank};
pub use report::{Finding, FindingCode, ListFacts, Report, SignerFacts, Verdict};
pub use status::{Status, StatusReference};
pub use summary::{Node, Read, Stated, StatedAnnotation, Summary};
pub use timestamp::{ParseTimestampError, Timestamp};
