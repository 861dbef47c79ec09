//! All fetching. The page of verification fetches one thing besides its own
//! files: the status list, the same for everybody. The office pages talk to the
//! server through [`Client`]; there is one module for each kind of user.

mod http;
mod ministry;
mod public;
mod school;
mod session;
mod status_list;
mod teacher;

pub use http::{Client, Leaving};
pub use ministry::{AuditQuery, audit_export, case_export, case_preview, template};
pub use school::preview as school_preview;
pub use status_list::{Freshness, StatusList, StatusLists};
pub use teacher::file as certificate_file;
