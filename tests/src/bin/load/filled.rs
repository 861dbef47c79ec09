//! What the example `fill` says there is to be asked for.

use serde::Deserialize;

#[derive(Deserialize)]
pub struct Filled {
    pub password: String,
    pub totp_secret: String,
    pub schools: Vec<School>,
    pub teachers: Vec<String>,
    pub issuers: Vec<String>,
    pub auditors: Vec<String>,
    pub samples: Vec<Sample>,
    pub replacing: Vec<(String, u32)>,
    pub in_force: Vec<String>,
    pub approved: Vec<String>,
}

#[derive(Deserialize)]
pub struct School {
    pub account: String,
    pub document_number: String,
    pub letters: Vec<String>,
}

#[derive(Deserialize)]
pub struct Sample {
    pub id: String,
    pub name: String,
    pub identity_number: String,
    pub certificate_number: String,
    pub document_number: String,
    pub school_code: Option<String>,
    /// Where a list goes on behind it.
    pub after: String,
}
