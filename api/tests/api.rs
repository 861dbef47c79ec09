//! The API against a private database and a throw-away hierarchy: issuing,
//! verifying what was issued, rosters, accounts, and what everybody reaches.
#![cfg(test)]

mod api {
    mod access;
    mod account_commands;
    mod accounts;
    mod audit;
    mod auditor;
    mod backup;
    mod browser;
    mod bucket;
    mod concurrency;
    mod crash;
    mod cut_off;
    mod database_encryption;
    #[cfg(feature = "fill")]
    mod fill;
    mod imports;
    mod issuing;
    mod lists;
    mod log;
    mod model;
    mod object_store;
    mod people;
    mod place;
    mod processes;
    mod public;
    mod record;
    mod roster;
    mod signed_heads;
    mod status_list;
    mod support;
    mod vault;
    mod workflow;
}
