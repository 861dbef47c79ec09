//! dcert API.
pub mod issuance;
